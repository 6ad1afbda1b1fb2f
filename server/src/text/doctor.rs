//! `GET /doctor` in a terminal.

use protocol::doctor::{Diagnosis, Finding, Outcome, Step, curl_arguments};

use super::{Paint, WIDTH, cut, duration, shown, wrap};

/// Where the text of a step begins.
const INDENT: usize = 4;

/// How many columns a fact's name takes at most.
const MOST_NAME: usize = 28;

/// The steps in order, the one that fails with its remedy, then the command that shows the same.
pub(crate) fn render(diagnosis: &Diagnosis, paint: Paint) -> String {
    let mut text = String::new();
    for step in &diagnosis.steps {
        text.push_str(&one(step, paint));
    }
    let verdict = match diagnosis.finding {
        Finding::Answered => paint.good(diagnosis.finding.word()),
        Finding::Redirected | Finding::ErrorStatus => paint.strong(diagnosis.finding.word()),
        _ => paint.bad(diagnosis.finding.word()),
    };
    text.push_str(&format!("\nfinding  {verdict} after {}\n", duration(diagnosis.elapsed_us)));
    if let Some(url) = &diagnosis.url {
        let exit = diagnosis.curl_exit.map(|exit| format!("  (ends with {exit})")).unwrap_or_default();
        text.push_str(&format!("the same {}{exit}\n", paint.strong(&command(url))));
    }
    text
}

/// The command, its last argument in quotes where a shell would read more into it than a word.
fn command(url: &str) -> String {
    let plain = url.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":/.-_~%".contains(&byte));
    let arguments = curl_arguments(url);
    let quoted = arguments.iter().map(|one| match one == url && !plain {
        true => format!("'{}'", one.replace('\'', "%27")),
        false => one.clone(),
    });
    format!("curl {}", quoted.collect::<Vec<_>>().join(" "))
}

fn one(step: &Step, paint: Paint) -> String {
    let word = step.outcome.word();
    let word = match step.outcome {
        Outcome::Passed => paint.good(word),
        Outcome::Noted => paint.strong(word),
        Outcome::Failed => paint.bad(word),
        Outcome::Skipped | Outcome::NotReached => paint.faint(word),
    };
    let took = step.elapsed_us.map(|us| format!("  {}", duration(us))).unwrap_or_default();
    let errno = step.errno.as_ref().map(|errno| format!("  {errno}")).unwrap_or_default();
    let mut text = format!("{:<11}  {word}{errno}{took}\n", step.stage.name());
    if step.outcome == Outcome::Skipped || step.outcome == Outcome::NotReached {
        return text;
    }
    text.push_str(&indented(&shown(&step.said)));
    let width =
        step.facts.iter().map(|fact| fact.name.chars().count()).max().unwrap_or_default().min(MOST_NAME);
    for fact in &step.facts {
        let name = cut(&shown(&fact.name), MOST_NAME);
        let value = paint.notation(&cut(&shown(&fact.value), WIDTH - INDENT - width - 2));
        text.push_str(&format!("{:INDENT$}{name:<width$}  {value}\n", ""));
    }
    if let Some(remedy) = &step.remedy {
        text.push_str(&indented(&format!("What to do: {}", shown(remedy))));
    }
    text
}

fn indented(text: &str) -> String {
    let indent = format!("\n{:INDENT$}", "");
    format!("{:INDENT$}{}\n", "", wrap(text, WIDTH - INDENT).replace('\n', &indent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_can_be_pasted_into_a_shell() {
        assert!(command("http://127.0.0.1:1/a").ends_with(" http://127.0.0.1:1/a"));
        assert!(command("http://[::1]:1/").ends_with(" 'http://[::1]:1/'"));
        assert!(command("http://127.0.0.1/?a='&b").ends_with(" 'http://127.0.0.1/?a=%27&b'"));
    }
}
