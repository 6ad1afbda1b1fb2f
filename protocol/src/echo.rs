//! The reply of `/echo`: what arrived.

use serde::{Deserialize, Serialize};

use crate::connection::Connection;

/// A request, as it arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Echo {
    /// The method, such as `GET`.
    pub method: String,
    /// The request target as it stood in the request line, query included.
    pub target: String,
    /// `HTTP/1.0` or `HTTP/1.1`.
    pub version: String,
    /// Names and values in the order of arrival, names in their own spelling, duplicates kept.
    /// A value that is not UTF-8 has its stray bytes replaced by U+FFFD.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Body,
    /// The connection it came in on.
    pub connection: Connection,
    /// The number of its entry in the journal.
    pub request_id: u64,
}

/// A body: its length, and its bytes either as text or in base64.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Body {
    /// Length in bytes, after any transfer coding was removed.
    pub length: u64,
    /// The bytes.
    #[serde(flatten)]
    pub content: Content,
}

/// The bytes of a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// The body is valid UTF-8.
    Text(String),
    /// The body is not UTF-8: base64 (RFC 4648, section 4).
    Base64(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_flat_in_json() {
        let text = serde_json::to_string(&Body { length: 2, content: Content::Text("hi".into()) }).unwrap();
        assert_eq!(text, r#"{"length":2,"text":"hi"}"#);
        let back: Body = serde_json::from_str(r#"{"length":1,"base64":"/w=="}"#).unwrap();
        assert_eq!(back.content, Content::Base64("/w==".into()));
    }
}
