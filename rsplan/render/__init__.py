"""Reports in their formats: one thin writer a format."""

from typing import Literal

#: The use of colours on a terminal: where it has them, always, or never.
Color = Literal["auto", "always", "never"]
