"""`rsplan new`: the tables of indicators as cities, provinces and ministries print them, each row read by hand."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from plan_documents import drawn_pdf
from test_new_plan import KNOWN, LIBRARY, drafted, grid_file, page_file, plan_of, word_file

from rsplan.audit.run import audit
from rsplan.drafting.draft import Draft
from rsplan.errors import InvalidInput
from rsplan.model.plan import Indicator
from rsplan.survey import EvaluationContext, Filters


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

SUM = "城镇新增就业人数 万人 anticipatory cumulative higher at_least 500 < 〔450〕@2025"
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
            ["城镇新增就业人数", "万人", "〔450〕", "〔500〕", "预期性"],
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
        ["城镇新增就业人数", "万人", "〔450〕", "", "500", ""],
    ]
    insured, jobs = table([[*row[:5]] for row in rows], tmp_path)
    assert reading(insured) == LEVEL.replace("binding", "None")
    assert reading(jobs) == SUM.replace("anticipatory", "None")
    assert open_parts(jobs) == {"kind"}
    growth = [["指标", "单位", "2025年", "“十五五”年均增长（%）"], ["地区生产总值", "亿元", "12000", "6左右"]]
    (product,) = table(growth, tmp_path)
    assert reading(product) == "地区生产总值 亿元 None growth higher about 6 < 12000@2025"
    assert "printed" in open_parts(product)


def test_a_workbook_merged_in_every_way_is_read(tmp_path: Path) -> None:
    """Groups over rows, headings over columns, a name over two columns, and a figure over two columns."""
    from openpyxl import Workbook

    book = Workbook()
    for row in (
        ["“十五五”主要指标"],
        ["类别", "", "单位", "指标值", "", "属性"],
        ["", "", "", "2025年", "2030年", ""],
        ["就业", "城镇新增就业人数", "万人", "〔450〕", "〔500〕", "预期性"],
        ["", "城镇登记失业率", "%", "4以内", None, "预期性"],
        ["工伤保险参保人数", None, "万人", 628, 700, "约束性"],
    ):
        book.active.append(row)
    for area in ("A1:F1", "A2:B3", "C2:C3", "D2:E2", "F2:F3", "A4:A5", "D5:E5", "A6:B6"):
        book.active.merge_cells(area)
    book.save(tmp_path / "plan.xlsx")
    jobs, rate, insured = plan_of(drafted("elsewhere", "15fyp", str(tmp_path / "plan.xlsx"))).indicators
    assert [reading(jobs), reading(insured)] == [SUM, LEVEL]
    assert reading(rate) == "城镇登记失业率 % anticipatory rate lower at_most 4 < 4以内@2025"
    assert [open_parts(one) for one in (jobs, rate, insured)] == [set(), {"row"}, set()]
    assert [one.group and one.group.name.zh for one in (jobs, rate, insured)] == ["就业", "就业", None]


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


@pytest.mark.parametrize(
    ("printed", "relative"),
    [
        ("高于GDP增速", True),
        ("与经济增长基本同步", True),
        ("不低于全国平均水平", True),
        ("达到全国平均水平", True),
        ("接近全省水平", True),
        ("基本持平", False),
        ("稳步提高", False),
        ("保持合理水平", False),
    ],
)
def test_targets_relative_to_another_series_are_told_as_such(printed: str, relative: bool, tmp_path: Path) -> None:
    rows = [["指标", "单位", "2025年", "2030年"], ["居民收入增长", "%", "5.2", printed]]
    (indicator,) = table(rows, tmp_path)
    reasons = {part.part: part.reason for part in indicator.target.unconfirmed}
    assert ("relative_to" in reasons["value"]) is relative
    assert indicator.target.in_words


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


# --- tables as they are printed --------------------------------------------------------------------------------------

#: Tables with what a reader makes of each row, and the parts that are to be confirmed; None where a row is no target.
TABLES: dict[str, tuple[str, list[list[str]], list[tuple[str, set[str]]]]] = {
    "a ministry: targets in one of two columns, parts of rows": (
        "14fyp",
        [
            ["指标", "2020年", "2025年", "累计", "属性"],
            ["一、就业", "", "", "", ""],
            ["1.城镇新增就业（万人）", "[6564]", "—", "＞5000", "预期性"],
            ["2.城镇调查失业率（%）", "5.2", "＜5.5", "—", "预期性"],
            ["3.补贴性职业技能培训（万人次）", "—", "—", "〔7500〕", "预期性"],
            ["其中：农民工", "—", "—", "〔3000〕", "预期性"],
            ["二、社会保险", "", "", "", ""],
            ["7.失业保险参保人数（亿人）", "2.17", "2.3", "—", "约束性"],
            ["注：〔〕内为5年累计数。", "", "", "", ""],
        ],
        [
            ("1 城镇新增就业 万人 anticipatory cumulative higher more_than 5000 < [6564]@2020", {"kind"}),
            ("2 城镇调查失业率 % anticipatory rate lower less_than 5.5 < 5.2@2020", set()),
            ("3 补贴性职业技能培训 万人次 anticipatory cumulative higher at_least 7500 < —@2020", {"kind"}),
            (
                "其中：农民工 万人次 anticipatory cumulative higher at_least 3000 < —@2020",
                {"kind", "name", "better"},
            ),
            ("7 失业保险参保人数 亿人 binding stock higher at_least 2.3 < 2.17@2020", set()),
        ],
    ),
    "a province: growth in a column of its own, words for targets": (
        "14fyp",
        [
            ["类别", "序号", "指标名称", "单位", "2020年", "2025年", "年均增长", "指标属性"],
            ["经济发展", "1", "常住人口城镇化率", "%", "72.2", "75", "〔2.8〕", "预期性"],
            ["民生福祉", "2", "居民人均可支配收入", "元", "52397", "—", "与经济增长基本同步", "预期性"],
            ["", "3", "每千人口拥有执业（助理）医师数", "人", "3.37", "4.3", "—", "预期性"],
            ["", "4", "5岁以下儿童死亡率", "‰", "3.9", "3.6", "—", "预期性"],
            ["绿色生态", "5", "细颗粒物（PM2.5）年均浓度", "微克/立方米", "25", "24", "—", "约束性"],
        ],
        [
            ("1 常住人口城镇化率 % anticipatory rate higher at_least 75 < 72.2@2020", set()),
            (
                "2 居民人均可支配收入 元 anticipatory growth higher none < 52397@2020",
                {"kind", "value"},
            ),
            ("3 每千人口拥有执业（助理）医师数 人 anticipatory stock higher at_least 4.3 < 3.37@2020", set()),
            ("4 5岁以下儿童死亡率 ‰ anticipatory rate lower at_most 3.6 < 3.9@2020", set()),
            ("5 细颗粒物（PM2.5）年均浓度 微克/立方米 binding stock lower at_most 24 < 25@2020", {"kind"}),
        ],
    ),
    "a bureau: everything in words": (
        "15fyp",
        [
            ["序号", "主要指标", "2030年目标", "属性"],
            ["1", "城镇新增就业人数", "每年12万人以上", "预期性"],
            ["2", "城镇登记失业率", "控制在4%以内", "预期性"],
            ["3", "开展职业技能培训", "五年累计50万人次", "预期性"],
            ["4", "新增高技能人才", "5万人", "预期性"],
            ["5", "零就业家庭", "动态清零", "约束性"],
            ["6", "社会保障卡持卡人数", "由680万人增加到720万人", "预期性"],
            ["7", "失业保险基金支付能力", "不低于12个月", "预期性"],
            ["8", "事业单位公开招聘", "应聘尽聘", "预期性"],
        ],
        [
            ("1 城镇新增就业人数 万人 anticipatory annual higher at_least 12", {"kind"}),
            ("2 城镇登记失业率 % anticipatory rate lower at_most 4", set()),
            ("3 开展职业技能培训 万人次 anticipatory cumulative higher at_least 50", set()),
            ("4 新增高技能人才 万人 anticipatory cumulative higher at_least 5", {"kind"}),
            ("5 零就业家庭 单位未注明 binding stock lower at_most 0", {"unit", "kind"}),
            ("6 社会保障卡持卡人数 万人 anticipatory stock higher at_least 720", set()),
            ("7 失业保险基金支付能力 个月 anticipatory stock higher at_least 12", {"kind"}),
            (
                "8 事业单位公开招聘 单位未注明 anticipatory stock higher none",
                {"unit", "kind", "better", "value"},
            ),
        ],
    ),
    "parts of one table, each with its headings": (
        "15fyp",
        [
            ["表2 “十五五”主要指标", "", "", ""],
            ["指标", "单位", "2025年", "2030年目标"],
            ["失业保险参保人数", "万人", "120", "130"],
            ["表2（续）", "", "", ""],
            ["指标", "单位", "2025年", "2030年目标"],
            ["工伤保险参保人数", "万人", "220", "230"],
            ["续表2", "", "", ""],
            ["指标", "单位", "2025年", "2030年目标"],
            ["医疗保险参保人数", "万人", "320", "330"],
        ],
        [
            ("失业保险参保人数 万人 None stock higher at_least 130 < 120@2025", set()),
            ("工伤保险参保人数 万人 None stock higher at_least 230 < 220@2025", set()),
            ("医疗保险参保人数 万人 None stock higher at_least 330 < 320@2025", set()),
        ],
    ),
    "headings in two rows, once more on the next page": (
        "15fyp",
        [
            ["序号", "指标", "单位", "指标值", "", "属性"],
            ["", "", "", "2025年", "2030年", ""],
            ["（1）", "失业人员再就业人数", "万人", "〔14〕", "〔15〕", "预期性"],
            ["序号", "指标", "单位", "指标值", "", "属性"],
            ["", "", "", "2025年", "2030年", ""],
            ["②", "工伤保险参保人数", "万人", "220", "230", "约束性"],
            ["注：2025年数据为预计数。", "", "", "", "", ""],
        ],
        [
            (
                "1 失业人员再就业人数 万人 anticipatory cumulative higher at_least 15 < 〔14〕@2025",
                {"baseline"},
            ),
            ("2 工伤保险参保人数 万人 binding stock higher at_least 230 < 220@2025", {"baseline"}),
        ],
    ),
    "a line with the unit": (
        "15fyp",
        [
            ["表1 主要指标", "", ""],
            ["单位：万人", "", ""],
            ["指标", "2025年", "2030年目标"],
            ["失业保险参保人数", "120", "130"],
            ["城镇登记失业率", "3", "4以内"],
        ],
        [
            ("失业保险参保人数 万人 None stock higher at_least 130 < 120@2025", set()),
            ("城镇登记失业率 万人 None stock lower at_most 4 < 3@2025", {"unit", "kind"}),
        ],
    ),
    "natures as ticks": (
        "15fyp",
        [
            ["指标", "单位", "2025年", "2030年", "约束性", "预期性"],
            ["失业保险参保人数", "万人", "120", "130", "√", ""],
            ["工伤保险参保人数", "万人", "220", "230", "", "√"],
            ["医疗保险参保人数", "万人", "320", "330", "√", "√"],
        ],
        [
            ("失业保险参保人数 万人 binding stock higher at_least 130 < 120@2025", set()),
            ("工伤保险参保人数 万人 anticipatory stock higher at_least 230 < 220@2025", set()),
            ("医疗保险参保人数 万人 anticipatory stock higher at_least 330 < 320@2025", {"nature"}),
        ],
    ),
    "natures as groups": (
        "15fyp",
        [
            ["指标", "单位", "2025年", "2030年"],
            ["一、约束性指标", "", "", ""],
            ["失业保险参保人数", "万人", "120", "130"],
            ["二、预期性指标", "", "", ""],
            ["城镇登记失业率", "%", "3", "4以内"],
        ],
        [
            ("失业保险参保人数 万人 binding stock higher at_least 130 < 120@2025", set()),
            ("城镇登记失业率 % anticipatory rate lower at_most 4 < 3@2025", set()),
        ],
    ),
    "names over two columns": (
        "15fyp",
        [
            ["指标", "", "单位", "2025年", "2030年"],
            ["城镇新增就业", "", "万人", "", "〔60〕"],
            ["基本养老保险", "参保人数", "万人", "620", "700"],
            ["", "参保率", "%", "95", "97"],
            ["工伤保险参保人数", "", "万人", "220", "230"],
        ],
        [
            ("城镇新增就业 万人 None cumulative higher at_least 60", set()),
            ("参保人数 万人 None stock higher at_least 700 < 620@2025", set()),
            ("参保率 % None rate higher at_least 97 < 95@2025", set()),
            ("工伤保险参保人数 万人 None stock higher at_least 230 < 220@2025", set()),
        ],
    ),
    "three levels of groups": (
        "15fyp",
        [
            ["一级指标", "二级指标", "三级指标", "单位", "现状值（2025年）", "目标值（2030年）", "指标性质"],
            ["就业", "规模", "城镇新增就业", "万人", "〔55〕", "〔60〕", "预期性"],
            ["", "质量", "城镇调查失业率", "%", "5.1", "＜5.5", "预期性"],
        ],
        [
            ("城镇新增就业 万人 anticipatory cumulative higher at_least 60 < 〔55〕@2025", set()),
            ("城镇调查失业率 % anticipatory rate lower less_than 5.5 < 5.1@2025", set()),
        ],
    ),
    "names with figures and brackets": (
        "15fyp",
        [
            ["序号", "指标", "2025年", "2030年"],
            ["1", "工伤保险参保人数（不含公务员）（万人）", "600", "650"],
            ["2", "12333热线接通率（%）", "94", "95以上"],
            ["3", "2030年城镇化率（%）", "73", "75"],
            ["4", "城镇新增就业人数/万人", "", "60"],
        ],
        [
            ("1 工伤保险参保人数（不含公务员） 万人 None stock higher at_least 650 < 600@2025", {"name"}),
            ("2 12333热线接通率 % None rate higher at_least 95 < 94@2025", set()),
            ("3 2030年城镇化率 % None rate higher at_least 75 < 73@2025", set()),
            ("4 城镇新增就业人数 万人 None cumulative higher at_least 60", {"kind"}),
        ],
    ),
    "units after names, and circled numbers": (
        "15fyp",
        [
            ["指标", "2025年", "2030年"],
            ["① 失业保险参保人数，万人", "120", "130"],
            ["② 工伤保险参保人数[万人]", "220", "230"],
            ["③医疗保险参保人数/万人", "320", "330"],
            ["④ 城镇登记失业率：%", "3", "4以内"],
        ],
        [
            ("1 失业保险参保人数 万人 None stock higher at_least 130 < 120@2025", set()),
            ("2 工伤保险参保人数 万人 None stock higher at_least 230 < 220@2025", set()),
            ("3 医疗保险参保人数 万人 None stock higher at_least 330 < 320@2025", set()),
            ("4 城镇登记失业率 % None rate lower at_most 4 < 3@2025", set()),
        ],
    ),
    "levels of each year": (
        "15fyp",
        [
            ["指标", "单位", "基期值", "年度目标", "", "", "", ""],
            ["", "", "2025年", "2026年", "2027年", "2028年", "2029年", "2030年"],
            ["失业保险参保人数", "万人", "120", "122", "124", "126", "128", "130"],
            ["城镇新增就业人数", "万人", "", "12", "12", "12", "12", "12"],
        ],
        [
            ("失业保险参保人数 万人 None stock higher at_least 130 < 120@2025", set()),
            ("城镇新增就业人数 万人 None cumulative higher at_least 12", {"kind", "milestones"}),
        ],
    ),
    "the plan before, with targets and results": (
        "15fyp",
        [
            ["序号", "指标", "单位", "“十四五”规划目标", "2025年实际完成", "“十五五”目标"],
            ["1", "失业保险参保人数", "万人", "115", "120", "130"],
            ["2", "登记失业率", "%", "4以内", "2.8", "4以内"],
        ],
        [
            ("1 失业保险参保人数 万人 None stock higher at_least 130 < 120@2025", set()),
            ("2 登记失业率 % None rate lower at_most 4 < 2.8@2025", set()),
        ],
    ),
    "other years beside": (
        "15fyp",
        [["指标", "2020年", "2025年", "2030年", "2035年", "属性"], ["城镇化率（%）", "70", "73", "75", "80", "预期性"]],
        [("城镇化率 % anticipatory rate higher at_least 75 < 73@2025", set())],
    ),
    "a base value of an earlier year": (
        "14fyp",
        [["指标", "单位", "2019年", "2025年", "属性"], ["参保率", "%", "95", "97", "约束性"]],
        [("参保率 % binding rate higher at_least 97 < 95@2019", set())],
    ),
    "a base value within a year": (
        "15fyp",
        [["指标", "单位", "2025年10月", "2030年"], ["失业保险参保人数", "万人", "120", "130"]],
        [("失业保险参保人数 万人 None stock higher at_least 130 < 120@2025", {"earlier"})],
    ),
    "the amount of a year beside a sum": (
        "15fyp",
        [["指标", "单位", "2025年", "2030年"], ["城镇新增就业", "万人", "12.5", "〔60〕"]],
        [("城镇新增就业 万人 None cumulative higher at_least 60 < 12.5@2025", {"earlier"})],
    ),
    "a column of differences": (
        "15fyp",
        [["指标", "单位", "2025年", "2030年", "较2025年"], ["参保率", "%", "95", "97", "+2个百分点"]],
        [("参保率 % None rate higher at_least 97 < 95@2025", {"column"})],
    ),
    "differences alone": (
        "15fyp",
        [["指标", "单位", "2025年", "2030年较2025年增加"], ["失业保险参保人数", "万人", "", "130"]],
        [("失业保险参保人数 万人 None change/points higher at_least 130", {"printed", "kind"})],
    ),
    "units in every form": (
        "15fyp",
        [
            ["指标", "计量单位", "2025年", "2030年"],
            ["失业保险参保人数", "（万人）", "120", "130万人"],
            ["工伤保险参保人数", "亿人", "0.022", "230万人"],
            ["失业率", "百分比", "5", "5.5以内"],
            ["参保率", "﹪", "95", "97％"],
            ["婴儿死亡率", "‰", "2.6", "2.5以下"],
            ["孕产妇死亡率", "/10万", "8.1", "8以下"],
            ["居民可支配收入", "元", "50000", "6.5万元"],
            ["失业保险缴费人数", "人", "1,200,000", "130万"],
        ],
        [
            ("失业保险参保人数 万人 None stock higher at_least 130 < 120@2025", set()),
            ("工伤保险参保人数 亿人 None stock higher at_least 0.023 < 0.022@2025", set()),
            ("失业率 % None rate lower at_most 5.5 < 5@2025", set()),
            ("参保率 % None rate higher at_least 97 < 95@2025", set()),
            ("婴儿死亡率 ‰ None rate lower at_most 2.5 < 2.6@2025", set()),
            ("孕产妇死亡率 /10万 None stock lower at_most 8 < 8.1@2025", {"unit", "kind"}),
            ("居民可支配收入 元 None stock higher at_least 65000 < 50000@2025", {"kind"}),
            ("失业保险缴费人数 人 None stock higher at_least 1300000 < 1,200,000@2025", {"kind"}),
        ],
    ),
    "figures of every sort": (
        "15fyp",
        [
            ["指标", "单位", "2025年", "2030年目标"],
            ["高技能人才总量", "万人", "30", "35+"],
            ["人才总量", "万人", "50", "60（力争65）"],
            ["基金规模", "亿元", "1.2×10³", "2000"],
            ["城镇登记失业率", "%", "3.1", "3.5±0.5"],
            ["失业保险参保人数", "万人", "近120", "130余"],
            ["城镇新增就业", "万人", "〔55〕", "【60】"],
            ["企业年金覆盖率", "%", "10", "15%（含）以上"],
            ["培训覆盖面", "%", "", "基本全覆盖"],
            ["医保参保率", "%", "稳定在95以上", "稳定在95以上"],
            ["排名", "位", "15", "前10位"],
        ],
        [
            ("高技能人才总量 万人 None stock higher none < 30@2025", {"value"}),
            ("人才总量 万人 None stock higher none < 50@2025", {"value"}),
            ("基金规模 亿元 None stock higher at_least 2000", {"earlier"}),
            ("城镇登记失业率 % None rate lower none < 3.1@2025", {"value"}),
            ("失业保险参保人数 万人 None stock higher none", {"value", "earlier"}),
            ("城镇新增就业 万人 None cumulative higher at_least 60 < 〔55〕@2025", set()),
            ("企业年金覆盖率 % None rate higher at_least 15 < 10@2025", set()),
            ("培训覆盖面 % None rate higher none", {"value"}),
            ("医保参保率 % None rate higher at_least 95 < 稳定在95以上@2025", set()),
            ("排名 位 None stock higher none < 15@2025", {"unit", "kind", "better", "value"}),
        ],
    ),
    "names that do not say what is better": (
        "15fyp",
        [
            ["指标", "单位", "2030年"],
            ["就业困难人员数", "万人", "5"],
            ["工伤人数", "人", "5"],
            ["享受低保人数", "万人", "5"],
            ["帮扶困难人员", "人次", "5"],
            ["失信被执行人数", "人", "5"],
            ["就业困难人员就业人数", "万人", "〔5〕"],
        ],
        [
            ("就业困难人员数 万人 None stock lower at_most 5", {"kind", "better"}),
            ("工伤人数 人 None stock higher at_least 5", {"kind", "better"}),
            ("享受低保人数 万人 None stock higher at_least 5", {"kind", "better"}),
            ("帮扶困难人员 人次 None cumulative lower at_most 5", {"kind", "better"}),
            ("失信被执行人数 人 None stock lower at_most 5", {"kind"}),
            ("就业困难人员就业人数 万人 None cumulative higher at_least 5", set()),
        ],
    ),
    "remarks beside the figures": (
        "15fyp",
        [
            ["指标", "单位", "2025年", "2030年", "责任单位", "备注"],
            ["城镇登记失业率", "%", "3", "4以内", "就业处", "年均值"],
            ["失业保险参保人数", "万人", "120", "130", "社保处", "—"],
        ],
        [
            ("城镇登记失业率 % None rate lower at_most 4 < 3@2025", {"row"}),
            ("失业保险参保人数 万人 None stock higher at_least 130 < 120@2025", set()),
        ],
    ),
    "shares of people, of which nobody says what is better": (
        "15fyp",
        [["指标", "单位", "2025年", "2030年"], ["老年人口比重", "%", "22", "26"], ["高技能人才占比", "%", "30", "33"]],
        [
            ("老年人口比重 % None rate higher at_least 26 < 22@2025", {"better"}),
            ("高技能人才占比 % None rate higher at_least 33 < 30@2025", set()),
        ],
    ),
    "shares, and what looks like them": (
        "15fyp",
        [
            ["指标", "单位", "2025年", "2030年"],
            ["高中初级技能人才比例", "%", "13:42:45", "14:42:44"],
            ["工伤预防与补偿之比", "∶", "1：2", "1：3"],
        ],
        [
            ("高中初级技能人才比例 % None composition higher at_least 14—42—44 < 13:42:45@2025", set()),
            (
                "工伤预防与补偿之比 : None composition higher at_least 1—3 < 1：2@2025",
                {"better", "value"},
            ),
        ],
    ),
    "signs of notes at figures": (
        "15fyp",
        [
            ["指标", "单位", "2025年", "2030年"],
            ["失业率", "%", "5.1（年均）", "5.5以内"],
            ["参保率", "%", "95①", "97"],
            ["失业保险参保人数", "万人", "120", "130⁴"],
            ["注：①为2024年数据。", "", "", ""],
        ],
        [
            ("失业率 % None rate lower at_most 5.5 < 5.1（年均）@2025", {"earlier"}),
            ("参保率 % None rate higher at_least 97 < 95①@2025", {"earlier"}),
            ("失业保险参保人数 万人 None stock higher at_least 130 < 120@2025", {"printed"}),
        ],
    ),
}


def ruled_pages(rows: Sequence[Sequence[str]]) -> list[str]:
    """The table as a program prints it, ten rows a page: each cell in its rectangle, its text in one piece."""
    return [
        "".join(
            f"{10 + 95 * column} {700 - 30 * row} 95 30 re S\n"
            f"BT /F1 8 Tf 1 0 0 1 {12 + 95 * column} {710 - 30 * row} Tm <{text.encode('utf-16-be').hex()}> Tj ET\n"
            for row, cells in enumerate(rows[at : at + 10])
            for column, text in enumerate(cells)
        )
        for at in range(0, len(rows), 10)
    ]


def _formats(rows: list[list[str]], folder: Path) -> dict[str, str]:
    """The table in a file of each format."""
    import docx
    from openpyxl import Workbook

    width = max(map(len, rows))
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    files = {"csv": grid_file(folder, rows)}
    book = Workbook()
    for row in rows:
        book.active.append([cell or None for cell in row])
    book.save(folder / "table.xlsx")
    document = docx.Document()
    made = document.add_table(rows=len(rows), cols=width)
    for cells, row in zip(made.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = text
    document.save(str(folder / "table.docx"))
    lines = ["<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows]
    (folder / "table.html").write_text(f"<html><body><table>{''.join(lines)}</table></body></html>", encoding="utf-8")
    (folder / "table.txt").write_text("\n".join("\t".join(row) for row in rows) + "\n", encoding="utf-8")
    (folder / "table.pdf").write_bytes(drawn_pdf(ruled_pages(rows)))
    files |= {form: str(folder / f"table.{form}") for form in ("xlsx", "docx", "html", "txt", "pdf")}
    return files


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_read_as_a_reader_reads_them_in_every_format(name: str, tmp_path: Path) -> None:
    plan, rows, expected = TABLES[name]
    for form, file in _formats(rows, tmp_path).items():
        draft = drafted("elsewhere", plan, file, KNOWN["with no plan"])
        read = [(reading(indicator), open_parts(indicator)) for indicator in plan_of(draft).indicators]
        assert read == expected, form


# --- headings are read as a whole ------------------------------------------------------------------------------------


def reasons(indicator: Indicator) -> str:
    return "\n".join(part.reason for part in indicator.target.unconfirmed)


@pytest.mark.parametrize(
    "heading",
    [
        *("“十五五”净增", "“十五五”新增", "“十五五”期间新增", "2026—2030年新增", "“十五五”合计", "“十五五”增加"),
        *("“十五五”期间净增目标", "2026—2030年总计", "“十五五”新增目标", "“十五五”期间增量"),
    ],
)
def test_a_heading_of_an_increase_or_a_sum_is_none_of_levels(heading: str, tmp_path: Path) -> None:
    rows = [["指标", "单位", heading], ["失业保险参保人数", "万人", "60"]]
    (indicator,) = table(rows, tmp_path)
    assert {"kind", "printed"} <= open_parts(indicator)
    assert heading in reasons(indicator)
    is_sum = heading.endswith("计")
    assert str(indicator.kind) == ("stock" if is_sum else "change")


@pytest.mark.parametrize("heading", ["“十五五”新增", "“十五五”合计", "2026—2030年新增"])
def test_what_is_new_of_a_sum_is_the_sum(heading: str, tmp_path: Path) -> None:
    rows = [["指标", "单位", heading], ["城镇新增就业人数", "万人", "60"]]
    (indicator,) = table(rows, tmp_path)
    assert str(indicator.kind) == "cumulative"
    assert open_parts(indicator) == {"printed"}


#: Headings of base values that say something else than a level at the end of the year before the plan.
NO_BASE_VALUES = [
    *("“十四五”净增", "“十四五”新增", "“十四五”累计", "“十四五”年均", "“十四五”平均", "2025年新增", "2025年计划"),
    *("2025年任务", "2025年考核值", "2025年预算", "“十四五”规划", "“十四五”要求", "2025年全省", "2025年全省平均"),
    *("2025年末全省平均", "2025年全国平均", "2025年省均", "“十四五”年均增长", "“十四五”期间增长", "2025年初"),
    *("2021—2025年合计", "2020—2025年", "2025年同比", "2025年人均", "2025年市区", "2025年（不含县）", "2025年占比"),
    *("2025年全口径", "2025年可比价", "2024—2025年", "2025年增速（%）", "2025年位次", "2025年上报数", "2025年新口径"),
    *("“十四五”末全省", "基期（全国）", "2025年末常住", "2025年中期", "2025年排名", "2025年调整后", "2025年*"),
    *("“十四五”期间", "2025年全年", "2025年评估值", "2025年达标", "2025年户籍", "2021—2025年", "2024年预算"),
]


@pytest.mark.parametrize("heading", NO_BASE_VALUES)
def test_a_base_value_below_words_that_are_not_understood_is_to_be_confirmed(heading: str, tmp_path: Path) -> None:
    rows = [["指标", "单位", heading, "2030年目标"], ["失业保险参保人数", "万人", "254", "300"]]
    draft = draft_of(rows, tmp_path)
    (indicator,) = plan_of(draft).indicators
    assert indicator.target.printed == "300"
    is_aside = indicator.earlier is None
    assert "254" in draft.text
    assert heading in (draft.text if is_aside else reasons(indicator))
    own = [["指标", "单位", heading, "2025年", "2030年目标"], ["失业保险参保人数", "万人", "254", "253", "300"]]
    (indicator,) = table(own, tmp_path)
    assert indicator.earlier is not None
    assert indicator.earlier.printed == "253"


@pytest.mark.parametrize(
    "heading",
    [
        "2030年全省目标",
        "2030年预测",
        "2030年位次",
        "2030年（不含县）",
        "2030年力争",
        "2025—2030年",
        "2030年考核值",
        "2030年底线",
        "“十五五”期间",
        "2026—2030年",
        "年度目标",
        "2030年6月末",
    ],
)
def test_a_target_below_words_that_are_not_understood_is_to_be_confirmed(heading: str, tmp_path: Path) -> None:
    rows = [["指标", "单位", "2025年", heading], ["失业保险参保人数", "万人", "254", "300"]]
    (indicator,) = table(rows, tmp_path)
    assert open_parts(indicator) == {"printed"}
    assert heading in reasons(indicator)
    (named,) = table(rows, tmp_path, column=heading)
    assert not open_parts(named)


@pytest.mark.parametrize(
    "headings",
    [
        *(("2025年", "2030年"), ("2025年末", "2030年末"), ("2025年实际", "2030年目标"), ("基期值", "目标值")),
        *(("2025年底实际数", "2030年底目标数"), ("“十四五”期末", "“十五五”期末"), ("现状（2025年）", "规划（2030年）")),
        *(("2025年完成情况（万人）", "2030年目标值（万人）"), ("2025年基数", "到2030年达到"), ("2025年度", "2030年度")),
        *(
            ("2025年现状值", "2030年规划目标"),
            ("“十四五”末完成数", "“十五五”目标任务"),
            *(("2025年实现值", "2030年发展目标"), ("基期年", "目标年"), ("“十四五”时期末", "2026—2030年目标")),
        ),
    ],
)
def test_headings_that_are_understood_leave_nothing_to_confirm(headings: tuple[str, str], tmp_path: Path) -> None:
    (indicator,) = table([["指标", "单位", *headings], ["失业保险参保人数", "万人", "254", "300"]], tmp_path)
    assert reading(indicator) == "失业保险参保人数 万人 None stock higher at_least 300 < 254@2025"
    assert not open_parts(indicator)


@pytest.mark.parametrize(
    ("remark", "meaning", "is_open"),
    [
        ("〔〕内为年均数。", "other", True),
        ("〔〕内为五年平均数。", "other", True),
        ("〔〕内为每年新增数。", "other", True),
        ("〔〕内为三年累计数。", "other", True),
        ("〔〕内为3年累计数。", "other", True),
        ("〔〕内为“十四五”累计数。", "other", True),
        ("〔〕内为2021—2025年累计数。", "other", True),
        ("〔〕内为全省累计数。", "other", True),
        ("〔〕内为五年累计数。", "cumulative", False),
        ("〔〕表示逐年累计数。", "cumulative", False),
        ("〔〕内为累计数，其余为年末数。", "cumulative", False),
        ("〔〕内为五年累计数，不含省属。", "other", True),
        ("带〔 〕的为5年累计数。", "cumulative", False),
        ("〔〕内数据为“十五五”期间累计数。", "cumulative", False),
        ("〔〕内为规划期累计值。", "cumulative", False),
        ("〔〕内为2026—2030年累计新增数。", "cumulative", False),
        ("〔〕内分别为“十四五”、“十五五”累计数。", "other", True),
    ],
)
def test_brackets_are_sums_of_the_plan_only_where_the_remark_says_no_more(
    remark: str, meaning: str, is_open: bool, tmp_path: Path
) -> None:
    rows = [["指标", "单位", "2030年目标"], ["城镇新增就业人数", "万人", "〔60〕"], [f"注：{remark}"]]
    plan = plan_of(draft_of(rows, tmp_path))
    assert [note.means for note in plan.footnotes] == [meaning]
    (indicator,) = plan.indicators
    assert open_parts(indicator) == ({"kind"} if is_open else set())
    assert (remark.strip("。").lstrip("带").replace("〔 〕", "〔〕") in reasons(indicator)) is is_open


@pytest.mark.parametrize(
    ("printed", "remark"),
    [
        ("〔60〕", "[ ]内为年均数"),
        ("[60]", "方括号内为年均数"),
        ("〔60〕", "括号内数字为三年累计"),
        ("60*", "带*的为年均数"),
    ],
)
def test_other_words_for_the_brackets_are_to_be_confirmed(printed: str, remark: str, tmp_path: Path) -> None:
    rows = [["指标", "单位", "2030年目标"], ["城镇新增就业人数", "万人", printed], [f"注：{remark}。"]]
    (indicator,) = table(rows, tmp_path)
    assert "kind" in open_parts(indicator)
    assert remark in reasons(indicator)


@pytest.mark.parametrize("name", ["", "指标"])
def test_words_below_years_are_headings_as_well(name: str, tmp_path: Path) -> None:
    rows = [
        ["指标", "单位", "2025年", "", "2030年", ""],
        [name, "", "市区", "全市", "市区", "全市"],
        ["失业保险参保人数", "万人", "100", "254", "120", "300"],
    ]
    with pytest.raises(InvalidInput):
        table(rows, tmp_path)
    (indicator,) = table(rows, tmp_path, column="2030年全市")
    assert indicator.target.printed == "300"
    assert "2025年市区" in reasons(indicator)


@pytest.mark.parametrize(
    ("heading", "base", "remark", "part"),
    [
        ("2025年*", "254", "*为预计数", "baseline"),
        ("2025年①", "254", "①为预计数", "baseline"),
        ("2025年", "254*", "*为预计数", "baseline"),
        ("2025年", "254", "2025年数为2024年实际数", "earlier"),
        ("2025年①", "254", "①为2024年数", "earlier"),
        ("2025年", "254①", "①为2024年数", "earlier"),
        ("2025年", "254", "基期数不含省直", "earlier"),
        ("2025年", "254", "“十四五”数据为旧口径", "earlier"),
        ("2025年", "254", "2030年目标为全省统一下达", "printed"),
    ],
)
def test_what_remarks_say_of_headings_and_figures_is_to_be_confirmed(
    heading: str, base: str, remark: str, part: str, tmp_path: Path
) -> None:
    rows = [["指标", "单位", heading, "2030年"], ["失业保险参保人数", "万人", base, "300"], [f"注：{remark}。"]]
    (indicator,) = table(rows, tmp_path)
    assert part in open_parts(indicator)
    assert remark.lstrip("①") in reasons(indicator)


@pytest.mark.parametrize(
    ("headings", "cells", "printed", "earlier"),
    [
        (["2025年增速（%）", "2030年", "2030年年均增速（%）"], ["5.6", "", "6"], "6", "5.6"),
        (["2020—2025年累计", "2030年"], ["5.6", ""], "", "5.6"),
        (["2025年增速（%）", "2030年"], ["5.6", ""], "", "5.6"),
        (["2030年", "2027年增速（%）", "2026—2030年年均增速（%）"], ["", "5", "6"], "6", None),
    ],
)
def test_a_target_is_taken_from_no_column_of_other_years(
    headings: list[str], cells: list[str], printed: str, earlier: str | None, tmp_path: Path
) -> None:
    (indicator,) = table([["指标", *headings], ["居民收入增速（%）", *cells]], tmp_path)
    assert indicator.target.printed == printed
    assert (indicator.earlier.printed if indicator.earlier else None) == earlier
    assert open_parts(indicator)


@pytest.mark.parametrize("upper", ["属性", "指标属性", "性质", "属性（打√）"])
def test_ticks_below_a_heading_over_both_natures_are_read(upper: str, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (
        ["指标", "单位", "2025年", "2030年", upper, None],
        [None, None, None, None, "约束性", "预期性"],
        ["失业保险参保人数", "万人", 120, 130, "√", None],
        ["工伤保险参保人数", "万人", 220, 230, None, "√"],
    ):
        book.active.append(row)
    book.active.merge_cells("E1:F1")
    for column in "ABCD":
        book.active.merge_cells(f"{column}1:{column}2")
    book.save(tmp_path / "plan.xlsx")
    indicators = plan_of(drafted("elsewhere", "15fyp", str(tmp_path / "plan.xlsx"))).indicators
    assert [str(indicator.nature) for indicator in indicators] == ["binding", "anticipatory"]
    assert [open_parts(indicator) for indicator in indicators] == [set(), set()]


def test_a_mark_that_a_remark_explains_as_something_else_is_explained(tmp_path: Path) -> None:
    """RS204 names signs that no remark explains: this one says years' means, not sums."""
    rows = [["指标", "单位", "2030年目标"], ["城镇新增就业人数", "万人", "〔60〕"], ["注：〔〕内为年均数。"]]
    for remarks, expected in ((rows[2:], set()), ([], {"RS204"})):
        plan = plan_of(draft_of([*rows[:2], *remarks], tmp_path))
        library = LIBRARY._replace(plans=(plan,))
        found = audit(library, EvaluationContext(date(2026, 11, 27)), (plan.id,), Filters()).findings
        assert {finding.code for finding in found if finding.code == "RS204"} == expected


