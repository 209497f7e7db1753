"""`rsplan` and `python -m rsplan`; where a package that it needs is not installed, it says which and how to get it."""

import gc
import sys

#: The packages that setup.cfg asks for with their lowest versions, by the module that each brings.
NEEDED = {"click": "click>=8.2", "rich": "rich>=14", "yaml": "pyyaml>=6", "dateutil": "python-dateutil>=2.8.2"}

#: Values between two searches for cycles, of which there are none to speak of in a run.
_FEW_COLLECTIONS = 1_000_000

#: The exit code that shells give a program that Ctrl-C ended.
_INTERRUPTED = 130


def main() -> None:
    """Run the program; what is needed is loaded on the way, so a package is missed only where it is used."""
    if hasattr(gc, "set_threshold"):  # not in PyPy; what is imported and calculated hardly makes a cycle
        gc.set_threshold(_FEW_COLLECTIONS)
    try:
        from rsplan.cli.program import main as run

        run()
    except ModuleNotFoundError as error:
        if error.name in NEEDED:
            sys.exit(_say_what_is_missing())
        sys.exit(_say_what_failed(error))  # a module of our own, or a broken package: a defect
    except Exception as error:  # before the program could answer for itself
        sys.exit(_say_what_failed(error))
    except KeyboardInterrupt:  # before the program could answer for itself
        sys.exit(_INTERRUPTED)


def _say_what_is_missing() -> int:
    """Name every package that is missing, not only the first that was met; returns the exit code."""
    import os
    from importlib.util import find_spec

    from rsplan.errors import RsplanError
    from rsplan.text import say
    from rsplan.text.language import language

    lang = language(sys.argv[1:], os.environ)
    missing = [package for module, package in NEEDED.items() if find_spec(module) is None]
    names = ", ".join(package.partition(">")[0] for package in missing)
    details = {"packages": names, "words": " ".join(f'"{package}"' for package in missing)}
    print(say(lang, "error.usage", {"message": say(lang, "error.packages_missing", details)}), file=sys.stderr)
    return RsplanError.exit_code


def _say_what_failed(error: Exception) -> int:
    """Say that the program itself has failed; returns the exit code."""
    import os

    from rsplan.cli.program import DEBUG, show_internal_error
    from rsplan.text.language import language

    if os.environ.get(DEBUG):
        raise error
    return show_internal_error(error, language(sys.argv[1:], os.environ))


if __name__ == "__main__":
    main()
