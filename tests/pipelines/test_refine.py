"""Where events begin and end, the frames between the samples are observed, and only there."""

import re
import shutil
from datetime import timedelta
from itertools import pairwise

import yaml

from pantau.schemas.tables import CLOSER_SAMPLES, COVERAGE, REJECTS, RUNS, SAMPLES, SERVICE_TIME, WAITING_VISITS
from pantau.transforms.tables.partition_files import partitions_of, read_notes, read_table
from tests.batch_runs import run_batch, tables, tables_but_ids, touched

SEEN, CLOSER = ("samples", "observations"), ("closer_samples", "closer_observations")


def rows(office, table):
    return read_table(office.warehouse, table).to_pylist()


def settings(office, **given):
    """Writes settings of the observer into the site file."""
    text = office.site.read_text(encoding="utf-8")
    for name, value in given.items():
        assert f"{name}:" not in text
        text += f"observer: {{{name}: {value}}}\n"
    office.site.write_text(text, encoding="utf-8")


def forget_refinement(office):
    """Takes the frames between away; the samples do not depend on how closely is looked, and stay."""
    for name in CLOSER:
        shutil.rmtree(office.warehouse / name)


def move_zone(office):
    """Moves the customer zone of the first counter aside by its own width, so that nobody is in it any more."""
    site = yaml.safe_load(office.site.read_text(encoding="utf-8"))
    zone = site["cameras"][0]["views"][0]["zones"][0]
    assert zone["kind"] == "customer"
    zone["polygon"] = [[round(x - 0.17, 5), y] for x, y in zone["polygon"]]
    office.site.write_text(yaml.safe_dump(site), encoding="utf-8")


def instants(office, table):
    """(recording, seconds from its first frame) of the frames of a table."""
    return {(row["recording_id"], row["offset_s"]) for row in rows(office, table)}


def left_out(office):
    files = partitions_of(office.warehouse, CLOSER_SAMPLES)
    return sum(int(read_notes(file.path(office.warehouse))["left_out"]) for file in files)


def test_the_summary_tells_how_many_frames_it_cost(changed_office, capsys):
    frames = len(rows(changed_office, CLOSER_SAMPLES))
    assert 0 < frames <= len(rows(changed_office, SAMPLES))  # observer.closer_share is 1
    assert run_batch(changed_office.site, changed_office.archive, changed_office.warehouse) == 0
    assert f"{frames} frames between samples" in capsys.readouterr().out


def test_frames_between_are_no_samples_and_lie_half_a_second_apart(office):
    assert not instants(office, CLOSER_SAMPLES) & instants(office, SAMPLES)
    by_recording = {}
    for name, offset in sorted(instants(office, CLOSER_SAMPLES) | instants(office, SAMPLES)):
        by_recording.setdefault(name, []).append(offset)
    steps = {round(b - a, 1) for times in by_recording.values() for a, b in pairwise(times)}
    assert min(steps) >= 0.4 and max(steps) <= 2.1


def test_a_second_night_looks_at_nothing_again(changed_office):
    seen = touched(changed_office.warehouse, *SEEN, *CLOSER)
    assert any(name.startswith("closer_samples") for name in seen)
    assert run_batch(changed_office.site, changed_office.archive, changed_office.warehouse) == 0
    assert touched(changed_office.warehouse, *SEEN, *CLOSER) == seen


def test_events_after_a_moved_zone_decode_nothing_and_a_night_only_frames_between(changed_office):
    seen, before = touched(changed_office.warehouse, *SEEN), touched(changed_office.warehouse, *CLOSER)
    first = instants(changed_office, CLOSER_SAMPLES)
    move_zone(changed_office)
    assert run_batch(changed_office.site, changed_office.archive, changed_office.warehouse, command="events") == 0
    assert touched(changed_office.warehouse, *SEEN, *CLOSER) == {**seen, **before}
    assert run_batch(changed_office.site, changed_office.archive, changed_office.warehouse) == 0
    assert touched(changed_office.warehouse, *SEEN) == seen
    assert touched(changed_office.warehouse, *CLOSER) != before
    assert instants(changed_office, CLOSER_SAMPLES) != first
    moved = tables_but_ids(changed_office.warehouse, "runs")
    shutil.rmtree(changed_office.warehouse)
    assert run_batch(changed_office.site, changed_office.archive, changed_office.warehouse) == 0
    assert tables_but_ids(changed_office.warehouse, "runs") == moved


