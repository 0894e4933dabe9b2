//! Section A: files and their structure.

use super::Case;
use rust_xlsxwriter::Workbook;

/// Rows of a file with an id, an answer and a region.
fn rows(answers: &[&str]) -> String {
    let rows = answers.iter().enumerate().map(|(at, answer)| format!("{},{answer},north\n", at + 1));
    format!("id,comment,region\n{}", rows.collect::<String>())
}

/// Three rows apart from what `separator` joins.
fn separated(separator: &str) -> String {
    ["id comment region", "1 slow north", "2 rude south", "3 fine north"].join("\n").replace(' ', separator)
        + "\n"
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = missing_parts();
    cases.extend(odd_rows());
    cases.extend(quotes());
    cases.extend(line_ends_and_delimiters());
    cases.extend(around_the_data());
    cases.extend(cells());
    cases.extend(no_tables());
    cases
}

fn missing_parts() -> Vec<Case> {
    let blank = || rows(&["", "  ", ""]);
    vec![
        Case::bytes(1, "empty.csv", || ""),
        Case::bytes(1, "newlines.csv", || "\n\r\n\n"),
        Case::bytes(1, "byte-order-mark-alone.csv", || "\u{feff}"),
        Case::bytes(2, "header-only.csv", || "id,comment\n"),
        Case::bytes(2, "header-without-line-end.csv", || "id,comment"),
        Case::bytes(3, "all-blank.csv", blank),
        Case::bytes(4, "column-misspelt.csv", || rows(&["slow", "rude"])).text("coment"),
        Case::bytes(4, "column-unlike-any.csv", || rows(&["slow", "rude"])).text("zzzzzzzzzz"),
        Case::bytes(5, "no-header.csv", || "1,Good service,north\n2,Bad food,south\n3,Fine,north\n"),
        Case::bytes(5, "no-header-one-column.csv", || "The staff were friendly.\nSlow.\nRude.\n").text(""),
        Case::bytes(6, "column-twice.csv", || "id,comment,comment\n1,slow,fast\n2,rude,kind\n"),
        Case::bytes(6, "another-column-twice.csv", || "id,id,comment\n1,1,slow\n2,2,rude\n")
            .cells("comment", ["slow", "rude"]),
        Case::bytes(7, "header-padded.csv", || " ID , Comment \n1,slow\n2,rude\n")
            .cells("comment", ["slow", "rude"]),
    ]
}

fn odd_rows() -> Vec<Case> {
    let long = || "id,comment,region\n1,good,north\n2,slow, but kind,south\n3,fine,north\n";
    let survey = |odd: usize| {
        let row = move |at: usize| {
            if at == odd { format!("{at},a, b, c,x\n") } else { format!("{at},ok {at},x\n") }
        };
        format!("id,comment,region\n{}", (1..=9_000).map(row).collect::<String>())
    };
    vec![
        Case::bytes(8, "no-bad-row.csv", || rows(&["slow", "rude"]))
            .stop()
            .cells("comment", ["slow", "rude"]),
        Case::bytes(8, "row-short.csv", || "id,comment,region\n1,good,north\n2\n3,fine,north\n")
            .cells("comment", ["good", "", "fine"]),
        Case::bytes(9, "row-long.csv", long).rejected(1).cells("comment", ["good", "fine"]),
        Case::bytes(9, "row-long-stops.csv", long).stop(),
        Case::bytes(9, "row-long-first.csv", move || survey(1)).rejected(1),
        Case::bytes(9, "row-long-late.csv", move || survey(8_999)).rejected(1),
    ]
}

