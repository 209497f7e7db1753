"""The report of `rsplan settings` as a record; docs/json.md."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple, TypedDict

from rsplan.model.input_places import InputFile
from rsplan.report.records.common import Rows, report_head
from rsplan.report.records.common_types import ReportHead


class Origin(StrEnum):
    """The origin of a setting."""

    ENVIRONMENT = "environment"
    SETTINGS = "settings"
    DEFAULT = "default"


class EffectiveSetting(NamedTuple):
    """The values of one key; `place` is the variable, or the line of the settings file, empty for the default."""

    key: str
    values: tuple[str, ...]
    origin: Origin
    place: str


class SettingRecord(TypedDict):
    """One setting, its values and their origin."""

    key: str
    values: list[str]
    origin: str
    place: str | None


class SettingsReport(ReportHead):
    """The whole report; `file` is the settings file, None where none holds."""

    file: str | None
    settings: list[SettingRecord]


def settings_record(
    effective: Sequence[EffectiveSetting], file: str | None, inputs: Sequence[InputFile]
) -> SettingsReport:
    """The report of `rsplan settings`."""
    return {
        **report_head("settings", inputs),
        "file": file,
        "settings": [
            {"key": one.key, "values": list(one.values), "origin": str(one.origin), "place": one.place or None}
            for one in effective
        ],
    }


def settings_rows(report: SettingsReport) -> Iterator[SettingRecord]:
    """One setting a row."""
    yield from report["settings"]


SETTINGS_ROWS = Rows(lambda: SettingRecord, settings_rows)
