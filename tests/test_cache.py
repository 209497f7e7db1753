"""A cached target file equals the file read anew, or it is read anew."""

import marshal
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import source_hash
from pathlib import Path
from typing import Any, get_args

import pytest

import rsplan
from rsplan.errors import InvalidInput
from rsplan.model.plan import TargetFile
from rsplan.read import cache
from rsplan.read.cache import TargetFileCache
from rsplan.read.plan_library import load
from rsplan.read.shipped import TARGETS
from rsplan.read.yaml_target_file import read_targets

PACKAGE = Path(rsplan.__file__).parent
SHIPPED = sorted(Path(TARGETS).glob("*.yaml"))


def rewrite(entry: Path, change: Callable[[tuple[Any, ...]], Any]) -> None:
    """Write the entry anew, with what `change` makes of its content, and with its checksum."""
    rest = marshal.dumps(change(marshal.loads(entry.read_bytes()[8:])))
    entry.write_bytes(source_hash(rest) + rest)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache."""
    monkeypatch.setenv("RSPLAN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


class Reader:
    """Reads target files and counts how often."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, name: str, data: bytes, number: int) -> TargetFile:
        self.calls += 1
        return read_targets(name, data, number)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.name)
def test_a_shipped_file_is_read_once_and_cached_equal(file: Path, folder: Path) -> None:
    reader, data = Reader(), file.read_bytes()
    first = TargetFileCache().entry(file.name, data, 0).file(reader)
    second = TargetFileCache().entry(file.name, data, 0).file(reader)
    assert reader.calls == 1
    assert first == second == read_targets(file.name, data, 0)
    assert repr(first) == repr(second)  # types too: a Decimal equals an int


@pytest.mark.parametrize("change", ["name", "number", "bytes"])
def test_another_name_place_or_byte_is_another_entry(change: str, folder: Path) -> None:
    reader, data = Reader(), SHIPPED[0].read_bytes()
    TargetFileCache().entry("a.yaml", data, 0).file(reader)
    name = "b.yaml" if change == "name" else "a.yaml"
    number = 1 if change == "number" else 0
    more = data + b"# more\n" if change == "bytes" else data
    assert TargetFileCache().entry(name, more, number).file(reader) == read_targets(name, more, number)
    assert reader.calls == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:-10],
        lambda text: b"",
        lambda text: text.replace(b"85", b"58"),
        lambda text: b"\xff" + text,
        lambda text: text[:8] + marshal.dumps(()),
    ],
    ids=["cut", "empty", "a digit changed", "moved", "another value"],
)
def test_a_damaged_entry_is_never_trusted(damage: object, folder: Path) -> None:
    reader, data = Reader(), SHIPPED[1].read_bytes()
    expected = TargetFileCache().entry("a.yaml", data, 0).file(reader)
    (entry,) = folder.iterdir()
    assert callable(damage)
    entry.write_bytes(damage(entry.read_bytes()))
    assert TargetFileCache().entry("a.yaml", data, 0).file(reader) == expected
    assert reader.calls == 2
    assert TargetFileCache().entry("a.yaml", data, 0).file(reader) == expected  # and it was mended
    assert reader.calls == 2


DEEP: list[Any] = []
for _ in range(900):
    DEEP = ["tuple", DEEP]


@pytest.mark.parametrize(
    "plain",
    [[], ["Plan"], ["Nothing", 1], {"a": 1}, DEEP, ["date", "x"], None, 7, ["TargetFile"], ["Text", 1, 2, 3]],
    ids=[
        "empty",
        "no fields",
        "no type",
        "no list",
        "deep",
        "no day",
        "none",
        "a number",
        "a type alone",
        "a text of numbers",
    ],
)
def test_an_entry_of_another_shape_is_read_anew_though_its_checksum_fits(plain: Any, folder: Path) -> None:
    reader, data = Reader(), SHIPPED[1].read_bytes()
    expected = TargetFileCache().entry("a.yaml", data, 0).file(reader)
    (entry,) = folder.iterdir()
    rewrite(entry, lambda content: (*content[:-1], marshal.dumps(plain)))
    assert TargetFileCache().entry("a.yaml", data, 0).file(reader) == expected
    assert reader.calls == 2


