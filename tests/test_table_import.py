"""From the cells of a table to lines of the data file: figures entered, replaced, known already, refused."""

import csv
import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workbooks import rows, workbook

from rsplan.errors import InvalidInput, RsplanError
from rsplan.journal.recording import Inputs
from rsplan.model.enums import Basis
from rsplan.read.plan_library import load
from rsplan.table_import.figures_to_rows import ImportDefaults
from rsplan.table_import.headings import Aside
from rsplan.table_import.importer import ImportRequest, ImportResult, import_table
from rsplan.table_import.reconcile import Outcome

TODAY = date(2026, 11, 21)
HEADER = "city,indicator,period,value,basis,bound,provisional,published,source,note"
JOBS, RATE = "城镇新增就业人数", "城镇登记失业率"

PLAN = """\
city: {id: wuxi, name: {zh: 无锡市, en: Wuxi}}
documents: {own: {title: {zh: 规划, en: Plan}, state: issued}}
plans:
  - id: 14fyp
    title: {zh: 规划, en: Plan}
    document: own
    state: issued
    start: 2021-01-01
    end: 2025-12-31
    indicators:
      - {id: jobs, name: {zh: 新增就业, en: New jobs}, unit: {zh: 万人, en: "10,000 persons"}, kind: cumulative,
         better: higher, target: {printed: 60, where: 表1}}
      - {id: rate, name: {zh: 失业率, en: Unemployment rate}, unit: {zh: "%", en: "%"}, kind: rate,
         better: lower, target: {printed: 4以内, where: 表1}}
      - {id: shares, name: {zh: 人才比例, en: Shares}, unit: {zh: "%", en: "%"}, kind: composition,
         better: higher, target: {printed: "14:42:44", where: 表1}}
"""


