"""Reads a coded table back as its users would, and compares every cell.

    python read_back.py SURVEY.json RESULTS

SURVEY.json holds the survey as typed: {"headers": […], "rows": [[…], …], "labels": {column: text}}. RESULTS is a results
folder of it. Each format that is there is read by the library that people read it with; the first cell that differs ends
the program with exit code 1. What a format cannot hold is listed in LIMITS and allowed for nowhere else.
"""

import csv
import json
import pathlib
import re
import sys

LIMITS = """
xlsx: 32,767 UTF-16 units per cell; no control characters but TAB, LF, CR; formulas behind an apostrophe
sav: 32,767 bytes per cell, 255 per label; no spaces at the end; pyreadstat ends a cell at a NUL; other names where
    SPSS does not take them
"""

csv.field_size_limit(1 << 27)


def main(survey_file, results):
    survey = json.loads(pathlib.Path(survey_file).read_text(encoding="utf-8"))
    folder = pathlib.Path(results)
    coded = coded_csv(folder / "coded.csv", survey)
    print(f"csv: {len(coded['rows'])} rows, {len(coded['headers'])} columns")
    readers = {
        "coded.jsonl": json_lines,
        "coded.parquet": parquet,
        "coded.xlsx": workbook,
        "coded.sav": spss,
    }
    for name, read in readers.items():
        if (folder / name).exists():
            said = read(folder / name, coded, survey)
            print(f"{name.split('.')[1]}: {said}")


def same(place, found, expected):
    if found != expected:
        sys.exit(f"{place}: {found!r:.200} where {expected!r:.200} was written")


def coded_csv(path, survey):
    """coded.csv with the input's cells as typed; checks that they stand there, formulas behind an apostrophe."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        headers, *rows = csv.reader(file, strict=True)
    width = len(survey["headers"])
    same("csv rows", len(rows), len(survey["rows"]))
    for place, typed, written in zip(
        ["header", *range(len(rows))],
        [survey["headers"], *survey["rows"]],
        [headers, *rows],
    ):
        for column, (cell, found) in enumerate(zip(typed, written[:width], strict=True)):
            if found != "'" + cell:
                same(f"csv {place}, column {column}", found, cell)
    rows = [typed + written[width:] for typed, written in zip(survey["rows"], rows)]
    return {"headers": survey["headers"] + headers[width:], "rows": rows, "width": width}


def unique(headers):
    """Whether a renamed header is one that had to be."""
    return {name for name in headers if name and headers.count(name) == 1}


def same_names(place, found, headers):
    same(f"{place}: number of columns", len(found), len(headers))
    same(f"{place}: distinct names", len(set(found)), len(found))
    kept = unique(headers)
    for name, header in zip(found, headers):
        if header in kept:
            same(f"{place}: name", name, header)


def is_list(header, column, coded):
    return column >= coded["width"] and header in ("oe_codes", "oe_nets", "oe_alerts")


def elements(cell, header):
    parts = cell.split("|") if cell else []
    return parts if header == "oe_alerts" else [int(part) for part in parts]


NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")


def numeric(coded, column):
    """Whether a column's filled cells are all numbers that come back as typed."""
    cells = [row[column] for row in coded["rows"] if row[column]]
    fits = lambda cell: NUMBER.fullmatch(cell) and cell != "-0" and abs(float(cell)) <= 2**53
    return bool(cells) and all(fits(cell) and float(cell) == float(repr(float(cell))) for cell in cells)


def json_lines(path, coded, survey):
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    same("jsonl: ends with a line end", lines.pop(), "")
    rows = [json.loads(line, parse_int=Digits, parse_float=Digits) for line in lines]
    same("jsonl rows", len(rows), len(coded["rows"]))
    numbers = 0
    for at, (row, expected) in enumerate(zip(rows, coded["rows"])):
        same_names("jsonl", list(row), coded["headers"])
        for column, (found, cell) in enumerate(zip(row.values(), expected)):
            header = coded["headers"][column]
            place = f"jsonl row {at}, {header}"
            if is_list(header, column, coded):
                same(place, [part if isinstance(part, str) else int(part.digits) for part in found], elements(cell, header))
            elif isinstance(found, Digits):
                numbers += 1
                same(place, found.digits, cell)
                same(f"{place}: a number column", numeric(coded, column), True)
            else:
                same(place, found, cell if cell else None)
                same(f"{place}: a text column", bool(cell) and numeric(coded, column), False)
    return f"{len(rows)} rows, {numbers} numbers"


class Digits:
    """A JSON number as it stands in the file."""

    def __init__(self, digits):
        self.digits = digits


