//! A small export of each platform, written for these tests in its layout.

use super::*;
use crate::files::{ReadOptions, StudyOptions, find_open_end, read_table_bytes, recognize_columns};
use crate::survey::Table;

fn read(text: &str, platform: Option<&str>) -> Result<Table> {
    let options = ReadOptions { platform: platform.map(str::to_owned), ..ReadOptions::default() };
    read_table_bytes("f.csv", text.as_bytes().to_vec(), &options)
}

fn export(text: &str) -> Table {
    read(text, None).unwrap()
}

/// The one line that names the platform.
fn said(table: &Table) -> Vec<&str> {
    table.notes.iter().map(String::as_str).filter(|note| note.contains("--platform none")).collect()
}

fn open_end(table: &Table) -> &str {
    &table.headers()[find_open_end(table).unwrap().column]
}

fn rejected(table: &Table) -> Vec<(u64, &str)> {
    table.rejected.iter().map(|row| (row.line, row.reason.as_str())).collect()
}

/// Rows from `line` to `line` with a number at each place of "N" in it.
fn rows(line: &str, count: usize) -> String {
    (1..=count).map(|number| line.replace('N', &number.to_string()) + "\n").collect()
}

const IMPORTS: &str = r#""{""ImportId"":""startDate"",""timeZone"":""UTC""}","{""ImportId"":""status""}","{""ImportId"":""finished""}","{""ImportId"":""_recordId""}","{""ImportId"":""distributionChannel""}","{""ImportId"":""userLanguage""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2_TEXT""}","{""ImportId"":""QID3_5_TEXT""}""#;
const QUALTRICS: &str =
    "StartDate,Status,Finished,ResponseId,DistributionChannel,UserLanguage,Q1,Q2,Q3_5_TEXT\n";
const TEXTS: &str = "Start Date,Response Type,Finished,Response ID,Distribution Channel,User Language,\"How likely are you to recommend us?\",Why?,What else? - Other - Text\n";

#[test]
fn qualtrics_with_three_header_rows() {
    let rows = rows("2024-01-02 10:00:00,IP Address,True,R_N,anonymous,EN,7,the line took N minutes,", 30);
    let previews = "2024-01-02 09:00:00,Survey Preview,True,R_a,preview,EN,5,only a try,\n2024-01-02 09:00:00,IP Address,True,R_b,preview,EN,5,another try,\n";
    let table = export(&format!("{QUALTRICS}{TEXTS}{IMPORTS}\n{previews}{rows}"));
    assert_eq!((table.len(), table.platform), (30, Some("qualtrics")));
    assert_eq!(table.headers()[7], "Q2");
    assert_eq!(table.description(6), "How likely are you to recommend us?");
    assert!(table.columns()[7].is_open && table.columns()[8].is_open && !table.columns()[6].is_open);
    assert_eq!(rejected(&table).iter().map(|(line, _)| *line).collect::<Vec<_>>(), [4, 5]);
    assert!(rejected(&table)[1].1.contains("\"DistributionChannel\""));
    assert_eq!(open_end(&table), "Q2");
    assert_eq!(said(&table).len(), 1, "{:?}", table.notes);
    let plain = read(&format!("{QUALTRICS}{previews}{rows}"), Some("none")).unwrap();
    assert_eq!((plain.len(), plain.platform, said(&plain).len()), (32, None, 0));
}

#[test]
fn qualtrics_with_two_rows_one_and_the_old_exporter() {
    let rows = rows("2024-01-02 10:00:00,0,1,R_N,anonymous,EN,7,the line took N minutes,", 20);
    let preview = "2024-01-02 10:00:00,1,1,R_x,anonymous,EN,7,a try,\n";
    let two = export(&format!("{QUALTRICS}{TEXTS}{preview}{rows}"));
    assert_eq!((two.len(), two.rejected.len(), two.description(7)), (20, 1, "Why?"));
    let one = export(&format!("{QUALTRICS}{preview}{rows}"));
    assert_eq!((one.len(), one.rejected.len(), one.platform), (20, 1, Some("qualtrics")));
    let old = export(concat!(
        "V1,V2,V8,V10,Q1\nResponseID,ResponseSet,StartDate,Status,Why this score?\n",
        "R_1,Default Response Set,2014-01-02 10:00:00,0,slow and dear\n",
        "R_2,Default Response Set,2014-01-02 10:00:00,1,a try\n",
    ));
    assert_eq!(old.headers(), ["ResponseID", "ResponseSet", "StartDate", "Status", "Q1"]);
    assert_eq!((old.len(), old.rejected.len(), old.description(4)), (1, 1, "Why this score?"));
}

