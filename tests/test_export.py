"""What is exported can be imported again and gives the same figures; nothing in it is run by a spreadsheet."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from builders import observation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from rsplan.cli.program import run
from rsplan.errors import RsplanError
from rsplan.journal.export import data_row, export_observations, note_text, one_line, source_text, without_repeats
from rsplan.model.bilingual import Text
from rsplan.read.csv_format import COLUMNS, KNOWN_COLUMNS
from rsplan.read.plan_library import load

HEADER = ",".join(COLUMNS)
Ran = Callable[..., str]


@pytest.fixture
def ran(capsys: pytest.CaptureFixture[str]) -> Ran:
    """Run the program and give back what it printed."""

    def call(*args: str, code: int = 0) -> str:
        capsys.readouterr()
        assert run(args) == code
        captured = capsys.readouterr()
        return captured.out if code == 0 else captured.err

    return call


def own(tmp_path: Path, *lines: str) -> str:
    path = tmp_path / "own.csv"
    path.write_text("".join(f"{line}\n" for line in (HEADER, *lines)), encoding="utf-8")
    return str(path)


def cells(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


# --- exported observations -------------------------------------------------------------------------------------------


def test_every_known_observation_is_exported_in_the_data_files_columns(ran: Ran) -> None:
    text = ran("export")
    assert text.startswith(HEADER + ",via\n")  # the published figures say how near their sources are
    library = load()
    assert len(cells(text)) == sum(len(own) for own in library.observations.values())


def test_columns_that_no_observation_uses_are_left_out(tmp_path: Path, ran: Ran) -> None:
    data = own(tmp_path, "suzhou,urban-new-jobs,2021,18,period,,,,b,")
    assert ran("export", "--no-published", "--data", data).startswith(HEADER + "\n")


def test_distance_and_entry_are_exported_and_read_again(tmp_path: Path, ran: Ran) -> None:
    data, back = tmp_path / "own.csv", tmp_path / "back.csv"
    data.write_text(
        "city,indicator,period,value,via,entered,by\n"
        "suzhou,urban-new-jobs,2021,18,copy,2022-03-05,王\n"
        "suzhou,urban-new-jobs,2022,17,,,\n",
        encoding="utf-8",
    )
    exported = ran("export", "--no-published", "--data", str(data))
    assert [(line["via"], line["entered"], line["by"]) for line in cells(exported)] == [
        ("copy", "2022-03-05", "王"),
        ("", "", ""),
    ]
    back.write_text(exported, encoding="utf-8")
    assert ran("export", "--no-published", "--data", str(back)) == exported


def test_a_line_has_the_source_with_its_place_and_the_note_in_both_languages(ran: Ran) -> None:
    """Suzhou's shipped file: 23.18 of 2023; Nanjing prints ≥98 for 2020 in table 1."""
    (line,) = [one for one in cells(ran("export", "--city", "suzhou")) if one["value"] == "23.18"]
    assert line["note"] == "另有四舍五入后的公布数23.2 / also published rounded as 23.2"
    (bound,) = cells(ran("export", "--city", "nanjing", "--indicator", "unemployment-insurance-coverage-rate"))
    assert (bound["value"], bound["bound"], bound["basis"]) == ("98", "at_least", "level")
    assert bound["source"].endswith(", 表1")


def test_published_and_own_figures_are_exported_in_the_order_that_keeps_the_effective_ones(
    tmp_path: Path, ran: Ran
) -> None:
    data = own(
        tmp_path,
        "suzhou,urban-new-jobs,2021,18,period,,,,b,",
        "suzhou,urban-new-jobs,2021,17,period,,,,c,",
        "nanjing,urban-new-jobs,2020,1,period,,,,d,",
        "suzhou,urban-new-jobs,2021,18,period,,,,b,",
    )
    found = [
        (one["city"], one["value"], one["source"]) for one in cells(ran("export", "--data", data, "--no-published"))
    ]
    assert found == [("nanjing", "1", "d"), ("suzhou", "18", "b"), ("suzhou", "17", "c"), ("suzhou", "18", "b")]


