//! A request that a learner puts together: what it holds, and what is wrong with it.

use core::fmt;

/// The longest target, in bytes.
pub const MAX_TARGET: usize = 2048;

/// The largest body, in bytes; enough to type, far below what the lab takes.
pub const MAX_BODY: usize = 65_536;

/// The headers that curl adds by itself, in its order, and those that it adds where there is a body.
pub const CURLS_OWN: [&str; 4] = ["Host", "User-Agent", "Accept", "Content-Type"];

/// The methods to choose from, in the order to offer.
pub const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// A request in the making.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The method.
    pub method: String,
    /// The path with its query.
    pub target: String,
    /// Names and values of headers, as typed.
    pub headers: Vec<(String, String)>,
    /// Names of headers that curl would add by itself, and that are left out.
    pub without: Vec<String>,
    /// The body; empty for none.
    pub body: String,
}

/// The field that a fault is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The method.
    Method,
    /// The path with its query.
    Target,
    /// The header with this position.
    Header(usize),
    /// The body.
    Body,
}

/// What is wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A method has a character that is not allowed in one, or is empty.
    Method,
    /// The target does not begin with a slash, or begins with two.
    Start,
    /// The target has a space, a control character or one beyond ASCII.
    Character,
    /// The target has a fragment.
    Fragment,
    /// The target has `.` or `..` between slashes.
    Dots,
    /// The target is longer than [`MAX_TARGET`].
    Long,
    /// A header's name is empty or has a character that is not allowed in one.
    Name,
    /// A header's value has a line break, a control character or one beyond ASCII.
    Value,
    /// A header would change how the body is framed, which is not built here.
    Framing,
    /// A body with HEAD, for which curl has no form.
    HeadBody,
    /// The body is larger than [`MAX_BODY`].
    Large,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Method => "a method is letters and digits without spaces, such as GET or POST",
            Self::Start => "a path begins with one slash, such as /echo",
            Self::Character => "a path has no spaces or letters beyond ASCII; write %20 for a space",
            Self::Fragment => "what follows a # never leaves the client; take it out, or write %23",
            Self::Dots => {
                "curl and browsers both work out . and .. before they send; write the path that they lead to"
            }
            Self::Long => "that is longer than 2,048 bytes; shorten it",
            Self::Name => {
                "a header's name is letters, digits and hyphens, such as X-Greeting; it cannot be empty"
            }
            Self::Value => "a header's value is printable ASCII on one line",
            Self::Framing => {
                "this header changes how the length of the body is told; curl works it out, so leave it away"
            }
            Self::HeadBody => "a HEAD request has no body; choose another method or empty the body",
            Self::Large => "that is more than 65,536 bytes; shorten it",
        })
    }
}

impl Draft {
    /// Everything that is wrong, in the order of the fields.
    pub fn faults(&self) -> Vec<(Field, Fault)> {
        let mut faults = Vec::new();
        if !is_token(&self.method) {
            faults.push((Field::Method, Fault::Method));
        }
        if let Some(fault) = target_fault(&self.target) {
            faults.push((Field::Target, fault));
        }
        for (index, (name, value)) in self.headers.iter().enumerate() {
            if is_blank(name, value) {
                continue;
            }
            if let Some(fault) = header_fault(name, value) {
                faults.push((Field::Header(index), fault));
            }
        }
        if self.body.len() > MAX_BODY {
            faults.push((Field::Body, Fault::Large));
        } else if self.method == "HEAD" && !self.body.is_empty() {
            faults.push((Field::Body, Fault::HeadBody));
        }
        faults
    }

    /// The request as it would be sent: without the headers whose name and value are still empty.
    pub fn filled_in(&self) -> Self {
        let filled = self.headers.iter().filter(|(name, value)| !is_blank(name, value));
        Self { headers: filled.cloned().collect(), ..self.clone() }
    }

    /// Whether a header that curl would add by itself is left out.
    pub fn leaves_out(&self, name: &str) -> bool {
        self.without.iter().any(|one| one.eq_ignore_ascii_case(name))
    }
}

/// A header that nobody has begun to write is no mistake.
fn is_blank(name: &str, value: &str) -> bool {
    name.is_empty() && value.is_empty()
}

/// A token of RFC 9110, section 5.6.2: what methods and header names consist of.
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}

