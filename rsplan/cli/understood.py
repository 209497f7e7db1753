"""Words of the command line and what they were taken for: noted while they are read, said once before the report."""

import click

from rsplan.model.bilingual import Text
from rsplan.text import Language, say

#: The place of the notes in the context of click, which a run has one of.
_NOTES = "rsplan.understood"


def note(word: str, meaning: str, name: Text | None = None) -> None:
    """Note what a word was taken for, unless it says so itself; `name` is the full name of an id."""
    context = click.get_current_context(silent=True)
    if context is not None and word.strip() != meaning:
        context.meta.setdefault(_NOTES, {})[word.strip()] = (meaning, name)


def say_understood(lang: Language) -> None:
    """Say what was noted on standard error, in one line, and nothing where every word meant itself.

    It is said once a run has read its inputs: a run that is refused names the words in its message.
    """
    context = click.get_current_context(silent=True)
    notes: dict[str, tuple[str, Text | None]] = context.meta.pop(_NOTES, {}) if context else {}
    if not notes:
        return
    from rsplan.read.input_text import printable  # what was typed steers no terminal

    words = [_one(word, meaning, name, lang) for word, (meaning, name) in notes.items()]
    click.echo(printable(say(lang, "understood.line", {"words": say(lang, "word.semicolon").join(words)})), err=True)


def _one(word: str, meaning: str, name: Text | None, lang: Language) -> str:
    period, comma, basis = meaning.rpartition(", ")
    if comma and name is None:
        meaning = say(lang, "understood.period", {"period": period, "basis": basis})
    if name is None:
        return say(lang, "understood.word", {"word": word, "meaning": meaning})
    return say(lang, "understood.named", {"word": word, "meaning": meaning, "name": name.in_(lang)})
