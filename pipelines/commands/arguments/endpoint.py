"""Where a watch answers monitoring systems."""

import argparse
from ipaddress import ip_address

from pantau.pipelines.commands.arguments.durations import duration

ADDRESS = "127.0.0.1"

MOST_RUN_S = 6 * 3600.0
"""A run that lasts longer hangs. Chosen: two dates of ten cameras, never decoded before, on two cores; `--max-run`
where more comes at once."""


def describe_endpoint(parser: argparse.ArgumentParser) -> None:
    """The options `--health-port`, `--health-address`, `--health-open` and `--max-run`."""
    parser.add_argument(
        "--health-port", type=int, metavar="PORT", help="answer /health and /metrics there, such as 9108"
    )
    parser.add_argument(
        "--health-address", default=ADDRESS, metavar="ADDRESS", help=f"address to answer at ({ADDRESS}), an IP address"
    )
    parser.add_argument("--health-open", action="store_true", help="let whoever reaches another address read it")
    parser.add_argument(
        "--max-run", type=duration, default=MOST_RUN_S, metavar="TIME", help="a run that lasts longer hangs (6h)"
    )


def refuse_endpoint(arguments: argparse.Namespace) -> None:
    """Raises ValueError where it would tell more people than was asked for, or cannot be."""
    try:
        here = ip_address(arguments.health_address).is_loopback
    except ValueError as error:
        raise ValueError(f"--health-address {arguments.health_address}: is no IP address; write one") from error
    if arguments.health_port is None:
        if arguments.health_address != ADDRESS or arguments.health_open:
            raise ValueError("--health-address, --health-open: nothing is answered without --health-port")
        return
    if not 0 <= arguments.health_port <= 65_535:
        raise ValueError(f"--health-port {arguments.health_port}: is no port; write one from 1 to 65535")
    if not here and not arguments.health_open:
        raise ValueError(
            f"--health-address {arguments.health_address}: whoever reaches it reads names of cameras and what is wrong "
            "with them; add --health-open if that is meant, or leave it out and let monitoring ask on this machine"
        )
