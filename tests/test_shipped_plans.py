"""The shipped target files hold what the plan documents print.

The tables below are typed from the two documents, row by row; they are also held against the documents' text where it
is at hand (../shared beside the project).
"""

import csv
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest

from rsplan.calc.assess import Assessment, Status, assess
from rsplan.model.bilingual import Text
from rsplan.model.enums import Bound, Comparator, Judged, Nature, Scope, State, Via
from rsplan.model.observations import Observation
from rsplan.model.plain_text import plain
from rsplan.model.plan import Indicator, Plan
from rsplan.read.input_text import decode, invisible_characters
from rsplan.read.plan_library import load
from rsplan.read.shipped import TARGETS

SHARED = Path(__file__).resolve().parents[2] / "shared"
PLANS = {(plan.city.id, plan.id): plan for plan in load().plans}
CITIES = ["nanjing", "suzhou"]


class Row(NamedTuple):
    """A row of a table as printed; `result`, `completion`, `earlier` and `nature` only where the table has them."""

    number: int
    name: str
    unit: str
    target: str
    result: str | None = None
    completion: str | None = None
    earlier: str | None = None
    nature: str | None = None


def _past(number: int, name: str, unit: str, target: str, result: str, completion: str) -> Row:
    return Row(number, name, unit, target, result, completion)


def _before(number: int, name: str, unit: str, earlier: str, target: str, result: str) -> Row:
    return Row(number, name, unit, target, result, earlier=earlier)


def _next(number: int, name: str, unit: str, target: str, nature: str) -> Row:
    return Row(number, name, unit, target, nature=nature)


