"""Targets that state a growth or a change; docs/methodology.md, sections 1 and 3. Numbers are worked out by hand."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from builders import DEFAULTS, assess_of, baseline, indicator, level, plan, target

from rsplan.calc.explain.figure_derivations import explain, numbers
from rsplan.calc.forecast.scenario import Scenario, forecast_in
from rsplan.calc.pace import Need, Per, need_of, pace_of
from rsplan.calc.verdict import Status
from rsplan.calc.year_assessment import assess_year
from rsplan.errors import InvalidInput
from rsplan.model.enums import Better, Bound, By, Comparator, Kind
from rsplan.model.plan import Indicator, Target
from rsplan.read.yaml_target_file import read_targets
from rsplan.report.tables.status_year import on_year_text
from rsplan.report.tables.table import Words


def growing(aim: Target, start: str | None = "100", better: Better = Better.HIGHER) -> Indicator:
    return indicator(Kind.GROWTH, aim, start=start, better=better, unit="元")


def changing(aim: Target, by: By, start: str | None = "60", better: Better = Better.HIGHER) -> Indicator:
    return indicator(Kind.CHANGE, aim, start=start, better=better, unit="%")._replace(by=by)


# --- growth -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "by", "need"),
    [
        # From 60 by 5 to 65, at 62 after two of five years: 3 in three years.
        ("万人", By.POINTS, Need(Per.YEAR, Fraction(1), Bound.EXACT)),
        ("%", By.POINTS, None),
        ("‰", By.POINTS, None),
        ("万人", By.PERCENT, None),
    ],
)
def test_people_are_told_the_yearly_need_of_a_change_of_what_is_counted(unit: str, by: By, need: Need | None) -> None:
    subject = indicator(Kind.CHANGE, target("5"), start="60", unit=unit)._replace(by=by)
    assert need_of(assess_of(subject, level("2022", "62"), as_of="2022-12-31")) == need


def test_a_growth_a_year_is_compounded_from_the_baseline() -> None:
    """100 at 10 % a year for five years: 110, 121, 133.1, 146.41, 161.051; never 100 + 50."""
    assessment = assess_of(growing(target("10")), level("2023", "133.1"), as_of="2023-12-31")
    assert assessment.target.values == (Fraction("161.051"),)
    assert assessment.limit == Fraction("161.051")
    assert assessment.value("expected") == Fraction("133.1")
    assert assessment.status is Status.ON_TRACK


def test_the_path_of_a_growth_is_that_of_equal_rates() -> None:
    """A straight line would ask 136.63 after three of five years, and call 134 behind."""
    above = assess_of(growing(target("10")), level("2023", "134"), as_of="2023-12-31")
    below = assess_of(growing(target("10")), level("2023", "133"), as_of="2023-12-31")
    assert (above.status, below.status) == (Status.ON_TRACK, Status.BEHIND)


def test_completion_of_a_growth_is_the_part_of_the_way_that_is_done() -> None:
    """From 100 to 161.051; at 133.1 it is 33.1 ÷ 61.051."""
    assessment = assess_of(growing(target("10")), level("2023", "133.1"), as_of="2023-12-31")
    assert assessment.value("completion_rate") == Fraction("33.1") / Fraction("61.051")
    assert assessment.completion_rule == "change"


def test_the_yearly_growth_still_needed() -> None:
    """From 133.1 to 161.051 in two years: 10 % a year."""
    assessment = assess_of(growing(target("10")), level("2023", "133.1"), as_of="2023-12-31")
    needed = assessment.value("required_growth")
    assert needed is not None
    assert abs(needed - Fraction(1, 10)) < Fraction(1, 10**50)


def test_a_fall_a_year_is_below_zero() -> None:
    """100 at -10 % a year: 59.049 after five years, 81 after two."""
    falling = growing(target("-10", Comparator.AT_MOST), better=Better.LOWER)
    assessment = assess_of(falling, level("2022", "81"), as_of="2022-12-31")
    assert assessment.limit == Fraction("59.049")
    assert assessment.value("expected") == 81
    assert assessment.status is Status.ON_TRACK
    assert assess_of(falling, level("2025", "59.05")).status is Status.MISSED
    assert assess_of(falling, level("2025", "59.049")).status is Status.MET


def test_about_a_growth_is_lenient_in_its_rate() -> None:
    """10 % 左右, give or take 1: from 9 % a year on, which is 100 × 1.09^5 = 153.86239549 at the end."""
    aim = target("10", Comparator.ABOUT, tolerance="1")
    assessment = assess_of(growing(aim), level("2025", "154"))
    assert assessment.limit == Fraction("153.86239549")
    assert assessment.status is Status.MET
    assert assess_of(growing(aim), level("2025", "153.86")).status is Status.MISSED


def test_a_strict_growth_is_not_met_at_its_level() -> None:
    strict = growing(target("10", Comparator.MORE_THAN))
    assert assess_of(strict, level("2025", "161.051")).status is Status.MISSED
    assert assess_of(strict, level("2025", "161.052")).status is Status.MET


def test_a_growth_without_a_baseline_is_judged_by_nothing() -> None:
    assessment = assess_of(growing(target("10", printed="年均增长10%"), start=None), level("2023", "133.1"))
    assert (assessment.status, assessment.reason.key) == (Status.INCOMPLETE, "reason.no_base")
    assert (assessment.limit, assessment.value("expected")) == (None, None)
    assert assessment.stale is not None


def test_the_baseline_of_a_growth_may_come_from_the_data() -> None:
    own = growing(target("10"), start=None)
    assessment = assess_of(own, level("2020", "100"), level("2025", "161.051"))
    assert assessment.limit == Fraction("161.051")
    assert assessment.status is Status.MET


def test_a_year_asks_for_the_level_on_the_path() -> None:
    """2022 from 110 to 121."""
    seen = level("2022", "121")
    assessment = assess_of(growing(target("10")), seen, as_of="2022-12-31")
    year = assess_year(assessment, 2022, [seen], date(2022, 12, 31), None, DEFAULTS)
    assert year.standing.target.values == (Fraction(121),)
    assert year.standing.status is Status.MET


def test_completion_of_a_year_is_the_part_of_its_own_way_that_is_done() -> None:
    """The change so far as a share of the one that the year asks, for growths and changes of every kind.

    2023 leads from 121 to 133.1; 60 less 30 % from 52.8 to 49.2; 60 and 5 points from 62 to 63.
    """
    for subject, seen, completion in (
        (growing(target("10")), "129.4", Fraction("8.4") / Fraction("12.1")),
        (
            changing(target("-30", Comparator.AT_MOST), By.PERCENT, better=Better.LOWER),
            "50.1",
            Fraction("2.7") / Fraction("3.6"),
        ),
        (changing(target("5"), By.POINTS), "62.4", Fraction("0.4")),
    ):
        known = [level("2023", seen)]
        year = assess_year(assess_of(subject, *known), 2023, known, date(2023, 12, 31), None, DEFAULTS).standing
        assert (year.completion_rule, year.value("completion_rate")) == ("change", completion)
        assert year.value("progress") == completion
        (explained,) = [one for one in explain(year) if one.name == "completion_rate"]
        assert str(explained.formula) == "(A - B) / (T - B)"


@pytest.mark.parametrize(("by", "on_year"), [(By.POINTS, "+1.4 pts"), (By.PERCENT, "+2.3%")])
def test_a_share_that_changes_by_points_has_grown_by_points_on_the_year_before(by: By, on_year: str) -> None:
    """62.4 after 61: 1.4 percentage points, or 1.4 / 61 = 2.3 %."""
    known = [level("2022", "61"), level("2023", "62.4")]
    whole = assess_of(changing(target("5"), by), *known)
    year = assess_year(whole, 2023, known, date(2023, 12, 31), None, DEFAULTS).standing
    assert on_year_text(year, Words("en")) == on_year


def test_the_years_of_a_pace_are_those_of_the_path() -> None:
    assessment = assess_of(growing(target("10")), level("2021", "110"), as_of="2021-12-31")
    assert [year.planned for year in pace_of(assessment).years] == [
        *(Fraction(value) for value in ("110", "121", "133.1", "146.41", "161.051")),
    ]


@pytest.mark.parametrize(
    ("known", "needed"),
    [
        ("121", ["133.1", "146.41", "161.051"]),  # on the path: 10 % a year as planned
        ("20.131375", ["40.26275", "80.5255", "161.051"]),  # 161.051 / 8: twice as much in each of three years
        ("161.051", ["161.051"] * 3),  # attained, and to be kept
    ],
)
def test_the_years_to_come_need_equal_growth(known: str, needed: list[str]) -> None:
    assessment = assess_of(growing(target("10")), level("2022", known), as_of="2022-12-31")
    required = [year.required for year in pace_of(assessment).years]
    assert required[:2] == [None, None]
    for value, by_hand in zip(required[2:], map(Fraction, needed), strict=True):
        assert value is not None
        assert abs(value - by_hand) < Fraction(1, 10**40)


def test_every_number_of_a_growth_is_derived() -> None:
    """T = B × (1 + G ÷ 100)^(M ÷ 12)."""
    assessment = assess_of(growing(target("10")), level("2023", "133.1"), as_of="2023-12-31")
    found = dict(numbers(assessment))
    assert [found[name].value for name in "GBT"] == [Fraction(10), Fraction(100), Fraction("161.051")]
    assert str(found["T"].formula) == "B * (1 + G / 100) ^ (M / 12)"
    assert set(found["T"].inputs) == {"B", "G", "M"}
    expected = next(one for one in explain(assessment) if one.name == "expected")
    assert str(expected.formula) == "B * (1 + G / 100) ^ (N / 12)"


# --- change -----------------------------------------------------------------------------------------------------------


def test_a_change_by_points_is_added_to_the_baseline() -> None:
    """60 and 5 points are 65; at 62 after two of five years, as expected, 2 of 5 points are done."""
    assessment = assess_of(changing(target("5"), By.POINTS), level("2022", "62"), as_of="2022-12-31")
    assert assessment.limit == 65
    assert assessment.value("expected") == 62
    assert assessment.value("completion_rate") == Fraction(2, 5)
    assert assessment.status is Status.ON_TRACK


def test_a_change_by_per_cent_is_a_part_of_the_baseline() -> None:
    """翻一番 is 100 %: from 60 to 120."""
    assessment = assess_of(changing(target("100"), By.PERCENT), level("2025", "119"))
    assert assessment.limit == 120
    assert assessment.value("completion_rate") == Fraction(59, 60)
    assert assessment.status is Status.MISSED


def test_a_reduction_is_a_change_below_zero() -> None:
    """降低30%以上 from 60: at most 42; at 48 two thirds of it are done."""
    falling = changing(target("-30", Comparator.AT_MOST), By.PERCENT, better=Better.LOWER)
    assessment = assess_of(falling, level("2025", "48"))
    assert assessment.limit == 42
    assert assessment.value("completion_rate") == Fraction(12, 18)
    assert assessment.status is Status.MISSED
    assert assess_of(falling, level("2025", "42")).status is Status.MET


def test_a_level_that_moves_the_wrong_way_completes_less_than_nothing() -> None:
    assessment = assess_of(changing(target("5"), By.POINTS), level("2022", "59"), as_of="2022-12-31")
    assert assessment.value("completion_rate") == Fraction(-1, 5)


def test_more_than_the_change_is_more_than_all_of_it() -> None:
    assert assess_of(changing(target("5"), By.POINTS), level("2025", "66")).value("completion_rate") == Fraction(6, 5)


def test_a_rise_that_is_to_be_limited_starts_satisfied() -> None:
    """涨幅3个点以内 from 60: at most 63; completion is full while it holds."""
    limited = changing(target("3", Comparator.AT_MOST), By.POINTS, better=Better.LOWER)
    assessment = assess_of(limited, level("2023", "61"), as_of="2023-12-31")
    assert assessment.limit == 63
    assert (assessment.value("completion_rate"), assessment.completion_rule) == (Fraction(1), "bound")


def test_a_limited_rise_asks_for_no_pace() -> None:
    """At most 63 from 60: 62.5 after one of five years is on time, though a straight line is at 60.6 then."""
    limited = changing(target("3", Comparator.AT_MOST), By.POINTS, better=Better.LOWER)
    assessment = assess_of(limited, level("2021", "62.5"), as_of="2021-12-31")
    assert (assessment.status, assessment.maintenance) == (Status.ON_TRACK, True)
    assert (assessment.value("expected"), assessment.value("margin")) == (Fraction(63), Fraction(1, 2))
    assert [year.planned for year in pace_of(assessment).years] == [Fraction(63)] * 5
    broken = assess_of(limited, level("2021", "63.5"), as_of="2021-12-31")
    assert broken.status is Status.BEHIND
    assert need_of(broken) is None
    # A file that says otherwise is believed, and a fall that is wanted is no limit.
    once = changing(target("3", Comparator.AT_MOST, hold=False), By.POINTS, better=Better.LOWER)
    assert assess_of(once, level("2021", "62.5"), as_of="2021-12-31").status is Status.MET
    fall = changing(target("-3", Comparator.AT_MOST), By.POINTS, better=Better.LOWER)
    assert not assess_of(fall, level("2021", "59.5"), as_of="2021-12-31").maintenance


@pytest.mark.parametrize("start", ["0", "-5"])
def test_a_percentage_of_nothing_says_nothing(start: str) -> None:
    assessment = assess_of(changing(target("10"), By.PERCENT, start=start), level("2025", "1"))
    assert assessment.status is Status.INCOMPLETE


def test_points_may_be_added_to_any_baseline() -> None:
    assert assess_of(changing(target("10"), By.POINTS, start="-5"), level("2025", "5")).status is Status.MET


def test_a_bounded_baseline_is_no_number() -> None:
    bounded = changing(target("5"), By.POINTS)._replace(baseline=baseline("60", bound=Bound.AT_LEAST))
    assert assess_of(bounded, level("2025", "70")).status is Status.INCOMPLETE


def test_a_plan_that_is_no_number_of_years_compounds_by_months() -> None:
    """Half a year at 21 % a year: the square root of 1.21 is 1.1."""
    own = growing(target("21"))
    half = plan(own, start=date(2021, 1, 1), end=date(2021, 6, 30))
    limit = assess_of(own, as_of="2021-06-30", within=half).limit
    assert limit is not None
    assert abs(limit - 110) < Fraction(1, 10**50)


# --- in target files --------------------------------------------------------------------------------------------------

FILE = """\
city: {id: linhai, name: {zh: 临海市, en: Linhai}}
documents: {plan: {title: {zh: 规划, en: Plan}, state: issued}}
plans:
  - id: 14fyp
    title: {zh: 规划, en: Plan}
    document: plan
    state: issued
    start: 2021-01-01
    end: 2025-12-31
    indicators:
      - id: own
        name: {zh: 指标, en: Indicator}
        unit: {zh: "UNIT", en: unit}
        better: BETTER
        KIND
        target: {printed: "PRINTED", where: 表1MORE}
        BASELINE
