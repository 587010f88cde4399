import pytest

from pantau.schemas.site import SiteFileError, load_site, parse_site
from pantau.schemas.site.document import MAX_BYTES

FIRST = "  - {id: permits, name: Permits office}"
ZONE = "polygon: [[0.1, 0.1], [0.4, 0.1], [0.4, 0.9]]"
NAME = "is not a name; write a letter, then letters, digits, `-` or `_`, 64 characters at most"


def test_the_small_site_is_right(small):
    site = parse_site(small)
    assert (site.id, site.timezone, site.cameras[0].retention_days) == ("hall", "Asia/Jakarta", 30)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("name: Service hall", "", "1: name: is required; add it"),
        (
            "name: Service hall",
            "nama: Hall\nname: x",
            "2: nama: is not a field here; the fields are id, name, timezone, ",
        ),
        ("name: Service hall", "name: x\ntimezone:", "3: timezone: is empty; give it a value or remove the line"),
        ("name: Service hall", "name: [x]", "2: name: should be text"),
        ("id: hall", "id: ../hall", f"1: id: {NAME} (found '../hall')"),
        ("id: hall", 'id: "hall\\n"', f"1: id: {NAME} (found 'hall\\n')"),
        ("id: hall", "id: 01", f"1: id: {NAME} (found '01')"),
        ("id: hall", f"id: {'x' * 65}", f"1: id: {NAME} (found '{'x' * 65}')"),
        (
            "name: Service hall",
            "name: x\ntimezone: WIB",
            "3: timezone: no time zone is named 'WIB'; write one such as ",
        ),
        ("name: Service hall", "name: x\ntimezone: ../etc", "3: timezone: no time zone is named '../etc'; write one "),
        (
            "    channel: 1",
            "    channel: 0",
            "11: cameras[0].channel: should be greater than or equal to 1 (found '0')",
        ),
        ("    channel: 1", "    channel: true", "11: cameras[0].channel: should be a valid integer, unable to parse"),
        (
            "zone_type: service",
            "zone_type: secret",
            "14: cameras[0].zone_type: should be 'public', 'service', 'staff' or ",
        ),
        (
            "    zone_type: service\n",
            "",
            "8: cameras[0].zone_type: is required; add it to cam, which begins in this line",
        ),
        ("    purpose: security\n", "", "8: cameras[0].purpose: is required; add it"),
        (
            "    notice_date: 2018-12-06\n",
            "",
            "8: cameras[0].notice_date: is required; add it to cam, which begins in this line",
        ),
        ("    retention_days: 30\n", "", "8: cameras[0].retention_days: is required; add it"),
        (
            "notice_date: 2018-12-06",
            "notice_date: 2018-02-30",
            "13: cameras[0].notice_date: should be a date: day value ",
        ),
        (
            "notice_date: 2018-12-06",
            "notice_date: 6/12/2018",
            "13: cameras[0].notice_date: should be written year-month-d",
        ),
        (
            "notice_date: 2018-12-06",
            "notice_date: 86400",
            "13: cameras[0].notice_date: should be written year-month-day, ",
        ),
        (
            "notice_date: 2018-12-06",
            "notice_date: 2018-12-06 07:00",
            "13: cameras[0].notice_date: should be a date without",
        ),
        (FIRST, "  permits", "3: agencies: should be a list, written `[a, b]` or as lines that begin with `- ` (found"),
        (FIRST, "  - permits", "4: agencies[0]: should be fields, each written `name: value` (found 'permits')"),
        (FIRST, "  []", "3: agencies: has 0 entries and needs 1 or more"),
        (
            ZONE,
            "polygon: [[10, 0.1], [0.4, 0.1], [0.4, 0.9]]",
            "18: cameras[0].views[0].zones[0].polygon[0][0]: should be a",
        ),
        (
            ZONE,
            "polygon: [[0.1], [0.4, 0.1], [0.4, 0.9]]",
            "18: cameras[0].views[0].zones[0].polygon[0][1]: is required; a",
        ),
        (
            ZONE,
            "polygon: [[0.1, 0.1], [0.4, 0.1]]",
            "18: cameras[0].views[0].zones[0].polygon: has 2 entries and needs 3 ",
        ),
        (
            "counters: [c1], ",
            "",
            "18: cameras[0].views[0].zones[0]: a customer zone needs 'counters', the counter or coun",
        ),
        (
            "counters: [c1]",
            "counters: [c1, c2]",
            "18: cameras[0].views[0].zones[0]: a customer zone belongs to one count",
        ),
        (
            "mon: 07:30-16:00",
            "monday: 07:30-16:00",
            "25: calendar.periods[0].hours.monday: is not a field here; the field",
        ),
        (
            "mon: 07:30-16:00",
            "mon: 7-16",
            "25: calendar.periods[0].hours.mon: hours are written like '07:30-16:00', not ",
        ),
        (
            "kind: customer, counters: [c1]",
            "kind: queue, counters: [c1, c1]",
            "18: cameras[0].views[0].zones[0]: lists a ",
        ),
        (
            "retention_days: 30",
            "retention_days: 99999",
            "15: cameras[0].retention_days: should be less than or equal to 3",
        ),
        (
            "  - id: nvr",
            "  - id: nvr\n    clocks: [{offset_s: 1e300, source: x}]",
            "7: recorders[0].clocks[0].offset_s: sh",
        ),
        (
            "    channel: 1",
            "    channel: 1\n    display_aspect: 16x9",
            "12: cameras[0].display_aspect: should be written width:height, such as 16:9 (found '16x9')",
        ),
        (
            "    channel: 1",
            "    channel: 1\n    display_aspect: 16:1",
            "12: cameras[0].display_aspect: should lie between 1:4 and 4:1 (found '16:1')",
        ),
        ("tenures: [{agency: permits}]", "tenures: []", "22: counters[0].tenures: has 0 entries and needs 1 or more"),
    ],
)
def test_an_error_names_line_path_remedy_and_value(error_after, old, new, message):
    lines = error_after((old, new)).splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"hall.yaml:{message}")


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("    notice_date: 2018-12-06", "    notice_date:", "13: cameras[0].notice_date"),
        ("    agency: permits", "    agency: null", "9: cameras[0].agency"),
        ("name: Service hall", "name:", "2: name"),
        ("      source: decree", "      source:", "26: calendar.periods[0].source"),
    ],
)
def test_nobody_is_told_to_remove_what_is_required(error_after, old, new, place):
    assert error_after((old, new)) == f"hall.yaml:{place}: is empty; give it a value"


