"""The options that every command has; they load nothing, so that help is quick."""

import shutil
from collections.abc import Mapping, Sequence
from typing import Any

import click

from rsplan.errors import BadText
from rsplan.text import LANGUAGES, Language, say
from rsplan.text.wrapping import cells, wrapped

#: The groups of options in a help, each with the names of its parameters; the others stand before them.
OPTION_GROUPS: Mapping[str, Sequence[str]] = {
    "which": ("cities", "plans", "groups", "natures", "kinds", "responsible", "only", "but", "every_scope"),
    "inputs": ("targets", "data", "no_published"),
    "when": ("as_of", "known_on", "since", "until", "year"),
    "judged": ("ahead_by", "slack", "stale_after", "fail_on"),
    "output": ("every_row", "summary", "quiet", "format", "path", "bom", "headings", "columns", "color", "no_pager"),
    "general": ("lang", "no_settings", "version", "help"),
}

#: The widest first column of a list of options or commands, the blanks behind it, and the widest help.
_MOST_TERM, _GAP, _MOST_WIDTH = 24, 2, 80


class Formatter(click.HelpFormatter):
    """Help whose lines are counted in cells: a Chinese character takes two."""

    def __init__(self, lang: Language, width: int) -> None:
        super().__init__(width=width)
        self._colon = say(lang, "help.colon")

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        self._write_wrapped(f"{prefix}{prog} {args}", cells(f"{prefix}{prog} "))

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{heading}{self._colon}\n")

    def write_text(self, text: str) -> None:
        for index, paragraph in enumerate(text.split("\n\n")):
            if index:
                self.write("\n")
            if paragraph.startswith("\b\n"):
                for line in paragraph.removeprefix("\b\n").split("\n"):
                    self._write_wrapped(line, 4)
            else:
                self._write_wrapped(" ".join(paragraph.split("\n")), 0)

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = _MOST_TERM, col_spacing: int = _GAP) -> None:
        """Terms with what they mean; a term wider than its column has a line of its own."""
        rows = list(rows)
        column = min(max((cells(term) for term, _ in rows), default=0), col_max) + col_spacing
        before = " " * self.current_indent
        for term, meaning in rows:
            lines = wrapped(meaning, self.width - self.current_indent - column) if meaning else [""]
            if cells(term) + col_spacing > column:
                self.write(f"{before}{term}\n")
                term = ""
            for line in lines:
                self.write(f"{before}{term}{' ' * (column - cells(term))}{line}".rstrip() + "\n")
                term = ""

    def _write_wrapped(self, text: str, hanging: int) -> None:
        """The text at the indentation, further lines of it so many cells farther in."""
        width = self.width - self.current_indent
        first, *_ = wrapped(text, width) or [""]
        rest = wrapped(text[len(first) :].lstrip(), width - hanging) if len(first) < len(text) else []
        for index, line in enumerate([first, *rest]):
            self.write(" " * (self.current_indent + (hanging if index else 0)) + line + "\n")


def one_line(error: BadText, lang: Language) -> str:
    """The message of an unreadable text and its remedy, on one line."""
    message = say(lang, error.key.replace("text.", "problem.", 1), error.details)
    return say(lang, "word.semicolon").join(message.split("\n"))


class Command(click.Command):
    """A command whose help has its headings in the language too."""

    def __init__(self, lang: Language, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.lang = lang
        self.options_metavar = say(lang, "help.options_metavar")

    def get_help(self, ctx: click.Context) -> str:
        """The help, as wide as the terminal, but no wider than is easily read."""
        width = min(shutil.get_terminal_size().columns, _MOST_WIDTH)
        formatter = Formatter(self.lang, max(width, _MOST_WIDTH // 2))
        self.format_help(ctx, formatter)
        return formatter.getvalue().rstrip("\n")

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
        named = {name for names in OPTION_GROUPS.values() for name in names}
        params = [(param, param.get_help_record(ctx)) for param in self.get_params(ctx)]
        known = [(param.name, record) for param, record in params if record is not None and record[1]]
        own = [record for name, record in known if name not in named]
        self._write_group(formatter, "help.options", own)
        for group, names in OPTION_GROUPS.items():
            self._write_group(formatter, f"help.options.{group}", [record for name, record in known if name in names])

    def _write_group(self, formatter: click.HelpFormatter, key: str, records: Sequence[tuple[str, str]]) -> None:
        if records:
            with formatter.section(say(self.lang, key)):
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
