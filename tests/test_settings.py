"""The settings file, the data file of the current folder, and what of both wins; docs/settings.md."""

import errno
import json
import os
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest
from desk import HEADER, TARGETS

from rsplan.cli.output import FORMATS
from rsplan.cli.program import COMMANDS as ALL_COMMANDS
from rsplan.cli.program import program as cli
from rsplan.cli.program import run
from rsplan.cli.settings_defaults import ENTERING, defaults_of
from rsplan.errors import InvalidInput
from rsplan.read.plan_library import load
from rsplan.read.settings import KEYS, read_settings
from rsplan.settings_file import SETTINGS_FILE, Located, locate

LINE = "linhai,jobs,2021,12.5,period,,,2022-01-20,,\n"


class Done(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def inputs(self) -> list[str]:
        return [one["path"] for one in self.json["inputs"]]


Program = Callable[..., Done]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en")
    (tmp_path / "linhai.yaml").write_text(TARGETS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def program(folder: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    def called(*args: str) -> Done:
        code = run(args)
        printed = capsys.readouterr()
        return Done(code, printed.out, printed.err)

    return called


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


SETTINGS = "city: linhai\nplan: [14fyp]\ntargets: linhai.yaml\ndata: [own/a.csv]\nby: 张三\nlang: zh\n"


# --- where the file is -----------------------------------------------------------------------------------------------


def test_the_nearest_file_upwards_is_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder / SETTINGS_FILE, "by: a\n")
    (folder / "x/y").mkdir(parents=True)
    monkeypatch.chdir(folder / "x/y")
    assert locate({}).path == os.path.join("..", "..", SETTINGS_FILE)
    write(folder / "x" / SETTINGS_FILE, "by: b\n")
    assert locate({}).path == os.path.join("..", SETTINGS_FILE)


def test_it_can_be_switched_off_and_named(folder: Path) -> None:
    write(folder / SETTINGS_FILE, "by: a\n")
    assert locate({}, off=True) == locate({"RSPLAN_SETTINGS": ""}) == Located()
    assert locate({"RSPLAN_SETTINGS": "other.yaml"}) == Located("other.yaml")


def test_a_file_of_another_owner_is_ignored_with_a_word(
    program: Program, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / SETTINGS_FILE, "lang: zh\n")
    monkeypatch.setattr(os, "geteuid", lambda owner=os.stat(folder).st_uid: owner + 1)
    done = program("list", "--format", "json")
    assert SETTINGS_FILE not in done.inputs
    assert done.err == "rsplan.yaml belongs to another user and is ignored; name it in RSPLAN_SETTINGS to use it\n"


# --- what it says ----------------------------------------------------------------------------------------------------


def test_every_key_holds_where_nothing_else_is_said(
    program: Program, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / SETTINGS_FILE, SETTINGS)
    write(folder / "own/a.csv", HEADER + LINE)
    (folder / "below").mkdir()
    monkeypatch.chdir(folder / "below")
    done = program("status", "--format", "json")
    assert [(one["city"]["id"], one["plan"]) for one in done.json["plans"]] == [("linhai", "14fyp")]
    assert done.inputs[-3:] == ["../linhai.yaml", "../own/a.csv", "../rsplan.yaml"]
    assert "截至" in program("status").out
    assert program("record", "linhai", "jobs", "2022", "12.5", "--format", "json").json["observation"]["by"] is None


def test_the_person_is_written_where_the_file_has_the_column(program: Program, folder: Path) -> None:
    write(folder / SETTINGS_FILE, SETTINGS.replace("own/a.csv", "new.csv"))
    done = program("record", "linhai", "jobs", "2022", "12.5", "--format", "json").json
    assert (done["observation"]["by"], done["file"]) == ("张三", "new.csv")
    assert done["inputs"][-1]["path"] == SETTINGS_FILE


def test_only_the_commands_that_enter_take_the_person_from_the_settings() -> None:
    """`report --by responsible` and `allocate --by FILE` mean something else."""
    group = cli("en")
    having = {
        name
        for name in ALL_COMMANDS
        for option in (group.get_command(click.Context(group), name) or group).params
        if isinstance(option, click.Option) and option.envvar == "RSPLAN_BY"
    }
    assert having == set(ENTERING)


def test_a_report_is_written_where_the_settings_name_a_person(program: Program, folder: Path) -> None:
    write(folder / SETTINGS_FILE, SETTINGS)
    write(folder / "own/a.csv", HEADER + LINE)
    write(folder / "parts.csv", "part,weight\nA,1\nB,1\n")
    assert program("report").code == 0
    assert program("allocate", "linhai", "jobs").code == 2
    assert program("allocate", "linhai", "jobs", "--by", "parts.csv").code == 0


#: The parameters that each key of the settings fills, by command where it is not the same for all.
FILLED = {
    "city": {"*": {"--city"}, "check": set[str]()},
    "plan": {"*": {"--plan"}},
    "data": {"*": {"--data"}},
    "targets": {"*": {"--targets"}},
    "by": {"*": set[str](), "record": {"--by"}, "import": {"--by"}, "retract": {"--by"}},
    "lang": {"*": set[str]()},
    "tasks": {"*": set[str]()},
    "responsible": {"*": set[str]()},
}


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("command", ALL_COMMANDS)
def test_a_key_fills_the_option_of_its_meaning_alone(folder: Path, command: str, key: str) -> None:
    """`--by` of `report` and `allocate`, `--tasks` of `import`, `--responsible` of reports mean something else."""
    value = "zh" if key == "lang" else "suzhou"
    (folder / SETTINGS_FILE).write_text(f"{key}: {value}\n", encoding="utf-8")
    defaults = defaults_of(read_settings(str(folder / SETTINGS_FILE)), ALL_COMMANDS)
    group = cli("en")
    found = group.get_command(click.Context(group), command)
    assert found is not None
    filled = {param.opts[0] for param in found.params if param.name in defaults[command]}
    assert filled <= FILLED[key].get(command, FILLED[key]["*"])
    if command in FILLED[key]:
        assert filled == FILLED[key][command]


def test_options_and_the_environment_win(program: Program, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder / SETTINGS_FILE, SETTINGS)
    for name in ("own/a.csv", "b.csv", "c.csv"):
        write(folder / name, HEADER + LINE)
    own = ("list", "--targets", "linhai.yaml", "--format", "json")
    assert program(*own, "--data", "b.csv").inputs[-2:] == ["b.csv", SETTINGS_FILE]
    monkeypatch.setenv("RSPLAN_DATA", "c.csv")
    assert program(*own).inputs[-2:] == ["c.csv", SETTINGS_FILE]
    assert program(*own, "--data", "b.csv").inputs[-2:] == ["b.csv", SETTINGS_FILE]
    assert program(*own, "--no-settings").inputs[-1] == "c.csv"
    monkeypatch.setenv("RSPLAN_SETTINGS", "")
    assert program(*own).inputs[-1] == "c.csv"
    monkeypatch.setenv("RSPLAN_SETTINGS", SETTINGS_FILE)
    assert "as of" in program("status", "--lang", "en").out
    monkeypatch.setenv("RSPLAN_LANG", "en")
    assert "as of" in program("status").out
    entry = ("record", "linhai", "jobs", "2022", "12", "--data", "n.csv", "--format", "json")
    assert program(*entry, "--by", "李四").json["observation"]["by"] == "李四"


def test_import_takes_the_only_city(program: Program, folder: Path) -> None:
    write(folder / SETTINGS_FILE, "city: linhai\ntargets: linhai.yaml\n")
    write(folder / "t.csv", "指标,2021年\n就业（万人）,12.5\n")
    done = program("import", "t.csv", "--basis", "period", "--format", "json")
    assert [one["city"] for one in done.json["observations"]] == ["linhai"]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("citty: x\n", "unknown_key_near", 1),
        ("by: a\nby: b\n", "duplicate_key", 2),
        ("- city\n", "not_a_mapping", 1),
        ("lang: fr\n", "unknown_word", 1),
        ("by: [a, b]\n", "unquoted_brackets", 1),
        ("data:\n", "empty_value", 1),
        ("city: {a: b}\n", "not_a_text", 1),
        ("city: [\n", "not_yaml", 2),
        ("by: !!python/object:os.system x\n", "", 0),
    ],
)
def test_what_is_wrong_is_said_with_its_place(program: Program, folder: Path, text: str, code: str, line: int) -> None:
    write(folder / SETTINGS_FILE, text)
    if not code:  # a tag makes nothing of the text that stands there
        assert read_settings(SETTINGS_FILE).values("by") == ("x",)
        return
    with pytest.raises(InvalidInput) as caught:
        read_settings(SETTINGS_FILE)
    assert [(one.code, one.line) for one in caught.value.problems] == [(code, line)]
    assert program("status").code == 2
    assert program("--help").code == 0
    assert program("list", "--no-settings").code == 0
    checked = program("check", "--format", "json")
    assert (checked.code, [one["code"] for one in checked.json["problems"]]) == (1, [code])


