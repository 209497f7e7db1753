"""Glyphs and trajectories: what is drawn is what is known, and every picture says it in words too."""

import re
from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from builders import assess_of, day, indicator, level, milestone, observation, target, text
from hypothesis import given
from hypothesis import strategies as st
from office import package

from rsplan.calc.assess import Assessment
from rsplan.calc.forecast.forecast import forecast_of
from rsplan.cli.program import run
from rsplan.model.enums import Basis, Better, Bound, Comparator, Kind
from rsplan.model.plan import Break
from rsplan.read.plan_library import load
from rsplan.render.svg import _spread, glyph_svg, trajectory_svg
from rsplan.report.handout.charts import GlyphShape, Trajectory, glyph_of, trajectory_of
from rsplan.report.tables.chart import chart_table, charts_of
from rsplan.report.tables.table import Words
from rsplan.survey import ALL_PLANS, EvaluationContext, Filters, assess_all

EN = Words("en")


def drawn(assessment: Assessment) -> Trajectory:
    trajectory = trajectory_of(assessment, EN)
    assert trajectory is not None
    return trajectory


def whole(points: Iterable[Iterable[Fraction]]) -> list[list[int]]:
    """Points whose numbers are whole."""
    assert all(number.denominator == 1 for point in points for number in point)
    return [[int(number) for number in point] for point in points]


def test_each_kind_of_target_has_the_glyph_that_does_not_mislead() -> None:
    """A bar that shows 97.8 % of a level, or a rate kept at 100 %, would look finished."""
    sums = assess_of(indicator(), observation("2021", "20"), as_of="2021-12-31")
    stock = assess_of(indicator(Kind.STOCK, start="50"), level("2021", "60"), as_of="2021-12-31")
    held = indicator(Kind.RATE, target("3", Comparator.AT_MOST), better=Better.LOWER)
    guard = assess_of(held, level("2021", "2"), as_of="2021-12-31")
    shares = assess_of(indicator(Kind.COMPOSITION, target("14:42:44")), level("2021", "13:41:46"), as_of="2021-12-31")
    shapes = [glyph.shape for one in (sums, stock, guard, shares) if (glyph := glyph_of(one, EN))]
    assert shapes == [GlyphShape.SUM, GlyphShape.LEVEL, GlyphShape.GUARD, GlyphShape.SHARES]
    assert glyph_of(assess_of(indicator()), EN) is None  # nothing is known
    assert glyph_of(assess_of(indicator(aim=target(None)), observation("2021", "1")), EN) is None  # no target


def test_no_pace_is_drawn_on_across_a_break() -> None:
    """10 a year for two years would be 50 in five; behind a change of the counting rule they say nothing of the end."""
    known = observation("2021", "10", order=0), observation("2022", "10", order=1)
    assert drawn(assess_of(indicator(), *known, as_of="2022-12-31")).projected == 50
    broken = Break(day("2022-01-01"), "2022", text("rule"), False, indicator().at)
    across = assess_of(indicator()._replace(breaks=(broken,)), *known, as_of="2022-12-31")
    assert drawn(across).projected is None


def test_the_glyph_of_a_sum_is_to_scale() -> None:
    """40 of 100 after 60 % of the time: the bar is 40 % of the track, the mark stands at 60 %."""
    behind = assess_of(
        indicator(), observation("2021", "40"), observation("2022", "0"), observation("2023", "0"), as_of="2023-12-31"
    )
    glyph = glyph_of(behind, EN)
    assert glyph is not None
    root = ElementTree.fromstring(glyph_svg(glyph))
    space = "{http://www.w3.org/2000/svg}"
    track, bar = (Fraction(one.get("width", "")) for one in root.iter(f"{space}rect"))
    (mark,) = [one for one in root.iter(f"{space}line") if one.get("class") == "mark"]
    left = Fraction(next(root.iter(f"{space}rect")).get("x", ""))
    assert abs(bar / track - Fraction(40, 100)) < Fraction(1, 200)
    assert abs((Fraction(mark.get("x1", "")) - left) / track - Fraction(60, 100)) < Fraction(1, 200)
    assert glyph.text == "actual 40, target 100, completion 40%, behind"


