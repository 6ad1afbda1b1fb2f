//! `loopback-lab check DIR`: the lesson files of a folder, looked through; also done before a course of one's own is served.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use crate::services::lessons::{self, Look};

/// The exit code where lesson files have faults.
pub(crate) const FAULTS: u8 = 5;

/// Prints what is wrong with the lessons of a folder and what would make them better, or that all is well.
#[must_use]
pub fn main(folder: &Path) -> ExitCode {
    let (text, code) = match lessons::look(folder) {
        Ok(look) => {
            let code = if look.is_broken() { ExitCode::from(FAULTS) } else { ExitCode::SUCCESS };
            (report(folder, &look), code)
        }
        Err(error) => (unreadable(folder, &error), ExitCode::from(FAULTS)),
    };
    // Where nobody reads it, the exit code still says it.
    let _ = io::stdout().write_all(text.as_bytes());
    code
}

/// Looks before the lab is started: the number of things that would make the lessons better.
///
/// # Errors
/// What is broken, in words, with where it stands and what to do.
pub(crate) fn before_start(folder: &Path) -> Result<usize, String> {
    let look = lessons::look(folder).map_err(|error| unreadable(folder, &error))?;
    if look.is_broken() { Err(report(folder, &look)) } else { Ok(look.faults.len()) }
}

fn unreadable(folder: &Path, error: &io::Error) -> String {
    format!("{} cannot be read: {error}. Is it a folder of text files in UTF-8?\n", folder.display())
}

fn report(folder: &Path, look: &Look) -> String {
    let mut text = String::new();
    for (file, fault) in &look.faults {
        let place = folder.join(file);
        let line = if fault.line > 0 { format!(":{}", fault.line) } else { String::new() };
        let advice = if fault.is_advice { "advice: " } else { "" };
        // A text grows in memory, where nothing can fail.
        let _ = writeln!(text, "{}{line}: {advice}{}\n    {}", place.display(), fault.what, fault.remedy);
    }
    let advice = look.faults.iter().filter(|(_, fault)| fault.is_advice).count();
    let faults = look.faults.len() - advice;
    let _ = match look.lessons {
        0 => writeln!(
            text,
            "{} has no lesson: a lesson is a file such as 01-hello.md. docs/authoring.md shows how to write one.",
            folder.display()
        ),
        lessons => writeln!(text, "{lessons} {}: {faults} to mend, {advice} to think about.", files(lessons)),
    };
    text
}

const fn files(count: usize) -> &'static str {
    if count == 1 { "lesson" } else { "lessons" }
}
