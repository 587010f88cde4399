"""`pantau evaluate --sample` and `--labels` over the rendered tiny scenario, judged by its truth."""

import csv
import io
import json
from datetime import date, datetime

import av
import pyarrow.compute as pc
import pytest

from pantau.pipelines.audit import CLIPS, FORM, INSTRUCTIONS, SAMPLE
from pantau.pipelines.command_line import main
from pantau.schemas.tables import AUDITS, SERVICE_TIME, STAFF_PRESENCE
from pantau.transforms.audit.units import SERVICE, WINDOW, read_units
from pantau.transforms.tables.partition_files import partitions_of, read_table, write_partition
from pantau.transforms.tables.transaction import commit_draft, draft_of

DAY = date(2026, 6, 9)


@pytest.fixture
def half_found(changed_office):
    """The office, as if only the first service of each counter had been found."""
    with draft_of(changed_office.warehouse) as draft:
        for partition in partitions_of(draft, SERVICE_TIME):
            rows = read_table(draft, SERVICE_TIME, agency_id=partition.values[1])
            first = {row["counter_id"]: row["event_id"] for row in reversed(rows.to_pylist())}
            kept = rows.filter(pc.field("event_id").isin(list(first.values())))
            write_partition(draft, partition, kept)
        commit_draft(draft, {})
    return changed_office


def sample(office, out, count=40, *more):
    given = ("--warehouse", office.warehouse, "--archive", office.archive, "--out", out, "--seed", "2", *more)
    return main(["evaluate", "--sample", str(count), *map(str, given)])


def results(form, office, capsys):
    assert main(["evaluate", "--labels", str(form), "--warehouse", str(office.warehouse), "--format", "csv"]) == 0
    return {row["measure"]: row for row in csv.DictReader(io.StringIO(capsys.readouterr().out))}


def answer_by_truth(form, office):
    """Fills in the form as somebody would who sees all; gives the truth's services."""
    services = read_table(office.archive.resolve().parent / "truth", SERVICE_TIME).to_pylist()
    states = read_table(office.archive.resolve().parent / "truth", STAFF_PRESENCE).to_pylist()
    units = {unit.unit_id: unit for unit in read_units(office.warehouse, DAY, DAY)}
    clips = {row["unit_id"]: row for row in json.loads((form.parent / SAMPLE).read_text(encoding="utf-8"))["units"]}
    with form.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        unit = units[row["unit_id"]]
        counter = unit.row["counter_id"]
        begun = [
            one
            for one in services
            if one["counter_id"] == counter and unit.started_at <= one["started_at"] < unit.ended_at
        ]
        if unit.kind == SERVICE:
            row |= {"correct": "ya" if begun else "tidak", "services_begun": len(begun)}
            if begun:
                clip_at = datetime.fromisoformat(clips[row["unit_id"]]["clip_started_at"])
                row["real_start_s"] = round((begun[0]["started_at"] - clip_at).total_seconds(), 1)
        elif unit.kind.startswith(WINDOW):
            empty = sum(
                max(
                    0.0, (min(one["ended_at"], unit.ended_at) - max(one["started_at"], unit.started_at)).total_seconds()
                )
                for one in states
                if one["counter_id"] == counter and one["state"] == "unattended"
            )
            row |= {"services_begun": len(begun), "unattended_s": round(empty, 1)}
        else:
            row["correct"] = "yes"
    with form.open("w", encoding="utf-8", newline="") as file:
        written = csv.DictWriter(file, rows[0].keys())
        written.writeheader()
        written.writerows(rows)
    return services


def test_what_the_program_missed_is_found_by_the_sample(half_found, tmp_path, capsys):
    out = tmp_path / "audit"
    assert sample(half_found, out) == 0
    assert "fill in form.csv, then\npantau evaluate --labels" in capsys.readouterr().out
    services = answer_by_truth(out / FORM, half_found)
    found = results(out / FORM, half_found, capsys)
    assert float(found["services_corrected"]["found"]) == 2
    assert float(found["services_missed"]["estimate"]) == len(services) - 2
    assert all(float(found["services_corrected"][column]) == len(services) for column in ("estimate", "lo", "hi"))
    assert float(found["precision"]["estimate"]) == 1.0
    assert float(found["start_absolute_error"]["estimate"]) < 2.5


