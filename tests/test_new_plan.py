"""`rsplan new`: the tables of plan documents as plan files, held against the shipped files and against the tables."""

import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rsplan.cli.program import run
from rsplan.documents.document_file import read_document
from rsplan.documents.structure.document_structure import DocumentStructure
from rsplan.drafting.columns import PlanSpan, span_of_five_year_plan
from rsplan.drafting.draft import Draft, DraftRequest, draft_plan
from rsplan.drafting.plan_file import quoted
from rsplan.errors import InvalidInput, RsplanError
from rsplan.model.bilingual import Text
from rsplan.model.enums import Judged, Nature, Scope, State
from rsplan.model.plan import Indicator, Plan
from rsplan.read.input_text import visible
from rsplan.read.plan_library import Library, load
from rsplan.read.yaml_target_file import read_targets
from rsplan.survey import Filters
from rsplan.verify.lookup import look_up_all

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "plans"
NATURES = {Nature.BINDING: "约束性", Nature.ANTICIPATORY: "预期性"}
TABLES = [("nanjing", "13fyp"), ("nanjing", "14fyp"), ("suzhou", "13fyp"), ("suzhou", "14fyp")]
LIBRARY = load()

#: What the program knows when it reads a table: everything, or nothing of any plan.
KNOWN = {"with the shipped plans": LIBRARY, "with no plan": LIBRARY._replace(plans=())}


def shipped(city: str, plan_id: str) -> Plan:
    return next(plan for plan in LIBRARY.plans if (plan.city.id, plan.id) == (city, plan_id))


def headline(plan: Plan) -> list[Indicator]:
    return [indicator for indicator in plan.indicators if indicator.scope is Scope.HEADLINE]


def request(city: str, plan_id: str, file: str | None, **changes: Any) -> DraftRequest:
    asked = DraftRequest(
        city=city,
        city_name=Text("某市", "Some City"),
        plan=plan_id,
        span=span_of_five_year_plan(int(plan_id.removesuffix("fyp"))),
        title=None,
        state=None,
        file=file,
        sheet=None,
        table=None,
        column=None,
        after=None,
        as_of=date(2026, 11, 27),
        filters=Filters(),
        lang="zh",
    )
    return asked._replace(**changes)


def drafted(city: str, plan_id: str, file: str, library: Library = LIBRARY, **changes: Any) -> Draft:
    return draft_plan(request(city, plan_id, file, **changes), library)


def plan_of(draft: Draft) -> Plan:
    return read_targets("draft.yaml", draft.text.encode()).plans[0]


# --- the two shipped documents ---------------------------------------------------------------------------------------


class Facts(NamedTuple):
    """What a row of a table says."""

    number: str | None
    name: str
    unit: str
    group: str
    nature: Nature | None
    printed: str
    result: str | None
    completion: str | None
    earlier: str | None
    kind: str
    better: str
    comparator: str
    values: tuple[Any, ...]
    high: Any


def facts(indicator: Indicator) -> Facts:
    return Facts(
        number=indicator.number,
        name=indicator.name.zh,
        unit=indicator.unit.zh,
        group=indicator.group.name.zh if indicator.group else "",
        nature=indicator.nature,
        printed=indicator.target.printed,
        result=indicator.result.printed if indicator.result else None,
        completion=indicator.result.completion if indicator.result else None,
        earlier=indicator.earlier.printed if indicator.earlier else None,
        kind=str(indicator.kind),
        better=str(indicator.better),
        comparator=str(indicator.target.comparator),
        values=indicator.target.values,
        high=indicator.target.high,
    )


def _without_blanks(indicator: Indicator) -> Indicator:
    return indicator._replace(target=indicator.target._replace(printed=indicator.target.printed.strip()))


def typed_rows(plan: Plan, style: str) -> list[list[str]]:
    """The table of a shipped plan typed anew: units in a column or in brackets, groups in rows or in a column."""
    first, last = plan.start.year, plan.end.year
    indicators = headline(plan)
    has_result = any(indicator.result for indicator in indicators)
    has_earlier = any(indicator.earlier for indicator in indicators)
    has_completion = any(indicator.result and indicator.result.completion for indicator in indicators)
    has_nature = any(indicator.nature for indicator in indicators)
    heading = ["序号", "类别", "指标名称", "单位"] if style == "columns" else ["指标"]
    heading += [f"{first - 1}年"] * has_earlier + [f"{last}年目标"] + [f"{last}年实际值"] * has_result
    heading += ["完成率"] * has_completion + ["属性"] * has_nature
    rows, group = [heading], ""
    for indicator in indicators:
        known = indicator.group.name.zh if indicator.group else ""
        is_new, group = known != group, known
        name, sign, unit = indicator.name.zh, indicator.footnote or "", indicator.unit.zh
        if style == "columns":
            row = [indicator.number or "", known if is_new else "", name + sign, unit]
        else:
            if is_new and known:
                rows.append([f"{'一二三四五六'[len({one[0] for one in rows if len(one) == 1})]}、{known}"])
            row = [f"{indicator.number}．{name}{sign}（{unit}）"]
        row += [indicator.earlier.printed if indicator.earlier else ""] * has_earlier + [indicator.target.printed]
        row += [indicator.result.printed if indicator.result else ""] * has_result
        row += [(indicator.result and indicator.result.completion) or ""] * has_completion
        row += [NATURES[indicator.nature] if indicator.nature else ""] * has_nature
        rows.append(row)
    return rows


def remark_of(plan: Plan) -> str:
    return f"注：{next((note.mark for note in plan.footnotes if note.means == 'cumulative'), '〔〕')}表示五年累计数。"


def docx_of(plan: Plan, folder: Path, style: str) -> str:
    import docx

    rows = typed_rows(plan, style)
    document = docx.Document()
    document.add_paragraph(f"表1 “{'十三' if plan.id == '13fyp' else '十四'}五”主要指标")
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, [*row, *[""] * (len(rows[0]) - len(row))], strict=True):
            cell.text = text
        if len(row) == 1:
            cells[0].merge(cells[-1])
    document.add_paragraph(remark_of(plan))
    path = folder / "table.docx"
    document.save(str(path))
    return str(path)


def xlsx_of(plan: Plan, folder: Path, style: str) -> str:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    rows = typed_rows(plan, style)
    sheet.append([f"“{'十三' if plan.id == '13fyp' else '十四'}五”主要指标"])
    for row in rows:
        sheet.append([_number(text) for text in row])
        if len(row) == 1:
            sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=len(rows[0]))
    sheet.append([remark_of(plan)])
    path = folder / "table.xlsx"
    book.save(path)
    return str(path)


def _number(text: str) -> Any:
    """As somebody types it into a spreadsheet: plain numbers are numbers there."""
    return int(text) if text.isdigit() else text


def text_of(plan: Plan, folder: Path, style: str) -> str:
    document = SHARED / f"{plan.city.id}-2021-2025.txt"
    if not document.exists():
        pytest.skip("the documents of the shipped plans are not here")
    return str(document)


def csv_of(plan: Plan, folder: Path, style: str) -> str:
    import csv

    path = folder / "table.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(typed_rows(plan, style))
    return str(path)


def html_of(plan: Plan, folder: Path, style: str) -> str:
    cells = (
        "<tr>" + "".join(f"<td><p>{text.replace('<', '&lt;')}</p></td>" for text in row) + "</tr>"
        for row in typed_rows(plan, style)
    )
    path = folder / "table.html"
    path.write_text(f"<html><body><p>主要指标</p><table>{''.join(cells)}</table></body></html>", encoding="utf-8")
    return str(path)


