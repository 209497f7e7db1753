"""Data files brought to the form of new ones, and data files that a spreadsheet has saved; docs/observations.md."""

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from desk import HEADER, TARGETS, Desk
from hypothesis import given, settings
from hypothesis import strategies as st

from rsplan.cli.program import run
from rsplan.errors import MOST_PROBLEMS, InvalidInput, RsplanError
from rsplan.journal import atomic_write, lock
from rsplan.journal.content import content_of
from rsplan.journal.file import append, rewrite
from rsplan.journal.upgrading import Upgraded, upgrade
from rsplan.model.enums import Basis
from rsplan.read.csv_format import KNOWN_COLUMNS, has_exact_header
from rsplan.read.csv_spreadsheet import Ambiguous, respelt_cell, respelt_period
from rsplan.read.plan_library import load, series_of
from rsplan.read.yaml_target_file import read_targets
from rsplan.text import LANGUAGES, Language

SERIES = series_of(read_targets("linhai.yaml", TARGETS.encode(), 0).plans)
FIRST = "linhai,jobs,2021,12.5,period,,,2022-01-20,公报,"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "observations.csv"


def upgraded(file: Path) -> Upgraded:
    return upgrade(str(file), SERIES)


# --- columns ---------------------------------------------------------------------------------------------------------


def test_the_columns_are_added_and_a_copy_is_kept(file: Path) -> None:
    before = f"{HEADER}{FIRST}\n".encode()
    file.write_bytes(before)
    done = upgraded(file)
    assert done == Upgraded(str(file), ("via", "entered", "by"), 0, broken=False, backup=f"{file}.bak")
    assert file.read_text(encoding="utf-8") == f"{HEADER.rstrip()},via,entered,by\n{FIRST},,,\n"
    assert Path(f"{file}.bak").read_bytes() == before
    assert sorted(one.name for one in file.parent.iterdir()) == ["observations.csv", "observations.csv.bak"]
    assert has_exact_header(str(file))


def test_there_is_nothing_to_do_twice(file: Path) -> None:
    file.write_text(f"{HEADER}{FIRST}\n", encoding="utf-8")
    upgraded(file)
    after = file.read_bytes()
    assert upgraded(file).backup is None
    assert file.read_bytes() == after
    assert not Path(f"{file}.bak2").exists()


def test_a_file_that_serves_any_city_goes_on_to(file: Path) -> None:
    file.write_text("indicator,period,value\njobs,2021,12.5\n", encoding="utf-8")
    assert "city" not in upgraded(file).columns
    assert file.read_text(encoding="utf-8").splitlines()[1] == "jobs,2021,12.5" + "," * 9


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encoding_line_breaks_quotes_and_blank_lines_are_kept(file: Path, encoding: str, newline: str) -> None:
    lines = [HEADER.rstrip(), FIRST, "", 'linhai,jobs,2022,"12.5",period,,,,"甲, 乙","x ""y"""', ""]
    file.write_bytes(newline.join(lines).encode(encoding))
    upgraded(file)
    expected = [f"{lines[0]},via,entered,by", f"{FIRST},,,", "", f"{lines[3]},,,", ""]
    assert file.read_bytes() == newline.join(expected).encode(encoding)


def test_a_cell_of_several_lines_stays_one(file: Path) -> None:
    file.write_text(HEADER + 'linhai,jobs,2021,12.5,,,,,"a\nb",\n', encoding="utf-8")
    upgraded(file)
    assert file.read_text(encoding="utf-8").endswith('linhai,jobs,2021,12.5,,,,,"a\nb",,,,\n')


CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp")), max_size=6)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(CELL, CELL), max_size=5), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_every_value_is_what_it_was(
    tmp_path_factory: pytest.TempPathFactory, texts: Sequence[tuple[str, str]], newline: str, mark: bool
) -> None:
    file = tmp_path_factory.mktemp("upgrade") / "d.csv"
    rows = [["jobs", f"{2016 + index}", "1.50", source, note] for index, (source, note) in enumerate(texts)]
    text = io.StringIO()
    csv.writer(text, lineterminator=newline).writerows([["indicator", "period", "value", "source", "note"], *rows])
    before = text.getvalue().encode("utf-8-sig" if mark else "utf-8")
    file.write_bytes(before)
    done = upgraded(file)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        header, *after = csv.reader(stream, strict=True)
    assert [row[:5] for row in after] == rows
    assert all(not any(row[5:]) and len(row) == len(header) for row in after)
    assert set(header) == set(KNOWN_COLUMNS) - {"city"}
    assert done.backup is not None
    assert Path(done.backup).read_bytes() == before