class Desk:
    """A folder with a plan of Wuxi, a data file that may be missing, and tables to import."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data, self._number = folder, folder / "own.csv", 0
        self._targets = folder / "wuxi.yaml"
        self._targets.write_text(PLAN, encoding="utf-8")

    def inputs(self) -> Inputs:
        return Inputs(str(self.data), (), (str(self._targets),))

    def csv(self, *lines: str, encoding: str = "utf-8") -> str:
        self._number += 1
        path = self.folder / f"t{self._number}.csv"
        path.write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))
        return str(path)

    def imported(
        self,
        *lines: str,
        path: str = "",
        basis: Basis | None = None,
        source: str = "",
        published: str = "",
        city: str = "wuxi",
        mappings: Sequence[str] = (),
        year: int | None = 2024,
        unit: str = "",
        convert: bool = False,
        force: str = "",
        partial: bool = False,
        dry_run: bool = False,
    ) -> ImportResult:
        """Import the lines of a CSV file, or the file named."""
        request = ImportRequest(
            path=path or self.csv(*lines),
            as_of=TODAY,
            year=year,
            mappings=tuple(mappings),
            defaults=ImportDefaults(city, basis, source, published, unit, convert),
            force=force,
        )
        return import_table(request, self.inputs(), partial=partial, dry_run=dry_run)

    def lines(self) -> list[str]:
        """The lines of the data file after its header, without the columns of the entry that a new one has."""
        if not self.data.exists():
            return []
        header, *lines = self.data.read_text(encoding="utf-8").splitlines()
        if header == HEADER:
            return lines
        assert header == f"\ufeff{HEADER},via,entered,by"
        ends = (f",,{TODAY},", ",,,")
        return [line.removesuffix(next(end for end in ends if line.endswith(end))) for line in lines]

    def write(self, *lines: str) -> None:
        self.data.write_text("".join(f"{line}\n" for line in (HEADER, *lines)), encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def codes(done: ImportResult) -> list[tuple[str, str]]:
    return [(problem.cell, problem.code) for problem in done.problems]


def outcomes(done: ImportResult) -> list[str]:
    return [str(one.outcome) for one in done.rows]


# --- figures that are entered ----------------------------------------------------------------------------------------


def test_a_table_becomes_lines_in_the_data_files_own_spelling(desk: Desk) -> None:
    done = desk.imported(
        "地区,指标,时期,数值,口径,预计,发布日期,来源,备注",
        "无锡市,1.新增就业（万人）,2024年1—5月,４．９,,是,2024年6月15日,月报,=不含农村",
        "无锡,失业率,2024年5月,1.78％,期末,否,2024/6,月报,",
        "wuxi,人才比例,2023年,13∶41∶46,,,,,",
        "wuxi,新增就业,2023年,超11.5万人,当期,,,,",
    )
    assert codes(done) == []
    assert desk.lines() == [
        "wuxi,jobs,2024-05,4.9,ytd,,true,2024-06-15,月报,=不含农村",
        "wuxi,rate,2024-05,1.78,level,,,2024-06,月报,",
        "wuxi,shares,2023,13∶41∶46,level,,,,,",
        "wuxi,jobs,2023,11.5,period,at_least,,,,",
    ]
    assert (done.written, done.created, outcomes(done)) == (True, True, ["entered"] * 4)


def test_the_imported_lines_are_a_valid_data_file(desk: Desk) -> None:
    desk.imported("指标,1月,1-2月", "新增就业,0.9,1.9", "失业率,1.7,1.8")
    library = load(desk.inputs().targets, (str(desk.data),), published=False)
    assert [str(one.value) for one in library.observations["wuxi", "jobs"]] == ["0.9", "1.9"]


def test_source_and_date_of_the_command_fill_rows_that_have_none(desk: Desk) -> None:
    desk.imported(
        "指标,时期,数值,来源", "新增就业,2023,11,公报", "新增就业,2022,10,", source="月报", published="2024-01"
    )
    assert desk.lines() == ["wuxi,jobs,2023,11,period,,,2024-01,公报,", "wuxi,jobs,2022,10,period,,,2024-01,月报,"]


def test_dashes_and_empty_cells_are_no_figures(desk: Desk) -> None:
    done = desk.imported("指标,1月,2月,3月,4月", "失业率,1.7,—,…,")
    assert (done.empty, outcomes(done)) == (2, ["entered"])


def test_the_city_is_that_of_the_row_then_of_the_command(desk: Desk) -> None:
    table = ("城市,指标,2023年", "苏州市,城镇登记失业率,1.8", "无锡市,失业率,1.9")
    assert [row.data_row.key for row in desk.imported(*table, city="").rows] == [
        ("suzhou", "registered-unemployment-rate"),
        ("wuxi", "rate"),
    ]
    (row,) = desk.imported("城市,指标,2023年", ",失业率,1.9").rows
    assert row.data_row.key == ("wuxi", "rate")


def test_rows_of_other_cities_than_the_one_asked_for_are_left_aside(desk: Desk) -> None:
    done = desk.imported("城市,指标,2023年", "苏州市,城镇登记失业率,1.8", "无锡市,失业率,1.9", "全省,失业率,2.0")
    assert [row.data_row.key for row in done.rows] == [("wuxi", "rate")]
    assert [(left.address, left.reason, left.number) for left in done.left] == [
        ("A2", Aside.REGION, 1),
        ("A4", Aside.REGION, 1),
    ]


def test_a_mapping_says_what_names_mean_and_which_to_skip(desk: Desk) -> None:
    done = desk.imported(
        "指标,2023年", "新增就业人员,11", "信访件数,7", mappings=("新增就业人员=jobs", "信访件数=skip")
    )
    assert (outcomes(done), done.skipped, codes(done)) == (["entered"], 1, [])


def test_line_breaks_in_text_become_spaces(desk: Desk) -> None:
    done = desk.imported("指标,时期,数值,备注", '失业率,2023,1.8,"第一行', '第二行"')
    assert codes(done) == []
    assert desk.lines() == ["wuxi,rate,2023,1.8,level,,,,,第一行 第二行"]


@pytest.mark.parametrize("cell", ["1.8（预计）", "1.8(P)", "1.8p", "1.8（初步统计）", "预计1.8", "1.8%（预计数）"])
def test_a_mark_in_the_cell_makes_the_figure_provisional(desk: Desk, cell: str) -> None:
    desk.imported("指标,2024年", f"失业率,{cell}")
    assert desk.lines() == ["wuxi,rate,2024,1.8,level,,true,,,"]


def test_units_are_converted_where_both_the_table_and_the_user_say_so(desk: Desk) -> None:
    """110,000 persons are 11 times 10,000."""
    table = ("指标,单位,2024年", "新增就业,人,110000")
    assert codes(desk.imported(*table)) == [("B2", "import_other_scale")]
    assert [str(row.observation.value) for row in desk.imported(*table, convert=True, dry_run=True).rows] == ["11"]
    mapping = desk.folder / "names.yaml"
    mapping.write_text("rsplan_map: {convert: true}\n", encoding="utf-8")
    desk.imported(*table, mappings=(str(mapping),))
    assert desk.lines() == ["wuxi,jobs,2024,11,period,,,,,"]


def test_a_unit_of_the_command_fills_a_gap_and_contradicts_none(desk: Desk) -> None:
    lines = ("指标,2024年", "新增就业,110000")
    assert [
        str(row.observation.value) for row in desk.imported(*lines, unit="人", convert=True, dry_run=True).rows
    ] == ["11"]
    stated = ("指标,单位,2024年", "新增就业,万人,11")
    assert codes(desk.imported(*stated, unit="人")) == [("B2", "import_unit_contradicts")]


def test_the_units_of_a_mapping_file_hold_for_their_names(desk: Desk) -> None:
    mapping = desk.folder / "names.yaml"
    mapping.write_text("rsplan_map:\n  units: {新增就业: 人}\n  convert: true\n", encoding="utf-8")
    done = desk.imported("指标,2024年", "新增就业,110000", "失业率,1.8", mappings=(str(mapping),))
    assert [str(row.observation.value) for row in done.rows] == ["11", "1.8"]


def test_another_quantitys_unit_is_never_converted(desk: Desk) -> None:
    assert codes(desk.imported("指标,单位,2024年", "新增就业,万户,11", convert=True)) == [("B2", "import_other_unit")]


def test_a_sheet_a_month_is_read_in_one_go(desk: Desk, tmp_path: Path) -> None:
    def bulletin(month: int, alone: str, to_date: str) -> dict[str, Any]:
        return rows(
            (f"无锡市2024年{month}月主要指标",),
            ("指标", "单位", "本月", "累计", "同比(%)"),
            ("新增就业", "万人", alone, to_date, "3.1"),
        )

    path = workbook(
        tmp_path / "t.xlsx",
        bulletin(1, "0.9", "0.9"),
        title="1月",
        more={"2月": bulletin(2, "1.1", "2"), "3月": bulletin(3, "1.3", "3.3"), "说明": rows(("填报说明",))},
    )
    done = desk.imported(path=path, year=None)
    assert codes(done) == []
    assert [line.split(",")[2:5] for line in desk.lines()] == [
        ["2024-01", "0.9", "period"],
        ["2024-02", "1.1", "period"],
        ["2024-02", "2", "ytd"],
        ["2024-03", "1.3", "period"],
        ["2024-03", "3.3", "ytd"],
    ]
    assert outcomes(done).count("there") == 1  # January's year to date is its month
    assert [left.address for left in done.left] == ["1月!E2", "2月!E2", "3月!E2"]


def test_every_cell_is_accounted_for(desk: Desk) -> None:
    done = desk.imported("无锡市2024年6月,,,", "指标,累计,同比,参考", "新增就业,6.8,3.1,7", "信访,1,2,3", year=None)
    kinds = {one.address: str(one.account.kind) for one in done.accounts}
    assert kinds == {
        "A1": "left",
        **dict.fromkeys(("A2", "B2", "C2", "D2"), "heading"),
        "A3": "label",
        "B3": "figure",
        "C3": "left",
        "D3": "refused",
        "A4": "label",
        "B4": "refused",
        "C4": "left",
        "D4": "refused",
    }


# --- the basis is never guessed --------------------------------------------------------------------------------------


def test_the_basis_of_a_plain_month_of_a_flow_has_to_be_stated(desk: Desk) -> None:
    table = ("指标,1月,2月,二季度", "新增就业,0.9,1.9,3", "失业率,1.7,1.8,1.9")
    assert codes(desk.imported(*table)) == [("C1", "import_basis_open"), ("D1", "import_basis_open")]
    assert desk.lines() == []
    desk.imported(*table, basis=Basis.PERIOD)
    assert [line.split(",")[2:5] for line in desk.lines()] == [
        ["2024-01", "0.9", "period"],
        ["2024-02", "1.9", "period"],
        ["2024-Q2", "3", "period"],
        ["2024-01", "1.7", "level"],
        ["2024-02", "1.8", "level"],
        ["2024-Q2", "1.9", "level"],
    ]


def test_the_table_takes_precedence_over_the_command(desk: Desk) -> None:
    desk.imported("指标,1-2月,3月累计,4月", "新增就业,1.9,2.9,1.1", basis=Basis.PERIOD)
    assert [line.split(",")[2:5] for line in desk.lines()] == [
        ["2024-02", "1.9", "ytd"],
        ["2024-03", "2.9", "ytd"],
        ["2024-04", "1.1", "period"],
    ]


def test_months_whose_row_says_an_amount_are_an_amount(desk: Desk) -> None:
    desk.imported("指标,时期,数值,口径", "新增就业,1—5月,4.9,当期")
    assert desk.lines() == ["wuxi,jobs,2024-01/2024-05,4.9,period,,,,,"]


def test_a_period_of_the_data_file_stays_as_it_is_spelt(desk: Desk) -> None:
    desk.imported("indicator,period,value", "jobs,2024-01/2024-05,4.9", "jobs,2024-H1,6", "rate,2024-06-30,1.8")
    assert [line.split(",")[2] for line in desk.lines()] == ["2024-01/2024-05", "2024-H1", "2024-06-30"]


def test_a_day_over_a_sum_is_no_period(desk: Desk) -> None:
    table = ("指标,2024-05-31", "新增就业,4.9", "失业率,1.8")
    assert codes(desk.imported(*table, basis=Basis.PERIOD)) == [("B1", "import_day_of_sum")]
    desk.imported(*table, basis=Basis.YTD)
    assert [line.split(",")[2:5] for line in desk.lines()] == [
        ["2024-05-31", "4.9", "ytd"],
        ["2024-05-31", "1.8", "level"],
    ]


# --- figures that are refused, each at its cell ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "cell", "code"),
    [
        (("指标,2024年", "就业人数,1"), "A2", "import_unknown_name"),
        (("指标,2024年", "新增就业人,1"), "A2", "import_unknown_name_near"),
        (("指标,时期,数值", "新增就业,去年,1"), "B2", "import_not_a_period"),
        (("指标,时期,数值", "失业率,2024-02-30,1"), "B2", "no_such_day"),
        (("指标,2024年", "新增就业,约11"), "B2", "not_a_number"),
        (("指标,2024年", "新增就业,11左右"), "B2", "not_a_number"),
        (("指标,2024年", "新增就业,11（含农村）"), "B2", "not_a_number"),
        (("指标,2024年", "新增就业,11①"), "B2", "import_footnote_mark"),
        (("指标,2024年", "新增就业,11[1]"), "B2", "import_footnote_mark"),
        (("指标,2024年", "新增就业,11/12"), "B2", "not_a_number"),
        (("指标,2024年", "新增就业,1 1"), "B2", "import_blank_inside"),
        (("指标,2024/4/1", "新增就业,11"), "B1", "import_first_of_month"),
        (("指标,2024年,参考", "新增就业,11,12"), "C1", "import_unknown_heading"),
        (("指标,性别,2024年", "新增就业,男,11"), "B2", "import_parts_without_total"),
        (("指标,2024年", "新增就业,11-12"), "B2", "not_a_number"),
        (("指标,2024年", "新增就业,〔11〕"), "B2", "not_a_number"),
        (("指标,2024年", "新增就业,达11"), "B2", "not_a_number"),
        (("指标,2024年", '新增就业,"11,5"'), "B2", "not_a_number"),
        (("指标,2024年", "新增就业,=A1"), "B2", "not_a_number"),
        (("指标,2024年", "新增就业,-1"), "B2", "negative_sum"),
        (("指标,2024年", "人才比例,13"), "B2", "bad_shares"),
        (("指标,2024年", "新增就业,#REF!"), "B2", "import_error_value"),
        (("指标,2024年", "新增就业（人）,110000"), "A2", "import_other_scale"),
        (("指标,单位,2024年", "新增就业,人,110000"), "B2", "import_other_scale"),
        (("指标,单位,2024年", "新增就业,家,11"), "B2", "import_other_unit"),
        (("指标,2024年", "新增就业,110000人"), "B2", "import_other_scale"),
        (("指标,2024年", "新增就业,11%"), "B2", "import_other_unit"),
        (("单位：人", "指标,2024年", "新增就业,110000"), "A1", "import_other_scale"),
        (("城市,指标,2024年", "北京,新增就业,11"), "A2", "import_city_not_in_table"),
        (("指标,时期,数值,口径", "新增就业,2024,11,累积"), "D2", "unknown_word"),
        (("指标,时期,数值,口径", "新增就业,2024,11,期末"), "D2", "basis_and_kind"),
        (("指标,时期,数值,界限", "新增就业,2024,超11,至多"), "D2", "import_two_bounds"),
        (("指标,时期,数值,预计", "新增就业,2024,11,也许"), "D2", "not_a_flag"),
        (("指标,时期,数值,发布日期", "新增就业,2024,11,昨天"), "D2", "not_a_date_or_month"),
        (("指标,1月,2024年1月", "失业率,1.7,1.9"), "B2", "import_contradiction"),
        (("指标,时期,数值", "失业率,2024,1.7", "失业率,2024,1.9"), "C2", "import_contradiction"),
        (("indicator,period,value", "rate,2024,1.7", "rate,2024,1.9"), "C2", "import_contradiction"),
        (("指标,时期,数值,发布日期", "失业率,2024,1.7,", "失业率,2024,1.9,2025-02"), "C2", "import_contradiction"),
    ],
)
def test_a_figure_that_cannot_be_imported_is_reported_with_its_cell_and_nothing_is_entered(
    desk: Desk, lines: Sequence[str], cell: str, code: str
) -> None:
    done = desk.imported(*lines, basis=Basis.YTD)
    assert codes(done)[0] == (cell, code)
    assert not desk.data.exists()
    assert (done.written, done.refused > 0) == (False, True)


def test_every_problem_is_found_in_one_run_in_reading_order(desk: Desk) -> None:
    done = desk.imported("指标,1月,2月", "信访,1,2", "失业率,x,1.8", "失业率（人）,1,—", "乙,1,2", basis=Basis.YTD)
    assert codes(done) == [
        ("A2", "import_unknown_name"),
        ("B3", "not_a_number"),
        ("A4", "import_other_unit"),
        ("A5", "import_unknown_name"),
    ]
    assert done.refused == 2 + 1 + 1 + 2


def test_partial_imports_the_figures_without_problems(desk: Desk) -> None:
    done = desk.imported("指标,2023年", "信访,1", "失业率,1.8", partial=True)
    assert (desk.lines(), done.refused, codes(done)) == (
        ["wuxi,rate,2023,1.8,level,,,,,"],
        1,
        [("A2", "import_unknown_name")],
    )


def test_a_dry_run_writes_nothing_and_reports_the_same(desk: Desk) -> None:
    table = ("指标,2023年", "失业率,1.8", "新增就业,11")
    dry = desk.imported(*table, dry_run=True)
    assert not desk.data.exists()
    assert outcomes(dry) == outcomes(desk.imported(*table)) == ["entered", "entered"]
    assert not dry.written


def test_percent_signs_and_units_that_are_the_plans_own_are_understood(desk: Desk) -> None:
    desk.imported("指标,单位,2023年", "失业率（%）,％,1.8%", '新增就业,"10,000 persons",11万人')
    assert [line.split(",")[3] for line in desk.lines()] == ["1.8", "11"]


def test_the_tables_unit_does_not_refuse_rows_of_another_quantity(desk: Desk) -> None:
    """单位：万人 above a table with a rate in it."""
    assert codes(desk.imported("单位：万人", "指标,2023年", "新增就业,11", "失业率,1.8")) == []


def test_an_unknown_city_of_the_command_is_refused(desk: Desk) -> None:
    with pytest.raises(RsplanError) as caught:
        desk.imported("指标,2023年", "失业率,1.8", city="wuxii")
    assert caught.value.key == "error.unknown_city_near"


def test_the_city_of_the_title_is_the_default_and_contradicts_another(desk: Desk) -> None:
    table = ("苏州市就业情况", "指标,2023年", "城镇登记失业率,1.8")
    assert codes(desk.imported(*table, city="nanjing")) == [("A1", "import_other_place")]
    (row,) = desk.imported(*table, city="").rows
    assert row.data_row.key == ("suzhou", "registered-unemployment-rate")


def test_a_missing_city_is_reported(desk: Desk) -> None:
    assert codes(desk.imported("指标,2023年", "失业率,1.8", city="")) == [("B2", "import_city_missing")]


def test_a_missing_year_is_reported(desk: Desk) -> None:
    assert codes(desk.imported("指标,1月", "失业率,1.8", year=None)) == [("B1", "import_year_missing")]


# --- plausibility checks ---------------------------------------------------------------------------------------------


def test_a_falling_flow_and_thirty_times_the_target_are_refused_unless_forced(desk: Desk) -> None:
    """60 in five years are 1 a month: 4 to April, 3 to May; and 110,000 persons as 万人."""
    falling = ("指标,1-4月,1-5月", "新增就业,4,3")
    assert {code for _, code in codes(desk.imported(*falling))} == {"sum_falls"}
    large = ("指标,2023年", "新增就业,110000")
    assert codes(desk.imported(*large)) == [("B2", "value_too_large")]
    desk.imported(*large, force="核实无误")
    assert desk.lines() == ["wuxi,jobs,2023,110000,period,,,,,forced (value_too_large): 核实无误"]


def test_a_percentage_as_a_bare_fraction_is_refused(desk: Desk) -> None:
    """A cell of 2.3 % read as 0.023, where at most 4 is planned."""
    done = desk.imported("指标,2023年末", "失业率,0.023")
    assert codes(done) == [("B2", "typed_as_share")]
    assert done.problems[0].details["likely"] == "2.3"


def test_a_whole_table_in_persons_is_refused(desk: Desk) -> None:
    """Its figures agree with each other, and are ten thousand times what is planned."""
    done = desk.imported("指标,1-2月,1-3月,1-4月,1-5月,1-6月", "新增就业,19000,30000,41000,50000,61000")
    assert codes(done) == [(f"{column}2", "value_too_large") for column in "BCDEF"]


def test_a_figure_without_a_basis_is_refused_beside_the_year_to_date(desk: Desk) -> None:
    """The column says it for each row but one."""
    desk.write("wuxi,jobs,2024-02,1.9,ytd,,,,,")
    table = "indicator,period,value,basis", "jobs,2024-03,3,", "jobs,2024-04,4,ytd"
    assert codes(desk.imported(*table)) == [("C2", "basis_not_stated")]
    desk.imported(*table[:1], "jobs,2024-03,1.1,period", table[2])
    assert len(desk.lines()) == 3
    assert codes(desk.imported("指标,4—5月", "新增就业,2.1")) == []  # the heading says which months


def test_the_reason_stands_once_in_the_note_of_a_figure_with_several_problems(desk: Desk) -> None:
    """0.1 to May are a 50th of five months of the plan, and less than 4 to April."""
    desk.write("wuxi,jobs,2024-04,4,ytd,,,,,")
    desk.imported("指标,时期,数值,口径,备注", "新增就业,2024年5月,0.1,累计,初步", force="重新核定")
    assert desk.lines()[1:] == [
        'wuxi,jobs,2024-05,0.1,ytd,,true,,,"forced (value_too_small, sum_falls): 重新核定; 初步"'
    ]


def test_a_row_that_says_it_was_forced_is_not_refused_again(desk: Desk) -> None:
    desk.write("wuxi,jobs,2024-04,4,ytd,,,,,")
    done = desk.imported("指标,时期,数值,口径,备注", "新增就业,2024年5月,3,累计,forced (sum_falls): 重新核定")
    assert (codes(done), outcomes(done)) == ([], ["entered"])


@pytest.mark.parametrize("dry", [False, True])
def test_sums_that_disagree_over_the_same_days_are_warned_of(desk: Desk, dry: bool) -> None:
    """1.05 and 0.95 are 2, not the 2.4 to date; once known this is no news."""
    table = ("指标,时期,数值,口径", "新增就业,2024年1月,1.05,当期", "新增就业,2024年2月,0.95,当期")
    rows = desk.imported(*table, "新增就业,2024年2月,2.4,累计", dry_run=dry).rows
    assert [[warning.key for warning in row.warnings] for row in rows] == [[], [], ["note.conflict"]]
    details = rows[-1].warnings[0].details
    assert (details["start"], details["end"], details["chosen"], details["other"]) == (
        *("2024-01-01", "2024-02-29"),
        *("2.4", "2"),
    )
    if not dry:
        (april,) = desk.imported("指标,时期,数值,口径", "新增就业,2024年4月,1,当期").rows
        assert april.warnings == ()
    agreeing = desk.imported(*table, "新增就业,2024年2月,2,累计", dry_run=True).rows
    assert dry is False or [row.warnings for row in agreeing] == [(), (), ()]


def test_a_doubtful_figure_is_entered_with_a_warning(desk: Desk) -> None:
    """12 in June, where 1 a month is planned."""
    (row,) = desk.imported("指标,2024年6月", "新增就业,12", basis=Basis.PERIOD).rows
    assert [warning.key for warning in row.warnings] == ["warning.value_large"]


def test_a_table_that_revises_several_months_is_judged_as_a_whole(desk: Desk) -> None:
    """March alone would lie above the old May; May is raised too."""
    desk.write("wuxi,jobs,2024-03,3,ytd,,,2024-04-15,,", "wuxi,jobs,2024-05,5,ytd,,,2024-06-15,,")
    done = desk.imported("指标,1-3月,1-5月", "新增就业,5.5,6.5", published="2024-07-15")
    assert (codes(done), outcomes(done)) == ([], ["replaces", "replaces"])


def test_a_whole_data_file_is_imported_as_it_is(desk: Desk) -> None:
    """It was entered once already, perhaps with a reason; what was exported comes back."""
    done = desk.imported(HEADER, "wuxi,jobs,2024-04,4,ytd,,,,,", "wuxi,jobs,2024-05,3,ytd,,,,,")
    assert (codes(done), outcomes(done)) == ([], ["entered", "entered"])


def test_a_table_with_some_of_the_data_files_columns_is_checked_as_any_other(desk: Desk) -> None:
    """Somebody typed it: 4 to April, 3 to May."""
    done = desk.imported("indicator,period,value,basis", "jobs,2024-04,4,ytd", "jobs,2024-05,3,ytd")
    assert {code for _, code in codes(done)} == {"sum_falls"}


# --- nothing twice ---------------------------------------------------------------------------------------------------

TABLE = ("指标,1-2月,1-3月", "新增就业,1.9,2.9", "失业率,1.7,1.8")


def test_the_same_table_again_enters_nothing(desk: Desk) -> None:
    desk.imported(*TABLE)
    before = desk.data.read_bytes()
    done = desk.imported(*TABLE)
    assert (outcomes(done), done.written) == (["there"] * 4, False)
    assert desk.data.read_bytes() == before


def test_next_months_table_enters_the_new_month_and_what_was_revised(desk: Desk) -> None:
    """Its older months are no news, although the source and the date are others."""
    desk.imported(*TABLE, source="3月月报", published="2024-04-15")
    done = desk.imported("指标,1-2月,1-3月,1-4月", "新增就业,1.9,3.0,4.1", source="4月月报", published="2024-05-15")
    assert outcomes(done) == ["there", "replaces", "entered"]
    assert [str(one.before.value) if one.before else "" for one in done.rows] == ["1.9", "2.9", ""]
    assert desk.lines()[4:] == [
        "wuxi,jobs,2024-03,3.0,ytd,,,2024-05-15,4月月报,",
        "wuxi,jobs,2024-04,4.1,ytd,,,2024-05-15,4月月报,",
    ]


def test_the_same_days_in_another_spelling_are_the_same(desk: Desk) -> None:
    desk.write("wuxi,jobs,2023,11,period,,,,,")
    assert outcomes(desk.imported("指标,1-12月", "新增就业,11.0", year=2023)) == ["there"]


def test_a_final_figure_after_a_provisional_one_is_new(desk: Desk) -> None:
    desk.write("wuxi,jobs,2023,11,period,,true,,,")
    assert outcomes(desk.imported("指标,2023年", "新增就业,11")) == ["replaces"]


def test_a_figure_revised_and_revised_back_is_three_lines(desk: Desk) -> None:
    table = (
        HEADER,
        "wuxi,rate,2023,1.7,,,,,a,",
        "wuxi,rate,2023,1.8,,,,,b,",
        "wuxi,rate,2023,1.7,,,,,a,",
        "wuxi,rate,2023,1.7,,,,,a,",
    )
    assert outcomes(desk.imported(*table)) == ["entered", "replaces", "replaces", "there"]
    assert outcomes(desk.imported(*table)) == ["there"] * 4
    assert len(desk.lines()) == 3


def test_figures_of_the_same_days_are_vintages_where_each_has_another_date(desk: Desk) -> None:
    table = ("指标,时期,数值,发布日期", "失业率,2023,1.7,2024-01", "失业率,2023,1.8,2024-06", "失业率,2023,1.7,2024-09")
    assert outcomes(desk.imported(*table)) == ["entered", "replaces", "replaces"]
    assert [line.split(",")[3] for line in desk.lines()] == ["1.7", "1.8", "1.7"]


def test_a_figure_that_was_replaced_since_is_not_entered_again_and_reported(desk: Desk) -> None:
    desk.write("wuxi,rate,2023,1.7,level,,,,,", "wuxi,rate,2023,1.8,level,,,,,")
    (row,) = desk.imported("指标,2023年", "失业率,1.7").rows
    assert (row.outcome, [warning.key for warning in row.warnings]) == (Outcome.THERE, ["import.replaced_since"])


def test_an_older_figure_is_entered_and_is_not_effective(desk: Desk) -> None:
    desk.write("wuxi,rate,2023,1.8,level,,,2024-03-01,,")
    (row,) = desk.imported("指标,2023年", "失业率,1.7", published="2024-01-15").rows
    assert (row.outcome, [warning.key for warning in row.warnings]) == (Outcome.OLDER, ["warning.not_counted"])


def test_the_same_figure_from_another_source_confirms(desk: Desk) -> None:
    desk.write("wuxi,rate,2023,1.8,level,,,2024-03-01,公报,")
    table = ("指标,时期,数值,来源,发布日期", "失业率,2023,1.8,年鉴,2024-09")
    assert outcomes(desk.imported(*table)) == ["confirms"]
    assert outcomes(desk.imported(*table)) == ["there"]


def test_published_figures_of_the_target_files_count_as_known(desk: Desk) -> None:
    """Suzhou's 23.18 of 2023 stands in the shipped file, published on 2024-02-27."""
    table = ("指标,2023年", f"{JOBS},23.18")
    assert outcomes(desk.imported(*table, city="suzhou", published="2024-03")) == ["there"]


