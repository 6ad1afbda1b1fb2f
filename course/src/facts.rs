//! Facts about the learner's own machine, and the placeholders of lesson files that they fill.
//!
//! A lesson file says `{{lab}}` where the learner must read the address of the lab as it runs on
//! this machine. Placeholders are filled in the source text, before it is parsed, so that they
//! work in prose, in commands and in expected output alike.

use concepts::port::Span;

use crate::fault::Fault;

/// The port of the lab, where nobody chose another: lessons write `{{port}}`, which is right there as well.
pub const USUAL_PORT: u16 = 62893;

/// The port that lessons use for a server of the learner's own, where nothing else is asked for.
pub const PRACTICE_PORT: u16 = 8000;

/// The port for a second server of the learner's own beside the first.
pub const SECOND_PORT: u16 = 8001;

/// What lessons say about this machine and this lab. `None` is what the system does not tell;
/// the lesson then says so in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// `{{lab}}`: host and port of the lab as the learner asked for it, such as `127.0.0.1:62893`.
    pub lab: String,
    /// `{{port}}`: the port of the lab.
    pub port: u16,
    /// `{{peer_port}}`: the client's port of the connection that fetched the lesson.
    pub peer_port: Option<u16>,
    /// `{{ephemeral_first}}` and `{{ephemeral_last}}`: the ports that the system lends to connections.
    pub ephemeral: Option<Span>,
    /// `{{first_unprivileged}}`: the lowest port that a program without special rights may bind.
    pub first_unprivileged: Option<u16>,
    /// `{{practice_port}}`: the port on which lessons let the learner start a server; [`PRACTICE_PORT`], unless
    /// it is taken (the tests then choose a free one).
    pub practice_port: u16,
    /// `{{second_port}}`: the port for a second server beside it; [`SECOND_PORT`], unless it is taken.
    pub second_port: u16,
    /// `{{system}}`: the name of the system, such as `Linux`, `macOS` or `Windows`.
    pub system: String,
}

/// The placeholders that lesson files may use.
pub const PLACEHOLDERS: [&str; 9] = [
    "lab",
    "port",
    "peer_port",
    "ephemeral_first",
    "ephemeral_last",
    "first_unprivileged",
    "practice_port",
    "second_port",
    "system",
];

impl Facts {
    fn value(&self, name: &str) -> Option<String> {
        let or = |number: Option<u16>, phrase: &str| number.map_or(phrase.to_owned(), |n| n.to_string());
        Some(match name {
            "lab" => self.lab.clone(),
            "port" => self.port.to_string(),
            "peer_port" => or(self.peer_port, "a port that was not recorded"),
            "ephemeral_first" => {
                or(self.ephemeral.map(|span| span.first), "a first port the system does not tell")
            }
            "ephemeral_last" => {
                or(self.ephemeral.map(|span| span.last), "a last port the system does not tell")
            }
            "first_unprivileged" => or(self.first_unprivileged, "the system does not tell"),
            "practice_port" => self.practice_port.to_string(),
            "second_port" => self.second_port.to_string(),
            "system" => self.system.clone(),
            _ => return None,
        })
    }
}

/// Replaces every `{{name}}` in the text of a lesson file.
///
/// # Errors
/// The first placeholder that is unknown or has no end, with its line.
pub fn fill(text: &str, facts: &Facts) -> Result<String, Fault> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        let fault = |what: String| Fault {
            lesson: String::new(),
            line: text[..text.len() - after.len()].matches('\n').count() + 1,
            what,
            remedy: format!("use one of {}, or write single braces", PLACEHOLDERS.join(", ")),
            is_advice: false,
        };
        let (name, tail) = named(after)
            .ok_or_else(|| fault("a placeholder begins with {{ and does not end on its line".to_owned()))?;
        let value = facts.value(name).ok_or_else(|| {
            let shown: String = name.chars().take(40).collect();
            fault(format!("there is no fact named {shown:?}"))
        })?;
        filled.push_str(&value);
        rest = tail;
    }
    filled.push_str(rest);
    Ok(filled)
}

/// The name that a placeholder has, by what stands after its first braces; and what comes after its last.
pub(crate) fn named(after: &str) -> Option<(&str, &str)> {
    let (name, tail) = after.split_once("}}")?;
    (!name.contains('\n')).then(|| (name.trim(), tail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn facts() -> Facts {
        Facts {
            lab: "127.0.0.1:62893".into(),
            port: 62893,
            peer_port: Some(54132),
            ephemeral: None,
            first_unprivileged: Some(1024),
            practice_port: PRACTICE_PORT,
            second_port: SECOND_PORT,
            system: "Linux".into(),
        }
    }

    #[test]
    fn fills_every_placeholder() {
        for name in PLACEHOLDERS {
            let filled = fill(&format!("a {{{{{name}}}}} b {{{{ {name} }}}}"), &facts()).unwrap();
            assert!(filled.len() > 6 && !filled.contains('{'), "{filled}");
        }
        assert_eq!(
            fill("curl {{lab}}/probe/{{port}}", &facts()).unwrap(),
            "curl 127.0.0.1:62893/probe/62893"
        );
    }

    #[test]
    fn what_the_system_does_not_tell_is_said_in_words() {
        assert_eq!(
            fill("from {{ephemeral_first}}", &facts()).unwrap(),
            "from a first port the system does not tell"
        );
    }

    #[test]
    fn names_the_line_of_an_unknown_placeholder() {
        let fault = fill("one\n{{lab}}\n\n{{nonsense}}", &facts()).unwrap_err();
        assert_eq!(fault.line, 4);
        assert!(fault.what.contains("nonsense") && fault.remedy.contains("ephemeral_first"), "{fault}");
        assert_eq!(fill("{{lab", &facts()).unwrap_err().line, 1);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[a{}\\n é]*") {
            let _ = fill(&text, &facts());
        }

        #[test]
        fn text_without_placeholders_stays_as_it_is(text in "[^{]*") {
            prop_assert_eq!(fill(&text, &facts()).unwrap(), text);
        }
    }
}
