"""Checks across the site file: names that must exist, names that must be unique, places that must be one."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from pantau.schemas.sentences import sentence
from pantau.schemas.site.site import Site
from pantau.schemas.site.thresholds import APPEARANCE_KEPT_S, Thresholds
from pantau.schemas.site.zones import View, ZoneKind

Problem = tuple[tuple[str | int, ...], object, str]
"""Path in the file, the value found there, and a sentence with the remedy."""


def problems(site: Site) -> Iterator[Problem]:
    """Everything that no part of the file can see by itself."""
    for group in ("agencies", "recorders", "cameras", "counters"):
        yield from _duplicates(group, [entry.id for entry in getattr(site, group)])
    agencies, counters = {a.id for a in site.agencies}, {c.id for c in site.counters}
    recorders = {recorder.id for recorder in site.recorders}

    for i, camera in enumerate(site.cameras):
        yield from _unknown(("cameras", i, "agency"), camera.agency, agencies, "agencies")
        yield from _unknown(("cameras", i, "recorder"), camera.recorder, recorders, "recorders")
        for j, view in enumerate(camera.views):
            for k, zone in enumerate(view.zones):
                for n, counter in enumerate(zone.counters):
                    path = ("cameras", i, "views", j, "zones", k, "counters", n)
                    yield from _unknown(path, counter, counters, "counters")
    for i, counter in enumerate(site.counters):
        for j, tenure in enumerate(counter.tenures):
            yield from _unknown(("counters", i, "tenures", j, "agency"), tenure.agency, agencies, "agencies")
    for i, standard in enumerate(site.standards):
        yield from _unknown(("standards", i, "agency"), standard.agency, agencies, "agencies")
    for group in ("periods", "openings"):
        for i, entry in enumerate(getattr(site.calendar, group)):
            for j, agency in enumerate(entry.agencies):
                yield from _unknown(("calendar", group, i, "agencies", j), agency, agencies, "agencies")
    cameras = {camera.id for camera in site.cameras}
    for i, hold in enumerate(site.retention.holds):
        for j, name in enumerate(hold.cameras):
            yield from _unknown(("retention", "holds", i, "cameras", j), name, cameras, "cameras")
    for i, recorder in enumerate(site.recorders):
        ours = {camera.id for camera in site.cameras if camera.recorder == recorder.id}
        for j, known in enumerate(recorder.known_starts):
            path = ("recorders", i, "known_starts", j, "camera")
            yield from _unknown(path, known.camera, ours, f"cameras of recorder {recorder.id}")
    yield from _seats_without_customers(site)
    yield from _counters_on_two_cameras(site)
    yield from _queues_on_two_cameras(site)
    yield from _shared_folders(site)
    yield from _indistinct_cameras(site)
    yield from _scores_not_stored(site)
    yield from _absences_not_remembered(site)


def _duplicates(group: str, names: list[str]) -> Iterator[Problem]:
    for i, name in enumerate(names):
        if name in names[:i]:
            yield (group, i, "id"), name, f"this name is taken by another of the {group}; choose a new one"
        elif other := next((other for other in names[:i] if other.lower() == name.lower()), None):
            # Folders of many disks, SQL and people take both for one.
            why = f"differs from {other}, another of the {group}, in capitals alone; choose a name that nobody mixes up"
            yield (group, i, "id"), name, why


def _unknown(path: tuple[str | int, ...], name: str, known: set[str], group: str) -> Iterator[Problem]:
    if name not in known:
        yield path, name, f"not among the {group}: {', '.join(sorted(known)) or 'there are none'}"


def _seats_without_customers(site: Site) -> Iterator[Problem]:
    """A counter is observed where its customers are; a seat drawn elsewhere would be watched for nothing."""
    for i, camera in enumerate(site.cameras):
        for j, view in enumerate(camera.views):
            served = {name for zone in view.of("customer") for name in zone.counters}
            for k, zone in enumerate(view.zones):
                if zone.kind == "seat" and not served.issuperset(zone.counters):
                    why = sentence("seat_alone", counter=zone.counters[0])
                    yield ("cameras", i, "views", j, "zones", k), zone.id, why


def _counters_on_two_cameras(site: Site) -> Iterator[Problem]:
    """A counter is judged by one camera at a time: two would count its customers twice."""
    for i, k, m, name in _drawn_twice(site, "customer", "seat"):
        why = sentence("counter_elsewhere", counter=name, camera=site.cameras[i].id)
        yield ("cameras", k, "views", m), name, why


def _queues_on_two_cameras(site: Site) -> Iterator[Problem]:
    """Each camera is tracked by itself, so that whoever waits in view of two would be two who wait."""
    for i, k, m, name in _drawn_twice(site, "queue"):
        zones = site.cameras[k].views[m].zones
        n = next(n for n, zone in enumerate(zones) if zone.kind == "queue" and name in zone.counters)
        why = sentence("queue_elsewhere", counter=name, camera=site.cameras[i].id)
        yield ("cameras", k, "views", m, "zones", n), name, why


def _drawn_twice(site: Site, *kinds: ZoneKind) -> Iterator[tuple[int, int, int, str]]:
    """Numbers of two cameras, of a view of the second, and a counter that has zones of a kind on both on one date."""
    places = [
        (i, j, view, {name for zone in view.of(*kinds) for name in zone.counters})
        for i, camera in enumerate(site.cameras)
        for j, view in enumerate(camera.views)
    ]
    for (i, _, first, ours), (k, m, second, theirs) in combinations(places, 2):
        if i != k and ours & theirs and _meet(first, second):
            yield i, k, m, sorted(ours & theirs)[0]


def _meet(first: View, second: View) -> bool:
    starts = (first.valid_from or date.min, second.valid_from or date.min)
    ends = (first.valid_until or date.max, second.valid_until or date.max)
    return max(starts) <= min(ends)


def _shared_folders(site: Site) -> Iterator[Problem]:
    """A file belongs to the recorder whose folder it lies in."""
    owners: dict[str, str] = {}
    for i, recorder in enumerate(site.recorders):
        if owner := owners.get(recorder.folder):
            why = f"recorder {owner} has this folder already; give each recorder its own"
            yield ("recorders", i, "folder"), recorder.folder, why
        owners[recorder.folder] = recorder.id


def _indistinct_cameras(site: Site) -> Iterator[Problem]:
    """Two cameras of a recorder must differ in channel or device, or be named by known starts alone."""
    named = {known.camera for recorder in site.recorders for known in recorder.known_starts}
    for (_, first), (i, second) in combinations(enumerate(site.cameras), 2):
        places = [(camera.channel, camera.device) for camera in (first, second)]
        if first.recorder != second.recorder or (set(places) == {(None, None)} and {first.id, second.id} <= named):
            continue
        if all(a is None or b is None or a == b for a, b in zip(*places, strict=True)):
            yield (
                ("cameras", i, "channel"),
                second.channel,
                f"files of this camera could also be of camera {first.id}; give both their channel or device",
            )


def _scores_not_stored(site: Site) -> Iterator[Problem]:
    """A threshold below what the observer stores would act as if it were higher."""
    pairs = (
        ("person_score_again", ("observer", "detector", "keep"), site.observer.detector.keep),
        ("seat_score", ("observer", "seat_keep"), site.observer.seat_keep),
    )
    for i, thresholds in enumerate(site.thresholds):
        for name, path, keep in pairs:
            if (score := getattr(thresholds, name)) < keep:
                why = f"{'.'.join(path)} stores nothing below {keep}; lower that or raise this"
                yield ("thresholds", i, name), score, why
    for name, path, keep in pairs:
        if not site.thresholds and (score := getattr(Thresholds(), name)) < keep:
            yield path, keep, f"nothing below it is stored, but {name} is {score}; lower this or raise that"


def _absences_not_remembered(site: Site) -> Iterator[Problem]:
    """Who comes back later than appearance is kept cannot be told from anybody else."""
    for i, thresholds in enumerate(site.thresholds):
        if (merge_s := thresholds.service_merge_s) > APPEARANCE_KEPT_S:
            why = f"appearance is kept for {APPEARANCE_KEPT_S:g} s, and who is away for longer is not known again"
            yield ("thresholds", i, "service_merge_s"), merge_s, f"{why}; lower it to {APPEARANCE_KEPT_S:g} or less"