# --- titles above the headings, and what they state ------------------------------------------------------------------

_HEADINGS = ["领域", "指标", "单位", "2025年", "2030年目标"]
_INSURED = ["社保", "参保率", "%", "95", "≥96"]


@pytest.mark.parametrize(
    "titles",
    [
        [["附件1", "某省“十五五”人社主要指标", "", "", ""]],
        [["附件1", "主要指标", "", "", ""]],
        [["某省“十五五”人社主要指标", "", "", "", "单位：万人、%"]],
        [["某省“十五五”人社主要指标"] * 4 + ["单位：万人"]],
        [["某省“十五五”人社主要指标", "", "", "", ""], ["填报单位：", "", "单位：万人、%", "", ""]],
        [["某省“十五五”人社主要指标", "", "", "", ""], ["编制单位：省人社厅", "", "", "", "2026年3月"]],
        [["某省人社厅", "“十五五”时期", "", "", ""]],  # nothing says that it is a title but the headings below
    ],
)
def test_a_title_in_several_cells_heads_no_column(titles: list[list[str]], tmp_path: Path) -> None:
    (indicator,) = table([*titles, _HEADINGS, _INSURED], tmp_path)
    assert reading(indicator) == "参保率 % None rate higher at_least 96 < 95@2025"
    assert indicator.group
    assert indicator.group.name.zh == "社保"
    assert open_parts(indicator) == set()