def test_filters_leave_out_other_observations(tmp_path: Path, ran: Ran) -> None:
    def exported_of(*args: str) -> set[tuple[str, str]]:
        return {(one["city"], one["indicator"]) for one in cells(ran("export", *args))}

    assert {city for city, _ in exported_of("--city", "suzhou")} == {"suzhou"}
    assert exported_of("--indicator", "urban-new-jobs") == {("nanjing", "urban-new-jobs"), ("suzhou", "urban-new-jobs")}
    years = {one["period"][:4] for one in cells(ran("export", "--plan", "14fyp"))}
    assert min(years) >= "2021"
    assert "2020" in {one["period"] for one in cells(ran("export", "--plan", "13fyp"))}


def test_known_on_exports_what_was_known_that_day(ran: Ran) -> None:
    assert all(one["published"] <= "2024-02-26" for one in cells(ran("export", "--known-on", "2024-02-26")))
    values = {one["value"] for one in cells(ran("export", "--city", "suzhou", "--known-on", "2024-02-27"))}
    assert "23.18" in values


def test_an_unknown_indicator_is_answered_with_the_nearest() -> None:
    with pytest.raises(RsplanError) as caught:
        list(export_observations(load(), load().plans, ("urban-new-job",)))
    assert caught.value.details["near"] == "urban-new-jobs"


def test_an_export_without_observations_is_a_header(tmp_path: Path, ran: Ran) -> None:
    assert ran("export", "--no-published") == HEADER + "\n"
    assert ran("export", "--no-published", "--format", "jsonl") == ""
    assert json.loads(ran("export", "--no-published", "--format", "json"))["observations"] == []


# --- there and back --------------------------------------------------------------------------------------------------

DAYS = ("2018-12-31", "2020-12-31", "2024-06-30", "2026-11-21")

#: Texts that a line of a data file cannot keep: the printed figure of a document's own result, the place of a line,
#: a note that differs between the languages, and whether it shakes the figure.
LOST_KEYS = ("printed", "file", "line", "where", "source", "notes", "warnings")


def figures(text: str) -> Any:
    """A report without the places of its figures."""

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: bare(one) for key, one in value.items() if key not in (*LOST_KEYS, "inputs")}
        return [bare(one) for one in value] if isinstance(value, list) else value

    return bare(json.loads(text, parse_float=Decimal, parse_int=Decimal))


@pytest.mark.parametrize("as_of", DAYS)
@pytest.mark.parametrize("command", ["status", "pace"])
def test_an_export_is_a_data_file_that_gives_the_same_figures(
    tmp_path: Path, ran: Ran, command: str, as_of: str
) -> None:
    exported_file = str(tmp_path / "exported.csv")
    ran("export", "-o", exported_file)
    question = (command, "--plan", "all", "--scope", "all", "--as-of", as_of, "--format", "json")
    before = ran(*question)
    after = ran(*question, "--no-published", "--data", exported_file)
    assert figures(after) == figures(before)


@pytest.mark.parametrize("name", ["x.csv", "x.xlsx", "x.jsonl"])
def test_export_import_export_is_the_same_byte_for_byte(tmp_path: Path, ran: Ran, name: str) -> None:
    first, back = str(tmp_path / name), str(tmp_path / "back.csv")
    ran("export", "-o", first)
    ran("import", first, "--data", back, "--no-published")
    assert ran("export", "--no-published", "--data", back) == ran("export")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["x.csv", "x.xlsx", "x.jsonl"])
