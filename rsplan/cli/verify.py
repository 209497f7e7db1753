"""`rsplan verify`: each printed figure and name looked up in the plan document."""

from typing import Any

import click

from rsplan.cli import options
from rsplan.cli.output import write
from rsplan.documents.document_file import read_document
from rsplan.report.records.verify import verify_record, verify_rows
from rsplan.report.tables.verify import verify_tables
from rsplan.text import say
from rsplan.verify.verification import verify

_NOT_AT_ITS_PLACE = 1


def command(lang: str) -> click.Command:
    """The command in a language."""
    # Of the inputs that other commands have, observations and dates decide nothing here.
    params: list[click.Parameter] = [
        click.Option(["--document"], required=True, type=click.Path(), metavar="FILE", help=say(lang, "help.document")),
        click.Option(["--city", "cities"], multiple=True, metavar="ID", help=say(lang, "help.verify_city")),
        click.Option(["--plan", "plans"], multiple=True, metavar="ID", help=say(lang, "help.verify_plan")),
        *(one for one in options.file_options(lang) if one.name == "targets"),
        *options.output_options(lang),
    ]
    return options.command(lang, "verify", _verify, params)


def _verify(lang: str, document: str, **values: Any) -> int:
    asked = options.request(lang, values)
    found = verify(asked.load(), read_document(document), asked.plans)
    write(asked, lambda: verify_record(found), verify_rows, lambda width: verify_tables(found, lang))
    return _NOT_AT_ITS_PLACE if found.problems else 0
