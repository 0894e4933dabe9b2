//! `openend question`: the closed question of a finished run, shown or written for a survey tool.

use super::results::{language, say};
use crate::args::{CloseQuestion, ClosingOptions};
use openend::closed_question::{AnswerFormat, ChooseBy, ClosedQuestion, Closing, read_question};
use openend::code_frame::CodeNumber;
use openend::outputs::{close_results, open_results, save_files};
use openend::questionnaires::{QuestionFormat, export};
use openend::report::{QuestionCardInput, question_card};
use openend::text::Language;
use openend::{Error, Settings};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// Runs the command.
pub(crate) fn run(options: &CloseQuestion) -> anyhow::Result<()> {
    let languages = languages(&options.language)?;
    let question = question(options, &languages)?;
    let text = match &options.format {
        Some(name) => written(options, &question, name, &languages)?,
        None if options.output.is_some() => {
            return Err(Error::settings("--output", "name the format of the file with --format").into());
        }
        None => shown(options, &question, &languages)?,
    };
    if options.quiet { Ok(()) } else { say(&text) }
}

/// Each language once.
fn languages(typed: &[String]) -> Result<Vec<Language>, Error> {
    let mut languages = Vec::new();
    for typed in typed {
        let language = language("--language", typed)?;
        if languages.contains(&language) {
            return Err(Error::settings("--language", format!("{} stands twice", language.tag())));
        }
        languages.push(language);
    }
    Ok(languages)
}

/// Writes the files, and says what the format cannot carry and where they are.
fn written(
    options: &CloseQuestion,
    question: &ClosedQuestion,
    format: &str,
    languages: &[Language],
) -> Result<String, Error> {
    let format = QuestionFormat::named(format);
    let format = format.ok_or_else(|| Error::settings("--format", "no such format"))?;
    let exported = export(question, format, languages)?;
    let to = options.output.clone().unwrap_or_else(|| usual(&options.results, format));
    let files: Vec<(PathBuf, &[u8])> = exported
        .files
        .iter()
        .map(|file| {
            let language = file.language.filter(|_| exported.files.len() > 1);
            (named(&to, language), file.bytes.as_slice())
        })
        .collect();
    save_files(&files, "--output", options.force)?;
    let mut text = String::new();
    for note in &exported.notes {
        let _ = writeln!(text, "  {}", openend::escape(note));
    }
    for (path, _) in &files {
        let _ = writeln!(text, "  {}", openend::escape(&path.display().to_string()));
    }
    Ok(text)
}

/// The question for the terminal.
fn shown(
    options: &CloseQuestion,
    question: &ClosedQuestion,
    languages: &[Language],
) -> Result<String, Error> {
    let wanted = languages.first().or(question.languages.first()).copied().unwrap_or(Language::EN);
    if !question.languages.contains(&wanted) {
        let known: Vec<&str> = question.languages.iter().map(|language| language.tag()).collect();
        let message = format!("the question is not worded in {}; it has {}", wanted.tag(), known.join(", "));
        return Err(Error::settings("--language", message));
    }
    let place = openend::escape(&options.results.display().to_string());
    let place = if place.contains(' ') { format!("\"{place}\"") } else { place };
    let formats = QuestionFormat::ALL.map(QuestionFormat::name);
    let input = QuestionCardInput {
        question,
        language: wanted,
        place: &place,
        is_folder: options.results.is_dir(),
        formats: &formats,
    };
    // 100 where standard output is no terminal.
    let width = console::Term::stdout().size_checked().map_or(100, |(_, columns)| columns.into());
    Ok(question_card(&input, width, std::io::stdout().is_terminal()))
}

