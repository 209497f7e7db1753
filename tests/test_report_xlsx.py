"""The workbook of `rsplan report`: its live formulas, calculated anew from nothing, give what the JSON holds."""

import json
import random
import re
import warnings
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from builders import indicator, level, observation, plan, target
from office import converted, package, zeroed

from rsplan.audit.run import auditor_of
from rsplan.calc.assess import assess
from rsplan.calc.figure_formulas import FIGURE_NAMES
from rsplan.calc.pace import Per, needs_of
from rsplan.calc.verdict import Rules
from rsplan.cli.program import run
from rsplan.model.enums import Basis, Better, Bound, By, Comparator, Kind
from rsplan.model.input_places import Place
from rsplan.model.observations import Observation
from rsplan.model.period import months
from rsplan.model.plan import Indicator
from rsplan.model.rounding import digits
from rsplan.read.plan_library import Library, load
from rsplan.report.handout.making import handout
from rsplan.report.handout.workings import KeptAsValue, Workings, workings_of
from rsplan.report.records.status import status_record
from rsplan.survey import ALL_PLANS, CompleteSurvey, EvaluationContext, Filters, PlanSurvey, Survey, assess_all
from rsplan.text import say

#: The head rows of the sheet of indicators are one; its columns are found by their headings.
HEAD = 1


def workbook(survey: CompleteSurvey, to: Path) -> Path:
    package("xlsxwriter")
    from rsplan.render.report_xlsx import report_xlsx

    to.write_bytes(report_xlsx(handout(survey.plans, survey.evaluation, survey.inputs, "en", workings=True)))
    return to