Maker = Callable[[Plan, Path, str], str]
MAKERS: dict[str, tuple[Maker, Sequence[str]]] = {
    "text": (text_of, ("brackets",)),
    "docx": (docx_of, ("brackets", "columns")),
    "xlsx": (xlsx_of, ("brackets", "columns")),
    "csv": (csv_of, ("columns",)),
    "html": (html_of, ("brackets",)),
}


def forms() -> Iterator[Any]:
    for known in KNOWN:
        for form, (_, styles) in MAKERS.items():
            for style in styles:
                yield pytest.param(form, style, KNOWN[known], id=f"{form}, {style}, {known}")


@pytest.mark.parametrize(("form", "style", "library"), [*forms()])
def test_the_shipped_tables_are_read_as_the_shipped_files_say(
    form: str, style: str, library: Library, tmp_path: Path
) -> None:
    """At least 84 of the 88 rows are equal, the others are marked; at most 20 are marked at all."""
    equal, marked, wrong = 0, [], []
    for city, plan_id in TABLES:
        plan = shipped(city, plan_id)
        draft = drafted(city, plan_id, MAKERS[form][0](plan, tmp_path, style), library)
        read = plan_of(draft).indicators
        assert len(read) == len(headline(plan))
        for mine, theirs in zip(read, headline(plan), strict=True):
            if form != "text":  # a wide blank before a figure is not kept by every program
                mine, theirs = (_without_blanks(one) for one in (mine, theirs))
            same = facts(mine) == facts(theirs)
            equal += same
            if mine.target.unconfirmed:
                marked.append((city, plan_id, mine.number))
            elif not same:
                wrong.append((facts(mine), facts(theirs)))
    assert wrong == []
    assert equal >= 84
    assert len(marked) <= 20


@pytest.mark.parametrize(("city", "plan_id"), TABLES)
def test_everything_that_a_drafted_file_quotes_stands_at_its_place_in_the_document(
    city: str, plan_id: str, tmp_path: Path
) -> None:
    document = text_of(shipped(city, plan_id), tmp_path, "")
    lookups = look_up_all([plan_of(drafted(city, plan_id, document))], DocumentStructure(read_document(document)))
    assert [lookup for lookup in lookups if lookup.state.is_problem] == []
    assert len(lookups) > 60


# --- tables of other plans -------------------------------------------------------------------------------------------

#: Figures of plans of other cities, of provinces, a ministry and the State, as published: the plan and its years, the
#: headings, and of each row its cells, the reading by hand, and what of it is to be confirmed.
OTHER_PLANS: dict[str, tuple[PlanSpan, list[str], list[tuple[list[str], str, set[str]]]]] = {
    "四川省“十四五”就业促进规划": (
        PlanSpan(2021, 2025),
        ["指标", "单位", "2025年目标"],
        [
            (["城镇新增就业", "万人", "425万人以上"], "cumulative higher at_least 425", {"kind"}),
            (["城镇调查失业率", "%", "控制在6%以内"], "rate lower at_most 6", set()),
            (["农村劳动力转移就业规模", "万人", "保持在2400万人左右"], "stock higher about 2400", set()),
            (["返乡入乡创业人员", "万人", "累计超过100万人"], "cumulative higher more_than 100", set()),
            (["零就业家庭", "户", "动态清零"], "stock lower at_most 0", set()),
        ],
    ),
    "湖南省“十四五”就业促进实施方案": (
        PlanSpan(2021, 2025),
        ["指标", "“十四五”目标"],
        [
            (["城镇登记失业率（%）", "控制在4.5%以内"], "rate lower at_most 4.5", set()),
            (["补贴性职业技能培训（万人次）", "累计275万人次以上"], "cumulative higher at_least 275", set()),
            (["脱贫人口务工规模（万人）", "达到245万人"], "stock higher at_least 245", set()),
        ],
    ),
    "人力资源和社会保障部“十四五”规划": (
        PlanSpan(2021, 2025),
        ["序号", "指标名称", "2025年", "属性"],
        [
            (["1", "城镇新增就业（万人）", "5000万人以上", "预期性"], "cumulative higher at_least 5000", {"kind"}),
            (["2", "城镇调查失业率（％）", "控制在5.5%以内", "预期性"], "rate lower at_most 5.5", set()),
            (
                ["3", "补贴性职业技能培训（万人次）", "7500万人次", "预期性"],
                "cumulative higher at_least 7500",
                {"kind"},
            ),
        ],
    ),
    "广州市“十四五”规划纲要": (
        PlanSpan(2021, 2025),
        ["指标", "单位", "2025年目标"],
        [
            (["地区生产总值", "万亿元", "3.5万亿元"], "stock higher at_least 3.5", {"kind"}),
            (["地区生产总值增速", "%", "年均增长6%左右"], "growth higher about 6", {"kind"}),
            (["研发支出占地区生产总值比重", "%", "3.4%左右"], "rate higher about 3.4", set()),
            (["空气质量优良天数占比", "%", "88%"], "rate higher at_least 88", set()),
            (["森林覆盖率", "%", "41.65%"], "rate higher at_least 41.65", set()),
            (["人均预期寿命", "岁", "83岁"], "stock higher at_least 83", set()),
            (["居民收入增长", "", "与经济增长基本同步"], "stock higher none", {"unit", "kind", "value"}),
        ],
    ),
    "江苏省“十三五”规划纲要": (
        PlanSpan(2016, 2020),
        ["指标", "目标值"],
        [
            (["城镇登记失业率（%）", "低于4%"], "rate lower less_than 4", set()),
            (["居民人均可支配收入（元）", "年均增长7.5%左右"], "growth higher about 7.5", {"kind"}),
            (["每万人拥有社会组织数（个）", "大于15个"], "stock higher more_than 15", set()),
            (["公众安全感（%）", "不低于90%"], "rate higher at_least 90", set()),
            (["劳动年龄人口平均受教育年限（年）", "12.2年"], "stock higher at_least 12.2", set()),
        ],
    ),
    "国家“十四五”规划纲要": (
        PlanSpan(2021, 2025),
        ["指标", "单位", "“十四五”目标"],
        [
            (["劳动年龄人口平均受教育年限", "年", "提高到11.3年"], "stock higher at_least 11.3", set()),
            (["人均预期寿命", "岁", "再提高1岁"], "change higher at_least 1", {"kind"}),
            (["基本养老保险参保率", "%", "提高到95%"], "rate higher at_least 95", set()),
            (["全员劳动生产率增长", "%", "高于国内生产总值增长"], "rate higher none", {"kind", "value"}),
        ],
    ),
    "金田村村庄规划": (
        PlanSpan(2023, 2035),
        ["规划指标体系", "2022年", "2035年", "属性"],
        [
            (["户籍人口规模（人）", "1403", "-", "预期性"], "stock higher none", {"printed", "better"}),
            (["耕地保有量（公顷）", "85.42", "127.18", "约束性"], "stock higher at_least 127.18", {"better"}),
            (["森林覆盖率（%）", "90", "≥90", "预期性"], "rate higher at_least 90", set()),
        ],
    ),
}


def reading_of(indicator: Indicator) -> str:
    target = indicator.target
    values = [str(value) for value in target.values]
    return " ".join([str(indicator.kind), str(indicator.better), str(target.comparator), *values])


def grid_file(folder: Path, rows: Sequence[Sequence[str]], caption: str = "") -> str:
    import csv

    path = folder / "table.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([[caption], *rows] if caption else rows)
    return str(path)


