//! Joins the style sheets of the staged page into two: what the page needs at first, and what it loads later, with the parts
//! that need it. Each sheet by itself is small, and together they compress to two thirds.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::Hasher as _;
use std::path::Path;

use crate::Outcome;

/// What stands before and after the name of a sheet in the page, as trunk writes it.
const LINK: (&str, &str) = ("<link rel=\"stylesheet\" href=\"/", "\"/>");

/// The mark in the page between the links of both. It names the later sheet to the page, and has nothing loaded.
const LATER: &str = "<meta name=\"later-styles\" content=\"";

/// Joins them, in the order of their links; the page then links to the first and names the later one.
pub(crate) fn join(stage: &Path) -> Outcome {
    let page = stage.join("index.html");
    let text = fs::read_to_string(&page).map_err(fault(&page))?;
    let (first, later) = text.split_once(LATER).ok_or_else(|| {
        format!("the page does not say which styles are loaded later: {} has no {LATER}", page.display())
    })?;
    let names = (one(stage, "styles", first)?, one(stage, "later", later)?);
    let first = linked_to(first, Some(&names.0));
    let text = format!("{first}{LATER}{}{}", names.1, linked_to(later, None));
    fs::write(&page, text).map_err(fault(&page))
}

/// Makes one sheet of those that a piece of the page links to, and gives its name.
fn one(stage: &Path, name: &str, page: &str) -> Outcome<String> {
    let mut all = String::new();
    for name in linked(page) {
        let sheet = stage.join(name);
        all.push_str(&fs::read_to_string(&sheet).map_err(fault(&sheet))?);
        fs::remove_file(&sheet).map_err(fault(&sheet))?;
    }
    let mut hasher = DefaultHasher::new();
    hasher.write(all.as_bytes());
    let name = format!("{name}-{:016x}.css", hasher.finish());
    let sheet = stage.join(&name);
    fs::write(&sheet, all).map_err(fault(&sheet))?;
    Ok(name)
}

/// The sheets that a piece of the page links to.
fn linked(page: &str) -> Vec<&str> {
    page.split(LINK.0).skip(1).filter_map(|rest| rest.split_once(LINK.1)).map(|(name, _)| name).collect()
}

/// A piece of the page with one link, or none, in place of all.
fn linked_to(page: &str, one: Option<&str>) -> String {
    let mut pieces = page.split(LINK.0);
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for (index, piece) in pieces.enumerate() {
        let rest = piece.split_once(LINK.1).map_or("", |(_, rest)| rest);
        if let Some(name) = one.filter(|_| index == 0) {
            text.push_str(&format!("{}{name}{}{rest}", LINK.0, LINK.1));
        } else {
            text.truncate(text.trim_end().len());
            text.push_str(rest);
        }
    }
    text
}

fn fault(path: &Path) -> impl FnOnce(std::io::Error) -> String {
    let path = path.display().to_string();
    move |error| format!("the styles of the page could not be joined: {path}: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_link_or_none_takes_the_place_of_all() {
        let page = "<head>\n  <link rel=\"stylesheet\" href=\"/a-1.css\"/>\n  <link rel=\"stylesheet\" href=\"/b-2.css\"/>\n</head>";
        assert_eq!(linked(page), ["a-1.css", "b-2.css"]);
        let joined = linked_to(page, Some("styles-3.css"));
        assert_eq!(joined, "<head>\n  <link rel=\"stylesheet\" href=\"/styles-3.css\"/>\n</head>");
        assert_eq!(linked_to(page, None), "<head>\n</head>");
        assert_eq!(linked_to("<head></head>", Some("x.css")), "<head></head>");
    }
}
