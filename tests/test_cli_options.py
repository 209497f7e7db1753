"""Options as typed values: every parameter of every command fills one field, and the field has the declared type."""

import os
import re
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import click
import pytest

from rsplan.cli.export import EXPORT_FORMATS
from rsplan.cli.options import options_of, settled
from rsplan.cli.output import FORMATS, REPORT_FORMATS
from rsplan.cli.program import COMMANDS, program, run

MODULES = {"import": "import_", "list": "list_"}

#: Words that fill every argument and, in the second line, every option that may stand with the others.
SHARED = ["--city", "suzhou", "--plan", "14fyp", "--as-of", "2023-12-31", "--known-on", "2023-12-31"]
FILES = ["--targets", "x.yaml", "--data", "x.csv", "--no-published"]
FILTERS = ["--group", "g", "--nature", "binding", "--kind", "stock", "--only", "met,behind", "--scope", "all"]
MORE_FILTERS = ["--responsible", "o", "--except", "no_data"]
RULES = ["--ahead-by", "5", "--slack", "0.5", "--stale-after", "6"]
CSV = ["--headings", "zh", "--columns", "id"]
OUTPUT = ["--format", "csv", "-o", "x.csv", "--bom", *CSV, "--color", "never", "--no-pager"]
SHORT = ["--all", "--summary", "--quiet"]
CALLS = {
    "status": (
        [],
        [*SHARED, *FILES, *FILTERS, *MORE_FILTERS, *RULES, "--year", "2023", "--fail-on", "missed", *SHORT, *OUTPUT],
    ),
    "pace": ([], [*SHARED, *FILES, *FILTERS, *MORE_FILTERS, *RULES, *OUTPUT]),
    "forecast": (
        [],
        [
            *(*SHARED, *FILES, *FILTERS, *MORE_FILTERS, *RULES, "--backtest", "--assume", "x:2025=1"),
            *("--assume-target", "x=2", "--assume-growth", "x=3%", "--scenario", "s", "--fail-on", "out_of_reach"),
            *OUTPUT,
        ],
    ),
    "allocate": (
        ["suzhou", "x", "--by", "x.csv"],
        [
            *("--sheet", "s"),
            "--step",
            "1",
            *SHARED[2:],
            *FILES,
            *RULES,
            *OUTPUT[:2],
            "-o",
            "folder",
            *OUTPUT[4:],
        ],
    ),
    "show": (["suzhou", "x"], ["--explain", "--chart", "--year", "2023", *SHARED[2:], *FILES, *RULES, *OUTPUT]),
    "report": (
        [],
        [
            *(*SHARED, *FILES, *FILTERS, *MORE_FILTERS, *RULES, "--year", "2023", "--since", "2023-01"),
            *("--by", "responsible", "--format", "html,xlsx", "-o", "x/"),
        ],
    ),
    "chart": (["suzhou", "x"], [*SHARED[2:], *FILES, *RULES, "-o", "x.svg", *OUTPUT[-3:]]),
    "list": ([], [*SHARED, *FILES, *FILTERS, *MORE_FILTERS, *OUTPUT]),
    "compare": ([], [*SHARED, "--with", "15fyp", *FILES, "--scope", "all", *RULES, *OUTPUT]),
    "record": (
        ["suzhou", "x", "2023", "5"],
        [
            *("--basis", "ytd", "--bound", "at_least", "--provisional", "--published", "2024", "--source", "s"),
            *("--note", "n", "--via", "press", "--by", "b", "--force", "r", "-n", *SHARED[4:], *FILES, *RULES, *OUTPUT),
        ],
    ),
    "task": (
        ["suzhou", "x", "2026", "5", "--source", "s"],
        ["--decided", "2026-01-15", "--force", "因故", "-n", "--targets", "x.yaml", *OUTPUT],
    ),
    "changes": (
        ["--since", "2022-10-31"],
        [
            *(*SHARED[:4], *FILES, *FILTERS, *MORE_FILTERS, *RULES, "--until", "2022-11-30"),
            *("--fail-on", "worse", "--quiet", *OUTPUT),
        ],
    ),
    "due": (
        [],
        [*SHARED, *FILES, *FILTERS[:6], *FILTERS[8:], "--responsible", "o", "--fail-on", "due", "-q", *OUTPUT],
    ),
    "log": (["suzhou", "x"], ["--all", *SHARED[2:], *FILES, *RULES, *OUTPUT]),
    "retract": (
        ["suzhou", "x", "2023", "--reason", "r"],
        ["--basis", "ytd", "--line", "3", "--by", "b", "-n", *SHARED[4:], *FILES, *RULES, *OUTPUT],
    ),
    "import": (
        ["x.csv"],
        [
            *("--city", "suzhou", "--sheet", "s", "--map", "a=b", "--year", "2023", "--basis", "ytd", "--source", "s"),
            *(
                "--period",
                "2023-06",
                "--indicator",
                "jobs",
                "--unit",
                "人",
                "--convert",
                "--skip",
                "x",
                "--explain",
                "--tasks",
            ),
            *(
                "--published",
                "2024",
                "--partial",
                "--by",
                "b",
                "--force",
                "r",
                "--tasks",
                "--decided",
                "2024-01-15",
                "-n",
                *FILES,
                *OUTPUT,
            ),
        ],
    ),
    "export": (
        [],
        [*SHARED[:4], *SHARED[6:], *FILES, "--indicator", "x", "--format", "xlsx", "-o", "x", "--bom", "--defuse"],
    ),
    "new": (
        ["suzhou", "15fyp"],
        [
            *("--from", "x", "--after", "14fyp", "-o", "x.yaml", "--years", "2026-2030", "--city-name", "n"),
            *("--title", "t", "--state", "draft", "--sheet", "s", "--table", "t", "--column", "c", "--dry-run"),
            *("--as-of", "2024-06-30", "--scope", "all", "--targets", "x", "--data", "y"),
            *(option for option in OUTPUT if option not in ("-o", "x.csv")),
        ],
    ),
    "audit": (
        [],
        [
            *(*SHARED, *FILES, *FILTERS[:6], *FILTERS[8:], "--stale-after", "6"),
            *("--fail-on", "error", "--strict", "--ignore", "RS101", "--quiet", *OUTPUT),
        ],
    ),
    "verify": (["--document", "d"], ["--city", "suzhou", "--plan", "14fyp", "--targets", "x", *OUTPUT]),
    "check": (
        [],
        ["x.csv", "--history", "r", "--strict", "--city", "suzhou", "--targets", "x", "--data", "y", *OUTPUT],
    ),
    "upgrade": (["x.csv"], ["--city", "suzhou", "--targets", "x", *OUTPUT]),
    "settings": ([], OUTPUT),
    "schema": ([], ["status", "-o", "x"]),
}


