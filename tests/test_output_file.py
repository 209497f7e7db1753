"""-o never destroys what a run reads, writes or keeps: refused before anything is written, whatever it is called."""

import json
import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from desk import HEADER, TARGETS
from office import package

from rsplan.cli.options import files_of_run
from rsplan.cli.output_file import check_output
from rsplan.cli.program import COMMANDS, program, run
from rsplan.errors import RsplanError
from rsplan.read.shipped import TARGETS as TARGETS_FOLDER
from rsplan.text import LANGUAGES

LINE = "linhai,jobs,2021,12.5,period,,,,,\n"
TABLE = "指标,单位,2022年\n就业,万人,16.4\n"
RECORD = ("record", "linhai", "jobs", "2022", "13")
IMPORT = ("import", "t.csv", "--city", "linhai")

Rsplan = Callable[..., str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one file of every kind, in which the program runs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RSPLAN_LANG", "en")
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "linhai.yaml").write_text(TARGETS, encoding="utf-8")
    monkeypatch.setenv("RSPLAN_TARGETS", "plans")
    (tmp_path / "observations.csv").write_text(HEADER + LINE, encoding="utf-8")
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "names.yaml").write_text("就业: jobs\n", encoding="utf-8")
    (tmp_path / "old.csv").write_text("city,indicator,period,value\nlinhai,jobs,2021,12.5\n", encoding="utf-8")
    (tmp_path / "doc.txt").write_text("就业 50\n", encoding="utf-8")
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> Rsplan:
    """Run what has to be refused without a change of any file; gives back the message."""

    def call(*args: str) -> str:
        before = contents(folder)
        assert run(args) == 2
        assert contents(folder) == before
        said = capsys.readouterr()
        assert said.out == ""
        return said.err

    return call


@pytest.mark.parametrize(
    "args",
    [
        (*RECORD, "-o", "observations.csv"),
        (*RECORD, "--data", "new.csv", "-o", "new.csv"),
        (*RECORD, "--data", "new.csv", "-o", "plans/../new.csv"),
        (*RECORD, "--data", "observations.csv", "--data", "b.csv", "-o", "b.csv"),
        (*IMPORT, "-o", "t.csv"),
        (*IMPORT, "--data", "new.csv", "-o", "new.csv"),
        (*IMPORT, "-n", "-o", "observations.csv"),
        (*IMPORT, "--map", "names.yaml", "--format", "json", "-o", "names.yaml"),
        ("verify", "--document", "doc.txt", "--city", "linhai", "--plan", "13fyp", "-o", "doc.txt"),
        ("check", "plans/linhai.yaml", "--format", "json", "-o", "plans/linhai.yaml"),
        ("check", "observations.csv", "-o", "observations.csv"),
        ("export", "--no-published", "-o", "observations.csv"),
        ("status", "-o", "observations.csv"),
        ("list", "--format", "json", "-o", "plans/new.yaml"),
        ("schema", "-o", "observations.csv"),
        ("retract", "linhai", "jobs", "2021", "--reason", "typo", "-o", "observations.csv"),
        ("retract", "linhai", "jobs", "2021", "--reason", "typo", "--data", "b.csv", "-o", "b.csv"),
        ("upgrade", "old.csv", "-o", "old.csv"),
        ("upgrade", "old.csv", "--format", "json", "-o", "old.csv.bak"),
        ("upgrade", "old.csv", "--format", "json", "-o", "plans/../old.csv.bak2"),
        (*RECORD, "--format", "json", "-o", "observations.csv.bak"),
    ],
    ids=" ".join,
)
def test_no_command_writes_over_what_it_reads_or_writes(refused: Rsplan, args: tuple[str, ...]) -> None:
    said = refused(*args)
    assert args[-1] in said
    assert "write to another file" in said


@pytest.mark.parametrize("link", [os.symlink, os.link], ids=["symbolic", "hard"])
def test_another_name_of_a_file_is_the_same_file(refused: Rsplan, folder: Path, link: Callable[..., None]) -> None:
    link(folder / "observations.csv", folder / "other.csv")
    link(folder / "t.csv", folder / "table.csv")
    refused("status", "-o", "other.csv")
    refused(*IMPORT, "-o", "table.csv")


