"""What stands around figures decides what they are: titles, names of sheets, sections, notes, remarks, marks.

Every table is read with the figure that a reader of it would take down, or refused: nothing else.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from test_table_import import PLAN, TODAY
from workbooks import workbook

from rsplan.journal.recording import Inputs
from rsplan.model.enums import Basis
from rsplan.table_import.figures_to_rows import ImportDefaults
from rsplan.table_import.importer import ImportRequest, ImportResult, import_table

#: The plan of Wuxi beside an indicator that counts persons at the end of a period.
TARGETS = (
    PLAN
    + """\
      - {id: insured, name: {zh: 参保人数, en: Insured}, unit: {zh: 万人, en: "10,000 persons"}, kind: stock,
         better: higher, target: {printed: 500, where: 表1}}
"""
)

BULLETIN = ("指标,单位,本月,累计", "新增就业,万人,1.2,6.8")


@pytest.fixture(scope="module")
def targets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("around") / "wuxi.yaml"
    path.write_text(TARGETS, encoding="utf-8")
    return path


def imported(
    targets: Path,
    lines: Sequence[str] | Path,
    *,
    basis: Basis | None = None,
    period: str = "",
    indicator: str = "",
    skipped: Sequence[str] = (),
    year: int | None = None,
    data: str = "none.csv",
    published: str = "",
    dry_run: bool = True,
) -> ImportResult:
    path = lines if isinstance(lines, Path) else targets.with_name("t.csv")
    if not isinstance(lines, Path):
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    request = ImportRequest(
        str(path),
        TODAY,
        year=year,
        period=period,
        indicator=indicator,
        skipped=tuple(skipped),
        defaults=ImportDefaults("wuxi", basis=basis, published=published),
    )
    inputs = Inputs(str(targets.with_name(data)), (), (str(targets),), published=False)
    return import_table(request, inputs, dry_run=dry_run)


def taken(done: ImportResult) -> list[tuple[str, date, date, str]]:
    """The figures that would be entered: indicator, first and last day, value."""
    assert not done.problems, [(one.cell, one.code) for one in done.problems]
    return [(row.data_row.texts["indicator"], *row.observation.span, str(row.observation.value)) for row in done.new]


def refusals(done: ImportResult) -> set[str]:
    """The codes of the problems; with one of them nothing is entered."""
    return {problem.code for problem in done.problems}


JUNE, HALF = (date(2022, 6, 1), date(2022, 6, 30)), (date(2022, 1, 1), date(2022, 6, 30))


@pytest.mark.parametrize(
    "title",
    [
        "无锡市2022年6月主要指标",
        "2022年6月无锡市人力资源和社会保障主要指标完成情况",
        "全市2022年6月就业创业工作月报",
        "江苏省无锡市2022年6月主要指标及增速",
        "2022年6月主要指标与上年同期对比",
        "表1 主要指标（2022年6月）",
        "《无锡市人力资源发展目标规划》执行情况（2022年6月）",
    ],
)
def test_a_title_of_the_city_and_the_month_heads_its_figures(targets: Path, title: str) -> None:
    assert taken(imported(targets, (title, *BULLETIN))) == [("jobs", *JUNE, "1.2"), ("jobs", *HALF, "6.8")]


@pytest.mark.parametrize(
    "title",
    [
        *("苏州市2022年6月主要指标", "南京2022年6月主要指标", "昆山2022年6月主要指标", "江苏省2022年6月主要指标"),
        *("全国2022年6月主要指标", "无锡市梁溪区2022年6月主要指标", "无锡市、苏州市2022年6月主要指标"),
        *("无锡高新区2022年6月主要指标", "无锡市区2022年6月主要指标", "填报单位：江阴市人社局\n2022年6月"),
    ],
)
def test_a_title_of_another_place_refuses_them(targets: Path, title: str) -> None:
    assert refusals(imported(targets, (title, *BULLETIN))) == {"import_other_place"}


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("无锡市2022年6月主要指标计划", "import_title_of_targets"),
        ("无锡市2022年6月目标任务分解表", "import_title_of_targets"),
        ("无锡市2022年6月就业预测", "import_title_of_targets"),
        ("关于下达2022年6月任务的通知", "import_title_of_targets"),
        ("无锡市2022年6月主要指标上年同期数", "import_title_of_earlier"),
        ("无锡市2022年6月主要指标同比增长情况", "import_title_of_growth"),
        ("无锡市2022年6月主要指标（上年=100）", "import_title_of_earlier"),
        ("无锡市2022年6月环比变化", "import_title_of_growth"),
        ("无锡市2022年6月年度目标完成率", "import_title_of_ratios"),
        ("无锡市2022年6月占全省比重", "import_title_of_ratios"),
        ("无锡市2022年6月指标位次", "import_title_of_ranks"),
        ("无锡市（不含江阴）2022年6月主要指标", "import_part_of_city"),
        ("无锡市2022年6月女性主要指标", "import_part_of_city"),
    ],
)
def test_a_title_of_other_figures_refuses_them(targets: Path, title: str, code: str) -> None:
    assert refusals(imported(targets, (title, *BULLETIN))) == {code}


@pytest.mark.parametrize(
    "lines",
    [
        ("无锡市2022年6月主要指标（预计数）", *BULLETIN),
        ("无锡市2022年6月主要指标", *BULLETIN, "注：本表数据为预计数,,,"),
        ("无锡市2022年6月主要指标", *BULLETIN, "注：以上为初步统计数,,,"),
        ("无锡市2022年6月主要指标", f"{BULLETIN[0]},备注", f"{BULLETIN[1]},预计数"),
        ("无锡市2022年6月主要指标", f"{BULLETIN[0]},说明", f"{BULLETIN[1]},快报数据"),
    ],
)
def test_what_is_not_final_is_provisional_wherever_that_stands(targets: Path, lines: Sequence[str]) -> None:
    assert [row.observation.provisional for row in imported(targets, lines).new] == [True, True]


@pytest.mark.parametrize(
    "remark", ["含驻外", "比上年增长3%", "按新口径", "以年报为准", "上年同期数已调整", "目标任务由就业处负责分解"]
)
def test_other_remarks_say_nothing_of_the_figure(targets: Path, remark: str) -> None:
    done = imported(targets, ("2022年6月", f"{BULLETIN[0]},备注", f"{BULLETIN[1]},{remark}", f"注：{remark}"))
    assert taken(done) == [("jobs", *JUNE, "1.2"), ("jobs", *HALF, "6.8")]
    assert not any(row.observation.provisional for row in done.new)


@pytest.mark.parametrize("remark", ["目标值", "年度计划", "此为年度目标", "上年同期", "2021年末数据", "江阴市数据"])
def test_a_remark_that_says_nothing_else_decides(targets: Path, remark: str) -> None:
    done = imported(targets, ("2022年6月", f"{BULLETIN[0]},备注", f"{BULLETIN[1]},{remark}"))
    assert not done.new
    assert done.problems or [left.cell.text for left in done.left] == [remark]


@pytest.mark.parametrize(
    ("section", "left"),
    [("一、年度目标", True), ("上年同期：", True), ("江阴市", False), ("女性", False), ("2021年", False)],
)
def test_a_row_without_figures_heads_those_below_it(targets: Path, section: str, left: bool) -> None:
    lines = (
        "无锡市2022年6月",
        "指标,单位,累计",
        f"{section},,",
        "新增就业,万人,6.8",
        "二、社会保障,,",
        "参保人数,万人,480",
    )
    done = imported(targets, lines)
    if left:
        assert taken(done) == [("insured", date(2022, 6, 30), date(2022, 6, 30), "480")]
        assert [(one.cell.text, one.number) for one in done.left] == [(section, 1)]
    else:
        assert {one.cell[1:] for one in done.problems} <= {"3", "4"}
        assert [row.data_row.texts["indicator"] for row in done.rows] == ["insured"]


def test_sections_that_name_groups_of_indicators_change_nothing(targets: Path) -> None:
    lines = (
        "无锡市2022年6月",
        "指标,单位,累计",
        "一、就业创业,,",
        "新增就业,万人,6.8",
        "（二）社会保险,,",
        "参保人数,万人,480",
    )
    assert [row[3] for row in taken(imported(targets, lines))] == ["6.8", "480"]


@pytest.mark.parametrize("name", ["目标", "2022年计划", "上年同期", "增速(%)", "苏州市", "梁溪区", "占比"])
def test_the_name_of_a_sheet_counts_like_a_title(targets: Path, name: str) -> None:
    cells = {"A1": "2022年6月", "A2": "指标", "B2": "累计", "A3": "新增就业", "B3": 6.8}
    path = Path(workbook(targets.with_name("sheet.xlsx"), cells, title="6月"))
    assert [row[3] for row in taken(imported(targets, path))] == ["6.8"]
    workbook(path, cells, title=name)
    assert refusals(imported(targets, path))


# --- periods beside each other ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "spans"),
    [
        (
            ("历年1—6月主要指标", "指标,2021年,2022年", "新增就业,6.5,6.8"),
            [(date(2021, 1, 1), date(2021, 6, 30)), HALF],
        ),
        (("指标,2022年度1-6月", "新增就业,6.8"), [HALF]),
        (("指标,1-6月（2022年）", "新增就业,6.8"), [HALF]),
        (("指标,2022年累计1-6月", "新增就业,6.8"), [HALF]),
        (("主要指标（2022年6月）", "指标,2022年累计", "新增就业,6.8"), [HALF]),
        (("主要指标（2022年6月）", "指标,2022年本月", "新增就业,1.2"), [JUNE]),
        (("2022年统计", "指标,Q2 2022", "失业率,2.2"), [(date(2022, 6, 30), date(2022, 6, 30))]),
        (("2022年6月", "指标,6月", "失业率,2.2"), [(date(2022, 6, 30), date(2022, 6, 30))]),
        (("指标,2022年元月", "失业率,2.2"), [(date(2022, 1, 31), date(2022, 1, 31))]),
        (("2022年二季度", "指标,1-本季", "新增就业,6.8"), [HALF]),
    ],
)
def test_several_statements_of_a_period_are_one(
    targets: Path, lines: Sequence[str], spans: list[tuple[date, date]]
) -> None:
    assert [(first, last) for _, first, last, _ in taken(imported(targets, lines))] == spans


@pytest.mark.parametrize(
    "lines",
    [
        ("指标,2022年1-6月（2021年）", "失业率,2.2"),
        ("指标,2021年/2022年", "失业率,2.2"),
        ("指标,2022年-6月", "失业率,2.2"),
        ("指标,2022年1-6", "失业率,2.2"),
        ("指标,2021(11),2022(12)", "失业率,2.2,2.1"),
        ("2022年6月", "指标,全年累计", "新增就业,16"),
        ("2022年6月", "指标,预计全年", "新增就业,16"),
        ("2022年6月", "指标,累计,2021年", "新增就业,6.8,15"),
        ("2022年5月", "指标,6月累计", "新增就业,6.8"),
        ("2022年6月", "指标,5月", "失业率,2.2"),
        ("2022年统计", "指标,2023年1—6月", "新增就业,6.8"),
        ("2022年", "指标,2021年11月,12月,2022年1月", "失业率,2.4,2.5,2.3"),
        ("2022年", "指标,11月,12月,1月", "失业率,2.4,2.5,2.3"),
        ("2022年", "月份,失业率", "2021年,", "11月,2.4", "2022年,", "1月,2.3"),
        ("2022年6月", "日期,失业率", "2022-07-12,2.4"),
        ("指标,2022年4-6月累计", "新增就业,3.5"),
        ("指标,2022年二季度累计", "新增就业,3.5"),
        ("指标,2022年1-6月当月", "新增就业,1.2"),
        ("2022年6月", "指标,本月累计", "新增就业,6.8"),
        ("2022年6月", "指标,累计月均", "新增就业,1.1"),
        ("2022年6月", "指标,年末数", "参保人数,480"),
        ("2022年6月", "指标,本月新增", "参保人数,4"),
        ("指标,时期,数值,口径", "新增就业,2022年6月,6.8,当年"),
        ("指标,2022/1/6,2022/1/7", "失业率,1.8,1.81"),
        ("指标,时期,数值,口径", "新增就业,2022/1/6,8.2,累计"),
        ("指标,2022年6月(pp)", "失业率,0.2"),
        ("指标,Jun-22", "失业率,2.2"),
    ],
)
def test_statements_that_contradict_each_other_or_say_too_little_refuse_the_figure(
    targets: Path, lines: Sequence[str]
) -> None:
    assert refusals(imported(targets, lines))


@pytest.mark.parametrize(
    ("lines", "basis"),
    [
        (("2022年6月当月数", "指标,数值", "新增就业,1.2"), Basis.YTD),
        (("2022年6月累计数", "指标,数值", "新增就业,6.8"), Basis.PERIOD),
        (("指标,2022年6月", "新增就业,6.8", "注：表中数据均为1月至本月累计数。,"), Basis.PERIOD),
    ],
)
def test_the_basis_of_a_title_or_a_note_contradicts_that_of_the_command(
    targets: Path, lines: Sequence[str], basis: Basis
) -> None:
    assert refusals(imported(targets, lines, basis=basis)) == {"import_basis_contradicts"}


# --- tables of targets, units, marks, further tables ------------------------------------------------------------------


def test_the_table_of_a_plan_is_no_table_of_results(targets: Path) -> None:
    lines = ("“十四五”主要指标", "指标,单位,2020年,2025年,指标属性", "参保人数,万人,529,550,预期性")
    assert refusals(imported(targets, lines)) == {"import_table_of_targets"}
    done = ("“十四五”主要指标", "指标,单位,2022年完成,指标属性", "参保人数,万人,540,预期性")
    assert [row[3] for row in taken(imported(targets, done))] == ["540"]


@pytest.mark.parametrize(
    "lines",
    [
        ("指标,2022年", "新增就业（万人，目标）,12"),
        ("指标,2022年", "新增就业（万人、上年同期）,12"),
        ("指标,2022年", "失业率（%，女）,2.2"),
        ("指标,单位,2022年", "新增就业,万人、同比,12"),
        ("指标,单位,2022年1-6月", "新增就业（万人）,人,6.8"),
        ("单位：人、万人", "指标,2022年", "新增就业,12"),
        ("单位：‰", "指标,2022年", "失业率,2.2"),
        ("指标,2022年", "新增就业,12", "注：人数单位为人,"),
    ],
)
def test_more_than_one_unit_is_none(targets: Path, lines: Sequence[str]) -> None:
    assert refusals(imported(targets, lines)) <= {"import_other_unit", "import_unit_contradicts", "import_other_scale"}
    assert refusals(imported(targets, lines))


def test_a_row_below_the_header_states_the_units(targets: Path) -> None:
    lines = ("月份,新增就业,失业率", "单位,万人,%", "2022年1月,1.1,2.2")
    assert [row[3] for row in taken(imported(targets, lines, basis=Basis.PERIOD))] == ["1.1", "2.2"]
    assert refusals(imported(targets, ("月份,新增就业,失业率", "单位,人,%", "2022年1月,1.1,2.2"), basis=Basis.PERIOD))


@pytest.mark.parametrize(
    "lines",
    [
        ("指标,2022年1-6月①", "新增就业,6.8", "注：①为预计数。,"),
        ("指标,2022年1-6月", "新增就业*,6.8", "*不含江阴,"),
        ("指标,2022年1-6月", "失业率※,2.2", "※ 为调查失业率,"),
    ],
)
def test_a_mark_that_refers_to_a_note_has_to_be_read(targets: Path, lines: Sequence[str]) -> None:
    assert refusals(imported(targets, lines)) == {"import_footnote_mark"}


def test_a_further_table_keeps_its_own_unit(targets: Path) -> None:
    lines = ("单位：万人,", "指标,2022年末", "参保人数,480", ",", "单位：人,", "指标,2022年1-6月", "新增就业,68000")
    assert refusals(imported(targets, lines)) == {"import_other_scale"}


@pytest.mark.parametrize(
    "lines",
    [
        (",2022年1-6月", "新增就业,6.8", ",", ",2021年1-6月", "失业率,2.4"),
        (",2021年,2022年", "失业率,2.3,2.4", ",,", ",2019年,2020年", "参保人数,480,490"),
        ("指标,2022年1-6月", "新增就业,6.8", ",", "名称,2021年1-6月", "失业率,2.4"),
    ],
)
def test_below_a_header_within_the_table_nothing_is_read(targets: Path, lines: Sequence[str]) -> None:
    assert "import_header_within" in refusals(imported(targets, lines))


def test_an_indicator_of_the_command_contradicts_another_of_the_table(targets: Path) -> None:
    above = ("指标：失业率", "地区,2022年", "无锡市,2.4")
    assert refusals(imported(targets, above, indicator="insured")) == {"import_other_indicator"}
    assert refusals(imported(targets, ("指标,2022年", "失业率,2.4"), indicator="insured")) == {"import_other_indicator"}
    assert [row[0] for row in taken(imported(targets, above, indicator="失业率"))] == ["rate"]


def test_the_total_is_taken_where_the_user_leaves_out_the_parts(targets: Path) -> None:
    lines = ("2022年6月", "指标,单位,全市,江阴市,宜兴市", "新增就业,万人,8.6,1.7,2.1")
    done = imported(targets, lines, basis=Basis.YTD, skipped=("江阴市", "宜兴市"))
    assert taken(done) == [("jobs", *HALF, "8.6")]


def test_columns_that_say_what_figures_are_cannot_be_skipped(targets: Path) -> None:
    assert refusals(imported(targets, ("月份,失业率", "44562,1.8"), period="2022-06", skipped=("月份",)))


def test_a_table_once_more_never_undoes_a_correction(targets: Path) -> None:
    """1.83, corrected to 1.86: the old table says nothing new, on whatever day it is published again."""
    data = targets.with_name("own.csv")
    data.unlink(missing_ok=True)
    table = ("指标,2022年3月", "失业率,1.83")
    for lines, day in ((table, "2022-04-15"), (("指标,2022年3月", "失业率,1.86"), "2022-05-10")):
        assert imported(targets, lines, data=data.name, published=day, dry_run=False).written
    again = imported(targets, table, data=data.name, published="2022-05-15", dry_run=False)
    assert not again.new
    assert [message.key for row in again.rows for message in row.warnings] == ["import.replaced_since"]
