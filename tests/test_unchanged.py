"""`rsplan check FILE --history REPORT.json`: is what a report rests on unchanged; docs/observations.md."""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from desk import HEADER, TARGETS
from hypothesis import given
from hypothesis import strategies as st

from rsplan.cli.program import run
from rsplan.read.csv_blocks import row_blocks
from rsplan.read.csv_format import KNOWN_COLUMNS

#: The day of line n, which is the observation n - 1, and its level.
LINES = [f"linhai,rate,20{16 + n // 336}-{n % 336 // 28 + 1:02}-{n % 28 + 1:02}" for n in range(2300)]
ROWS = [f'{line},1.{1000 + n},level,,,,"公报, 第{n}页",' for n, line in enumerate(LINES)]


def text(rows: Sequence[str], header: str = HEADER) -> str:
    return header + "".join(f"{row}\n" for row in rows)


@pytest.fixture
def rsplan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Run the program in a folder with a target file, a data file of 2,300 lines, and a report that rests on both."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RSPLAN_LANG", "en")
    Path("linhai.yaml").write_text(TARGETS, encoding="utf-8")
    Path("d.csv").write_text(text(ROWS), encoding="utf-8")

    def call(*args: str) -> tuple[int, str]:
        capsys.readouterr()
        code = run(args)
        found = capsys.readouterr()
        assert "Traceback" not in found.out + found.err
        return code, found.out + found.err

    report = ("status", "--city", "linhai", "--targets", "linhai.yaml", "--data", "d.csv", "--format", "json")
    assert call(*report, "-o", "r.json")[0] == 0
    return call


Rsplan = Callable[..., tuple[int, str]]


def held(rsplan: Rsplan, *args: str) -> Any:
    _, out = rsplan("check", *args, "--history", "r.json", "--format", "json")
    return json.loads(out)["history"]


# --- the digests -----------------------------------------------------------------------------------------------------


def digest(rows: Sequence[Sequence[str]]) -> str:
    """The digest as docs/json.md describes it: thirteen cells a row, a NUL between any two."""
    return hashlib.sha256("\0".join(cell for row in rows for cell in row).encode()).hexdigest()


def test_a_report_holds_a_digest_of_each_thousand_observations(rsplan: Rsplan) -> None:
    rows = [[*next(csv.reader([row])), "", "", ""] for row in ROWS]
    targets, data = json.loads(Path("r.json").read_text(encoding="utf-8"))["inputs"]
    assert (targets["path"], targets["blocks"]) == ("linhai.yaml", None)
    assert (data["path"], data["observations"]) == ("d.csv", 2300)
    assert data["blocks"] == [digest(rows[:1000]), digest(rows[1000:2000]), digest(rows[2000:])]


@pytest.mark.parametrize("number", [0, 1, 999, 1000, 1001, 2000])
def test_the_last_block_holds_the_rest(number: int) -> None:
    blocks = row_blocks("d", text(ROWS[:number]).encode())
    assert len(blocks.digests) == -(-number // 1000)
    assert [*blocks.lines] == [*range(2, number + 2)]


CELLS = st.text(st.characters(codec="gb18030", exclude_characters="\0\r\n"), max_size=4)


@given(st.lists(st.lists(CELLS, min_size=13, max_size=13).filter(any), max_size=5), st.data())
def test_quotes_line_ends_encoding_and_the_order_of_columns_are_no_change(rows: list[list[str]], data: Any) -> None:
    order = data.draw(st.permutations(range(13)))
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]))
    plain, other = io.StringIO(newline=""), io.StringIO(newline="")
    csv.writer(plain, lineterminator="\n").writerows([KNOWN_COLUMNS, *rows])
    writer = csv.writer(other, quoting=csv.QUOTE_ALL, lineterminator=data.draw(st.sampled_from(["\n", "\r\n"])))
    writer.writerows([[row[place] for place in order] for row in (KNOWN_COLUMNS, *rows)])
    expected = [digest(rows)] if rows else []
    assert row_blocks("d", plain.getvalue().encode()).digests == expected
    if encoding != "gb18030" or not _is_utf8(other.getvalue().encode(encoding)):
        assert row_blocks("d", other.getvalue().encode(encoding)).digests == expected


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not data.isascii()


