//! What the text of an SPSS file is written in.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use std::borrow::Cow;

/// The encoding of one file's text.
#[derive(Debug, Clone, Copy)]
pub(in crate::files) struct Charset {
    encoding: &'static Encoding,
    /// Whether nothing says so: sound UTF-8 is taken for that, all else for `encoding`.
    is_guess: bool,
}

/// What is wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::files) enum Fault {
    /// Bytes that mean nothing; each stands as U+FFFD.
    Damaged,
    /// The last character lacks its end, and is left out.
    Cut,
}

impl Charset {
    /// The encoding by what was asked for, else by the file's name for it, else by its code page; with what to say of it.
    ///
    /// # Errors
    /// A sentence, if the file is written in EBCDIC, or the encoding asked for is unknown.
    pub(in crate::files) fn choose(
        asked: Option<&str>,
        name: &[u8],
        code_page: Option<i32>,
    ) -> Result<(Self, Option<String>), String> {
        let certain = |encoding| Self { encoding, is_guess: false };
        if let Some(asked) = asked {
            let Some(encoding) = Encoding::for_label(asked.as_bytes()) else {
                return Err(format!(
                    "--encoding {asked}: unknown; give a name such as UTF-8, windows-1252 or Big5"
                ));
            };
            let declared = Self::declared(name, code_page).unwrap_or(encoding);
            let note = (declared != encoding).then(|| {
                format!("Read as {}, not as {}, which it declares.", encoding.name(), declared.name())
            });
            return Ok((certain(encoding), note));
        }
        if code_page == Some(1) {
            return Err("written in EBCDIC on a mainframe: save it again with SPSS on a desktop".into());
        }
        match Self::declared(name, code_page) {
            Some(encoding) if encoding == UTF_8 => Ok((certain(encoding), None)),
            Some(encoding) => Ok((
                certain(encoding),
                Some(format!("The text is in {}, as the file declares.", encoding.name())),
            )),
            None => {
                let note = "The file does not say how its text is encoded: what is sound UTF-8 was read as such, all else as windows-1252; give --encoding if letters look wrong.";
                Ok((Self { encoding: WINDOWS_1252, is_guess: true }, Some(note.into())))
            }
        }
    }

    fn declared(name: &[u8], code_page: Option<i32>) -> Option<&'static Encoding> {
        Encoding::for_label(name).or_else(|| Encoding::for_label(label_of(code_page?).as_bytes()))
    }

    /// Decodes a text; never fails.
    pub(in crate::files) fn decode<'b>(&self, bytes: &'b [u8]) -> (Cow<'b, str>, Option<Fault>) {
        if self.is_guess || self.encoding == UTF_8 {
            let error = match std::str::from_utf8(bytes) {
                Ok(text) => return (Cow::Borrowed(text), None),
                Err(error) => error,
            };
            if error.error_len().is_none() && (!self.is_guess || error.valid_up_to() + 1 < bytes.len()) {
                let sound = bytes.get(..error.valid_up_to()).unwrap_or_default();
                return (String::from_utf8_lossy(sound), Some(Fault::Cut));
            }
            if !self.is_guess {
                return (String::from_utf8_lossy(bytes), Some(Fault::Damaged));
            }
        }
        let (text, is_damaged) = self.encoding.decode_without_bom_handling(bytes);
        if !is_damaged {
            return (text, None);
        }
        let before = bytes.split_last().map_or(&[][..], |(_, before)| before);
        match self.encoding.decode_without_bom_handling(before) {
            (text, false) => (text, Some(Fault::Cut)),
            _ => (text, Some(Fault::Damaged)),
        }
    }
}

/// The WHATWG label of a Windows code page; "" for codes that are none, such as 2 and 3 ("some ASCII").
fn label_of(page: i32) -> String {
    match page {
        65001 => "utf-8".into(),
        874 => "windows-874".into(),
        932 => "shift_jis".into(),
        936 => "gbk".into(),
        949 => "euc-kr".into(),
        950 => "big5".into(),
        1250..=1258 => format!("windows-{page}"),
        10_000 => "macintosh".into(),
        20_127 => "us-ascii".into(),
        20_866 => "koi8-r".into(),
        20_932 | 51_932 => "euc-jp".into(),
        21_866 => "koi8-u".into(),
        28_591..=28_606 => format!("iso-8859-{}", page - 28_590),
        54_936 => "gb18030".into(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_declared_and_faults_are_told_apart() {
        let utf8 = Charset::choose(None, b"UTF-8", None).unwrap().0;
        assert_eq!(utf8.decode("ootejärjekord".as_bytes()), ("ootejärjekord".into(), None));
        assert_eq!(utf8.decode("等候".as_bytes().split_last().unwrap().1), ("等".into(), Some(Fault::Cut)));
        assert_eq!(utf8.decode(b"a\xffb"), ("a\u{fffd}b".into(), Some(Fault::Damaged)));
        let (western, note) = Charset::choose(None, b"windows-1252", None).unwrap();
        assert_eq!(western.decode(b"caf\xe9"), ("café".into(), None));
        assert!(note.unwrap().contains("windows-1252"));
        let (chinese, _) = Charset::choose(None, b"", Some(936)).unwrap();
        assert_eq!(chinese.decode(b"\xb7\xfe\xce\xf1"), ("服务".into(), None));
        assert_eq!(chinese.decode(b"\xb7\xfe\xce"), ("服".into(), Some(Fault::Cut)));
    }

    #[test]
    fn without_a_declaration_each_text_speaks_for_itself() {
        let (guess, note) = Charset::choose(None, b"", Some(2)).unwrap();
        assert!(note.unwrap().contains("--encoding"));
        assert_eq!(guess.decode("järjekord".as_bytes()).0, "järjekord");
        assert_eq!(guess.decode(b"j\xe4rjekord").0, "järjekord");
        assert_eq!(guess.decode(b"caf\xe9").0, "café");
        assert!(Charset::choose(None, b"", Some(1)).unwrap_err().contains("EBCDIC"));
        assert!(Charset::choose(Some("martian"), b"UTF-8", None).unwrap_err().contains("martian"));
        let (asked, note) = Charset::choose(Some("windows-1257"), b"UTF-8", None).unwrap();
        assert_eq!(asked.decode(b"\xf0").0, "š");
        assert!(note.unwrap().contains("declares"));
    }
}
