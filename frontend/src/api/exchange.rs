//! A request as the learner drafted it, sent by the browser to the lab, and the whole reply.

use gloo_net::http::{Method, Request, RequestBuilder};
use web_sys::AbortSignal;

use crate::api::{body, broken};
use crate::model::request::Draft;
use crate::model::trouble::{PATIENCE_MS, Trouble};

/// A reply, as far as a browser shows one to a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    /// The status.
    pub(crate) status: u16,
    /// The words after it.
    pub(crate) status_text: String,
    /// The headers, in the browser's order.
    pub(crate) headers: Vec<(String, String)>,
    /// The body as text; bytes that are not UTF-8 are replaced.
    pub(crate) body: String,
}

/// Sends a draft without faults.
pub(crate) async fn send(draft: &Draft) -> Result<Reply, Trouble> {
    let signal = AbortSignal::timeout_with_u32(PATIENCE_MS);
    let method = Method::from_bytes(draft.method.as_bytes()).unwrap_or(Method::GET);
    let mut request: RequestBuilder = Request::get(&draft.target).method(method).abort_signal(Some(&signal));
    for (name, value) in &draft.headers {
        request = request.header(name, value.trim());
    }
    let request = if draft.body.is_empty() { request.build() } else { request.body(draft.body.as_str()) };
    let response = request.map_err(|_| broken(&signal))?.send().await.map_err(|_| broken(&signal))?;
    Ok(Reply {
        status: response.status(),
        status_text: response.status_text(),
        headers: response.headers().entries().collect(),
        body: body(&response, &signal).await?,
    })
}
