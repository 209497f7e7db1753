"""Rates judged by their mean over the plan; docs/methodology.md, sections 1 to 5. Numbers are worked out by hand."""

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from builders import DEFAULTS, assess_of, indicator, note_keys, observation, target
from test_schemas import check

from rsplan.calc.assess import Assessment
from rsplan.calc.explain.figure_derivations import explain
from rsplan.calc.firmness import Lever, flips_of
from rsplan.calc.forecast.forecast import forecast_of
from rsplan.calc.forecast.values import Refusal
from rsplan.calc.pace import pace_of
from rsplan.calc.verdict import Status
from rsplan.calc.year_assessment import assess_year
from rsplan.cli.program import run
from rsplan.errors import InvalidInput
from rsplan.model.enums import Basis, Better, Bound, Comparator, Judged, Kind
from rsplan.model.observations import Observation
from rsplan.model.plan import Indicator
from rsplan.read.yaml_target_file import read_targets


def unemployment(judged: Judged = Judged.PLAN_MEAN) -> Indicator:
    """At most 5 % on average over 2021 to 2025."""
    aim = target("5", Comparator.AT_MOST)
    return indicator(Kind.RATE, aim, better=Better.LOWER, unit="%")._replace(judged=judged)


def mean(period: str, value: str, bound: Bound = Bound.EXACT) -> Observation:
    return observation(period, value, Basis.MEAN, bound=bound)


def years(*values: str) -> list[Observation]:
    """The means of the plan's years from 2021 on."""
    return [mean(str(year), value) for year, value in enumerate(values, 2021)]


def after(*values: str) -> Assessment:
    """The standing at the end of the last of these years."""
    return assess_of(unemployment(), *years(*values), as_of=f"{2020 + len(values)}-12-31")


def test_the_mean_of_all_years_decides_and_not_the_last_year() -> None:
    """5.1 + 5.3 + 4.9 + 5.0 + 4.7 = 25.0, which is 5; with 4.8 at the end it is 5.02."""
    met, missed = after("5.1", "5.3", "4.9", "5.0", "4.7"), after("5.1", "5.3", "4.9", "5.0", "4.8")
    assert met.actual is not None
    assert missed.actual is not None
    assert (met.actual.value, met.status) == (Fraction(5), Status.MET)
    assert (missed.actual.value, missed.status) == (Fraction("5.02"), Status.MISSED)
    by_year = assess_of(unemployment(Judged.MEAN), *years("5.1", "5.3", "4.9", "5.0", "4.8"))
    assert by_year.status is Status.MET  # the latest year alone


def test_a_running_plan_is_judged_by_the_years_so_far() -> None:
    """5.1 and 5.3: 5.2, 0.2 too much. 5.1 and 4.9: exactly 5."""
    behind, on_track = after("5.1", "5.3"), after("5.1", "4.9")
    assert (behind.status, behind.reason.key) == (Status.BEHIND, "reason.mean_behind")
    assert behind.value("margin") == Fraction("-0.2")
    assert behind.value("remaining") == Fraction("0.2")
    assert (on_track.status, on_track.reason.key) == (Status.ON_TRACK, "reason.mean_on_track")


def test_a_year_above_the_mean_is_no_breach_and_no_day_reaches_it() -> None:
    """5.1 after the first year, 4.9 after the second."""
    found = after("5.1", "4.7")
    assert found.status is Status.ON_TRACK
    assert note_keys(found) == []
    assert found.maintenance_record is None
    assert found.reached_on is None
    assert not after("4.7", "5.5").lost


def test_a_mean_has_no_line_that_it_moves_along() -> None:
    found = after("5.1", "5.3")
    for name in ("required_per_year", "achieved_per_year", "planned_per_year", "projected", "progress", "change"):
        assert found.value(name) is None, name


def test_a_missing_year_leaves_the_mean_open() -> None:
    """Of 5.1 and 4.5 the mean is 4.8, but 2022 may have been anything."""
    found = assess_of(unemployment(), mean("2021", "5.1"), mean("2023", "4.5"), as_of="2023-12-31")
    assert found.actual is not None
    assert (found.actual.value, found.actual.bound) == (Fraction("4.8"), Bound.UNKNOWN)
    assert found.actual.missing == ("2022",)
    assert (found.status, found.reason.key) == (Status.INCOMPLETE, "reason.gaps_decide")
    late = assess_of(unemployment(), *years("5.1", "4.5", "4.5", "4.5")[1:], as_of="2024-12-31")
    assert late.status is Status.INCOMPLETE


