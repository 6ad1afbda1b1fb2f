//! A small lesson without faults, for the tests to spoil; also the example that README.md points to.

/// A course of one lesson which is valid as it stands.
pub(crate) const GOOD: &str = include_str!("good.md");

/// [`GOOD`] with a piece of it replaced.
pub(crate) fn spoilt(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from:?} is not in the lesson");
    GOOD.replacen(from, to, 1)
}