TABLES = {
    # 表1: 二级指标, 目标, 完成情况, 完成率. Row 18 prints no unit: the three shares add up to 100.
    ("nanjing", "13fyp"): [
        _past(1, "城镇新增就业人数", "万人", "〔70〕", "〔142.85〕", "204.07%"),
        _past(2, "实现再就业人数", "万人", "〔30〕", "〔56.08〕", "186.93%"),
        _past(3, "援助困难人员再就业人数", "万人", "5", "〔7.79〕", "155.80%"),
        _past(4, "农村劳动力转移就业率", "%", "83", "99.3", "119.64%"),
        _past(5, "培育自主创业者人数", "万人", "〔6〕", "〔17.77〕", "296.17%"),
        _past(6, "创业带动就业人数", "万人", "〔40〕", "〔87.51〕", "218.78%"),
        _past(7, "大学生创业人数", "万人", "〔2〕", "〔3.14〕", "157%"),
        _past(8, "新增就业参保大学生", "万人", "**", "〔113.43〕", "100%"),
        _past(9, "城镇登记失业率", "%", "<4", "1.71", "100%"),
        _past(10, "高校毕业生年末总体就业率", "%", "≥92", "98.9", "107.5%"),
        _past(11, "开展各类职业技能培训", "万人次", "〔150〕", "〔309.87〕", "206.58%"),
        _past(12, "城乡基本养老保险覆盖率", "%", "≥98", "98.6", "100%"),
        _past(13, "城乡基本医疗保险覆盖率", "%", "≥98", "≥98", "100%"),
        _past(14, "失业保险覆盖率", "%", "≥98", "≥98", "100%"),
        _past(15, "城镇职工工伤保险参保人数", "万人", "270", "340.36", "126.06%"),
        _past(16, "城镇职工生育保险参保人数", "万人", "256", "323.31", "126.3%"),
        _past(17, "专业技术人才总量", "万人", "〔151〕", "〔159.91〕", "105.9%"),
        _past(18, "高、中、初级专业技术人才比例", "%", "14∶42∶44", "13∶41∶46", "100%"),
        _past(19, "高技能人才总量", "万人", "〔46〕", "〔49.13〕", "106.80%"),
        _past(20, "每万劳动力中高技能人才数", "人", "880", "1059", "100%"),
        _past(21, "规模以上企业劳动合同签订率", "%", "≥99", "99.99", "100%"),
        _past(22, "劳动人事争议仲裁结案率", "%", "≥94", "100", "100%"),
        _past(23, "劳动人事争议调解成功率", "%", "≥72", "88", "100%"),
        _past(24, "劳动保障监察举报投诉案件按期结案率", "%", "100", "100", "100%"),
        _past(25, "社会保障卡持卡率", "%", "≥99", "100", "100%"),
        _past(26, "基层公共服务平台专职工作人员配备率", "%", "100", "100", "100%"),
        _past(27, "基层公共服务平台工作人员持证上岗率", "%", "100", "100", "100%"),
    ],
    # 表2: 指标, 2025年目标, 属性
    ("nanjing", "14fyp"): [
        _next(1, "城镇新增就业人数", "万人", "〔130〕", "预期性"),
        _next(2, "城镇调查失业率", "%", "5左右", "预期性"),
        _next(3, "城镇登记失业率", "%", "4以内", "预期性"),
        _next(4, "培育自主创业者人数", "万人", "〔15〕", "预期性"),
        _next(5, "离校未就业高校毕业生年末就业率", "%", "95", "预期性"),
        _next(6, "新增就业参保大学生", "万人", "50", "预期性"),
        _next(7, "开展补贴性职业技能培训人次", "万人次", "〔80〕", "预期性"),
        _next(8, "城乡基本养老保险参保人数", "万人", "〔420〕", "约束性"),
        _next(9, "失业保险参保人数", "万人", "〔350〕", "约束性"),
        _next(10, "工伤保险参保人数", "万人", "〔363〕", "约束性"),
        _next(11, "城乡基本养老保险参保缴费率", "%", "90以上", "预期性"),
        _next(12, "新增专业技术人才数", "万人", "〔30〕", "预期性"),
        _next(13, "新招收博士后人数", "人", "〔3000〕", "预期性"),
        _next(14, "新增取得职业资格证书或职业技能等级证书人数", "万人", "〔50〕", "预期性"),
        _next(15, "每万劳动力中高技能人才数", "人", "1180", "预期性"),
        _next(16, "劳动人事争议仲裁结案率", "%", "93", "预期性"),
        _next(17, "劳动人事争议调解成功率", "%", "65", "预期性"),
        _next(18, "劳动保障监察举报投诉案件结案率", "%", "98", "预期性"),
        _next(19, "申领电子社保卡人口覆盖率", "%", "70以上", "预期性"),
        _next(20, "人社政务服务好评率", "%", "95", "预期性"),
    ],
    # 表1: 指标, “十二五”期末, “十三五”目标, 2020年实际值. The cell of row 15 is empty; row 23 begins with a blank.
    ("suzhou", "13fyp"): [
        _before(1, "城镇新增就业人数", "万人", "[85.9]", "[75]", "[89.22]"),
        _before(2, "城镇登记失业率", "%", "1.9", "3.5以内", "1.77"),
        _before(3, "苏州籍高校毕业生年末总体就业率", "%", "98.6", "95", "98.36"),
        _before(4, "扶持城乡劳动者自主创业人数", "万人", "——", "[8.59]", "[9.65]"),
        _before(5, "城乡劳动者就业培训人数", "万人", "[220]", "[150]", "[154.34]"),
        _before(6, "职业技能鉴定取证人数", "万人", "[66.63]", "[50]", "[56.12]"),
        _before(7, "城乡基本养老保险参保率", "%", "99", "99", "99"),
        _before(8, "失业保险参保率", "%", "99", "99", "99"),
        _before(9, "工伤保险参保人数", "万人", "426.25", "429", "621.11"),
        _before(10, "被征地农民社会保障覆盖率", "%", "100", "100", "100"),
        _before(11, "企业退休人员社区管理率", "%", "99.5", "95", "100"),
        _before(12, "人才资源总量", "万人", "228.1", "300", "320.87"),
        _before(13, "专业技术人才总量", "万人", "149.6", "203", "219.22"),
        _before(14, "高技能人才总量", "万人", "49.2", "60", "72.75"),
        _before(15, "每万名劳动者中高技能人才数量", "人", "711.46", "720", ""),
        _before(16, "高技能人才占技能人才比重", "%", "32", "33", "35"),
        _before(17, "高层次人才总量", "万人", "17.8", "≥20", "30.18"),
        _before(18, "每万人拥有高层次人才数量", "人", "167", "≥180", "237"),
        _before(19, "规模以上企业劳动合同签订率", "%", "99", "99", "99"),
        _before(20, "劳动人事争议调解成功率", "%", "85.2", "70", "75.26"),
        _before(21, "劳动人事争议仲裁结案率", "%", "96.1", "96.5", "97.18"),
        _before(22, "劳动保障监察举报投诉案件按期结案率", "%", "100", "100", "100"),
        _before(23, "社会保障卡持卡率", "%", "90", "　≥90", "99.9"),
    ],
    # 表2: 指标名称, 单位, 2025年目标, 属性
    ("suzhou", "14fyp"): [
        _next(1, "城镇新增就业人数", "万人", "[85]", "预期性"),
        _next(2, "城镇登记失业率", "%", "3以内", "预期性"),
        _next(3, "扶持城乡劳动者成功自主创业人数", "万人", "[10]", "预期性"),
        _next(4, "苏州籍高校毕业生就业率", "%", "95以上", "预期性"),
        _next(5, "开展补贴性职业技能培训人次", "万人次", "[100]", "预期性"),
        _next(6, "城乡基本养老保险参保缴费率", "%", "90", "预期性"),
        _next(7, "城乡基本养老保险参保人数", "万人", "873", "约束性"),
        _next(8, "失业保险参保人数", "万人", "550", "约束性"),
        _next(9, "工伤保险参保人数", "万人", "650", "约束性"),
        _next(10, "新增取得专业技术人员职业资格证书人数", "万人次", "[10]", "预期性"),
        _next(11, "新招收博士后人数", "人", "[1000 ]", "预期性"),
        _next(12, "新增取得职业资格证书或职业技能等级证书人数", "万人次", "[40]", "预期性"),
        _next(13, "每万名劳动力中高技能人才数", "人", "1100", "预期性"),
        _next(14, "劳动人事争议调解成功率", "%", "60", "预期性"),
        _next(15, "劳动人事争议仲裁结案率", "%", "92", "预期性"),
        _next(16, "劳动保障监察举报投诉案件结案率", "%", "100", "预期性"),
        _next(17, "申领电子社保卡人口覆盖率", "%", "70", "预期性"),
        _next(18, "人社政务服务好评率", "%", "95", "预期性"),
    ],
}