def test_without_a_closer_look_bounds_are_wider_and_hold_those_with_it(office, changed_office):
    forget_refinement(changed_office)
    settings(changed_office, closer_share=0)
    assert run_batch(changed_office.site, changed_office.archive, changed_office.warehouse) == 0
    assert touched(changed_office.warehouse, *CLOSER) == {}
    assert rows(changed_office, SAMPLES) and tables(changed_office.warehouse)
    for table in (SERVICE_TIME, WAITING_VISITS):
        closely, without = rows(office, table), rows(changed_office, table)
        assert closely and [row["counter_id"] for row in closely] == [row["counter_id"] for row in without]
        widths = [[row["duration_hi_s"] - row["duration_lo_s"] for row in found] for found in (closely, without)]
        assert sum(widths[0]) < sum(widths[1])
        for near, far in zip(closely, without, strict=True):
            for edge in ("started_at", "ended_at"):
                # A crossing is told no better than this from near (see `transforms.zones.crossings`).
                leeway = timedelta(seconds=0.7)
                assert far[f"{edge}_lo"] - leeway <= near[f"{edge}_lo"] <= near[edge] <= near[f"{edge}_hi"]
                assert near[f"{edge}_hi"] <= far[f"{edge}_hi"] + leeway


def test_what_the_limit_leaves_out_is_told_once_for_each_edge(changed_office, capsys):
    edges = len(rows(changed_office, CLOSER_SAMPLES)) / 3 + left_out(changed_office)
    forget_refinement(changed_office)
    settings(changed_office, closer_share=0.1)
    assert run_batch(changed_office.site, changed_office.archive, changed_office.warehouse) == 0
    out = " ".join(capsys.readouterr().out.replace("│", " ").split())
    frames, left = map(int, re.search(r"refined (\d+) frames .*?, (\d+) edges left out", out).groups())
    assert 0 < frames <= 0.1 * len(rows(changed_office, SAMPLES))
    assert left == left_out(changed_office) == edges - frames / 3


def test_a_recording_that_cannot_be_opened_any_more_is_a_reject_and_its_samples_stand(changed_office, tmp_path):
    seen = touched(changed_office.warehouse, *SEEN)
    coverage = rows(changed_office, COVERAGE)
    forget_refinement(changed_office)
    archive = tmp_path / "damaged"
    shutil.copytree(changed_office.archive, archive)
    _, second = sorted(archive.rglob("*.mp4"))
    second.write_bytes(b"\0" * 64)
    assert run_batch(changed_office.site, archive, changed_office.warehouse, command="observe") == 1
    (reject,) = rows(changed_office, REJECTS)
    assert (reject["step"], reject["input"]) == ("closer", second.relative_to(archive).as_posix())
    assert len(rows(changed_office, CLOSER_SAMPLES)) > 0
    assert touched(changed_office.warehouse, *SEEN) == seen
    # One of two recordings is more than the site file allows to lose, and nothing of the day is unknown for it.
    assert run_batch(changed_office.site, archive, changed_office.warehouse, command="events") == 1
    assert [row["outcome"] for row in rows(changed_office, RUNS)][-1] != "complete"
    known = [{name: value for name, value in row.items() if name != "run_id"} for row in rows(changed_office, COVERAGE)]
    assert known == [{name: value for name, value in row.items() if name != "run_id"} for row in coverage]
