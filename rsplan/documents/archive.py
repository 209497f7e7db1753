"""What a packed office file unpacks to, before anything of it is unpacked."""

import zipfile

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".emf", ".wmf", ".wdp")


def unpacked_size(archive: zipfile.ZipFile) -> int:
    """The bytes that are read into memory; pictures, which hardly shrink when they are packed, are not."""
    return sum(entry.file_size for entry in archive.infolist() if not _is_picture(entry))


def _is_picture(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.lower().endswith(_PICTURES) and entry.file_size < 4 * entry.compress_size
