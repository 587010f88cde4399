"""The rules of the architecture: who imports whom, how large a folder is, and that a name means one thing."""

import ast
import re
from collections import Counter, defaultdict
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
INSTALLED = ("schemas", "transforms", "pipelines", "sql", "desk", "simulation")
FOLDERS = (*INSTALLED, "tools", "benchmarks", "engines")

FLOW = (
    "storage",
    "tables",
    "recordings",
    "detection",
    "tracking",
    "zones",
    "roles",
    "counters",
    "candidates",
    "refinement",
    "events",
)
"""`transforms/` in the order in which data flows. First come those that read and write bytes and partitions, on which
sources and the last steps stand."""

MAY_IMPORT = {
    "schemas": set(),
    "transforms": {"schemas"},
    "sql": {"schemas", "transforms"},
    "simulation": {"schemas", "transforms"},
    "pipelines": {"schemas", "transforms", "sql", "simulation", "desk"},
    "desk": {"schemas", "transforms", "pipelines", "sql"},
}

MOST_MODULES = 16
"""In one folder, `__init__.py` included: chosen, as what one screen shows."""


@cache
def modules() -> dict[str, ast.Module]:
    """The program's modules by their dotted names below the root."""
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): ast.parse(
            path.read_text(encoding="utf-8")
        )
        for path in files
    }


@cache
def imported(name: str) -> frozenset[str]:
    """The dotted names that a module imports anywhere, those of the project without `pantau`."""
    found = set()
    for node in ast.walk(modules()[name]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: relative imports hide the direction"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return frozenset(one.removeprefix("pantau.") for one in found)


def below(name: str, parents: tuple[str, ...]) -> bool:
    return any(name == parent or name.startswith(f"{parent}.") for parent in parents)


@pytest.mark.parametrize("folder", INSTALLED)
def test_folders_import_what_lies_below_them(folder):
    others = tuple(set(FOLDERS) - {folder} - MAY_IMPORT[folder])
    wrong = {
        f"{name} imports {one}"
        for name in modules()
        if below(name, (folder,))
        for one in imported(name)
        if below(one, others)
    }
    assert wrong == set()


def test_a_step_imports_no_later_one():
    wrong = set()
    for number, step in enumerate(FLOW):
        later = tuple(f"transforms.{one}" for one in FLOW[number + 1 :])
        here = [name for name in modules() if below(name, (f"transforms.{step}",))]
        assert here, f"there is no transforms/{step}"
        wrong |= {f"{name} imports {one}" for name in here for one in imported(name) if below(one, later)}
    assert wrong == set()


def test_sql_the_desk_and_the_simulation_know_little_of_the_transforms():
    allowed = {
        "sql": ("transforms.tables", "transforms.storage.place", "transforms.storage.looks"),
        "simulation": ("transforms.intervals",),
        "desk": ("transforms.tables.visible_files", "transforms.tables.appended"),
    }
    for folder, few in allowed.items():
        wrong = {
            f"{name} imports {one}"
            for name in modules()
            if below(name, (folder,))
            for one in imported(name)
            if below(one, ("transforms",)) and not below(one, few)
        }
        assert wrong == set()


def test_only_its_command_imports_the_simulation():
    users = {name for name in modules() for one in imported(name) if below(one, ("simulation",))}
    product = {name for name in users if not below(name, ("simulation", "benchmarks", "engines", "tools"))}
    assert product == {"pipelines.simulate", "pipelines.commands.simulate"}


def test_only_its_commands_import_the_desk_which_knows_four_faces_of_the_pipelines():
    users = {name for name in modules() for one in imported(name) if below(one, ("desk",))}
    allowed = ("desk", "pipelines.commands.desk", "benchmarks.desk_at_scale")
    assert not {name for name in users if not below(name, allowed)}
    known = {
        one for name in modules() if below(name, ("desk",)) for one in imported(name) if below(one, ("pipelines",))
    }
    assert {one for one in known if one in modules()} == {
        "pipelines.playback",
        "pipelines.site_setup",
        "pipelines.started_runs",
        "pipelines.zone_setup",
    }


def test_the_desk_decodes_nothing_itself():
    heavy = ("apache_beam", "cv2", "av", "openvino")
    assert not {name for name in modules() if below(name, ("desk",)) for one in imported(name) if below(one, heavy)}


def test_schemas_know_no_heavy_library():
    heavy = ("apache_beam", "cv2", "av", "openvino", "duckdb")
    assert not {name for name in modules() if below(name, ("schemas",)) for one in imported(name) if below(one, heavy)}


def test_no_module_imports_itself_by_way_of_others():
    graph = {name: {one for one in imported(name) if one in modules() and one != name} for name in modules()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def test_no_folder_is_too_large_to_find_a_file_in():
    count = Counter(
        path.parent.relative_to(ROOT).as_posix() for folder in INSTALLED for path in (ROOT / folder).rglob("*.py")
    )
    assert {folder: number for folder, number in count.items() if number > MOST_MODULES} == {}


def test_no_class_name_means_two_things():
    where = defaultdict(set)
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                where[node.name].add(name)
    assert {name: sorted(places) for name, places in where.items() if len(places) > 1} == {}


def test_links_between_the_pages_lead_somewhere():
    dead = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "schemas" / "DICTIONARY.md"]:
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            place, _, heading = target.partition("#")
            if place.startswith(("http:", "https:", "mailto:")):
                continue
            there = (page.parent / place) if place else page
            if not there.exists() or (heading and heading not in anchors(there.read_text(encoding="utf-8"))):
                dead.append(f"{page.name}: {target}")
    assert dead == []


def anchors(text: str) -> set[str]:
    """The anchors that a page's headings have, as they are made of their letters, digits, hyphens and spaces."""
    headings = re.findall(r"^#+ +(.+?) *$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
