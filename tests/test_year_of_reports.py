"""A year of monthly year-to-date figures with two revisions and a gap, however entered, against a hand calculation.

The plan is 60 in the 60 months of 2021 to 2025, so by the end of month M exactly M is expected, time elapsed is
M ÷ 60, and with A known the lead is (A − M) ÷ 60 in points of 100.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from workbooks import rows, workbook

from rsplan.cli.program import run
from rsplan.model.period import month_end

PLAN = """\
city: {id: wuxi, name: {zh: 无锡市, en: Wuxi}}
documents: {own: {title: {zh: 规划, en: Plan}, state: issued}}
plans:
  - id: 14fyp
    title: {zh: 规划, en: Plan}
    document: own
    state: issued
    start: 2021-01-01
    end: 2025-12-31
    indicators:
      - {id: jobs, name: {zh: 新增就业, en: New jobs}, unit: {zh: 万人, en: "10,000 persons"}, kind: cumulative,
         better: higher, target: {printed: 60, where: 表1}}
"""


class Report(NamedTuple):
    """What was published on a day: the year to date of a month."""

    month: int
    value: str
    published: date


#: May was never published; March was raised on 20 May, June lowered on 20 August.
REPORTS = (
    Report(1, "1.0", date(2021, 2, 15)),
    Report(2, "2.1", date(2021, 3, 15)),
    Report(3, "3.0", date(2021, 4, 15)),
    Report(4, "4.2", date(2021, 5, 15)),
    Report(3, "3.3", date(2021, 5, 20)),
    Report(6, "6.0", date(2021, 7, 15)),
    Report(7, "7.5", date(2021, 8, 15)),
    Report(6, "5.8", date(2021, 8, 20)),
    Report(8, "8.0", date(2021, 9, 15)),
    Report(9, "9.3", date(2021, 10, 15)),
    Report(10, "10.4", date(2021, 11, 15)),
    Report(11, "11.2", date(2021, 12, 15)),
    Report(12, "12.6", date(2022, 1, 15)),
)

#: At each month-end, with all that is known today: the last month known, A, lead in points, verdict.
#: (2.1 - 2) / 60 = 0.166667 %; (5.8 - 6) / 60 = -0.333333 %; and so on.
FINAL = {
    1: ("2021-01-31", "1", "0", "on_track"),
    2: ("2021-02-28", "2.1", "0.166667", "on_track"),
    3: ("2021-03-31", "3.3", "0.5", "on_track"),
    4: ("2021-04-30", "4.2", "0.333333", "on_track"),
    5: ("2021-04-30", "4.2", "0.333333", "on_track"),
    6: ("2021-06-30", "5.8", "-0.333333", "behind"),
    7: ("2021-07-31", "7.5", "0.833333", "on_track"),
    8: ("2021-08-31", "8", "0", "on_track"),
    9: ("2021-09-30", "9.3", "0.5", "on_track"),
    10: ("2021-10-31", "10.4", "0.666667", "on_track"),
    11: ("2021-11-30", "11.2", "0.333333", "on_track"),
    12: ("2021-12-31", "12.6", "1", "on_track"),
}

#: As of a month-end, as known on a day: before and after each revision, and before a month was published.
KNOWN = {
    (3, "2021-04-14"): ("2021-02-28", "2.1", "0.166667", "on_track"),
    (3, "2021-05-19"): ("2021-03-31", "3", "0", "on_track"),
    (3, "2021-05-20"): ("2021-03-31", "3.3", "0.5", "on_track"),
    (5, "2021-06-30"): ("2021-04-30", "4.2", "0.333333", "on_track"),
    (6, "2021-07-14"): ("2021-04-30", "4.2", "0.333333", "on_track"),
    (6, "2021-08-19"): ("2021-06-30", "6", "0", "on_track"),
    (6, "2021-08-20"): ("2021-06-30", "5.8", "-0.333333", "behind"),
    (7, "2021-08-19"): ("2021-07-31", "7.5", "0.833333", "on_track"),
}

Standing = tuple[str, str, str, str]
Enter = Callable[[Path, list[str]], None]


def ran(*args: str) -> None:
    assert run(args) == 0


def by_record(folder: Path, files: list[str]) -> None:
    """Each figure on the day it was published."""
    for month, value, published in REPORTS:
        period = f"2021-{month:02}"
        ran("record", "wuxi", "jobs", period, value, "--basis", "ytd", "--published", str(published), *files)


def by_appended_lines(folder: Path, files: list[str]) -> None:
    """A data file written by hand."""
    lines = [f"wuxi,jobs,2021-{month:02},{value},ytd,{published}" for month, value, published in REPORTS]
    text = "\n".join(["city,indicator,period,value,basis,published", *lines, ""])
    (folder / "own.csv").write_text(text, encoding="utf-8")


def by_long_workbook(folder: Path, files: list[str]) -> None:
    """One table of everything that was ever published, its dates as dates."""
    lines: list[Sequence[Any]] = [("城市", "指标", "时期", "口径", "数值（万人）", "发布日期")]
    lines += [
        ("无锡市", "新增就业", f"2021年{month}月", "累计", Decimal(value), published)
        for month, value, published in REPORTS
    ]
    ran("import", workbook(folder / "全年.xlsx", rows(*lines)), *files)


def by_monthly_workbooks(folder: Path, files: list[str]) -> None:
    """Each time a table of the whole year so far, as it was known that day."""
    known: dict[int, str] = {}
    for month, value, published in REPORTS:
        known[month] = value
        months = sorted(known)
        cells = rows(
            ("无锡市2021年月报",),
            ("指标", "单位", *(f"1—{one}月" if one > 1 else "1月" for one in months)),
            ("新增就业", "万人", *(Decimal(known[one]) for one in months)),
        )
        path = workbook(folder / f"{published}.xlsx", cells, title="月报")
        ran("import", path, "--city", "wuxi", "--published", str(published), *files)


WAYS = (by_record, by_appended_lines, by_long_workbook, by_monthly_workbooks)


@pytest.fixture(params=WAYS, ids=[way.__name__ for way in WAYS], scope="module")
def files(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The options that name the plan and the data file, once the year is entered."""
    folder = tmp_path_factory.mktemp("year")
    (folder / "wuxi.yaml").write_text(PLAN, encoding="utf-8")
    options = ["--targets", str(folder / "wuxi.yaml"), "--data", str(folder / "own.csv")]
    enter: Enter = request.param
    enter(folder, options)
    return options


