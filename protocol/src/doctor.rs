//! The reply of `GET /doctor?url=`: one attempt to reach a service, step by step, up to the first step that fails.

use core::fmt;
use core::net::SocketAddr;

use serde::{Deserialize, Serialize};

/// How many diagnoses are made at once; one more is refused.
pub const MAX_AT_ONCE: usize = 8;

/// How long the doctor waits for a connection, in milliseconds. Windows tells of a refusal after about two seconds.
pub const CONNECT_MS: u64 = if cfg!(windows) { 4_000 } else { 1_500 };

/// How long it listens for a service that speaks first, in milliseconds.
pub const GREETING_MS: u64 = 300;

/// How long a TLS handshake may take, in milliseconds.
pub const TLS_MS: u64 = 2_000;

/// How long a whole answer to the request may take, in milliseconds.
pub const ANSWER_MS: u64 = 3_000;

/// How many bytes of an answer are read.
pub const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// How many header fields of an answer are listed.
pub const MAX_HEADERS: usize = 32;

/// How many bytes of any one value that a service sent are shown.
pub const MAX_VALUE_BYTES: usize = 200;

/// How long curl is given by the command that shows the same, in seconds: as long as the doctor takes at most.
pub const CURL_S: u64 = (CONNECT_MS + GREETING_MS + TLS_MS + ANSWER_MS).div_ceil(1_000);

/// A diagnosis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Diagnosis {
    /// The URL as it was understood; `null` where it was not.
    pub url: Option<String>,
    /// The address that was dialled; `null` where none was.
    pub target: Option<SocketAddr>,
    /// What it comes to.
    pub finding: Finding,
    /// Every step, in order.
    pub steps: Vec<Step>,
    /// The exit code that curl ends with; `null` where it depends on what the learner types.
    pub curl_exit: Option<u8>,
    /// From the first step to the last, in microseconds.
    pub elapsed_us: u64,
}

/// What a diagnosis comes to, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// The service answered.
    Answered,
    /// The service answered that what was asked for is elsewhere.
    Redirected,
    /// The service answered with a status of 400 or above.
    ErrorStatus,
    /// What was typed is no URL.
    NotAUrl,
    /// Nothing listens.
    Refused,
    /// Nothing listens on this address, and something does on another address of the same port.
    WrongAddress,
    /// Nothing came back to the attempt to connect.
    Silent,
    /// This machine could not try.
    NotTried,
    /// The service spoke first, which no web server does.
    SpokeFirst,
    /// The connection was closed without an answer.
    Empty,
    /// The connection was reset.
    Reset,
    /// The answer ended before it was complete.
    CutShort,
    /// An answer came, too slowly to be complete in time.
    Slow,
    /// The connection was made, and no answer came.
    NoAnswer,
    /// What came back is no HTTP.
    NotHttp,
    /// The service speaks TLS; the request was sent without.
    TlsOnPlain,
    /// The service speaks HTTP without TLS; TLS was asked for.
    PlainOnTls,
    /// The two could not agree on TLS.
    TlsFailed,
    /// The certificate is not one that an ordinary client trusts.
    Untrusted,
}

impl Finding {
    /// Every finding.
    pub const ALL: [Self; 19] = [
        Self::Answered,
        Self::Redirected,
        Self::ErrorStatus,
        Self::NotAUrl,
        Self::Refused,
        Self::WrongAddress,
        Self::Silent,
        Self::NotTried,
        Self::SpokeFirst,
        Self::Empty,
        Self::Reset,
        Self::CutShort,
        Self::Slow,
        Self::NoAnswer,
        Self::NotHttp,
        Self::TlsOnPlain,
        Self::PlainOnTls,
        Self::TlsFailed,
        Self::Untrusted,
    ];

    /// The word that JSON and the journal use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Redirected => "redirected",
            Self::ErrorStatus => "error_status",
            Self::NotAUrl => "not_a_url",
            Self::Refused => "refused",
            Self::WrongAddress => "wrong_address",
            Self::Silent => "silent",
            Self::NotTried => "not_tried",
            Self::SpokeFirst => "spoke_first",
            Self::Empty => "empty",
            Self::Reset => "reset",
            Self::CutShort => "cut_short",
            Self::Slow => "slow",
            Self::NoAnswer => "no_answer",
            Self::NotHttp => "not_http",
            Self::TlsOnPlain => "tls_on_plain",
            Self::PlainOnTls => "plain_on_tls",
            Self::TlsFailed => "tls_failed",
            Self::Untrusted => "untrusted",
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// One step of a diagnosis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DiagnosisStep"))]
pub struct Step {
    /// Which.
    pub stage: Stage,
    /// How it went.
    pub outcome: Outcome,
    /// What was found, in a sentence or a few; empty where it was not reached.
    pub said: String,
    /// What else was seen, by name.
    pub facts: Vec<Fact>,
    /// What to do about it; `null` where there is nothing to do.
    pub remedy: Option<String>,
    /// The system's name of the error, such as `ECONNREFUSED`; `null` where there was none.
    pub errno: Option<String>,
    /// How long it took, in microseconds; `null` where it took no time worth telling.
    pub elapsed_us: Option<u64>,
}

/// The steps, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Reading what was typed.
    Read,
    /// From the name to addresses.
    Name,
    /// IPv4 or IPv6.
    Family,
    /// The TCP connection.
    Connect,
    /// Which program listens.
    Listener,
    /// Whether the service speaks first.
    Greeting,
    /// The TLS handshake and the certificate.
    Tls,
    /// The request and its answer.
    Http,
}

impl Stage {
    /// Every step, in order.
    pub const ALL: [Self; 8] = [
        Self::Read,
        Self::Name,
        Self::Family,
        Self::Connect,
        Self::Listener,
        Self::Greeting,
        Self::Tls,
        Self::Http,
    ];

    /// What the step is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "Address",
            Self::Name => "Name",
            Self::Family => "IPv4 or IPv6",
            Self::Connect => "Connection",
            Self::Listener => "Listener",
            Self::Greeting => "First bytes",
            Self::Tls => "TLS",
            Self::Http => "HTTP",
        }
    }
}

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "StepOutcome"))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// As it should.
    Passed,
    /// It went on, and something is worth knowing.
    Noted,
    /// This is where it fails.
    Failed,
    /// There was nothing to do, such as TLS for `http`.
    Skipped,
    /// A step before it failed.
    NotReached,
}

impl Outcome {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Noted => "noted",
            Self::Failed => "failed",
            Self::Skipped => "not needed",
            Self::NotReached => "not reached",
        }
    }
}

/// Something that was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fact {
    /// What it is.
    pub name: String,
    /// As it was seen.
    pub value: String,
}

/// The arguments with which curl shows the same.
pub fn curl_arguments(url: &str) -> [String; 4] {
    ["--verbose".to_owned(), "--max-time".to_owned(), CURL_S.to_string(), url.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_the_one_that_json_uses() {
        for finding in Finding::ALL {
            assert_eq!(serde_json::to_string(&finding).unwrap(), format!("\"{finding}\""));
        }
    }
}
