//! The capstone: looked at when something has reached the lab, begun, changed, and ended.

use protocol::capstone::{Capstone, Case, Certificate, Service};
use protocol::listeners::Listener;
use yew::prelude::*;

use crate::api::{self, Method};
use crate::hooks::{Asked, use_ask, use_shared};
use crate::model::capstone::certificate;
use crate::model::microscope::request;

/// The case, and what can be done about it.
pub(crate) struct AtCapstone {
    /// The last look.
    pub(crate) looked: Asked<Capstone>,
    pub(crate) begun: Asked<Case>,
    pub(crate) begin: Callback<()>,
    pub(crate) ended: Asked<Capstone>,
    pub(crate) end: Callback<()>,
    /// The last change: with [`AtCapstone::send`], by the body that was handed in.
    pub(crate) changed: Asked<Service>,
    pub(crate) send: Callback<()>,
    pub(crate) stopped: Asked<Listener>,
    /// Stops the program that has the board's port.
    pub(crate) stop: Callback<()>,
    /// The certificate, once there is one.
    pub(crate) paper: Asked<Certificate>,
}

/// Follows the case. `body` is what [`AtCapstone::send`] sends.
#[hook]
pub(crate) fn use_capstone(body: Option<String>) -> AtCapstone {
    let lab = use_shared().lab;
    let (looked, look) = use_ask(|_: Option<Capstone>| async { api::get("/capstone").await });
    let (begun, begin) =
        use_ask(|_: Option<Case>| async { api::send(Method::POST, "/capstone", Some("{}")).await });
    let (ended, end) =
        use_ask(|_: Option<Capstone>| async { api::send(Method::DELETE, "/capstone", None).await });
    let (changed, send) = use_ask(move |_: Option<Service>| {
        let body = body.clone().unwrap_or_else(|| "{}".to_owned());
        async move { api::send(Method::PATCH, "/capstone/service", Some(&body)).await }
    });
    let case = looked.answer.as_ref().and_then(|capstone| capstone.case.as_ref());
    let holder = case.and_then(|case| case.holder).unwrap_or_default();
    let (stopped, stop) = use_ask(move |_: Option<Listener>| async move {
        api::send(Method::DELETE, &request::listener(holder), None).await
    });
    let (paper, write) = use_ask(|_: Option<Certificate>| async { api::get(&certificate("", "json")).await });
    let news = (lab.wire.entries().first().map_or(0, |entry| entry.id), lab.returns);
    let seen = use_state_eq(|| None);
    use_effect_with((news, looked.busy), move |&(news, busy)| {
        if !busy && *seen != Some(news) {
            seen.set(Some(news));
            look.emit(());
        }
    });
    use_effect_with(case.and_then(|case| case.proved_ms), move |proved| {
        if proved.is_some() {
            write.emit(());
        }
    });
    AtCapstone { looked, begun, begin, ended, end, changed, send, stopped, stop, paper }
}
