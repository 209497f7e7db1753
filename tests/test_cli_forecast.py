"""`rsplan forecast` on the command line: columns of assumptions, exit codes, refusals."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from rsplan.cli.program import run

OWN = """\
city,indicator,period,value,basis
suzhou,urban-new-jobs,2021,10,period
suzhou,urban-new-jobs,2022,20,period
suzhou,urban-new-jobs,2023,24,period
"""


@pytest.fixture
def jobs(tmp_path: Path) -> tuple[str, ...]:
    """The options of three years of jobs, known to the end of 2023, in the plan that asks for 85 by 2025."""
    data = tmp_path / "own.csv"
    data.write_text(OWN, encoding="utf-8")
    return "suzhou", "--group", "employment", "--no-published", "--data", str(data), "--as-of", "2023-12-31"


@pytest.fixture
def whole(tmp_path: Path) -> tuple[str, ...]:
    """The same of a plan without a break in its series."""
    targets = tmp_path / "wuxi.yaml"
    targets.write_text(
        """\
city: {id: wuxi, name: {zh: 无锡市, en: Wuxi}}
documents:
  plan: {title: {zh: 规划, en: Plan}, state: issued}
plans:
  - id: 14fyp
    title: {zh: 规划, en: Plan}
    document: plan
    state: issued
    start: 2021-01-01
    end: 2025-12-31
    footnotes: [{mark: 〔〕, where: 表2备注1, means: cumulative}]
    indicators:
      - id: urban-new-jobs
        number: 1
        name: {zh: 城镇新增就业人数, en: New urban jobs}
        unit: {zh: 万人, en: "10,000 persons"}
        kind: cumulative
        better: higher
        target: {printed: 〔100〕, where: 表2}
""",
        encoding="utf-8",
    )
    data = tmp_path / "own.csv"
    data.write_text(OWN.replace("suzhou", "wuxi"), encoding="utf-8")
    return "wuxi", "--targets", str(targets), "--data", str(data), "--as-of", "2023-12-31"


#: The plan of Suzhou that follows: its file states no break, the shipped one of the 14th plan does, from 2024.
FOLLOWING = """\
city: {id: suzhou, name: {zh: 苏州市, en: Suzhou}}
documents:
  plan: {title: {zh: 规划, en: Plan}, state: draft}
plans:
  - id: 15fyp
    title: {zh: 规划, en: Plan}
    document: plan
    state: draft
    start: 2026-01-01
    end: 2030-12-31
    footnotes: [{mark: 〔〕, where: 表1备注1, means: cumulative}]
    indicators:
      - id: urban-new-jobs
        number: 1
        name: {zh: 城镇新增就业人数, en: New urban jobs}
        unit: {zh: 万人, en: "10,000 persons"}
        kind: cumulative
        better: higher
        target: {printed: 〔200〕, where: 表1}