def test_two_figures_for_the_same_days_of_a_wide_table_are_both_refused(desk: Desk) -> None:
    done = desk.imported("指标,1-6月,上半年", "新增就业,6,6.1")
    assert codes(done) == [("B2", "import_contradiction"), ("C2", "import_contradiction")]
    assert outcomes(desk.imported("指标,1-6月,上半年", "新增就业,6,6.0")) == ["entered", "there"]


def test_processes_that_import_the_same_table_at_once_enter_it_once(desk: Desk) -> None:
    path = desk.csv(*TABLE)
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda _: desk.imported(path=path), range(8)))
    assert len(desk.lines()) == 4
    assert sorted(one.count(Outcome.ENTERED) for one in done) == [0] * 7 + [4]


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["2023", "2024-06", "2024"]),
            st.sampled_from(["1.7", "1.8"]),
            st.sampled_from(["", "2024-01", "2024-09-01"]),
            st.sampled_from(["", "公报"]),
        ),
        max_size=8,
    )
)
def test_importing_a_table_again_enters_nothing(
    tmp_path_factory: pytest.TempPathFactory, entries: list[tuple[str, str, str, str]]
) -> None:
    """And the last figure for the same days and date is the one that the table has last."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    written = (f"wuxi,rate,{period},{value},,,,{published},{source}," for period, value, published, source in entries)
    table = (HEADER, *written)
    desk.imported(*table)
    lines = desk.lines()
    assert set(outcomes(desk.imported(*table))) <= {"there"}
    assert desk.lines() == lines
    for period, _, published, _ in entries:
        given_last = [one[1] for one in entries if (one[0], one[2]) == (period, published)][-1]
        cells = [line.split(",") for line in lines]
        assert [one[3] for one in cells if (one[2], one[7]) == (period, published)][-1] == given_last


TOKENS = st.sampled_from(
    [
        "",
        "指标",
        "时期",
        "数值",
        "口径",
        "单位",
        "城市",
        "1月",
        "1—2月",
        "2024年",
        "累计",
        "当月",
        "万人",
        "人",
        "同比",
        "新增就业",
        "失业率（%）",
        "人才比例",
        "无锡市2024年",
        "单位：万人",
        "1.8",
        "13:41:46",
        "≥98",
        "=A1",
        "#N/A",
        "2024-06",
        "city",
        "indicator",
        "period",
        "value",
        "jobs",
        "rate",
        "1e5",
        "-",
        "２．５",
        "2024-02-30",
        '"',
        "注：\r\n甲",
    ]
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(TOKENS, min_size=1, max_size=6), max_size=7), st.booleans(), st.sampled_from(Basis))
def test_whatever_stands_in_a_table_the_data_file_stays_valid_and_no_cell_is_lost(
    tmp_path_factory: pytest.TempPathFactory, grid: list[list[str]], partial: bool, basis: Basis
) -> None:
    """Every figure of the table has an outcome, and the lines that are written can be read."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    text = io.StringIO()
    csv.writer(text).writerows(grid)
    path = desk.folder / "t.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    try:
        done = desk.imported(path=str(path), basis=basis, partial=partial)
    except InvalidInput:
        assert not desk.data.exists()
        return
    assert bool(done.problems) == bool(done.refused)
    assert done.written == bool(done.new and (partial or not done.problems))
    load(desk.inputs().targets, (str(desk.data),) if desk.data.exists() else (), published=False)
    assert len(desk.lines()) == (len(done.new) if done.written else 0)


