"""Long plain lists, of which a few rows are read for all: the outcome is that of reading every row."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rsplan.documents import delimited_table
from rsplan.documents.cells import Cell
from rsplan.documents.delimited_table import _cells
from rsplan.errors import InvalidInput, RsplanError
from rsplan.journal.recording import Inputs
from rsplan.model.enums import Basis
from rsplan.table_import import plain_list
from rsplan.table_import.figures_to_rows import ImportDefaults
from rsplan.table_import.importer import ImportRequest, ImportResult, import_table

TODAY = date(2026, 11, 21)

PLAN = """\
city: {{id: {id}, name: {{zh: {zh}, en: {id}}}}}
documents: {{own: {{title: {{zh: 规划, en: Plan}}, state: issued}}}}
plans:
  - id: 14fyp
    title: {{zh: 规划, en: Plan}}
    document: own
    state: issued
    start: 2021-01-01
    end: 2025-12-31
    indicators:
      - {{id: jobs, name: {{zh: 城镇新增就业, en: New jobs}}, unit: {{zh: 万人, en: "10,000 persons"}},
         kind: cumulative, better: higher, target: {{printed: 60, where: 表1}}}}
      - {{id: fairs, name: {{zh: 招聘活动, en: Job fairs}}, unit: {{zh: 场, en: fairs}}, kind: annual,
         better: higher, target: {{printed: 1200, where: 表1}}}}
      - {{id: insured, name: {{zh: 参保人数, en: Insured}}, unit: {{zh: 人, en: persons}}, kind: stock,
         better: higher, target: {{printed: 20000, where: 表1}}}}
      - {{id: rate, name: {{zh: 失业率, en: Unemployment rate}}, unit: {{zh: "%", en: "%"}}, kind: rate,
         better: lower, target: {{printed: 4以内, where: 表1}}}}
      - {{id: shares, name: {{zh: 人才比例, en: Shares}}, unit: {{zh: "%", en: "%"}}, kind: composition,
         better: higher, target: {{printed: "14:42:44", where: 表1}}}}
"""

#: The columns of the tables: each with its heading as the data file has it and in Chinese.
COLUMNS = {
    "city": "城市",
    "indicator": "指标",
    "period": "时期",
    "value": "数值",
    "basis": "口径",
    "published": "发布日期",
    "source": "来源",
    "note": "备注",
    "unit": "单位",
    "bound": "bound",
}
NAMES = {"jobs": "城镇新增就业", "fairs": "招聘活动", "insured": "参保人数", "rate": "失业率"}
UNITS = {"jobs": "万人", "fairs": "场", "insured": "人", "rate": "%"}
VALUES = {
    "jobs": ("1.2", "1.30", "2.4"),
    "fairs": ("100", "120"),
    "insured": ("2000", "15321", "45292"),
    "rate": ("2", "3.5"),
}

#: Cells that are another thing than they look like, or nothing that a list should hold.
HOSTILE = {
    "city": ("", "全市", "无锡", "扬州市", "wuxi ", "城市"),
    "indicator": (
        "",
        "合计",
        "指标",
        "jobs",
        "新增就业",
        "失业率（%）",
        "城镇新增就业（人）",
        "人才比例",
        "注：初步数",
        "2023年",
    ),
    "period": (
        "",
        "2023",
        "2023Q1",
        "2023年6月",
        "2023-6",
        "1—6月",
        "2023/6/1",
        "45292",
        "6月",
        "2023-13",
        "2023-06-30",
    ),
    "value": (
        *("", "—", "2021", "202106", "45292", "-1", "1,234", "３.5", "约3", "3.10", "007", "0", "#N/A", "1.2（预计）"),
        *("1 2", "1e3", "14:42:44", "1234567890123456", "2021.05", "99999999", "3.5%", "0.5人", "同比", "0.0001"),
    ),
    "basis": ("", "period", "ytd", "level", "累计", "当月", "mean", "数据"),
    "published": ("", "2023/7/1", "2099-01-01", "去年", "2023-07"),
    "source": ("", "统计局,\n二", "#N/A", "预计", "12:00:00"),
    "note": ("", "预计数", "目标", "上年同期", "forced (typo): so", "女", "2022年"),
    "unit": ("", "人", "万人", "万人、人", "%"),
    "bound": ("", "at_least", "retracted", "≥", "exact"),
}


class Desk:
    """A folder with the plans of two cities, and a data file that may be missing."""

    def __init__(self, folder: Path) -> None:
        self.table, self.data = folder / "table.csv", folder / "own.csv"
        self._targets = []
        for city, name in (("wuxi", "无锡市"), ("nantong", "南通市")):
            path = folder / f"{city}.yaml"
            path.write_text(PLAN.format(id=city, zh=name), encoding="utf-8")
            self._targets.append(str(path))

    def read(self, text: str, defaults: ImportDefaults) -> ImportResult:
        """Import the table in a dry run."""
        self.table.write_text(text, encoding="utf-8", newline="")
        inputs = Inputs(str(self.data), (), tuple(self._targets), published=False)
        return import_table(
            ImportRequest(str(self.table), TODAY, defaults=defaults), inputs, partial=True, dry_run=True
        )

    def write(self, text: str, defaults: ImportDefaults) -> bytes:
        """Import the table, and take the data file's bytes; what it was before comes back."""
        before = self.data.read_bytes() if self.data.exists() else None
        inputs = Inputs(str(self.data), (), tuple(self._targets), published=False)
        import_table(ImportRequest(str(self.table), TODAY, defaults=defaults), inputs, partial=True)
        after = self.data.read_bytes() if self.data.exists() else b""
        self.data.unlink(missing_ok=True)
        if before is not None:
            self.data.write_bytes(before)
        return after


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("plain"))