fn quotes() -> Vec<Case> {
    let many = |first: &str, last: &str| {
        let middle: Vec<String> = (2..=510).map(|at| format!("{at},fine {at}\n")).collect();
        let middle = middle.concat();
        format!("id,comment\n{first}{middle}{last}")
    };
    vec![
        Case::bytes(10, "quote-open-at-end.csv", move || many("1,x\n", "511,\"never closed\n")),
        Case::bytes(11, "quote-open-in-row-1.csv", move || many("1,\"never closed\n", "511,x\n")),
        Case::bytes(11, "quote-open-and-one-later.csv", move || {
            many("1,\"never closed\n", "511,\"quoted, later\"\n512,x\n")
        }),
        Case::bytes(
            12,
            "quotes-inside.csv",
            || "id,comment\n1,say \"hi\"\n2,\"say \"hi\" now\"\n3,\"\"\"so\"\"\"\n",
        )
        .cells("comment", ["say \"hi\"", "say \"hi\" now", "\"so\""]),
        Case::bytes(
            13,
            "quotes-behind-backslashes.csv",
            || "id,comment\n1,\"say \\\"hi\\\", now\"\n2,\"fine, too\"\n",
        )
        .cells("comment", ["say \"hi\", now", "fine, too"]),
        Case::bytes(14, "text-behind-a-quote.csv", || "id,comment\n1,\"great\" food\n2,\"a\" b \"c\"\n")
            .cells("comment", ["\"great\" food", "a\" b \"c"]),
        Case::bytes(15, "lines-in-a-cell.csv", || "id,comment\n1,\"a\r\n\"\"b\"\", c\n\n d\"\n2,fine\n")
            .cells("comment", ["a\r\n\"b\", c\n\n d", "fine"]),
        Case::bytes(33, "two-million-quotes.csv", || {
            format!("id,comment\n1,{}\n2,x\n", "\"".repeat(2_000_001))
        }),
        Case::bytes(33, "two-million-quotes-closed.csv", || {
            format!("id,comment\n1,{}\n2,x\n", "\"".repeat(2_000_000))
        })
        .cells("comment", ["\"".repeat(999_999), "x".into()]),
    ]
}

fn line_ends_and_delimiters() -> Vec<Case> {
    let three = ["slow", "rude", "fine"];
    let titled = || "sep=;\nid;comment\n1;good, fast\n2;bad\n";
    vec![
        Case::bytes(16, "line-ends-mixed.csv", || "id,comment\r\n1,slow\n2,rude\r3,fine")
            .cells("comment", three),
        Case::bytes(17, "line-ends-cr.csv", || "id,comment\r1,slow\r2,rude\r3,fine\r")
            .cells("comment", three),
        Case::bytes(18, "no-last-line-end.csv", || "id,comment\n1,slow\n2,rude\n3,fine")
            .cells("comment", three),
        Case::bytes(19, "blank-lines.csv", || "id,comment\n\n1,slow\n\n\n2,rude\n3,fine\n\n")
            .cells("comment", three),
        Case::bytes(20, "semicolons.csv", || separated(";")).cells("comment", three),
        Case::bytes(20, "tabs.csv", || separated("\t")).cells("comment", three),
        Case::bytes(20, "bars.txt", || separated("|")).cells("comment", three),
        Case::bytes(20, "commas.tsv", || separated(",")).cells("comment", three),
        Case::bytes(21, "sep-line.csv", titled).cells("comment", ["good, fast", "bad"]),
        Case::bytes(22, "double-bars.csv", || separated("||")).cells("comment", three),
        Case::bytes(23, "one-column-with-commas.csv", || "comment\nGood, fast, kind\nNice\nSlow, rude\n")
            .cells("comment", ["Good, fast, kind", "Nice", "Slow, rude"]),
    ]
}

