"""The name that a file would have if its ending were that of a recording."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.recordings.files.whole_names import whole_names

START = "nvr/ch01_20261102080000"


@pytest.mark.parametrize(
    ("path", "names"),
    [
        (f"{START}.mp4_", [f"{START}.mp4"]),
        (f"{START}.DAV_", [f"{START}.DAV"]),
        (f"{START}.mp4 ", [f"{START}.mp4"]),
        (f"{START}.mp4~", [f"{START}.mp4"]),
        (f"{START}.mp4.1", [f"{START}.mp4.1.mp4", f"{START}.mp4"]),
        (f"{START}.mp4.part.1", [f"{START}.mp4.part.1.mp4", f"{START}.mp4.part.mp4", f"{START}.mp4"]),
        (START, [f"{START}.mp4"]),
        (f"{START}.rec", [f"{START}.rec.mp4", f"{START}.mp4"]),
        (
            "a.b/08.00.00-09.00.00[R][0]",
            [f"a.b/{name}.mp4" for name in ("08.00.00-09.00.00[R][0]", "08.00.00-09.00", "08.00.00-09", "08.00", "08")],
        ),
        ("a/_", []),
    ],
)
def test_the_likeliest_comes_first(path, names):
    assert whole_names(path) == names


@given(st.text("ab._ ~/", max_size=12))
def test_each_lies_where_the_file_lies(path):
    assert {name.rpartition("/")[0] for name in whole_names(path)} <= {path.rpartition("/")[0]}
