"""`rsplan verify`: each printed figure and name looked up in the plan document."""

from typing import Any

import click

from rsplan.cli import options
from rsplan.cli.output import write
from rsplan.text import say
from rsplan.verify.document import read_document
from rsplan.verify.records import verify_record, verify_rows
from rsplan.verify.sheets import verify_sheets
from rsplan.verify.verification import verify

#: Of the inputs that other commands have, observations and dates decide nothing here.
_INPUTS = ("cities", "plans", "targets")

_NOT_AT_ITS_PLACE = 1


def command(lang: str) -> click.Command:
    """The command in a language."""
    document = click.Option(
        ["--document"], required=True, type=click.Path(), metavar="FILE", help=say(lang, "help.document")
    )
    shared = [one for one in options.input_options(lang) if one.name in _INPUTS]
    return options.command(lang, "verify", _verify, [document, *shared, *options.output_options(lang)])


def _verify(lang: str, document: str, **values: Any) -> int:
    asked = options.request(lang, values)
    found = verify(asked.load(), read_document(document), asked.plans)
    write(asked, lambda: verify_record(found), verify_rows, lambda width: verify_sheets(found, lang))
    return _NOT_AT_ITS_PLACE if found.problems else 0