"""


def answer(capsys: pytest.CaptureFixture[str], *args: str, code: int = 0) -> str:
    assert run(["forecast", *args, "--lang", "en"]) == code
    return capsys.readouterr().out


def indicator(capsys: pytest.CaptureFixture[str], *args: str) -> dict[str, Any]:
    report = json.loads(answer(capsys, *args, "--format", "json"))
    found: dict[str, Any] = report["plans"][0]["indicators"][0]
    return found


def test_the_break_of_a_series_is_the_reason_why_nothing_is_forecast(
    jobs: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    found = indicator(capsys, *jobs)
    assert found["refused"]["reason"] == "break"
    assert (found["method"], found["low"], found["outlook"]) == (None, None, None)


def test_a_break_that_another_plan_of_the_city_states_divides_what_a_forecast_looks_back_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    targets, data = tmp_path / "15fyp.yaml", tmp_path / "own.csv"
    targets.write_text(FOLLOWING, encoding="utf-8")
    data.write_text("city,indicator,period,value,basis\nsuzhou,urban-new-jobs,2026,40,period\n", encoding="utf-8")
    args = ("suzhou", "--plan", "15fyp", "--targets", str(targets), "--data", str(data), "--as-of", "2026-12-31")
    found = indicator(capsys, *args)
    # 41.75 in 2024, 41.52 in 2025 and 40 in 2026; 17.55 in 2018 and 23.18 in 2023 counted something else.
    assert found["refused"] is None
    assert found["pace"] == {"needed": 40, "mean": 41.09, "best": 41.75}
    assert found["assumptions"]["slowest"] == 40 + 4 * 40


def test_json_has_the_range_the_outlook_and_the_record(
    whole: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    found = indicator(capsys, *whole)
    # 54 in three years of 10, 20 and 24; the mean said 10 for 20 and 15 for 24 (test_forecast.py).
    assert (found["method"], found["low"], found["mean"], found["high"]) == ("years", 54, 90, 138)
    assert found["assumptions"] == {"last": 102, "mean": 90, "slowest": 74, "best": 102, "compound": None}
    # 46 left in two years; 23 a year is more than the mean 18 and less than the best 24.
    assert (found["outlook"], found["last_call"]) == ("stretch", "2024-01-31")
    assert found["pace"] == {"needed": 23, "mean": 18, "best": 24}
    assert [(past["year"], past["said"], past["came"]) for past in found["record"]] == [(2022, 10, 20), (2023, 15, 24)]
    assert (found["refused"], found["scenarios"]) == (None, [])


def test_what_a_trend_puts_out_of_reach_is_not_said_of_the_best_year(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = "kind: rate\n        better: lower\n        target: {printed: ≤4, where: 表1, hold: true}"
    text = FOLLOWING.replace(
        "kind: cumulative\n        better: higher\n        target: {printed: 〔200〕, where: 表1}", target
    )
    text = text.replace("urban-new-jobs", "surveyed-rate").replace("城镇新增就业人数", "城镇调查失业率")
    text = text.replace("New urban jobs", "Surveyed rate").replace(
        '{zh: 万人, en: "10,000 persons"}', '{zh: "%", en: "%"}'
    )
    targets, data = tmp_path / "15fyp.yaml", tmp_path / "own.csv"
    targets.write_text(text, encoding="utf-8")
    days = [f"{year}-{month}-{last}" for year in (2024, 2025, 2026) for month, last in (("03", "31"), ("09", "30"))]
    rows = [f"suzhou,surveyed-rate,{day},{5 + index / 10},level\n" for index, day in enumerate(days)]
    data.write_text("city,indicator,period,value,basis\n" + "".join(rows), encoding="utf-8")
    args = ("suzhou", "--plan", "15fyp", "--targets", str(targets), "--data", str(data), "--as-of", "2026-10-31")
    said = " ".join(answer(capsys, *args, "--format", "markdown").split())
    assert "Out of reach if the trend goes on: 1 (Surveyed rate)" in said
    assert "broken already as of 2026-09-30" in said
    assert "Out of reach at the best pace" not in said
    assert indicator(capsys, *args)["breach"] == 2026


@pytest.mark.parametrize(("word", "code"), [("out_of_reach", 0), ("stretch", 1), ("out_of_reach,需加力", 1)])
def test_fail_on_an_outlook(word: str, code: int, whole: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    answer(capsys, *whole, "--fail-on", word, code=code)


WHAT_IF = (
    *("--assume", "urban-new-jobs:2024=30", "--scenario", "slow", "--assume-growth", "城镇新增就业人数=-50%"),
    *("--scenario", "less", "--assume-target", "1=90", "--assume", "1：2024年=10万人", "--assume", "1:2025=12"),
)


def test_each_scenario_is_a_column_of_its_own(whole: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    found = indicator(capsys, *whole, *WHAT_IF)
    assert found["mean"] == 90
    ends = {one["scenario"]: (one["mean"], one["target"]["value"]) for one in found["scenarios"]}
    # 54 + 30 + 18; 54 + 12 + 6; 54 + 10 + 12.
    assert ends == {"": (102, 100), "slow": (72, 100), "less": (76, 90)}
    assert found["scenarios"][2]["assumed"] == ["assume-target 1=90", "1：2024年=10万人", "1:2025=12"]


def test_the_outlook_under_assumed_years_is_that_of_the_range(
    whole: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    enough = indicator(capsys, *whole, "--assume", "1:2024=23", "--assume", "1:2025=23")["scenarios"][0]
    assert (enough["outlook"], enough["last_call"], enough["pace"]) == ("within_reach", None, None)
    less = indicator(capsys, *whole, "--assume", "1:2024=23", "--assume", "1:2025=22")["scenarios"][0]
    assert less["outlook"] == "out_of_reach"


def test_scenarios_are_marked_in_every_format(whole: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(answer(capsys, *whole, *WHAT_IF, "--format", "csv"))))
    assert [(row["scenario"], row["assumed"], row["mean"]) for row in rows] == [
        ("", "", "90"),
        ("", "urban-new-jobs:2024=30", "102"),
        ("slow", "assume-growth 城镇新增就业人数=-50%", "72"),
        ("less", "assume-target 1=90; 1：2024年=10万人; 1:2025=12", "76"),
    ]
    line = json.loads(answer(capsys, *whole, *WHAT_IF, "--format", "jsonl"))
    assert [one["scenario"] for one in line["scenarios"]] == ["", "slow", "less"]
    for form in ("table", "markdown"):
        out = answer(capsys, *whole, *WHAT_IF, "--format", form)
        assert "if assumed" in out
        assert "rest on assumptions" in " ".join(out.split())


def test_what_if_writes_nothing(whole: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    answer(capsys, *whole, *WHAT_IF, "--backtest")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--assume", "urban-new-jobs=5"], "ID:YEAR=VALUE"),
        (["--assume", "urban-new-jobs:2023=5"], "2023 is no year to come"),
        (["--assume", "urban-new-jobs:2031=5"], "2021 to 2025"),
        (["--assume", "urban-new-jbs:2024=5"], "urban-new-jobs"),
        (["--assume", "urban-new-jobs:2024=x"], "not a number"),
        (["--assume", "urban-new-jobs:2024=超5"], "not a number"),
        (["--assume-target", "urban-new-jobs"], "ID=VALUE"),
        (["--assume-growth", "urban-new-jobs=-101%"], "-100%"),
        (["--scenario", "a", "--scenario", "a"], "two scenarios"),
        (["--assume", "urban-new-jobs:2024=-5"], "cannot be -5"),
        (["--assume-target", "urban-new-jobs=0"], "cannot be 0"),
        (["--assume-target", "urban-new-jobs=-90"], "cannot be -90"),
        (["--assume", "urban-new-jobs:2024=5", "--assume", "urban-new-jobs:2024=6"], "assumed twice"),
        (["--assume-target", "urban-new-jobs=5", "--assume-target", "urban-new-jobs=6"], "assumed twice"),
    ],
)
def test_what_is_no_assumption_is_refused_with_a_remedy(
    options: list[str], said: str, whole: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["forecast", *whole, *options, "--lang", "en"]) == 2
    assert said in capsys.readouterr().err


def test_no_day_and_no_outlook_is_parted_on_a_narrow_screen(
    whole: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """46 of 100 are left: the range, which past errors widen, has 84 more at its high end, so 13.1 months."""
    monkeypatch.setenv("COLUMNS", "60")
    targets = Path(whole[2])
    long = targets.read_text(encoding="utf-8").replace("人数, en", "和农村劳动力转移就业人数合计, en")
    targets.write_text(long, encoding="utf-8")
    out = answer(capsys, *whole, "--lang", "zh")
    assert re.search(r" 最早2025-02-\d\d达到$", out, re.MULTILINE)
    assert re.search(r" 需加力$", out, re.MULTILINE)
    monkeypatch.setenv("COLUMNS", "80")
    record = [line for line in answer(capsys, *whole, "--lang", "zh", "--backtest").splitlines() if "%)" in line]
    assert len(record) == 2
    assert all(" 年度数推算 " in line for line in record)


@pytest.mark.parametrize(("lang", "said"), [("zh", "已于2023-12-31达到"), ("en", "reached on")])
def test_what_is_reached_already_is_told_as_past(
    lang: str, said: str, whole: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """54 of 50 are known at the end of 2023."""
    targets = Path(whole[2])
    targets.write_text(targets.read_text(encoding="utf-8").replace("〔100〕", "〔50〕"), encoding="utf-8")
    assert said in answer(capsys, *whole, "--lang", lang)


def test_the_backtest_stands_in_a_table_of_its_own(whole: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    out = answer(capsys, *whole, "--backtest", "--format", "markdown")
    row = "by whole years | 2021-12 | 2021-12-31 | 2022-12 | 10 | 20 | -10 (-50%)"
    assert f"| New urban jobs (10,000 persons) | {row} |" in out
    assert "What the methods would have said" not in answer(capsys, *whole)


# --- what an assumption may be ---------------------------------------------------------------------------------------

#: A growth, a fall, a rate to be kept with a trend, an amount of each year, and a sum of which half a year is known.
KINDS = """\
city: {id: own, name: {zh: 本市, en: Own}}
documents: {own: {title: {zh: 规划, en: Plan}, state: issued}}
plans:
  - id: own
    title: {zh: 规划, en: Plan}
    document: own
    state: issued
    start: 2021-01-01
    end: 2025-12-31
    footnotes: [{mark: 〔〕, where: 表, means: cumulative}]
    indicators:
      - {id: income, name: {zh: 工资, en: Wage}, unit: {zh: 元, en: yuan}, kind: growth, better: higher,
         baseline: {printed: "100", where: 表}, target: {printed: 年均增长6%, where: 表}}
      - {id: energy, name: {zh: 能耗, en: Energy}, unit: {zh: 吨, en: t}, kind: change, better: lower, by: percent,
         baseline: {printed: "100", where: 表}, target: {printed: 降低13%以上, where: 表}}
      - {id: cover, name: {zh: 参保率, en: Coverage}, unit: {zh: "%", en: "%"}, kind: rate, better: higher,
         target: {printed: "90", where: 表, hold: true}}
      - {id: each, name: {zh: 培训, en: Trained}, unit: {zh: 人次, en: persons}, kind: annual, better: higher,
         target: {printed: 每年20, where: 表}}
      - {id: jobs, name: {zh: 就业, en: Jobs}, unit: {zh: 人, en: persons}, kind: cumulative, better: higher,
         target: {printed: 〔100〕, where: 表}}