# --- the data file ---------------------------------------------------------------------------------------------------


def test_a_data_file_without_a_city_column_gets_no_city(desk: Desk) -> None:
    desk.data.write_text("indicator,period,value,basis\n", encoding="utf-8")
    desk.imported("指标,2023年", "失业率,1.8")
    assert desk.data.read_text(encoding="utf-8") == 'indicator,period,value,basis\nrate,2023,1.8,"level"\n'


def test_a_data_file_without_a_needed_column_is_left_unchanged(desk: Desk) -> None:
    desk.data.write_text("city,indicator,period,value,basis\n", encoding="utf-8")
    with pytest.raises(RsplanError) as caught:
        desk.imported("指标,2023年", "失业率,1.8", source="公报")
    assert caught.value.key == "error.no_column"
    assert desk.data.read_text(encoding="utf-8") == "city,indicator,period,value,basis\n"


def test_an_invalid_data_file_is_reported_and_left_unchanged(desk: Desk) -> None:
    desk.write("wuxi,rate,2023,x,,,,,,")
    before = desk.data.read_bytes()
    with pytest.raises(InvalidInput) as caught:
        desk.imported("指标,2023年", "失业率,1.8")
    assert [(one.code, one.line) for one in caught.value.problems] == [("not_a_number", 2)]
    assert desk.data.read_bytes() == before


