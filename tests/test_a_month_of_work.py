"""The monthly work of the manual: five indicators, a sheet a month, tasks, a correction, a retraction, changes, due.

Every command of docs/zh/month.md runs, on 20 December 2022; the script of docs/scripts.md runs as it stands.
Jobs to October are 15.0, of a task of 17.5: 85.7 %, where ten months are 83.3 %; 2.5 are left for two months.
"""

import csv
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from test_a_year_of_work import ENTREPRENEURS, INSURED, JOBS, MANUAL, TRAINING, UNEMPLOYMENT, commands, sections

from rsplan.cli.program import run

PAGE = "month.md"
ROOT = MANUAL.parent.parent
TODAY = date(2022, 12, 20)

#: What each month brought, or the level at its end.
MONTHS = {
    JOBS: "1.5 1.2 1.8 1.4 1.5 1.7 1.6 1.4 1.5 1.4",
    UNEMPLOYMENT: "1.79 1.81 1.83 1.82 1.82 1.85 1.88 1.86 1.84 1.83",
    ENTREPRENEURS: "0.16 0.14 0.20 0.15 0.16 0.19 0.18 0.17 0.15 0.20",
    TRAINING: "1.2 1.0 1.8 1.6 1.7 1.7 1.5 1.4 1.6 1.5",
    INSURED: "630.5 631.0 631.5 632.0 632.5 633.0 633.5 634.0 634.5 635.0",
}
TARGETS = {JOBS: ("万人", "17.5"), UNEMPLOYMENT: ("%", "—"), ENTREPRENEURS: ("万人", "2")}
TARGETS |= {TRAINING: ("万人次", "18"), INSURED: ("万人", "—")}
LEVELS = {UNEMPLOYMENT, INSURED}

Command = Callable[[str], str]


def fill_in(path: Path, months: int, year: int = 2022) -> None:
    """Write the workbook as it is after so many months, laid out as the manual shows it."""
    book = Workbook()
    book.remove(book.active)
    for month in range(1, months + 1):
        sheet = book.create_sheet(f"{month}月")
        sheet.append([f"苏州市{year}年{month}月主要指标"])
        sheet.append(["指标", "单位", "年度目标", "本月", "累计"])
        for name, figures in MONTHS.items():
            known = [Decimal(one) for one in figures.split()[:month]]
            unit, target = TARGETS[name]
            shown = ("—", known[-1]) if name in LEVELS else (known[-1], sum(known))
            sheet.append([name, unit, target if target == "—" else Decimal(target), *shown])
    book.save(path)


def write_files(folder: Path) -> None:
    text = (MANUAL / PAGE).read_text(encoding="utf-8")
    for name, content in re.findall(r"`([^`\n]+\.(?:yaml|csv))`[^`\n]*\n\n```(?:yaml|csv)\n(.*?)```", text, re.DOTALL):
        (folder / name).write_text(content, encoding="utf-8")


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setattr("rsplan.cli.options.today", lambda: TODAY)
    write_files(tmp_path)

    def call(line: str) -> str:
        name, *words = shlex.split(line)
        assert name == "rsplan"
        capsys.readouterr()
        code = run(words)
        printed = capsys.readouterr()
        assert code == 0, (line, printed.err, printed.out)
        return printed.out

    return call


def as_json(command: Command, line: str) -> dict[str, Any]:
    report = json.loads(command(f"{line} --format json"), parse_float=Decimal, parse_int=Decimal)
    (plan,) = report["plans"]
    return {one["name"]["zh"]: one for one in plan["indicators"]}


def fill_form(path: Path) -> None:
    """November as the offices fill it in."""
    values = {JOBS: 16.1, UNEMPLOYMENT: 1.82, ENTREPRENEURS: 1.85, TRAINING: 16.4, INSURED: 635.5}
    book = load_workbook(path)
    sheet = book.active
    for row in range(3, sheet.max_row + 1):
        sheet.cell(row, 10).value = values.pop(sheet.cell(row, 6).value, None)
    assert values == {}
    book.save(path)


