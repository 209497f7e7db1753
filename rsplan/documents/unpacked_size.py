"""The size that a packed office file (DOCX, XLSX) unpacks to, checked before any of it is unpacked."""

import io
import zipfile

from rsplan.errors import InvalidInput, Problem

#: Files in an office file that readers leave packed.
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".emf", ".wmf", ".wdp")

#: Pictures are compressed already: one that shrinks to less than a quarter when packed is no picture.
_LEAST_SHARE = 4


def check_unpacked_size(name: str, data: bytes, most: int) -> None:
    """Raise InvalidInput where the files to be read unpack to more bytes than `most`.

    Also raises whatever zipfile raises for data that is no archive.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = sum(entry.file_size for entry in archive.infolist() if not is_picture(entry))
    if size > most:
        raise InvalidInput([Problem("too_large", name, 0, 0, {"most": f"{most // 1_000_000} MB"})])


def is_picture(entry: zipfile.ZipInfo) -> bool:
    """Whether the file is a picture, by its name and by how little it was packed."""
    return entry.filename.lower().endswith(_PICTURES) and entry.file_size < _LEAST_SHARE * entry.compress_size
