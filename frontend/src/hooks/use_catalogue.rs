//! The catalogue of the failure zoo, fetched when the widget appears and again when the lab has come back.

use protocol::zoo::Zoo;
use yew::prelude::*;

use crate::api;
use crate::hooks::{Asked, use_ask, use_shared};

/// The catalogue, and how to ask for it again.
#[hook]
pub(crate) fn use_catalogue() -> (Asked<Zoo>, Callback<()>) {
    let (asked, ask) = use_ask(|_: Option<Zoo>| async { api::get("/zoo").await });
    let again = ask.clone();
    let returns = use_shared().lab.returns;
    use_effect_with(returns, move |_| ask.emit(()));
    (asked, again)
}
