"""Tables as bureaus keep them: every cell is a figure, a heading, something known that is left aside, or a problem."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from builders import indicator, plan

from rsplan.documents.cells import Area, Cell, CellTable
from rsplan.model.bilingual import Text
from rsplan.model.enums import Kind
from rsplan.model.period_words import read_period
from rsplan.name_matching import NameIndex
from rsplan.table_import.context import TablePeriod, context_of, read_title
from rsplan.table_import.headings import Aside
from rsplan.table_import.table_figures import CellKind, Statements, TableReading, read_figures

JOBS, RATE = "城镇新增就业人数", "城镇登记失业率"
PLAN = plan(
    indicator(name="jobs")._replace(name=Text(JOBS, "New urban jobs"), unit=Text("万人", "10,000 persons")),
    indicator(Kind.RATE, name="rate")._replace(name=Text(RATE, "Unemployment rate"), unit=Text("%", "%")),
)


def table(*lines: Sequence[Any], merged: Sequence[Area] = (), sheet: str = "", hidden: Sequence[str] = ()) -> CellTable:
    """A table of the lines; empty texts are empty cells."""
    cells = {
        (row, column): Cell(row, column, text)
        for row, line in enumerate(lines, 1)
        for column, text in enumerate(line, 1)
        if text
    }
    away = frozenset(place for place, cell in cells.items() if cell.text in hidden)
    return CellTable("t.xlsx", sheet, "0" * 64, cells, tuple(merged), hidden=away)


def of_year(year: int) -> TablePeriod:
    return TablePeriod(None, f"--year {year}", year, None)


def of_period(text: str) -> TablePeriod:
    period = read_period(text)
    assert period is not None
    return TablePeriod(None, f"--period {text}", period.year, period)


def reading(
    *lines: Sequence[Any],
    year: int | None = None,
    period: str = "",
    indicator: str = "",
    city: str = "",
    skip: Sequence[str] = (),
    merged: Sequence[Area] = (),
    sheet: str = "",
    hidden: Sequence[str] = (),
) -> TableReading:
    """The table read with what the user says of it; every cell has to be accounted for, once."""
    cells = table(*lines, merged=merged, sheet=sheet, hidden=hidden)
    given = of_period(period) if period else of_year(year) if year else None
    names = NameIndex([PLAN], dict.fromkeys(skip, "skip"))
    read = read_figures(cells, names, Statements(given, "", indicator, city))
    accounted = [(one.cell.row, one.cell.column) for one in read.accounts]
    assert sorted(accounted) == sorted(cells.cells)
    return read


Found = tuple[str, str | None, str | None, str]


def found(read: TableReading) -> list[Found]:
    """Each figure: indicator, period, basis that words state, value."""
    return [
        (
            figure.cells["indicator"].text,
            figure.period.text(figure.period.year) if figure.period.year else None,
            str(figure.basis) if figure.basis else None,
            figure.value.text,
        )
        for figure in read.figures
    ]


def spots(read: TableReading) -> list[tuple[str, str]]:
    return [(problem.cell, problem.code) for problem in read.problems]


def left(read: TableReading) -> list[tuple[str, Aside | None]]:
    """What is left aside, but for words about the table."""
    return [
        (one.cell.text, one.reason)
        for one in read.accounts
        if one.kind is CellKind.LEFT and one.reason is not Aside.REMARK
    ]


# --- long ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        ("城市", "指标", "时期", "数值", "口径", "单位", "来源", "发布日期", "备注"),
        ("地区", "指标名称", "报告期", "数据", "统计口径", "计量单位", "数据来源", "公布日期", "说明"),
        ("city", "indicator", "period", "value", "basis", "unit", "source", "published", "note"),
        ("City", "Indicator", "Period", "Value", "Basis", "Unit", "Source", "Published", "Notes"),
        (" 城 市", "指标　", "时期", "数值（万人）", "口径", "单位", "来源", "发布日期", "备注"),
    ],
)
def test_a_long_table_is_recognised_by_its_header(header: Sequence[str]) -> None:
    line = ("南京", JOBS, "2024年6月", "22.4", "累计", "万人", "公报", "2024-07-15", "初步")
    (figure,) = reading(header, line).figures
    roles = ("city", "indicator", "period", "basis", "unit", "source", "published", "note")
    said: Mapping[str, Cell] = figure.cells
    assert [said[role].text for role in roles] == [line[index] for index in (0, 1, 2, 4, 5, 6, 7, 8)]
    assert figure.value.text == "22.4"


def test_the_header_may_stand_below_a_title_and_columns_in_any_order() -> None:
    read = reading(("南京市就业数据",), (), ("数值", "时期", "指标"), ("22.4", "2024-06", JOBS))
    assert found(read) == [(JOBS, "2024-06", None, "22.4")]


def test_year_and_month_may_be_columns_of_their_own() -> None:
    read = reading(("指标", "年份", "月份", "数值"), (JOBS, "2024", "6", "22.4"), (JOBS, "2024年", "1-7月", "25"))
    assert found(read) == [(JOBS, "2024-06", None, "22.4"), (JOBS, "2024-07", "ytd", "25")]


def test_the_period_may_stand_in_the_title_alone() -> None:
    read = reading(("2024年1—5月",), ("指标", "数值"), (JOBS, "12.1"))
    assert found(read) == [(JOBS, "2024-05", "ytd", "12.1")]


def test_known_columns_without_observations_are_left_aside_by_name() -> None:
    read = reading(("指标", "时期", "数值", "同比", "负责人"), (JOBS, "2024-06", "22.4", "3%", "王"))
    assert found(read) == [(JOBS, "2024-06", None, "22.4")]
    assert left(read) == [("3%", Aside.GROWTH)]


def test_a_table_with_the_data_files_columns_is_known_as_one() -> None:
    line = (JOBS, "2024-06", "22.4")
    (theirs,) = reading(("指标", "时期", "数值"), line).figures
    (own,) = reading(("indicator", "period", "value"), line).figures
    assert (theirs.from_data_file, own.from_data_file) == (False, True)
    (sourced,) = reading(("indicator", "period", "value", "source"), (*line, "x")).figures
    assert (own.states_publication, sourced.states_publication) == (False, True)


def test_only_an_export_may_have_several_figures_for_the_same_days() -> None:
    """It keeps each that was ever known, in order."""
    columns = ("city", "indicator", "period", "value", "basis", "bound", "provisional", "published", "source", "note")
    (exported,) = reading(columns, ("", JOBS, "2024-06", "22.4", "ytd")).figures
    (written,) = reading(columns[1:5], (JOBS, "2024-06", "22.4", "ytd")).figures
    assert (exported.snapshot, written.snapshot) == (False, True)


def test_a_line_without_a_figure_is_no_figure() -> None:
    assert reading(("指标", "时期", "数值"), (JOBS, "2024-06", ""), ("注：以上为快报", "", "")).figures == ()


def test_a_figure_without_a_name_is_a_problem() -> None:
    assert spots(reading(("指标", "时期", "数值"), ("", "2024-06", "22.4"))) == [("C2", "import_no_name")]
    assert spots(reading(("indicator", "period", "value"), ("", "2024-06", "22.4"))) == [("A2", "empty_cell")]


# --- wide ------------------------------------------------------------------------------------------------------------


def test_indicators_down_and_months_across_with_the_year_in_the_title() -> None:
    read = reading(
        ("南京市2024年主要指标",),
        ("序号", "指标名称", "计量单位", "1月", "2月", "3月", "备注"),
        ("", "一、就业"),
        ("1", JOBS, "万人", "1.1", "", "1.5", "快报"),
        ("2", RATE, "%", "1.7", "1.8", "1.9"),
        ("注：1. 数据来自业务系统",),
    )
    assert found(read) == [
        (JOBS, "2024-01", None, "1.1"),
        (JOBS, "2024-03", None, "1.5"),
        (RATE, "2024-01", None, "1.7"),
        (RATE, "2024-02", None, "1.8"),
        (RATE, "2024-03", None, "1.9"),
    ]
    first = read.figures[0]
    assert (first.cells["unit"].text, first.cells["note"].text, first.snapshot) == ("万人", "快报", True)
    assert (left(read), spots(read)) == ([], [])


@pytest.mark.parametrize(
    ("header", "period", "basis"),
    [
        ("1—5月", "2024-05", "ytd"),
        ("一季度", "2024-Q1", None),
        ("上半年", "2024-H1", None),
        ("2023年", "2023", None),
        ("2023年1-5月", "2023-05", "ytd"),
        ("2024-01", "2024-01", None),
        ("6月累计", "2024-06", "ytd"),
        ("2024年末", "2024", "level"),
    ],
)
def test_every_period_may_head_a_column(header: str, period: str, basis: str | None) -> None:
    assert found(reading(("指标", header), (JOBS, "9.9"), year=2024)) == [(JOBS, period, basis, "9.9")]


def test_the_corner_may_be_empty_where_the_rows_are_known() -> None:
    assert found(reading(("", "单位", "2024年"), (JOBS, "万人", "9.9"))) == [(JOBS, "2024", None, "9.9")]


def test_split_months_under_merged_cells() -> None:
    read = reading(
        ("指标", "1月", "", "2月", "", "备注"),
        ("", "当月", "累计", "当月", "累计", ""),
        (JOBS, "1.1", "1.1", "1.2", "2.3", "x"),
        year=2024,
        merged=[Area(1, 1, 2, 1), Area(1, 2, 1, 3), Area(1, 4, 1, 5), Area(1, 6, 2, 6)],
    )
    assert found(read) == [
        (JOBS, "2024-01", "period", "1.1"),
        (JOBS, "2024-01", "ytd", "1.1"),
        (JOBS, "2024-02", "period", "1.2"),
        (JOBS, "2024-02", "ytd", "2.3"),
    ]


def test_split_months_of_a_text_file_whose_merged_cells_were_lost() -> None:
    read = reading(
        ("指标", "1月", "", "2月", ""), ("", "当月", "累计", "当月", "累计"), (JOBS, "1", "1", "2", "3"), year=2024
    )
    assert [entry[1:3] for entry in found(read)] == [
        ("2024-01", "period"),
        ("2024-01", "ytd"),
        ("2024-02", "period"),
        ("2024-02", "ytd"),
    ]


def test_a_growth_rate_under_a_month_is_left_aside() -> None:
    """同比 under a month is a growth rate, and would be read as the month's figure."""
    read = reading(
        ("指标", "1月", "", "2月", ""),
        ("", "完成数", "同比(%)", "完成数", "同比(%)"),
        (JOBS, "1.1", "103", "1.2", "98"),
        year=2024,
        merged=[Area(1, 1, 2, 1), Area(1, 2, 1, 3), Area(1, 4, 1, 5)],
    )
    assert [entry[3] for entry in found(read)] == ["1.1", "1.2"]
    assert left(read) == [("103", Aside.GROWTH), ("98", Aside.GROWTH)]


