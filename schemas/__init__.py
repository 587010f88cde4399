"""WHAT the data is: columns, tables and the site file. Knows pyarrow and pydantic; never Beam, OpenCV or PyAV."""
