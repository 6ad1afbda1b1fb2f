//! The page of another origin and the service that checks nothing: started together, and ended together.

use std::rc::Rc;

use protocol::listeners::{Listener, Listeners};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::api::{self, Method};
use crate::hooks::{Asked, use_ask, use_lease, use_shared};
use crate::model::other_page::{ECHO, PAGE};

/// The page, and the service that checks nothing.
pub(crate) type Pair = (Listener, Listener);

/// What the widget is given.
pub(crate) struct OtherPages {
    /// How far their start is.
    pub(crate) started: Asked<Pair>,
    /// Both, while they run.
    pub(crate) pair: Option<Pair>,
    /// Starts both.
    pub(crate) start: Callback<()>,
    /// Stops both.
    pub(crate) stop: Callback<()>,
}

#[hook]
pub(crate) fn use_other_page() -> OtherPages {
    let (page_keeper, echo_keeper) = (use_lease(), use_lease());
    let ended = use_state_eq(|| None::<Pair>);
    let (started, start) = {
        let (page_keeper, echo_keeper) = (Rc::clone(&page_keeper), Rc::clone(&echo_keeper));
        use_ask(move |_: Option<Pair>| {
            let (page_keeper, echo_keeper) = (Rc::clone(&page_keeper), Rc::clone(&echo_keeper));
            async move {
                let page: Listener = api::send(Method::POST, "/listeners", Some(PAGE)).await?;
                page_keeper.keep(page.id);
                match api::send::<Listener>(Method::POST, "/listeners", Some(ECHO)).await {
                    Ok(echo) => {
                        echo_keeper.keep(echo.id);
                        Ok((page, echo))
                    }
                    Err(trouble) => {
                        page_keeper.stop();
                        Err(trouble)
                    }
                }
            }
        })
    };
    let pair = started.answer.clone().filter(|pair| ended.as_ref() != Some(pair));

    // They may have ended with the lab; numbers begin again then.
    let returns = use_shared().lab.returns;
    let (current, forget) = (pair.clone(), ended.clone());
    let (page_kept, echo_kept) = (Rc::clone(&page_keeper), Rc::clone(&echo_keeper));
    use_effect_with(returns, move |_| {
        let Some((page, echo)) = current else { return };
        spawn_local(async move {
            let Ok(all) = api::get::<Listeners>("/listeners").await else { return };
            let runs = |wanted: &Listener| {
                let is_it = |one: &Listener| (one.id, one.started_ms) == (wanted.id, wanted.started_ms);
                all.listeners.iter().any(is_it)
            };
            if !runs(&page) || !runs(&echo) {
                for (kept, one) in [(page_kept, &page), (echo_kept, &echo)] {
                    if runs(one) { kept.stop() } else { kept.forget() }
                }
                forget.set(Some((page, echo)));
            }
        });
    });

    let stop = {
        let current = pair.clone();
        Callback::from(move |()| {
            page_keeper.stop();
            echo_keeper.stop();
            ended.set(current.clone());
        })
    };
    OtherPages { started, pair, start, stop }
}