@pytest.mark.parametrize(
    ("above", "name", "unit", "parts"),
    [
        ([["某市“十五五”主要指标（单位：万人）", "", ""]], "养老保险参保人数", "万人", set()),
        ([["某市“十五五”主要指标", "", "单位：万人"]], "养老保险参保人数", "万人", set()),
        ([["某市“十五五”主要指标"], ["单位：万人、%"]], "养老保险参保人数", "万人", {"unit"}),
        ([["某市“十五五”主要指标"], ["单位：万人、%"]], "参保率", "%", {"unit"}),
    ],
)
def test_units_above_the_headings_are_those_of_rows_without_one(
    above: list[list[str]], name: str, unit: str, parts: set[str], tmp_path: Path
) -> None:
    (indicator,) = table([*above, ["指标", "2025年", "2030年"], [name, "90", "95"]], tmp_path)
    assert indicator.unit.zh == unit
    assert open_parts(indicator) == parts
    assert not any("没有单位" in part.reason for part in indicator.target.unconfirmed)


def test_a_group_states_the_unit_of_its_rows(tmp_path: Path) -> None:
    rows = [["指标", "2025年", "2030年"], ["一、就业（单位：万人）", "", ""], ["养老保险参保人数", "90", "95"]]
    insured, level = table([*rows, ["二、质量", "", ""], ["参保人数占比", "90", "95"]], tmp_path)
    assert (insured.unit.zh, open_parts(insured)) == ("万人", set())
    assert insured.group
    assert insured.group.name.zh == "就业"
    assert "unit" in open_parts(level)  # the unit was that of the other group


