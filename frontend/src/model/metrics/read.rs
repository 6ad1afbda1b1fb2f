//! The text format of Prometheus, version 0.0.4: a sample a line, comments after `#`.

/// One sample: a name, labels, a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The name of the metric.
    pub name: String,
    /// Its labels, in the order in which they stand.
    pub labels: Vec<(String, String)>,
    /// Its value.
    pub value: f64,
}

impl Sample {
    /// The value of a label; empty where there is no such label, which means the same.
    pub fn label(&self, name: &str) -> &str {
        self.labels.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

/// Reads the samples of a scrape. `None` where a line is neither a sample nor a comment.
///
/// ```
/// use frontend::model::metrics::read;
/// let samples = read("# TYPE up gauge\nup{job=\"lab\"} 1\n").unwrap();
/// assert_eq!((samples[0].name.as_str(), samples[0].label("job"), samples[0].value), ("up", "lab", 1.0));
/// ```
pub fn read(text: &str) -> Option<Vec<Sample>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(sample).collect()
}

fn sample(line: &str) -> Option<Sample> {
    let end = line.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ':'))?;
    let (name, mut rest) = line.split_at(end);
    let mut all = Vec::new();
    if let Some(inside) = rest.strip_prefix('{') {
        rest = labels(inside, &mut all)?;
    }
    // A time may stand behind the value.
    let value = rest.split_ascii_whitespace().next()?.parse().ok()?;
    let begins_well = name.starts_with(|c: char| !c.is_ascii_digit());
    begins_well.then(|| Sample { name: name.to_owned(), labels: all, value })
}

/// Reads labels up to the closing brace; gives what stands behind it.
fn labels<'a>(mut rest: &'a str, all: &mut Vec<(String, String)>) -> Option<&'a str> {
    loop {
        rest = rest.trim_start_matches([',', ' ']);
        if let Some(behind) = rest.strip_prefix('}') {
            return Some(behind);
        }
        let (name, value) = rest.split_once("=\"")?;
        let mut text = String::new();
        let mut chars = value.char_indices();
        rest = loop {
            match chars.next()? {
                (at, '"') => break value.get(at + 1..)?,
                (_, '\\') => match chars.next()?.1 {
                    'n' => text.push('\n'),
                    other => text.push(other),
                },
                (_, other) => text.push(other),
            }
        };
        all.push((name.trim().to_owned(), text));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn samples_are_read_as_the_format_has_them() {
        let text = "# HELP a b\n\na_total 3\na{b=\"c\",d=\"e\\\"f\\\\g\\nh}\",} 1.5e-3 1700000000000\nb_bucket{le=\"+Inf\"} +Inf\n";
        let samples = read(text).unwrap();
        assert_eq!(samples.len(), 3);
        assert_eq!((samples[0].name.as_str(), samples[0].value), ("a_total", 3.0));
        assert_eq!((samples[1].label("b"), samples[1].label("d")), ("c", "e\"f\\g\nh}"));
        assert_eq!((samples[1].value, samples[1].label("none")), (0.0015, ""));
        assert!(samples[2].value.is_infinite());
    }

    #[test]
    fn what_is_no_scrape_is_none() {
        for text in ["<html>", "a", "a{b=\"c", "a{b} 1", "a b", "1a 2", "{\"a\":1}", "a{b=\"c\"} "] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(""), Some(Vec::new()));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[a-z{}=\"\\\\ 0-9,.#\\né]*") {
            let _ = read(&text);
        }

        #[test]
        fn a_label_comes_through(value in "\\PC*") {
            let written = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            let samples = read(&format!("a{{b=\"{written}\"}} 1")).unwrap();
            prop_assert_eq!(samples[0].label("b"), value);
        }
    }
}
