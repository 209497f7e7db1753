"""The table of `rsplan settings`: each setting, its values, and where they come from."""

from collections.abc import Sequence

from rsplan.report.records.settings import EffectiveSetting
from rsplan.report.tables.table import ReportTable, Section, TableCell, TableColumn, Words
from rsplan.text import Language


def settings_table(effective: Sequence[EffectiveSetting], file: str | None, lang: Language) -> ReportTable:
    """One setting a row, under the name of the settings file."""
    words = Words(lang)
    title = words("settings.file", file=file) if file else words("settings.no_file")
    columns = (
        TableColumn(words("settings.key")),
        TableColumn(words("settings.values"), folds=True),
        TableColumn(words("settings.origin"), folds=True),
    )
    rows = tuple(
        (
            TableCell((one.key,)),
            TableCell(one.values or (words("word.none"),)),
            TableCell((one.place or words("settings.default"),)),
        )
        for one in effective
    )
    return ReportTable(title, (), columns, (Section("", rows),), ())
