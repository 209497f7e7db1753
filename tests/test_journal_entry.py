"""An observation is checked before it is recorded, and reported with its effects; docs/observations.md."""

import hashlib
import os
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from builders import figures_of
from desk import HEADER, LATER, NEW_HEADER, TARGETS, Desk, standing
from hypothesis import given, settings
from hypothesis import strategies as st

from rsplan.calc.assess import Assessment
from rsplan.calc.verdict import Status
from rsplan.errors import RsplanError
from rsplan.journal.recording import ARGUMENTS, Entry, Recorded, record
from rsplan.model.enums import Bound
from rsplan.model.period import month_end
from rsplan.read.csv_observations import read_observations
from rsplan.read.plan_library import load, series_of
from rsplan.read.yaml_target_file import read_targets
from rsplan.survey import EvaluationContext
from rsplan.text import LANGUAGES, say


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def keys(done: Recorded) -> list[str]:
    return [one.key for one in done.warnings]


# --- the line that is written ----------------------------------------------------------------------------------------


def test_the_first_observation_creates_the_file(desk: Desk) -> None:
    done = desk.record("jobs 2021 12.5", published="2022-01-20", source="公报，第1页")
    assert (done.written, done.created, done.line) == (True, True, 2)
    assert done.text == "linhai,jobs,2021,12.5,period,,,2022-01-20,公报，第1页,,,,"
    assert (desk.stored or b"").decode() == NEW_HEADER + done.text + "\n"


def test_the_default_basis_of_the_kind_is_written_out(desk: Desk) -> None:
    """Methodology, section 2: amounts within the period for flows, levels for stocks."""
    for words, basis in (("jobs 2021 12", "period"), ("trained 2021 12", "period"), ("rate 2021 3", "level")):
        assert desk.record(words).text.split(",")[4] == basis
    assert desk.record("jobs 2022-06 6", basis="ytd").text.split(",")[4] == "ytd"


@pytest.mark.parametrize(
    ("given", "written"),
    [("１２．５", "12.5"), (" 12.5 ", "12.5"), ("12.50", "12.50")],
)
def test_a_value_is_written_in_plain_notation(desk: Desk, given: str, written: str) -> None:
    assert desk.record(f"jobs 2021 {given}").text.split(",")[3] == written


def test_thousands_separators_and_percent_signs_are_not_written(desk: Desk) -> None:
    assert desk.record("insured 2021 1,082.5").text == "linhai,insured,2021,1082.5,level,,,,,,,,"
    assert desk.record("rate 2021 3.5％").text == "linhai,rate,2021,3.5,level,,,,,,,,"
    assert desk.record("shares 2021 13:41:46").text == "linhai,shares,2021,13∶41∶46,level,,,,,,,,"
    assert desk.record("shares 2022 13∶41∶46").text == "linhai,shares,2022,13∶41∶46,level,,,,,,,,"


def test_bounds_and_provisional_figures_are_marked(desk: Desk) -> None:
    done = desk.record("jobs 2021 12", bound="at_least", provisional="yes", note="超12万")
    assert done.text == "linhai,jobs,2021,12,period,at_least,true,,,超12万,,,"
    assert (done.observation.bound, done.observation.provisional) == (Bound.AT_LEAST, True)


def test_a_dry_run_writes_nothing_and_reports_the_same(desk: Desk) -> None:
    entry = Entry("linhai", "jobs", "2021", "12.5")
    for _ in range(2):
        tried = record(entry, desk.inputs(), LATER, dry_run=True)
        assert not tried.written
        assert desk.stored is None
    done = record(entry, desk.inputs(), LATER)
    assert (done.text, done.line, done.created) == (tried.text, tried.line, tried.created)
    assert [figures_of(one.after) for one in done.changes] == [figures_of(one.after) for one in tried.changes]


def test_the_files_own_columns_and_encoding_are_kept(desk: Desk) -> None:
    desk.file.write_bytes("indicator,period,value,basis,source\njobs,2021,12,period,公报\n".encode("gb18030"))
    desk.record("jobs 2022-06 6", basis="ytd", source="月报")
    text = (desk.stored or b"").decode("gb18030")
    assert text.splitlines()[-1] == 'jobs,2022-06,6,ytd,"月报"'
    assert desk.standing("jobs").actual is not None