@pytest.mark.parametrize("plan", OTHER_PLANS)
def test_tables_of_other_plans_become_plan_files_without_a_silent_misreading(plan: str, tmp_path: Path) -> None:
    span, headings, rows = OTHER_PLANS[plan]
    file = grid_file(tmp_path, [headings, *(cells for cells, _, _ in rows)], plan)
    draft = draft_plan(request("somewhere", "14fyp", file, span=span), LIBRARY)
    for indicator, (cells, by_hand, open_parts) in zip(plan_of(draft).indicators, rows, strict=True):
        assert reading_of(indicator) == by_hand
        assert {part.part for part in indicator.target.unconfirmed} == open_parts
        assert indicator.target.printed in cells


@pytest.mark.parametrize(
    ("printed", "judged", "open_parts"),
    [
        ("五年平均控制在5.5%以内", Judged.PLAN_MEAN, set()),
        ("年均控制在5.5%以内", Judged.MEAN, {"judged"}),
        ("控制在5.5%以内", Judged.LATEST, set()),
        ("城镇调查失业率控制在5.5%以内", Judged.LATEST, set()),
    ],
)
def test_a_print_that_speaks_of_a_mean_is_judged_by_one(
    printed: str, judged: Judged, open_parts: set[str], tmp_path: Path
) -> None:
    file = grid_file(tmp_path, [["指标", "2025年"], ["城镇调查失业率（%）", printed]])
    draft = draft_plan(request("somewhere", "14fyp", file, span=PlanSpan(2021, 2025)), LIBRARY)
    (indicator,) = plan_of(draft).indicators
    assert reading_of(indicator) == "rate lower at_most 5.5"
    assert (indicator.judged, {part.part for part in indicator.target.unconfirmed}) == (judged, open_parts)


# --- ids -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "unit", "printed", "known", "near"),
    [
        ("失业保险参保率", "%", "99", "unemployment-insurance-enrolment-rate", None),
        ("失业保险参保人数", "万人", "560", "unemployment-insured", None),
        ("城乡基本养老保险参保率", "%", "99", "basic-pension-enrolment-rate", None),
        ("城乡基本养老保险参保人数", "万人", "880", "basic-pension-insured", None),
        ("城镇新增就业", "万人", "〔90〕", "urban-new-jobs", None),
        ("全市城镇新增就业人数", "万人", "〔90〕", "urban-new-jobs", None),
        ("高技能人才数", "万人", "100", "highly-skilled-total", None),
        # The same words count something else, or in another unit: another indicator, and it is said.
        ("失业保险参保人数", "人", "5600000", None, "unemployment-insured"),
        ("高技能人才比重", "%", "36", None, "highly-skilled-total"),
        ("每万名就业人员中高技能人才数", "人", "1200", None, "skilled-per-10k-workers"),
        ("城镇新增就业人数", "万人", "每年18", None, "urban-new-jobs"),
        ("零工市场数量", "个", "30", None, None),
    ],
)
def test_an_id_is_that_of_a_loaded_indicator_only_where_name_kind_and_unit_agree(
    name: str, unit: str, printed: str, known: str | None, near: str | None, tmp_path: Path
) -> None:
    file = grid_file(tmp_path, [["指标", "单位", "2030年目标"], [name, unit, printed]])
    (row,) = drafted("suzhou", "15fyp", file).rows
    assert row.indicator.id == (known or "suzhou-15fyp-1")
    assert (row.near and row.near.id) == near


def test_two_rows_of_one_table_never_share_an_id(tmp_path: Path) -> None:
    rows = [["指标", "单位", "2030年目标"], ["城镇新增就业", "万人", "〔90〕"], ["城镇新增就业人数", "万人", "〔91〕"]]
    ids = [row.indicator.id for row in drafted("suzhou", "15fyp", grid_file(tmp_path, rows)).rows]
    assert ids == ["urban-new-jobs", "suzhou-15fyp-2"]


# --- hostile and changed tables --------------------------------------------------------------------------------------

PLAIN = [
    ["序号", "指标", "单位", "2025年", "2030年目标", "属性"],
    ["1", "城镇登记失业率", "%", "2.5", "3以内", "预期性"],
    ["2", "工伤保险参保人数", "万人", "628.1", "700", "约束性"],
]


def read_or_refused(rows: Sequence[Sequence[str]], folder: Path) -> list[Indicator] | None:
    """The indicators of the table for the 15th plan; None where it is refused."""
    try:
        return list(plan_of(drafted("suzhou", "15fyp", grid_file(folder, rows))).indicators)
    except InvalidInput:
        return None


HEADINGS = [
    *(
        "",
        "2030年",
        "2030年规划值",
        "目标",
        "2030年目标值（预期）",
        "2025年目标",
        "2025年实际",
        "2035年目标",
        "2024年",
        "2027年",
    ),
    *(
        "“十四五”目标",
        "“十五五”目标",
        "“十三五”期末",
        "完成情况",
        "完成率",
        "备注",
        "责任单位",
        "abc",
        "数值",
        "基期值",
    ),
    *("2030年实际值", "年均增速", "累计", "指标", "单位", "属性", "序号"),
]


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize("column", [3, 4])
def test_a_changed_heading_never_changes_a_reading_silently(heading: str, column: int, tmp_path: Path) -> None:
    """With another heading a row is read as before, or is marked, or the table is refused."""
    before = [facts(indicator) for indicator in read_or_refused(PLAIN, tmp_path) or []]
    assert [one.printed for one in before] == ["3以内", "700"]
    changed = [[*row] for row in PLAIN]
    changed[0][column] = heading
    for mine, theirs in zip(read_or_refused(changed, tmp_path) or [], before, strict=False):
        now = facts(mine)
        lost_earlier = now._replace(earlier=theirs.earlier) == theirs  # a figure less is no other reading
        assert mine.target.unconfirmed or now == theirs or (column == 3 and lost_earlier)


@pytest.mark.parametrize("first", range(6))
@pytest.mark.parametrize("second", range(6))
def test_columns_in_another_order_are_read_the_same(first: int, second: int, tmp_path: Path) -> None:
    before = [facts(indicator) for indicator in read_or_refused(PLAIN, tmp_path) or []]
    changed = [[*row] for row in PLAIN]
    for row in changed:
        row[first], row[second] = row[second], row[first]
    for mine, theirs in zip(read_or_refused(changed, tmp_path) or [], before, strict=False):
        assert mine.target.unconfirmed or facts(mine) == theirs


def test_results_and_targets_that_are_exchanged_are_noticed_by_the_completion_rate(tmp_path: Path) -> None:
    rows = [["指标", "单位", "完成情况", "2030年目标", "完成率"], ["工伤保险参保人数", "万人", "700", "840", "120%"]]
    (indicator,) = read_or_refused(rows, tmp_path) or []
    assert "printed" in [part.part for part in indicator.target.unconfirmed]


@pytest.mark.parametrize(
    ("cells", "open_parts"),
    [
        (["城镇登记失业率", "%", "3以上", "预期性"], {"better"}),
        (["城镇登记失业率", "%", "0.03", "预期性"], {"value"}),
        (["工伤保险参保人数", "万人", "90%", "约束性"], {"value"}),
        (["工伤保险参保人数", "万人", "-5", "约束性"], {"value"}),
        (["工伤保险参保人数", "万人", "", "约束性"], {"printed"}),
        (["工伤保险参保人数", "万人", "——", "约束性"], {"printed"}),
        (["工伤保险参保人数", "万人", "稳步提高", "约束性"], {"value"}),
        (["工伤保险参保人数", "万人", "700", "指导性"], {"nature"}),
        (["工伤保险参保人数（人）", "万人", "700", "约束性"], {"unit"}),
        (["工伤保险参保人数", "万人", "〔700〕", "约束性"], {"kind"}),
        (["人才公寓", "套", "5000", "预期性"], {"kind"}),
        (["创业担保贷款", "", "50", "预期性"], {"unit", "kind"}),
        (["工伤保险参保人数", "万人", "700", "约束性", "800"], {"column"}),
        (["工伤保险参保人数", "万人", "700"], {"nature"}),
        (["工伤保险参保人数", "万人", "6—5", "约束性"], {"value"}),
        (["城镇新增就业人数", "万人", "18", "预期性"], {"kind"}),
    ],
)
def test_a_row_that_does_not_add_up_is_marked(cells: list[str], open_parts: set[str], tmp_path: Path) -> None:
    rows = [["指标", "单位", "2030年目标", "属性"], cells]
    (indicator,) = read_or_refused(rows, tmp_path) or []
    assert {part.part for part in indicator.target.unconfirmed} >= open_parts
    assert indicator.target.printed == cells[2]