@given(st.lists(st.lists(CELLS, min_size=13, max_size=13).filter(any), min_size=1, max_size=5), st.data())
def test_another_cell_is_another_digest(rows: list[list[str]], data: Any) -> None:
    changed = [[*row] for row in rows]
    row, place = data.draw(st.sampled_from(changed)), data.draw(st.integers(0, 12))
    row[place] += "x"
    first, second = io.StringIO(newline=""), io.StringIO(newline="")
    for stream, of in ((first, rows), (second, changed)):
        csv.writer(stream, lineterminator="\n").writerows([KNOWN_COLUMNS, *of])
    assert row_blocks("d", first.getvalue().encode()).digests != row_blocks("d", second.getvalue().encode()).digests


# --- unchanged -------------------------------------------------------------------------------------------------------


def test_the_same_file_is_unchanged(rsplan: Rsplan) -> None:
    assert rsplan("check", "d.csv", "--history", "r.json") == (
        0,
        "d.csv: unchanged, as reported (observations: 2,300)\n",
    )
    (found,) = held(rsplan, "d.csv")
    assert (found["unchanged"], found["same_bytes"], found["added"], found["first_added"]) == (True, True, 0, None)


@pytest.mark.parametrize(
    "rewritten",
    [
        ("\ufeff" + text(ROWS)).encode(),
        text(ROWS).replace("\n", "\r\n").encode(),
        text(ROWS).replace("\n", "\r").encode(),
        text(ROWS).encode("gb18030"),
        text(ROWS).replace("linhai,rate", '"linhai","rate"').encode(),
        text(ROWS).replace("\n", "\n\n").encode(),
        text([f"{row},,," for row in ROWS], HEADER.rstrip() + ",via,entered,by\n").encode(),
        text(ROWS).rstrip("\n").encode(),
    ],
    ids=["mark", "CRLF", "CR", "GB18030", "quotes", "blank lines", "columns", "no last line break"],
)
def test_what_leaves_the_cells_as_they_are_is_no_change(rewritten: bytes, rsplan: Rsplan) -> None:
    Path("d.csv").write_bytes(rewritten)
    assert rsplan("check", "d.csv", "--history", "r.json")[0] == 0
    (found,) = held(rsplan, "d.csv")
    assert (found["unchanged"], found["same_bytes"], found["added"]) == (True, False, 0)


def test_what_was_recorded_since_is_counted_and_no_change(rsplan: Rsplan) -> None:
    words = ("record", "linhai", "insured", "2024", "92", "--targets", "linhai.yaml", "--data", "d.csv")
    assert rsplan(*words)[0] == 0
    code, out = rsplan("check", "d.csv", "--history", "r.json", "--lang", "zh")
    assert (code, out) == (0, "d.csv：未改动，2,300 个观测值均与报告一致；此后新增 1 个，自第 2302 行起\n")
    assert rsplan("upgrade", "d.csv", "--targets", "linhai.yaml")[0] == 0
    (found,) = held(rsplan, "d.csv")
    assert (found["unchanged"], found["added"], found["first_added"]) == (True, 1, 2302)


def test_the_report_of_record_rests_on_the_line_that_it_wrote(rsplan: Rsplan) -> None:
    """Its basis and its number are spelt out in the file."""
    words = ("record", "linhai", "insured", "2024", "92.50", "--targets", "linhai.yaml", "--data", "d.csv")
    assert rsplan(*words, "--format", "json", "-o", "r.json")[0] == 0
    with Path("d.csv").open("a", encoding="utf-8") as stream:
        stream.write("linhai,insured,2025,93,level,,,,,\n")
    (found,) = held(rsplan, "d.csv")
    assert (found["observations"], found["unchanged"], found["added"]) == (2301, True, 1)


@pytest.mark.parametrize("city", ["linhai", "suzhou"])
def test_a_report_of_one_city_rests_on_the_whole_file(city: str, rsplan: Rsplan) -> None:
    """The line of the other city is not read for the report, and its change is seen all the same."""
    words = ("status", "--city", city, "--targets", "linhai.yaml", "--data", "d.csv", "--format", "json")
    Path("d.csv").write_text(text([ROWS[0], "suzhou,urban-new-jobs,2022,16.4,,,,,,"]), encoding="utf-8")
    assert rsplan(*words, "-o", "r.json")[0] == 0
    assert rsplan("check", "d.csv", "--history", "r.json")[0] == 0
    Path("d.csv").write_text(text([ROWS[0], "suzhou,urban-new-jobs,2022,16.5,,,,,,"]), encoding="utf-8")
    assert rsplan("check", "d.csv", "--history", "r.json")[0] == 1


