"""Tables for people: what stands in which cell, in either language."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest
from builders import (
    DEFAULTS,
    assess_of,
    day,
    indicator,
    level,
    milestone,
    observation,
    plan,
    survey_of,
    target,
    text,
)

from rsplan.calc.assess import Assessment
from rsplan.calc.explain.figure_derivations import explain
from rsplan.model.bilingual import Text
from rsplan.model.enums import Basis, Better, Bound, Comparator, Judged, Kind, Nature, Scope, Via
from rsplan.model.plan import Break, Group, Indicator, Result, Statement
from rsplan.read.plan_library import load
from rsplan.report.doubts import doubts_about
from rsplan.report.reasons import reason_text
from rsplan.report.tables.bars import bar_text
from rsplan.report.tables.cells import margin_text, need_text, plan_years, remaining_text
from rsplan.report.tables.list_ import indicators_table, plans_table
from rsplan.report.tables.pace import pace_tables
from rsplan.report.tables.show import show_tables
from rsplan.report.tables.show_explain import explain_tables
from rsplan.report.tables.status import status_tables
from rsplan.report.tables.table import WIDE, CellStyle, Footnotes, ReportTable, Section, TableCell, Words
from rsplan.survey import CompleteSurvey, EvaluationContext, Filters, PlanSurvey, assess_all
from rsplan.text import LANGUAGES, Language, say

#: The width from which on the status has all its columns.
ALL = 180


def status(*assessments: Assessment, lang: Language = "en", width: int = ALL, as_of: str = "2025-12-31") -> ReportTable:
    found = survey_of(*assessments, as_of=as_of)
    return status_of(found.plans[0], found.evaluation, lang, width)


def status_of(found: PlanSurvey, evaluation: EvaluationContext, lang: Language, width: int) -> ReportTable:
    """The table of all rows under the head of the plan."""
    head, *_, table = status_tables(found, evaluation, lang, width, every_row=True)
    return table._replace(title=head.title, lead=head.lead)


def attention(*assessments: Assessment, lang: Language = "en", width: int = ALL) -> list[list[str]]:
    """The rows of what needs attention, and the line below them."""
    found = survey_of(*assessments)
    _, *between, _ = status_tables(found.plans[0], found.evaluation, lang, width)
    return [[str(cell) for cell in row] for table in between for row in rows(table)] + [
        list(table.footnotes) for table in between if table.footnotes
    ]


def rows(table: ReportTable) -> list[tuple[TableCell, ...]]:
    return [row for section in table.sections for row in section.rows]


def cells(table: ReportTable, number: int = 0) -> dict[str, str]:
    """A row's cells by their headings."""
    row = rows(table)[number]
    return {column.heading: str(cell) for column, cell in zip(table.columns, row, strict=True)}


def wide(assessment: Assessment) -> dict[str, str]:
    return cells(status(assessment))


JOBS = indicator(aim=target("85", printed="[85]"))


# --- a row of the status ---------------------------------------------------------------------------------------------


def test_a_row_shows_each_figure_in_a_cell_of_its_own() -> None:
    # 20 of 85 after one of five years: 23.5 %, 3.5 points ahead; 65 left over four years
    found = wide(assess_of(JOBS, observation("2021", "20"), as_of="2021-12-31"))
    assert found == {
        "#": "1",
        "indicator": "urban-new-jobs 万人",
        "target": "[85]",
        "actual": "20",
        "through": "2021",
        "done": "23.5%",
        "time": "20%",
        "lead": "+3.5 pts",
        "progress": "▰▰|▱▱▱▱▱▱▱▱",
        "verdict": f"✓ {say('en', 'status.on_track')}",
        "left": "65",
        "needed per year": "16.25",
    }


def test_what_is_unknown_is_a_dash_never_a_zero() -> None:
    found = wide(assess_of(JOBS))
    assert {found[name] for name in ("actual", "done")} == {"-"}
    assert found["verdict"] == f"- {say('en', 'status.no_data')}"


def test_a_column_that_says_nothing_is_left_out() -> None:
    found = wide(assess_of(JOBS))
    assert found.keys() == {"#", "indicator", "actual", "done", "verdict", "target"}


def test_the_target_stands_as_printed_without_the_blanks_in_its_brackets() -> None:
    assert wide(assess_of(indicator(aim=target("1000", printed="[1000 ]"))))["target"] == "[1000]"
    assert wide(assess_of(indicator(aim=target(None))))["target"] == "**"


def test_a_bound_stands_before_every_figure_that_it_bounds() -> None:
    found = wide(assess_of(JOBS, observation("2021", "34", bound=Bound.AT_LEAST), as_of="2021-12-31"))
    # 34 / 85 = 40 %; at most 51 left, at most 12.75 a year
    assert (found["actual"], found["done"], found["time"]) == ("≥34", "≥40%", "20%")
    assert found["lead"] == "≥20 pts"
    assert (found["left"], found["needed per year"]) == ("≤51", "≤12.75")


def test_gaps_provisional_and_old_figures_are_said_in_one_line() -> None:
    parts = observation("2021-H1", "9", provisional=True), observation("2022", "8")
    table = status(assess_of(JOBS, *parts, as_of="2025-06-30"))
    assert table.footnotes == ("* 1: no data after 2022, provisional, missing second half of 2021",)
    assert cells(table)["verdict"].endswith(" *")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [80, WIDE])
def test_gaps_are_all_named(lang: Language, width: int) -> None:
    missing = assess_of(JOBS, observation("2023", "20"), as_of="2023-12-31")
    found = status(missing, lang=lang, width=width, as_of="2023-12-31")
    (line,) = found.footnotes
    assert "2021" in line
    assert "2022" in line


def test_shares_are_written_with_colons() -> None:
    subject = indicator(Kind.COMPOSITION, target("14:42:44", printed="14∶42∶44"))
    found = wide(assess_of(subject, level("2021", "13:41:46"), as_of="2021-12-31"))
    assert (found["target"], found["actual"]) == ("14∶42∶44", "13:41:46")
    assert "left" not in found
    # 13 / 14
    assert found["done"] == "92.9%"


def test_nothing_is_needed_a_year_once_the_target_is_satisfied() -> None:
    found = wide(assess_of(JOBS, observation("2021", "90"), as_of="2021-12-31"))
    assert found["verdict"] == f"✓ {say('en', 'status.met')}"
    assert not {"left", "needed per year"} & found.keys()


