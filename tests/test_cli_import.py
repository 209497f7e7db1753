"""`rsplan import` and `rsplan export` as they are called: what they print, and how they end."""

import json
import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from workbooks import rows, workbook

from rsplan.cli.options import today
from rsplan.cli.program import run
from rsplan.table_import import importer
from rsplan.text import LANGUAGES

TABLE = "指标,单位,1—5月,同比\n城镇新增就业人数,万人,9.9,3%\n城镇登记失业率,%,1.8,\n"
BAD = TABLE + "新增就业,万人,1,\n"


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Rsplan = Callable[..., Ran]


@pytest.fixture
def rsplan(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Rsplan:
    """Run the program in an empty folder; what stands in the target files is not known to it."""
    monkeypatch.chdir(tmp_path)

    def call(*args: str) -> Ran:
        capsys.readouterr()
        code = run(args)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return call


def write(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


IMPORT = ("import", "--city", "suzhou", "--no-published", "--year", "2024", "--lang", "en")


def test_figures_of_the_year_before_a_plan_are_one_line(rsplan: Rsplan) -> None:
    table = write("a.csv", "指标,单位,1—5月,1—6月,1—7月\n城镇新增就业人数,万人,9.9,11,12\n")
    done = rsplan("import", "--city", "suzhou", "--no-published", "--year", "2015", "--lang", "en", table)
    assert done.code == 0, done.err
    assert "3 figures (2015-01-01 to 2015-07-31) fall within no plan that has the indicator" in done.out
    assert done.out.count("within no plan") == 1
    assert "New urban jobs" not in done.out


def test_import_says_what_was_entered_and_what_was_not_read(rsplan: Rsplan) -> None:
    done = rsplan(*IMPORT, write("月报.csv", TABLE))
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "Entered in the new file observations.csv: 2",
        "月报.csv: new 2",
        "left aside: D1 同比 (growth)",
        "State of the targets now: rsplan status --city suzhou",
    ]
    again = rsplan(*IMPORT, "月报.csv")
    assert again.out.splitlines()[:2] == ["Nothing to enter in observations.csv", "月报.csv: already there 2"]


def test_a_dry_run_shows_every_line_and_makes_no_file(rsplan: Rsplan) -> None:
    done = rsplan(*IMPORT, "--dry-run", write("月报.csv", TABLE))
    assert done.out.startswith("Nothing is written; 2 would be entered in observations.csv\n")
    assert "New urban jobs" in done.out
    assert not Path("observations.csv").exists()


def test_revised_figures_are_shown_with_what_they_replace(rsplan: Rsplan) -> None:
    rsplan(*IMPORT, write("5.csv", TABLE))
    done = rsplan(*IMPORT, write("6.csv", TABLE.replace("9.9", "10.1")))
    assert "already there 1" in done.out
    line = next(line for line in done.out.splitlines() if "New urban jobs" in line)
    assert line.split()[-3:] == ["10.1", "9.9", "replaces"]


def test_problems_stand_on_standard_error_with_their_cells_and_nothing_is_entered(rsplan: Rsplan) -> None:
    done = rsplan(*IMPORT, write("月报.csv", BAD))
    assert done.code == 2
    assert done.out.splitlines()[0] == (
        "Nothing is entered in observations.csv: 1 cannot be imported (--partial imports the rest)"
    )
    place = "月报.csv:4:1: A4: import_unknown_name_near"
    remedy = (
        "    → add --map '新增就业=urban-new-jobs', or another id from "
        "`rsplan list --city suzhou --scope all`, or --map '新增就业=skip'"
    )
    assert done.err.splitlines() == [
        f"{place} 新增就业 is not an indicator of suzhou; the nearest is 城镇新增就业人数",
        "    新增就业,万人,1,",
        remedy,
    ]
    assert not Path("observations.csv").exists()


def test_a_cell_of_a_workbook_is_named_with_its_table(rsplan: Rsplan, tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", rows(("指标", "1-2月"), ("城镇登记失业率", "=1+1")))
    done = rsplan(*IMPORT, Path(path).name)
    assert done.err.splitlines()[0].startswith("t.xlsx: 2024年!B2: import_formula_without_value ")


def test_the_comment_on_a_figure_is_told_and_what_is_written_instead_is_read(rsplan: Rsplan, tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", rows(("指标", "1—5月"), ("城镇登记失业率", 1.8)))
    book = load_workbook(path)
    book.active["B2"].comment = Comment("预计数", "张三")
    book.save(path)
    done = rsplan(*IMPORT, "t.xlsx")
    assert done.code == 2
    assert done.err.splitlines()[0] == ("t.xlsx: 2024年!B2: import_commented_figure 1.8 has a comment: 预计数")
    book.active["B2"].value, book.active["B2"].comment = "1.8（预计）", None
    book.save(path)
    (figure,) = json.loads(rsplan(*IMPORT, "--format", "json", "t.xlsx").out)["observations"]
    assert (figure["value"], figure["provisional"]) == (1.8, True)


@pytest.mark.parametrize(
    ("pattern", "bound", "code"),
    [('"≥"0.0', "at_least", 0), ('0.0"%"', "exact", 0), ('"约"0.0', "", 2), ('0.0"①"', "", 2), ('0.0"人"', "", 2)],
)
def test_the_words_of_a_number_format_are_read_with_the_figure(
    rsplan: Rsplan, tmp_path: Path, pattern: str, bound: str, code: int
) -> None:
    lines = rows(("指标", "1—5月"), ("城镇登记失业率", 1.8))
    workbook(tmp_path / "t.xlsx", lines, formats={"B2": pattern})
    done = rsplan(*IMPORT, "--dry-run", "--format", "json", "t.xlsx")
    assert done.code == code
    assert [one["bound"] for one in json.loads(done.out)["observations"]] == ([bound] if bound else [])


def test_the_remedy_that_is_printed_works(rsplan: Rsplan) -> None:
    bad = write("月报.csv", BAD.replace("新增就业,万人,1,", "其他,万人,1,"))
    assert rsplan(*IMPORT, bad, "--map", "其他=skip").code == 0


def test_partial_enters_the_rest_and_ends_well(rsplan: Rsplan) -> None:
    done = rsplan(*IMPORT, "--partial", write("月报.csv", BAD))
    assert (done.code, done.out.splitlines()[1]) == (0, "月报.csv: new 2, refused 1")
    assert "A4" in done.err
    assert len(Path("observations.csv").read_text("utf-8").splitlines()) == 3


def test_many_problems_are_counted_not_listed(rsplan: Rsplan) -> None:
    lines = "".join(f"未知指标甲乙丙{n},万人,1,\n" for n in range(250))
    done = rsplan(*IMPORT, write("月报.csv", TABLE + lines))
    assert done.err.count("→") == 200
    assert done.err.splitlines()[-1].startswith("further problems: 50 ")


def test_json_has_everything_also_the_problems(rsplan: Rsplan) -> None:
    done = rsplan(*IMPORT, "--format", "json", write("月报.csv", BAD))
    report = json.loads(done.out)
    assert (done.code, done.err) == (2, "")
    assert (report["schema"], report["written"], report["file"]) == ("rsplan.import/1", False, "observations.csv")
    assert report["summary"] == {
        "entered": 2,
        "replaces": 0,
        "confirms": 0,
        "older": 0,
        "retracts": 0,
        "there": 0,
        "refused": 1,
        "empty": 0,
        "skipped": 0,
    }
    assert [(one["cell"], one["value"], one["outcome"]) for one in report["observations"]] == [
        ("C2", 9.9, "entered"),
        ("C3", 1.8, "entered"),
    ]
    assert [(one["cell"], one["line"], one["code"]) for one in report["problems"]] == [
        ("A4", 4, "import_unknown_name_near")
    ]
    assert report["left"] == [{"cell": "D1", "text": "同比", "reason": "growth", "count": 1}]
    assert (report["table"]["sheets"], report["cells"]) == ([], None)


def test_rows_have_the_same_columns_in_csv_whether_there_is_one_or_none(rsplan: Rsplan) -> None:
    write("月报.csv", TABLE)
    first = rsplan(*IMPORT, "--format", "csv", "--dry-run", "月报.csv").out.splitlines()
    none = rsplan(*IMPORT, "--format", "csv", write("leer.csv", "指标,1—5月\n城镇登记失业率,\n")).out.splitlines()
    assert len(first) == 3
    assert none == first[:1]
    lines = rsplan(*IMPORT, "--format", "jsonl", "--dry-run", "月报.csv").out.splitlines()
    assert [json.loads(line)["indicator"] for line in lines] == ["urban-new-jobs", "registered-unemployment-rate"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("format_", ["table", "markdown", "csv", "json", "jsonl"])
def test_every_format_answers_in_both_languages(rsplan: Rsplan, lang: str, format_: str) -> None:
    done = rsplan(*IMPORT[:-1], lang, "--dry-run", "--format", format_, write("月报.csv", TABLE))
    assert done.code == 0
    assert done.out


def test_the_first_data_file_is_added_to_and_all_are_held_against(rsplan: Rsplan) -> None:
    rsplan(*IMPORT, write("a.csv", TABLE), "--data", "first.csv")
    rsplan(*IMPORT, "a.csv", "--data", "second.csv", "--data", "first.csv")
    assert not Path("second.csv").exists()
    done = rsplan(*IMPORT, write("b.csv", TABLE.replace("1.8", "1.9")), "--data", "second.csv", "--data", "first.csv")
    assert Path("second.csv").read_text("utf-8").splitlines()[1:] == [
        f"suzhou,registered-unemployment-rate,2024-05,1.9,level,,,,,,,{today()},"
    ]
    assert "not used: first.csv:" in done.out  # first.csv is the later file


def test_the_data_file_of_the_environment_is_meant_where_none_is_named(
    rsplan: Rsplan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RSPLAN_DATA", "mine.csv")
    rsplan(*IMPORT, write("a.csv", TABLE))
    assert Path("mine.csv").exists()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("none.csv",), "not_found"),
        (("a.csv", "--data", "-"), "can only be read"),
        (("a.csv", "--data", "a.csv"), "is the data file itself"),
        (("a.csv", "--sheet", "x"), "import_no_sheets"),
        (("a.csv", "--force", " "), "needs a reason"),
        (("a.csv", "--map", "x=y"), "no city has an indicator y"),
        (("a.csv", "--map", "none.yaml"), "not_found"),
        (("a.csv", "--published", "gestern"), "not_a_date_or_month"),
        (("a.csv", "--data", "none/own.csv"), "folder does not exist"),
        (("a.csv", "--city", "suzhuo"), "did you mean suzhou"),
    ],
)
def test_what_cannot_be_done_ends_with_2_and_a_word(rsplan: Rsplan, args: tuple[str, ...], said: str) -> None:
    write("a.csv", TABLE)
    before = sorted(os.listdir())
    done = rsplan(*IMPORT, *args)
    assert (done.code, said in done.err) == (2, True), done.err
    assert sorted(os.listdir()) == before
    assert Path("a.csv").read_text("utf-8") == TABLE


def test_a_table_comes_through_standard_input_too(rsplan: Rsplan, monkeypatch: pytest.MonkeyPatch) -> None:
    class Piped:
        buffer = open(write("a.csv", TABLE), "rb")  # noqa: SIM115

    monkeypatch.setattr("sys.stdin", Piped)
    with Piped.buffer:
        done = rsplan(*IMPORT, "-")
    assert done.out.splitlines()[1] == "<stdin>: new 2"


def test_what_was_imported_is_what_status_then_shows(rsplan: Rsplan) -> None:
    rsplan(*IMPORT, write("a.csv", TABLE))
    question = ("status", "--city", "suzhou", "--no-published", "--plan", "14fyp", "--format", "jsonl")
    lines = rsplan(*question, "--data", "observations.csv").out.splitlines()
    found = {one["id"]: one["actual"] for one in map(json.loads, lines)}
    assert (found["urban-new-jobs"]["value"], found["urban-new-jobs"]["through"]) == (9.9, "2024-05-31")
    assert found["registered-unemployment-rate"]["value"] == 1.8


def test_before_many_lines_the_data_file_is_copied_and_the_report_says_so(
    rsplan: Rsplan, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert importer.MOST_WITHOUT_COPY == 100
    monkeypatch.setattr(importer, "MOST_WITHOUT_COPY", 1)
    before = write("observations.csv", "city,indicator,period,value,basis,source,published\n")
    data = Path(before).read_bytes()
    done = rsplan(*IMPORT, write("a.csv", TABLE), "--format", "json")
    copy = json.loads(done.out)["copy"]
    assert re.fullmatch(r"observations\.csv\.[0-9]{8}-[0-9]{6}\.bak", copy)
    assert Path(copy).read_bytes() == data
    again = rsplan(*IMPORT, write("b.csv", TABLE.replace("5月", "6月")))
    assert f"before: observations.csv.{copy.split('.')[2][:8]}" in again.out
    assert json.loads(rsplan(*IMPORT, "b.csv", "--format", "json").out)["copy"] is None


def test_dates_of_publication_that_are_to_come_are_refused_forced_and_warned_of(
    rsplan: Rsplan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rsplan.journal.slips.today", lambda: date(2024, 6, 30))
    imported = (*IMPORT, write("a.csv", TABLE), "--published", "2199-06-12")
    refused = rsplan(*imported)
    assert (refused.code, refused.err.count("published_in_future")) == (2, 2)
    assert not Path("observations.csv").exists()
    assert rsplan(*imported, "--force", "embargo").code == 0
    assert rsplan("check", "observations.csv").err == ""
    kept = Path("observations.csv").read_text(encoding="utf-8")
    Path("observations.csv").write_text(kept.replace("forced (published_in_future)", "an embargo"), encoding="utf-8")
    checked = rsplan("check", "observations.csv")
    assert (checked.code, (checked.out + checked.err).count("published_in_future")) == (0, 2)
    audited = rsplan("audit", "suzhou", "--data", "observations.csv", "--plan", "14fyp", "--format", "json")
    assert "2199-06-12" in audited.out


# --- data files of other forms ----------------------------------------------------------------------------------------


def test_a_data_file_without_a_basis_takes_figures_of_the_default_basis(rsplan: Rsplan) -> None:
    """A level is one by default, and an amount is one of its period; a sum to date needs the column."""
    own = write("own.csv", "city,indicator,period,value\n")
    levels = write("levels.csv", "指标,2024年3月末\n城镇登记失业率,1.8\n")
    assert rsplan(*IMPORT, levels, "--data", own).code == 0
    amounts = write("amounts.csv", "指标,2024年3月\n城镇新增就业人数,1.5\n")
    assert rsplan(*IMPORT, amounts, "--basis", "period", "--data", own).code == 0
    assert Path(own).read_text(encoding="utf-8").splitlines()[1:] == [
        'suzhou,registered-unemployment-rate,2024-03,"1.8"',
        'suzhou,urban-new-jobs,2024-03,"1.5"',
    ]
    before = Path(own).read_bytes()
    refused = rsplan(*IMPORT, write("sums.csv", "指标,2024年1—5月\n城镇新增就业人数,9.9\n"), "--data", own)
    assert (refused.code, "basis" in refused.err) == (2, True)
    assert Path(own).read_bytes() == before


@pytest.mark.parametrize(
    "name",
    [os.fsdecode(b"\xd4\xc2\xb1\xa8.csv"), "a\tb.csv", "a\x1b[31mb.csv", "a\u200bb.csv", "a\u202eb.csv"],
    ids=ascii,
)
@pytest.mark.parametrize("format_", ["table", "json"])
def test_a_data_file_whose_name_is_no_plain_text_is_imported_into(rsplan: Rsplan, name: str, format_: str) -> None:
    table = write("t.csv", TABLE)
    done = rsplan(*IMPORT, table, "--data", name, "--format", format_)
    assert (done.code, "\x1b" in done.out) == (0, False)
    again = rsplan(*IMPORT, table, "--data", name, "--format", format_)
    assert again.code == 0
    assert len(Path(name).read_text(encoding="utf-8").splitlines()) == 3
