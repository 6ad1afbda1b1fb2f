//! Addresses inside the page: which links the page follows itself, and where they lead.

/// Where a link of the page leads, as far as the page draws it itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The path, such as `/lessons/ports`.
    pub path: String,
    /// The query with its question mark, or empty.
    pub query: String,
    /// The name after `#`, or empty.
    pub fragment: String,
}

/// Reads the `href` of a link. `None` where the browser must follow it: another host, or an
/// address of the lab that is not one of the page's own.
///
/// ```
/// use frontend::model::place::read;
/// assert_eq!(read("/lessons/ports#knock", "/").map(|place| place.fragment), Some("knock".into()));
/// assert_eq!(read("/echo", "/"), None);
/// ```
pub fn read(href: &str, current_path: &str) -> Option<Place> {
    let (before, fragment) = href.split_once('#').unwrap_or((href, ""));
    let (path, query) = match before.find('?') {
        Some(at) => before.split_at(at),
        None => (before, ""),
    };
    let path = if path.is_empty() { current_path } else { path };
    is_own(path).then(|| Place {
        path: path.to_owned(),
        query: query.to_owned(),
        fragment: fragment.to_owned(),
    })
}

fn is_own(path: &str) -> bool {
    Page::at(path) != Page::Lost
}

/// A page that the page's module draws.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// The start page, with the lessons.
    Start,
    /// The lesson with this slug.
    Lesson(String),
    /// The glossary.
    Glossary,
    /// The cheat sheet.
    Cheatsheet,
    /// No page is there.
    Lost,
}

impl Page {
    /// The page at a path.
    ///
    /// ```
    /// use frontend::model::place::Page;
    /// assert_eq!(Page::at("/lessons/ports"), Page::Lesson("ports".into()));
    /// assert_eq!(Page::at("/lessons/ports/2"), Page::Lesson("ports".into()));
    /// assert_eq!(Page::at("/lessons/a/b/c"), Page::Lost);
    /// ```
    pub fn at(path: &str) -> Self {
        let names: Vec<&str> = path.split('/').skip(1).collect();
        match names.as_slice() {
            [""] | ["lessons"] => Self::Start,
            ["lessons", slug] | ["lessons", slug, _] if names.iter().all(|name| !name.is_empty()) => {
                Self::Lesson((*slug).to_owned())
            }
            ["glossary"] | ["glossary", _] => Self::Glossary,
            ["cheatsheet"] => Self::Cheatsheet,
            _ => Self::Lost,
        }
    }
}

/// The name of the place inside a page that an address leads to: what stands after `#`, or else the part of a lesson
/// or the term that the path names, as terminals ask for it.
///
/// ```
/// use frontend::model::place::inside;
/// assert_eq!(inside("/lessons/ports#knock"), Some("knock"));
/// assert_eq!(inside("/lessons/ports/2?teacher"), Some("2"));
/// assert_eq!(inside("/lessons/ports"), None);
/// ```
pub fn inside(href: &str) -> Option<&str> {
    if let Some((_, name)) = href.split_once('#') {
        return Some(name);
    }
    let path = href.split('?').next()?;
    let part = || path.strip_prefix("/lessons/")?.split_once('/').map(|(_, name)| name);
    path.strip_prefix("/glossary/").or_else(part)
}

impl Place {
    /// The address again.
    pub fn href(&self) -> String {
        let mark = if self.fragment.is_empty() { "" } else { "#" };
        format!("{}{}{mark}{}", self.path, self.query, self.fragment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn leaves_to_the_browser_what_the_page_does_not_draw() {
        for href in ["http://127.0.0.1/", "//other/", "/echo", "/journal?limit=1", "mailto:a", "/lessons/"] {
            assert_eq!(read(href, "/"), None, "{href}");
        }
    }

    #[test]
    fn every_own_address_has_a_page() {
        for href in [
            "/",
            "/lessons",
            "/lessons/ports?teacher#knock",
            "/lessons/ports/knock",
            "/glossary",
            "/glossary/port",
            "/cheatsheet",
        ] {
            assert_ne!(Page::at(&read(href, "/").unwrap().path), Page::Lost, "{href}");
        }
        for path in ["/lessons/", "/lessons/ports/", "//", "", "/nowhere", "/glossary/a/b", "/cheatsheet/a"] {
            assert_eq!(Page::at(path), Page::Lost, "{path}");
        }
    }

    #[test]
    fn a_fragment_alone_stays_on_the_page() {
        let place = read("#knock", "/lessons/ports").unwrap();
        assert_eq!(place.href(), "/lessons/ports#knock");
    }

    proptest! {
        #[test]
        fn own_addresses_come_back_as_written(slug in "[a-z]{1,8}", query in "(\\?[a-z=]{1,6})?", fragment in "(#[a-z-]{1,6})?") {
            let href = format!("/lessons/{slug}{query}{fragment}");
            prop_assert_eq!(read(&href, "/").unwrap().href(), href);
        }
    }
}