def test_status_is_the_same_byte_for_byte_after_export_and_import(tmp_path: Path, ran: Ran, name: str) -> None:
    """The same data file by name, once as it was and once through an export and an import.

    The part of a Markdown report below its tables depends on the file's bytes, which may be quoted differently.
    """
    data = own(
        tmp_path,
        "suzhou,urban-new-jobs,2021,18.0,period,,,,公报,a",
        "suzhou,urban-new-jobs,2021-12,17,ytd,,,,公报,",
        'suzhou,urban-new-jobs,2022-01/2022-05,9.1,,at_least,true,2022-06,月报,"=1+1"',
        "suzhou,registered-unemployment-rate,2021,1.8,,,,,,",
        "suzhou,registered-unemployment-rate,2021,1.9,,,,,,",
        "suzhou,registered-unemployment-rate,2021,1.8,,,,,,",
        'nanjing,professional-grade-shares,2019-06-30,13:41:46,,,,2019-08-01,"a ""b"", c",-x',
    )
    first = str(tmp_path / name)
    question = ("status", "--plan", "all", "--scope", "all", "--no-published", "--data", data, "--as-of", "2023-06-30")
    formats = [("--format", name) for name in ("table", "markdown", "csv")] + [("--known-on", "2022-05-01")]
    before = [ran(*question, *more).partition("\n---\n")[0] for more in formats]
    ran("export", "--no-published", "--data", data, "-o", first)
    Path(data).unlink()
    ran("import", first, "--no-published", "--data", data)
    assert [ran(*question, *more).partition("\n---\n")[0] for more in formats] == before


LINES = st.lists(
    st.tuples(
        st.sampled_from(["urban-new-jobs", "registered-unemployment-rate"]),
        st.sampled_from(["2021", "2022-06", "2022-H1", "2022-01/2022-05", "2023-03-31"]),
        st.sampled_from(["0", "1.70", "12", "0.05"]),
        st.sampled_from(["", "at_least"]),
        st.sampled_from(["", "true"]),
        st.sampled_from(["", "2023-05", "2022-02-01"]),
        st.sampled_from(["", "公报", "=cmd|' /C calc'!A0", "a; b"]),
        st.sampled_from(["", "注", "-1", "@SUM(1)"]),
    ),
    max_size=10,
)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES, st.sampled_from(["x.csv", "x.xlsx", "x.jsonl"]))
def test_any_data_file_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
    lines: list[tuple[str, ...]],
    name: str,
) -> None:
    """Through every format: the same export, and the same knowledge at every time."""
    folder = tmp_path_factory.mktemp("x")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for indicator, period, value, bound, provisional, published, source, note in lines:
        basis = "" if indicator.startswith("registered") else "ytd"
        writer.writerow(("suzhou", indicator, period, value, basis, bound, provisional, published, source, note))
    data, back = own(folder, *text.getvalue().splitlines()), str(folder / "back.csv")
    assert run(("export", "--no-published", "--data", data, "-o", str(folder / name))) == 0
    assert run(("import", str(folder / name), "--no-published", "--data", back)) == 0
    (folder / "back.csv").touch()
    (folder / "back.csv").write_text((folder / "back.csv").read_text("utf-8") or HEADER + "\n", encoding="utf-8")
    capsys.readouterr()
    outputs = []
    for file in (data, back):
        assert run(("export", "--no-published", "--data", file)) == 0
        outputs.append(capsys.readouterr().out)
    assert outputs[0] == outputs[1]


def test_a_line_that_repeats_the_one_before_is_exported_once() -> None:
    first, other = observation("2021", "18"), observation("2021", "17")
    assert list(without_repeats([first, first, other, first])) == [first, other, first]
    assert list(without_repeats([first, first._replace(note=Text("a", "a"))])) == [
        first,
        first._replace(note=Text("a", "a")),
    ]


def test_text_is_on_one_line() -> None:
    assert one_line("a\r\nb\nc") == "a b c"
    observed = observation("2021", "18")._replace(where="表1", source="公报\n2021")
    assert source_text(observed) == "公报 2021, 表1"
    assert note_text(Text("甲", "a")) == "甲 / a"
    assert note_text(Text("甲", "甲")) == "甲"


def test_a_row_is_written_in_full_where_it_differs_from_the_default() -> None:
    row = data_row(("suzhou", "x"), observation("2021", "18.50", published="2022-02"))
    assert list(row) == list(KNOWN_COLUMNS)
    assert [row[name] for name in ("period", "value", "basis", "bound", "provisional", "published")] == [
        "2021",
        "18.5",
        "period",
        "",
        "",
        "2022-02",
    ]


