//! A results folder as one wave of a trend: its people with what its own run said of them, and the frame that said it.

use super::results_folder::RecordedCoding;
use super::saved_frame::FRAME_FILE;
use super::{ResultsFolder, open_frame};
use crate::coding::{SavedFrame, frame_files};
use crate::error::{Error, Result};
use crate::models::hex;
use crate::survey::Study;
use crate::waves::Person;
use sha2::{Digest, Sha256};
use std::fs;

/// The frame of a results folder, as far as it is known what coded its wave.
#[derive(Debug, Clone)]
pub struct FrameOfWave {
    /// The frame that coded the wave; if that is lost, the folder's present one.
    pub saved: SavedFrame,
    /// Whether it is the one that coded the wave.
    pub is_as_coded: bool,
    /// The folder's present frame, with all edits.
    pub present: SavedFrame,
}

/// Edits that are taken back one by one to find the state that coded the wave. Each is a look at the whole frame, a few
/// hundredths of a second; beyond them the wave is coded again, which costs time and changes no figure.
const MOST_TAKEN_BACK: usize = 100;

/// Reads the frame of a results folder and finds the state of it that coded the folder's wave: people may have edited
/// the frame since.
///
/// # Errors
/// As [`open_frame`].
pub fn frame_of_wave(results: &ResultsFolder) -> Result<FrameOfWave> {
    let (folder, present) = open_frame(&results.folder)?;
    let json = folder.join(FRAME_FILE);
    let read = |path: &std::path::Path| fs::read(path).map_err(|e| Error::disk(path, e));
    let wanted = &results.run.facts.frame_sha256;
    // The files themselves first: those of an earlier format are written otherwise today.
    if sha256(&read(&json)?, &read(&json.with_extension("bin"))?) == *wanted {
        return Ok(FrameOfWave { saved: present.clone(), is_as_coded: true, present });
    }
    let mut earlier = present.history.clone();
    for _ in 0..earlier.entries().len().min(MOST_TAKEN_BACK) {
        earlier.undo(1)?;
        let saved = SavedFrame { history: earlier.clone(), model: present.model.clone() };
        if frame_sha256(&saved)? == *wanted {
            return Ok(FrameOfWave { saved, is_as_coded: true, present });
        }
    }
    Ok(FrameOfWave { saved: present.clone(), is_as_coded: false, present })
}

/// SHA-256 over the files of a frame, as a run records it.
///
/// # Errors
/// [`Error::Internal`] if they cannot be written as JSON.
pub fn frame_sha256(saved: &SavedFrame) -> Result<String> {
    let (json, arrays) = frame_files(&saved.history, &saved.model)?;
    Ok(sha256(&json, &arrays))
}

fn sha256(json: &[u8], arrays: &[u8]) -> String {
    hex(&Sha256::new().chain_update(json).chain_update(arrays).finalize())
}

/// The people of a wave with what `coded.csv` says of them.
#[must_use]
pub fn recorded_people<'a>(study: &Study<'a>, codings: &[RecordedCoding]) -> Vec<Person<'a>> {
    let people = study.respondents.iter().zip(codings).map(|(respondent, coding)| Person {
        id: respondent.id,
        weight: respondent.weight,
        in_base: coding.status.counts_in_base(),
        codes: coding.codes.clone(),
        sentiment: coding.sentiment_score,
        score: respondent.score,
    });
    people.collect()
}
