"""Hostile files and words: nothing of them steers a terminal, is run, eats the machine, or is lost.

What is tested elsewhere: alias bombs, deep nesting and any bytes in tests/test_yaml_targets.py, any bytes of data files
in tests/test_csv_observations.py, markup in names in tests/test_render_terminal.py, damaged cache entries in
tests/test_cache.py, full devices and closed pipes in tests/test_cli_streams.py, failed writes of data files in
tests/test_journal_file.py, workbooks in tests/test_table_file.py and tests/test_export.py, the
report that is handed on in tests/test_report.py.
"""

import csv
import errno
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from rsplan.cli.program import run
from rsplan.documents.document_file import read_document
from rsplan.documents.table_file import read_tables
from rsplan.errors import InvalidInput
from rsplan.read.input_text import Source, printable, visible
from rsplan.read.yaml_target_file import read_targets

ROOT = Path(__file__).resolve().parents[1]

#: What may never reach a terminal: it steers it, is invisible, or reorders what stands around it.
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")

#: Words as nobody means them: colours, a title of the window, right-to-left, invisible, a byte that is no text, markup.
WORDS = (
    "\x1b[31mx",
    "\x1b]0;x\x07",
    "\x9b31mx",
    "x\u202ey",
    "x\u200by",
    "\udcffx",
    "x\ry",
    "[bold]x[/bold]",
    "[/x]",
    "{x}",
)

PLAN = """\
city: {id: wuxi, name: {zh: 无锡市, en: "[bold]Wuxi[/bold]"}}
documents: {own: {title: {zh: 规划, en: "[link=https://example.invalid]Plan[/link]"}, state: issued}}
plans:
  - id: 14fyp
    title: {zh: 规划, en: "[red]Plan[/red]"}
    document: own
    state: issued
    start: 2021-01-01
    end: 2025-12-31
    groups: [{id: work, zh: 就业, en: "[blink]Work"}]
    indicators:
      - id: jobs
        number: "=1+1"
        group: work
        name: {zh: 就业人数, en: "=cmd|' /C calc'!A1"}
        unit: {zh: 万人, en: "[u]x[/u]"}
        kind: cumulative
        better: higher
        target: {printed: "60", where: "@SUM(A1)"}
        observed: [{period: 2021, value: 12, source: "[i]公报[/i] :100:"}]
        note: {zh: x, en: "+1+1"}
      - {id: rate, name: {zh: 增长率, en: "-1+1"}, unit: {zh: "%", en: "%"}, kind: rate, better: higher,
         target: {printed: "-5", where: 表1}, note: {zh: x, en: "[bold]note[/bold]"},
         observed: [{period: 2021-12, value: -7, source: "=1"}]}
"""


class Ran(NamedTuple):
    """What a command wrote and how it ended."""

    code: int
    out: str
    err: str


Rsplan = Callable[..., Ran]