def test_a_verdict_has_a_sign_and_a_word_and_carries_its_style() -> None:
    table = status(assess_of(JOBS, observation("2021", "1"), as_of="2021-12-31"), lang="zh")
    (cell,) = (cell for cell in rows(table)[0] if cell.style is not CellStyle.PLAIN)
    assert cell == TableCell((f"✗ {say('zh', 'status.behind')}",), CellStyle.BAD)


# --- the pace that is needed -----------------------------------------------------------------------------------------


def shown_figures(assessment: Assessment, lang: Language = "en") -> dict[str, str]:
    """The names and texts of the figures of `show`."""
    (_, figures, _) = show_tables(assessment, lang)
    return {str(name): str(text) for name, text in rows(figures)}


def test_show_tells_a_need_by_the_month_with_less_than_a_year_left() -> None:
    # 9 left over nine months; of the level 9 left over six months
    found = shown_figures(assess_of(JOBS, observation("2021-01/2025-03", "76"), as_of="2025-03-31"))
    assert (found.get("needed per month"), "needed per year" in found) == ("1", False)
    subject = indicator(Kind.STOCK, target("85"), start="10")
    found = shown_figures(assess_of(subject, level("2025-06", "76"), as_of="2025-06-30"))
    assert (found.get("needed per month"), "needed per year" in found) == ("1.5", False)


def test_a_need_whose_bound_is_unknown_is_not_told() -> None:
    subject = indicator(Kind.STOCK, target("85"), start="10")
    found = shown_figures(assess_of(subject, level("2021", "76"), as_of="2023-12-31"))
    assert not {"needed per year", "needed per month"} & found.keys()


def test_with_less_than_a_year_left_a_month_needs_so_much() -> None:
    # 76 of 85 by the end of March of the last year: 9 left over nine months
    assessment = assess_of(JOBS, observation("2021-01/2025-03", "76"), as_of="2025-03-31")
    assert wide(assessment)["needed per month"] == "1"
    assert need_text(assessment, Words("zh")) == "月均需完成1"


def test_in_the_last_month_no_pace_exceeds_what_is_left() -> None:
    subject = indicator(Kind.STOCK, target("85"), start="10")
    assessment = assess_of(subject, level("2025-12-15", "76"), as_of="2025-12-15")
    assert assessment.value("remaining") == 9
    assert need_text(assessment, Words("zh")) == ""


def test_with_a_year_left_a_year_needs_so_much() -> None:
    # 76 of 85 at the end of the fourth year
    assessment = assess_of(JOBS, observation("2021-01/2024-12", "76"), as_of="2024-12-31")
    assert need_text(assessment, Words("zh")) == "年均需完成9"


def test_the_words_of_what_is_to_fall_say_so() -> None:
    """From 2,000 to 1,000: at 1,600 after three of five years, 600 too many, 300 a year, planned 200, made 133.33."""
    subject = indicator(Kind.STOCK, target("1000", Comparator.AT_MOST), start="2000", better=Better.LOWER)
    assessment = assess_of(subject, level("2023", "1600"), as_of="2023-12-31")
    assert need_text(assessment, Words("zh")) == "年均需减少300"
    assert need_text(assessment, Words("en")) == "300/yr less needed"
    found = shown_figures(assessment, "zh")
    assert (found["尚需减少"], found["年均需增减"]) == ("600", "-300")
    assert (found["年均计划增减"], found["年均实际增减"]) == ("-200", "-133.3333")
    assert found["年均增速需为"] == "-20.94%"  # the root of 1000 / 1600 is 0.79057
    assert not [name for name in found if "完成" in name and name != "完成率"]


@pytest.mark.parametrize(
    ("as_of", "left"),
    [
        ("2025-06-15", "2.3"),
        ("2026-04-30", "≤2.3"),  # the plan has ended, and what came after May is not known
    ],
)
def test_what_is_left_of_a_sum_is_at_most_that_where_its_end_is_not_known(as_of: str, left: str) -> None:
    known = observation("2025-05", "7.7", Basis.PTD)
    assert wide(assess_of(indicator(aim=target("10")), known, as_of=as_of))["left"] == left


def test_nothing_is_said_to_be_left_of_a_level_that_is_known_only_of_the_past() -> None:
    kept = indicator(Kind.RATE, target("95"), start="96")
    days = {"2024-06-30": "0", "2025-06-30": "-", "2026-11-26": "-"}  # old; none at the end of the plan
    for as_of, left in days.items():
        assert remaining_text(assess_of(kept, level("2023", "98.2"), as_of=as_of), Words("en")) == left


def test_since_when_an_amount_is_needed_is_said_where_it_is_not_the_day_of_the_report() -> None:
    one = assess_of(named("a", number="1"), observation("2025-10", "7.7", Basis.PTD), as_of="2025-11-12")
    other = assess_of(named("b", number="2"), observation("2025-09", "7.7", Basis.PTD), as_of="2025-11-12")
    assert "needed: from 2025-11-01 on" in status(one, as_of="2025-11-12").footnotes
    assert "needed from: 1: 2025-11-01; 2: 2025-10-01" in status(one, other, as_of="2025-11-12").footnotes
    fresh = assess_of(named("a", number="1"), observation("2025-10", "7.7", Basis.PTD), as_of="2025-10-31")
    assert not [line for line in status(fresh, as_of="2025-10-31").footnotes if line.startswith("needed")]


def test_a_rate_has_no_pace() -> None:
    rate = indicator(Kind.RATE, target("95"), start="80", unit="%")
    assessment = assess_of(rate, level("2021", "83"), as_of="2021-12-31")
    assert assessment.value("required_per_year") == 3
    assert need_text(assessment, Words("en")) == ""


# --- bars ------------------------------------------------------------------------------------------------------------


def test_the_bar_of_a_sum_is_its_completion_beside_the_time() -> None:
    # 50 of 100 after four of five years
    assessment = assess_of(indicator(), observation("2021-01/2024-12", "50"), as_of="2024-12-31")
    assert bar_text(assessment, Words("zh")) == "▰▰▰▰▰▱▱▱|▱▱"


