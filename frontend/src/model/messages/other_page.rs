//! The words of the page in the next tab.

use crate::model::other_page::{Fate, Seen, Whom};

/// Asks what becomes of a request to one of them.
pub const fn ask(whom: Whom) -> &'static str {
    match whom {
        Whom::Lab => "The page asks the lab to start a listener. What becomes of that?",
        Whom::Echo => "It sends a request to a service that checks nothing, too. What becomes of that?",
    }
}

/// What may become of it.
pub const fn fate(fate: Fate) -> &'static str {
    match fate {
        Fate::Nothing => "It never arrives",
        Fate::Refused => "It arrives, and is refused",
        Fate::Taken => "It arrives, and is taken",
    }
}

/// Starts both listeners.
pub const START: &str = "Start both";
/// While they start.
pub const STARTING: &str = "Starting…";
/// Before both were predicted.
pub const FIRST: &str = "Predict both first.";
/// Opens the page.
pub const OPEN: &str = "Open the other page";
/// To those who hear the link.
pub const NEW_TAB: &str = "(in a new tab)";
/// Where a browser opens no tab.
pub const BY_HAND: &str = "If no tab opens, copy this address into one:";
/// Over one of them.
pub const fn name(whom: Whom) -> &'static str {
    match whom {
        Whom::Lab => "The lab",
        Whom::Echo => "A service without checks",
    }
}
/// Nothing came yet.
pub const NOTHING_YET: &str = "nothing yet";
/// What the lab did with a request.
pub const REFUSED: &str = "refused";
/// What the echo did.
pub const TAKEN: &str = "taken";
/// Who sent it, where the system does not tell.
pub const SOME_PROGRAM: &str = "your browser";
/// What the echo did with what it got.
pub const SENT_BACK: &str = "It asked nothing, and took what came.";
/// Before the origin.
pub const ORIGIN: &str = "`Origin` names";
/// Before the addresses of both.
pub const RUN: &str = "The other page and that service listen on";
/// Between them.
pub const AND: &str = " and ";
/// Stops both.
pub const STOP: &str = "Stop both";
/// When they end.
pub const LEAVE: &str = "Both are stopped when you leave this lesson.";
/// What both results teach.
pub const LESSON: &str = "Loopback kept none of the three requests out: all came from this machine, through your own browser. Only what the service itself checked made a difference.";

/// How far it has come.
pub const fn stage(seen: &Seen) -> &'static str {
    match seen {
        Seen { read: Some(_), change: Some(_), echo: Some(_), .. } => "The page has reached both.",
        Seen { read: None, change: None, echo: None, opened: false } => {
            "Open the other page, press its button there, and come back."
        }
        Seen { read: None, change: None, echo: None, opened: true } => {
            "The page is open. Press its button. If nothing arrives then, your browser has kept the requests back."
        }
        _ => {
            "Not everything has arrived so far. If it stays so, your browser has kept a request back, or the lab does not listen on 127.0.0.1, where the page looks for it."
        }
    }
}

/// What gave a request away, by the code of the refusal.
pub fn gave_away(code: &str) -> &'static str {
    match code {
        "cross_site" => "`Sec-Fetch-Site` gave it away, a field that no page can change.",
        "origin_foreign" => "`Origin` gave it away, a field that no page can change.",
        _ => "the lab says no more than this code.",
    }
}

/// Whether a prediction came true.
pub fn verdict(said: Fate, real: Fate) -> String {
    let came = fate(real).strip_prefix("It ").unwrap_or_default();
    let said = if said == real { "As you said" } else { "Not as you said" };
    format!("{said}: it {came}.")
}

/// What arrived at the echo.
pub fn bytes(count: u64, program: Option<&str>) -> String {
    format!("{count} bytes from {}", program.unwrap_or(SOME_PROGRAM))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_is_told_beside_the_prediction() {
        assert_eq!(verdict(Fate::Refused, Fate::Refused), "As you said: it arrives, and is refused.");
        assert_eq!(verdict(Fate::Nothing, Fate::Taken), "Not as you said: it arrives, and is taken.");
    }
}
