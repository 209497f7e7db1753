"""The settings of a run as defaults of its options: what is given on the command line or in the environment wins."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from rsplan.errors import RsplanError
from rsplan.settings_file import locate

if TYPE_CHECKING:
    from rsplan.model.input_places import InputFile
    from rsplan.read.settings import Settings


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
        named = [path for key in ("data", "targets") for path in self.settings.values(key)] if self.settings else []
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


def defaults_of(settings: "Settings | None", commands: Sequence[str]) -> dict[str, Any]:
    """The defaults by command and parameter, as click takes them."""
    if settings is None:
        return {}
    fields = {"cities": "city", "plans": "plan", "data": "data", "targets": "targets"}
    defaults: dict[str, Any] = {name: settings.values(key) for name, key in fields.items() if settings.values(key)}
    if by := settings.values("by"):
        defaults["by"] = by[0]
    cities = settings.values("city")
    own = {
        # `import` names its city by an option of a single value; elsewhere `city` is an argument, always given.
        "import": {**defaults, "city": cities[0]} if len(cities) == 1 else defaults,
        # A file that is to be checked may be of any city, and would not be looked at.
        "check": {name: values for name, values in defaults.items() if name != "cities"},
    }
    return {command: own.get(command, defaults) for command in commands}


def found_settings() -> FoundSettings:
    """The settings of the running command."""
    context = click.get_current_context(silent=True)
    found = context.find_root().obj if context else None
    return found if isinstance(found, FoundSettings) else FoundSettings()


def with_settings(inputs: "tuple[InputFile, ...]") -> "tuple[InputFile, ...]":
    """The inputs of a report with the settings file after them, where one holds."""
    settings = found_settings().settings
    return (*inputs, settings.source) if settings else inputs
