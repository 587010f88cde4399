import pytest

from pantau import sql
from pantau.schemas.tables import COVERAGE, SAMPLES
from pantau.transforms.tables.delta.chain import changes
from pantau.transforms.tables.delta.commits import runs_of
from pantau.transforms.tables.partition_files import Partition, write_partition
from pantau.transforms.tables.prune import prune
from pantau.transforms.tables.transaction import Occupied, draft_of
from pantau.transforms.tables.visible_files import visible_files
from tests.transforms.tables.test_partition_files import DAY, NEXT, stretch, write
from tests.transforms.tables.test_transaction import run, seconds


@pytest.fixture
def warehouse(tmp_path):
    write(tmp_path, [stretch(1)])
    for second in (2, 3, 4):
        run(tmp_path, second)
    run(tmp_path, 5, day=NEXT)
    return tmp_path


def files(warehouse):
    return sorted((warehouse / "coverage").rglob("*.parquet"))


@pytest.mark.slow
def test_runs_that_are_kept_read_as_before_and_older_ones_are_refused(warehouse):
    removed = len(files(warehouse)) - 3
    assert (prune(warehouse, 3)[0], removed) == (2, 2)
    assert [seconds(warehouse, as_of=n) for n in (2, 3, 4)] == [[(3,)], [(4,)], [(4,), (5,)]]
    for gone in (0, 1):
        with pytest.raises(
            ValueError, match=rf"run {gone} was pruned, by `pantau prune --keep 3`; its runs from 2 on can be read"
        ):
            sql.connect(warehouse, as_of=gone)
    assert runs_of(warehouse) == [0, 1, 2, 3, 4] and list(changes(warehouse)) == []
    assert prune(warehouse, 9) == (0, 0)
    with pytest.raises(ValueError, match="run 1 was pruned"):
        sql.connect(warehouse, as_of=1)
    assert run(warehouse, 3) == 5 and seconds(warehouse) == [(3,), (5,)]


def test_what_a_killed_run_left_goes_and_what_was_seen_on_recordings_stays(warehouse):
    with draft_of(warehouse) as draft:
        left = write(draft, [stretch(30)])
        seen = write_partition(draft, Partition(SAMPLES, (DAY, "permits", "cam", "rec")), SAMPLES.schema.empty_table())
    freed = sum(path.stat().st_size for path in files(warehouse))
    count, removed = prune(warehouse, 1)
    assert files(warehouse) == sorted(file.path for file in visible_files(warehouse, COVERAGE))
    assert (count, removed) == (4, freed - sum(path.stat().st_size for path in files(warehouse)))
    assert not left.exists() and seen.exists()


def test_nothing_is_removed_while_a_run_writes(warehouse):
    before = files(warehouse)
    with draft_of(warehouse), pytest.raises(Occupied):
        prune(warehouse, 1)
    assert files(warehouse) == before


def test_a_warehouse_without_tables_has_nothing_to_prune(tmp_path):
    assert prune(tmp_path, 1) == (0, 0)
