"""Slips of the pen: what is refused on entry and warned of in data files, and the honest series that never are."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise, product
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from desk import HEADER, LATER, Desk
from desk import TARGETS as OTHER_TARGETS
from hypothesis import given, settings
from hypothesis import strategies as st

from rsplan.journal import known_range
from rsplan.journal.candidate import Candidate, IndicatorHistory
from rsplan.journal.indicator_plans import plans_with
from rsplan.journal.known_range import Expectation, Range, Size, Sizes, range_about, size_of
from rsplan.journal.limits import ceiling_of, floor_of
from rsplan.journal.recording import Recorded
from rsplan.journal.slips import BESIDE_OTHERS, slips_in_data, unsuspicious
from rsplan.model.enums import Basis, Kind
from rsplan.model.observations import Observation
from rsplan.read.plan_library import load
from rsplan.report.records.check import problem_words
from rsplan.text import LANGUAGES, Language

LAW = settings(deadline=None, max_examples=60)

#: `closed` is a rate of cases closed, `cut` a rate that states a reduction, `growth` one that the file calls signed.
TARGETS = (
    OTHER_TARGETS
    + """\
      - {id: closed, name: {zh: 结案率, en: Closed}, unit: {zh: "%", en: "%"}, kind: rate, better: higher,
         target: {printed: 95以上, where: 表2}, baseline: {printed: "92", where: 表1, date: 2020-12-31}}
      - {id: cut, name: {zh: 事故率五年降低, en: Cut}, unit: {zh: "%", en: "%"}, kind: rate, better: higher,
         target: {printed: "20", where: 表2}}
      - {id: growth, name: {zh: 增速, en: Growth}, unit: {zh: "%", en: "%"}, kind: rate, better: higher, signed: true,
         target: {printed: "5", where: 表2}}
      - {id: free, name: {zh: 无目标, en: Free}, unit: {zh: 人, en: persons}, kind: stock, better: higher,
         target: {printed: "**", where: 表2}}
