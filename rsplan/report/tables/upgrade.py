"""The table of `rsplan upgrade`: what was changed in the data file, and where its copy is."""

from collections.abc import Iterator

from rsplan.journal.upgrading import Upgraded
from rsplan.report.tables.table import ReportTable, TableCell, Words
from rsplan.text import Language


def upgrade_table(upgraded: Upgraded, lang: Language) -> ReportTable:
    """A title and a line for each change; it has no rows."""
    words = Words(lang)
    key = "upgrade.done" if upgraded.backup else "upgrade.nothing"
    title = words(key, file=upgraded.file, backup=upgraded.backup or "")
    return ReportTable(title, tuple(TableCell((line,)) for line in _lines(upgraded, words)), (), (), ())


def _lines(upgraded: Upgraded, words: Words) -> Iterator[str]:
    if upgraded.backup is None:
        return
    if upgraded.columns:
        yield words("upgrade.columns", columns=", ".join(upgraded.columns))
    if upgraded.respelt:
        yield words("upgrade.respelt", count=str(upgraded.respelt))
    if upgraded.broken:
        yield words("record.cut_off", backup=upgraded.backup)
