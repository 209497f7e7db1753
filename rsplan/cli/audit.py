"""`rsplan audit`: contradictions, weaknesses and gaps of plans and data."""

from typing import NamedTuple

import click

from rsplan.audit.findings import Severity
from rsplan.cli import options as shared
from rsplan.cli.output import Output, Report, write
from rsplan.cli.selection import Selection
from rsplan.read.plan_library import Library, load
from rsplan.text import Language, say


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
        shared.city_option(lang),
        shared.plan_option(lang, "help.audit_plan"),
        *shared.dated_input_options(lang),
        *shared.indicator_options(lang),
        shared.scope_option(lang),
        shared.stale_after_option(lang),
        click.Option(
            ["--fail-on"],
            type=click.Choice([str(severity) for severity in Severity if severity.fails]),
            callback=lambda ctx, param, word: None if word is None else Severity(word),
            help=say(lang, "help.audit_fail_on"),
        ),
        click.Option(["--strict"], is_flag=True, help=say(lang, "help.strict")),
        click.Option(["--ignore"], multiple=True, metavar="CODE,…", help=say(lang, "help.ignore")),
        *shared.output_options(lang),
    ]
    return shared.command(lang, "audit", AuditOptions, _audit, params)


def _audit(lang: Language, options: AuditOptions) -> int:
    from rsplan.audit.run import audit
    from rsplan.report.records.audit import FINDING_ROWS, audit_record
    from rsplan.report.tables.audit import audit_tables

    ignored = _codes(lang, options.ignore)
    inputs, evaluation, filters = options.selection
    library, others = _libraries(inputs, lang)
    audited = audit(library, evaluation, inputs.plans, filters, ignored, others.plans)
    report = Report(lambda: audit_record(audited), FINDING_ROWS, lambda width: audit_tables(audited, lang, width))
    write(report, options.output, lang)
    least = Severity.WARNING if options.strict else options.fail_on
    return 1 if least and audited.fails(least) else 0


def _libraries(inputs: shared.InputOptions, lang: Language) -> tuple[Library, Library]:
    """The selected cities, and all cities, whose targets they are compared with; the input files are those of both."""
    library = inputs.load(lang, cached=False)
    if not inputs.cities:
        return library, library
    others = load(inputs.targets, cached=False)
    files = [*library.inputs, *(file for file in others.inputs if file not in library.inputs)]
    return library._replace(inputs=tuple(files)), others


def _codes(lang: Language, words: tuple[str, ...]) -> frozenset[str]:
    """The codes to be ignored: from repeated options, or separated by commas."""
    from rsplan.audit.findings import SEVERITIES

    codes = [code.strip().upper() for word in words for code in word.replace("，", ",").split(",")]
    for code in codes:
        if code not in SEVERITIES:
            details = {"code": code, "known": ", ".join(SEVERITIES)}
            raise click.BadParameter(say(lang, "error.unknown_code", details), param_hint="--ignore")
    return frozenset(codes)