def test_a_cell_without_a_column_in_the_file_is_refused(desk: Desk) -> None:
    desk.file.write_text("indicator,period,value\n", encoding="utf-8")
    with pytest.raises(RsplanError) as caught:
        desk.record("jobs 2021 12", source="公报")
    assert (caught.value.key, caught.value.details["column"]) == ("error.no_column", "source")
    assert desk.record("jobs 2021 12").text == 'jobs,2021,"12"'


def test_the_reported_inputs_include_the_new_line(desk: Desk) -> None:
    done = desk.record("jobs 2021 １２")
    sums = {one.path: (one.sha256, one.observations) for one in done.inputs}
    assert sums[str(desk.file)] == (hashlib.sha256(desk.stored or b"").hexdigest(), 1)


# --- invalid observations --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "cells", "code"),
    [
        ("job 2021 12", {}, "unknown_indicator_near"),
        ("jobs 2021-13 12", {}, "no_such_month"),
        ("jobs 2021 twelve", {}, "not_a_number_of"),
        ("jobs 2021 12万人", {}, "not_a_number_of"),
        ("jobs 2021 -1", {}, "negative_sum"),
        ("insured 2021 -1", {}, "negative_persons"),
        ("jobs 2021 12", {"basis": "level"}, "basis_and_kind"),
        ("rate 2021 3", {"basis": "ytd"}, "basis_and_kind"),
        ("shares 2021 13", {}, "bad_shares"),
        ("jobs 2021 12", {"published": "2022-02-30"}, "no_such_day"),
        ("jobs 2021 12", {"source": "a\u202eb"}, "deceiving_character"),
    ],
)
def test_an_invalid_observation_is_refused(desk: Desk, words: str, cells: dict[str, str], code: str) -> None:
    """The problem is in the arguments, not in a line that stands nowhere."""
    (problem,) = desk.refused(words, **cells)
    assert (problem.code, problem.file, problem.line) == (code, ARGUMENTS, 0)


def test_a_number_with_a_unit_is_answered_with_the_indicators_unit(desk: Desk) -> None:
    (problem,) = desk.refused("jobs 2021 12万人")
    assert problem.details == {"text": "12万人", "unit": "万人"}


def test_an_unknown_city_is_answered_with_the_nearest(desk: Desk) -> None:
    with pytest.raises(RsplanError) as caught:
        record(Entry("linhay", "jobs", "2021", "12"), desk.inputs(), LATER)
    assert (caught.value.key, caught.value.details["near"]) == ("error.unknown_city_near", "linhai")


def test_a_file_with_problems_is_appended_to_only_once_they_are_fixed(desk: Desk) -> None:
    desk.file.write_text(f"{HEADER}linhai,jobs,2021,twelve,,,,,,\n", encoding="utf-8")
    (problem,) = desk.refused("jobs 2022 12")
    assert (problem.code, problem.file, problem.line) == ("not_a_number", str(desk.file), 2)


def test_a_broken_last_line_is_cut_off_and_reported(desk: Desk) -> None:
    desk.record("jobs 2021 12")
    whole = desk.stored or b""
    desk.file.write_bytes(whole + b"linhai,jobs,2022,1")
    done = desk.record("jobs 2022 12.5")
    assert (done.broken, done.backup, done.line) == (True, f"{desk.file}.bak", 3)
    assert desk.stored == whole + b"linhai,jobs,2022,12.5,period,,,,,,,,\n"


def test_a_data_file_may_have_any_name(desk: Desk, tmp_path: Path) -> None:
    """Its name in messages is another one: a tab, a mark that reorders text, bytes that are no UTF-8."""
    for name in ("a\tb.csv", "a\u202eb.csv", os.fsdecode("月报.csv".encode("gbk"))):
        desk.file = tmp_path / name
        assert desk.record("jobs 2021 12").line == 2
        assert desk.codes("jobs 2021 twelve") == ["not_a_number_of"]


# --- duplicates and revisions ----------------------------------------------------------------------------------------


def test_a_repeated_figure_is_refused(desk: Desk) -> None:
    desk.record("jobs 2021 12.5", published="2022-01-20")
    (problem,) = desk.refused("jobs 2021 12.50", published="2022-03-01")
    assert (problem.code, problem.details["place"]) == ("duplicate", f"{desk.file}:2")


