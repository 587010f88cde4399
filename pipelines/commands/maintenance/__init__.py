"""What keeps a warehouse: its index, its old files, what is due to be deleted, its columns."""