/// The question: closed as typed, or read.
fn question(options: &CloseQuestion, languages: &[Language]) -> Result<ClosedQuestion, Error> {
    if options.results.is_dir() {
        let results = open_results(&options.results)?;
        let settings = &results.run.facts.settings;
        return close_results(&results, &closing(&options.closing, languages, settings)?);
    }
    let file = options.results.display().to_string();
    let bytes = std::fs::read(&options.results).map_err(|error| {
        Error::input(
            &file,
            format!("cannot be read ({error}): name a results folder of openend, or its question.json"),
        )
    })?;
    let mut question = read_question(&bytes, &file)?;
    question.look_over();
    if let Some(option) = typed(&options.closing) {
        let message = format!("{file} is closed already: name the results folder to close its question anew");
        return Err(Error::settings(option, message));
    }
    Ok(question)
}

/// The first option that says how to close.
fn typed(closing: &ClosingOptions) -> Option<&'static str> {
    let all = [
        ("--options", closing.options.is_some()),
        ("--min-share", closing.min_share.is_some()),
        ("--keep", !closing.keep.is_empty()),
        ("--leave-out", !closing.leave_out.is_empty()),
        ("--choose", closing.choose.is_some()),
        ("--answer", closing.answer.is_some()),
        ("--stem", !closing.stem.is_empty()),
        ("--by-net", closing.by_net),
        ("--no-none", closing.no_none),
        ("--dont-know", closing.dont_know.is_some()),
        ("--prefer-not", closing.prefer_not),
    ];
    all.into_iter().find(|(_, is_typed)| *is_typed).map(|(option, _)| option)
}

fn closing(typed: &ClosingOptions, languages: &[Language], settings: &Settings) -> Result<Closing, Error> {
    let numbers = |typed: &[u16]| typed.iter().copied().map(CodeNumber).collect();
    let usual = Closing::of(settings);
    Ok(Closing {
        min_share: typed.min_share.unwrap_or(usual.min_share),
        options: typed.options.unwrap_or(usual.options),
        keep: numbers(&typed.keep),
        leave_out: numbers(&typed.leave_out),
        choose: match typed.choose.as_deref() {
            Some("reach") => ChooseBy::Reach,
            _ => ChooseBy::Share,
        },
        answer: match typed.answer.as_deref() {
            Some("single") => AnswerFormat::Single,
            Some("yes-no") => AnswerFormat::YesNo,
            _ => AnswerFormat::Multiple,
        },
        stem: stems(&typed.stem, languages.first().copied().or(settings.label_language))?,
        languages: languages.to_vec(),
        by_net: typed.by_net,
        none: !typed.no_none,
        dont_know: typed.dont_know.as_deref().map(|typed| typed == "yes"),
        prefer_not: typed.prefer_not,
        confidence: usual.confidence,
    })
}

/// `vi=…` is the stem in Vietnamese; a text without a language before its first equals sign is that of the main one.
fn stems(typed: &[String], main: Option<Language>) -> Result<BTreeMap<Language, String>, Error> {
    let mut stems = BTreeMap::new();
    for text in typed {
        let tagged = text.split_once('=').and_then(|(tag, rest)| Some((Language::parse(tag)?, rest)));
        let (language, text) = tagged.or(main.map(|main| (main, text.as_str()))).ok_or_else(|| {
            Error::settings("--stem", "say which language it is in: en=What …, or name it with --language")
        })?;
        if stems.insert(language, text.trim().to_owned()).is_some() {
            let message = format!("two stems in {}", language.tag());
            return Err(Error::settings("--stem", message));
        }
    }
    Ok(stems)
}

/// `question.xlsform.xlsx` in the folder, or beside the file.
fn usual(results: &Path, format: QuestionFormat) -> PathBuf {
    let folder = if results.is_dir() { results } else { results.parent().unwrap_or(Path::new("")) };
    folder.join(format!("question.{}.{}", format.name(), format.ending()))
}

/// `question.txt` → `question.vi.txt`.
fn named(to: &Path, language: Option<Language>) -> PathBuf {
    let Some(language) = language else { return to.to_owned() };
    let mut name = to.file_stem().unwrap_or_default().to_owned();
    name.push(format!(".{}", language.tag()));
    if let Some(ending) = to.extension() {
        name.push(".");
        name.push(ending);
    }
    to.with_file_name(name)
}
