//! The patterns of `KEYS`: `*`, `?`, `[abc]`, `[^a]`, `[a-z]`, and `\` before a byte that stands for itself (Redis documentation,
//! KEYS).

/// Whether a pattern stands for the whole of a text. Takes at most pattern times text steps: after a mismatch only the last
/// `*` is tried with one byte more, for whatever an earlier one could match, the last can too.
pub(super) fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut of) = (0, 0);
    // Where to go on after a mismatch: behind the last `*`, and at the first byte that it has not taken yet.
    let mut retry: Option<(usize, usize)> = None;
    loop {
        let rest = pattern.get(at..).unwrap_or_default();
        let step = match (rest.first(), text.get(of)) {
            (None, None) => return true,
            (Some(b'*'), _) => {
                retry = Some((at + 1, of));
                at += 1;
                continue;
            }
            (_, None) => return false,
            (None, Some(_)) => None,
            (Some(_), Some(&byte)) => one(rest, byte),
        };
        match (step, retry) {
            (Some(length), _) => (at, of) = (at + length, of + 1),
            (None, Some((behind, taken))) => {
                retry = Some((behind, taken + 1));
                (at, of) = (behind, taken + 1);
            }
            (None, None) => return false,
        }
    }
}

/// How many bytes of a pattern that begins with no `*` stand for a byte; `None` where they do not stand for it.
fn one(pattern: &[u8], byte: u8) -> Option<usize> {
    match pattern {
        [b'?', ..] => Some(1),
        [b'[', rest @ ..] => class(rest, byte).map(|length| length + 1),
        [b'\\', literal, ..] => (*literal == byte).then_some(2),
        [literal, ..] => (*literal == byte).then_some(1),
        [] => None,
    }
}

/// What follows a `[`: its length with the `]`, where it holds the byte. One that is not closed reaches to the end.
fn class(mut rest: &[u8], byte: u8) -> Option<usize> {
    let whole = rest.len();
    let not = rest.first() == Some(&b'^');
    if not {
        rest = rest.get(1..).unwrap_or_default();
    }
    let mut held = false;
    loop {
        let (next, hit) = match rest {
            [] => (rest, None),
            [b']', after @ ..] => (after, None),
            [b'\\', literal, after @ ..] => (after, Some(*literal == byte)),
            [a, b'-', b, after @ ..] => (after, Some((*a.min(b)..=*a.max(b)).contains(&byte))),
            [literal, after @ ..] => (after, Some(*literal == byte)),
        };
        rest = next;
        match hit {
            Some(hit) => held |= hit,
            None => return (held != not).then_some(whole - rest.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn patterns_stand_for_what_redis_says() {
        for (pattern, yes, no) in [
            ("*", &["", "a", "abc"][..], &[][..]),
            ("h?llo", &["hello", "hxllo"], &["hllo", "heello"]),
            ("h*llo", &["hllo", "heeeello"], &["hell", "hello!"]),
            ("h[ae]llo", &["hello", "hallo"], &["hillo"]),
            ("h[^e]llo", &["hallo"], &["hello", "hllo"]),
            ("h[a-b]llo", &["hallo", "hbllo"], &["hcllo"]),
            ("h[b-a]llo", &["hallo"], &["hcllo"]),
            ("a\\*b", &["a*b"], &["aXb", "ab"]),
            ("[\\]]", &["]"], &["\\"]),
            ("*a*b*c", &["abc", "xxaxxbxxc", "abcabc"], &["acb", "abcd"]),
            ("", &[""], &["a"]),
            ("a[bc", &["ab", "ac"], &["a", "ad"]),
            ("[]", &[], &["", "]"]),
            ("\\", &["\\"], &[""]),
        ] {
            for text in yes {
                assert!(matches(pattern.as_bytes(), text.as_bytes()), "{pattern} {text}");
            }
            for text in no {
                assert!(!matches(pattern.as_bytes(), text.as_bytes()), "{pattern} {text}");
            }
        }
    }

    /// The same, slowly and plainly: tries everything that a `*` could stand for.
    fn plainly(pattern: &[u8], text: &[u8]) -> bool {
        match (pattern, text) {
            ([], _) => text.is_empty(),
            ([b'*', rest @ ..], _) => (0..=text.len()).any(|taken| plainly(rest, &text[taken..])),
            (_, []) => false,
            (_, [byte, after @ ..]) => {
                one(pattern, *byte).is_some_and(|length| plainly(&pattern[length..], after))
            }
        }
    }

    proptest! {
        #[test]
        fn it_finds_what_trying_everything_finds(pattern in r"[ab*?\[\]\\^-]{0,8}", text in "[ab]{0,8}") {
            prop_assert_eq!(matches(pattern.as_bytes(), text.as_bytes()), plainly(pattern.as_bytes(), text.as_bytes()));
        }

        #[test]
        fn any_bytes_are_taken(pattern: Vec<u8>, text: Vec<u8>) {
            matches(&pattern, &text);
        }
    }
}
