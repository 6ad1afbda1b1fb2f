//! The words of the metrics charts and of the detective.

use protocol::incidents::{Incident, Question};

use crate::model::detective::Column;
use crate::model::metrics::{Burst, Signal, Stage};

/// Before the first two samples.
pub const FIRST: &str = "The page asks for /metrics once a second. Two samples make the first rate.";
/// Over the charts.
pub const CHARTS: &str = "The last minute, a sample a second";
/// The left end of each chart.
pub const OLDEST: &str = "60 s ago";
/// The right end.
pub const NEWEST: &str = "now";
/// The field for what is watched.
pub const WATCH: &str = "Watch";
/// The field for the threshold.
pub const ABOVE: &str = "above";
/// The field for how long.
pub const FOR: &str = "for";
/// Where the threshold is none.
pub const ABOVE_FAULT: &str = "A whole number from 0 to 9999.";
/// Where a page cannot make the figure rise.
pub const NO_BURST: &str = "This one takes a terminal: ask under another name, or guess a password.";
/// While they are sent.
pub const SENDING: &str = "Sending…";
/// Over the table.
pub const TABLE: &str = "The same as a table";
/// The columns of the table.
pub const COLUMNS: [&str; 7] = ["sample", "below 400", "4xx", "5xx", "half within", "95 % within", "refused"];
/// Over the lines.
pub const LINES: &str = "The lines of the last scrape that this is drawn from";
/// Before the first scrape.
pub const NO_LINES: &str = "Nothing was scraped yet.";
/// Of a sample that is missing.
pub const GAP: &str = "no answer";
/// Of a time where there was no request.
pub const NO_TIME: &str = "no request";
/// The names of the charts.
pub const REQUESTS: &str = "Requests a second";
/// The errors by themselves.
pub const ERRORS: &str = "5xx a second";
/// The third one.
pub const DURATIONS: &str = "Duration";
/// The last one.
pub const REFUSALS: &str = "Refused and failed sign-ins a second";
/// What the durations' chart draws.
pub const DURATIONS_WHAT: &str =
    "outlined, and the number: 95 of 100 requests took no longer; filled: half of them";

/// What is watched.
pub const fn signal(signal: Signal) -> &'static str {
    match signal {
        Signal::Requests => "requests a second",
        Signal::Errors => ERRORS,
        Signal::Duration => "milliseconds, 95 % within",
        Signal::Refused => "refusals a second",
    }
}

/// Sends requests that make the figure rise.
pub fn burst(signal: Signal, burst: Burst) -> String {
    let count = burst.count;
    match signal {
        Signal::Errors => format!("Send a burst of {count} that end in 500"),
        Signal::Duration => format!("Ask for {count} slow answers"),
        _ => format!("Send a burst of {count} requests"),
    }
}

/// For how many samples.
pub fn samples(count: usize) -> String {
    if count == 1 { "1 sample".to_owned() } else { format!("{count} samples") }
}

/// Where the alert stands, in a word.
pub const fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Waiting => "Waiting",
        Stage::Quiet => "Quiet",
        Stage::Pending(_) => "Pending",
        Stage::Firing(_) => "Firing",
        Stage::Blind => "No data",
    }
}

/// What that means.
pub const fn stage_means(stage: Stage) -> &'static str {
    match stage {
        Stage::Waiting => "There is no sample yet.",
        Stage::Quiet => "The last sample is not above the threshold.",
        Stage::Pending(_) => "Above the threshold, but not for long enough.",
        Stage::Firing(_) => "Above the threshold for long enough: somebody is told.",
        Stage::Blind => {
            "The lab does not answer. Silence is not good news, so it deserves an alert of its own."
        }
    }
}

/// How many samples are above the threshold.
pub fn in_a_row(stage: Stage, needed: usize) -> Option<String> {
    match stage {
        Stage::Pending(count) => Some(format!("{count} of {needed} in a row")),
        Stage::Firing(count) => Some(format!("{count} in a row")),
        _ => None,
    }
}

/// A rate in thousandths, with one decimal.
pub fn rate(thousandths: u64) -> String {
    format!("{}.{}", thousandths / 1_000, thousandths % 1_000 / 100)
}

/// Chooses another case.
pub const ANOTHER: &str = "Another case";
/// While it comes.
pub const OPENING: &str = "Opening…";
/// Which case it is.
pub fn case(case: u32) -> String {
    format!("Case {case}, made up for practice")
}
/// The field that looks in the log.
pub const LOOK_FOR: &str = "Show lines with";
/// How many lines are shown.
pub fn shown(count: usize, all: usize) -> String {
    format!("{count} of {all} lines")
}
/// The log, for who cannot see it.
pub const LOG: &str = "The log, numbered";
/// What can be done with it.
pub const PICK: &str = "Press a line to put its number and source into your answer.";
/// The choice of a column.
pub const COUNT_BY: &str = "Count these lines by";
/// The values that are not told one by one.
pub fn more(values: usize, lines: usize) -> String {
    format!("and {values} more with {lines} {}", if lines == 1 { "line" } else { "lines" })
}
/// The kind of incident.
pub const KIND: &str = "What happened?";
/// The source.
pub const SOURCE: &str = "From which address?";
/// The line.
pub const LINE: &str = "In which line did it begin?";
/// The success.
pub const SUCCEEDED: &str = "Did it get what it was after?";
/// Yes, and no.
pub const YES_NO: [&str; 2] = ["yes", "no"];
/// Sends the answer.
pub const ANSWER: &str = "That is my answer";
/// While something is missing.
pub const INCOMPLETE: &str = "Answer all four first.";
/// Before the parts.
pub const SOLVED: &str = "Solved";
/// Where a part is wrong.
pub const UNSOLVED: &str = "Not solved yet";
/// The words for a part.
pub const RIGHT_WRONG: [&str; 2] = ["right", "wrong"];

/// A kind of incident.
pub const fn incident(incident: Incident) -> &'static str {
    match incident {
        Incident::PortScan => "a port scan",
        Incident::PasswordGuessing => "password guessing",
        Incident::OddHosts => "requests for odd hosts",
        Incident::PathProbing => "probing for paths",
    }
}

/// A column of the log.
pub const fn column(column: Column) -> &'static str {
    match column {
        Column::Source => "source",
        Column::Port => "port",
        Column::Event => "event",
        Column::Result => "result",
    }
}

/// A question, as its answer is headed.
pub const fn question(question: Question) -> &'static str {
    match question {
        Question::Kind => "What",
        Question::Source => "From where",
        Question::Line => "Since when",
        Question::Succeeded => "With success",
    }
}
