"""The size that a packed office file (DOCX, XLSX) unpacks to, checked before any of it is unpacked."""

import io
import zipfile

from rsplan.documents import limits
from rsplan.errors import InvalidInput, Problem

#: How the files in an office file begin that readers leave packed: no XML begins so, whatever the file is called.
_PICTURES = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"II\xbc", b"MM\0*"),
    *(b"\xd7\xcd\xc6\x9a", b"\x01\0\0\0"),  # the two metafiles of Windows
)

#: The mark of each entry in the directory at the end of an archive.
_ENTRY = b"PK\x01\x02"

#: Pictures are compressed already: one that shrinks to less than a quarter when packed is no picture.
_LEAST_SHARE = 4


def check_unpacked_size(name: str, data: bytes, most: int) -> None:
    """Raise InvalidInput where the files to be read unpack to more bytes than `most`, or are too many.

    Also raises whatever zipfile raises for data that is no archive.
    """
    if data.count(_ENTRY) > limits.MOST_PACKED_FILES:  # each takes memory as soon as the archive is opened
        raise InvalidInput([Problem("too_many_packed_files", name, 0, 0, {"most": f"{limits.MOST_PACKED_FILES:,}"})])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = sum(entry.file_size for entry in archive.infolist() if not is_picture(archive, entry))
    if size > most:
        raise InvalidInput([Problem("too_large", name, 0, 0, {"most": f"{most // 1_000_000} MB"})])


def is_picture(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Whether the file in the archive is a picture by what it holds, not by its name."""
    if entry.file_size >= _LEAST_SHARE * entry.compress_size:
        return False
    with archive.open(entry) as stream:
        return stream.read(4).startswith(_PICTURES)