def test_years_over_their_months() -> None:
    merged = [Area(1, 2, 1, 3), Area(1, 4, 1, 5)]
    lines = (("", "2023年", "", "2024年", ""), ("指标", "11月", "12月", "1月", "2月"), (JOBS, "1", "2", "3", "4"))
    for line in (reading(*lines, merged=merged), reading(*lines)):
        assert [entry[1] for entry in found(line)] == ["2023-11", "2023-12", "2024-01", "2024-02"]


def test_a_title_that_is_a_period_itself_is_no_header() -> None:
    read = reading(("2024年",), ("指标", "1月", "2月"), (JOBS, "1", "2"), merged=[Area(1, 1, 1, 3)])
    assert [entry[1] for entry in found(read)] == ["2024-01", "2024-02"]


def test_figures_that_look_like_years_head_no_column() -> None:
    read = reading(("指标", "1月"), (JOBS, "2015"), (RATE, "2016"), year=2024)
    assert [entry[3] for entry in found(read)] == ["2015", "2016"]


def test_a_figure_in_merged_cells_is_a_fault() -> None:
    read = reading(("指标", "1月", "2月"), (JOBS, "1.1", ""), year=2024, merged=[Area(2, 2, 2, 3)])
    assert [figure.value.fault for figure in read.figures] == ["import_merged_value"]


