"""How often a password may be tried: by account and by address. Who waits may try again, so nobody is locked out."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

MOST_KEPT = 10_000
"""Accounts and addresses that are remembered: chosen, some megabytes."""

IPV6_NETWORK = 64
"""Bits of an address of version 6 that name a network: within it one machine has as many addresses as it likes."""


@dataclass(frozen=True)
class Allowance:
    """So many tries at once, and one more after each `every_s` seconds."""

    most: int
    every_s: float


OF_ACCOUNT = Allowance(10, 60.0)
"""Chosen: who mistypes is not held up, and who guesses has 1,450 tries a day."""

OF_ADDRESS = Allowance(30, 10.0)
"""Chosen: an office behind one address signs in within a morning."""


class Tries:
    """Counts the tries of each key."""

    def __init__(self, allowance: Allowance, now: Callable[[], float] = time.monotonic) -> None:
        self._allowance, self._now = allowance, now
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def take(self, key: Hashable) -> float:
        """Takes a try: 0.0, or the seconds after which there is one."""
        now, (most, every_s) = self._now(), (self._allowance.most, self._allowance.every_s)
        left, at = self._left.pop(key, (most, now))
        left = min(most, left + (now - at) / every_s)
        self._left[key] = (left - 1 if left >= 1 else left), now
        if len(self._left) > MOST_KEPT:
            self._left.popitem(last=False)
        return 0.0 if left >= 1 else (1 - left) * every_s

    def forget(self, key: Hashable) -> None:
        """All tries are there again, as after a right password."""
        self._left.pop(key, None)


class SignInLimits:
    """The tries of accounts and addresses together.

    An address from which somebody has signed in has tries of its own for that account, so that others who guess its
    password cannot keep its owner out.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._accounts, self._addresses = Tries(OF_ACCOUNT, now), Tries(OF_ADDRESS, now)
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()

    def take(self, name: str, address: str) -> float:
        """Takes a try of an account from an address: 0.0, or the seconds after which there is one."""
        network = network_of(address)
        return self._addresses.take(network) or self._accounts.take(self._key(name, network))

    def succeeded(self, name: str, address: str) -> None:
        """Notes that the password was right."""
        network = network_of(address)
        self._accounts.forget(self._key(name, network))
        self._known[name, network] = None
        if len(self._known) > MOST_KEPT:
            self._known.popitem(last=False)

    def _key(self, name: str, network: str) -> Hashable:
        return (name, network) if (name, network) in self._known else name


def network_of(address: str) -> str:
    """The address, of version 6 its network; what is none stays as it is."""
    try:
        if ip_address(address).version == 4:
            return address
        return str(ip_network(f"{address.partition('%')[0]}/{IPV6_NETWORK}", strict=False))
    except ValueError:
        return address
