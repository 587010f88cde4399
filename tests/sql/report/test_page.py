"""The page: every number on it is an answer, text is escaped, and nothing is loaded from elsewhere."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest

from pantau import sql
from pantau.schemas.site.load import parse_site
from pantau.sql.output.rendering import cell, spell_seconds
from pantau.sql.report import newest_day, report_html

DAY = date(2026, 11, 3)
TABLES = (
    "coverage_by_day",
    "unknown_time",
    "counter_summary",
    "anomalies_by_kind",
    "anomaly_list",
    "reject_list",
    "overview",
)
EVIL = "<script>alert('x')</script>"
SITE = """
id: blora
name: Kantor <Blora> & co
agencies: [{id: dukcapil, name: Dukcapil}]
recorders: [{id: nvr, folder: nvr}]
cameras:
  - {id: C1, agency: dukcapil, recorder: nvr, channel: 1, purpose: security, notice_date: 2018-12-06, zone_type: service, retention_days: 30}
counters:
  - {id: L1, name: "Loket <1>", tenures: [{agency: dukcapil}]}
calendar: {periods: [{hours: {tue: 08:00-10:00}, source: by decree}]}
standards:
  - {agency: dukcapil, measure: waiting, limit_s: 600, portion: 0.9, source: "Perbup <7>"}