def test_what_is_no_data_file_stays_as_it_is(file: Path) -> None:
    for text, code in (("name,age\nx,5\n", "no_header"), (f"{HEADER}linhai,jobs,2021\n", "wrong_cells")):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(InvalidInput) as caught:
            upgraded(file)
        assert [one.code for one in caught.value.problems] == [code]
        assert file.read_text(encoding="utf-8") == text
        assert list(file.parent.iterdir()) == [file]
    with pytest.raises(RsplanError, match="no data file"):
        upgraded(file.parent / "none.csv")


def test_a_broken_last_line_is_in_the_copy_alone(file: Path) -> None:
    before = f"{HEADER}{FIRST}\nlinhai,jobs,2022,1".encode()
    file.write_bytes(before)
    done = upgraded(file)
    assert done.broken
    assert Path(done.backup or "").read_bytes() == before
    assert file.read_text(encoding="utf-8").splitlines()[1:] == [f"{FIRST},,,"]


def test_a_file_with_two_names_is_refused(file: Path) -> None:
    file.write_text(f"{HEADER}{FIRST}\n", encoding="utf-8")
    os.link(file, file.parent / "also.csv")
    with pytest.raises(RsplanError, match="hard links"):
        upgraded(file)
    assert not Path(f"{file}.bak").exists()


def test_permissions_and_links_are_kept(file: Path) -> None:
    file.write_text(f"{HEADER}{FIRST}\n", encoding="utf-8")
    file.chmod(0o640)
    link = file.parent / "link.csv"
    link.symlink_to(file)
    upgraded(link)
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert has_exact_header(str(file))


