"""`rsplan settings`: what holds where a command names nothing, and where it comes from."""

import os
from typing import TYPE_CHECKING, NamedTuple

import click

from rsplan.cli import options as shared
from rsplan.cli.files_beside import beside_by_default
from rsplan.cli.output import Output, Report, write
from rsplan.cli.settings_defaults import FoundSettings, found_settings
from rsplan.read.csv_format import has_exact_header
from rsplan.read.settings import KEYS
from rsplan.report.records.settings import SETTINGS_ROWS, EffectiveSetting, Origin, settings_record
from rsplan.text import Language

if TYPE_CHECKING:
    from rsplan.report.tables.table import ReportTable

#: The variables of the environment that win over a setting; those of paths may name several.
_VARIABLES = {"data": "RSPLAN_DATA", "targets": "RSPLAN_TARGETS", "lang": "RSPLAN_LANG", "by": "RSPLAN_BY"}
_PATHS = ("data", "targets")


class SettingsOptions(NamedTuple):
    """The options of `rsplan settings`."""

    output: Output


def command(lang: Language) -> click.Command:
    """The command in a language."""
    return shared.command(lang, "settings", SettingsOptions, _settings, shared.output_options(lang))


def _settings(lang: Language, options: SettingsOptions) -> None:
    found = found_settings()
    effective = [_effective(key, found, lang) for key in KEYS]
    file = found.settings.path if found.settings else None

    def tables(width: int) -> "list[ReportTable]":
        from rsplan.report.tables.settings import settings_table  # only for people, and start-up counts

        return [settings_table(effective, file, lang)]

    inputs = (found.settings.source,) if found.settings else ()
    report = Report(lambda: settings_record(effective, file, inputs), SETTINGS_ROWS, tables)
    write(report, options.output, lang)


def _effective(key: str, found: FoundSettings, lang: Language) -> EffectiveSetting:
    """The values of the key and where they come from: the environment, the settings file, else the program itself."""
    variable = _VARIABLES.get(key, "")
    given = os.environ.get(variable, "") if variable else ""
    if given and (key != "lang" or given == lang):
        return EffectiveSetting(key, _parts(key, given), Origin.ENVIRONMENT, variable)
    setting = found.settings.by_key.get(key) if found.settings else None
    if found.settings and setting:
        return EffectiveSetting(key, setting.values, Origin.SETTINGS, f"{found.settings.path}:{setting.line}")
    if key == "targets" and found.settings:
        return EffectiveSetting(key, found.settings.targets, Origin.DEFAULT, "")
    if key == "data" and has_exact_header(shared.DEFAULT_FILE):
        return EffectiveSetting(key, (shared.DEFAULT_FILE,), Origin.DEFAULT, "")
    if key in ("tasks", "responsible") and (path := beside_by_default(key)):
        return EffectiveSetting(key, (path,), Origin.DEFAULT, "")
    if key == "lang":
        return EffectiveSetting(key, (lang,), Origin.DEFAULT, "")
    return EffectiveSetting(key, (), Origin.DEFAULT, "")


def _parts(key: str, given: str) -> tuple[str, ...]:
    return tuple(part for part in given.split(os.pathsep) if part) if key in _PATHS else (given,)
