//! How a lesson reads: short sentences, no exclamation marks.

use super::{MAX_WORDS, walk};
use crate::fault::Faults;
use crate::model::{Inline, Text};
use crate::parse::Located;

pub(super) fn check(faults: &mut Faults, located: &Located) {
    for (line, text) in walk::texts(located) {
        plain(faults, line, text, true);
    }
}

/// One text that is too long or too loud, which may be no more than advice.
pub(crate) fn plain(faults: &mut Faults, line: usize, text: &Text, is_advice: bool) {
    let words = words(text);
    if words.contains('!') {
        let what = format!("an exclamation mark: {:?}", start(&words));
        faults.tell(line, what, "end the sentence with a full stop".to_owned(), is_advice);
    }
    for sentence in sentences(&words) {
        let count = sentence.split_whitespace().count();
        if count > MAX_WORDS {
            let what = format!("a sentence of {count} words: {:?}", start(sentence));
            faults.tell(line, what, format!("split it; {MAX_WORDS} words are the most"), is_advice);
        }
    }
}

/// A text in which each piece of code is one word, and citations are gone.
fn words(text: &Text) -> String {
    text.iter()
        .map(|inline| match inline {
            Inline::Text(text) | Inline::Term { text, .. } => text.clone(),
            Inline::Emphasis(text) | Inline::Strong(text) | Inline::Link { text, .. } => words(text),
            Inline::Code(_) | Inline::Notation(_) => "code".to_owned(),
            Inline::Cite(_) => String::new(),
            Inline::Break => " ".to_owned(),
        })
        .collect()
}

/// The sentences of a text: each ends with a full stop or a question mark before a space.
fn sentences(words: &str) -> Vec<&str> {
    let mut all = Vec::new();
    let mut begin = 0;
    let mut before = ' ';
    for (at, c) in words.char_indices() {
        if c.is_whitespace() && matches!(before, '.' | '?' | '!') {
            all.extend(words.get(begin..at));
            begin = at;
        }
        before = c;
    }
    all.extend(words.get(begin..));
    all
}

fn start(sentence: &str) -> String {
    let start: Vec<&str> = sentence.split_whitespace().take(6).collect();
    format!("{} ...", start.join(" "))
}
