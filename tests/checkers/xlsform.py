"""xlsform.py FOLDER NAME…: pyxform converts every workbook without a warning that matters, the form says what was asked, and ODK Validate
(Java) passes the forms of these names. Broken copies are refused."""

import io
import sys
import xml.etree.ElementTree as tree

import openpyxl
from pyxform.validators.odk_validate import ODKValidateError
from pyxform.xls2xform import convert
from questionnaires import files, items, must_fail, same

X = "{http://www.w3.org/2002/xforms}"
# pyxform writes these straight, in every cell.
STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})


def main(folder, *validated):
    count = 0
    for name, path, expected in files(folder, "xlsx"):
        warnings = []
        result = convert(str(path), validate=False, warnings=warnings)
        # pyxform knows no scripts; the tags are good BCP 47, and both scripts of Chinese need one.
        warnings = [said for said in warnings if "machine-readable codes" not in said]
        same(f"{name}: warnings", warnings, [])
        check(name, tree.fromstring(result.xform), expected)
        count += 1
    for name in validated:
        convert(f"{folder}/{name}.xlsx", validate=True)
    faults(f"{folder}/five-multiple.xlsx", bool(validated))
    print(f"{count} forms, {len(validated)} by ODK Validate")


def check(name, form, expected):
    texts = {}
    for translation in form.iter(f"{X}translation"):
        tag = translation.get("lang").rsplit("(", 1)[1].rstrip(")")
        for text in translation.iter(f"{X}text"):
            texts.setdefault(text.get("id"), {})[tag] = "".join(text.find(f"{X}value").itertext())
    default = [t.get("lang") for t in form.iter(f"{X}translation") if t.get("default")]
    same(f"{name}: default language", [d.rsplit("(", 1)[1].rstrip(")") for d in default], expected["languages"][:1])
    choices = {}
    for item in form.iter(f"{X}item"):
        choices[int(item.find(f"{X}name").text)] = texts[item.find(f"{X}itextId").text]
    binds = {bind.get("nodeset").split("/", 2)[2]: bind for bind in form.iter(f"{X}bind")}
    question = min((n.split("/")[0] for n in binds if not n.startswith("meta")), key=len)
    labels = {option["code"]: shown(option["labels"]) for option in expected["options"]}
    others = [option["code"] for option in expected["options"] if option["open_text"]]
    for code in others:
        same(f"{name}: text field", texts[f"/data/{question}_{code}_text:label"], labels[code])
    if expected["answer"] == "yes_no":
        said = {c: shown(o["labels"]) for o in expected["options"] for c in [o["code"]] if o["kind"] in ("dont_know", "prefer_not")}
        same(f"{name}: scale", {c: t for c, t in choices.items() if c > 1}, said)
        same(f"{name}: yes and no", sorted(c for c in choices if c < 2), [0, 1])
        for option in items(expected):
            key = f"/data/{question}/{question}_{option['code']}:label"
            same(f"{name}: item", texts[key], shown(option["labels"]))
        return
    same(f"{name}: stem", texts[f"/data/{question}:label"], shown(expected["stem"]))
    same(f"{name}: choices", choices, labels)
    constraint = binds[question].get("constraint") or ""
    alone = [o["code"] for o in expected["options"] if o["exclusive"] and expected["answer"] == "multiple"]
    same(f"{name}: alone", constraint, " and ".join(f"not(selected(., '{c}') and count-selected(.) > 1)" for c in alone))
    for code in others:
        relevant = binds[f"{question}_{code}_text"].get("relevant")
        same(f"{name}: relevant", f"'{code}'" in relevant and f"/data/{question} " in relevant, True)
    shuffles = len(labels) > 1 and all(option["shuffle"] for option in expected["options"])
    same(f"{name}: shuffle", "randomize(" in tree.tostring(form, "unicode"), shuffles)


def shown(texts):
    return {language: text.replace("${", "$ {").translate(STRAIGHT) for language, text in texts.items()}


def faults(path, has_java):
    def broken(sheet, cell, value, validate=False):
        book = openpyxl.load_workbook(path)
        book[sheet][cell] = value
        copy = io.BytesIO()
        book.save(copy)
        convert(copy, validate=validate, file_type=".xlsx")

    broken("settings", "A2", "Still good")
    must_fail("choices of one name", lambda: broken("choices", "B3", "3"))
    must_fail("an unknown list", lambda: broken("survey", "A2", "select_multiple nowhere"))
    must_fail("an unknown question", lambda: broken("survey", "C2", "See ${nowhere}"))
    if has_java:
        constraint = next(c for c in openpyxl.load_workbook(path)["survey"][1] if c.value == "constraint")
        must_fail("no XPath", lambda: broken("survey", f"{constraint.column_letter}2", "not(selected(., '97'", True))
        assert ODKValidateError


main(*sys.argv[1:])
