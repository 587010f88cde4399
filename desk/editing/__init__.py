"""The site file changed by a page: its text with comments kept, shown as a difference, checked, and written whole."""
