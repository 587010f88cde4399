"""Where files are: in a folder of this machine, or in a bucket of Google Cloud Storage."""
