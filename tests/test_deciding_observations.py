"""The few observations that decide a standing give the standing of all, whatever becomes known and in which order."""

from collections.abc import Sequence

import pytest
from builders import baseline, day, indicator, level, observation, plan, target, text
from hypothesis import given, settings
from hypothesis import strategies as st

from rsplan.calc.assess import assess
from rsplan.calc.deciding_observations import DecidingObservations
from rsplan.model.enums import Basis, Better, Bound, Comparator, Judged, Kind
from rsplan.model.observations import Observation
from rsplan.model.plan import Break, Indicator
from rsplan.report.records.common import standing_record

LAW = settings(deadline=None, max_examples=200)
AS_OF = day("2024-12-31")
BOUNDS = st.sampled_from([Bound.EXACT, Bound.EXACT, Bound.AT_LEAST, Bound.AT_MOST, Bound.UNKNOWN])
PUBLISHED = st.sampled_from([None, None, "2022-06", "2023-01-15", "2025-03"])
MONTHS = [f"{year}-{month:02d}" for year in (2020, 2021, 2022, 2025) for month in (1, 2, 3, 6, 11, 12)]
SPANS = ["2021", "2022", "2021-H1", "2022-Q1", "2020-07/2021-06", "2025-06/2026-02", "2021-03/2021-08"]


def of_sums(draw: st.DrawFn) -> tuple[str, Basis]:
    basis = draw(st.sampled_from([Basis.YTD, Basis.YTD, Basis.PERIOD, Basis.PTD]))
    in_plan = [month for month in MONTHS if month >= "2021"]
    return draw(st.sampled_from({Basis.PERIOD: [*MONTHS, *SPANS], Basis.PTD: in_plan}.get(basis, MONTHS))), basis


def of_rates(draw: st.DrawFn) -> tuple[str, Basis]:
    basis = draw(st.sampled_from([Basis.LEVEL, Basis.LEVEL, Basis.MEAN]))
    return draw(st.sampled_from([*MONTHS, "2021", "2022", "2021-03-05", "2021-03-06"])), basis


def of_levels(draw: st.DrawFn) -> tuple[str, Basis]:
    return draw(st.sampled_from([*MONTHS, "2021", "2022", "2021-03-05", "2021-03-06"])), Basis.LEVEL


@st.composite
def observations(draw: st.DrawFn, kind: Kind) -> list[Observation]:
    days = {Kind.RATE: of_rates}.get(kind, of_sums if kind.is_additive else of_levels)
    found = []
    for order in range(draw(st.integers(1, 12))):
        period, basis = days(draw)
        size = st.integers(0, 40)
        value = f"{draw(size)}:{draw(size)}:7" if kind is Kind.COMPOSITION else str(draw(size))
        found.append(observation(period, value, basis, bound=draw(BOUNDS), published=draw(PUBLISHED), order=order))
    return found


@st.composite
def subjects(draw: st.DrawFn) -> Indicator:
    kind = draw(st.sampled_from([*Kind]))
    if kind is Kind.COMPOSITION:
        return indicator(kind, target("13:41:46"))
    comparator = draw(st.sampled_from([Comparator.AT_LEAST, Comparator.AT_MOST, Comparator.NONE]))
    better = Better.LOWER if comparator is Comparator.AT_MOST else Better.HIGHER
    aim = target("30" if comparator is not Comparator.NONE else None, comparator)
    found = indicator(kind, aim, better=better, start=draw(st.sampled_from([None, "10"])))
    breaks = draw(st.sampled_from([(), ("2021-06-30",), ("2021-03-06", "2022-01-01")]))
    return found._replace(
        judged=draw(st.sampled_from([*Judged])),
        breaks=tuple(Break(day(since), since, text("口径"), declared=True, at=PLACE) for since in breaks),
    )


PLACE = level("2021", "1").at


@pytest.mark.slow
@LAW
@given(st.data())
def test_what_decides_gives_the_standing_of_all_that_is_known(data: st.DataObject) -> None:
    subject = data.draw(subjects())
    known: list[Observation] = []
    deciding = DecidingObservations(plan(subject), subject, AS_OF, None)
    for one in data.draw(observations(subject.kind)):
        if known and data.draw(st.integers(0, 3)) == 0:
            gone = known.pop(data.draw(st.integers(0, len(known) - 1)))
            deciding.withdraw(gone)
        known.append(one)
        deciding.add(one)
        few = standing_record(assess(plan(subject), subject, deciding.columns(), AS_OF))
        assert few == standing_record(assess(plan(subject), subject, known, AS_OF))


def days_of(found: Sequence[Observation]) -> list[str]:
    return sorted(one.period.text for one in found)


def test_of_daily_levels_the_last_one_decides_and_the_last_before_a_break() -> None:
    subject = indicator(Kind.STOCK, start="10")
    subject = subject._replace(breaks=(Break(day("2021-03-10"), "2021-03", text("口径"), declared=True, at=PLACE),))
    deciding = DecidingObservations(plan(subject), subject, AS_OF, None)
    for number in range(1, 29):
        deciding.add(level(f"2021-03-{number:02d}", str(number), order=number))
    # The first level of all stands for that anything is known.
    assert days_of(deciding.columns()) == ["2021-03-01", "2021-03-09", "2021-03-28"]


def test_of_daily_sums_to_date_the_last_of_each_year_decides() -> None:
    subject = indicator(Kind.CUMULATIVE)
    deciding = DecidingObservations(plan(subject), subject, AS_OF, None)
    for order, month in enumerate([f"{year}-{month:02d}" for year in (2021, 2022) for month in range(1, 13)]):
        deciding.add(observation(month, str(order), Basis.YTD, order=order))
    assert days_of(deciding.columns()) == ["2021-12", "2022-12"]
    # What begins in July continues the sum to June, which decides again.
    deciding.add(observation("2021-07", "3", order=100))
    assert days_of(deciding.columns()) == ["2021-06", "2021-07", "2021-12", "2022-12"]


def test_where_nothing_changes_the_same_object_is_given_back() -> None:
    subject = indicator(Kind.RATE, target("4", Comparator.AT_MOST), better=Better.LOWER)
    subject = subject._replace(baseline=baseline("2"))
    deciding = DecidingObservations(plan(subject), subject, AS_OF, None, [level("2022", "3", order=1)])
    before = deciding.columns()
    for order, period in enumerate(("2021", "2019", "2025-06", "2022-06"), 2):
        deciding.add(level(period, "1", order=order))
        assert (deciding.columns() is before) or period == "2021"
        before = deciding.columns()