"""
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.targets.write_text(TARGETS, encoding="utf-8")
    return made


@pytest.fixture(scope="session")
def targets(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("slips") / "linhai.yaml"
    path.write_text(TARGETS, encoding="utf-8")
    return str(path)


def write(desk: Desk, *lines: str) -> None:
    """The data file with the lines, each `indicator,period,value,basis` and further cells."""
    padded = (f"linhai,{line}{',' * (8 - line.count(','))}\n" for line in lines)
    desk.file.write_text(HEADER + "".join(padded), encoding="utf-8")


def on_disk(desk: Desk) -> list[tuple[int, str]]:
    """The line and the code of each slip in the data file."""
    return sorted((one.line, one.code) for one in slips_in_data(desk.loaded()))


def keys(recorded: Recorded) -> list[str]:
    return [one.key for one in recorded.warnings if one.key != "warning.columns_missing"]


# --- ten times the largest, a tenth of the smallest ------------------------------------------------------------------

#: Levels of 80 to 83, and months of 1 to 1.2.
INSURED = ("insured,2021,80,level", "insured,2022,81,level", "insured,2023,82,level", "insured,2024-06,83,level")
MONTHS = ("jobs,2023-02,1,period", "jobs,2023-03,1.1,period", "jobs,2023-04,1.2,period", "jobs,2023-05,1.1,period")


@pytest.mark.parametrize(
    ("lines", "words", "cells", "code"),
    [
        (INSURED, "insured 2025-06 830", {}, "value_too_large"),
        (INSURED, "insured 2025-06 829.9", {}, "warning.value_large"),
        (INSURED, "insured 2025-06 415", {}, "warning.value_large"),  # five times 83
        (INSURED, "insured 2025-06 414.9", {}, None),
        (INSURED, "insured 2025-06 16.1", {}, None),
        (INSURED, "insured 2025-06 16", {}, "warning.value_small"),  # a fifth of 80
        (INSURED, "insured 2025-06 8.1", {}, "warning.value_small"),
        (INSURED, "insured 2025-06 8", {}, "value_too_small"),
        (INSURED, "insured 2025-06 0", {}, None),  # nobody: never too few
        (MONTHS, "jobs 2023-07/2023-08 24", {"basis": "period"}, "value_too_large"),  # 12 a month, where 1.2 is most
        (MONTHS, "jobs 2023-07/2023-08 23.9", {"basis": "period"}, "warning.value_large"),
        (MONTHS, "jobs 2023-07/2023-08 0.2", {"basis": "period"}, "value_too_small"),  # 0.1 a month
        (MONTHS, "jobs 2023-07 0", {"basis": "period"}, None),
        # Of another basis nothing is known, and six months of the plan are 6: 29 times and 30 times that.
        (MONTHS, "jobs 2024-06 174", {"basis": "ytd"}, "warning.value_large"),
        (MONTHS, "jobs 2024-06 180", {"basis": "ytd"}, "value_too_large"),
    ],
)
def test_a_value_is_held_against_four_known_ones_of_its_basis(
    desk: Desk, lines: Sequence[str], words: str, cells: dict[str, str], code: str | None
) -> None:
    write(desk, *lines)
    if code is None or code.startswith("warning."):
        assert keys(desk.record(words, LATER, **cells)) == ([code] if code else [])
    else:
        assert desk.codes(words, **cells) == [code]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("jobs 2022-06 180", "value_too_large"),  # 12 a year, 6 in half of it
        ("jobs 2022-06 179.9", "warning.value_large"),
        ("jobs 2022-06 60", "warning.value_large"),
        ("jobs 2022-06 59.9", None),
        ("jobs 2022-06 0.2", "value_too_small"),
        ("jobs 2022-06 0.21", "warning.value_small"),
        ("jobs 2022-06 0", None),
        ("trained 2022-06 180", "value_too_large"),  # 12 in each year
        ("insured 2022 3000", "value_too_large"),  # the target of 100 and the baseline of 80
        ("insured 2022 2999", "warning.value_large"),
        ("insured 2022 2.6", "value_too_small"),
        ("rate 2022 0", None),
    ],
)
def test_where_fewer_than_four_are_known_the_target_says_what_is_usual(
    desk: Desk, words: str, code: str | None
) -> None:
    cells = {"basis": "ytd"} if words.startswith(("jobs", "trained")) else {}
    if code is None or code.startswith("warning."):
        assert keys(desk.record(words, LATER, **cells)) == ([code] if code else [])
    else:
        assert desk.codes(words, **cells) == [code]


def test_six_days_do_not_bring_as_much_as_half_a_year(desk: Desk) -> None:
    """6.8 to 6 January are 6.8 × 31 / 6 = 35.1 a month, where 1 is planned: a date that stands for months."""
    assert desk.codes("jobs 2024-01-06 6.8", basis="ytd") == ["value_too_large"]


def test_the_message_says_what_was_probably_meant(desk: Desk) -> None:
    """5612 for 561.2 beside 80 is as wrong: of 83 at most, the nearest power of ten is 56.12."""
    write(desk, *INSURED)
    (large,) = desk.refused("insured 2025 5612")
    assert (large.details["likely"], large.details["usual"], large.details["times"]) == ("56.12", "83", "10")
    (small,) = desk.refused("insured 2025 0.084")
    assert (small.details["likely"], small.details["usual"]) == ("84", "80")


@pytest.mark.parametrize(
    ("known", "value", "likely"),
    [
        (("0.3", "0.2", "0.4", "4.5"), "45", "4.5"),
        (("0.3", "0.2", "0.4", "4.5"), "45.5", "4.55"),
        (("4.5",), "45", "4.5"),  # where the target is 1 a month, and would be nearer to 0.45
        (("4.5",), "40", "4"),
        ((), "45", "0.45"),  # 2.2 times less than 1 a month; 4.5 are 4.5 times more
        ((), "40000", "0.4"),
        (("1", "1.1", "1.2", "1.1"), "0.011", "1.1"),
        (("1", "1.1", "1.2", "1.1"), "11000", "1.1"),
    ],
)
def test_the_power_of_ten_nearest_to_what_is_known_is_offered(
    desk: Desk, known: Sequence[str], value: str, likely: str
) -> None:
    write(desk, *(f"jobs,2022-{month:02},{each},period" for month, each in enumerate(known, 2)))
    (problem,) = desk.refused(f"jobs 2022-09 {value}", basis="period")
    assert problem.details["likely"] == likely


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_no_power_of_ten_leads_to_what_is_known_nothing_is_offered(desk: Desk, lang: Language) -> None:
    (problem,) = desk.refused("closed 2022 101")
    remedy = problem_words(problem, lang)[1]
    assert not remedy.startswith(("是否应为", "did you mean"))
    assert "signed: true" in remedy


def test_without_a_target_the_few_that_are_known_are_the_measure(desk: Desk) -> None:
    desk.record("free 2021 40")
    assert desk.codes("free 2022 1200") == ["value_too_large"]
    assert keys(desk.record("free 2022 1199")) == ["warning.value_large"]


def test_zeros_are_no_measure(desk: Desk) -> None:
    """Four months without any, and then as many as the plan asks for."""
    write(desk, *(f"jobs,2023-0{month},0,period" for month in range(2, 6)))
    assert keys(desk.record("jobs 2023-06 1", basis="period")) == []


def test_months_that_swing_pass_once_a_year_has_swung_so(desk: Desk) -> None:
    """Graduates come in July: refused once, then it is known."""
    lines = [f"jobs,2022-{month:02},{value},period" for month, value in ((2, 0.3), (3, 0.2), (4, 0.4), (5, 0.3))]
    write(desk, *lines)
    assert desk.codes("jobs 2022-07 4.5", basis="period") == ["value_too_large"]
    desk.record("jobs 2022-07 4.5", basis="period", reason="graduates")
    for month, value in ((2, 0.3), (3, 0.2), (4, 0.4), (7, 4.5)):
        assert keys(desk.record(f"jobs 2023-{month:02} {value}", basis="period")) == []


def test_months_that_swung_within_figures_to_date_are_known_too(desk: Desk) -> None:
    """1.6 to June and 6.1 to July 2022 are 4.5 in July; in 2023 only months are entered."""
    lines = [f"jobs,2023-{month:02},{value},period" for month, value in ((2, 0.3), (3, 0.2), (4, 0.4), (5, 0.3))]
    write(desk, "jobs,2022-06,1.6,ytd", "jobs,2022-07,6.1,ytd", *lines)
    assert keys(desk.record("jobs 2023-07 4.5", basis="period")) == []
    assert desk.codes("jobs 2023-08 45", basis="period") == ["value_too_large"]


def test_a_file_in_another_unit_does_not_bear_witness_to_itself(desk: Desk) -> None:
    """Persons instead of 万人 throughout: 10,000 a month, where 1 is planned."""
    months = [f"jobs,2023-{month:02},{month}0000,ytd" for month in range(1, 7)]
    write(desk, *months)
    assert on_disk(desk) == [(line, "value_too_large") for line in range(2, 8)]
    assert desk.codes("jobs 2023-07 70000", basis="ytd") == ["value_too_large"]


def test_of_changes_none_is_too_small(desk: Desk) -> None:
    write(desk, *(f"growth,202{year},{value},level" for year, value in enumerate((6, 5, 7, 5), 1)))
    assert keys(desk.record("growth 2025 0.02")) == []
    assert desk.codes("growth 2025-06 70") == ["value_too_large"]


# --- rates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["0.93", "0.98", "0.46", "1"])
def test_a_rate_typed_as_a_share_is_refused(desk: Desk, value: str) -> None:
    """From 92 to 95, widened by half: 46 to 142.5."""
    (problem,) = desk.refused(f"closed 2022 {value}")
    assert (problem.code, Decimal(problem.details["likely"])) == ("typed_as_share", Decimal(value) * 100)


@pytest.mark.parametrize(
    ("known", "words", "code"),
    [
        ((), "closed 2022 0.45", "value_too_small"),  # 45 is not in the range, but below a thirtieth of 92
        ((), "closed 2022 46", None),
        ((), "rate 2022 0.03", "typed_as_share"),  # at most 4: 2 to 6
        ((), "rate 2022 0.019", None),
        ((), "rate 2022 1.9", None),
        (("rate,2021,1.9,level",), "rate 2022 0.0193", "typed_as_share"),  # 0.95 to 6
        (("rate,2021,1.9,level",), "rate 2022 0.0196", "typed_as_share"),
        (("closed,2021,0.6,level,,,,,forced (typed_as_share): so few",), "closed 2022 0.7", None),
        (("closed,2021,0.93,level",), "closed 2022 0.98", "typed_as_share"),  # one slip is no excuse for another
        (("closed,2021,96,level",), "closed 2022 0.97", "typed_as_share"),
    ],
)
def test_the_known_range_of_a_rate_is_widened_by_half(
    desk: Desk, known: Sequence[str], words: str, code: str | None
) -> None:
    write(desk, *known)
    if code is None:
        desk.record(words)
    else:
        assert desk.codes(words) == [code]


@pytest.mark.parametrize(
    ("words", "code", "likely"),
    [
        ("closed 2022 935", "rate_above_whole", "93.5"),
        ("closed 2022 9350", "rate_above_whole", "93.5"),
        ("closed 2022 100.1", "rate_above_whole", ""),  # 10.01 is as wrong
        ("closed 2022 101", "rate_above_whole", ""),
        ("closed 2022 193", "rate_above_whole", ""),
        ("rate 2022 210", "rate_above_whole", "2.1"),  # at most 4
        ("rate 2022 193", "rate_above_whole", ""),  # less than half of it
        ("closed 2022 -92", "rate_below_zero", "92"),
        ("closed 2022 100", None, ""),
        ("cut 2022 -3", None, ""),  # 降低 in its name
        ("cut 2022 120", None, ""),
        ("growth 2022 -3", None, ""),  # signed: true
        ("growth 2022 101", None, ""),
    ],
)
def test_a_rate_lies_between_0_and_100_unless_it_is_a_change(
    desk: Desk, words: str, code: str | None, likely: str
) -> None:
    if code is None:
        desk.record(words)
    else:
        (problem,) = desk.refused(words)
        assert (problem.code, problem.details["likely"]) == (code, likely)


def test_a_target_above_100_or_below_0_allows_such_rates(desk: Desk) -> None:
    text = TARGETS.replace("95以上", "120以上").replace('{printed: "92"', '{printed: "110"')
    desk.targets.write_text(text.replace("4以内", "-1以内"), encoding="utf-8")
    desk.record("closed 2022 115")
    desk.record("rate 2022 -1.5")


@pytest.mark.parametrize(
    ("value", "refused"),
    [("13:41:46", False), ("13:41:47", False), ("13.0:41.0:47.0", True), ("13:41:64", True), ("14:42:44", False)],
)
def test_shares_that_miss_100_by_more_than_their_rounding_are_refused(desk: Desk, value: str, refused: bool) -> None:
    """The target's shares add up to 100. Three whole numbers may miss it by 1.5, with one decimal by 0.15."""
    if refused:
        assert desk.codes(f"shares 2022 {value}") == ["shares_miss_whole"]
    else:
        desk.record(f"shares 2022 {value}")


