"""The words of closed sets as commands take them: ids, what tables print in both languages, and a few everyday ones."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import cached_property
from typing import Generic, TypeVar, assert_never

from rsplan.calc.verdict import Status
from rsplan.errors import BadText
from rsplan.model.enums import STATED_BOUNDS, Basis, Bound, Kind, Nature
from rsplan.model.plain_text import plain
from rsplan.suggest import nearest
from rsplan.survey import WORDS, Mark
from rsplan.text import LANGUAGES, Language, say

Member = TypeVar("Member", bound=StrEnum)


class Vocabulary(Generic[Member]):
    """The words for the members of a closed set; capitals, spaces, hyphens and full-width signs make no difference.

    `keys` gives the keys of the texts that tables print for a member, `everyday` further words.
    """

    def __init__(
        self,
        members: Iterable[Member],
        keys: Callable[[Member], Iterable[str]] = lambda member: (),
        everyday: Callable[[], Mapping[str, Member]] = dict,
    ) -> None:
        self.members = tuple(members)
        self._keys, self._everyday = keys, everyday

    def meaning(self, text: str, lang: Language) -> Member:
        """The member that the text is a word for.

        Raises BadText for any other text, with the nearest word and all of them, printed ones in the language.
        """
        for member in self.members:
            if text == member:  # most words are ids, and no catalogue is loaded for them
                return member
        folded = {_folded(word): word for word in self.words}
        if _folded(text) in folded:
            return self.words[folded[_folded(text)]]
        near = nearest(_folded(text), folded, any_character=True)
        known = say(lang, "word.and").join(self._shown(member, lang) for member in self.members)
        key = "text.unknown_word_near" if near else "text.unknown_word"
        raise BadText(key, word=text, near=folded[near] if near else "", words=known)

    @cached_property
    def words(self) -> Mapping[str, Member]:
        """Every word with its member, the ids last: where folding makes two alike, the suggestion is an id."""
        printed = {text: member for lang in LANGUAGES for member in self.members for text in self.printed(member, lang)}
        return {**self._everyday(), **printed, **{str(member): member for member in self.members}}

    def printed(self, member: Member, lang: Language) -> list[str]:
        """The words that tables print for the member in the language."""
        return [say(lang, key) for key in self._keys(member)]

    def _shown(self, member: Member, lang: Language) -> str:
        """The id, and beside it the printed word where a reader of the language would not guess it."""
        words = [word for word in self.printed(member, lang) if _folded(word) != _folded(member)]
        return say(lang, "word.more", {"text": str(member), "more": words[0]}) if words else str(member)


def _folded(text: str) -> str:

    return plain(text).lower().replace("_", "").replace("-", "")


def _keys_of_verdict_or_mark(word: Status | Mark) -> tuple[str, ...]:
    match word:
        case Status():
            return (f"status.{word}",)
        case Mark.PROVISIONAL:
            return "evidence.provisional", "word.provisional"
        case Mark.PRESS | Mark.COPY | Mark.PARTIAL | Mark.BREAK | Mark.STALE:
            return (f"evidence.{word}",)
        case Mark.BREACH:
            return ("mark.breach",)
        case _:
            assert_never(word)


def _bases() -> Mapping[str, Basis]:
    from rsplan.model.period_words import BASIS_WORDS  # many patterns, and few commands take a basis

    return BASIS_WORDS


#: The words that `--only` and `--fail-on` take.
VERDICTS_AND_MARKS: Vocabulary[Status | Mark] = Vocabulary(
    WORDS,
    _keys_of_verdict_or_mark,
    lambda: {
        "预计数": Mark.PROVISIONAL,
        "达标": Status.MET,
        **dict.fromkeys(("未达要求次数", "突破次数", "曾突破", "曾跌破", "曾未达到"), Mark.BREACH),
    },
)

NATURES = Vocabulary(
    Nature, lambda nature: (f"word.{nature}",), lambda: {"约束": Nature.BINDING, "预期": Nature.ANTICIPATORY}
)

KINDS = Vocabulary(
    Kind,
    lambda kind: (f"kind.{kind}",),
    lambda: {
        **dict.fromkeys(("累计", "累计数"), Kind.CUMULATIVE),
        **dict.fromkeys(("每年", "年度"), Kind.ANNUAL),
        **dict.fromkeys(("存量", "期末", "时点"), Kind.STOCK),
        "构成": Kind.COMPOSITION,
        **dict.fromkeys(("年均增速", "增速"), Kind.GROWTH),
        **dict.fromkeys(("变动", "增减"), Kind.CHANGE),
    },
)

BASES = Vocabulary(Basis, lambda basis: (f"basis.{basis}",), _bases)

BOUNDS = Vocabulary(
    STATED_BOUNDS,
    everyday=lambda: {
        **dict.fromkeys(("准确值", "准确"), Bound.EXACT),
        **dict.fromkeys(("下限", "至少", "不少于", "不低于", "≥"), Bound.AT_LEAST),
        **dict.fromkeys(("上限", "至多", "不超过", "不高于", "≤"), Bound.AT_MOST),
    },
)
