//! The TOML forms inside fences: what an author may write, with unknown keys refused.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{characters, messages};
use crate::exercise::Check;
use crate::fault::Faults;

/// Reads a form whose first line is line `first_line` of the file.
pub(super) fn read<T: DeserializeOwned>(
    faults: &mut Faults,
    what: &str,
    text: &str,
    first_line: usize,
) -> Option<T> {
    match toml::from_str(text) {
        Ok(form) => characters::are_plain(faults, text, first_line).then_some(form),
        Err(error) => {
            let start = error.span().map_or(0, |span| span.start);
            let index = text.get(..start).unwrap_or_default().matches('\n').count();
            let message = error.message().lines().next().unwrap_or_default();
            let (what, remedy) = messages::form(what, message, text.lines().nth(index).unwrap_or_default());
            faults.add(first_line + index, what, remedy);
            None
        }
    }
}

/// A command: `command` for every shell, or a form for each where they differ.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CommandForm {
    pub(super) command: Option<String>,
    pub(super) linux: Option<String>,
    pub(super) macos: Option<String>,
    pub(super) powershell: Option<String>,
    pub(super) cmd: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RunForm {
    pub(super) command: Option<String>,
    pub(super) linux: Option<String>,
    pub(super) macos: Option<String>,
    pub(super) powershell: Option<String>,
    pub(super) cmd: Option<String>,
    pub(super) expect: Option<String>,
    #[serde(default)]
    pub(super) exit: u8,
    #[serde(default)]
    pub(super) stays: bool,
    #[serde(default)]
    pub(super) note: String,
    pub(super) does: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExerciseForm {
    pub(super) id: String,
    pub(super) prompt: String,
    pub(super) hints: Vec<String>,
    pub(super) solved: String,
    pub(super) check: Check,
    #[serde(default)]
    pub(super) solution: Vec<CommandForm>,
    pub(super) does: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuizForm {
    #[serde(default)]
    pub(super) question: Vec<QuestionForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionForm {
    pub(super) id: String,
    pub(super) ask: String,
    #[serde(default)]
    pub(super) answer: Vec<AnswerForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerForm {
    pub(super) text: String,
    #[serde(default)]
    pub(super) right: bool,
    pub(super) because: Option<String>,
    pub(super) see: Option<String>,
}
