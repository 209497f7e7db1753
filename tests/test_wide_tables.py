"""Wide tables, whose rows and columns say once what they say of each figure: the outcome is that of reading all."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_plain_lists import PLAN

from rsplan.documents.cells import Cell, CellTable
from rsplan.errors import InvalidInput, RsplanError
from rsplan.journal.recording import Inputs
from rsplan.model.enums import Basis
from rsplan.table_import import importer, lines_to_add
from rsplan.table_import.figures_to_rows import ImportDefaults
from rsplan.table_import.importer import ImportRequest, ImportResult, import_table
from rsplan.table_import.table_figures import _PanelReader

TODAY = date(2026, 11, 21)

#: Names of indicators with their units, and values that they may have.
ITEMS = {
    "城镇新增就业": ("万人", ("1.2", "1.30", "2.4")),
    "招聘活动": ("场", ("100", "120")),
    "参保人数": ("人", ("2000", "15321", "45292")),
    "失业率": ("%", ("2", "3.5")),
    "人才比例": ("%", ("14:42:44", "15")),
}

#: Cells that are another thing than they look like.
VALUES = (
    *("", "—", "2021", "202106", "-1", "-0.0", "1,234", "３.5", "约3", "3.10", "007", "0", "#N/A", "1.2（预计）"),
    *("1 2", "1e3", "1234567890123456", "99999999", "3.5%", "0.5人", "同比", "0.0001", "预计", "其中"),
)
LABELS = ("", "合计", "小计", "指标", "jobs", "新增就业", "失业率（%）", "城镇新增就业（人）", "2023年",
          "1—6月参保人数", "其中：女", "上年同期", "注：初步数", "一、就业情况", "参保人数①",
          "城镇新增就业累计")  # fmt: skip
UNITS = ("", "人", "万人", "万人、人", "%", "场次")
HEADS = ("", "同比", "目标", "2023年1—6月", "2023年上半年", "2023年一季度", "2023年", "2023年6月（预计）", "6月",
         "2023年6月末", "2023年6月累计", "2023年当月", "平均", "2023年7月（人）", "备注",
         "2023-06-30", "45292")  # fmt: skip


class Desk:
    """A folder with the plans of two cities."""

    def __init__(self, folder: Path) -> None:
        self._targets = []
        for city, name in (("wuxi", "无锡市"), ("nantong", "南通市")):
            path = folder / f"{city}.yaml"
            path.write_text(PLAN.format(id=city, zh=name), encoding="utf-8")
            self._targets.append(str(path))
        self._data = str(folder / "none.csv")

    def read(self, sheets: Sequence[CellTable], defaults: ImportDefaults) -> ImportResult:
        """Import the sheets in a dry run."""
        inputs = Inputs(self._data, (), tuple(self._targets), published=False)
        request = ImportRequest("t.xlsx", TODAY, defaults=defaults)
        with patch.object(importer, "read_tables", lambda *_: tuple(sheets)):
            return import_table(request, inputs, partial=True, dry_run=True)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("wide"))


@contextmanager
def each_by_itself() -> Iterator[None]:
    """Read every figure and every line for itself."""
    with (
        patch.object(_PanelReader, "_are_words_apart", lambda *_: False),
        patch.object(lines_to_add, "_first_of_each", lambda rows, known: range(len(rows))),
    ):
        yield


def sheet_of(name: str, rows: Sequence[Sequence[str]]) -> CellTable:
    cells = {
        (row, column): Cell(row, column, text)
        for row, texts in enumerate(rows, 1)
        for column, text in enumerate(texts, 1)
        if text
    }
    return CellTable(name="t.xlsx", sheet=name, sha256="0" * 64, cells=cells)


@st.composite
def sheets(draw: st.DrawFn) -> list[CellTable]:
    """Sheets of one layout, indicators down and months across, with a few cells changed in one of them."""
    cities = draw(st.sampled_from([("无锡市",), ("无锡市", "南通市"), ("无锡市", "南通市", "无锡市2")]))
    months, summed = draw(st.integers(3, 8)), draw(st.sampled_from(["", "1—"]))
    names = draw(st.lists(st.sampled_from(sorted(ITEMS)), min_size=2, max_size=5, unique=True))
    with_unit, with_number, with_city = draw(st.booleans()), draw(st.booleans()), draw(st.integers(0, 4)) == 0
    around = draw(
        st.sampled_from(["主要指标", "主要指标", "主要指标", "2023年目标", "主要指标（预计）", "2022年主要指标"])
    )
    made = []
    for city in cities:
        heads = [f"2023年{summed if month > 1 else ''}{month}月" for month in range(1, months + 1)]
        stubs = [*(["序号"] if with_number else []), *(["城市"] if with_city else []), "指标"]
        rows = [[*stubs, *(["单位"] if with_unit else []), *heads]]
        for number, name in enumerate(names, 1):
            unit, values = ITEMS[name]
            label = name if with_unit else f"{name}（{unit}）"
            row = [*([str(number)] if with_number else []), *([city] if with_city else []), label]
            rows.append([*row, *([unit] if with_unit else []), *(draw(st.sampled_from(values)) for _ in heads)])
        made.append([[f"{city.rstrip('2')}{around}"], *rows])
    width = len(made[0][1])
    if draw(st.integers(0, 2)) == 0:  # a column of all sheets is headed otherwise
        head, column = draw(st.sampled_from(HEADS)), draw(st.integers(width - months, width - 1))
        for rows in made:
            rows[1][column] = head
    for _ in range(draw(st.sampled_from([0, 0, 1, 1, 2, 4]))):
        rows = draw(st.sampled_from(made))
        at, column = draw(st.integers(1, len(rows) - 1)), draw(st.integers(0, width - 1))
        stub = width - months
        cells = (
            HEADS if at == 1 else VALUES if column >= stub else UNITS if with_unit and column == stub - 1 else LABELS
        )
        rows[at][column] = draw(st.sampled_from(cells))
    if draw(st.integers(0, 4)) == 0:
        rows = draw(st.sampled_from(made))
        between = [[draw(st.sampled_from(LABELS))], [*rows[1]], ["单位：万人"], ["上年同期"]]
        rows.insert(draw(st.integers(2, len(rows))), draw(st.sampled_from(between)))
    return [sheet_of(city, rows) for city, rows in zip(cities, made, strict=True)]


def outcome(done: ImportResult) -> Sequence[object]:
    """All that an import says, in plain values."""
    rows = [
        (
            *(row.data_row.key, dict(row.data_row.texts), dict(row.data_row.cells), row.data_row.address),
            *(row.data_row.value, row.data_row.number, row.data_row.snapshot, row.data_row.from_data_file),
            *(row.data_row.states_publication, row.observation, row.outcome, row.before, row.warnings),
        )
        for row in done.rows
    ]
    accounts = [(one.account, one.row and dict(one.row.texts)) for one in done.accounts]
    return rows, [*done.problems], done.refused, done.empty, done.skipped, done.refused_cells, accounts


#: What the user states about the tables.
STATED = st.builds(
    lambda city, basis, unit, convert: ImportDefaults(city=city, basis=basis, unit=unit, convert=convert),
    st.sampled_from(["", "wuxi"]),
    st.sampled_from([None, Basis.YTD, Basis.PERIOD]),
    st.sampled_from(["", "", "", "万人"]),
    st.booleans(),
)


def check_alike(desk: Desk, tables: Sequence[CellTable], defaults: ImportDefaults) -> None:
    found: list[object] = []
    for way in (nullcontext, each_by_itself):
        with way():
            try:
                found.append(outcome(desk.read(tables, defaults)))
            except (InvalidInput, RsplanError) as error:
                found.append(str(error))
    assert found[0] == found[1]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables=sheets(), defaults=STATED)
def test_the_outcome_is_that_of_reading_every_figure(
    desk: Desk, tables: list[CellTable], defaults: ImportDefaults
) -> None:
    check_alike(desk, tables, defaults)


@pytest.mark.slow
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables=sheets(), defaults=STATED)
def test_so_it_is_of_many_tables(desk: Desk, tables: list[CellTable], defaults: ImportDefaults) -> None:
    check_alike(desk, tables, defaults)


def test_most_figures_of_a_wide_table_are_not_read_for_themselves(desk: Desk) -> None:
    """Of twelve rows of two sheets the first figure of each, and those of the first row of sums and of levels."""
    heads = ["指标", "单位", *(f"2023年{month}月" for month in range(1, 13))]
    rows = [[name, unit, *[values[0]] * 12] for name, (unit, values) in ITEMS.items() if name != "人才比例"]
    tables = [sheet_of(city, [[city], heads, *rows]) for city in ("无锡市", "南通市")]
    done = desk.read(tables, ImportDefaults(basis=Basis.PERIOD))
    assert (len(done.rows), done.problems) == (2 * 4 * 12, [])
    assert sum(row.data_row.alike is None for row in done.rows) < len(done.rows) // 2


def test_a_unit_over_a_column_holds_for_its_figures_alone(desk: Desk) -> None:
    """失业率 under 2023年3月（人） is no rate, though its row's own unit was right before."""
    heads = ["指标", "单位", "2023年1月", "2023年2月", "2023年3月（人）"]
    rows = [["参保人数", "人", "15321", "15321", "15321"], ["失业率", "%", "3.5", "3.5", "3.5"]]
    done = desk.read([sheet_of("", [heads, *rows])], ImportDefaults(city="wuxi"))
    assert [(problem.cell, problem.code) for problem in done.problems] == [("E1", "import_other_unit")]
    assert [row.data_row.address for row in done.rows] == ["C2", "D2", "E2", "C3", "D3"]