def parquet(path, coded, survey):
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(path)
    same("parquet rows", table.num_rows, len(coded["rows"]))
    same_names("parquet", table.column_names, coded["headers"])
    types = set()
    for column, header in enumerate(coded["headers"]):
        kind = str(table.schema.field(column).type)
        types.add(kind)
        expected = [row[column] for row in coded["rows"]]
        for at, (found, cell) in enumerate(zip(table.column(column).to_pylist(), expected)):
            place = f"parquet row {at}, {header}"
            if is_list(header, column, coded):
                same(place, found, elements(cell, header))
            elif not cell:
                same(place, found, None)
            elif kind == "string":
                same(place, found, cell)
            elif kind == "double":
                same(place, found, float(cell))
            else:
                same(place, found, int(cell))
        if column < coded["width"]:
            same(f"parquet {header}: a number", kind in ("double", "int64"), numeric(coded, column))
    metadata = pyarrow.parquet.read_metadata(path).metadata
    about = json.loads(metadata[b"openend.columns"])
    same("parquet labels", len(about), len(coded["headers"]))
    for column, text in survey["labels"].items():
        same(f"parquet label of {column}", about[int(column)].get("label"), text)
    codes = [entry for entry in about if "code" in entry]
    same("parquet: every code has a label", all(entry["label"] for entry in codes) and bool(codes), True)
    return f"{table.num_rows} rows, types {', '.join(sorted(types))}"


# XML 1.0 has no place for these.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def workbook(path, coded, survey):
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True)
    same("xlsx sheets", book.sheetnames, ["coded", "codes", "shares"])
    sheet = book["coded"]
    rows = list(sheet.iter_rows())
    same("xlsx rows", len(rows), len(coded["rows"]) + 1)
    numbers = cut = 0
    for at, (row, expected) in enumerate(zip(rows, [coded["headers"], *coded["rows"]])):
        cells = list(row) + [None] * (len(expected) - len(row))
        for column, (found, cell) in enumerate(zip(cells, expected, strict=True)):
            place = f"xlsx row {at}, {coded['headers'][column]}"
            value = found.value if found is not None else None
            if value is None:
                same(place, ILLEGAL.sub("", cell), "")
                continue
            same(f"{place}: no formula", found.data_type in ("s", "n", "inlineStr"), True)
            if found.data_type == "n":
                numbers += 1
                same(place, float(value), float(cell))
                continue
            # Excel reads this escape of an underscore, openpyxl leaves it.
            value = value.replace("_x005F_", "_")
            shown = sheet_text(cell)
            cut += len(shown) < len(cell)
            if value != sheet_text("'" + cell):
                same(place, value, shown)
    return f"{len(rows) - 1} rows, {numbers} numbers, {cut} cells shortened"


def sheet_text(cell):
    whole = cell.encode("utf-16-le", "surrogatepass")[: 2 * 32767].decode("utf-16-le", "ignore")
    return ILLEGAL.sub("", whole)


def spss(path, coded, survey):
    import pyreadstat

    frame, meta = pyreadstat.read_sav(str(path), user_missing=True, disable_datetime_conversion=True)
    same("sav rows", len(frame), len(coded["rows"]))
    same("sav columns", len(meta.column_names), len(coded["headers"]))
    for column, name in enumerate(meta.column_names):
        header = coded["headers"][column]
        cells = [row[column] for row in coded["rows"]]
        is_number = meta.readstat_variable_types[name] == "double"
        for at, (found, cell) in enumerate(zip(frame[name].tolist(), cells)):
            place = f"sav row {at}, {header}"
            if is_number:
                same(place, "" if found != found else float(found), float(cell) if cell else "")
            else:
                same(place, found or "", sav_text(cell))
        label = meta.column_names_to_labels[name]
        if str(column) in survey["labels"]:
            # A header that SPSS does not take as a name stands before the label.
            wording = survey["labels"][str(column)]
            labels = [cut(wording, 255), cut(f"{header}: {wording}", 255)]
            same(f"sav label of {header}", label in labels, True)
        if re.fullmatch("oe_c[0-9]+", header) and column >= coded["width"]:
            same(f"sav {header}: a label", bool(label), True)
            same(f"sav {header}: value labels", sorted(meta.variable_value_labels[name]), [0.0, 1.0])
    sets = meta.mr_sets
    same("sav: one multiple-response set", len(sets), 1)
    flags = [n for n, h in zip(meta.column_names, coded["headers"]) if re.fullmatch("oe_c[0-9]+", h)]
    ((_, codes),) = sets.items()
    same("sav: the set's variables", [v.lower() for v in codes["variable_list"]], [f.lower() for f in flags])
    return f"{len(frame)} rows, {len(meta.column_names)} variables, one set of {len(flags)} codes"


def sav_text(cell):
    # A NUL would end the cell; a space stands for it, and the run says so.
    return cut(cell, 32767).replace("\0", " ").rstrip(" ")


def cut(text, size):
    return text.encode()[:size].decode("utf-8", "ignore")


main(*sys.argv[1:])
