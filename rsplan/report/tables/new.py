"""The table of `rsplan new`: the drafted indicators, what is to be confirmed, and the next steps."""

from collections.abc import Iterator

from rsplan.drafting.columns import Role
from rsplan.drafting.draft import Draft, DraftedRow
from rsplan.model.bilingual import Text
from rsplan.model.enums import Comparator
from rsplan.report.records.new import NewResult
from rsplan.report.tables.table import CellStyle, ReportTable, Section, TableCell, TableColumn, Words
from rsplan.text import Language

#: The hidden rows that are shown; the file has them all.
_MOST_HIDDEN = 5


def new_table(result: NewResult, lang: Language) -> ReportTable:
    """The indicators of a drafted plan, with the next steps below them."""
    words, draft = Words(lang), result.draft
    counts = {"file": result.path, "total": str(len(draft.rows)), "unconfirmed": str(draft.unconfirmed)}
    return ReportTable(
        words("new.title" if result.written else "new.title_dry", **counts),
        tuple(TableCell((line,)) for line in _lead(draft, words)),
        (
            TableColumn(words("column.number"), right=True),
            TableColumn(words("column.indicator"), folds=True),
            TableColumn(words("column.target"), right=True, folds=True),
            TableColumn(words("new.column.reading"), folds=True),
            TableColumn(words("new.column.confirm"), folds=True),
        ),
        tuple(_sections(draft, words)),
        tuple(_next_steps(result, words)),
    )


def _lead(draft: Draft, words: Words) -> Iterator[str]:
    if draft.source is not None and draft.table is not None:
        grid = draft.table.grid
        details = {
            "file": draft.source.name,
            "table": grid.frame or grid.caption,
            "heading": draft.table.target_heading,
        }
        yield words("new.from", **details)
        unread = [column.heading for column in draft.table.columns if column.role in (Role.UNKNOWN, Role.ASIDE)]
        if any(unread):
            yield words("new.columns", columns=words("word.and").join(heading or "—" for heading in unread))
        if draft.table.lost:
            yield words("new.lost", count=str(len(draft.table.lost)))
        if draft.source.hidden:
            yield words(
                "new.hidden",
                count=str(len(draft.source.hidden)),
                rows=words("word.semicolon").join(draft.source.hidden[:_MOST_HIDDEN]),
            )
        if draft.unread_remarks:
            yield words("new.remarks", texts=words("word.and").join(draft.unread_remarks))
        if not draft.is_state_said:
            yield words("new.state")
        if draft.former is not None:
            plan = draft.former.plan.id
            added = [_name(row.indicator.name, words) for row in draft.rows if not (row.former or row.renewed)]
            dropped = [words.of(former.indicator.name) for former in draft.dropped]
            if added:
                yield words("new.added", plan=plan, names=words("word.and").join(added))
            if dropped:
                yield words("new.dropped", plan=plan, names=words("word.and").join(dropped))


def _sections(draft: Draft, words: Words) -> Iterator[Section]:
    names = {group.id: _name(group.name, words) for group in draft.file.groups}
    groups = list(dict.fromkeys(row.indicator.group for row in draft.rows))
    for group in groups:
        rows = tuple(_row(row, words) for row in draft.rows if row.indicator.group == group)
        yield Section(names.get(group, ""), rows)


def _row(row: DraftedRow, words: Words) -> tuple[TableCell, ...]:
    indicator = row.indicator
    doubts = tuple(
        words("word.colon", text=words(f"confirm.part.{doubt.what}"), more=doubt.reason) for doubt in indicator.doubts
    )
    return (
        TableCell((indicator.number,)),
        TableCell((words("word.more", text=_name(indicator.name, words), more=_name(indicator.unit, words)),)),
        TableCell((indicator.printed,)),
        TableCell((_reading(row, words),)),
        TableCell(doubts, CellStyle.OPEN if doubts else CellStyle.PLAIN),
    )


def _name(text: Text, words: Words) -> str:
    """A text of the draft: the language that it has stands for the other."""
    return words.of(text) or text.zh or text.en


def _reading(row: DraftedRow, words: Words) -> str:
    indicator = row.indicator
    if not indicator.printed:
        return words("new.empty")
    if indicator.comparator is Comparator.NONE:
        return words("new.not_quantified")
    return words(f"kind.{indicator.kind}")


def _next_steps(result: NewResult, words: Words) -> Iterator[str]:
    draft = result.draft
    near = [row for row in draft.rows if row.near is not None]
    if near:
        yield words("new.near")
        for row in near:
            if row.near is not None:
                like = f"{row.near.id} {words.of(row.near.name)}"
                yield words("new.near_one", name=_name(row.indicator.name, words), id=row.indicator.id, near=like)
    if result.replaces:
        yield words("new.replaces", plan=draft.file.plan, file=result.replaces)
    if not result.written:
        return
    yield words("new.check", file=result.path)
    if result.settings_targets:
        yield words("new.settings", settings=result.settings_file, targets=result.settings_targets)
    else:
        yield words("new.settings_done", settings=result.settings_file)
    yield words("new.status", city=draft.file.city, plan=draft.file.plan)
