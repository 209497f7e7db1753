"""Where the shipped plans lie."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent

#: Inside the package once installed, beside it in a checkout.
TARGETS = _HERE / "targets" if (_HERE / "targets").is_dir() else _HERE.parent / "targets"
