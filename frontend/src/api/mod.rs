//! The addresses of the lab that the page asks, in `protocol`'s types. No state is kept here.

pub(crate) mod exchange;
pub(crate) mod json;
pub(crate) mod roundtrip;
pub(crate) mod stream;

use gloo_net::http::{Request, Response};
use protocol::problem::Problem;
use serde::de::DeserializeOwned;
use web_sys::AbortSignal;

use crate::model::trouble::{PATIENCE_MS, Trouble};

/// Asks for JSON at one of the lab's addresses.
pub(crate) async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Trouble> {
    let (status, text) = get_text(path).await?;
    json::read(&text).ok_or(Trouble::Unreadable { status })
}

async fn get_text(path: &str) -> Result<(u16, String), Trouble> {
    let signal = AbortSignal::timeout_with_u32(PATIENCE_MS);
    let request = Request::get(path).header("Accept", "application/json").abort_signal(Some(&signal));
    let response = request.send().await.map_err(|_| broken(&signal))?;
    let text = body(&response, &signal).await?;
    if response.ok() {
        return Ok((response.status(), text));
    }
    Err(json::read::<Problem>(&text)
        .map_or(Trouble::Unreadable { status: response.status() }, Trouble::Refused))
}

async fn body(response: &Response, signal: &AbortSignal) -> Result<String, Trouble> {
    response.text().await.map_err(|_| broken(signal))
}

fn broken(signal: &AbortSignal) -> Trouble {
    if signal.aborted() { Trouble::Slow } else { Trouble::Unreachable }
}
