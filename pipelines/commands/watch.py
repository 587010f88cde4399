"""`pantau watch`: recordings into tables while they arrive."""

import argparse
import signal
import time
from contextlib import ExitStack
from functools import partial
from types import FrameType
from uuid import uuid4

from pantau.pipelines.commands.arguments import clock
from pantau.pipelines.commands.arguments.durations import duration
from pantau.pipelines.commands.arguments.endpoint import describe_endpoint, refuse_endpoint
from pantau.pipelines.commands.arguments.inputs import describe_inputs, given_observer, given_site, refuse_unfit
from pantau.pipelines.commands.arguments.limits import describe_limits, limits_of
from pantau.pipelines.commands.arguments.warehouse import prepare_warehouse
from pantau.pipelines.engine import is_elsewhere
from pantau.pipelines.notifying.notifier import Notifier
from pantau.pipelines.reporting.health import HealthLimits
from pantau.pipelines.reporting.kept_limits import keep_limits
from pantau.pipelines.watching.attendant import EACH_S, Attendant
from pantau.pipelines.watching.endpoint import answering
from pantau.pipelines.watching.following import follow
from pantau.pipelines.watching.monitored import Monitored
from pantau.pipelines.watching.pulse import PulsedWatch
from pantau.pipelines.watching.renewing import MOST_RUNS, renew
from pantau.pipelines.watching.rounds import catch_up, keep_up
from pantau.pipelines.watching.telling import Teller
from pantau.pipelines.watching.unbounded import run_unbounded
from pantau.pipelines.watching.watch import SETTLED_S, Watch
from pantau.transforms.storage.address import is_cloud
from pantau.transforms.storage.place import place_of

LEAST_S = 0.1
"""Least time between two looks. Chosen: for tests; a recorder's files last minutes."""


def describe(parser: argparse.ArgumentParser) -> None:
    """Arguments of `watch`."""
    describe_inputs(parser)
    parser.add_argument(
        "--every", type=duration, default=600.0, metavar="TIME", help="look so often, as 30s, 10m or 1h (10m)"
    )
    parser.add_argument(
        "--settled", type=duration, default=SETTLED_S, metavar="TIME",
        help=f"a recording that was not written to for so long is finished ({SETTLED_S:.0f}s)",
    )  # fmt: skip
    describe_limits(parser)
    describe_endpoint(parser)
    parser.add_argument("--once", action="store_true", help="end when nothing is due any more, as for a timer")


def run(arguments: argparse.Namespace, engine: list[str]) -> int:
    """0 when it was stopped between two rounds, or with `--once` when nothing is due any more.

    Raises:
        ValueError, OSError: the site file or the folders cannot be used; with `--once`, what hinders a round.
        KeyboardInterrupt: it was stopped during a run, of which nothing is to be seen.
    """
    site = given_site(arguments.site)
    observer = given_observer(arguments.site, site)
    refuse_unfit(arguments, site)
    if arguments.every < LEAST_S:
        raise ValueError(f"--every {arguments.every:g}s: looks without a pause; write {LEAST_S:g}s or more")
    refuse_endpoint(arguments)
    if elsewhere := is_elsewhere(engine):
        _refuse_with_engine(arguments)
    limits = limits_of(arguments, HealthLimits())
    prepare_warehouse(arguments.warehouse)
    keep_limits(arguments.warehouse, limits)
    # Workers of an engine have other folders to begin from.
    archive, warehouse = (
        str(place_of(given).absolute()) if elsewhere else given for given in (arguments.archive, arguments.warehouse)
    )
    kind = Watch if elsewhere else PulsedWatch
    lateness_s = limits.lateness.total_seconds()
    watch = kind(observer, archive, warehouse, tuple(engine), arguments.wait, arguments.settled, lateness_s)
    teller = Teller(site.zone, None if arguments.no_index else arguments.warehouse, clock.now)
    signal.signal(signal.SIGTERM, _stop)
    notifier = Notifier(site, arguments.warehouse, teller.say) if site.notifications.channels else None
    # To look into a bucket costs money each time.
    each_s = max(EACH_S, arguments.every) if is_cloud(arguments.warehouse) else EACH_S
    attendant = Attendant(arguments.warehouse, limits, clock.now, notifier, each_s)
    if arguments.once:
        catch_up(watch, clock.now, teller.round)
        if notifier:
            attendant.look()
        return 0
    with ExitStack() as beside:
        if arguments.health_port is not None:
            monitored = partial(_monitored, watch, attendant, arguments)
            port = beside.enter_context(answering(arguments.health_address, arguments.health_port, monitored))
            print(f"answering /health and /metrics at {arguments.health_address}, port {port}", flush=True)
        if notifier or arguments.health_port is not None:
            beside.enter_context(attendant.looking())
        if elsewhere:
            _elsewhere(watch, arguments, teller)
            return 0
        print(f"watching {arguments.archive}, every {arguments.every:g} s", flush=True)
        has_done_most = keep_up(watch, clock.now, arguments.every, teller.round, teller.failure, MOST_RUNS)
    if has_done_most:
        renew()
    return 0


def _monitored(watch: PulsedWatch, attendant: Attendant, arguments: argparse.Namespace) -> Monitored:
    return Monitored(
        watch.state, attendant.seen, arguments.every, arguments.max_run, attendant.each_s, time.monotonic()
    )


def _refuse_with_engine(arguments: argparse.Namespace) -> None:
    """Raises ValueError where something is asked of a watch on an engine that only one in this process can do."""
    if arguments.once:
        raise ValueError("--once: on an engine a watch has no end; leave it out, or leave --runner out")
    if arguments.health_port is not None:
        raise ValueError("--health-port: what a watch on an engine is doing the engine says; leave it out")


def _elsewhere(watch: Watch, arguments: argparse.Namespace, teller: Teller) -> None:
    """Begins a watch on its engine, and follows it until it is stopped."""
    name = f"watch-{uuid4().hex[:12]}"
    result = run_unbounded(watch, name, clock.now, arguments.every)
    print(f"watching {watch.archive}, every {arguments.every:g} s, on an engine", flush=True)
    follow(result, watch.warehouse, name, teller.appeared)
    print("it begins no further run; where the engine still shows its job, cancel that there", flush=True)


def _stop(_: int, __: FrameType | None) -> None:
    """A service is stopped as a person stops it."""
    raise KeyboardInterrupt
