"""How firm a verdict is: the smallest changes that flip it; methodology.md, section 8."""

from fractions import Fraction

import pytest
from builders import assess_of, baseline, day, indicator, level, observation, target
from hypothesis import given, settings
from hypothesis import strategies as st

from rsplan.calc.assess import Assessment
from rsplan.calc.firmness import Flip, Lever, Trial, flips_of, latest_figure
from rsplan.calc.verdict import Rules, Status
from rsplan.model.enums import Basis, Better, Bound, Comparator, Kind
from rsplan.model.observations import Observation
from rsplan.model.plan import Indicator
from rsplan.report.tables.show_explain import explain_tables
from rsplan.text import LANGUAGES


def flips(subject: Indicator, *observations: Observation, as_of: str, rules: Rules = Rules()) -> dict[Lever, Flip]:
    assessment = assess_of(subject, *observations, as_of=as_of, rules=rules)
    return {flip.lever: flip for flip in flips_of(assessment, None)}


def changed(flip: Flip) -> tuple[str, str, str, str]:
    return str(flip.change), str(flip.flipped), str(flip.before), str(flip.after)


def test_a_sum_that_is_met_hangs_on_its_latest_figure() -> None:
    known = [observation("2021", "60", order=0), observation("2022", "43.5", order=1)]
    found = flips(indicator(), *known, as_of="2022-12-31")
    # 103.5 of 100: 3.5 less is still met, 3.6 less is ahead of the 40 that are expected after two of five years.
    assert changed(found[Lever.LATEST_FIGURE]) == ("-18/5", "399/10", "met", "ahead")
    assert set(found) == {Lever.LATEST_FIGURE}


def test_the_lead_and_the_threshold_of_ahead() -> None:
    found = flips(indicator(), observation("2021", "32"), as_of="2021-12-31")
    # 32 of 100 where 20 are expected leads by 12 points: ahead by 10, 3 less is 9.
    assert changed(found[Lever.LATEST_FIGURE]) == ("-3", "29", "ahead", "on_track")
    assert changed(found[Lever.AHEAD_BY]) == ("2000001/1000000", "12000001/1000000", "ahead", "on_track")
    assert Lever.SLACK not in found


def test_a_shortfall_and_the_slack_that_would_allow_it() -> None:
    found = flips(indicator(), observation("2021", "18.5"), as_of="2021-12-31")
    assert changed(found[Lever.LATEST_FIGURE]) == ("3/2", "20", "behind", "on_track")
    assert changed(found[Lever.SLACK]) == ("3/2", "3/2", "behind", "on_track")


def test_an_amount_in_a_gap() -> None:
    found = flips(indicator(), observation("2022", "30"), as_of="2022-12-31")
    # 30 of the 40 expected; nothing in 2021 is behind, 10 are on track.
    assert changed(found[Lever.GAP]) == ("10", "10", "behind", "on_track")
    assert found[Lever.GAP].days == ("2021",)


@pytest.mark.parametrize(
    ("kind", "aim", "said"),
    [
        (Kind.CUMULATIVE, "60", ("缺口期间的数量（合计）", "amount of the days that are missing, in all")),
        (Kind.ANNUAL, "20", ("缺口各年的数量（每年）", "amount of the days that are missing, in each year")),
    ],
)
def test_it_is_said_whether_an_amount_in_gaps_is_that_of_each_year(kind: Kind, aim: str, said: tuple[str, str]) -> None:
    """2021 and 2022 are missing: of a sum one amount lies in both, of an annual target each of them has it."""
    assessment = assess_of(indicator(kind, target(aim)), observation("2023", "20"), as_of="2023-12-31")
    for lang, name in zip(LANGUAGES, said, strict=True):
        parts = [part for table in explain_tables(assessment, lang) for part in table.sections]
        assert any(str(row[0]).startswith(name) for part in parts for row in part.rows)


def test_a_tolerance() -> None:
    subject = indicator(Kind.RATE, target("5", Comparator.ABOUT, tolerance="0.25"), better=Better.LOWER, unit="%")
    found = flips(subject, level("2021", "5.2"), as_of="2021-12-31")
    assert changed(found[Lever.LATEST_FIGURE]) == ("1/10", "53/10", "on_track", "behind")
    assert changed(found[Lever.TOLERANCE]) == ("-50001/1000000", "199999/1000000", "on_track", "behind")


def test_the_smaller_change_counts_in_either_direction() -> None:
    subject = indicator(Kind.STOCK, target("100"), start="50")
    found = flips(subject, level("2021", "61"), as_of="2021-12-31")
    # 60 is expected: 1.1 less would be behind, in whole numbers 2; met would be 39 more.
    assert changed(found[Lever.LATEST_FIGURE]) == ("-2", "59", "on_track", "behind")


def test_an_annual_target_hangs_on_the_last_year_that_counts() -> None:
    subject = indicator(Kind.ANNUAL, target("10"))
    known = [observation("2021", "12", order=0), observation("2022", "11.5", order=1)]
    found = flips(subject, *known, as_of="2022-12-31")
    assert changed(found[Lever.LATEST_FIGURE]) == ("-8/5", "99/10", "on_track", "behind")


