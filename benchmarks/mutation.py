"""Does a test notice when the code that makes the figures is changed? Mutation testing with mutmut.

    python benchmarks/mutation.py FOLDER [--max-children 2]

copies the project to FOLDER and runs mutmut there, on the modules and with the tests that setup.cfg names (`[mutmut]`).
In the copy the functions that mutmut passes over, properties and those whose results are remembered, are plain ones.
`mutmut results` and `mutmut show NAME`, run in FOLDER, tell what no test noticed.
"""

import re
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from hypothesis import Phase, settings

#: Enough for most mutants; whatever outlives them deserves a run of the test with all of its examples.
EXAMPLES = 25

_ROOT = Path(__file__).resolve().parents[1]
_REMEMBERED = re.compile(r"^@lru_cache\(.*\)\n", re.MULTILINE)
_PROPERTY = re.compile(r"^    @property\n    def (\w+)(\(self\).*\n(?:        .*\n|\n)*)", re.MULTILINE)


def main(folder: str, *arguments: str) -> int:
    copy = Path(folder)
    unwanted = ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist", "mutants")
    copytree(_ROOT, copy, ignore=unwanted, dirs_exist_ok=True)
    config = ConfigParser()
    config.read(copy / "setup.cfg")
    for name in config["mutmut"]["only_mutate"].split():
        module = copy / name
        module.write_text(plain(module.read_text("utf-8")), "utf-8")
    return subprocess.call([sys.executable, "-m", "mutmut", "run", *arguments], cwd=copy)


def plain(code: str) -> str:
    """The code without decorators that change no result."""
    in_two = r"    def get_\1\2    \1 = property(lambda self: self.get_\1())\n\n"
    return _PROPERTY.sub(in_two, _REMEMBERED.sub("", code))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """As a plugin of pytest in the copy: few examples, and none made smaller, for only pass or fail counts."""
    name = "_hypothesis_internal_use_settings"
    for item in items:
        test = getattr(item, "obj", None)
        if hasattr(test, name):
            given: settings = getattr(test, name)
            examples = min(EXAMPLES, given.max_examples)
            few = settings(given, max_examples=examples, database=None, phases=[Phase.explicit, Phase.generate])
            setattr(test, name, few)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