def test_the_bar_of_a_level_is_the_way_from_its_baseline() -> None:
    # from 600 to 650: 628 is 56 % of the way, and 96.6 % of the target
    subject = indicator(Kind.STOCK, target("650"), start="600")
    assert bar_text(assess_of(subject, level("2021", "628")), Words("zh")) == "▰▰▰▰▰▱▱▱▱▱"


def test_a_level_without_a_baseline_has_no_bar() -> None:
    assert bar_text(assess_of(indicator(Kind.STOCK, target("650")), level("2021", "628")), Words("zh")) == ""


def test_a_bar_is_full_only_where_the_whole_way_is_made() -> None:
    assert bar_text(assess_of(indicator(), observation("2021-01/2025-12", "99.99")), Words("zh")) == "▰▰▰▰▰▰▰▰▰▱"
    assert bar_text(assess_of(indicator(), observation("2021-01/2025-12", "250")), Words("zh")) == "▰▰▰▰▰▰▰▰▰▰"


@pytest.mark.parametrize(("figure", "shown"), [("4.5", "余量0.5"), ("5.3", "超出0.3"), ("5", "余量0")])
def test_what_is_to_be_kept_has_its_margin(figure: str, shown: str) -> None:
    kept = indicator(Kind.RATE, target("5", Comparator.AT_MOST), better=Better.LOWER)
    assert bar_text(assess_of(kept, level("2021", figure)), Words("zh")) == shown


@pytest.mark.parametrize(("lang", "shown"), [("zh", "差1.5"), ("en", "short 1.5")])
def test_a_floor_that_is_not_reached_is_short_of_it_and_not_over(lang: Language, shown: str) -> None:
    kept = indicator(Kind.RATE, target("60", hold=True))
    assert bar_text(assess_of(kept, level("2021", "58.5")), Words(lang)) == shown


# --- what needs attention --------------------------------------------------------------------------------------------


def named(name: str, nature: Nature | None = None, number: str = "1") -> Indicator:
    return indicator(name=name)._replace(name=text(name), nature=nature, number=number)


def test_what_is_fine_needs_no_attention() -> None:
    assert attention(assess_of(JOBS, observation("2021", "20"), as_of="2021-12-31")) == []


def test_binding_targets_come_first_and_then_what_is_farthest_behind() -> None:
    found = attention(
        assess_of(named("near"), observation("2021", "19"), as_of="2021-12-31"),
        assess_of(named("far"), observation("2021", "5"), as_of="2021-12-31"),
        assess_of(named("bound", Nature.BINDING), observation("2021", "19.5"), as_of="2021-12-31"),
        assess_of(named("fine"), observation("2021", "25"), as_of="2021-12-31"),
    )
    assert [row[1] for row in found] == ["bound (binding)", "far", "near"]
    # 95 of 100 left over four years
    assert found[1] == ["1", "far", "5 / 100 万人", "short by 95", "23.75/yr needed", "✗ behind"]


def test_amounts_that_need_attention_have_their_unit_at_every_width() -> None:
    """5 of 85 are behind the line; a long unit stands under the amounts where space is short."""
    jobs = JOBS._replace(unit=Text("万人", "10,000 persons"))
    found = assess_of(jobs, observation("2021", "5"), as_of="2021-12-31")
    for width in (80, 120):
        assert attention(found, width=width)[0][2] == "5 / [85] 10,000 persons"
        assert attention(found, lang="zh", width=width)[0][2] == "5 / [85] 万人"


def test_a_broken_and_an_overdue_target_need_attention() -> None:
    kept = indicator(Kind.RATE, target("5", Comparator.AT_MOST), better=Better.LOWER, unit="%")
    broken = assess_of(kept, level("2021", "5.5"), level("2022", "4.5"), as_of="2022-12-31")
    assert broken.status == "on_track"
    assert attention(broken)[0][3:] == ["broken 1x", "", "✓ on track"]
    overdue = assess_of(kept, level("2021", "4.5"), as_of="2023-06-30")
    assert attention(overdue, lang="zh")[0][3:] == ["数据止于2021年末", "", "✓ 达到序时进度 *"]
    beyond = assess_of(kept, level("2021", "5.5"), as_of="2021-12-31")
    assert attention(beyond, lang="zh")[0][3:] == ["超出0.5个百分点 曾突破1次", "", "✗ 滞后"]
    floor = indicator(Kind.ANNUAL, target("10"))
    below = assess_of(floor, observation("2021", "9"), as_of="2021-12-31")
    assert attention(below, lang="zh")[0][3:] == ["差1 曾1次未达到", "", "✗ 滞后"]


YEARLY = indicator(Kind.ANNUAL, target("12"), unit="万人次")


def test_the_figure_of_an_annual_target_has_the_year_that_it_is_of() -> None:
    """13, 11 and 14 of 12 a year: the 11 of 2022 counts, which is 1 short, while data reach to 2023."""
    known = [observation(str(year), value) for year, value in ((2021, "13"), (2022, "11"), (2023, "14"))]
    found = assess_of(YEARLY, *known, as_of="2024-06-30")
    assert attention(found, lang="zh")[0][2:4] == ["11 / 12 万人次", "差1（2022年） 曾1次未达到"]
    assert attention(found)[0][3] == "short by 1 in 2022 broken 1x"
    for width in (80, 120):
        notes = status(found, lang="zh", width=width, as_of="2024-06-30").footnotes
        assert "逐年评价，实际值取最差年份：1：2022年" in notes
    assert "actual of the weakest year: 1: 2022" in status(found, width=80, as_of="2024-06-30").footnotes
    wide = status(found, lang="zh", as_of="2024-06-30")
    assert (cells(wide)["截至"], [one for one in wide.footnotes if "2022" in one]) == ("最低年份2022年", [])
    (paced,) = paces(found, lang="zh")
    assert cells(paced)["尚需"] == "1 2022年"


def test_no_year_is_named_where_one_alone_counts_or_none_has_failed() -> None:
    one = assess_of(YEARLY, observation("2021", "11"), as_of="2022-03-31")
    assert [note for note in status(one, lang="zh", width=80, as_of="2022-03-31").footnotes if "最差" in note] == []
    reached = assess_of(YEARLY, observation("2021", "13"), observation("2022", "14"), as_of="2023-03-31")
    (paced,) = paces(reached, lang="zh")
    assert cells(paced)["尚需"] == ""  # each year begins anew