def test_a_month_of_work_is_what_the_hand_calculation_gives(command: Command, tmp_path: Path) -> None:
    book, imported = tmp_path / "2022年月报.xlsx", 0
    seen: dict[str, Any] = {}
    for line in [line for text in sections(PAGE).values() for line in commands(text)]:
        if "2022年月报.xlsx" in line:
            fill_in(book, 9 + imported)
            imported += 1
        if "import 填报.xlsx" in line:
            fill_form(tmp_path / "填报.xlsx")
        command(line)
        if line == "rsplan status --year 2022 --as-of 2022年10月":
            seen["year"] = as_json(command, line)
        elif line.endswith("--responsible 就业处"):
            seen["office"] = list(as_json(command, line))
        elif line == "rsplan changes --since 2022-10-31":
            seen["changes"] = as_json(command, line)
        elif line == "rsplan due":
            seen["due"] = {name: one["periods"] for name, one in as_json(command, line).items()}
        elif line.startswith("rsplan pace"):
            seen["pace"] = as_json(command, line)
    tasks = list(csv.DictReader((tmp_path / "tasks.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [(one["indicator"], one["value"], one["decided"]) for one in tasks] == [
        ("urban-new-jobs", "17.5", "2022-01-20"),
        ("new-entrepreneurs", "2", ""),
        ("subsidised-training", "18", ""),
    ]
    _check_year(seen["year"])
    assert set(seen["office"]) == {JOBS, UNEMPLOYMENT}
    planned = {int(one["year"]): one for one in seen["pace"][JOBS]["years"]}
    assert (planned[2022]["planned"], planned[2022]["required"]) == (Decimal("17.5"), Decimal("2.5"))
    _check_changes(seen["changes"])
    assert {name: seen["due"][name] for name in MONTHS} == {name: ["2022-11"] for name in MONTHS}
    assert as_json(command, "rsplan due").keys() == seen["due"].keys() - MONTHS.keys()  # of which nobody filled in any
    after = as_json(command, "rsplan status --year 2022 --as-of 2022年11月")[JOBS]["year"]
    assert (after["actual"]["value"], after["month"]["value"]) == (Decimal("16.1"), Decimal("1.1"))


def _check_year(indicators: dict[str, Any]) -> None:
    jobs, rate = indicators[JOBS]["year"], indicators[UNEMPLOYMENT]["year"]
    assert jobs["target"] == {
        "value": Decimal("17.5"),
        "printed": "17.5",
        "origin": "task",
        "source": "2022年度目标任务",
        "decided": "2022-01-20",
    }
    assert (jobs["actual"]["value"], jobs["month"]["value"]) == (15, Decimal("1.4"))
    assert jobs["growth"] == Decimal("0.006711")  # 15 / 14.9 - 1
    assert jobs["completion_rate"] == Decimal("0.857143")  # 15 / 17.5
    assert jobs["lead_points"] == Decimal("2.380952")  # 6 / 7 - 5 / 6
    assert (jobs["remaining"], jobs["required_per_month"]) == (Decimal("2.5"), Decimal("1.25"))
    assert (rate["change"], rate["month"]) == (Decimal("-0.03"), None)
    training = indicators[TRAINING]["year"]
    assert (training["actual"]["value"], training["required_per_month"]) == (15, Decimal("1.5"))
    assert indicators[INSURED]["responsible"] == "工伤处"


def _check_changes(indicators: dict[str, Any]) -> None:
    """Known on 31 October: jobs 14.9 of 2021 and 13.6; training 13.5; 634.5 insured, withdrawn since."""

    def steps(name: str) -> list[tuple[str, Decimal]]:
        (actual,) = [one for one in indicators[name]["figures"] if one["name"] == "actual"]
        assert sum(one["change"] for one in actual["steps"]) == actual["change"]
        return [(one["step"], one["change"]) for one in actual["steps"]]

    assert steps(JOBS) == [("new_data", Decimal("1.4"))]
    assert steps(TRAINING) == [("revision", Decimal("0.2")), ("new_data", Decimal("1.3"))]
    assert steps(INSURED) == [("retraction", Decimal("-0.5")), ("new_data", 1)]


def test_the_workbook_of_the_page_is_the_one_of_this_test() -> None:
    shown = sections(PAGE)["导入月报"]
    for name, figures in MONTHS.items():
        months = [Decimal(one) for one in figures.split()[:9]]
        unit, target = TARGETS[name]
        month, to_date = ("—", months[-1]) if name in LEVELS else (months[-1], sum(months))
        assert f"| {name} | {unit} | {target} | {month} | {to_date} |" in shown


# --- the script ------------------------------------------------------------------------------------------------------


def script() -> str:
    (found,) = re.findall(r"```sh\n(#!/bin/sh\n.*?)```", (ROOT / "docs/scripts.md").read_text("utf-8"), re.DOTALL)
    return str(found)


@pytest.mark.skipif(sys.platform == "win32", reason="a script of a Unix shell")
def test_the_monthly_job_runs_as_it_stands(tmp_path: Path) -> None:
    """Eight months are imported first, then nine; the exit code says that figures are due, and nothing else."""
    write_files(tmp_path)
    (tmp_path / "monthly.sh").write_text(script(), encoding="utf-8")
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    (bin_folder / "rsplan").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m rsplan "$@"\n', encoding="utf-8")
    (bin_folder / "rsplan").chmod(0o755)
    environ = {key: value for key, value in os.environ.items() if not key.startswith("RSPLAN_")}
    environ |= {"PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}

    def job(months: int, day: str) -> subprocess.CompletedProcess[str]:
        fill_in(tmp_path / "2022年月报.xlsx", months)
        words = ["sh", "monthly.sh", "2022年月报.xlsx", day]
        return subprocess.run(
            words, cwd=tmp_path, env=environ, capture_output=True, check=False, text=True, encoding="utf-8"
        )

    first = job(8, "2022-08-31")
    assert (first.returncode, first.stderr) == (1, "figures are due: see due.csv\n")  # those of 2021
    assert "urban-new-jobs" not in (tmp_path / "due.csv").read_text(encoding="utf-8")
    assert "苏州市" in first.stdout
    assert not (tmp_path / "changes.md").exists()
    second = job(9, "2022-10-31")
    assert (second.returncode, second.stderr) == (1, "figures are due: see due.csv\n")
    assert "urban-new-jobs" in (tmp_path / "due.csv").read_text(encoding="utf-8")  # October is over
    assert "13.6" in (tmp_path / "changes.md").read_text(encoding="utf-8")
    assert "序号,指标" in (tmp_path / "year.csv").read_text(encoding="utf-8-sig")
    assert "17.5" in (tmp_path / "year.md").read_text(encoding="utf-8")
    assert (tmp_path / "data.csv").read_text(encoding="utf-8-sig").startswith("city,indicator,period,value,basis")
    before = (tmp_path / "observations.csv").read_bytes()
    (tmp_path / "2022年月报.xlsx").unlink()
    refused = subprocess.run(
        ["sh", "monthly.sh", "gone.xlsx", "2022-10-31"], cwd=tmp_path, env=environ, capture_output=True, check=False
    )
    assert (refused.returncode, (tmp_path / "observations.csv").read_bytes()) == (2, before)