def options_type(command: str) -> Any:
    module = import_module(f"rsplan.cli.{MODULES.get(command, command)}")
    (kind,) = (one for one in vars(module).values() if getattr(one, "__name__", "") == f"{command.title()}Options")
    return kind


def click_command(name: str) -> click.Command:
    group = program("en")
    command = group.get_command(click.Context(group), name)
    assert command is not None
    return command


def fields(kind: Any) -> Iterator[tuple[str, bool]]:
    """The names of the fields that are no groups, each with whether it needs a parameter."""
    for name, inner in get_type_hints(kind).items():
        if hasattr(inner, "_fields"):
            yield from fields(inner)
        else:
            yield name, name not in kind._field_defaults


def test_every_command_is_called_below() -> None:
    assert set(CALLS) == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_parameter_fills_one_field_and_every_field_that_needs_one_has_it(command: str) -> None:
    names = [name for name, _ in fields(options_type(command))]
    parameters = {param.name for param in click_command(command).params if param.expose_value}
    assert len(names) == len(set(names))
    assert parameters - set(names) - {"named"} == set()  # cities named as arguments join those of --city
    assert {name for name, needed in fields(options_type(command)) if needed} - parameters == set()


@pytest.mark.parametrize("given", ["least", "all"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_field_has_the_type_that_it_declares(command: str, given: str) -> None:
    least, more = CALLS[command]
    found = read(command, [*least, *(more if given == "all" else [])])
    assert [*mistyped(found, type(found))] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_calls_above_give_every_option(command: str) -> None:
    """Else the test of the types would say little."""
    flags = {"--no-color", "--help", "--lang", "--no-settings"}
    least, more = CALLS[command]
    for param in click_command(command).params:
        if isinstance(param, click.Option) and not flags & set(param.opts):
            assert {*param.opts} & {*least, *more}, param.opts


def read(command: str, args: Sequence[str]) -> Any:
    formats = EXPORT_FORMATS if command == "export" else REPORT_FORMATS
    context = click_command(command).make_context(command, list(args))
    return options_of(options_type(command), settled(context.params, formats))


def mistyped(value: object, kind: Any, at: str = "options") -> Iterator[str]:
    kinds = get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)
    if hasattr(kind, "_fields"):
        for name, inner in get_type_hints(kind).items():
            yield from mistyped(getattr(value, name), inner, f"{at}.{name}")
    elif get_origin(kind) is tuple:
        assert isinstance(value, tuple), at
        for member in value:
            yield from mistyped(member, get_args(kind)[0], at)
    elif get_origin(kind) is Literal:
        assert value in get_args(kind), at
    elif not any(type(value) is one for one in kinds):
        yield f"{at}: {value!r} is no {kind}"


@pytest.mark.parametrize(
    ("args", "format_", "path"),
    [
        ([], "table", None),
        (["-o", "-"], "table", None),
        (["-o", "x.JSON"], "json", "x.JSON"),
        (["-o", "x.md"], "markdown", "x.md"),
        (["-o", "x"], "table", "x"),
        (["-o", "x.md", "--format", "csv"], "csv", "x.md"),
        (["-o", "x", "--format", "csv"], "csv", "x"),
        (["-o", "x.dat", "--format", "csv"], "csv", "x.dat"),
        (["-o", "x.txt", "--format", "json"], "json", "x.txt"),
        (["-o", "-", "--format", "csv"], "csv", None),
    ],
)
def test_the_file_chooses_the_format_unless_one_is_given(args: list[str], format_: str, path: str | None) -> None:
    output = read("status", args).output
    assert (output.format, output.path) == (format_, path)


@pytest.mark.parametrize(
    ("args", "format_"),
    [
        (["due", "-o", "x.xlsx", "--format", "csv"], "csv"),
        (["export", "-o", "x.csv", "--format", "xlsx"], "xlsx"),
        (["due", "-o", "x.txt", "--format", "xlsx"], "xlsx"),
        (["report", "-o", "x.html", "--format", "md"], "md"),
        (["report", "-o", "x.html", "--format", "html,docx"], "docx"),
        (["report", "-o", "x.html", "-o", "y.md", "--format", "xlsx"], "xlsx"),
    ],
)
def test_a_format_of_its_own_files_that_the_extension_contradicts_is_refused(
    args: list[str], format_: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for lang, remedy in (("en", "leave out --format"), ("zh", "请去掉 --format")):
        assert run([*args, "--lang", lang]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert f"--format {format_} " in err.replace("\n", " ")
        assert remedy in " ".join(err.split())
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "args",
    [
        ["status", "suzhou", "-o", "a.json", "-o", "b.csv"],
        ["list", "-oa.json", "--output=b.csv"],
        ["allocate", "suzhou", "urban-new-jobs", "--by", "x.csv", "-o", "a", "-o", "b"],
        ["forecast", "suzhou", "--output", "a.json", "-o", "a.json"],
    ],
)
def test_a_second_file_is_refused_and_none_is_written(
    args: list[str], lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", lang)
    assert run(args) == 2
    assert "--output" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_formats_are_offered_with_the_default_first_and_each_has_an_extension() -> None:
    assert REPORT_FORMATS.names == ["table", "json", "jsonl", "csv", "markdown"]
    assert len({row.extension for row in FORMATS.values()}) == len(FORMATS)
    assert EXPORT_FORMATS.names == ["csv", "jsonl", "json", "xlsx"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("forecast", "suzhou", "--assume", "1:2025=x"), "'--assume' 的值无效："),
        (("forecast", "suzhou", "--assume-growth", "x"), "'--assume-growth' 的值无效："),
        (("forecast", "suzhou", "--assume-target", "x"), "'--assume-target' 的值无效："),
        (("forecast", "suzhou", "--scenario", "a", "--scenario", "a"), "'--scenario' 的值无效："),
        (("audit", "suzhou", "--ignore", "RS1"), "'--ignore' 的值无效："),
        (("status", "--slack"), "选项 --slack 之后缺少值"),
        (("status", "--quiet=1"), "选项 --quiet 不带值"),
        (("schema", "status", "more", "other"), "多余的参数：more other"),
        ((), "缺少命令"),
    ],
)
def test_a_mistaken_command_line_is_refused_in_the_language(
    args: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(("--lang", "zh", *args)) == 2
    error = capsys.readouterr().err
    assert said in error
    assert not re.search("Invalid|Option|Missing|Got unexpected", error)