def test_the_same_days_are_the_same_however_they_are_spelt(desk: Desk) -> None:
    """Methodology, section 2: `2021` and `2021-12` year to date."""
    desk.record("jobs 2021 12.5")
    assert desk.codes("jobs 2021-12 12.5", basis="ytd") == ["duplicate"]
    desk.record("insured 2021 85")
    assert desk.codes("insured 2021-12-31 85") == ["duplicate"]


def test_published_figures_of_the_target_file_count_as_known(desk: Desk) -> None:
    text = TARGETS.replace(
        "target: {printed: 60, where: 表2}}",
        "target: {printed: 60, where: 表2}, observed: [{period: 2021, value: 12.5, source: 公报}]}",
    )
    desk.targets.write_text(text, encoding="utf-8")
    assert desk.codes("jobs 2021 12.5") == ["duplicate"]


def test_another_figure_for_the_same_days_is_a_revision(desk: Desk) -> None:
    """60 in 60 months: 12.5 after 12 months are ahead of 12, 11.5 behind it."""
    desk.record("jobs 2021 12.5", published="2022-01-20")
    done = desk.record("jobs 2021 11.5", published="2022-06-01")
    assert done.replaces is not None
    assert done.replaces.value == Decimal("12.5")
    (change,) = done.changes
    assert (change.before.status, change.after.status) == (Status.ON_TRACK, Status.BEHIND)
    assert change.moves
    assert change.flips
    assert len(desk.lines) == 3


def test_confirming_a_provisional_figure_is_no_duplicate(desk: Desk) -> None:
    desk.record("jobs 2021 12.5", provisional="yes")
    done = desk.record("jobs 2021 12.5")
    assert done.replaces is not None
    assert done.replaces.provisional


def test_a_bound_that_becomes_exact_is_no_duplicate(desk: Desk) -> None:
    desk.record("jobs 2021 12", bound="at_least")
    assert desk.record("jobs 2021 12").replaces is not None


def test_a_script_that_runs_again_after_a_revision_does_not_undo_it(desk: Desk) -> None:
    desk.record("jobs 2021 12.5")
    desk.record("jobs 2021 12.3")
    assert desk.codes("jobs 2021 12.5") == ["duplicate"]
    assert desk.record("jobs 2021 12.5", published="2022-06-01").replaces is not None


def test_a_figure_older_than_the_effective_one_is_recorded_with_a_warning(desk: Desk) -> None:
    """Without a date of publication it is older than any dated one (methodology.md, section 2)."""
    desk.record("jobs 2021 12.5", published="2022-06-01")
    for published in ("", "2022-01-20"):
        done = desk.record(f"jobs 2021 12.{published[:1] or 3}", published=published)
        assert keys(done) == ["warning.not_counted"]
        assert done.replaces is None
        (change,) = done.changes
        assert figures_of(change.before) == figures_of(change.after)


def test_of_a_published_figure_it_is_not_said_that_it_can_be_withdrawn(desk: Desk) -> None:
    """Both remedies work: a later date, and no published figures at all."""
    observed = (
        "observed: [{period: 2021, value: 12, source: 公报, published: 2022-02-01}],\n         target: {printed: 60"
    )
    desk.targets.write_text(TARGETS.replace("target: {printed: 60", observed), encoding="utf-8")
    desk.file.write_text("city,indicator,period,value,published\n", encoding="utf-8")
    done = desk.record("jobs 2021 12.5")
    (warning,) = (one for one in done.warnings if one.key != "warning.columns_missing")
    assert warning.key == "warning.not_counted_published"
    for lang in LANGUAGES:
        remedy = say(lang, warning.key, warning.details)
        assert "--no-published" in remedy
        assert "retract" not in remedy
    assert desk.record("jobs 2021 12.6", published="2022-03-01").replaces is not None


def test_what_was_known_later_can_be_withdrawn_from_the_file_that_is_named(desk: Desk) -> None:
    desk.record("jobs 2021 12.5", published="2022-06-01")
    (warning,) = desk.record("jobs 2021 12.3", published="2022-01-20").warnings
    assert warning.details["file"] == str(desk.file)


def test_of_equal_dates_the_later_file_is_effective(desk: Desk, tmp_path: Path) -> None:
    """The file that is added to is read first, as its place among the data files says."""
    other = tmp_path / "other.csv"
    other.write_text(f"{HEADER}linhai,jobs,2021,13,,,,2022-01-20,,\n", encoding="utf-8")
    entry = Entry("linhai", "jobs", "2021", "12.5", published="2022-01-20")
    done = record(entry, desk.inputs(str(other)), LATER)
    (change,) = done.changes
    assert change.after.actual is not None
    assert change.after.actual.value == 13
    assert (done.replaces, keys(done)) == (None, ["warning.not_counted"])


