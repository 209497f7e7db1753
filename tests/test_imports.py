"""The shape of the package: which modules a run loads, which room imports which, and rules that every module keeps.

`python tests/test_imports.py` writes what the rooms import into the map of CONTRIBUTING.md.
"""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

import rsplan

PACKAGE = Path(rsplan.__file__).parent
ROOT = PACKAGE.parent
FACE = "rsplan"

#: The rooms from the ground up; a module imports from lower floors and from its own room, never else.
FLOORS = (
    ("suggest", "text", "version", "settings_file"),
    ("errors",),
    ("model", "schemas"),
    ("read", "calc"),
    ("documents",),
    ("survey", "name_matching"),
    ("words", "comparison"),
    ("journal", "verify"),
    ("audit", "table_import", "drafting"),
    ("report",),
    ("render",),
    ("cli", "api"),
    ("__main__",),
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}

#: Modules that lie beside the rooms, at most.
FLAT = 10

#: The rooms that may know a package; one that is not named here has no business in rsplan.
PACKAGES = {
    "click": {"cli"},
    "rich": {"render"},
    "yaml": {"read", "table_import"},
    "openpyxl": {"documents", "render"},
    "docx": {"documents", "render"},
    "jinja2": {"render"},
    "xlsxwriter": {"render"},
    "resvg_py": {"render"},
    "pypdf": {"documents"},
    "lxml": {"documents"},
    "dateutil": {"model", "read", "calc", "survey", "names", "journal", "audit", "table_import", "report", "cli"},
}

#: A call with this many positional arguments cannot be read; an object of so many fields is made with keywords.
TOO_MANY = 7

#: Offenders that are left from before a rule; the numbers only fall, and end at none.
LEFT_CALLS = 0
LEFT_DOCSTRINGS = 0

# --- what is loaded --------------------------------------------------------------------------------------------------

LOADED = """\
import contextlib, io, sys
from rsplan.cli.program import run
with contextlib.redirect_stdout(io.StringIO()):
    code = run(sys.argv[1:])
print(code, *sorted(sys.modules))
"""

#: Modules that take long to load and are not needed for the answer.
SLOW = {
    *("importlib.metadata", "dateutil.parser", "jsonschema", "openpyxl", "difflib", "pydantic", "docx"),
    *("jinja2", "xlsxwriter", "resvg_py"),
}
STATUS = ("status", "--city", "suzhou")


def loaded(*args: str, cache_at: Path) -> set[str]:
    """The modules of a fresh interpreter after a run that went well."""
    kept = ("PATH", "SYSTEMROOT", "HOME")
    env = {name: os.environ[name] for name in kept if name in os.environ} | {"RSPLAN_CACHE": str(cache_at)}
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", LOADED, *args],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    code, *modules = done.stdout.split()
    assert (code, done.stderr) == ("0", "")
    return set(modules)


