"""Blind reading test: does a label alone let a reader pick the right clauses?

    python benches/reading/sheet.py make SHEET KEY FOLDER...      builds a sheet and, apart from it, its key
    python benches/reading/sheet.py score KEY ANSWERS             the share of right picks, by folder

Each FOLDER is what `openend analyze` wrote. For 20 codes of each, drawn by a fixed seed, the sheet shows the label and
four sets of ten clauses, lettered A to D: one set carries the code, the others carry three other codes of the same
frame. Nothing else of the frame is shown. The reader writes one line per item into ANSWERS: its number, a blank, a
letter ("?" for no idea, which counts as wrong; a guess would be right one time in four). Python 3, nothing installed.
"""

import csv
import json
import pathlib
import random
import sys

CODES = 20
SETS = 4
CLAUSES = 10
LONGEST = 160
SEED = 20261122


def clauses_by_code(folder):
    """The distinct clauses of each code, in order of appearance; each under its first code alone."""
    csv.field_size_limit(10**9)
    found, seen = {}, set()
    with open(folder / "mentions.csv", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            text = " ".join(row["clause"].split())
            if 0 < len(text) <= LONGEST and text.lower() not in seen:
                seen.add(text.lower())
                found.setdefault(int(row["code"]), []).append(text)
    return found


def labels_by_code(folder):
    """Each theme code's label in the language of the tables, or the first that it has."""
    frame = json.loads((folder / "frame.json").read_text(encoding="utf-8"))["frame"]
    wanted = [frame["label_language"], *frame["languages"]]
    themes = [code for code in frame["codes"] if code["kind"] == "theme"]
    first = lambda labels: next((labels[tag] for tag in wanted if tag in labels), next(iter(labels.values())))
    return {code["number"]: first(code["labels"]) for code in themes}


def make(sheet, key, folders):
    """Writes the sheet and its key."""
    item, pages, keys = 0, [], []
    for folder in map(pathlib.Path, folders):
        dice = random.Random(f"{SEED} {folder.name}")
        labels, clauses = labels_by_code(folder), clauses_by_code(folder)
        usable = sorted(code for code in labels if len(clauses.get(code, [])) >= CLAUSES)
        pages.append(f"# {folder.name}\n")
        for code in dice.sample(usable, min(CODES, len(usable))):
            item += 1
            others = dice.sample([other for other in usable if other != code], SETS - 1)
            sets = [code, *others]
            dice.shuffle(sets)
            pages.append(f"## {item}. {labels[code]}\n")
            for letter, shown in zip("ABCD", sets):
                lines = "\n".join(f"- {text}" for text in dice.sample(clauses[shown], CLAUSES))
                pages.append(f"{letter}\n{lines}\n")
            keys.append(f"{item} {'ABCD'[sets.index(code)]} {folder.name} {code}")
    pathlib.Path(sheet).write_text("\n".join(pages), encoding="utf-8")
    pathlib.Path(key).write_text("\n".join(keys) + "\n", encoding="utf-8")


def score(key, answers):
    """Prints right picks by folder and in all, and the items that were missed."""
    given = dict(line.split()[:2] for line in pathlib.Path(answers).read_text(encoding="utf-8").splitlines() if line.strip())
    right, missed = {}, []
    for line in pathlib.Path(key).read_text(encoding="utf-8").splitlines():
        item, letter, folder, code = line.split(" ")
        hit = given.get(item, "?").upper() == letter
        right.setdefault(folder, []).append(hit)
        if not hit:
            missed.append(f"{item} (code {code} of {folder}: {letter}, not {given.get(item, '?')})")
    for folder, hits in right.items():
        print(f"{folder}: {sum(hits)} of {len(hits)}")
    hits = sum(right.values(), [])
    print(f"all: {sum(hits)} of {len(hits)}, {100 * sum(hits) / max(1, len(hits)):.0f} %")
    print("missed:", "; ".join(missed) or "none")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["make", sheet, key, *folders] if folders:
            make(sheet, key, folders)
        case ["score", key, answers]:
            score(key, answers)
        case _:
            sys.exit(__doc__)
