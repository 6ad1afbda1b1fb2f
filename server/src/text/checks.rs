//! `/checks` in a terminal.

use course::exercise::Exercise;
use course::text::{Reader, paragraph};
use protocol::checks::{Checked, Checks};
use protocol::journal::{Entry, Event};

use super::{Paint, clock, cut, shown, visible, wrap};

/// How far what stands under an exercise is set in, where there is no room beside it.
const INDENT: usize = 6;

/// A line for each exercise, under its lesson, and how to go on.
pub(crate) fn list(checks: &Checks, reader: &Reader) -> String {
    let paint = reader.paint;
    let name = checks.checks.iter().map(|one| one.exercise.chars().count()).max().unwrap_or_default();
    let mut text = String::new();
    let mut lesson = None;
    for one in &checks.checks {
        if lesson.replace(&one.lesson) != Some(&one.lesson) {
            text.push_str(&format!("{}\n", paint.strong(&shown(&one.lesson))));
        }
        let (state, by) = match &one.solved_by {
            Some(entry) => (paint.good("solved "), evidence(entry, paint)),
            None => (paint.faint("not yet"), String::new()),
        };
        let exercise = shown(&one.exercise);
        let mut line = format!("  {state}  {exercise:<name$}  {by}").trim_end().to_owned();
        if visible(&line) > reader.width {
            let indent = format!("\n{:INDENT$}", "");
            let by = wrap(&by, reader.width.saturating_sub(INDENT)).replace('\n', &indent);
            line = format!("  {state}  {exercise}{indent}{by}");
        }
        text.push_str(&format!("{line}\n"));
    }
    let solved = checks.checks.iter().filter(|one| one.solved_by.is_some()).count();
    text.push_str(&format!("\n{solved} of {} solved. Times are UTC.\n", checks.checks.len()));
    if let Some(next) = checks.checks.iter().find(|one| one.solved_by.is_none()) {
        text.push_str(&format!("Next:  {}\n", paint.strong(&reader.curl(&path(&next.exercise)))));
    }
    text
}

/// What to do, whether it is done and by what, as many hints as were asked for, and how to go on.
pub(crate) fn one(checked: &Checked, exercise: &Exercise, hints: usize, reader: &Reader) -> String {
    let paint = reader.paint;
    let path = path(&checked.exercise);
    let mut text = format!("{}\n", paragraph("", &exercise.prompt, reader));
    if let Some(entry) = &checked.solved_by {
        let by = format!("{} by {} UTC", paint.good("solved"), evidence(entry, paint));
        text.push_str(&wrap(&by, reader.width));
        text.push_str(&format!("\n\n{}\n", paragraph("", &exercise.solved, reader)));
    } else {
        text.push_str(&format!("{}\n\n", paint.faint("not solved yet")));
    }
    for (index, hint) in exercise.hints.iter().take(hints).enumerate() {
        text.push_str(&format!("{}\n", paragraph(&format!("Hint {}: ", index + 1), hint, reader)));
    }
    if hints >= exercise.hints.len() {
        for step in &exercise.solution {
            text.push_str(&format!("    {}\n", paint.strong(step.of(reader.shell))));
        }
        text.push('\n');
    }
    let mut rows = Vec::new();
    if checked.solved_by.is_none() {
        rows.push(("look again", reader.curl(&path)));
        if hints < exercise.hints.len() {
            let word = if hints == 0 { "a hint" } else { "the next hint" };
            rows.push((word, reader.curl(&format!("{path}?hint={}", hints + 1))));
        }
    } else {
        rows.push(("begin anew", reader.curl(&path).replacen(' ', " -X DELETE ", 1)));
    }
    rows.push(("its lesson", reader.curl(&format!("/lessons/{}", checked.lesson))));
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    for (name, command) in rows {
        text.push_str(&format!("{name:<width$}  {}\n", paint.strong(&command)));
    }
    text
}

/// The path of an exercise.
fn path(exercise: &str) -> String {
    format!("/checks/{}", shown(exercise))
}

/// Which program did it, from which port, and when, in UTC.
pub(super) fn evidence(entry: &Entry, paint: Paint) -> String {
    let program = match &entry.event {
        Event::Request(request) => request.program().unwrap_or("raw bytes").to_owned(),
        Event::Practice(practice) => {
            let name = practice.process.as_ref().and_then(|process| process.name.clone());
            name.unwrap_or_else(|| "a program".to_owned())
        }
    };
    let port = paint.port(&entry.connection.peer.port().to_string());
    let clock = clock(entry.time_ms);
    let seconds = clock.split('.').next().unwrap_or_default();
    format!("{} from port {port} at {seconds}", shown(&cut(&program, 12)))
}
