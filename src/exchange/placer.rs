//! Answers placed by the frame's own coder.

use super::Placer;
use crate::code_frame::{CodeFrame, CodeNumber, Edit, NewCode};
use crate::coding::{Coder, CodingModel};
use crate::error::Result;
use crate::parallel::Threads;
use crate::text::Language;

/// Places examples by the model of a saved frame, which is loaded when the first example asks for it.
#[derive(Debug)]
pub struct CoderPlacer<'m> {
    frame: &'m CodeFrame,
    model: &'m CodingModel,
    threads: &'m Threads,
    coder: Option<Coder<'m>>,
}

impl<'m> CoderPlacer<'m> {
    /// A placer for this frame as it was before the import.
    #[must_use]
    pub fn new(frame: &'m CodeFrame, model: &'m CodingModel, threads: &'m Threads) -> Self {
        Self { frame, model, threads, coder: None }
    }

    fn coder(&mut self) -> Result<&mut Coder<'m>> {
        let coder = match self.coder.take() {
            Some(coder) => coder,
            None => Coder::new(self.frame, self.model)?,
        };
        Ok(self.coder.insert(coder))
    }
}

impl Placer for CoderPlacer<'_> {
    fn example(&mut self, code: CodeNumber, text: &str, carries: bool) -> Result<Edit> {
        let threads = self.threads;
        self.coder()?.example(code, text, None, carries, threads)
    }

    fn code(&mut self, frame: &CodeFrame, label: (Language, &str), examples: &[&str]) -> Result<NewCode> {
        let threads = self.threads;
        self.coder()?.code_of_examples(frame, label, examples, None, threads)
    }
}
