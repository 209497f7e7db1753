"""Long work shows how far it has come, on standard error, where a terminal is there."""

import io
import sys

import pytest

from rsplan.cli.progress import progress


class Terminal(io.StringIO):
    """A standard error that says it is a terminal, or not."""

    def __init__(self, *, terminal: bool = True) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


def shown(monkeypatch: pytest.MonkeyPatch, number: int, doing: str, stream: Terminal, *, quiet: bool = False) -> str:
    """What is written while the things go by, each of them once and in order."""
    monkeypatch.setattr(sys, "stderr", stream)
    assert [*progress("en", quiet=quiet)(iter(range(number)), number, doing)] == [*range(number)]
    return stream.getvalue()


@pytest.mark.parametrize(("doing", "number"), [("plans", 40), ("files", 41), ("lines", 40_500)])
def test_a_terminal_sees_the_work_come_to_its_end(monkeypatch: pytest.MonkeyPatch, doing: str, number: int) -> None:
    text = shown(monkeypatch, number, doing, Terminal())
    assert {"plans": "assessing", "files": "reading plans", "lines": "reading data"}[doing] in text
    assert "100%" in text


@pytest.mark.parametrize(("doing", "number"), [("plans", 39), ("lines", 39_999)])
def test_short_work_shows_nothing(monkeypatch: pytest.MonkeyPatch, doing: str, number: int) -> None:
    assert shown(monkeypatch, number, doing, Terminal()) == ""


def test_without_a_terminal_nothing_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, 1000, "plans", Terminal(terminal=False)) == ""


def test_nothing_is_shown_where_the_terminal_shows_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, 1000, "plans", Terminal(), quiet=True) == ""


def test_a_closed_standard_error_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert [*progress("zh")(range(50), 50, "plans")] == [*range(50)]
