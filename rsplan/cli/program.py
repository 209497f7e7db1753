"""The command line: read the options, call one function, render, choose the exit code."""

import contextlib
import errno
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import NoReturn, assert_never

import click

from rsplan.cli.command_base import Command, help_option, language_option, no_settings_option, one_line
from rsplan.cli.settings_defaults import defaults_of, find_settings
from rsplan.cli.streams import mute, prepare
from rsplan.errors import BadText, ClosedPipe, InvalidInput, RsplanError
from rsplan.text import Language, say
from rsplan.text.language import language
from rsplan.version import __version__

#: The commands; each module is loaded when its command is called.
COMMANDS = (
    "status",
    "pace",
    "forecast",
    "allocate",
    "show",
    "report",
    "chart",
    "list",
    "compare",
    "record",
    "task",
    "changes",
    "due",
    "log",
    "retract",
    "import",
    "export",
    "new",
    "audit",
    "verify",
    "check",
    "upgrade",
    "settings",
    "schema",
)

#: The commands by what people do with them, in the order of the help; a command joins the group when it comes.
COMMAND_GROUPS: Mapping[str, Sequence[str]] = {
    "progress": ("status", "pace", "show", "compare", "forecast"),
    "monthly": ("record", "import", "retract", "task", "due", "changes"),
    "delivery": ("report", "chart", "export"),
    "plans": ("new", "list", "check", "allocate"),
    "checking": ("log", "audit", "verify"),
    "others": ("upgrade", "settings", "schema"),
}

#: Modules whose command has a name that no module can have.
_MODULES = {"import": "import_", "list": "list_"}

#: The exit code where the program itself has failed; 1 and 2 are answers.
INTERNAL_ERROR = 70

#: The file of problems of the command line itself.
ARGUMENTS = "<arguments>"

#: The variable that shows where an internal error arose.
DEBUG = "RSPLAN_DEBUG"

_LONGEST_REASON = 300

#: The exit code that shells give a program that Ctrl-C ended.
_INTERRUPTED = 130


def main() -> NoReturn:
    """Run the program and end the process with its exit code (README, Exit codes)."""
    code = run(sys.argv[1:])
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    if "coverage" in sys.modules:  # measured: the figures are written by the functions that the way below leaves out
        sys.exit(code)
    # Everything is written and flushed, files are closed, and no thread runs: taking the interpreter apart would
    # only free memory that the system frees anyway, and would take a tenth of a short run.
    os._exit(code)


def run(args: Sequence[str]) -> int:
    """Run the program and return its exit code."""
    found = find_settings(args, os.environ)
    lang = language(args, os.environ, *(found.settings.values("lang") if found.settings else ()))
    if sys.stderr is None:  # closed by whoever started the program
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stdout is None:
        _show_error(say(lang, "error.cannot_write", {"path": "<stdout>", "reason": os.strerror(errno.EBADF)}), lang)
        return RsplanError.exit_code
    prepare(sys.stdout, sys.stderr)
    try:
        defaults = defaults_of(found.settings, COMMANDS)
        called = program(lang).main([*args], prog_name="rsplan", standalone_mode=False, default_map=defaults, obj=found)
        return _ended(called)
    except (click.ClickException, RsplanError) as error:
        with contextlib.suppress(OSError):  # nobody can be told; the exit code says it
            _show(error, lang, args)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _INTERRUPTED
    except (ClosedPipe, BrokenPipeError, SystemExit):  # SystemExit: click's own answer to a closed pipe
        mute()
        return 0
    except OSError as error:
        details = {"path": error.filename or "<stdout>", "reason": error.strerror or str(error)}
        _show_error(say(lang, "error.cannot_write", details), lang)
        return RsplanError.exit_code
    except MemoryError:
        _show_error(say(lang, "error.out_of_memory"), lang)
        return RsplanError.exit_code
    except Exception as error:
        if os.environ.get(DEBUG) or isinstance(error, ModuleNotFoundError):  # __main__ names what is not installed
            raise
        return show_internal_error(error, lang)


def show_internal_error(error: Exception, lang: Language) -> int:
    """Say that the program has failed, and where to report it; returns the exit code."""
    reason = " ".join(f"{type(error).__name__}: {error}".split())[:_LONGEST_REASON]
    _show_error(say(lang, "error.internal", {"reason": reason, "version": __version__, "variable": DEBUG}), lang)
    return INTERNAL_ERROR


