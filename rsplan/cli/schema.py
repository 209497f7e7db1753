"""`rsplan schema`: the JSON Schemas of inputs and outputs."""

from typing import NamedTuple

import click

from rsplan.cli import options as shared
from rsplan.cli.streams import write_data
from rsplan.schemas.bundle import names, schema_text
from rsplan.text import Language


class SchemaOptions(NamedTuple):
    """The options of `rsplan schema`."""

    name: str | None
    path: str | None


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params: list[click.Parameter] = [
        click.Argument(["name"], required=False, metavar="[NAME]", shell_complete=_completions),
        shared.path_option(lang, "help.output_file"),
    ]
    return shared.command(lang, "schema", SchemaOptions, _schema, params)


def _completions(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    return [name for name in names() if name.startswith(incomplete)]


def _schema(lang: Language, options: SchemaOptions) -> None:
    text = "\n".join(names()) + "\n" if options.name is None else schema_text(options.name)
    write_data([text], options.path)
