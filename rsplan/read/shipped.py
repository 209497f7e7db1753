"""The folder of the shipped target files."""

import os.path

_PACKAGE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))  # not pathlib: start-up counts
_INSIDE, _BESIDE = os.path.join(_PACKAGE, "targets"), os.path.join(os.path.dirname(_PACKAGE), "targets")

#: The folder: inside the package once installed, beside it in a checkout.
TARGETS = _INSIDE if os.path.isdir(_INSIDE) else _BESIDE
