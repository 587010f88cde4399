"""The text of a site file with the zones of a camera drawn anew."""

from collections.abc import Sequence
from datetime import date, timedelta
from difflib import SequenceMatcher

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import CommentMark
from ruamel.yaml.tokens import CommentToken

from pantau.desk.editing.drawn_zones import DrawnZone, written
from pantau.desk.editing.plain_yaml import read_tree, write_tree
from pantau.desk.editing.trailing_comments import as_lines, give_trailing, split_by_indent, take_trailing
from pantau.desk.editing.unchanged_lines import carried_over
from pantau.schemas.site.cameras import Camera
from pantau.schemas.site.document import NotYaml, read
from pantau.schemas.site.zones import View

ONE_DAY = timedelta(days=1)
MARK = "\N{BYTE ORDER MARK}"
ALONE = "cameras:\n"
"""Stands before the lines of one camera when it is read alone."""


class NotChangeable(ValueError):
    """The site file is valid, and written in a way that the desk cannot change safely."""


def redrawn(text: str, number: int, camera: Camera, day: date, since: date | None, zones: Sequence[DrawnZone]) -> str:
    """The text with these zones, in the view of camera `number` that holds on `day`; all else stays, and comments do.

    With `since`, that view ends the day before, and a new one begins; where it began then, it is the view itself.
    What is drawn is not judged: whether the text is valid is for `parse_site` to say.

    Raises:
        ValueError: the view of `day` does not hold on `since`.
        NotChangeable: the text cannot be written again without changing what it says.
    """
    marked, crlf = text.startswith(MARK), "\r\n" in text
    plain = text.removeprefix(MARK).replace("\r\n", "\n")
    before, part, after = camera_lines(plain, number)
    tree = read_tree(part)
    anew = write_tree(tree, part)
    if _content(anew) != _content(part):
        raise NotChangeable("written again, it would say something else")
    _redraw(tree["cameras"][0 if before else number], camera, day, since, zones)
    changed = write_tree(tree, part)
    result = carried_over(part, anew, changed)
    if _content(result) != _content(changed):
        result = changed
    result = before + result.removeprefix(ALONE if before else "") + after
    result = result.replace("\n", "\r\n") if crlf else result
    return MARK + result if marked else result


def camera_lines(text: str, number: int) -> tuple[str, str, str]:
    """What stands before a camera, the camera as a site file of its own (`ALONE` and its lines), and what follows.

    It takes seconds to read a large site file with its comments. Where the lines of a camera cannot be told, the whole
    text is the part.
    """
    node, content = read(text)
    lines = text.splitlines(keepends=True)
    keys = [key.start_mark.line for key, _ in node.value] + [len(lines)]
    place = next(i for i, (key, _) in enumerate(node.value) if key.value == "cameras")
    starts = [item.start_mark.line for item in node.value[place][1].value] + [keys[place + 1]]
    before, own, after = (
        lines[: starts[number]],
        lines[starts[number] : starts[number + 1]],
        lines[starts[number + 1] :],
    )
    part = ALONE + "".join(own)
    try:
        is_whole = _content(part) == {"cameras": [content["cameras"][number]]}
    except NotYaml:
        is_whole = False
    return ("".join(before), part, "".join(after)) if is_whole else ("", text, "")


def _content(text: str) -> object:
    return read(text)[1]


def _redraw(
    written_camera: CommentedMap, camera: Camera, day: date, since: date | None, zones: Sequence[DrawnZone]
) -> None:
    place = next((i for i, view in enumerate(camera.views) if view.holds_on(day)), None)
    views = written_camera.get("views")
    if place is None and not zones:
        return
    if place is None:
        _add_view(written_camera, camera, _between(camera, day, since), zones)
        return
    views.fa.set_block_style()
    view = camera.views[place]
    if since is None or since == view.valid_from:
        _redraw_view(views[place], zones)
        return
    if not view.holds_on(since):
        raise ValueError(f"the view of {day} does not hold on {since}")
    rest = take_trailing(views[place])
    inner, outer = split_by_indent(rest, views[place].lc.col)
    views[place].fa.set_block_style()
    until = str(since - ONE_DAY)
    if "until" in views[place]:
        views[place]["until"] = until
    else:
        views[place].insert(1 if "from" in views[place] else 0, "until", until)
    give_trailing(views[place], inner)
    views.insert(place + 1, _view(since, view.valid_until, zones))
    give_trailing(views[place + 1], outer)


def _between(camera: Camera, day: date, since: date | None) -> View:
    """The dates of a view where none holds on `day`: the whole gap, or a part of it."""
    before = [view.valid_until for view in camera.views if view.valid_until and view.valid_until < day]
    after = [view.valid_from for view in camera.views if view.valid_from and view.valid_from > day]
    first = max(before) + ONE_DAY if before else None
    if since is not None and first is not None and since < first:
        raise ValueError(f"the view of {day} does not hold on {since}")
    return View(valid_from=since or first, valid_until=min(after) - ONE_DAY if after else None)


