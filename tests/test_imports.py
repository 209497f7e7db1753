"""What is loaded when, and which module knows which; architecture.md, conventions.md section 8."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

import rsplan

PACKAGE = Path(rsplan.__file__).parent
ROOT = PACKAGE.parent

# --- what is loaded --------------------------------------------------------------------------------------------------

LOADED = """\
import contextlib, io, sys
from rsplan.cli import run
with contextlib.redirect_stdout(io.StringIO()):
    code = run(sys.argv[1:])
print(code, *sorted(sys.modules))
"""

#: Modules that take long to load and are not needed for the answer.
SLOW = {"importlib.metadata", "dateutil.parser", "jsonschema", "openpyxl", "difflib", "pydantic", "docx"}
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
            {*SLOW, "rich", "csv", "rsplan.report.tables", "rsplan.render.terminal", "tempfile"},
        ),
        ((*STATUS, "--format", "jsonl"), {*SLOW, "rich", "csv", "rsplan.report.tables"}),
        ((*STATUS, "--format", "csv"), {*SLOW, "rich", "rsplan.report.tables"}),
        ((*STATUS, "--format", "markdown"), {*SLOW, "rich", "csv"}),
        (("check",), {*SLOW, "rich", "rsplan.report.tables"}),
        (STATUS, {*SLOW}),
        (("pace", "--city", "suzhou"), {*SLOW}),
        (("list",), {*SLOW}),
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


# --- which module knows which ----------------------------------------------------------------------------------------


@cache
def modules() -> Mapping[str, ast.Module]:
    """Every module of the package by its dotted name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imported(tree: ast.Module) -> Iterator[str]:
    """Every name that the module imports, inside functions too; `from a import b` is a.b as well."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def known_by(name: str) -> frozenset[str]:
    """The modules of the package that a module imports itself."""
    found = {one for one in imported(modules()[name]) if one in modules() and one != name}
    # `from rsplan.read.source import x` is no import of the package rsplan.read beyond its own docstring
    return frozenset(found)


def reached(name: str) -> set[str]:
    """The modules that a module imports, and those that they import."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        for name in known_by(waiting.pop()) - seen:
            seen.add(name)
            waiting.append(name)
    return seen


def test_the_package_is_seen() -> None:
    assert {"rsplan.model.plan", "rsplan.calc.assess", "rsplan.cli.status", "rsplan.read.yaml_targets"} <= set(
        modules()
    )
    assert "rsplan.model.period" in known_by("rsplan.model.observations")


@pytest.mark.parametrize("name", sorted(modules()))
def test_no_module_is_part_of_an_import_cycle(name: str) -> None:
    assert name not in reached(name)


#: The steps of architecture.md; a later step imports earlier ones, never the reverse, directly or through others.
STEPS = (
    ("rsplan.model.plan",),
    ("rsplan.model.notation",),
    ("rsplan.read",),
    ("rsplan.calc.actuals",),
    ("rsplan.calc.assess",),
    ("rsplan.report.records.status", "rsplan.report.tables"),
    ("rsplan.render",),
    ("rsplan.cli",),
)


def step_of(name: str) -> int | None:
    """The step that a module belongs to; others (rounding, periods, texts) serve several."""
    for index, step in enumerate(STEPS):
        if any(name == part or name.startswith(f"{part}.") for part in step):
            return index
    return None


@pytest.mark.parametrize("name", [name for name in sorted(modules()) if step_of(name) is not None])
def test_no_step_knows_a_later_one(name: str) -> None:
    own = step_of(name)
    assert own is not None
    assert [one for one in sorted(reached(name)) if (step_of(one) or 0) > own] == []


#: The rooms below, whose order is errors, suggest, version, text ← model ← read, and what each of them may import.
GROUND = ("rsplan.errors", "rsplan.suggest", "rsplan.version", "rsplan.text")
MAY_IMPORT = {"rsplan.model": GROUND, "rsplan.read": (*GROUND, "rsplan.model")}


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_model_and_read_import_only_what_comes_before_them(room: str) -> None:
    own = {name for name in modules() if f"{name}.".startswith(f"{room}.")}
    reaching = {other for name in own for other in reached(name)} - own - {"rsplan"}
    assert {other for other in reaching if not other.startswith(MAY_IMPORT[room])} == set()


BELOW_CLI = [name for name in sorted(modules()) if not name.startswith("rsplan.cli") and name != "rsplan.__main__"]


@pytest.mark.parametrize("name", BELOW_CLI)
def test_nothing_below_the_command_line_knows_it_or_click(name: str) -> None:
    assert [one for one in imported(modules()[name]) if one.split(".")[0] == "click"] == []
    assert [one for one in reached(name) if one.startswith("rsplan.cli")] == []


def test_only_the_terminal_writer_knows_rich() -> None:
    knowing = [name for name, tree in modules().items() if any(one.split(".")[0] == "rich" for one in imported(tree))]
    assert knowing == ["rsplan.render.terminal"]


def test_only_readers_know_yaml() -> None:
    knowing = {name for name, tree in modules().items() if any(one.split(".")[0] == "yaml" for one in imported(tree))}
    assert "rsplan.read.yaml_nodes" in knowing
    assert [name for name in sorted(knowing) if not name.startswith(("rsplan.read.", "rsplan.table_import."))] == []


@pytest.mark.parametrize("name", BELOW_CLI)
def test_no_figure_is_a_float(name: str) -> None:
    """Numbers are exact from the file to the output."""
    found = []
    for node in ast.walk(modules()[name]):
        match node:
            case ast.Constant(value=float() | complex()):
                found.append((node.lineno, ast.unparse(node)))
            case ast.Call(func=ast.Name(id="float")):
                found.append((node.lineno, ast.unparse(node)))
            case ast.Attribute(value=ast.Name(id="math"), attr="sqrt" | "pow" | "log" | "exp"):
                found.append((node.lineno, ast.unparse(node)))
    assert found == []


@pytest.mark.parametrize("name", [name for name in BELOW_CLI if not name.startswith("rsplan.render")])
def test_nothing_prints_but_the_last_step(name: str) -> None:
    calls = [node for node in ast.walk(modules()[name]) if isinstance(node, ast.Call)]
    assert [
        node.lineno for node in calls if isinstance(node.func, ast.Name) and node.func.id in ("print", "input")
    ] == []


@pytest.mark.parametrize("name", sorted(modules()))
def test_no_exception_is_caught_without_its_name(name: str) -> None:
    handlers = (node for node in ast.walk(modules()[name]) if isinstance(node, ast.ExceptHandler))
    assert [node.lineno for node in handlers if node.type is None] == []
