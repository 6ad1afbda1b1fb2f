//! A curl command, read: the request that it makes, the words that change nothing of it, and what there is to say.

use course::shell::Shell;

use super::address::{self, Address};
use super::base64::base64;
use super::options::{self, Aside, Does, Known};
use crate::model::curl::Kept;
use crate::model::request::{CURLS_OWN, Draft};
use crate::model::words::{self, Word};

/// What a command comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The request.
    pub draft: Draft,
    /// What changes nothing of the request, or was not understood: it is kept when the command is written anew.
    pub kept: Kept,
    /// What there is to say, in the order of the words.
    pub remarks: Vec<Remark>,
}

/// Something to say about a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The character at which the word begins, counted from 1.
    pub at: usize,
    /// The word, or the part of it that this is about.
    pub word: String,
    /// What there is to say.
    pub what: What,
}

/// What there is to say about a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A quote has no end.
    OpenQuote,
    /// The first word is not curl.
    NotCurl,
    /// There is no address.
    NoAddress,
    /// The address is none.
    BadAddress,
    /// There is one address already.
    SecondAddress,
    /// It leads elsewhere than to the lab.
    Elsewhere,
    /// It asks for TLS.
    Tls,
    /// What follows a `#` is not sent.
    Fragment,
    /// An option that needs a value has none.
    NoValue,
    /// An option that the builder does not know.
    Unknown,
    /// An option with `=`: curl takes the value as the next word.
    Equals,
    /// A file, which a page cannot read.
    File,
    /// Not a header.
    BadHeader,
    /// A header without a value, which curl does not send.
    EmptyHeader,
    /// It became the header `Authorization`.
    Credentials,
    /// It names this address for that host.
    Resolved,
    /// An aside.
    Aside(Aside),
    /// The shell's own affair.
    Shell,
}

impl What {
    /// Whether nothing can be sent as long as this holds.
    pub const fn prevents(self) -> bool {
        matches!(
            self,
            Self::OpenQuote
                | Self::NotCurl
                | Self::NoAddress
                | Self::BadAddress
                | Self::Elsewhere
                | Self::Tls
                | Self::NoValue
                | Self::File
        )
    }
}

/// Reads a command. `lab` is the lab's address and port.
pub fn read(text: &str, shell: Shell, lab: &str) -> Command {
    let line = words::split(shell, text);
    let mut reader = Reader::default();
    let mut all = line.words.into_iter();
    match all.next() {
        Some(first) if is_curl(&first.text) => {}
        Some(first) => reader.say(&first, What::NotCurl),
        None => reader.say(&Word { text: String::new(), at: 1 }, What::NotCurl),
    }
    while let Some(word) = all.next() {
        reader.word(&word, &mut all);
    }
    if let Some(at) = line.open_quote {
        reader.say(&Word { text: String::new(), at }, What::OpenQuote);
    }
    if let Some((rest, at)) = line.rest {
        reader.kept.rest.clone_from(&rest);
        reader.say(&Word { text: rest, at }, What::Shell);
    }
    reader.finish(lab)
}

fn is_curl(word: &str) -> bool {
    let name = word.rsplit(['/', '\\']).next().unwrap_or_default();
    ["curl", "curl.exe"].iter().any(|curl| name.eq_ignore_ascii_case(curl))
}

#[derive(Default)]
struct Reader {
    method: Option<String>,
    headers: Vec<(String, String)>,
    without: Vec<String>,
    data: Option<String>,
    in_query: bool,
    head: bool,
    json: bool,
    address: Option<Word>,
    resolve: Vec<Word>,
    kept: Kept,
    remarks: Vec<Remark>,
}

impl Reader {
    fn say(&mut self, word: &Word, what: What) {
        self.remarks.push(Remark { at: word.at, word: word.text.clone(), what });
    }

    fn word(&mut self, word: &Word, rest: &mut impl Iterator<Item = Word>) {
        if let Some(name) = word.text.strip_prefix("--").filter(|name| !name.is_empty()) {
            match options::long(name) {
                Some(known) => {
                    let value = if known.2 { rest.next() } else { None };
                    self.option(word, known, value);
                }
                None => {
                    let name = name.split('=').next().unwrap_or_default();
                    let equals = word.text.contains('=') && options::long(name).is_some();
                    self.keep(word, if equals { What::Equals } else { What::Unknown });
                }
            }
        } else if let Some(letters) = word.text.strip_prefix('-').filter(|letters| !letters.is_empty()) {
            self.letters(word, letters, rest);
        } else if self.address.is_none() {
            self.address = Some(word.clone());
        } else {
            self.kept.after.push(word.text.clone());
            self.say(word, What::SecondAddress);
        }
    }

    /// Letters of options that share a dash: the first that needs a value takes what follows it.
    fn letters(&mut self, word: &Word, letters: &str, rest: &mut impl Iterator<Item = Word>) {
        for (index, letter) in letters.char_indices() {
            let place = letters.get(..index).unwrap_or_default().chars().count();
            let at = if letters.len() == letter.len_utf8() { word.at } else { word.at + 1 + place };
            let one = Word { text: format!("-{letter}"), at };
            let Some(known) = options::short(letter) else {
                self.keep(&one, What::Unknown);
                continue;
            };
            if !known.2 {
                self.option(&one, known, None);
                continue;
            }
            let tail = letters.get(index + letter.len_utf8()..).unwrap_or_default();
            let value = match tail {
                "" => rest.next(),
                tail => Some(Word { text: tail.to_owned(), at: at + 1 }),
            };
            return self.option(&one, known, value);
        }
    }

