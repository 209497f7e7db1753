"""The options that every command has; they load nothing, so that help is quick."""

import click

from rsplan.text import LANGUAGES, say


def language_option(lang: str) -> click.Option:
    """--lang; it was read before, so that help texts are in the language, and is checked here."""
    return click.Option(["--lang"], type=click.Choice(LANGUAGES), expose_value=False, help=say(lang, "help.lang"))


def help_option(lang: str) -> click.Option:
    """-h and --help with a help in the language."""

    def show(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            click.echo(ctx.get_help(), color=ctx.color)
            ctx.exit()

    return click.Option(
        ["-h", "--help"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        help=say(lang, "help.help"),
        callback=show,
    )
