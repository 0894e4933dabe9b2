"""ddi.py FOLDER: every file is valid against the schemas of DDI-Lifecycle 3.3 in the package ddi-l and says the question;
broken copies are not."""

import sys
from xml.etree import ElementTree

from ddi_l.document import DDIFragment

from questionnaires import files, items, must_fail, same

D, L, R = (f"{{ddi:{name}:3_3}}" for name in ("datacollection", "logicalproduct", "reusable"))
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def validate(text):
    found = DDIFragment.from_xml(text).validate()
    if found:
        raise ValueError(found[:3])


def identity(element):
    return tuple(element.find(R + name).text for name in ("Agency", "ID", "Version"))


def check(name, text, expected):
    validate(text)
    root = ElementTree.fromstring(text.encode())
    known = {}
    for fragment in root.findall("{ddi:instance:3_3}Fragment"):
        (item,) = fragment
        same(f"{name}: identifiers are unique", known.setdefault(identity(item), item) is item, True)
    # Every reference leads to an item of its kind.
    for reference in (element for element in root.iter() if element.tag.endswith("Reference")):
        kind = reference.find(R + "TypeOfObject").text
        same(f"{name}: reference", known[identity(reference)].tag.endswith("}" + kind), True)
    contents = lambda element: {c.get(LANGUAGE): c.text for c in element.iter(R + "Content")}
    stem = lambda question: {t.get(LANGUAGE): t.text for t in question.iter(D + "Text")}
    codes = lambda domain: [
        (int(code.find(R + "Value").text), contents(known[identity(code.find(R + "CategoryReference"))]))
        for code in known[identity(domain.find(R + "CodeListReference"))].findall(L + "Code")
    ]
    options = expected["options"]
    questions = [known[identity(top)] for top in root.findall("{ddi:instance:3_3}TopLevelReference")]
    same(f"{name}: stem", stem(questions[0]), expected["stem"])
    if expected["answer"] == "yes_no":
        same(f"{name}: kind", questions[0].tag, D + "QuestionGrid")
        rows = codes(questions[0].find(f"{D}GridDimension/{D}CodeDomain"))
        same(f"{name}: items", rows, [(item["code"], item["labels"]) for item in items(expected)])
        ways_out = [o["code"] for o in options if o["kind"] in ("dont_know", "prefer_not")]
        answers = [code for code, _ in codes(questions[0].find(D + "CodeDomain"))]
        same(f"{name}: answers", answers, [1, 0, *ways_out])
        others = [o["labels"] for o in options if o["kind"] == "other"]
        same(f"{name}: other", [stem(question) for question in questions[1:]], others)
        return
    (question,) = questions
    same(f"{name}: kind", question.tag, D + "QuestionItem")
    same(f"{name}: options", codes(next(question.iter(D + "CodeDomain"))), [(o["code"], o["labels"]) for o in options])
    most = 1 if expected["answer"] == "single" else sum(not o["exclusive"] for o in options)
    same(f"{name}: answers", question.find(R + "ResponseCardinality").get("maximumResponses"), str(most))
    attached = [value.text for value in question.iter(R + "Value")]
    same(f"{name}: text fields", attached, [str(o["code"]) for o in options if o["open_text"]])


count = 0
for name, path, expected in files(sys.argv[1], "xml"):
    text = path.read_text("utf-8")
    check(name, text, expected)
    count += 1
    if name != "five-multiple":
        continue
    for old, new in [
        ("d:QuestionText", "d:QuestionWords"),
        ('maximumResponses="', 'mostResponses="'),
        ("<r:Version>1</r:Version>", "<r:Version>one</r:Version>"),
        ("<r:Agency>openend</r:Agency>", ""),
        ("<r:TypeOfObject>CodeList</r:TypeOfObject>", "<r:TypeOfObject>Codes</r:TypeOfObject>"),
        ('xml:lang="en"', 'xml:lang="Eng lish"'),
    ]:
        same(f"{old} is there", old in text, True)
        must_fail(f"{old} -> {new}", lambda: validate(text.replace(old, new)))
print(f"{count} files")