def _add_view(written_camera: CommentedMap, camera: Camera, dates: View, zones: Sequence[DrawnZone]) -> None:
    inner, outer = split_by_indent(take_trailing(written_camera), written_camera.lc.col)
    give_trailing(written_camera, inner)
    written_camera.fa.set_block_style()
    if not written_camera.get("views"):
        written_camera["views"] = CommentedSeq()
    first = dates.valid_from or date.min
    place = sum((view.valid_from or date.min) < first for view in camera.views)
    written_camera["views"].fa.set_block_style()
    written_camera["views"].insert(place, _view(dates.valid_from, dates.valid_until, zones))
    give_trailing(written_camera, outer)


def _view(since: date | None, until: date | None, zones: Sequence[DrawnZone]) -> CommentedMap:
    view = CommentedMap()
    if since:
        view["from"] = str(since)
    if until:
        view["until"] = str(until)
    view["zones"] = CommentedSeq(_zone(zone) for zone in zones)
    if not zones:
        view["zones"].fa.set_flow_style()
    return view


def _zone(zone: DrawnZone) -> CommentedMap:
    new = CommentedMap(id=zone.id, kind=zone.kind)
    if zone.anchor is not None:
        new["anchor"] = zone.anchor
    if zone.counters:
        new["counters"] = _flow(zone.counters)
    new["polygon"] = _flow([_corner(corner) for corner in zone.polygon])
    return new


def _flow(values: Sequence[object]) -> CommentedSeq:
    made = CommentedSeq(values)
    made.fa.set_flow_style()
    return made


def _corner(corner: Sequence[float]) -> CommentedSeq:
    return _flow([written(value) for value in corner])


def _redraw_view(view: CommentedMap, zones: Sequence[DrawnZone]) -> None:
    """Changes the zones in place: those that stay keep their order, forms and comments, new ones come last."""
    old = view.get("zones")
    if not old:
        rest = take_trailing(view)
        view["zones"] = _view(None, None, zones)["zones"]
        give_trailing(view, rest)
        return
    view.fa.set_block_style()
    old.fa.set_block_style()
    stood = [zone["id"] for zone in old]
    rests = [take_trailing(zone) for zone in old]
    rests[-1] += take_trailing(view)
    # What is less indented than the list stands below it, before what comes next in the file.
    rests[-1], after = split_by_indent(rests[-1], old.lc.col)
    known = {zone.was: zone for zone in zones if zone.was is not None}
    loose = ""
    for place in reversed(range(len(old))):
        drawn = known.get(old[place]["id"])
        if drawn is None:
            loose = _lines_before(old, place) + rests[place] + loose
            del old[place]
        else:
            _redraw_zone(old[place], drawn)
            give_trailing(old[place], rests[place] + loose)
            loose = ""
    old.extend(_zone(zone) for zone in zones if zone.was not in stood)
    if not old:
        view["zones"] = _flow([])
        give_trailing(view, loose + after)
        return
    if loose:
        noted = old.ca.items.setdefault(0, [None, None, None, None])
        noted[1] = [CommentToken(loose, CommentMark(0), None), *(noted[1] or ())]
    give_trailing(old[-1], after)


def _lines_before(held: CommentedSeq, place: int) -> str:
    noted = held.ca.items.get(place)
    return "".join(map(as_lines, (noted[1] if noted else None) or ()))


def _redraw_zone(zone: CommentedMap, drawn: DrawnZone) -> None:
    for name in ("id", "kind"):
        if zone[name] != getattr(drawn, name):
            zone[name] = getattr(drawn, name)
    if zone.get("anchor") != drawn.anchor:
        if drawn.anchor is None:
            del zone["anchor"]
        elif "anchor" in zone:
            zone["anchor"] = drawn.anchor
        else:
            zone.insert(list(zone).index("kind") + 1, "anchor", drawn.anchor)
    if list(zone.get("counters") or ()) != drawn.counters:
        if "counters" in zone and drawn.counters:
            _change(zone["counters"], drawn.counters)
        elif "counters" in zone:
            del zone["counters"]
        else:
            zone.insert(list(zone).index("kind") + 1, "counters", _flow(drawn.counters))
    old = [[float(value) for value in corner] for corner in zone["polygon"]]
    for lo, hi, new_lo, new_hi in reversed(_changes(old, drawn.polygon)):
        _replace(zone["polygon"], lo, hi, [_corner(corner) for corner in drawn.polygon[new_lo:new_hi]])


def _changes(old: Sequence[object], new: Sequence[object]) -> list[tuple[int, int, int, int]]:
    sides = [[repr(one) for one in side] for side in (old, new)]
    found = SequenceMatcher(None, *sides, autojunk=False).get_opcodes()
    return [tuple(places) for word, *places in found if word != "equal"]


def _change(held: CommentedSeq, wanted: Sequence[object]) -> None:
    for lo, hi, new_lo, new_hi in reversed(_changes(list(held), wanted)):
        _replace(held, lo, hi, wanted[new_lo:new_hi])


def _replace(held: CommentedSeq, lo: int, hi: int, new: Sequence[object]) -> None:
    """Puts others in the place of some values; those that stand in the same place keep what is noted beside them."""
    both = min(hi - lo, len(new))
    for i in range(both):
        held[lo + i] = new[i]
    for i in reversed(range(lo + both, hi)):
        del held[i]
    for i, value in enumerate(new[both:], start=lo + both):
        held.insert(i, value)