def test_shares_beside_a_target_in_other_parts_are_taken(desk: Desk) -> None:
    desk.targets.write_text(TARGETS.replace("14∶42∶44", "1∶3∶5"), encoding="utf-8")
    desk.record("shares 2022 2:3:5")


# --- sums beside each other ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "basis", "refused"),
    [
        ("jobs 2022-05 5.3", "period", True),  # 5.2 to May
        ("jobs 2022-05 5.2", "period", False),
        ("jobs 2022-03/2022-05 5.3", "period", True),
        ("jobs 2022-06 5.3", "period", False),  # June is not in it
        ("jobs 2022-04/2022-06 5.3", "period", False),
    ],
)
def test_a_month_larger_than_the_year_to_date_is_refused(desk: Desk, words: str, basis: str, refused: bool) -> None:
    desk.record("jobs 2022-05 5.2", basis="ytd")
    if refused:
        assert desk.codes(words, basis=basis) == ["part_above_sum"]
    else:
        desk.record(words, basis=basis)


def test_a_year_to_date_smaller_than_one_of_its_months_is_refused(desk: Desk) -> None:
    desk.record("jobs 2022-04 2", basis="period")
    assert desk.codes("jobs 2022-06 1.9", basis="ytd") == ["part_above_sum"]
    desk.record("jobs 2022-06 1.9", basis="ytd", bound="at_least")