def test_what_lacks_a_field_is_named_as_the_line_is_that_of_its_beginning(error_after):
    """Wherever its name stands."""
    camera = ("  - id: cam\n    agency: permits\n", "  - agency: permits\n    id: cam\n")
    assert error_after(camera, ("    notice_date: 2018-12-06\n", "")) == (
        "hall.yaml:8: cameras[0].notice_date: is required; add it to cam, which begins in this line"
    )
    assert (
        error_after(("      source: decree\n", "")) == "hall.yaml:25: calendar.periods[0].source: is required; add it"
    )


def test_errors_come_in_the_order_of_the_file(error_after):
    message = error_after(("channel: 1", "channel: x"), ("id: hall", "id: a b"), ("mon:", "tues:"))
    assert [line.split(": ")[0] for line in message.splitlines()] == ["hall.yaml:1", "hall.yaml:11", "hall.yaml:25"]


def test_a_list_with_a_bad_item_is_not_called_too_short(error_after):
    message = error_after((ZONE, "polygon: [[0.1, 0.1], [0.4, 0.1], [0.4, 9]]"), ("channel: 1", "channel: x"))
    assert "too short" not in message and "entries" not in message
    assert len(message.splitlines()) == 2
    short = error_after((ZONE, "polygon: [[0.1, 9]]"))
    assert [line.split(": ")[1] for line in short.splitlines()] == ["cameras[0].views[0].zones[0].polygon[0][1]"]


def test_many_errors_are_cut(error_after):
    points = ", ".join(["[2, 2]"] * 50)
    lines = error_after((ZONE, f"polygon: [{points}]")).splitlines()
    assert len(lines) == 41
    assert lines[-1] == "hall.yaml: and 60 problems more"


def test_long_values_are_cut(error_after):
    message = error_after(("id: hall", f"id: {'x' * 500}"))
    assert message.endswith("xxx...)") and len(message) < 250


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "s.yaml:1: the file: is empty; give it a value or remove the line"),
        ("- a\n- b\n", "s.yaml:1: the file: should be fields, each written `name: value`"),
        ("a\n", "s.yaml:1: the file: should be fields, each written `name: value` (found 'a')"),
        ("id: a\nid: b\n", "s.yaml:2: the file: repeats the field 'id'; keep one of the two"),
    ],
)
def test_what_is_no_mapping(text, message):
    with pytest.raises(SiteFileError) as caught:
        parse_site(text, "s.yaml")
    assert str(caught.value) == message


def test_files_that_cannot_be_read(tmp_path):
    missing, latin, large = tmp_path / "no.yaml", tmp_path / "latin.yaml", tmp_path / "large.yaml"
    latin.write_bytes(b"id: hall\nname: caf\xe9\n")
    large.write_bytes(b"#" * (MAX_BYTES + 10))
    wide = tmp_path / "wide.yaml"
    wide.write_bytes("id: hall\n".encode("utf-16"))
    for path, reason in (
        (missing, ": cannot be read (No such file or directory); name a YAML file with --site"),
        (tmp_path, ": cannot be read (Is a directory); name a YAML file with --site"),
        (latin, ":2: is perhaps Windows-1252, not UTF-8; save the file in UTF-8"),
        (wide, ":1: is UTF-16, not UTF-8; save the file in UTF-8"),
        (large, f":1: the file: is larger than {MAX_BYTES} bytes; describe each site in a file of its own"),
    ):
        with pytest.raises(SiteFileError) as caught:
            load_site(path)
        assert str(caught.value) == f"{path}{reason}"


def test_windows_files_are_read(tmp_path, small):
    path = tmp_path / "site.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + small.replace("\n", "\r\n").encode())
    assert load_site(path) == parse_site(small)
