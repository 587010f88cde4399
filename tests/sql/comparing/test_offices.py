"""Several offices: their answers together, and why some are not put together."""

import pytest

from pantau import sql
from pantau.pipelines.command_line import main
from pantau.sql.comparing.offices import ask_offices, read_offices

SITE = '{{"thresholds": {{"unattended_waiting_s": {limit}}}{observer}}}'
DAY = "2026-11-03"


@pytest.fixture
def office(make):
    """A function that makes an office: two hours of one counter, of which some minutes are recorded."""

    def made(name, recorded=120, model="m1", code="c1", limit=300, observer=None):
        span = {"started_at": f"{DAY} 08:00", "ended_at": f"{DAY} {8 + recorded // 60:02}:{recorded % 60:02}"}
        hashes = {"model_hash": model, "code_hash": code}
        presence = [{**span, **hashes, "state": "idle", "event_id": "p1"}]
        if recorded < 120:
            rest = {"started_at": span["ended_at"], "ended_at": f"{DAY} 10:00"}
            presence.append({**rest, **hashes, "state": "unknown", "event_id": "p2"})
        site = SITE.format(limit=limit, observer=f', "observer": "{observer}"' if observer else "")
        run = {"run_id": "r", "site_id": name, "service_date": DAY, "command": "nightly", "started_at": f"{DAY} 20:00"}
        return str(make({"staff_presence": presence, "runs": [run | {"site_on_date": site}]}, name))

    return made


def test_answers_stand_below_each_other_with_their_office(office, tmp_path, capsys):
    one, two = office("blora"), office("cepu", recorded=114)
    rows = ask_offices([one, two], "staffed_share").to_pylist()
    assert [(row["office"], row["counter_id"], row["staffed_share"]) for row in rows] == [
        ("blora", "L1", 1.0),
        ("cepu", "L1", 1.0),
    ]
    assert main(["ask", "staffed_share", "--warehouse", one, "--warehouse", two, "--format", "csv"]) == 0
    asked = capsys.readouterr().out
    listed = tmp_path / "offices.txt"
    listed.write_text(f"# of the regency\n{one}\n\n{two}  # since May\n", encoding="utf-8")
    assert main(["ask", "staffed_share", "--offices", str(listed), "--format", "csv"]) == 0
    assert capsys.readouterr().out == asked and asked.splitlines()[0].startswith("office,agency_id,")


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"model": "m2"}, "were seen by other observers, so their figures do not mean the same; observe these dates"),
        ({"code": "c2"}, "had their events found by other versions"),
        ({"limit": 600}, "had other thresholds in the site file"),
        ({"recorded": 100}, r"cepu has 83% of its service hours recorded and .*blora 100%: a difference may be"),
    ],
)
def test_offices_whose_figures_do_not_mean_the_same_are_refused(office, other, message):
    one, two = office("blora"), office("cepu", **other)
    with pytest.raises(sql.QuestionError, match=message):
        ask_offices([one, two], "staffed_share")


def test_the_recorded_share_is_that_of_the_counters_asked_for(make):
    def office(name, ends):
        rows = [
            {
                "event_id": counter + state,
                "counter_id": counter,
                "state": state,
                "started_at": f"{DAY} {start}",
                "ended_at": f"{DAY} {end}",
            }
            for counter, until in {"L1": "10:00", "L2": ends}.items()
            for state, start, end in (("idle", "08:00", until), ("unknown", until, "10:00"))
            if start < end
        ]
        return str(make({"staff_presence": rows}, name))

    offices = [office("blora", "10:00"), office("cepu", "08:30")]
    for asked in ({}, {"counter": "L2"}, {"counter": "L1,L2"}):
        with pytest.raises(sql.QuestionError, match="a difference may be of what was not seen"):
            ask_offices(offices, "staffed_share", **asked)
    assert ask_offices(offices, "staffed_share", counter="L1")["counter_id"].to_pylist() == ["L1", "L1"]
    with pytest.raises(sql.QuestionError, match=r"parameter counter: .*L7.*L1"):
        ask_offices(offices, "staffed_share", counter="L7")


def test_offices_with_seats_of_their_own_are_compared_where_the_observer_is_the_same(office):
    one, two = office("blora", observer="o1"), office("cepu", model="m2", observer="o1")
    assert len(ask_offices([one, two], "staffed_share")) == 2
    other = office("jepara", observer="o2")
    with pytest.raises(sql.QuestionError, match="were seen by other observers"):
        ask_offices([one, other], "staffed_share")
    with pytest.raises(sql.QuestionError, match="cepu: nothing is known of its counters in the period; leave it out"):
        ask_offices([two, one], "staffed_share", from_="2026-11-04")


def test_what_is_named_wrongly_is_refused(office, tmp_path, capsys):
    one, two = office("blora"), office("cepu")
    with pytest.raises(sql.QuestionError, match="blora: is named twice"):
        ask_offices([one, f"{one}/"], "staffed_share")
    with pytest.raises(sql.QuestionError, match="blora: is named twice"):
        ask_offices([one, one], "staffed_share")
    empty = tmp_path / "empty.txt"
    empty.write_text("# none\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"--offices .*empty.txt: lists no warehouse"):
        read_offices(empty)
    several = ["ask", "staffed_share", "--warehouse", one, "--warehouse", two]
    assert main([*several, "--by", "week"]) == 2
    assert "--by and several offices do not go together" in capsys.readouterr().err
    assert main([*several, "--as-of", "1"]) == 2
    assert "--as-of names a run of one warehouse" in capsys.readouterr().err