def test_a_year_that_is_not_known_is_told_once_and_in_the_words_of_the_reason() -> None:
    gap = assess_of(YEARLY, observation("2021", "13"), observation("2023", "14"), as_of="2024-06-30")
    assert doubts_about(gap, "zh") == ("缺2022年",)
    part = assess_of(YEARLY, observation("2024-Q1", "3"), as_of="2024-06-30")
    assert doubts_about(part, "zh") == ("尚无任何一个完整年度的数据",) == (reason_text(part, "zh"),)
    bounded = assess_of(YEARLY, observation("2021", "11", bound=Bound.AT_LEAST), as_of="2022-06-30")
    assert doubts_about(bounded, "zh")[0] == "2021年数据不全"


def test_at_most_ten_rows_need_attention_and_the_others_are_counted() -> None:
    behind = [assess_of(named(str(at)), observation("2021", "1"), as_of="2021-12-31") for at in range(13)]
    found = attention(*behind, lang="zh")
    assert len(found) == 11
    assert found[-1] == ["另3项"]


# --- rows without data, and doubts -----------------------------------------------------------------------------------


def test_targets_without_data_are_one_line_with_their_numbers() -> None:
    boxed = indicator(name="box")._replace(scope=Scope.TEXT, number=None)
    subjects = [*(named("n", number=number) for number in ("2", "3", "5", "6", "7")), boxed]
    found = survey_of(*map(assess_of, subjects))
    *_, table = status_tables(found.plans[0], found.evaluation, "zh", 80)
    assert rows(table) == []
    assert table.footnotes == ("无数据6项：2、3、5-7、正文和专栏1项（--all 逐项列出；rsplan record 录入）",)


def test_rows_with_the_same_doubts_stand_together() -> None:
    provisional = observation("2021", "30", provisional=True)
    subjects = [named("a", number="8"), named("b", number="9")]
    firm = assess_of(named("c", number="10"), observation("2021", "30"), as_of="2021-12-31")
    shaken = [assess_of(one, provisional, as_of="2021-12-31") for one in subjects]
    assert status(*shaken, firm, lang="zh").footnotes == ("* 8、9：初步数",)


def test_until_when_the_data_are_is_said_where_that_is_before_the_month_of_the_report() -> None:
    """The head counts until the as-of date, the rows until the last day that is known."""

    def below(*ends: str, as_of: str, width: int = 80) -> tuple[str, ...]:
        subjects = [named(end, number=str(number)) for number, end in enumerate(ends, 1)]
        months = [
            assess_of(one, observation(f"2021-01/{end}", "9"), as_of=as_of)
            for one, end in zip(subjects, ends, strict=True)
        ]
        lines = status(*months, lang="zh", width=width, as_of=as_of).footnotes
        return tuple(line for line in lines if not line.startswith("所需数"))

    assert below("2021-02", "2021-05", "2021-02", as_of="2021-05-31") == ("数据截至：1、3：2021年2月",)
    assert below("2021-02", "2021-02", as_of="2021-11-27") == ("数据截至2021年2月",)
    assert below("2021-02", as_of="2021-02-28") == ()
    assert below("2021-02", "2021-02", as_of="2021-11-27", width=ALL) == ()  # a column says it
    assert below("2021-02", as_of="2022-11-27")[0].startswith("* 1：数据止于2021年2月")  # the row is marked as old


def test_pace_says_until_when_the_data_are() -> None:
    found = survey_of(assess_of(JOBS, observation("2021-01/2021-02", "9"), as_of="2021-11-27"), as_of="2021-11-27")
    *_, table = pace_tables(found.plans[0], found.evaluation, "zh", 80)
    assert table.footnotes[1:] == ("数据截至：1：2021年2月",)


def test_a_break_is_named_with_its_day_in_words() -> None:
    broken = Break(day("2023-07-01"), "2023-07", text("口径调整"), True, indicator().at)
    subject = JOBS._replace(breaks=(broken,))
    assessment = assess_of(subject, observation("2021-01/2023-12", "60"), as_of="2023-12-31")
    assert doubts_about(assessment, "zh")[0] == "2023年7月起口径变化"


def test_a_figure_of_the_past_shows_its_day_in_place_of_its_completion() -> None:
    rate = indicator(Kind.RATE, target("95"), start="80")
    old = assess_of(rate, level("2023", "98.2"), as_of="2026-06-30")
    assert wide(old)["done"] == "to 2023"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_short_names_stand_where_there_is_no_room_for_whole_ones(lang: Language) -> None:
    subject = JOBS._replace(name=text("一个很长很长的指标名称"), short=text("简称"))
    assessment = assess_of(subject, observation("2021", "20"), as_of="2021-12-31")
    assert "简称" in str(rows(status(assessment, lang=lang, width=120))[0][1])
    assert "一个很长很长的指标名称" in str(rows(status(assessment, lang=lang, width=180))[0][1])


@pytest.mark.parametrize(("width", "further"), [(80, set()), (100, {"progress"}), (120, {"progress", "lead"})])
def test_columns_come_as_the_width_grows(width: int, further: set[str]) -> None:
    assessment = assess_of(JOBS, observation("2021", "20"), as_of="2021-12-31")
    always = {"#", "indicator", "actual", "done", "left", "needed per year", "verdict", "target"}
    assert cells(status(assessment, width=width)).keys() == always | further


def test_the_bar_stands_in_a_narrow_table_once_the_plan_has_ended() -> None:
    ended = assess_of(JOBS, observation("2021-01/2025-12", "80"), as_of="2026-06-30")
    assert cells(status(ended, width=80, as_of="2026-06-30")).keys() == {
        "#",
        "indicator",
        "actual",
        "done",
        "progress",
        "verdict",
        "target",
    }


@pytest.mark.parametrize("width", [80, WIDE - 1, WIDE, 200])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_row_has_a_cell_for_every_column(lang: Language, width: int) -> None:
    for found in shipped().plans:
        table = status_of(found, shipped().evaluation, lang, width)
        assert {len(row) for row in rows(table)} == {len(table.columns)}
        assert len(rows(table)) == len(found.assessments)


# --- what stands above -----------------------------------------------------------------------------------------------


def lead(table: ReportTable) -> list[str]:
    return [str(cell) for cell in table.lead]


