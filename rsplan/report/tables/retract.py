"""The tables of `rsplan retract`: what is withdrawn, and its effect in each plan."""

from collections.abc import Iterator

from rsplan.journal.retracting import Retracted
from rsplan.report.tables.cells import observed_text
from rsplan.report.tables.record import change_table
from rsplan.report.tables.table import CellStyle, ReportTable, TableCell, Words
from rsplan.text import Language


def retract_tables(retracted: Retracted, given: str, lang: Language) -> list[ReportTable]:
    """The retraction with its effect in each plan; `given` are the options that the next command needs too."""
    words = Words(lang)
    key = "retract.written" if retracted.written else "retract.dry_run"
    title = words(key, file=retracted.file, line=str(retracted.line))
    head = ReportTable(title, tuple(_lead(retracted, words)), (), (), ())
    *tables, last = [head, *(change_table(change, words, retracted=True) for change in retracted.changes)]
    return [*tables, last._replace(footnotes=(*last.footnotes, *_next_step(retracted, given, words)))]


def _lead(retracted: Retracted, words: Words) -> Iterator[TableCell]:
    yield TableCell((f"  {retracted.text}",), CellStyle.STRONG)
    for gone in retracted.withdrawn:
        details = {"value": observed_text(gone), "line": str(gone.at.line), "period": words.period(gone.period.text)}
        yield TableCell((words("retract.withdraws", basis=str(gone.basis), **details),))
    counts = retracted.counts
    if counts:
        place = f"{counts.at.file}:{counts.at.line}"
        yield TableCell((words("retract.counts", value=observed_text(counts), place=place),))
    else:
        yield TableCell((words("retract.nothing_counts"),))
    if retracted.backup:
        yield TableCell((words("record.cut_off", backup=retracted.backup),))
    elif retracted.broken:
        yield TableCell((words("record.would_cut_off"),))


def _next_step(retracted: Retracted, given: str, words: Words) -> Iterator[str]:
    if retracted.written:
        request = retracted.request
        yield words("record.next", city=request.city, indicator=request.indicator, given=given)