def test_a_name_merged_over_rows_is_the_name_of_each() -> None:
    read = reading(("城市", "指标", "2024年"), ("南京", JOBS, "1"), ("", RATE, "2"), merged=[Area(2, 1, 3, 1)])
    assert [figure.cells["city"].text for figure in read.figures] == ["南京", "南京"]


def test_a_figure_in_a_row_without_a_name_is_a_problem() -> None:
    read = reading(("指标", "1月", "2月"), (JOBS, "1", "2"), ("", "3", ""), year=2024)
    assert spots(read) == [("B3", "import_no_name")]


# --- periods down, indicators across ---------------------------------------------------------------------------------


def test_periods_down_and_indicators_across() -> None:
    read = reading(("月份", JOBS, RATE, "天气"), ("2024年1月", "1.1", "1.7", "晴"), ("2024年1-2月", "2.3", "", "雨"))
    assert found(read) == [
        (JOBS, "2024-01", None, "1.1"),
        (RATE, "2024-01", None, "1.7"),
        (JOBS, "2024-02", "ytd", "2.3"),
    ]
    assert left(read) == [("晴", Aside.OTHER), ("雨", Aside.OTHER)]


# --- year and unit ---------------------------------------------------------------------------------------------------


def test_the_year_comes_from_the_columns_the_title_the_option_or_the_sheet() -> None:
    lines = (("指标", "1月"), (JOBS, "1"))
    assert found(reading(*lines, year=2023))[0][1] == "2023-01"
    assert found(reading(("2022年情况",), *lines))[0][1] == "2022-01"
    assert found(reading(*lines, sheet="2021年月报"))[0][1] == "2021-01"
    assert found(reading(*lines, sheet="2021"))[0][1] == "2021-01"
    assert found(reading(("2022年情况",), ("指标", "2020年1月"), (JOBS, "1")))[0][1] == "2020-01"
    assert spots(reading(*lines)) == [("B1", "import_year_missing")]


