"""The report of `rsplan verify` as a record; docs/verify.md and docs/json.md."""

from collections.abc import Iterator, Mapping
from typing import TypedDict

from rsplan.report.records.common import Rows, city_record, optional_text, report_head
from rsplan.report.records.common_types import CityRecord, ReportHead, TextRecord
from rsplan.verify.lookup import Lookup, LookupState
from rsplan.verify.unclaimed import Unclaimed
from rsplan.verify.verification import Verification


class DocumentFile(TypedDict):
    """The document as it was read; `counts` is the unit of every `position`: line, paragraph or page."""

    path: str
    sha256: str
    format: str
    counts: str


class PositionRecord(TypedDict):
    """A place of the document where the text stands as well."""

    where: str
    position: int
    printed: str


class LookupRecord(TypedDict):
    """One figure or name of a target file, looked up in the document."""

    plan: str
    id: str | None
    number: str | None
    name: TextRecord | None
    what: str
    printed: str
    where: str | None
    state: str
    position: int | None
    lack: str | None
    stands: str | None
    elsewhere: list[PositionRecord]
    file: str
    line: int | None


class UnclaimedRecord(TypedDict):
    """A figure of the document that no target file claims."""

    rank: str
    printed: str
    where: str | None
    position: int
    context: str


class VerifyReport(ReportHead):
    """The whole report; `summary` counts the look-ups by state."""

    document: DocumentFile
    city: CityRecord
    plans: list[str]
    summary: Mapping[str, int]
    lookups: list[LookupRecord]
    unclaimed: list[UnclaimedRecord]


class LookupRow(TypedDict):
    """One look-up a row, or a figure that no target file claims, of which less is known."""

    city: str
    plan: str | None
    id: str | None
    number: str | None
    name: TextRecord | None
    what: str | None
    printed: str
    where: str | None
    state: str
    position: int | None
    lack: str | None
    stands: str | None
    elsewhere: list[PositionRecord]
    file: str | None
    line: int | None


def verify_record(verification: Verification) -> VerifyReport:
    """The report of `rsplan verify`: every look-up, then the figures that no target file claims."""
    document = verification.document
    return {
        **report_head("verify", verification.inputs),
        "document": {
            "path": document.name,
            "sha256": document.sha256,
            "format": str(document.format),
            "counts": str(document.format.position_unit),
        },
        "city": city_record(verification.plans[0].city),
        "plans": [plan.id for plan in verification.plans],
        "summary": _summary(verification),
        "lookups": [_lookup(lookup) for lookup in verification.lookups],
        "unclaimed": [_unclaimed(unclaimed) for unclaimed in verification.unclaimed],
    }


def _summary(verification: Verification) -> Mapping[str, int]:
    by_state = {str(state): verification.count(state) for state in LookupState}
    return {"total": len(verification.lookups), **by_state, "unclaimed": len(verification.unclaimed)}


def _lookup(lookup: Lookup) -> LookupRecord:
    quotation, indicator = lookup.quotation, lookup.quotation.indicator
    return {
        "plan": quotation.plan.id,
        "id": indicator.id if indicator else None,
        "number": indicator.number if indicator else None,
        "name": optional_text(indicator.name if indicator else None),
        "what": str(quotation.kind),
        "printed": quotation.printed,
        "where": quotation.where or None,
        "state": str(lookup.state),
        "position": lookup.position,
        "lack": str(lookup.reason) if lookup.reason else None,
        "stands": lookup.stands or None,
        "elsewhere": [
            {"where": location.where, "position": location.position, "printed": location.text}
            for location in lookup.elsewhere
        ],
        "file": quotation.at.file,
        "line": quotation.at.line or None,
    }


def _unclaimed(unclaimed: Unclaimed) -> UnclaimedRecord:
    return {
        "rank": unclaimed.rank.name.lower(),
        "printed": unclaimed.printed,
        "where": unclaimed.where or None,
        "position": unclaimed.position,
        "context": unclaimed.context,
    }


def verify_rows(report: VerifyReport) -> Iterator[LookupRow]:
    """One look-up a row, then the figures that no target file claims."""
    city = report["city"]["id"]
    for lookup in report["lookups"]:
        yield {"city": city, **lookup}
    for unclaimed in report["unclaimed"]:
        yield _unclaimed_row(city, unclaimed)


def _unclaimed_row(city: str, unclaimed: UnclaimedRecord) -> LookupRow:
    """A figure that no target file claims as a look-up: state `unclaimed`, the words around it in `stands`."""
    return {
        "city": city,
        "plan": None,
        "id": None,
        "number": None,
        "name": None,
        "what": None,
        "printed": unclaimed["printed"],
        "where": unclaimed["where"],
        "state": "unclaimed",
        "position": unclaimed["position"],
        "lack": None,
        "stands": unclaimed["context"],
        "elsewhere": [],
        "file": None,
        "line": None,
    }


VERIFY_ROWS = Rows(lambda: LookupRow, verify_rows)
