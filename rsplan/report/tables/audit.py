"""The audit as tables for people."""

from collections.abc import Iterable, Iterator

from rsplan.audit.findings import Finding, Severity
from rsplan.audit.published_rates import PublishedRate
from rsplan.audit.run import Audit, PlanAudit, Silenced
from rsplan.report.tables.table import WIDE, ReportTable, Section, TableCell, TableColumn, Words

#: Names of indicators are folded from this width on, so that findings have the room.
_NAME_WIDTH, _WIDE_NAME_WIDTH = 18, 32

#: Findings are folded from this width on, also where nobody's terminal has one: some name a dozen indicators.
_FINDING_WIDTH = 100

#: The colours of verdicts, for those of severities.
_STYLES = {Severity.ERROR: "behind", Severity.WARNING: "incomplete", Severity.NOTE: "no_data"}


def audit_tables(audit: Audit, lang: str, width: int) -> list[ReportTable]:
    """For each plan its findings, the rules of its published rates, and what is accepted."""
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
        _title(plan, words),
        (_lead(plan, audit, words), _tally(plan, words)),
        _columns(words, wide=wide),
        tuple(_sections(plan.findings, words, wide=wide)),
        tuple(_reasons(plan.findings, words)),
    )


def _title(plan: PlanAudit, words: Words) -> str:
    city, title = words.of(plan.plan.city.name), words.of(plan.plan.title)
    return title if title.startswith(city) else words("plan.head", city=city, title=title)


def _lead(plan: PlanAudit, audit: Audit, words: Words) -> TableCell:
    surveyed_plan = plan.plan
    dated = words("word.as_of", as_of=str(audit.evaluation.as_of))
    if audit.evaluation.known_on:
        dated += words("word.and") + words("word.known_on", known_on=str(audit.evaluation.known_on))
    state = words(f"word.{surveyed_plan.state}")
    return TableCell(
        (
            words(
                "plan.span",
                plan=surveyed_plan.id,
                start=str(surveyed_plan.start),
                end=str(surveyed_plan.end),
                state=state,
                as_of=dated,
            ),
        )
    )


def _tally(plan: PlanAudit, words: Words) -> TableCell:
    counts = {str(severity): _count(plan.findings, severity) for severity in Severity}
    return TableCell((words("audit.tally", accepted=str(len(plan.accepted)), **counts),), "lead")


def _count(findings: Iterable[Finding], severity: Severity) -> str:
    return str(sum(one.severity is severity for one in findings))


def _columns(words: Words, *, wide: bool) -> tuple[TableColumn, ...]:
    return (
        TableColumn(words("audit.column.code")),
        TableColumn(words("column.indicator"), folds=True, most=_WIDE_NAME_WIDTH if wide else _NAME_WIDTH),
        TableColumn(words("audit.column.finding"), folds=True, most=_FINDING_WIDTH),
        *((TableColumn(words("column.where"), folds=True),) if wide else ()),
    )


def _sections(findings: Iterable[Finding], words: Words, *, wide: bool) -> Iterator[Section]:
    every = list(findings)
    for severity in Severity:
        rows = tuple(_row(one, words, wide=wide) for one in every if one.severity is severity)
        if rows:
            yield Section(words(f"audit.{severity}"), rows)


def _row(finding: Finding, words: Words, *, wide: bool) -> tuple[TableCell, ...]:
    message, place = finding.message(words.lang), _place(finding)
    return (
        TableCell((finding.code,), _STYLES[finding.severity]),
        TableCell((_name(finding, words),)),
        *((TableCell((message,)), TableCell((place,))) if wide else (TableCell((message, place)),)),
    )


def _name(finding: Finding, words: Words) -> str:
    """The row with its number, or that the whole plan is concerned."""
    if finding.indicator is None:
        return words("audit.whole_plan")
    name = words.of(finding.indicator.name)
    return words("audit.row", number=finding.indicator.number, name=name) if finding.indicator.number else name


def _place(finding: Finding) -> str:
    line = f"{finding.at.file}:{finding.at.line}"
    return f"{finding.where} {line}" if finding.where else line


def _reasons(findings: Iterable[Finding], words: Words) -> Iterator[str]:
    """Why each code that was found matters."""
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
        TableCell((fits,)) if fits else TableCell((words("audit.rule.none"),), "behind"),
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