def rows_of(path: Path, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet by the heading of their column, as values."""
    package("openpyxl")
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Sparkline")  # openpyxl reads none
        book = load_workbook(path, data_only=True)
    cells = book[sheet].iter_rows(values_only=True)
    heads = [str(head) for head in next(cells)]
    return [dict(zip(heads, row, strict=True)) for row in cells]


#: The headings of figures that are of both directions; the others are headed by their names.
HEADINGS = {
    "remaining": "column.remaining",
    "required_per_year": "column.need.year",
    "required_per_month": "column.need.month",
}


def recalculated(survey: CompleteSurvey, folder: Path) -> list[dict[str, Any]]:
    """The indicators of the workbook after LibreOffice calculated its formulas from zeroed values."""
    number = zeroed(workbook(survey, folder / "report.xlsx"), folder / "zeroed.xlsx")
    assert number > 0
    return [row for row in rows_of(converted(folder / "zeroed.xlsx", "xlsx", folder), "Indicators") if row["id"]]


def compare(survey: CompleteSurvey, rows: list[dict[str, Any]]) -> int:
    """Hold each row against the JSON: every figure after six places, and the verdict; returns the figures compared.

    Of the paces that are needed the sheet has those that people are told.
    """
    records = [
        (each["city"]["id"], each["plan"], one) for each in status_record(survey)["plans"] for one in each["indicators"]
    ]
    assert [row["id"] for row in rows] == [one["id"] for _, _, one in records]
    told_needs = {
        (each.plan.city.id, each.plan.id, one.indicator.id): needs_of(one)
        for each in survey.plans
        for one in each.assessments
    }
    compared = 0
    for row, (city, name, record) in zip(rows, records, strict=True):
        assert row["plan"] == f"{city}/{name}"
        assert row["verdict"] == say("en", f"status.{record['status']}"), record["id"]
        actual = record["actual"]
        figures: dict[str, Any] = {key: record["pace"].get(key, record.get(key)) for key in FIGURE_NAMES}
        figures |= {f"required_per_{per}": None for per in Per if per not in told_needs[city, name, record["id"]]}
        told: dict[str, Any] = {say("en", HEADINGS.get(key, f"figure.{key}")): value for key, value in figures.items()}
        if actual is None or not isinstance(actual["value"], list):
            told[say("en", "column.actual")] = actual["value"] if actual else None
        for heading, value in told.items():
            found = row[heading]
            if value is None:
                assert found in (None, ""), (record["id"], heading, found)
                continue
            assert isinstance(found, int | float), (record["id"], heading, found)
            # A figure that rounding may not put on a limit moves by one unit of the last place.
            assert abs(Decimal(repr(found)) - value) <= max(Decimal("0.0000016"), abs(value) * Decimal("1e-12")), (
                record["id"],
                heading,
                found,
                value,
            )
            compared += 1
    return compared


@pytest.mark.slow
@pytest.mark.parametrize("as_of", ["2018-06-30", "2020-12-31", "2023-12-31", "2026-11-21"])
def test_the_shipped_plans_recalculated_from_nothing_are_those_of_the_json(as_of: str, tmp_path: Path) -> None:
    evaluation = EvaluationContext(_day(as_of))
    survey = assess_all(load(), evaluation, (ALL_PLANS,), Filters(every_scope=True))
    assert compare(survey, recalculated(survey, tmp_path)) > 100


@pytest.mark.slow
def test_fifty_random_plans_half_of_them_on_the_line_are_recalculated_alike(tmp_path: Path) -> None:
    rng = random.Random(20261127)
    survey = Survey(EvaluationContext(_day("2024-06-30"), None, RULES), (), tuple(random_plans(rng, 50)))
    rows = recalculated(survey, tmp_path)
    assert compare(survey, rows) > 500
    verdicts = {one.status for each in survey.plans for one in each.assessments}
    assert {"met", "ahead", "on_track", "behind"} <= {str(status) for status in verdicts}
    live = [isinstance(workings_of(one), Workings) for each in survey.plans for one in each.assessments]
    assert sum(live) >= len(live) * 9 // 10


RULES = Rules(ahead_by=Fraction(10), slack=Fraction(1, 2))


def random_plans(rng: random.Random, number: int) -> Iterator[PlanSurvey]:
    for index in range(number):
        made = [random_indicator(rng, f"i{place}", on_line=index % 2 == 0) for place in range(6)]
        within = plan(*(one for one, _ in made), name=f"p{index}")
        yield PlanSurvey(
            within,
            tuple(assess(within, one, seen, _day("2024-06-30"), None, RULES) for one, seen in made),
        )


def random_indicator(rng: random.Random, name: str, *, on_line: bool) -> tuple[Indicator, list[Observation]]:
    """A target with figures; on the line: exactly at its limit, at what is expected, at the slack or at the lead."""
    kind = rng.choice([Kind.CUMULATIVE, Kind.STOCK, Kind.RATE, Kind.ANNUAL])
    better = Better.HIGHER if kind is Kind.CUMULATIVE else rng.choice([*Better])
    comparator = rng.choice(
        [Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.ABOUT]
        if better is Better.HIGHER
        else [Comparator.AT_MOST, Comparator.LESS_THAN]
    )
    value = Fraction(rng.randint(1, 9999), rng.choice([1, 10, 100]))
    start = value * Fraction(rng.randint(50, 150), 100) if kind in (Kind.STOCK, Kind.RATE) else None
    tolerance = value / 20 if comparator is Comparator.ABOUT else None
    aim = target(
        _written(value),
        comparator,
        tolerance=_written(tolerance) if tolerance is not None else None,
        hold=rng.choice([None, False]),
    )
    one = indicator(kind, aim, better=better, start=_written(start) if start is not None else None, name=name)
    elapsed = months(_day("2021-01-01"), _day("2024-06-30")) / 60
    limit = value - tolerance if tolerance is not None else value
    line = rng.choice([limit, (start or 0) + (value - (start or 0)) * elapsed, value * elapsed + value / 10])
    if rng.random() < 0.3 and start is not None:  # at the slack: half a point of the way short of what is expected
        line = start + (value - start) * (elapsed - Fraction(1, 200))
    actual = line if on_line else value * Fraction(rng.randint(1, 200), 100)
    return one, [one._replace(at=Place("test.yaml", place)) for place, one in enumerate(_seen(kind, actual, rng), 2)]


def _seen(kind: Kind, actual: Fraction, rng: random.Random) -> list[Observation]:
    match kind:
        case Kind.CUMULATIVE:  # four parts that add up to the figure exactly
            parts = [(actual * rng.randint(1, 30) / 100) for _ in range(3)]
            parts = [Fraction(_written(part)) for part in parts]
            periods = ("2021", "2022", "2023", "2024-01/2024-06")
            values = [*parts, Fraction(_written(actual)) - sum(parts)]
            return [
                observation(one, _written(part), order=place)
                for place, (one, part) in enumerate(zip(periods, values, strict=True))
            ]
        case Kind.ANNUAL:
            more = [actual, actual * Fraction(rng.randint(90, 130), 100), actual * Fraction(rng.randint(90, 130), 100)]
            return [observation(str(2021 + place), _written(part), order=place) for place, part in enumerate(more)]
        case _:
            return [level("2023-12", _written(actual * 9 / 10)), level("2024-06", _written(actual), order=1)]


def _written(value: Fraction) -> str:
    """The number with at most nine places, as a source may print it."""
    rounded = Decimal(round(value * 10**9)).scaleb(-9)
    return digits(rounded)


def _day(text: str) -> Any:
    from builders import day

    return day(text)


@pytest.mark.slow
def test_levels_that_follow_from_a_growth_or_a_change_are_recalculated_alike(tmp_path: Path) -> None:
    """5 % a year from 100, 10 points from 40, a fall of a fifth from 200: the level is a formula too."""
    grown = indicator(Kind.GROWTH, target("5"), start="100", name="grown")
    points = indicator(Kind.CHANGE, target("10"), start="40", name="points")._replace(by=By.POINTS)
    aim = target("-20", Comparator.AT_MOST)
    fallen = indicator(Kind.CHANGE, aim, better=Better.LOWER, start="200", name="fallen")._replace(by=By.PERCENT)
    seen = {"grown": ("117", "120"), "points": ("46", "47"), "fallen": ("180", "171")}
    within = plan(grown, points, fallen)
    assessed = [
        assess(
            within,
            one,
            [level("2023-12", seen[one.id][0]), level("2024-06", seen[one.id][1], order=1)],
            _day("2024-06-30"),
        )
        for one in within.indicators
    ]
    assert all(isinstance(workings_of(one), Workings) for one in assessed)
    survey = Survey(EvaluationContext(_day("2024-06-30")), (), (PlanSurvey(within, tuple(assessed)),))
    assert compare(survey, recalculated(survey, tmp_path)) > 25


def test_the_summary_has_numbers_with_the_words_around_them_in_the_format(tmp_path: Path) -> None:
    """10 of 100 after one of five years: 90 over four years are 22.5 a year; 49.75 of 50 to be kept is 0.25 short."""
    package("openpyxl")
    from openpyxl import load_workbook

    jobs, kept = indicator(name="jobs"), indicator(Kind.STOCK, target("50", hold=True), name="kept")
    bounded = indicator(name="bounded")
    within, on = plan(jobs, kept, bounded), "2021-12-31"
    figures = {
        "jobs": observation("2021", "10"),
        "kept": level("2021-12", "49.75"),
        "bounded": observation("2021", "10", bound=Bound.AT_MOST),
    }
    assessed = [assess(within, one, [figures[one.id]], _day(on), None, Rules()) for one in within.indicators]
    survey = Survey(EvaluationContext(_day(on)), (), (PlanSurvey(within, tuple(assessed)),))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Sparkline")  # openpyxl reads none
        book = load_workbook(workbook(survey, tmp_path / "report.xlsx"), data_only=True)
    rows: dict[object, Any] = {}
    for row in book["Summary"].iter_rows():
        rows.setdefault(row[1].value, row)
    shown = {name: [(cell.value, cell.number_format) for cell in rows[name][7:10]] for name in figures}
    assert shown["jobs"] == [(90, "#,##0"), (1.875, "#,##0.00"), (22.5, "#,##0.0")]
    assert shown["kept"] == [(0.25, '#,##0.00" short"'), ("-", "@"), ("-", "@")]
    signed = [f'"≥"{number};"≥-"{number}' for number in ("#,##0", "#,##0.00", "#,##0.0")]
    assert shown["bounded"] == list(zip((90, 1.875, 22.5), signed, strict=True))
    # At most 10 of 100 are done where 20 were due: the lead is at most -10 points.
    (lead,) = [
        row["lead, percentage points"]
        for row in rows_by_name(book["Indicators"])
        if row["indicator"].value == "bounded"
    ]
    assert (lead.value, lead.number_format) == (-10, '"≤"#,##0;"≤-"#,##0')


def rows_by_name(sheet: Any) -> Iterator[dict[str, Any]]:
    """The cells of each row by the heading of their column."""
    heads = [cell.value for cell in next(sheet.iter_rows())]
    for cells in sheet.iter_rows(min_row=2):
        yield dict(zip(heads, cells, strict=True))


def test_both_sheets_say_the_same_of_what_is_left_and_why_a_kept_target_is_named(tmp_path: Path) -> None:
    """10 of 100 in 2021, and nothing known of the two years since: at most 90 are left. The level broke 50 once."""
    package("openpyxl")
    from openpyxl import load_workbook

    jobs, kept = indicator(name="jobs"), indicator(Kind.STOCK, target("50", hold=True), name="kept")
    old = indicator(Kind.RATE, start="50", name="old")
    within, on = plan(jobs, kept, old), "2023-12-31"
    figures = {
        "jobs": [observation("2021", "10")],
        "kept": [level("2021-12", "49"), level("2023-12", "51")],
        "old": [level("2021-12", "60")],
    }
    assessed = [assess(within, one, figures[one.id], _day(on), None, Rules()) for one in within.indicators]
    survey = Survey(EvaluationContext(_day(on)), (), (PlanSurvey(within, tuple(assessed)),))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Sparkline")  # openpyxl reads none
        book = load_workbook(workbook(survey, tmp_path / "report.xlsx"))
    left = {row["indicator"].value: row["left"] for row in rows_by_name(book["Indicators"])}
    assert left["jobs"].number_format == '"≤"#,##0;"≤-"#,##0'
    assert left["old"].number_format == '"-"'
    assert all(str(left[name].value).startswith("=") for name in ("jobs", "old"))
    summary = {row[1].value: row for row in book["Summary"].iter_rows() if row[2].value == "万人"}
    assert summary["jobs"][7].number_format == left["jobs"].number_format
    assert summary["old"][7].value == "-"
    assert "broken 1x" in summary["kept"][11].value


# --- what is no formula ----------------------------------------------------------------------------------------------


def test_a_bounded_actual_and_shares_keep_their_values_and_say_why() -> None:
    survey = assess_all(load(cities=("suzhou",)), EvaluationContext(_day("2026-11-21")), ("14fyp",))
    kept = {one.indicator.id: workings_of(one) for one in survey.plans[0].assessments}
    assert kept["urban-new-jobs"] is KeptAsValue.BOUND
    assert kept["local-graduate-employment-rate"] is KeptAsValue.STOPPED
    assert isinstance(kept["work-injury-insured"], Workings)


def in_the_middle_of_a_month() -> CompleteSurvey:
    """205 of 100,000 known for the first year, on 15 February 2024."""
    subject, known = indicator(Kind.CUMULATIVE, target("100000")), [observation("2021", "205")]
    whole, evaluation = plan(subject), EvaluationContext(_day("2024-02-15"))
    found = assess(whole, subject, known, evaluation.as_of, None, evaluation.rules)
    return Survey(evaluation, (), (PlanSurvey(whole, (found,)),))


def test_months_are_stored_with_every_digit_that_a_cell_has(tmp_path: Path) -> None:
    """37 months and 15 of 29 days, from which the months left follow."""
    path = workbook(in_the_middle_of_a_month(), tmp_path / "report.xlsx")
    (row,) = [row for row in rows_of(path, "Indicators") if row["id"]]
    assert abs(row[say("en", "figure.months_to_as_of")] - (37 + 15 / 29)) < 1e-13


@pytest.mark.slow
def test_the_sheet_of_checks_agrees_once_it_is_recalculated(tmp_path: Path) -> None:
    zeroed(workbook(in_the_middle_of_a_month(), tmp_path / "report.xlsx"), tmp_path / "zeroed.xlsx")
    rows = rows_of(converted(tmp_path / "zeroed.xlsx", "xlsx", tmp_path), "Checks")
    checks = {row[say("en", "column.figure")]: row for row in rows}
    needed = checks[say("en", "figure.required_per_month")]
    assert abs(needed[say("en", "sheet.of_workbook")] - 99795 / (60 - 37 - 15 / 29)) < 0.000001
    assert {row[say("en", "report.compared")] for row in rows} == {say("en", "sheet.agrees")}


# --- what the audit finds --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("city", ["nanjing", "suzhou"])
def test_the_sheet_of_checks_begins_with_what_the_audit_finds(
    city: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package("xlsxwriter")
    asked = [city, "--plan", "14fyp", "--as-of", "2023-12-31", "--lang", "en"]
    assert run(["audit", *asked, "--scope", "headline", "--format", "json"]) == 0
    findings = json.loads(capsys.readouterr().out)["findings"]
    path = tmp_path / "report.xlsx"
    assert run(["report", *asked, "-o", str(path)]) == 0
    rows = rows_of(path, "Checks")
    found = [(row["figure"], row["check"], row["remark"]) for row in rows if str(row["figure"]).startswith("RS")]
    assert len(found) == len(findings) > 3
    for (code, severity, text), finding in zip(found, findings, strict=True):
        assert (code, severity) == (finding["code"], finding["severity"])
        assert text.startswith(finding["message"]["en"])
        assert f"{finding['file']}:{finding['line']}" in text
    assert [row["figure"] for row in rows[: len(found)]] == [code for code, _, _ in found]


def test_a_plan_without_doubts_says_so(tmp_path: Path) -> None:
    """A sum with a figure for each of its years, that nothing is to be said of."""
    package("xlsxwriter")
    from rsplan.render.report_xlsx import report_xlsx

    subject = indicator(Kind.CUMULATIVE, target("100"))
    known = [observation(str(year), "20") for year in range(2021, 2025)]
    within, evaluation = plan(subject), EvaluationContext(_day("2024-12-31"))
    found = assess(within, subject, known, evaluation.as_of, None, evaluation.rules)
    survey = Survey(evaluation, (), (PlanSurvey(within, (found,)),))
    library = Library((within.city,), (within,), {(within.city.id, subject.id): known}, ())
    report = handout(survey.plans, evaluation, (), "en", workings=True, auditor=auditor_of(library, evaluation))
    (tmp_path / "report.xlsx").write_bytes(report_xlsx(report))
    rows = rows_of(tmp_path / "report.xlsx", "Checks")
    assert [row["figure"] for row in rows if str(row["figure"]).startswith("RS")] == []
    assert rows[0]["remark"] == say("en", "sheet.no_doubts")


def test_a_line_of_years_leaves_out_the_running_one_and_time_stands_beside_sums_alone(tmp_path: Path) -> None:
    """20 and 22 in two years and 5 by March of the third: the line has two points. A rate does not grow with time."""
    package("openpyxl")
    from openpyxl import load_workbook

    jobs, rate = indicator(name="jobs"), indicator(Kind.RATE, start="50", name="rate")
    within, on = plan(jobs, rate), "2023-03-31"
    figures = {
        "jobs": [observation("2021", "20"), observation("2022", "22"), observation("2023-03", "5", Basis.YTD)],
        "rate": [level("2022-12", "60")],
    }
    assessed = [assess(within, one, figures[one.id], _day(on), None, Rules()) for one in within.indicators]
    survey = Survey(EvaluationContext(_day(on)), (), (PlanSurvey(within, tuple(assessed)),))
    path = workbook(survey, tmp_path / "report.xlsx")
    with zipfile.ZipFile(path) as unpacked:
        parts = "".join(unpacked.read(name).decode() for name in unpacked.namelist() if "worksheets/sheet" in name)
    ((first, last),) = re.findall(r"<xm:f>[^<]*!([A-Z])\d+:([A-Z])\d+</xm:f>", parts)
    assert ord(last) - ord(first) == 1
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Sparkline")  # openpyxl reads none
        book = load_workbook(path, data_only=True)
    drawn = {
        row[1].value: row[3].value for row in book["Summary"].iter_rows()
    }  # the table beside the chart is the last
    assert drawn["jobs"] == 0.45
    assert drawn["rate"] is None


def test_no_number_is_wider_than_its_column(tmp_path: Path) -> None:
    """7 % a year on 50,000 are 70,127.586535 after five years; a rate of 4.79 is 0.21 within its limit of 5."""
    package("openpyxl")
    from openpyxl import load_workbook

    growth = indicator(Kind.GROWTH, target("7"), start="50000", name="income")
    limit = indicator(Kind.RATE, target("5", Comparator.AT_MOST), name="limit", better=Better.LOWER, unit="%")
    within, on = plan(growth, limit), "2022-12-31"
    figures = {
        "income": [level("2021-12", "54000"), level("2022-12", "57000")],
        "limit": [level("2021-12", "5.5"), level("2022-12", "4.79")],  # broken once, it needs attention
    }
    assessed = [assess(within, one, figures[one.id], _day(on), None, Rules()) for one in within.indicators]
    survey = Survey(EvaluationContext(_day(on)), (), (PlanSurvey(within, tuple(assessed)),))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Sparkline")  # openpyxl reads none
        book = load_workbook(workbook(survey, tmp_path / "report.xlsx"))
    for sheet, heading, text in (
        (book["Indicators"], say("en", "sheet.number_column"), "70,127.586535"),
        (book["Summary"], say("en", "report.left"), say("en", "report.within", {"margin": "0.21"})),
    ):
        (head,) = (cell for row in sheet.iter_rows() for cell in row if cell.value == heading)
        assert sheet.column_dimensions[head.column_letter].width >= len(text) + 2