# --- plausibility checks ---------------------------------------------------------------------------------------------


def test_a_year_to_date_figure_below_the_last_one_is_refused(desk: Desk) -> None:
    desk.record("jobs 2021-05 5", basis="ytd")
    (problem,) = desk.refused("jobs 2021-06 4.9", basis="ytd")
    assert problem.code == "sum_falls"
    assert problem.details["earlier_value"] == "5"
    assert problem.details["later_value"] == "4.9"


def test_a_year_to_date_figure_above_a_later_one_is_refused(desk: Desk) -> None:
    desk.record("jobs 2021-06 6", basis="ytd")
    assert desk.codes("jobs 2021-05 6.1", basis="ytd") == ["sum_falls"]
    assert desk.codes("jobs 2021-01 6.1") == ["sum_falls"]


@pytest.mark.parametrize(
    ("words", "cells"),
    [
        ("jobs 2021-06 5", {"basis": "ytd"}),  # nothing more in June
        ("jobs 2022-01 0.9", {"basis": "ytd"}),  # another year begins
        ("jobs 2021-06 0.9", {"basis": "period"}),  # June alone
        ("jobs 2021-06 4.9", {"basis": "ytd", "bound": "at_least"}),  # may be 5 or more
        ("jobs 2021-05 4", {"basis": "ytd", "published": "2021-07"}),  # a revision of the last one itself
    ],
)
def test_a_figure_that_does_not_fall_is_accepted(desk: Desk, words: str, cells: dict[str, str]) -> None:
    desk.record("jobs 2021-05 5", basis="ytd")
    desk.record(words, LATER, **cells)


def test_a_flow_is_compared_with_the_last_revision_only(desk: Desk) -> None:
    desk.record("jobs 2021-05 5", basis="ytd", published="2021-06")
    desk.record("jobs 2021-05 4.5", basis="ytd", published="2021-07")
    desk.record("jobs 2021-06 4.9", basis="ytd", published="2021-07")


def test_every_failed_check_is_reported_at_once(desk: Desk) -> None:
    """6 to June; 0.2 to July are a 35th of the 7 that are planned for seven months."""
    desk.record("jobs 2021-06 6", basis="ytd")
    assert desk.codes("jobs 2021-07 0.2", basis="ytd") == ["sum_falls", "value_too_small"]


def test_a_reason_overrules_the_checks_and_stands_in_the_note(desk: Desk) -> None:
    desk.record("jobs 2021-06 6", basis="ytd")
    done = desk.record("jobs 2021-07 0.2", basis="ytd", note="restated", reason="new counting rule, see letter")
    assert [one.code for one in done.forced] == ["sum_falls", "value_too_small"]
    note = "forced (sum_falls, value_too_small): new counting rule, see letter; restated"
    assert done.text.endswith(f',"{note}",,,')
    found = load([str(desk.targets)], [str(desk.file)], ("linhai",)).observations["linhai", "jobs"]
    assert found[-1].note is not None
    assert found[-1].note.zh == note


def test_a_needless_reason_is_not_recorded(desk: Desk) -> None:
    done = desk.record("jobs 2021 12", reason="to be sure")
    assert keys(done) == ["warning.nothing_forced"]
    assert "to be sure" not in done.text


def test_a_reason_does_not_overrule_an_invalid_observation(desk: Desk) -> None:
    assert desk.codes("jobs 2021 twelve", reason="because") == ["not_a_number_of"]


# --- warnings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "cells", "key"),
    [
        ("jobs 2015 9", {}, "warning.no_plan"),
        ("jobs 2026-01 1", {}, "warning.no_plan"),
        ("rate 2020 3", {}, None),  # the level that 14fyp starts from
        ("rate 2019 3", {}, "warning.no_plan"),  # 13fyp has no such indicator
        ("jobs 2020-07/2021-06 9", {}, "warning.across_plans"),
        ("jobs 2025 12", {}, "warning.after_as_of"),
        ("jobs 2021 12", {"published": "2021-12-30"}, "warning.published_early"),
        ("jobs 2021 12", {"published": "2021-12-30", "provisional": "yes"}, None),
        ("jobs 2021 12", {"published": "2021-12"}, None),
        ("jobs 2021 12", {}, None),
    ],
)
def test_a_doubtful_observation_is_recorded_with_a_warning(
    desk: Desk, words: str, cells: dict[str, str], key: str | None
) -> None:
    done = desk.record(words, EvaluationContext(date(2025, 6, 30)), **cells)
    assert keys(done) == ([key] if key else [])
    assert len(desk.lines) == 2


