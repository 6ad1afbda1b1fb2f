//! Expected output of a command, cut at its wildcards, so that page and terminal can set them apart.

/// A piece of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text that is printed as it stands.
    Text(&'a str),
    /// The name of a wildcard, without its brackets: what stands here differs from run to run.
    Wildcard(&'a str),
    /// A line `...`: any number of lines.
    Lines,
}

/// The names of the wildcards that expected output may hold; the course checks the output against them.
pub const NAMES: [&str; 6] = ["port", "ephemeral", "number", "time", "word", "any"];

/// What a wildcard stands for, in words for the learner.
pub fn words(name: &str) -> &'static str {
    match name {
        "port" => "a port",
        "ephemeral" => "your port",
        "number" => "a number",
        "time" => "a time",
        "word" => "a word",
        _ => "any text",
    }
}

/// Cuts one line.
pub fn pieces(line: &str) -> Vec<Piece<'_>> {
    if line.trim() == "..." {
        return vec![Piece::Lines];
    }
    let mut pieces = Vec::new();
    let mut text = 0;
    let mut at = 0;
    while let Some(open) = line.get(at..).and_then(|rest| rest.find('<')).map(|found| at + found) {
        let rest = line.get(open + 1..).unwrap_or_default();
        match NAMES.iter().find(|name| rest.strip_prefix(**name).is_some_and(|rest| rest.starts_with('>'))) {
            Some(name) => {
                pieces.extend(line.get(text..open).filter(|text| !text.is_empty()).map(Piece::Text));
                pieces.push(Piece::Wildcard(name));
                at = open + name.len() + 2;
                text = at;
            }
            None => at = open + 1,
        }
    }
    pieces.extend(line.get(text..).filter(|text| !text.is_empty()).map(Piece::Text));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cuts_at_wildcards_only() {
        let cut = pieces("a <b> :<ephemeral>, <time>");
        assert_eq!(
            cut,
            [
                Piece::Text("a <b> :"),
                Piece::Wildcard("ephemeral"),
                Piece::Text(", "),
                Piece::Wildcard("time")
            ]
        );
        assert_eq!(pieces(" ..."), [Piece::Lines]);
    }

    #[test]
    fn every_wildcard_has_its_words() {
        let all: Vec<_> = NAMES.iter().map(|name| words(name)).collect();
        assert!(all.iter().enumerate().all(|(at, word)| !all[..at].contains(word)), "{all:?}");
    }

    proptest! {
        #[test]
        fn the_pieces_give_the_line_again(line in "(<port>|<any>|<|>|a|é| ){0,12}") {
            let again: String = pieces(&line).into_iter().map(|piece| match piece {
                Piece::Text(text) => text.to_owned(),
                Piece::Wildcard(name) => format!("<{name}>"),
                Piece::Lines => "...".to_owned(),
            }).collect();
            prop_assert_eq!(again, line);
        }
    }
}