def test_a_link_to_a_file_that_is_not_there_yet_is_that_file(refused: Rsplan, folder: Path) -> None:
    (folder / "later.csv").symlink_to("new.csv")
    refused(*RECORD, "--data", "new.csv", "-o", "later.csv")
    (folder / "observations.csv").unlink()
    refused(*RECORD, "-o", "observations.csv")
    assert not (folder / "observations.csv").exists()


def test_a_file_that_the_environment_names_for_other_commands_is_kept(
    refused: Rsplan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RSPLAN_DATA", os.pathsep.join(("a.csv", "b.csv")))
    for name in ("a.csv", "b.csv"):
        refused("list", "-o", name)


def test_the_settings_file_and_what_it_names_are_kept(
    refused: Rsplan, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RSPLAN_TARGETS")
    (folder / "rsplan.yaml").write_text("data: [a.csv, plans/b.csv]\ntargets: plans\n", encoding="utf-8")
    for words in (
        ["list"],
        ["list", "--data", "c.csv", "--targets", "plans/linhai.yaml"],
        [*RECORD, "--data", "c.csv"],
    ):
        for name in ("rsplan.yaml", "plans/../rsplan.yaml", "a.csv", "plans/b.csv", "plans/new.yaml"):
            refused(*words, "--format", "json", "-o", name)


def test_a_settings_file_that_cannot_be_read_is_kept(folder: Path) -> None:
    (folder / "rsplan.yaml").write_text("data: [", encoding="utf-8")
    assert run(["check", "--format", "json", "-o", "rsplan.yaml"]) == 2
    assert (folder / "rsplan.yaml").read_text(encoding="utf-8") == "data: ["


def test_every_path_that_any_command_takes_is_held_against_the_output() -> None:
    """A new option with a path needs no line anywhere; one that names a file in another way needs one here."""
    others = {"--map"}
    for name in COMMANDS:
        command = program(LANGUAGES[0]).get_command(click.Context(click.Command(name)), name)
        assert command is not None
        for param in command.params:
            words = {"FILE", "PATH", "NAME=ID|FILE", "[FILE]..."} & {param.metavar}
            if words and param.name not in ("path", "outputs"):
                value = (f"{param.name}.csv",) if param.multiple or param.nargs < 0 else f"{param.name}.csv"
                found = files_of_run({str(param.name): value}, command.params)
                assert f"{param.name}.csv" in found, (name, param.opts)
                assert isinstance(param.type, click.Path) or {*param.opts} <= others


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize(
    ("header", "spared"),
    [
        (HEADER, True),
        ("indicator,period,value\r\n", True),
        ('"period","value","indicator","备注"\n', True),
        ("\n" + HEADER, True),
        ("city,plan,id\n", False),
        ("cell,outcome,city,indicator,period,basis,value,share_1,share_2,share_3\n", False),  # import --format csv
        ("", False),
    ],
)
def test_no_report_replaces_a_data_file_that_is_not_of_the_run(
    folder: Path, header: str, spared: bool, encoding: str, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = folder / "mine.csv"
    mine.write_bytes(header.encode(encoding))
    code = run(["list", "-o", "mine.csv"])
    assert code == (2 if spared else 0)
    assert (mine.read_bytes() == header.encode(encoding)) is spared
    assert ("a data file" in capsys.readouterr().err) is spared


def test_no_report_replaces_a_target_file_that_is_not_of_the_run(refused: Rsplan, folder: Path) -> None:
    (folder / "hand.yaml").write_text(TARGETS, encoding="utf-8-sig")
    assert "a target file" in refused("list", "--format", "json", "-o", "hand.yaml")


@pytest.mark.parametrize(
    ("args", "name"),
    [
        (("status", "--format", "csv"), "r.csv"),
        (("list", "--format", "json"), "r.json"),
        ((*IMPORT, "-n", "--format", "csv"), "r.csv"),
        (("log", "linhai", "jobs", "--format", "csv"), "r.csv"),
        (("export",), "r.csv"),
        (("export", "--format", "jsonl"), "r.jsonl"),
    ],
    ids=str,
)
def test_a_report_replaces_an_earlier_one_and_an_export_an_earlier_export(
    folder: Path, args: tuple[str, ...], name: str
) -> None:
    assert run([*args, "-o", name]) == 0
    written = (folder / name).read_bytes()
    assert run([*args, "-o", name]) == 0
    assert (folder / name).read_bytes() == written


def test_an_export_replaces_no_data_file_that_is_no_export(refused: Rsplan, folder: Path) -> None:
    (folder / "mine.csv").write_text("indicator,period,value\njobs,2021,12\n", encoding="utf-8")
    refused("export", "-o", "mine.csv")
    refused("export", "--data", "observations.csv", "-o", "observations.csv")


def test_a_read_only_file_is_not_replaced(refused: Rsplan, folder: Path) -> None:
    (folder / "r.json").write_text("kept", encoding="utf-8")
    (folder / "r.json").chmod(0o444)
    assert "read-only" in refused("list", "-o", "r.json")


@pytest.mark.parametrize("path", [".", "sub/"])
def test_a_folder_is_no_file(refused: Rsplan, path: str) -> None:
    assert "folder" in refused("list", "--format", "json", "-o", path)


def test_the_rule_stands_alone(tmp_path: Path) -> None:
    for files, folders, default in ((["x"], [], "o"), ([], ["."], "o"), ([], [], "./x.yaml")):
        with pytest.raises(RsplanError):
            check_output("x.yaml" if not files else "x", files, folders, default)
    check_output(str(tmp_path / "x.json"), [str(tmp_path / "y.json")], [str(tmp_path)], "observations.csv")


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="no such device here")
@pytest.mark.parametrize(
    "args",
    [("list", "--format", "jsonl"), ("status", "--format", "table"), ("export", "--format", "xlsx")],
    ids=" ".join,
)
def test_what_is_standard_output_is_written_to_and_never_replaced(tmp_path: Path, args: tuple[str, ...]) -> None:
    """The shell appends to a file: what was in it stays, and so does what the next command adds."""
    both = tmp_path / "all.txt"
    both.write_text("before\n", encoding="utf-8")
    command = '"$0" -m rsplan "$@" -o /dev/stdout >> all.txt && echo after >> all.txt'
    done = subprocess.run(["sh", "-c", command, sys.executable, *args], cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    found = both.read_bytes()
    assert found.startswith(b"before\n")
    assert found.endswith(b"after\n")
    assert len(found) > 1000


def test_a_workbook_or_document_is_replaced_only_as_the_program_wrote_it(
    refused: Rsplan, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Planners go on working in them: what they changed, or made themselves, stays."""
    for name in ("openpyxl", "xlsxwriter", "docx", "resvg_py"):
        package(name)
    from docx import Document
    from openpyxl import Workbook, load_workbook

    report = ("report", "linhai", "--plan", "14fyp", "--as-of", "2022-12-31")
    due = ("due", "--city", "linhai", "--plan", "14fyp", "--as-of", "2022-12-31")
    calls = {"r.xlsx": report, "r.docx": report, "form.xlsx": due, "data.xlsx": ("export",)}
    for name, call in calls.items():
        assert run([*call, "-o", name]) == 0
        assert run([*call, "-o", name]) == 0, name  # its own
    capsys.readouterr()
    for name, call in calls.items():
        if name.endswith(".docx"):
            own = Document()
            own.save(name)
        else:
            Workbook().save(name)
        assert "delete it first" in refused(*call, "-o", name)
        (folder / name).write_bytes(b"no archive at all")
        assert "delete it first" in refused(*call, "-o", name)
        (folder / name).unlink()
        assert run([*call, "-o", name]) == 0
    capsys.readouterr()
    later = datetime(2099, 1, 1, tzinfo=UTC)
    document = Document("r.docx")
    document.core_properties.modified = later
    document.save("r.docx")
    refused(*report, "-o", "r.docx")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of the sparklines
        load_workbook("r.xlsx").save("r.xlsx")  # which writes the moment of saving
    refused(*report, "-o", "r.xlsx")


def test_a_form_that_is_filled_in_is_never_replaced(
    refused: Rsplan, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package("openpyxl")
    from openpyxl import load_workbook

    due = ("due", "--city", "linhai", "--plan", "14fyp", "--as-of", "2022-12-31", "-o", "form.xlsx")
    for key in ("value", "published", "source", "note"):
        assert run(due) == 0
        capsys.readouterr()
        book = load_workbook("form.xlsx")
        (column,) = [cell.column for cell in book.active[1] if cell.value == key]
        book.active.cell(3, column).value = "13.5"
        book.save("form.xlsx")  # at once: by its moment alone it might be the form as it was written
        assert "filled in" in refused(*due)
        (folder / "form.xlsx").unlink()


@pytest.mark.skipif(not os.path.exists("/dev/fd"), reason="no such names here")
@pytest.mark.parametrize(("name", "number"), [("/dev/fd/3", 3), ("/proc/self/fd/3", 3), ("/dev/stderr", 2)])
def test_a_file_that_the_shell_has_open_is_added_to(tmp_path: Path, name: str, number: int) -> None:
    """What was in it stays, and so does what the shell writes there afterwards."""
    if not os.path.exists(os.path.dirname(name)):
        pytest.skip("no such folder here")
    command = f'(echo before >&{number}; "$0" -m rsplan "$@"; echo after >&{number}) {number}>> all.jsonl'
    words = ("list", "--city", "suzhou", "--format", "jsonl", "-o", name)
    done = subprocess.run(["sh", "-c", command, sys.executable, *words], cwd=tmp_path, capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")
    first, *rows, last = (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()
    assert (first, last) == ("before", "after")
    assert len([json.loads(row) for row in rows]) > 10
    assert [path.name for path in tmp_path.iterdir()] == ["all.jsonl"]


@pytest.mark.skipif(not os.path.exists("/dev/stdin"), reason="no such name here")
@pytest.mark.parametrize(
    ("args", "name"),
    [
        (("verify", "--document", "-", "--city", "linhai", "--plan", "13fyp"), "doc.txt"),
        (("import", "-", "--data", "new.csv", "--format", "csv"), "old.csv"),
        (("check", "-", "--format", "csv"), "old.csv"),
    ],
    ids=str,
)
def test_the_file_behind_standard_input_is_not_replaced(folder: Path, args: tuple[str, ...], name: str) -> None:
    before = contents(folder)
    with (folder / name).open("rb") as stdin:
        command = [sys.executable, "-m", "rsplan", *args, "-o", name]
        done = subprocess.run(command, stdin=stdin, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 2
    assert "reads or writes itself" in done.stderr
    assert contents(folder) == before


@pytest.mark.parametrize(("name", "other"), [("new.csv", "New.CSV"), ("caf\u00e9.csv", "cafe\u0301.csv")])
def test_names_that_some_systems_take_for_one_are_the_same_file(refused: Rsplan, name: str, other: str) -> None:
    refused(*RECORD, "--data", name, "-o", other)


def test_two_outputs_of_a_report_are_two_files(refused: Rsplan, folder: Path) -> None:
    (folder / "out").mkdir()
    report = ("report", "linhai", "--as-of", "2022-12-31", "--format", "md")
    assert "named twice" in refused(*report, "-o", "out", "-o", "out/linhai.md")
    assert "named twice" in refused(*report, "-o", "out/", "-o", "out/../out/linhai.md")


def test_a_folder_of_reports_is_refused_before_any_of_them_is_written(refused: Rsplan, folder: Path) -> None:
    (folder / "out").mkdir()
    (folder / "out" / "suzhou.md").write_text("city,indicator,period,value\n" + LINE, encoding="utf-8")
    report = ("report", "linhai", "suzhou", "--as-of", "2022-12-31")
    assert "suzhou.md" in refused(*report, "-o", "out/", "--format", "md,html")


@pytest.mark.parametrize("name", ["tasks.csv", "p.txt", "p", "-", "/dev/stdout"])
def test_a_target_file_is_made_under_the_name_of_one(
    refused: Rsplan, folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RSPLAN_TARGETS")
    (folder / "observations.csv").unlink()
    assert ".yaml" in refused("new", "suzhou", "15fyp", "--after", "14fyp", "-o", name)


def test_a_shipped_target_file_and_the_folder_of_them_are_kept(refused: Rsplan) -> None:
    for name in ("suzhou.yaml", "new.yaml"):
        refused("list", "--format", "json", "-o", os.path.join(TARGETS_FOLDER, name))