def test_a_workbook_with_merged_cells_two_rows_of_headings_and_a_title_is_read(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for row in (
        ["附件：苏州市“十五五”人力资源和社会保障主要指标"],
        ["类别", "指标", "单位", "目标", "", "属性"],
        ["", "", "", "2027年", "2030年", ""],
        ["就业", "城镇登记失业率", "%", 3, 2.8, "预期性"],
        ["", "城镇新增就业人数", "万人", "〔34〕", "〔90〕", "预期性"],
        ["社会保险", "工伤保险参保人数", "万人", 660, 700, "约束性"],
        ["注：〔〕为五年累计数。"],
    ):
        sheet.append(row)
    for area in ("A1:F1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:F3", "A4:A5", "A7:F7"):
        sheet.merge_cells(area)
    path = tmp_path / "plan.xlsx"
    book.save(path)
    rate, jobs, insured = plan_of(drafted("suzhou", "15fyp", str(path))).indicators
    assert [(one.target.printed, one.group and one.group.name.zh) for one in (rate, jobs, insured)] == [
        ("2.8", "就业"),
        ("〔90〕", "就业"),
        ("700", "社会保险"),
    ]
    assert [(one.year, str(one.value)) for one in (*rate.milestones, *insured.milestones)] == [
        (2027, "3"),
        (2027, "660"),
    ]
    assert jobs.milestones == ()
    assert [part.part for part in jobs.target.unconfirmed] == ["milestones"]
    assert not rate.target.unconfirmed


def test_a_struck_out_figure_is_marked(tmp_path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.append(["指标", "单位", "2030年目标"])
    sheet.append(["工伤保险参保人数", "万人", 700])
    sheet["C2"].font = Font(strike=True)
    path = tmp_path / "plan.xlsx"
    book.save(path)
    (indicator,) = plan_of(drafted("suzhou", "15fyp", str(path))).indicators
    assert [part.part for part in indicator.target.unconfirmed] == ["row"]


@pytest.mark.parametrize(
    ("name", "unit", "before", "target", "better", "is_open"),
    [
        ("欠薪案件结案率", "%", "90", "95", "higher", False),
        ("失业人员再就业人数", "万人", "", "2", "higher", False),
        ("贫困人口参保率", "%", "90", "99", "higher", False),
        ("未缴费率", "%", "5", "3", "lower", False),
        ("未缴费率", "%", "3", "5", "lower", True),  # on the other side of the base value
        ("未参保率", "%", "3", "2", "lower", False),
        ("超期未结案率", "%", "3", "1", "lower", True),
        ("未发生欠薪企业数", "家", "100", "200", "lower", True),
        ("失业人数", "万人", "3", "1", "lower", False),
        ("未就业毕业生人数", "万人", "3", "1", "lower", False),
        ("长期失业者人数", "万人", "3", "1", "lower", False),
        ("失业保险参保人数", "万人", "500", "560", "higher", False),
        ("失业保险参保人数", "万人", "560", "500", "higher", True),
        ("未成年工保护覆盖率", "%", "90", "99", "higher", False),
        ("欠薪线索核查率", "%", "90", "95", "lower", True),
        ("城镇登记失业率", "%", "1.8", "控制在4以内", "lower", False),  # the print says so itself
    ],
)
def test_the_direction_is_that_of_the_words_or_marked(
    name: str, unit: str, before: str, target: str, better: str, is_open: bool, tmp_path: Path
) -> None:
    file = grid_file(tmp_path, [["指标", "单位", "2025年", "2030年目标"], [name, unit, before, target]])
    (indicator,) = plan_of(drafted("suzhou", "15fyp", file, KNOWN["with no plan"])).indicators
    assert str(indicator.better) == better
    assert ("better" in {part.part for part in indicator.target.unconfirmed}) is is_open


@pytest.mark.parametrize(
    ("heading", "open_parts"),
    [
        (["指标", "单位", "2025年", "2030年目标（万人）"], {"unit"}),
        (["指标", "单位", "2025年（万人）", "2030年目标"], {"earlier"}),
        (["指标", "单位", "2025年（人）", "2030年目标（预期）（人）"], set()),
    ],
)
def test_a_unit_in_a_heading_that_the_row_contradicts_is_marked(
    heading: list[str], open_parts: set[str], tmp_path: Path
) -> None:
    file = grid_file(tmp_path, [heading, ["工伤保险参保人数", "人", "600", "700"]])
    (indicator,) = plan_of(drafted("suzhou", "15fyp", file, KNOWN["with no plan"])).indicators
    assert {part.part for part in indicator.target.unconfirmed} == open_parts


@pytest.mark.parametrize(
    ("rows", "part"),
    [
        ([["失业保险参保人数", "万人", "", "500"], ["失业保险参保人数", "万人", "", "600"]], "name"),
        ([["高、中、初级专业技术人才比例", "%", "", "14∶42∶45"]], "value"),
        ([["城镇新增就业人数", "万人", "90", "〔12000〕"]], "value"),
    ],
)
def test_rows_that_cannot_all_be_right_are_marked(rows: list[list[str]], part: str, tmp_path: Path) -> None:
    file = grid_file(tmp_path, [["指标", "单位", "2025年", "2030年目标"], *rows])
    for indicator in plan_of(drafted("suzhou", "15fyp", file, KNOWN["with no plan"])).indicators:
        assert part in {one.part for one in indicator.target.unconfirmed}


HEADING, ROW = ["指标", "单位", "2030年目标"], ["工伤保险参保人数", "万人"]
MERGED = [
    [*HEADING],
    ["工伤保险参保人数", "万人", "700"],
    ["失业保险参保人数", "万人", ""],
    ["医疗保险参保人数", "万人", "800"],
]


def merged_workbook(folder: Path) -> str:
    from openpyxl import Workbook

    book = Workbook()
    for row in MERGED:
        book.active.append(row)
    book.active.merge_cells("C2:C3")
    book.save(folder / "plan.xlsx")
    return str(folder / "plan.xlsx")


def merged_word_file(folder: Path) -> str:
    import docx

    document = docx.Document()
    table = document.add_table(rows=4, cols=3)
    for cells, texts in zip(table.rows, MERGED, strict=True):
        for cell, text in zip(cells.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 2).merge(table.cell(2, 2))
    document.save(str(folder / "plan.docx"))
    return str(folder / "plan.docx")


def merged_page(folder: Path) -> str:
    rows = ["".join(f"<td>{text}</td>" for text in row) for row in MERGED]
    rows[1] = rows[1].replace("<td>700", "<td rowspan=2>700")
    rows[2] = rows[2].removesuffix("<td></td>")
    table = "".join(f"<tr>{row}</tr>" for row in rows)
    (folder / "plan.html").write_text(f"<html><body><table>{table}</table></body></html>", encoding="utf-8")
    return str(folder / "plan.html")


@pytest.mark.parametrize("make", [merged_workbook, merged_word_file, merged_page])
def test_a_target_that_stands_for_two_rows_is_marked_on_both(make: Callable[[Path], str], tmp_path: Path) -> None:
    read = plan_of(drafted("suzhou", "15fyp", make(tmp_path))).indicators
    assert [one.target.printed for one in read] == ["700", "700", "800"]
    assert ["row" in {part.part for part in one.target.unconfirmed} for one in read] == [True, True, False]


def test_hidden_rows_of_a_workbook_are_named(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in ([*HEADING], ["工伤保险参保人数", "万人", 700], ["失业保险参保人数", "万人", 600]):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.save(tmp_path / "plan.xlsx")
    draft = drafted("suzhou", "15fyp", str(tmp_path / "plan.xlsx"))
    assert len(draft.rows) == 1
    assert draft.source is not None
    assert draft.source.hidden == ("Sheet!A3 失业保险参保人数 | 万人 | 600",)
    assert "失业保险参保人数 | 万人 | 600" in draft.text


def word_file(folder: Path, parts: Sequence[tuple[str, str]]) -> str:
    """A DOCX with one target, whose cell has these texts, each with a mark of its run or `break`."""
    import docx
    from docx.oxml import OxmlElement

    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip((*table.rows[0].cells, *table.rows[1].cells), [*HEADING, *ROW], strict=False):
        cell.text = text
    cell = table.rows[1].cells[2]
    for text, mark in parts:
        if mark == "break":
            cell.add_paragraph()
        run = cell.paragraphs[-1].add_run(text)
        match mark:
            case "strike":
                run.font.strike = True
            case "hidden":
                run.font.hidden = True
            case "superscript":
                run.font.superscript = True
            case "deleted":
                deletion = OxmlElement("w:del")
                run._r.addprevious(deletion)
                deletion.append(run._r)
                run._r.find(f"{{{run._r.nsmap['w']}}}t").tag = f"{{{run._r.nsmap['w']}}}delText"
            case _:
                pass
    document.save(str(folder / "plan.docx"))
    return str(folder / "plan.docx")


_TAGS = {"": "{}", "break": "<br>{}", "strike": "<s>{}</s>", "deleted": "<del>{}</del>", "superscript": "<sup>{}</sup>"}


def page_file(folder: Path, parts: Sequence[tuple[str, str]]) -> str:
    """The same as a page."""
    hidden = {**_TAGS, "hidden": "<span style='display: none'>{}</span>"}
    cell = "".join(hidden[mark].format(text) for text, mark in parts)
    rows = (HEADING, [*ROW, cell])
    table = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows)
    (folder / "plan.html").write_text(f"<html><body><table>{table}</table></body></html>", encoding="utf-8")
    return str(folder / "plan.html")


@pytest.mark.parametrize("make", [word_file, page_file])
@pytest.mark.parametrize(
    ("parts", "printed", "values", "open_parts"),
    [
        ([("700", ""), ("1", "superscript")], "700¹", ["700"], {"printed"}),
        ([("70", ""), ("2", "superscript")], "70²", [], {"value"}),
        ([("600", ""), ("700", "break")], "600 700", [], {"value"}),
        ([("600", "strike"), ("700", "")], "700", ["700"], {"row"}),
        ([("600", "deleted"), ("700", "")], "700", ["700"], {"row"}),
        ([("700", ""), ("0", "hidden")], "700", ["700"], {"row"}),
        ([("700", ""), ("600", "break"), ("1", "strike")], "700 600", [], {"row", "value"}),
        ([("700", "strike")], "", [], {"row", "printed"}),
        ([("达到", ""), ("700", "break")], "达到700", ["700"], set()),
    ],
)
def test_marks_lines_and_what_is_struck_out_or_hidden_never_become_digits(
    make: Callable[[Path, Any], str],
    parts: Sequence[tuple[str, str]],
    printed: str,
    values: list[str],
    open_parts: set[str],
    tmp_path: Path,
) -> None:
    (indicator,) = plan_of(drafted("suzhou", "15fyp", make(tmp_path, parts))).indicators
    assert indicator.target.printed == printed
    assert [str(value) for value in indicator.target.values] == values
    assert {part.part for part in indicator.target.unconfirmed} == open_parts


def test_two_lines_of_a_cell_of_a_workbook_are_two_numbers(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (HEADING, [*ROW, "600\n700"]):
        book.active.append(row)
    book.save(tmp_path / "plan.xlsx")
    (indicator,) = plan_of(drafted("suzhou", "15fyp", str(tmp_path / "plan.xlsx"))).indicators
    assert (indicator.target.printed, indicator.target.values) == ("600 700", ())
    assert [part.part for part in indicator.target.unconfirmed] == ["value"]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["指标", "2025年目标"], ["工伤保险参保人数（万人）", "650"]], "draft_no_table"),
        ([["“十四五”目标", "指标"], ["650", "工伤保险参保人数（万人）"]], "draft_no_table"),
        ([["2030年目标", "单位"], ["650", "万人"]], "draft_no_table"),
        ([["指标", "2030年目标", "2030年规划值"], ["工伤保险参保人数（万人）", "650", "660"]], "draft_no_table"),
    ],
)
def test_a_table_without_targets_of_the_plan_is_refused(rows: list[list[str]], code: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        drafted("suzhou", "15fyp", grid_file(tmp_path, rows))
    assert [problem.code for problem in refused.value.problems] == [code]


def test_the_column_of_targets_can_be_named(tmp_path: Path) -> None:
    rows = [["指标", "2030年目标", "2030年规划值"], ["工伤保险参保人数（万人）", "650", "660"]]
    (indicator,) = plan_of(drafted("suzhou", "15fyp", grid_file(tmp_path, rows), column="2030年规划值")).indicators
    assert indicator.target.printed == "660"


def test_of_two_tables_the_one_that_names_the_plan_is_read(tmp_path: Path) -> None:
    text = (
        "表1 “十四五”主要指标\n\t指标\n\t2025年目标\n\n\t1.工伤保险参保人数（万人）\n\t650\n\n\n"
        "表2 “十五五”主要指标\n\t指标\n\t2030年目标\n\n\t1.工伤保险参保人数（万人）\n\t700\n\n\n注：1．均为年末数。\n"
    )
    path = tmp_path / "plan.txt"
    path.write_text(text, encoding="utf-8")
    draft = drafted("suzhou", "15fyp", str(path))
    (indicator,) = plan_of(draft).indicators
    assert (indicator.target.printed, indicator.target.where) == ("700", "表2")
    assert draft.unread_remarks == ("均为年末数",)
    (former,) = plan_of(drafted("suzhou", "14fyp", str(path), table="表1")).indicators
    assert former.target.printed == "650"


@pytest.mark.parametrize("number", ["一", "（一）", "二、", "Ⅱ"])
def test_a_row_of_a_number_and_a_name_alone_begins_a_group(number: str, tmp_path: Path) -> None:
    rows = [
        ["序号", "指标", "单位", "2030年目标", "属性"],
        [number, "就业和创业", "", "", ""],
        ["1", "工伤保险参保人数", "万人", "700", "预期性"],
    ]
    draft = drafted("suzhou", "15fyp", grid_file(tmp_path, rows))
    assert [row.indicator.name.zh for row in draft.rows] == ["工伤保险参保人数"]
    assert [group.name.zh for group in draft.file.groups] == ["就业和创业"]
    assert draft.rows[0].indicator.group == draft.file.groups[0].id


def test_an_indicator_of_the_same_name_is_neither_new_nor_dropped(tmp_path: Path) -> None:
    rows = [["指标", "单位", "2030年目标"], ["失业保险参保人数", "人", "6000000"], ["新指标人数", "万人", "5"]]
    draft = drafted("suzhou", "15fyp", grid_file(tmp_path, rows), after="14fyp")
    renewed, new = draft.rows
    assert renewed.renewed is not None
    assert (renewed.former, renewed.near) == (None, renewed.renewed.indicator)
    assert (new.former, new.renewed) == (None, None)
    assert "unemployment-insured" not in [former.indicator.id for former in draft.dropped]


def test_what_headings_and_remarks_call_provisional_or_something_else_is_to_be_confirmed(tmp_path: Path) -> None:
    rows = [
        ["指标", "单位", "2025年（预计）", "2030年目标"],
        ["工伤保险参保人数", "万人", "628", "700"],
        ["城镇调查失业率", "%", "5", "5"],
        ["注：1.失业率为年均数。"],
    ]
    draft = drafted("suzhou", "15fyp", grid_file(tmp_path, rows))
    insured, rate = ({one.part: one.reason for one in each.target.unconfirmed} for each in plan_of(draft).indicators)
    assert "2025年（预计）" in insured["baseline"]
    assert "row" not in insured
    assert "失业率为年均数" in rate["row"]
    assert draft.unread_remarks == ("失业率为年均数",)
    assert "失业率为年均数" in draft.text.splitlines()[-1]


def test_a_remark_that_names_no_row_makes_every_base_value_provisional(tmp_path: Path) -> None:
    rows = [
        ["指标", "单位", "2025年", "2030年目标"],
        ["工伤保险参保人数", "万人", "628", "700"],
        ["注：1.2025年数据为快报数。"],
    ]
    (only,) = plan_of(drafted("suzhou", "15fyp", grid_file(tmp_path, rows))).indicators
    assert "快报" in next(one.reason for one in only.target.unconfirmed if one.part == "baseline")


@pytest.mark.parametrize(
    ("caption", "state", "said"),
    [
        ("表1 “十五五”主要指标", State.DRAFT, False),
        ("表1 “十五五”主要指标（拟印发）", State.DRAFT, False),
        ("表1 “十五五”主要指标（征求意见稿）", State.DRAFT, True),
        ("表1 “十五五”主要指标（2026年6月印发）", State.ISSUED, True),
    ],
)
def test_a_plan_is_issued_only_where_it_says_so(caption: str, state: State, said: bool, tmp_path: Path) -> None:
    rows = [["指标", "单位", "2030年目标"], ["工伤保险参保人数", "万人", "700"]]
    draft = drafted("suzhou", "15fyp", grid_file(tmp_path, rows, caption))
    assert (plan_of(draft).state, draft.is_state_said) == (state, said)
    assert ("暂写 draft" in draft.text) is not said


# --- the plan that follows another -----------------------------------------------------------------------------------


def test_a_plan_follows_another_with_its_indicators_and_what_is_last_known(tmp_path: Path) -> None:
    draft = draft_plan(request("suzhou", "15fyp", None, after="14fyp"), LIBRARY)
    former = headline(shipped("suzhou", "14fyp"))
    assert [row.indicator.id for row in draft.rows] == [indicator.id for indicator in former]
    assert {row.indicator.printed for row in draft.rows} == {""}
    assert [one.short for one in plan_of(draft).indicators] == [one.short for one in former]
    assert any(one.short for one in former)
    insured = next(row.indicator for row in draft.rows if row.indicator.id == "work-injury-insured")
    assert insured.baseline == ("14fyp", "")
    assert "628.1" in insured.comments[0]
    assert "2026-05-22" in insured.comments[0]
    jobs = next(row.indicator for row in draft.rows if row.indicator.id == "urban-new-jobs")
    assert jobs.baseline is None
    assert any("≥106.45" in comment for comment in jobs.comments)
    # The sum's figures from before 2024 counted something else: the file of the new plan says so too.
    broken = next(indicator.breaks for indicator in former if indicator.id == "urban-new-jobs")
    own = next(indicator for indicator in plan_of(draft).indicators if indicator.id == "urban-new-jobs")
    assert [(one.since, one.reason, one.declared) for one in own.breaks] == [
        (one.since, one.reason, one.declared) for one in broken
    ]


def test_a_break_of_a_level_is_to_be_confirmed_with_its_baseline() -> None:
    plan = shipped("suzhou", "14fyp")
    jobs = next(indicator for indicator in plan.indicators if indicator.breaks)
    levels = tuple(
        indicator._replace(breaks=jobs.breaks) if indicator.id == "work-injury-insured" else indicator
        for indicator in plan.indicators
    )
    changed = [
        one if one.id != "14fyp" or one.city.id != "suzhou" else one._replace(indicators=levels)
        for one in LIBRARY.plans
    ]
    draft = draft_plan(request("suzhou", "15fyp", None, after="14fyp"), LIBRARY._replace(plans=tuple(changed)))
    insured = next(row.indicator for row in draft.rows if row.indicator.id == "work-injury-insured")
    assert [doubt.what for doubt in insured.doubts] == ["printed", "baseline"]


def test_a_baseline_from_a_provisional_figure_is_to_be_confirmed() -> None:
    observations = {
        series: tuple(one._replace(provisional=True) for one in figures)
        for series, figures in LIBRARY.observations.items()
    }
    library = LIBRARY._replace(observations=observations)
    draft = draft_plan(request("suzhou", "15fyp", None, after="14fyp"), library)
    insured = next(row.indicator for row in draft.rows if row.indicator.id == "work-injury-insured")
    assert [doubt.what for doubt in insured.doubts] == ["printed", "baseline"]


def test_a_table_gives_targets_and_base_values_to_the_plan_that_follows(tmp_path: Path) -> None:
    rows = [
        ["指标", "单位", "2025年", "2030年目标"],
        ["工伤保险参保人数", "万人", "628.1", "700"],
        ["失业保险参保人数", "万人", "", "600"],
        ["新就业形态人员职业伤害保障人数", "万人", "10", "50"],
    ]
    draft = drafted("suzhou", "15fyp", grid_file(tmp_path, rows), after="14fyp")
    injury, unemployment, new = (row.indicator for row in draft.rows)
    assert injury.earlier is not None
    assert (injury.earlier.printed, injury.baseline) == ("628.1", None)
    assert "baseline" not in [doubt.what for doubt in injury.doubts]
    assert (unemployment.earlier, unemployment.baseline) == (None, ("14fyp", ""))
    assert draft.rows[2].former is None
    assert len(draft.dropped) == 16
    other = [[cell.replace("628.1", "621") for cell in row] for row in rows]
    changed = drafted("suzhou", "15fyp", grid_file(tmp_path, other), after="14fyp").rows[0].indicator
    assert [doubt.what for doubt in changed.doubts] == ["baseline"]
    assert new.id == "suzhou-15fyp-3"


# --- the command, and what reads its file ----------------------------------------------------------------------------


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run rsplan in an empty folder, in Chinese."""
    monkeypatch.chdir(tmp_path)

    def call(*args: str) -> Ran:
        code = run([*args, "--lang", "zh"])
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return call


def test_nothing_is_ever_overwritten(program: Callable[..., Ran]) -> None:
    assert program("new", "suzhou", "15fyp", "--after", "十四五").code == 0
    written = Path("suzhou-15fyp.yaml").read_bytes()
    again = program("new", "苏州", "十五五", "--after", "14fyp")
    assert (again.code, "已存在" in again.err) == (2, True)
    assert Path("suzhou-15fyp.yaml").read_bytes() == written


def test_a_plan_without_targets_and_data_is_one_line(program: Callable[..., Ran]) -> None:
    assert program("new", "suzhou", "15fyp", "--after", "14fyp").code == 0
    asked = ("status", "--city", "suzhou", "--plan", "15fyp", "--targets", "suzhou-15fyp.yaml", "--as-of", "2026-11-26")
    count = len(headline(shipped("suzhou", "14fyp")))
    short = program(*asked).out
    assert f"未设目标{count}项：1-{count}（--all 逐项列出" in short
    assert "- 未设目标" not in short
    assert program(*asked, "--all").out.count("- 未设目标") == count


def test_what_a_killed_run_has_left_is_removed(program: Callable[..., Ran]) -> None:
    left = Path(".suzhou-15fyp.yaml.0123456789abcdef.new")
    left.write_text("half", encoding="utf-8")
    assert program("new", "suzhou", "15fyp", "--after", "14fyp").code == 0
    assert not left.exists()


def test_a_plan_without_row_numbers_has_no_targets_of_its_text(program: Callable[..., Ran]) -> None:
    grid_file(Path(), [HEADING, [*ROW, "700"], ["零工市场数量", "个", "30"]])
    assert program("new", "suzhou", "15fyp", "--from", "table.csv").code == 0
    shown = program("status", "--city", "suzhou", "--plan", "15fyp", "--targets", "suzhou-15fyp.yaml")
    assert "零工市场数量" in shown.out
    assert "正文和专栏" not in shown.out


def test_a_loaded_plan_that_the_draft_replaces_is_named(program: Callable[..., Ran]) -> None:
    shown = program("new", "suzhou", "14fyp", "--after", "13fyp", "--dry-run")
    assert (shown.code, "取代已载入的 14fyp（targets/suzhou.yaml）" in shown.out) == (0, True)
    assert "取代" not in program("new", "suzhou", "15fyp", "--after", "14fyp", "--dry-run").out


def test_a_draft_without_writing_leaves_no_file(program: Callable[..., Ran]) -> None:
    shown = program("new", "suzhou", "15fyp", "--after", "14fyp", "--dry-run")
    assert (shown.code, shown.out.startswith("未写入")) == (0, True)
    assert os.listdir() == []


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("suzhou", "15fyp"), "--from"),
        (("wuxi", "15fyp", "--after", "14fyp"), "--city-name"),
        (("suzhou", "next", "--after", "14fyp"), "--years"),
        (("suzhou", "15fyp", "--after", "12fyp"), "14fyp"),
        (("suzhou", "15fyp", "--from", "missing.docx"), "missing.docx"),
        (("suzhou", "15fyp", "--after", "14fyp", "--years", "2030-2026"), "--years"),
        (("suzhou", "12fyp", "--after", "14fyp"), "2025-12-31"),
        (("suzhou", "14fyp", "--after", "14fyp"), "2025-12-31"),
        (("suzhou", "15fyp", "--after", "14fyp", "-o", "nowhere/a.yaml"), "nowhere"),
        (("无锡", "15fyp", "--city-name", "无锡市", "--from", "x.csv"), "代码"),
    ],
)
def test_what_is_missing_is_said_with_a_remedy(args: tuple[str, ...], words: str, program: Callable[..., Ran]) -> None:
    refused = program("new", *args)
    assert (refused.code, words in refused.err) == (2, True)
    assert os.listdir() == []


def test_a_drafted_plan_of_another_city_is_checked_confirmed_and_judged(program: Callable[..., Ran]) -> None:
    grid_file(
        Path(),
        [
            ["指标", "单位", "2030年目标", "属性"],
            ["城镇新增就业人数", "万人", "80", "预期性"],
            ["失业率", "%", "≤4", ""],
        ],
    )
    made = program("new", "wuxi", "15fyp", "--city-name", "无锡市", "--from", "table.csv", "--format", "json")
    assert (made.code, made.json["total"], made.json["unconfirmed"]) == (0, 2, 2)
    file = Path("wuxi-15fyp.yaml")
    listed = program("check", str(file))
    assert (listed.code, listed.out.count("to_confirm")) == (0, 2)
    assert program("check", str(file), "--strict").code == 1
    Path("rsplan.yaml").write_text("targets: wuxi-15fyp.yaml\ncity: wuxi\n", encoding="utf-8")
    status = program("status", "--format", "json", "--as-of", "2026-06-30").json
    assert status["plans"][0]["unconfirmed"] == 2
    assert [part["part"] for part in status["plans"][0]["indicators"][0]["target"]["confirm"]] == ["kind"]
    assert "待确认：2项" in program("status").out
    file.write_text(without_confirm(file.read_text(encoding="utf-8")), encoding="utf-8")
    assert program("check") == Ran(0, "", "")
    assert "待确认" not in program("status").out


def without_confirm(text: str) -> str:
    """The file as it is when somebody has deleted every `confirm` in it."""
    return re.sub(r"(?m)^          confirm:\n(?:            .*\n)+", "", text)


def test_a_plan_in_the_folder_plans_is_read_without_being_named(program: Callable[..., Ran]) -> None:
    Path("rsplan.yaml").write_text("city: suzhou\n", encoding="utf-8")
    Path("plans").mkdir()
    made = program("new", "suzhou", "15fyp", "--after", "14fyp", "-o", "plans/next.yaml")
    assert "rsplan.yaml 已包括该文件" in made.out
    assert program("status", "--as-of", "2026-11-27", "--format", "json").json["plans"][0]["plan"] == "15fyp"
    Path("plans/copy.yaml").write_bytes(Path("plans/next.yaml").read_bytes())
    assert "plan_twice" in program("status").err


def test_the_line_for_the_settings_keeps_the_files_that_they_name(program: Callable[..., Ran]) -> None:
    Path("a.yaml").write_text((ROOT / "docs/examples/verify.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    Path("rsplan.yaml").write_text("targets: a.yaml\n", encoding="utf-8")
    made = program("new", "suzhou", "15fyp", "--after", "14fyp")
    assert "targets: [a.yaml, suzhou-15fyp.yaml]" in made.out


def test_target_files_can_be_named_by_a_pattern(program: Callable[..., Ran]) -> None:
    Path("own").mkdir()
    program("new", "suzhou", "15fyp", "--after", "14fyp", "-o", "own/next.yaml")
    Path("rsplan.yaml").write_text("targets: own/*.yaml\n", encoding="utf-8")
    assert program("status", "苏州", "--format", "json", "--as-of", "2026-11-27").json["plans"][0]["plan"] == "15fyp"
    Path("rsplan.yaml").write_text("targets: none/*.yaml\n", encoding="utf-8")
    assert "none/*.yaml" in program("status", "苏州").err


def test_the_first_screen_of_an_ended_plan_names_the_command(program: Callable[..., Ran]) -> None:
    assert "rsplan new suzhou 15fyp --after 14fyp" in program("status", "suzhou", "--as-of", "2026-11-27").out
    assert "rsplan new" not in program("status", "suzhou", "--as-of", "2025-12-31").out
    assert "rsplan new" not in program("status", "suzhou", "--plan", "13fyp", "--as-of", "2026-11-27").out


# --- baselines that are results of plans in other files --------------------------------------------------------------

NEXT = """\
city:
  id: suzhou
  name: {zh: 苏州市, en: Suzhou}
documents:
  plan:
    title: {zh: 规划, en: Plan}
    state: draft
plans:
  - id: 15fyp
    title: {zh: 规划, en: Plan}
    document: plan
    state: draft
    start: 2026-01-01
    end: 2030-12-31
    indicators:
      - id: ID
        name: {zh: 名称, en: name}
        unit: {zh: UNIT, en: "x"}
        kind: KIND
        better: higher
        target: {printed: "700", where: 表1}
        baseline: {result_of: PLAN}
"""


@pytest.mark.parametrize(
    ("id_", "unit", "kind", "plan", "baseline"),
    [
        ("work-injury-insured", "万人", "stock", "14fyp", ("628.1", "observation")),  # the level at the end of 2025
        (
            "work-injury-insured",
            "万人",
            "stock",
            "13fyp",
            ("621.11", "document"),
        ),  # printed in table 1 of the 14th plan
        ("skilled-per-10k-workers", "人", "stock", "14fyp", None),
    ],
)
def test_a_baseline_is_the_result_of_a_plan_in_another_file(
    id_: str, unit: str, kind: str, plan: str, baseline: tuple[str, str] | None, program: Callable[..., Ran]
) -> None:
    text = NEXT.replace("ID", id_).replace("UNIT", unit).replace("KIND", kind).replace("PLAN", plan)
    Path("next.yaml").write_text(text, encoding="utf-8")
    report = program("status", "suzhou", "--targets", "next.yaml", "--plan", "15fyp", "--format", "json").json
    found = report["plans"][0]["indicators"][0]["baseline"]
    assert (found and (str(found["value"]), found["origin"])) == baseline


@pytest.mark.parametrize(
    ("id_", "unit", "kind", "plan", "code"),
    [
        ("work-injury-insured", "万人", "stock", "12fyp", "no_such_result"),
        ("no-such-indicator", "万人", "stock", "14fyp", "no_such_result"),
        ("work-injury-insured", "人", "stock", "13fyp", "series_differs"),
        ("urban-new-jobs", "万人", "cumulative", "13fyp", "baseline_of_sum"),
        ("work-injury-insured", "万人", "stock", "15fyp", "result_of_itself"),
    ],
)
def test_a_result_that_no_file_has_is_an_error(
    id_: str, unit: str, kind: str, plan: str, code: str, program: Callable[..., Ran]
) -> None:
    text = NEXT.replace("ID", id_).replace("UNIT", unit).replace("KIND", kind).replace("PLAN", plan)
    Path("next.yaml").write_text(text, encoding="utf-8")
    assert code in program("check", "next.yaml").out


def test_cells_of_a_page_that_reach_over_several_rows_leave_the_others_in_their_columns(tmp_path: Path) -> None:
    page = (
        "<html><body><p>“十五五”主要指标</p><table>"
        "<tr><th>类别</th><th>指标</th><th>单位</th><th>2030年目标</th><th>属性</th></tr>"
        '<tr><td rowspan="2">社会保险</td><td>工伤保险参保人数</td><td rowspan="2">万人</td><td>700</td>'
        "<td rowspan=2>约束性</td></tr>"
        "<tr><td>失业保险参保人数</td><td>600</td></tr>"
        "<tr><td>就业</td><td>城镇登记失业率</td><td>%</td><td>3以内</td><td>预期性</td></tr>"
        "</table></body></html>"
    )
    path = tmp_path / "plan.html"
    path.write_text(page, encoding="utf-8")
    injury, unemployed, rate = plan_of(drafted("suzhou", "15fyp", str(path))).indicators
    assert [one.target.printed for one in (injury, unemployed, rate)] == ["700", "600", "3以内"]
    assert [one.group and one.group.name.zh for one in (injury, unemployed, rate)] == ["社会保险", "社会保险", "就业"]
    assert (unemployed.unit.zh, unemployed.nature) == ("万人", Nature.BINDING)  # they stand in merged cells
    assert not unemployed.target.unconfirmed


def test_a_pdf_without_marked_cells_is_read_or_marked(tmp_path: Path) -> None:
    from plan_documents import pdf_of

    lines = [
        "表1 “十五五”人力资源和社会保障主要指标",
        "指标 2030年目标 属性",
        "1．城镇登记失业率（%） 3以内 预期性",
        "2．工伤保险参保人数（万人） 700 约束性",
        "3．城镇新增就业人数（万人） 〔90〕 预期性",
    ]
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf_of([lines]))
    indicators = plan_of(drafted("suzhou", "15fyp", str(path))).indicators
    assert [(one.number, one.name.zh, one.unit.zh, one.target.printed, one.nature) for one in indicators] == [
        ("1", "城镇登记失业率", "%", "3以内", Nature.ANTICIPATORY),
        ("2", "工伤保险参保人数", "万人", "700", Nature.BINDING),
        ("3", "城镇新增就业人数", "万人", "〔90〕", Nature.ANTICIPATORY),
    ]


# --- tables changed at random ----------------------------------------------------------------------------------------


def changed_at_random(rows: list[list[str]], random: Random) -> list[list[str]]:
    """The table with one change as a hurried hand or a program makes them; the names stay."""
    table = [[*row] for row in rows]
    width = len(table[0])
    column, other, row = random.randrange(width), random.randrange(width), random.randrange(1, len(table))
    match random.randrange(9):
        case 0:
            for each in table:
                each[column], each[other] = each[other], each[column]
        case 1:
            for each in table:
                del each[column]
        case 2:
            table[0][column] = random.choice(HEADINGS)
        case 3:
            table[row][column] = ""
        case 4:
            table[row][column] = random.choice(
                ["x", "2,5", "1 000", "〔9〕", "≥0.5", "99%", "-", "*", "三百", "12人以上"]
            )
        case 5:
            for each in table:
                each.insert(column, random.choice(["", "1", "说明"]))
        case 6:
            del table[0]
        case 7:
            table.insert(row, ["合计", *[""] * (width - 1)])
        case _:
            table[row].insert(column, random.choice(["", "7"]))
    return table


@pytest.mark.parametrize("seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(4, 60))])
def test_a_table_changed_at_random_is_read_as_before_marked_or_refused(seed: int, tmp_path: Path) -> None:
    """Whatever is done to one place of the table, no other reading comes of it without a mark."""
    random = Random(seed)
    city, plan_id = TABLES[seed % 4]
    plan = shipped(city, plan_id)
    for _ in range(8):
        rows = typed_rows(plan, "columns")
        changed = changed_at_random(rows, random)
        given = {cell for row in changed for cell in row}
        theirs = {indicator.name.zh: facts(indicator) for indicator in headline(plan)}
        try:
            draft = drafted(city, plan_id, grid_file(tmp_path, changed))
        except (InvalidInput, RsplanError):
            continue
        for mine in plan_of(draft).indicators:
            now, before = facts(mine), theirs.get(mine.name.zh)
            assert now.printed in given | {cell.strip() for cell in given}
            if before is not None and not mine.target.unconfirmed:
                # A cell that is typed anew may say something else; a fact may be missing without its column.
                typed = [row for row in changed if mine.name.zh in row] != [row for row in rows if mine.name.zh in row]
                assert now[-5:] == before[-5:] or (typed and now.printed != before.printed.strip())
                assert now.unit == before.unit
                assert now.printed == before.printed.strip() or typed


def test_a_figure_that_cannot_stand_beside_the_target_is_left_as_a_comment(tmp_path: Path) -> None:
    """A level of 2027 beyond that of 2030 contradicts it: the print stays, and nothing is judged by it."""
    rows = [["指标", "单位", "2027年目标", "2030年目标"], ["工伤保险参保人数", "万人", "800", "700"]]
    draft = drafted("suzhou", "15fyp", grid_file(tmp_path, rows))
    (indicator,) = plan_of(draft).indicators
    assert (indicator.target.printed, str(indicator.target.comparator), indicator.milestones) == ("700", "none", ())
    assert [part.part for part in indicator.target.unconfirmed] == ["value"]
    assert "800" in draft.text
    assert plan_of(draft._replace(text=without_confirm(draft.text))).indicators[0].target.printed == "700"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20))
def test_a_text_is_read_back_from_the_file_as_it_was_written(text: str) -> None:
    import yaml

    if text != visible(text):
        return
    written = f"{{printed: {quoted(text)}, where: 表1}}"
    assert yaml.load(written, yaml.BaseLoader) == {"printed": text, "where": "表1"}
