"""Long and wide tables, as bureaus keep them, recognised by their headers."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from rsplan.documents.cells import Area, Cell, CellTable
from rsplan.errors import InvalidInput
from rsplan.name_matching import folded_name
from rsplan.table_import.table_figures import Layout, read_layout

JOBS, RATE = "城镇新增就业人数", "城镇登记失业率"


def is_indicator(text: str) -> bool:
    return folded_name(text) in (JOBS, RATE)


def table(*lines: Sequence[Any], merged: Sequence[Area] = (), sheet: str = "") -> CellTable:
    """A table of the lines; empty texts are empty cells."""
    cells = {
        (row, column): Cell(row, column, text)
        for row, line in enumerate(lines, 1)
        for column, text in enumerate(line, 1)
        if text
    }
    return CellTable("t.xlsx", sheet, "0" * 64, cells, tuple(merged))


def layout(*lines: Sequence[Any], year: int | None = None, merged: Sequence[Area] = (), sheet: str = "") -> Layout:
    return read_layout(table(*lines, merged=merged, sheet=sheet), year, is_indicator)


Found = tuple[str, str | None, str | None, str]


def found(layout: Layout) -> list[Found]:
    """Each figure: indicator, period, basis of the header, value."""
    return [
        (
            figure.cells["indicator"].text,
            figure.period.text(figure.year or 0) if figure.period and (figure.period.year or figure.year) else None,
            str(figure.basis or (figure.period.basis if figure.period else None) or "") or None,
            figure.value.text,
        )
        for figure in layout.figures
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
    line = ("苏州", JOBS, "2024年6月", "22.4", "累计", "万人", "公报", "2024-07-15", "初步")
    (figure,) = layout(header, line).figures
    roles = ("city", "indicator", "period", "basis", "unit", "source", "published", "note")
    said: Mapping[str, Cell] = figure.cells
    assert [said[role].text for role in roles] == [line[index] for index in (0, 1, 2, 4, 5, 6, 7, 8)]
    assert (figure.value.text, figure.snapshot, figure.asks_basis) == ("22.4", False, False)


def test_the_header_may_stand_below_a_title_and_columns_in_any_order() -> None:
    read = layout(("苏州市就业数据",), (), ("数值", "时期", "指标"), ("22.4", "2024-06", JOBS))
    assert found(read) == [(JOBS, "2024-06", None, "22.4")]


def test_year_and_month_may_be_columns_of_their_own() -> None:
    read = layout(("指标", "年份", "月份", "数值"), (JOBS, "2024", "6", "22.4"), (JOBS, "2024年", "1-7月", "25"))
    assert found(read) == [(JOBS, "2024-06", None, "22.4"), (JOBS, "2024-07", "ytd", "25")]


def test_the_period_may_stand_in_the_title_alone() -> None:
    read = layout(("2024年1—5月",), ("指标", "数值"), (JOBS, "12.1"))
    assert found(read) == [(JOBS, "2024-05", "ytd", "12.1")]


def test_unrecognised_columns_are_ignored_and_reported() -> None:
    read = layout(("指标", "时期", "数值", "同比", "负责人"), (JOBS, "2024-06", "22.4", "3%", "王"))
    assert [cell.text for cell in read.ignored] == ["同比", "负责人"]


def test_only_a_table_with_the_data_files_columns_may_omit_the_basis_of_flows() -> None:
    line = (JOBS, "2024-06", "22.4")
    assert layout(("指标", "时期", "数值"), line).figures[0].asks_basis
    own = layout(("indicator", "period", "value"), line)
    assert (own.figures[0].asks_basis, own.is_data_file, own.states_publication) == (False, True, False)
    assert layout(("indicator", "period", "value", "source"), (*line, "x")).states_publication


def test_a_line_without_a_figure_is_no_figure() -> None:
    assert layout(("指标", "时期", "数值"), (JOBS, "2024-06", ""), ("注：以上为快报", "", "")).figures == ()


def test_a_figure_without_a_name_is_a_problem() -> None:
    read = layout(("指标", "时期", "数值"), ("", "2024-06", "22.4"))
    assert [(problem.code, problem.cell) for problem in read.problems] == [("empty_cell", "A2")]


# --- wide ------------------------------------------------------------------------------------------------------------


def test_indicators_down_and_months_across_with_the_year_in_the_title() -> None:
    read = layout(
        ("苏州市2024年主要指标",),
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
    assert (first.cells["unit"].text, first.cells["note"].text, first.snapshot, first.asks_basis) == (
        "万人",
        "快报",
        True,
        True,
    )
    assert read.ignored == ()


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
    assert found(layout(("指标", header), (JOBS, "9.9"), year=2024)) == [(JOBS, period, basis, "9.9")]


def test_the_corner_may_be_empty_where_the_rows_are_known() -> None:
    assert found(layout(("", "单位", "2024年"), (JOBS, "万人", "9.9"))) == [(JOBS, "2024", None, "9.9")]


def test_split_months_under_merged_cells() -> None:
    read = layout(
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
    read = layout(
        ("指标", "1月", "", "2月", ""), ("", "当月", "累计", "当月", "累计"), (JOBS, "1", "1", "2", "3"), year=2024
    )
    assert [entry[1:3] for entry in found(read)] == [
        ("2024-01", "period"),
        ("2024-01", "ytd"),
        ("2024-02", "period"),
        ("2024-02", "ytd"),
    ]


def test_a_column_below_a_period_that_holds_another_quantity_is_ignored() -> None:
    """同比 under a month is a growth rate, and would be read as the month's figure."""
    read = layout(
        ("指标", "1月", "", "2月", ""),
        ("", "完成数", "同比(%)", "完成数", "同比(%)"),
        (JOBS, "1.1", "103", "1.2", "98"),
        year=2024,
        merged=[Area(1, 1, 2, 1), Area(1, 2, 1, 3), Area(1, 4, 1, 5)],
    )
    assert [entry[3] for entry in found(read)] == ["1.1", "1.2"]
    assert [cell.text for cell in read.ignored] == ["同比(%)", "同比(%)"]


