"""Things that look like people and never move: known from date to date, they are nobody."""
