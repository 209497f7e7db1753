"""The known word nearest to a mistyped one."""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the closest of the known words, or None where none is close."""
    from difflib import get_close_matches  # only for mistakes: it takes time to load

    matches = get_close_matches(word.lower(), list(known), n=1)
    return matches[0] if matches else None
