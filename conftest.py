"""What `tests` and `engines` both use; `tests/conftest.py` changes more, in a process that is only of tests."""

pytest_plugins = ("tests.office", "tests.cloud")