# --- directions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "unit", "before", "target", "is_open"),
    [
        *((name, "亿元", "〔10〕", "〔12〕", True) for name in ("欠薪清偿额", "欠费清理", "追缴欠费", "清理拖欠账款")),
        *((name, "亿元", "〔10〕", "〔12〕", True) for name in ("拖欠农民工工资追发金额", "死亡抚恤金发放额")),
        ("工伤事故应急演练", "场", "〔10〕", "〔12〕", True),
        ("流失生劝返人数", "人", "〔10〕", "〔12〕", True),
        ("拖欠工资案件曝光", "件", "〔10〕", "〔12〕", True),  # no word that is known for an action
        ("新增工伤人数", "人", "〔500〕", "〔400〕", True),
        ("新增劳动争议案件", "件", "〔5〕", "〔4〕", True),
        ("工伤事故死亡人数", "人", "〔50〕", "〔40〕", False),
        ("工伤事故死亡人数", "人", "〔40〕", "〔50〕", True),  # on the other side of the base value
        ("城镇新增就业人数", "万人", "〔50〕", "〔45〕", False),  # plans set sums below those reached
        ("灵活就业人员占比", "%", "30", "25", True),
        ("灵活就业人员占比", "%", "", "25", True),
        ("第一产业就业占比", "%", "3", "2", True),
        ("低技能就业占比", "%", "50", "40", True),
        ("非正规就业率", "%", "30", "20", True),
        ("服务业就业占比", "%", "50", "45", True),
        ("毕业生就业率", "%", "97", "95", False),  # a floor below what has been reached
        ("毕业生就业率", "%", "97", "50", True),
        ("灵活就业人员参保率", "%", "90", "95", False),
        ("劳动人事争议调解成功率", "%", "70", "75", False),
    ],
)
def test_a_direction_is_unmarked_only_where_words_and_figures_agree(
    name: str, unit: str, before: str, target: str, is_open: bool, tmp_path: Path
) -> None:
    rows = [["指标", "单位", "2025年", "2030年"], [name, unit, before, target]]
    (indicator,) = table(rows, tmp_path, library=KNOWN["with no plan"])
    assert ("better" in open_parts(indicator)) is is_open


