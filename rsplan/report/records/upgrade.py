"""The report of `rsplan upgrade` as a record; docs/json.md."""

from collections.abc import Iterator, Sequence
from typing import TypedDict

from rsplan.journal.upgrading import Upgraded
from rsplan.model.input_places import InputFile
from rsplan.report.records.common import Rows, report_head
from rsplan.report.records.common_types import ReportHead


class UpgradeRow(TypedDict):
    """The changes to the file; `backup` is None where nothing was to be done."""

    file: str
    written: bool
    columns: list[str]
    respelt: int
    broken_line: bool
    backup: str | None


class UpgradeReport(ReportHead, UpgradeRow):
    """The whole report."""


def upgrade_record(upgraded: Upgraded, inputs: Sequence[InputFile]) -> UpgradeReport:
    """The report of `rsplan upgrade`."""
    return {**report_head("upgrade", inputs), **_row(upgraded)}


def _row(upgraded: Upgraded) -> UpgradeRow:
    return {
        "file": upgraded.file,
        "written": upgraded.backup is not None,
        "columns": list(upgraded.columns),
        "respelt": upgraded.respelt,
        "broken_line": upgraded.broken,
        "backup": upgraded.backup,
    }


def upgrade_rows(report: UpgradeReport) -> Iterator[UpgradeRow]:
    """The file as the only row."""
    yield {
        "file": report["file"],
        "written": report["written"],
        "columns": report["columns"],
        "respelt": report["respelt"],
        "broken_line": report["broken_line"],
        "backup": report["backup"],
    }


UPGRADE_ROWS = Rows(lambda: UpgradeRow, upgrade_rows)