def test_a_trajectory_runs_through_its_milestones_to_its_target() -> None:
    """50 at the start, 60 at the end of 2022, 100 at the end of 2025."""
    one = indicator(Kind.STOCK, start="50", milestones=(milestone(2022, "60"),))
    trajectory = drawn(assess_of(one, level("2021", "56"), as_of="2021-12-31"))
    assert dict(trajectory.planned)[Fraction(24)] == 60
    assert whole([trajectory.planned[0], trajectory.planned[-1]]) == [[0, 50], [60, 100]]
    assert whole(trajectory.milestones) == [[24, 60]]
    assert whole([point[:2] for point in trajectory.actual]) == [[12, 56]]


def test_days_without_a_figure_are_gaps_and_bounds_say_so() -> None:
    """2021 is missing: the sum of 2022 is at least 20, and nothing is known of 2023 up to the as-of date."""
    trajectory = drawn(assess_of(indicator(), observation("2022", "20"), as_of="2023-06-30"))
    assert whole(trajectory.unknown) == [[0, 12], [24, 30]]
    assert whole([point[:2] for point in trajectory.actual]) == [[24, 20]]
    assert [point.bound for point in trajectory.actual] == [Bound.AT_LEAST]
    assert "≥20" in trajectory_svg(trajectory, EN)


def test_months_whose_sum_is_known_of_an_annual_target_are_no_gap() -> None:
    """1.2 of 3 a year by June 2022: of 2022 six months are known, and nothing from July to September."""
    figures = observation("2021", "3.2"), observation("2022-06", "1.2", Basis.YTD)
    trajectory = drawn(assess_of(indicator(Kind.ANNUAL, target("3")), *figures, as_of="2022-09-30"))
    assert whole(trajectory.unknown) == [[18, 21]]
    assert whole(drawn(assess_of(indicator(Kind.ANNUAL, target("3")), as_of="2022-09-30")).unknown) == [[0, 21]]


def test_the_projection_is_the_one_of_the_figures() -> None:
    """20 a year for five years: 100."""
    running = assess_of(indicator(), observation("2021", "20"), as_of="2021-12-31")
    assert drawn(running).projected == running.value("projected") == 100
    ended = assess_of(indicator(), observation("2021", "20"), as_of="2026-12-31")
    assert drawn(ended).projected is None  # a plan that is over goes nowhere


@pytest.mark.parametrize("declared", [True, False])
def test_a_break_is_suspected_where_no_source_declares_it(declared: bool) -> None:
    broken = Break(day("2022-01-01"), "2022", text("rule"), declared, indicator().at)
    kept = indicator(Kind.STOCK, start="50")._replace(breaks=(broken,))
    trajectory = drawn(assess_of(kept, level("2021", "60"), level("2022", "70"), as_of="2022-12-31"))
    label = "break of the series" if declared else "suspected break of the series"
    picture = ElementTree.fromstring(trajectory_svg(trajectory, EN, 560, 240))
    assert label in [one.text for one in picture.iter("{http://www.w3.org/2000/svg}text")]
    table = chart_table(trajectory, EN, 80)
    told = [str(one) for one in (*table.lead, *table.footnotes) if "break" in str(one)]
    assert len(told) == 1
    assert label in told[0]
    assert ("suspected" in told[0]) is not declared