@pytest.mark.parametrize(
    "assessment",
    [
        assess_of(indicator(aim=target(None)), observation("2021", "5")),
        assess_of(indicator()),
        assess_of(indicator(Kind.COMPOSITION, target("14:42:44"), unit="%"), level("2023", "13:41:46")),
    ],
    ids=["no target", "no data", "shares"],
)
def test_where_no_single_figure_decides_nothing_is_said(assessment: Assessment) -> None:
    assert flips_of(assessment, None) == []


# --- the law ---------------------------------------------------------------------------------------------------------

_AMOUNTS = st.decimals("0", "60", places=1).map(str)
_BOUNDS = st.sampled_from([Bound.EXACT, Bound.EXACT, Bound.AT_LEAST, Bound.AT_MOST])


@st.composite
def _worlds(draw: st.DrawFn) -> Assessment:
    kind = draw(st.sampled_from([Kind.CUMULATIVE, Kind.ANNUAL, Kind.STOCK, Kind.RATE]))
    comparator = draw(
        st.sampled_from([Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.ABOUT, Comparator.AT_MOST])
    )
    aim = target(draw(_AMOUNTS), comparator, tolerance="2.5" if comparator is Comparator.ABOUT else None)
    better = Better.LOWER if comparator is Comparator.AT_MOST else Better.HIGHER
    subject = indicator(kind, aim, better=better)
    if not kind.is_additive and draw(st.booleans()):
        subject = subject._replace(baseline=baseline(draw(_AMOUNTS)))
    known = []
    for order in range(draw(st.integers(1, 5))):
        year = draw(st.integers(2021, 2025))
        if kind.is_additive:
            period, basis = draw(
                st.sampled_from([(f"{year}", Basis.PERIOD), (f"{year}-06", Basis.YTD), (f"{year}-09", Basis.PTD)])
            )
        else:
            period, basis = f"{year}", Basis.LEVEL
        known.append(observation(period, draw(_AMOUNTS), basis, bound=draw(_BOUNDS), order=order))
    rules = Rules(Fraction(draw(st.integers(0, 20))), Fraction(draw(st.integers(0, 5))))
    as_of = draw(st.dates(day("2021-06-30"), day("2026-06-30")))
    return assess_of(subject, *known, as_of=str(as_of), rules=rules)


def _applied(flip: Flip, trial: Trial, change: Fraction) -> Status:
    value = flip.value + change
    match flip.lever:
        case Lever.LATEST_FIGURE:
            assert flip.observation is not None
            return trial.with_figure(flip.observation, value)
        case Lever.GAP:
            return trial.with_gap(value)
        case Lever.TOLERANCE:
            return trial.with_tolerance(value)
        case _:
            return trial.with_threshold(flip.lever, value)


@settings(deadline=None)
@given(_worlds(), st.data())
def test_the_change_flips_the_verdict_and_nothing_smaller_does(assessment: Assessment, data: st.DataObject) -> None:
    trial = Trial(assessment, None)
    for flip in flips_of(assessment, None):
        assert flip.before is (trial.with_gap(Fraction(0)) if flip.lever is Lever.GAP else assessment.status)
        assert _applied(flip, trial, flip.change) is flip.after is not flip.before
        steps = int(abs(flip.change) / flip.step)
        for smaller in {steps - 1, data.draw(st.integers(0, steps - 1))}:
            for sign in (1, -1):
                if flip.value + sign * smaller * flip.step >= 0:
                    assert _applied(flip, trial, sign * smaller * flip.step) is flip.before


@settings(deadline=None)
@given(_worlds(), st.data())
def test_a_latest_figure_that_is_not_named_flips_nothing(assessment: Assessment, data: st.DataObject) -> None:
    figure = latest_figure(assessment)
    if figure is None or any(flip.lever is Lever.LATEST_FIGURE for flip in flips_of(assessment, None)):
        return
    other = Fraction(data.draw(st.integers(0, 1000)), 10)
    assert Trial(assessment, None).with_figure(figure, other) is assessment.status


def test_a_growth_hangs_on_the_level_that_it_leads_to() -> None:
    # 100 growing by 10 % a year is 121 after two years: 121 is on track, 120 is not.
    subject = indicator(Kind.GROWTH, target("10"), start="100")
    found = flips(subject, level("2022", "121"), as_of="2022-12-31")
    assert found[Lever.LATEST_FIGURE].before is Status.ON_TRACK
    assert changed(found[Lever.LATEST_FIGURE])[:2] == ("-1", "120")


def test_why_no_change_is_listed_is_said() -> None:
    """10 of 15 came in 2021 and 12 of 15 in 2022: whichever of them were better, the other one is missed."""
    annual = assess_of(
        indicator(Kind.ANNUAL, target("15")), observation("2021", "10"), observation("2022", "12"), as_of="2022-12-31"
    )
    assert flips_of(annual, None) == []
    told = [str(line) for table in explain_tables(annual, "en") for line in table.lead]
    assert "no change of one number alone would give another verdict" in told
