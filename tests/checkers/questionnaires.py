"""What the checkers of questionnaires share: every file of a folder with what it must say, and faults that must be seen."""

import json
import pathlib
import sys


def same(place, found, wanted):
    if found != wanted:
        sys.exit(f"{place}: found {found!r}, wanted {wanted!r}")


def must_fail(place, check):
    """A checker that lets a broken copy pass checks nothing."""
    try:
        check()
    except SystemExit:
        raise
    except Exception:
        return
    sys.exit(f"{place}: the broken copy passed")


def files(folder, ending):
    """Each file NAME.ENDING with NAME.expected.json."""
    found = sorted(pathlib.Path(folder).glob(f"*.{ending}"))
    found = [path for path in found if not path.name.endswith(".expected.json")]
    if not found:
        sys.exit(f"no .{ending} in {folder}")
    for path in found:
        name = path.name.removesuffix(f".{ending}")
        expected = json.loads((path.parent / f"{name}.expected.json").read_text("utf-8"))
        yield name, path, expected


def items(expected):
    """The options that yes and no are said to."""
    return [option for option in expected["options"] if option["kind"] == "reason"]
