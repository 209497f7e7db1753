"""Every figure is recomputed from the `explain` tree alone, by a reader and a calculator of this test's own."""

import json
import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Context, Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rsplan.cli.program import run
from rsplan.read.plan_library import load
from rsplan.render.json_writer import json_text
from rsplan.report.records.forecast import forecast_record
from rsplan.report.records.show_explain import explain_record
from rsplan.report.records.status import status_record
from rsplan.survey import ALL_PLANS, CompleteSurvey, EvaluationContext, Filters, assess_all

Node = dict[str, Any]

SHIPPED = Path(__file__).parents[1]
DAYS = ("2016-06-30", "2018-12-31", "2020-12-31", "2022-06-30", "2023-03-31", "2024-12-31", "2026-11-21")

# ----------------------------------------------------------------------------------------------------------------------
# A calculator of formula texts: + - * / ^ log min max and parentheses, over fractions

_TOKEN = re.compile(r"\s*([0-9]+|[A-Za-z_][A-Za-z_0-9]*|[-+*/^(),])")
_ROOTS = Context(prec=120)


class Calculator:
    """Evaluates one formula text; every name must be given."""

    def __init__(self, text: str, values: dict[str, Fraction]) -> None:
        self._tokens = _TOKEN.findall(text)
        assert "".join(self._tokens) == text.replace(" ", "")
        self._values = values
        self._at = 0

    def result(self) -> Fraction:
        found = self._sum()
        assert self._at == len(self._tokens)
        return found

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        self._at += 1
        return str(self._tokens[self._at - 1])

    def _sum(self) -> Fraction:
        found = self._product()
        while self._next() in ("+", "-"):
            found = found + self._product() if self._take() == "+" else found - self._product()
        return found

    def _product(self) -> Fraction:
        found = self._power()
        while self._next() in ("*", "/"):
            found = found * self._power() if self._take() == "*" else found / self._power()
        return found

    def _power(self) -> Fraction:
        found = self._atom()
        while self._next() == "^":
            self._take()
            found = root(found, self._atom())
        return found

    def _atom(self) -> Fraction:
        token = self._take()
        if token == "(":
            found = self._sum()
            assert self._take() == ")"
            return found
        if token == "log":
            assert self._take() == "("
            term = self._sum()
            assert self._take() == ")"
            return Fraction(_ROOTS.divide(Decimal(term.numerator), Decimal(term.denominator)).ln(_ROOTS))
        if token in ("min", "max") and self._next() == "(":
            self._take()
            terms = [self._sum()]
            while self._next() == ",":
                self._take()
                terms.append(self._sum())
            assert self._take() == ")"
            return min(terms) if token == "min" else max(terms)
        return Fraction(token) if token.isdigit() else self._values[token]


def root(base: Fraction, exponent: Fraction) -> Fraction:
    parts = [_ROOTS.divide(Decimal(one.numerator), Decimal(one.denominator)) for one in (base, exponent)]
    return Fraction(_ROOTS.power(*parts))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A - B - 1", Fraction(2)),
        ("A / (B / 12)", Fraction(60) / 2),
        ("A * B / 4", Fraction(5, 2)),
        ("min(A, B + 1) + max(1, B)", Fraction(5)),
        ("(A + B * 2) ^ 2 - 1", Fraction(80)),
        ("A + log(B) / log(B) * 3", Fraction(8)),
    ],
)
def test_the_calculator_of_this_test_keeps_the_usual_order(text: str, expected: Fraction) -> None:
    assert Calculator(text, {"A": Fraction(5), "B": Fraction(2)}).result() == expected


# ----------------------------------------------------------------------------------------------------------------------
# Readers of what the leaves say

_WORDS = {"全覆盖": 100, "应保尽保": 100, "清零": 0, "动态清零": 0, "动态为零": 0}