@pytest.mark.parametrize(
    ("text", "args", "place", "said"),
    [
        ("targets: linhai.yaml\ncity: linhia\n", ("status",), "rsplan.yaml:2:1", "linhai?"),
        ("city: [linhai, 临海县]\ntargets: linhai.yaml\n", ("pace",), "rsplan.yaml:1:1", "临海"),
        ("plan: 15fyp\ntargets: linhai.yaml\n", ("list",), "rsplan.yaml:1:1", "14fyp"),
        ("by: a\ntargets: linhia.yaml\n", ("status",), "rsplan.yaml:2:1", "linhia.yaml"),
        ("by: a\ntargets: linhia.yaml\n", ("record", "linhai", "1", "2021年1—6月", "5"), "rsplan.yaml:2:1", "path"),
        ("by: a\ntargets: linhia.yaml\n", ("check",), "rsplan.yaml:2:1", "linhia.yaml"),
    ],
)
def test_what_the_settings_say_wrong_is_said_with_their_file_and_line(
    program: Program, folder: Path, text: str, args: tuple[str, ...], place: str, said: str
) -> None:
    write(folder / SETTINGS_FILE, text)
    done = program(*args)
    assert done.code == 2
    told = done.out + done.err
    assert [line.split(": ")[0] for line in told.splitlines() if line[:1] not in (" ", "")] == [place]
    assert said in told


