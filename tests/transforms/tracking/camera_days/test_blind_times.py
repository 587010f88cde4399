import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.intervals import merge_gaps
from pantau.transforms.tracking.camera_days.blind_times import around

moments = st.lists(st.integers(0, 400), unique=True).map(lambda ticks: np.array(sorted(ticks)) / 4)


@given(moments, st.sampled_from([0.25, 0.5, 2.0]), st.sampled_from([0.0, 0.25, 1.0]))
def test_around_moments_is_what_lies_within_reach_of_any(times, half_s, gap_s):
    assert around(times, half_s, gap_s) == merge_gaps([(t - half_s, t + half_s) for t in times.tolist()], gap_s)
