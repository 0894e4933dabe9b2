"""question_schema.py SCHEMA FOLDER FILE…: data/question.schema.json is a schema, every question.json of the folder and every
FILE fits it, and broken copies do not."""

import copy
import json
import pathlib
import sys

import jsonschema
from questionnaires import files, must_fail, same


def main(schema, folder, *more):
    schema = json.loads(pathlib.Path(schema).read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    count = 0
    for name, path, expected in files(folder, "json"):
        question = json.loads(path.read_text("utf-8"))
        validator.validate(question)
        found = [option["number"] for option in question["categories"]]
        same(f"{name}: options", found, [option["code"] for option in expected["options"]])
        count += 1
    for path in more:
        validator.validate(json.loads(pathlib.Path(path).read_text("utf-8")))
        count += 1
    faults(validator, json.loads(pathlib.Path(folder, "grouped-multiple.json").read_text("utf-8")))
    documented("", schema)
    print(f"{count} questions")


def documented(place, schema):
    """Every field says what it is."""
    for name, field in schema.get("properties", {}).items():
        if "description" not in field and "$ref" not in field and "const" not in field:
            sys.exit(f"{place}/{name}: no description")
        documented(f"{place}/{name}", field)
    for name, inner in schema.get("$defs", {}).items():
        documented(f"{place}/$defs/{name}", inner)


def faults(validator, good):
    def broken(change):
        question = copy.deepcopy(good)
        change(question)
        validator.validate(question)

    option = lambda question: question["categories"][0]
    broken(lambda question: question["notes"].append("Still good."))
    for place, change in {
        "another version": lambda q: q.update(format="openend-question 1"),
        "no languages": lambda q: q.update(languages=[]),
        "no way to answer": lambda q: q.update(answer="often"),
        "an unknown field": lambda q: q.update(colour="red"),
        "no code": lambda q: option(q).pop("number"),
        "a code that is no number": lambda q: option(q).update(number="c14"),
        "a share above 1": lambda q: option(q).update(open_share=12.5),
        "a language that is no tag": lambda q: option(q)["labels"].update({"English language": "x"}),
        "an unknown kind": lambda q: option(q).update(kind="other_reason"),
        "an unknown field of an option": lambda q: option(q).update(expected_share=0.5),
        "a pilot's chance above 1": lambda q: q["pilot"]["found"].append([0.02, 50]),
        "a finding of no kind": lambda q: q["findings"][0].update(kind="ugly"),
        "a group without labels": lambda q: q["groups"][0].pop("labels"),
    }.items():
        must_fail(place, lambda: broken(change))


main(*sys.argv[1:])
