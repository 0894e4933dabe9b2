//! Identifiers made of what a question says: the same question gets the same ones on any day.

use sha2::{Digest, Sha256};

/// Sixteen hexadecimal digits of a hash of `content`.
pub(super) fn hash(content: &[u8]) -> String {
    let [high, _] = halves(content);
    format!("{high:016x}")
}

/// A UUID for one use of `content`: version 8, whose bits are ours to choose. Source: RFC 9562, section 5.8.
pub(super) fn uuid(used_as: &str, content: &[u8]) -> String {
    let [high, low] = halves(&[used_as.as_bytes(), b"\0", content].concat());
    let (high, low) = (high & 0xffff_ffff_ffff_0fff | 0x8000, low & 0x3fff_ffff_ffff_ffff | 1 << 63);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}

/// The first sixteen bytes of a SHA-256.
fn halves(content: &[u8]) -> [u64; 2] {
    let digest = Sha256::digest(content);
    let mut halves = [0; 2];
    for (half, bytes) in halves.iter_mut().zip(digest.chunks(8)) {
        *half = bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
    }
    halves
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_those_of_the_content() {
        // The first digits of SHA-256 of "abc", from FIPS 180-2, appendix B.1.
        assert_eq!(hash(b"abc"), "ba7816bf8f01cfea");
        let id = uuid("options", b"x");
        assert_eq!(id, uuid("options", b"x"));
        assert_ne!(id, uuid("scale", b"x"));
        assert_eq!(id.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert_eq!(&id[14..15], "8");
        assert!("89ab".contains(&id[19..20]), "{id}");
    }
}
