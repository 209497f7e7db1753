"""Nothing of the machine's own settings or earlier runs reaches a test; slow tests run when they are asked for."""

import os
from collections.abc import Iterator

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the tests marked slow as well, as .ci/run does")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the slow tests out, unless they are asked for: by --slow, by an expression of -m, or by their names."""
    if config.option.slow or config.option.markexpr or any("::" in word for word in config.args):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if not item.get_closest_marker("slow")]


@pytest.fixture(autouse=True, scope="session")
def plain_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No settings of the user, and a cache that begins empty."""
    saved = dict(os.environ)
    for name in list(os.environ):
        if name.startswith("RSPLAN_") or name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "PAGER"):
            del os.environ[name]
    os.environ["RSPLAN_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    yield
    os.environ.clear()
    os.environ.update(saved)
