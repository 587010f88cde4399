"""`pantau desk`: the warehouse in a browser."""

import argparse
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from pantau.pipelines.commands.arguments.warehouse import describe_warehouse, prepare_warehouse
from pantau.pipelines.commands.desk.reach import describe_reach, reach_of
from pantau.schemas.site import load_site
from pantau.transforms.storage.address import is_cloud

PORT = 8080
NEEDED = ("starlette", "uvicorn", "ruamel.yaml", "argon2")

DETAIL = """It shows the days, the timeline of each counter and the footage behind every bar, in Indonesian or English,
and draws the zones of a camera on its picture. Browsers of this machine alone reach it, unless it has accounts (`pantau
account`) and TLS. It changes the site file, when it is told to, and never the archive. A night that one has it start is
a process of its own, as if `pantau nightly` had been typed. Where there is no site file yet it begins by making one."""


def describe(parser: argparse.ArgumentParser) -> None:
    """The site file, the recordings, the tables, and where to listen."""
    parser.epilog = DETAIL
    parser.add_argument("--site", required=True, metavar="FILE", help="the site file; made in the browser if not there")
    parser.add_argument("--archive", required=True, metavar="DIR", help="recordings: a folder or gs://…; only read")
    describe_warehouse(parser)
    parser.add_argument("--port", type=_port, default=PORT, help=f"port of this machine ({PORT})")
    parser.add_argument("--read-only", action="store_true", help="change nothing and start no run")
    describe_reach(parser)


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0 when it was ended.

    Raises:
        ValueError, OSError: the address, the site file, the folders or the port cannot be used.
    """
    if lacking := [name for name in NEEDED if not _is_there(name)]:
        raise ValueError(f"pantau desk needs {' and '.join(lacking)}: install them with `pip install 'pantau[desk]'`")
    reach = reach_of(arguments)
    begins = not Path(arguments.site).exists()
    if begins and arguments.read_only:
        raise ValueError(f"--site {arguments.site}: is not there, and a desk that is --read-only makes none")
    if begins and not is_cloud(arguments.warehouse):
        prepare_warehouse(arguments.warehouse)
    for name, folder in (("archive", arguments.archive), ("warehouse", arguments.warehouse)):
        if not is_cloud(folder) and not Path(folder).is_dir():
            raise NotADirectoryError(f"--{name} {folder}: is not a folder; name the one that `pantau nightly` had")
    from pantau.desk.serving import serve
    from pantau.desk.settings import DeskSettings

    site = None if begins else load_site(arguments.site)
    does = f"shows {site.name}" if site else f"makes {arguments.site}"
    told = f"{reach.scheme}://{min(reach.hosts(arguments.port))} {does}; end it with Ctrl-C"
    settings = DeskSettings(
        site,
        arguments.archive,
        arguments.warehouse,
        arguments.port,
        Path(arguments.site),
        arguments.read_only,
        reach,
    )
    # To be interrupted is how it ends, and nothing is left undone.
    with suppress(KeyboardInterrupt):
        serve(settings, lambda: print(told, flush=True))
    return 0


def _is_there(module: str) -> bool:
    """Whether a module can be imported; `find_spec` raises where the package around it is missing."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _port(text: str) -> int:
    value = int(text)
    if not 1024 <= value <= 65_535:
        raise argparse.ArgumentTypeError(f"{text} is not between 1024 and 65535")
    return value
