"""The settings of a run as defaults of its options: what is given on the command line or in the environment wins."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import click
from click.core import ParameterSource

from rsplan.errors import BadText, InvalidInput, Problem, RsplanError
from rsplan.settings_file import locate

if TYPE_CHECKING:
    from rsplan.model.input_places import InputFile
    from rsplan.read.settings import Setting, Settings


class FoundSettings(NamedTuple):
    """The settings of a run, None for none; those of other owners that were `ignored`; what is wrong with them.

    `path` is the settings file, also where it cannot be read.
    """

    settings: "Settings | None" = None
    ignored: tuple[str, ...] = ()
    error: RsplanError | None = None
    path: str | None = None

    @property
    def files(self) -> list[str]:
        """The settings file and every file that it names, whether the command at hand takes them or not."""
        keys = ("data", "tasks", "responsible")
        named = [path for key in keys for path in self.settings.values(key)] if self.settings else []
        named += self.settings.targets if self.settings else ()
        return [self.path, *named] if self.path else []


def find_settings(args: Sequence[str], environ: Mapping[str, str]) -> FoundSettings:
    """Find and read the settings, unless --no-settings is among the arguments, which are read only later."""
    options = args[: args.index("--")] if "--" in args else args
    path, ignored = locate(environ, off="--no-settings" in options)
    if path is None:
        return FoundSettings(ignored=ignored)
    from rsplan.read.settings import read_settings  # most runs have none, and start-up counts

    try:
        return FoundSettings(read_settings(path), ignored, None, path)
    except RsplanError as error:
        return FoundSettings(None, ignored, error, path)


#: The parameters by the key of the settings that gives their defaults; `import` has one city.
_PARAMETERS = {"city": ("cities", "city"), "plan": ("plans",), "data": ("data",), "targets": ("targets",)}

#: The commands whose --by is the person who enters a figure; `report` and `allocate` have one of another meaning.
ENTERING = ("record", "retract", "import")


def defaults_of(settings: "Settings | None", commands: Sequence[str]) -> dict[str, Any]:
    """The defaults by command and parameter, as click takes them."""
    if settings is None:
        return {}
    fields = {"cities": "city", "plans": "plan", "data": "data"}
    defaults: dict[str, Any] = {name: settings.values(key) for name, key in fields.items() if settings.values(key)}
    if targets := settings.targets:
        defaults["targets"] = targets
    entering = {"by": by[0]} if (by := settings.values("by")) else {}
    cities = settings.values("city")
    own = {
        # `import` names its city by an option of a single value; elsewhere `city` is an argument, always given.
        "import": {**defaults, "city": cities[0]} if len(cities) == 1 else defaults,
        # A file that is to be checked may be of any city, and would not be looked at.
        "check": {name: values for name, values in defaults.items() if name != "cities"},
    }
    return {command: own.get(command, defaults) | (entering if command in ENTERING else {}) for command in commands}


def found_settings() -> FoundSettings:
    """The settings of the running command."""
    context = click.get_current_context(silent=True)
    found = context.find_root().obj if context else None
    return found if isinstance(found, FoundSettings) else FoundSettings()


def with_settings(inputs: "tuple[InputFile, ...]") -> "tuple[InputFile, ...]":
    """The inputs of a report with the settings file after them, where one holds."""
    settings = found_settings().settings
    return (*inputs, settings.source) if settings else inputs


def setting_in_force(key: str) -> "Setting | None":
    """The setting of the key, if the running command takes its value from there."""
    context, settings = click.get_current_context(silent=True), found_settings().settings
    if context is None or settings is None:
        return None
    sources = map(context.get_parameter_source, _PARAMETERS[key])
    return settings.by_key.get(key) if ParameterSource.DEFAULT_MAP in sources else None


def place_in_settings(key: str) -> str:
    """The file and the line of the setting that is in force."""
    settings = found_settings().settings
    return f"{settings.path}:{settings.by_key[key].line}" if settings and key in settings.by_key else ""


@contextmanager
def settings_blamed(key: str, words: Sequence[str]) -> Iterator[None]:
    """Name the settings file and its line where a word that it gives cannot be read: nobody typed it."""
    try:
        yield
    except BadText as error:
        setting, settings = setting_in_force(key), found_settings().settings
        if setting is None or settings is None or not set(words) <= set(setting.values):
            raise
        problem = Problem(error.key.removeprefix("text."), settings.path, setting.line, 1, error.details)
        raise InvalidInput([problem]) from None


def placed_in_settings(problems: Sequence[Problem]) -> list[Problem]:
    """The problems; of a file that only the settings name and that does not exist, at their line."""
    return [_placed(problem) for problem in problems]


def _placed(problem: Problem) -> Problem:
    settings = found_settings().settings
    if settings is None or problem.code != "not_found" or problem.line:
        return problem
    for key in ("targets", "data"):
        setting = setting_in_force(key)
        if setting and problem.file in setting.values:
            details = {"key": key, "path": problem.file}
            return Problem("settings_not_found", settings.path, setting.line, 1, details)
    return problem
