//! Joins the style sheets of the staged page into one: each by itself is small, and together they compress to two thirds.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::Hasher as _;
use std::path::Path;

use crate::Outcome;

/// What stands before and after the name of a sheet in the page, as trunk writes it.
const LINK: (&str, &str) = ("<link rel=\"stylesheet\" href=\"/", "\"/>");

/// Joins them, in the order of their links; the page then links to the one.
pub(crate) fn join(stage: &Path) -> Outcome {
    let fault = |path: &Path| {
        let path = path.display().to_string();
        move |error| format!("the styles of the page could not be joined: {path}: {error}")
    };
    let page = stage.join("index.html");
    let text = fs::read_to_string(&page).map_err(fault(&page))?;
    let mut all = String::new();
    for name in linked(&text) {
        let sheet = stage.join(name);
        all.push_str(&fs::read_to_string(&sheet).map_err(fault(&sheet))?);
        fs::remove_file(&sheet).map_err(fault(&sheet))?;
    }
    let mut hasher = DefaultHasher::new();
    hasher.write(all.as_bytes());
    let name = format!("styles-{:016x}.css", hasher.finish());
    let sheet = stage.join(&name);
    fs::write(&sheet, all).map_err(fault(&sheet))?;
    fs::write(&page, with_one(&text, &name)).map_err(fault(&page))
}

/// The sheets that a page links to.
fn linked(page: &str) -> Vec<&str> {
    page.split(LINK.0).skip(1).filter_map(|rest| rest.split_once(LINK.1)).map(|(name, _)| name).collect()
}

/// The page with one link in place of all.
fn with_one(page: &str, name: &str) -> String {
    let mut pieces = page.split(LINK.0);
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for (index, piece) in pieces.enumerate() {
        let rest = piece.split_once(LINK.1).map_or("", |(_, rest)| rest);
        if index == 0 {
            text.push_str(&format!("{}{name}{}{rest}", LINK.0, LINK.1));
        } else {
            text.truncate(text.trim_end().len());
            text.push_str(rest);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_link_takes_the_place_of_all() {
        let page = "<head>\n  <link rel=\"stylesheet\" href=\"/a-1.css\"/>\n  <link rel=\"stylesheet\" href=\"/b-2.css\"/>\n</head>";
        assert_eq!(linked(page), ["a-1.css", "b-2.css"]);
        let joined = with_one(page, "styles-3.css");
        assert_eq!(joined, "<head>\n  <link rel=\"stylesheet\" href=\"/styles-3.css\"/>\n</head>");
        assert_eq!(with_one("<head></head>", "x.css"), "<head></head>");
    }
}
