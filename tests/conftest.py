"""Nothing of the machine's own settings or earlier runs reaches a test."""

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def plain_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No settings of the user, and a cache that begins empty."""
    saved = dict(os.environ)
    for name in list(os.environ):
        if name.startswith("RSPLAN_") or name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
            del os.environ[name]
    os.environ["RSPLAN_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    yield
    os.environ.clear()
    os.environ.update(saved)