def test_what_was_typed_is_not_blamed_on_the_settings(program: Program, folder: Path) -> None:
    write(folder / SETTINGS_FILE, "city: linhia\ntargets: linhai.yaml\n")
    done = program("status", "--city", "linhia")
    assert (done.code, "rsplan.yaml" in done.err, "linhai" in done.err) == (2, False, True)
    done = program("status", "--city", "linhai", "--targets", "none.yaml")
    assert (done.code, done.err.split(":")[0]) == (2, "none.yaml")


@pytest.mark.parametrize("command", ["status", "pace", "list", "audit", "export", "check"])
def test_a_data_file_that_the_settings_name_and_that_is_still_to_be_made_counts_as_empty(
    program: Program, folder: Path, command: str
) -> None:
    write(folder / SETTINGS_FILE, "targets: linhai.yaml\ndata: [own.csv, other.csv]\n")
    write(folder / "observations.csv", HEADER + LINE)  # which the settings' data replace, though they are not there yet
    done = program(command, "--city", "linhai")
    assert done.code == 0, done.err
    for name in ("own.csv", "other.csv"):
        assert f"{name}, the data file that rsplan.yaml:2 names, does not exist yet" in done.err
    assert "observations.csv" not in done.err
    assert program(command, "--city", "linhai", "--data", "own.csv").code == 2  # a typo, for all that is known


def test_record_and_import_make_the_data_file_of_the_settings(program: Program, folder: Path) -> None:
    write(folder / SETTINGS_FILE, "targets: linhai.yaml\ndata: [own.csv, other.csv]\n")
    assert program("record", "linhai", "jobs", "2021", "12.5", "-n").code == 0
    write(folder / "t.csv", "指标,2022年\n就业,12\n")
    assert program("import", "t.csv", "--city", "linhai").code == 0
    done = program("record", "linhai", "jobs", "2021", "12.5")
    assert (done.code, (folder / "own.csv").exists(), (folder / "other.csv").exists()) == (0, True, False)
    assert program("retract", "linhai", "jobs", "2021", "--reason", "x").code == 0
    assert "own.csv" not in program("status", "--city", "linhai").err


