"""`rsplan schema`: the JSON Schemas of inputs and outputs."""

from typing import Any

import click

from rsplan.cli import options
from rsplan.cli.streams import write_data
from rsplan.schemas.bundle import names, schema_text
from rsplan.text import Language, say


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params: list[click.Parameter] = [
        click.Argument(["name"], required=False, metavar="[NAME]", shell_complete=_completions),
        click.Option(["-o", "--output"], type=click.Path(), metavar="FILE", help=say(lang, "help.output_file")),
    ]
    return options.command(lang, "schema", _schema, params)


def _completions(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    return [name for name in names() if name.startswith(incomplete)]


def _schema(lang: Language, name: str | None, output: str | None, **values: Any) -> None:
    text = "\n".join(names()) + "\n" if name is None else schema_text(name)
    write_data([text], output)
