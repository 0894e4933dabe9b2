"""google_forms.py FOLDER: every request fits the API's own description (the discovery document that google-api-python-client
carries, as a strict JSON Schema), and says what was asked. Broken copies are refused."""

import copy
import json
import pathlib
import sys

import googleapiclient
import jsonschema
from questionnaires import files, items, must_fail, same

DOCUMENT = pathlib.Path(googleapiclient.__file__).parent / "discovery_cache/documents/forms.v1.json"


def main(folder):
    validator = jsonschema.Draft202012Validator(strict(json.loads(DOCUMENT.read_text("utf-8"))["schemas"]))
    count = 0
    for name, path, expected in files(folder, "json"):
        request = json.loads(path.read_text("utf-8"))
        validator.validate(request)
        check(name, request, expected)
        count += 1
    faults(validator, json.loads(pathlib.Path(folder, "five-multiple.en.json").read_text("utf-8")))
    print(f"{count} requests")


def strict(schemas):
    """Discovery's schemas with every object closed."""
    for schema in schemas.values():
        close(schema)
    return {"$ref": "#/$defs/BatchUpdateFormRequest", "$defs": schemas}


def close(schema):
    if "$ref" in schema:
        reference = schema["$ref"]
        schema.clear()
        schema["$ref"] = f"#/$defs/{reference}"
        return
    schema.pop("id", None)
    if "properties" in schema:
        schema["additionalProperties"] = False
        for inner in schema["properties"].values():
            close(inner)
    if "items" in schema:
        close(schema["items"])


def check(name, request, expected):
    (language,) = expected["languages"]
    made = [r["createItem"]["item"] for r in request["requests"]]
    same(f"{name}: order", [r["createItem"]["location"]["index"] for r in request["requests"]], list(range(len(made))))
    same(f"{name}: stem", made[0]["title"], expected["stem"][language])
    fields = [option for option in expected["options"] if option["open_text"]]
    if expected["answer"] == "yes_no":
        group = made[0]["questionGroupItem"]
        rows = [row["rowQuestion"]["title"] for row in group["questions"]]
        same(f"{name}: rows", rows, distinct(items(expected), language))
        ways_out = [o["labels"][language] for o in expected["options"] if o["kind"] in ("dont_know", "prefer_not")]
        columns = [option["value"] for option in group["grid"]["columns"]["options"]]
        same(f"{name}: columns", columns[2:], ways_out)
        same(f"{name}: fields", [item["title"] for item in made[1:]], [o["labels"][language] for o in fields])
        return
    choice = made[0]["questionItem"]["question"]["choiceQuestion"]
    same(f"{name}: type", choice["type"], {"multiple": "CHECKBOX", "single": "RADIO"}[expected["answer"]])
    listed = [option for option in expected["options"] if not option["open_text"]]
    values = [option["value"] for option in choice["options"] if "value" in option]
    same(f"{name}: options", values, distinct(listed, language))
    same(f"{name}: each once", len(set(values)), len(values))
    same(f"{name}: other", [o for o in choice["options"] if "value" not in o], [{"isOther": True}] * len(fields))
    same(f"{name}: shuffle", choice["shuffle"], len(listed) > 1 and all(option["shuffle"] for option in listed))


def distinct(options, language):
    seen, values = set(), []
    for option in options:
        label = option["labels"][language]
        values.append(f"{label} ({option['code']})" if label in seen else label)
        seen.add(label)
    return values


def faults(validator, good):
    def broken(change):
        request = copy.deepcopy(good)
        change(request["requests"][0]["createItem"])
        validator.validate(request)

    choice = lambda made: made["item"]["questionItem"]["question"]["choiceQuestion"]
    broken(lambda made: choice(made).update(type="RADIO"))
    must_fail("no such type", lambda: broken(lambda made: choice(made).update(type="CHECKBOXES")))
    must_fail("no such field", lambda: broken(lambda made: choice(made).update(codes=[1])))
    must_fail("a text for an index", lambda: broken(lambda made: made["location"].update(index="first")))


main(*sys.argv[1:])