# The first and last row of each group of the tables that group their rows.
GROUPS = {
    ("nanjing", "13fyp"): [
        ("就业培训", 1, 11),
        ("社会保障", 12, 16),
        ("人才发展", 17, 20),
        ("劳动关系", 21, 24),
        ("公共服务", 25, 27),
    ],
    ("suzhou", "13fyp"): [
        ("就业创业", 1, 6),
        ("社会保险", 7, 11),
        ("人才人事", 12, 18),
        ("劳动关系", 19, 22),
        ("公共服务", 23, 23),
    ],
    ("suzhou", "14fyp"): [
        ("就业创业", 1, 5),
        ("社会保险", 6, 9),
        ("人才人事", 10, 13),
        ("劳动关系", 14, 16),
        ("公共服务", 17, 18),
    ],
}

NATURES = {"预期性": Nature.ANTICIPATORY, "约束性": Nature.BINDING, None: None}

#: Targets of text and boxes that repeat no row of table 2, as (place, figure with its qualifier), in document order.
TEXT_TARGETS = {
    "nanjing": [
        ("二（三）", "全覆盖"),
        *(("专栏1", "20个"), ("专栏1", "1000个")),
        *(("三（一）4", "全覆盖"), ("三（一）4", "动态清零")),
        ("三（二）2", "应保尽保"),
        ("专栏4", "20%以上"),
        *(("专栏6", "100名"), ("专栏6", "150个"), ("专栏6", "15家"), ("专栏6", "50家"), ("专栏6", "10期")),
        *(("专栏6", "100万人次"), ("专栏6", "30场"), ("专栏6", "200人次"), ("专栏6", "80场"), ("专栏6", "1800人次")),
        *(("专栏7", "50名"), ("专栏7", "5个"), ("专栏7", "40个"), ("专栏7", "5个"), ("专栏7", "5个"), ("专栏7", "8个")),
        *(("专栏8", "5家"), ("专栏8", "5家")),
        *(("专栏9", "8万名"), ("专栏9", "突破10万家")),
        *(("专栏10", "1200家左右"), ("专栏10", "1.2万人以上"), ("专栏10", "5—6个"), ("专栏10", "3—4个")),
        *(("专栏10", "1个"), ("专栏10", "20家"), ("专栏10", "15家")),
        ("专栏11", "500家以上"),
        ("三（五）2", "不少于1000个"),
        ("专栏12", "不少于1000个"),
    ],
    "suzhou": [
        *(("二（三）1", "超过275万"), ("二（三）1", "达240万"), ("二（三）1", "超85万人")),
        ("二（三）2", "应保尽保"),
        ("二（三）3", "75%以上"),
        *(("二（三）3", "双100%"), ("二（三）3", "双100%")),  # two rates in one figure
        *(("三（一）2", "达到100%"), ("三（一）2", "动态为零"), ("三（一）3", "50家以上")),
        ("专栏3", "10%"),
        *(("专栏5", "1000个"), ("三（三）13", "4个")),
        *(("专栏6", "1所"), ("专栏6", "1—2所"), ("专栏6", "1：1"), ("专栏6", "30%以上"), ("专栏6", "2.5万人次以上")),
    ],
}