def test_a_title_of_several_years_gives_none() -> None:
    lines = (("2023年和2024年情况",), ("指标", "1月"), (JOBS, "1"))
    assert spots(reading(*lines)) == [("B2", "import_year_missing")]
    assert found(reading(*lines, year=2024))[0][1] == "2024-01"


def test_a_title_that_contradicts_the_option_is_a_problem() -> None:
    read = reading(("2023年情况",), ("指标", "1月"), (JOBS, "1"), year=2024)
    assert spots(read) == [("A1", "import_two_periods")]


@pytest.mark.parametrize("title", ["单位：万人", "南京市就业情况（单位：万人）", "计量单位:万人"])
def test_the_unit_of_the_whole_table_stands_above_it(title: str) -> None:
    read = reading((title,), ("指标", "2024年"), (JOBS, "1"))
    (figure,) = read.figures
    assert figure.unit is not None
    assert figure.unit.text == "万人"


@pytest.mark.parametrize(
    "lines",
    [
        (("甲", "乙"), ("丙", "1")),
        (("1", "2"), ("3", "4")),
        ((JOBS, "12.3"),),
    ],
)
def test_figures_under_no_header_are_a_problem(lines: Sequence[Sequence[str]]) -> None:
    read = reading(*lines)
    assert (read.figures, read.has_header) == ((), False)
    assert [code for _, code in spots(read)] == ["import_no_layout"]


def test_a_sheet_of_words_alone_is_a_cover_sheet() -> None:
    read = reading(("南京市人力资源和社会保障局",), (), ("主要指标月报",))
    assert (read.figures, read.problems, read.has_header) == ((), (), False)


# --- what stands above the table ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("南京市2025年6月主要指标", "2025-06"),
        ("二、2025年6月份就业情况", "2025-06"),
        ("2025年1—6月就业主要指标完成情况", "2025-06"),
        ("南京市2025年上半年就业情况", "2025-H1"),
        ("2025年第二季度就业情况", "2025-Q2"),
        ("（2025年06月）", "2025-06"),
        ("统计时间：2025年6月", "2025-06"),
        ("报告期：2025-06", "2025-06"),
        ("时期：2025/06", "2025-06"),
    ],
)
def test_a_title_names_the_period(title: str, period: str) -> None:
    found = context_of(table((title,)), [Cell(1, 1, title)], None)
    assert found.period is not None
    assert found.period.text(0) == period


@pytest.mark.parametrize(
    "line",
    [
        "填报日期：2025年1月8日",
        "制表时间：2025-01-08",
        "发布日期：2025年1月",
        "打印日期 2025年1月8日",
        "2025年1月8日",
        "苏人社发〔2025〕12号",
        "《南京市2025年就业工作要点》执行情况",
        "2024年和2025年对比",
        "2024—2025年情况",
        "共2025人",
        "注：数据截至2025年6月",
        "数据来源：2025年6月月报",
    ],
)
def test_other_dates_and_years_are_no_period(line: str) -> None:
    found = context_of(table((line,)), [Cell(1, 1, line)], None)
    assert (found.year, found.period, found.conflict) == (None, None, None)


