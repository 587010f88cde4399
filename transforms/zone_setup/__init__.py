"""Setting up the zones of a camera: who was where in a stretch of time, for who draws them."""
