"""`rsplan new`: numbers, signs, brackets, units, natures, changes and years in cells of tables, each read by hand."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from test_new_tables import draft_of, open_parts, reading, table

#: A row that is read surely under the headings 指标, 单位, 2025年 and 2030年目标.
RATE = ["劳动合同签订率", "%", "90", "95"]
HEADINGS = ["指标", "单位", "2025年", "2030年目标"]


# --- phrases ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "unit", "printed", "read", "parts"),
    [
        ("城镇就业人数", "万人", "净增20万人", "change/points higher at_least 20", set()),
        ("企业总数", "家", "增长1倍", "change/percent higher at_least 100", {"kind"}),  # 总数 says a level
        ("企业数", "家", "在2025年基础上翻一番以上", "change/percent higher at_least 100", set()),
        ("引进人才", "万人", "五年引进60万人以上", "cumulative higher at_least 60", set()),
        ("满意度评分", "分", "不低于90分", "stock higher at_least 90", {"kind"}),
        ("企业数", "家", "增长2倍", "stock higher none", {"kind", "value", "better"}),
        ("平均受教育年限", "年", "达到全国平均水平", "stock higher none", {"value"}),
        ("参保率", "%", "基本持平", "rate higher none", {"value"}),
        ("信访件", "件", "零增长", "stock lower none", {"value", "kind"}),
    ],
)
def test_phrases_state_a_figure_surely_or_stay_in_words(
    name: str, unit: str, printed: str, read: str, parts: set[str], tmp_path: Path
) -> None:
    (indicator,) = table([["指标", "单位", "2030年目标"], [name, unit, printed]], tmp_path)
    assert reading(indicator) == f"{name} {unit} None {read}"
    assert open_parts(indicator) == parts


# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "number", "sign", "parts"),
    [
        ("1. (1) 劳动合同签订率", "1", None, {"number"}),
        ("①（2）劳动合同签订率", "1", None, {"number"}),
        ("（1）①劳动合同签订率", "1", None, {"number"}),
        ("（一）1.劳动合同签订率", "1", None, set()),
        ("一、（一）劳动合同签订率", None, None, set()),
        ("※1.劳动合同签订率", "1", "※", set()),
        ("1.※劳动合同签订率", "1", "※", set()),
        ("▲（3）劳动合同签订率①", "3", "▲", set()),
        ("★★劳动合同签订率", None, "★★", set()),
        ("** 劳动合同签订率", None, "**", set()),
        ("劳动合同签订率（%）＊", None, "*", set()),
        ("劳动合同签订率（%）【1】", None, "【1】", set()),
        ("劳动合同签订率（%）注3", None, "注3", set()),
        ("[9]劳动合同签订率", "9", None, {"number"}),
        ("A.劳动合同签订率", None, None, set()),
        ("·劳动合同签订率", None, None, set()),
        ("●劳动合同签订率", None, "●", set()),
        ("1.1 劳动合同签订率", None, None, {"number"}),
        ("2-1、劳动合同签订率", None, None, {"number"}),
        ("[劳动合同签订率]", None, None, {"name"}),
        ("【劳动合同签订率（%）】", None, None, {"name"}),
        ("（劳动合同签订率）", None, None, {"name"}),
        ("3.〔劳动合同签订率〕", "3", None, {"name"}),
    ],
)
def test_all_that_stands_before_a_name_is_no_part_of_it(
    cell: str, number: str | None, sign: str | None, parts: set[str], tmp_path: Path
) -> None:
    (indicator,) = table([HEADINGS, [cell, *RATE[1:]]], tmp_path)
    assert (indicator.name.zh, indicator.unit.zh) == ("劳动合同签订率", "%")
    assert (indicator.number, indicator.footnote) == (number, sign)
    assert open_parts(indicator) == parts


@pytest.mark.parametrize("name", ["家庭医生签约率", "年末参保率", "个体工商户参保率", "人均参保率", "大学生就业率"])
def test_a_number_before_a_blank_is_that_of_the_row(name: str, tmp_path: Path) -> None:
    (indicator,) = table([HEADINGS, [f"4 {name}", *RATE[1:]]], tmp_path)
    assert (indicator.number, indicator.name.zh) == ("4", name)


@pytest.mark.parametrize(
    "name",
    [
        "5岁以下儿童死亡率",
        "5 岁以下儿童死亡率",
        "3—6岁儿童入园率",
        "3-6 岁儿童入园率",
        "二、三产业就业人员比重",
        "12345热线办结率",
        "15分钟就业服务圈覆盖率",
        "1.5小时通勤圈覆盖率",
        "“一老一小”服务覆盖率",
        "（省外）转移就业率",
        "一刻钟服务圈覆盖率",
        "A、B类机构达标率",
        "A级景区达标率",
    ],
)
def test_numbers_and_brackets_that_are_parts_of_a_name_stay(name: str, tmp_path: Path) -> None:
    (indicator,) = table([HEADINGS, [f"7、{name}", *RATE[1:]]], tmp_path)
    assert (indicator.number, indicator.name.zh) == ("7", name.replace(" ", ""))
    (indicator,) = table([HEADINGS, [name, *RATE[1:]]], tmp_path)
    assert (indicator.number, indicator.name.zh) == (None, name.replace(" ", ""))


@pytest.mark.parametrize(
    ("cell", "name", "unit"),
    [
        ("劳动合同签订率%", "劳动合同签订率", "%"),
        ("劳动合同签订率 ％", "劳动合同签订率", "%"),
        ("工伤保险参保人数 万人", "工伤保险参保人数", "万人"),
        ("工伤保险参保人数①（万人）", "工伤保险参保人数", "万人"),
        ("工伤保险参保人数（单位：万人）", "工伤保险参保人数", "万人"),
    ],
)
def test_a_unit_after_the_name_needs_no_brackets(cell: str, name: str, unit: str, tmp_path: Path) -> None:
    (indicator,) = table([["指标", "2025年", "2030年目标"], [cell, "90", "95"]], tmp_path)
    assert (indicator.name.zh, indicator.unit.zh, open_parts(indicator)) == (name, unit, set())


# --- natures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "cells", "remark", "natures", "parts"),
    [
        ("属性", ["▲", "△", "▲"], "注：▲为约束性指标，△为预期性指标。", "binding anticipatory binding", [""] * 3),
        ("指标类型", ["▲", "△", "▲"], "注：▲为约束性指标，△为预期性指标。", "binding anticipatory binding", [""] * 3),
        ("", ["★", "☆", "★"], "注：★约束性指标；☆预期性指标。", "binding anticipatory binding", [""] * 3),
        ("属性", ["★", "", "★"], "注：带★的为约束性指标，其余为预期性指标。", "binding anticipatory binding", [""] * 3),
        ("属性", ["★", "", "★"], "注：★为约束性指标。", "binding None binding", ["", "nature", ""]),
        ("属性", ["★", "☆", "★"], "注：★为约束性指标。", "binding None binding", ["", "nature", ""]),
        ("属性", ["★", "☆", "★"], "注：数据来源于统计局。", "None None None", ["nature"] * 3),
        ("属性", ["★", "☆", "★"], "注：★为约束性指标，其余为预期性指标。", "binding None binding", ["", "nature", ""]),
    ],
)
def test_signs_in_the_column_of_natures_are_those_that_the_remark_explains(
    heading: str, cells: Sequence[str], remark: str, natures: str, parts: Sequence[str], tmp_path: Path
) -> None:
    names = ("就业率", "参保率", "劳动合同签订率")
    rows = [[name, "%", "90", "95", cell] for name, cell in zip(names, cells, strict=True)]
    read = table([[*HEADINGS, heading], *rows, [remark]], tmp_path)
    assert [one.name.zh for one in read] == [*names]
    assert " ".join(str(one.nature) for one in read) == natures
    assert [",".join(open_parts(one)) for one in read] == [*parts]


def test_a_unit_may_stand_before_a_remark(tmp_path: Path) -> None:
    (indicator,) = table([["指标", "2025年", "2030年"], ["参保人数（万人）（期末）", "90", "95"]], tmp_path)
    assert (indicator.name.zh, indicator.unit.zh, open_parts(indicator)) == ("参保人数（期末）", "万人", {"name"})


@pytest.mark.parametrize("mark", ["——其中：", "　　—", "-", "其中："])
def test_a_part_of_the_row_above_is_marked(mark: str, tmp_path: Path) -> None:
    rows = [HEADINGS, ["参保人数", "万人", "90", "95"], [f"{mark}灵活就业人员参保人数", "", "9", "10"]]
    _, part = table(rows, tmp_path)
    assert part.unit.zh == "万人"
    assert open_parts(part) >= {"name"}


def test_two_signs_of_a_sort_are_another_sign_than_one(tmp_path: Path) -> None:
    rows = [["*就业率", "%", "90", "95"], ["**参保率", "%", "90", "95"], ["入学率**", "%", "90", "95"]]
    read = table([HEADINGS, *rows, ["注：*为约束性指标，**为预期性指标。"]], tmp_path)
    assert [str(one.nature) for one in read] == ["binding", "anticipatory", "anticipatory"]


def test_a_nature_may_stand_beside_the_unit(tmp_path: Path) -> None:
    rows = [["签订率（约束性，%）", "90", "95"], ["参保人数（万人、预期性）", "90", "95"]]
    read = table([["指标", "2025年", "2030年"], *rows], tmp_path)
    assert [(one.name.zh, one.unit.zh, str(one.nature)) for one in read] == [
        ("签订率", "%", "binding"),
        ("参保人数", "万人", "anticipatory"),
    ]
    assert not any(map(open_parts, read))


@pytest.mark.parametrize(
    "remark",
    [
        "备注：“★”代表约束性指标，“☆”代表预期性指标。",
        "注：标★的为约束性指标、标☆的为预期性指标。",
        "注：1.★表示约束性指标；2.☆表示预期性指标。",
        "注：带（★）为约束性指标，带（☆）为预期性指标。",
    ],
)
def test_a_remark_may_explain_two_signs(remark: str, tmp_path: Path) -> None:
    rows = [["就业率", "%", "90", "95", "★"], ["参保率", "%", "90", "95", "☆"]]
    read = table([[*HEADINGS, "属性"], *rows, [remark]], tmp_path)
    assert [str(one.nature) for one in read] == ["binding", "anticipatory"]
    assert not any(map(open_parts, read))


@pytest.mark.parametrize("tick", ["○", "▲", "√"])
def test_any_tick_in_the_column_of_a_nature_counts(tick: str, tmp_path: Path) -> None:
    rows = [["就业率", "%", "90", "95", tick, ""], ["参保率", "%", "90", "95", "", tick]]
    read = table([[*HEADINGS, "约束性", "预期性"], *rows], tmp_path)
    assert [str(one.nature) for one in read] == ["binding", "anticipatory"]
    assert not any(map(open_parts, read))


def test_a_sign_that_no_remark_explains_is_none_of_the_other_rows(tmp_path: Path) -> None:
    remark = ["注：★为约束性指标，其余为预期性指标。"]
    rows = [[f"{sign}{name}", "%", "90", "95"] for sign, name in (("★", "就业率"), ("△", "参保率"), ("①", "入学率"))]
    read = table([HEADINGS, *rows, remark], tmp_path)
    assert [str(one.nature) for one in read] == ["binding", "None", "anticipatory"]
    assert [open_parts(one) for one in read] == [set(), {"nature"}, set()]


# --- units -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "read", "parts"),
    [
        (["", "", ""], ["万人", "万人", "万人"], [set(), set(), {"unit"}]),
        (["", "人", ""], ["万人", "人", "%"], [{"unit"}, set(), {"unit", "value"}]),
    ],
)
def test_the_unit_of_the_heading_is_that_of_empty_cells(
    cells: Sequence[str], read: Sequence[str], parts: Sequence[set[str]], tmp_path: Path
) -> None:
    names = ("工伤保险参保人数", "失业保险参保人数", "参保人数占比")
    rows = [[name, cell, "600", "700"] for name, cell in zip(names, cells, strict=True)]
    found = table([["指标", "单位（万人）", "2025年", "2030年目标"], *rows], tmp_path)
    assert [one.unit.zh for one in found] == [*read]
    assert [open_parts(one) for one in found] == [*parts]


def test_a_bare_scale_below_that_of_the_unit_is_not_converted(tmp_path: Path) -> None:
    """1.5万 beside 亿元 may be 1.5万亿元."""
    (indicator,) = table([HEADINGS, ["基金累计结余", "亿元", "1.2万", "1.5万"]], tmp_path)
    assert reading(indicator).endswith("higher none")
    assert open_parts(indicator) >= {"value", "earlier"}


@pytest.mark.parametrize("heading", ["目标值（2030年，万人）", "2030年目标（万人）", "目标值（万人，2030年）"])
def test_a_unit_may_stand_beside_the_year_of_a_heading(heading: str, tmp_path: Path) -> None:
    (indicator,) = table([["指标", "2025年", heading], ["工伤保险参保人数", "628", "700"]], tmp_path)
    assert reading(indicator) == "工伤保险参保人数 万人 None stock higher at_least 700 < 628@2025"
    assert open_parts(indicator) == set()


def test_units_below_the_years_are_those_of_the_headings(tmp_path: Path) -> None:
    rows = [["指标", "2025年", "2030年"], ["", "（万人）", "（万人）"], ["工伤保险参保人数", "628", "700"]]
    (indicator,) = table(rows, tmp_path)
    assert reading(indicator) == "工伤保险参保人数 万人 None stock higher at_least 700 < 628@2025"
    assert (open_parts(indicator), indicator.group) == (set(), None)


def test_a_date_is_no_figure_and_no_unit(tmp_path: Path) -> None:
    prints = ("不低于2025年水平", "2028年", "12月底前")
    read = table([["指标", "2030年目标"], *(["参保人数", printed] for printed in prints)], tmp_path)
    assert [(one.target.comparator, one.unit.zh) for one in read] == [("none", "单位未注明")] * 3


# --- other columns and rows ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("heading", ["配合单位", "填报单位", "实施单位", "牵头单位"])
def test_an_office_is_no_unit(heading: str, tmp_path: Path) -> None:
    rows = [["指标", heading, "2025年", "2030年"], ["参保人数（万人）", "市税务局", "628", "700"]]
    (indicator,) = table(rows, tmp_path)
    assert (indicator.unit.zh, open_parts(indicator)) == ("万人", set())


def test_a_column_without_a_heading_beside_the_targets_is_a_remark(tmp_path: Path) -> None:
    rows = [["指标", "单位", "2025年", "2030年", ""], ["参保人数", "万人", "628", "700", "累计"], [*RATE, ""]]
    insured, rate = table(rows, tmp_path)
    assert (open_parts(insured), open_parts(rate)) == ({"row"}, set())


@pytest.mark.parametrize(
    ("remark", "marked"),
    [
        ("注：目标值为五年平均数。", True),
        ("注：表中数据均为累计数。", True),
        ("注：下划线表示年均数。", True),
        ("注：〔〕内为五年累计数。", False),
        ("注：数据来源于市统计局。", False),
        ("注：各项均为市区口径。", False),  # stands in the report and the file
    ],
)
def test_a_remark_on_what_targets_are_is_to_be_confirmed(remark: str, marked: bool, tmp_path: Path) -> None:
    (rate,) = table([HEADINGS, RATE, [remark]], tmp_path)
    assert ("printed" in open_parts(rate)) is marked


@pytest.mark.parametrize("name", ["合计", "小 计", "总计"])
def test_a_row_of_a_total_has_no_name(name: str, tmp_path: Path) -> None:
    (total,) = table([HEADINGS, [name, "万人次", "〔90〕", "〔95〕"]], tmp_path)
    assert "name" in open_parts(total)


@pytest.mark.parametrize("head", ["备注", "注：", "说明"])
def test_a_remark_may_stand_beside_the_word_for_it(head: str, tmp_path: Path) -> None:
    rows = [HEADINGS, ["城镇新增就业人数", "万人", "〔50〕", "〔60〕"], [head, "〔〕内为五年累计数。", "", ""]]
    draft = draft_of(rows, tmp_path)
    assert [row.indicator.name.zh for row in draft.rows] == ["城镇新增就业人数"]
    assert [note.means for note in draft.file.footnotes] == ["cumulative"]


# --- changes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "unit", "printed", "read"),
    [
        ("2030年较2025年", "万人", "+20", "change/points higher at_least 20"),
        ("2030年比2025年增加", "万人", "+20", "change/points higher at_least 20"),
        ("2030年比2025年增加", "万人", "20", "change/points higher at_least 20"),
        ("2030年比2025年增加（%）", "万人", "20", "change/percent higher at_least 20"),
        ("2030年较2025年提高（百分点）", "%", "5", "change/points higher at_least 5"),
        ("2030年目标", "万人", "+20", "change/points higher at_least 20"),
    ],
)
def test_what_is_added_is_a_change_and_no_level(
    heading: str, unit: str, printed: str, read: str, tmp_path: Path
) -> None:
    name = "签订率" if unit == "%" else "参保人数"
    (one,) = table([["指标", "单位", "2025年", heading], [name, unit, "60", printed]], tmp_path)
    assert reading(one) == f"{name} {unit} None {read} < 60@2025"
    assert "kind" in open_parts(one)
    (plain,) = table([["指标", "单位", "2025年", heading], ["企业数", "家", "60", "+20"]], tmp_path)
    assert open_parts(plain) >= ({"kind"} if heading == "2030年目标" else {"printed"})


@pytest.mark.parametrize(("name", "unit", "marked"), [("城镇登记失业率", "%", True), ("人口自然增长率", "‰", False)])
def test_a_level_below_zero_is_to_be_confirmed(name: str, unit: str, marked: bool, tmp_path: Path) -> None:
    """-0.5 of an unemployment rate is what it falls by."""
    (one,) = table([HEADINGS, [name, unit, "5", "-0.5"]], tmp_path)
    assert ("value" in open_parts(one)) is marked


def test_a_change_is_no_base_value(tmp_path: Path) -> None:
    (one,) = table([HEADINGS, ["工伤保险参保人数", "万人", "增长5%", "700"]], tmp_path)
    assert reading(one) == "工伤保险参保人数 万人 None stock higher at_least 700"
    assert open_parts(one) == {"earlier"}


# --- years -----------------------------------------------------------------------------------------------------------

YEARS = ["2026年", "2027年", "2028年", "2029年", "2030年"]


def milestones(rows: Sequence[Sequence[str]], folder: Path) -> list[tuple[str, dict[int, str], set[str]]]:
    return [
        (reading(one), {each.year: str(each.value) for each in one.milestones}, open_parts(one))
        for one in table(rows, folder)
    ]


@pytest.mark.parametrize("upper", [None, "年度目标", "分年度目标"])
def test_the_years_beside_their_sum_are_the_amounts_of_the_years(upper: str | None, tmp_path: Path) -> None:
    rows = [
        ["指标", "单位", "2025年", *YEARS, "五年合计"],
        ["城镇新增就业人数", "万人", "10", "10", "10", "10", "11", "12", "53"],
        ["工伤保险参保人数", "万人", "628", "630", "640", "650", "660", "700", ""],
        ["城镇登记失业率", "%", "4", "4以内", "4以内", "4以内", "4以内", "4以内", "—"],
    ]
    if upper:
        rows = [["指标", "单位", "2025年", *[upper] * 5, "五年合计"], ["", "", "", *YEARS, ""], *rows[1:]]
    jobs, insured, rate = milestones(rows, tmp_path)
    assert jobs == (
        "城镇新增就业人数 万人 None cumulative higher at_least 53 < 10@2025",
        {2026: "10", 2027: "10", 2028: "10", 2029: "11", 2030: "12"},
        {"earlier"},
    )
    assert insured == (
        "工伤保险参保人数 万人 None stock higher at_least 700 < 628@2025",
        {2026: "630", 2027: "640", 2028: "650", 2029: "660"},
        set(),
    )
    assert rate[0] == "城镇登记失业率 % None rate lower at_most 4 < 4@2025"


@pytest.mark.parametrize(
    "figures",
    [
        ["10", "10", "10", "11", "12", "50"],  # 53
        ["10", "20", "30", "41", "53", "53"],  # counted from the start
        ["10", "", "10", "11", "12", "43"],  # a year is missing
        ["10以上", "10", "10", "11", "12", "53"],
        ["10", "10", "10", "11", "12万", "53"],
    ],
)
def test_years_that_do_not_make_the_sum_are_to_be_confirmed(figures: Sequence[str], tmp_path: Path) -> None:
    rows = [["指标", "单位", *YEARS, "五年合计"], ["城镇新增就业人数", "万人", *figures]]
    ((_, held, parts),) = milestones(rows, tmp_path)
    assert not held
    assert {"kind", "milestones"} <= parts


def test_years_of_which_one_is_missing_are_not_understood(tmp_path: Path) -> None:
    rows = [["指标", "单位", "2026年", "2028年", "2030年"], ["工伤保险参保人数", "万人", "630", "650", "700"]]
    ((read, held, parts),) = milestones(rows, tmp_path)
    assert (read, held, parts) == ("工伤保险参保人数 万人 None stock higher at_least 700", {}, {"column"})


def test_a_sum_of_levels_is_no_target(tmp_path: Path) -> None:
    rows = [["指标", "单位", *YEARS, "合计"], ["工伤保险参保人数", "万人", "1", "2", "3", "4", "5", "15"]]
    ((read, _, parts),) = milestones(rows, tmp_path)
    assert read == "工伤保险参保人数 万人 None stock higher at_least 5"
    assert parts


def test_the_column_of_targets_may_be_the_sum_of_the_years(tmp_path: Path) -> None:
    rows = [
        ["指标", "单位", *YEARS, "“十五五”目标"],
        ["城镇新增就业人数", "万人", "10", "10", "10", "11", "12", "53"],
        ["城镇新增就业人数（毕业生）", "万人", "10", "10", "10", "11", "12", "50"],
        ["工伤保险参保人数", "万人", "630", "640", "650", "660", "700", "700"],
    ]
    right, wrong, level = milestones(rows, tmp_path)
    assert right[1:] == ({2026: "10", 2027: "10", 2028: "10", 2029: "11", 2030: "12"}, set())
    assert (right[0], wrong[1]) == ("城镇新增就业人数 万人 None cumulative higher at_least 53", {})
    assert {"kind", "milestones"} <= wrong[2]
    assert level[1:] == ({2026: "630", 2027: "640", 2028: "650", 2029: "660", 2030: "700"}, set())


def test_the_sum_stands_in_the_file_with_its_years(tmp_path: Path) -> None:
    rows = [["指标", "单位", *YEARS, "合计"], ["新增技能人才", "万人", "1", "1", "1", "1", "1", "5"]]
    draft = draft_of(rows, tmp_path)
    assert 'printed: "5"' in draft.text
    assert "{year: 2030, value: 1}" in draft.text
    assert "# 目标值取自“合计”一列，等于各年之和" in draft.text