def test_a_line_may_hold_both_the_period_and_the_date_of_filing() -> None:
    """As forms have them: the period on the first line of the cell, the filing on the second."""
    text = "报告期：2024年12月\n填报日期：2025年1月8日"
    found = context_of(table((text,)), [Cell(1, 1, text)], None)
    assert found.period is not None
    assert found.period.text(0) == "2024-12"


@pytest.mark.parametrize(
    ("title", "sheet", "given", "cell"),
    [
        ("2025年6月情况", "5月", "", "A1"),
        ("2025年6月情况", "2024年6月", "", "A1"),
        ("2025年6月情况", "", "2025-05", "A1"),
        ("2025年6月情况", "", "2024-06", "A1"),
    ],
)
def test_two_statements_about_the_period_that_differ_are_a_problem(
    title: str, sheet: str, given: str, cell: str
) -> None:
    read = reading((title,), ("指标", "本月"), (JOBS, "1"), sheet=sheet, period=given)
    at = f"{sheet}!{cell}" if sheet else cell
    assert spots(read) == [(at, "import_two_periods")]


def test_sums_up_to_the_month_of_the_sheet_are_no_conflict() -> None:
    read = reading(("2025年1—6月情况",), ("指标", "本月", "累计"), (JOBS, "1", "6"), sheet="6月")
    assert (spots(read), [one[1:] for one in found(read)]) == (
        [],
        [("2025-06", "period", "1"), ("2025-06", "ytd", "6")],
    )


def test_the_folded_title_of_a_plan_names_no_period() -> None:
    """2021—2025年 are two years."""
    assert read_title("“十四五”规划(2021—2025年)主要指标") is None


# --- the bulletin -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("month", ["本月", "当月", "本月数", "当月数", "本月完成", "当月值", "本月实际", "本期"])
@pytest.mark.parametrize(
    "to_date", ["累计", "本月止累计", "自年初累计", "年初至本月累计", "1—本月累计", "本年累计", "累计完成", "1-6月累计"]
)
def test_the_month_of_the_title_and_its_sum_stand_side_by_side(month: str, to_date: str) -> None:
    read = reading(
        ("南京市2025年6月就业主要指标",),
        ("指标", "单位", month, to_date, "同比(%)"),
        (JOBS, "万人", "1.21", "6.80", "3.1"),
    )
    assert found(read) == [(JOBS, "2025-06", "period", "1.21"), (JOBS, "2025-06", "ytd", "6.80")]
    assert left(read) == [("3.1", Aside.GROWTH)]


@pytest.mark.parametrize("level", ["期末数", "月末数", "期末", "月末人数", "期末实有"])
def test_a_level_stands_under_words_for_the_end_of_the_period(level: str) -> None:
    read = reading(("2025年6月",), ("指标", level, "比上月增减"), (RATE, "2.31", "0.02"))
    assert found(read) == [(RATE, "2025-06", "level", "2.31")]
    assert left(read) == [("0.02", Aside.GROWTH)]


@pytest.mark.parametrize(
    ("aside", "reason"),
    [
        ("年度目标", Aside.TARGET),
        ("全年目标任务", Aside.TARGET),
        ("2025年计划", Aside.TARGET),
        ("预期目标", Aside.TARGET),
        ("规划目标值", Aside.TARGET),
        ("上年同期", Aside.EARLIER),
        ("去年同期数", Aside.EARLIER),
        ("上月", Aside.EARLIER),
        ("同比", Aside.GROWTH),
        ("同比增长(%)", Aside.GROWTH),
        ("环比±%", Aside.GROWTH),
        ("增速（%）", Aside.GROWTH),
        ("比上年同期增减", Aside.GROWTH),
        ("较上月增加", Aside.GROWTH),
        ("完成率", Aside.RATIO),
        ("完成目标（%）", Aside.TARGET),
        ("占比", Aside.RATIO),
        ("进度", Aside.RATIO),
        ("全省排名", Aside.RANK),
        ("位次", Aside.RANK),
    ],
)
def test_what_is_no_observation_is_left_aside_with_its_reason(aside: str, reason: Aside) -> None:
    read = reading(("2025年6月",), ("指标", aside, "累计"), (JOBS, "99", "6.8"))
    assert found(read) == [(JOBS, "2025-06", "ytd", "6.8")]
    assert left(read) == [("99", reason)]


