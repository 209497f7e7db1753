"""Reports in their formats: one thin writer a format."""

from typing import Literal

#: The use of colours on a terminal: where it has them, always, or never.
Color = Literal["auto", "always", "never"]

#: The header of CSV: the codes of columns, or words in a language.
Headings = Literal["codes", "zh", "en"]
