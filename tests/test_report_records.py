"""Reports as records: the keys that scripts rely on, always all present; docs/json.md."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from builders import (
    assess_of,
    baseline,
    day,
    indicator,
    level,
    observation,
    plan,
    revision,
    survey_of,
    target,
    text,
)

from rsplan.calc.assess import Assessment
from rsplan.calc.figure_formulas import FIGURE_NAMES
from rsplan.calc.verdict import Rules, Status
from rsplan.calc.year_assessment import assess_year
from rsplan.model.enums import Basis, Better, Bound, Comparator, Judged, Kind, Scope, Via
from rsplan.model.observations import Observation
from rsplan.model.plan import Break, City, Result
from rsplan.read.plan_library import Library, load
from rsplan.read.shipped import TARGETS
from rsplan.render.csv_writer import columns_of, names_of
from rsplan.render.json_writer import json_text
from rsplan.report.records.list_ import list_record
from rsplan.report.records.pace import PACE_YEAR_ROWS, pace_record, pace_year_rows
from rsplan.report.records.show import show_record
from rsplan.report.records.show_explain import explain_record
from rsplan.report.records.status import STATUS_ROWS, status_record, status_rows, year_record
from rsplan.report.records.status_types import StatusPlan, StatusReport
from rsplan.survey import CompleteSurvey, EvaluationContext, Filters, assess_all
from rsplan.version import __version__

#: The day of the example below.
TODAY = "2026-11-21"


def written(record: Mapping[str, object]) -> object:
    """The record as a reader of its JSON has it; numbers are decimals."""
    return json.loads(json_text(record), parse_float=Decimal, parse_int=Decimal)


@cache
def library(*cities: str) -> Library:
    return load(cities=cities)


def shipped(as_of: str = TODAY, *plans: str, cities: tuple[str, ...] = ()) -> CompleteSurvey:
    """All targets of the plans, all plans unless some are named."""
    return assess_all(library(*cities), EvaluationContext(day(as_of)), plans or ("all",), Filters(every_scope=True))


# --- a small language for what a record looks like -------------------------------------------------------------------


class Maybe(NamedTuple):
    """Something that may be null."""

    shape: object


class Either(NamedTuple):
    """One thing or another."""

    first: object
    second: object


class MapOf(NamedTuple):
    """A map whose keys are words of its own."""

    shape: object


def _is_number(value: object) -> bool:
    return isinstance(value, Decimal)


SCALARS: Mapping[str, Callable[[object], bool]] = {
    "text": lambda value: isinstance(value, str),
    "number": _is_number,
    "integer": lambda value: isinstance(value, Decimal) and value == value.to_integral_value(),
    "flag": lambda value: isinstance(value, bool),
    "day": lambda value: isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII) is not None,
}


def misshapen(value: object, shape: object, at: str = "$") -> Iterator[str]:
    """Every place where the value is not what the shape says; more keys than the shape has are allowed."""
    match shape:
        case str():
            if not SCALARS[shape](value):
                yield f"{at}: {value!r} is no {shape}"
        case Maybe(inner):
            if value is not None:
                yield from misshapen(value, inner, at)
        case Either(first, second):
            if [*misshapen(value, first, at)]:
                yield from misshapen(value, second, at)
        case MapOf(inner):
            if not isinstance(value, Mapping):
                yield f"{at}: {value!r} is no map"
            else:
                for key, member in value.items():
                    yield from misshapen(member, inner, f"{at}.{key}")
        case list():
            if not isinstance(value, list):
                yield f"{at}: {value!r} is no list"
            else:
                for index, member in enumerate(value):
                    yield from misshapen(member, shape[0], f"{at}[{index}]")
        case Mapping():
            if not isinstance(value, Mapping):
                yield f"{at}: {value!r} is no object"
            else:
                for key, inner in shape.items():
                    if key in value:
                        yield from misshapen(value[key], inner, f"{at}.{key}")
                    else:
                        yield f"{at}.{key} is absent"


WORDS = {"zh": "text", "en": "text"}
VALUES = Either("number", ["number"])
PLAN: Mapping[str, object] = {
    "city": {"id": "text", **WORDS},
    "plan": "text",
    "title": WORDS,
    "state": "text",
    "start": "day",
    "end": "day",
}
INPUTS = [{"path": "text", "sha256": "text"}]
HEAD = {
    "id": "text",
    "number": Maybe("text"),
    "scope": "text",
    "where": "text",
    "name": WORDS,
    "group": Maybe(WORDS),
    "unit": WORDS,
}
TARGET = {
    "printed": "text",
    "comparator": "text",
    "value": Maybe(VALUES),
    "high": Maybe("number"),
    "tolerance": Maybe("number"),
    "limit": Maybe("number"),
    "hold": "flag",
    "revised_from": Maybe(
        {"printed": "text", "value": Maybe(VALUES), "date": "day", "reason": WORDS, "source": "text"}
    ),
}
PART = {
    "period": "text",
    "basis": "text",
    "value": VALUES,
    "bound": "text",
    "provisional": "flag",
    "published": Maybe("text"),
    "via": Maybe("text"),
    "entered": Maybe("day"),
    "source": "text",
    "file": "text",
    "line": "integer",
}
ACTUAL = {
    "value": VALUES,
    "bound": "text",
    "printed": Maybe("text"),
    "through": "day",
    "coverage": "text",
    "missing": ["text"],
    "provisional": "flag",
    "before_break": Maybe("number"),
    "before_break_bound": Maybe("text"),
    "after_break": Maybe("number"),
    "after_break_bound": Maybe("text"),
    "parts": [PART],
}
STATUS_INDICATOR = {
    **HEAD,
    "nature": Maybe("text"),
    "kind": "text",
    "better": "text",
    "target": TARGET,
    "statements": [{"where": "text", "printed": "text"}],
    "baseline": Maybe(
        {
            "value": VALUES,
            "date": "day",
            "note": Maybe(WORDS),
            "origin": "text",
            "file": "text",
            "line": "integer",
            "period": Maybe("text"),
            "via": Maybe("text"),
        }
    ),
    "actual": Maybe(ACTUAL),
    "completion_rate": Maybe("number"),
    "completion_rule": Maybe("text"),
    "raw_ratio": Maybe("number"),
    "published_completion": Maybe({"printed": "text", "value": "number"}),
    **dict.fromkeys(
        (
            *("elapsed", "lead_points", "lead_months", "progress", "growth", "change", "expected", "margin"),
            "margin_change",
        ),
        Maybe("number"),
    ),
    "status": "text",
    "pass": Maybe("flag"),
    "reason": WORDS,
    "stale": Maybe("flag"),
    "evidence": Maybe({"grade": "text", "reasons": ["text"]}),
    "reached_on": Maybe("day"),
    "breaches": Maybe({"count": "integer", "first": Maybe("day"), "last": Maybe("day"), "known": "integer"}),
    "years": Maybe({"known": "integer", "past": "integer"}),
    "pace": {
        **dict.fromkeys(
            (
                *("planned_per_year", "achieved_per_year", "known_per_year", "required_per_year"),
                *("remaining", "required_growth", "projected"),
            ),
            Maybe("number"),
        ),
        "reach_date": Maybe("day"),
    },
    "bounds": dict.fromkeys((*FIGURE_NAMES, "reach_date", "margin_change"), Maybe("text")),
    "warnings": [WORDS],
    "notes": [WORDS],
}
YEAR = {
    "year": "integer",
    "start": "day",
    "end": "day",
    "planned": Maybe("number"),
    "actual": Maybe("number"),
    "actual_bound": Maybe("text"),
    "provisional": "flag",
    "complete": "flag",
    "required": Maybe("number"),
}
PACE_INDICATOR = {
    **HEAD,
    "kind": "text",
    "target": TARGET,
    "actual": Maybe(ACTUAL),
    "status": "text",
    "step": Maybe("number"),
    "remaining": Maybe("number"),
    "required_per_year": Maybe("number"),
    "bounds": {"remaining": Maybe("text"), "required_per_year": Maybe("text")},
    "years": [YEAR],
    "known_across": [
        {"start": "day", "end": "day", "days": ["text"], "amount": "number", "bound": "text", "provisional": "flag"}
    ],
}


def plans_of(shape: object) -> object:
    """The plans of a report, whose indicators have the shape."""
    summary = {"total": "integer", "pass": "integer", "fail": "integer", "undetermined": "integer"}
    return [{**PLAN, "summary": {**summary, "by_status": MapOf("integer")}, "indicators": [shape]}]


def report_of(shape: object) -> object:
    rules = {"ahead_by": "number", "slack": "number", "stale_after": "integer"}
    head = {"schema": "text", "generator": "text", "as_of": "day", "known_on": Maybe("day"), "rules": rules}
    return {**head, "inputs": INPUTS, "plans": plans_of(shape)}


# --- an example ------------------------------------------------------------------------------------------------------

#: The report as a reader of docs/json.md expects it; … is any text.
EXAMPLE = """
{
  "schema": "rsplan.status/1",
  "generator": "…",
  "as_of": "2026-11-21", "known_on": null,
  "rules": {"ahead_by": 10, "slack": 0, "stale_after": 12},
  "inputs": [{"path": "targets/suzhou.yaml", "sha256": "…"}],
  "plans": [{
    "city": {"id": "suzhou", "zh": "苏州市", "en": "Suzhou"},
    "plan": "14fyp", "title": {"zh": "…", "en": "…"}, "state": "draft", "start": "2021-01-01", "end": "2025-12-31",
    "summary": {"total": 18, "pass": 2, "fail": 1, "undetermined": 15,
                "by_status": {"met": 2, "missed": 1, "incomplete": 1, "no_data": 14}},
    "year_summary": null,
    "indicators": [{
      "id": "urban-new-jobs", "number": "1", "scope": "headline", "where": "表2",
      "name": {"zh": "城镇新增就业人数", "en": "New urban jobs"}, "group": {"zh": "就业创业", "en": "…"},
      "unit": {"zh": "万人", "en": "10,000 persons"},
      "nature": "anticipatory", "kind": "cumulative", "better": "higher",
      "target": {"printed": "[85]", "comparator": "at_least", "value": 85, "high": null, "tolerance": null, "limit": 85,
                 "hold": false, "revised_from": null},
      "statements": [{"where": "表2", "printed": "[85]"}, {"where": "二（三）2", "printed": "85万人以上"}],
      "baseline": null,
      "actual": {"value": 106.45, "bound": "at_least", "printed": null, "through": "2025-12-31", "coverage": "partial",
                 "missing": ["2021", "2022"], "provisional": false,
                 "before_break": 23.18, "before_break_bound": "exact",
                 "after_break": 83.27, "after_break_bound": "exact",
                 "parts": [{"period": "2023", "basis": "period", "value": 23.18, "bound": "exact",
                            "provisional": false, "published": "2024-02-27", "source": "…",
                            "file": "targets/suzhou.yaml"}]},
      "completion_rate": 1.252353, "completion_rule": "ratio", "raw_ratio": 1.252353, "published_completion": null,
      "elapsed": 1, "lead_points": 25.235294, "lead_months": null, "progress": null, "growth": null,
      "change": null, "expected": 85, "margin": 21.45, "margin_change": null,
      "status": "met", "pass": true, "reason": {"zh": "…", "en": "…"},
      "evidence": {"grade": "break", "reasons": ["press", "break"]},
      "stale": false, "reached_on": "2025-12-31", "breaches": null, "years": null,
      "pace": {"planned_per_year": 17, "achieved_per_year": null, "known_per_year": 35.483333,
               "required_per_year": 0, "remaining": 0, "required_growth": null, "projected": null, "reach_date": null},
      "bounds": {"completion_rate": "at_least", "lead_points": "at_least", "lead_months": null, "remaining": "exact",
                 "required_per_year": "exact", "reach_date": null},
      "warnings": [{"zh": "…", "en": "…"}]
    }]
  }]
}
"""


def unlike(example: object, found: object, at: str = "$") -> Iterator[str]:
    """Every place where what was found is not as the example shows; lists of objects show their first members."""
    match example:
        case Mapping():
            if not isinstance(found, Mapping):
                yield f"{at}: {found!r} is no object"
                return
            for key, value in example.items():
                if key in found:
                    yield from unlike(value, found[key], f"{at}.{key}")
                else:
                    yield f"{at}.{key} is absent"
        case [Mapping(), *_]:
            if not isinstance(found, list) or len(found) < len(example):
                yield f"{at}: {found!r} has fewer members than the example"
                return
            for index, value in enumerate(example):
                yield from unlike(value, found[index], f"{at}[{index}]")
        case "…":
            if not (isinstance(found, str) and found.strip()):
                yield f"{at}: {found!r} is no text"
        case _:
            if found != example or type(found) is not type(example):
                yield f"{at}: {found!r} is not {example!r}"


def test_the_status_of_suzhous_new_urban_jobs_is_the_example_of_the_interface() -> None:
    survey = assess_all(library("suzhou"), EvaluationContext(day(TODAY)))
    expected = json.loads(EXAMPLE, parse_float=Decimal, parse_int=Decimal)
    assert [*unlike(expected, written(status_record(survey)))] == []


def test_a_part_of_a_sum_names_the_line_of_its_file() -> None:
    assessment = assess_all(library("suzhou"), EvaluationContext(day(TODAY))).plans[0].assessments[0]
    lines = Path(TARGETS, "suzhou.yaml").read_text(encoding="utf-8").splitlines()
    assert assessment.actual is not None
    parts = assessment.actual.parts
    assert [part.period.text for part in parts] == ["2023", "2024", "2025"]
    assert all(part.period.text in lines[part.at.line - 1] for part in parts)


def test_the_pace_report_has_the_first_year_of_the_interface() -> None:
    survey = assess_all(library("suzhou"), EvaluationContext(day(TODAY)))
    report = written(pace_record(survey))
    first = json.loads(
        '{"year": 2021, "start": "2021-01-01", "end": "2021-12-31", "planned": 17, "actual": null,'
        ' "actual_bound": null, "complete": false, "required": null}',
        parse_int=Decimal,
    )
    example = {"schema": "rsplan.pace/1", "plans": [{"indicators": [{"id": "urban-new-jobs", "years": [first]}]}]}
    assert [*unlike(example, report)] == []


# --- every key, in every report --------------------------------------------------------------------------------------

DATES = [TODAY, "2015-01-01", "2018-06-30", "2023-06-30", "2099-12-31"]


@pytest.mark.parametrize("as_of", DATES)
def test_the_status_of_every_shipped_target_has_every_key_in_its_type(as_of: str) -> None:
    assert [*misshapen(written(status_record(shipped(as_of))), report_of(STATUS_INDICATOR))] == []


@pytest.mark.parametrize("as_of", DATES)
def test_the_pace_of_every_shipped_target_has_every_key_in_its_type(as_of: str) -> None:
    assert [*misshapen(written(pace_record(shipped(as_of))), report_of(PACE_INDICATOR))] == []


@pytest.mark.parametrize("as_of", DATES)
def test_the_show_report_is_the_status_with_the_observations_of_the_indicator(as_of: str) -> None:
    everything = {**STATUS_INDICATOR, "observations": [{**PART, "counted": "flag"}]}
    assert [*misshapen(written(show_record(shipped(as_of))), report_of(everything))] == []


def test_the_list_has_the_keys_of_the_status_head() -> None:
    found = [(one, list(one.indicators)) for one in library().plans]
    report = written(list_record(found, library().inputs))
    shape = {"schema": "text", "generator": "text", "inputs": INPUTS, "plans": [{**PLAN, "indicators": [HEAD]}]}
    assert [*misshapen(report, shape)] == []


def test_the_explanation_of_every_shipped_figure_is_a_tree_of_formulas_and_sources() -> None:
    origin = {"source": "text", "where": Maybe("text"), "printed": Maybe("text"), "file": "text", "line": "integer"}
    leaf = {
        "name": "text",
        "value": Maybe("number"),
        "exact": Maybe("text"),
        "bound": "text",
        "formula": Maybe("text"),
        "rule": Maybe("text"),
        "inputs": MapOf({"name": "text"}),
        "origin": Maybe(origin),
    }
    record = {**HEAD, "status": "text", "reason": WORDS, "figures": [{**leaf, "inputs": MapOf(leaf)}]}
    assert [*misshapen(written(explain_record(shipped())), report_of(record))] == []


@pytest.mark.parametrize(
    ("make", "schema"),
    [
        (status_record, "rsplan.status/1"),
        (pace_record, "rsplan.pace/1"),
        (show_record, "rsplan.show/1"),
        (explain_record, "rsplan.explain/1"),
    ],
)
def test_a_report_names_its_schema_and_what_made_it(make: object, schema: str) -> None:
    assert callable(make)
    report = make(survey_of(assess_of(indicator())))
    assert report["schema"] == schema
    assert report["generator"] == f"rsplan {__version__}"


def test_a_report_repeats_the_moment_and_the_rules() -> None:
    survey = survey_of(assess_of(indicator()))
    rules = Rules(ahead_by=Rules().ahead_by / 4, slack=Rules().ahead_by / 3, stale_after=6)
    report = status_record(survey._replace(evaluation=EvaluationContext(day("2024-01-31"), day("2024-02-29"), rules)))
    assert (report["as_of"], report["known_on"]) == ("2024-01-31", "2024-02-29")
    # 10 / 4 and 10 / 3, rounded to six places
    assert report["rules"] == {"ahead_by": Decimal("2.5"), "slack": Decimal("3.333333"), "stale_after": 6}


def test_shipped_inputs_are_named_as_in_the_repository_with_their_checksum() -> None:
    names = [(one.path, len(one.sha256)) for one in shipped().inputs]
    assert names == [("targets/nanjing.yaml", 64), ("targets/suzhou.yaml", 64)]


# --- what the values are ---------------------------------------------------------------------------------------------


def record_of(*assessments: Assessment) -> Mapping[str, object]:
    """The record of the first indicator, as a reader of the JSON has it."""
    report = written(status_record(survey_of(*assessments)))
    assert isinstance(report, dict)
    found = report["plans"][0]["indicators"][0]
    assert isinstance(found, dict)
    return found


def every(report: StatusReport) -> list[Mapping[str, object]]:
    """Every indicator of a report, as a reader of the JSON has it."""
    return [json.loads(json_text(row), parse_float=Decimal, parse_int=Decimal) for row in status_rows(report)]


def at(found: object, path: str) -> object:
    for key in path.split("."):
        assert isinstance(found, Mapping)
        found = found[key]
    return found


FIGURES = (
    *(
        "completion_rate",
        "raw_ratio",
        "elapsed",
        "lead_points",
        "lead_months",
        "progress",
        "growth",
        "expected",
        "margin",
    ),
    *(f"pace.{name}" for name in ("planned_per_year", "achieved_per_year", "required_per_year", "remaining")),
    *(f"pace.{name}" for name in ("required_growth", "projected", "reach_date")),
)


def nulls(found: object) -> set[str]:
    return {path for path in FIGURES if at(found, path) is None}


def test_a_target_without_data_has_nulls_never_zeros() -> None:
    found = record_of(assess_of(indicator()))
    assert found["status"] == "no_data"
    assert [found[key] for key in ("pass", "actual", "stale", "reached_on", "baseline")] == [None] * 5
    assert nulls(found) == {*FIGURES} - {"pace.planned_per_year"}
    assert at(found, "pace.planned_per_year") == 20


def test_every_shipped_target_without_data_has_neither_actual_nor_verdict() -> None:
    without = [one for one in every(status_record(shipped())) if one["status"] == "no_data"]
    assert without
    for record in without:
        assert [record[key] for key in ("actual", "stale", "pass", "completion_rate", "reached_on")] == [None] * 5


def test_a_row_without_a_target_has_null_for_its_value_and_its_limit() -> None:
    found = record_of(assess_of(indicator(aim=target(None)), observation("2021", "113.43")))
    assert [at(found, f"target.{key}") for key in ("comparator", "value", "limit", "high")] == [
        "none",
        None,
        None,
        None,
    ]
    assert at(found, "target.printed") == "**"
    assert at(found, "actual.value") == Decimal("113.43")
    assert (found["status"], found["pass"], found["completion_rate"]) == ("no_target", None, None)


def test_shares_are_lists_and_have_only_completion_and_verdict() -> None:
    found = record_of(
        assess_of(
            indicator(Kind.COMPOSITION, target("14:42:44"), start="13:40:47"),
            level("2021", "13:41:46"),
            as_of="2021-12-31",
        )
    )
    assert at(found, "target.value") == [14, 42, 44]
    assert at(found, "actual.value") == [13, 41, 46]
    assert at(found, "baseline.value") == [13, 40, 47]
    # 13/14 = 0.9285714…, less than (13 + 41)/(14 + 42)
    assert found["completion_rate"] == Decimal("0.928571")
    assert found["completion_rule"] == "shares"
    assert nulls(found) == {*FIGURES} - {"completion_rate"}


def test_nanjings_shares_are_lists() -> None:
    plans = assess_all(library("nanjing"), EvaluationContext(day(TODAY)), ("13fyp",))
    found = next(one for one in every(status_record(plans)) if one["number"] == "18")
    assert at(found, "target.value") == [14, 42, 44]
    assert at(found, "actual.value") == [13, 41, 46]
    assert at(found, "target.printed") == "14∶42∶44"
    assert at(found, "actual.printed") == "13∶41∶46"


def test_a_guard_rail_has_no_figure_that_points_away_from_it() -> None:
    subject = indicator(Kind.STOCK, target("95"), start="98")
    found = record_of(assess_of(subject, level("2021", "99"), as_of="2021-12-31"))
    assert at(found, "target.hold") is True
    pointing = {"planned_per_year", "achieved_per_year", "projected", "required_growth", "reach_date"}
    assert {f"pace.{name}" for name in pointing} | {"progress"} <= nulls(found)
    assert found["expected"] == 95


@pytest.mark.parametrize("kind", [Kind.CUMULATIVE, Kind.RATE, Kind.ANNUAL])
def test_growth_is_needed_of_stocks_alone(kind: Kind) -> None:
    seen = level("2021", "90") if kind is Kind.RATE else observation("2021", "90")
    assert at(record_of(assess_of(indicator(kind), seen, as_of="2021-12-31")), "pace.required_growth") is None
    stock = record_of(assess_of(indicator(Kind.STOCK), level("2021", "100"), as_of="2021-12-31"))
    assert at(stock, "pace.required_growth") == 0


def test_an_annual_target_has_nothing_that_rests_on_elapsed_time() -> None:
    found = record_of(assess_of(indicator(Kind.ANNUAL, target("5")), observation("2021", "4"), as_of="2021-12-31"))
    resting = {"elapsed", "lead_points", "lead_months", "progress", "pace.planned_per_year", "pace.achieved_per_year"}
    assert resting | {"pace.required_per_year", "pace.projected", "pace.reach_date"} <= nulls(found)
    assert found["completion_rate"] == Decimal("0.8")


def test_a_revised_target_says_what_stood_before() -> None:
    later = revision(target("100", printed="[100]"), "2023-06-01")
    subject = indicator(aim=target("85", printed="[85]"), revisions=[later])
    found = record_of(assess_of(subject, as_of="2024-12-31"))
    assert at(found, "target.printed") == "[100]"
    assert at(found, "target.value") == 100
    assert at(found, "target.revised_from") == {
        "printed": "[85]",
        "value": 85,
        "date": "2023-06-01",
        "source": "中期评估",
        "reason": {"zh": "中期调整", "en": "中期调整"},
    }
    before = record_of(assess_of(subject, as_of="2023-05-31"))
    assert (at(before, "target.value"), at(before, "target.revised_from")) == (85, None)


def test_tolerance_and_limit_are_in_the_targets_unit() -> None:
    subject = indicator(Kind.STOCK, target("5", Comparator.ABOUT, tolerance="0.25", printed="5左右"))
    found = record_of(assess_of(subject))
    assert (at(found, "target.tolerance"), at(found, "target.limit")) == (Decimal("0.25"), Decimal("4.75"))


def test_a_range_has_its_upper_end() -> None:
    found = record_of(assess_of(indicator(aim=target("5", Comparator.BETWEEN, high="6", printed="5—6个"))))
    assert [at(found, f"target.{key}") for key in ("value", "high", "limit")] == [5, 6, 5]


def test_the_actual_names_its_bound_its_gaps_and_its_parts() -> None:
    first = observation("2021", "34", bound=Bound.AT_LEAST, published="2022-04-08")
    second = observation("2023-Q1", "5.3", provisional=True)
    found = record_of(assess_of(indicator(), first, second, as_of="2023-12-31"))["actual"]
    assert isinstance(found, Mapping)
    assert (found["value"], found["bound"]) == (Decimal("39.3"), "at_least")
    assert (found["coverage"], found["missing"], found["through"]) == ("partial", ["2022"], "2023-03-31")
    assert found["provisional"] is True
    parts = [(part["period"], part["bound"], part["provisional"], part["published"]) for part in found["parts"]]
    assert parts == [("2021", "at_least", False, "2022-04-08"), ("2023-Q1", "exact", True, None)]


def test_a_printed_result_stands_beside_its_reading() -> None:
    plans = assess_all(library("nanjing"), EvaluationContext(day(TODAY)), ("13fyp",))
    found = {str(one["number"]): one for one in every(status_record(plans))}
    assert at(found["1"], "actual.printed") == "〔142.85〕"
    assert [at(found["13"], f"actual.{key}") for key in ("printed", "value", "bound")] == ["≥98", 98, "at_least"]


def test_an_empty_result_cell_is_no_data() -> None:
    plans = assess_all(library("suzhou"), EvaluationContext(day(TODAY)), ("13fyp",))
    found = next(one for one in every(status_record(plans)) if one["number"] == "15")
    assert (found["actual"], found["status"]) == (None, "no_data")


def test_a_printed_completion_is_its_text_and_its_number() -> None:
    result = Result("〔142.85〕", "表1", indicator().at, "204.07%", None)
    found = record_of(assess_of(indicator(result=result)))
    assert found["published_completion"] == {"printed": "204.07%", "value": Decimal("2.0407")}


def test_a_baseline_is_a_value_with_its_date() -> None:
    found = record_of(assess_of(indicator(Kind.STOCK)._replace(baseline=baseline("99.95", "2019-12-31"))))
    assert at(found, "baseline.value") == Decimal("99.95")
    assert at(found, "baseline.date") == "2019-12-31"


def test_a_text_target_has_no_number_and_says_where_it_stands() -> None:
    boxes = [one for one in every(status_record(shipped())) if one["scope"] == "text"]
    assert boxes
    assert {one["number"] for one in boxes} == {None}
    assert all(one["where"] for one in boxes)


def test_the_first_statement_is_the_target_as_it_was_printed() -> None:
    for record in every(status_record(shipped())):
        statements = record["statements"]
        assert isinstance(statements, list)
        assert statements[0]["where"] == record["where"]
        assert at(record, "target.revised_from") or statements[0]["printed"] == at(record, "target.printed")


def test_what_passes_is_decided_by_the_verdict() -> None:
    decided = dict.fromkeys(("met", "ahead", "on_track"), True) | dict.fromkeys(("behind", "missed"), False)
    found = every(status_record(shipped()))
    assert [one["pass"] for one in found] == [decided.get(str(one["status"])) for one in found]
    assert {one["status"] for one in found} <= {str(status) for status in Status}


def test_the_summary_adds_up() -> None:
    report = status_record(shipped())
    plans = report["plans"]
    assert isinstance(plans, list)
    assert len(plans) == 4
    for plan_record in plans:
        summary, members = plan_record["summary"], plan_record["indicators"]
        assert summary["total"] == len(members)
        assert summary["pass"] + summary["fail"] + summary["undetermined"] == summary["total"]
        assert sum(summary["by_status"].values()) == summary["total"]
        for status, count in summary["by_status"].items():
            assert count == sum(member["status"] == status for member in members) > 0


def test_computed_figures_are_rounded_half_up_to_six_places() -> None:
    # 2/3 = 0.6666666…; 1/64 = 0.015625 is exact
    found = record_of(assess_of(indicator(aim=target("3")), observation("2021", "2"), as_of="2021-12-31"))
    assert found["completion_rate"] == Decimal("0.666667")
    exact = record_of(assess_of(indicator(aim=target("64")), observation("2021", "1"), as_of="2021-12-31"))
    assert exact["completion_rate"] == Decimal("0.015625")
    # 0.0000005 is half of the last place
    half = record_of(assess_of(indicator(aim=target("2000000")), observation("2021", "1"), as_of="2021-12-31"))
    assert half["completion_rate"] == Decimal("0.000001")


# --- what the figures carry ------------------------------------------------------------------------------------------


def fields_of(assessment: Assessment) -> Any:
    """The record of the only indicator, whose members are looked into."""
    return record_of(assessment)


def test_each_figure_has_its_bound_and_what_is_null_has_none() -> None:
    # at least 34 of 85 after 12 of 60 months: 40 % or more, at most 51 left, 20 or more points ahead
    aim = indicator(aim=target("85"))
    found = fields_of(assess_of(aim, observation("2021", "34", bound=Bound.AT_LEAST), as_of="2021-12-31"))
    bounds = found["bounds"]
    assert (bounds["completion_rate"], bounds["remaining"], bounds["lead_points"]) == (
        "at_least",
        "at_most",
        "at_least",
    )
    # reached after 60 × 85 / 170 = 30 months at the latest: the pace is at least 34 a year
    assert (found["pace"]["reach_date"], bounds["reach_date"]) == ("2023-06-30", "at_most")
    assert (found["elapsed"], bounds["elapsed"]) == (Decimal("0.2"), "exact")
    assert (found["growth"], bounds["growth"]) == (None, None)
    nothing = fields_of(assess_of(aim))
    assert {name for name, bound in nothing["bounds"].items() if bound} == {"planned_per_year"}


def test_a_rate_changes_by_points_and_has_no_growth() -> None:
    # Suzhou's mediation success rate: 75.26 after 85.2
    rate = indicator(Kind.RATE, target("60"), before="85.2", unit="%")
    found = fields_of(assess_of(rate, level("2025", "75.26")))
    assert (found["change"], found["growth"]) == (Decimal("-9.94"), None)
    stock = fields_of(assess_of(indicator(Kind.STOCK, target("60"), before="50"), level("2025", "75")))
    assert (stock["change"], stock["growth"]) == (None, Decimal("0.5"))


def test_a_target_to_be_kept_tells_its_breaches_and_the_change_of_its_margin() -> None:
    # below 5: broken at the end of 2022 and 2023; the margin was 0.5 at the end of 2021 and is 0.2 now
    rate = indicator(Kind.RATE, target("5", Comparator.LESS_THAN), better=Better.LOWER, unit="%")
    levels = [level("2021", "4.5"), level("2022", "5.1"), level("2023", "5.2"), level("2025", "4.8")]
    found = fields_of(assess_of(rate, *levels))
    assert found["breaches"] == {"count": 2, "first": "2022-12-31", "last": "2023-12-31", "known": 4}
    assert found["years"] == {"known": 4, "past": 5}
    # since the end of 2023, the last figure at least twelve months earlier: 0.2 − (−0.2)
    assert found["margin_change"] == Decimal("0.4")
    other = fields_of(assess_of(indicator(), observation("2021", "30")))
    assert (other["breaches"], other["years"], other["margin_change"]) == (None, None, None)


def test_a_baseline_that_is_printed_as_a_bound_says_so() -> None:
    subject = indicator(Kind.STOCK, target("90"))._replace(baseline=baseline("70", bound=Bound.AT_LEAST))
    assert fields_of(assess_of(subject, level("2021", "80")))["baseline"]["bound"] == "at_least"


def test_the_year_has_the_marks_that_the_filters_go_by() -> None:
    """At most 10 in each year: 11 in 2022 broke it once, and the figure is not old within its year."""
    subject = indicator(Kind.STOCK, target("10", Comparator.AT_MOST), better=Better.LOWER)
    told = level("2022", "11")
    whole = assess_of(subject, told, as_of="2025-12-31")
    record = year_record(assess_year(whole, 2022, [told], day("2025-12-31"), None, Rules()))
    assert record is not None
    assert (whole.stale, record["stale"]) == (True, False)
    assert record["breaches"] == {"count": 1, "first": "2022-12-31", "last": "2022-12-31", "known": 1}


def test_a_baseline_names_the_document_or_the_observation_that_it_comes_from() -> None:
    given = fields_of(assess_of(indicator(Kind.STOCK, target("90"), start="70"), level("2021", "80")))
    assert (given["baseline"]["origin"], given["baseline"]["period"], given["baseline"]["via"]) == (
        "document",
        None,
        None,
    )
    before = level("2020", "70")._replace(via=Via.COPY)
    observed = fields_of(
        assess_of(indicator(Kind.STOCK, target("90")), before, level("2021", "80"), as_of="2021-12-31")
    )
    assert observed["baseline"] == {
        "value": 70,
        "date": "2020-12-31",
        "note": None,
        "printed": None,
        "where": None,
        "origin": "observation",
        "file": "test.yaml",
        "line": 1,
        "bound": "exact",
        "period": "2020",
        "via": "copy",
    }
    assert observed["evidence"] == {"grade": "copy", "reasons": ["copy"]}


def test_notes_that_shake_the_figure_stand_apart() -> None:
    # 12 and 18 for the two halves of a year of which 31 was published as a whole
    noted = observation("2021-H1", "12", order=1)._replace(note=text("初步"))
    halves = [noted, observation("2021-H2", "18", order=2), observation("2021", "31", order=0)]
    found = fields_of(assess_of(indicator(), *halves, as_of="2021-12-31"))
    assert [*map(len, (found["warnings"], found["notes"]))] == [1, 0]
    assert "31" in found["warnings"][0]["en"]


def test_the_bound_of_a_figure_is_in_the_column_of_its_name() -> None:
    for rows, figures in (
        (STATUS_ROWS, (*FIGURE_NAMES, "reach_date", "margin_change")),
        (PACE_YEAR_ROWS, ("remaining", "required_per_year")),
    ):
        names = names_of(columns_of(rows.row()))
        bounds = [name.removesuffix("_bound") for name in names if name.endswith("_bound")]
        # their figure is in the column NAME_value
        values = {"target_relative_to_figure", "actual", "year_actual", "year_month", "year_year_before", "baseline"}
        assert [name for name in bounds if name not in names and name not in values] == []
        stated = {name.removeprefix("pace_") for name in bounds}
        assert [figure for figure in figures if figure not in stated] == []


def test_the_change_of_a_margin_is_exact() -> None:
    figures = level("2021", "96"), level("2022", "97")
    for subject, bound in ((target("95", hold=True), "exact"), (target("99", hold=False), None)):
        found = fields_of(assess_of(indicator(Kind.RATE, subject, unit="%"), *figures, as_of="2022-12-31"))
        assert found["bounds"]["margin_change"] == bound
        assert (found["margin_change"] is None) is (bound is None)


def test_what_is_known_across_years_has_a_row_of_its_own_and_adds_up() -> None:
    # to the end of 2021: 15, of 2023: 52; 37 lie in 2022 and 2023 together, 48 are left
    to_date = [observation("2021", "15", Basis.PTD), observation("2021-01/2023-12", "52", Basis.PTD)]
    report = pace_record(survey_of(assess_of(indicator(), *to_date, as_of="2023-12-31")))
    (found,) = next(iter(report["plans"]))["indicators"]
    across = {"start": "2022-01-01", "end": "2023-12-31", "days": ["2022", "2023"], "amount": 37, "bound": "exact"}
    assert found["known_across"] == [{**across, "provisional": False}]
    rows: list[Any] = list(pace_year_rows(report))
    assert [row["year"] for row in rows] == [2021, 2022, 2023, 2024, 2025, None]
    assert (rows[-1]["year_start"], rows[-1]["year_actual"], rows[-1]["year_complete"]) == ("2022-01-01", 37, None)
    known = sum(row["year_actual"] or 0 for row in rows)
    assert known + sum(row["year_required"] or 0 for row in rows) == 100


def test_years_and_amounts_across_them_are_provisional_where_a_figure_is_that_they_come_from() -> None:
    # 52 by 2023, of which 20 in 2022 are provisional, and so the 32 of the other years; 2024 is final.
    figures = [
        observation("2021-01/2023-12", "52", Basis.PTD),
        observation("2022", "20", provisional=True),
        observation("2024", "9"),
    ]
    report = pace_record(survey_of(assess_of(indicator(), *figures, as_of="2024-12-31")))
    rows: list[Any] = list(pace_year_rows(report))
    found = [(row["year"], row["year_actual"], row["year_provisional"]) for row in rows]
    assert found == [
        (2021, None, False),
        (2022, 20, True),
        (2023, None, False),
        (2024, 9, False),
        (2025, None, False),
        (None, 32, True),
    ]


def test_a_level_is_provisional_where_the_last_of_its_year_is() -> None:
    figures = [
        level("2021-06", "50")._replace(provisional=True),
        level("2021", "60"),
        level("2022", "70")._replace(provisional=True),
    ]
    report = pace_record(survey_of(assess_of(indicator(Kind.STOCK), *figures, as_of="2022-12-31")))
    (found,) = next(iter(report["plans"]))["indicators"]
    assert [year["provisional"] for year in found["years"]] == [False, True, False, False, False]


def test_the_mean_of_a_year_is_not_provisional_because_its_level_is() -> None:
    subject = indicator(Kind.RATE, unit="%")._replace(judged=Judged.MEAN)
    mean = observation("2021", "91", Basis.MEAN)
    figures = [mean, level("2021", "91")._replace(provisional=True)]
    report = pace_record(survey_of(assess_of(subject, *figures, as_of="2022-06-30")))
    (found,) = next(iter(report["plans"]))["indicators"]
    assert [found["years"][0]["actual"], found["years"][0]["provisional"]] == [91, False]


def test_json_is_never_rounded_onto_a_limit() -> None:
    # 9,999,999 of 10,000,000: 99.99999 %, which six places would call 1
    found = fields_of(assess_of(indicator(aim=target("10000000")), observation("2021", "9999999"), as_of="2025-12-31"))
    assert found["completion_rate"] == Decimal("0.999999")
    assert found["status"] != "met"


def test_the_break_is_said_with_the_reason_and_its_parts_stand_in_the_actual() -> None:
    broken = Break(day("2022-01-01"), "2022", text("口径调整"), True, indicator().at)
    subject = indicator()._replace(breaks=(broken,))
    parts = observation("2021", "34", bound=Bound.AT_LEAST), observation("2022", "11")
    found = fields_of(assess_of(subject, *parts, as_of="2022-12-31"))
    assert (found["actual"]["before_break"], found["actual"]["before_break_bound"]) == (34, "at_least")
    assert (found["actual"]["after_break"], found["actual"]["after_break_bound"]) == (11, "exact")
    assert found["evidence"]["grade"] == "break"
    assert "口径调整" in found["reason"]["zh"]
    assert "≥34 before, 11 since" in found["reason"]["en"]


def clause_of_breaks(figures: list[Observation], *years: str, as_of: str = "2023-12-31") -> str:
    """The reason in English from its first break on."""
    breaks = tuple(Break(day(f"{year}-01-01"), year, text("x"), False, indicator().at) for year in years)
    reason = fields_of(assess_of(indicator()._replace(breaks=breaks), *figures, as_of=as_of))["reason"]["en"]
    return str(reason[reason.index("; from") :])


def test_a_side_of_a_break_without_a_figure_of_its_own_is_said() -> None:
    after = [observation("2022", "3")]
    said = "; from 2022 on something else seems to be counted (x)"
    assert clause_of_breaks(after, "2022") == f"{said}: no separate figure before, 3 since"
    across = observation("2021-01/2022-12", "15", Basis.PTD)
    assert clause_of_breaks([across], "2022") == said
    assert clause_of_breaks([across, observation("2023", "5")], "2022") == f"{said}: no separate figure before, 5 since"
    before = [observation("2021", "15"), observation("2022-01/2023-12", "20")]
    assert clause_of_breaks(before, "2023").endswith("(x): 15 before, no separate figure since")


def test_every_break_that_the_actual_lies_across_is_named() -> None:
    # 10 + 20 before 2023, the latest break, 30 since; that of 2024 is not reached.
    figures = [observation(year, value) for year, value in (("2021", "10"), ("2022", "20"), ("2023", "30"))]
    assert clause_of_breaks(figures, "2022", "2023", "2024") == (
        "; from 2022 on something else seems to be counted (x)"
        "; from 2023 on something else seems to be counted (x): 30 before, 30 since"
    )


# --- rows ------------------------------------------------------------------------------------------------------------


def test_rows_are_the_indicators_with_city_and_plan_before_them() -> None:
    report = status_record(shipped())
    found = list(status_rows(report))
    assert [list(one)[:2] for one in found] == [["city", "plan"]] * len(found)
    members = [member for one in _plans(report) for member in one["indicators"]]
    assert [{key: value for key, value in one.items() if key not in ("city", "plan")} for one in found] == members


def _plans(report: StatusReport) -> list[StatusPlan]:
    return list(report["plans"])


def test_a_year_of_a_pace_is_a_row_of_its_own() -> None:
    found = list(
        pace_year_rows(pace_record(survey_of(assess_of(indicator(), observation("2021", "30"), as_of="2021-12-31"))))
    )
    # 70 left over four years, in steps of 1: 17.5 each
    assert [one["year"] for one in found] == [2021, 2022, 2023, 2024, 2025]
    assert [one["year_actual"] for one in found] == [30, None, None, None, None]
    assert [one["year_planned"] for one in found] == [20] * 5
    assert found[0]["year_required"] is None
    assert sorted(int(str(one["year_required"]).split(".")[0]) for one in found[1:]) == [17, 17, 18, 18]
    assert all("years" not in one for one in found)


def test_a_plan_names_its_city() -> None:
    assessment = assess_of(indicator()._replace(scope=Scope.TEXT))
    within = plan(assessment.indicator)._replace(city=City("wuxi", text("无锡市")))
    report = status_record(survey_of(assessment, within=within))
    assert json_text(_plans(report)[0]["city"]) == json_text({"id": "wuxi", "zh": "无锡市", "en": "无锡市"})
    assert next(status_rows(report))["city"] == "wuxi"
