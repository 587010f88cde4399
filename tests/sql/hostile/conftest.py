"""The hostile warehouse, made once, and its rows as plain Python."""

import pytest

from pantau import sql
from tests.sql.conftest import held
from tests.sql.hostile.recompute.reading import read_rows
from tests.sql.hostile.warehouse import make_warehouse


@pytest.fixture(scope="session")
def hostile(tmp_path_factory):
    """The folder of the warehouse. Only to be read."""
    return make_warehouse(tmp_path_factory.mktemp("hostile") / "warehouse")


@pytest.fixture(scope="session")
def rows(hostile):
    return read_rows(hostile)


@pytest.fixture(scope="session")
def connection(hostile):
    with sql.connect(hostile) as connection:
        yield held(connection)
