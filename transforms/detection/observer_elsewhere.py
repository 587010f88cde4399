"""An observer for workers on other machines, which must have the program of the machine that asks."""

from dataclasses import dataclass

from pantau.schemas.site import Site
from pantau.transforms.detection.observer import Observer, observer_of
from pantau.transforms.provenance import code_hash


class OtherProgram(Exception):
    """The program on this machine is not the one that asked."""


@dataclass(frozen=True)
class ObserverElsewhere(Observer):
    """The observer of a site without a model of its own, which pickles as what it is made of.

    Whoever takes it out finds the models where the program has them on its own machine, and raises `OtherProgram` if
    that is another one: rows would be attributed to a program that did not make them. It stays so, since Beam takes
    functions out once itself, before it sends them.
    """

    def __reduce__(self) -> tuple:
        return _observer_here, (self.site, code_hash())


def observer_elsewhere(site: Site) -> ObserverElsewhere:
    """The observer of a site.

    Raises:
        ValueError: it has a model of its own, which no other machine has.
    """
    if site.observer.detector.model:
        raise ValueError(
            "observer.detector.model: workers elsewhere have the models that pantau ships and no other; leave it out, "
            "or run these dates on this machine"
        )
    return ObserverElsewhere(**vars(observer_of(site, "")))


def _observer_here(site: Site, code: str) -> ObserverElsewhere:
    if code != code_hash():
        raise OtherProgram(
            f"the program here has the source {code_hash()}, the one that asked {code}; let both be of one image"
        )
    return observer_elsewhere(site)
