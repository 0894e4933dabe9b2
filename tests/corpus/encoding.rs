//! Section B: encodings.

use super::Case;
use encoding_rs::Encoding;

/// Text in an older encoding.
fn older(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    let (bytes, _, is_lossy) = encoding.encode(text);
    assert!(!is_lossy, "{text}");
    bytes.into_owned()
}

fn wide(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

/// A survey of 6,000 rows in which one row has these bytes for its answer.
fn late(answer: &[u8]) -> Vec<u8> {
    let mut bytes = b"id,comment\n".to_vec();
    for row in 1..=6_000 {
        let text = if row == 5_500 { answer } else { "teenindus oli väga hea".as_bytes() };
        bytes.extend(format!("{row},").bytes());
        bytes.extend(text);
        bytes.push(b'\n');
    }
    bytes
}

const CHINESE: &str = "id,comment\n1,服务员态度很好但是等待时间太长\n2,价格太贵了希望便宜一点\n";
const WESTERN: &str =
    "id,comment\n1,Très bon café à côté\n2,Déçu par le délai et la réponse reçue très tard\n";
const BALTIC: &str = "id,comment\n1,väga hea šokolaad ja žürii\n2,õhtul oli külm\n";
const CYRILLIC: &str = "id,comment\n1,Очень долго ждали приёма врача\n2,Персонал вежливый\n";
const JAPANESE: &str = "id,comment\n1,スタッフがとても親切でした\n2,待ち時間が長すぎます\n";
const TAIWAN: &str = "id,comment\n1,服務人員態度很好但是等待時間太長\n2,價格太貴了希望便宜一點\n";

/// Vietnamese as windows-1258 writes it: tones behind their vowels.
const VIETNAMESE: &str = "id,comment\n1,Nhân viên râ\u{301}t thân thiê\u{323}n nhưng đơ\u{323}i lâu\n2,\"Giá că\u{309} qua\u{301} că\u{301}t cô\u{309}, nên gia\u{309}m giá\"\n";

pub(super) fn cases() -> Vec<Case> {
    let text = "id,comment\n1,čisté\n2,好\n";
    let both = ["čisté", "好"];
    let one_row = |row: &'static [u8]| {
        move || [b"id,comment\n1,head kohvi\xc3\xb5htut\n2,".as_slice(), row, b"\n3,\xe5\xa5\xbd\n"].concat()
    };
    vec![
        Case::bytes(36, "utf-8-mark.csv", move || format!("\u{feff}{text}"))
            .encoding("utf-8")
            .cells("comment", both),
        Case::bytes(36, "utf-16le-mark.csv", move || wide(&format!("\u{feff}{text}"), u16::to_le_bytes))
            .cells("comment", both),
        Case::bytes(36, "utf-16be-mark.csv", move || wide(&format!("\u{feff}{text}"), u16::to_be_bytes))
            .cells("comment", both),
        Case::bytes(36, "mark-against-option.csv", move || format!("\u{feff}{text}"))
            .encoding("windows-1252")
            .cells("comment", both),
        Case::bytes(37, "utf-16le.csv", move || wide(text, u16::to_le_bytes)).cells("comment", both),
        Case::bytes(37, "utf-16be.csv", move || wide(text, u16::to_be_bytes)).cells("comment", both),
        Case::bytes(37, "utf-16be-asked.csv", move || wide(text, u16::to_be_bytes))
            .encoding("utf-16be")
            .cells("comment", both),
        Case::bytes(37, "utf-16-odd.csv", move || [wide(text, u16::to_le_bytes), vec![b'x']].concat())
            .cells("comment", both),
        Case::bytes(37, "utf-32.csv", move || {
            text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect::<Vec<u8>>()
        }),
        Case::bytes(37, "utf-32-mark.csv", move || {
            format!("\u{feff}{text}").chars().flat_map(|c| u32::from(c).to_be_bytes()).collect::<Vec<u8>>()
        }),
        Case::bytes(38, "western.csv", || older(encoding_rs::WINDOWS_1252, WESTERN))
            .cells("comment", ["Très bon café à côté", "Déçu par le délai et la réponse reçue très tard"]),
        Case::bytes(38, "baltic.csv", || older(encoding_rs::WINDOWS_1257, BALTIC))
            .cells("comment", ["väga hea šokolaad ja žürii", "õhtul oli külm"]),
        Case::bytes(38, "vietnamese.csv", || older(encoding_rs::WINDOWS_1258, VIETNAMESE)),
        Case::bytes(38, "cyrillic.csv", || older(encoding_rs::WINDOWS_1251, CYRILLIC))
            .cells("comment", ["Очень долго ждали приёма врача", "Персонал вежливый"]),
        Case::bytes(38, "japanese.csv", || older(encoding_rs::SHIFT_JIS, JAPANESE))
            .cells("comment", ["スタッフがとても親切でした", "待ち時間が長すぎます"]),
        Case::bytes(38, "chinese.csv", || older(encoding_rs::GB18030, CHINESE))
            .cells("comment", ["服务员态度很好但是等待时间太长", "价格太贵了希望便宜一点"]),
        Case::bytes(38, "taiwan.csv", || older(encoding_rs::BIG5, TAIWAN))
            .cells("comment", ["服務人員態度很好但是等待時間太長", "價格太貴了希望便宜一點"]),
        Case::bytes(38, "asked.csv", || older(encoding_rs::GB18030, CHINESE))
            .encoding("gb18030")
            .cells("comment", ["服务员态度很好但是等待时间太长", "价格太贵了希望便宜一点"]),
        Case::bytes(38, "asked-wrongly.csv", || older(encoding_rs::WINDOWS_1252, WESTERN)).encoding("utf-8"),
        Case::bytes(39, "one-western-row.csv", one_row(b"caf\xe9 ferm\xe9"))
            .cells("comment", ["head kohviõhtut", "café fermé", "好"]),
        Case::bytes(40, "late-western-row.csv", || late(b"caf\xe9 ferm\xe9")),
        Case::bytes(40, "late-cut-character.csv", || late(b"teenindus v\xc3 hea ja k\xc3\xb5ik")),
        Case::bytes(41, "overlong.csv", one_row(b"\xc0\xafetc")),
        Case::bytes(41, "surrogate.csv", one_row(b"half \xed\xa0\x80")),
        Case::bytes(41, "beyond-unicode.csv", one_row(b"far \xf4\x90\x80\x80 out")),
        Case::bytes(41, "cut-character.csv", one_row(b"\xe5\xa5\xbd\xe5\xa5")),
        Case::bytes(42, "mojibake.csv", || "id,comment\n1,cafÃ© fermÃ©\n2,good\n")
            .cells("comment", ["cafÃ© fermÃ©", "good"]),
    ]
}