def test_a_mean_over_several_years_weighs_as_many() -> None:
    """3 × 5.1 + 4.7 = 20.0, over four years 5; never (5.1 + 4.7) / 2 = 4.9."""
    found = assess_of(unemployment(), mean("2021-01/2023-12", "5.1"), mean("2024", "4.7"), as_of="2024-12-31")
    assert found.actual is not None
    assert (found.actual.value, found.actual.bound, found.actual.missing) == (Fraction(5), Bound.EXACT, ())
    whole = assess_of(unemployment(), *years("5.5", "5.5"), mean("2021-01/2025-12", "5"), as_of="2025-12-31")
    assert (whole.actual and whole.actual.value, whole.status) == (Fraction(5), Status.MET)


def test_bounds_of_years_are_those_of_the_mean() -> None:
    """At most 4.9 and exactly 5: at most 4.95."""
    found = assess_of(unemployment(), mean("2021", "4.9", Bound.AT_MOST), mean("2022", "5"), as_of="2022-12-31")
    assert found.actual is not None
    assert (found.actual.value, found.actual.bound) == (Fraction("4.95"), Bound.AT_MOST)
    assert found.status is Status.ON_TRACK
    both = [mean("2021", "4.9", Bound.AT_MOST), mean("2022", "5", Bound.AT_LEAST)]
    assert assess_of(unemployment(), *both, as_of="2022-12-31").status is Status.INCOMPLETE


def test_levels_and_means_of_months_do_not_count() -> None:
    others = [observation("2021", "4.5", Basis.LEVEL), mean("2021-12", "4.5"), mean("2021-07/2022-06", "4.5")]
    found = assess_of(unemployment(), *others, as_of="2022-12-31")
    assert (found.status, found.reason.key) == (Status.INCOMPLETE, "reason.none_of_plan_mean")


def test_a_plan_that_ended_without_its_last_year_is_incomplete() -> None:
    found = assess_of(unemployment(), *years("4", "4", "4", "4"), as_of="2026-06-30")
    assert (found.status, found.reason.key) == (Status.INCOMPLETE, "reason.final_figure_missing")


def test_the_years_to_come_need_what_is_left_of_the_mean() -> None:
    """5 × 5 − 5.1 − 5.3 = 14.6 for three years: 4.8666…; nothing is known where a past year is missing."""
    pace = pace_of(after("5.1", "5.3")).years
    assert [year.actual for year in pace] == [Fraction("5.1"), Fraction("5.3"), None, None, None]
    assert [year.required for year in pace] == [None, None, *[Fraction("14.6") / 3] * 3]
    gap = assess_of(unemployment(), mean("2021", "5.1"), mean("2023", "4.5"), as_of="2023-12-31")
    assert {year.required for year in pace_of(gap).years} == {None}
    bounded = assess_of(unemployment(), mean("2021", "4.9", Bound.AT_MOST), as_of="2021-12-31")
    assert pace_of(bounded).years[1].required == Fraction("20.1") / 4
    assert pace_of(bounded).years[1].required_bound is Bound.AT_LEAST


def test_a_single_year_has_no_target_of_its_own() -> None:
    seen = years("5.1", "5.3")
    standing = assess_year(after("5.1", "5.3"), 2022, seen, date(2022, 12, 31), None, DEFAULTS).standing
    assert standing.status is Status.NO_TARGET
    assert standing.actual is not None
    assert standing.actual.value == Fraction("5.3")


def test_the_mean_is_explained_by_its_years() -> None:
    found = next(one for one in explain(after("5.1", "5.3")) if one.name == "margin")
    actual = found.inputs["A"]
    assert (str(actual.formula), actual.rule) == ("(a1 + a2) / 2", "plan_mean")
    weighted = assess_of(unemployment(), mean("2021-01/2023-12", "5.1"), mean("2024", "4.7"), as_of="2024-12-31")
    actual = next(one for one in explain(weighted) if one.name == "margin").inputs["A"]
    assert actual.formula is not None
    assert actual.formula.evaluate({"a1": Fraction("5.1"), "a2": Fraction("4.7")}) == 5


def test_nothing_is_forecast() -> None:
    assert forecast_of(after("5.1", "5.3"), None).refused is Refusal.PLAN_MEAN