def printed_value(origin: Node) -> Fraction:
    """The figure that stands in a printed text; the lower end of a range, the named one of the shares."""
    text = origin["printed"].strip()
    if text in _WORDS:
        return Fraction(_WORDS[text])
    figures = re.findall(r"(?<![0-9])-?[0-9]+(?:\.[0-9]+)?", text)
    assert len(figures) == 1 or origin["share"] or re.search("[0-9][—～-][0-9]", text), text
    return Fraction(figures[(origin["share"] or 1) - 1])


@cache
def months_between(first: date, last: date) -> Fraction:
    """Each day is its part of its month, first and last day included."""
    found = Fraction(0)
    day = first
    while day <= last:
        size = monthrange(day.year, day.month)[1]
        if day.day == 1 and (last - day).days >= size:
            found += 1
            day += timedelta(days=size)
        else:
            found += Fraction(1, size)
            day += timedelta(days=1)
    return found


@cache
def first_day_after(start: date, length: Fraction) -> date:
    """The first day on which so many months have passed since the start."""
    day, passed = start, Fraction(1, monthrange(start.year, start.month)[1])
    while passed < length:
        day += timedelta(days=1)
        passed += Fraction(1, monthrange(day.year, day.month)[1])
    return day


@cache
def lines_of(file: str) -> list[str]:
    path = Path(file)
    return (path if path.is_absolute() else SHIPPED / path).read_text(encoding="utf-8").split("\n")


def check_leaf(node: Node) -> None:
    origin = node["origin"]
    assert origin is not None
    assert origin["source"]
    line = lines_of(origin["file"])[origin["line"] - 1]
    value = Fraction(node["exact"])
    match origin["read_from"]:
        case "printed":
            assert printed_value(origin) == value
            assert origin["printed"].strip() in line
        case "entry":
            # What is printed counts wherever it says the number.
            assert origin["printed"] is None or printed_value(origin) != value
            assert value in [Fraction(found) for found in re.findall(r"-?[0-9]+(?:\.[0-9]+)?", line)]
        case "dates":
            assert months_between(date.fromisoformat(origin["start"]), date.fromisoformat(origin["end"])) == value
        case other:
            raise AssertionError(other)


# ----------------------------------------------------------------------------------------------------------------------
# The tree recomputed


def half_up(value: Fraction) -> Fraction:
    """Rounded to six places and at most fifteen digits, ties away from zero."""
    unit = Fraction(10) ** max(-6, len(str(int(abs(value)))) - 15)
    scaled = abs(value) / unit + Fraction(1, 2)
    whole = scaled.numerator // scaled.denominator * unit
    return -whole if value < 0 else whole


_FROM_NOTHING = {"zero_baseline", "plan_start"}
_COMPARED: dict[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": lambda left, right: left >= right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    "<": lambda left, right: left < right,
}


def recomputed(node: Node) -> Fraction:
    """The node's value from its leaves, each of them checked; every node on the way must say the same."""
    value = Fraction(node["exact"])
    assert half_up(value) == Fraction(node["value"])
    if node["formula"] is None:
        assert not node["inputs"]
        check_leaf(node)
        return value
    assert node["origin"] is None
    known = {symbol: recomputed(inner) for symbol, inner in node["inputs"].items()}
    found = Calculator(node["formula"], known).result()
    if "^" in node["formula"] or "log(" in node["formula"]:
        assert abs(found - value) < Fraction(1, 10**40) * (abs(value) + 1)
    else:
        assert found == value
    if node["condition"]:
        left, sign, right = node["condition"].split()
        assert _COMPARED[sign](known[left], known[right])
    elif not known:
        assert node["rule"] in _FROM_NOTHING
    return value


def indicators(text: str) -> Iterator[tuple[Node, Node]]:
    for plan in json.loads(text, parse_float=Decimal)["plans"]:
        for indicator in plan["indicators"]:
            yield plan, indicator