def standing(capsys: pytest.CaptureFixture[str], files: list[str], *args: str) -> Standing:
    """Through, actual, lead and verdict, as the program prints them."""
    capsys.readouterr()
    ran("status", "--city", "wuxi", "--format", "jsonl", *args, *files)
    found = json.loads(capsys.readouterr().out, parse_float=str, parse_int=str)
    return found["actual"]["through"], found["actual"]["value"], found["lead_points"], found["status"]


@pytest.mark.parametrize("month", FINAL)
def test_each_month_end_is_what_the_hand_calculation_gives(
    capsys: pytest.CaptureFixture[str], files: list[str], month: int
) -> None:
    assert standing(capsys, files, "--as-of", str(month_end(2021, month))) == FINAL[month]


@pytest.mark.parametrize(("month", "known_on"), KNOWN)
def test_each_earlier_state_of_knowledge_is_what_the_hand_calculation_gives(
    capsys: pytest.CaptureFixture[str], files: list[str], month: int, known_on: str
) -> None:
    as_of = str(month_end(2021, month))
    assert standing(capsys, files, "--as-of", as_of, "--known-on", known_on) == KNOWN[month, known_on]


def test_every_figure_is_one_line_however_often_it_was_printed(files: list[str]) -> None:
    lines = Path(files[-1]).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1 + len(REPORTS)
