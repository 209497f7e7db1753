"""The report of `rsplan new` as a record; docs/json.md."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypedDict

from rsplan.drafting.draft import Draft, DraftedRow
from rsplan.model.bilingual import Text
from rsplan.model.input_places import InputFile
from rsplan.report.records.common import Rows, report_head, text_record
from rsplan.report.records.common_types import ReportHead, TextRecord, UnconfirmedRecord


class DocumentRead(TypedDict):
    """The document or table that was read, and the columns of its table; `role` is what each holds."""

    file: str
    sha256: str
    table: str
    columns: list["ColumnRead"]
    unread_rows: list[str]
    unread_remarks: int
    remarks: list[str]


class ColumnRead(TypedDict):
    """A column of the table, and what it holds."""

    heading: str
    role: str


class DraftedIndicator(TypedDict):
    """One indicator of the plan as it was drafted.

    `known` says that a loaded plan has it, `like` is the loaded indicator that it is nearly; `confirm` are the parts to
    be confirmed, each with the reason.
    """

    id: str
    number: str | None
    name: TextRecord
    unit: TextRecord
    group: str | None
    nature: str | None
    kind: str
    better: str
    printed: str
    comparator: str | None
    result: str | None
    earlier: str | None
    known: bool
    like: str | None
    confirm: list[UnconfirmedRecord]


class NewReport(ReportHead):
    """The whole report."""

    file: str
    written: bool
    city: str
    plan: str
    start: str
    end: str
    state: str
    document: DocumentRead | None
    after: str | None
    dropped: list[str]
    total: int
    unconfirmed: int
    indicators: list[DraftedIndicator]


class NewResult(NamedTuple):
    """A draft and the file that it was written to, or would be; `settings` is the line for the settings file.

    `replaces` is the file of the loaded plan whose place it takes, empty for none.
    """

    draft: Draft
    path: str
    written: bool
    settings_file: str
    settings_targets: str
    replaces: str


def new_record(result: NewResult, inputs: Sequence[InputFile]) -> NewReport:
    """The report of `rsplan new`."""
    draft = result.draft
    return {
        **report_head("new", inputs),
        "file": result.path,
        "written": result.written,
        "city": draft.file.city,
        "plan": draft.file.plan,
        "start": draft.file.start,
        "end": draft.file.end,
        "state": str(draft.file.state),
        "document": _document(draft),
        "after": draft.former.plan.id if draft.former else None,
        "dropped": [former.indicator.id for former in draft.dropped],
        "total": len(draft.rows),
        "unconfirmed": draft.unconfirmed,
        "indicators": list(map(_indicator, draft.rows)),
    }


def _document(draft: Draft) -> DocumentRead | None:
    if draft.source is None or draft.table is None:
        return None
    grid = draft.table.grid
    return {
        "file": draft.source.name,
        "sha256": draft.source.sha256,
        "table": grid.frame or grid.caption,
        "columns": [{"heading": column.heading, "role": str(column.role)} for column in draft.table.columns],
        "unread_rows": [*draft.table.lost, *draft.source.hidden],
        "unread_remarks": len(draft.unread_remarks),
        "remarks": list(draft.unread_remarks),
    }


def _indicator(row: DraftedRow) -> DraftedIndicator:
    indicator = row.indicator
    return {
        "id": indicator.id,
        "number": indicator.number or None,
        "name": text_record(_known(indicator.name)),
        "unit": text_record(_known(indicator.unit)),
        "group": indicator.group or None,
        "nature": str(indicator.nature) if indicator.nature else None,
        "kind": str(indicator.kind),
        "better": str(indicator.better),
        "printed": indicator.printed,
        "comparator": str(indicator.comparator) if indicator.comparator else None,
        "result": indicator.result.printed if indicator.result else None,
        "earlier": indicator.earlier.printed if indicator.earlier else None,
        "known": row.known is not None,
        "like": row.near.id if row.near else None,
        "confirm": [{"part": doubt.what, "reason": doubt.reason} for doubt in indicator.doubts],
    }


def _known(text: Text) -> Text:
    """The text in both languages: the one that is known stands for the other."""
    return Text.known(text.zh, text.en) or text


def new_rows(report: NewReport) -> Iterator[DraftedIndicator]:
    """One indicator a row."""
    yield from report["indicators"]


NEW_ROWS = Rows(lambda: DraftedIndicator, new_rows)