def test_the_first_lines_answer_how_the_plan_does() -> None:
    met = assess_of(JOBS, observation("2021", "90"), as_of="2021-12-31")
    behind = assess_of(named("slow", Nature.BINDING), observation("2021", "1"), as_of="2021-12-31")
    nothing = assess_of(named("none", Nature.BINDING))
    assert lead(status(met, behind, nothing, lang="zh"))[1] == "3项目标：滞后1（约束性1）、已达标1、无数据1"
    assert lead(status(met, behind, nothing))[1] == "Targets: 3; behind 1 (binding 1), met 1, no data 1"


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        ("2020-06-30", "规划期自2021-01-01起，尚未开始（截至2020-06-30）"),
        ("2024-06-30", "序时进度70%（截至2024-06-30），距规划期末18个月"),
        ("2025-12-31", "规划期于当日届满（截至2025-12-31）"),
        ("2026-06-30", "规划期已于2025-12-31结束（截至2026-06-30）；未载入2026年起的规划"),
    ],
)
def test_where_the_day_lies_in_the_plan_is_said(as_of: str, said: str) -> None:
    assessment = assess_of(JOBS, as_of=as_of)
    found = PlanSurvey(assessment.plan, (assessment,), followed=False)
    assert lead(status_of(found, EvaluationContext(day(as_of)), "zh", 80))[0] == said


def test_that_no_later_plan_is_loaded_is_said_of_the_last_one_only() -> None:
    assert [(one.plan.id, one.followed) for one in shipped().plans] == [("13fyp", True), ("14fyp", False)] * 2


def test_nothing_that_fits_is_said() -> None:
    assessment = assess_of(JOBS)
    found = PlanSurvey(assessment.plan, ())
    assert lead(status_of(found, survey_of(assessment).evaluation, "en", WIDE))[-1] == say("en", "summary.nothing")


def test_the_moment_and_the_state_of_knowledge_are_named() -> None:
    assessment = assess_of(JOBS)
    evaluation = EvaluationContext(day("2024-06-30"), day("2023-03-31"), DEFAULTS)
    first = lead(status_of(PlanSurvey(assessment.plan, (assessment,)), evaluation, "en", WIDE))[0]
    for part in ("2024-06-30", "2023-03-31"):
        assert part in first


@pytest.mark.parametrize(
    ("name", "title"),
    [("苏州市“十四五”规划", "苏州市“十四五”规划"), ("“十三五”规划", "苏州市 · “十三五”规划")],
)
def test_a_title_names_its_city_once(name: str, title: str) -> None:
    own = plan(JOBS)
    own = own._replace(title=text(name), city=own.city._replace(name=text("苏州市")))
    assessment = assess_of(JOBS)
    found = status_of(PlanSurvey(own, (assessment,)), survey_of(assessment).evaluation, "zh", WIDE)
    assert found.title == f"{title}  2021-2025"


# --- sections and footnotes ------------------------------------------------------------------------------------------


def test_rows_stand_under_the_plans_groups_and_the_main_table_before_the_text() -> None:
    group = Group("jobs", Text("就业创业", "Employment"))
    grouped = [assess_of(indicator(name=name)._replace(group=group)) for name in ("a", "b")]
    boxed = assess_of(indicator(name="c")._replace(scope=Scope.TEXT))
    found = status(*grouped, boxed, lang="zh").sections
    assert [(one.heading, len(one.rows)) for one in found] == [("就业创业", 2), (say("zh", "group.none_text"), 1)]


def test_rows_without_groups_stand_under_no_heading() -> None:
    assert [one.heading for one in status(assess_of(JOBS)).sections] == [""]


def test_the_same_note_is_one_footnote() -> None:
    notes = Footnotes()
    assert notes.mark(["one"]) == " *1"
    assert notes.mark(["two", "one"]) == " *2 *1"
    assert notes.mark([]) == ""
    assert notes.lines(Words("en")) == ("*1 one", "*2 two")
    assert notes.lines(Words("zh")) == ("*1：one", "*2：two")


def test_why_a_verdict_is_not_decided_is_said_below_the_table() -> None:
    gaps = assess_of(JOBS, observation("2023", "20"), as_of="2023-12-31")
    assert gaps.status == "incomplete"
    assert status(gaps).footnotes == ("* 1: missing 2021, 2022",)
    level_alone = assess_of(indicator(Kind.STOCK, target("350")), level("2023", "300"), as_of="2023-12-31")
    assert level_alone.status == "incomplete"
    assert status(level_alone, lang="zh").footnotes == ("* 1：无基期值，暂不评价",)


def test_that_a_level_was_reached_and_lost_is_a_footnote() -> None:
    lost = assess_of(
        indicator(Kind.STOCK, target("350")), level("2023", "350"), level("2025", "344"), as_of="2026-01-31"
    )
    (note,) = status(lost).footnotes
    assert "reached by 2023, lost since" in note


def test_an_assumed_tolerance_is_said() -> None:
    about = target("5", Comparator.ABOUT, tolerance="0.25", tolerance_assumed=True, printed="5左右")
    table = status(assess_of(indicator(Kind.STOCK, about), level("2021", "5")))
    assert "5左右" in table.footnotes[0]
    assert "0.25" in table.footnotes[0]


# --- languages -------------------------------------------------------------------------------------------------------


@cache
def shipped() -> CompleteSurvey:
    return assess_all(load(), EvaluationContext(day("2026-11-21")), ("all",), Filters(every_scope=True))


def shape(table: ReportTable) -> list[tuple[int, int]]:
    return [(len(section.rows), len(section.rows[0])) for section in table.sections]


@pytest.mark.parametrize("width", [80, 160])
def test_both_languages_have_the_same_table(width: int) -> None:
    for found in shipped().plans:
        zh, en = (status_of(found, shipped().evaluation, lang, width) for lang in LANGUAGES)
        assert shape(zh) == shape(en)
        assert len(zh.footnotes) == len(en.footnotes)
        for chinese, english in zip(rows(zh), rows(en), strict=True):
            assert chinese[0] == english[0]
            assert chinese[2] == english[2]


# --- pace ------------------------------------------------------------------------------------------------------------


def paces(*assessments: Assessment, lang: Language = "en", width: int = 120) -> list[ReportTable]:
    found = survey_of(*assessments)
    _, *tables = pace_tables(found.plans[0], found.evaluation, lang, width)
    return tables


