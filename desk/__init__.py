"""SHOW: the web application for people who never open a terminal; it asks through `sql` and plays what was recorded."""
