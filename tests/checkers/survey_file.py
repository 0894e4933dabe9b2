"""survey_file.py FOLDER: the package qualtrics reads every Qualtrics survey file together with a response as Qualtrics exports
it, whose columns must find their choices."""

import csv
import json
import sys

from qualtrics import parse_survey

from questionnaires import files, items, same


def responses(path, expected):
    """A response that ticks the first option (says yes to the first item): names, wordings, ids of Qualtrics, one row."""
    options = expected["options"]
    columns = [("ResponseId", "responseId", "R_1")]
    if expected["answer"] == "single":
        columns.append(("q", "QID1", str(options[0]["code"])))
    else:
        shown = options if expected["answer"] == "multiple" else items(expected)
        columns += [(f"q_{o['code']}", f"QID1_{o['code']}", "1" if o is shown[0] else "") for o in shown]
    file = path.with_suffix(".csv")
    with open(file, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([name for name, _, _ in columns])
        writer.writerow(["Wording" for _ in columns])
        writer.writerow([json.dumps({"ImportId": id}) for _, id, _ in columns])
        writer.writerow([value for _, _, value in columns])
    return file


count = 0
for name, path, expected in files(sys.argv[1], "qsf"):
    read = parse_survey(str(responses(path, expected)), str(path))
    options = expected["options"]
    is_grid = expected["answer"] == "yes_no"
    kinds = [question["question_type"] for question in read.questions if question["question_type"] != "TE"]
    same(f"{name}: kinds", kinds, ["Matrix" if is_grid else "MC"])
    found = {(option["answer_code"], option["variable_name"]) for option in read.answer_options}
    if is_grid:
        ways_out = [o["code"] for o in options if o["kind"] in ("dont_know", "prefer_not")]
        same(f"{name}: answers", found, {(str(code), None) for code in [1, 0, *ways_out]})
    else:
        main = expected["languages"][0]
        same(f"{name}: options", found, {(str(o["code"]), o["labels"][main]) for o in options})
    count += 1
print(f"{count} survey files")
