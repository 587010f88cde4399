"""The tables as Delta Lake tables, which any engine reads. The log is written here; no library of Delta's is needed.

Begin reading at `commit.py`.
"""
