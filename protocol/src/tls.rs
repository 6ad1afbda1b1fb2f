//! The reply of `GET /tls/{port}?host=`: one TLS handshake with a port of this machine, with what was agreed, the
//! certificates as they were presented, and who trusts them.

use core::net::SocketAddr;

use serde::{Deserialize, Serialize};

/// How many handshakes are made at once; one more is refused.
pub const MAX_AT_ONCE: usize = 8;

/// How long a handshake may take, in milliseconds.
pub const HANDSHAKE_MS: u64 = crate::doctor::TLS_MS;

/// How many bytes of a service are read in a handshake.
pub const MAX_BYTES: usize = 64 * 1024;

/// How many certificates of a chain are told.
pub const MAX_CHAIN: usize = 8;

/// How many names of a certificate are told.
pub const MAX_NAMES: usize = 16;

/// How many bytes of any text in a certificate are told.
pub const MAX_TEXT_BYTES: usize = 200;

/// How many records are told.
pub const MAX_RECORDS: usize = 12;

/// How many of a record's first bytes are told.
pub const RECORD_BYTES: usize = 16;

/// One handshake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Inspection {
    /// The socket address that was dialled.
    pub target: SocketAddr,
    /// The name that the certificate must be made out to.
    pub name: String,
    /// What came of it.
    pub outcome: Outcome,
    /// What happened, in words.
    pub said: String,
    /// What helps; `null` where nothing has to be done.
    pub remedy: Option<String>,
    /// What both sides agreed on; `null` where the handshake was not made.
    pub session: Option<Session>,
    /// The certificates, that of the service first. The last one may not have been sent: then it is the lab's own authority.
    pub chain: Vec<Presented>,
    /// How many more certificates were sent than are told.
    pub left_out: usize,
    /// Who trusts them: this system, then whoever was handed the lab's own authority. Empty where there are none.
    pub trust: Vec<Trust>,
    /// What went over the connection, as anybody sees it who can look at the bytes.
    pub records: Vec<Record>,
    /// From the connect to the end of the handshake, in microseconds.
    pub elapsed_us: u64,
}

/// What came of a handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "HandshakeOutcome"))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was made.
    Secured,
    /// The service answered with something else.
    NotTls,
    /// The service speaks TLS, and the two could not agree; or it ended the connection.
    Failed,
    /// Nothing that TLS expects came in time.
    Late,
    /// There was no connection.
    Unreachable,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 5] = [Self::Secured, Self::NotTls, Self::Failed, Self::Late, Self::Unreachable];

    /// The word on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Secured => "secured",
            Self::NotTls => "not_tls",
            Self::Failed => "failed",
            Self::Late => "late",
            Self::Unreachable => "unreachable",
        }
    }
}

/// What both sides agreed on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "TlsSession"))]
pub struct Session {
    /// The version, such as `TLS 1.3`.
    pub version: String,
    /// The cipher suite by its name in the registry of IANA.
    pub cipher_suite: String,
    /// The group in which keys were agreed on, such as `X25519`.
    pub key_exchange: Option<String>,
    /// The protocol that is spoken inside (ALPN, RFC 7301); `null` where the service chose none.
    pub alpn: Option<String>,
}

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Presented {
    /// Whether the service sent it; an authority need not be sent, for who trusts it has it (RFC 8446, section 4.4.2).
    pub sent: bool,
    /// Whom it is about.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// Whether both are the same.
    pub self_issued: bool,
    /// Whether it may sign others.
    pub authority: bool,
    /// The names and addresses that it is made out to.
    pub names: Vec<String>,
    /// How many more names it has than are told.
    pub more_names: usize,
    /// From when it is valid, in milliseconds since 1970-01-01 00:00 UTC.
    pub not_before_ms: i64,
    /// Until when it is valid, in milliseconds since 1970-01-01 00:00 UTC.
    pub not_after_ms: i64,
    /// The public key in it, such as `EC, 256 bits`.
    pub key: String,
    /// The SHA-256 fingerprint, 64 digits of base 16.
    pub sha256: String,
}

/// Whether somebody trusts the certificates for the name that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Trust {
    /// Who.
    pub by: Truster,
    /// Whether they do.
    pub trusted: bool,
    /// Every reason why not.
    pub doubts: Vec<Doubt>,
}

/// Somebody with a list of authorities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Truster {
    /// A client that goes by the list of this system, as curl does.
    System,
    /// A client that was handed the lab's own authority, as `curl --cacert` is.
    Lab,
}

/// A reason not to trust.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Doubt {
    /// Which.
    pub reason: Reason,
    /// In words.
    pub said: String,
    /// What helps.
    pub remedy: String,
}

/// Why a certificate is not trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DoubtReason"))]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It is signed by itself.
    SelfSigned,
    /// Nobody in the list signed it.
    UnknownIssuer,
    /// It is made out to other names.
    WrongName,
    /// Its time is over.
    Expired,
    /// Its time has not begun.
    NotYetValid,
    /// It cannot be read.
    Unreadable,
    /// Something else.
    Other,
}

/// A record of TLS (RFC 8446, section 5.1): what everybody sees who can look at the bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "TlsRecord"))]
pub struct Record {
    /// Whether the lab sent it, as the client.
    pub sent: bool,
    /// What is in it, as its first byte says: `handshake`, `application_data`, `alert` or `change_cipher_spec`.
    pub holds: String,
    /// Bytes of its content.
    pub bytes: usize,
    /// The first bytes of its content, two digits of base 16 each.
    pub begins: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_of_an_outcome_is_the_one_in_json() {
        for outcome in Outcome::ALL {
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.word());
        }
    }
}
