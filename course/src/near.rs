//! Which word was meant by one that is almost spelt.

/// How many letters may differ for a word to be taken for a misspelt one: one in a short word, two in a long one.
fn tolerance(name: &str) -> usize {
    if name.len() > 4 { 2 } else { 1 }
}

/// Which of some names a word was meant to be. Letters in the wrong order count once.
pub(crate) fn meant<'a>(word: &str, names: &[&'a str]) -> Option<&'a str> {
    let distances = names.iter().map(|name| (strsim::osa_distance(word, name), *name));
    distances.filter(|(distance, name)| *distance <= tolerance(name)).min().map(|(_, name)| name)
}
