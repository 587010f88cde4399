from pathlib import Path

from pantau.transforms.expected import Expected, expect, take_expected


def test_what_is_expected_is_told_once_in_its_order():
    take_expected()
    expect("observe", Path("a"), 2.0, "a.mp4")
    expect("observe", Path("b"), 3.0, "b.mp4")
    assert take_expected() == [
        Expected("observe", Path("a"), 2.0, "a.mp4"),
        Expected("observe", Path("b"), 3.0, "b.mp4"),
    ]
    assert take_expected() == []
