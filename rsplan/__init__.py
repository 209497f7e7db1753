"""Progress of government plans against their targets, exactly and with its sources.

The names below are the library, described in docs/python.md; everything else is private. Nothing is loaded until a
name is used.
"""

from typing import TYPE_CHECKING, Any

__all__ = ["OwnObservation", "RsplanError", "__version__", "assess", "load", "record", "table", "to_json", "to_jsonl"]

if TYPE_CHECKING:
    from rsplan.api import OwnObservation, assess, load, record, table, to_json, to_jsonl
    from rsplan.errors import RsplanError
    from rsplan.version import __version__

_MODULES = {"RsplanError": "errors", "__version__": "version"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_MODULES.get(name, 'api')}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
