//! Exports of survey platforms: rows below the header that are no answers, and rows that are nobody's.

use super::Case;

const QUALTRICS: &str = "StartDate,Status,ResponseId,RecordedDate,Finished,comment\n";
const TEXTS: &str =
    "Start Date,Response Type,Response ID,Recorded Date,Finished,\"Why this score,\nin your words?\"\n";
const PEOPLE: &str = concat!(
    "2024-01-02 10:00:00,0,R_1,2024-01-02 10:01:00,1,the queue was far too long\n",
    "2024-01-02 11:00:00,0,R_2,2024-01-02 11:01:00,0,nobody answered the phone\n",
);

pub(super) fn cases() -> Vec<Case> {
    let answers = ["the queue was far too long", "nobody answered the phone"];
    vec![
        Case::bytes(24, "two-header-rows-and-a-preview.csv", || {
            format!(
                "{QUALTRICS}{TEXTS}2024-01-01 10:00:00,1,R_0,2024-01-01 10:00:00,1,a try of mine\n{PEOPLE}"
            )
        })
        .rejected(1)
        .cells("comment", answers),
        Case::bytes(24, "header-rows-again.csv", || format!("{QUALTRICS}{TEXTS}{PEOPLE}{QUALTRICS}{TEXTS}"))
            .rejected(2)
            .cells("comment", answers),
        Case::bytes(24, "numbered-header-row.csv", || {
            concat!(
                "V1,V2,V10,comment\nResponseID,ResponseSet,Status,Why this score?\n",
                "R_1,Default Response Set,0,the queue was far too long\n",
                "R_2,Default Response Set,4,nobody answered the phone\n",
            )
        })
        .id("ResponseID")
        .cells("comment", answers),
        Case::bytes(24, "questions-and-choices.csv", || {
            concat!(
                "Respondent ID,Collector ID,Which do you use?,,comment\n,,Phone,Post,Open-Ended Response\n",
                "1,9,Phone,,the queue was far too long\n2,9,,Post,nobody answered the phone\n",
            )
        })
        .id("Respondent ID")
        .cells("Which do you use? [Post]", ["", "Post"])
        .cells("comment", answers),
        Case::bytes(24, "tags-below-the-header.csv", || {
            concat!(
                "start,comment,_uuid,_submission_time\n,#comment +why,,\n",
                "2024-01-02,the queue was far too long,a,2024-01-02\n2024-01-02,nobody answered the phone,b,2024-01-02\n",
            )
        })
        .cells("comment", answers),
        Case::bytes(24, "tickets.csv", || {
            concat!(
                "Ticket ID,Author role,Body\n7,end-user,the queue was far too long\n8,end-user,nobody answered\n",
                "7,agent,we are sorry\n8,end-user,the phone\n9,bot,hello\n",
            )
        })
        .text("customer_text")
        .rejected(3)
        .cells("Body", ["the queue was far too long", "nobody answered"])
        .cells("customer_text", ["the queue was far too long", "nobody answered\nthe phone"]),
    ]
}