#: Statements of text and boxes that repeat a row of table 2: row number, place, figure with its qualifier.
STATEMENTS = {
    "nanjing": [
        *((1, "二（三）", "达130万人"), (2, "二（三）", "5%左右"), (7, "专栏2", "80万人次")),
        *((8, "二（三）", "达420万人"), (9, "二（三）", "350万人"), (10, "二（三）", "363万人")),
        *((11, "二（三）", "90%以上"), (12, "二（三）", "30万人"), (15, "二（三）", "1180人")),
        *((17, "二（三）", "65%"), (18, "二（三）", "98%")),
    ],
    "suzhou": [
        *((1, "二（三）2", "85万人以上"), (2, "二（三）2", "3%以内"), (3, "三（一）3", "10万人以上")),
        *((6, "二（三）2", "90%以上"), (11, "专栏5", "1000名"), (15, "二（三）3", "不低于92%")),
        (16, "二（三）3", "达100%"),
    ],
}


def rows_of(plan: Plan) -> list[Indicator]:
    return [indicator for indicator in plan.indicators if indicator.scope is Scope.HEADLINE]


def texts_of(plan: Plan) -> list[Indicator]:
    return [indicator for indicator in plan.indicators if indicator.scope is Scope.TEXT]


def squeezed(text: str) -> str:
    return "".join(text.split())


# ----------------------------------------------------------------------------------------------------------------------
# The tables


@pytest.mark.parametrize(
    ("city", "plan_id", "count"),
    [("nanjing", "13fyp", 27), ("nanjing", "14fyp", 20), ("suzhou", "13fyp", 23), ("suzhou", "14fyp", 18)],
)
def test_every_row_of_the_table_is_there_in_the_printed_order(city: str, plan_id: str, count: int) -> None:
    assert [row.number for row in TABLES[city, plan_id]] == list(range(1, count + 1))
    assert [one.number for one in rows_of(PLANS[city, plan_id])] == [str(number) for number in range(1, count + 1)]


@pytest.mark.parametrize(
    ("key", "row"),
    [(key, row) for key, rows in TABLES.items() for row in rows],
    ids=lambda value: f"{value.number}" if isinstance(value, Row) else "-".join(value),
)
def test_a_row_holds_the_printed_figures(key: tuple[str, str], row: Row) -> None:
    """Character for character; the percent sign of the unit is half-width in both tables of the files."""
    indicator = rows_of(PLANS[key])[row.number - 1]
    assert indicator.name.zh == row.name
    assert indicator.unit.zh == row.unit
    assert indicator.nature is NATURES[row.nature]
    assert indicator.target.printed == row.target
    assert indicator.target.where == ("表2" if key[1] == "14fyp" else "表1")
    assert (indicator.result.printed if indicator.result else None) == row.result
    assert (indicator.result.completion if indicator.result else None) == row.completion
    assert (indicator.earlier.printed if indicator.earlier else None) == row.earlier


@pytest.mark.parametrize("key", GROUPS, ids=lambda key: "-".join(key))
def test_rows_are_grouped_as_in_the_table(key: tuple[str, str]) -> None:
    expected = {number: name for name, first, last in GROUPS[key] for number in range(first, last + 1)}
    found = {int(one.number or 0): one.group.name.zh if one.group else None for one in rows_of(PLANS[key])}
    assert found == expected


def test_results_are_those_of_2020_and_earlier_values_those_of_2015() -> None:
    for key in (("nanjing", "13fyp"), ("suzhou", "13fyp")):
        for indicator in rows_of(PLANS[key]):
            printed = [one for one in indicator.observed if one.printed is not None]
            empty = indicator.result is None or not indicator.result.printed
            assert [one.period.text for one in printed] == ([] if empty else ["2020"])
            assert indicator.earlier is None or indicator.earlier.day == date(2015, 12, 31)


@pytest.mark.parametrize("number", [13, 14])
def test_a_result_printed_with_a_sign_is_a_bound(number: int) -> None:
    """Methodology, section 2: ≥98 is not 98."""
    assert rows_of(PLANS["nanjing", "13fyp"])[number - 1].observed[0].bound is Bound.AT_LEAST


def test_the_growth_printed_in_suzhous_text_stands_at_its_rows() -> None:
    """一（一）: 40.67 %, 46.54 % and 47.87 % more talent, professionals and highly skilled than in 2015."""
    found = {
        int(one.number or 0): one.earlier.growth.printed
        for one in rows_of(PLANS["suzhou", "13fyp"])
        if one.earlier and one.earlier.growth
    }
    assert found == {12: "40.67%", 13: "46.54%", 14: "47.87%"}


