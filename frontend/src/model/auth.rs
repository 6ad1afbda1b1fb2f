//! The practice resources that ask who you are, as the widget knocks at them: what is shown, what came of it.

use protocol::auth::{Scheme, Scope, USERS, User};

use crate::model::builder::base64::base64;
use crate::model::bytes::SOME_CURL;

/// How many attempts are listed, the newest first.
pub const LISTED: usize = 6;

/// The longest name, password or token that can be typed, in characters.
pub const MAX_TYPED: usize = 128;

/// What is shown to which door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// How.
    pub scheme: Scheme,
    /// What the door asks for.
    pub needs: Scope,
    /// The name; with an empty password too, nothing is shown.
    pub name: String,
    /// The password.
    pub password: String,
    /// The token; nothing is shown where it is empty.
    pub token: String,
}

/// Why it cannot be sent as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The first colon ends the name (RFC 7617, section 2).
    Colon,
    /// Control characters are not allowed (RFC 7617, section 2).
    Control,
    /// A token has other characters than it may (RFC 6750, section 2.1).
    Token,
}

impl Default for Form {
    fn default() -> Self {
        Self {
            scheme: Scheme::Basic,
            needs: Scope::Read,
            name: String::new(),
            password: String::new(),
            token: String::new(),
        }
    }
}

impl Form {
    /// The address of the door.
    pub fn path(&self) -> String {
        let below = if self.needs == Scope::Admin { "/admin" } else { "" };
        format!("{}{below}", self.scheme.path())
    }

    /// The same with a user's name and password.
    #[must_use]
    pub fn with_user(&self, user: &User) -> Self {
        self.with_pair(user.name, user.password)
    }

    /// The same with another name and password.
    #[must_use]
    pub fn with_pair(&self, name: &str, password: &str) -> Self {
        Self { name: name.to_owned(), password: password.to_owned(), ..self.clone() }
    }

    /// What is wrong with what was typed.
    pub fn fault(&self) -> Option<Fault> {
        let of_token = |c: char| c.is_ascii_alphanumeric() || "-._~+/=".contains(c);
        match self.scheme {
            Scheme::Basic if self.name.contains(':') => Some(Fault::Colon),
            Scheme::Basic if self.pair().contains(char::is_control) => Some(Fault::Control),
            Scheme::Bearer if !self.token.chars().all(of_token) => Some(Fault::Token),
            _ => None,
        }
    }

    fn pair(&self) -> String {
        format!("{}:{}", self.name, self.password)
    }

    /// Whether anything is shown.
    pub fn shows(&self) -> bool {
        match self.scheme {
            Scheme::Basic => !self.name.is_empty() || !self.password.is_empty(),
            Scheme::Bearer => !self.token.is_empty(),
        }
    }

    /// The value of `Authorization`, where anything is shown.
    pub fn authorization(&self) -> Option<String> {
        let shown = match self.scheme {
            Scheme::Basic => base64(self.pair().as_bytes()),
            Scheme::Bearer => self.token.clone(),
        };
        self.shows().then(|| format!("{} {shown}", self.scheme.name()))
    }

    /// What stands below the base64: the same, for everybody to read.
    pub fn below(&self) -> Option<String> {
        (self.scheme == Scheme::Basic && self.shows()).then(|| self.pair())
    }

    /// The lines of the request, as curl would send them.
    pub fn lines(&self, lab: &str) -> Vec<String> {
        let shown = self.authorization().map(|value| format!("Authorization: {value}"));
        let first = [format!("GET {} HTTP/1.1", self.path()), format!("Host: {lab}")];
        let last = [format!("User-Agent: {SOME_CURL}"), "Accept: */*".to_owned()];
        first.into_iter().chain(shown).chain(last).collect()
    }

    /// What curl is given to do the same.
    pub fn arguments(&self, lab: &str) -> Vec<String> {
        let mut arguments = vec!["-i".to_owned()];
        if self.shows() {
            match self.scheme {
                Scheme::Basic => arguments.extend(["-u".to_owned(), self.pair()]),
                Scheme::Bearer => {
                    arguments.extend(["-H".to_owned(), format!("Authorization: Bearer {}", self.token)]);
                }
            }
        }
        arguments.push(format!("http://{lab}{}", self.path()));
        arguments
    }

