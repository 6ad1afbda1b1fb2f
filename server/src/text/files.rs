//! A folder of `/files/` in a terminal, and as a page of its own.

use protocol::files::Listing;

use super::{Paint, shown};

/// One line an entry: size, then address.
pub(crate) fn render(listing: &Listing, paint: Paint) -> String {
    let mut text = format!("{}\n", paint.strong(&shown(&listing.path)));
    let sizes: Vec<_> = listing
        .entries
        .iter()
        .map(|one| one.bytes.map_or_else(|| "folder".to_owned(), |bytes| bytes.to_string()))
        .collect();
    let width = sizes.iter().map(String::len).max().unwrap_or_default();
    for (one, size) in listing.entries.iter().zip(&sizes) {
        text.push_str(&format!("{}  {}\n", paint.faint(&format!("{size:>width$}")), one.href));
    }
    if listing.entries.is_empty() {
        text.push_str("This folder is empty.\n");
    }
    if listing.left_out > 0 {
        text.push_str(&format!("... and {} more, which a listing does not show\n", listing.left_out));
    }
    text
}

/// A page with a link for each entry.
pub(crate) fn page(listing: &Listing) -> String {
    let path = escaped(&listing.path);
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>{path} - Loopback Lab</title>\n<h1>{path}</h1>\n<ul>\n"
    );
    for one in &listing.entries {
        let slash = if one.bytes.is_none() { "/" } else { "" };
        html.push_str(&format!("<li><a href=\"{}\">{}{slash}</a>\n", escaped(&one.href), escaped(&one.name)));
    }
    html.push_str("</ul>\n");
    if listing.left_out > 0 {
        html.push_str(&format!("<p>And {} more, which a listing does not show.\n", listing.left_out));
    }
    html.push_str("</html>\n");
    html
}

/// Text that stands in HTML as itself.
fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in shown(text).chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
    html
}