@contextmanager
def reading(*, at_once: bool) -> Iterator[None]:
    """Read each table as a plain list if it is one, however short it is; or read every row of it."""
    with patch.multiple(plain_list, LEAST_ROWS=0 if at_once else 10**9, _ROWS_OF_ONE=0):
        yield


@st.composite
def tables(draw: st.DrawFn) -> str:
    """A list of months with every indicator for one or two cities, some cells of it changed, or a row."""
    beside = draw(st.lists(st.sampled_from(["basis", "published", "source", "note", "unit", "bound"]), unique=True))
    columns = ["city", "indicator", "period", "value", *beside]
    in_chinese = draw(st.booleans())
    rows = []
    for city in draw(st.sampled_from([("wuxi",), ("wuxi", "nantong")])):
        for indicator, month in draw(
            st.lists(st.tuples(st.sampled_from(sorted(NAMES)), st.integers(1, 6)), min_size=4, max_size=24, unique=True)
        ):
            rows.append(
                {
                    "city": city,
                    "indicator": NAMES[indicator] if in_chinese else indicator,
                    "period": f"2023-{month:02}",
                    "value": draw(st.sampled_from(VALUES[indicator])),
                    "basis": "level" if indicator in ("insured", "rate") else draw(st.sampled_from(["ytd", "period"])),
                    "published": f"2023-{month + 1:02}-20",
                    "source": f"月报{month}",
                    "note": "",
                    "unit": UNITS[indicator],
                    "bound": "",
                }
            )
    if draw(st.integers(0, 3)) == 0:
        rows.append(dict(draw(st.sampled_from(rows)), value="2"))
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 1, 2]))):
        column = draw(st.sampled_from(columns))
        draw(st.sampled_from(rows))[column] = draw(st.sampled_from(HOSTILE[column]))
    heads = [COLUMNS[column] if in_chinese else column for column in columns]
    lines = [[*heads], *([row[column] for column in columns] for row in rows)]
    disturbed(draw, lines)
    return "".join(",".join(map(spelt, line)) + "\n" for line in lines)


def disturbed(draw: st.DrawFn, lines: list[list[str]]) -> None:
    """Put in a row that is none of the list, sometimes; or break one, or change a heading."""
    place = draw(st.integers(1, len(lines)))
    how = draw(
        st.sampled_from([*[""] * 12, "header", "note", "title", "blank", "longer", "shorter", "heading", "section"])
    )
    match how:
        case "header":
            lines.insert(place, [*lines[0]])
        case "note":
            lines.insert(place, ["注：本表为初步统计数"])
        case "title":
            lines.insert(0, ["无锡市2023年6月主要指标"])
        case "blank":
            lines.insert(place, [])
        case "longer":
            lines[place - 1].append("9")
        case "shorter":
            lines[-1].pop()
        case "heading":
            lines[0][-1] = draw(st.sampled_from(["", "同比", "目标", "年度", "数值（万人）", "指标"]))
        case "section":
            lines.insert(place, ["上年同期", *[""] * (len(lines[0]) - 1)])
        case _:
            pass


def spelt(text: str) -> str:
    return f'"{text}"' if "," in text or "\n" in text else text


def outcome(done: ImportResult) -> Sequence[object]:
    """All that an import says, in plain values."""
    rows = [
        (
            *(row.data_row.key, dict(row.data_row.texts), dict(row.data_row.cells), row.data_row.address),
            *(row.data_row.snapshot, row.data_row.from_data_file, row.data_row.states_publication),
            *(row.observation, row.outcome, row.before, row.warnings),
        )
        for row in done.rows
    ]
    left = [(one.cell, one.reason, one.number) for one in done.left]
    accounts = [(one.account, one.row and dict(one.row.texts)) for one in done.accounts]
    counts = done.refused, done.empty, done.skipped, done.refused_cells
    return rows, list(done.problems), left, accounts, counts


