//! Surveys made by hand.

use crate::files::{ReadOptions, read_table, read_table_bytes};
use crate::survey::Table;
use std::path::PathBuf;

/// A folder that lives as long as its test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &[u8])]) -> Self {
        let folder = std::env::temp_dir().join(format!("openend-triple-s-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for (file, bytes) in files {
            std::fs::write(folder.join(file), bytes).unwrap();
        }
        Self(folder)
    }

    fn read(&self, file: &str) -> crate::Result<Table> {
        read_table(&self.0.join(file), &ReadOptions::default())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn rows(table: &Table) -> Vec<Vec<&str>> {
    (0..table.len()).map(|row| (0..table.headers().len()).map(|at| table.cell(row, at)).collect()).collect()
}

const FIXED: &str = r#"<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE sss PUBLIC "-//triple-s//DTD Survey Interchange v1.1//EN" "sss_v11.dtd">
<sss version="1.1"><survey><title>Visits</title><record ident="V">
<variable ident="1" type="single"><name>Q1</name><label>Number of visits</label><position start="1" finish="2"/>
<values><value code="1">First</value><value code="2">More &amp; more</value><range from="3" to="9"/></values></variable>
<variable ident="2" type="multiple"><name>Q2</name><label>Seen</label><position start="3" finish="5"/>
<values><value code="1">Castle</value><value code="2">Park</value><value code="3">Zoo</value></values></variable>
<variable ident="3" type="multiple"><name>Q3</name><label>Liked</label><position start="6" finish="9"/>
<spread subfields="2" width="2"/><values><value code="1">Staff</value><value code="12">Food</value></values></variable>
<variable ident="4" type="character"><name>Q4</name><label>Why?</label><position start="10" finish="19"/></variable>
<variable ident="5" type="quantity"><name>Q5</name><label>Miles</label><position start="20" finish="24"/>
<values><range from="000.0" to="999.9"/></values></variable>
<variable ident="6" type="logical"><name>Q6</name><label>Again?</label><position start="25"/></variable>
<variable ident="7" type="date"><name>D</name><label>Day</label><position start="26" finish="33"/></variable>
<variable ident="8" type="time"><name>T</name><label>Time</label><position start="34" finish="39"/></variable>
</record></survey></sss>"#;

#[test]
fn values_at_fixed_places_are_read() {
    let data =
        b"011010112caf\xe9 good 007.5120240229093000\r\n 2   0000          -12.00\r\n\r\n09000    x\r\n";
    let folder = Folder::new("fixed", &[("v.sss", FIXED.as_bytes()), ("v.asc", data)]);
    let table = folder.read("v.sss").unwrap();
    let headers = ["Q1", "Q2_1", "Q2_2", "Q2_3", "Q3_1", "Q3_12", "Q4", "Q5", "Q6", "D", "T"];
    assert_eq!(table.headers(), headers);
    let expected = [
        vec!["1", "1", "0", "1", "1", "1", "café good", "7.5", "1", "2024-02-29", "09:30:00"],
        vec!["2", "", "", "", "0", "0", "", "-12.0", "0", "", ""],
        vec!["9", "0", "0", "0", "", "", "x", "", "", "", ""],
    ];
    assert_eq!(rows(&table), expected);
    assert_eq!(table.columns()[0].label("2"), "More & more");
    assert_eq!((table.description(3), table.columns()[3].label("1")), ("Seen: Zoo", "mentioned"));
    assert_eq!(table.line(2), 4);
}

#[test]
fn comma_separated_data_are_found_by_name_or_reference() {
    let xml = |record: &str| {
        format!(
            r#"<sss version="2.0"><survey><record ident="A" {record}>
<variable ident="1" type="character"><name>why</name><label><text xml:lang="en">Why?</text><text xml:lang="et">Miks?</text></label><position start="1"/><size>50</size></variable>
<variable ident="2" type="multiple"><name>m</name><label>M</label><position start="2"/><spread subfields="3" width="1"/><values><value code="1">a</value><value code="4">d</value></values></variable>
<variable ident="3" type="multiple"><name>n</name><label>N</label><position start="3" finish="4"/><spread subfields="2" width="2"/><values><value code="1">a</value><value code="10">j</value></values></variable>
<variable ident="4" type="quantity" use="weight"><name>w</name><label>Weight</label><position start="5"/></variable>
</record></survey></sss>"#
        )
    };
    let data = "why,m,n,n2,w\n\"slow, \"\"very\"\" 等候\n慢\",140,10,1,0.5\nkind,000,,,1.5\nodd,900,1,,1\n";
    let named = xml("href=\"folder/d.csv\" format=\"csv\" skip=\"1\"");
    let beside = xml("format=\"csv\" skip=\"1\"");
    let huge = beside.replace("width=\"2\"", "width=\"4000000000\"");
    let files = [("a.xml", named.as_bytes()), ("d.csv", data.as_bytes()), ("d.sss", beside.as_bytes())];
    let claims = Folder::new("claims", &[("c.sss", huge.as_bytes()), ("c.csv", data.as_bytes())]);
    assert_eq!(claims.read("c.sss").unwrap().len(), 3, "a claimed width costs nothing");
    let folder = Folder::new("csv", &files);
    for file in ["a.xml", "d.sss"] {
        let table = folder.read(file).unwrap();
        assert_eq!(table.headers(), ["why", "m_1", "m_4", "n_1", "n_10", "w"]);
        assert_eq!(table.description(0), "Why?");
        let expected = [
            ["slow, \"very\" 等候\n慢", "1", "1", "1", "1", "0.5"],
            ["kind", "0", "0", "", "", "1.5"],
            ["odd", "0", "0", "1", "0", "1"],
        ];
        assert_eq!(rows(&table), expected, "{file}");
        let notes = table.notes.concat();
        assert!(notes.contains("--weight w") && notes.contains("no code of theirs"), "{notes}");
    }
}

#[test]
fn a_survey_that_cannot_be_read_says_why() {
    let message = |name: &str, xml: &str| {
        let folder = Folder::new(name, &[("s.sss", xml.as_bytes())]);
        folder.read("s.sss").unwrap_err().to_string()
    };
    assert!(message("alone", FIXED).contains("looked for s.asc"));
    let named = FIXED.replace("<record ident=\"V\">", "<record ident=\"V\" href=\"../../etc/passwd\">");
    assert!(message("href", &named).contains("\"passwd\" is not beside it"));
    assert!(message("levels", "<sss><hierarchy/></sss>").contains("hierarchical"));
    let entity = "<!DOCTYPE sss [<!ENTITY x \"y\">]><sss><survey><title>&x;</title></survey></sss>";
    assert!(message("entity", entity).contains("entities"));
    assert!(message("cut", &FIXED[..FIXED.len() - 20]).contains("XML"));
    assert!(message("none", "<sss><survey/></sss>").contains("no variable"));
    assert!(message("type", &FIXED.replace("\"logical\"", "\"magical\"")).contains("\"magical\""));
    assert!(message("place", &FIXED.replace("start=\"25\"", "start=\"0\"")).contains("position"));
    let deep = format!("<sss>{}", "<x>".repeat(100_000));
    assert!(message("deep", &deep).contains("nested"));
    let memory = read_table_bytes("s.sss", FIXED.into(), &ReadOptions::default()).unwrap_err();
    assert!(memory.to_string().contains("path"), "{memory}");
}

#[test]
fn damaged_descriptions_never_panic() {
    let data = b"011010112good good 007.5120240229093000\r\n";
    let folder = Folder::new("mutants", &[("m.asc", data)]);
    let mut state = 1u64;
    for _ in 0..500 {
        let mut xml = FIXED.as_bytes().to_vec();
        for _ in 0..3 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let at = (state >> 33) as usize % xml.len();
            xml[at] = b"<>&\"=0129/x\xff"[(state >> 20) as usize % 12];
        }
        std::fs::write(folder.0.join("m.sss"), &xml).unwrap();
        if let Err(error) = folder.read("m.sss") {
            assert!(!matches!(error, crate::Error::Internal(_)), "{error}");
        }
    }
}
