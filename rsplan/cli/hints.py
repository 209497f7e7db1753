"""Commands that messages name, with the target files that the run was given: without them they would read others."""

import re
import shlex
from collections.abc import Iterable, Iterator, Sequence

#: A command with words of its own; `rsplan record` alone only names what is to be done.
_COMMAND = re.compile(r"`(rsplan (?:list|upgrade|retract|record) [^`]+)`")


def with_targets(text: str, paths: Iterable[str]) -> str:
    """The text with --targets in the commands that it names."""
    given = "".join(f" --targets {shlex.quote(path)}" for path in paths)
    return _COMMAND.sub(lambda match: match[0] if "--targets" in match[0] else f"`{match[1]}{given}`", text)


def targets_in(args: Sequence[str]) -> Iterator[str]:
    """The target files that the command line names."""
    options = args[: args.index("--")] if "--" in args else args
    for before, word in zip(("", *options), options, strict=False):
        name, equals, value = word.partition("=")
        if before == "--targets":
            yield word
        elif name == "--targets" and equals:
            yield value
