"""The data file as a journal: each line whole or not at all, nothing that was there lost; docs/observations.md."""

import csv
import errno
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rsplan.errors import InvalidInput, RsplanError
from rsplan.journal import atomic_write, lock
from rsplan.journal.content import Content, content_of, parse_content
from rsplan.journal.file import Appended, append
from rsplan.read.csv_format import COLUMNS, KNOWN_COLUMNS
from rsplan.read.unfinished_change import UnfinishedChange, read_data_file

ROOT = Path(__file__).parent.parent
HEADER = "city,indicator,period,value,basis,bound,provisional,published,source,note"
FIRST = "suzhou,urban-new-jobs,2021,16.9,period,,,2022-01-20,公报,"
CELLS = {"city": "suzhou", "indicator": "urban-new-jobs", "period": "2022", "value": "17.2", "source": "年报"}
SECOND = "suzhou,urban-new-jobs,2022,17.2,,,,,年报,"

#: The header of a new file, after its byte order mark, and the line in it.
NEW_HEADER, NEW_SECOND = f"\ufeff{HEADER},via,entered,by", f"{SECOND},,,"


def one_line(content: Content) -> list[str]:
    return [content.line(CELLS)]


def refuse(content: Content) -> Sequence[str]:
    raise RsplanError("error.record_to_stdin")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "observations.csv"


def stored(file: Path, text: str, encoding: str = "utf-8") -> Path:
    file.write_bytes(text.encode(encoding))
    return file


def text_of(file: Path, encoding: str = "utf-8") -> str:
    return file.read_bytes().decode(encoding)


def content(data: bytes) -> Content:
    """The content of a file with these bytes."""
    return parse_content("observations.csv", data)


# --- a new file ------------------------------------------------------------------------------------------------------


def test_a_new_file_begins_with_its_header_and_the_first_line(file: Path) -> None:
    assert append(str(file), one_line) == Appended(first_line=2, created=True, backup=None)
    assert text_of(file) == f"{NEW_HEADER}\n{NEW_SECOND}\n"
    assert list(file.parent.iterdir()) == [file]


def test_an_empty_file_gets_the_header_with_its_first_line(file: Path) -> None:
    """An editor or `touch` leaves such files; one byte order mark is the first thing in it."""
    for before in ("", "\ufeff"):
        stored(file, before)
        append(str(file), one_line)
        assert text_of(file) == f"{NEW_HEADER}\n{NEW_SECOND}\n"


def test_no_file_remains_where_nothing_is_recorded(file: Path) -> None:
    with pytest.raises(RsplanError):
        append(str(file), refuse)
    assert list(file.parent.iterdir()) == []


def test_a_file_that_another_writer_created_meanwhile_is_appended_to(file: Path) -> None:
    """The lines composed for a new file are composed again for the one that exists now."""
    seen: list[int] = []

    def compose(content: Content) -> list[str]:
        if not seen:
            append(str(file), one_line)
        seen.append(content.lines)
        return [content.line({**CELLS, "period": "2023"})]

    assert append(str(file), compose) == Appended(first_line=3, created=False, backup=None)
    assert seen == [1, 2]
    assert text_of(file).splitlines()[1:] == [NEW_SECOND, NEW_SECOND.replace("2022", "2023")]
    assert list(file.parent.iterdir()) == [file]