_OTHERS = {"target", "limit", "actual", "baseline", "reach_months"}
_FIGURES = (
    *("completion_rate", "raw_ratio", "elapsed", "lead_points", "lead_months", "progress", "growth", "expected"),
    *("change", "margin", "margin_change"),
)


def check_survey(survey: CompleteSurvey) -> int:
    """All figures of the survey recomputed and held against the status report; how many there were."""
    count = 0
    explained = indicators(json_text(explain_record(survey)))
    stated = indicators(json_text(status_record(survey)))
    for (plan, tree), (_, status) in zip(explained, stated, strict=True):
        assert tree["id"] == status["id"]
        pace = dict(status["pace"])
        reach_date = pace.pop("reach_date")
        expected = {name: status[name] for name in _FIGURES} | pace
        found = {node["name"]: half_up(recomputed(node)) for node in tree["figures"]}
        months = found.pop("reach_months", None)
        assert found == {name: Fraction(value) for name, value in expected.items() if value is not None}
        assert (months is None) == (reach_date is None)
        for node in tree["figures"]:
            check_ends(node, status)
            if node["name"] == "reach_months":
                assert node["date"] == reach_date
                start = date.fromisoformat(plan["start"])
                assert str(first_day_after(start, Fraction(node["exact"]))) == reach_date
        count += len(tree["figures"])
    return count


def check_ends(node: Node, status: Node) -> None:
    """T, L, A and B mean what the status report says they are."""
    stated = {"T": status["target"]["value"], "L": status["target"]["limit"]}
    stated["A"] = status["actual"]["value"] if status["actual"] else None
    for symbol, inner in node["inputs"].items():
        if symbol in stated:
            assert half_up(Fraction(inner["exact"])) == Fraction(stated[symbol])
        if symbol == "B" and status["kind"] != "cumulative":
            assert Fraction(inner["exact"]) == Fraction(status["baseline"]["value"])
        check_ends(inner, status)


EVERYTHING = Filters(every_scope=True)


@pytest.mark.slow
@pytest.mark.parametrize("day", DAYS)
def test_every_figure_of_every_plan_follows_from_its_tree_alone(day: str) -> None:
    survey = assess_all(load(), EvaluationContext(date.fromisoformat(day)), (ALL_PLANS,), EVERYTHING)
    assert len(survey.plans) == 4
    assert check_survey(survey) > 50


def test_the_command_prints_the_same_tree(capsys: pytest.CaptureFixture[str]) -> None:
    args = ["show", "suzhou", "urban-new-jobs", "--plan", "14fyp", "--as-of", "2026-11-21"]
    assert run([*args, "--explain", "--format", "json"]) == 0
    ((_, printed),) = indicators(capsys.readouterr().out)
    survey = assess_all(load(cities=("suzhou",)), EvaluationContext(date(2026, 11, 21)), ("14fyp",), EVERYTHING)
    trees = [tree for _, tree in indicators(json_text(explain_record(survey)))]
    assert printed == next(tree for tree in trees if tree["id"] == "urban-new-jobs")


# ----------------------------------------------------------------------------------------------------------------------
# What the shipped plans do not have: milestones, tolerances that are stated, revisions, annual sums, ranges

HEAD = """\
city:
  id: linhai
  name: {zh: 临海市, en: Linhai}
documents:
  plan:
    title: {zh: 规划, en: Plan}
    state: issued
plans:
  - id: 14fyp
    title: {zh: 规划, en: Plan}
    document: plan
    state: issued
    start: 2021-01-01
    end: 2025-12-31
    indicators:
"""


def survey_of(folder: Path, indicator: str, as_of: str, start: str = "2021-01-01") -> CompleteSurvey:
    """The survey of a plan with one indicator, given by the keys after its names."""
    file = folder / f"linhai-{as_of}.yaml"
    common = "      - id: found\n        name: {zh: 指标, en: Indicator}\n        unit: {zh: 万人, en: persons}\n"
    body = "".join(f"        {line}\n" for line in indicator.strip().split("\n"))
    file.write_text(HEAD.replace("2021-01-01", start) + common + body, encoding="utf-8")
    lines_of.cache_clear()
    library = load([str(file)], shipped=False)
    return assess_all(library, EvaluationContext(date.fromisoformat(as_of)), filters=EVERYTHING)


