//! Which of the program's engines a bench measures.

use super::options::Options;
use anyhow::bail;
use openend::Settings;

/// An engine by name, or none for the program's default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Engine(Option<String>);

impl Engine {
    /// The engines of `--engine NAME,NAME`, or the default alone.
    pub(crate) fn all(options: &Options) -> Vec<Self> {
        let names = options.value("--engine").map(|names| names.split(','));
        names.map_or(vec![Self(None)], |names| names.map(|name| Self(Some(name.to_owned()))).collect())
    }

    /// The engine of this name.
    #[allow(dead_code, reason = "only the speed bench names one itself")]
    pub(crate) fn named(name: &str) -> Self {
        Self(Some(name.to_owned()))
    }

    /// As printed.
    pub(crate) fn name(&self) -> &str {
        self.0.as_deref().unwrap_or("default")
    }

    /// As typed after `openend analyze`.
    pub(crate) fn arguments(&self) -> Vec<&str> {
        self.0.as_deref().map_or(Vec::new(), |name| vec!["--engine", name])
    }

    /// As the library wants it.
    ///
    /// # Errors
    /// If the library has no such engine.
    pub(crate) fn settings(&self) -> anyhow::Result<Settings> {
        match &self.0 {
            None => Ok(Settings::default()),
            Some(name) => {
                let engine = openend::embedding::Engine::ALL.into_iter().find(|engine| engine.name() == name);
                let Some(engine) = engine else { bail!("the library has no engine named {name}") };
                Ok(Settings { engine: Some(engine), ..Settings::default() })
            }
        }
    }
}