@pytest.mark.parametrize("content", [(), (1,), "text", None, ("", 0, "a.yaml", b"", "suzhou"), 5])
def test_an_entry_without_its_parts_is_read_anew(content: object, folder: Path) -> None:
    reader, data = Reader(), SHIPPED[1].read_bytes()
    expected = TargetFileCache().entry("a.yaml", data, 0).file(reader)
    (entry,) = folder.iterdir()
    rewrite(entry, lambda _: content)
    assert TargetFileCache().entry("a.yaml", data, 0).file(reader) == expected


def test_files_whose_entries_have_the_same_name_are_told_apart(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of an entry is a short checksum; the whole file is compared."""
    monkeypatch.setattr(cache, "_name", lambda key: "0" * 16 + ".read")
    for file in (*SHIPPED, *SHIPPED):
        data = file.read_bytes()
        found = TargetFileCache().entry(file.name, data, 0).file(read_targets)
        assert found == read_targets(file.name, data, 0)
    assert len([*folder.iterdir()]) == 1


def test_every_type_that_a_target_file_holds_has_its_name_alone() -> None:
    """Entries name types without their modules."""
    held: set[type] = set()
    waiting: list[Any] = [TargetFile]
    while waiting:
        annotation = waiting.pop()
        if isinstance(annotation, type) and annotation not in held:
            held.add(annotation)
            waiting += getattr(annotation, "__annotations__", {}).values()
        waiting += get_args(annotation)
    assert {kind for kind in held if kind.__module__.startswith("rsplan.")} <= cache._TYPES
    names = [kind.__name__ for kind in cache._TYPES]
    assert len(names) == len(set(names))
    assert {"TargetFile", "Indicator", "Observation", "Period", "Text", "Kind", "Comparator"} <= {*names}


def test_the_state_of_the_code_names_every_module_that_reading_a_target_file_loads() -> None:
    """A module that is forgotten would leave entries of older code in force."""
    program = "import sys, rsplan.read.yaml_target_file; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    files = {Path(str(import_module(name).__file__)) for name in loaded if f"{name}.".startswith("rsplan.")}
    harmless = {PACKAGE / "__init__.py", PACKAGE / "text" / "__init__.py"}  # no entry depends on a text for people
    assert files - {Path(file) for file in cache._reading_modules()} <= harmless


def test_a_change_of_a_module_that_reads_is_another_entry(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, data = Reader(), SHIPPED[0].read_bytes()
    TargetFileCache().entry("a.yaml", data, 0).file(reader)
    changed = folder.parent / "suggest.py"
    changed.write_text("# another size")
    monkeypatch.setattr(cache, "_MODULES", (str(changed),))
    TargetFileCache().entry("a.yaml", data, 0).file(reader)
    assert reader.calls == 2


def test_a_file_with_problems_is_never_cached(folder: Path) -> None:
    for _ in range(2):
        with pytest.raises(InvalidInput):
            TargetFileCache().entry("a.yaml", b"city: 1\n", 0).file(read_targets)
    assert not folder.exists()


def test_without_a_folder_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RSPLAN_CACHE", "")
    monkeypatch.chdir(tmp_path)
    reader = Reader()
    for _ in range(2):
        TargetFileCache().entry("a.yaml", SHIPPED[0].read_bytes(), 0).file(reader)
    assert reader.calls == 2
    assert not list(tmp_path.iterdir())


def test_where_nothing_can_be_written_the_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setenv("RSPLAN_CACHE", str(blocked / "below"))
    assert load(cities=("suzhou",)).plans == load(cities=("suzhou",)).plans


def test_entries_have_a_checksum_and_hold_the_file(folder: Path) -> None:
    load(cities=("suzhou",))
    (entry,) = folder.iterdir()
    content = entry.read_bytes()
    assert source_hash(content[8:]) == content[:8]
    _, number, name, data, city, plain = marshal.loads(content[8:])
    assert (number, name, city) == (0, "targets/suzhou.yaml", "suzhou")
    assert data == Path(TARGETS, "suzhou.yaml").read_bytes()
    assert marshal.loads(plain)[0] == "TargetFile"


def test_the_city_of_a_cached_file_is_known_without_reading_it(folder: Path) -> None:
    data = SHIPPED[0].read_bytes()
    assert TargetFileCache().entry("a.yaml", data, 0).city is None
    expected = TargetFileCache().entry("a.yaml", data, 0).file(read_targets).city.id
    assert TargetFileCache().entry("a.yaml", data, 0).city == expected
    assert TargetFileCache().entry("a.yaml", data + b"#", 0).city is None
    (entry,) = folder.iterdir()
    entry.write_bytes(entry.read_bytes().replace(expected.encode(), b"x" * len(expected)))
    assert TargetFileCache().entry("a.yaml", data, 0).city is None


def test_many_cities_are_cached_and_old_entries_are_dropped(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There are some 3,000 counties; beyond the most entries all are dropped before new ones are written."""
    assert cache._MOST_ENTRIES > 4 * 3_000
    monkeypatch.setattr(cache, "_MOST_ENTRIES", 2)
    for number in range(2):
        TargetFileCache().entry("a.yaml", SHIPPED[0].read_bytes(), number).file(read_targets)
    assert len([*folder.iterdir()]) == 2
    TargetFileCache().entry("a.yaml", SHIPPED[0].read_bytes(), 2).file(read_targets)
    assert len([*folder.iterdir()]) == 1


def test_nothing_in_the_folder_is_dropped_but_entries(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`RSPLAN_CACHE` may name a folder that holds other things, however many."""
    monkeypatch.setattr(cache, "_MOST_ENTRIES", 2)
    folder.mkdir(mode=0o700, exist_ok=True)
    for number in range(3):
        (folder / f"report-{number}.txt").write_text("mine")
    for number in range(4):
        TargetFileCache().entry("a.yaml", SHIPPED[0].read_bytes(), number).file(read_targets)
    assert sorted(one.name for one in folder.glob("report*")) == ["report-0.txt", "report-1.txt", "report-2.txt"]


def test_a_pipe_in_place_of_an_entry_is_not_waited_for(folder: Path) -> None:
    data = SHIPPED[0].read_bytes()
    expected = TargetFileCache().entry("a.yaml", data, 0).file(read_targets)
    (entry,) = folder.iterdir()
    entry.unlink()
    os.mkfifo(entry)
    assert TargetFileCache().entry("a.yaml", data, 0).file(read_targets) == expected


def test_a_folder_in_place_of_an_entry_leaves_nothing_behind(folder: Path) -> None:
    data = SHIPPED[0].read_bytes()
    expected = TargetFileCache().entry("a.yaml", data, 0).file(read_targets)
    (entry,) = folder.iterdir()
    entry.unlink()
    entry.mkdir()
    assert TargetFileCache().entry("a.yaml", data, 0).file(read_targets) == expected
    assert [one.name for one in folder.iterdir()] == [entry.name]


# --- whose it is ------------------------------------------------------------------------------------------------------

ONLY_HERE = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="files have no owners here")


def entry_at(entry: Path) -> str | None:
    """The city of the entry at the path, which stands for the shipped file; None where it is not taken."""
    data = Path(TARGETS, "suzhou.yaml").read_bytes()
    key = cache._Key(cache._state_of_code(), 0, "targets/suzhou.yaml", data)
    found = cache._entry(str(entry), key)
    return found[0] if found else None


def cached_once(folder: Path) -> Path:
    """The only entry, of a shipped file."""
    load(cities=("suzhou",))
    (entry,) = folder.iterdir()
    return entry


def poisoned(entry: Path, old: str, new: str) -> None:
    """Change what was read as somebody would who may write in the folder: with its checksum in order."""

    def changed(value: Any) -> Any:
        if isinstance(value, list):
            return [changed(part) for part in value]
        return new if value == old else value

    def change(content: tuple[Any, ...]) -> tuple[Any, ...]:
        plain = marshal.loads(content[-1])
        assert changed(plain) != plain
        return (*content[:-1], marshal.dumps(changed(plain)))

    rewrite(entry, change)


@ONLY_HERE
def test_the_folder_is_the_users_alone_and_so_are_entries(folder: Path) -> None:
    entry = cached_once(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert entry.stat().st_mode & 0o777 == 0o600


@ONLY_HERE
@pytest.mark.parametrize("mode", [0o770, 0o777, 0o755, 0o701])
def test_a_folder_that_others_may_enter_is_neither_read_nor_written(folder: Path, mode: int) -> None:
    entry = cached_once(folder)
    poisoned(entry, "41.75", "11.75")
    folder.chmod(mode)
    found = load(cities=("suzhou",))
    assert "11.75" not in repr(found.observations["suzhou", "urban-new-jobs"][:])
    entry.unlink()
    load(cities=("suzhou",))
    assert not list(folder.iterdir())


@ONLY_HERE
def test_a_folder_of_another_user_is_not_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cached_once(folder)
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    assert cache._folder() == ""


@ONLY_HERE
def test_an_entry_of_another_user_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = cached_once(folder)
    assert entry_at(entry) is not None
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    assert entry_at(entry) is None


def test_a_link_is_neither_folder_nor_entry(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = cached_once(folder)
    elsewhere = tmp_path / "elsewhere.read"
    entry.rename(elsewhere)
    entry.symlink_to(elsewhere)
    assert entry_at(entry) is None
    (tmp_path / "link").symlink_to(folder)
    monkeypatch.setenv("RSPLAN_CACHE", str(tmp_path / "link"))
    assert cache._folder() == ""


def test_a_temporary_file_has_a_name_that_nobody_knows_and_follows_no_link(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where the name is known, what a link there leads to stays as it is."""
    entry = cached_once(folder)
    victim = tmp_path / "victim"
    victim.write_text("mine", encoding="utf-8")
    for name in (f"{entry.name}.{os.getpid()}", f"{entry.name}.{bytes(8).hex()}"):
        (folder / name).symlink_to(victim)
    entry.unlink()
    load(cities=("suzhou",))
    assert entry.exists()
    entry.unlink()
    monkeypatch.setattr(os, "urandom", bytes)
    load(cities=("suzhou",))
    assert victim.read_text(encoding="utf-8") == "mine"


def test_what_an_interrupted_run_left_is_removed_after_an_hour(folder: Path) -> None:
    entry = cached_once(folder)
    old, new = (folder / f"{entry.name}.{index:016x}" for index in (1, 2))
    for path in (old, new):
        path.write_text("half", encoding="utf-8")
    os.utime(old, (1, 1))
    entry.unlink()
    load(cities=("suzhou",))
    assert {one.name for one in folder.iterdir()} == {entry.name, new.name}


def test_an_entry_beyond_the_limit_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = cached_once(folder)
    monkeypatch.setattr(cache, "_MOST_BYTES", entry.stat().st_size - 1)
    assert entry_at(entry) is None


@pytest.mark.parametrize("number", ["1e999999", "1e-999999", "NaN", "Infinity", "x", ""])
def test_a_number_that_no_target_file_has_is_read_anew(number: str, folder: Path) -> None:
    entry = cached_once(folder)
    poisoned(entry, "41.75", number)
    found = load(cities=("suzhou",)).observations["suzhou", "urban-new-jobs"]
    assert "41.75" in repr(found[:])


@pytest.mark.parametrize(
    "args", [("check",), ("audit", "--city", "suzhou"), ("check", "--city", "suzhou")], ids=" ".join
)
def test_what_examines_the_files_never_uses_the_cache(
    args: tuple[str, ...], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from rsplan.cli.program import run

    entry = cached_once(folder)
    kept = entry.read_bytes()
    poisoned(entry, "41.75", "11.75")
    changed = entry.read_bytes()
    run([*args, "--format", "json", "--lang", "en"])
    first = capsys.readouterr().out
    entry.write_bytes(kept)
    run([*args, "--format", "json", "--lang", "en"])
    assert capsys.readouterr().out == first
    assert changed != kept
    assert [one.name for one in folder.iterdir()] == [entry.name]  # and nothing is written either


@pytest.mark.parametrize(
    "home",
    [{"HOME": ""}, {}, {"HOME": "/nonexistent-home"}, {"HOME": "relative"}, {"XDG_CACHE_HOME": "/nonexistent-home"}],
    ids=str,
)
def test_without_a_home_of_ones_own_there_is_no_cache(
    home: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("RSPLAN_CACHE", "HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in home.items():
        monkeypatch.setenv(name, value)
    assert cache._folder() == ""
    load(cities=("suzhou",))
    assert not list(tmp_path.iterdir())
    assert not Path("/nonexistent-home").exists()


@ONLY_HERE
def test_a_home_of_another_user_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RSPLAN_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache._folder() == str(tmp_path / ".cache" / "rsplan")
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    assert cache._folder() == ""


@ONLY_HERE
def test_a_folder_that_others_could_read_is_closed_to_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that others could write in is not used, whatever its mode becomes."""
    monkeypatch.delenv("RSPLAN_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    made = tmp_path / ".cache" / "rsplan"
    made.mkdir(parents=True)
    made.chmod(0o777)
    assert cache._folder() == ""
    made.chmod(0o755)
    assert cache._folder() == str(made)
    assert made.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("given", ["~", "cache", "./cache"])
def test_a_folder_that_is_no_absolute_path_is_not_made(
    given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RSPLAN_CACHE", given)
    load(cities=("suzhou",))
    assert not list(tmp_path.iterdir())
