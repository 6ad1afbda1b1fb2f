//! The words that the page shows outside lessons, in one place. Sentences that need a value are functions.

use crate::model::lab::Link;
use crate::model::settings::Theme;

pub mod auth;
pub mod bind;
pub mod builder;
pub mod capstone;
pub mod console;
pub mod doctor;
pub mod headers;
pub mod ip;
pub mod journey;
pub mod kernel;
pub mod listeners;
pub mod microscope;
pub mod namespaces;
pub mod observe;
pub mod other_page;
pub mod port_map;
pub mod practice;
pub mod reference;
pub mod serve;
pub mod tls;
pub mod trips;
pub mod uses;
pub mod widgets;

/// The name of the lab.
pub const BRAND: &str = "Loopback Lab";
/// Leads keyboard users past the frame.
pub const SKIP: &str = "Skip to the lesson";
/// The contents' heading and its button.
pub const CONTENTS: &str = "Contents";
/// The live wire's heading and its button.
pub const WIRE: &str = "Live wire";
/// What the live wire is.
pub const WIRE_WHAT: &str = "what reaches the lab";
/// The settings' heading and its button.
pub const SETTINGS: &str = "Settings";
/// Closes a drawer.
pub const CLOSE: &str = "Close";
/// Stands before the page's socket pair.
pub const THIS_PAGE: &str = "this page";
/// The theme choice.
pub const THEME: &str = "Look";
/// The shell choice.
pub const SHELL: &str = "Commands for";
/// The switch for the teacher's notes.
pub const NOTES_SWITCH: &str = "Show teacher notes";
/// The switch for the key that opens the search.
pub const SLASH_SWITCH: &str = "The key / opens the search";
/// Where progress is kept, and the button that forgets it.
pub const PROGRESS: &str = "Progress";
/// What is kept.
pub const PROGRESS_KEPT: &str = "Your progress is kept in this browser only.";
/// Forgets all progress.
pub const FORGET: &str = "Reset all progress";
/// Asks before forgetting.
pub const FORGET_SURE: &str = "Yes, start over";
/// Takes it back.
pub const FORGET_NOT: &str = "Keep it";

/// The server's state in words.
pub const fn link(link: Link) -> &'static str {
    match link {
        Link::Connecting => "connecting",
        Link::Up => "the lab answers",
        Link::Gone => "the lab does not answer",
    }
}

/// The name of a theme.
pub const fn theme(theme: Theme) -> &'static str {
    match theme {
        Theme::System => "As the system",
        Theme::Light => "Light",
        Theme::Dark => "Dark",
        Theme::Projector => "Projector",
    }
}

/// The banner's heading while the server is away.
pub const GONE: &str = "The lab does not answer";
/// What that means.
pub const GONE_WHY: &str = "Nothing listens on its port any more, so the system answers each attempt to connect with a refusal: connection refused. That is what a closed port looks like. What you have read and done stays here.";
/// How to start it again.
pub const GONE_NEXT: &str = "Start it again in the terminal where it ran; this page notices by itself:";
/// The command that starts the lab.
pub const START_COMMAND: &str = "cargo xtask run";
/// The note when the server is back.
pub const BACK: &str = "The lab answers again. The live wire shows what it has in its journal; a lab that was started anew begins with an empty one.";

/// A request without an answer.
pub const UNREACHABLE: &str = "No answer came: the lab does not run, or the connection broke off.";
/// What to do then.
pub const UNREACHABLE_NEXT: &str =
    "Look at the terminal in which the lab runs, start it again there, then try once more.";
/// A request whose answer does not end.
pub const SLOW: &str = "The answer was not complete after 15 seconds.";
/// What to do then.
pub const SLOW_NEXT: &str = "Close other tabs of the lab, and try again: a browser opens only a few connections to one address. A stream, such as /journal/stream, never ends by itself: watch it in a terminal with curl --no-buffer.";
/// What to do about an answer that cannot be read.
pub const UNREADABLE_NEXT: &str =
    "Load this page again; if that does not help, see which program holds the port.";

/// An answer that this page cannot read.
pub fn unreadable(status: u16) -> String {
    format!("An answer came (status {status}), but not one that this page can read.")
}

/// Tries a request again.
pub const TRY_AGAIN: &str = "Try again";
/// While a lesson is on its way.
pub const LOADING: &str = "Fetching the lesson…";
/// Copies a command.
pub const COPY: &str = "Copy";
/// It was copied.
pub const COPIED: &str = "Copied";
/// The browser would not copy.
pub const NOT_COPIED: &str = "Select it";