def test_years_over_their_months() -> None:
    merged = [Area(1, 2, 1, 3), Area(1, 4, 1, 5)]
    lines = (("", "2023年", "", "2024年", ""), ("指标", "11月", "12月", "1月", "2月"), (JOBS, "1", "2", "3", "4"))
    for line in (layout(*lines, merged=merged), layout(*lines)):
        assert [entry[1] for entry in found(line)] == ["2023-11", "2023-12", "2024-01", "2024-02"]


def test_a_title_that_is_a_period_itself_is_no_header() -> None:
    read = layout(("2024年",), ("指标", "1月", "2月"), (JOBS, "1", "2"), merged=[Area(1, 1, 1, 3)])
    assert [entry[1] for entry in found(read)] == ["2024-01", "2024-02"]


def test_figures_that_look_like_years_head_no_column() -> None:
    read = layout(("指标", "1月"), (JOBS, "2015"), (RATE, "2016"), year=2024)
    assert [entry[3] for entry in found(read)] == ["2015", "2016"]


def test_a_figure_in_merged_cells_is_a_fault() -> None:
    read = layout(("指标", "1月", "2月"), (JOBS, "1.1", ""), year=2024, merged=[Area(2, 2, 2, 3)])
    assert [figure.value.fault for figure in read.figures] == ["import_merged_value"]


def test_a_name_merged_over_rows_is_the_name_of_each() -> None:
    read = layout(("城市", "指标", "2024年"), ("苏州", JOBS, "1"), ("", RATE, "2"), merged=[Area(2, 1, 3, 1)])
    assert [figure.cells["city"].text for figure in read.figures] == ["苏州", "苏州"]


def test_a_figure_in_a_row_without_a_name_is_a_problem() -> None:
    read = layout(("指标", "1月", "2月"), (JOBS, "1", "2"), ("", "3", ""), year=2024)
    assert [(problem.code, problem.cell) for problem in read.problems] == [("import_no_name", "B3")]


# --- periods down, indicators across ---------------------------------------------------------------------------------


def test_periods_down_and_indicators_across() -> None:
    read = layout(("月份", JOBS, RATE, "天气"), ("2024年1月", "1.1", "1.7", "晴"), ("2024年1-2月", "2.3", "", "雨"))
    assert found(read) == [
        (JOBS, "2024-01", None, "1.1"),
        (RATE, "2024-01", None, "1.7"),
        (JOBS, "2024-02", "ytd", "2.3"),
    ]
    assert [cell.text for cell in read.ignored] == ["天气"]


# --- year and unit ---------------------------------------------------------------------------------------------------


def test_the_year_comes_from_the_columns_the_title_the_option_or_the_sheet() -> None:
    lines = (("指标", "1月"), (JOBS, "1"))
    assert found(layout(*lines, year=2023))[0][1] == "2023-01"
    assert found(layout(("2022年情况",), *lines))[0][1] == "2022-01"
    assert found(layout(*lines, sheet="2021年月报"))[0][1] == "2021-01"
    assert found(layout(*lines, sheet="2021"))[0][1] == "2021-01"
    assert found(layout(("2022年情况",), ("指标", "2020年1月"), (JOBS, "1")))[0][1] == "2020-01"
    assert found(layout(*lines))[0][1] is None


def test_a_title_of_several_years_gives_none() -> None:
    lines = (("2023年和2024年情况",), ("指标", "1月"), (JOBS, "1"))
    assert found(layout(*lines))[0][1] is None
    assert found(layout(*lines, year=2024))[0][1] == "2024-01"


def test_a_title_that_contradicts_the_option_is_a_problem() -> None:
    read = layout(("2023年情况",), ("指标", "1月"), (JOBS, "1"), year=2024)
    assert [(problem.code, problem.cell) for problem in read.problems] == [("import_other_year", "A1")]


@pytest.mark.parametrize("title", ["单位：万人", "苏州市就业情况（单位：万人）", "计量单位:万人"])
def test_the_unit_of_the_whole_table_stands_above_it(title: str) -> None:
    read = layout((title,), ("指标", "2024年"), (JOBS, "1"))
    assert read.unit is not None
    assert read.unit.text == "万人"


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (("指标", "目标", "结果"), (JOBS, "1", "2")),
        (("甲", "2024年"), ("乙", "1")),
        (("2024年", "指标"), ("1", JOBS)),
    ],
)
def test_a_table_of_another_layout_is_refused_as_a_whole(lines: Sequence[Sequence[str]]) -> None:
    with pytest.raises(InvalidInput) as caught:
        layout(*lines)
    assert [problem.code for problem in caught.value.problems] == ["import_no_layout"]