def test_a_year_of_the_pace_is_planned_known_and_needed() -> None:
    # 85: 17 a year; 20.5 known, 64.5 over four years in steps of 0.1: 645 / 4 = 161.25, one year gets one more
    (table,) = paces(assess_of(JOBS, observation("2021", "20.5"), as_of="2021-12-31"))
    row = dict(zip((column.heading for column in table.columns), rows(table)[0], strict=True))
    assert row["2021"].lines == ("17", "20.5", "-")
    assert sorted(row[str(year)].lines[2] for year in range(2022, 2026)) == ["16.1", "16.1", "16.1", "16.2"]
    assert all(row[str(year)].lines[:2] == ("17", "-") for year in range(2022, 2026))
    assert str(row["left"]) == "64.5"


def test_a_year_that_is_known_in_part_is_marked() -> None:
    (table,) = paces(assess_of(JOBS, observation("2021-H1", "9"), as_of="2021-12-31"))
    row = dict(zip((column.heading for column in table.columns), rows(table)[0], strict=True))
    assert row["2021"].lines[1] == "9+"
    assert table.footnotes[0] == say("en", "pace.legend")


@pytest.mark.parametrize(("width", "tables"), [(80, [5, 5, 5]), (160, [10, 5])])
def test_the_years_of_a_long_plan_stand_in_several_tables(width: int, tables: list[int]) -> None:
    subject = indicator(aim=target("150"), milestones=[milestone(2021, "10")])
    long = plan(subject, start=date(2021, 1, 1), end=date(2035, 12, 31))
    found = paces(assess_of(subject, within=long), width=width)
    years = [[column.heading for column in table.columns if column.heading.isdigit()] for table in found]
    assert [len(own) for own in years] == tables
    assert [year for own in years for year in own] == [str(year) for year in range(2021, 2036)]
    for table in found:
        assert {len(row) for row in rows(table)} == {len(table.columns)}


# --- list, show, explain ---------------------------------------------------------------------------------------------


def test_the_list_counts_the_targets_of_each_plan() -> None:
    headline, boxed = JOBS, indicator(name="box")._replace(scope=Scope.TEXT)
    table = plans_table([plan(headline, boxed), plan(headline, name="13fyp")], "en")
    found = [cells(table, row) for row in (0, 1)]
    city = plan(headline).city.id
    assert [(one["id"], one["main table"], one["text"]) for one in found] == [
        (f"{city} 14fyp", "1", "1"),
        (f"{city} 13fyp", "1", "0"),
    ]
    assert table.title == say("en", "list.head", {"cities": "1", "plans": "2", "indicators": "3"})


def test_the_indicators_of_a_plan_are_listed_with_their_ids() -> None:
    table = indicators_table(plan(JOBS), [JOBS], "en")
    assert cells(table) == {
        "#": "1",
        "id": "urban-new-jobs",
        "name": "urban-new-jobs",
        "unit": "万人",
        "kind": say("en", "kind.cumulative"),
        "target": "[85]",
    }


def facts(assessment: Assessment, lang: Language = "en") -> list[tuple[str, str]]:
    return [(str(label), str(value)) for label, value in rows(show_tables(assessment, lang)[0])]


def test_everything_that_the_document_prints_about_an_indicator_is_shown() -> None:
    subject = indicator(Kind.STOCK, target("85", printed="〔85〕"), start="70", before="60")._replace(
        statements=(Statement("85万人以上", "二（三）2", indicator().at, "名称", text("另一名称")),),
        result=Result("〔89.22〕", "表1", indicator().at, "104.96%", None),
        reported=(Statement("89.22万人", "一（一）", indicator().at),),
    )
    found = " ".join(f"{label} {value}" for label, value in facts(assess_of(subject, level("2021", "75"))))
    for printed in (
        "〔85〕",
        "85万人以上",
        "二（三）2",
        "另一名称",
        "〔89.22〕",
        "104.96%",
        "89.22万人",
        "一（一）",
        "60",
        "70",
    ):
        assert printed in found


def test_figures_are_shown_with_their_bounds_and_shares_in_per_cent() -> None:
    # 34 of 85 is 40 %; 12 of 60 months
    assessment = assess_of(JOBS, observation("2021", "34", bound=Bound.AT_LEAST), as_of="2021-12-31")
    found = {str(name): str(value) for name, value in rows(show_tables(assessment, "en")[1])}
    assert found[say("en", "figure.completion_rate")] == "≥40%"
    assert found[say("en", "figure.elapsed")] == "20%"
    assert found[say("en", "figure.remaining")] == "≤51"
    assert say("en", "figure.growth") not in found


def test_a_verdict_is_not_contradicted_by_rounding() -> None:
    # 999.6 of 1000 is missed; at half time 49.9996 of 100 is behind
    missed = assess_of(indicator(aim=target("1000")), observation("2021-01/2025-12", "999.6"))
    assert wide(missed)[say("en", "column.completion")] == "99.96%"
    half = assess_of(indicator(), observation("2021-01/2023-06", "49.9996"), as_of="2023-06-30")
    found = wide(half)
    assert found[say("en", "column.lead")] == "-0.0004 pts"
    assert found[say("en", "column.status")] == f"✗ {say('en', 'status.behind')}"


def test_evidence_breaks_and_breaches_are_shown() -> None:
    broken = Break(day("2022-01-01"), "2022", text("口径调整"), False, indicator().at)
    kept = indicator(Kind.RATE, target("5", Comparator.LESS_THAN), better=Better.LOWER)._replace(breaks=(broken,))
    levels = [level("2021", "5.5"), level("2022", "4.5"), level("2023", "4.8")]
    found = dict(facts(assess_of(kept, *levels, as_of="2023-12-31")))
    assert found[say("en", "show.evidence")] == "another counting rule suspected from 2022 on"
    assert "口径调整" in found[say("en", "show.break_suspected")]
    assert found[say("en", "show.breaches")] == "1 of 3 known figures (2021-12-31)"
    assert found[say("en", "show.years")] == "3 of 3 past"
    # 0.5 a year before, 0.2 now
    assert found[say("en", "show.margin_erosion")] == "-0.3"


