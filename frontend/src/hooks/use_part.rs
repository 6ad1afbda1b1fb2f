//! A part of the page that is loaded when it is first used, with the styles of what is loaded later.

use std::future::Future;

use yew::prelude::*;

use crate::api::styles;
use crate::hooks::{Asked, use_ask};
use crate::model::trouble::Trouble;

/// The part's state, and how to have it loaded; where it is there already, that does nothing.
#[hook]
pub(crate) fn use_part<T, F, Q>(part: Q) -> (Asked<T>, Callback<()>)
where
    T: Clone + PartialEq + 'static,
    F: Future<Output = Result<T, Trouble>> + 'static,
    Q: Fn() -> F + 'static,
{
    use_ask(move |before: Option<T>| {
        let (styles, part) = (styles::later(), part());
        async move {
            if let Some(part) = before {
                return Ok(part);
            }
            let part = part.await?;
            styles.await.map(|()| part)
        }
    })
}