# --- changed ---------------------------------------------------------------------------------------------------------


def changed(rsplan: Rsplan, rows: Sequence[str]) -> list[tuple[int, int]]:
    Path("d.csv").write_text(text(rows), encoding="utf-8")
    code, _ = rsplan("check", "d.csv", "--history", "r.json")
    (found,) = held(rsplan, "d.csv")
    assert (code, found["unchanged"]) == (1, False)
    return [(lines["first_line"], lines["last_line"]) for lines in found["changed"]]


@pytest.mark.parametrize(
    ("line", "block"), [(2, (2, 1001)), (1001, (2, 1001)), (1002, (1002, 2001)), (2002, (2002, 2301))]
)
def test_the_block_with_another_digit_is_named_by_its_lines(line: int, block: tuple[int, int], rsplan: Rsplan) -> None:
    rows = [row.replace(",1.", ",2.") if number == line else row for number, row in enumerate(ROWS, 2)]
    assert changed(rsplan, rows) == [block]


def test_blocks_that_follow_each_other_are_named_together(rsplan: Rsplan) -> None:
    """A line within is taken out: all lines after it belong to other places."""
    assert changed(rsplan, [*ROWS[:500], *ROWS[501:], ROWS[0]]) == [(2, 2301)]
    assert changed(rsplan, [ROWS[1], ROWS[0], *ROWS[2:-2], ROWS[-1], ROWS[-2]]) == [(2, 1001), (2002, 2301)]


def test_a_change_is_said_with_its_lines(rsplan: Rsplan) -> None:
    Path("d.csv").write_text(text([*ROWS[:2], ROWS[2].replace("level", "mean"), *ROWS[3:]]), encoding="utf-8")
    code, out = rsplan("check", "d.csv", "--history", "r.json")
    expected = "lines 2 to 1001 (observations 1 to 1000 of 2,300) are not what r.json rests on"
    assert (code, out.splitlines()[0]) == (1, f"d.csv:2:1: history_changed {expected}")
    _, out = rsplan("check", "d.csv", "--history", "r.json", "--lang", "zh")
    expected = "第 2—1001 行（2,300 个观测值中的第 1—1000 个）与 r.json 所依据的不一致"
    assert out.splitlines()[0] == f"d.csv:2:1: history_changed {expected}"


def test_observations_that_are_gone_are_counted(rsplan: Rsplan) -> None:
    assert changed(rsplan, ROWS[:2000]) == []
    assert "300 of the 2,300 observations" in rsplan("check", "d.csv", "--history", "r.json")[1]
    assert changed(rsplan, ROWS[:1990]) == [(1002, 1991)]
    assert changed(rsplan, []) == []
    assert held(rsplan, "d.csv")[0]["missing"] == 2300


def test_another_target_file_is_a_change(rsplan: Rsplan) -> None:
    assert rsplan("check", "linhai.yaml", "--history", "r.json") == (
        0,
        "linhai.yaml: unchanged, the same bytes as reported\n",
    )
    Path("linhai.yaml").write_text(TARGETS.replace("printed: 60", "printed: 50"), encoding="utf-8")
    code, out = rsplan("check", "linhai.yaml", "--history", "r.json")
    assert (code, out.split(" ")[1]) == (1, "history_rewritten")


def test_other_settings_are_a_change(rsplan: Rsplan) -> None:
    Path("rsplan.yaml").write_text("city: linhai\ntargets: linhai.yaml\ndata: d.csv\n", encoding="utf-8")
    assert rsplan("status", "--format", "json", "-o", "r.json")[0] == 0
    assert rsplan("check", "--history", "r.json")[0] == 0
    with Path("rsplan.yaml").open("a", encoding="utf-8") as stream:
        stream.write("# by hand\n")
    code, out = rsplan("check", "--history", "r.json")
    assert (code, "rsplan.yaml: history_rewritten" in out) == (1, True)


# --- which file ------------------------------------------------------------------------------------------------------