# ----------------------------------------------------------------------------------------------------------------------
# Text and boxes


@pytest.mark.parametrize("city", CITIES)
def test_every_target_of_text_and_boxes_is_there_in_document_order(city: str) -> None:
    """Figures and words that repeat no row of table 2: Nanjing 33 and 4, Suzhou 15 (one of them for two) and 2."""
    found = [(one.target.where, one.target.printed) for one in texts_of(PLANS[city, "14fyp"])]
    assert found == TEXT_TARGETS[city]
    assert len(found) == {"nanjing": 33 + 4, "suzhou": 15 + 1 + 2}[city]


@pytest.mark.parametrize("city", CITIES)
def test_every_statement_that_repeats_a_row_stands_at_the_row(city: str) -> None:
    """11 of Nanjing, 7 of Suzhou."""
    found = [
        (int(indicator.number or 0), statement.where, statement.printed)
        for indicator in rows_of(PLANS[city, "14fyp"])
        for statement in indicator.statements
    ]
    assert found == STATEMENTS[city]
    assert len(found) == {"nanjing": 11, "suzhou": 7}[city]


@pytest.mark.parametrize("city", CITIES)
def test_the_earlier_plan_has_rows_of_its_table_only(city: str) -> None:
    assert texts_of(PLANS[city, "13fyp"]) == []


def test_targets_of_the_text_have_no_row_number() -> None:
    assert {one.number for plan in PLANS.values() for one in texts_of(plan)} == {None}


# ----------------------------------------------------------------------------------------------------------------------
# Ids

SHARED_IDS = [
    *("urban-new-jobs", "registered-unemployment-rate", "unemployment-insured", "work-injury-insured"),
    *("basic-pension-insured", "pension-contribution-rate", "skilled-per-10k-workers", "mediation-success-rate"),
    *("arbitration-closure-rate", "inspection-case-closure-rate", "e-card-coverage", "service-praise-rate"),
    "new-postdocs",
]


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize("indicator_id", SHARED_IDS)
def test_an_indicator_of_both_cities_has_one_id(city: str, indicator_id: str) -> None:
    assert indicator_id in [one.id for one in rows_of(PLANS[city, "14fyp"])]


def test_the_surveyed_rate_is_nanjings_alone() -> None:
    found = {city: [one.id for one in PLANS[city, "14fyp"].indicators] for city in CITIES}
    assert [city for city in CITIES if "surveyed-unemployment-rate" in found[city]] == ["nanjing"]


@pytest.mark.parametrize("plan_id", ["13fyp", "14fyp"])
def test_rows_of_the_same_name_and_unit_have_the_same_id_in_both_cities(plan_id: str) -> None:
    nanjing, suzhou = ({(one.name.zh, one.unit.zh): one.id for one in rows_of(PLANS[city, plan_id])} for city in CITIES)
    for key in nanjing.keys() & suzhou.keys():
        assert nanjing[key] == suzhou[key]


# ----------------------------------------------------------------------------------------------------------------------
# Heads and files


def test_nanjings_plan_is_issued_and_suzhous_a_draft() -> None:
    states = {city: (PLANS[city, "14fyp"].state, PLANS[city, "14fyp"].document.dated) for city in CITIES}
    assert states == {"nanjing": (State.ISSUED, date(2021, 11, 15)), "suzhou": (State.DRAFT, None)}


@pytest.mark.parametrize(("plan_id", "first"), [("13fyp", 2016), ("14fyp", 2021)])
@pytest.mark.parametrize("city", CITIES)
def test_a_plan_runs_five_calendar_years(city: str, plan_id: str, first: int) -> None:
    plan = PLANS[city, plan_id]
    assert (plan.start, plan.end) == (date(first, 1, 1), date(first + 4, 12, 31))


def test_the_earlier_plan_says_that_it_is_read_from_the_later_document() -> None:
    for city in CITIES:
        note = PLANS[city, "13fyp"].note
        assert note is not None
        assert "表1" in note.zh


@pytest.mark.parametrize("city", CITIES)
def test_a_shipped_file_is_named_for_its_city_and_knows_its_schema(city: str) -> None:
    data = (Path(TARGETS) / f"{city}.yaml").read_bytes()
    assert data.startswith(b"# yaml-language-server: $schema=../rsplan/schemas/targets.schema.json\n")
    assert data.endswith(b"\n")
    assert not list(invisible_characters(decode(city, data, ("utf-8",)), tabs=True))
    assert sorted(path.name for path in Path(TARGETS).glob("*.yaml")) == ["nanjing.yaml", "suzhou.yaml"]


