//! Which connection this page is on, asked anew; everybody who shows it sees the answer.

use protocol::connection::Whoami;
use yew::prelude::*;

use crate::api;
use crate::hooks::{Asked, use_ask, use_shared};
use crate::model::lab::Heard;

/// An answer of `/whoami`, and whether it came over another connection than the one before.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Seen {
    pub(crate) whoami: Whoami,
    pub(crate) is_new: bool,
}

/// Asks, and hands the answer to the shared state.
#[hook]
pub(crate) fn use_connection() -> (Asked<Seen>, Callback<()>) {
    let lab = use_shared().lab;
    use_ask(move |_: Option<Seen>| {
        let known = lab.whoami.as_ref().map(|whoami| whoami.connection.id);
        let heard = lab.dispatcher();
        async move {
            let whoami: Whoami = api::get("/whoami").await?;
            heard.dispatch(Heard::Whoami(whoami.clone()));
            Ok(Seen { is_new: known.is_some_and(|known| known != whoami.connection.id), whoami })
        }
    })
}
