from contextlib import contextmanager
from types import SimpleNamespace

import duckdb
import pytest

from pantau.desk.figures import cameras
from pantau.desk.figures.cameras import has_moved

ROWS = """CREATE TABLE coverage AS FROM (VALUES
    ('s', 'cam', 'recorded', to_timestamp(0), to_timestamp(100)),
    ('s', 'cam', 'moved', to_timestamp(100), to_timestamp(200)),
    ('s', 'other', 'moved', to_timestamp(0), to_timestamp(300)),
    ('t', 'cam', 'moved', to_timestamp(0), to_timestamp(300))
) AS rows(site_id, camera_id, coverage_state, started_at, ended_at)"""


@pytest.mark.parametrize(
    ("span", "told"),
    [((0, 100), False), ((0, 100.5), True), ((150, 160), True), ((199, 300), True), ((200, 300), False)],
)
def test_a_camera_had_moved_in_a_part_of_a_span(monkeypatch, span, told):
    @contextmanager
    def made(*_, **__):
        with duckdb.connect() as connection:
            connection.execute(ROWS)
            yield connection

    monkeypatch.setattr(cameras, "answering", made)
    settings = SimpleNamespace(warehouse="", site=SimpleNamespace(id="s"))
    assert has_moved(settings, "cam", span) is told