#: January to April are 4.0 together.
FOUR_MONTHS = tuple(f"jobs,2022-0{month},{value},period" for month, value in enumerate(("1.0", "0.9", "1.1", "1.0"), 1))


@pytest.mark.parametrize(
    ("known", "words", "basis", "refused"),
    [
        # Each of the five may be off by 0.05: the months are at least 3.8, and 3.7 is at most 3.75.
        (FOUR_MONTHS, "jobs 2022-04 3.8", "ytd", False),
        (FOUR_MONTHS, "jobs 2022-04 3.7", "ytd", True),
        (FOUR_MONTHS, "jobs 2022-04 3.70", "ytd", True),
        # Nothing is known of May, which brings half as much per day as February, 0.9 / 28 / 2 × 31 = 0.498, at least.
        (FOUR_MONTHS, "jobs 2022-05 3.9", "ytd", True),
        (FOUR_MONTHS, "jobs 2022-05 4.0", "ytd", False),  # no more than the months are printed as
        ((*FOUR_MONTHS, "jobs,2022-05,0,period"), "jobs 2022-05 3.9", "ytd", False),
        ((*FOUR_MONTHS, "jobs,2022-05,0,period"), "jobs 2022-05 3.7", "ytd", True),
        # Small figures say little: three months of 0.06 are printed as 0.3 together, and four of them as 0.2.
        (tuple(f"jobs,2022-0{month},0.1,period" for month in (1, 2, 3)), "jobs 2022-04 0.2", "ytd", False),
        (FOUR_MONTHS, "jobs 2022-03 3.7", "ytd", False),  # 3.0 in three months
        (FOUR_MONTHS, "jobs 2022-05 3.9", "ptd", True),
        (FOUR_MONTHS, "jobs 2022-01/2022-05 3.9", "period", True),
        (FOUR_MONTHS, "jobs 2022-01/2022-05 4.0", "period", False),
        (FOUR_MONTHS, "jobs 2022-02/2022-04 2.7", "period", True),  # 3.0 less 0.15 are more than 2.75
        (FOUR_MONTHS, "jobs 2022-02/2022-04 2.8", "period", False),
        (("jobs,2022-05,3.7,ytd", *FOUR_MONTHS[1:]), "jobs 2022-01 1.0", "period", True),
        (("jobs,2022-05,3.7,ytd", *FOUR_MONTHS[1:]), "jobs 2022-01 0.7", "period", False),  # 3.7 together
        (("jobs,2022-05,3.7,ytd", *FOUR_MONTHS[1:]), "jobs 2022-06 1.0", "period", False),
        (("jobs,2021,12.0,ytd", "jobs,2022,12.0,ytd"), "jobs 2022-12 23.0", "ptd", True),  # years of a plan
        (("jobs,2021,12.0,ytd", "jobs,2022,12.0,ytd"), "jobs 2022-12 23.9", "ptd", False),
        # Quarters and their months share days: 1.0 + 3.0 of them, or 3.0 + 1.0, are all that counts.
        ((*FOUR_MONTHS, "jobs,2022-Q1,3.0,period"), "jobs 2022-04 3.9", "ytd", False),
        ((*FOUR_MONTHS, "jobs,2022-Q1,3.2,period"), "jobs 2022-04 4.0", "ytd", True),  # 4.2 less 0.1 > 4.05
    ],
)
def test_parts_may_together_not_exceed_the_sum_by_more_than_their_rounding(
    desk: Desk, known: Sequence[str], words: str, basis: str, refused: bool
) -> None:
    write(desk, *known)
    if refused:
        assert desk.codes(words, basis=basis) == ["part_above_sum"]
    else:
        desk.record(words, basis=basis)
        assert on_disk(desk) == []


def test_the_parts_of_a_sum_are_named(desk: Desk) -> None:
    """With two decimals the rounding is 0.005 each: the four months are 3.975 at least, and 3.90 is 3.905 at most."""
    write(desk, *(line.replace(",period", "0,period") for line in FOUR_MONTHS))
    (problem,) = desk.refused("jobs 2022-05 3.90", basis="ytd")
    names = ("part", "part_start", "part_end", "sum", "start", "end")
    assert [problem.details[name] for name in names] == [
        "1.00 + 0.90 + 1.10 + 1.00 = 4.00",
        *("2022-01-01", "2022-04-30", "3.90", "2022-01-01", "2022-05-31"),
    ]