    /// Who is shown, in a word or two, without what is secret.
    fn who(&self) -> Who {
        match self.scheme {
            _ if !self.shows() => Who::Nobody,
            Scheme::Basic => Who::Named(self.name.clone()),
            Scheme::Bearer => Who::Bearer,
        }
    }
}

/// The bytes of a request, its lines given without their ends.
pub fn bytes(lines: &[String]) -> Vec<u8> {
    format!("{}\r\n\r\n", lines.join("\r\n")).into_bytes()
}

/// A problem as the lab tells it to a terminal, without the line breaks that are there for its width: a line that was broken
/// is nearly full.
pub fn unwrapped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut full = false;
    for line in text.trim_end().lines() {
        let goes_on = full && !line.starts_with('(') && !line.starts_with("Next:");
        if !out.is_empty() {
            out.push(if goes_on { ' ' } else { '\n' });
        }
        out.push_str(line);
        full = line.chars().count() >= FULL;
    }
    out
}

/// From how many columns on a line counts as full, of the 80 that a terminal has.
const FULL: usize = 60;

/// The lines of the request that gets a token for a user.
pub fn issue(lab: &str, user: &User, scope: Scope) -> Vec<String> {
    let pair = base64(format!("{}:{}", user.name, user.password).as_bytes());
    vec![
        format!("POST /auth/token?scope={} HTTP/1.1", scope.word()),
        format!("Host: {lab}"),
        format!("Authorization: Basic {pair}"),
        format!("User-Agent: {SOME_CURL}"),
        "Accept: */*".to_owned(),
    ]
}

/// Tokens to get: whose, and what for.
pub const TOKENS: [(&User, Scope); 3] =
    [(&USERS[0], Scope::Read), (&USERS[1], Scope::Read), (&USERS[1], Scope::Admin)];

/// Who was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Nobody.
    Nobody,
    /// Somebody by this name.
    Named(String),
    /// Whoever has the token.
    Bearer,
}

/// One knock, answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Counts up from 1.
    pub number: usize,
    /// How it was shown.
    pub scheme: Scheme,
    /// What the door asks for.
    pub needs: Scope,
    /// Who was shown.
    pub who: Who,
    /// The status of the answer.
    pub status: u16,
}

/// Everything at the door.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Door {
    /// What would be shown next.
    pub form: Form,
    /// What was shown last.
    pub sent: Option<Form>,
    /// What came of it before, the newest first.
    pub attempts: Vec<Attempt>,
}

/// What happens at the door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happens {
    /// The form was changed.
    Typed(Form),
    /// The request went out.
    Knocked,
    /// An answer came.
    Answered(u16),
    /// A token came.
    Token(String),
}

impl Door {
    /// What it is after something happens.
    #[must_use]
    pub fn after(&self, happens: Happens) -> Self {
        let mut next = self.clone();
        match happens {
            Happens::Typed(form) => next.form = form,
            Happens::Knocked => next.sent = Some(next.form.clone()),
            Happens::Token(token) => next.form.token = token,
            Happens::Answered(status) => {
                if let Some(form) = &next.sent {
                    let number = next.attempts.first().map_or(1, |last| last.number + 1);
                    let attempt =
                        Attempt { number, scheme: form.scheme, needs: form.needs, who: form.who(), status };
                    next.attempts.insert(0, attempt);
                    next.attempts.truncate(LISTED);
                }
            }
        }
        next
    }
}

/// How far somebody came: known, allowed, in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// It opened.
    Passed,
    /// It did not.
    Stopped,
    /// It was not come to.
    NotReached,
}