def test_headings_over_headings_count() -> None:
    read = reading(
        ("指标", "规划目标", "实际完成", "", "上年同期"),
        ("", "2025年", "2023年", "2024年", "2023年"),
        (JOBS, "60", "11", "12", "10"),
        merged=[Area(1, 1, 2, 1), Area(1, 3, 1, 4)],
    )
    assert [one[1:] for one in found(read)] == [("2023", None, "11"), ("2024", None, "12")]
    assert left(read) == [("60", Aside.TARGET), ("10", Aside.EARLIER)]


@pytest.mark.parametrize("heading", ["甲数", "另计", "参考", "备用1", "校核", "城镇"])
def test_a_heading_that_nobody_understands_refuses_its_figures(heading: str) -> None:
    read = reading(("2025年6月",), ("指标", "累计", heading), (JOBS, "6.8", "7.7"))
    assert found(read) == [(JOBS, "2025-06", "ytd", "6.8")]
    assert spots(read) == [("C2", "import_unknown_heading")]


def test_a_heading_may_be_skipped_and_a_row_and_what_stands_there_is_named() -> None:
    lines = (("2025年6月",), ("指标", "累计", "甲数"), (JOBS, "6.8", "7.7"), ("信访", "3", "4"))
    read = reading(*lines, skip=("甲数", "信访"))
    assert found(read) == [(JOBS, "2025-06", "ytd", "6.8")]
    assert left(read) == [("7.7", Aside.SKIPPED), ("3", Aside.SKIPPED), ("4", Aside.SKIPPED)]


def test_a_figure_under_no_heading_is_a_problem() -> None:
    read = reading(("2025年6月",), ("指标", "累计"), (JOBS, "6.8", "7.7"))
    assert spots(read) == [("C3", "import_no_heading")]


# --- parts ------------------------------------------------------------------------------------------------------------


def test_the_whole_is_taken_and_its_parts_are_left_aside() -> None:
    read = reading(
        ("指标", "性别", "2024年"), (JOBS, "男", "5"), (JOBS, "女", "7"), (JOBS, "合计", "12"), (RATE, "合计", "2")
    )
    assert [one[3] for one in found(read)] == ["12", "2"]
    assert left(read) == [("5", Aside.PART), ("7", Aside.PART)]


def test_parts_without_the_whole_are_refused_each_at_its_word() -> None:
    read = reading(("指标", "区县", "2024年"), (JOBS, "姑苏区", "5"), (JOBS, "吴中区", "7"))
    assert (found(read), spots(read)) == (
        [],
        [("B2", "import_parts_without_total"), ("B3", "import_parts_without_total")],
    )


def test_a_column_may_say_which_rows_are_results() -> None:
    read = reading(("指标", "类型", "2024年"), (JOBS, "目标", "60"), (JOBS, "实际", "12"))
    assert [one[3] for one in found(read)] == ["12"]
    assert left(read) == [("60", Aside.TARGET)]


def test_parts_across_with_their_total() -> None:
    read = reading(("2024年",), ("指标", "合计", "男", "女"), (JOBS, "12", "5", "7"))
    assert [one[3] for one in found(read)] == ["12"]
    assert left(read) == [("5", Aside.PART), ("7", Aside.PART)]


def test_a_total_of_months_is_no_period() -> None:
    down = reading(("月份", JOBS), ("2024年1月", "1"), ("2024年2月", "2"), ("合计", "3"))
    across = reading(("指标", "2024年1月", "2024年2月", "合计"), (JOBS, "1", "2", "3"))
    assert [one[3] for one in found(down)] == [one[3] for one in found(across)] == ["1", "2"]
    assert left(down) == left(across) == [("3", Aside.TOTAL)]


# --- several tables on one sheet --------------------------------------------------------------------------------------


def test_two_panels_stand_side_by_side() -> None:
    read = reading(("指标", "2024年", "", "指标", "2024年"), (JOBS, "12", "", RATE, "2.3"))
    assert [(one[0], one[3]) for one in found(read)] == [(JOBS, "12"), (RATE, "2.3")]


def test_a_second_table_below_has_its_own_header_and_title() -> None:
    read = reading(
        ("2024年6月",),
        ("指标", "本月"),
        (JOBS, "1"),
        (),
        ("2024年7月",),
        ("指标", "本月"),
        (JOBS, "2"),
    )
    assert [one[1:] for one in found(read)] == [("2024-06", "period", "1"), ("2024-07", "period", "2")]


