//! The packages that the project is built on, each by what would no longer happen without it.

use openend::code_frame::{CodeFrame, CodeNumber, History};
use openend::coding::{CodingModel, frame_files, read_frame};
use openend::embedding::{EmbeddingMatrix, StaticVectors};
use openend::text::{Collocations, Language, Stemmer, Words};
use openend::themes::{ThemeSettings, find_themes, parts};
use openend::{Seed, Settings, Threads};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let dot = |x: &[f32], y: &[f32]| x.iter().zip(y).map(|(p, q)| p * q).sum::<f32>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

/// Points around the axes of a space, row by row: `each` around every one of `axes`, off it as `offset` says.
fn clouds(axes: &[usize], each: usize, dims: usize, offset: impl Fn(usize) -> [f32; 2]) -> EmbeddingMatrix {
    let mut values = Vec::new();
    for &axis in axes {
        for point in 0..each {
            let mut row = vec![0.0f32; dims];
            row[axis] = 1.0;
            [row[dims - 1], row[dims - 2]] = offset(point);
            let length = row.iter().map(|v| v * v).sum::<f32>().sqrt();
            values.extend(row.iter().map(|v| v / length));
        }
    }
    EmbeddingMatrix { dims, values }
}

/// `tokenizers`: any text of any language becomes rows of the shipped vectors, unknown words piece by piece.
#[test]
fn tokenizers_turns_text_into_rows_of_the_vectors() {
    let vectors = StaticVectors::shipped().unwrap();
    let mean = |text: &str| vectors.mean(&vectors.tokens(text));
    for (one, like, unlike) in [
        ("the prices are too high", "everything is so expensive", "parking outside the shop"),
        ("friendly staff", "店员很热情", "停车很难"),
        ("late delivery", "giao hàng trễ", "nhân viên thân thiện"),
        ("kallis hind", "expensive price", "friendly staff"),
    ] {
        let (near, far) = (cosine(&mean(one), &mean(like)), cosine(&mean(one), &mean(unlike)));
        assert!(near > far, "{one}: {near} to {like}, {far} to {unlike}");
    }
    let pieces = vectors.tokens("unparkableness");
    assert!(pieces.len() > 1, "an unknown word is read in pieces: {pieces:?}");
    assert!(vectors.tokens("").is_empty());
}

/// `rust-stemmers`: forms of a word are one word in the languages that it knows.
#[test]
fn rust_stemmers_joins_the_forms_of_a_word() {
    for (tag, forms) in [
        ("en", ["waiting", "waited", "waits"]),
        ("de", ["preise", "preisen", "preises"]),
        ("fr", ["attentes", "attente", "attentes"]),
        ("es", ["precios", "precio", "precios"]),
        ("pt", ["preços", "preço", "preços"]),
        ("it", ["prezzi", "prezzo", "prezzi"]),
        ("nl", ["prijzen", "prijzen", "prijzen"]),
        ("fi", ["palvelu", "palvelun", "palvelut"]),
        ("sv", ["priser", "priserna", "prisernas"]),
        ("ru", ["очередь", "очереди", "очередью"]),
    ] {
        let stemmer = Stemmer::new(Language::from_tag(tag).unwrap());
        let stems: Vec<_> = forms.iter().map(|form| stemmer.stem(form)).collect();
        assert!(stems.iter().all(|stem| *stem == stems[0]), "{tag}: {stems:?}");
        assert!(stems.iter().zip(forms).any(|(stem, form)| *stem != form), "{tag}: {stems:?}");
    }
    let collocations = Collocations::default();
    let words = Words::new(Language::EN, &collocations);
    let stems: Vec<String> = words.of("deliveries delivery").iter().map(|w| w.stem.to_string()).collect();
    assert!(stems.len() == 2 && stems[0] == stems[1], "the words of a clause are stemmed: {stems:?}");
}

/// `linfa` and `linfa-clustering`: the parts of a theme have their centres in the middle of their clouds.
#[test]
fn linfa_moves_the_centres_of_parts_into_the_middle_of_their_clouds() {
    // Two clouds and two strays between them. The seeds are the stray in the middle and the first cloud: by those
    // alone, both strays and the second cloud would be one part.
    let degrees = [vec![0.0f32; 30], vec![9.0, 12.0], vec![23.0; 30]].concat();
    let values = degrees.iter().flat_map(|d| [d.to_radians().cos(), d.to_radians().sin()]).collect();
    let rows: Vec<usize> = (0..degrees.len()).collect();
    let found = parts(&EmbeddingMatrix { dims: 2, values }, &rows, 2);
    assert_eq!(found[30], found[0], "the nearer stray belongs to the first cloud");
    assert_eq!(found[31], found[32], "the other one to the second");
    assert_ne!(found[0], found[32]);
}

/// `ndarray`: the products of all pairs, on which the neighbours of every clause rest.
#[test]
fn ndarray_finds_the_neighbours_that_make_themes() {
    let axes = [0, 1, 2, 3];
    let matrix = clouds(&axes, 40, 16, |point| [0.02 * (point % 5) as f32, 0.03 * (point % 7) as f32]);
    let themes = find_themes(&matrix, &[], &ThemeSettings::default(), Seed(1), &Threads::new(2).unwrap());
    assert!(themes.len() >= axes.len());
    let mut cloud_of = vec![None; themes.len()];
    let members = themes.member.iter().enumerate().filter_map(|(row, theme)| Some((row, (*theme)?)));
    for (row, theme) in members {
        let cloud = cloud_of[theme as usize].get_or_insert(row / 40);
        assert_eq!(*cloud, row / 40, "a theme of two clouds");
    }
}

/// `rayon`: two pieces of work are done at the same time, each waiting for the other to begin.
#[test]
fn rayon_works_on_two_chunks_at_once() {
    let threads = Threads::new(2).unwrap();
    assert_eq!(threads.count(), 2);
    let (begun, changed) = (Mutex::new(0), Condvar::new());
    let met = threads.map_chunks(&[1, 2], 1, |_, _| {
        let mut count = begun.lock().unwrap();
        *count += 1;
        changed.notify_all();
        let (count, _) =
            changed.wait_timeout_while(count, Duration::from_secs(20), |count| *count < 2).unwrap();
        *count == 2
    });
    assert_eq!(met, [true, true]);
}

/// `serde`: a frame and its settings leave the program as text and come back as they were.
#[test]
fn serde_brings_a_frame_back_as_it_was() {
    let frame = CodeFrame {
        question: "Why \"so\"?".into(),
        languages: vec![Language::VI, Language::ZH_HANT],
        label_language: Language::VI,
        codes: vec![],
        nets: vec![],
        places: vec![],
        pins: vec![],
        worded: std::collections::BTreeSet::new(),
    };
    let model = CodingModel {
        languages: frame.languages.clone(),
        thresholds: [(CodeNumber(3), 0.1), (CodeNumber(20), 1.0 / 3.0)].into(),
        prototypes: vec![CodeNumber(3), CodeNumber(20)],
        places: EmbeddingMatrix { dims: 1, values: vec![1.0, -0.1] },
        collocations: Collocations::learn(std::iter::repeat_n("nhân viên rất tốt".split(' '), 50)),
        ..CodingModel::default()
    };
    let (json, arrays) = frame_files(&History::new(frame.clone()), &model).unwrap();
    let saved = read_frame(&json, &arrays).unwrap();
    assert_eq!((saved.frame(), &saved.model), (&frame, &model));
    let settings = serde_json::to_value(Settings::default()).unwrap();
    assert_eq!(settings["min-share"], 2.0);
}
