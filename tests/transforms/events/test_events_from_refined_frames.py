"""Camera days with what was seen between their samples."""

from pantau.schemas.site.thresholds import Thresholds
from pantau.schemas.tables import CLOSER_OBSERVATIONS, CLOSER_SAMPLES, COVERAGE, OBSERVATIONS, SAMPLES
from pantau.transforms.events.coverage_rows import coverage_rows
from pantau.transforms.tracking.camera_days.camera_date import CameraDate
from pantau.transforms.tracking.camera_days.camera_day import assemble
from tests.transforms.events.test_coverage_rows import SITE
from tests.transforms.seen import DAY, detection, recording, sample
from tests.transforms.tracking.camera_days.test_camera_day import BOUNDS, ZERO, day, every

A = recording("a", 0, 20)


def seen(recordings, samples, between, observations=(), closer_observations=()):
    return assemble(
        BOUNDS,
        2.0,
        Thresholds(),
        recordings,
        {row["recording_id"] for row in recordings},
        SAMPLES.arrow(samples),
        OBSERVATIONS.arrow(observations),
        CLOSER_SAMPLES.arrow(between),
        CLOSER_OBSERVATIONS.arrow(closer_observations),
    )


def times(found):
    return [round(at - ZERO, 3) for at in found.times]


def test_frames_between_samples_stand_among_them_and_are_marked():
    between = [sample(A, at) for at in (3.5, 2.5, 3.0)]
    found = seen([A], every(A, 0, 20), between, [detection(A, 4, 40)], [detection(A, 3, 30)])
    assert times(found) == [0, 2, 2.5, 3, 3.5, 4, 6, 8, 10, 12, 14, 16, 18]
    assert [at for at, closer in zip(times(found), found.closer, strict=True) if closer] == [2.5, 3, 3.5]
    assert found.offset.tolist() == times(found) and set(found.recording.tolist()) == {0}
    assert [times(found)[i] for i in found.person_sample] == [3, 4]


def test_who_is_written_twice_counts_once_and_has_the_similarity_of_both_rows():
    found = seen(
        [A],
        every(A, 0, 20),
        [sample(A, 3)],
        [detection(A, 2, 20), detection(A, 4, 40, compared_to=[20], appearance_similarity=[0.9])],
        [
            detection(A, 3, 30, compared_to=[20], appearance_similarity=[0.8]),
            detection(A, 4, 40, compared_to=[20, 30], appearance_similarity=[0.1, 0.7]),
        ],
    )
    assert [times(found)[i] for i in found.person_sample] == [2, 3, 4]
    told = [[part.tolist() for part in found.similarity.of(i)] for i in range(3)]
    assert told == [[[], []], [[0], [0.8]], [[0, 1], [0.9, 0.7]]]


def test_two_people_of_one_number_in_two_recordings_are_two():
    b = recording("b", 20, 10)
    found = seen([A, b], every(A, 0, 20) + every(b, 0, 10), [], [detection(A, 2, 7), detection(b, 2, 7)])
    assert [times(found)[i] for i in found.person_sample] == [2, 22]


def test_where_recordings_overlap_a_frame_between_is_taken_once():
    b = recording("b", 10, 20)  # the first speaks until 20
    between = [sample(A, 11), sample(b, 1), sample(b, 11), sample(A, 19.998), sample(b, 10)]
    found = seen([A, b], every(A, 0, 20) + [sample(b, at) for at in range(12, 20, 2)], between)
    assert [at for at, closer in zip(times(found), found.closer, strict=True) if closer] == [11, 19.998, 21]
    assert [found.recording[times(found).index(at)] for at in (11, 21)] == [0, 1]


def test_frames_without_samples_around_are_left_out():
    alone = [sample(A, at) for at in (0, 2, 4, 16, 18)]
    between = [sample(A, at) for at in (1, 5, 10, 15, 19)]
    assert [at for at in times(seen([A], alone, between)) if at % 2] == [1]
    assert times(seen([A], [], between)) == []


def test_what_is_known_and_covered_is_told_by_samples_alone():
    samples, between = every(A, 0, 20), [sample(A, at) for at in (2.5, 3, 3.5, 9)]
    without, closely = day([A], samples), seen([A], samples, between)
    assert (closely.known, closely.recorded, closely.unreadable) == (without.known, without.recorded, [])
    place = CameraDate("hall", "one", DAY)
    covered = [COVERAGE.arrow(coverage_rows(SITE, place, "run", found, [])) for found in (without, closely)]
    assert covered[0].equals(covered[1])
    assert sum(covered[0]["samples"].to_pylist()) == 10
