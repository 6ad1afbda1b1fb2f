//! JSON as text: set out on lines for reading, and the strings in it.

/// A text as a string of JSON (RFC 8259, section 7).
///
/// ```
/// assert_eq!(frontend::model::json::string("a\"b"), r#""a\"b""#);
/// ```
pub fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\0'..='\x1f' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A list of JSON from texts that are JSON.
pub fn list(items: impl IntoIterator<Item = String>) -> String {
    let mut out = String::from("[");
    for item in items {
        if out.len() > 1 {
            out.push(',');
        }
        out.push_str(&item);
    }
    out.push(']');
    out
}

/// Sets JSON out with two spaces a level. Works on the text, so that nothing changes but the space between. A text that holds line breaks already is left as it is.
pub fn pretty(text: &str) -> String {
    if text.contains('\n') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() * 2);
    let mut depth = 0usize;
    let mut in_string = false;
    let mut escaped = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if in_string {
            out.push(c);
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        match c {
            '{' | '[' => {
                out.push(c);
                while chars.peek() == Some(&' ') {
                    chars.next();
                }
                if !matches!(chars.peek(), Some('}' | ']')) {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                if !out.ends_with(['{', '[']) {
                    depth = depth.saturating_sub(1);
                    line(&mut out, depth);
                }
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            ' ' => {}
            _ => {
                in_string = c == '"';
                out.push(c);
            }
        }
    }
    out
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    for _ in 0..depth {
        out.push_str("  ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_like_a_person_wrote_it() {
        let text = pretty(r#"{"a":[1,2],"b":{},"c":"x: {\"y\"}"}"#);
        assert_eq!(text, "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {},\n  \"c\": \"x: {\\\"y\\\"}\"\n}");
    }

    proptest! {
        #[test]
        fn means_the_same(pairs in proptest::collection::btree_map("\\PC{0,6}", proptest::collection::vec("\\PC{0,6}", 0..3), 0..4)) {
            let text = serde_json::to_string(&pairs).unwrap();
            let before: serde_json::Value = serde_json::from_str(&text).unwrap();
            let after: serde_json::Value = serde_json::from_str(&pretty(&text)).unwrap();
            prop_assert_eq!(before, after);
        }

        #[test]
        fn a_string_reads_back(text in "\\PC{0,9}|[\\x00-\\x20\"\\\\]{0,9}") {
            prop_assert_eq!(serde_json::from_str::<String>(&string(&text)).unwrap(), text);
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = pretty(&text);
        }
    }
}
