"""The table of `rsplan allocate`: the parts with their amounts, which add up to the target exactly."""

from collections.abc import Iterator
from fractions import Fraction

from rsplan.model.enums import Better, Comparator
from rsplan.model.rounding import shown, shown_beside
from rsplan.report.records.allocate import Allocated
from rsplan.report.tables.cells import indicator_lead, indicator_title, target_in_unit
from rsplan.report.tables.table import CellStyle, ReportTable, Section, TableCell, TableColumn, Words
from rsplan.text import Language


def allocate_table(allocated: Allocated, lang: Language) -> ReportTable:
    """The parts with their amounts, and below them their sum; columns that no part fills are left out."""
    words, parts = Words(lang), [amount.part for amount in allocated.amounts]
    wanted = {
        "min": any(part.least is not None for part in parts),
        "max": any(part.most is not None for part in parts),
        "done": any(part.done is not None for part in parts),
        "denominator": any(part.denominator is not None for part in parts),
    }
    left = "column.part_left" if allocated.assessment.in_force.better is Better.HIGHER else "column.part_room"
    rows = (*_rows(allocated, wanted, words), _sum(allocated, wanted, words))
    columns = (
        TableColumn(words("column.part"), folds=True),
        *(TableColumn(words(f"column.part_{name}"), right=True) for name in ("weight", *_names(wanted))),
        TableColumn(words("column.share"), right=True),
        TableColumn(words("column.amount"), right=True),
        TableColumn(words("column.rounding"), right=True),
        *(TableColumn(words(left), right=True) for _ in range(wanted["done"])),
        *(TableColumn(words("column.rate"), right=True) for _ in range(wanted["denominator"])),
    )
    assessment = allocated.assessment
    details = {
        "target": target_in_unit(assessment, words) if wanted["denominator"] else assessment.target.printed.strip(),
        "total": shown(allocated.total, None),
        "steps": _steps(allocated, words),
    }
    lead = (
        indicator_lead(assessment, words),
        TableCell((words("allocate.rate" if wanted["denominator"] else "allocate.total", **details),)),
    )
    notes = tuple(words("allocate.file", file=file) for file in allocated.files)
    return ReportTable(
        indicator_title(assessment.indicator, words),
        lead,
        columns,
        (Section("", rows),),
        (words("allocate.legend"), *_of_range(allocated, words), *notes),
    )


def _of_range(allocated: Allocated, words: Words) -> Iterator[str]:
    """What becomes of the upper end of a range, of which the lower one is split."""
    target = allocated.assessment.target
    if target.comparator is Comparator.BETWEEN:
        yield words(
            "allocate.range", low=words.number(target.value, places=None), high=words.number(target.high, places=None)
        )


def _steps(allocated: Allocated, words: Words) -> str:
    """The step, with the parts whose amounts are no multiple of it: the total is none, or a bound is none."""
    odd = [one.part.name for one in allocated.amounts if one.amount % allocated.step]
    key = "allocate.steps_but" if odd else "allocate.steps"
    return words(key, step=shown(allocated.step, None), parts=words("word.and").join(map(words.of, odd)))


def _names(wanted: dict[str, bool]) -> list[str]:
    return [name for name, shown_ in wanted.items() if shown_]


def _rows(allocated: Allocated, wanted: dict[str, bool], words: Words) -> Iterator[tuple[TableCell, ...]]:
    for amount in allocated.amounts:
        part = amount.part
        values = {"min": part.least, "max": part.most, "done": part.done, "denominator": part.denominator}
        cells = [words.of(part.name), shown(part.weight, None)]
        cells += [words.number(values[name], places=None) for name in _names(wanted)]
        cells += [shown(amount.share, 4), shown(amount.amount, None), _signed(amount.rounding)]
        if wanted["done"]:
            cells.append(shown(amount.left, None))
        if wanted["denominator"]:
            cells.append(words.number(amount.rate, places=4))
        yield tuple(TableCell((cell,)) for cell in cells)


def _signed(value: Fraction) -> str:
    return ("+" if value > 0 else "") + shown_beside(value, (0,), 4)


def _sum(allocated: Allocated, wanted: dict[str, bool], words: Words) -> tuple[TableCell, ...]:
    """The sum of the shares and of the amounts: the total, both."""
    amounts = allocated.amounts
    cells = [words("allocate.sum"), *[""] * (1 + len(_names(wanted)))]
    cells += [shown(sum((one.share for one in amounts), Fraction(0)), None)]
    cells += [shown(sum((one.amount for one in amounts), Fraction(0)), None), "0"]
    cells += [shown(sum((one.left for one in amounts), Fraction(0)), None)] if wanted["done"] else []
    if wanted["denominator"]:
        whole = sum((Fraction(one.part.denominator or 0) for one in amounts), Fraction(0))
        cells.append(shown(allocated.total / whole * 100, 4))
    return tuple(TableCell((cell,), CellStyle.STRONG) for cell in cells)
