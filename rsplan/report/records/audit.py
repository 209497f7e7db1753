"""The audit as plain records for machines; interface.md, `audit --format json`."""

from collections.abc import Iterable, Iterator

from rsplan.audit.findings import Finding, Severity
from rsplan.audit.published_rates import PublishedRate
from rsplan.audit.run import Audit, Silenced
from rsplan.model.plan import Place, Text
from rsplan.report.records.status import GENERATOR, Record, inputs_record
from rsplan.text import LANGUAGES


def audit_record(audit: Audit) -> Record:
    """The report of `rsplan audit`."""
    evaluation = audit.evaluation
    return {
        "schema": "rsplan.audit/1",
        "generator": GENERATOR,
        "as_of": evaluation.as_of.isoformat(),
        "known_on": evaluation.known_on.isoformat() if evaluation.known_on else None,
        "inputs": inputs_record(audit.inputs),
        "published": [published_record(row) for plan in audit.plans for row in plan.published],
        "findings": [finding_record(one) for one in audit.findings],
        "accepted": [accepted_record(one) for plan in audit.plans for one in plan.accepted],
        "summary": _summary(audit.findings),
    }


def published_record(row: PublishedRate) -> Record:
    """One printed completion rate with the rules that give it."""
    return {
        "city": row.plan.city.id,
        "plan": row.plan.id,
        "number": row.indicator.number,
        "id": row.indicator.id,
        "printed": row.printed,
        "rule": str(row.rule) if row.rule else None,
        "fits": [str(rule) for rule in row.fits],
        "target": row.indicator.target.printed,
        "result": row.result.printed,
        **_place(row.result.where, row.result.at),
    }


def finding_record(finding: Finding) -> Record:
    """One finding with its place, in both languages."""
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "city": finding.plan.city.id,
        "plan": finding.plan.id,
        "id": finding.indicator.id if finding.indicator else None,
        "number": finding.indicator.number if finding.indicator else None,
        **_place(finding.where, finding.at),
        "printed": finding.printed,
        "expected": finding.expected,
        "message": {lang: finding.message(lang) for lang in LANGUAGES},
        "why": {lang: finding.why(lang) for lang in LANGUAGES},
    }


def accepted_record(accepted: Silenced) -> Record:
    """A finding with why and since when it is accepted."""
    return finding_record(accepted.finding) | {
        "reason": _text(accepted.reason),
        "date": accepted.day.isoformat() if accepted.day else None,
    }


def finding_rows(report: Record) -> Iterator[Record]:
    """One finding a row, the accepted ones after the open ones, all with the same keys."""
    for key in ("findings", "accepted"):
        found = report[key]
        assert isinstance(found, list)
        for finding in found:
            yield {**finding, "reason": finding.get("reason"), "date": finding.get("date")}


def finding_lines(report: Record) -> Iterator[Record]:
    """The rows of a table: a reason has a column for each language also where there is none."""
    for row in finding_rows(report):
        yield row | {"reason": row["reason"] or dict.fromkeys(LANGUAGES)}


def blank_line() -> Record:
    """A row that gives a table without findings its columns."""
    texts: Record = dict.fromkeys(LANGUAGES)
    keys = ("code", "severity", "city", "plan", "id", "number", "where", "file", "line", "printed", "expected")
    return dict.fromkeys(keys) | {"message": texts, "why": texts, "reason": texts, "date": None}


def _place(where: str | None, at: Place) -> Record:
    return {"where": where, "file": at.file, "line": at.line}


def _summary(findings: Iterable[Finding]) -> Record:
    codes = sorted(one.code for one in findings)
    weights = [one.severity for one in findings]
    counts: Record = {str(severity): weights.count(severity) for severity in Severity}
    return counts | {"by_code": {code: codes.count(code) for code in dict.fromkeys(codes)}}


def _text(text: Text) -> Record:
    return {"zh": text.zh, "en": text.en}
