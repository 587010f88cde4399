"""The commands of `pantau`, one module each: `describe` its arguments, and `run` it to an exit status."""