def test_results_are_kept_by_camera_and_answers_say_so(half_found, tmp_path, capsys):
    out, warehouse = tmp_path / "audit", str(half_found.warehouse)
    assert main(["ask", "staffed_share", "--warehouse", warehouse]) == 0
    assert "Not audited here: no sample of these dates was judged" in " ".join(capsys.readouterr().out.split())
    assert sample(half_found, out) == 0
    capsys.readouterr()
    answer_by_truth(out / FORM, half_found)
    found = results(out / FORM, half_found, capsys)
    keep = ["evaluate", "--labels", str(out / FORM), "--warehouse", warehouse, "--keep"]
    assert main(keep) == 0
    assert "noted it" in capsys.readouterr().err
    kept = read_table(half_found.warehouse, AUDITS).to_pylist()
    cameras = {row["camera_id"] for row in kept}
    assert {(row["service_date"], row["audited_to"]) for row in kept} == {(DAY, DAY)} and cameras
    for measure in ("services_missed", "services_corrected"):
        mine = [row["estimate"] for row in kept if row["audit_measure"] == measure]
        assert sum(mine) == pytest.approx(float(found[measure]["estimate"]))
    assert main(keep) == 0
    assert "nothing was noted" in capsys.readouterr().err
    assert main(["ask", "staffed_share", "--warehouse", warehouse]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert (
        f"Audited here: {min(cameras)}, 2026-06-09 to 2026-06-09: " in said
        and "services right 100 % (100 to 100)" in said
    )
    assert main(["ask", "staffed_share", "--warehouse", warehouse, "-p", "from=2026-06-10"]) == 0
    assert "Not audited here" in capsys.readouterr().out
    assert main(["ask", "coverage_by_day", "--warehouse", warehouse]) == 0
    assert "udited here" not in capsys.readouterr().out
    assert main(["evaluate", "--truth", "nowhere", "--warehouse", warehouse, "--keep"]) == 2
    assert "--keep goes with --labels FORM.csv" in capsys.readouterr().err


def test_clips_show_what_is_marked(half_found, tmp_path):
    assert sample(half_found, tmp_path / "audit") == 0
    noted = json.loads((tmp_path / "audit" / SAMPLE).read_text(encoding="utf-8"))
    assert sorted(path.name for path in (tmp_path / "audit").iterdir()) == sorted([FORM, SAMPLE, INSTRUCTIONS, CLIPS])
    assert {row["probability"] for row in noted["units"]} == {1.0}
    for row in noted["units"]:
        with av.open(str(tmp_path / "audit" / row["clip"])) as container:
            length = float(container.duration / av.time_base)
        assert 0 <= row["marked_from_s"] < row["marked_to_s"] <= length + 0.3
    instructions = (tmp_path / "audit" / INSTRUCTIONS).read_text(encoding="utf-8")
    assert f"{len(noted['units'])} clips, drawn at random from 2026-06-09" in instructions and "{" not in instructions


def test_the_same_seed_gives_the_same_form(half_found, tmp_path):
    for name in ("one", "two"):
        assert sample(half_found, tmp_path / name, 6) == 0
    for name in (FORM, SAMPLE):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    with (tmp_path / "one" / FORM).open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == 6


def test_a_wrong_answer_ends_with_status_2_and_its_row(half_found, tmp_path, capsys):
    assert sample(half_found, tmp_path / "audit", 6) == 0
    form = tmp_path / "audit" / FORM
    lines = form.read_text(encoding="utf-8").splitlines()
    row = next(i for i, line in enumerate(lines) if ",service," in line)
    lines[row] = lines[row].replace(",,,,,-,", ",perhaps,1,,,-,")
    form.write_text("\n".join(lines), encoding="utf-8")
    assert main(["evaluate", "--labels", str(form), "--warehouse", str(half_found.warehouse)]) == 2
    assert f"{FORM}, row {row + 1}: correct 'perhaps' is neither yes nor no" in capsys.readouterr().err


def test_answers_for_other_events_are_refused(office, half_found, tmp_path, capsys):
    assert sample(half_found, tmp_path / "audit", 6) == 0
    form = str(tmp_path / "audit" / FORM)
    assert main(["evaluate", "--labels", form, "--warehouse", str(office.warehouse)]) == 2
    assert "is not as it was when the sample was drawn" in capsys.readouterr().err
    (tmp_path / "audit" / SAMPLE).unlink()
    assert main(["evaluate", "--labels", form, "--warehouse", str(office.warehouse)]) == 2
    assert "sample.json: is missing; keep the form in the folder" in capsys.readouterr().err


def test_what_cannot_be_drawn_is_said_and_leaves_nothing(office, tmp_path, capsys):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    (tmp_path / "empty").mkdir()
    out = tmp_path / "out"
    for drawing, message in (
        (lambda: sample(office, tmp_path / "full"), "full: holds something already; name a new folder"),
        (lambda: sample(office, out, 1), "--sample 1: is too few for service"),
        (lambda: sample(office, out, 9, "--date", "2026-06-10"), "nothing can be drawn"),
        (lambda: sample(office, out, 9, "--archive", tmp_path / "empty"), "whether its retention explains it"),
        (lambda: sample(office, out, 9, "--warehouse", tmp_path / "empty"), "holds no service date yet"),
        (lambda: main(["evaluate", "--sample", "9"]), "--sample needs --archive and --out"),
        (
            lambda: main(["evaluate", "--truth", "x", "--to", "2026-06-09"]),
            "--to goes with --sample alone; leave it out",
        ),
        (
            lambda: main(["evaluate", "--labels", str(out), "--warehouse", str(office.warehouse)]),
            "out: is no file; give the form.csv that was filled in",
        ),
    ):
        assert drawing() == 2
        assert message in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "full"]


@pytest.mark.parametrize("given", [[], ["--sample", "0"], ["--sample", "5", "--truth", "x"]])
def test_one_of_truth_sample_and_labels_is_needed(given):
    with pytest.raises(SystemExit) as refused:
        main(["evaluate", *given])
    assert refused.value.code == 2
