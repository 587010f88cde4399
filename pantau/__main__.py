"""`python -m pantau` is the command `pantau`."""

from pantau.pipelines.command_line import main

if __name__ == "__main__":
    raise SystemExit(main())
