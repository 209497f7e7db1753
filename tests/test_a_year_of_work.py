"""The Chinese manual is what its reader can do: every command of docs/zh runs, and a year of work takes at most 20.

The year is 2021, the first of Suzhou's plan, with a workbook of a sheet a month as docs/zh/entering.md shows it.
A sum is expected on the straight line from 0: a quarter of the year brings 4.25 of the 85 new jobs, 0.5 of the 10
entrepreneurs and 5 of the 100 participations in training; its lead is (A - expected) / target in points of 100.
Persons insured rise from 621.11 to 650 in 60 months, 0.4815 a month. The unemployment rate is to stay within 3.
"""

import json
import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from rsplan.cli.program import run

MANUAL = Path(__file__).parent.parent / "docs" / "zh"
SECTION = "一年的工作"
FIGURES = 12 * 8 - 3  # three sums by month and to date, two levels; January alone is January to date

JOBS, UNEMPLOYMENT, ENTREPRENEURS, TRAINING, INSURED = (
    "城镇新增就业人数",
    "城镇登记失业率",
    "扶持城乡劳动者成功自主创业人数",
    "开展补贴性职业技能培训人次",
    "工伤保险参保人数",
)
#: What each month brought, or the level at its end; the quarters of the sums by hand:
#: jobs 4.5, 4.6, 4.5, 3.6; entrepreneurs 0.5 each; training 4, 5, 4.5, 4.5.
MONTHS = {
    JOBS: "1.5 1.2 1.8 1.4 1.5 1.7 1.6 1.4 1.5 1.3 1.2 1.1",
    UNEMPLOYMENT: "1.79 1.81 1.83 1.82 1.82 1.85 1.88 1.86 1.84 1.83 1.81 1.80",
    ENTREPRENEURS: "0.16 0.14 0.20 0.15 0.16 0.19 0.18 0.17 0.15 0.20 0.17 0.13",
    TRAINING: "1.2 1.0 1.8 1.6 1.7 1.7 1.5 1.4 1.6 1.5 1.6 1.4",
    INSURED: "621.8 622.4 623.0 623.7 624.1 624.9 625.4 626.0 626.3 627.0 627.8 682.9",
}
UNITS = {JOBS: "万人", UNEMPLOYMENT: "%", ENTREPRENEURS: "万人", TRAINING: "万人次", INSURED: "万人"}
LEVELS = {UNEMPLOYMENT, INSURED}

#: By the as-of date: the last day known, actual, expected, lead of sums, verdict. The leads are 0.25 / 85, 0.6 / 85,
#: 0.85 / 85 and (17.4 - 17) / 85; 0; -1 / 100, -1 / 100, -1.5 / 100 and -2 / 100. For the insured, 621.11 + 3 x 0.4815
#: is expected in March, and so on; after the retraction 621.11 + 11 x 0.4815, as November is the last known.
STATES = {
    "2021-03-31": {
        JOBS: ("2021-03-31", "4.5", "4.25", "0.294118", "on_track"),
        UNEMPLOYMENT: ("2021-03-31", "1.83", "3", None, "on_track"),
        ENTREPRENEURS: ("2021-03-31", "0.5", "0.5", "0", "on_track"),
        TRAINING: ("2021-03-31", "4", "5", "-1", "behind"),
        INSURED: ("2021-03-31", "623", "622.5545", None, "on_track"),
    },
    "2021-06-30": {
        JOBS: ("2021-06-30", "9.1", "8.5", "0.705882", "on_track"),
        UNEMPLOYMENT: ("2021-06-30", "1.85", "3", None, "on_track"),
        ENTREPRENEURS: ("2021-06-30", "1", "1", "0", "on_track"),
        TRAINING: ("2021-06-30", "9", "10", "-1", "behind"),
        INSURED: ("2021-06-30", "624.9", "623.999", None, "on_track"),
    },
    "2021-09-30": {
        JOBS: ("2021-09-30", "13.6", "12.75", "1", "on_track"),
        UNEMPLOYMENT: ("2021-09-30", "1.84", "3", None, "on_track"),
        ENTREPRENEURS: ("2021-09-30", "1.5", "1.5", "0", "on_track"),
        TRAINING: ("2021-09-30", "13.5", "15", "-1.5", "behind"),
        INSURED: ("2021-09-30", "626.3", "625.4435", None, "on_track"),
    },
    "2021-12-31": {
        JOBS: ("2021-12-31", "17.4", "17", "0.470588", "on_track"),
        UNEMPLOYMENT: ("2021-12-31", "1.8", "3", None, "on_track"),
        ENTREPRENEURS: ("2021-12-31", "2", "2", "0", "on_track"),
        TRAINING: ("2021-12-31", "18", "20", "-2", "behind"),
        INSURED: ("2021-11-30", "627.8", "626.4065", None, "on_track"),
    },
}
#: A fifth of the plan is asked of the year: 17, 2 and 20.
YEAR = {JOBS: ("17", "met"), ENTREPRENEURS: ("2", "met"), TRAINING: ("20", "missed")}

