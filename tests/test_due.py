"""The figures that are due, and the form that is filled in and read back; docs/month.md."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from desk import HEADER, TARGETS
from openpyxl import load_workbook

from rsplan.cli.program import run
from rsplan.journal.due import MONTHS, Cadence


class Done(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def due(self) -> dict[str, Any]:
        (plan,) = json.loads(self.out)["plans"]
        return {one["id"]: one for one in plan["indicators"]}


Program = Callable[..., Done]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh")
    monkeypatch.delenv("COLUMNS", raising=False)
    (tmp_path / "linhai.yaml").write_text(TARGETS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def program(folder: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    def called(*args: str) -> Done:
        code = run((args[0], "--targets", "linhai.yaml", "--data", "own.csv", *args[1:]))
        printed = capsys.readouterr()
        return Done(code, printed.out, printed.err)

    return called


def write(folder: Path, *lines: str) -> None:
    rows = "".join(f"linhai,{line},,,2022-11-20,s,\n" for line in lines)
    (folder / "own.csv").write_text(HEADER + rows, encoding="utf-8")


MONTHLY = ("jobs,2022-06,6,ytd", "jobs,2022-07,7,ytd", "jobs,2022-08,8,ytd")
QUARTERLY = ("rate,2022-03,3,level", "rate,2022-06,3,level", "rate,2022-09,3,level")
YEARLY = ("trained,2021,13,period",)


def due(program: Program, as_of: str, *options: str) -> dict[str, Any]:
    done = program("due", "--city", "linhai", "--as-of", as_of, "--format", "json", *options)
    assert done.code == 0, done.err
    return done.due


@pytest.mark.parametrize(
    ("as_of", "missing"),
    [
        ("2022-09-29", {}),
        ("2022-09-30", {"jobs": ["2022-09"]}),
        ("2022-11-22", {"jobs": ["2022-09", "2022-10"]}),
        (
            "2022-12-31",
            {"jobs": ["2022-09", "2022-10", "2022-11", "2022-12"], "rate": ["2022-Q4"], "trained": ["2022"]},
        ),
    ],
)
def test_what_is_usually_known_by_now_is_due(
    program: Program, folder: Path, as_of: str, missing: dict[str, list[str]]
) -> None:
    write(folder, *MONTHLY, *QUARTERLY, *YEARLY)
    assert {name: one["periods"] for name, one in due(program, as_of).items()} == missing


def test_since_when_it_is_missing(program: Program, folder: Path) -> None:
    write(folder, *MONTHLY)
    jobs = due(program, "2022-11-22")["jobs"]
    assert (jobs["cadence"], jobs["last"]["period"], jobs["since"]) == ("month", "2022-08", "2022-09-01")
    assert jobs["asked"] == ["2022-10"]  # to date: the last one holds those before


def test_each_month_of_amounts_is_asked_for(program: Program, folder: Path) -> None:
    write(folder, *(line.replace("ytd", "period") for line in MONTHLY))
    assert due(program, "2022-11-22")["jobs"]["asked"] == ["2022-09", "2022-10"]


def test_a_plan_that_has_ended_asks_for_nothing_after_its_end(program: Program, folder: Path) -> None:
    write(folder, "jobs,2025-09,6,ytd", "jobs,2025-10,7,ytd", "jobs,2025-11,8,ytd")
    assert due(program, "2026-06-30")["jobs"]["periods"] == ["2025-12"]


def test_january_is_not_due_where_it_never_has_a_figure(program: Program, folder: Path) -> None:
    """Twice none lay between December and February; the January after them is passed over as well."""
    months = [f"{year}-{month:02}" for year in (2021, 2022, 2023) for month in range(2, 13)]
    write(folder, *(f"rate,{month},3,level" for month in months))
    assert due(program, "2024-01-31") == {}
    assert due(program, "2024-02-29")["rate"]["periods"] == ["2024-02"]


YEARS = tuple(f"rate,{year},3,level" for year in (2017, 2018, 2019, 2020, 2021))


@pytest.mark.parametrize(
    ("latest", "cadence"),
    [
        (("2022-03",), "year"),  # one month tells nothing
        (("2022-03", "2022-04"), "month"),
        (("2022-02", "2022-03"), "month"),
        (("2022-03", "2022-06"), "quarter"),
        (("2022-06", "2022-09"), "quarter"),
        (("2022-06", "2022-12"), "half_year"),
        (("2022-11", "2022-12"), "year"),  # the figure of the year, and one a month before it
        (("2022-01",), "year"),  # December and January are no rhythm of one year
        (("2022-03", "2022-04", "2022-05", "2022-08"), "month"),  # June and July were passed over
        (("2022-03", "2022-04", "2022-05", "2022-08", "2022-11"), "quarter"),
        (("2022-05", "2022-12"), "year"),
        (("2023-08", "2023-09"), "month"),  # a pause before it is history
    ],
)
def test_the_latest_rhythm_is_the_one_that_counts(
    program: Program, folder: Path, latest: tuple[str, ...], cadence: str
) -> None:
    write(folder, *YEARS, *(f"rate,{month},3,level" for month in latest))
    assert due(program, "2025-12-31")["rate"]["cadence"] == cadence


def test_gaps_before_the_last_figure_are_history(program: Program, folder: Path) -> None:
    write(folder, *YEARS, "rate,2022-08,3,level", "rate,2023-08,3,level", "rate,2023-09,3,level")
    assert due(program, "2023-11-30")["rate"]["periods"] == ["2023-10", "2023-11"]


def test_what_had_a_figure_until_lately_comes_first(program: Program, folder: Path) -> None:
    write(folder, "insured,2020,3,level", *YEARLY, *MONTHLY)
    (plan,) = json.loads(program("due", "--city", "linhai", "--as-of", "2023-12-31", "--format", "json").out)["plans"]
    assert [one["id"] for one in plan["indicators"]] == ["jobs", "trained", "insured"]


def test_a_single_figure_of_a_month_tells_nothing(program: Program, folder: Path) -> None:
    write(folder, "jobs,2022-08,8,ytd")
    done = program("due", "--city", "linhai", "--as-of", "2022-12-31", "--format", "json")
    (plan,) = json.loads(done.out)["plans"]
    assert (plan["indicators"], set(plan["unknown"])) == ([], {"jobs", "rate", "insured", "trained", "shares"})
    assert plan["summary"] == {"total": 5, "due": 0, "unknown": 5}


def test_what_was_not_known_yet_was_due(program: Program, folder: Path) -> None:
    rows = (
        "".join(f"linhai,{line},,,2022-09-10,s,\n" for line in MONTHLY) + "linhai,jobs,2022-09,9,ytd,,,2022-10-10,s,\n"
    )
    (folder / "own.csv").write_text(HEADER + rows, encoding="utf-8")
    assert due(program, "2022-10-01", "--known-on", "2022-10-01")["jobs"]["periods"] == ["2022-09"]
    assert due(program, "2022-10-01") == {}


def test_the_exit_code_says_so_only_on_request(program: Program, folder: Path) -> None:
    write(folder, *MONTHLY)
    options = ("due", "--city", "linhai", "--fail-on", "due")
    assert program(*options, "--as-of", "2022-11-22").code == 1
    assert program(*options, "--as-of", "2022-09-15").code == 0
    assert program(*options[:-2], "--as-of", "2022-11-22").code == 0


@pytest.mark.parametrize("name", ["table", "markdown", "csv", "jsonl"])
def test_every_format_has_what_is_missing(program: Program, folder: Path, name: str) -> None:
    write(folder, *MONTHLY)
    done = program("due", "--city", "linhai", "--as-of", "2022-11-22", "--format", name)
    assert done.code == 0
    september, october = ("2022年9月", "2022年10月") if name in ("table", "markdown") else ("2022-09", "2022-10")
    assert september in done.out
    assert october in done.out


def test_every_cadence_has_its_months() -> None:
    assert {cadence: MONTHS[cadence] for cadence in Cadence} == {
        Cadence.MONTH: 1,
        Cadence.QUARTER: 3,
        Cadence.HALF_YEAR: 6,
        Cadence.YEAR: 12,
    }


# --- the form --------------------------------------------------------------------------------------------------------


@pytest.fixture
def form(program: Program, folder: Path) -> Path:
    write(folder, *MONTHLY, *QUARTERLY, *YEARLY)
    path = folder / "填报.xlsx"
    done = program("due", "--city", "linhai", "--as-of", "2022-12-31", "-o", str(path))
    assert (done.code, "3行待填" in done.err) == (0, True)
    return path


def fill(path: Path, cells: dict[str, Any]) -> None:
    book = load_workbook(path)
    for address, value in cells.items():
        book.active[address] = value
    book.save(path)


def lines(folder: Path) -> list[list[str]]:
    rows = (folder / "own.csv").read_text(encoding="utf-8").splitlines()
    return [row.split(",")[:5] for row in rows[1:]]


def test_the_form_has_a_row_for_each_figure_and_hides_its_ids(form: Path) -> None:
    sheet = load_workbook(form).active
    shown: list[Sequence[Any]] = [row[4:9] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert shown == [
        ("城市", "指标", "单位", "口径", "期间"),
        ("临海市", "就业", "万人", "年初以来累计", "2022年12月"),
        ("临海市", "失业率", "%", "时点水平", "2022年四季度"),
        ("临海市", "培训", "万人次", "期间数", "2022年"),
    ]
    assert [sheet.column_dimensions[letter].hidden for letter in "ABCDEJ"] == [True, True, True, True, False, False]
    assert sheet.row_dimensions[1].hidden


def test_what_is_filled_in_comes_back_as_it_was_asked_for(program: Program, folder: Path, form: Path) -> None:
    before = lines(folder)
    fill(form, {"J3": 11.5, "J4": "3.2", "J5": 12.5, "K3": date(2023, 1, 15), "L3": "月报", "M3": "初次"})
    done = program("import", str(form), "--published", "2023-01-20", "--source", "统计")
    assert done.code == 0, done.err + done.out
    assert lines(folder)[len(before) :] == [
        ["linhai", "jobs", "2022-12", "11.5", "ytd"],
        ["linhai", "rate", "2022-Q4", "3.2", "level"],
        ["linhai", "trained", "2022", "12.5", "period"],
    ]
    last = (folder / "own.csv").read_text(encoding="utf-8").splitlines()[-3]
    assert "2023-01-15,月报" in last
    assert "初次" in last
    assert due(program, "2022-12-31") == {}
    assert program("import", str(form), "--published", "2023-01-20", "--source", "统计").code == 0
    assert len(lines(folder)) == len(before) + 3  # nothing twice


def test_a_row_that_is_left_empty_is_no_figure(program: Program, folder: Path, form: Path) -> None:
    before = lines(folder)
    fill(form, {"J4": 3.2})
    assert program("import", str(form)).code == 0
    assert lines(folder)[len(before) :] == [["linhai", "rate", "2022-Q4", "3.2", "level"]]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({}, "import_form_empty"),
        ({"J3": 11.5, "F3": "失业率"}, "import_form_moved"),
        ({"J3": 11.5, "E3": "苏州市"}, "import_form_moved"),
        ({"J6": 11.5, "F6": "就业", "I6": "2022-12"}, "import_form_row"),
        ({"J3": 11.5, "H3": "期间数"}, "import_form_moved"),
        ({"J3": 11.5, "D3": "period"}, "import_form_moved"),
        ({"J3": 11.5, "I3": "2022-11"}, "import_form_moved"),
        ({"J3": 11.5, "I3": "2022年11月"}, "import_form_moved"),
        ({"J3": 11.5, "A3": "2022-11"}, "import_form_moved"),
        ({"J3": "=10+1.5"}, "import_formula_without_value"),
        ({"K3": "2023-01-15"}, "import_form_no_value"),
        ({"L4": "月报"}, "import_form_no_value"),
        ({"J3": 115000, "G3": "人"}, "other_scale"),
        ({"J3": "很多"}, "number"),
    ],
)
def test_a_form_that_does_not_say_what_it_said_is_refused(
    program: Program, folder: Path, form: Path, cells: dict[str, Any], code: str
) -> None:
    before = lines(folder)
    fill(form, cells)
    done = program("import", str(form), "--format", "json")
    codes = [one["code"] for one in json.loads(done.out)["problems"]]
    assert (done.code, len(codes), code in codes[0], lines(folder)) == (2, 1, True, before)


def test_a_slip_in_the_form_is_refused_as_any_other(program: Program, folder: Path, form: Path) -> None:
    """8 by August and 1150 by December: a point was forgotten."""
    fill(form, {"J3": 1150})
    assert program("import", str(form)).code == 2


def test_a_form_without_openpyxl_or_without_a_file_is_refused(
    program: Program, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, *MONTHLY)
    assert program("due", "--city", "linhai", "--format", "xlsx").code == 2
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    done = program("due", "--city", "linhai", "-o", "x.xlsx")
    assert (done.code, "openpyxl" in done.err) == (2, True)
