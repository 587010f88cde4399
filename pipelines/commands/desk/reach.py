"""Where a desk may listen, and who may reach it: what is safe, and what is refused."""

import argparse
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from pantau.transforms.storage.address import is_cloud

# The desk is loaded when one is served: nobody waits for it who only asks for help.
if TYPE_CHECKING:
    from pantau.desk.settings import Reach

ADDRESS = "127.0.0.1"


def describe_reach(parser: argparse.ArgumentParser) -> None:
    """Address, names, accounts, TLS."""
    parser.add_argument("--address", default=ADDRESS, help=f"address to listen on ({ADDRESS}); others need --accounts")
    parser.add_argument("--accounts", metavar="FILE", help="who may sign in; `pantau account add` makes it")
    parser.add_argument("--certificate", metavar="FILE", help="certificate for TLS (PEM), with those that vouch for it")
    parser.add_argument("--key", metavar="FILE", help="its key (PEM)")
    parser.add_argument("--behind-proxy", action="store_true", help="a proxy does TLS and sets X-Forwarded-For")
    parser.add_argument(
        "--name", action="append", default=[], help="name by which browsers ask for it, as desk.example.id; repeatable"
    )


def reach_of(arguments: argparse.Namespace) -> "Reach":
    """What was asked for.

    Raises:
        ValueError: it would show people to whoever comes, or passwords to whoever listens.
    """
    from pantau.desk.access.accounts import read_accounts
    from pantau.desk.settings import Reach

    accounts = Path(arguments.accounts) if arguments.accounts else None
    certificate, key = (Path(path) if path else None for path in (arguments.certificate, arguments.key))
    if bool(certificate) != bool(key):
        raise ValueError("--certificate and --key: TLS needs both")
    reach = Reach(arguments.address, tuple(arguments.name), accounts, certificate, key, arguments.behind_proxy)
    if why := _why_not(reach):
        raise ValueError(why)
    if accounts:
        for name in ("archive", "warehouse"):
            folder = getattr(arguments, name)
            if not is_cloud(folder) and accounts.resolve().is_relative_to(Path(folder).resolve()):
                raise ValueError(f"--accounts {accounts}: lies in the {name}; keep it where nobody else looks")
        if not read_accounts(accounts).accounts:
            raise ValueError(f"--accounts {accounts}: holds none; make one with `pantau account add`")
    return reach


def _why_not(reach: "Reach") -> str:
    """Why a desk may not be reached so, or nothing."""
    try:
        address = ip_address(reach.address)
    except ValueError:
        return f"--address {reach.address!r}: is no IP address; --name has the name by which browsers ask"
    if not reach.accounts and (reach.address != ADDRESS or reach.behind_proxy):
        where = "--behind-proxy" if reach.behind_proxy else f"--address {reach.address}"
        return (
            f"{where}: the desk shows people, so without accounts it listens on {ADDRESS} alone; make some with "
            "`pantau account add` and name their file by --accounts, or leave it out and come through `ssh -L`"
        )
    if reach.address != ADDRESS and reach.scheme != "https":
        return (
            f"--address {reach.address}: passwords and footage would go over the network for all to read; give "
            "--certificate and --key, or --behind-proxy where a proxy does TLS"
        )
    if not reach.names and (address.is_unspecified or reach.behind_proxy):
        return "--name: say by which name browsers ask for the desk, such as desk.example.id or 10.1.2.3:8443"
    return ""
