//! What may be typed after `cargo bench --bench NAME --`.

use anyhow::bail;

/// Words, `--name value` pairs and flags, in any order.
#[derive(Debug, Default)]
pub(crate) struct Options {
    /// Words without a name.
    pub(crate) words: Vec<String>,
    /// Options that take no value.
    pub(crate) flags: Vec<String>,
    named: Vec<(String, String)>,
}

impl Options {
    /// Reads the command line; only the options in `known` exist, and those in `flags`, which take no value.
    ///
    /// # Errors
    /// If an option is unknown or lacks its value; the message is the usage.
    pub(crate) fn read(known: &[&str], flags: &[&str], usage: &str) -> anyhow::Result<Self> {
        let mut options = Self::default();
        // cargo itself adds `--bench`.
        let mut typed = std::env::args().skip(1).filter(|word| word != "--bench");
        while let Some(word) = typed.next() {
            if !word.starts_with("--") {
                options.words.push(word);
                continue;
            }
            if flags.contains(&word.as_str()) {
                options.flags.push(word);
                continue;
            }
            match (known.contains(&word.as_str()), typed.next()) {
                (true, Some(value)) => options.named.push((word, value)),
                _ => bail!("{usage}"),
            }
        }
        Ok(options)
    }

    /// The value of an option, the last one if it was given twice.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.named.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}
