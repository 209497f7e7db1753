"""The report of `rsplan verify` as plain records for machines; interface.md."""

from collections.abc import Iterator

from rsplan.report.records.status import GENERATOR, Record, inputs_record
from rsplan.verify.lookup import Lookup, LookupState
from rsplan.verify.unclaimed import Unclaimed
from rsplan.verify.verification import Verification


def verify_record(found: Verification) -> Record:
    """Every look-up with its outcome, then the figures without an owner.

    `position` counts lines, paragraphs or pages of the document, as `document.counts` says.
    """
    document, city = found.document, found.plans[0].city
    return {
        "schema": "rsplan.verify/1",
        "generator": GENERATOR,
        "inputs": inputs_record(found.inputs),
        "document": {
            "path": document.name,
            "sha256": document.sha256,
            "format": str(document.format),
            "counts": str(document.format.position_unit),
        },
        "city": {"id": city.id, "zh": city.name.zh, "en": city.name.en},
        "plans": [plan.id for plan in found.plans],
        "summary": {
            "total": len(found.lookups),
            **{str(state): found.count(state) for state in LookupState},
            "unclaimed": len(found.unclaimed),
        },
        "lookups": [_lookup(one) for one in found.lookups],
        "unclaimed": [_unclaimed(one) for one in found.unclaimed],
    }


def _lookup(lookup: Lookup) -> Record:
    quotation, indicator = lookup.quotation, lookup.quotation.indicator
    return {
        "plan": quotation.plan.id,
        "id": indicator.id if indicator else None,
        "number": indicator.number if indicator else None,
        "name": {"zh": indicator.name.zh, "en": indicator.name.en} if indicator else None,
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


def _unclaimed(unclaimed: Unclaimed) -> Record:
    return {
        "rank": unclaimed.rank.name.lower(),
        "printed": unclaimed.printed,
        "where": unclaimed.where or None,
        "position": unclaimed.position,
        "context": unclaimed.context,
    }


def verify_rows(report: Record) -> Iterator[Record]:
    """One look-up a row, then the figures without an owner: state `unclaimed`, the words around them in `stands`."""
    city, lookups, figures = report["city"], report["lookups"], report["unclaimed"]
    assert isinstance(city, dict)
    assert isinstance(lookups, list)
    assert isinstance(figures, list)
    for lookup in lookups:
        yield {"city": city["id"], **lookup}
    for figure in figures:
        empty = dict.fromkeys(lookups[0]) if lookups else {}
        row = {"state": "unclaimed", "elsewhere": [], "stands": figure["context"]}
        yield {"city": city["id"], **empty, **row, **{key: figure[key] for key in ("printed", "where", "position")}}