pub(crate) fn target_fault(target: &str) -> Option<Fault> {
    let path = target.split('?').next().unwrap_or_default();
    if target.len() > MAX_TARGET {
        Some(Fault::Long)
    } else if !target.starts_with('/') || target.starts_with("//") || target.starts_with("/\\") {
        Some(Fault::Start)
    } else if target.contains('#') {
        Some(Fault::Fragment)
    } else if !target.bytes().all(|b| b.is_ascii_graphic()) {
        Some(Fault::Character)
    } else if path.split('/').any(|segment| segment == "." || segment == "..") {
        Some(Fault::Dots)
    } else {
        None
    }
}

pub(crate) fn header_fault(name: &str, value: &str) -> Option<Fault> {
    if !is_token(name) {
        Some(Fault::Name)
    } else if !value.bytes().all(|b| b.is_ascii_graphic() || b == b' ') {
        Some(Fault::Value)
    } else if ["content-length", "transfer-encoding"].iter().any(|framing| name.eq_ignore_ascii_case(framing))
    {
        Some(Fault::Framing)
    } else {
        None
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A draft to test with.
    pub(crate) fn draft(method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Draft {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Draft {
            method: method.into(),
            target: target.into(),
            headers,
            without: Vec::new(),
            body: body.into(),
        }
    }

    /// Requests without a fault.
    pub(crate) fn any_draft() -> impl Strategy<Value = Draft> {
        let header = prop_oneof![
            ("[Xx]-[A-Za-z0-9]{1,6}", "([!-~]([ -~]{0,8}[!-~])?)?"),
            ("(Host|Accept|User-Agent|Authorization|Content-Type|Cookie)", "[!-~]([ -~]{0,8}[!-~])?"),
        ];
        let headers = proptest::collection::btree_map("[a-z]", header, 0..4);
        let without = proptest::sample::subsequence(CURLS_OWN.to_vec(), 0..3);
        let method = "(GET|HEAD|POST|PUT|DELETE|X-ANY)";
        let target = "/[a-z?=&%0-9'\\[\\]{}]{0,10}";
        let fits = |draft: &Draft| {
            let names: Vec<_> = draft.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
            let distinct: std::collections::HashSet<_> = names.iter().collect();
            // Only one of curl's own headers can be left out that is not given, and the type goes with a body.
            let left_out = draft.without.iter().all(|name| {
                !names.contains(&name.to_ascii_lowercase())
                    && name != "Host"
                    && (name != "Content-Type" || !draft.body.is_empty())
            });
            draft.faults().is_empty() && distinct.len() == names.len() && left_out
        };
        (method, target, headers, without, "[ -~\\n]{0,20}")
            .prop_map(|(method, target, headers, without, body)| Draft {
                method,
                target,
                headers: headers.into_values().collect(),
                without: without.into_iter().map(str::to_owned).collect(),
                body,
            })
            .prop_filter("without fault", fits)
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        for (draft, field, fault) in [
            (draft("GE T", "/", &[], ""), Field::Method, Fault::Method),
            (draft("GET", "echo", &[], ""), Field::Target, Fault::Start),
            (draft("GET", "//elsewhere/", &[], ""), Field::Target, Fault::Start),
            (draft("GET", "/\\elsewhere/", &[], ""), Field::Target, Fault::Start),
            (draft("GET", "/a b", &[], ""), Field::Target, Fault::Character),
            (draft("GET", "/a#b", &[], ""), Field::Target, Fault::Fragment),
            (draft("GET", "/a/../b", &[], ""), Field::Target, Fault::Dots),
            (draft("GET", "/", &[("a", "b"), ("", "c")], ""), Field::Header(1), Fault::Name),
            (draft("GET", "/", &[("a", "b\nc: d")], ""), Field::Header(0), Fault::Value),
            (draft("GET", "/", &[("Content-length", "9")], ""), Field::Header(0), Fault::Framing),
            (draft("HEAD", "/", &[], "x"), Field::Body, Fault::HeadBody),
        ] {
            assert_eq!(draft.faults(), [(field, fault)], "{draft:?}");
        }
        assert_eq!(draft("POST", "/echo?a=..", &[("X-A", "")], "x").faults(), []);
    }

    #[test]
    fn a_header_not_yet_begun_is_neither_wrong_nor_sent() {
        let draft = draft("GET", "/", &[("", ""), ("", "x"), ("X-A", "")], "");
        assert_eq!(draft.faults(), [(Field::Header(1), Fault::Name)]);
        assert_eq!(draft.filled_in().headers, [(String::new(), "x".into()), ("X-A".into(), String::new())]);
    }

    proptest! {
        #[test]
        fn a_target_without_fault_stays_on_the_lab(target in "[/\\\\a-z.?#]{0,12}") {
            if target_fault(&target).is_none() {
                prop_assert!(target.starts_with('/') && !target[1..].starts_with(['/', '\\']));
            }
        }
    }
}
