"""What the desk is told from a terminal."""