State = Mapping[str, tuple[str, str, str, str | None, str]]
Command = Callable[[str], str]


def sections(page: str) -> dict[str, str]:
    """The parts of a page by their headings of the second order."""
    parts = re.split(r"^## (.+)\n", (MANUAL / page).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def commands(text: str) -> list[str]:
    """The lines of the text's `sh` blocks."""
    return [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]


def write_files(text: str, folder: Path) -> None:
    """Write the files that a page shows, each under the name that stands last before it."""
    for name, content in re.findall(r"`([^`\n]+\.(?:yaml|csv))`[^`\n]*\n\n```(?:yaml|csv)\n(.*?)```", text, re.DOTALL):
        (folder / name).write_text(content, encoding="utf-8")


def fill_in(path: Path, months: int = 12) -> None:
    """Write the workbook as it is after so many months, laid out as the manual shows it."""
    book = Workbook()
    book.remove(book.active)
    for month in range(1, months + 1):
        sheet = book.create_sheet(f"{month}月")
        sheet.append([f"苏州市2021年{month}月主要指标"])
        sheet.append(["指标", "单位", "本月", "累计", "同比（%）"])
        for name, figures in MONTHS.items():
            known = [Decimal(one) for one in figures.split()[:month]]
            shown = ("—", known[-1]) if name in LEVELS else (known[-1], sum(known))
            sheet.append([name, UNITS[name], *shown, Decimal("3.1")])
    book.save(path)


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a line of the manual in a folder with the manual's settings file and data; gives standard output."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    write_files((MANUAL / "entering.md").read_text(encoding="utf-8"), tmp_path)

    def call(line: str) -> str:
        name, *words = shlex.split(line)
        assert name == "rsplan"
        capsys.readouterr()
        code = run(words)
        printed = capsys.readouterr()
        assert code == 0, (line, printed.err)
        return printed.out

    return call


def state(command: Command, line: str) -> tuple[str, list[Any]]:
    """The as-of date and the indicators of a `status` as typed, from its JSON."""
    assert all(name in command(line).replace("\n", "") for name in MONTHS)
    report = json.loads(command(f"{line} --format json"), parse_float=str, parse_int=str)
    (plan,) = report["plans"]
    return report["as_of"], [one for one in plan["indicators"] if one["name"]["zh"] in MONTHS]


def found(indicators: Sequence[Any]) -> State:
    """What a report says of each indicator, as STATES has it."""
    return {
        one["name"]["zh"]: (
            one["actual"]["through"],
            one["actual"]["value"],
            one["expected"],
            one["lead_points"],
            one["status"],
        )
        for one in indicators
    }


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8-sig").splitlines()


def test_a_year_of_work_is_what_the_hand_calculation_gives(command: Command, tmp_path: Path) -> None:
    fill_in(tmp_path / "2021年月报.xlsx")
    states: dict[str, State] = {}
    year: dict[str, tuple[str, str]] = {}
    for line in commands(sections("entering.md")[SECTION]):
        if not line.startswith("rsplan status"):
            command(line)
            continue
        as_of, indicators = state(command, line)
        states[as_of] = found(indicators)
        if "--year" in line:
            year = {
                one["name"]["zh"]: (one["year"]["target"]["value"], one["year"]["status"])
                for one in indicators
                if one["name"]["zh"] in YEAR
            }
    assert states == STATES
    assert year == YEAR
    # the header, what was imported, the correction and the retraction
    assert len(lines_of(tmp_path / "observations.csv")) == len(lines_of(tmp_path / "2021年数据.csv")) == 1 + FIGURES + 2


def test_month_by_month_the_data_file_is_the_same_with_at_most_20_commands(command: Command, tmp_path: Path) -> None:
    whole, monthly = tmp_path / "whole.csv", tmp_path / "observations.csv"
    typed = commands(sections("entering.md")[SECTION])
    (entry,) = [line for line in typed if line.startswith("rsplan import")]
    once, month_by_month = len(typed), len(typed) - 1 + 12
    assert month_by_month <= 20
    assert f"全年共{once}条命令；逐月录入的，共{month_by_month}条" in sections("entering.md")[SECTION]
    fill_in(tmp_path / "2021年月报.xlsx")
    command(entry)
    monthly.rename(whole)
    for month in range(1, 13):
        fill_in(tmp_path / "2021年月报.xlsx", month)
        published = f"2021-{month + 1:02}-15" if month < 12 else "2022-01-15"
        command(entry.replace("2022-01-15", published))
        # the lines so far: 8 a month, but for the three of January to date
        assert len(lines_of(monthly)) == 1 + 8 * month - 3
    dates = re.compile(r"2021-\d\d-15|2022-01-15")
    assert [dates.sub("", line) for line in lines_of(monthly)] == [dates.sub("", line) for line in lines_of(whole)]


def test_the_workbook_of_the_manual_is_the_one_of_this_test() -> None:
    """March as the page shows it has the figures from which the year is worked out."""
    shown = sections("entering.md")[SECTION]
    for name, figures in MONTHS.items():
        months = [Decimal(one) for one in figures.split()[:3]]
        month, to_date = ("—", months[-1]) if name in LEVELS else (months[-1], [*accumulate(months)][-1])
        assert f"| {name} | {UNITS[name]} | {month} | {to_date} |" in shown


@pytest.mark.parametrize("section", ["看进度", "看前景", "看一个指标"])
def test_first_steps_run(command: Command, tmp_path: Path, section: str) -> None:
    (tmp_path / "rsplan.yaml").unlink()
    (tmp_path / "区县.csv").write_text("分解对象,权重\n姑苏区,2\n吴江区,3\n", encoding="utf-8")
    typed = commands(sections("first-steps.md")[section])
    assert typed
    for line in typed:
        assert command(line)


def test_of_the_first_steps_only_the_installation_is_not_run_here() -> None:
    """It is that of the README, with the extra for workbooks."""
    assert list(sections("first-steps.md")) == ["安装", "看进度", "看前景", "看一个指标", "下一步"]
    assert commands(sections("first-steps.md")["下一步"]) == []
    assert not [line for line in commands(sections("first-steps.md")["安装"]) if line.startswith("rsplan")]


def test_entering_runs_from_the_top(command: Command, tmp_path: Path) -> None:
    for name, text in sections("entering.md").items():
        if name != SECTION:
            for line in commands(text):
                command(line)
    values = [line.split(",")[1:6] for line in lines_of(tmp_path / "observations.csv")[1:]]
    assert values == [
        ["urban-new-jobs", "2022-05", "7.1", "ytd", ""],
        ["urban-new-jobs", "2022-06", "1.5", "period", ""],
        ["urban-new-jobs", "2022-06", "8.6", "ytd", ""],
        ["registered-unemployment-rate", "2022-06", "1.82", "level", ""],
        ["registered-unemployment-rate", "2022-06", "1.86", "level", ""],
        ["urban-new-jobs", "2022-05", "7.1", "ytd", "retracted"],
    ]


# --- docs/zh/new-plan.md ---------------------------------------------------------------------------------------------


def write_workbook(text: str, path: Path) -> None:
    """Write the workbook that the page shows as a table."""
    book = Workbook()
    sheet = book.active
    sheet.append(["苏州市“十五五”人力资源和社会保障事业发展主要指标"])
    table = re.search(r"^\| 序号 .*\n\|[-|]+\n(?:\|.*\n)+", text, re.MULTILINE)
    assert table is not None
    for line in table[0].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not set(line) <= set("|-"):
            sheet.append([Decimal(cell) if re.fullmatch(r"[0-9.]+", cell) else cell for cell in cells])
    book.save(path)


def test_a_new_plan_is_set_up_from_a_workbook_with_at_most_12_commands(command: Command, tmp_path: Path) -> None:
    """The page from the top: two months entered, nothing deleted by hand but `confirm`."""
    text = (MANUAL / "new-plan.md").read_text(encoding="utf-8")
    write_files(text, tmp_path)
    write_workbook(text, tmp_path / "十五五指标.xlsx")
    file = tmp_path / "plans" / "suzhou-15fyp.yaml"
    typed = [line for line in commands(text) if "--dry-run" not in line]
    assert len(typed) <= 12
    assert f"全过程共{len(typed)}条命令" in text
    checked = 0
    for line in typed:
        checked += line == "rsplan check"
        if line == "rsplan check" and checked > 1:
            assert "confirm:" in file.read_text(encoding="utf-8")
            confirmed = re.sub(r"(?m)^          confirm:\n(?:            .*\n)+", "", file.read_text(encoding="utf-8"))
            file.write_text(confirmed, encoding="utf-8")
            assert command(line) == ""
        else:
            shown = command(line)
            assert line != "rsplan check" or shown.count("to_confirm") == 3
    report = json.loads(command("rsplan status --as-of 2026-02-28 --format json"), parse_float=str, parse_int=str)
    (plan,) = report["plans"]
    assert (plan["plan"], plan["unconfirmed"], len(plan["indicators"])) == ("15fyp", "0", 10)
    by_id = {one["id"]: one for one in plan["indicators"]}
    assert by_id["urban-new-jobs"]["actual"]["value"] == "2.9"
    # 628.1 + (700 - 628.1) x 2 / 60 is expected of the insured: 630.496667, and 629.6 is known.
    insured = by_id["work-injury-insured"]
    assert (insured["actual"]["value"], insured["expected"], insured["baseline"]["value"]) == (
        "629.6",
        "630.496667",
        "628.1",
    )
    assert by_id["suzhou-15fyp-10"]["status"] == "not_quantified"


def test_a_plan_without_a_document_follows_the_one_before(command: Command) -> None:
    (line,) = [line for line in commands(sections("new-plan.md")["没有规划文件时"]) if "--dry-run" in line]
    assert "待填" in command(line)