def test_the_forecast_is_two_marks_at_the_plans_end_and_says_its_range() -> None:
    """10, 12 and 11 a year: 33 + 20 and 33 + 24, a fifth of 22 wider each: 10 was said of 2022, and 12 came."""
    years = [observation("2021", "10"), observation("2022", "12"), observation("2023", "11")]
    running = assess_of(indicator(), *years, as_of="2023-12-31")
    trajectory = trajectory_of(running, EN, forecast_of(running, None))
    assert trajectory is not None
    assert trajectory.forecast is not None
    assert trajectory.forecast.elapsed == 60
    assert [end.value for end in trajectory.forecast.ends] == [53 - Fraction(22, 5), 57 + Fraction(22, 5)]
    assert trajectory.text.endswith("Verdict: behind. Forecast of the end: 48.6 to 61.4")
    svg = trajectory_svg(trajectory, EN)
    assert re.findall(r">forecast ([\d.]+)<", svg) == ["61.4", "48.6"]
    (table,) = charts_of(running, None, "en", 80)
    lines = [str(cell) for section in table.sections for (cell,) in section.rows]
    assert sum(line.count("#") for line in lines) == 2
    assert max(len(line) for line in lines) == max(line.index("#") + 1 for line in lines if "#" in line)
    assert "# forecast 48.6 to 61.4" in str(table.footnotes[0])


@pytest.mark.parametrize(("known", "as_of"), [(3, "2026-06-30"), (1, "2021-12-31")])
def test_no_forecast_is_drawn_of_a_plan_that_has_ended_or_from_too_few_points(known: int, as_of: str) -> None:
    levels = [level(*each) for each in (("2021", "60"), ("2022", "65"), ("2025", "78"))[:known]]
    one = assess_of(indicator(Kind.STOCK), *levels, as_of=as_of)
    assert forecast_of(one, None).refused is not None
    trajectory = trajectory_of(one, EN, forecast_of(one, None))
    assert trajectory is not None
    assert trajectory.forecast is None
    assert "orecast" not in trajectory.text + trajectory_svg(trajectory, EN)
    assert "#" not in "".join(str(cell) for table in charts_of(one, None, "en", 80) for cell in table.footnotes)


@given(st.lists(st.integers(0, 300).map(Fraction), min_size=1, max_size=5).map(sorted))
def test_labels_at_the_end_keep_apart_and_in_order_and_stay_where_there_is_room(tops: list[Fraction]) -> None:
    spread = _spread(tops)
    assert all(later - before >= 14 for before, later in pairwise(spread))
    assert sum(spread) == sum(tops)  # as far up as down
    if all(later - before >= 14 for before, later in pairwise(tops)):
        assert spread == tops


def test_shares_have_no_trajectory() -> None:
    shares = assess_of(indicator(Kind.COMPOSITION, target("14:42:44")), level("2021", "13:41:46"))
    assert trajectory_of(shares, EN) is None


@pytest.mark.parametrize("as_of", ["2018-06-30", "2023-12-31", "2026-11-21"])
def test_every_picture_of_the_shipped_plans_is_xml_with_words_and_within_its_frame(as_of: str) -> None:
    survey = assess_all(load(), EvaluationContext(day(as_of)), (ALL_PLANS,), Filters(every_scope=True))
    pictures = 0
    for one in (one for plan in survey.plans for one in plan.assessments):
        glyph, trajectory = glyph_of(one, EN), trajectory_of(one, EN, forecast_of(one, None))
        svgs = [glyph_svg(glyph)] if glyph else []
        svgs += [trajectory_svg(trajectory, EN)] if trajectory else []
        for svg in svgs:
            root = ElementTree.fromstring(svg)
            width, height = int(root.get("width", "")), int(root.get("height", ""))
            assert root[0].tag.endswith("title")
            assert root[0].text
            for part in root.iter():
                for name, most in (("x", width), ("y", height), ("cx", width), ("cy", height), ("x2", width)):
                    assert -1 <= float(part.get(name, 0)) <= most + 1, (one.indicator.id, part.attrib)
            pictures += 1
    assert pictures > 50


def test_markup_in_a_name_stays_text() -> None:
    one = indicator(name="<script>&\"'")
    svg = trajectory_svg(drawn(assess_of(one, observation("2021", "20"))), EN, loose=True)
    assert "<script" not in svg
    assert ElementTree.fromstring(svg)[0].text is not None


