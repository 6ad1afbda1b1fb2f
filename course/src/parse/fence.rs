//! Fenced blocks: the live parts of a lesson, and plain code.

use toml::{Table, Value};

use super::forms::{self, CommandForm, ExerciseForm, QuizForm, RunForm};
use super::{inline, markdown, messages, stray};
use crate::exercise::Exercise;
use crate::fault::Faults;
use crate::model::{Answer, Block, Question, Run};
use crate::shell::Variants;
use crate::widget::{Kind, Widget};

/// Whether a block belongs on the outermost level of a lesson only.
pub(super) fn is_live(block: &Block) -> bool {
    matches!(
        block,
        Block::Run(_)
            | Block::Widget(_)
            | Block::Exercise(_)
            | Block::Quiz(_)
            | Block::Notes(_)
            | Block::Aside(_)
    )
}

/// Reads a fence that opens on `line` with the words `info` after its backquotes.
pub(super) fn block(faults: &mut Faults, line: usize, info: &str, body: &str) -> Option<Block> {
    let first = line + 1;
    Some(match info.trim() {
        "run" => Block::Run(run(faults, line, body)?),
        "widget" => Block::Widget(widget(faults, line, body)?),
        "exercise" => Block::Exercise(exercise(faults, line, body)?),
        "quiz" => Block::Quiz(quiz(faults, line, body)?),
        "notes" => Block::Notes(markdown::blocks(faults, body, first)),
        "aside" => Block::Aside(markdown::blocks(faults, body, first)),
        words if stray::is_told(faults, line, words, body) => return None,
        words => code(faults, line, words, body),
    })
}

/// Code, of which the fence tells the language and, for a program to keep and run, the file's name.
fn code(faults: &mut Faults, line: usize, words: &str, body: &str) -> Block {
    let (language, file) =
        words.split_once(' ').map_or((words, None), |(language, file)| (language, Some(file)));
    let is_plain = |name: &str| {
        let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        name.chars().all(known) && name.starts_with(|c: char| c.is_ascii_alphanumeric())
    };
    if let Some(name) = file.filter(|name| !is_plain(name)) {
        let what = format!("{name:?} is no name for a file that every system takes");
        faults.add(line, what, "use letters, digits, full stops, hyphens and underscores");
    }
    Block::Code {
        language: language.to_owned(),
        file: file.map(str::to_owned),
        text: body.strip_suffix('\n').unwrap_or(body).to_owned(),
    }
}

fn run(faults: &mut Faults, line: usize, body: &str) -> Option<Run> {
    let form: RunForm = forms::read(faults, "this command", body, line + 1)?;
    if form.expect.is_none() {
        let what = "a command without an expectation cannot be tested";
        faults.add(line, what, "add expect with what it prints; an empty string where it prints nothing");
    }
    let RunForm { command, linux, macos, powershell, cmd, .. } = form;
    let command = variants(faults, line, CommandForm { command, linux, macos, powershell, cmd });
    let note = inline::text(faults, line, &form.note);
    Some(Run {
        command: command?,
        expect: form.expect?.trim_matches('\n').to_owned(),
        exit: form.exit,
        stays: form.stays,
        note: (!note.is_empty()).then_some(note),
        does: form.does.as_deref().and_then(few_words),
    })
}

fn widget(faults: &mut Faults, line: usize, body: &str) -> Option<Widget> {
    let mut table: Table = forms::read(faults, "this widget", body, line + 1)?;
    let mut take = |key: &str| match table.remove(key) {
        Some(Value::String(text)) => Some(text),
        Some(other) => {
            table.insert(key.to_owned(), other);
            None
        }
        None => None,
    };
    let (id, title, lead, does) = (take("id"), take("title"), take("lead"), take("does"));
    let command = CommandForm {
        command: take("command"),
        linux: take("linux"),
        macos: take("macos"),
        powershell: take("powershell"),
        cmd: take("cmd"),
    };
    for (name, value) in [("id", &id), ("title", &title), ("lead", &lead)] {
        if value.as_ref().is_none_or(|text| text.trim().is_empty()) {
            faults.add(line, format!("this widget has no {name}"), format!("add {name} = \"...\""));
        }
    }
    let lead = inline::text(faults, line, &lead.unwrap_or_default());
    let has_command = command.command.is_some() || command.linux.is_some();
    let command = if has_command { variants(faults, line, command) } else { None };
    let name = table.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    match Value::Table(table).try_into::<Kind>() {
        Ok(kind) => Some(Widget {
            id: id?,
            title: title?,
            lead,
            command,
            does: does.as_deref().and_then(few_words),
            kind,
        }),
        Err(error) => {
            let message = error.message().lines().next().unwrap_or_default();
            let (what, remedy) = messages::widget(message, &name);
            faults.add(line, what, remedy);
            None
        }
    }
}