"""  # noqa: E501


class Page(HTMLParser):
    """The page's numbers: for each element with an id, the text of what carries a column's name, row by row."""

    VOID = frozenset({"meta", "br", "wbr", "link"})

    def __init__(self, text):
        super().__init__()
        self.tables, self.text, self.tags, self.attributes = {}, "", [], []
        self._open, self._table = [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.append(tag)
        self.attributes += attributes.items()
        if tag in ("table", "div") and attributes.get("id"):
            self._table = self.tables.setdefault(attributes["id"], [])
            self._table.append({})
        elif tag == "tr" and self._table is not None:
            self._table.append({})
        if tag not in self.VOID:
            self._open.append((tag, attributes.get("data-column")))

    def handle_endtag(self, tag):
        if self._open:
            opened, _ = self._open.pop()
            assert opened == tag, f"</{tag}> closes <{opened}>"

    def handle_data(self, data):
        inside = {tag for tag, _ in self._open}
        if not inside & {"style", "title"}:
            self.text += data
        column = self._open[-1][1] if self._open else None
        if column and self._table is not None:
            self._table[-1][column] = (self._table[-1].get(column, "") + data).strip()

    def rows(self, table):
        return [row for row in self.tables[table] if row]


def shown(column, value):
    """How a value is written, told again in other words."""
    if value is None:
        return "–"
    if column.endswith(("_minutes", "_hours")):
        return "0" if value == 0 else spell_seconds((60 if column.endswith("_minutes") else 3600) * value)
    if column.endswith(("_per_hour", "megabytes")):
        return f"{value:.1f}"
    return cell(column, value)


@pytest.fixture(scope="module")
def page(office):
    with sql.connect(office) as connection:
        return Page(report_html(connection, DAY, DAY, parse_site(SITE)))


@pytest.mark.slow
@pytest.mark.parametrize("last", [DAY, date(2026, 11, 4)])
def test_every_number_of_a_table_is_the_answer_of_its_question(office, last):
    with sql.connect(office) as connection:
        page = Page(report_html(connection, DAY, last))
        answers = {name: sql.ask(connection, name, from_=DAY, to=last).to_pylist() for name in TABLES}
    for question, answer in answers.items():
        rows, answer = page.rows(question), [row for row in answer if row.get("cause") != "none"]
        assert len(rows) == len(answer) > 0
        for row, values in zip(rows, answer, strict=True):
            assert row and row == {column: shown(column, values[column]) for column in row}


@pytest.mark.slow
def test_the_heat_maps_are_the_answers_by_hour(office):
    with sql.connect(office) as connection:
        answer = sql.ask(connection, "counter_hours_of_day", from_=DAY, to=DAY).to_pylist()
        text = report_html(connection, DAY, DAY)
    for column in ("services_per_hour", "staffed_share"):
        table = text[text.index(f'id="{column}"') :]
        cells = re.findall(r'data-column="(\w+)">([^<]*)<', table[: table.index("</table>")])
        assert cells == [(column, shown(column, row[column])) for row in answer]


def test_minutes_do_not_colour_an_hour(make):
    hour = {"counter_id": "L1", "started_at": "2026-11-03 08:00", "ended_at": "2026-11-03 09:00", "state": "idle"}
    minute = {"counter_id": "L2", "started_at": "2026-11-03 08:00", "ended_at": "2026-11-03 08:01", "state": "idle"}
    rest = {**minute, "started_at": "2026-11-03 08:01", "ended_at": "2026-11-03 09:00", "state": "unknown"}
    visit = {"counter_id": "L2", "started_at": "2026-11-03 08:00", "ended_at": "2026-11-03 08:00:30"}
    presence = [{"event_id": event_id, **row} for event_id, row in zip("pqr", (hour, minute, rest), strict=True)]
    with sql.connect(make({"staff_presence": presence, "service_time": [visit]})) as connection:
        text = report_html(connection, DAY, DAY)
    assert re.findall(r'<td class="(\w+)" data-column="services_per_hour">([^<]*)<', text) == [
        ("shade0", "0.0"),
        ("unseen", "60.0"),
    ]


@pytest.mark.slow
def test_days_are_told_one_by_one_over_several(office):
    with sql.connect(office) as connection:
        answer = sql.ask(connection, "daily_trend").to_pylist()
        rows = Page(report_html(connection, DAY, date(2026, 11, 4))).rows("daily_trend")
    assert rows == [{column: shown(column, values[column]) for column in rows[0]} for values in answer]


@pytest.mark.slow
def test_the_day_at_a_glance(page):
    words = " ".join(page.text.split())
    for sentence in (
        "41.7 % of the cameras' service hours recorded 2 recordings of 2 cameras, 1 h 40 min; 2 rejected",
        "3 visits served at 2 counters 33.3 % cut by gaps or edges of the footage",
        "70.0 % of the observed time with an officer 41.7 % of 4 h 00 min of counter time observed",
        "8 min 30 s median waiting; one in ten waited 13 min 42 s or longer of 2 visits whose waiting was seen",
        "15 min 00 s median service; one in ten took 19 min 00 s or longer of 2 visits seen whole",
        "2 review candidates open of 2 found; none is a verdict",
        "Contact time is not permit time.",
        "Unknown is not absent.",
        "Candidates are not verdicts.",
        "Tuesday 3 November 2026 · Selasa",
    ):
        assert sentence in words


def test_it_says_whether_its_dates_were_audited(page):
    assert "Not audited here: no sample" in page.text and "Belum diaudit di sini: " in page.text


def test_a_standard_of_the_site_file(page):
    assert page.rows("standards") == [
        {
            "within_share": "50.0 %",
            "known": "2",
            "at_least_share": "20.0 %",
            "at_most_share": "60.0 %",
            "counted": "5",
            "recorded_share": "41.7 %",
        }
    ]
    assert "waiting of at most 10 min 00 s" in " ".join(page.text.split()) and "not kept" in page.text


@pytest.mark.slow
def test_observers_of_several_cameras_are_one_version(make):
    rows = [
        {"event_id": camera, "camera_id": camera, "counter_id": camera, "state": "idle", "model_hash": f"of {camera}"}
        | {"started_at": "2026-11-03 08:00", "ended_at": "2026-11-03 09:00"}
        for camera in ("C1", "C2")
    ]
    later = rows[0] | {"event_id": "p", "started_at": "2026-11-03 09:00", "ended_at": "2026-11-03 10:00"}
    pages = {}
    for name, model in (("one", "of C1"), ("two", "newer")):
        with sql.connect(make({"staff_presence": [*rows, later | {"model_hash": model}]}, name=name)) as connection:
            pages[name] = "More than one version" in report_html(connection, DAY, DAY)
    assert pages == {"one": False, "two": True}


@pytest.mark.slow
def test_without_a_site_file_there_is_no_standard(office):
    with sql.connect(office) as connection:
        assert "standards" not in Page(report_html(connection, DAY, DAY)).tables


def test_candidates_lead_to_their_footage(page):
    words = " ".join(page.text.split())
    assert "r1.mp4 at 50 min 00 s pantau clip a1 --warehouse warehouse --archive ARCHIVE --out a1.mp4" in words
    assert "none: nothing was recorded when it began" in words


@pytest.mark.slow
def test_every_stretch_is_drawn_with_its_words(office):
    with sql.connect(office) as connection:
        text = report_html(connection, DAY, DAY)
    titles = re.findall(r"<title>([^<]*)</title></rect>", text)
    assert titles == [
        "C1: recorded, 08:00:00 to 09:20:00, 1 h 20 min",
        "C1: gap, 09:20:00 to 09:40:00, 20 min 00 s",
        "C1: recorded, 09:40:00 to 10:00:00, 20 min 00 s",
        "C2: unreadable, 08:00:00 to 10:00:00, 2 h 00 min",
        "L1: serving, 08:00:00 to 08:30:00, 30 min 00 s",
        "L1: idle, 08:30:00 to 08:50:00, 20 min 00 s",
        "L1: unattended, 08:50:00 to 09:20:00, 30 min 00 s",
        "L1: unknown, 09:20:00 to 09:40:00, 20 min 00 s",
        "L1: serving, 09:40:00 to 10:00:00, 20 min 00 s",
        "L1: session, 08:00:00 to 08:10:00, 10 min 00 s; waited 2 min 00 s",
        "L1: session, 08:10:00 to 08:30:00, 20 min 00 s; waited 15 min 00 s",
        "L1: cut session, 09:40:00 to 09:55:00, 15 min 00 s",
        "L2: unknown, 08:00:00 to 10:00:00, 2 h 00 min",
    ]
    assert re.findall(r'class="number"[^>]*>(\d+)<', text) == ["2", "1"]


@pytest.mark.slow
def test_text_is_escaped_everywhere(make):
    names = {"agency_id": EVIL.replace("/", "|"), "camera_id": EVIL, "counter_id": EVIL}
    time = {"started_at": "2026-11-03 08:00", "ended_at": "2026-11-03 09:00"}
    event = {**names, **time, "zone_id": EVIL, "event_id": EVIL, "recording_uri": EVIL}
    warehouse = make(
        {
            "coverage": [
                {"agency_id": names["agency_id"], "camera_id": EVIL, **time, "coverage_state": "recorded"},
            ],
            "service_time": [event],
            "staff_presence": [{**event, "state": "serving"}],
            "anomalies": [{**event, "kind": "unattended_waiting"}],
            "rejects": [
                {"service_date": "2026-11-03", "input": EVIL, "error": EVIL, "reason": EVIL, "camera_id": EVIL}
            ],
        }
    )
    with sql.connect(warehouse) as connection:
        text = report_html(connection, DAY, DAY, parse_site(SITE.replace("L1", "L9")), EVIL)
    assert "<script" not in text and "Kantor <Blora>" not in text
    assert text.count("&lt;script&gt;") > 10


@pytest.mark.slow
def test_nothing_is_loaded_from_elsewhere(office):
    with sql.connect(office) as connection:
        text = report_html(connection, DAY, DAY, parse_site(SITE))
    found = Page(text)
    assert not {"script", "link", "img", "iframe", "object"} & set(found.tags)
    assert not {"src", "href", "onload", "onclick"} & {name for name, _ in found.attributes}
    assert (
        "http" not in text
        and "@import" not in text
        and set(re.findall(r"url\(([^)]*)\)", text)) <= {"#unknown", "#gap"}
    )


@pytest.mark.slow
def test_the_same_warehouse_gives_the_same_page(office):
    with sql.connect(office) as connection:
        assert report_html(connection, DAY, DAY) == report_html(connection, DAY, DAY)


@pytest.mark.slow
def test_long_periods_have_no_timelines(office, monkeypatch):
    monkeypatch.setattr("pantau.sql.report.days.MOST_DAYS", 1)
    with sql.connect(office) as connection:
        text = report_html(connection, DAY, date(2026, 11, 4))
    assert '<svg class="timeline"' not in text and "Timelines are drawn for periods of at most" in text


def test_a_period_of_which_nothing_is_known_is_refused(office):
    with sql.connect(office) as connection, pytest.raises(ValueError, match="nothing is known of 2026-12-01"):
        report_html(connection, date(2026, 12, 1), date(2026, 12, 1))


def test_the_newest_day(office, tmp_path):
    with sql.connect(office) as connection, sql.connect(tmp_path) as empty:
        assert (newest_day(connection), newest_day(empty)) == (date(2026, 11, 4), None)
