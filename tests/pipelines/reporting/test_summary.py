import io
from collections import Counter
from datetime import date

import pytest
from rich.console import Console

from pantau.pipelines.batch_run import BatchRun
from pantau.pipelines.night import STAGES
from pantau.pipelines.reporting import summary
from pantau.pipelines.reporting.outcome import Outcome
from pantau.pipelines.reporting.step_counts import StepCount
from pantau.schemas.site import load_site
from pantau.transforms.detection.observer import observer_of
from tests.batch_runs import write_site

MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)
RECORDING = {"camera_id": "cam-1", "duration_s": 900.0, "defects": ["cut_off: ends early", "odd_name: x"]}


@pytest.fixture
def batch(tmp_path):
    def make(*days, more=""):
        site = load_site(write_site(tmp_path, channels=2, more=more))
        return BatchRun(observer_of(site, "."), str(tmp_path), str(tmp_path / "warehouse"), days)

    return make


def reject(step="probe", reason="a.mp4: is empty", error="empty", name="a.mp4"):
    return {"step": step, "error": error, "reason": reason, "input": name}


def printed(outcome, monkeypatch, language="en"):
    out = io.StringIO()
    monkeypatch.setattr(summary, "console", Console(file=out, width=200))
    summary.print_outcome(outcome, language)
    return out.getvalue()


def test_what_was_recorded_observed_found_and_how_long_it_took(batch, monkeypatch):
    outcome = Outcome(
        batch(MONDAY, TUESDAY),
        STAGES,
        60.0,
        recordings=[RECORDING] * 5,
        others=Counter({".txt": 2, ".jpg": 1}),
        decoded=4,
        decoded_s=7200.0,
        counts=[
            StepCount("probe", 6, 5, {"empty": 1}, 1.26),
            StepCount("clocks", None, 5, {}),
            StepCount("events", 2, 2, {}, 150.0),
        ],
    )
    out = printed(outcome, monkeypatch)
    for told in (
        "Hall: 2026-11-02 to 2026-11-03",
        "5 recordings of 1 of 2 cameras, 1.25 h",
        "5 cut_off, 5 odd_name",
        "1 .jpg, 2 .txt",
        "4 recordings, 2.00 h ",
        "60.0 s, 120× real time",
        "0 rows",
        "probe 5 of 6 (1 empty), clocks 5",
        "probe 1.3 s, events 2.5 min",
    ):
        assert told in out, told
    assert "Lost more than allowed" not in out and "Not observed" not in out
    outcome.unseen = 3
    assert "and so unknown: 3 of the recordings" in printed(outcome, monkeypatch)


def test_all_of_it_in_indonesian(batch, monkeypatch):
    rejects = [reject(), reject(error="word_of_none", reason="b.mp4: is odd", name="b.mp4")]
    outcome = Outcome(batch(MONDAY, TUESDAY), STAGES, 60.0, rejects, [RECORDING] * 5, decoded=4, decoded_s=7200.0)
    outcome.unseen, outcome.left_out = 3, 7
    out = printed(outcome, monkeypatch, "id")
    for told in (
        "Hall: 2026-11-02 sampai 2026-11-03",
        "5 rekaman dari 1 dari 2 kamera, 1.25 h",
        "0 gambar di antara sampel, 7 tepi dilewati (observer.closer_share)",
        "60.0 s, 120× waktu nyata",
        "0 baris",
        "a.mp4: kosong (0 bita); salin ulang dari perekam",
        "b.mp4: is odd",
        "jadi tidak diketahui: 3 rekaman. Jalankan `pantau nightly`",
        "Lebih banyak yang hilang daripada yang diizinkan: 28.6% rekaman ditolak",
    ):
        assert told in out, told


def test_rejects_are_shown_word_for_word_and_many_are_cut_short(batch, monkeypatch):
    odd = "cam/2026-11-02/001/dav/08/08.00.00-08.15.00[M][0@0][0].dav: is empty (0 bytes); copy it again"
    rejects = [reject(reason=odd, name="odd"), *(reject(name=f"{number}.mp4") for number in range(21))]
    out = printed(Outcome(batch(MONDAY), STAGES, rejects=rejects), monkeypatch)
    assert odd in out
    assert "and 2 more: pantau ask rejects_by_reason" in out
    assert "Lost more than allowed: 100.0% of the recordings were rejected, the site file allows 0.0%" in out


def test_what_the_closer_look_cost_and_left_out(batch, monkeypatch):
    looked = Outcome(batch(MONDAY), STAGES, 1.0, refined=120)
    out = printed(looked, monkeypatch)
    assert "120 frames between samples " in out and "left out" not in out
    looked.left_out = 7
    assert "120 frames between samples, 7 edges left out (observer.closer_share)" in printed(looked, monkeypatch)


@pytest.mark.slow
def test_the_share_that_was_lost_counts_each_recording_once(batch):
    def lost(rejects, recordings):
        return Outcome(batch(MONDAY), STAGES, 1.0, rejects, recordings).lost_share

    assert lost([], []) == lost([], [RECORDING]) == 0
    assert lost([reject("probe")], [RECORDING] * 3) == 0.25
    # what could not be observed is in the recordings already, and lost once however often it was tried
    assert lost([reject("observe")], [RECORDING] * 4) == 0.25
    assert lost([reject("observe"), reject("closer")], [RECORDING] * 4) == 0.25
    assert lost([reject("observe"), reject("closer", name="b.mp4")], [RECORDING] * 4) == 0.5
    assert lost([reject("probe", error="copy")], [RECORDING] * 3) == 0.0


def test_the_site_file_says_how_much_may_be_lost(batch):
    def succeeded(share):
        allowed = batch(MONDAY, more=f"night: {{max_rejected_share: {share}}}\n")
        return Outcome(allowed, STAGES, 1.0, [reject()], [RECORDING] * 3).succeeded

    assert succeeded(0.25) and not succeeded(0.24)


def test_spans_of_time_as_text():
    assert (summary.hours(3599), summary.hours(3600), summary.hours(0)) == ("60.0 min", "1.00 h", "0.0 min")
    assert (summary.seconds(119.94), summary.seconds(120)) == ("119.9 s", "2.0 min")
