from pantau.schemas.columns import COLUMNS
from pantau.schemas.dictionary import PATH, dictionary
from pantau.schemas.tables import TABLES


def test_the_dictionary_is_fresh():
    assert PATH.read_text(encoding="utf-8") == dictionary(), "run `python -m pantau.schemas.dictionary`"


def test_every_row_of_a_markdown_table_has_the_cells_of_its_head():
    cells = 0
    for line in dictionary().splitlines():
        found = line.count("|") - 1 if line.startswith("|") else 0
        assert found == cells or cells == 0 or found == 0, line
        cells = found


def test_each_table_lists_its_columns_with_both_descriptions():
    sections = {part.splitlines()[0]: part for part in dictionary().split("\n## ")}
    for table in TABLES.values():
        rows = [line for line in sections[table.name].splitlines() if line.startswith("| `")]
        assert len(rows) == len(table.columns)
        for row, name in zip(rows, table.columns, strict=True):
            cells = [cell.strip() for cell in row.strip("|").split("|")]
            assert cells[0] == f"`{name}`" + (" ⌂" if name in table.in_folders else "")
            assert cells[3] == ("yes" if table.nullable(name) else "")
            assert cells[4].startswith(COLUMNS[name].english) and cells[5] == COLUMNS[name].indonesian
            assert all(f"`{word}`" in cells[4] for word in COLUMNS[name].values)


def test_a_row_of_the_dictionary():
    row = "| `x1` | real | share |  | Left edge, fraction of the frame | Tepi kiri, pecahan gambar |"
    assert row in dictionary().splitlines()