@pytest.mark.parametrize(
    ("args", "unneeded"),
    [
        (("--help",), {*SLOW, "rich", "csv", "yaml", "dateutil", "rsplan.read", "rsplan.calc.assess"}),
        (("status", "--help"), {*SLOW, "rich", "csv"}),
        (
            (*STATUS, "--format", "json"),
            {
                *SLOW,
                "rich",
                "csv",
                "rsplan.report.tables",
                "rsplan.report.doubts",
                "rsplan.render.terminal",
                "tempfile",
                "rsplan.calc.forecast",
            },
        ),
        ((*STATUS, "--format", "jsonl"), {*SLOW, "rich", "csv", "rsplan.report.tables"}),
        ((*STATUS, "--format", "csv"), {*SLOW, "rich", "rsplan.report.tables", "rsplan.report.doubts"}),
        ((*STATUS, "--format", "csv", "--columns", "narrow"), {*SLOW, "rich", "rsplan.report.tables"}),
        ((*STATUS, "--format", "markdown"), {*SLOW, "rich", "csv"}),
        (("check",), {*SLOW, "rich", "rsplan.report.tables"}),
        (STATUS, {*SLOW}),
        (("pace", "--city", "suzhou"), {*SLOW}),
        (("forecast", "--city", "suzhou"), {*SLOW}),
        (("list",), {*SLOW}),
        (("report", "suzhou"), {*SLOW}),
        (("chart", "suzhou", "urban-new-jobs"), {*SLOW}),
        (("show", "suzhou", "urban-new-jobs", "--explain"), {*SLOW}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_nothing_is_loaded_that_the_answer_does_not_need(
    args: tuple[str, ...], unneeded: set[str], tmp_path: Path
) -> None:
    """In a first run, and in one after it that finds what the first left in the cache."""
    assert unneeded & loaded(*args, cache_at=tmp_path) == set()
    assert unneeded & loaded(*args, cache_at=tmp_path) == set()


def test_the_modules_that_are_needed_are_seen(tmp_path: Path) -> None:
    """Else the test above would say nothing."""
    assert {"rich", "yaml", "rsplan.report.tables", "rsplan.render.terminal"} <= loaded(*STATUS, cache_at=tmp_path)


# --- which room knows which ------------------------------------------------------------------------------------------


@cache
def modules() -> Mapping[str, ast.Module]:
    """Every module of the package by its dotted name."""
    trees = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        trees[name] = ast.parse(path.read_text(encoding="utf-8"))
    return trees


def room_of(name: str) -> str:
    """The room of a module; the face of the package is none."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else FACE


def packages_of(name: str) -> set[str]:
    """The packages that a module lies in; Python runs their `__init__` before it."""
    parts = name.split(".")
    return {".".join(parts[:end]) for end in range(1, len(parts))}


def imports(node: ast.AST) -> Iterator[str]:
    """Every name that an import statement brings; `from a import b` is a.b as well."""
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=module, names=names, level=level):
            assert level == 0, "imports are absolute"
            yield str(module)
            yield from (f"{module}.{alias.name}" for alias in names)


@cache
def imported(name: str) -> frozenset[str]:
    """Every name that a module imports, inside functions too.

    The face is the exception: it hands out what lies above it, and counts with what it loads by being imported.
    """
    tree = modules()[name]
    nodes = tree.body if name == FACE else ast.walk(tree)
    return frozenset(brought for node in nodes for brought in imports(node))


@cache
def known_by(name: str) -> frozenset[str]:
    """The modules of the package that Python runs because a module imports them, or lies in them."""
    direct = imported(name) & modules().keys()
    around = {package for module in {name, *direct} for package in packages_of(module)}
    return frozenset((direct | around) - {name})


def reached(name: str) -> set[str]:
    """The modules that a module imports, and those that they import."""
    met: set[str] = set()
    waiting = [name]
    while waiting:
        for known in known_by(waiting.pop()) - met:
            met.add(known)
            waiting.append(known)
    return met


def arrows() -> Iterator[tuple[str, str]]:
    """Each import from one room into another: importing and imported module."""
    for name in modules():
        yield from ((name, known) for known in sorted(known_by(name)) if room_of(known) not in (room_of(name), FACE))


def test_the_package_is_seen() -> None:
    assert {"rsplan", "rsplan.model.plan", "rsplan.calc.assess", "rsplan.cli.status"} <= modules().keys()
    assert {"rsplan", "rsplan.model", "rsplan.model.period"} <= known_by("rsplan.model.observations")
    assert ("rsplan.cli.status", "rsplan.survey") in set(arrows())


def test_every_room_has_its_floor() -> None:
    assert {room_of(name) for name in modules()} - {FACE} == FLOOR_OF.keys()


def test_no_module_imports_upward_or_from_another_room_of_its_floor() -> None:
    """So `read` and `calc` do not know each other."""
    offenders = [
        f"{name} imports {known}"
        for name, known in arrows()
        if name != FACE and FLOOR_OF[room_of(known)] >= FLOOR_OF[room_of(name)]
    ]
    assert offenders == []


def test_the_face_loads_nothing_by_being_imported() -> None:
    """Every module loads it first: what it loaded would be loaded in every run, and close a circle."""
    assert known_by(FACE) == frozenset()


def test_no_module_uses_the_face() -> None:
    """It is for others: a room imports what it needs from where it stands."""
    offenders = [
        f"{name} imports {brought}"
        for name in modules()
        for brought in sorted(imported(name) - modules().keys())
        if brought.rpartition(".")[0] == FACE
    ]
    assert offenders == []


def test_no_module_is_part_of_an_import_cycle() -> None:
    assert [name for name in modules() if name in reached(name)] == []


def test_few_modules_lie_beside_the_rooms() -> None:
    assert len(sorted(PACKAGE.glob("*.py"))) <= FLAT


def test_writers_know_the_types_of_reports_and_no_report() -> None:
    """A new command has every format without a word in `render`."""
    offenders = [
        f"{name} imports {brought}"
        for name in modules()
        if room_of(name) == "render"
        for brought in sorted(imported(name) - modules().keys())
        if brought.startswith("rsplan.report.") and not brought.rpartition(".")[2][0].isupper()
    ]
    assert offenders == []


def test_each_package_is_known_where_it_belongs() -> None:
    offenders = [
        f"{name} imports {brought}"
        for name in modules()
        for brought in sorted(imported(name))
        if (package := brought.split(".")[0]) not in (FACE, *sys.stdlib_module_names)
        and room_of(name) not in PACKAGES.get(package, ())
    ]
    assert offenders == []


def test_only_the_terminal_writer_knows_rich() -> None:
    assert [name for name in modules() if "rich" in {brought.split(".")[0] for brought in imported(name)}] == [
        "rsplan.render.terminal"
    ]


def test_no_date_is_guessed() -> None:
    """`dateutil.parser` takes 10 for the tenth of this month."""
    assert [name for name in modules() if "dateutil.parser" in imported(name)] == []


# --- the map in CONTRIBUTING.md --------------------------------------------------------------------------------------

PAGE = ROOT / "CONTRIBUTING.md"
ROW = re.compile(r"^\| (`[a-z_]+/?`) \| ([^|]*) \| ([^|]*) \|$", re.MULTILINE)
NOTHING = "nothing"


def cell(rooms: set[str]) -> str:
    """The rooms as the map names them, in the order of the floors; a folder with a slash."""
    names = [f"`{room}{'/' if (PACKAGE / room).is_dir() else ''}`" for room in FLOOR_OF if room in rooms]
    return ", ".join(names) or NOTHING


def given_by_imports() -> dict[str, str]:
    """The map as the imports give it: each room with those that it imports."""
    known: dict[str, set[str]] = {room: set() for room in FLOOR_OF}
    for name, target in arrows():
        known[room_of(name)].add(room_of(target))
    return {cell({room}): cell(rooms) for room, rooms in known.items()}


def test_the_map_in_contributing_is_the_one_that_the_imports_give() -> None:
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    assert {room: rooms for room, _, rooms in rows} == given_by_imports()


def test_the_map_in_contributing_goes_from_the_ground_up() -> None:
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    floors = [FLOOR_OF[room.strip("`/")] for room, _, _ in rows]
    assert [f"{low} above {high}" for low, high in pairwise(floors) if low > high] == []


#: Where a path that the page names may begin: it leaves out the package and the tests.
BEGINNINGS = ("", "rsplan", "tests")
NAMED = re.compile(r"`((?:[\w.-]+/)*[\w.-]+\.(?:py|md|json|yml|cfg|in))`")

#: The parts of such a path that stand for a name of the reader's own.
OPEN = re.compile(r"\b(?:X|XX|THEME)\b|_X\b")


def test_every_file_that_contributing_names_is_there() -> None:
    """So a file that moves takes the recipes along."""
    named = [path for path in NAMED.findall(PAGE.read_text(encoding="utf-8")) if not OPEN.search(path)]
    hidden = (ROOT / ".ci").is_dir()  # not in an sdist, which leaves out what serves the repository alone
    looked_at = [path for path in named if hidden or not path.startswith(".")]
    assert len(looked_at) > 30
    assert [path for path in looked_at if not any((ROOT / start / path).is_file() for start in BEGINNINGS)] == []


# --- rules that every module keeps -----------------------------------------------------------------------------------


def nodes(*, above: str = FACE) -> Iterator[tuple[str, ast.AST]]:
    """Every node with its module; without those on a room's floor and above it where one is named."""
    for name, tree in modules().items():
        if above == FACE or room_of(name) == FACE or FLOOR_OF[room_of(name)] < FLOOR_OF[above]:
            yield from ((name, node) for node in ast.walk(tree))


def place(name: str, node: ast.AST) -> str:
    """A node as a message names it."""
    return f"{name}:{getattr(node, 'lineno', 1)} {ast.unparse(node)[:60]}"


def test_no_figure_is_a_float() -> None:
    """Numbers are exact from the file to the output."""
    offenders = []
    for name, node in nodes(above="cli"):
        match node:
            case ast.Constant(value=float() | complex()) | ast.Call(func=ast.Name(id="float")):
                offenders.append(place(name, node))
            case ast.Attribute(value=ast.Name(id="math"), attr="sqrt" | "pow" | "log" | "exp"):
                offenders.append(place(name, node))
    assert offenders == []


def test_nothing_prints_but_the_last_steps() -> None:
    offenders = []
    for name, node in nodes(above="render"):
        match node:
            case ast.Call(func=ast.Name(id="print" | "input")):
                offenders.append(place(name, node))
    assert offenders == []


def test_no_exception_is_caught_without_its_name() -> None:
    handlers = ((name, node) for name, node in nodes() if isinstance(node, ast.ExceptHandler))
    assert [place(name, node) for name, node in handlers if node.type is None] == []


def test_the_name_one_is_bound_by_comprehensions_only() -> None:
    """Anything that lives longer carries the noun of its type."""
    offenders = []
    for name, tree in modules().items():
        in_comprehensions = {
            id(part) for node in ast.walk(tree) if isinstance(node, ast.comprehension) for part in ast.walk(node.target)
        }
        for node in ast.walk(tree):
            match node:
                case ast.Name(id="one", ctx=ast.Store()) if id(node) not in in_comprehensions:
                    offenders.append(place(name, node))
                case ast.arg(arg="one") | ast.alias(asname="one") | ast.ExceptHandler(name="one"):
                    offenders.append(place(name, node))
                case ast.MatchAs(name="one") | ast.MatchStar(name="one") | ast.FunctionDef(name="one"):
                    offenders.append(place(name, node))
    assert offenders == []


def test_no_call_passes_seven_positional_arguments() -> None:
    calls = ((name, node) for name, node in nodes() if isinstance(node, ast.Call) and len(node.args) >= TOO_MANY)
    offenders = [place(name, node) for name, node in calls]
    assert len(offenders) <= LEFT_CALLS, offenders


def test_a_public_docstring_says_what_a_thing_is_without_asking() -> None:
    """A verb or a noun phrase, no sentence that begins with What, Who or Where."""
    asking = re.compile(r"(?:^|[.;:]\s+)(?:What|Who|Where)\b")
    offenders = []
    for name, node in nodes():
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            public = isinstance(node, ast.Module) or not node.name.startswith("_")
            if public and asking.search(ast.get_docstring(node) or ""):
                offenders.append(place(name, node))
    assert len(offenders) <= LEFT_DOCSTRINGS, offenders


if __name__ == "__main__":  # python tests/test_imports.py: write the imports into the map
    given = given_by_imports()
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(
        ROW.sub(lambda row: f"| {row[1]} | {row[2]} | {given.get(row[1], row[3])} |", page), encoding="utf-8"
    )