def test_published_figures_that_disagree_are_reported(desk: Desk) -> None:
    """January to June are 6 by the month and 6.5 in sum."""
    desk.record("jobs 2021-01/2021-03 3")
    desk.record("jobs 2021-04/2021-06 3")
    assert keys(desk.record("jobs 2021-06 6.5", basis="ytd")) == ["note.conflict"]


def test_an_observation_for_an_earlier_plan_changes_the_verdict_of_that_plan(desk: Desk) -> None:
    (change,) = desk.record("jobs 2016 10").changes
    assert change.after.plan.id == "13fyp"
    # That plan has ended, and its final figure is still missing.
    assert (change.before.status, change.after.status) == (Status.NO_DATA, Status.INCOMPLETE)
    assert change.moves
    assert not change.flips


# --- a year of monthly figures ---------------------------------------------------------------------------------------

#: January to December 2021 to date; September was never published.
MONTHLY = {
    1: "0.8",
    2: "1.6",
    3: "3",
    4: "4.1",
    5: "5.2",
    6: "6.1",
    7: "7",
    8: "7.7",
    10: "10.2",
    11: "11.3",
    12: "12.4",
}


@pytest.fixture
def year(desk: Desk) -> Desk:
    """Published on the 12th of the next month; March is revised on 20 May to 2.8, June on 15 October to 5.9."""
    for month, value in MONTHLY.items():
        published = f"{2021 + month // 12}-{month % 12 + 1:02d}-12"
        desk.record(f"jobs 2021-{month:02d} {value}", basis="ytd", published=published)
    desk.record("jobs 2021-03 2.8", basis="ytd", published="2021-05-20")
    desk.record("jobs 2021-06 5.9", basis="ytd", published="2021-10-15")
    return desk


@pytest.mark.parametrize(
    ("as_of", "actual", "months", "status"),
    [
        ("2021-01-31", "0.8", 1, Status.BEHIND),  # the straight line is one a month
        ("2021-02-28", "1.6", 2, Status.BEHIND),
        ("2021-03-31", "2.8", 3, Status.BEHIND),  # as revised
        ("2021-04-30", "4.1", 4, Status.ON_TRACK),
        ("2021-05-31", "5.2", 5, Status.ON_TRACK),
        ("2021-06-30", "5.9", 6, Status.BEHIND),  # as revised
        ("2021-07-31", "7", 7, Status.ON_TRACK),
        ("2021-08-31", "7.7", 8, Status.BEHIND),
        ("2021-09-30", "7.7", 8, Status.BEHIND),  # no figure for September: judged at the end of August
        ("2021-10-31", "10.2", 10, Status.ON_TRACK),
        ("2021-11-30", "11.3", 11, Status.ON_TRACK),
        ("2021-12-31", "12.4", 12, Status.ON_TRACK),
    ],
)
def test_a_year_of_monthly_figures_gives_the_figures_worked_out_by_hand(
    year: Desk, as_of: str, actual: str, months: int, status: Status
) -> None:
    """Lead in points: (A ÷ 60 − N ÷ 60) × 100, as 4.1 after four months: 0.1 ÷ 60 × 100."""
    assessment = year.standing("jobs", as_of)
    assert assessment.actual is not None
    assert assessment.actual.value == Fraction(actual)
    assert assessment.actual.missing == ()
    assert assessment.value("lead_points") == (Fraction(actual) - months) / 60 * 100
    assert assessment.status is status


@pytest.mark.parametrize(
    ("as_of", "known_on", "actual"),
    [
        ("2021-03-31", "2021-05-19", "3"),
        ("2021-03-31", "2021-05-20", "2.8"),
        ("2021-06-30", "2021-10-14", "6.1"),
        ("2021-06-30", "2021-10-15", "5.9"),
        ("2021-06-30", "2021-07-11", "5.2"),  # June was not published yet: May counts
        ("2021-12-31", "2021-12-31", "11.3"),
        ("2021-12-31", "2022-01-12", "12.4"),
    ],
)
def test_the_actual_before_and_after_each_revision_became_known(
    year: Desk, as_of: str, known_on: str, actual: str
) -> None:
    assessment = year.standing("jobs", as_of, known_on)
    assert assessment.actual is not None
    assert assessment.actual.value == Fraction(actual)