@pytest.mark.parametrize(
    ("bound_of_month", "bound_of_sum", "seen"),
    [("", "", True), ("at_least", "", True), ("", "at_most", True), ("at_most", "", False), ("", "at_least", False)],
)
def test_bounds_say_what_the_parts_and_the_sum_certainly_are(
    desk: Desk, bound_of_month: str, bound_of_sum: str, seen: bool
) -> None:
    months = [*FOUR_MONTHS[1:], f"{FOUR_MONTHS[0]},{bound_of_month}"]
    write(desk, *months, f"jobs,2022-05,3.7,ytd,{bound_of_sum}")
    assert on_disk(desk) == ([(6, "part_above_sum")] if seen else [])


def test_a_sum_below_its_parts_with_a_reason_begins_anew(desk: Desk) -> None:
    write(desk, *FOUR_MONTHS)
    desk.record("jobs 2022-05 3.0", basis="ytd", reason="recounted")
    desk.record("jobs 2022-05 0.8", basis="period")
    desk.record("jobs 2022-06 3.9", basis="ytd")
    desk.record("jobs 2022-06 0.9", basis="period")
    assert on_disk(desk) == []


def test_a_fall_with_a_reason_begins_the_sum_anew(desk: Desk) -> None:
    desk.record("jobs 2022-05 5", basis="ytd")
    desk.record("jobs 2022-06 4", basis="ytd", reason="recounted")
    desk.record("jobs 2022-07 4.5", basis="ytd")
    assert desk.codes("jobs 2022-08 4.4", basis="ytd") == ["sum_falls"]
    assert desk.codes("jobs 2022-04 5.1", basis="ytd") == ["sum_falls"]
    assert on_disk(desk) == []


# --- a basis that was not stated -------------------------------------------------------------------------------------


def test_a_basis_that_nobody_stated_is_not_taken_beside_the_year_to_date(desk: Desk) -> None:
    """1.6 to January, and 3.1 is meant to February: as February alone it would make 4.7."""
    desk.record("jobs 2022-01 1.6", basis="ytd")
    (problem,) = desk.refused("jobs 2022-02 3.1")
    assert problem.code == "basis_not_stated"
    assert (problem.details["basis"], problem.details["start"], problem.details["since"]) == (
        "ytd",
        "2022-02-01",
        "2022-01-01",
    )
    desk.record("jobs 2022-02 3.1", basis="ytd")
    desk.record("jobs 2022-03 1.4", basis="period")  # stated, and therefore taken


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (("jobs,2022-02,1.6,ytd",), "jobs 2023-02 1.5"),  # another year
        (("jobs,2022-02,1.6,ytd", "jobs,2022-03,1.4,period"), "jobs 2022-04 1.5"),  # both are used
        (("jobs,2022-02,1.6,ytd",), "jobs 2022-01 0.8"),  # the same days under both
        (("jobs,2022-02,1.6,ytd",), "jobs 2022 12"),
        (("jobs,2022-02,0.6,period",), "jobs 2022-03 0.8"),
        (("jobs,2022-01,0.6,period", "jobs,2022,12,period"), "jobs 2022-03 0.8"),
        (("jobs,2021,12,period",), "jobs 2022-03 0.8"),
        (("insured,2022-02,80,level",), "insured 2022-03 81"),
    ],
)
def test_a_basis_by_default_is_taken_where_the_year_does_not_contradict_it(
    desk: Desk, known: Sequence[str], words: str
) -> None:
    write(desk, *known)
    desk.record(words)


def test_a_line_without_a_basis_is_seen_in_a_data_file(desk: Desk) -> None:
    """An empty cell is the default, which the other lines of the year do not use."""
    write(desk, "jobs,2022-02,1.6,ytd", "jobs,2022-03,2.9,", "jobs,2022-04,3.9,ytd")
    assert on_disk(desk) == [(3, "basis_not_stated")]
    write(desk, "jobs,2022-02,1.6,ytd", "jobs,2022-03,1.3,period", "jobs,2022-04,3.9,ytd")
    assert on_disk(desk) == []


# --- in data files ---------------------------------------------------------------------------------------------------

#: A line with each slip, after four lines that are right.
SLIPS = {
    "insured,2025,830,level": "value_too_large",
    "closed,2022,0.93,level": "typed_as_share",
    "closed,2022,935,level": "rate_above_whole",
    "closed,2022,-92,level": "rate_below_zero",
    "shares,2022,13∶41∶64,level": "shares_miss_whole",
    "jobs,2022-06,5.1,ytd": "sum_falls",
    "jobs,2022-05,5.7,period": "part_above_sum",
    "jobs,2022-06,1.1,": "basis_not_stated",
}


@pytest.mark.parametrize(("line", "code"), SLIPS.items())
def test_a_slip_in_a_data_file_is_found_unless_its_note_says_that_it_was_forced(
    desk: Desk, line: str, code: str
) -> None:
    right = (*INSURED, "jobs,2022-04,4.5,ytd", "jobs,2022-05,5.6,ytd")
    write(desk, *right)
    assert on_disk(desk) == []
    write(desk, *right, line)
    assert on_disk(desk) == [(8, code)]
    write(desk, *right, f"{line},,,,,forced ({code}): as published")
    assert on_disk(desk) == []
    write(desk, *right, f"{line},,,,,restated; forced ({code}): as older files have it")
    assert on_disk(desk) == []
    write(desk, *right, f"{line},,,,,nobody forced this")
    assert on_disk(desk) == [(8, code)]