@pytest.mark.parametrize(
    "args", [("record", "linhai", "jobs", "2021", "12.5"), ("import", "t.csv", "--city", "linhai")]
)
def test_a_foreign_observations_csv_is_left_alone_and_the_remedy_works(
    program: Program, folder: Path, args: tuple[str, ...]
) -> None:
    write(folder / "observations.csv", "date,temp\n2021-01-01,3\n")
    write(folder / "t.csv", "指标,2022年\n就业,12\n")
    done = program(*args, "--targets", "linhai.yaml")
    assert (done.code, done.out) == (2, "")
    assert "upgrade" not in done.err
    assert "--data" in done.err
    assert (folder / "observations.csv").read_text() == "date,temp\n2021-01-01,3\n"
    assert program(*args, "--targets", "linhai.yaml", "--data", "own.csv").code == 0


def test_a_file_of_comments_alone_says_nothing(folder: Path) -> None:
    write(folder / SETTINGS_FILE, "# city: linhai\n\n")
    assert dict(read_settings(SETTINGS_FILE).by_key) == {}


def test_it_is_never_read_as_a_target_file(program: Program, folder: Path) -> None:
    write(folder / SETTINGS_FILE, "city: linhai\n")
    assert [one.id for one in load([str(folder)], shipped=False).cities] == ["linhai"]
    assert program("check", SETTINGS_FILE).code == 0
    assert program("status", "--targets", ".", "-o", SETTINGS_FILE).code == 2
    assert (folder / SETTINGS_FILE).read_text(encoding="utf-8") == "city: linhai\n"


def test_the_command_says_what_holds_and_from_where(
    program: Program, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / SETTINGS_FILE, SETTINGS)
    monkeypatch.setenv("RSPLAN_BY", "王五")
    done = program("settings", "--format", "json").json
    assert done["file"] == SETTINGS_FILE
    assert {one["key"]: (one["values"], one["origin"], one["place"]) for one in done["settings"]} == {
        "city": (["linhai"], "settings", "rsplan.yaml:1"),
        "plan": (["14fyp"], "settings", "rsplan.yaml:2"),
        "targets": (["linhai.yaml"], "settings", "rsplan.yaml:3"),
        "data": (["own/a.csv"], "settings", "rsplan.yaml:4"),
        "tasks": ([], "default", None),
        "responsible": ([], "default", None),
        "by": (["王五"], "environment", "RSPLAN_BY"),
        "lang": (["zh"], "settings", "rsplan.yaml:6"),
    }
    assert "设置文件：rsplan.yaml" in program("settings").out
    write(folder / "observations.csv", HEADER)
    off = program("settings", "--no-settings", "--format", "json").json
    assert off["file"] is None
    assert {one["key"]: one["values"] for one in off["settings"]}["data"] == ["observations.csv"]


# --- the data file of the current folder -----------------------------------------------------------------------------

SAID = "reading observations.csv in this folder (--data FILE names another)\n"
COMMANDS = (
    ("status",),
    ("pace",),
    ("list",),
    ("show", "linhai", "jobs"),
    ("log", "linhai", "jobs"),
    ("export",),
    ("audit",),
    ("check",),
)


@pytest.mark.parametrize("args", COMMANDS, ids=lambda args: args[0])
def test_observations_csv_here_is_read_by_every_command(program: Program, folder: Path, args: tuple[str, ...]) -> None:
    write(folder / "observations.csv", "\ufeff" + HEADER.rstrip() + ",via,entered,by\r\n" + LINE.rstrip() + ",,,\r\n")
    done = program(*args, "--targets", "linhai.yaml", "--format", "json")
    assert (done.code, done.err) == (0, SAID)
    assert done.inputs[-1] == "observations.csv"


@pytest.mark.parametrize(
    ("header", "is_said"), [("indicator,period,value", True), (HEADER.rstrip() + ",by,via", True), ("a,b", False)]
)
def test_a_file_with_another_header_is_not(program: Program, folder: Path, header: str, *, is_said: bool) -> None:
    """One that looks like a data file is said to be left out."""
    write(folder / "observations.csv", header + "\n")
    done = program("list", "--format", "json")
    assert (done.code, "observations.csv in this folder is not read" in done.err) == (0, is_said)
    assert is_said or done.err == ""
    assert "observations.csv" not in done.inputs
    remedy = program("list", "--targets", "linhai.yaml", "--city", "linhai", "--data", "observations.csv")
    assert not is_said or (remedy.code, remedy.err) == (0, "")