def test_without_a_file_every_input_of_the_report_is_looked_at(rsplan: Rsplan) -> None:
    assert [one["path"] for one in held(rsplan)] == ["linhai.yaml", "d.csv"]
    assert rsplan("status", "--city", "suzhou", "--data", "d.csv", "--targets", "linhai.yaml", "-o", "r.json")[0] == 0
    assert [(one["path"], one["unchanged"]) for one in held(rsplan)][:1] == [("targets/suzhou.yaml", True)]
    Path("d.csv").unlink()
    code, out = rsplan("check", "--history", "r.json")
    assert code == 2
    assert "d.csv: not_found" in out


def test_a_file_is_known_by_its_place_its_last_name_or_as_the_only_data_file(rsplan: Rsplan, tmp_path: Path) -> None:
    Path("kept").mkdir()
    for name in ("kept/d.csv", "kept/renamed.csv"):
        Path(name).write_text(text(ROWS), encoding="utf-8")
        assert rsplan("check", name, "--history", "r.json")[0] == 0
    assert rsplan("check", str(tmp_path / "d.csv"), "--history", "r.json")[0] == 0


def test_a_file_that_the_report_does_not_name_is_refused(rsplan: Rsplan) -> None:
    Path("other.yaml").write_text(TARGETS, encoding="utf-8")
    code, out = rsplan("check", "other.yaml", "--history", "r.json")
    assert (code, "not_in_report" in out, "linhai.yaml, d.csv" in out) == (2, True, True)


def test_what_was_piped_is_compared_once_it_is_piped_again(rsplan: Rsplan, monkeypatch: pytest.MonkeyPatch) -> None:
    def piped() -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text(ROWS).encode())))

    piped()
    words = ("status", "--city", "linhai", "--targets", "linhai.yaml", "--data", "-", "--format", "json")
    assert rsplan(*words, "-o", "r.json")[0] == 0
    code, out = rsplan("check", "--history", "r.json")
    assert (code, "history_stdin" in out) == (2, True)
    piped()
    assert rsplan("check", "-", "--history", "r.json")[0] == 0
    assert rsplan("check", "d.csv", "--history", "r.json")[0] == 0


@pytest.mark.parametrize(
    "report",
    [
        b"",
        b"[]",
        b"{}",
        b'{"generator": "rsplan 1", "inputs": ',
        b'{"generator": "rsplan 1", "inputs": [1]}',
        b'{"generator": "rsplan 1", "inputs": [{"path": "d.csv", "sha256": "x", "observations": 1, "blocks": []}]}',
        b'{"generator": 1, "inputs": []}',
        b'{"generator": "rsplan 1", "inputs": ' + b"[" * 100_000,
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_report_is_refused(report: bytes, rsplan: Rsplan) -> None:
    Path("r.json").write_bytes(report)
    code, out = rsplan("check", "d.csv", "--history", "r.json")
    assert (code, "r.json: not_a_report" in out) == (2, True)


def test_a_report_in_utf_16_is_read(rsplan: Rsplan) -> None:
    """Redirection in Windows PowerShell writes it."""
    report = Path("r.json").read_text(encoding="utf-8")
    Path("r.json").write_text(report, encoding="utf-16")
    assert rsplan("check", "d.csv", "--history", "r.json")[0] == 0


def test_a_data_file_that_is_no_csv_any_more_is_named(rsplan: Rsplan) -> None:
    Path("d.csv").write_text(text(ROWS[:5]) + '"x"y\n', encoding="utf-8")
    code, out = rsplan("check", "d.csv", "--history", "r.json")
    assert (code, "d.csv:7:1: not_csv" in out) == (1, True)


def test_the_report_may_not_be_written_over(rsplan: Rsplan) -> None:
    before = Path("r.json").read_bytes()
    assert rsplan("check", "d.csv", "--history", "r.json", "--format", "json", "-o", "r.json")[0] == 2
    assert Path("r.json").read_bytes() == before


@pytest.mark.parametrize("part", [0.5, 0.9, 0.999])
def test_a_report_that_breaks_off_is_incomplete(rsplan: Rsplan, part: float) -> None:
    whole = Path("r.json").read_text(encoding="utf-8").rstrip()
    Path("r.json").write_text(whole[: min(int(len(whole) * part), len(whole) - 1)], encoding="utf-8")
    code, out = rsplan("check", "--history", "r.json")
    assert code == 2
    assert "incomplete" in out
