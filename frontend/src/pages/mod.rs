//! One page a file, and the frame around them.

pub(crate) mod app;
mod cheatsheet;
mod glossary;
mod later;
mod lesson;
mod lost;
mod start;

use yew::prelude::*;

/// What every page is given.
#[derive(Properties, PartialEq)]
pub(crate) struct PageProps {
    /// Its address: path, query and fragment.
    pub(crate) place: AttrValue,
    /// The lesson it shows; empty for pages that show none.
    #[prop_or_default]
    pub(crate) slug: AttrValue,
}
