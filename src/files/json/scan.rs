//! JSON text → values, one after the other, as they are typed.
//!
//! Beyond RFC 8259 it takes what real writers leave: raw control characters in strings, half surrogate pairs, and the
//! `NaN` and `Infinity` of Python. Numbers stay text, so no digit of an id is lost.

use std::borrow::Cow;

/// Lists and objects within each other at most.
pub(super) const MOST_NESTED: usize = 128;

/// Where a text is no JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    /// Byte in the text.
    pub(super) at: usize,
    /// What is wrong there.
    pub(super) what: String,
    /// Whether it is nested deeper than [`MOST_NESTED`].
    pub(super) is_deep: bool,
}

/// A result of the scanner.
pub(super) type Scanned<T> = Result<T, Broken>;

/// A value that holds no others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scalar<'t> {
    /// `null`, `NaN`.
    Null,
    /// A string, unescaped.
    Text(Cow<'t, str>),
    /// A number as typed.
    Number(&'t str),
    /// `true` or `false`.
    Flag(&'t str),
}

/// A place in a JSON text.
#[derive(Debug, Clone)]
pub(super) struct Scanner<'t> {
    text: &'t str,
    at: usize,
    /// Lists and objects that are open.
    depth: usize,
    /// Whether a string had half a surrogate pair.
    pub(super) has_half_pair: bool,
    /// Whether a string had a NUL character.
    pub(super) has_nul: bool,
}

impl<'t> Scanner<'t> {
    /// At byte `at` of a text.
    pub(super) fn new(text: &'t str, at: usize) -> Self {
        Self { text, at, depth: 0, has_half_pair: false, has_nul: false }
    }

    /// The byte that is read next.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The next byte past white space.
    pub(super) fn peek(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        self.at += rest.iter().take_while(|b| b" \t\r\n".contains(b)).count();
        self.byte()
    }

    /// Passes over one byte if it is this one, past white space.
    pub(super) fn eat(&mut self, wanted: u8) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    /// An error unless nothing but white space follows.
    pub(super) fn end(&mut self) -> Scanned<()> {
        self.peek().map_or(Ok(()), |_| self.broken("more text after its end"))
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn broken<T>(&self, what: impl Into<String>) -> Scanned<T> {
        Err(Broken { at: self.at, what: what.into(), is_deep: false })
    }

    /// What is missing here.
    fn wanted<T>(&self, what: &str) -> Scanned<T> {
        match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            Some(found) => self.broken(format!("{what} is missing before \"{found}\"")),
            None => self.broken("it breaks off"),
        }
    }

    fn descend(&mut self) -> Scanned<()> {
        self.at += 1;
        self.depth += 1;
        if self.depth <= MOST_NESTED {
            return Ok(());
        }
        let what = format!("lists and objects are nested deeper than {MOST_NESTED}: flatten them");
        Err(Broken { at: self.at, what, is_deep: true })
    }

    /// Reads the object that begins here, one member after the other; returns their number.
    pub(super) fn object(
        &mut self,
        mut member: impl FnMut(&mut Self, &str) -> Scanned<()>,
    ) -> Scanned<usize> {
        self.descend()?;
        let mut members = 0;
        if !self.eat(b'}') {
            loop {
                if self.peek() != Some(b'"') {
                    return self.wanted("a name in quotes");
                }
                let name = self.string()?;
                if !self.eat(b':') {
                    return self.wanted("a colon");
                }
                member(self, &name)?;
                members += 1;
                if self.eat(b'}') {
                    break;
                }
                if !self.eat(b',') {
                    return self.wanted("a comma or closing brace");
                }
            }
        }
        self.depth -= 1;
        Ok(members)
    }

    /// Reads the list that begins here, one element after the other; returns their number.
    pub(super) fn list(
        &mut self,
        mut element: impl FnMut(&mut Self, usize) -> Scanned<()>,
    ) -> Scanned<usize> {
        self.descend()?;
        let mut elements = 0;
        if !self.eat(b']') {
            loop {
                element(self, elements)?;
                elements += 1;
                if self.eat(b']') {
                    break;
                }
                if !self.eat(b',') {
                    return self.wanted("a comma or closing bracket");
                }
            }
        }
        self.depth -= 1;
        Ok(elements)
    }

    /// Passes over a value of any kind.
    pub(super) fn skip(&mut self) -> Scanned<()> {
        match self.peek() {
            Some(b'{') => self.object(|scan, _| scan.skip()).map(drop),
            Some(b'[') => self.list(|scan, _| scan.skip()).map(drop),
            _ => self.scalar().map(drop),
        }
    }

    /// Reads the value that begins here, which is no list and no object.
    pub(super) fn scalar(&mut self) -> Scanned<Scalar<'t>> {
        match self.peek() {
            Some(b'"') => self.string().map(Scalar::Text),
            Some(b'-' | b'0'..=b'9' | b'I') => self.number().map(Scalar::Number),
            _ => self.word(),
        }
    }

    fn word(&mut self) -> Scanned<Scalar<'t>> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        for (word, is_flag) in [("true", true), ("false", true), ("null", false), ("NaN", false)] {
            let Some(found) = rest.get(..word.len()).filter(|found| *found == word) else { continue };
            self.at += word.len();
            return Ok(if is_flag { Scalar::Flag(found) } else { Scalar::Null });
        }
        self.wanted("a value")
    }

    fn number(&mut self) -> Scanned<&'t str> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let unsigned = rest.strip_prefix('-').unwrap_or(rest);
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let mut length = digits(unsigned);
        if unsigned.starts_with("Infinity") {
            length = "Infinity".len();
        } else if length == 0 {
            return self.wanted("a digit");
        } else {
            if let Some(fraction) = unsigned.get(length..).and_then(|rest| rest.strip_prefix('.')) {
                length += 1 + digits(fraction);
            }
            if let Some(power) = unsigned.get(length..).and_then(|rest| rest.strip_prefix(['e', 'E'])) {
                let bare = power.strip_prefix(['+', '-']).unwrap_or(power);
                length += 1 + power.len() - bare.len() + digits(bare);
            }
        }
        let length = length + rest.len() - unsigned.len();
        self.at += length;
        Ok(rest.get(..length).unwrap_or_default())
    }

    /// Reads the string that begins with the quote here.
    fn string(&mut self) -> Scanned<Cow<'t, str>> {
        let opening = self.at;
        self.at += 1;
        let mut owned = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let Some(length) = memchr::memchr2(b'"', b'\\', rest.as_bytes()) else {
                self.at = opening;
                return self.broken("a string opened here is never closed");
            };
            let plain = rest.get(..length).unwrap_or_default();
            self.at += length + 1;
            if rest.as_bytes().get(length) == Some(&b'"') {
                return Ok(if owned.is_empty() {
                    Cow::Borrowed(plain)
                } else {
                    owned.push_str(plain);
                    Cow::Owned(owned)
                });
            }
            owned.push_str(plain);
            let escaped = self.escaped()?;
            owned.push(escaped);
        }
    }

    /// The character behind a backslash.
    fn escaped(&mut self) -> Scanned<char> {
        let kind = self.byte();
        self.at += 1;
        Ok(match kind {
            Some(plain @ (b'"' | b'\\' | b'/')) => char::from(plain),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let first = self.unit()?;
                let is_high = (0xd800..0xdc00).contains(&first);
                let mut character = char::from_u32(first);
                if is_high && self.text.get(self.at..).is_some_and(|rest| rest.starts_with("\\u")) {
                    let back = self.at;
                    self.at += 2;
                    let second = self.unit()?;
                    if (0xdc00..0xe000).contains(&second) {
                        character = char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00));
                    } else {
                        self.at = back;
                    }
                }
                self.has_half_pair |= character.is_none();
                self.has_nul |= character == Some('\0');
                character.unwrap_or('\u{fffd}')
            }
            _ => {
                self.at -= 1;
                return self.broken("a backslash before a character that needs none");
            }
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Scanned<u32> {
        let digits = self.text.get(self.at..self.at + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(unit) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else {
            return self.broken("four hexadecimal digits are missing after \"\\u\"");
        };
        self.at += 4;
        Ok(unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scalar(text: &str) -> Scanned<Scalar<'_>> {
        let mut scan = Scanner::new(text, 0);
        let value = scan.scalar()?;
        scan.end()?;
        Ok(value)
    }

    #[test]
    fn scalars_are_what_was_typed() {
        for number in ["0", "-12.50", "1e999", "123456789012345678901234567890", "-Infinity", "1E+5"] {
            assert_eq!(scalar(number), Ok(Scalar::Number(number)));
        }
        assert_eq!(scalar(" NaN "), Ok(Scalar::Null));
        assert_eq!(scalar("true"), Ok(Scalar::Flag("true")));
        let text = |json: &str| match scalar(json) {
            Ok(Scalar::Text(text)) => text.into_owned(),
            other => format!("{other:?}"),
        };
        assert_eq!(text(r#""a\"\\\/\n\u00e9\ud83d\ude00""#), "a\"\\/\né😀");
        assert_eq!(text("\"raw\ttab\""), "raw\ttab");
        assert_eq!(text(r#""\ud83dx\u0000\ud800\ud800""#), "\u{fffd}x\0\u{fffd}\u{fffd}");
        for broken in ["", "\"open", "-", "tru", "1 2", r#""\x""#, r#""\u12""#, "nul"] {
            assert!(scalar(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn nesting_ends_at_the_limit() {
        let nested = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
        assert!(Scanner::new(&nested(MOST_NESTED), 0).skip().is_ok());
        assert!(Scanner::new(&nested(MOST_NESTED + 1), 0).skip().unwrap_err().is_deep);
        assert!(Scanner::new(&"[".repeat(200_000), 0).skip().unwrap_err().is_deep);
    }

    #[test]
    fn what_is_missing_is_said() {
        for (text, what) in [
            ("{\"a\":1", "breaks off"),
            ("{\"a\" 1}", "a colon is missing before \"1\""),
            ("{a:1}", "a name in quotes"),
            ("[1 2]", "a comma or closing bracket"),
        ] {
            let broken = Scanner::new(text, 0).skip().unwrap_err();
            assert!(broken.what.contains(what), "{broken:?}");
        }
    }
}
