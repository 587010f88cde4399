"""From people seen on single frames to service times, staff presence and review candidates. Decodes nothing."""
