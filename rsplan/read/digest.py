"""The SHA-256 of an input; small ones without loading the library that is made for large ones."""

from importlib import import_module

#: From so many bytes on, the larger library is faster than it takes to load.
_LARGE = 1_000_000

#: Where CPython keeps its own, from 3.12 on and before; `random` does the same.
_OWN = ("_sha2", "_sha256")


def sha256(data: bytes) -> str:
    """The digest in hexadecimal digits."""
    if len(data) < _LARGE:
        for name in _OWN:
            try:
                return str(import_module(name).sha256(data).hexdigest())
            except ImportError:
                continue
    import hashlib

    return hashlib.sha256(data).hexdigest()
