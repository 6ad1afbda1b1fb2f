//! The steps from all digits of an IPv6 address to its shorthand, with what goes in each marked.

use core::net::Ipv6Addr;

use concepts::ip::v6::{Act, Step, run, steps};

/// A step, its text in pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// What was done.
    pub act: Act,
    /// The text in pieces, each with whether the next step takes it away.
    pub pieces: Vec<(String, bool)>,
}

/// The steps, each with what the next one takes away.
pub fn marked(address: Ipv6Addr) -> Vec<Marked> {
    let all = steps(address);
    let mut next = all.iter().skip(1).map(|step| step.act);
    all.iter().map(|step| Marked { act: step.act, pieces: pieces(step, next.next(), address) }).collect()
}

fn pieces(step: &Step, next: Option<Act>, address: Ipv6Addr) -> Vec<(String, bool)> {
    let mut pieces: Vec<(String, bool)> = Vec::new();
    let mut put = |text: &str, goes: bool| match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some((last, same)) if *same == goes => last.push_str(text),
        _ => pieces.push((text.to_owned(), goes)),
    };
    let groups: Vec<&str> = step.text.split(':').collect();
    let taken = match (step.act, next) {
        (Act::LeadingZeros, Some(Act::Run)) => run(address),
        (_, Some(Act::Dotted)) => Some((groups.len().saturating_sub(2), 2)),
        _ => None,
    };
    let is_taken = |at: usize| taken.is_some_and(|(first, length)| (first..first + length).contains(&at));
    for (at, group) in groups.iter().enumerate() {
        if at > 0 {
            put(":", is_taken(at) && is_taken(at - 1));
        }
        let zeros = match next {
            Some(Act::LeadingZeros) => group.len() - group.trim_start_matches('0').len().max(1),
            _ => 0,
        };
        let (leading, rest) = group.split_at(zeros);
        put(leading, true);
        put(rest, is_taken(at));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn drawn(text: &str) -> Vec<String> {
        let draw = |(text, goes): (String, bool)| if goes { format!("<{text}>") } else { text };
        marked(text.parse().unwrap())
            .into_iter()
            .map(|step| step.pieces.into_iter().map(draw).collect())
            .collect()
    }

    #[test]
    fn what_goes_next_is_marked() {
        assert_eq!(
            drawn("2001:db8::42"),
            [
                "2001:<0>db8:<000>0:<000>0:<000>0:<000>0:<000>0:<00>42",
                "2001:db8:<0:0:0:0:0>:42",
                "2001:db8::42"
            ]
        );
        assert_eq!(drawn("::1")[1], "<0:0:0:0:0:0:0>:1");
        assert_eq!(drawn("::ffff:127.0.0.1")[2..], ["::ffff:<7f00:1>", "::ffff:127.0.0.1"]);
        assert_eq!(drawn("1:0:3:4:5:6:7:8")[1], "1:0:3:4:5:6:7:8");
    }

    proptest! {
        #[test]
        fn the_pieces_make_the_text_again(bits in any::<u128>(), keep in any::<u128>()) {
            let address = Ipv6Addr::from_bits(bits & keep);
            for (step, marked) in steps(address).into_iter().zip(marked(address)) {
                prop_assert_eq!(step.text, marked.pieces.into_iter().map(|(text, _)| text).collect::<String>());
            }
        }
    }
}