def figure(survey: CompleteSurvey, name: str) -> Node:
    """The derivation of a figure; all of them are recomputed."""
    assert check_survey(survey)
    ((_, tree),) = indicators(json_text(explain_record(survey)))
    (found,) = [node for node in tree["figures"] if node["name"] == name]
    return dict(found)


SUM = """
kind: cumulative
better: higher
target: {printed: "100", where: 表1}
milestones:
  - year: 2021
    value: 10
  - year: 2023
    value: 30
    source: 年度计划
observed:
  - {period: 2022-06, value: 25, basis: ptd, source: 公报}
"""


def test_a_sum_along_milestones_ends_in_them(tmp_path: Path) -> None:
    """10 by the end of 2021; the other 60 over 2022, 2024 and 2025 are 20 each; half of 2022 is over: 10 + 10."""
    found = figure(survey_of(tmp_path, SUM, "2022-06-30"), "expected")
    assert Fraction(found["exact"]) == 20
    points = {symbol: Fraction(found["inputs"][symbol]["exact"]) for symbol in ("N0", "P0", "N1", "P1")}
    assert points == {"N0": 12, "P0": 10, "N1": 24, "P1": 30}
    milestone = found["inputs"]["P0"]["inputs"]["m2021"]
    assert milestone["origin"]["read_from"] == "entry"
    assert milestone["origin"]["period"] == "2021"


def test_a_sum_before_its_first_milestone_starts_from_zero(tmp_path: Path) -> None:
    observed = "{period: 2021-03, value: 2, basis: ptd, source: 公报}"
    body = SUM.replace("{period: 2022-06, value: 25, basis: ptd, source: 公报}", observed)
    found = figure(survey_of(tmp_path, body, "2021-06-30"), "expected")
    assert (Fraction(found["exact"]), found["inputs"]["P0"]["rule"]) == (Fraction(10, 4), "zero_baseline")


def test_the_milestones_of_every_year_leave_no_rest(tmp_path: Path) -> None:
    """20 + 20 + 20 + 20 = 80 by the end of 2024, and the year 2025 brings the last 20."""
    years = "\n".join(f"  - {{year: {year}, value: 20}}" for year in range(2021, 2026))
    body = re.sub("(?s)milestones:.*observed:", f"milestones:\n{years}\nobserved:", SUM)
    body = body.replace("2022-06, value: 25", "2025-06, value: 90")
    assert Fraction(figure(survey_of(tmp_path, body, "2025-06-30"), "expected")["exact"]) == 90


def test_a_year_that_the_plan_has_a_part_of_shares_by_its_months(tmp_path: Path) -> None:
    """From July 2021: 10 in 2022 leave 90 for 6 + 36 months, so 2021 brings 90 * 6 / 42, and 2022 begins there."""
    milestones = "milestones:\n  - {year: 2022, value: 10}\nobserved:"
    body = re.sub("(?s)milestones:.*observed:", milestones, SUM)
    survey = survey_of(tmp_path, body, "2022-06-30", start="2021-07-01")
    points = {symbol: Fraction(one["exact"]) for symbol, one in figure(survey, "expected")["inputs"].items()}
    assert points["P0"] == Fraction(90 * 6, 42)
    assert points["N0"] == 6


LEVEL = """
kind: stock
better: higher
target: {printed: "200", where: 表1}
baseline: {printed: "100", where: 一, date: 2020-12-31}
milestones:
  - {year: 2022, value: 150}
observed:
  - {period: 2023-06-30, value: 151, source: 公报}
"""