def test_every_name_and_note_is_given_in_both_languages() -> None:
    """An English text holds Latin letters or a sign only, a Chinese one no English sentence."""
    for plan in PLANS.values():
        for indicator in plan.indicators:
            assert re.search("[A-Za-z%]", indicator.name.en)
            assert not re.search("[\u4e00-\u9fff]", indicator.name.en)
            assert re.search("[\u4e00-\u9fff]", indicator.name.zh)


# ----------------------------------------------------------------------------------------------------------------------
# Against the documents


def document_of(city: str) -> str:
    path = SHARED / "plans" / f"{city}-2021-2025.txt"
    if not path.is_file():
        pytest.skip("the plan documents are not beside the project")
    return path.read_text(encoding="utf-8")


def printed_of(plan: Plan) -> Iterator[str]:
    """Every figure that the file says is printed in the document."""
    yield from (claim.printed for claim in plan.claims)
    for indicator in plan.indicators:
        yield indicator.target.printed
        yield from (revision.target.printed for revision in indicator.revisions)
        yield from (statement.printed for statement in (*indicator.statements, *indicator.reported))
        if indicator.result:
            yield from (indicator.result.printed, indicator.result.completion or "")
        if indicator.earlier:
            yield from (indicator.earlier.printed, indicator.earlier.growth.printed if indicator.earlier.growth else "")
        if indicator.baseline:
            yield indicator.baseline.printed


@pytest.mark.parametrize("key", TABLES, ids=lambda key: "-".join(key))
def test_every_printed_figure_is_found_in_the_document(key: tuple[str, str]) -> None:
    document = document_of(key[0])
    assert [printed for printed in printed_of(PLANS[key]) if printed not in document] == []


@pytest.mark.parametrize("key", TABLES, ids=lambda key: "-".join(key))
def test_the_rows_typed_above_are_those_of_the_document(key: tuple[str, str]) -> None:
    """Number, name, unit and cells follow one another, white space and the group's heading aside."""
    document = plain(document_of(key[0]))
    for row in TABLES[key]:
        cells = (row.earlier or "", row.target, row.result or "", row.completion or "", row.nature or "")
        unit = "" if row.number == 18 and key == ("nanjing", "13fyp") else row.unit
        label = rf"{row.number}\.{re.escape(row.name)}[①②]?[（(]?{re.escape(unit)}[）)]?\*?"
        assert re.search(label + re.escape(plain("".join(cells))), document), row


@pytest.mark.parametrize("key", TABLES, ids=lambda key: "-".join(key))
def test_every_name_of_a_row_is_found_in_the_document(key: tuple[str, str]) -> None:
    document = squeezed(document_of(key[0]))
    assert [one.name.zh for one in rows_of(PLANS[key]) if squeezed(one.name.zh) not in document] == []


# ----------------------------------------------------------------------------------------------------------------------
# Published observations

PUBLISHED = SHARED / "data" / "published-observations.csv"


def published_rows() -> list[dict[str, str]]:
    if not PUBLISHED.is_file():
        return []
    with PUBLISHED.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def indicator_of(row: dict[str, str]) -> Indicator:
    number, _, name = row["row_of_the_plans_table"].partition(" ")
    indicator = rows_of(PLANS[row["city"], row["plan"]])[int(number) - 1]
    assert f"{indicator.name.zh}（{indicator.unit.zh}）" == name
    return indicator


#: Sentences of the published notes on the work that led to an entry, which say nothing of the figure.
_ON_THE_ENTRY = ". Replaces the entry of 139"


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def as_row(city: str, plan: Plan, indicator: Indicator, found: Observation) -> tuple[object, ...]:
    """The observation as a row of the published observations, without its note."""
    return (
        *(city, plan.id, f"{indicator.number} {indicator.name.zh}（{indicator.unit.zh}）"),
        *(found.period.text, found.value, str(found.basis), str(found.bound), found.provisional),
        *(found.published_text or "", found.source, str(found.via)),
    )


def as_published(row: dict[str, str]) -> tuple[object, ...]:
    return (
        *(row["city"], row["plan"], row["row_of_the_plans_table"], row["period"], Decimal(row["value"]), row["basis"]),
        *(row["bound"], row["provisional"] == "true", row["published"], row["source"], row["via"]),
    )