# --- natures and numbers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "remarks", "natures"),
    [
        ([["一、约束性指标（2项）"], ["参保率"], ["（二）预期性指标：共1项"], ["就业率"]], [], "binding anticipatory"),
        ([["约束性指标："], ["参保率"], ["预期性指标"], ["就业率"]], [], "binding anticipatory"),
        ([["参保率【约束性】"], ["就业率[预期性]"]], [], "binding anticipatory"),
        ([["参保率（约束性）"], ["（预期性）就业率"]], [], "binding anticipatory"),
        ([["★参保率"], ["就业率"]], ["注：★为约束性指标，其余为预期性指标。"], "binding anticipatory"),
        ([["参保率*"], ["就业率"]], ["注：带*的为约束性指标；其他为预期性指标。"], "binding anticipatory"),
        ([["参保率▲"], ["就业率"]], ["注：1.标▲的是约束性指标。"], "binding None"),
        ([["参保率【约束性】"], ["就业率"]], ["注：其余为预期性指标。"], "binding anticipatory"),
        ([["1.★参保率"], ["2.就业率☆"]], ["注：★为约束性指标，☆为预期性指标。"], "binding anticipatory"),
    ],
)
def test_a_nature_is_read_wherever_it_is_printed(
    rows: list[list[str]], remarks: list[str], natures: str, tmp_path: Path
) -> None:
    lines = [[*row, "90%", "95%"] if row[0].strip("1.2★▲*").count("率") else [*row, "", ""] for row in rows]
    read = table([["指标", "2025年", "2030年"], *lines, *([remark, "", ""] for remark in remarks)], tmp_path)
    assert " ".join(str(indicator.nature) for indicator in read) == natures
    assert [indicator.name.zh for indicator in read] == ["参保率", "就业率"]
    assert [open_parts(indicator) for indicator in read] == [set(), set()]