def test_a_header_that_is_repeated_on_each_page_heads_nothing_new() -> None:
    header = ("指标", "单位", "2024年")
    read = reading(header, (JOBS, "万人", "12"), header, (RATE, "%", "2.3"))
    assert [(one[0], one[3]) for one in found(read)] == [(JOBS, "12"), (RATE, "2.3")]


def test_a_row_of_column_codes_holds_no_figures() -> None:
    read = reading(
        ("2024年6月",), ("指标", "单位", "本月", "累计"), ("甲", "乙", "1", "2"), (JOBS, "万人", "1.2", "6.8")
    )
    assert [one[3] for one in found(read)] == ["1.2", "6.8"]
    assert left(read) == [("甲", Aside.NUMBER), ("乙", Aside.NUMBER), ("1", Aside.NUMBER), ("2", Aside.NUMBER)]


# --- regions, hidden cells, words of the user -------------------------------------------------------------------------


def test_rows_of_other_regions_are_left_aside_where_one_city_is_asked_for() -> None:
    lines = (("地区", "指标", "2024年"), ("南京市", JOBS, "12"), ("无锡市", JOBS, "9"))
    read = reading(*lines, city="nanjing")
    assert [one[3] for one in found(read)] == ["12"]
    assert left(read) == [("9", Aside.REGION)]
    assert spots(reading(lines[0], lines[2], city="nanjing")) == [("A2", "import_city_not_in_table")]


def test_regions_down_with_the_indicator_in_a_line_above() -> None:
    read = reading((f"指标：{RATE}(%)",), ("地区", "2023年", "2024年"), ("南京市", "2.5", "2.4"), city="nanjing")
    assert found(read) == [(f"{RATE}(%)", "2023", None, "2.5"), (f"{RATE}(%)", "2024", None, "2.4")]


def test_a_table_that_names_no_indicator_asks_for_it() -> None:
    lines = (("月份", "当月", "累计"), ("2024年1月", "1", "1"), ("2024年2月", "2", "3"))
    assert {code for _, code in spots(reading(*lines))} == {"import_no_indicator"}
    assert [one[1:] for one in found(reading(*lines, indicator="jobs"))] == [
        ("2024-01", "period", "1"),
        ("2024-01", "ytd", "1"),
        ("2024-02", "period", "2"),
        ("2024-02", "ytd", "3"),
    ]


def test_hidden_cells_are_left_aside() -> None:
    read = reading(("指标", "2023年", "2024年"), (JOBS, "11", "12"), hidden=("2023年", "11"))
    assert [one[1:] for one in found(read)] == [("2024", None, "12")]
    assert left(read) == [("2023年", Aside.HIDDEN), ("11", Aside.HIDDEN)]


def test_the_period_of_the_command_fills_a_gap_and_contradicts_none() -> None:
    lines = (("指标", "本月", "累计"), (JOBS, "1", "6"))
    assert {code for _, code in spots(reading(*lines))} == {"import_period_missing"}
    assert [one[1:] for one in found(reading(*lines, period="2025-06"))] == [
        ("2025-06", "period", "1"),
        ("2025-06", "ytd", "6"),
    ]
    other = (("指标", "2025年5月"), (JOBS, "1"))
    assert spots(reading(*other, period="2025-06")) == [("B1", "import_other_period")]


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("45292", "import_serial_number"),
        ("2024.1", "import_serial_number"),
        ("13月", "import_not_a_period"),
        ("五季度", "import_not_a_period"),
    ],
)
def test_what_a_spreadsheet_made_of_a_month_is_named(heading: str, code: str) -> None:
    assert ("B1", code) in spots(reading(("指标", heading, "2024年2月"), (JOBS, "1", "2")))


def test_estimates_are_marked_by_their_heading() -> None:
    read = reading(("指标", "2023年", "2024年（预计）"), (JOBS, "11", "12"))
    assert [(one.value.text, one.provisional) for one in read.figures] == [("11", False), ("12", True)]


def test_a_title_that_announces_targets_alone_heads_no_results() -> None:
    read = reading(("南京市2024年就业工作目标任务分解表",), ("指标", "2024年"), (JOBS, "12"))
    assert spots(read) == [("A1", "import_title_of_targets")]
    mixed = ("南京市2024年目标任务完成情况",)
    assert spots(reading(mixed, ("指标", "2024年"), (JOBS, "12"))) == [("A1", "import_title_of_targets")]
    done = reading(mixed, ("指标", "2024年完成"), (JOBS, "12"))
    assert [one[3] for one in found(done)] == ["12"]
