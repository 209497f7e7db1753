"""`rsplan new`: the tables of indicators as cities, provinces and ministries print them, each row read by hand."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from test_new_plan import drafted, grid_file, page_file, plan_of, word_file

from rsplan.drafting.draft import Draft
from rsplan.errors import InvalidInput
from rsplan.model.plan import Indicator


def table(rows: Sequence[Sequence[str]], folder: Path, *, plan: str = "15fyp", **changes: Any) -> list[Indicator]:
    return list(plan_of(draft_of(rows, folder, plan=plan, **changes)).indicators)


def draft_of(rows: Sequence[Sequence[str]], folder: Path, *, plan: str = "15fyp", **changes: Any) -> Draft:
    return drafted("elsewhere", plan, grid_file(folder, rows), **changes)


def reading(indicator: Indicator) -> str:
    """Number, name, unit, nature, kind, direction, condition, and the base value with its year."""
    target, earlier = indicator.target, indicator.earlier
    kind = f"{indicator.kind}/{indicator.by}" if indicator.by else str(indicator.kind)
    values = "—".join(str(value) for value in (*target.values, *filter(None, (target.high,))))
    said = [indicator.number, indicator.name.zh, indicator.unit.zh, str(indicator.nature), kind, str(indicator.better)]
    condition = [str(target.comparator), values, f"< {earlier.printed}@{earlier.day.year}" if earlier else ""]
    return " ".join(part for part in (*said, *condition) if part)


def open_parts(indicator: Indicator) -> set[str]:
    return {part.part for part in indicator.target.unconfirmed}


# --- headings --------------------------------------------------------------------------------------------------------

SUM = "城镇新增就业人数 万人 anticipatory cumulative higher at_least 500 < 110@2025"
LEVEL = "工伤保险参保人数 万人 binding stock higher at_least 700 < 628@2025"


@pytest.mark.parametrize(
    "headings",
    [
        [["指标名称", "单位", "指标值", "", "属性"], ["", "", "2025年", "2030年", ""]],
        [["指标名称", "单位", "指标数值", "", "属性"], ["", "", "2025年（基期）", "2030年（目标）", ""]],
        [["指标名称", "单位", "“十四五”期末", "“十五五”期末", "属性"]],
        [["指标名称", "单位", "基期", "规划期末", "属性"]],
        [["指标名称", "单位", "基准值", "目标值", "属性"], ["", "", "2025年", "2030年", ""]],
        [["指标名称", "单位", "2025年", "2030年", "属性"], ["", "", "（基期值）", "（目标值）", ""]],
        [["指标", "单位", "2025年", "2030年", "类型"], ["指标", "单位", "现状值", "目标值", "类型"]],
        [["指标名称", "单位", "现状值", "规划值", "指标属性"]],
        [["指标名称", "计量单位", "2025年（基期）", "2030年（目标）", "指标性质"]],
        [["主要指标", "单位", "“十四五”末", "“十五五”末", "属性"]],
        [["指标名称", "单位", "2025年完成值", "2030年目标值", "属性"]],
        [["指标名称", "单位", "2025年基数", "到2030年", "属性"]],
    ],
)
def test_headings_over_headings_tell_base_values_from_targets(headings: list[list[str]], tmp_path: Path) -> None:
    jobs, insured = table(
        [
            *headings,
            ["城镇新增就业人数", "万人", "110", "〔500〕", "预期性"],
            ["工伤保险参保人数", "万人", "628", "700", "约束性"],
        ],
        tmp_path,
    )
    assert [reading(jobs), reading(insured)] == [SUM, LEVEL]
    assert not open_parts(jobs) | open_parts(insured)


def test_a_base_value_below_a_heading_of_targets_is_to_be_confirmed(tmp_path: Path) -> None:
    rows = [
        ["指标", "单位", "规划目标", ""],
        ["", "", "2025年", "2030年"],
        ["工伤保险参保人数", "万人", "628", "700"],
    ]
    (insured,) = table(rows, tmp_path)
    assert reading(insured) == LEVEL.replace("binding", "None")
    assert open_parts(insured) == {"earlier"}


def test_an_upper_heading_with_years_below_gives_the_years_between_as_milestones(tmp_path: Path) -> None:
    (insured,) = table(
        [
            ["指标", "单位", "基期", "规划目标", "", ""],
            ["", "", "2025年", "2027年", "2028年", "2030年"],
            ["工伤保险参保人数", "万人", "628", "650", "660", "700"],
        ],
        tmp_path,
    )
    assert [(one.year, str(one.value)) for one in insured.milestones] == [(2027, "650"), (2028, "660")]
    assert reading(insured) == LEVEL.replace("binding", "None")


@pytest.mark.parametrize(
    ("word", "printed"),
    [
        ("2030年（方案一）", "700"),
        ("方案二", "720"),
        ("E", "720"),
        ("e", "720"),
        ("4", "700"),
        ("2025年", "628"),
        ("目标2030年（方案二）", "720"),
    ],
)
def test_the_column_of_targets_is_named_by_heading_letter_or_number(word: str, printed: str, tmp_path: Path) -> None:
    rows = [
        ["指标", "单位", "2025年", "目标", ""],
        ["", "", "", "2030年（方案一）", "2030年（方案二）"],
        ["工伤保险参保人数", "万人", "628", "700", "720"],
    ]
    with pytest.raises(InvalidInput):
        table(rows, tmp_path)
    (insured,) = table(rows, tmp_path, column=word)
    assert insured.target.printed == printed


@pytest.mark.parametrize("word", ["2030年", "目标", "Z", "0", "99", "方案三", ""])
def test_a_word_that_means_no_column_or_several_is_refused(word: str, tmp_path: Path) -> None:
    rows = [
        ["指标", "单位", "2025年", "2030年（方案一）", "2030年（方案二）"],
        ["工伤保险参保人数", "万人", "628", "700", "720"],
    ]
    with pytest.raises(InvalidInput, match="no table of the targets"):
        table(rows, tmp_path, column=word)


def test_a_letter_is_that_of_the_spreadsheet(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (["指标", "单位", "甲", "乙"], ["工伤保险参保人数", "万人", 700, 720]):
        book.active.append([None, *row])
    book.save(tmp_path / "plan.xlsx")
    for word, printed in (("D", "700"), ("5", "720")):
        (insured,) = plan_of(drafted("elsewhere", "15fyp", str(tmp_path / "plan.xlsx"), column=word)).indicators
        assert insured.target.printed == printed


def test_columns_of_sums_and_of_growth_say_the_kind_where_the_target_is_theirs(tmp_path: Path) -> None:
    rows = [
        ["指标", "单位", "2025年", "2030年", "五年累计", "年均增速（%）"],
        ["工伤保险参保人数", "万人", "628", "700", "", ""],
        ["城镇新增就业人数", "万人", "110", "", "500", ""],
    ]
    insured, jobs = table([[*row[:5]] for row in rows], tmp_path)
    assert reading(insured) == LEVEL.replace("binding", "None")
    assert reading(jobs) == SUM.replace("anticipatory", "None")
    assert open_parts(jobs) == {"kind"}
    growth = [["指标", "单位", "2025年", "“十五五”年均增长（%）"], ["地区生产总值", "亿元", "12000", "6左右"]]
    (product,) = table(growth, tmp_path)
    assert reading(product) == "地区生产总值 亿元 None growth higher about 6 < 12000@2025"
    assert "printed" in open_parts(product)


# --- figures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "before", "target", "read", "parts"),
    [
        ("岁", "82.5", "83左右", "stock higher about 83", {"value"}),
        ("岁", "70", "83左右", "stock higher about 83", set()),  # 70 is 15.7 % away
        ("岁", "82.5*", "83.5", "stock higher at_least 83.5", {"earlier"}),
        ("岁", "82.5①", "83.5", "stock higher at_least 83.5", {"earlier"}),
        ("岁", "300", "比2025年增加30岁", "change/points higher at_least 30", {"kind"}),
    ],
)
def test_figures_that_do_not_say_all_are_marked(
    unit: str, before: str, target: str, read: str, parts: set[str], tmp_path: Path
) -> None:
    rows = [["指标", "单位", "2025年", "2030年"], ["人均预期寿命", unit, before, target]]
    (indicator,) = table(rows, tmp_path)
    assert f" {read} " in f" {reading(indicator)} "
    assert open_parts(indicator) == parts


def test_a_change_of_persons_is_not_far_from_the_base_value(tmp_path: Path) -> None:
    rows = [["指标", "单位", "2025年", "2030年"], ["参保人数", "万人", "900", "比2025年增加30万人"]]
    (indicator,) = table(rows, tmp_path)
    assert reading(indicator) == "参保人数 万人 None change/points higher at_least 30 < 900@2025"
    assert open_parts(indicator) == {"kind"}  # the name speaks of a level


# --- what is hidden or struck out ------------------------------------------------------------------------------------


def test_hidden_columns_of_a_workbook_are_named_and_not_read(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (
        ["指标", "单位", "2030年目标（送审）", "2030年目标"],
        ["工伤保险参保人数", "万人", 720, 700],
        ["失业保险参保人数", "万人", 650, 600],
    ):
        book.active.append(row)
    book.active.column_dimensions["C"].hidden = True
    book.save(tmp_path / "plan.xlsx")
    draft = drafted("suzhou", "15fyp", str(tmp_path / "plan.xlsx"))
    assert [indicator.target.printed for indicator in plan_of(draft).indicators] == ["700", "600"]
    assert draft.source is not None
    assert draft.source.hidden == ("Sheet!C1 2030年目标（送审） | 720 | 650",)
    assert "2030年目标（送审） | 720 | 650" in draft.text


def test_a_cell_that_shows_nothing_is_not_read(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (["指标", "单位", "2025年", "2030年目标"], ["工伤保险参保人数", "万人", 628, 700]):
        book.active.append(row)
    book.active["C2"].number_format = ";;;"
    book.save(tmp_path / "plan.xlsx")
    (indicator,) = plan_of(drafted("suzhou", "15fyp", str(tmp_path / "plan.xlsx"))).indicators
    assert indicator.earlier is None
    assert open_parts(indicator) == {"row"}


@pytest.mark.parametrize(
    ("rule", "element"),
    [
        (".old {text-decoration: line-through}", "<span class='old'>600</span>"),
        ("span.old, b {color:red; text-decoration-line:line-through}", "<span class='x old'>600</span>"),
        ("td .old {text-decoration: line-through red}", "<i class=old>600</i>"),
        ("#gone {display:none}", "<i id='gone'>600</i>"),
        ("/* .a{} */ @import url(x.css); .old{visibility:hidden}", "<i class='old'>600</i>"),
    ],
)
def test_text_that_a_style_sheet_strikes_out_or_hides_is_not_read(rule: str, element: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.html"
    path.write_text(
        f"<html><head><style>{rule}</style></head><body><table><tr><td>指标</td><td>单位</td><td>2030年目标</td></tr>"
        f"<tr><td>工伤保险参保人数</td><td>万人</td><td>{element}700</td></tr></table></body></html>",
        encoding="utf-8",
    )
    (indicator,) = plan_of(drafted("suzhou", "15fyp", str(path))).indicators
    assert indicator.target.printed == "700"
    assert open_parts(indicator) == {"row"}


@pytest.mark.parametrize(
    "rule", ["@media print {.old {display:none}}", ".new {text-decoration:line-through}", ".menu .old {display:none}"]
)
def test_a_style_sheet_for_something_else_leaves_text_as_it_is(rule: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.html"
    path.write_text(
        f"<html><head><style>{rule}</style></head><body><table><tr><td>指标</td><td>单位</td><td>2030年目标</td></tr>"
        f"<tr><td>工伤保险参保人数</td><td>万人</td><td class='old'>700</td></tr></table></body></html>",
        encoding="utf-8",
    )
    (indicator,) = plan_of(drafted("suzhou", "15fyp", str(path))).indicators
    assert indicator.target.printed == "700"
    assert not open_parts(indicator)


@pytest.mark.parametrize("mark", ["run", "paragraph", "based", "undone"])
def test_text_that_a_style_of_a_document_strikes_out_is_not_read(mark: str, tmp_path: Path) -> None:
    import docx
    from docx.enum.style import WD_STYLE_TYPE

    document = docx.Document(word_file(tmp_path, [("600", ""), ("700", "break")]))
    first = document.tables[0].rows[1].cells[2].paragraphs[0]
    kind = WD_STYLE_TYPE.PARAGRAPH if mark == "paragraph" else WD_STYLE_TYPE.CHARACTER
    style = document.styles.add_style("Old", kind)
    style.font.strike = True
    if mark == "based":
        child = document.styles.add_style("Older", kind)
        child.base_style, style = style, child
    if mark == "paragraph":
        first.style = style
    else:
        first.runs[-1].style = style
    if mark == "undone":
        first.runs[-1].font.strike = False
    document.save(str(tmp_path / "plan.docx"))
    (indicator,) = plan_of(drafted("suzhou", "15fyp", str(tmp_path / "plan.docx"))).indicators
    expected = ("600 700", {"value"}) if mark == "undone" else ("700", {"row"})
    assert (indicator.target.printed, open_parts(indicator)) == expected


def test_a_page_without_styles_is_read_as_before(tmp_path: Path) -> None:
    (indicator,) = plan_of(drafted("suzhou", "15fyp", page_file(tmp_path, [("700", "")]))).indicators
    assert indicator.target.printed == "700"