def test_a_baseline_from_data_is_shown_without_empty_fields() -> None:
    before = level("2020", "80")._replace(source="", via=Via.COPY)
    found = assess_of(indicator(Kind.STOCK, target("120")), before, level("2022", "90"), as_of="2022-12-31")
    observed = say("en", "rule.observed_baseline")
    assert dict(facts(found))[say("en", "show.baseline")] == f"80, 2020-12-31, {observed}, test.yaml:1"
    assert explained(found)["B"] == [
        "80",
        "2020",
        f"{say('en', 'figure.baseline')} {observed} {say('en', 'via.copy')} test.yaml:1",
    ]


@pytest.mark.parametrize("judged", Judged)
def test_what_a_rate_is_judged_by_is_shown_unless_it_is_the_latest_level(judged: Judged) -> None:
    subject = indicator(Kind.RATE, target("90"))._replace(judged=judged)
    shown_as = dict(facts(assess_of(subject, level("2021", "92")))).get(say("en", "show.judged"))
    assert shown_as == (None if judged is Judged.LATEST else say("en", f"judged.{judged}"))


def test_dates_and_growth_that_say_nothing_are_left_out_for_people() -> None:
    # 10 a year of 100 in five years: reached after ten
    slow = assess_of(indicator(), observation("2021", "10"), as_of="2021-12-31")
    assert slow.reach_date is not None
    assert say("en", "show.reach_date") not in dict(facts(slow))
    quick = assess_of(indicator(), observation("2021", "25"), as_of="2021-12-31")
    assert dict(facts(quick))[say("en", "show.reach_date")] == "2024-12-31"


def test_observations_are_shown_with_their_source_and_whether_they_count() -> None:
    old = observation("2021", "20", published="2022-01-01")
    half, quarter = observation("2022-H1", "9", provisional=True, order=1), observation("2022-Q1", "5", order=2)
    table = show_tables(assess_of(JOBS, old, half, quarter, as_of="2022-12-31"), "en")[2]
    found = {cells(table, row)["period"]: cells(table, row) for row in range(len(rows(table)))}
    counted = say("en", "show.counted")
    yes, no = say("en", "word.yes"), say("en", "word.no")
    assert {period: row[counted] for period, row in found.items()} == {
        "2021": yes,
        "first half of 2022": yes,
        "first quarter of 2022": no,
    }
    assert found["2021"]["published"] == "2022-01-01"
    assert "统计公报" in found["2021"]["source"]
    assert "test.yaml:1" in found["2021"]["source"]
    assert say("en", "word.provisional") in found["first half of 2022"]["value"]


def test_an_explanation_shows_formula_numbers_and_result() -> None:
    # 34 / 85 = 0.4
    assessment = assess_of(JOBS, observation("2021", "34"), as_of="2021-12-31")
    figures, sources, *_ = explain_tables(assessment, "en")
    found = {str(row[0]): [str(cell) for cell in row[1:]] for row in rows(figures)}
    formula, numbers, value = found[say("en", "figure.raw_ratio")]
    assert "A" in formula
    assert "T" in formula
    assert "34" in numbers
    assert "85" in numbers
    assert value == "40%"
    assert {str(row[0]) for row in rows(sources)} >= {"A", "T"}
    assert any("test.yaml:1" in str(row[3]) for row in rows(sources))


def explained(assessment: Assessment, lang: Language = "en") -> dict[str, list[str]]:
    """The rows of both tables of an explanation, by their first cell."""
    return {
        str(row[0]): [str(cell) for cell in row[1:]]
        for table in explain_tables(assessment, lang)
        for row in rows(table)
    }


def test_no_number_of_an_explanation_is_rounded_onto_a_limit() -> None:
    # 99.99999 of 100 is missed: 100 / 100 would say the contrary.
    found = explained(assess_of(indicator(), observation("2021-01/2025-12", "99.99999"), as_of="2026-01-31"))
    assert found[say("en", "figure.completion_rate")][1:] == ["99.99999 / 100", "99.99999%"]
    assert [found["A"][0], found["a1"][0], found["T"][0]] == ["99.99999", "99.99999", "100"]


def test_no_number_of_an_explanation_is_rounded_onto_another_of_its_formula() -> None:
    # Half of the time is over: 50 of 100 are expected.
    found = explained(assess_of(indicator(), observation("2021-01/2023-06", "49.99999"), as_of="2023-06-30"))
    assert found[say("en", "figure.lead_points")][1] == "(49.99999 - 50) / 100 * 100"


@pytest.mark.parametrize(
    ("better", "comparator", "formula"),
    [(Better.HIGHER, Comparator.AT_LEAST, "A0 - L"), (Better.LOWER, Comparator.AT_MOST, "L - A0")],
)
def test_an_explanation_counts_breaches_and_names_the_earlier_margin(
    better: Better, comparator: Comparator, formula: str
) -> None:
    # 4.1, 5.5 and 4.8 against 5. At most: margins 0.9, -0.5 and 0.2, broken in 2022; at least: -0.9, 0.5 and -0.2.
    kept = indicator(Kind.RATE, target("5", comparator, hold=True), better=better)
    levels = [level("2021", "4.1"), level("2022-06", "5.5"), level("2022", "4.8")]
    assessment = assess_of(kept, *levels, as_of="2022-12-31")
    found = explained(assessment)
    broken, days, change, before = {
        Better.HIGHER: ("2 of 3 known figures", "2021-12-31 to 2022-12-31", "0.7", "-0.9"),
        Better.LOWER: ("1 of 3 known figures", "2022-06-30", "-0.7", "0.9"),
    }[better]
    assert found[say("en", "show.breaches")] == [say("en", "rule.breaches"), days, broken]
    assert found[say("en", "show.years")][2] == "2 of 2 past"
    numbers_put_in = f"{'-0.2' if better is Better.HIGHER else '0.2'} - {before}"
    assert found[say("en", "figure.margin_change")] == ["margin - margin0", numbers_put_in, change]
    (tree,) = [figure for figure in explain(assessment) if figure.name == "margin_change"]
    assert str(tree.inputs["margin0"].formula) == formula
    origin = tree.inputs["margin0"].inputs["A0"].origin
    assert origin is not None
    assert origin.period == "2021"


