"""From people seen on single pictures to service times, staff presence and review candidates. Decodes nothing."""
