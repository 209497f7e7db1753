"""Types of parameters that read what people type, and the words that a shell offers to complete.

They are functions, as click takes them for types; what depends on the plans is looked up once the inputs are read.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from rsplan.cli.command_base import one_line
from rsplan.cli.understood import note
from rsplan.errors import BadText, RsplanError
from rsplan.model.bilingual import Text
from rsplan.model.period import today
from rsplan.suggest import nearest
from rsplan.text import Language
from rsplan.words.vocabulary import Member, Vocabulary

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from rsplan.model.plan import Plan

T = TypeVar("T")

_COMMAS = str.maketrans("，、", ",,")

Completer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]


def parsed(parse: Callable[[str], T], lang: Language) -> Callable[[Any], T]:
    """A parser whose refusals are wrong usage, with the remedy."""

    def read(value: Any) -> T:
        if not isinstance(value, str):
            return cast(T, value)
        try:
            return parse(value)
        except BadText as error:
            raise click.BadParameter(one_line(error, lang)) from None

    return read


def split(words: Iterable[str]) -> list[str]:
    """The words, those that commas separate one by one."""
    return [word.strip() for given in words for word in given.translate(_COMMAS).split(",") if word.strip()]


# --- dates -----------------------------------------------------------------------------------------------------------


def day(lang: Language) -> Callable[[Any], date]:
    """A parser of days; see `words.dates`."""

    def read(text: str) -> date:
        from rsplan.model.period import parse_day

        try:
            return parse_day(text)
        except BadText:
            from rsplan.words.dates import read_typed_day  # many patterns, and most days are written as above

            found = read_typed_day(text, today())
            note(text, found.isoformat())
            return found

    return parsed(read, lang)


def date_text(text: str) -> str:
    """A date of publication as data files spell it; what is none is left to the reading of the line."""
    from rsplan.words.dates import read_typed_date

    try:
        found = read_typed_date(text, today())
    except BadText:
        return text
    note(text, found)
    return found


def year(lang: Language) -> Callable[[Any], int]:
    """A parser of calendar years: 2025, 2025年."""

    def read(text: str) -> int:
        from rsplan.words.dates import read_typed_year

        return read_typed_year(text)

    return parsed(read, lang)


# --- words of closed sets --------------------------------------------------------------------------------------------


def choice(names: Sequence[str], lang: Language) -> dict[str, Any]:
    """The type, the metavar and the completion of an option of one name out of a few."""

    def read(text: str) -> str:
        if text in names:
            return text
        near = nearest(text, names)
        raise BadText(
            "text.unknown_word_near" if near else "text.unknown_word",
            word=text,
            near=near or "",
            words=", ".join(names),
        )

    return {
        "type": parsed(read, lang),
        "metavar": f"[{'|'.join(names)}]",
        "shell_complete": lambda ctx, param, incomplete: _items(dict.fromkeys(names), incomplete),
    }


def word(vocabulary: Vocabulary[Member], lang: Language) -> Callable[[Any], Member]:
    """A parser of one word."""
    return parsed(lambda text: vocabulary.meaning(text, lang), lang)


def words(vocabulary: Vocabulary[Member], lang: Language) -> Callable[[Any], tuple[Member, ...]]:
    """A parser of words separated by commas."""
    return parsed(lambda text: tuple(vocabulary.meaning(part, lang) for part in split([text]) or [text]), lang)


def metavar(vocabulary: Vocabulary[Member]) -> str:
    """The choice as click prints it in helps."""
    return f"[{'|'.join(vocabulary.members)}]"


def complete_words(vocabulary: Vocabulary[Member]) -> Completer:
    """Offer the words of the vocabulary, behind a comma too."""

    def offered(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        before, comma, begun = incomplete.rpartition(",")
        known = vocabulary.words if begun and not begun.isascii() else dict.fromkeys(map(str, vocabulary.members))
        return _items({f"{before}{comma}{text}": None for text in known if text.startswith(begun)}, incomplete)

    return offered


# --- what the plans hold ---------------------------------------------------------------------------------------------


def complete_cities(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """Offer the cities that are loaded."""
    return _items({plan.city.id: plan.city.name for plan in _plans(ctx)}, incomplete)


def complete_plans(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """Offer the plans of the cities named before."""
    return _items({plan.id: plan.title for plan in _plans_of_cities(ctx)}, incomplete)


def complete_groups(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """Offer the groups of the plans of the cities named before."""
    return _items({group.id: group.name for plan in _plans_of_cities(ctx) for group in plan.groups}, incomplete)


def complete_indicators(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """Offer the indicators of the cities named before."""
    plans = _plans_of_cities(ctx)
    return _items({indicator.id: indicator.name for plan in plans for indicator in plan.indicators}, incomplete)


def _plans(ctx: click.Context) -> "Sequence[Plan]":
    """The plans of all target files, without any observation; none where a file has problems: a shell asks again."""
    from rsplan.read.plan_library import load

    try:
        return load(ctx.params.get("targets") or (), published=False).plans
    except RsplanError:
        return ()


def _plans_of_cities(ctx: click.Context) -> "Sequence[Plan]":
    """The plans of the cities that the command line names so far, of all where it names none that is known."""
    from rsplan.words.names import city_meant

    plans = _plans(ctx)
    cities = list({plan.city.id: plan.city for plan in plans}.values())
    named = [ctx.params.get("city") or "", *(ctx.params.get("named") or ()), *(ctx.params.get("cities") or ())]
    ids = set()
    for given in split([*named, *ctx.args]):  # before an option without its value, arguments are not told apart yet
        try:
            ids.add(city_meant(given, cities, "zh").id)
        except BadText:
            continue
    return [plan for plan in plans if not ids or plan.city.id in ids]


def _items(known: Mapping[str, Text | None], incomplete: str) -> "list[CompletionItem]":
    """The ids that begin so, with their names beside them; once Chinese is begun, the Chinese names."""
    from click.shell_completion import CompletionItem

    if incomplete.isascii():
        return [
            CompletionItem(id_, help=name.zh if name else None)
            for id_, name in known.items()
            if id_.startswith(incomplete.lower())
        ]
    names = dict.fromkeys(name.zh if name else id_ for id_, name in known.items())
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]