def test_a_gb18030_data_file_stays_gb18030(desk: Desk) -> None:
    desk.data.write_bytes(f"{HEADER}\r\nwuxi,rate,2022,1.9,level,,,,公报,\r\n".encode("gb18030"))
    desk.imported("指标,2023年", "失业率,1.8", source="年鉴")
    assert desk.data.read_bytes().decode("gb18030").endswith("wuxi,rate,2023,1.8,level,,,,年鉴,\r\n")


# --- as spreadsheets save them ---------------------------------------------------------------------------------------


def test_a_csv_saved_by_excel_on_chinese_windows_is_imported(desk: Desk) -> None:
    """GB18030, CRLF, merged cells lost, thousands separators in quotes, trailing empty cells."""
    lines = (
        "无锡市2024年就业情况,,,,\r",
        "单位：万人、%,,,,\r",
        "指标,1月,,1-2月,备注\r",
        "新增就业（万人）,1.10,,2.30,\r",
        '失业率（％）,1.78%,," 1.8 ",快报\r',
    )
    desk.imported(path=desk.csv(*lines, encoding="gb18030"))
    assert desk.lines() == [
        "wuxi,jobs,2024-01,1.10,period,,,,,",
        "wuxi,jobs,2024-02,2.30,ytd,,,,,",
        "wuxi,rate,2024-01,1.78,level,,true,,,快报",
        "wuxi,rate,2024-02,1.8,level,,true,,,快报",
    ]


