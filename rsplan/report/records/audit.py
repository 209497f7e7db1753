"""The report of `rsplan audit` as a record; docs/audit.md and docs/json.md."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypedDict

from rsplan.audit.findings import Finding, Severity
from rsplan.audit.recomputed_rates import PublishedRate
from rsplan.audit.run import Audit, Silenced
from rsplan.model.bilingual import Text
from rsplan.model.input_places import Place
from rsplan.report.records.common import Rows, dated_head, day, input_records, text_record
from rsplan.report.records.common_types import DatedHead, InputRecord, TextRecord


class PlaceRecord(TypedDict):
    """A place of the document and a line of an input file."""

    where: str | None
    file: str
    line: int


class _PublishedHead(TypedDict):
    city: str
    plan: str
    number: str | None
    id: str
    printed: str
    rule: str | None
    fits: list[str]
    target: str
    result: str


class PublishedRecord(_PublishedHead, PlaceRecord):
    """One printed completion rate with the rules that give it."""


class _FindingHead(TypedDict):
    code: str
    severity: str
    city: str
    plan: str
    id: str | None
    number: str | None


class FindingRecord(_FindingHead, PlaceRecord):
    """One finding with its place, in every language."""

    printed: str | None
    expected: str | None
    message: TextRecord
    why: TextRecord


class AcceptedRecord(FindingRecord):
    """An accepted finding with the reason and the day."""

    reason: TextRecord
    date: str | None


class AuditReport(DatedHead):
    """The whole report; `summary` counts the open findings by severity and, in `by_code`, by code."""

    inputs: list[InputRecord]
    published: list[PublishedRecord]
    findings: list[FindingRecord]
    accepted: list[AcceptedRecord]
    summary: Mapping[str, int | Mapping[str, int]]


class FindingRow(FindingRecord):
    """One finding a row; the reason and the day are None where it is not accepted."""

    reason: TextRecord | None
    date: str | None


def audit_record(audit: Audit) -> AuditReport:
    """The report of `rsplan audit`."""
    return {
        **dated_head("audit", audit.evaluation),
        "inputs": input_records(audit.inputs),
        "published": [published_record(published) for plan in audit.plans for published in plan.published],
        "findings": [finding_record(finding) for finding in audit.findings],
        "accepted": [accepted_record(accepted) for plan in audit.plans for accepted in plan.accepted],
        "summary": _summary(audit.findings),
    }


def published_record(published: PublishedRate) -> PublishedRecord:
    """One printed completion rate with the rules that give it."""
    indicator = published.indicator
    return {
        "city": published.plan.city.id,
        "plan": published.plan.id,
        "number": indicator.number,
        "id": indicator.id,
        "printed": published.printed,
        "rule": str(published.rule) if published.rule else None,
        "fits": [str(rule) for rule in published.fits],
        "target": indicator.target.printed,
        "result": published.result.printed,
        **_place(published.result.where, published.result.at),
    }


def finding_record(finding: Finding) -> FindingRecord:
    """One finding with its place, in every language."""
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
        "message": text_record(Text.made(finding.message)),
        "why": text_record(Text.made(finding.why)),
    }


def accepted_record(accepted: Silenced) -> AcceptedRecord:
    """An accepted finding with the reason and the day."""
    return {
        **finding_record(accepted.finding),
        "reason": text_record(accepted.reason),
        "date": day(accepted.day),
    }


def _place(where: str | None, at: Place) -> PlaceRecord:
    return {"where": where, "file": at.file, "line": at.line}


def _summary(findings: Sequence[Finding]) -> Mapping[str, int | Mapping[str, int]]:
    codes = sorted(finding.code for finding in findings)
    severities = [finding.severity for finding in findings]
    by_severity = {str(severity): severities.count(severity) for severity in Severity}
    return {**by_severity, "by_code": {code: codes.count(code) for code in dict.fromkeys(codes)}}


def finding_rows(report: AuditReport) -> Iterator[FindingRow]:
    """One finding a row, the accepted ones after the open ones."""
    for finding in report["findings"]:
        yield {**finding, "reason": None, "date": None}
    for accepted in report["accepted"]:
        yield {**accepted}


FINDING_ROWS = Rows(lambda: FindingRow, finding_rows)
