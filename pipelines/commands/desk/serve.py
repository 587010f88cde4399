"""`pantau desk`: the warehouse in a browser."""

import argparse
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from pantau.pipelines.commands.arguments.warehouse import describe_warehouse, prepare_warehouse
from pantau.schemas.site import load_site
from pantau.transforms.storage.address import is_cloud

ADDRESS, PORT = "127.0.0.1", 8080
NEEDED = ("starlette", "uvicorn", "ruamel.yaml")

DETAIL = """It shows the days, the timeline of each counter and the footage behind every bar, in Indonesian or English,
to browsers of this machine alone, and draws the zones of a camera on its picture. It changes the site file, when it is
told to, and never the archive. A night that one has it start is a process of its own, as if `pantau nightly` had been
typed; the desk itself writes nothing to the warehouse. Where there is no site file yet it begins by making one."""


def describe(parser: argparse.ArgumentParser) -> None:
    """The site file, the recordings, the tables, and where to listen."""
    parser.epilog = DETAIL
    parser.add_argument("--site", required=True, metavar="FILE", help="the site file; made in the browser if not there")
    parser.add_argument("--archive", required=True, metavar="DIR", help="recordings: a folder or gs://…; only read")
    describe_warehouse(parser)
    parser.add_argument("--port", type=_port, default=PORT, help=f"port of this machine ({PORT})")
    parser.add_argument("--read-only", action="store_true", help="change nothing and start no run")
    parser.add_argument("--address", default=ADDRESS, help=f"{ADDRESS}, and no other while it has no accounts")


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0 when it was ended.

    Raises:
        ValueError, OSError: the address, the site file, the folders or the port cannot be used.
    """
    if arguments.address != ADDRESS:
        raise ValueError(
            f"--address {arguments.address}: the desk shows people and has no accounts yet, so it listens on {ADDRESS} "
            "alone; leave --address out, and reach it from another machine through `ssh -L`"
        )
    if lacking := [name for name in NEEDED if not _is_there(name)]:
        raise ValueError(f"pantau desk needs {' and '.join(lacking)}: install them with `pip install 'pantau[desk]'`")
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
    told = f"http://{ADDRESS}:{arguments.port} {does}; end it with Ctrl-C"
    settings = DeskSettings(
        site,
        arguments.archive,
        arguments.warehouse,
        arguments.port,
        Path(arguments.site),
        arguments.read_only,
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