def test_it_is_not_read_where_a_data_file_is_named(
    program: Program, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "observations.csv", HEADER)
    write(folder / "a.csv", HEADER)
    own = ("list", "--format", "json")
    assert program(*own, "--data", "a.csv").inputs[-1] == "a.csv"
    monkeypatch.setenv("RSPLAN_DATA", "a.csv")
    assert "observations.csv" not in program(*own).inputs
    monkeypatch.delenv("RSPLAN_DATA")
    write(folder / SETTINGS_FILE, "data: a.csv\n")
    assert program(*own).inputs[-2:] == ["a.csv", SETTINGS_FILE]
    write(folder / SETTINGS_FILE, "by: x\n")
    assert program(*own).inputs[-2:] == ["observations.csv", SETTINGS_FILE]


def test_no_report_replaces_it(program: Program, folder: Path) -> None:
    write(folder / "observations.csv", HEADER + LINE)
    own = ("--targets", "linhai.yaml", "-o", "observations.csv")
    for args in (("export",), ("status",), ("record", "linhai", "jobs", "2022", "13")):
        done = program(*args, *own)
        assert (done.code, "write to another file" in done.err) == (2, True)
    assert (folder / "observations.csv").read_text(encoding="utf-8") == HEADER + LINE
    write(folder / "t.csv", "指标,2021年\n就业（万人）,12.5\n")
    assert program("import", "t.csv", "--city", "linhai", "--targets", "linhai.yaml", "-o", "t.csv").code == 2


def test_hints_repeat_what_was_given(program: Program, folder: Path) -> None:
    (folder / "my data.csv").touch()
    entry = ("record", "linhai", "jobs", "2021", "12.5", "--targets", "linhai.yaml")
    hint = "History: rsplan log linhai jobs --targets linhai.yaml"
    assert program(*entry, "--data", "my data.csv").out.rstrip().endswith(f"{hint} --data 'my data.csv'")
    assert program(*entry).out.rstrip().endswith(hint)
    write(folder / "observations.csv", "indicator,period,value\n")  # which no command reads of itself
    assert program(*entry).out.rstrip().endswith(f"{hint} --data observations.csv")


# --- exit codes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "args",
    [
        ("record", "linhai", "2x", "2021", "5"),
        ("record", "linhai", "2x", "2021", "5", "--format", "json"),
        ("show", "linhai", "nothing"),
        ("log", "linhai", "nothing"),
        ("export", "linhai", "--indicator", "nothing"),
        ("import", "t.csv", "--city", "linhai"),
        ("check", "own.csv"),
    ],
)
def test_the_commands_that_refusals_name_repeat_the_target_files(
    program: Program, folder: Path, lang: str, args: tuple[str, ...]
) -> None:
    write(folder / "t.csv", "指标,2022年\n职业介绍,12\n")
    write(folder / "own.csv", HEADER + "linhai,nothing,2021,5,,,,,,\n")
    (folder / "linhai.yaml").rename(folder / "our own.yaml")
    for given in (("--targets", "our own.yaml"), ("--targets=our own.yaml",)):
        done = program(*args, *given, "--lang", lang)
        assert done.code in (1, 2)
        (named,) = re.findall("`(rsplan list [^`]*)`", done.out + done.err)
        assert "--targets 'our own.yaml'" in named
        assert program(*shlex.split(named)[1:]).code == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no full device on this system")
