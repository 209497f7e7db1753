"""`rsplan audit`: contradictions, weaknesses and gaps of plans and data."""

from typing import NamedTuple

import click

from rsplan.audit.findings import Severity
from rsplan.cli import options as shared
from rsplan.cli.output import Output, Report, write
from rsplan.cli.selection import Selection, with_peers
from rsplan.suggest import nearest
from rsplan.text import Language, say
from rsplan.words.vocabulary import Vocabulary

#: The severities that can fail an audit.
_FAILING = Vocabulary(
    [severity for severity in Severity if severity.fails],
    lambda severity: (f"audit.{severity}",),
)


class AuditOptions(NamedTuple):
    """The options of `rsplan audit`."""

    selection: Selection
    fail_on: Severity | None
    strict: bool
    ignore: tuple[str, ...]
    output: Output


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params = [
        shared.city_arguments(),
        shared.city_option(lang),
        shared.plan_option(lang, "help.audit_plan"),
        *shared.dated_input_options(lang),
        *shared.indicator_options(lang),
        shared.scope_option(lang),
        shared.stale_after_option(lang),
        shared.member_option(["--fail-on"], _FAILING, lang, "help.audit_fail_on"),
        click.Option(["--strict"], is_flag=True, help=say(lang, "help.strict")),
        click.Option(["--ignore"], multiple=True, metavar="CODE,…", help=say(lang, "help.ignore")),
        shared.quiet_option(lang),
        *shared.output_options(lang),
    ]
    return shared.command(lang, "audit", AuditOptions, _audit, params)


def _audit(lang: Language, options: AuditOptions) -> int:
    from rsplan.audit.run import audit
    from rsplan.report.records.audit import FINDING_ROWS, audit_record
    from rsplan.report.tables.audit import audit_tables

    ignored = _codes(lang, options.ignore)
    library, (inputs, evaluation, filters) = options.selection.read(lang, cached=False)
    library, peers = with_peers(library, inputs, cached=False)
    audited = audit(library, evaluation, inputs.plans, filters, ignored, peers)
    report = Report(lambda: audit_record(audited), FINDING_ROWS, lambda width: audit_tables(audited, lang, width))
    write(report, options.output, lang)
    least = Severity.WARNING if options.strict else options.fail_on
    return 1 if least and audited.fails(least) else 0


def _codes(lang: Language, words: tuple[str, ...]) -> frozenset[str]:
    """The codes to be ignored: from repeated options, or separated by commas."""
    from rsplan.audit.findings import SEVERITIES

    codes = [code.strip().upper() for word in words for code in word.replace("，", ",").split(",")]
    for code in codes:
        if code not in SEVERITIES:
            near = nearest(code, (known.lower() for known in SEVERITIES))
            details = {"code": code, "near": (near or "").upper(), "known": ", ".join(SEVERITIES)}
            key = "error.unknown_code_near" if near else "error.unknown_code"
            raise click.BadParameter(say(lang, key, details), param_hint="--ignore")
    return frozenset(codes)