/// The title of the browser's window for a page.
pub fn title(page: &str) -> String {
    if page.is_empty() { BRAND.to_owned() } else { format!("{page} · {BRAND}") }
}

/// Which lesson of how many.
pub fn kicker(number: usize, of: usize) -> String {
    format!("Lesson {number} of {of}")
}

/// How long a lesson takes.
pub fn minutes(minutes: u16) -> String {
    if minutes == 1 { "1 minute".to_owned() } else { format!("{minutes} minutes") }
}

/// How many of a lesson's exercises are solved.
pub fn exercises(solved: usize, of: usize) -> String {
    format!("{solved} of {of} exercise{}", if of == 1 { "" } else { "s" })
}

/// A lesson's standing in words.
pub const fn standing(standing: crate::model::progress::Standing) -> &'static str {
    use crate::model::progress::Standing;
    match standing {
        Standing::Untouched => "not begun",
        Standing::Begun => "begun",
        Standing::Done => "done",
    }
}

/// The link to a heading.
pub fn anchor(heading: &str) -> String {
    format!("Link to this part: {heading}")
}

/// The heading over a lesson's sources.
pub const SOURCES: &str = "Sources";
/// Leads to a source.
pub fn cite(number: usize, title: &str) -> String {
    format!("Source {number}: {title}")
}
/// Over the link to the lesson before.
pub const PREVIOUS: &str = "Before";
/// Over the link to the lesson after.
pub const NEXT: &str = "Next";
/// Over the link in the place of a lesson after the last one.
pub const AT_THE_END: &str = "That was the last lesson";
/// The link there.
pub const ALL_LESSONS: &str = "All lessons, and what is left in them";
/// The foot's name.
pub const BETWEEN: &str = "Between lessons";
/// The heading over a teacher's notes.
pub const NOTES: &str = "For the teacher";

/// Over a command to run.
pub const RUN: &str = "In your terminal";
/// Folds out the expected output.
pub const EXPECTED: &str = "What you should see";
/// Explains the wildcards.
pub const EXPECTED_DIFFERS: &str = "Words in a tinted box differ from run to run.";
/// A line that stands for many.
pub const MORE_LINES: &str = "⋯ more lines";

/// Stands in an empty line at the end of a text.
pub const EMPTY_LINE: &str = "an empty line";

/// A command's exit code, where it is not 0.
pub fn exit_status(status: u8) -> String {
    format!("It ends with exit code {status}.")
}

/// Beside the name of a program to keep in a file.
pub const KEEP_AS: &str = "Keep this as";
/// A command that a learner ends.
pub const STAYS: &str =
    "It goes on, and keeps this terminal busy. Type what follows into a second terminal. Ctrl-C ends it.";

/// The name of a program to keep in a file.
pub fn program(file: &str) -> String {
    format!("Program: {file}")
}

/// Over an exercise.
pub const EXERCISE: &str = "Exercise";
/// An exercise that is open.
pub const UNSOLVED: &str = "not solved yet; it ticks by itself";
/// An exercise that is solved.
pub const SOLVED: &str = "Solved";
/// Shows the first hint.
pub const HINT_FIRST: &str = "Give me a hint";
/// Shows the next hint.
pub const HINT_NEXT: &str = "Another hint";
/// Shows the solution.
pub const SHOW_SOLUTION: &str = "Show the solution";
/// Over the solution.
pub const SOLUTION: &str = "Solution";
/// Takes the tick away.
pub const RESET: &str = "Reset this exercise";

/// A hint's number.
pub fn hint(number: usize) -> String {
    format!("Hint {number}")
}

/// By what an exercise was solved. `who` is what the client calls itself.
pub fn evidence(terminal: bool, who: &str, port: u16, clock: &str) -> String {
    let whose = if terminal { "your " } else { "" };
    format!("{whose}{who} from port {port} at {clock}")
}

/// Over a quiz.
pub const QUIZ: &str = "Check yourself";
/// Checks an answer.
pub const CHECK: &str = "Check";
/// Asks to choose first.
pub const CHOOSE: &str = "Choose an answer first.";
/// The right answer.
pub const RIGHT: &str = "Right";
/// A wrong answer.
pub const WRONG: &str = "Not this one";
/// Leads to what refutes a wrong answer.
pub const SEE: &str = "See for yourself";

