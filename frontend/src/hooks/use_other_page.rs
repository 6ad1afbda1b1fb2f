//! The page of another origin and the service that checks nothing: started together, and ended together.

use std::rc::Rc;

use protocol::listeners::Listener;
use yew::prelude::*;

use crate::api::{self, Method};
use crate::hooks::{Asked, use_ask, use_lease};
use crate::model::other_page::{ECHO, PAGE};

/// The page, and the service that checks nothing.
pub(crate) type Pair = (Listener, Listener);

/// What the widget is given.
pub(crate) struct OtherPages {
    /// How far their start is.
    pub(crate) started: Asked<Pair>,
    /// Both, while they run.
    pub(crate) pair: Option<Pair>,
    /// Whether they have ended and nobody stopped them here.
    pub(crate) is_lost: bool,
    /// Starts both.
    pub(crate) start: Callback<()>,
    /// Stops both.
    pub(crate) stop: Callback<()>,
}

#[hook]
pub(crate) fn use_other_page() -> OtherPages {
    let keeper = use_lease();
    let (started, start) = {
        let keeper = Rc::clone(&keeper);
        use_ask(move |_: Option<Pair>| {
            let keeper = Rc::clone(&keeper);
            async move {
                let page: Listener = api::send(Method::POST, "/listeners", Some(PAGE)).await?;
                keeper.keep(&page);
                match api::send::<Listener>(Method::POST, "/listeners", Some(ECHO)).await {
                    Ok(echo) => {
                        keeper.keep_too(&echo);
                        Ok((page, echo))
                    }
                    Err(trouble) => {
                        keeper.stop();
                        Err(trouble)
                    }
                }
            }
        })
    };
    let pair = started.answer.clone().filter(|(page, echo)| keeper.holds(page) && keeper.holds(echo));
    let is_lost = keeper.is_lost();
    let stop = Callback::from(move |()| keeper.stop());
    OtherPages { started, pair, is_lost, start, stop }
}
