"""The known word nearest to a mistyped one."""

from collections.abc import Iterable

#: The share of a word that has to be the same.
LIKE_ENOUGH = 3 / 5


def nearest(word: str, known: Iterable[str], likeness: float = LIKE_ENOUGH) -> str | None:
    """Return the closest of the known words, or None where none is close."""
    from difflib import get_close_matches  # only for mistakes: it takes time to load

    matches = get_close_matches(word.lower(), list(known), n=1, cutoff=likeness)
    return matches[0] if matches else None
