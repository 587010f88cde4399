"""`pantau site`."""
