//! One timed run of a program, with the most memory it held.

use super::engine::Engine;
use anyhow::{Context, bail};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How often a running program is looked at: the error of its seconds.
const LOOK: Duration = Duration::from_millis(2);

/// What a run took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    /// Wall-clock time from start to end.
    pub(crate) seconds: f64,
    /// Most resident memory in megabytes (2^20 bytes); none where the system has no `/proc`.
    pub(crate) peak_mb: Option<f64>,
}

/// Runs `openend analyze` on `input`, which has a column `text`, into `out`.
///
/// # Errors
/// If it cannot be started or fails.
pub(crate) fn analyze(input: &Path, out: &Path, engine: &Engine, more: &[&str]) -> anyhow::Result<Run> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_openend"));
    command.arg("analyze").arg(input).arg("--out").arg(out);
    timed(command.args(["--text", "text", "--force", "--quiet"]).args(engine.arguments()).args(more))
}

/// Runs `openend code` on `input`, which has a column `text`, with the frame in `frame`, into `out`.
///
/// # Errors
/// If it cannot be started or fails.
pub(crate) fn code(input: &Path, frame: &Path, out: &Path, more: &[&str]) -> anyhow::Result<Run> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_openend"));
    command.arg("code").arg(input).arg("--frame").arg(frame).arg("--out").arg(out);
    timed(command.args(["--text", "text", "--force", "--quiet"]).args(more))
}

/// Runs a command to its end.
///
/// # Errors
/// If it cannot be started or fails.
pub(crate) fn timed(command: &mut Command) -> anyhow::Result<Run> {
    let name = command.get_program().to_string_lossy().into_owned();
    let start = Instant::now();
    let mut child =
        command.stdout(Stdio::null()).spawn().with_context(|| format!("{name} cannot be started"))?;
    let mut peak_mb = None;
    let status = loop {
        // The kernel keeps the high-water mark, so only growth in the last look is missed.
        peak_mb = high_water_mb(&child).or(peak_mb);
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(LOOK);
    };
    let seconds = start.elapsed().as_secs_f64();
    if !status.success() {
        bail!("{name} failed: {status}");
    }
    Ok(Run { seconds, peak_mb })
}

fn high_water_mb(child: &Child) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok()? / 1024.0)
}
