//! The programs of others that judge what we write: installed once under target/checkers, in the versions that were tried.
//!
//! Where Python, Node or Java is missing, or nothing can be downloaded, a test that needs them says on standard error that it
//! is skipped. `.ci/run` lists in target/checkers/required what must not be skipped.

use crate::support::{repository, text};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// A Python with the packages of tests/checkers/requirements.txt, for the test called `test`; none if the test is skipped.
pub(crate) fn python(test: &str) -> Option<PathBuf> {
    static INSTALLED: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let installed = INSTALLED.get_or_init(|| {
        installed("Python", "requirements.txt", &["python3", "python"], |command, list, folder| {
            run(command.args(["-m", "venv"]).arg(folder))?;
            let python = inside(folder).ok_or("the virtual environment has no Python")?;
            let quick = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"];
            let quick = quick.into_iter().chain(["--retries", "0", "--timeout", "10", "-r"]);
            run(Command::new(python).args(quick).arg(list))
        })
    });
    usable(test, "Python", installed).and_then(|folder| inside(&folder))
}

/// The folder whose node_modules holds the packages of tests/checkers/package.json; none if the test is skipped.
pub(crate) fn node(test: &str) -> Option<PathBuf> {
    static INSTALLED: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let installed = INSTALLED.get_or_init(|| {
        installed("Node", "package.json", &["node"], |_, list, folder| {
            fs::create_dir_all(folder).and_then(|()| fs::copy(list, folder.join("package.json"))).unwrap();
            let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
            let quick = ["--fetch-retries=0", "--fetch-timeout=10000", "--loglevel=error"];
            let plain = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"];
            run(npm.arg("install").args(plain).args(quick).current_dir(folder))
        })
    });
    usable(test, "Node", installed)
}

/// Whether Java is there; if not, the test or the part of it called `test` is skipped.
pub(crate) fn java(test: &str) -> bool {
    static FOUND: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let found = FOUND.get_or_init(|| match run(Command::new("java").arg("-version")) {
        Ok(()) => Ok(PathBuf::new()),
        Err(_) => Err("no Java".into()),
    });
    usable(test, "Java", found).is_some()
}

/// Runs the Python script tests/checkers/`script`; it must succeed. Returns what it printed; none if the test is skipped.
pub(crate) fn check_by_python(script: &str, arguments: &[&Path]) -> Option<String> {
    let mut command = Command::new(python(script)?);
    // -B: nothing is left beside the scripts.
    Some(checked(command.arg("-B").arg(repository("tests/checkers").join(script)).args(arguments)))
}

/// Runs the Node script tests/checkers/`script`; it must succeed. Returns what it printed; none if the test is skipped.
/// The script finds its packages from the folder that is its first argument.
pub(crate) fn check_by_node(script: &str, arguments: &[&Path]) -> Option<String> {
    let folder = node(script)?;
    let mut command = Command::new("node");
    Some(checked(command.arg(repository("tests/checkers").join(script)).arg(folder).args(arguments)))
}

fn checked(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let [said, complaint] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    assert!(output.status.success(), "{command:?}\n{said}\n{complaint}");
    said.into_owned()
}

/// What was installed, or the reason for skipping, which is said; a required checker must be there.
#[allow(clippy::print_stderr, reason = "a skipped test says so")]
fn usable(test: &str, runtime: &str, installed: &Result<PathBuf, String>) -> Option<PathBuf> {
    let why = match installed {
        Ok(folder) => return Some(folder.clone()),
        Err(why) => why,
    };
    let required = fs::read_to_string(repository("target/checkers/required")).unwrap_or_default();
    assert!(!required.lines().any(|line| line == runtime), "{test}: {why}");
    eprintln!("{test}: skipped: {why}");
    None
}

/// Installs what tests/checkers/`list` names by `install(command, list, folder)`, once for all tests and processes.
fn installed(
    runtime: &str,
    list: &str,
    commands: &[&str],
    install: impl Fn(&mut Command, &Path, &Path) -> Result<(), String>,
) -> Result<PathBuf, String> {
    let answers = |name: &&&str| run(Command::new(name).arg("--version")).is_ok();
    let command = commands.iter().find(answers).ok_or_else(|| format!("no {runtime}"))?;
    let checkers = repository("target/checkers");
    fs::create_dir_all(&checkers).unwrap();
    let name = runtime.to_lowercase();
    let lock = File::create(checkers.join(format!("{name}.lock"))).unwrap();
    // Freed when the file closes.
    lock.lock().unwrap();
    let (folder, done) = (checkers.join(&name), checkers.join(format!("{name}.installed")));
    let list = repository("tests/checkers").join(list);
    if fs::read_to_string(&done).is_ok_and(|before| before == text(&list)) {
        return Ok(folder);
    }
    let _ = fs::remove_dir_all(&folder);
    install(&mut Command::new(command), &list, &folder)
        .map_err(|why| format!("the checkers could not be installed ({why})"))?;
    fs::copy(&list, done).unwrap();
    Ok(folder)
}

/// Runs a command to its end; the last line of its complaint if it fails.
fn run(command: &mut Command) -> Result<(), String> {
    let output: Output = command.stdin(Stdio::null()).output().map_err(|error| error.to_string())?;
    let complaint =
        String::from_utf8_lossy(&output.stderr).trim().lines().last().unwrap_or("no reason given").to_owned();
    if output.status.success() { Ok(()) } else { Err(complaint) }
}

/// The Python of a virtual environment.
fn inside(folder: &Path) -> Option<PathBuf> {
    ["bin/python", "Scripts/python.exe"].map(|name| folder.join(name)).into_iter().find(|path| path.exists())
}