def _ended(code: object) -> int:
    """The exit code of a command that came to its end, whether or not somebody reads the rest of its output."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        mute()
    return code if isinstance(code, int) else 0


def _show(error: click.ClickException | RsplanError, lang: Language, args: Sequence[str]) -> None:
    """The error on standard error, in the language: for people, or as JSON where a format of JSON is chosen."""
    formats = _formats(args)
    if formats & {"json", "jsonl"} and _is_wrong_usage(error):
        _show_as_json(error, lang, args, in_lines="jsonl" in formats)
        return
    match error:
        case click.exceptions.NoArgsIsHelpError():
            click.echo(error.format_message(), err=True)
        case click.UsageError():
            _show_usage_error(error, lang)
        case click.ClickException():
            _show_error(error.format_message(), lang)
        case InvalidInput():
            _show_problems(error, lang, args)
        case BadText():
            _show_error(_with_given(one_line(error, lang), args), lang)
        case RsplanError():
            _show_error(_with_given(say(lang, error.key, error.details), args), lang)
        case _:
            assert_never(error)


#: The code of an error of the command line, and the errors that are none of it.
_USAGE = "usage"
_OF_THE_SYSTEM = frozenset(
    ("cannot_write", "no_folder", "is_a_folder", "read_only", "disk_full", "locked", "package_missing", "not_reported")
)


def _is_wrong_usage(error: click.ClickException | RsplanError) -> bool:
    """Whether the command line is to be corrected, rather than an input or the system."""
    match error:
        case InvalidInput() | click.exceptions.NoArgsIsHelpError():
            return False
        case RsplanError():
            return error.exit_code == RsplanError.exit_code and error.key.removeprefix("error.") not in _OF_THE_SYSTEM
        case _:
            return True


def _show_as_json(
    error: click.ClickException | RsplanError, lang: Language, args: Sequence[str], *, in_lines: bool
) -> None:
    """The error as the one problem of a report of `check`, on standard error."""
    from rsplan.read.input_text import printable
    from rsplan.render.json_writer import json_text, jsonl_text
    from rsplan.report.records.check import ProblemRecord, check_record

    hint = ""
    match error:
        case click.UsageError():
            message = _usage_message(error, lang)
            hint = say(lang, "error.try_help", {"command": error.ctx.command_path}) if error.ctx else ""
        case click.ClickException():
            message = error.format_message()
        case BadText():
            message = _with_given(one_line(error, lang), args)
        case RsplanError():
            message = _with_given(say(lang, error.key, error.details), args)
        case _:
            assert_never(error)
    problem: ProblemRecord = {
        "file": ARGUMENTS,
        "line": None,
        "column": None,
        "code": _USAGE,
        "severity": "error",
        "message": printable(" ".join(message.split())),
        "hint": hint,
        "excerpt": "",
        "cell": None,
    }
    pieces = jsonl_text([problem]) if in_lines else [json_text({**check_record((), lang), "problems": [problem]})]
    for piece in pieces:
        click.echo(piece, err=True, nl=False)


def _with_given(text: str, args: Sequence[str]) -> str:
    """The text, of which the commands repeat the target files that were given."""
    from rsplan.cli.hints import targets_in, with_targets

    return with_targets(text, targets_in(args))


def _show_problems(error: InvalidInput, lang: Language, args: Sequence[str]) -> None:
    """Write every problem of every input to standard error: for people, or as JSON where a format of JSON is chosen."""
    for piece in _problem_pieces(error, lang, args):
        click.echo(piece, err=True, nl=False)


def _problem_pieces(error: InvalidInput, lang: Language, args: Sequence[str]) -> Iterable[str]:
    from rsplan.cli.hints import targets_in, with_targets
    from rsplan.cli.problems import problem_text
    from rsplan.report.records.check import check_record

    targets, formats = [*targets_in(args)], _formats(args)
    report = check_record(error.problems, lang)
    for problem in report["problems"]:
        problem["hint"] = with_targets(problem["hint"], targets)
    if "jsonl" in formats:
        from rsplan.render.json_writer import jsonl_text

        return jsonl_text(report["problems"])
    if "json" in formats:
        from rsplan.render.json_writer import json_text

        return [json_text(report)]
    return [problem_text(problem, lang, targets) for problem in error.problems]


def _formats(args: Sequence[str]) -> set[str]:
    """The formats that the arguments name, by --format or by the extension of the file to write to."""
    formats = set()
    for before, word in zip(("", *args), args, strict=False):
        name, _, value = word.partition("=")
        if before == "--format" or name == "--format":
            formats.add(value or word)
        elif before in ("-o", "--output") or name == "--output":
            formats.add(os.path.splitext(value or word)[1].lstrip("."))
        elif word.startswith("-o"):
            formats.add(os.path.splitext(word)[1].lstrip("."))
    return formats


def _show_usage_error(error: click.UsageError, lang: Language) -> None:
    if error.ctx is not None:
        click.echo(say(lang, "error.try_help", {"command": error.ctx.command_path}), err=True)
    _show_error(_usage_message(error, lang), lang)


def _usage_message(error: click.UsageError, lang: Language) -> str:
    """The message of click in the language, where it is about one parameter."""
    match error:
        case click.MissingParameter(param=click.Parameter() as param):
            key = "error.missing_argument" if isinstance(param, click.Argument) else "error.missing_option"
            return say(lang, key, {"name": param.get_error_hint(error.ctx)})
        case click.BadParameter(param_hint=str() as name):  # an option that is read after the others
            return say(lang, "error.bad_value", {"name": f"'{name}'", "message": error.message})
        case click.BadParameter(param=click.Parameter() as param):
            return say(lang, "error.bad_value", {"name": param.get_error_hint(error.ctx), "message": error.message})
        case click.NoSuchOption():
            near = ", ".join(sorted(error.possibilities or ()))
            key = "error.no_such_option_near" if near else "error.no_such_option"
            return say(lang, key, {"name": error.option_name, "near": near})
        case _:
            message = error.format_message()
            for pattern, key in _MESSAGES_OF_CLICK:
                if found := re.fullmatch(pattern, message, re.DOTALL):
                    return say(lang, key, found.groupdict())
            return message


#: What click says of a command line as a whole, and the keys of the same in the language.
_MESSAGES_OF_CLICK = (
    (r"Option '(?P<name>.+)' requires an argument\.", "error.needs_value"),
    (r"Option '(?P<name>.+)' does not take a value\.", "error.takes_no_value"),
    (r"Got unexpected extra arguments? \((?P<extra>.+)\)", "error.too_many_arguments"),
    (r"Missing command\.", "error.missing_command"),
)


def _show_error(message: str, lang: Language) -> None:
    """The message on standard error; what was typed or stands in a file steers no terminal."""
    from rsplan.read.input_text import printable  # what goes well needs none of it, and start-up counts

    shown = "\n".join(map(printable, message.split("\n")))
    with contextlib.suppress(OSError):  # as in `run`
        click.echo(say(lang, "error.usage", {"message": shown}), err=True)


class Program(Command, click.Group):
    """The commands by name, loaded when they are called."""

    def __init__(self, lang: Language) -> None:
        super().__init__(
            lang,
            name="rsplan",
            help=say(lang, "help.program") + "\n\n" + say(lang, "help.program_examples"),
            no_args_is_help=True,
            subcommand_metavar=say(lang, "help.subcommand_metavar"),
            context_settings={"help_option_names": ["-h", "--help"]},
        )

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_commands(ctx, formatter)
        super().format_options(ctx, formatter)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"rsplan.cli.{_MODULES.get(cmd_name, cmd_name)}").command(self.lang)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from rsplan.suggest import nearest

            near = nearest(args[0], COMMANDS)
            key = "error.unknown_command_near" if near else "error.unknown_command"
            details = {"command": args[0], "near": near or "", "known": ", ".join(COMMANDS)}
            raise click.UsageError(say(self.lang, key, details), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands in groups with their short helps, without loading their modules."""
        widest = max(map(len, COMMANDS))
        for group, names in COMMAND_GROUPS.items():
            with formatter.section(say(self.lang, f"help.commands.{group}")):
                rows = [(name.ljust(widest), say(self.lang, f"help.{name}")) for name in names if name in COMMANDS]
                formatter.write_dl(rows)


def program(lang: Language) -> click.Group:
    """The program in a language."""
    group = Program(lang)
    group.params += [
        language_option(lang),
        no_settings_option(lang),
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            help=say(lang, "help.version"),
            callback=_show_version,
        ),
        help_option(lang),
    ]
    group.callback = lambda **_: None
    return group


def _show_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"rsplan {__version__}")
        ctx.exit()