def test_an_explanation_leaves_out_what_says_nothing_to_people() -> None:
    # 10 a year of 100: reached after ten years, while the plan has five.
    slow = assess_of(indicator(), observation("2021", "10"), as_of="2021-12-31")
    assert slow.reach_date is not None
    assert say("en", "figure.reach_months") not in explained(slow)
    assert "reach_months" in [figure.name for figure in explain(slow)]
    # Nothing needs to grow any more.
    met = assess_of(indicator(Kind.STOCK, target("100"), start="80"), level("2021", "101"), as_of="2021-12-31")
    assert met.value("required_growth") == 0
    assert say("en", "figure.required_growth") not in explained(met)
    # 25 a year: reached after four of the five years.
    quick = assess_of(indicator(), observation("2021", "25"), as_of="2021-12-31")
    assert explained(quick)[say("en", "figure.reach_months")][2] == "48 2024-12-31"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_shipped_indicator_can_be_shown_and_explained(lang: Language) -> None:
    for found in shipped().plans:
        for assessment in found.assessments:
            for table in (*show_tables(assessment, lang), *explain_tables(assessment, lang)):
                assert all(len(row) == len(table.columns) for row in rows(table))


def test_numbers_are_rounded_half_up_and_unknown_ones_are_a_dash() -> None:
    words = Words("en")
    assert words.number(Fraction(1, 200)) == "0.01"
    assert words.number(Decimal("2.675")) == "2.68"
    assert words.number(None) == "-"
    assert words.number(Fraction(5), Bound.UNKNOWN) == "?5"


def test_a_cell_is_its_lines_without_the_empty_ones() -> None:
    assert str(TableCell(("a", "", "b"))) == "a b"
    assert _texts(Section("h", ((TableCell(("a",)), TableCell()),))) == ["a", ""]


def _texts(section: Section) -> Sequence[str]:
    return [str(cell) for row in section.rows for cell in row]


# --- one word for one thing ------------------------------------------------------------------------------------------

LIMIT = indicator(Kind.RATE, target("3", Comparator.AT_MOST), better=Better.LOWER, unit="%")


@pytest.mark.parametrize(("rate", "said"), [("3.1", "超出0.1"), ("2.9", "余量0.1"), ("3", "余量0")])
def test_what_lies_beyond_its_limit_is_over_it_in_every_table(rate: str, said: str) -> None:
    over = assess_of(LIMIT, level("2021", rate), as_of="2021-12-31")
    assert margin_text(over, Words("zh"), "year.margin") == said
    assert margin_text(over, Words("zh"), "report.within") == said


def test_nothing_of_a_rate_is_left_to_be_done() -> None:
    """A limit that is broken has no amount a year that would mend it."""
    rate = indicator(Kind.RATE, target("95"), start="80", unit="%")
    for subject in (LIMIT, rate):
        found = survey_of(assess_of(subject, level("2021", "4"), as_of="2021-12-31"), as_of="2021-12-31")
        *_, table = pace_tables(found.plans[0], found.evaluation, "zh", 80)
        assert "尚需" not in str([str(cell) for row in rows(table) for cell in row])


def test_a_level_is_to_be_reached_and_an_amount_to_be_done() -> None:
    """From 600 at the end of 2021 to 1000 at the end of 2025 the line rises by 100 a year."""
    stock = indicator(Kind.STOCK, target("1000"), start="500", unit="万人")
    found = survey_of(assess_of(stock, level("2021", "600"), as_of="2021-12-31"), as_of="2021-12-31")
    for width in (80, 120):
        *_, table = pace_tables(found.plans[0], found.evaluation, "zh", width)
        ((_, _, labels, *years),) = rows(table)
        assert labels.lines[-1] == "应达到"
        assert [year.lines[-1] for year in years[1:5]] == ["700", "800", "900", "1000"]


def test_the_amount_of_each_year_has_a_plan_and_a_need() -> None:
    """Of the 12 of each year 7.5 are known of 2022, so 4.5 are left in it and 12 in each later year."""
    annual = indicator(Kind.ANNUAL, target("12"), unit="万人次")
    known = (observation("2021", "12.5"), observation("2022-01/2022-09", "7.5"))
    found = survey_of(assess_of(annual, *known, as_of="2022-09-30"), as_of="2022-09-30")
    *_, table = pace_tables(found.plans[0], found.evaluation, "zh", 120)
    ((_, _, labels, *years),) = rows(table)
    assert labels.lines == ("计划", "已知", "尚需完成")
    assert [year.lines for year in years[:5]] == [
        ("12", "12.5", "-"),
        ("12", "7.5+", "4.5"),
        ("12", "-", "12"),
        ("12", "-", "12"),
        ("12", "-", "12"),
    ]


def test_the_limit_of_each_year_has_no_need() -> None:
    annual = indicator(Kind.ANNUAL, target("12", Comparator.AT_MOST), better=Better.LOWER, unit="起")
    found = survey_of(assess_of(annual, observation("2021", "11"), as_of="2021-12-31"), as_of="2021-12-31")
    *_, table = pace_tables(found.plans[0], found.evaluation, "zh", 80)
    assert rows(table)[0][2].lines == ("计划", "已知")


def test_an_amount_of_several_years_stands_with_its_days_and_under_no_year() -> None:
    across = assess_of(JOBS, observation("2021-07/2022-06", "9"), as_of="2022-12-31")
    found = survey_of(across, as_of="2022-12-31")
    *_, table = pace_tables(found.plans[0], found.evaluation, "zh", 80)
    (_, (_, about, *others)) = rows(table)
    assert "9，" in str(about)
    assert [str(one) for one in others] == []


def test_a_rate_that_is_judged_at_the_end_of_the_year_says_so() -> None:
    rate = indicator(Kind.RATE, target("95"), start="80", unit="%")._replace(judged=Judged.YEAR_END)
    monthly = assess_of(rate, level("2021-05", "96"), as_of="2021-05-31")
    assert doubts_about(monthly, "zh") == ("只按年末数评价",)


def test_half_a_year_has_no_sign_of_a_data_file() -> None:
    across = assess_of(JOBS, observation("2021-07/2022-06", "9"), as_of="2022-12-31")
    found = survey_of(across, as_of="2022-12-31")
    *_, table = pace_tables(found.plans[0], found.evaluation, "zh", 80)
    shown = str([str(cell) for row in rows(table) for cell in row])
    assert ("2021年下半年" in shown, "-H" in shown) == (True, False)


def test_a_plan_of_one_year_has_one_year() -> None:
    assert plan_years(plan(JOBS, start=day("2026-01-01"), end=day("2026-12-31")), Words("zh")) == "2026"