@pytest.fixture
def rsplan(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Rsplan:
    """Runs the program in a folder with a plan whose every text is hostile and still allowed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")

    def call(*args: str) -> Ran:
        code = run([*args, "--lang", "en"])
        return Ran(code, *capsys.readouterr())

    return call


PLANS = ("--targets", "plan.yaml", "--city", "wuxi")

#: Every command that shows texts of a plan.
REPORTS = (
    *(
        ("status", *PLANS),
        ("pace", *PLANS),
        ("forecast", *PLANS),
        ("list", *PLANS),
        ("audit", *PLANS),
        ("status", "--year", "2021", *PLANS),
        ("status", "--summary", *PLANS),
        ("due", *PLANS),
    ),
    *(
        ("show", "wuxi", one, "--targets", "plan.yaml", *more)
        for one in ("jobs", "rate")
        for more in ((), ("--explain",), ("--chart",))
    ),
    ("log", "wuxi", "jobs", "--targets", "plan.yaml"),
)


# --- text never steers ------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("word", WORDS, ids=ascii)
@pytest.mark.parametrize(
    "words",
    [
        ("status", "--city"),
        ("status", "--plan"),
        ("status", "--group"),
        ("status", "--only"),
        ("status", "--kind"),
        ("status", "--as-of"),
        ("status", "--slack"),
        ("status", "--year"),
        ("status", "--format"),
        ("status", "--targets"),
        ("status", "--data"),
        ("status", "--format", "json", "--data"),
        ("show", "suzhou"),
        ("log", "suzhou"),
        ("export", "--indicator"),
        ("audit", "--ignore"),
        ("schema",),
        ("new", "suzhou"),
        ("new", "suzhou", "15fyp", "--after"),
        ("new", "suzhou", "15fyp", "--from"),
        ("new", "suzhou", "15fyp", "--after", "14fyp", "--years"),
        ("check",),
        ("check", "--format", "csv"),
        ("verify", "--document"),
        ("import",),
        ("import", "plan.yaml", "--city"),
        ("import", "plan.yaml", "--map"),
        ("upgrade",),
        ("retract", "suzhou", "urban-new-jobs", "2021", "--reason"),
        ("retract", "suzhou", "urban-new-jobs", "2021", "--reason", "x", "--data"),
        ("record", "suzhou", "urban-new-jobs", "2021"),
        ("record", "suzhou", "urban-new-jobs", "2021", "1", "--source"),
        (),
    ],
    ids=" ".join,
)
def test_what_is_typed_is_echoed_without_steering_the_terminal(
    words: tuple[str, ...], word: str, rsplan: Rsplan
) -> None:
    done = rsplan(*words, word)
    allowed = {2} if "[" not in word and "{" not in word else {0, 2}  # markup is a text like any other
    assert done.code in allowed
    assert not STEERING.search(done.out + done.err)
    assert done.code == 0 or done.out + done.err


@pytest.mark.parametrize("report", REPORTS, ids=" ".join)
@pytest.mark.parametrize("format_", ["table", "markdown", "csv", "json", "jsonl"])
def test_markup_in_any_text_of_a_plan_is_text_in_every_report(
    format_: str, report: tuple[str, ...], rsplan: Rsplan
) -> None:
    done = rsplan(*report, "--format", format_, "--color", "always", "--as-of", "2024-06-30")
    assert (done.code, done.err) == (0, "")
    shown = re.sub("\x1b\\[[0-9;]*m", "", done.out) if format_ == "table" else done.out
    assert not STEERING.search(shown)
    assert "\x1b]8" not in done.out  # no link for the terminal
    plain = shown.replace("\\", "")
    assert not re.search(r"(?<!\[bold\])Wuxi(?!\[/bold\])", plain)
    assert "💯" not in plain


def test_names_of_files_with_line_breaks_and_escapes_are_one_line(rsplan: Rsplan, tmp_path: Path) -> None:
    name = "a\n\x1b[31mb.yaml"
    (tmp_path / name).write_text("city: 1\n", encoding="utf-8")
    done = rsplan("check", name)
    assert done.code == 1
    assert done.out.startswith("a\\u000a\\u001b[31mb.yaml:1:")


@pytest.mark.parametrize(
    ("cells", "column"),
    [('jobs,2021,"1\n2",', "value"), ('jobs,"20\n21",1,', "period"), ('"jo\nbs",2021,1,', "indicator")],
)
def test_a_line_break_within_a_cell_is_a_problem_with_its_place(
    cells: str, column: str, rsplan: Rsplan, tmp_path: Path
) -> None:
    """It stands in the message too, which is one line all the same."""
    (tmp_path / "data.csv").write_text(f"indicator,period,value,source\n{cells}\n", encoding="utf-8")
    done = rsplan("check", "data.csv", *PLANS)
    assert done.code == 1
    (place, *_) = [line for line in done.out.splitlines() if not line.startswith(" ")]
    assert place.startswith("data.csv:2:")
    assert "\\u000a" in place


def test_invisible_characters_of_a_document_are_not_shown_and_part_no_number(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("新增\x1b就业1\u200b30\x00万人\u2028以上\x0c", encoding="utf-8")
    assert [line.text for line in read_document(str(path)).lines] == ["新增就业130万人 以上 "]


def test_what_is_printable_has_no_line_break_and_what_is_visible_keeps_words_apart() -> None:
    assert printable("a\nb\rc\r\nd\u202e\udcff") == "a\\u000ab\\u000dc\\u000d\\u000ad\\u202e\\udcff"
    assert visible("a\nb\u200bc\x85d\x00e") == "a bc de"


@pytest.mark.parametrize("text", ["\\ud800", "\\u001b[31m", "\\u202e", "\\n"])
def test_escapes_in_json_lines_are_refused_or_become_spaces(text: str, rsplan: Rsplan, tmp_path: Path) -> None:
    """What JSON spells out is the character itself; the data file stays one that can be read."""
    line = '{"city": "wuxi", "indicator": "jobs", "period": "2022", "value": "1", "source": "x%sy"}\n'
    (tmp_path / "t.jsonl").write_text(line % text, encoding="utf-8")
    done = rsplan("import", "t.jsonl", "--targets", "plan.yaml", "--data", "data.csv")
    assert not STEERING.search(done.out + done.err)
    assert done.code == (0 if text == "\\n" else 2)
    assert (tmp_path / "data.csv").exists() == (done.code == 0)
    assert done.code or rsplan("check", "data.csv", *PLANS).code == 0


def test_json_that_is_nested_without_end_is_refused_at_its_line(rsplan: Rsplan, tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").write_text('{"a": 1}\n' + '{"a":' * 100_000 + "\n", encoding="utf-8")
    done = rsplan("import", "t.jsonl", "--targets", "plan.yaml", "--data", "data.csv")
    assert done.code == 2
    assert done.err.startswith("t.jsonl:2:1: ")


@pytest.mark.parametrize(
    ("words", "json_"),
    [
        (("import", "t.jsonl", "--data", "x.csv"), False),
        (("status", "--data", "t.jsonl"), False),
        (("status", "--data", "t.jsonl", "--format", "jsonl"), True),
        (("status", "--data", "t.jsonl", "--format=json"), True),
        (("status", "--data", "t.jsonl", "-o", "out.json"), True),
        (("status", "--data", "t.jsonl", "-oout.json"), True),
        (("status", "--data", "t.jsonl", "--output=out.jsonl"), True),
    ],
    ids=str,
)
def test_problems_are_records_where_json_is_to_be_written_not_where_it_is_read(
    words: tuple[str, ...], json_: bool, rsplan: Rsplan, tmp_path: Path
) -> None:
    (tmp_path / "t.jsonl").write_text("[\n", encoding="utf-8")
    done = rsplan(*words)
    assert done.code == 2
    assert done.err.startswith("{") == json_


def test_a_style_that_a_workbook_does_not_have_is_a_broken_workbook(rsplan: Rsplan, tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    from workbooks import rows, workbook

    whole = workbook(tmp_path / "whole.xlsx", rows(("指标", "2024-01"), ("就业人数", 1.5)), formats={"B2": "0.000"})
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(tmp_path / "t.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb"<numFmts.*</numFmts>", b"", old.read(name)))
    done = rsplan("import", "t.xlsx", *PLANS, "--basis", "period", "--data", "data.csv")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("t.xlsx: import_not_a_workbook ")


def test_a_link_over_cells_that_are_not_there_brings_about_texts_without_a_format(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    from test_limits import book, linked

    head = "<row r='1'><c r='A1' s='0' t='inlineStr'><is><t>指标</t></is></c></row>"
    formats = "<numFmts><numFmt numFmtId='164' formatCode='0;0;0;&quot;x&quot;@'/></numFmts>"
    fonts = "<fonts><font><strike/></font></fonts>"
    styles = f"{formats}{fonts}<cellXfs><xf numFmtId='164' fontId='0'/></cellXfs>"
    (tmp_path / "t.xlsx").write_bytes(book(head, linked("A2:B3"), styles=styles))
    (table,) = read_tables(str(tmp_path / "t.xlsx"))
    assert {table.text(row, column) for row in (2, 3) for column in (1, 2)} == {"A2:B3"}


def test_a_usage_error_in_json_shows_no_sign_that_cannot_be_seen(rsplan: Rsplan, tmp_path: Path) -> None:
    done = rsplan("record", "wuxi", "jobs", "2022", "1", "--basis", "\ufeff", "--format", "json", "--lang", "en")
    assert (done.code, "\ufeff" in done.err) == (2, False)
    assert "not allowed here" in json.loads(done.err)["problems"][0]["message"]


def test_a_data_file_that_ends_within_quotes_and_within_a_character_is_refused(rsplan: Rsplan, tmp_path: Path) -> None:
    """Nothing says that it broke off while it was written; what it is, it is not text."""
    data = 'city,indicator,period,value,note\nwuxi,jobs,2022,1,"月\n'.encode() + "报".encode()[:2]
    (tmp_path / "data.csv").write_bytes(data)
    done = rsplan("record", "wuxi", "jobs", "2023", "5", "--targets", "plan.yaml", "--data", "data.csv")
    assert (done.code, done.out) == (2, "")
    assert re.match(r"data\.csv:\d+:\d+: not_text ", done.err)
    assert (tmp_path / "data.csv").read_bytes() == data


# --- spreadsheets run nothing -----------------------------------------------------------------------------------------


def test_text_is_no_formula_in_the_csv_of_a_report_and_figures_stay_figures(rsplan: Rsplan) -> None:
    out = rsplan("status", *PLANS, "--format", "csv", "--as-of", "2024-06-30").out
    jobs, rate = csv.DictReader(io.StringIO(out))
    assert (jobs["number"], jobs["name_en"], jobs["where"]) == ("'=1+1", "'=cmd|' /C calc'!A1", "'@SUM(A1)")
    assert (rate["name_en"], rate["target_printed"], rate["target_value"]) == ("'-1+1", "-5", "-5")
    assert rate["actual_value"] == "-7"
    for row in csv.reader(io.StringIO(out)):
        assert not [cell for cell in row if cell.startswith(("=", "@", "+")) or re.match(r"-[^0-9]", cell)]


def test_json_keeps_every_text_as_it_is(rsplan: Rsplan) -> None:
    found = json.loads(rsplan("status", *PLANS, "--format", "json").out)["plans"][0]["indicators"][0]
    assert (found["number"], found["name"]["en"], found["where"]) == ("=1+1", "=cmd|' /C calc'!A1", "@SUM(A1)")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+1", "@SUM(A1)", "'=1", "a\tb"])
def test_what_is_recorded_is_exported_as_it_was_given(text: str, rsplan: Rsplan) -> None:
    words = ("wuxi", "jobs", "2022", "5", "--targets", "plan.yaml", "--data", "data.csv")
    assert rsplan("record", *words, f"--source={text}", f"--note={text}").code == 0
    out = rsplan("export", *PLANS, "--no-published", "--data", "data.csv").out
    (row,) = csv.DictReader(io.StringIO(out))
    assert (row["source"], row["note"]) == (text, text)


# --- what is read is what was asked for -------------------------------------------------------------------------------


@pytest.mark.parametrize("option", ["--city", "--plan", "--group"])
@pytest.mark.parametrize("word", ["../../etc/passwd", "/etc/passwd", "..", "suzhou/../nanjing", "suzhou.yaml"])
def test_names_are_no_paths(option: str, word: str, rsplan: Rsplan) -> None:
    done = rsplan("status", option, word)
    assert (done.code, done.out) == (2, "")
    assert f"{word}" in done.err
    assert "root:" not in done.err


@pytest.mark.parametrize("name", ["folder", "loop", "dangling", "missing", "folder/below"])
@pytest.mark.parametrize(
    "words",
    [("check",), ("status", "--targets"), ("status", "--data"), ("import",), ("verify", "--document")],
    ids=" ".join,
)
def test_what_is_no_file_is_said(words: tuple[str, ...], name: str, rsplan: Rsplan, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "dangling").symlink_to("nowhere")
    done = rsplan(*words, name)
    assert done.code == 2
    assert (done.out + done.err).startswith(f"{name}: ")


@pytest.mark.parametrize("words", [("status",), ("export",)])
@pytest.mark.parametrize("name", ["folder", "loop", "folder/below/x.json", "n" * 300])
def test_where_nothing_can_be_written_is_said_and_nothing_is_left_behind(
    words: tuple[str, ...], name: str, rsplan: Rsplan, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    before = sorted(os.listdir(tmp_path))
    done = rsplan(*words, "-o", name, "--format", "json")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"Error: cannot write {name}: ")
    assert sorted(os.listdir(tmp_path)) == before


@pytest.mark.parametrize("name", ["folder", "loop", "missing/data.csv"])
def test_where_nothing_can_be_recorded_is_said(name: str, rsplan: Rsplan, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    before = sorted(os.listdir(tmp_path))
    done = rsplan("record", "wuxi", "jobs", "2022", "5", "--targets", "plan.yaml", "--data", name)
    assert (done.code, done.out) == (2, "")
    assert name in done.err
    assert sorted(os.listdir(tmp_path)) == before


@pytest.mark.parametrize("option", ["--targets", "--data"])
def test_a_file_that_vanishes_before_it_is_opened_is_said(
    option: str, rsplan: Rsplan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone.csv").write_text("", encoding="utf-8")
    isfile = os.path.isfile

    def vanishing(path: str) -> bool:
        found = isfile(path)
        if str(path).endswith("gone.csv"):
            os.unlink(path)
        return found

    monkeypatch.setattr(os.path, "isfile", vanishing)
    done = rsplan("status", option, "gone.csv")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("gone.csv: unreadable ")


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.ESTALE])
@pytest.mark.parametrize("option", ["--targets", "--data"])
def test_a_file_that_cannot_be_read_is_said(
    option: str, number: int, rsplan: Rsplan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests may run as a user who may read everything."""
    (tmp_path / "closed.csv").write_text("x\n", encoding="utf-8")
    opened = io.open

    def refusing(file: object, *args: object, **more: object) -> object:
        if str(file).endswith("closed.csv"):
            raise OSError(number, os.strerror(number), file)
        return opened(file, *args, **more)  # type: ignore[call-overload]

    monkeypatch.setattr("builtins.open", refusing)
    done = rsplan("status", option, "closed.csv")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("closed.csv: unreadable ")
    assert os.strerror(number) in done.err


# --- disks that are full ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", ["table", "json", "csv", "markdown"])
def test_a_full_disk_leaves_the_old_report_whole(
    format_: str, rsplan: Rsplan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = "old"
    (tmp_path / "out").write_text(old, encoding="utf-8")
    before = sorted(os.listdir(tmp_path))

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    done = rsplan("status", *PLANS, "-o", "out", "--format", format_)
    assert (done.code, done.out) == (2, "")
    assert os.strerror(errno.ENOSPC) in done.err
    assert (tmp_path / "out").read_text(encoding="utf-8") == old
    assert sorted(os.listdir(tmp_path)) == before


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no full device here")
@pytest.mark.parametrize("words", [("status",), ("export",), ("schema", "status")], ids=" ".join)
def test_a_full_device_is_said(words: tuple[str, ...], rsplan: Rsplan) -> None:
    done = rsplan(*words, "-o", "/dev/full")
    assert (done.code, done.out) == (2, "")
    assert os.strerror(errno.ENOSPC) in done.err


def test_a_full_disk_leaves_the_data_file_whole(
    rsplan: Rsplan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("record", "wuxi", "jobs", "2022", "5", "--targets", "plan.yaml", "--data", "data.csv")
    assert rsplan(*words).code == 0
    before, files = (tmp_path / "data.csv").read_bytes(), sorted(os.listdir(tmp_path))

    def full(handle: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", full)
    done = rsplan(*words[:3], "2023", *words[4:])
    assert (done.code, done.out) == (2, "")
    assert "the disk is full; the file is unchanged" in done.err
    monkeypatch.undo()
    assert (tmp_path / "data.csv").read_bytes() == before
    assert sorted(os.listdir(tmp_path)) == files


# --- the cache is never in the way ------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["file", "loop", "folders", "/dev/null", "missing/x", "junk"])
def test_whatever_the_cache_folder_is_the_figures_are_the_same(
    what: str, rsplan: Rsplan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = rsplan("status", "--city", "suzhou", "--format", "json").out
    cache = tmp_path / "cache"
    monkeypatch.setenv("RSPLAN_CACHE", what if what.startswith("/") else str(cache / what if "/" in what else cache))
    match what:
        case "file":
            cache.write_text("x", encoding="utf-8")
        case "loop":
            cache.symlink_to("cache")
        case "folders" | "junk":
            rsplan("status", "--city", "suzhou")
            for entry in list(cache.iterdir()):
                entry.unlink()
                if what == "folders":
                    entry.mkdir()
                else:
                    entry.write_bytes(os.urandom(1000))
    for _ in range(2):
        done = rsplan("status", "--city", "suzhou", "--format", "json")
        assert (done.code, done.out, done.err) == (0, expected, "")


# --- giants -----------------------------------------------------------------------------------------------------------

#: Seconds of the processor: the law says 2, and machines that run tests are busy.
LONGEST = 4

LIMITED = """\
import resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (%d, %d))
from rsplan.cli.program import run
begin = time.process_time()
code = run(sys.argv[1:])
sys.stdout.flush()
print("took", time.process_time() - begin, file=sys.stderr)
sys.exit(code)
"""


def limited(*args: str, megabytes: int = 500) -> Ran:
    """The program in a process of its own that may take so much memory; it takes no time."""
    pytest.importorskip("resource")
    done = subprocess.run(
        [sys.executable, "-c", LIMITED % (megabytes * 10**6, megabytes * 10**6), *args, "--lang", "en"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    *err, took = done.stderr.splitlines()
    assert "Traceback" not in done.stderr, done.stderr
    assert float(took.removeprefix("took ")) < LONGEST
    return Ran(done.returncode, done.stdout, "\n".join(err))


HEADER = "indicator,period,value\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "text", "code", "start"),
    [
        ("t.yaml", "a" * 6_000_000, 2, "{}: too_large "),
        ("t.yaml", "a: " + "b" * 4_900_000, 1, "{}:1:1: "),
        ("t.yaml", "[" * 4_900_000, 1, "{}:1:51: too_deep "),
        ("t.yaml", "a: 1\n" * 900_000, 1, "{}:1:1: too_many_values "),
        ("t.yaml", "\u202e\n" * 1_200_000, 1, "{}:1:1: deceiving_character "),
        ("t.csv", HEADER + "x" * 20_000_000, 1, "{}:2:1: line_too_long "),
        ("t.csv", HEADER + "\0\n" * 5_000_000, 1, "{}:2:1: deceiving_character "),
        ("t.csv", HEADER + '"' * 5_000_001, 1, "{}:2:1: line_too_long "),
        ("t.csv", "," * 5_000_000, 1, "{}:1:1: line_too_long "),
        ("t.csv", HEADER + "jobs,2021,x\n" * 300_000, 1, "{}:2:11: not_a_number "),
    ],
    ids=["6 MB", "long line", "brackets", "values", "deceiving", "line", "NULs", "quotes", "commas", "bad rows"],
)
def test_a_giant_is_refused_in_no_time_and_little_memory(
    name: str, text: str, code: int, start: str, tmp_path: Path
) -> None:
    path, plan = tmp_path / name, tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    plan.write_text(PLAN, encoding="utf-8")
    done = limited("check", str(path), "--targets", str(plan), "--city", "wuxi")
    assert done.code == code
    assert done.out.startswith(start.format(path))


@pytest.mark.slow
def test_many_bad_lines_at_the_end_of_many_good_ones_are_found_in_one_pass() -> None:
    """Each is shown; none is looked for from the beginning of the text again."""
    source = Source("x", "good\n" * 2_000_000 + "bad\n" * 200, "")
    found = [source.problem("not_a_number", line, 1, text="x").excerpt for line in range(2_000_001, 2_000_201)]
    assert found == ["bad"] * 200
    assert (source.line(1), source.line(2_000_200), source.line(2_000_202), source.line(0)) == ("good", "bad", "", "")


@pytest.mark.slow
def test_a_key_repeated_after_many_unknown_ones_is_not_looked_for_again_and_again() -> None:
    text = "".join(f"a{index}: 1\n" for index in range(45_000)) + "city: x\n" * 45_000
    with pytest.raises(InvalidInput) as caught:
        read_targets("x.yaml", text.encode())
    assert len(caught.value.problems) == 200


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.csv", HEADER + "\0\n" * 5_000_000),
        ("t.csv", HEADER + "".join(f"unknown{index},2021,1\n" for index in range(3_000))),
        ("t.tsv", "\t" * 3_000_000),
        ("t.jsonl", "{}\n" * 20_000),
    ],
    ids=["NULs", "unknown names", "tabs", "empty objects"],
)
def test_a_giant_table_is_refused_in_no_time_and_little_memory(name: str, text: str, tmp_path: Path) -> None:
    path, plan = tmp_path / name, tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    plan.write_text(PLAN, encoding="utf-8")
    done = limited("import", str(path), "--targets", str(plan), "--city", "wuxi", "--data", str(tmp_path / "d.csv"))
    assert done.code in (0, 2)
    assert not (tmp_path / "d.csv").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.txt", "9万人" * 30_000),
        ("t.txt", "x\n" * 3_000_000),
        ("t.html", "<html><body>" + "<a " * 300_000),
        ("t.html", "<html><body>" + "<!--x>" * 300_000),
        ("t.html", "<html><table>" + "<td colspan=50>" * 60_000),
        ("t.html", "<html><body>" + "<p>x</p>" * 1_000_000),
        ("t.html", "<html><body><p " + " ".join(f"a{number}" for number in range(500_000)) + ">x"),
        ("t.html", "<html><body>" + "<b>" * 600_000 + "</i>" * 600_000),
        ("t.html", "<html><body>" + "<div>" * 200 + "</p>" * 1_000_000),
        ("t.html", "<html><body>" + "&lt;" * 1_200_000),
        ("t.html", "<html><body>" + " &#32;" * 800_000),
        ("t.html", "<html><body>" + "\n" * 4_000_000),
        ("t.html", "<html><body>" + "<?x>" * 1_000_000),
    ],
    ids=[
        *("figures", "lines", "tags", "comments", "cells", "markup", "attributes", "nesting", "end tags", "entities"),
        *("spaces", "line breaks", "instructions"),
    ],
)
def test_an_oversized_document_is_refused_or_verified_quickly(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    done = limited("verify", "--document", str(path), "--city", "suzhou", "--format", "csv")
    assert done.code in (1, 2)


def test_a_cell_in_the_last_row_of_a_sheet_costs_no_more_than_one_in_the_first(tmp_path: Path) -> None:
    """Rows without cells are not looked through, however many areas are merged."""
    pytest.importorskip("openpyxl")
    from workbooks import rows, workbook

    cells = rows(("指标", "2024-01", "2024-02"), ("就业人数", 1, 2)) | {"A1048576": "注", "XFD1": "备注"}
    merged = [f"A{row}:C{row}" for row in range(10, 200)]
    path, plan = workbook(tmp_path / "t.xlsx", cells, merged=merged), tmp_path / "plan.yaml"
    plan.write_text(PLAN, encoding="utf-8")
    words = ("--targets", str(plan), "--city", "wuxi", "--basis", "period", "--data", str(tmp_path / "d.csv"))
    done = limited("import", path, *words, megabytes=1000)
    assert (done.code, done.err) == (0, "")
    assert len((tmp_path / "d.csv").read_text(encoding="utf-8").splitlines()) == 3


@pytest.mark.slow
@pytest.mark.parametrize("sheet", [False, True])
def test_a_packed_file_that_unpacks_to_too_much_is_refused(sheet: bool, tmp_path: Path) -> None:
    """Also where the large file is called a picture: pictures hardly shrink when they are packed."""
    path = tmp_path / ("t.xlsx" if sheet else "t.docx")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("media/image1.png", b"\0" * 100_000_000)
    words = ("import", str(path)) if sheet else ("verify", "--document", str(path))
    done = limited(*words, "--city", "suzhou")
    assert done.code == 2
    assert done.err.startswith(f"{path}: too_large ")
