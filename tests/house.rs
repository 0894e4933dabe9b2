//! Rules of the source tree that no compiler guards.

use crate::support::{repository, text};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Who may use whom: each module of `src` with the modules that it may name, in the order of `src/lib.rs`. Free to all
/// are `error`, `parallel`, `seed` and `models`, which use no stage.
const USES: [(&str, &str); 22] = [
    ("survey", ""),
    ("text", ""),
    ("embedding", "text"),
    ("sentiment", "text embedding"),
    ("alerts", "text"),
    ("settings", "text embedding sentiment"),
    ("themes", "embedding"),
    ("code_frame", "text"),
    ("coding", "text embedding sentiment alerts code_frame"),
    ("draft", "text settings embedding themes sentiment code_frame coding"),
    ("shares", "survey text sentiment alerts code_frame coding"),
    ("closed_question", "survey text settings code_frame coding shares"),
    ("emerging", "text settings embedding themes code_frame coding draft shares"),
    (
        "pipeline",
        "survey text embedding sentiment alerts settings code_frame coding draft shares closed_question",
    ),
    ("waves", "survey text settings code_frame coding shares pipeline"),
    ("proposals", "settings code_frame coding emerging pipeline"),
    ("questionnaires", "text code_frame shares closed_question"),
    (
        "closed_answers",
        "survey text settings code_frame coding shares closed_question emerging pipeline proposals waves",
    ),
    ("files", "survey"),
    (
        "outputs",
        "survey text files sentiment alerts settings code_frame coding shares closed_question closed_answers pipeline waves",
    ),
    (
        "report",
        "survey text files sentiment alerts settings code_frame coding shares closed_question closed_answers emerging pipeline waves proposals",
    ),
    ("exchange", "survey text code_frame coding outputs"),
];

const GROUND: [&str; 4] = ["error", "parallel", "seed", "models"];

/// Most lines of a file, tests apart.
const MOST_LINES: usize = 600;

/// All files below a folder of the repository, builds and version control apart.
fn tree(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![repository(folder)];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            match path.is_dir() {
                true if name != "target" && name != ".git" => folders.push(path),
                true => {}
                false => found.push(path),
            }
        }
    }
    found.sort();
    found
}

/// A path as written in documents: from the repository's root, with slashes.
fn named(path: &Path) -> String {
    let inner = path.strip_prefix(repository("")).unwrap();
    inner.iter().map(|part| part.to_str().unwrap()).collect::<Vec<_>>().join("/")
}

/// Every source file of the library and the program with its code: no comments, and nothing from its tests on.
fn sources() -> Vec<(String, String)> {
    let rust = tree("src").into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs"));
    let sources = rust.filter_map(|path| {
        let name = named(&path);
        let only_for_tests = ["testing.rs", "tests.rs", "fixture.rs"].iter().any(|t| name.ends_with(t));
        let whole = text(&path);
        let code = whole.lines().take_while(|line| line.trim() != "#[cfg(test)]" || name == "src/lib.rs");
        let code: Vec<&str> = code.filter(|line| !line.trim_start().starts_with("//")).collect();
        (!only_for_tests).then(|| (name, code.join("\n")))
    });
    sources.collect()
}

/// The module of `src` that a file belongs to; none for the map itself and the program.
fn module(file: &str) -> Option<&str> {
    let inner = file.strip_prefix("src/").filter(|inner| !inner.starts_with("bin/") && *inner != "lib.rs")?;
    Some(inner.split('/').next()?.trim_end_matches(".rs"))
}

/// Names that follow `crate::`, those in braces too.
fn named_modules(code: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        let list = match rest.strip_prefix('{') {
            Some(inside) => inside.split('}').next().unwrap_or(""),
            None => rest,
        };
        let names = list.split(',').take(if list == rest { 1 } else { usize::MAX });
        for name in names.map(str::trim) {
            let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
            found.insert(&name[..end]);
        }
    }
    found
}