def test_a_level_along_milestones_ends_in_them(tmp_path: Path) -> None:
    """150 at the end of 2022, 200 at the end of 2025; 2023 ends at 166 2/3, and half of that year is over: 158 1/3."""
    found = figure(survey_of(tmp_path, LEVEL, "2023-06-30"), "expected")
    assert Fraction(found["exact"]) == 150 + Fraction(50, 6)
    assert found["inputs"]["P0"]["name"] == "milestone"
    assert found["inputs"]["P1"]["rule"] == "milestones"


def test_a_level_before_its_first_milestone_starts_from_the_baseline(tmp_path: Path) -> None:
    body = LEVEL.replace("2023-06-30, value: 151", "2021-06-30, value: 101")
    found = figure(survey_of(tmp_path, body, "2021-06-30"), "expected")
    assert Fraction(found["exact"]) == 100 + Fraction(50, 4)
    assert found["inputs"]["P0"]["name"] == "baseline"


def test_a_level_without_a_baseline_starts_from_its_first_milestone(tmp_path: Path) -> None:
    body = LEVEL.replace('baseline: {printed: "100", where: 一, date: 2020-12-31}\n', "")
    assert Fraction(figure(survey_of(tmp_path, body, "2023-06-30"), "expected")["exact"]) == 150 + Fraction(50, 6)


@pytest.mark.parametrize(
    ("tolerance", "limit", "read_from"), [("", Fraction(21, 4), None), (", tolerance: 0.5", Fraction(11, 2), "entry")]
)
def test_a_tolerance_is_derived_or_read(tmp_path: Path, tolerance: str, limit: Fraction, read_from: str | None) -> None:
    """5左右, less is better: 5 % of 5 is 0.25, so the limit is 5.25; a stated tolerance of 0.5 gives 5.5."""
    body = f"""
kind: rate
better: lower
target: {{printed: 5左右, where: 表1{tolerance}}}
observed:
  - {{period: 2022, value: 5.1, source: 公报}}
"""
    found = figure(survey_of(tmp_path, body, "2023-12-31"), "remaining")["inputs"]["L"]
    width = found["inputs"]["t"]
    assert Fraction(found["exact"]) == limit
    assert (width["origin"] or {}).get("read_from") == read_from


def test_a_target_that_the_file_states_is_read_there(tmp_path: Path) -> None:
    """1.2万人以上 in a unit of single persons is 12,000: the entry counts, and the print stands by it."""
    body = """
kind: stock
better: higher
target: {printed: 1.2万人以上, where: 表1, value: 12000}
note: {zh: 单位为人, en: counted in persons}
observed:
  - {period: 2022, value: 11000, printed: 1.1万, source: 公报}
"""
    found = figure(survey_of(tmp_path, body.replace("万人, en", "人, en"), "2023-12-31"), "raw_ratio")
    origin = found["inputs"]["T"]["origin"]
    assert (origin["read_from"], origin["printed"]) == ("entry", "1.2万人以上")
    assert found["inputs"]["A"]["inputs"]["a1"]["origin"]["read_from"] == "entry"


def test_the_weakest_year_is_a_choice_among_sums(tmp_path: Path) -> None:
    body = """
kind: annual
better: higher
target: {printed: 10万人, where: 表1}
observed:
  - {period: 2021, value: 12, source: 公报}
  - {period: 2022-H1, value: 5, source: 公报}
  - {period: 2022-H2, value: 4, source: 公报}
"""
    found = figure(survey_of(tmp_path, body, "2023-12-31"), "raw_ratio")["inputs"]["A"]
    assert found["formula"] == "min(y2021, y2022)"
    assert Fraction(found["exact"]) == 9


