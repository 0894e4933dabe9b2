"""definition.py FOLDER: triple-s-survey reads every Triple-S definition, and refuses broken copies."""

import sys

import triple_s

from questionnaires import files, items, must_fail, same

def texts(text, languages):
    """A text of the reader by language."""
    if len(languages) == 1:
        return {languages[0]: text.value}
    return {variant.language: variant.value for variant in text.variants}


def check(name, path, expected):
    languages, options = expected["languages"], expected["options"]
    variables = list(triple_s.read_datamap(str(path)).record.content)
    place = 1
    for variable in variables:
        same(f"{name}: first position", variable.location.start, place)
        place = variable.location.finish + 1
    names = [variable.name for variable in variables]
    same(f"{name}: names", len(set(names)), len(names))
    codes = lambda variable: [(c.code, texts(c.label, languages)) for c in variable.response.values]
    coded = [variable for variable in variables if variable.type != "character"]
    if expected["answer"] == "yes_no":
        ways_out = [o["code"] for o in options if o["kind"] in ("dont_know", "prefer_not")]
        wanted = [("single", item["labels"], [1, 0, *ways_out]) for item in items(expected)]
        found = [(v.type, texts(v.label, languages), [code for code, _ in codes(v)]) for v in coded]
        same(f"{name}: items", found, wanted)
    else:
        (variable,) = coded
        same(f"{name}: type", variable.type, expected["answer"])
        same(f"{name}: stem", texts(variable.label, languages), expected["stem"])
        same(f"{name}: options", codes(variable), [(o["code"], o["labels"]) for o in options])
        width = 4 * len(options) if variable.type == "multiple" else 4
        same(f"{name}: width", variable.location.finish - variable.location.start + 1, width)
    typed = [texts(v.label, languages) for v in variables if v.type == "character"]
    same(f"{name}: text fields", typed, [o["labels"] for o in options if o["open_text"]])


def read(path, text):
    broken = path.with_name("broken.xml")
    broken.write_text(text, "utf-8")
    triple_s.read_datamap(str(broken))


count = 0
for name, path, expected in files(sys.argv[1], "sss"):
    check(name, path, expected)
    count += 1
    if name != "five-multiple":
        continue
    sound = path.read_text("utf-8")
    read(path, sound)
    for old, new in [
        ('type="multiple"', 'type="several"'),
        ('<position start="1" finish="36"/>', ""),
        ("</values>", ""),
        ('code="3"', 'code="three"'),
    ]:
        same(f"{old} is there", old in sound, True)
        must_fail(f"{old} -> {new}", lambda: read(path, sound.replace(old, new, 1)))
print(f"{count} definitions")