def test_3_says_that_it_was_entered_and_only_the_report_is_missing(program: Program, folder: Path) -> None:
    own = ("--targets", "linhai.yaml", "-o", "/dev/full")
    done = program("record", "linhai", "jobs", "2021", "12.5", *own)
    assert done.code == 3
    assert "Line 2 of observations.csv has been written. Only the report could not be written" in done.err
    write(folder / "t.csv", "指标,2022年\n就业（万人）,12.5\n")
    assert program("import", "t.csv", "--city", "linhai", "--basis", "period", *own).code == 3
    assert program("retract", "linhai", "jobs", "2021", "--reason", "x", *own).code == 3
    lines = (folder / "observations.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[2] for line in lines[1:]] == ["2021", "2022", "2021"]
    write(folder / "old.csv", HEADER + LINE)
    assert program("upgrade", "old.csv", *own).code == 3
    assert (folder / "old.csv.bak").exists()


def entering(folder: Path) -> list[tuple[str, ...]]:
    """Commands that enter something, each of them possible."""
    write(folder / "t.csv", "指标,2022年\n就业（万人）,12.5\n")
    write(folder / "old.csv", HEADER + LINE)
    own = ("--targets", "linhai.yaml", "--data", "old.csv")
    return [
        ("record", "linhai", "jobs", "2023", "12.5", *own),
        ("import", "t.csv", "--city", "linhai", "--basis", "period", *own),
        ("retract", "linhai", "jobs", "2021", "--reason", "x", *own),
        ("upgrade", "old.csv", "--targets", "linhai.yaml"),
    ]


@pytest.mark.parametrize("output", ["none/x.json", "t.csv/x.json", "closed/x.json"])
def test_2_where_the_report_cannot_be_written_and_nothing_was_entered(
    program: Program, folder: Path, output: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The output is opened before the data file is touched."""
    (folder / "closed").mkdir()
    real = os.open

    def opened(path: str, *rest: int, **options: int) -> int:
        if os.path.basename(os.path.dirname(os.path.abspath(path))) == "closed":
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, *rest, **options)

    monkeypatch.setattr(os, "open", opened)
    for args in entering(folder):
        before = (folder / "old.csv").read_bytes()
        files = sorted(folder.iterdir())
        assert program(*args, "-o", output).code == 2
        assert program(*args, "-n", "-o", output).code == 2
        assert (folder / "old.csv").read_bytes() == before
        assert sorted(folder.iterdir()) == files


def fails(error: BaseException) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize("error", [OSError(28, "No space"), MemoryError(), ZeroDivisionError("x")], ids=repr)
@pytest.mark.parametrize(
    "step", ["rsplan.cli.record.warn", "rsplan.cli.output.say_understood", "rsplan.cli.output.FORMATS"]
)
def test_3_whatever_fails_once_something_was_entered(
    program: Program, folder: Path, step: str, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    if step.endswith("FORMATS"):
        monkeypatch.setitem(FORMATS, "table", FORMATS["table"]._replace(write=fails(error)))  # type: ignore[arg-type]
    else:
        monkeypatch.setattr(step, fails(error))
    done = program(*entering(folder)[0])
    assert (done.code, "Line 3 of old.csv has been written." in done.err) == (3, True), done.err
    assert (folder / "old.csv").read_text(encoding="utf-8").count("2023") == 1


def test_2_where_memory_is_short(program: Program, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rsplan.journal.recording.load", fails(MemoryError()))
    done = program(*entering(folder)[0])
    assert (done.code, "memory" in done.err, "Traceback" in done.err) == (2, True, False)
    assert (folder / "old.csv").read_text(encoding="utf-8") == HEADER + LINE


def test_70_is_one_line_and_no_traceback(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    from rsplan.cli import list_

    def broken(*args: object) -> None:
        raise ZeroDivisionError("a\nb")

    monkeypatch.setattr(list_, "_list", broken)
    done = program("list")
    assert done.code == 70
    assert done.err.count("\n") == 1
    assert "ZeroDivisionError: a b" in done.err
    assert "report" in done.err
    monkeypatch.setenv("RSPLAN_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run(["list"])


# --- cities of the settings and cities named -------------------------------------------------------------------------


@pytest.mark.parametrize("named", [("nanjing",), ("--city", "nanjing")])
def test_a_city_that_is_named_takes_the_place_of_that_of_the_settings(
    named: tuple[str, ...], program: Program, folder: Path
) -> None:
    (folder / SETTINGS_FILE).write_text("city: suzhou\n", encoding="utf-8")
    done = program("status", *named, "--format", "json")
    assert {plan["city"]["id"] for plan in done.json["plans"]} == {"nanjing"}
    in_time = program("compare", *named, "--plan", "13fyp", "--with", "14fyp", "--format", "json")
    assert [(plan["city"]["id"], plan["plan"]) for plan in in_time.json["plans"]] == [
        ("nanjing", "13fyp"),
        ("nanjing", "14fyp"),
    ]


def test_another_city_is_compared_with_that_of_the_settings(program: Program, folder: Path) -> None:
    (folder / SETTINGS_FILE).write_text("city: suzhou\n", encoding="utf-8")
    done = program("compare", "nanjing", "--format", "json")
    assert [plan["city"]["id"] for plan in done.json["plans"]] == ["nanjing", "suzhou"]
    assert program("compare", "suzhou").code == 2
