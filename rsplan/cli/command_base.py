"""The options that every command has; they load nothing, so that help is quick."""

from typing import Any

import click

from rsplan.errors import BadText
from rsplan.text import LANGUAGES, Language, say


def one_line(error: BadText, lang: Language) -> str:
    """The message of an unreadable text and its remedy, on one line."""
    message = say(lang, error.key.replace("text.", "problem.", 1), error.details)
    return say(lang, "word.semicolon").join(message.split("\n"))


class Command(click.Command):
    """A command whose help has its headings in the language too."""

    def __init__(self, lang: Language, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.lang = lang

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; an unknown option is named as such where values may begin with a hyphen too."""
        words = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError:
            known = {name for param in self.get_params(ctx) for name in param.opts}
            names = [word.partition("=")[0] for word in words if word.startswith("--")]
            unknown = next((name for name in names if name.strip("-") and name not in known), None)
            if unknown is None or not self.ignore_unknown_options:
                raise
            from rsplan.suggest import nearest

            near = nearest(unknown, sorted(known))
            raise click.NoSuchOption(unknown, possibilities=[near] if near else None, ctx=ctx) from None

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=say(self.lang, "help.usage"))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [record for param in self.get_params(ctx) if (record := param.get_help_record(ctx)) is not None]
        with formatter.section(say(self.lang, "help.options")):
            formatter.write_dl(records)


def language_option(lang: Language) -> click.Option:
    """--lang; it was read before, so that help texts are in the language, and is checked here."""
    return click.Option(["--lang"], type=click.Choice(LANGUAGES), expose_value=False, help=say(lang, "help.lang"))


def no_settings_option(lang: Language) -> click.Option:
    """--no-settings; it was read before, because the language may be a setting."""
    return click.Option(["--no-settings"], is_flag=True, expose_value=False, help=say(lang, "help.no_settings"))


def help_option(lang: Language) -> click.Option:
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
