//! The words of the doctor and of the failure zoo.

use protocol::doctor::{Finding, Outcome};
use protocol::zoo::{Moment, Specimen, Symptom};

/// The doctor's field.
pub const FIELD: &str = "What does not answer?";
/// Begins.
pub const EXAMINE: &str = "Examine";
/// While it examines.
pub const EXAMINING: &str = "Examining…";
/// Before the remedy.
pub const REMEDY: &str = "What to do:";
/// The steps' name.
pub const STEPS: &str = "The steps, in order";
/// Over what was seen.
pub const SEEN: &str = "What was seen";

/// What a finding is called.
pub const fn finding(finding: Finding) -> &'static str {
    match finding {
        Finding::Answered => "It answers",
        Finding::Redirected => "It answers: elsewhere",
        Finding::ErrorStatus => "It answers, and says no",
        Finding::NotAUrl => "This is no address",
        Finding::Refused => "Refused: nothing listens",
        Finding::WrongAddress => "Refused: it listens on another address",
        Finding::Silent => "Silence: nothing came back",
        Finding::NotTried => "This machine could not try",
        Finding::SpokeFirst => "No web server: it spoke first",
        Finding::Empty => "Closed without an answer",
        Finding::Reset => "The connection was reset",
        Finding::CutShort => "The answer was cut short",
        Finding::Slow => "The answer comes too slowly",
        Finding::NoAnswer => "Connected, and no answer",
        Finding::NotHttp => "Something answers, and it is not HTTP",
        Finding::TlsOnPlain => "It speaks TLS, and was asked without",
        Finding::PlainOnTls => "It speaks plain HTTP, and was asked for TLS",
        Finding::TlsFailed => "The TLS handshake failed",
        Finding::Untrusted => "The certificate is not trusted",
    }
}

/// How a step went.
pub const fn outcome(outcome: Outcome) -> &'static str {
    outcome.word()
}

/// The command at the foot of the card, where it is the one that curl would ask with.
pub const BELOW: &str = "the command below";
/// curl, where the foot of the card has another command.
pub const CURL_ITSELF: &str = "curl on this address itself";

/// How long it took, and what curl would end with.
pub fn after(time: &str, curl: &str, exit: Option<u8>) -> String {
    match exit {
        Some(exit) => format!("after {time}; {curl} ends with {exit}"),
        None => format!("after {time}"),
    }
}

/// Choosing a fault.
pub const FAULT: &str = "A service that is wrong";
/// Predicting.
pub const PREDICT: &str = "What will a client meet?";
/// Starts it.
pub const START: &str = "Start it, and ask";
/// While it is asked.
pub const ASKING: &str = "Asking; some take seconds…";
/// Stops it.
pub const STOP: &str = "Stop it";
/// No prediction yet.
pub const FIRST: &str = "First say what you expect; then it is started.";
/// Loading the catalogue.
pub const LOADING: &str = "Fetching the catalogue…";
/// The heads of the result.
pub const ERRNO: &str = "errno";
/// What curl ends with.
pub const CURL: &str = "curl ends with";
/// What the probe says.
pub const PROBE: &str = "probe";
/// How long the connect took.
pub const CONNECT: &str = "connect";
/// How long the request took.
pub const ANSWER: &str = "request";
/// Why.
pub const WHY: &str = "Why";
/// No error of the system.
pub const NO_ERRNO: &str = "none: the system sees nothing wrong";
/// The whole diagnosis.
pub const DIAGNOSIS: &str = "Every step, as the doctor made it";

/// What a client meets.
pub const fn symptom(symptom: Symptom) -> &'static str {
    match symptom {
        Symptom::Refused => "connection refused",
        Symptom::TimeOut => "a time-out",
        Symptom::Reset => "connection reset",
        Symptom::Empty => "an end without an answer",
        Symptom::Partial => "part of an answer",
        Symptom::Garbage => "another protocol",
    }
}

/// Whether the prediction was right.
pub fn verdict(said: Symptom, met: Symptom) -> String {
    if said == met {
        format!("As you said: {}.", symptom(met))
    } else {
        format!("Not {}: it was {}.", symptom(said), symptom(met))
    }
}

/// Where it listens.
pub fn listens(local: &str) -> String {
    format!("It listens on {local} until you stop it or leave this lesson. Try it from a terminal too.")
}

/// It was stopped.
pub const STOPPED: &str = "It is stopped, and its port is free again.";

/// Starts a mystery.
pub const MYSTERY: &str = "Start a mystery";
/// Starts another.
pub const ANOTHER_MYSTERY: &str = "Start another";
/// What a mystery is.
pub const MYSTERY_HINT: &str = "The lab chooses one of six faults, and does not tell which.";
/// Where it is.
pub const RUNS: &str = "Something is wrong with";
/// What to do with it.
pub const RUNS_NEXT: &str = "Ask it in a terminal with the command below, or have the doctor look.";
/// The question.
pub const WHICH: &str = "What is it?";
/// Answers.
pub const THAT_IS_IT: &str = "That is it";

/// Until one is chosen.
pub const FIRST_SAY: &str = "First choose what you think it is.";

/// Whether the answer is right.
pub fn mystery(right: bool, was: &str) -> String {
    if right { format!("Right: {was}.") } else { format!("No. It was: {was}.") }
}

/// The error that was met, or is yet to come: a probe does not wait until the system gives up.
pub fn errno(specimen: &Specimen, met: Option<&str>) -> String {
    match (met, &specimen.errno, specimen.at) {
        (Some(errno), _, Some(Moment::Connect)) => format!("{errno}, at the connect"),
        (Some(errno), ..) => format!("{errno}, at the first read"),
        (None, Some(errno), _) => format!("none yet; {errno} once the system gives up"),
        (None, None, _) => NO_ERRNO.to_owned(),
    }
}

/// curl's exit code with its name.
pub fn exit(code: u8, name: &str) -> String {
    format!("{code} ({name})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prediction_is_told_right_from_wrong() {
        assert_eq!(verdict(Symptom::Reset, Symptom::Reset), "As you said: connection reset.");
        assert_eq!(verdict(Symptom::Refused, Symptom::TimeOut), "Not connection refused: it was a time-out.");
    }

    #[test]
    fn every_finding_has_words_of_its_own() {
        let mut words: Vec<_> = Finding::ALL.map(finding).to_vec();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Finding::ALL.len());
    }
}
