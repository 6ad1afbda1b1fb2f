//! The addresses of the lab that the page asks, in `protocol`'s types. No state is kept here.

pub(crate) mod exchange;
pub(crate) mod stream;

use gloo_net::http::{Request, Response};
use protocol::problem::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use web_sys::AbortSignal;

use crate::model::trouble::{PATIENCE_MS, Trouble};

/// Asks for JSON at one of the lab's addresses.
pub(crate) async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Trouble> {
    let (status, text) = get_text(path).await?;
    from_json(&text).ok_or(Trouble::Unreadable { status })
}

/// Reads JSON with the browser's own parser, which the page does not have to bring along.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_wasm_bindgen::from_value(js_sys::JSON::parse(text).ok()?).ok()
}

/// Writes JSON with the browser's own writer.
pub(crate) fn to_json<T: Serialize>(value: &T) -> Option<String> {
    let value = value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).ok()?;
    js_sys::JSON::stringify(&value).ok()?.as_string()
}

async fn get_text(path: &str) -> Result<(u16, String), Trouble> {
    let signal = AbortSignal::timeout_with_u32(PATIENCE_MS);
    let request = Request::get(path).header("Accept", "application/json").abort_signal(Some(&signal));
    let response = request.send().await.map_err(|_| broken(&signal))?;
    let text = body(&response, &signal).await?;
    if response.ok() {
        return Ok((response.status(), text));
    }
    Err(from_json::<Problem>(&text)
        .map_or(Trouble::Unreadable { status: response.status() }, Trouble::Refused))
}

async fn body(response: &Response, signal: &AbortSignal) -> Result<String, Trouble> {
    response.text().await.map_err(|_| broken(signal))
}

fn broken(signal: &AbortSignal) -> Trouble {
    if signal.aborted() { Trouble::Slow } else { Trouble::Unreachable }
}