def test_a_year_moves_the_mean_by_its_share() -> None:
    """5.1 and 5.3 are 0.4 too much together: the second year would have to be 4.9."""
    flip = next(one for one in flips_of(after("5.1", "5.3"), None) if one.lever is Lever.LATEST_FIGURE)
    assert (flip.change, flip.after) == (Fraction("-0.4"), Status.ON_TRACK)


# --- target files -----------------------------------------------------------------------------------------------------

FILE = """\
city: {{id: wuxi, name: {{zh: 无锡, en: Wuxi}}}}
documents:
  plan: {{title: {{zh: 规划, en: Plan}}, state: issued}}
plans:
  - id: 14fyp
    title: {{zh: 规划, en: Plan}}
    document: plan
    state: issued
    start: 2021-01-01
    end: 2025-12-31
    indicators:
      - id: unemployment
        name: {{zh: 调查失业率, en: Unemployment}}
        unit: {{zh: "%", en: "%"}}
        kind: rate
        better: lower
        {judged}
        target: {{printed: {printed}, where: 表1}}
"""


def codes_of(printed: str, judged: str) -> list[str]:
    text = FILE.format(printed=printed, judged=judged and f"judged: {judged}")
    try:
        read_targets("wuxi.yaml", text.encode())
    except InvalidInput as error:
        return [problem.code for problem in error.problems]
    return []


@pytest.mark.parametrize(
    ("printed", "fitting"),
    [
        ("规划期内年均保持在5%以内", {"plan_mean"}),
        ("五年平均控制在5%以内", {"plan_mean"}),
        ("5%以内（五年平均）", {"plan_mean"}),
        ("年均控制在5%以内", {"mean", "plan_mean"}),
        ("5%以内（年均）", {"mean", "plan_mean"}),
        ("每年控制在5%以内", {"", "latest", "year_end", "mean", "plan_mean"}),
        ("控制在5%以内", {"", "latest", "year_end", "mean", "plan_mean"}),
    ],
)
def test_words_for_a_mean_ask_for_one(printed: str, fitting: set[str]) -> None:
    for judged in ("", "latest", "year_end", "mean", "plan_mean"):
        assert codes_of(printed, judged) == ([] if judged in fitting else ["words_and_judged"]), judged


def test_the_file_the_data_and_the_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan, data = tmp_path / "wuxi.yaml", tmp_path / "data.csv"
    plan.write_text(FILE.format(printed="五年平均控制在5%以内", judged="judged: plan_mean"), encoding="utf-8")
    rows = ["city,indicator,period,value,basis,source", "wuxi,unemployment,2021,5.1,mean,公报"]
    data.write_text("\n".join([*rows, "wuxi,unemployment,2022,5.3,mean,公报", ""]), encoding="utf-8")
    options = ["--targets", str(plan), "--data", str(data), "--as-of", "2022-12-31", "--lang", "zh"]
    assert run(["status", "--city", "wuxi", *options, "--format", "json"]) == 0
    (row,) = json.loads(capsys.readouterr().out, parse_float=Decimal)["plans"][0]["indicators"]
    assert (row["judged"], row["status"], row["actual"]["value"]) == ("plan_mean", "behind", Decimal("5.2"))
    for command in ("status", "pace", "forecast"):
        assert run([command, *options, *([] if command == "forecast" else ["--city"]), "wuxi", "--format", "json"]) == 0
        check(json.loads(capsys.readouterr().out), command)
    for more, schema in (([], "show"), (["--explain"], "explain")):
        assert run(["show", "wuxi", "unemployment", *options, *more, "--format", "json"]) == 0
        check(json.loads(capsys.readouterr().out), schema)
    assert row["reason"]["zh"] == "按规划期平均数评价：截至2022-12-31各年平均为5.2，未满足五年平均控制在5%以内"
    assert run(["show", "wuxi", "unemployment", *options]) == 0
    assert "规划期各年全年平均数的平均" in capsys.readouterr().out
    assert run(["show", "wuxi", "unemployment", *options, "--explain"]) == 0
    shown = capsys.readouterr().out
    assert "按规划期平均数评价：已知各年全年平均数的平均，每年权重相同" in shown
    assert run(["pace", "--city", "wuxi", *options]) == 0
    assert "4.87" in capsys.readouterr().out