def test_a_workbook_saved_by_libreoffice_is_imported_unedited(desk: Desk) -> None:
    """January 1.1, February 1.2, March 1.5: to date 1.1, 2.3 and 3.8 by its formulas; rates as percentages."""
    file = Path(__file__).parent / "data" / "libreoffice.xlsx"
    inputs = desk.inputs()._replace(published=False)
    done = import_table(ImportRequest(str(file), TODAY, defaults=ImportDefaults("suzhou")), inputs)
    assert codes(done) == []
    assert [line.removeprefix("suzhou,") for line in desk.lines()] == [
        "urban-new-jobs,2024-01,1.1,period,,,,,",
        "urban-new-jobs,2024-02,1.2,period,,,,,",
        "urban-new-jobs,2024-02,2.3,ytd,,,,,",
        "urban-new-jobs,2024-03,1.5,period,,,,,",
        "urban-new-jobs,2024-03,3.8,ytd,,,,,",
        "registered-unemployment-rate,2024-01,1.71,level,,,,,=期末数",
        "registered-unemployment-rate,2024-02,1.74,level,,,,,=期末数",
        "registered-unemployment-rate,2024-03,1.69,level,,,,,=期末数",
    ]
    assert outcomes(done).count("there") == 1  # January's year to date is its month


def test_formulas_without_values_are_reported_with_their_cells(desk: Desk, tmp_path: Path) -> None:
    cells: dict[str, Any] = rows(("指标", "1-2月", "1-3月"), ("失业率", "=1+1", 1.8), ("=A2", 1, 2))
    done = desk.imported(path=workbook(tmp_path / "t.xlsx", cells))
    assert codes(done) == [
        ("2024年!B2", "import_formula_without_value"),
        ("2024年!A3", "import_formula_without_value"),
    ]
    problem = done.problems[0]
    assert (problem.line, problem.excerpt) == (0, "失业率 |  | 1.8")


def test_the_zeros_at_the_end_of_a_figure_are_kept(desk: Desk) -> None:
    """They say how exact it is, as those that `record` writes do: the parts of a sum may miss it by their rounding."""
    desk.imported("指标,2024-01", "失业率,1.340")
    assert desk.lines() == ["wuxi,rate,2024-01,1.340,level,,,,,"]
    again = desk.imported("指标,2024-01", "失业率,1.34")
    assert [row.outcome.is_new for row in again.rows] == [False]