@pytest.mark.parametrize(("line", "code"), SLIPS.items())
def test_what_is_found_in_a_file_is_refused_on_entry_and_silent_once_it_was_forced(
    desk: Desk, line: str, code: str
) -> None:
    write(desk, *INSURED, "jobs,2022-04,4.5,ytd", "jobs,2022-05,5.6,ytd")
    indicator, period, value, basis = line.split(",")
    words = f"{indicator} {period} {value}"
    assert desk.codes(words, basis=basis) == [code]
    desk.record(words, basis=basis, note="yearbook", reason="as published")
    assert desk.lines[-1].endswith(f',"forced ({code}): as published; yearbook"')
    assert on_disk(desk) == []


# --- dates of publication in the future -------------------------------------------------------------------------------


def on(monkeypatch: pytest.MonkeyPatch, today: str) -> None:
    """Set the clock of the checks to the day."""
    monkeypatch.setattr("rsplan.journal.slips.today", lambda: date.fromisoformat(today))


@pytest.mark.parametrize(
    ("published", "is_to_come"),
    [
        ("2025-06-30", False),
        ("2025-07-01", True),
        ("2025-06", False),  # which counts from its last day: it has begun
        ("2025-07", True),
        ("2199-01-01", True),
        ("", False),
    ],
)
def test_a_date_of_publication_that_is_to_come_is_refused_and_warned_of(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, published: str, is_to_come: bool
) -> None:
    """By the clock, whatever day is asked about: a wrong year would count for ever, and keep all corrections out."""
    on(monkeypatch, "2025-06-30")
    found = ["published_in_future"] if is_to_come else []
    if is_to_come:
        assert desk.codes("insured 2024 80", basis="level", published=published) == found
    else:
        desk.record("insured 2024 80", basis="level", published=published)
    write(desk, f"insured,2024,80,level,,,{published}")
    assert [code for _, code in on_disk(desk)] == found
    write(desk, f"insured,2024,80,level,,,{published},,forced (published_in_future): an embargo")
    assert on_disk(desk) == []


