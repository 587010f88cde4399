"""What a release counts: the facts of dates, their categories, and how long things lasted."""