fn exercise(faults: &mut Faults, line: usize, body: &str) -> Option<Exercise> {
    let form: ExerciseForm = forms::read(faults, "this exercise", body, line + 1)?;
    let prompt = inline::required(faults, line, "prompt", &form.prompt);
    let hints = form.hints.iter().map(|hint| inline::required(faults, line, "a hint", hint)).collect();
    let solved = inline::required(faults, line, "solved", &form.solved);
    let does = form.does.as_deref().and_then(few_words);
    let solution = form.solution.into_iter().filter_map(|command| variants(faults, line, command)).collect();
    Some(Exercise { id: form.id, prompt, check: form.check, hints, solution, does, solved })
}

fn quiz(faults: &mut Faults, line: usize, body: &str) -> Option<Vec<Question>> {
    let form: QuizForm = forms::read(faults, "this quiz", body, line + 1)?;
    let mut questions = Vec::new();
    for form in form.question {
        let mut answers = Vec::new();
        for answer in form.answer {
            if answer.because.is_none() {
                let what = format!("an answer to {:?} does not say why it is right or wrong", form.id);
                faults.add(line, what, "add because: every wrong answer teaches");
            }
            answers.push(Answer {
                text: inline::required(faults, line, "text of an answer", &answer.text),
                right: answer.right,
                because: inline::text(faults, line, answer.because.as_deref().unwrap_or_default()),
                see: answer.see,
            });
        }
        questions.push(Question {
            id: form.id,
            ask: inline::required(faults, line, "ask", &form.ask),
            answers,
        });
    }
    Some(questions)
}

/// Words that are more than spaces.
fn few_words(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|words| !words.is_empty())
}

/// The command for each shell. Forms that are not written follow from `command`, as long as it
/// means the same to every shell.
fn variants(faults: &mut Faults, line: usize, form: CommandForm) -> Option<Variants> {
    let given = [&form.command, &form.linux, &form.macos, &form.powershell, &form.cmd];
    for command in given.into_iter().flatten() {
        if command.trim().is_empty() || command.contains('\n') {
            faults.add(
                line,
                "a command is empty or longer than one line",
                "write each command on one line of its own",
            );
            return None;
        }
    }
    let Some(command) = form.command.as_deref().or(form.linux.as_deref()) else {
        faults.add(line, "no command is given", "add command, or linux, powershell and cmd");
        return None;
    };
    let linux = form.linux.clone().unwrap_or_else(|| command.to_owned());
    let macos = form.macos.unwrap_or_else(|| linux.clone());
    for (name, command) in [("Linux", &linux), ("macOS", &macos)] {
        if let Some(character) = bare_pattern(command) {
            let what = format!("{character} outside quotes is a file name pattern to the {name} shell");
            faults.add(line, what, "put the whole argument between double quotes");
        }
    }
    let same = Variants::everywhere(command);
    if (form.powershell.is_none() || form.cmd.is_none()) && !is_portable(command) {
        let what = "PowerShell and cmd would read this command differently, or do not have it";
        faults.add(
            line,
            what,
            "add powershell and cmd with their own forms; quote with double quotes where that is enough",
        );
        return None;
    }
    if form.command.is_none() && form.powershell.is_none() && form.cmd.is_none() {
        let what = "the command for linux is all that is given, and the other systems are shown it too";
        faults.advise(line, what, "write command = ..., or add powershell and cmd");
    }
    Some(Variants {
        linux,
        macos,
        powershell: form.powershell.unwrap_or(same.powershell),
        cmd: form.cmd.unwrap_or(same.cmd),
    })
}

/// Whether every shell reads the command alike: curl, with arguments that hold none of the
/// characters that one of the shells gives a meaning to.
fn is_portable(command: &str) -> bool {
    let mut quoted = false;
    let plain = command.chars().all(|c| {
        if c == '"' {
            quoted = !quoted;
        }
        match c {
            '\'' | '$' | '`' | '\\' => false,
            '&' | '|' | ';' | '<' | '>' | '(' | ')' | '{' | '}' | '@' | ',' | '#' | '^' | '!' | '*' => quoted,
            _ => true,
        }
    });
    plain && !quoted && (command == "curl" || command.starts_with("curl "))
}

/// The first character outside quotes that a POSIX shell expands to file names. zsh, the shell of
/// macOS, refuses the command where no file matches.
fn bare_pattern(command: &str) -> Option<char> {
    let mut quote = None;
    let mut escaped = false;
    command.chars().find(|&c| {
        if escaped {
            escaped = false;
            return false;
        }
        match (quote, c) {
            (None | Some('"'), '\\') => escaped = true,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None, '*' | '?' | '[') => return true,
            _ => {}
        }
        false
    })
}
