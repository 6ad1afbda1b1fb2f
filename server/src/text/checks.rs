//! `/checks` in a terminal.

use course::exercise::Exercise;
use course::model::{Text, plain};
use course::shell::Shell;
use protocol::checks::{Checked, Checks};
use protocol::journal::{Entry, Event};

use super::{Paint, WIDTH, clock, cut, shown, wrap};

/// A line for each exercise, under its lesson, and how to go on.
pub(crate) fn list(checks: &Checks, lab: &str, paint: Paint) -> String {
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
        let line = format!("  {state}  {:<name$}  {by}", shown(&one.exercise));
        text.push_str(&format!("{}\n", line.trim_end()));
    }
    let solved = checks.checks.iter().filter(|one| one.solved_by.is_some()).count();
    text.push_str(&format!("\n{solved} of {} solved. Times are UTC.\n", checks.checks.len()));
    if let Some(next) = checks.checks.iter().find(|one| one.solved_by.is_none()) {
        text.push_str(&format!("Next:  {}\n", paint.strong(&curl(lab, &next.exercise, ""))));
    }
    text
}

/// What to do, whether it is done and by what, as many hints as were asked for, and how to go on.
pub(crate) fn one(checked: &Checked, exercise: &Exercise, hints: usize, lab: &str, paint: Paint) -> String {
    let name = &checked.exercise;
    let mut text = format!("{}\n\n", set(&exercise.prompt));
    if let Some(entry) = &checked.solved_by {
        text.push_str(&format!(
            "{} by {} UTC\n\n{}\n\n",
            paint.good("solved"),
            evidence(entry, paint),
            set(&exercise.solved)
        ));
    } else {
        text.push_str(&format!("{}\n\n", paint.faint("not solved yet")));
    }
    for (index, hint) in exercise.hints.iter().take(hints).enumerate() {
        text.push_str(&format!("{}\n\n", wrap(&format!("Hint {}: {}", index + 1, plain(hint)), WIDTH)));
    }
    if hints >= exercise.hints.len() {
        for step in &exercise.solution {
            text.push_str(&format!("    {}\n", paint.strong(step.of(Shell::here()))));
        }
        text.push('\n');
    }
    let mut rows = Vec::new();
    if checked.solved_by.is_none() {
        rows.push(("look again", curl(lab, name, "")));
        if hints < exercise.hints.len() {
            let word = if hints == 0 { "a hint" } else { "the next hint" };
            rows.push((word, curl(lab, name, &format!("?hint={}", hints + 1))));
        }
    } else {
        rows.push(("begin anew", curl(lab, name, "").replacen("curl", "curl -X DELETE", 1)));
    }
    rows.push(("its lesson", format!("curl {lab}/lessons/{}", checked.lesson)));
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    for (name, command) in rows {
        text.push_str(&format!("{name:<width$}  {}\n", paint.strong(&command)));
    }
    text
}

fn set(text: &Text) -> String {
    wrap(&plain(text), WIDTH)
}

/// The command that asks for an exercise; a query in it is quoted, as some shells take `?` for a pattern.
fn curl(lab: &str, exercise: &str, query: &str) -> String {
    let address = format!("{lab}/checks/{}{query}", shown(exercise));
    if query.is_empty() { format!("curl {address}") } else { format!("curl \"{address}\"") }
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
