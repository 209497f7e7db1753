"""The tables of `rsplan audit`: findings, rules of published rates, accepted findings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rsplan.audit.findings import Finding, Severity
from rsplan.audit.recomputed_rates import PublishedRate
from rsplan.audit.run import Audit, PlanAudit, Silenced
from rsplan.report.tables.cells import dates_text, headed
from rsplan.report.tables.table import WIDE, CellStyle, ReportTable, Section, TableCell, TableColumn, Words
from rsplan.text import Language

#: The width from which on names of indicators are folded, so that findings have the room.
_NAME_WIDTH, _WIDE_NAME_WIDTH = 18, 32

#: The width from which on findings are folded, in files too: some name a dozen indicators.
_FINDING_WIDTH = 100

#: The emphasis of each severity.
SEVERITY_STYLES: Mapping[Severity, CellStyle] = {
    Severity.ERROR: CellStyle.BAD,
    Severity.WARNING: CellStyle.OPEN,
    Severity.NOTE: CellStyle.FAINT,
}


def audit_tables(audit: Audit, lang: Language, width: int) -> list[ReportTable]:
    """For each plan its findings, the rules of its published rates, and its accepted findings."""
    words = Words(lang)
    tables = []
    for plan in audit.plans:
        tables.append(_findings_table(plan, audit, words, wide=width >= WIDE))
        if plan.published:
            tables.append(_published_table(plan, words))
        if plan.accepted:
            tables.append(_accepted_table(plan, words))
    return tables


def _findings_table(plan: PlanAudit, audit: Audit, words: Words, *, wide: bool) -> ReportTable:
    return ReportTable(
        headed(plan.plan, words),
        (TableCell((dates_text(audit.evaluation, words),)), _tally(plan, words)),
        _columns(words, wide=wide),
        tuple(_sections(plan.findings, words, wide=wide)),
        tuple(_reasons(plan.findings, words)),
    )


def _tally(plan: PlanAudit, words: Words) -> TableCell:
    counts = {str(severity): _count(plan.findings, severity) for severity in Severity}
    return TableCell((words("audit.tally", accepted=str(len(plan.accepted)), **counts),), CellStyle.STRONG)


def _count(findings: Iterable[Finding], severity: Severity) -> str:
    return str(sum(one.severity is severity for one in findings))


def _columns(words: Words, *, wide: bool) -> tuple[TableColumn, ...]:
    return (
        TableColumn(words("audit.column.code")),
        TableColumn(words("column.indicator"), folds=True, most=_WIDE_NAME_WIDTH if wide else _NAME_WIDTH),
        TableColumn(words("audit.column.finding"), folds=True, most=_FINDING_WIDTH),
        *((TableColumn(words("column.where"), folds=True),) if wide else ()),
    )


def _sections(findings: Sequence[Finding], words: Words, *, wide: bool) -> Iterator[Section]:
    for severity in Severity:
        rows = tuple(_row(one, words, wide=wide) for one in findings if one.severity is severity)
        if rows:
            yield Section(words(f"audit.{severity}"), rows)


def _row(finding: Finding, words: Words, *, wide: bool) -> tuple[TableCell, ...]:
    message, place = finding.message(words.lang), place_text(finding)
    return (
        TableCell((finding.code,), SEVERITY_STYLES[finding.severity]),
        TableCell((_name(finding, words),)),
        *((TableCell((message,)), TableCell((place,))) if wide else (TableCell((message, place)),)),
    )


def _name(finding: Finding, words: Words) -> str:
    """The indicator with its number, or the words for the whole plan."""
    if finding.indicator is None:
        return words("audit.whole_plan")
    name = words.of(finding.indicator.name)
    return words("audit.row", number=finding.indicator.number, name=name) if finding.indicator.number else name


def place_text(finding: Finding) -> str:
    """The place in the document, and the line of the file that has it."""
    line = f"{finding.at.file}:{finding.at.line}"
    return f"{finding.where} {line}" if finding.where else line


def _reasons(findings: Iterable[Finding], words: Words) -> Iterator[str]:
    """The importance of each code that was found."""
    for code, finding in sorted({one.code: one for one in findings}.items()):
        yield f"{code} {finding.why(words.lang)}"


def _published_table(plan: PlanAudit, words: Words) -> ReportTable:
    columns = (
        TableColumn(words("column.number"), right=True),
        TableColumn(words("column.indicator"), folds=True),
        TableColumn(words("column.target"), right=True, folds=True),
        TableColumn(words("audit.column.result"), right=True, folds=True),
        TableColumn(words("column.completion"), right=True),
        TableColumn(words("audit.column.rule"), folds=True),
    )
    rows = tuple(_published_row(row, words) for row in plan.published)
    return ReportTable(words("audit.published"), (), columns, (Section("", rows),), (words("audit.published.legend"),))


def _published_row(row: PublishedRate, words: Words) -> tuple[TableCell, ...]:
    fits = words("word.and").join(words(f"audit.rule.{rule}") for rule in row.fits)
    return (
        TableCell((row.indicator.number or "",)),
        TableCell((words.of(row.indicator.name),)),
        TableCell((row.indicator.target.printed.strip(),)),
        TableCell((row.result.printed.strip(),)),
        TableCell((row.printed,)),
        TableCell((fits,)) if fits else TableCell((words("audit.rule.none"),), CellStyle.BAD),
    )


def _accepted_table(plan: PlanAudit, words: Words) -> ReportTable:
    columns = (
        TableColumn(words("audit.column.code")),
        TableColumn(words("column.indicator"), folds=True, most=_NAME_WIDTH),
        TableColumn(words("audit.column.finding"), folds=True, most=_FINDING_WIDTH),
        TableColumn(words("audit.column.reason"), folds=True),
    )
    rows = tuple(_accepted_row(one, words) for one in plan.accepted)
    return ReportTable(words("audit.accepted"), (), columns, (Section("", rows),), ())


def _accepted_row(accepted: Silenced, words: Words) -> tuple[TableCell, ...]:
    dated = str(accepted.day) if accepted.day else ""
    return (*_row(accepted.finding, words, wide=False), TableCell((words.of(accepted.reason), dated)))