KNOWN = "city,indicator,period,value,basis,bound,provisional,published,source,note,via\n"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=tables(),
    city=st.sampled_from(["", "wuxi"]),
    basis=st.sampled_from([None, Basis.YTD]),
    known=st.lists(
        st.sampled_from(
            [
                "wuxi,jobs,2023-03,1.2,ytd,,,2023-04-20,月报3,,\n",
                "wuxi,jobs,2023-04,0.9,ytd,,,2023-08-01,年报,,\n",
                "wuxi,insured,2023-05,2000,level,,,,,,\n",
                "nantong,rate,2023-01,3.5,level,,,2023-02-20,月报1,,\n",
            ]
        ),
        unique=True,
    ),
)
def test_the_outcome_is_that_of_reading_every_row(
    desk: Desk, text: str, city: str, basis: Basis | None, known: list[str]
) -> None:
    defaults = ImportDefaults(city=city, basis=basis)
    desk.data.unlink(missing_ok=True)
    if known:
        desk.data.write_text(KNOWN + "".join(known), encoding="utf-8")
    found: list[Any] = []
    for at_once in (True, False):
        with reading(at_once=at_once):
            try:
                found.append((*outcome(desk.read(text, defaults)), desk.write(text, defaults)))
            except (InvalidInput, RsplanError) as error:
                found.append(str(error))
    assert found[0] == found[1]


@pytest.mark.parametrize("heads", ["city,indicator,period,value,basis,source", "城市,指标,时期,数值,口径,来源"])
def test_a_long_list_is_read_at_once_and_one_doubtful_row_ends_that(desk: Desk, heads: str) -> None:
    desk.data.unlink(missing_ok=True)
    months = [(city, year, month) for city in ("wuxi", "nantong") for year in (2021, 2022) for month in range(1, 13)]
    rows = [
        f"{city},{indicator},{year}-{month:02},{VALUES[indicator][0]},level,月报\n"
        for city, year, month in months
        for indicator in ("insured", "rate")
    ]
    with patch.multiple(plain_list, LEAST_ROWS=50, _ROWS_OF_ONE=1):
        done = desk.read("".join([heads, "\n", *rows]), ImportDefaults())
        assert done.read[0].whole is not None
        assert (len(done.rows), done.problems) == (2 * 2 * 2 * 12, [])
        doubtful = desk.read("".join([heads, "\n", *rows[:-1], rows[-1].replace(",2,", ",约2,")]), ImportDefaults())
        assert doubtful.read[0].whole is None
        assert [problem.cell for problem in doubtful.problems] == [f"D{1 + len(rows)}"]


def test_a_basis_called_as_a_column_beside_a_number_that_may_be_a_day_is_no_header_unseen(desk: Desk) -> None:
    """A row with 'period' and 45292, which spreadsheets take for a day, is read by itself."""
    desk.data.unlink(missing_ok=True)
    rows = [f"wuxi,fairs,2023-{month:02},{100 + month},period\n" for month in range(1, 12)]
    text = "".join(["city,indicator,period,value,basis\n", *rows, "wuxi,fairs,2023-12,45292,period\n"])
    found = []
    for at_once in (True, False):
        with reading(at_once=at_once):
            found.append(outcome(desk.read(text, ImportDefaults())))
    assert found[0] == found[1]


@pytest.mark.parametrize("at_once", [True, False])
def test_the_zeros_at_the_end_are_kept_in_every_line_of_a_month(desk: Desk, at_once: bool) -> None:
    desk.data.unlink(missing_ok=True)
    values = {"wuxi": ("1.30", "2.10"), "nantong": ("2.40", "3.00")}
    rows = [
        f"{city},jobs,2024-{month:02},{value},ytd\n" for city in values for month, value in enumerate(values[city], 1)
    ]
    with reading(at_once=at_once):
        assert desk.read("".join(["city,indicator,period,value,basis\n", *rows]), ImportDefaults()).problems == []
        lines = desk.write("", ImportDefaults()).decode()
    assert [line.split(",")[3] for line in lines.splitlines()[1:]] == ["1.30", "2.10", "2.40", "3.00"]


def test_of_a_long_list_hardly_any_cell_is_made(desk: Desk) -> None:
    """An object for each cell takes as long as all the rest."""
    desk.data.unlink(missing_ok=True)
    rows = [
        f"wuxi,{name},{year}-{month:02},{VALUES[name][0]},level\n"
        for name in ("insured", "rate")
        for year, month in product((2021, 2022), range(1, 13))
    ]
    made: list[int] = []

    def counted(rows: Sequence[Sequence[str]], delimiter: str) -> Mapping[tuple[int, int], Cell]:
        made.append(len(rows))
        return _cells(rows, delimiter)

    with patch.multiple(plain_list, LEAST_ROWS=20, _ROWS_OF_ONE=1), patch.object(delimited_table, "_cells", counted):
        done = desk.read("".join(["city,indicator,period,value,basis\n", *rows]), ImportDefaults())
    assert len(done.rows) == len(rows)
    assert sum(made) <= 1