@pytest.mark.skipif(not PUBLISHED.is_file(), reason="the published observations are not beside the project")
def test_the_figures_entered_are_the_published_ones_with_all_their_fields_and_no_others() -> None:
    entered = [
        as_row(city, plan, indicator, one)
        for (city, _), plan in PLANS.items()
        for indicator in rows_of(plan)
        for one in indicator.observed
        if one.printed is None
    ]
    published = [as_published(row) for row in published_rows()]
    assert sorted(entered, key=str) == sorted(published, key=str)
    assert len(published) == 40


@pytest.mark.skipif(not PUBLISHED.is_file(), reason="the published observations are not beside the project")
def test_the_notes_of_the_figures_are_the_published_ones() -> None:
    """But for punctuation, and in Chinese where they were published in Chinese."""
    for row in published_rows():
        found = [
            one
            for one in indicator_of(row).observed
            if (one.printed, one.period.text, str(one.value)) == (None, row["period"], row["value"])
        ]
        assert len(found) == 1, row
        note = found[0].note
        assert words(row["note"].partition(_ON_THE_ENTRY)[0]) in ([words(note.en), words(note.zh)] if note else [[]])


@pytest.mark.parametrize(
    ("city", "plan_id", "number"),
    [("nanjing", "13fyp", 9), ("nanjing", "14fyp", 14), ("suzhou", "13fyp", 7), ("suzhou", "14fyp", 10)],
)
def test_so_many_figures_are_observed(city: str, plan_id: str, number: int) -> None:
    """9 + 14 + 7 + 10 = 40, all of them of rows of the tables; 16 of a plan's own years hold the results as well."""
    found = [one for row in PLANS[city, plan_id].indicators for one in row.observed if one.printed is None]
    assert len(found) == number
    assert all(one.via is not None for one in found)


def test_139_is_a_figure_of_autumn_2020_beside_the_whole_plan_of_table_one() -> None:
    """五年来…139万人 was said on 5 November 2020: October is the latest month that it can count."""
    in_order = rows_of(PLANS["nanjing", "13fyp"])[0].observed
    dispatch = next(one for one in in_order if one.value == 139)
    assert (dispatch.span, dispatch.published) == ((date(2016, 1, 1), date(2020, 10, 31)), date(2020, 11, 5))
    printed = next(one for one in in_order if one.printed is not None)
    assert (printed.value, printed.span) == (Decimal("142.85"), (date(2016, 1, 1), date(2020, 12, 31)))


def test_the_second_hand_figure_of_nanjings_jobs_stands_beside_the_provisional_one() -> None:
    found = [one for one in rows_of(PLANS["nanjing", "14fyp"])[0].observed if one.period.text == "2025"]
    assert [(str(one.value), one.provisional, one.via) for one in found] == [
        ("21.9", True, Via.OFFICIAL),
        ("21.91", False, Via.COPY),
    ]


# ----------------------------------------------------------------------------------------------------------------------
# Breaks, rates of year ends, and readings that the print does not decide


def test_the_series_that_jump_without_a_reason_have_a_suspected_break() -> None:
    found = {
        (city, plan_id, indicator.number): [(one.since, one.declared) for one in indicator.breaks]
        for (city, plan_id), plan in PLANS.items()
        for indicator in plan.indicators
        if indicator.breaks
    }
    assert found == {
        ("nanjing", "14fyp", "1"): [(date(2022, 1, 1), False)],
        ("nanjing", "14fyp", "6"): [(date(2022, 1, 1), False)],
        ("suzhou", "14fyp", "1"): [(date(2024, 1, 1), False)],
    }


@pytest.mark.parametrize(
    ("key", "numbers"),
    [
        (("nanjing", "13fyp"), ["22", "23", "24"]),
        (("nanjing", "14fyp"), ["16", "17", "18"]),
        (("suzhou", "13fyp"), ["20", "21", "22"]),
        (("suzhou", "14fyp"), ["14", "15", "16"]),
    ],
)
def test_rates_that_build_up_within_a_year_are_judged_by_year_ends(key: tuple[str, str], numbers: list[str]) -> None:
    """The closure and mediation rates, each with a note; their printed results are of 31 December."""
    judged = [one for one in PLANS[key].indicators if one.judged is not Judged.LATEST]
    assert [one.number for one in judged] == numbers
    assert {one.judged for one in judged} == {Judged.YEAR_END}
    assert all(one.note and "年末" in one.note.zh and "year ends" in one.note.en for one in judged)
    assert {observed.span for one in judged for observed in one.observed} <= {(date(2020, 12, 31),) * 2}


def text_target(city: str, indicator_id: str) -> Indicator:
    return next(one for one in texts_of(PLANS[city, "14fyp"]) if one.id == indicator_id)


