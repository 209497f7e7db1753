"""A name or a note in Chinese and English, as target files give it."""

from collections.abc import Callable
from typing import NamedTuple, assert_never

from rsplan.text import Language


class Text(NamedTuple):
    """A name or a note in every language of the texts: a field for each."""

    zh: str
    en: str

    @classmethod
    def known(cls, zh: str | None, en: str | None) -> "Text | None":
        """The text where it is known in one of the languages at least; that one stands in for the other."""
        first = zh or en
        return cls(zh=zh or first, en=en or first) if first else None

    @classmethod
    def made(cls, say: Callable[[Language], str]) -> "Text":
        """The text that the function gives for each language."""
        return cls(zh=say("zh"), en=say("en"))

    def agrees_with(self, other: "Text") -> bool:
        """Whether both are the same in one language at least; in the other, one may only stand for what is missing."""
        return self.zh == other.zh or self.en == other.en

    def in_(self, lang: Language) -> str:
        """The text in the language."""
        match lang:
            case "zh":
                return self.zh
            case "en":
                return self.en
            case _:
                assert_never(lang)


class ShakingText(Text):
    """A note that shakes the figure that it is about, rather than saying something more of it."""

    __slots__ = ()
