"""`rsplan verify`: each printed figure and name looked up in the plan document."""

from typing import NamedTuple

import click

from rsplan.cli import options as shared
from rsplan.cli.output import Output, Report, write
from rsplan.documents.document_file import read_document
from rsplan.report.records.verify import VERIFY_ROWS, verify_record
from rsplan.report.tables.verify import verify_tables
from rsplan.text import Language, say
from rsplan.verify.verification import verify

_NOT_AT_ITS_PLACE = 1


class VerifyOptions(NamedTuple):
    """The options of `rsplan verify`: observations and dates decide nothing here."""

    document: str
    inputs: shared.InputOptions
    output: Output


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params: list[click.Parameter] = [
        click.Option(["--document"], required=True, type=click.Path(), metavar="FILE", help=say(lang, "help.document")),
        shared.city_arguments(),
        shared.city_option(lang, "help.verify_city"),
        shared.plan_option(lang, "help.verify_plan"),
        shared.targets_option(lang),
        *shared.output_options(lang),
    ]
    return shared.command(lang, "verify", VerifyOptions, _verify, params)


def _verify(lang: Language, options: VerifyOptions) -> int:
    library, inputs = options.inputs.read(lang, cached=False)
    verification = verify(library, read_document(options.document), inputs.plans)
    report = Report(lambda: verify_record(verification), VERIFY_ROWS, lambda width: verify_tables(verification, lang))
    write(report, options.output, lang)
    return _NOT_AT_ITS_PLACE if verification.problems else 0