@pytest.mark.parametrize("ordinal", ["（一）", "五、", "(十二)", "十、", "（三）、"])
def test_an_ordinal_is_no_part_of_the_name(ordinal: str, tmp_path: Path) -> None:
    rows = [["指标", "2025年", "2030年"], [f"{ordinal}养老保险参保人数（万人）", "90", "95"]]
    (indicator,) = table(rows, tmp_path)
    assert reading(indicator) == "养老保险参保人数 万人 None stock higher at_least 95 < 90@2025"
    assert open_parts(indicator) == set()


# --- units and kinds -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "before", "target", "read", "part"),
    [
        ("职业培训（人（次））", "", "3万", "职业培训 人（次） None cumulative higher at_least 3万", "kind"),
        ("职业培训", "", "3万", "职业培训 万 None cumulative higher at_least 3", "unit"),
        ("工资标准（元/人·月）", "900", "1000", "工资标准 元/人·月 None stock higher at_least 1000 < 900@2025", "kind"),
        ("补贴标准（元/(人·月)）", "900", "1000", "补贴标准 元/（人·月） None stock higher", "kind"),
        ("低保标准（元/人·月）", "900", "年均增长5%以上", "低保标准 元/人·月 None growth higher at_least 5", ""),
        ("低保标准", "900", "年均增长5%以上", "低保标准 单位未注明 None growth higher at_least 5", "unit"),
    ],
)
def test_a_unit_is_that_of_what_is_measured_or_marked(
    name: str, before: str, target: str, read: str, part: str, tmp_path: Path
) -> None:
    (indicator,) = table([["指标", "2025年", "2030年"], [name, before, target]], tmp_path)
    assert reading(indicator).replace(" 30000", " 3万").startswith(read)
    assert part in (open_parts(indicator) or {""})


def test_a_growth_in_a_table_of_percentages_is_a_rate(tmp_path: Path) -> None:
    rows = [["主要指标（单位：%）", "", ""], ["指标", "2025年", "2030年"], ["地区生产总值增长", "5", "年均5左右"]]
    (indicator,) = table(rows, tmp_path)
    assert (indicator.unit.zh, str(indicator.kind)) == ("%", "rate")
    assert "kind" in open_parts(indicator)


@pytest.mark.parametrize("mark", ["〃", "同上"])
def test_a_unit_or_a_nature_may_be_that_of_the_row_above(mark: str, tmp_path: Path) -> None:
    rows = [["指标", "单位", "2025年", "2030年", "属性"], ["失业保险参保人数", "万人", "500", "560", "约束性"]]
    names = ("工伤保险参保人数", "养老保险参保人数")
    read = table([*rows, *([name, mark, "600", "660", mark] for name in names)], tmp_path)
    assert [(one.unit.zh, str(one.nature), open_parts(one)) for one in read] == [("万人", "binding", set())] * 3
