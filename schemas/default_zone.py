"""The time zone of a site that names none."""

DEFAULT_ZONE = "Asia/Jakarta"
"""Of the site file, and so of a warehouse of which no run says its zone. Chosen: that of most Indonesian offices."""