    fn keep(&mut self, word: &Word, what: What) {
        self.kept.before.push(word.text.clone());
        self.say(word, what);
    }

    /// An option whose value is not understood.
    fn keep_both(&mut self, option: &Word, value: &Word, what: What) {
        self.kept.before.push(option.text.clone());
        self.keep(value, what);
    }

    fn option(&mut self, option: &Word, (_, _, needs_value, does): Known, value: Option<Word>) {
        if let Does::Aside(aside) = does {
            if aside != Aside::Quiet {
                self.say(option, What::Aside(aside));
            }
            self.kept.before.push(option.text.clone());
            self.kept.before.extend(value.map(|value| value.text));
            return;
        }
        let Some(value) = value.or_else(|| (!needs_value).then(|| option.clone())) else {
            return self.say(option, What::NoValue);
        };
        match does {
            Does::Method => self.method = Some(value.text),
            Does::Header => self.header(option, &value),
            Does::Named(name) => self.set(name, value.text),
            Does::Data | Does::Json if value.text.starts_with('@') => {
                self.keep_both(option, &value, What::File)
            }
            Does::Data | Does::DataRaw | Does::Json => {
                self.json |= does == Does::Json;
                let joint = if does == Does::Json { "" } else { "&" };
                self.data = Some(match self.data.take() {
                    Some(before) => format!("{before}{joint}{}", value.text),
                    None => value.text,
                });
            }
            Does::Get => self.in_query = true,
            Does::Head => self.head = true,
            Does::User => {
                self.set("Authorization", format!("Basic {}", base64(value.text.as_bytes())));
                self.remarks.push(Remark {
                    at: option.at,
                    word: option.text.clone(),
                    what: What::Credentials,
                });
            }
            Does::Url if self.address.is_none() => self.address = Some(value),
            Does::Url => self.keep_both(option, &value, What::SecondAddress),
            Does::Resolve => self.resolve.push(value),
            Does::Aside(_) => {}
        }
    }

    fn set(&mut self, name: &str, value: String) {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value));
    }

    /// curl(1), `--header`: `Name: value`; `Name;` for one without a value; `Name:` takes one of curl's own away.
    fn header(&mut self, option: &Word, word: &Word) {
        if word.text.starts_with('@') {
            return self.keep_both(option, word, What::File);
        }
        let (name, value) = match (word.text.split_once(':'), word.text.strip_suffix(';')) {
            (Some((name, value)), _) => (name, Some(value.trim())),
            (None, Some(name)) => (name, None),
            (None, None) => return self.keep_both(option, word, What::BadHeader),
        };
        match value {
            Some("") => match CURLS_OWN.into_iter().find(|own| own.eq_ignore_ascii_case(name)) {
                Some(own) => self.without.push(own.to_owned()),
                None => self.keep_both(option, word, What::EmptyHeader),
            },
            value => self.headers.push((name.to_owned(), value.unwrap_or_default().to_owned())),
        }
    }

    fn finish(mut self, lab: &str) -> Command {
        let mut target = "/".to_owned();
        match self.address.take() {
            None => {
                let end = Word { text: String::new(), at: 1 };
                self.say(&end, What::NoAddress);
            }
            Some(word) => match Address::read(&word.text) {
                None => self.say(&word, What::BadAddress),
                Some(address) => {
                    target.clone_from(&address.target);
                    self.lead(&word, address, lab);
                }
            },
        }
        let has_body = self.data.is_some() && !self.in_query;
        let body = match self.data.take() {
            Some(data) if self.in_query => {
                target.push(if target.contains('?') { '&' } else { '?' });
                target.push_str(&data);
                String::new()
            }
            data => data.unwrap_or_default(),
        };
        if self.json {
            for (name, value) in [("Content-Type", "application/json"), ("Accept", "application/json")] {
                if !self.headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)) {
                    self.headers.push((name.to_owned(), value.to_owned()));
                }
            }
        }
        let implied = match (self.head, has_body) {
            (true, _) => "HEAD",
            (false, true) => "POST",
            (false, false) => "GET",
        };
        let method = self.method.unwrap_or_else(|| implied.to_owned());
        let draft = Draft { method, target, headers: self.headers, without: self.without, body };
        self.remarks.sort_by_key(|remark| remark.at);
        Command { draft, kept: self.kept, remarks: self.remarks }
    }

    /// Whether an address leads to the lab, and what goes with it.
    fn lead(&mut self, word: &Word, address: Address, lab: &str) {
        if address.fragment {
            self.say(word, What::Fragment);
        }
        if let Some(user) = &address.user {
            self.set("Authorization", format!("Basic {}", base64(user.as_bytes())));
            self.say(word, What::Credentials);
        }
        let resolved =
            self.resolve.iter().find(|resolve| address::resolves(&resolve.text, &address, lab)).cloned();
        match &resolved {
            Some(resolve) => self.say(resolve, What::Resolved),
            None if !address.leads_to(lab) => self.say(word, What::Elsewhere),
            None => {}
        }
        for resolve in core::mem::take(&mut self.resolve) {
            self.kept.before.extend(["--resolve".to_owned(), resolve.text]);
        }
        if address.tls {
            self.say(word, What::Tls);
        }
        let named = self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host"));
        if address.authority() != lab && !named {
            self.headers.insert(0, ("Host".to_owned(), address.authority()));
        }
    }
}