"""

OF_KINDS = """\
city,indicator,period,value,basis
own,income,2021,106,level
own,income,2022,112,level
own,energy,2021,99,level
own,energy,2022,98,level
own,cover,2018,91,level
own,cover,2019,92,level
own,cover,2020,93,level
own,cover,2021,94,level
own,cover,2022,95,level
own,cover,2023,96,level
own,each,2021,20,period
own,each,2022,22,period
own,each,2023,21,period
own,each,2024-06,9,ytd
own,jobs,2021,10,period
own,jobs,2022,20,period
own,jobs,2023,24,period
own,jobs,2024-06,11,ytd
"""


@pytest.fixture
def kinds(tmp_path: Path) -> tuple[str, ...]:
    """The options of one target of each kind as of mid-2024."""
    targets, data = tmp_path / "own.yaml", tmp_path / "own.csv"
    targets.write_text(KINDS, encoding="utf-8")
    data.write_text(OF_KINDS, encoding="utf-8")
    return "own", "--targets", str(targets), "--data", str(data), "--as-of", "2024-06-30"


def scenario_of(capsys: pytest.CaptureFixture[str], id_: str, *args: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The forecast of the indicator, and that under the assumptions."""
    report = json.loads(answer(capsys, *args, "--format", "json"))
    (found,) = (one for one in report["plans"][0]["indicators"] if one["id"] == id_)
    assert all(one["id"] == id_ or not one["scenarios"] for one in report["plans"][0]["indicators"])
    (under,) = found["scenarios"]
    return found, under


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--assume", "each:2025=50"], "2024 is forecast"),
        (["--assume", "each:2024=8"], "write 9 or more"),
        (["--assume", "jobs:2024=10.5"], "write 11 or more"),
        (["--assume-target", "energy=15"], "write -15 for a fall, +15 for a rise"),
        (["--assume-target", "energy=15%"], "write -15 for a fall, +15 for a rise"),
        (["--assume-target", "energy=-100"], "cannot be a growth or a change"),
        (["--assume-target", "income=75000"], "not the level to be reached"),
        (["--assume-target", "income=-200"], "cannot be a growth or a change"),
        (["--assume-target", "income=19"], "write +19 if it is the move"),
        (["--assume", "jobs:2024=20", "--assume", "jobs:2025=20", "--assume-growth", "jobs=5%"], "none to grow in"),
        (["--assume-growth", "jobs=75000"], "not the level to be reached"),
        (["--assume-growth", "cover=3%"], "cannot be 3%"),  # 96 × 1.03² are more than 100 %
        (["--assume-target", "jobs=[110]"], "write the figure alone"),
        (["--assume-target", "jobs=500-600"], "write the figure alone"),
        (["--assume-target", "jobs=1 10"], "blank inside"),
        (["--assume-growth", "jobs=1 0"], "blank inside"),
        (["--scenario", "fast"], "the scenario fast assumes nothing"),
        (["--scenario", "　", "--assume", "jobs:2025=5"], "a scenario needs a name"),
    ],
)
def test_what_says_nothing_of_the_forecast_is_no_assumption(
    options: list[str], said: str, kinds: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["forecast", *kinds, *options, "--lang", "en"]) == 2
    assert said in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("typed", "value"),
    [("9", 9), ("9%", 9), ("９％", 9), ("+9%", 9), ("-1%", -1), ("energy=-15%", -15), ("energy=+2", 2)],
)
def test_a_target_of_growth_or_change_is_assumed_as_it_is_printed(
    typed: str, value: int, kinds: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    id_ = typed.split("=")[0] if "=" in typed else "income"
    text = typed if "=" in typed else f"income={typed}"
    _, under = scenario_of(capsys, id_, *kinds, "--assume-target", text)
    assert under["target"]["change"]["value"] == value


def test_an_assumed_move_is_said_with_its_sign(kinds: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    args = *kinds, "--assume-target", "energy=+2", "--assume-target", "income=9"
    rows = list(csv.DictReader(io.StringIO(answer(capsys, *args, "--columns", "narrow", "--format", "csv"))))
    assert [row["target_printed"] for row in rows if row["assumed"]] == ["+9%", "+2%"]
    assert "assumed: target +9%" in " ".join(answer(capsys, *args, "--format", "markdown").split())


def test_an_assumed_number_may_be_of_full_width(kinds: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    _, under = scenario_of(capsys, "jobs", *kinds, "--assume", "jobs：２０２４=３０")
    # 54 + 30 and the mean of 18 for 2025.
    assert under["mean"] == 102


def test_an_assumed_year_leaves_the_pace_of_the_others(
    kinds: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """100 - 65 are 35 in a year and a half, 23.3 a year: more than the mean 18, less than the best 24.

    With 30 in 2024 there are 84, and 16 are left for 2025: less than the mean. With 20 there are 26 left: too many.
    """
    before, under = scenario_of(capsys, "jobs", *kinds, "--assume", "jobs:2024=30")
    assert before["outlook"] == "stretch"
    assert (under["outlook"], under["pace"]["needed"], under["last_call"]) == ("within_reach", 16, None)
    _, less = scenario_of(capsys, "jobs", *kinds, "--assume", "jobs:2024=20")
    assert (less["outlook"], less["pace"]["needed"]) == ("out_of_reach", 26)
    _, later = scenario_of(capsys, "jobs", *kinds, "--assume", "jobs:2025=24")
    # 65 + 24 leave 11 for the second half of 2024: 22 a year.
    assert (later["outlook"], later["pace"]["needed"]) == ("stretch", 22)


def test_an_assumed_level_is_a_point_of_the_trend(kinds: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """91 to 96 in 2018 to 2023 rise by one a year: 98 in 2025. With 90 in 2024, of t = 0 to 6 and 1 to 6 and 0 more:

    Σt = 21, Σl = 21, Σt² = 91, Σtl = 70: b = (7 × 70 - 21 × 21) / (7 × 91 - 441) = 49 / 196 = 1/4, a = 3 - 3/4,
    and 2025 is at 90 + 9/4 + 7/4 = 94.
    """
    before, under = scenario_of(capsys, "cover", *kinds, "--assume", "cover:2024=90")
    assert (before["mean"], under["mean"]) == (98, 94)


def test_an_assumed_level_that_breaks_a_target_to_be_kept_breaks_it(
    kinds: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    both = "--assume", "cover:2024=89", "--assume", "cover:2025=95"
    before, under = scenario_of(capsys, "cover", *kinds, *both)
    assert (before["outlook"], before["breach"]) == ("within_reach", None)
    assert (under["outlook"], under["breach"], under["mean"]) == ("out_of_reach", 2024, 95)


def test_an_assumed_number_belongs_to_one_plan(capsys: pytest.CaptureFixture[str]) -> None:
    args = "--as-of", "2024-12-31", "--assume", "失业保险参保人数:2025=560"
    assert run(["forecast", *args, "--lang", "en"]) == 2
    assert "choose it with the city or --plan" in " ".join(capsys.readouterr().err.split())
    assert run(["forecast", "suzhou", *args, "--lang", "en"]) == 0


@pytest.mark.parametrize("columns", ["narrow", "id,low,high,outlook"])
def test_rows_of_scenarios_are_marked_whatever_columns_are_asked_for(
    columns: str, kinds: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    args = *kinds, "--assume", "jobs:2024=30", "--assume-target", "jobs=120", "--columns", columns
    rows = list(csv.DictReader(io.StringIO(answer(capsys, *args, "--format", "csv"))))
    marked = [row for row in rows if row["assumed"]]
    assert len(rows) == 6  # five targets, and one of them under the assumptions
    assert [row["assumed"] for row in marked] == ["jobs:2024=30; assume-target jobs=120"]
    plain = list(csv.DictReader(io.StringIO(answer(capsys, *kinds, "--columns", columns, "--format", "csv"))))
    assert "assumed" not in plain[0]


def test_what_is_assumed_is_said_in_words(kinds: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    args = "--assume-target", "jobs=120", "--assume", "jobs:2024=30", "--assume-growth", "jobs=3%"
    assert "assumed: target 120, 2024: 30, 3% a year" in " ".join(
        answer(capsys, *kinds, *args, "--format", "markdown").split()
    )


def test_narrow_rows_of_annual_targets_name_their_year(
    kinds: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    rows = csv.DictReader(io.StringIO(answer(capsys, *kinds, "--columns", "narrow", "--format", "csv")))
    assert {row["name_zh"]: row["year"] for row in rows}["培训"] == "2024"