#[test]
fn modules_use_only_what_stands_before_them() {
    for (place, (module, uses)) in USES.iter().enumerate() {
        for used in uses.split_whitespace() {
            let before = USES.iter().position(|(name, _)| name == &used);
            assert!(before.is_some_and(|b| b < place), "the table itself: {module} may not use {used}");
        }
    }
    let mut seen = BTreeSet::new();
    for (file, code) in sources() {
        let Some(module) = module(&file) else { continue };
        seen.insert(module.to_owned());
        let uses = USES.iter().find(|(name, _)| *name == module).map(|(_, uses)| *uses);
        assert!(uses.is_some() || GROUND.contains(&module), "{file}: a module that the table does not know");
        for name in named_modules(&code) {
            let allowed = name == module
                || GROUND.contains(&name)
                || uses.is_some_and(|uses| uses.split_whitespace().any(|used| used == name));
            assert!(allowed, "{file}: {module} may not use crate::{name}");
        }
    }
    for (module, _) in USES {
        assert!(seen.contains(module), "the table knows {module}, which is no longer there");
    }
}

#[test]
fn the_map_in_lib_rs_names_every_module() {
    let map = text(repository("src/lib.rs"));
    for (module, _) in USES.iter().filter(|(module, _)| *module != "settings") {
        assert!(map.contains(&format!("[`{module}`]")), "{module}");
    }
}

#[test]
fn one_file_names_rayon_and_few_touch_the_disk() {
    for (file, code) in sources() {
        assert!(file == "src/parallel.rs" || !code.contains("rayon"), "{file} names rayon");
        let touches =
            ["std::fs", "fs::", "File::", "std::net", "TcpStream"].iter().find(|name| code.contains(**name));
        let may = ["src/files/", "src/outputs/", "src/bin/"].iter().any(|folder| file.starts_with(folder));
        assert!(
            touches.is_none_or(|name| may && !name.contains("et::") && *name != "std::net"),
            "{file}: {touches:?}"
        );
    }
}

#[test]
fn the_program_sees_what_any_user_of_the_library_sees() {
    for (file, code) in sources().iter().filter(|(file, _)| file.starts_with("src/bin/")) {
        assert!(!code.contains("#[path") && !code.contains("include!"), "{file}");
        for name in named_modules(code) {
            assert!(["args", "commands", "progress"].contains(&name), "{file}: crate::{name}");
        }
    }
}

#[test]
fn no_file_is_longer_than_one_sitting() {
    for path in tree("src").into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs")) {
        let file = named(&path);
        if ["testing.rs", "tests.rs", "fixture.rs"].iter().any(|t| file.ends_with(t)) {
            continue;
        }
        let content = text(&path);
        let lines = content.lines().take_while(|line| line.trim() != "#[cfg(test)]").count();
        assert!(lines <= MOST_LINES, "{file}: {lines} lines");
    }
}

#[test]
fn every_path_that_the_readme_names_exists() {
    let readme = text(repository("README.md"));
    let targets = readme.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let inside =
        targets.filter(|t| !t.contains("://") && !t.starts_with('#')).map(|t| t.split('#').next().unwrap());
    // In running text, what stands in backticks and looks like a path of ours.
    let in_code = readme.split('`').skip(1).step_by(2).filter(|token| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
        let ours = ["src/", "data/", "tests/", "models/", "benches/", ".ci/", "LICENSE"]
            .iter()
            .any(|top| token.starts_with(top));
        ours && token.chars().all(plain)
    });
    let mut paths = 0;
    for path in inside.chain(in_code) {
        assert!(repository(path).exists(), "README.md names {path}, which is not there");
        paths += 1;
    }
    assert!(paths > 0, "README.md names the files that it speaks of");
}

#[test]
fn no_text_names_a_place_on_one_machine() {
    // In two parts, or this file would name them too.
    let places = [("/ho", "me/"), ("/Us", "ers/"), ("/ro", "ot/"), ("/wo", "rk/"), ("C:\\Us", "ers")];
    for path in tree("") {
        let small = std::fs::metadata(&path).unwrap().len() < 2 << 20;
        let Some(content) =
            small.then(|| std::fs::read(&path).unwrap()).and_then(|b| String::from_utf8(b).ok())
        else {
            continue;
        };
        // In a work tree apart from its repository, version control leaves a note of where that is.
        if path.file_name().is_some_and(|name| name == ".git") {
            continue;
        }
        for (first, second) in places {
            let place = format!("{first}{second}");
            assert!(!content.contains(&place), "{} names {place}", named(&path));
        }
    }
}