#[test]
fn survey_monkey_joins_its_header_rows() {
    let head = "Respondent ID,Collector ID,Start Date,End Date,IP Address,Which do you use?,,,What could we improve?,Which do you use?\n,,,,,Phone,Post,Other (please specify),Open-Ended Response,Response\n";
    let rows = rows("11N,9,01/02/2024,01/02/2024,10.0.0.1,Phone,,,the form took N steps too many,yes", 30);
    let table = export(&format!("{head}{rows}"));
    let names: Vec<&str> = table.headers().iter().skip(4).map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "IP Address",
            "Which do you use? [Phone]",
            "Which do you use? [Post]",
            "Which do you use? [Other (please specify)]",
            "What could we improve?",
            "Which do you use?"
        ]
    );
    assert_eq!((table.len(), table.platform), (30, Some("surveymonkey")));
    assert_eq!((open_end(&table), table.description(4)), ("What could we improve?", ""));
    let found = recognize_columns(&table, &StudyOptions::default()).options;
    assert_eq!(found.id.as_deref(), Some("Respondent ID"));
    // Without the second row each column has its own name already.
    let single = export("Respondent ID,Collector ID,Start Date,Why?\n1,2,01/02/2024,too slow for me\n");
    assert_eq!((single.len(), single.headers()[3].as_str()), (1, "Why?"));
    let condensed = export("Respondent ID,Collector ID,Why do you say that?\n,,\n1,2,too slow for me\n");
    assert_eq!((condensed.len(), condensed.rejected.len()), (1, 0));
}

#[test]
fn lime_survey_in_its_three_kinds_of_heads() {
    let rows = |count| {
        rows("\"N\";\"2024-01-02 10:00:00\";\"3\";\"et\";\"A1\";\"järjekord oli N inimest pikk\"", count)
    };
    let heads = [
        ("\"id\";\"submitdate\";\"lastpage\";\"startlanguage\";\"Q1\";\"Q1[other]\"\n", "Q1[other]", ""),
        (
            "\"Response ID\";\"Date submitted\";\"Last page\";\"Start language\";\"Miks?\";\"Miks? [Other]\"\n",
            "Miks? [Other]",
            "",
        ),
        (
            "\"id. Response ID\";\"submitdate. Date submitted\";\"lastpage. Last page\";\"startlanguage. Start language\";\"Q1. Miks?\";\"Q1[other]. Miks? [Other]\"\n",
            "Q1[other]. Miks? [Other]",
            "Miks? [Other]",
        ),
    ];
    for (head, name, question) in heads {
        let table = export(&format!("{head}{}", rows(30)));
        assert_eq!((table.platform, table.len(), said(&table).len()), (Some("limesurvey"), 30, 1));
        assert_eq!((open_end(&table), table.description(5)), (name, question));
        assert!(table.columns()[5].is_open);
        let found = recognize_columns(&table, &StudyOptions::default()).options;
        assert_eq!((found.id.as_deref(), found.language), (Some(table.headers()[0].as_str()), None));
    }
}

#[test]
fn forms_with_one_header_row_are_named_and_nothing_is_changed() {
    let cases = [
        (
            "google-forms",
            "Timestamp,What should we do better?,Which?\n",
            "2024/01/02 10:00:00 AM EET,the line took N minutes,\"A, B\"",
            "",
        ),
        (
            "google-forms",
            "Ajatempel,Mida peaksime paremini tegema?\n",
            "02.01.2024 10:00:00,järjekord oli N inimest pikk",
            "",
        ),
        (
            "typeform",
            "#,Why?,Start Date (UTC),Submit Date (UTC),Network ID\n",
            "abN,the line took N minutes,2024-01-02 10:00:00,2024-01-02 10:01:00,ffN",
            "#",
        ),
        (
            "alchemer",
            "Response ID,Time Started,Date Submitted,Status,Language,Why?\n",
            "N,2024-01-02 10:00:00,2024-01-02 10:01:00,Complete,English,the line took N minutes",
            "Response ID",
        ),
        (
            "odk",
            "SubmissionDate,meta-instanceID,visit-why,KEY\n",
            "2024-01-02T10:00:00.000Z,uuid:N,the line took N minutes,uuid:N",
            "KEY",
        ),
        (
            "kobo",
            "start,visit/why,_id,_uuid,_submission_time,_index\n",
            "2024-01-02T10:00:00,the line took N minutes,10N,aaN,2024-01-02T10:00:00,N",
            "_id",
        ),
    ];
    for (name, head, line, id) in cases {
        let table = export(&format!("{head}{}", rows(line, 30)));
        assert_eq!(
            (table.platform, table.len(), said(&table).len()),
            (Some(name), 30, 1),
            "{:?}",
            table.notes
        );
        assert_eq!(table.headers().join(","), head.trim_end());
        let found = recognize_columns(&table, &StudyOptions::default()).options;
        assert_eq!(found.id.as_deref().unwrap_or(""), id, "{name}");
        assert!(found.text.len() == 1 && found.by.is_empty() && found.score.is_none(), "{found:?}");
    }
    let tags = export(
        "start,why,_uuid,_submission_time\n,#comment +why,,\n2024-01-02,too slow for me,a,2024-01-02\n",
    );
    assert_eq!((tags.platform, tags.len(), tags.rejected.len()), (Some("kobo"), 1, 0));
}