# --- laws ------------------------------------------------------------------------------------------------------------

PLANS = read_targets("linhai.yaml", TARGETS.encode()).plans
KNOWN = series_of(PLANS)
LAW = settings(deadline=None, max_examples=80)


def assessed(lines: list[str], indicator: str = "jobs") -> Assessment:
    data = (HEADER + "".join(f"{line}\n" for line in lines)).encode()
    found = read_observations("data.csv", data, KNOWN, ("linhai",), 0).observations
    return standing(PLANS, found.get(("linhai", indicator), ()), indicator, "2025-12-31")


@st.composite
def dated_lines(draw: st.DrawFn) -> list[str]:
    """Figures for any months of 2021 and 2022, several for the same months, each with a date of its own."""
    spans = st.tuples(st.integers(1, 24), st.integers(1, 24)).map(lambda pair: (min(pair), max(pair)))
    found = draw(
        st.lists(st.tuples(spans, st.integers(0, 30), st.sampled_from(["", "at_least", "at_most"])), max_size=9)
    )
    days = draw(st.permutations(range(1, len(found) + 1)))
    return [
        f"linhai,jobs,{_span(first, last)},{value},,{bound},,2023-01-{day:02d},,"
        for ((first, last), value, bound), day in zip(found, days, strict=True)
    ]


def _span(first: int, last: int) -> str:
    def name(month: int) -> str:
        return f"{2021 + (month - 1) // 12}-{(month - 1) % 12 + 1:02d}"

    return f"{name(first)}/{name(last)}"


@pytest.mark.slow
@LAW
@given(dated_lines(), st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_no_figure(lines: list[str], random: Random) -> None:
    shuffled = random.sample(lines, len(lines))
    ordered, other = assessed(lines), assessed(shuffled)
    assert figures_of(ordered) == figures_of(other)
    assert (ordered.status, ordered.reached_on) == (other.status, other.reached_on)


@LAW
@given(st.lists(st.integers(1, 30), min_size=2, max_size=6))
def test_of_figures_for_the_same_days_with_equal_dates_the_last_line_is_effective(values: list[int]) -> None:
    assessment = assessed([f"linhai,jobs,2021,{value},,,,2022-01-20,," for value in values])
    assert assessment.actual is not None
    assert assessment.actual.value == values[-1]


@LAW
@given(
    amounts=st.lists(st.integers(0, 20), min_size=24, max_size=24),
    spans=st.lists(st.tuples(st.integers(1, 24), st.integers(1, 24)), min_size=1, max_size=9),
    to_date=st.lists(st.integers(1, 24), max_size=4),
)
def test_a_finer_or_later_observation_never_counts_a_day_twice(
    amounts: list[int], spans: list[tuple[int, int]], to_date: list[int]
) -> None:
    """With each month's true amount known, the actual is the sum of the months that its parts cover, each once.

    A further observation never takes anything away from a known sum.
    """
    lines = [
        f"linhai,jobs,{_span(first, last)},{sum(amounts[first - 1 : last])},,,,,,"
        for first, last in (sorted(span) for span in spans)
    ]
    for month in to_date:
        first = 12 * ((month - 1) // 12)
        lines.append(f"linhai,jobs,{_span(month, month)[:7]},{sum(amounts[first:month])},ytd,,,,,")
    known = []
    for count in range(1, len(lines) + 1):
        actual = assessed(lines[:count]).actual
        assert actual is not None
        months = [month for month in range(1, 25) if any(_covers(part.span, month) for part in actual.parts)]
        assert actual.value == sum(amounts[month - 1] for month in months)
        assert sum(_months(part.span) for part in actual.parts) == len(months)
        known.append(actual.value)
    assert all(before <= after for before, after in pairwise(known))


def _covers(span: tuple[date, date], month: int) -> bool:
    first = date(2021 + (month - 1) // 12, (month - 1) % 12 + 1, 1)
    return span[0] <= first and month_end(first.year, first.month) <= span[1]


def _months(span: tuple[date, date]) -> int:
    return (span[1].year - span[0].year) * 12 + span[1].month - span[0].month + 1