def test_the_day_of_reaching_follows_from_the_pace(tmp_path: Path) -> None:
    """40 in two years are 20 a year, so 90 take 54 months, to the end of June 2025."""
    body = """
kind: cumulative
better: higher
target: {printed: "90", where: 表1}
observed:
  - {period: 2022, value: 40, basis: ptd, source: 公报}
"""
    found = figure(survey_of(tmp_path, body, "2023-12-31"), "reach_months")
    assert (found["exact"], found["date"]) == ("54", "2025-06-30")


def test_a_revised_target_is_read_at_its_own_line(tmp_path: Path) -> None:
    body = """
kind: cumulative
better: higher
target: {printed: "100", where: 表1}
revised:
  - {printed: "80", where: 二, date: 2023-01-01, reason: {zh: 中期, en: midterm}, source: 中期评估}
observed:
  - {period: 2022, value: 40, basis: ptd, source: 公报}
"""
    origin = figure(survey_of(tmp_path, body, "2023-12-31"), "raw_ratio")["inputs"]["T"]["origin"]
    assert (origin["printed"], origin["source"]) == ("80", "中期评估")


@pytest.mark.parametrize(
    ("printed", "better", "value", "condition"),
    [
        ("90以上", "higher", "90", "A >= L"),
        ("超过90", "higher", "91", "A > L"),
        ("90以内", "lower", "90", "A <= L"),
        ("低于90", "lower", "89", "A < L"),
        ("90左右", "higher", "90", "A >= L"),
        ("90左右", "lower", "90", "A <= L"),
        ("80—90", "higher", "85", "A >= L"),
        ("清零", "lower", "0", "A <= L"),
    ],
)
def test_a_constant_says_why_it_applies(tmp_path: Path, printed: str, better: str, value: str, condition: str) -> None:
    """Nothing is left to do once the target is satisfied: the actual and the limit show that it is."""
    body = f"""
kind: rate
better: {better}
target: {{printed: {printed}, where: 表1}}
observed:
  - {{period: 2022, value: {value}, source: 公报}}
"""
    found = figure(survey_of(tmp_path, body, "2023-12-31"), "remaining")
    assert (found["exact"], found["condition"]) == ("0", condition)
    assert set(found["inputs"]) == {"A", "L"}


def test_a_zero_target_that_is_missed_says_so(tmp_path: Path) -> None:
    """With T = 0 the completion rate is 1 when satisfied, else 0 (methodology, section 3)."""
    body = """
kind: stock
better: lower
target: {printed: 清零, where: 表1}
observed:
  - {period: 2022, value: 3, source: 公报}
"""
    found = figure(survey_of(tmp_path, body, "2023-12-31"), "completion_rate")
    assert (found["exact"], found["rule"], found["condition"]) == ("0", "zero_target", "A > L")


def test_a_share_is_read_at_its_place_among_the_shares(tmp_path: Path) -> None:
    body = """
kind: composition
better: higher
target: {printed: 14∶42∶44, where: 表1}
observed:
  - {period: 2022, value: [13, 41, 46], source: 公报}
"""
    inputs = figure(survey_of(tmp_path, body, "2023-12-31"), "completion_rate")["inputs"]
    origins = {
        symbol: (one["exact"], one["origin"]["share"], one["origin"]["read_from"]) for symbol, one in inputs.items()
    }
    assert origins["T2"] == ("42", 2, "printed")
    assert origins["A2"] == ("41", 2, "entry")


# ----------------------------------------------------------------------------------------------------------------------
# Forecasts


def forecasts(survey: CompleteSurvey) -> Iterator[tuple[Node, Node]]:
    """The trees of each forecast of the survey, by name, with the forecast that `rsplan forecast` reports."""
    explained = indicators(json_text(explain_record(survey)))
    stated = indicators(json_text(forecast_record(survey)))
    for (_, tree), (_, forecast) in zip(explained, stated, strict=True):
        yield {node["name"]: node for node in tree["forecast"]}, forecast