fn around_the_data() -> Vec<Case> {
    let data = "id,region,comment\n1,north,good\n2,south,bad\n3,north,fine\n";
    let good = ["good", "bad", "fine"];
    let qualtrics = || {
        concat!(
            "StartDate,Status,ResponseId,comment\n",
            "Start Date,Response Type,Response ID,\"Why this score,\nin your words?\"\n",
            "\"{\"\"ImportId\"\":\"\"startDate\"\"}\",\"{\"\"ImportId\"\":\"\"status\"\"}\",",
            "\"{\"\"ImportId\"\":\"\"_recordId\"\"}\",\"{\"\"ImportId\"\":\"\"QID1_TEXT\"\"}\"\n",
            "2024-01-02 10:00:00,IP Address,R_1,the queue was far too long\n",
            "2024-01-02 11:00:00,IP Address,R_2,nobody answered the phone\n",
        )
    };
    let again = "id,region,comment\n1,north,good\n2,south,bad\nid,region,comment\n3,north,fine\n";
    vec![
        Case::bytes(24, "three-header-rows.csv", qualtrics)
            .cells("comment", ["the queue was far too long", "nobody answered the phone"]),
        Case::bytes(25, "titles-above.csv", move || format!("Customer survey\nExported 2024\n\n{data}"))
            .cells("comment", good),
        Case::bytes(26, "footer.csv", move || format!("{data}\nTotal: 3 responses\n"))
            .rejected(1)
            .cells("comment", good),
        Case::bytes(27, "header-again.csv", move || again).rejected(1).cells("comment", good),
        Case::bytes(28, "second-table.csv", move || format!("{data}\nregion,count\nnorth,2\nsouth,1\n"))
            .rejected(3)
            .cells("comment", good),
    ]
}

fn cells() -> Vec<Case> {
    let typed = ["NA", "None", "0012", "1e5", "1/2", " padded ", "TRUE", "#REF!", "-"];
    let wide = || {
        let (head, row): (String, String) =
            (1..20_000).map(|at| (format!(",q{at}"), ",x".to_owned())).unzip();
        format!("comment{head}\nslow{row}\nrude{row}\n")
    };
    let twice = || "id,comment\n7,slow\n7,rude\n,fine\n8,kind\n";
    vec![
        Case::bytes(29, "ids-twice-or-blank.csv", twice).id("id").cells("id", ["7", "7", "", "8"]),
        Case::bytes(30, "as-typed.csv", move || format!("id,comment\nx,{}\n", typed.join("\nx,")))
            .cells("comment", typed),
        Case::bytes(31, "columns-20000.csv", wide).cells("comment", ["slow", "rude"]),
        Case::bytes(32, "nul.csv", || "id,comment\n1,a\0b\n2,c\n").cells("comment", ["a\0b", "c"]),
        Case::bytes(32, "ctrl-z.csv", || "id,comment\n1,slow\n2,rude\n\u{1a}")
            .cells("comment", ["slow", "rude"]),
    ]
}

fn no_tables() -> Vec<Case> {
    let mut cases = vec![
        Case::path(34, "missing.csv", |_| {}),
        Case::path(34, "folder.csv", |path| std::fs::create_dir(path).unwrap()),
        Case::bytes(35, "picture.csv", || b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        Case::bytes(35, "photo.csv", || b"\xff\xd8\xff\xe0\0\x10JFIF"),
        Case::bytes(35, "document.csv", || b"%PDF-1.7\n"),
        Case::bytes(35, "login-page.csv", || "<!DOCTYPE html><html><body>Please log in</body></html>"),
        Case::bytes(35, "packed.csv", || b"\x1f\x8b\x08\0\0\0\0\0"),
        Case::bytes(35, "random.csv", || {
            (0u32..3_000).map(|i| (i.wrapping_mul(2_654_435_761) >> 11) as u8).collect::<Vec<u8>>()
        }),
        Case::bytes(35, "text-named-as-workbook.xlsx", || rows(&["slow", "rude"]))
            .cells("comment", ["slow", "rude"]),
        Case::bytes(35, "workbook-named-as-text.csv", || {
            let mut workbook = Workbook::new();
            let sheet = workbook.add_worksheet();
            for (row, cells) in [["id", "comment"], ["a", "slow"], ["b", "rude"]].iter().enumerate() {
                for (column, cell) in cells.iter().enumerate() {
                    sheet.write(row as u32, column as u16, *cell).unwrap();
                }
            }
            workbook.save_to_buffer().unwrap()
        })
        .cells("comment", ["slow", "rude"]),
    ];
    if cfg!(unix) {
        cases.push(Case::path(34, "link-to-itself.csv", link_to_itself));
    }
    cases
}

#[cfg(unix)]
fn link_to_itself(path: &std::path::Path) {
    std::os::unix::fs::symlink(path, path).unwrap();
}

#[cfg(not(unix))]
fn link_to_itself(_: &std::path::Path) {}
