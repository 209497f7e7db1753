"""SVG to PNG; the only module that knows resvg."""

from rsplan.errors import package_missing

#: Pixels for each of the picture's own: sharp in print.
_ZOOM = 3


def png_bytes(svg: str, *, has_text: bool = True) -> bytes:
    """The picture as PNG; without text no fonts are looked for, which takes most of the time.

    Raises RsplanError where resvg-py is not installed.
    """
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        raise package_missing("error.package_missing", "resvg-py", file="PNG") from None
    return bytes(svg_to_bytes(svg_string=svg, zoom=_ZOOM, skip_system_fonts=not has_text))
