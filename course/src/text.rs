//! The course as text for a terminal: plain or in colours, wrapped, each page with the command that goes on.
//!
//! Widgets cannot be drawn there: each is replaced by the command that does the same. Answers, hints and the teacher's
//! notes are left out of lessons; questions and exercises name the address that has them.

mod blocks;
mod cheatsheet;
mod glossary;
mod inline;
mod lesson;
mod page;
mod quiz;
mod search;
mod table;

use concepts::paint::Paint;

pub use self::blocks::paragraph;
pub use self::cheatsheet::cheatsheet;
pub use self::glossary::{glossary, term};
pub use self::lesson::{Around, contents, excerpt, lesson};
pub use self::quiz::{question, verdict};
pub use self::search::found;
use crate::quote;
use crate::shell::{Shell, Variants};

/// The narrowest text that is set, in columns.
pub const MIN_WIDTH: usize = 40;

/// The width of text where the reader asks for none, in columns.
pub const WIDTH: usize = 80;

/// The widest text that is set, in columns.
pub const MAX_WIDTH: usize = 200;

/// Who reads: where the lab is for them, how wide their terminal is, whether it has colours, which shell they type into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// Host and port of the lab as the reader asked for it, such as `127.0.0.1:62893`.
    pub lab: String,
    /// How many columns a line may have, held between [`MIN_WIDTH`] and [`MAX_WIDTH`]. Only words that cannot be broken,
    /// and text that must stay as it is (commands, output, code), go beyond it.
    pub width: usize,
    /// Whether text is coloured.
    pub paint: Paint,
    /// The shell that commands are written for.
    pub shell: Shell,
}

impl Reader {
    /// The command that asks the lab for a path, with its query if it has one. Another width or shell than the usual ones stays
    /// with the reader.
    ///
    /// ```
    /// use concepts::paint::Paint;
    /// use course::text::{Reader, WIDTH, usual_shell};
    /// # if cfg!(windows) { return; }
    /// let mut reader = Reader { lab: "127.0.0.1:62893".into(), width: WIDTH, paint: Paint::Plain, shell: usual_shell() };
    /// assert_eq!(reader.curl("/lessons"), "curl 127.0.0.1:62893/lessons");
    /// reader.lab = "[::1]:62893".into();
    /// reader.width = 100;
    /// assert_eq!(reader.curl("/lessons"), "curl \"http://[::1]:62893/lessons?width=100\"");
    /// ```
    pub fn curl(&self, path: &str) -> String {
        // curl takes an address that begins with a bracket for a pattern, unless it can tell by the scheme what it is.
        let scheme = if self.lab.starts_with('[') { "http://" } else { "" };
        let mut target = format!("{scheme}{}{path}", self.lab);
        let wishes = [
            (self.width != WIDTH).then(|| format!("width={}", self.width)),
            (self.shell != usual_shell()).then(|| format!("shell={}", self.shell.word())),
        ];
        for wish in wishes.into_iter().flatten() {
            target.push(if target.contains('?') { '&' } else { '?' });
            target.push_str(&wish);
        }
        let quote = if target.contains(['[', '?', '&', '=']) { "\"" } else { "" };
        Variants::everywhere(&format!("curl {quote}{target}{quote}")).of(self.shell).to_owned()
    }

    /// A program with its arguments, for the reader's shell. Where a command may go on in the next line, a long one does.
    pub fn command(&self, program: &str, arguments: &[impl AsRef<str>]) -> String {
        let arguments: Vec<_> = arguments.iter().map(|one| one.as_ref().to_owned()).collect();
        // Nothing that the lab prints has a line break in it, and nothing else is without a form.
        let line = quote::line(self.shell, program, &arguments).unwrap_or_else(|_| program.to_owned());
        let goes_on = matches!(self.shell, Shell::Linux | Shell::Macos) && line.len() > WIDTH - 4;
        if !goes_on {
            return line;
        }
        [" -H ", " --next "]
            .iter()
            .fold(line, |line, option| line.replace(option, &format!(" \\\n     {option}")))
    }
}

/// The shell that a learner on this program's system most likely has.
pub fn usual_shell() -> Shell {
    if cfg!(windows) {
        Shell::Powershell
    } else if cfg!(target_os = "macos") {
        Shell::Macos
    } else {
        Shell::Linux
    }
}