# --- spreadsheets ----------------------------------------------------------------------------------------------------

STARTS = ("=1+1", "+1", "-1", "@SUM(A1)")


def test_nothing_in_a_workbook_is_a_formula(tmp_path: Path, ran: Ran) -> None:
    data = own(tmp_path, *(f"suzhou,urban-new-jobs,2021-0{n},1,,,,,{text},{text}" for n, text in enumerate(STARTS, 1)))
    file = tmp_path / "x.xlsx"
    ran("export", "--no-published", "--data", data, "-o", str(file))
    sheet = load_workbook(file).active
    for column in "IJ":
        cells_of = [sheet[f"{column}{row}"] for row in range(2, 6)]
        assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in cells_of] == [
            (text, "s", True) for text in STARTS
        ]
    with zipfile.ZipFile(file) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_numbers_are_numbers_and_periods_and_shares_are_text_in_a_workbook(tmp_path: Path, ran: Ran) -> None:
    """13:41:46 would become a time, 2024-06 a day."""
    data = own(
        tmp_path,
        "nanjing,professional-grade-shares,2019,13:41:46,,,,,,",
        "suzhou,urban-new-jobs,2024-06,9.95,ytd,,,2024-07,,",
    )
    file = tmp_path / "x.xlsx"
    ran("export", "--no-published", "--data", data, "-o", str(file))
    sheet = load_workbook(file).active
    assert [sheet[cell].value for cell in ("D2", "D3", "C3", "H3")] == ["13∶41∶46", 9.95, "2024-06", "2024-07"]


def test_plain_csv_is_exact_and_defuse_puts_an_apostrophe_before_formulas(tmp_path: Path, ran: Ran) -> None:
    data = own(tmp_path, "suzhou,registered-unemployment-rate,2021,-1,,,,,=1+1,a=b")
    plain = cells(ran("export", "--no-published", "--data", data))[0]
    safe = cells(ran("export", "--no-published", "--data", data, "--defuse"))[0]
    assert (plain["value"], plain["source"], plain["note"]) == ("-1", "=1+1", "a=b")
    assert (safe["value"], safe["source"], safe["note"]) == ("-1", "'=1+1", "a=b")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_full_width_signs_are_defused_as_the_others_are(tmp_path: Path, ran: Ran, sign: str) -> None:
    data = own(tmp_path, f"suzhou,registered-unemployment-rate,2021,1,,,,,{sign}1+1,{sign}cmd")
    safe = cells(ran("export", "--no-published", "--data", data, "--defuse"))[0]
    assert (safe["source"], safe["note"]) == (f"'{sign}1+1", f"'{sign}cmd")


def test_an_export_with_a_bom_is_still_a_data_file(tmp_path: Path, ran: Ran) -> None:
    file = tmp_path / "x.csv"
    ran("export", "--bom", "-o", str(file))
    assert file.read_bytes().startswith(b"\xef\xbb\xbfcity,")
    ran("check", str(file))


def test_a_workbook_needs_a_file(ran: Ran) -> None:
    assert "-o FILE.xlsx" in ran("export", "--format", "xlsx", "--lang", "en", code=2)


# --- JSON ------------------------------------------------------------------------------------------------------------


def test_json_has_names_units_sources_and_notes(ran: Ran) -> None:
    report = json.loads(ran("export", "--city", "suzhou", "--format", "json"))
    assert report["schema"] == "rsplan.export/1"
    (record,) = [one for one in report["observations"] if one["value"] == 23.18]
    assert record["name"] == {"zh": "城镇新增就业人数", "en": "New urban jobs"}
    assert record["unit"]["zh"] == "万人"
    assert record["note"]["en"] == "also published rounded as 23.2"
    assert record["published"] == date(2024, 2, 27).isoformat()
    lines = ran("export", "--city", "suzhou", "--format", "jsonl").splitlines()
    assert [json.loads(line) for line in lines] == report["observations"]
