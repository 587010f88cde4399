"""`pantau review`: review candidates on the terminal."""