def test_a_rule_for_sampling_is_no_target() -> None:
    """专栏3: 按10%比例回访."""
    assert text_target("suzhou", "injury-rehabilitation-follow-up-rate").target.comparator is Comparator.NONE


def test_basically_everyone_is_no_floor_of_one_hundred() -> None:
    """三（二）2: 基本实现…应保尽保."""
    target = text_target("nanjing", "resident-pension-enrolment-rate").target
    assert (target.comparator, target.values) == (Comparator.ABOUT, (Decimal(100),))


def test_a_fall_over_five_years_begins_at_zero() -> None:
    """专栏4: 五年降低20%以上."""
    baseline = text_target("nanjing", "key-industry-injury-reduction").baseline
    assert baseline is not None
    assert (baseline.values, baseline.printed, baseline.day) == ((Decimal(0),), "", date(2020, 12, 31))
    assert baseline.note is not None


def test_figures_read_from_a_draft_are_not_headed_as_issued() -> None:
    assert PLANS["suzhou", "13fyp"].state is State.DRAFT
    assert PLANS["nanjing", "13fyp"].state is State.ISSUED


# ----------------------------------------------------------------------------------------------------------------------
# The first screen


def standing(city: str, number: int) -> Assessment:
    """The target at the plan's own data, long after its end."""
    library = load(cities=(city,))
    plan = PLANS[city, "14fyp"]
    indicator = rows_of(plan)[number - 1]
    return assess(plan, indicator, library.observations[city, indicator.id], date(2026, 11, 22))


@pytest.mark.parametrize(
    ("city", "number", "actual", "status", "grade"),
    [
        ("suzhou", 8, "553.2", Status.MET, "provisional"),  # of 550
        ("suzhou", 9, "628.1", Status.MISSED, "provisional"),  # of 650
        ("nanjing", 9, "344.29", Status.MISSED, "copy"),  # of 350
        ("nanjing", 10, "388.16", Status.MET, "copy"),  # of 363
    ],
)
def test_the_binding_insurances_stand_so_at_the_end_of_2025(
    city: str, number: int, actual: str, status: Status, grade: str
) -> None:
    found = standing(city, number)
    assert found.indicator.nature is Nature.BINDING
    assert found.actual is not None
    assert (found.actual.value, found.actual.through) == (Fraction(actual), date(2025, 12, 31))
    assert found.status is status
    assert found.evidence is not None
    assert found.evidence.grade == grade


def test_nanjings_unemployment_insurance_starts_from_the_level_observed_before_the_plan_and_was_at_350_once() -> None:
    """329.2354 at the end of 2020; 345.89, 348.79, then 350.5462 in 2023, and 344.29 at the end."""
    found = standing("nanjing", 9)
    baseline = found.indicator.baseline
    assert baseline is not None
    assert baseline.observation is not None
    assert (baseline.values, baseline.day) == ((Fraction("329.2354"),), date(2020, 12, 31))
    assert baseline.observation.via is Via.COPY
    assert found.reached_on == date(2023, 12, 31)
    assert [note for note in found.notes if not isinstance(note, Text)] == []  # a baseline needs no warning


# ----------------------------------------------------------------------------------------------------------------------
# Baselines: only where the series is the same (the notes beside the published observations)

BASELINES = {
    "nanjing": {3: "1.71", 10: "340.36", 15: "1059", 16: "100", 17: "88", 18: "100"},
    "suzhou": {2: "1.77", 4: "98.36", 8: "536.96", 9: "621.11", 14: "75.26", 15: "97.18", 16: "100"},
}


@pytest.mark.parametrize("city", CITIES)
def test_a_row_has_a_baseline_only_where_the_series_is_the_same(city: str) -> None:
    """Not the pension of enterprises for all pensions, not a coverage rate for a contribution rate, no earlier sum."""
    found = {int(one.number or 0): one.baseline for one in rows_of(PLANS[city, "14fyp"]) if one.baseline}
    assert {number: baseline.values for number, baseline in found.items()} == {
        number: (Decimal(value),) for number, value in BASELINES[city].items()
    }
    assert {baseline.day for baseline in found.values()} == {date(2020, 12, 31)}


@pytest.mark.parametrize(("city", "number"), [("nanjing", 10), ("suzhou", 4)])
def test_a_baseline_of_a_word_that_differs_says_so(city: str, number: int) -> None:
    baseline = rows_of(PLANS[city, "14fyp"])[number - 1].baseline
    assert baseline is not None
    assert baseline.note is not None