#[test]
fn messages_become_one_row_per_conversation() {
    let zendesk = export(concat!(
        "Ticket ID,Author role,Created at,Body\n",
        "7,end-user,2024-01-02,my card does not work\n",
        "8,end-user,2024-01-02,\"where is\nmy parcel\"\n",
        "7,agent,2024-01-02,did you try another one?\n",
        "7,end-user,2024-01-03,yes and it failed too\n",
        "9,system,2024-01-03,closed\n",
        "8,end-user,2024-01-03,  \n",
        ",end-user,2024-01-03,a note without a ticket\n",
        "8,nobody,2024-01-03,hm\n",
        "9,end-user,2024-01-03,\n",
        "9,agent,2024-01-03,thanks\n",
    ));
    assert_eq!(zendesk.platform, Some("zendesk"));
    assert_eq!(zendesk.headers().last().unwrap(), "customer_text");
    let joined: Vec<&str> = zendesk.column(4).collect();
    assert_eq!(
        joined,
        [
            "my card does not work\nyes and it failed too",
            "where is\nmy parcel",
            "a note without a ticket",
            ""
        ]
    );
    assert_eq!(zendesk.cell(0, 3), "my card does not work");
    assert_eq!((zendesk.row_number(2), zendesk.line(2)), (7, 9));
    let reasons: Vec<&str> = rejected(&zendesk).into_iter().map(|(_, reason)| reason).collect();
    assert_eq!(reasons[..2], ["written by an agent, not an answer", "joined to row 1"]);
    assert_eq!(reasons.len() + zendesk.len(), 10);
    assert!(reasons.contains(&"joined to row 2") && reasons[4].contains("nobody"), "{reasons:?}");
    assert_eq!(open_end(&zendesk), "customer_text");
    assert_eq!(said(&zendesk).len(), 1, "{:?}", zendesk.notes);

    let zoho = "ticketId,direction,content\n1,in,cannot log in\n1,out,try again\n2,in,please call me back\n";
    assert_eq!((export(zoho).platform, export(zoho).len()), (Some("zoho"), 2));
    let plain = read(zoho, Some("none")).unwrap();
    assert_eq!((plain.len(), plain.headers().len()), (3, 3));
    let same = "ticket_id,requester_id,author_id,plain_body\n1,5,5,cannot log in\n1,5,6,try again\n2,7,7,call me back\n";
    assert_eq!((export(same).platform, export(same).len()), (Some("zendesk"), 2));
    let chat =
        "conversation_id,sender,message\nc1,bot,hello\nc1,visitor,what does it cost\nc1,visitor,per month\n";
    assert_eq!(
        (export(chat).platform, export(chat).cell(0, 3)),
        (Some("messages"), "what does it cost\nper month")
    );
}

#[test]
fn ordinary_tables_are_left_alone() {
    for text in [
        "id,region,why\n1,north,too slow for me\n2,south,good and fast\n",
        "Timestamp,value,comment\n2024-01-02,5,too slow\n",
        "Status,comment\nSurvey Preview,too slow for me\nok,good and fast\n",
        "Ticket ID,Author,Body\n1,Ann,too slow for me\n2,Bob,good and fast\n",
        "ticket_id,role,text\n1,customer,too slow for me\n2,customer,good and fast\n",
        "Response ID,why\n1,too slow for me\n",
    ] {
        let table = export(text);
        assert_eq!((table.platform, said(&table).len(), table.rejected.len()), (None, 0, 0), "{text}");
    }
}

#[test]
fn what_was_written_from_an_export_is_not_undone_twice() {
    let coded =
        "Ticket ID,Author role,Body,customer_text,oe_status\n1,end-user,slow,slow,coded\n2,agent,x,y,coded\n";
    assert_eq!((export(coded).platform, export(coded).len()), (None, 2));
}

#[test]
fn a_platform_can_be_asked_for() {
    let table =
        read("ticket_id,role,text\n1,customer,too slow\n1,customer,and dear\n", Some("Zendesk")).unwrap();
    assert_eq!((table.len(), table.cell(0, 3)), (1, "too slow\nand dear"));
    let message = read("id,why\n1,too slow\n", Some("zendesk")).unwrap_err().to_string();
    assert!(message.contains("--platform") && message.contains("zendesk needs"), "{message}");
    let message = read("id,why\n1,too slow\n", Some("surveyplanet")).unwrap_err().to_string();
    assert!(Platform::ALL.iter().all(|platform| message.contains(platform.name())), "{message}");
}

#[test]
fn a_platform_goes_by_any_spelling_of_its_name() {
    for platform in Platform::ALL {
        assert_eq!(Platform::parse(platform.name()), Some(platform));
    }
    assert_eq!(Asked::parse(Some("Survey Monkey")).unwrap(), Asked::This(Platform::SurveyMonkey));
    assert_eq!(Asked::parse(Some("None")).unwrap(), Asked::No);
}

#[test]
fn names_become_unique_in_order() {
    let mut columns: Vec<Column> =
        ["a", "b", "a", "a"].map(|name| Column { name: name.into(), ..Column::default() }).to_vec();
    make_unique(&mut columns);
    assert_eq!(columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["a", "b", "a (2)", "a (3)"]);
}
