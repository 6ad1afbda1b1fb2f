//! `/incidents` in a terminal.

use protocol::incidents::{Case, Incident, Log, Question, Verdict};

use super::{Paint, WIDTH, table, wrap};

/// Where the log is, what to find out, and how to say it. `lab` is the authority that the client asked for.
pub(crate) fn case(case: &Case, lab: &str, paint: Paint) -> String {
    let number = case.case;
    let kinds: Vec<_> = case.kinds.iter().map(|kind| Incident::word(*kind)).collect();
    let mut text = format!("{}\n\n", paint.strong(&format!("Case {number}, made up for practice")));
    text.push_str(&table(&[
        ("log", format!("{} lines", case.lines)),
        ("kind", format!("one of {}", kinds.join(", "))),
        ("source", "the address that it comes from".to_owned()),
        ("line", "the number of the line in which it begins".to_owned()),
        ("succeeded", "yes or no: whether it got what it was after".to_owned()),
    ]));
    let answer = format!("http://{lab}/incidents/{number}/answer?kind=&source=&line=&succeeded=");
    for (what, command) in [
        ("Read its log:", format!("curl http://{lab}{}", case.log)),
        ("Say what you found, with a value behind each equals sign:", format!("curl -X POST \"{answer}\"")),
    ] {
        text.push_str(&format!("\n{what}\n\n    {}\n", paint.command(&command)));
    }
    text
}

/// Its lines.
pub(crate) fn log(log: &Log, _: Paint) -> String {
    log.lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Each part with why it is right, or what was taken for it.
pub(crate) fn verdict(verdict: &Verdict, paint: Paint) -> String {
    let mut text = String::new();
    for part in &verdict.parts {
        let mark = if part.right { paint.good("right") } else { paint.bad("wrong") };
        let indent = format!("\n{:18}", "");
        let because = wrap(&part.because, WIDTH - 18).replace('\n', &indent);
        text.push_str(&format!("{mark}  {:<9}  {because}\n", name(part.question)));
    }
    let end = if verdict.solved { "The case is solved." } else { "Not solved yet. Look again." };
    text.push_str(&format!("\n{end}\n"));
    text
}

const fn name(question: Question) -> &'static str {
    match question {
        Question::Kind => "kind",
        Question::Source => "source",
        Question::Line => "line",
        Question::Succeeded => "succeeded",
    }
}