/// How many tries it took.
pub fn tries(tries: u32) -> String {
    match tries {
        1 => "at the first try".to_owned(),
        tries => format!("after {tries} tries"),
    }
}

/// A question's number.
pub fn question(number: usize, of: usize) -> String {
    format!("Question {number} of {of}")
}

/// Stops the live wire.
pub const PAUSE: &str = "Pause";
/// Lets it go on.
pub const RESUME: &str = "Resume";
/// Shows what this page asks for.
pub const FILTER_OWN: &str = "This page";
/// Shows the page's files.
pub const FILTER_FILES: &str = "Its files";
/// The filters' name.
pub const FILTERS: &str = "Show requests of";
/// A request that the lab's guard did not let in.
pub const REFUSED: &str = "refused";
/// Nothing came yet.
pub const WIRE_EMPTY: &str = "Quiet so far. Type this into a terminal and watch it arrive here:";

/// How many entries wait behind a pause.
pub fn waiting(count: usize) -> String {
    format!("Paused; {count} more since")
}

/// How many entries were not received.
pub fn missed(count: u64) -> String {
    format!("{count} entries came too fast for this page; the list was read again from the journal.")
}

/// What stands between a client and its port.
pub const FROM: &str = "from";

/// Names of the details of an entry.
pub mod detail {
    /// What the client asked for by name.
    pub const HOST: &str = "Host";
    /// How long the answer took.
    pub const TOOK: &str = "Took";
    /// Bytes in both directions.
    pub const BYTES: &str = "Bodies";
    /// The connection's number.
    pub const CONNECTION: &str = "Connection";
    /// What the client calls itself.
    pub const AGENT: &str = "User agent";
    /// Where it came to.
    pub const LOCAL: &str = "Reached at";
    /// The clock.
    pub const TIME: &str = "Time";
    /// Why the guard did not let it in.
    pub const REFUSED: &str = "Refused as";
    /// Whose page asked.
    pub const ORIGIN: &str = "Origin";
    /// How many refusals came too fast to be shown.
    pub const LEFT_OUT: &str = "Left out";
    /// No value.
    pub const NONE: &str = "none";
    /// A body without an end.
    pub const STREAM: &str = "a stream";
}

/// Bytes of the bodies of a request and its answer.
pub fn bodies(request: u64, response: Option<u64>) -> String {
    match response {
        Some(response) => format!("{request} B in, {response} B out"),
        None => format!("{request} B in, {} out", detail::STREAM),
    }
}

/// A connection's number.
pub fn connection(id: u64) -> String {
    format!("no. {id} since the lab started")
}

/// The start page's headline.
pub const START_TITLE: &str = "Your machine talks to itself. Listen in.";
/// What the lab is.
pub const START_LEAD: &str = "This page was fetched from a server on your own machine. Here you learn what an IP address, a port and a socket are, by sending real traffic over the loop inside it.";
/// Before the first command.
pub const START_TRY: &str = "Begin in a terminal. Type this, press Enter, and watch the live wire:";
/// Where the live wire is on a narrow page.
pub const START_FIRST: &str = "Begin with the first lesson";
/// Over the lessons.
pub const LESSONS: &str = "Lessons";
/// While the lessons are on their way.
pub const LESSONS_LOADING: &str = "Fetching the contents…";
/// A course without a lesson.
pub const LESSONS_NONE: &str = "There are no lessons here: the folder given with --lessons holds none. Files such as 01-address.md must stand in it directly. Stop the lab and start it again with another folder.";
/// Before the place to go on at.
pub const CONTINUE: &str = "Continue with";

/// A page that is not there.
pub const LOST_TITLE: &str = "There is no page here";
/// Why.
pub const LOST_WHY: &str = "The lab answers on this port, but it knows no lesson at this path.";
/// What to do.
pub const LOST_NEXT: &str = "Choose one from the contents.";
/// To the start page.
pub const HOME: &str = "To the start page";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_agree_with_their_numbers() {
        assert_eq!(minutes(1), "1 minute");
        assert_eq!(minutes(9), "9 minutes");
        assert_eq!(exercises(0, 1), "0 of 1 exercise");
        assert_eq!(tries(1), "at the first try");
        assert_eq!(evidence(true, "curl", 54132, "12:04:09"), "your curl from port 54132 at 12:04:09");
        assert_eq!(title("Ports"), "Ports · Loopback Lab");
    }
}
