"""A table of parts: `part`, `weight`, and where wanted `min`, `max`, `done`, `denominator`, `id`, `en`."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from rsplan.documents.cells import CellTable
from rsplan.documents.table_file import read_tables
from rsplan.errors import BadText, InvalidInput, Problem
from rsplan.model.bilingual import Text
from rsplan.model.input_places import Place
from rsplan.model.parts import Part, PartTable
from rsplan.model.plain_text import plain
from rsplan.read.csv_cells import value_of

#: The columns by the words of their headings.
_HEADINGS: Mapping[str, str] = {
    **dict.fromkeys(("part", "部分", "单位", "区县", "部门", "年份", "分解对象"), "part"),
    **dict.fromkeys(("weight", "权重"), "weight"),
    **dict.fromkeys(("min", "下限", "最低"), "min"),
    **dict.fromkeys(("max", "上限", "最高"), "max"),
    **dict.fromkeys(("done", "已完成"), "done"),
    **dict.fromkeys(("denominator", "分母"), "denominator"),
    **dict.fromkeys(("id", "代码"), "id"),
    **dict.fromkeys(("en", "英文名"), "en"),
}

#: Names of rows that add others up, as plain text in lower case: they are no parts.
_TOTALS = frozenset(("合计", "总计", "小计", "共计", "全市合计", "total", "subtotal", "sum", "grand total"))

_ID = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")


def read_parts(path: str, prefix: str) -> PartTable:
    """Read the parts of the first sheet or of the text file; a part without an id is the prefix with its number.

    Raises InvalidInput with every problem of the table.
    """
    table = read_tables(path)[0]
    problems: list[Problem] = []
    first, *rows = table.rows
    columns = _columns(table, first, problems)
    parts = [
        part
        for number, row in enumerate(rows, 1)
        if (part := _part(table, row, columns, f"{prefix}-{number}", problems)) is not None
    ]
    _check_once(table, parts, columns, problems)
    if not parts and not problems:
        problems.append(Problem("parts_empty", table.name, 0, 0, {}))
    if problems:
        raise InvalidInput(problems)
    return PartTable(table.name, table.sha256, tuple(parts), "weight" in columns)


def _columns(table: CellTable, row: int, problems: list[Problem]) -> dict[str, int]:
    """The columns by name; a heading that is none is a problem, as is a table without parts or without weights."""
    found: dict[str, int] = {}
    for column in table.columns:
        text = table.text(row, column).strip()
        name = _HEADINGS.get(plain(text).lower())
        if text and (name is None or name in found):
            known = ", ".join(dict.fromkeys(_HEADINGS.values()))
            problems.append(table.problem("parts_heading", row, column, text=text, known=known))
        elif name is not None:
            found[name] = column
    if "part" not in found or not {"weight", "denominator"} & {*found}:
        problems.append(Problem("parts_columns", table.name, 0, 0, {}))
    return found


def _part(table: CellTable, row: int, columns: Mapping[str, int], number: str, problems: list[Problem]) -> Part | None:
    """The part in the row; None where it has no name."""

    def text(name: str) -> str:
        return table.text(row, columns[name]).strip() if name in columns else ""

    def amount(name: str) -> Decimal | None:
        if not text(name):
            return None
        try:
            value = value_of(text(name), "")
        except BadText as error:
            code = error.key.removeprefix("text.")
            problems.append(table.problem(code, row, columns[name], **error.details))
            return None
        if value < 0 or (name == "denominator" and not value):
            problems.append(table.problem("parts_negative", row, columns[name], text=text(name)))
        return value

    name = text("part")
    if not name:
        if any(text(column) for column in columns):
            problems.append(table.problem("parts_no_name", row, columns.get("part", 1)))
        return None
    if "".join(plain(name).split()).lower() in _TOTALS or " ".join(name.split()).lower() in _TOTALS:
        problems.append(table.problem("parts_total", row, columns["part"], text=name))
        return None
    id_ = text("id") or (name if _ID.fullmatch(name) else number)
    if not _ID.fullmatch(id_):
        problems.append(table.problem("parts_id", row, columns["id"], text=id_))
    elif id_ == number.rpartition("-")[0]:
        problems.append(table.problem("parts_id_of_city", row, columns.get("id", columns["part"]), text=id_))
    weight, denominator = amount("weight"), amount("denominator")
    if not text("weight") and not text("denominator"):
        problems.append(table.problem("parts_no_weight", row, columns["part"], part=name))
    return Part(
        id=id_,
        name=Text(name, text("en") or name),
        weight=weight if weight is not None else denominator or Decimal(0),
        least=amount("min"),
        most=amount("max"),
        done=amount("done"),
        denominator=denominator,
        at=Place(table.name, row),
    )


def _check_once(table: CellTable, parts: Sequence[Part], columns: Mapping[str, int], problems: list[Problem]) -> None:
    """Report parts whose name or id another one has."""
    seen: set[str] = set()
    for part in parts:
        if not {part.name.zh, part.id}.isdisjoint(seen):
            problems.append(table.problem("parts_twice", part.at.line, columns["part"], part=part.name.zh))
        seen |= {part.name.zh, part.id}