/// The three gates, by the status of the answer: who are you, may you, here it is.
pub const fn gates(status: u16) -> [Gate; 3] {
    use Gate::{NotReached, Passed, Stopped};
    match status {
        200 => [Passed, Passed, Passed],
        403 => [Passed, Stopped, NotReached],
        _ => [Stopped, NotReached, NotReached],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reader() -> Form {
        Form::default().with_user(&USERS[0])
    }

    #[test]
    fn what_is_shown_is_in_request_and_command_alike() {
        let form = Form { needs: Scope::Admin, ..reader() };
        let lines = form.lines("127.0.0.1:1");
        assert_eq!(lines[0], "GET /auth/basic/admin HTTP/1.1");
        assert_eq!(lines[2], "Authorization: Basic cmVhZGVyOnByYWN0aWNlLXJlYWRlcg==");
        assert_eq!(form.below().as_deref(), Some("reader:practice-reader"));
        assert_eq!(
            form.arguments("127.0.0.1:1"),
            ["-i", "-u", "reader:practice-reader", "http://127.0.0.1:1/auth/basic/admin"]
        );
        let nobody = Form::default();
        assert_eq!((nobody.authorization(), nobody.below(), nobody.lines("a").len()), (None, None, 4));
        assert_eq!(nobody.arguments("a:1"), ["-i", "http://a:1/auth/basic"]);
        let bearer = Form { scheme: Scheme::Bearer, token: "t-1".into(), ..reader() };
        assert_eq!(bearer.authorization().as_deref(), Some("Bearer t-1"));
        assert_eq!(
            bearer.arguments("a:1"),
            ["-i", "-H", "Authorization: Bearer t-1", "http://a:1/auth/bearer"]
        );
        assert_eq!(
            bytes(&nobody.lines("a")),
            b"GET /auth/basic HTTP/1.1\r\nHost: a\r\nUser-Agent: "
                .iter()
                .chain(SOME_CURL.as_bytes())
                .chain(b"\r\nAccept: */*\r\n\r\n")
                .copied()
                .collect::<Vec<_>>()
        );
        assert!(issue("a", &USERS[1], Scope::Read)[0].starts_with("POST /auth/token?scope=read "));
    }

    #[test]
    fn a_text_for_a_terminal_is_set_anew() {
        let wide = "word ".repeat(15);
        let wide = wide.trim_end();
        let set = unwrapped(&format!("401 Who are you?\n{wide}\nagain.\nNext: {wide}\n(code)\n"));
        assert_eq!(set, format!("401 Who are you?\n{wide} again.\nNext: {wide}\n(code)"));
        assert_eq!(unwrapped("user  reader\nmay   read\n"), "user  reader\nmay   read");
        assert_eq!(unwrapped(""), "");
    }

    #[test]
    fn what_cannot_be_sent_is_told() {
        assert_eq!(Form { name: "a:b".into(), ..reader() }.fault(), Some(Fault::Colon));
        assert_eq!(Form { password: "a\u{7}".into(), ..reader() }.fault(), Some(Fault::Control));
        assert_eq!(Form { password: "a:é 🔑".into(), ..reader() }.fault(), None);
        for (token, fault) in [("a b", Some(Fault::Token)), ("é", Some(Fault::Token)), ("a-._~+/=", None)] {
            let form = Form { scheme: Scheme::Bearer, token: token.into(), ..Form::default() };
            assert_eq!(form.fault(), fault, "{token}");
        }
    }

    #[test]
    fn attempts_are_listed_without_secrets_the_newest_first() {
        let door = Door::default().after(Happens::Typed(reader())).after(Happens::Knocked);
        let changed = door.after(Happens::Typed(Form::default())).after(Happens::Answered(200));
        assert_eq!(changed.attempts[0].who, Who::Named("reader".into()));
        assert!(!format!("{:?}", changed.attempts).contains("practice-reader"));
        let many =
            (0..20).fold(changed, |door, _| door.after(Happens::Knocked).after(Happens::Answered(401)));
        assert_eq!((many.attempts.len(), many.attempts[0].number), (LISTED, 21));
        assert_eq!(many.attempts[0].who, Who::Nobody);
        assert_eq!(Door::default().after(Happens::Answered(401)).attempts, []);
        assert_eq!(Door::default().after(Happens::Token("t".into())).form.token, "t");
    }

    #[test]
    fn each_status_stops_at_its_gate() {
        assert_eq!(gates(200), [Gate::Passed; 3]);
        assert_eq!(gates(403), [Gate::Passed, Gate::Stopped, Gate::NotReached]);
        for status in [400, 401, 429] {
            assert_eq!(gates(status)[0], Gate::Stopped);
        }
    }

    proptest! {
        /// Whatever is typed: what is sent is one head of a request.
        #[test]
        fn nothing_typed_ends_a_line(name in "\\PC{0,20}", password in "\\PC{0,20}", token in "\\PC{0,20}", bearer: bool) {
            let scheme = if bearer { Scheme::Bearer } else { Scheme::Basic };
            let form = Form { scheme, name, password, token, ..Form::default() };
            if form.fault().is_none() {
                let lines = form.lines("127.0.0.1:1");
                prop_assert!(lines.iter().all(|line| line.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')));
            }
        }
    }
}