"""


def file(printed: str, kind: str, *, unit: str = "%", better: str = "higher", base: str = "60", more: str = "") -> str:
    found = FILE.replace("PRINTED", printed).replace("UNIT", unit).replace("BETTER", better).replace("MORE", more)
    start = f'baseline: {{printed: "{base}", where: 表1}}' if base else ""
    return found.replace("KIND", kind.replace(", ", "\n        ")).replace("BASELINE", start)


def read(*args: str, **more: str) -> Indicator:
    return read_targets("linhai.yaml", file(*args, **more).encode()).plans[0].indicators[0]


def codes(*args: str, **more: str) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        read_targets("linhai.yaml", file(*args, **more).encode())
    return [problem.code for problem in caught.value.problems]


POINTS, PERCENT = "kind: change, by: points", "kind: change, by: percent"


@pytest.mark.parametrize(
    ("printed", "kind", "unit", "better", "comparator", "value"),
    [
        ("年均增长6%以上", "kind: growth", "元", "higher", Comparator.AT_LEAST, "6"),
        ("年均下降3%", "kind: growth", "吨", "lower", Comparator.AT_MOST, "-3"),
        ("6左右", "kind: growth", "元", "higher", Comparator.ABOUT, "6"),
        ("年均6%", "kind: growth", "元", "higher", Comparator.AT_LEAST, "6"),
        ("较2020年提高5个百分点", POINTS, "%", "higher", Comparator.AT_LEAST, "5"),
        ("5个百分点以上", POINTS, "%", "higher", Comparator.AT_LEAST, "5"),
        ("再提高1岁", POINTS, "岁", "higher", Comparator.AT_LEAST, "1"),
        ("增加5万人", POINTS, "人", "higher", Comparator.AT_LEAST, "50000"),
        ("降低30%以上", PERCENT, "件", "lower", Comparator.AT_MOST, "-30"),
        ("累计降低17%", PERCENT, "吨", "lower", Comparator.AT_MOST, "-17"),
        ("翻一番", PERCENT, "元", "higher", Comparator.AT_LEAST, "100"),
        ("增长超过20%", PERCENT, "元", "higher", Comparator.MORE_THAN, "20"),
    ],
)
def test_prints_of_changes_are_read(
    printed: str, kind: str, unit: str, better: str, comparator: Comparator, value: str
) -> None:
    found = read(printed, kind, unit=unit, better=better).target
    assert (found.printed, found.comparator, found.values) == (printed, comparator, (Decimal(value),))


def test_a_range_of_a_fall_lies_between_its_ends() -> None:
    found = read("降低5%—6%", PERCENT, unit="件", better="lower").target
    assert (found.comparator, found.values, found.high) == (Comparator.BETWEEN, (Decimal(-6),), Decimal(-5))


@pytest.mark.parametrize(
    ("printed", "kind", "more", "code"),
    [
        ("提高5个百分点", "kind: change", {}, "missing_key"),
        ("提高5个百分点", "kind: rate, by: points", {}, "by_and_kind"),
        ("提高5个百分点", PERCENT, {}, "words_and_by"),
        ("增长5%", POINTS, {}, "words_and_by"),
        ("年均增长6%", PERCENT, {}, "words_and_kind"),
        ("累计130万人", "kind: growth", {"unit": "万人"}, "words_and_kind"),
        ("提高到71", POINTS, {}, "words_and_kind"),
        ("降低30%以上", PERCENT, {"better": "higher"}, "words_and_better"),
        ("比2010年翻一番", PERCENT, {}, "other_reference"),
        ("由0.45增加到0.5", "kind: stock", {"unit": "个", "base": "0.4"}, "other_start"),
    ],
)
def test_changes_that_contradict_themselves_are_refused(
    printed: str, kind: str, more: dict[str, str], code: str
) -> None:
    assert code in codes(printed, kind, **more)


def test_where_a_print_starts_is_the_baseline() -> None:
    """由0.45增加到0.5: nothing else has to be given."""
    found = read("由0.45增加到0.5", "kind: stock", unit="个", base="")
    assert found.baseline is not None
    assert (found.baseline.values, str(found.baseline.day)) == ((Decimal("0.45"),), "2020-12-31")
    assert found.target.values == (Decimal("0.5"),)


def test_the_year_that_a_print_names_is_that_of_the_baseline() -> None:
    text_of = file("比2010年翻一番", PERCENT, unit="元")
    text_of = text_of.replace('printed: "60", where: 表1', 'printed: "60", where: 表1, date: 2010-12-31')
    assert read_targets("linhai.yaml", text_of.encode()).plans[0].indicators[0].target.values == (Decimal(100),)


# --- a year of about, and the words of a year ------------------------------------------------------------------------


def test_a_year_of_about_a_growth_is_lenient_on_its_own_path() -> None:
    """10 % 左右, give or take 1: 2022 asks for 121, and begins at 100 × 1.09^2 = 118.81; not at 121 − 7.19."""
    own = growing(target("10", Comparator.ABOUT, tolerance="1"))
    for value, status in (("118.81", Status.MET), ("118.8", Status.MISSED)):
        seen = level("2022", value)
        assessment = assess_of(own, seen, as_of="2022-12-31")
        standing = assess_year(assessment, 2022, [seen], date(2022, 12, 31), None, DEFAULTS).standing
        assert standing.limit == Fraction("118.81")
        assert standing.status is status


def test_a_year_of_about_a_change_has_its_share_of_the_tolerance() -> None:
    """5 points 左右, give or take 1, from 60: after two of five years 62, and 61.6 at least."""
    own = changing(target("5", Comparator.ABOUT, tolerance="1"), By.POINTS)
    seen = level("2022", "61.6")
    assessment = assess_of(own, seen, as_of="2022-12-31")
    standing = assess_year(assessment, 2022, [seen], date(2022, 12, 31), None, DEFAULTS).standing
    assert (standing.limit, standing.status) == (Fraction("61.6"), Status.MET)


def test_another_target_is_assumed_as_the_plan_states_it() -> None:
    """--assume-target of a growth of 10 %: 5 is 5 % a year, 127.628…, not a level of 5."""
    seen = level("2021", "106")
    assessment = assess_of(growing(target("10")), seen, as_of="2021-12-31")
    scenario = Scenario("", {}, {"urban-new-jobs": Decimal(5)})
    found = forecast_in(assessment, None, scenario).assessment
    assert found.limit == Fraction("127.62815625")
