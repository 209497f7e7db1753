"""`rsplan audit`: what contradicts itself, what is weak, what is missing."""

from typing import Any

import click

from rsplan.cli import options
from rsplan.cli.output import write
from rsplan.read.library import Library, load
from rsplan.text import Language, say


def command(lang: Language) -> click.Command:
    """The command in a language."""
    own = [
        click.Option(["--strict"], is_flag=True, help=say(lang, "help.strict")),
        click.Option(["--ignore"], multiple=True, metavar="CODE,…", help=say(lang, "help.ignore")),
    ]
    inputs = options.input_options(lang)
    for option in inputs:
        if option.name == "plans" and isinstance(option, click.Option):
            option.help = say(lang, "help.audit_plan")
    filters = [one for one in options.filter_options(lang) if one.name != "only"]
    rules = [one for one in options.rule_options(lang) if one.name == "stale_after"]
    return options.command(lang, "audit", _audit, [*inputs, *filters, *rules, *own, *options.output_options(lang)])


def _audit(lang: Language, ignore: tuple[str, ...], strict: bool, **values: Any) -> int:
    from rsplan.audit.run import audit
    from rsplan.report.records.audit import audit_record, blank_line, finding_lines, finding_rows
    from rsplan.report.tables.audit import audit_tables

    ignored = _codes(lang, ignore)
    asked = options.request(lang, values)
    library, others = _libraries(asked)
    found = audit(library, asked.evaluation, asked.plans, asked.filters, ignored, others.plans)
    write(
        asked,
        lambda: audit_record(found),
        finding_rows,
        lambda width: audit_tables(found, lang, width),
        csv_rows=finding_lines,
        blank=blank_line,
    )
    return 1 if strict and found.fails() else 0


def _libraries(asked: options.Request) -> tuple[Library, Library]:
    """The cities asked for, and all cities, whose targets they are compared with; the inputs are those of both."""
    library = asked.load()
    if not asked.cities:
        return library, library
    others = load(asked.targets)
    inputs = [*library.inputs, *(one for one in others.inputs if one not in library.inputs)]
    return library._replace(inputs=tuple(inputs)), others


def _codes(lang: Language, words: tuple[str, ...]) -> frozenset[str]:
    """The codes to be ignored: repeated options, or parted by commas."""
    from rsplan.audit.findings import SEVERITIES

    codes = [code.strip().upper() for word in words for code in word.replace("，", ",").split(",")]
    for code in codes:
        if code not in SEVERITIES:
            details = {"code": code, "known": ", ".join(SEVERITIES)}
            raise click.BadParameter(say(lang, "error.unknown_code", details), param_hint="--ignore")
    return frozenset(codes)