def test_a_full_disk_leaves_the_file_as_it_was(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(f"{HEADER}{FIRST}\n", encoding="utf-8")
    before = file.read_bytes()

    def full(temporary: str, real: str) -> bool:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rsplan.journal.atomic_write.exchange", full)
    with pytest.raises(RsplanError, match="full"):
        upgraded(file)
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("what", ["moved", "replaced", "added to", "seen as gone"])
def test_a_file_that_is_changed_itself_loses_nothing_to_another_program(
    what: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where files cannot be exchanged the file is emptied and written anew: its lines go back into what was moved."""
    before, added = f"{HEADER}{FIRST}\n", FIRST.replace("2021", "2020", 1)
    file.write_text(before, encoding="utf-8")
    moved, inode, done = file.with_name("moved.csv"), file.stat().st_ino, list[str]()
    write, is_current = atomic_write._write, lock.is_current

    def writing(handle: int, data: bytes) -> None:
        write(handle, data)
        if os.fstat(handle).st_ino == inode and not done:
            done.append(what)
            if what == "moved":
                file.rename(moved)
                file.write_text(f"{before}{added}\n", encoding="utf-8")
            elif what == "replaced":
                os.link(file, moved)
                other = file.with_name("other.csv")
                other.write_text(f"{before}{added}\n", encoding="utf-8")
                other.replace(file)
            elif what == "added to":
                with file.open("a", encoding="utf-8") as stream:
                    stream.write(f"{added},,,\n")

    def current(handle: int, path: str) -> bool:
        if what == "seen as gone" and done == [what]:
            done.append("once")
            return False
        return is_current(handle, path)

    monkeypatch.setattr(atomic_write, "exchange", lambda path, other: False)
    monkeypatch.setattr(atomic_write, "_write", writing)
    monkeypatch.setattr("rsplan.journal.atomic_write.is_current", current)
    upgraded(file)
    header, *lines = file.read_text(encoding="utf-8").splitlines()
    assert header == f"{HEADER.rstrip()},via,entered,by"
    assert lines == [f"{FIRST},,,", *([] if what == "seen as gone" else [f"{added},,,"])]
    if moved.exists():
        assert moved.read_text(encoding="utf-8") == before
    assert {path.name for path in file.parent.iterdir()} - {"moved.csv"} == {file.name, f"{file.name}.bak"}


def test_a_writer_that_waited_adds_to_the_new_file(file: Path) -> None:
    """The name means another file once the lock is free: the line must not go to the one that was replaced."""
    import threading

    file.write_text(f"{HEADER}{FIRST}\n", encoding="utf-8")
    begun, go_on = threading.Event(), threading.Event()

    def change(content: object) -> bytes:
        begun.set()
        go_on.wait(10)
        return f"{HEADER}{FIRST}\n#\n".encode().replace(b"#", b"linhai,jobs,2022,1,,,,,,")

    slow = threading.Thread(target=rewrite, args=(str(file), change))
    slow.start()
    assert begun.wait(10)
    cells = {"city": "linhai", "indicator": "jobs", "period": "2023", "value": "3"}
    writer = threading.Thread(target=append, args=(str(file), lambda content: [content.line(cells)]))
    writer.start()
    go_on.set()
    slow.join()
    writer.join()
    lines = content_of(str(file)).whole.decode().splitlines()[1:]
    assert [line.split(",")[2] for line in lines] == ["2021", "2022", "2023"]


def test_record_says_how_to_have_the_columns_once(desk: Desk) -> None:
    desk.file.write_text(f"{HEADER}{FIRST}\n", encoding="utf-8")
    done = desk.record("jobs 2022 12.5", entered="2025-07-01", by="张三")
    assert [one.key for one in done.warnings] == ["warning.columns_missing"]
    assert done.text == "linhai,jobs,2022,12.5,period,,,,,"
    assert desk.lines[0] == HEADER.rstrip()
    upgraded(desk.file)
    done = desk.record("jobs 2023 12.5", entered="2025-07-01", by="张三")
    assert (done.warnings, done.text) == ([], 'linhai,jobs,2023,12.5,period,,,,,,,2025-07-01,"张三"')


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


# --- cells that a spreadsheet rewrote --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "basis", "typed"),
    [
        ("Jun-25", Basis.YTD, "2025-06"),
        ("6月-25", Basis.LEVEL, "2025-06"),
        ("2025年6月", Basis.PTD, "2025-06"),
        ("2025/6", Basis.YTD, "2025-06"),
        ("2025/6/30", Basis.LEVEL, "2025-06-30"),
        ("2025年12月31日", Basis.LEVEL, "2025-12-31"),
        ("2025/6/1", Basis.PERIOD, "2025-06"),
        ("2025-06", Basis.YTD, None),
        ("2025-6", Basis.YTD, None),
        ("2025/13", Basis.YTD, None),
        ("2025/2/30", Basis.YTD, None),
        ("June", Basis.YTD, None),
    ],
)
def test_a_period_that_can_only_mean_one_thing_is_understood(text: str, basis: Basis, typed: str | None) -> None:
    assert respelt_period(text, basis) == typed


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("2024/6/1", Basis.YTD),
        ("2024/6/1", Basis.PTD),
        ("2024/6/1", Basis.LEVEL),
        ("2024/6/1", Basis.MEAN),
        ("2024/6/1", None),
        ("1月", Basis.YTD),
        ("25-Jun", Basis.YTD),
        ("6/12/2024", Basis.LEVEL),
        ("45444", Basis.YTD),
    ],
)
def test_a_period_that_may_mean_several_things_is_refused(text: str, basis: Basis | None) -> None:
    with pytest.raises(Ambiguous):
        respelt_period(text, basis)


def test_dates_and_flags_are_understood() -> None:
    assert respelt_cell("published", "2025/7/12") == "2025-07-12"
    assert respelt_cell("published", "Jul-25") == "2025-07"
    assert respelt_cell("entered", "2025/7/1") == "2025-07-01"
    assert (respelt_cell("provisional", "TRUE"), respelt_cell("provisional", "FALSE")) == ("true", "false")
    assert (respelt_cell("provisional", "yes"), respelt_cell("source", "2025/7/12")) == (None, None)
    with pytest.raises(Ambiguous):  # a month is a date of publication too
        respelt_cell("published", "2025/7/1")


SAVED = "linhai,jobs,Jun-24,6.8,ytd,,TRUE,2024/7/12,月报,\n"
TYPED = "linhai,jobs,2024-06,6.8,ytd,,true,2024-07-12,月报,\n"


def test_a_file_that_a_spreadsheet_saved_says_what_it_said_before(desk: Desk) -> None:
    found = []
    for line in (SAVED, TYPED):
        desk.file.write_text(HEADER + line * 2, encoding="utf-8")
        found.append(list(desk.loaded().observations["linhai", "jobs"]))
    assert found[0] == found[1]


def test_check_names_the_cause_once_and_the_remedy_works(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RSPLAN_TARGETS", "linhai.yaml")
    monkeypatch.setenv("RSPLAN_LANG", "en")
    desk.file.write_text(HEADER + SAVED + SAVED.replace("Jun-24", "Jul-24"), encoding="utf-8")
    assert run(["check", "observations.csv"]) == 1
    told = capsys.readouterr().out
    assert told.count("→") == 1
    assert "spreadsheet (Excel, WPS)" in told
    assert "`rsplan upgrade observations.csv`" in told
    assert run(["upgrade", "observations.csv"]) == 0
    assert "spelt as before: 6" in capsys.readouterr().out
    assert run(["check", "observations.csv"]) == 0
    assert desk.lines[1] == TYPED.rstrip() + ",,,"


def test_an_ambiguous_cell_is_refused_with_one_remedy(desk: Desk) -> None:
    lines = (SAVED.replace("Jun-24", period) for period in ("Jun-24", "2024/6/1", "1月"))
    desk.file.write_text(HEADER + "".join(lines), encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        desk.loaded()
    (problem,) = caught.value.problems
    assert (problem.code, problem.line, problem.column) == ("spreadsheet_ambiguous", 3, 13)
    assert (problem.details["count"], problem.details["cells"]) == ("2", "2024/6/1, 1月")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_upgrade_names_every_ambiguous_cell_and_changes_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lang: Language
) -> None:
    """Half a file spelt anew is one that no command reads, and its copy is no better. The remedies work."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RSPLAN_TARGETS", "linhai.yaml")
    monkeypatch.setenv("RSPLAN_LANG", lang)
    lines = [SAVED.replace("Jun-24", period) for period in ("Jun-24", "2024/6/1", "5月")]
    desk.file.write_text(HEADER + "".join(lines).replace("2024/7/12", "2024/7/1", 1), encoding="utf-8")
    before = desk.stored
    assert run(["upgrade", "observations.csv"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    places = [line.split()[0] for line in told.err.splitlines() if line.startswith("observations")]
    assert places == [f"observations.csv:{place}:" for place in ("2:34", "3:13", "4:13")]
    assert (desk.stored, sorted(path.name for path in tmp_path.glob("*.csv*"))) == (before, ["observations.csv"])
    assert run(["check", "observations.csv"]) == 1
    assert "`rsplan upgrade observations.csv`" in capsys.readouterr().out
    text = (before or b"").decode().replace("2024/7/1,", "2024-07,").replace("2024/6/1", "2024-06")
    desk.file.write_text(text.replace("5月", "2024-05"), encoding="utf-8")
    assert run(["upgrade", "observations.csv"]) == 0
    assert run(["check", "observations.csv"]) == 0


def test_no_more_ambiguous_cells_are_listed_than_anybody_reads(file: Path) -> None:
    file.write_text(HEADER + SAVED.replace("Jun-24", "1月") * (MOST_PROBLEMS + 50), encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        upgraded(file)
    codes = [one.code for one in caught.value.problems]
    assert codes == ["ambiguous_cell"] * MOST_PROBLEMS + ["more_problems"]


def test_the_kind_decides_the_basis_of_a_line_that_states_none(desk: Desk) -> None:
    """A sum is of a month and never of its first day; a level may be of either."""
    desk.file.write_text(HEADER + "linhai,jobs,2024/6/1,6.8,,,,,,\nlinhai,rate,2024/6/1,3,,,,,,\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        desk.loaded()
    assert [(one.code, one.line) for one in caught.value.problems] == [("spreadsheet_ambiguous", 3)]
    with pytest.raises(InvalidInput) as caught:
        upgraded(desk.file)
    assert [(one.code, one.line) for one in caught.value.problems] == [("ambiguous_cell", 3)]


def test_a_new_file_opens_as_utf_8_in_excel(desk: Desk) -> None:
    desk.record("jobs 2021 12.5", source="公报")
    assert (desk.stored or b"").startswith(b"\xef\xbb\xbfcity,")
    assert load([str(desk.targets)], [str(desk.file)], ("linhai",)).observations["linhai", "jobs"]