# --- in the terminal -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_chart_keeps_to_its_width_and_its_axis_stands_in_one_column(width: int) -> None:
    one = assess_of(indicator(), observation("2021", "20"), observation("2022", "25"), as_of="2022-12-31")
    table = chart_table(drawn(one), EN, width)
    lines = [str(cell) for section in table.sections for (cell,) in section.rows]
    assert max(map(len, lines)) <= width
    assert all(line.isascii() for line in lines)
    assert len({re.search(r"[|+]", line).start() for line in lines[:-1]}) == 1  # type: ignore[union-attr]
    assert sum(line.count("o") for line in lines) == 2  # the two figures
    assert lines[-1].split() == ["2021", "2022", "2023", "2024", "2025"]


def test_a_level_that_never_moves_is_drawn() -> None:
    one = assess_of(indicator(Kind.STOCK, target("5"), start="5"), level("2021", "5"), as_of="2021-12-31")
    assert chart_table(drawn(one), EN, 60).sections


def test_the_command_draws_in_the_terminal_and_writes_pictures(
    tmp_path: "object", capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(str(tmp_path))
    monkeypatch.setenv("COLUMNS", "80")
    words = ["chart", "suzhou", "unemployment-insured", "--lang", "zh"]
    assert run(words) == 0
    out = capsys.readouterr().out
    assert "失业保险参保人数 (万人)" in out
    assert "562.21|" in out
    package("resvg_py")
    assert run([*words, "-o", "a.svg"]) == run([*words, "-o", "a.png"]) == 0
    with open("a.png", "rb") as picture:
        assert picture.read(8) == b"\x89PNG\r\n\x1a\n"
    assert "失业保险参保人数" in ElementTree.parse("a.svg").getroot()[0].text  # type: ignore[operator]
    assert run([*words, "-o", "a.gif"]) == 2
    assert ".svg、.png" in capsys.readouterr().err


def test_shares_are_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["chart", "nanjing", "professional-grade-shares", "--plan", "13fyp", "--lang", "en"]) == 2
    assert "has no trajectory to draw: shares have" in capsys.readouterr().err


IN_WORDS = """\
city: {id: wuxi, name: {zh: 无锡}}
documents:
  plan: {title: {zh: 规划}, state: issued}
plans:
  - id: 15fyp
    title: {zh: 规划}
    document: plan
    state: issued
    start: 2021-01-01
    end: 2025-12-31
    indicators:
      - id: wages
        name: {zh: 工资}
        unit: {zh: 元}
        kind: stock
        better: higher
        target: {printed: 与经济增长基本同步, where: 表1, comparator: none}
"""


def test_a_target_in_words_is_drawn_with_its_figures_and_refused_without_any(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, data = tmp_path / "wuxi.yaml", tmp_path / "data.csv"
    plan.write_text(IN_WORDS, encoding="utf-8")
    asked = ["chart", "wuxi", "wages", "--targets", str(plan), "--data", str(data), "--as-of", "2023-06-30"]
    data.write_text("city,indicator,period,value,source\n", encoding="utf-8")
    assert run([*asked, "--lang", "zh"]) == 2
    assert (
        capsys.readouterr().err
        == "错误：工资没有可绘制的走势：目标以文字表述（与经济增长基本同步），无法量化评判，也没有可画的数据\n"
    )
    assert run([*asked, "--lang", "en"]) == 2
    assert "words (与经济增长基本同步), which no figure can be judged by, and there is no" in capsys.readouterr().err
    data.write_text("city,indicator,period,value,source\nwuxi,wages,2022,90000,公报\n", encoding="utf-8")
    assert run([*asked, "--lang", "zh"]) == 0
    assert "2022-12-31为90000" in capsys.readouterr().out


def test_show_adds_the_chart_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["show", "suzhou", "unemployment-insured", "--lang", "en"]
    assert run(words) == 0
    plain = capsys.readouterr().out
    assert run([*words, "--chart"]) == 0
    with_chart = capsys.readouterr().out
    assert with_chart.startswith(plain)
    assert "planned path" in with_chart[len(plain) :]
