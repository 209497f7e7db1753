"""Observations to be handed on, as plain records for machines."""

from collections.abc import Iterable, Iterator
from typing import cast

from rsplan.journal.export import Exported
from rsplan.model.plan import InputFile
from rsplan.report.records.status import GENERATOR, Record, inputs_record, observation_record


def export_record(found: Iterable[Exported], inputs: Iterable[InputFile]) -> Record:
    """The report of `rsplan export`: each observation with the names of its indicator, its note and its place."""
    return {
        "schema": "rsplan.export/1",
        "generator": GENERATOR,
        "inputs": inputs_record(inputs),
        "observations": [_record(one) for one in found],
    }


def export_rows(report: Record) -> Iterator[Record]:
    """One observation a row."""
    yield from cast("list[Record]", report["observations"])


def _record(exported: Exported) -> Record:
    indicator, note = exported.indicator, exported.observation.note
    return {
        "city": exported.city,
        "indicator": indicator.id,
        "name": {"zh": indicator.name.zh, "en": indicator.name.en},
        "unit": {"zh": indicator.unit.zh, "en": indicator.unit.en},
        **observation_record(exported.observation),
        "note": {"zh": note.zh, "en": note.en} if note else None,
    }