def test_a_date_of_publication_that_is_to_come_is_never_unsuspicious(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tables leave out all checks of what nothing can be wrong with."""
    ends = ("insured,2022,79,level", "insured,2024-06,82,level")  # the least and the greatest are always looked at
    write(desk, *ends, *(f"insured,2023-{month:02},80.{month},level,,,2025-{month:02}-15" for month in range(1, 13)))
    library = desk.loaded()
    known = list(library.observations["linhai", "insured"])
    history = IndicatorHistory(plans_with(library.plans, "linhai", "insured"), known)
    for today, number in (("2025-01-14", 0), ("2025-01-15", 1), ("2025-07-14", 6), ("2025-12-15", 12)):
        on(monkeypatch, today)
        found = unsuspicious(history)
        assert [id(one) in found for one in known if one.published] == [True] * number + [False] * (12 - number)


def test_shares_are_looked_at_as_well(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, "2025-06-30")
    write(desk, "shares,2022,13∶41∶46,level,,,2025-07-02")
    assert on_disk(desk) == [(2, "published_in_future")]


def test_of_two_figures_that_contradict_each_other_the_later_published_is_at_fault(desk: Desk) -> None:
    write(desk, "jobs,2022-06,5.1,ytd,,,2022-08-01", "jobs,2022-05,5.6,ytd,,,2022-06-10")
    assert on_disk(desk) == [(2, "sum_falls")]


def test_a_figure_that_was_replaced_is_no_longer_held_against_anybody(desk: Desk) -> None:
    write(desk, *INSURED, "insured,2025,830,level,,,2025-12-01", "insured,2025,83,level,,,2025-12-20")
    assert on_disk(desk) == []


def test_published_figures_of_the_target_file_are_no_lines_of_a_data_file(desk: Desk) -> None:
    observed = "observed: [{period: 2022, value: 0.93, source: 公报}],\n         target: {printed: 95以上"
    desk.targets.write_text(TARGETS.replace("target: {printed: 95以上", observed), encoding="utf-8")
    write(desk, "closed,2022-06,0.93,level")
    assert on_disk(desk) == [(2, "typed_as_share")]


# --- laws ------------------------------------------------------------------------------------------------------------


def slips(targets: str, lines: Sequence[str]) -> list[tuple[int, str]]:
    """The slips in a data file with these lines."""
    text = HEADER + "".join(f"linhai,{line}{',' * (8 - line.count(','))}\n" for line in lines)
    library = load([targets], ["own.csv"], shipped=False, contents={"own.csv": text.encode()})
    return [(one.line, one.code) for one in slips_in_data(library)]


def to_date(amounts: Sequence[Decimal]) -> Iterator[str]:
    """Months from January 2021 on as years to date."""
    for index, _ in enumerate(amounts):
        year, month = divmod(index, 12)
        yield f"jobs,{2021 + year}-{month + 1:02},{sum(amounts[12 * year : index + 1])},ytd"


def tenths(least: int, most: int) -> st.SearchStrategy[Decimal]:
    return st.integers(least, most).map(lambda tenth: Decimal(tenth) / 10)


@LAW
@given(amounts=st.lists(tenths(2, 19), min_size=1, max_size=36))
def test_a_growing_sum_is_never_a_slip(targets: str, amounts: list[Decimal]) -> None:
    """Months of 0.2 to 1.9, where 1 is planned: each average lies within a factor of ten of each other."""
    assert slips(targets, list(to_date(amounts))) == []


@LAW
@given(
    amounts=st.lists(tenths(1, 60), min_size=12, max_size=12),
    again=st.lists(st.integers(80, 125), min_size=12, max_size=12),
)
def test_a_year_that_swings_as_the_year_before_is_never_a_slip(
    targets: str, amounts: list[Decimal], again: list[int]
) -> None:
    """The first year has its reasons in the notes; the second differs from it by a quarter at most."""
    first = [
        f"jobs,2021-{month:02},{amount},period,,,,,forced (value_too_large): counted"
        for month, amount in enumerate(amounts, 1)
    ]
    second = [
        f"jobs,2022-{month:02},{amount * share / 100},period"
        for month, (amount, share) in enumerate(zip(amounts, again, strict=True), 1)
    ]
    assert slips(targets, [*first, *second]) == []


@LAW
@given(
    levels=st.lists(st.integers(80, 100), min_size=4, max_size=8),
    power=st.sampled_from([1, 2, 3, 4]),
    smaller=st.booleans(),
)
def test_a_slipped_decimal_point_is_always_seen(targets: str, levels: list[int], power: int, smaller: bool) -> None:
    """The last level is the extreme one, and moved by one place or more."""
    last = min(levels) if smaller else max(levels)
    moved = Decimal(last).scaleb(-power if smaller else power)
    lines = [f"insured,{2021 + index // 2}-{6 + index % 2 * 6:02},{level},level" for index, level in enumerate(levels)]
    code = "value_too_small" if smaller else "value_too_large"
    found = slips(targets, [*lines, f"insured,2025-10,{format(moved, 'f')},level"])
    assert found == [(len(lines) + 2, code)]


@LAW
@given(rates=st.lists(st.integers(70, 100), max_size=6), value=st.integers(70, 100))
def test_a_percentage_typed_as_a_share_is_always_seen(targets: str, rates: list[int], value: int) -> None:
    lines = [f"closed,{2021 + index // 2}-{6 + index % 2 * 6:02},{rate},level" for index, rate in enumerate(rates)]
    found = slips(targets, [*lines, f"closed,2025-10,{Decimal(value) / 100},level"])
    assert found == [(len(lines) + 2, "typed_as_share")]
    assert slips(targets, [*lines, f"closed,2025-10,{value},level"]) == []


@LAW
@given(amounts=st.lists(tenths(2, 19), min_size=5, max_size=24), place=st.integers(0, 23), data=st.data())
def test_a_figure_to_date_in_another_scale_is_always_seen(
    targets: str, amounts: list[Decimal], place: int, data: Any
) -> None:
    """A hundred times the figure, or a hundredth of it: beyond ten times any other, and beyond the fall of a sum."""
    lines = list(to_date(amounts))
    place %= len(lines)
    indicator, period, value, basis = lines[place].split(",")
    power = data.draw(st.sampled_from([-4, -3, -2, 2, 3, 4]))
    lines[place] = f"{indicator},{period},{format(Decimal(value).scaleb(power), 'f')},{basis}"
    assert place + 2 in {line for line, _ in slips(targets, lines)}


MONTH_NUMBERS = st.integers(1, 12)


@st.composite
def spans(draw: st.DrawFn) -> tuple[str, str]:
    """A period with its basis: a month, the months of a year or of the plan until one, or some months."""
    month, other = draw(MONTH_NUMBERS), draw(MONTH_NUMBERS)
    basis = draw(st.sampled_from(["period", "ytd", "ptd", "range"]))
    if basis == "range":
        return f"2021-{min(month, other):02}/2021-{max(month, other):02}", "period"
    return f"2021-{month:02}", basis


VALUES = st.sampled_from(["0", "0.1", "1", "1.0", "3", "3.0", "9", "9.9", "10", "31", "100", "2000"])


@LAW
@given(
    rows=st.lists(st.tuples(spans(), VALUES, st.sampled_from(["", "", "at_least", "at_most"])), min_size=1, max_size=14)
)
def test_what_is_found_in_the_short_way_is_what_comparing_all_with_all_finds(
    targets: str, rows: list[tuple[tuple[str, str], str, str]]
) -> None:
    """All sums that cannot be right beside each other, and the range of all other figures, each worked out anew."""
    lines = [f"jobs,{period},{value},{basis},{bound}" for (period, basis), value, bound in rows]
    history = histories(targets, lines)["jobs"]
    for new in history.effective.each:
        alone = Candidate(new, history)
        others = [other for other in history.effective.each if other is not new]
        contradicted = any(
            floor_of(part) > ceiling_of(whole)
            for other in others
            for part, whole in ((new, other), (other, new))
            if part.span != whole.span and whole.span[0] <= part.span[0] and part.span[1] <= whole.span[1]
        )
        excesses = [one for one in exceeding(history.effective.each) if new in (one.whole, *one.parts)]
        found = any(any(check(alone)) for check in BESIDE_OTHERS)
        assert alone.fits_sums is not found
        assert found or not contradicted
        assert found or not any(one.certain for one in excesses)
        assert contradicted or excesses or not found
        known = [size_of(other, Kind.CUMULATIVE) for other in others if other.value and other.basis is new.basis]
        expected = Sizes(known).range_without(None, alone.expectation, alone.indicator)
        assert extent(alone.expected_range()) == extent(expected)
        if alone.is_ordinary:
            assert expected is not None
            assert not expected.beyond(size_of(new, Kind.CUMULATIVE), expected.doubtful)


class Exceeding(NamedTuple):
    """A sum with parts of it that exceed it; `certain` where they do so by themselves."""

    whole: Observation
    parts: Sequence[Observation]
    certain: bool


def exceeding(each: Sequence[Observation]) -> list[Exceeding]:
    """Every sum with each choice of its parts, of one basis and without a common day, that together exceed it."""
    found = []
    for whole, basis in product(each, Basis):
        inside = [one for one in each if one.basis is basis and one is not whole and within(one, whole)]
        for number in range(2, len(inside) + 1):
            for parts in combinations(sorted(inside, key=lambda one: one.span), number):
                counting = [part for part in parts if floor_of(part) > half_a_unit(part)]
                if len(counting) > 1 and all(former.span[1] < latter.span[0] for former, latter in pairwise(parts)):
                    least = sum(Fraction(part.value) - half_a_unit(part) for part in counting)
                    rest = sum(days(part) for part in parts)
                    by_day = min(Fraction(part.value) / days(part) for part in counting) / 2
                    most, printed = ceiling_of(whole), sum(part.value for part in counting)
                    certain = most.is_finite() and least > Fraction(most) + half_a_unit(whole)
                    others = least + by_day * (days(whole) - rest)
                    if certain or (printed > most and others > Fraction(most) + half_a_unit(whole)):
                        found.append(Exceeding(whole, counting, certain))
    return found


def days(observation: Observation) -> int:
    return (observation.span[1] - observation.span[0]).days + 1


def within(part: Observation, whole: Observation) -> bool:
    return whole.span[0] <= part.span[0] and part.span[1] <= whole.span[1]


def half_a_unit(observation: Observation) -> Fraction:
    """Half a unit of the last digit that is printed: none has more than one decimal."""
    return Fraction(1, 20) if "." in str(observation.value) else Fraction(1, 2)


def histories(targets: str, lines: Sequence[str]) -> dict[str, IndicatorHistory]:
    """What is known of each indicator; the last line of the same days counts."""
    text = HEADER + "".join(f"linhai,{line}{',' * (8 - line.count(','))}\n" for line in lines)
    library = load((targets,), ("d.csv",), contents={"d.csv": text.encode()}, published=False)
    series = library.observations.items()
    return {
        indicator: IndicatorHistory(
            plans_with(library.plans, city, indicator), IndicatorHistory((), known).effective.each
        )
        for (city, indicator), known in series
    }


def extent(expected: Range | None) -> tuple[object, ...]:
    if expected is None:
        return ()
    return expected.least and expected.least.exact, expected.most.exact, expected.far


@LAW
@given(
    sizes=st.lists(st.sampled_from([1, 2, 3, 9, 29, 31, 90, 200, 1999, 2000, 30000]), min_size=1, max_size=9),
    planned=st.lists(st.sampled_from([1, 30, 1000]), max_size=1),
    place=st.integers(0, 8),
)
def test_the_sizes_without_one_are_those_that_would_be_known_without_it(
    targets: str, sizes: list[int], planned: list[int], place: int
) -> None:
    about = [Size.of_amount(Fraction(size)) for size in planned]
    indicator = histories(targets, ["jobs,2021-01,1,period"])["jobs"].plans[0].indicator
    expectation = Expectation((), about, range_about(about, indicator))
    ordered = sorted(sizes)
    place %= len(sizes)
    rest = Sizes(Size.of_amount(Fraction(size)) for size in (*ordered[:place], *ordered[place + 1 :]))
    every = Sizes(Size.of_amount(Fraction(size)) for size in ordered)
    found, expected = (
        every.range_without(place, expectation, indicator),
        rest.range_without(None, expectation, indicator),
    )
    assert extent(found) == extent(expected)


def test_the_limits_are_those_of_the_manual() -> None:
    page = (Path(__file__).parents[1] / "docs" / "observations.md").read_text(encoding="utf-8")
    limits = known_range.FAR, known_range.DOUBTFUL, known_range.FAR_FROM_TARGET, known_range.LEAST_KNOWN
    assert limits == (10, 5, 30, 4)
    for words in ("at least 10 times", "at least 5 times", "factor is 30", "at least four"):
        assert words in page


def test_a_needless_basis_changes_nothing(desk: Desk) -> None:
    """What the default says may be said."""
    assert desk.record("jobs 2022-02 1", LATER, basis="period").text == "linhai,jobs,2022-02,1,period,,,,,,,,"