@pytest.mark.parametrize("as_of", ["2022-12-31", "2023-06-30", "2025-10-31"])
def test_every_number_of_a_forecast_follows_from_its_tree(as_of: str) -> None:
    survey = assess_all(load(), EvaluationContext(date.fromisoformat(as_of)), (ALL_PLANS,), Filters(every_scope=True))
    count = 0
    for trees, forecast in forecasts(survey):
        assert bool(trees) == (forecast["refused"] is None)
        if trees:
            ends = {name: half_up(recomputed(trees[f"forecast_{name}"])) for name in ("low", "mean", "high")}
            assert ends == {name: Fraction(forecast[name]) for name in ends}
            pace = forecast["pace"] or {}
            assert {name: half_up(recomputed(trees[f"pace_{name}"])) for name in pace} == {
                name: Fraction(value) for name, value in pace.items()
            }
            assert trees.get("last_call", {"date": None})["date"] == forecast["last_call"]
            fan = {name: end for name, end in (forecast["assumptions"] or {}).items() if end is not None}
            assert {name: half_up(recomputed(trees[f"end_{name}"])) for name in fan} == {
                name: Fraction(value) for name, value in fan.items()
            }
            for end in ("earliest", "latest"):
                if f"reach_{end}" in trees:
                    recomputed(trees[f"reach_{end}"])
                    assert trees[f"reach_{end}"]["date"] == forecast["reach"][end]
            count += 1
    assert count


_MONTHS = """
kind: cumulative
better: higher
target: {printed: "200", where: 表1}
observed:
  - {period: 2021-06, value: 15, basis: ytd, source: 公报}
  - {period: 2021, value: 30, source: 公报}
  - {period: 2022-06, value: 20, basis: ytd, source: 公报}
  - {period: 2022, value: 36, source: 公报}
  - {period: 2023-06, value: 22, basis: ytd, source: 公报}
  - {period: 2023, value: 40, source: 公报}
  - {period: 2024-06, value: 24, basis: ytd, source: 公报}
"""

_MARGINS = """
kind: rate
better: higher
target: {printed: "95", where: 表1, hold: true}
observed:
  - {period: 2020-06, value: 98.2, source: 公报}
  - {period: 2020, value: 98.1, source: 公报}
  - {period: 2021-06, value: 98, source: 公报}
  - {period: 2021, value: 97.5, source: 公报}
  - {period: 2022-06, value: 97.4, source: 公报}
  - {period: 2022, value: 97, source: 公报}
  - {period: 2023-06, value: 96.2, source: 公报}
  - {period: 2023, value: 96.3, source: 公报}
  - {period: 2024-06, value: 96, source: 公报}
"""


_GROWN = """
kind: growth
better: higher
baseline: {printed: "100", where: 表1}
target: {printed: 年均增长5%, where: 表1}
observed:
  - {period: 2021, value: 105, source: 公报}
  - {period: 2022, value: 113, source: 公报}
  - {period: 2023, value: 118, source: 公报}
"""

#: The past forecasts of each: the share in 2022 and 2023 and the mean year in 2022 and 2023; the trend of six levels;
#: growth from 2021 and from 2022 on.
_RECORDS = [(_MONTHS, 4), (_MARGINS, 1), (_GROWN, 2)]


@pytest.mark.parametrize(("body", "past"), _RECORDS, ids=["shares", "a trend", "growth"])
def test_shares_errors_trends_and_growth_are_recomputed_from_the_tree(body: str, past: int, tmp_path: Path) -> None:
    ((trees, forecast),) = forecasts(survey_of(tmp_path, body, "2024-06-30"))
    ends = {name: half_up(recomputed(trees[f"forecast_{name}"])) for name in ("low", "mean", "high")}
    assert ends == {name: Fraction(forecast[name]) for name in ends}
    assert len(forecast["record"]) == past
    for node in trees.values():
        recomputed(node)
    if forecast["breach"] is not None:
        assert trees["breach"]["date"][:4] == str(forecast["breach"])