def test_a_disk_without_hard_links_has_the_same_result(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(source: str, target: str) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    test_a_file_that_another_writer_created_meanwhile_is_appended_to(file)


def test_a_link_is_followed_even_to_a_file_that_does_not_exist_yet(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to(file)
    append(str(link), one_line)
    append(str(link), one_line)
    assert link.is_symlink()
    assert text_of(file) == f"{NEW_HEADER}\n{NEW_SECOND}\n{NEW_SECOND}\n"


def test_a_new_file_has_the_permissions_of_the_users_umask(file: Path) -> None:
    before = os.umask(0o027)
    try:
        append(str(file), one_line)
    finally:
        os.umask(before)
    assert file.stat().st_mode & 0o777 == 0o640


# --- a file that is there --------------------------------------------------------------------------------------------


def test_lines_are_appended_and_nothing_else_changes(file: Path) -> None:
    """Columns in the user's own order, spaces and empty lines stay as they are."""
    before = "period , value,indicator,city\n\n2021, １６.９ ,urban-new-jobs,suzhou\n"
    stored(file, before)
    cells = {key: CELLS[key] for key in ("city", "indicator", "period", "value")}
    assert append(str(file), lambda content: [content.line(cells)]).first_line == 4
    assert text_of(file) == before + '2022,17.2,urban-new-jobs,"suzhou"\n'


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_line_breaks_and_encoding_stay_those_of_the_file(file: Path, newline: str, encoding: str) -> None:
    stored(file, newline.join([HEADER, FIRST, ""]), encoding)
    assert append(str(file), one_line).first_line == 3
    assert file.read_bytes() == newline.join([HEADER, FIRST, SECOND, ""]).encode(encoding)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_last_line_without_a_line_break_gets_it_first(file: Path, newline: str, encoding: str) -> None:
    """Even where the last line alone says that the file is GB18030."""
    stored(file, newline.join([HEADER, FIRST]), encoding)
    assert append(str(file), one_line).backup is None
    assert file.read_bytes() == newline.join([HEADER, FIRST, SECOND, ""]).encode(encoding)


def test_half_a_line_break_is_completed(file: Path) -> None:
    stored(file, f"{HEADER}\r\n{FIRST}\r")
    append(str(file), one_line)
    assert text_of(file) == f"{HEADER}\r\n{FIRST}\r\n{SECOND}\r\n"


def test_a_cell_of_several_lines_is_left_alone(file: Path) -> None:
    before = f'{HEADER}\n{FIRST}"two\nlines"'
    stored(file, before)
    assert append(str(file), one_line).backup is None
    assert text_of(file) == f"{before}\n{SECOND}\n"


def test_a_file_that_is_not_text_is_refused_and_left_unchanged(file: Path) -> None:
    before = HEADER.encode() + b"\n\xff\xff\xff\n"
    file.write_bytes(before)
    with pytest.raises(InvalidInput) as caught:
        append(str(file), one_line)
    assert [one.code for one in caught.value.problems] == ["not_text"]
    assert file.read_bytes() == before


def test_a_cell_for_a_column_that_the_file_lacks_is_an_error(file: Path) -> None:
    stored(file, "city,indicator,period,value\n")
    with pytest.raises(RsplanError) as caught:
        append(str(file), one_line)
    assert (caught.value.key, caught.value.details["column"]) == ("error.no_column", "source")


def test_a_cell_with_a_line_break_is_refused(file: Path) -> None:
    for sign in ("\n", "\r"):
        with pytest.raises(RsplanError) as caught:
            append(str(file), lambda content, sign=sign: [content.line({**CELLS, "note": f"a{sign}b"})])  # type: ignore[misc]
        assert caught.value.key == "error.line_break"
    assert not file.exists()


def test_text_that_the_encoding_cannot_represent_is_refused(file: Path) -> None:
    """The system decodes arguments that are not text to such characters."""
    with pytest.raises(RsplanError) as caught:
        append(str(file), lambda content: [content.line({**CELLS, "source": "a\udcffb"})])
    assert caught.value.key == "error.not_text"


def test_a_line_without_its_line_break_and_last_cell_is_whole_only_where_that_cell_is_free_text() -> None:
    """`urban-new-jobs,2024-06,22.4,` may be a year-to-date figure whose basis is missing."""
    header = "indicator,period,value"
    rest = b"urban-new-jobs,2024-06,22.4,"
    for column, broken in (("source", b""), ("note", b""), ("basis", rest), ("bound", rest), ("provisional", rest)):
        assert content(f"{header},{column}\n".encode() + rest).broken == broken


def test_every_cell_is_read_back_as_it_was_given(file: Path) -> None:
    cells = dict.fromkeys(KNOWN_COLUMNS, "") | {"source": 'He said "34", more or less', "note": 'x "y"'}
    append(str(file), lambda content: [content.line(cells)])
    with file.open(encoding="utf-8-sig", newline="") as stream:
        assert next(csv.DictReader(stream, strict=True)) == cells


# --- after a crash ---------------------------------------------------------------------------------------------------

WHOLE = f"{HEADER}\n{FIRST}\n"


@pytest.mark.parametrize(
    "rest",
    [
        b"suz",
        "suzhou,urban-new-jobs,2022,17.2,,,,,年".encode(),
        "suzhou,urban-new-jobs,2022,17.2,,,,,年".encode()[:-1],  # within a sign
        'suzhou,urban-new-jobs,2022,17.2,,,,,年报,"cut sh'.encode(),
        b"\0\0\0\0",
        b"suzhou,urban-new-jobs,2022,17.2,,,,,x,\0\0",
    ],
)
def test_a_broken_last_line_is_cut_off_after_the_file_is_backed_up(file: Path, rest: bytes) -> None:
    before = WHOLE.encode() + rest
    file.write_bytes(before)
    done = append(str(file), one_line)
    assert done == Appended(first_line=3, created=False, backup=f"{file}.bak")
    assert text_of(file) == f"{WHOLE}{SECOND}\n"
    assert Path(f"{file}.bak").read_bytes() == before


def test_an_earlier_backup_is_never_overwritten(file: Path) -> None:
    for number in ("", "2", "3"):
        file.write_bytes(WHOLE.encode() + b"suz")
        assert append(str(file), one_line).backup == f"{file}.bak{number}"


def test_a_refusal_leaves_a_broken_line_unchanged(file: Path) -> None:
    before = WHOLE.encode() + b"suz"
    file.write_bytes(before)
    with pytest.raises(RsplanError):
        append(str(file), refuse)
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=12)


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(
    cells=st.fixed_dictionaries({column: TEXTS.map(str.strip) for column in COLUMNS}),
    columns=st.permutations(COLUMNS),
    encoding=st.sampled_from(["utf-8", "gb18030"]),
    newline=st.sampled_from(["\n", "\r\n"]),
)
def test_wherever_a_line_is_cut_it_is_whole_or_recognised_as_broken(
    cells: dict[str, str], columns: list[str], encoding: str, newline: str
) -> None:
    """So no crash makes another observation of one: 22.4 never becomes 22. Only a source or a note at its end may lack.

    (The last cell holds no quotes here: of a text with quotes the beginning may be left.)
    """
    cells[columns[-1]] = cells[columns[-1]].replace('"', "")
    header = (",".join(columns) + newline + "," * (len(columns) - 1) + "”" + newline).encode(encoding)
    line = content(header).line(cells)
    data = line.encode(encoding)
    for cut in range(len(data) + 1):
        found = content(header + data[:cut])
        if found.broken:
            assert (found.whole, found.kept, found.broken) == (header, len(header), data[:cut])
        elif data[:cut].endswith(b",") and columns[-1] in ("source", "note"):
            assert found.whole == header + data[:cut] + newline.encode()
        else:
            assert found.whole == header + (data if cut else b"")
        assert found.encoding == encoding


@settings(deadline=None, max_examples=60)
@given(cut=st.integers(1, len(f"{WHOLE}{SECOND}\n".encode())))
def test_wherever_a_file_is_cut_no_byte_of_it_is_lost(cut: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The bytes that are there are the beginning of the file afterwards, or stand in a backup."""
    path = tmp_path_factory.mktemp("cut") / "observations.csv"
    before = f"{WHOLE}{SECOND}\n".encode()[:cut]
    path.write_bytes(before)
    try:
        done = append(str(path), one_line)
    except (InvalidInput, RsplanError):  # the header itself is cut
        assert path.read_bytes() == before
        return
    kept = Path(done.backup) if done.backup else path
    assert kept.read_bytes().startswith(before)


# --- failures --------------------------------------------------------------------------------------------------------


def failing(number: int) -> Callable[..., int]:
    def fail(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    return fail


def half(handle: int, data: bytes) -> int:
    """A write that finds no room for the rest."""
    return REAL_WRITE(handle, data[: len(data) // 2])


REAL_WRITE, REAL_FSYNC = os.write, os.fsync


@pytest.mark.parametrize("before", [None, WHOLE, WHOLE + FIRST])
@pytest.mark.parametrize(
    ("function", "failure", "key"),
    [
        ("write", half, "error.disk_full"),
        ("write", failing(errno.ENOSPC), "error.disk_full"),
        ("write", failing(errno.EFBIG), "error.disk_full"),
        ("fsync", failing(errno.EDQUOT), "error.disk_full"),
        ("fsync", failing(errno.EIO), "error.cannot_write"),
    ],
)
def test_a_failed_write_leaves_the_file_unchanged(
    file: Path,
    before: str | None,
    function: str,
    failure: Callable[..., int],
    key: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if before is not None:
        stored(file, before)
    with monkeypatch.context() as patched:
        patched.setattr(os, function, failure)
        with pytest.raises(RsplanError) as caught:
            append(str(file), one_line)
    assert caught.value.key == key
    assert list(file.parent.iterdir()) == ([file] if before is not None else [])
    assert before is None or text_of(file) == before


@pytest.mark.skipif(sys.platform == "win32", reason="limits of processes are a thing of POSIX")
def test_a_real_short_write_leaves_the_file_unchanged(file: Path) -> None:
    """The system itself stops within the line: a limit for the size of files falls into it."""
    stored(file, WHOLE)
    program = (
        "import resource, sys\n"
        "from rsplan.journal.file import append\n"
        "from rsplan.errors import RsplanError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))\n"
        "try:\n"
        "    append(sys.argv[1], lambda content: [content.line({'city': 'x' * 99})])\n"
        "except RsplanError as error:\n"
        "    print(error.key)\n"
    )
    limit = str(len(WHOLE.encode()) + 20)
    done = subprocess.run(
        [sys.executable, "-c", program, str(file), limit],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    assert done.stdout == "error.disk_full\n"
    assert text_of(file) == WHOLE


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    stored(tmp_path / "a_file", "")
    for missing in ("no_folder", "a_file"):
        with pytest.raises(RsplanError) as caught:
            append(str(tmp_path / missing / "observations.csv"), one_line)
        assert caught.value.key == "error.no_folder"


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_a_read_only_file_is_reported(file: Path, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(file, WHOLE)
    with monkeypatch.context() as patched:
        patched.setattr(os, "open", failing(number))
        with pytest.raises(RsplanError) as caught:
            append(str(file), one_line)
    assert caught.value.key == "error.read_only"
    assert text_of(file) == WHOLE


def test_a_folder_in_place_of_the_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(RsplanError) as caught:
        append(str(tmp_path), one_line)
    assert caught.value.key == "error.is_a_folder"
    with pytest.raises(InvalidInput):
        content_of(str(tmp_path))


def test_an_interrupt_leaves_the_file_unchanged(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(file, WHOLE)

    def interrupt(handle: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            append(str(file), one_line)
    assert text_of(file) == WHOLE


@pytest.mark.parametrize("before", [None, WHOLE])
def test_a_line_is_written_in_one_piece_and_synchronised_before_it_is_acknowledged(
    file: Path, before: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then the folder, without which a new file has no name after a power cut."""
    if before is not None:
        stored(file, before)
    calls: list[tuple[str, str]] = []
    real_fsync = os.fsync

    def name(handle: int) -> str:
        return "folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file"

    def write(handle: int, data: bytes) -> int:
        calls.append(("write", name(handle)))
        return REAL_WRITE(handle, data)

    def fsync(handle: int) -> None:
        calls.append(("fsync", name(handle)))
        real_fsync(handle)

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", write)
        patched.setattr(os, "fsync", fsync)
        append(str(file), one_line)
    assert calls == [("write", "file"), ("fsync", "file"), ("fsync", "folder")]


def test_no_copy_stays_of_a_file_that_was_not_changed(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(file, WHOLE + "suz")
    with monkeypatch.context() as patched:
        patched.setattr(atomic_write, "exchange", failing(errno.ENOSPC))
        with pytest.raises(RsplanError):
            append(str(file), one_line)
    assert text_of(file) == WHOLE + "suz"
    assert list(file.parent.iterdir()) == [file]


# --- what other programs do meanwhile --------------------------------------------------------------------------------

EDITED = WHOLE.replace("16.9", "17.0")


def meanwhile(action: Callable[[], object]) -> "tuple[list[int], Callable[[Content], list[str]]]":
    """A compose during whose first call something happens, and the lines that it saw each time."""
    seen: list[int] = []

    def compose(content: Content) -> list[str]:
        seen.append(content.lines)
        if len(seen) == 1:
            action()
        return [content.line(CELLS)]

    return seen, compose


@pytest.fixture(params=["exchanged", "no exchange", "two names"])
def named(file: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data file that a new one may be exchanged with, and two that may only be changed themselves."""
    stored(file, WHOLE)
    if request.param == "no exchange":
        monkeypatch.setattr(atomic_write, "exchange", lambda path, other: False)
    if request.param == "two names":
        (file.parent / "elsewhere").mkdir()
        os.link(file, file.parent / "elsewhere" / "same.csv")
    return file


def beside(file: Path) -> set[str]:
    return {path.name for path in file.parent.iterdir()} - {file.name, "elsewhere"}


def test_a_file_put_in_place_meanwhile_is_the_one_that_has_the_line(named: Path) -> None:
    """As git, editors and programs that synchronise folders do."""
    seen, compose = meanwhile(lambda: stored(named.with_name("new"), EDITED).replace(named))
    assert append(str(named), compose).first_line == 3
    assert (len(seen), text_of(named)) == (2, f"{EDITED}{SECOND}\n")
    assert beside(named) == set()


@pytest.mark.parametrize("away", [os.unlink, lambda path: os.rename(path, f"{path}.moved")], ids=["deleted", "moved"])
def test_a_file_that_is_gone_meanwhile_is_made_anew(named: Path, away: Callable[[Path], None]) -> None:
    _, compose = meanwhile(lambda: away(named))
    assert append(str(named), compose) == Appended(first_line=2, created=True, backup=None)
    assert text_of(named) == f"{NEW_HEADER}\n{NEW_SECOND}\n"


@pytest.mark.parametrize("end", ["\n", ""])
def test_a_line_added_meanwhile_stays_and_is_glued_to_no_other(named: Path, end: str) -> None:
    added = FIRST.replace("2021", "2020")

    def add() -> None:
        with named.open("a", encoding="utf-8") as stream:
            stream.write(added + end)

    seen, compose = meanwhile(add)
    assert append(str(named), compose).first_line == 4
    assert seen == [2, 3]
    assert text_of(named) == f"{WHOLE}{added}\n{SECOND}\n"


def test_a_file_replaced_after_the_write_gets_the_line_as_well(named: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder is synchronised last; what bears the name then is asked once more."""
    done: list[Path] = []
    real = atomic_write.synchronise_folder

    def synchronise(path: str) -> None:
        real(path)
        if SECOND in text_of(named) and not done:
            done.append(stored(named.with_name("new"), EDITED).replace(named))

    monkeypatch.setattr(atomic_write, "synchronise_folder", synchronise)
    assert append(str(named), one_line).first_line == 3
    assert done
    assert text_of(named) == f"{EDITED}{SECOND}\n"


@pytest.mark.parametrize("before", [None, WHOLE])
def test_a_copy_of_ours_that_was_put_in_place_after_the_write_has_the_line(
    file: Path, before: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that synchronises folders may have seen our file already: the line is entered once."""
    if before is not None:
        stored(file, before)
    real = atomic_write.synchronise_folder

    def synchronise(path: str) -> None:
        real(path)
        if file.exists() and SECOND in text_of(file):
            stored(file.with_name("new"), text_of(file)).replace(file)

    monkeypatch.setattr(atomic_write, "synchronise_folder", synchronise)
    done = append(str(file), one_line)
    assert (done.first_line, done.created) == ((2, True) if before is None else (3, False))
    assert text_of(file).count(SECOND) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can exchange two files")
@pytest.mark.parametrize("action", ["replace", "add"])
def test_what_happens_to_the_file_at_the_last_moment_is_not_lost(
    file: Path, action: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(file, WHOLE)
    done: list[str] = []
    real, added = atomic_write.exchange, FIRST.replace("2021", "2020") + "\n"

    def exchange(path: str, other: str) -> bool:
        if not done and action == "replace":
            stored(file.with_name("new"), WHOLE + added).replace(file)
        elif not done:
            with file.open("a", encoding="utf-8") as stream:
                stream.write(added)
        done.append(path)
        return real(path, other)

    monkeypatch.setattr(atomic_write, "exchange", exchange)
    assert append(str(file), one_line).first_line == 4
    assert text_of(file) == f"{WHOLE}{added}{SECOND}\n"
    assert list(file.parent.iterdir()) == [file]


def test_a_line_added_during_the_write_is_not_glued_to_ours(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only where the file itself is changed can another program write between the look at it and our write."""
    stored(file, WHOLE)
    os.link(file, file.with_name("same.csv"))
    added = FIRST.replace("2021", "2020")

    def write(handle: int, data: bytes) -> int:
        if data.startswith(SECOND.encode()) and added not in text_of(file):
            with file.open("a", encoding="utf-8") as stream:
                stream.write(added)
        return REAL_WRITE(handle, data)

    monkeypatch.setattr(os, "write", write)
    assert append(str(file), one_line).first_line == 4
    assert text_of(file) == f"{WHOLE}{added}\n{SECOND}\n"


@pytest.mark.parametrize(
    "text", [EDITED, WHOLE, WHOLE + SECOND[:9], f"{WHOLE}{SECOND}\n{FIRST.replace('2021', '2020')}\n"]
)
def test_a_file_that_is_written_anew_right_after_our_write_gets_the_line(
    text: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an editor does that keeps the file itself; where the line is there already it is not entered twice."""
    stored(file, WHOLE)
    inode, done = file.stat().st_ino, list[int]()
    os.link(file, file.with_name("same.csv"))

    def fsync(handle: int) -> None:
        REAL_FSYNC(handle)
        if not done and os.fstat(handle).st_ino == inode:
            done.append(handle)
            stored(file, text)

    monkeypatch.setattr(os, "fsync", fsync)
    append(str(file), one_line)
    kept = text if text.endswith("\n") else WHOLE
    assert text_of(file) == (kept if SECOND in kept else f"{kept}{SECOND}\n")
    assert file.stat().st_ino == inode


# --- what a writer that was stopped leaves ----------------------------------------------------------------------------

UNFINISHED = UnfinishedChange.of(WHOLE.encode(), len(WHOLE.encode()), f"{SECOND}\n{SECOND}\n".encode())


def left(file: Path) -> Path:
    """The journal of a change of the file that was stopped."""
    journal = file.with_name(".observations.csv.journal")
    journal.write_bytes(UNFINISHED.journal)
    return journal


@pytest.mark.parametrize("written", [0, 1, len(SECOND) + 1, len(UNFINISHED.after)])
def test_an_unfinished_change_is_read_by_nobody_and_undone_by_the_next_writer(file: Path, written: int) -> None:
    file.write_bytes(WHOLE.encode() + UNFINISHED.after[:written])
    left(file)
    assert read_data_file(str(file), "x") == WHOLE.encode()
    assert content_of(str(file)).lines == 2
    append(str(file), one_line)
    assert text_of(file) == f"{WHOLE}{SECOND}\n"
    assert list(file.parent.iterdir()) == [file]


def test_a_change_that_replaced_the_end_is_undone(file: Path) -> None:
    change = UnfinishedChange.of(b"a\nb\nbroken", 4, b"c\nd\n")
    left(file).write_bytes(change.journal)
    for data in (b"a\nb\nbroken", b"a\nb\nbro", b"a\nb\n", b"a\nb\nc\n", b"a\nb\nc\nd\n"):
        file.write_bytes(data)
        assert read_data_file(str(file), "x") == b"a\nb\nbroken"


@pytest.mark.parametrize("data", [EDITED, WHOLE + FIRST, f"{WHOLE}{SECOND}\n{SECOND}\n{FIRST}\n"])
def test_a_file_that_another_program_changed_since_stays_as_it_is(file: Path, data: str) -> None:
    stored(file, data)
    left(file)
    assert read_data_file(str(file), "x") == data.encode()
    append(str(file), one_line)
    assert text_of(file).startswith(data)
    assert list(file.parent.iterdir()) == [file]


def test_a_journal_that_is_cut_short_undoes_nothing(file: Path) -> None:
    """Its change had not begun: the journal is on the disk before."""
    stored(file, WHOLE)
    for cut in range(len(UNFINISHED.journal)):
        left(file).write_bytes(UNFINISHED.journal[:cut])
        assert read_data_file(str(file), "x") == WHOLE.encode()
    append(str(file), one_line)
    assert text_of(file) == f"{WHOLE}{SECOND}\n"
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("before", [None, WHOLE])
def test_what_a_killed_writer_left_is_removed_and_what_is_in_use_is_not(file: Path, before: str | None) -> None:
    if before is not None:
        stored(file, before)
        os.link(file, file.with_name(".observations.csv.aa.new"))  # killed once it had given the new file its name
    stored(file.with_name(".observations.csv.ab.new"), "stopped")
    used, others = file.with_name(".observations.csv.ac.new"), [file.with_name(".other.csv.ab.new")]
    stored(others[0], "of another file")
    stored(used, "in use")
    with lock.locked(str(used), str(used)):
        append(str(file), one_line)
    assert {*file.parent.iterdir()} == {file, used, *others}


def denied(path: str) -> bool:
    return os.path.basename(path).startswith(".observations.csv")


def test_where_no_file_can_be_made_beside_one_line_is_added_and_several_are_refused(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(file, WHOLE)
    real = os.open

    def refused(path: str, *rest: int) -> int:
        if denied(path):
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refused)
        append(str(file), one_line)
        assert text_of(file) == f"{WHOLE}{SECOND}\n"
        with pytest.raises(RsplanError) as caught:
            append(str(file), lambda content: one_line(content) * 2)
    assert caught.value.key == "error.no_file_beside"
    assert text_of(file) == f"{WHOLE}{SECOND}\n"


def test_where_no_file_can_be_put_in_place_the_file_itself_is_changed(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a container has the file alone from outside."""
    stored(file, WHOLE)
    inode = file.stat().st_ino
    monkeypatch.setattr(atomic_write, "exchange", failing(errno.EBUSY))
    append(str(file), one_line)
    assert (text_of(file), file.stat().st_ino) == (f"{WHOLE}{SECOND}\n", inode)
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("action", ["replace", "remove", "add"])
def test_where_no_file_can_be_exchanged_nothing_is_lost_at_the_last_moment_either(
    file: Path, action: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file itself is changed then: to put another in its place would lose what has just been put there."""
    stored(file, WHOLE)
    added, done = FIRST.replace("2021", "2020") + "\n", list[str]()

    def exchange(path: str, other: str) -> bool:
        if not done and action == "replace":
            stored(file.with_name("new"), WHOLE + added).replace(file)
        elif not done and action == "remove":
            file.unlink()
        elif not done:
            with file.open("a", encoding="utf-8") as stream:
                stream.write(added)
        done.append(path)
        return False

    monkeypatch.setattr(atomic_write, "exchange", exchange)
    append(str(file), one_line)
    lines = f"{NEW_HEADER}\n{NEW_SECOND}\n" if action == "remove" else f"{WHOLE}{added}{SECOND}\n"
    assert text_of(file) == lines
    assert list(file.parent.iterdir()) == [file]


def test_a_file_with_two_names_keeps_both(file: Path) -> None:
    other = file.with_name("same.csv")
    stored(file, WHOLE)
    os.link(file, other)
    append(str(file), one_line)
    assert text_of(other) == text_of(file) == f"{WHOLE}{SECOND}\n"


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="files have no such attributes here")
def test_a_file_with_attributes_of_its_own_keeps_them(file: Path) -> None:
    stored(file, WHOLE)
    try:
        os.setxattr(file, "user.tag", b"red")
    except OSError:
        pytest.skip("not on this file system")
    inode = file.stat().st_ino
    append(str(file), one_line)
    assert (text_of(file), file.stat().st_ino) == (f"{WHOLE}{SECOND}\n", inode)
    assert os.getxattr(file, "user.tag") == b"red"


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="files have no owners here")
def test_a_file_of_another_owner_stays_that_owners(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(file, WHOLE)
    before = file.stat()
    monkeypatch.setattr(os, "geteuid", lambda: before.st_uid + 1)
    append(str(file), one_line)
    assert text_of(file) == f"{WHOLE}{SECOND}\n"
    assert (file.stat().st_ino, file.stat().st_uid) == (before.st_ino, before.st_uid)


def test_before_many_lines_the_file_is_copied_and_the_last_five_copies_stay(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter(f".2026010{day}-120000" for day in (1, 2, 3, 4, 5, 5, 6))
    monkeypatch.setattr(time, "strftime", lambda form: next(times))
    assert append(str(file), lambda content: one_line(content) * 3, copied_above=2).copy is None  # nothing was there
    copies = []
    for _ in range(7):
        before = file.read_bytes()
        copy = append(str(file), lambda content: one_line(content) * 3, copied_above=2).copy
        assert copy is not None
        assert Path(copy).read_bytes() == before
        copies.append(Path(copy).name)
    assert append(str(file), one_line, copied_above=2).copy is None
    assert copies[4:6] == [f"{file.name}.20260105-120000.bak", f"{file.name}.20260105-120000.bak2"]
    assert beside(file) == {*copies[2:]}


# --- several writers -------------------------------------------------------------------------------------------------


def locked_elsewhere(file: Path) -> "tuple[threading.Thread, threading.Event]":
    """A thread that has the file locked until the event is set."""
    has, release = threading.Event(), threading.Event()

    def hold() -> None:
        with lock.locked(str(file), str(file)):
            has.set()
            release.wait(30)

    thread = threading.Thread(target=hold)
    thread.start()
    assert has.wait(30)
    return thread, release


def test_a_writer_waits_for_another(file: Path) -> None:
    stored(file, WHOLE)
    thread, release = locked_elsewhere(file)
    timer = threading.Timer(0.2, release.set)
    timer.start()
    append(str(file), one_line)
    assert release.is_set()
    thread.join()
    timer.join()


def test_a_writer_that_waits_for_long_says_so_once(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(file, WHOLE)
    monkeypatch.setattr(lock, "SAID_AFTER", 0.05)
    thread, release = locked_elsewhere(file)
    said: list[str] = []
    timer = threading.Timer(0.3, release.set)
    timer.start()
    append(str(file), one_line, lambda: said.append("waiting"))
    append(str(file), one_line, lambda: said.append("waiting"))
    assert said == ["waiting"]
    thread.join()
    timer.join()


def test_a_lock_that_is_never_released_is_reported(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(file, WHOLE)
    assert (lock.SAID_AFTER, lock.LONGEST_WAIT) == (2, 60)  # as docs/observations.md says
    monkeypatch.setattr(lock, "LONGEST_WAIT", 0.1)
    thread, release = locked_elsewhere(file)
    with pytest.raises(RsplanError) as caught:
        append(str(file), one_line)
    release.set()
    thread.join()
    assert caught.value.key == "error.locked"
    assert text_of(file) == WHOLE


def test_a_file_that_an_editor_put_in_place_while_waiting_is_the_one_appended_to(file: Path) -> None:
    stored(file, WHOLE)
    thread, release = locked_elsewhere(file)
    edited = WHOLE.replace("16.9", "17.0")

    def save() -> None:
        stored(file.with_name("new"), edited).replace(file)
        release.set()

    timer = threading.Timer(0.2, save)
    timer.start()
    append(str(file), one_line)
    assert text_of(file) == f"{edited}{SECOND}\n"
    thread.join()
    timer.join()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL")
def test_processes_at_once_and_processes_killed_lose_nothing() -> None:
    """The small size of benchmarks/journal.py, which counts what is lost, mixed or invalid."""
    program = ROOT / "benchmarks" / "journal.py"
    sizes = ["--processes", "4", "--each", "25", "--kills", "20"]
    done = subprocess.run(
        [sys.executable, str(program), *sizes],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    race = re.search(r'"lines": ([0-9]+), "expected": \1, "lost": 0, "mixed": 0', done.stdout)
    assert race is not None, done.stdout
    assert int(race[1]) >= 4 * 25  # the records, and the retractions among them
    assert '"lost": 0, "invalid": 0' in done.stdout
