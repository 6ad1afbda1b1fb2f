//! The addresses of the lab that the page asks, in `protocol`'s types. No state is kept here.

pub(crate) mod console;
pub(crate) mod doctor;
pub(crate) mod exchange;
pub(crate) mod json;
pub(crate) mod lease;
pub(crate) mod roundtrip;
pub(crate) mod stream;
pub(crate) mod styles;

pub(crate) use gloo_net::http::Method;
use gloo_net::http::{Request, Response};
use protocol::problem::Problem;
use serde::de::DeserializeOwned;
use web_sys::AbortSignal;

use crate::model::trouble::{PATIENCE_MS, Trouble};

/// Asks for JSON at one of the lab's addresses.
pub(crate) async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Trouble> {
    send(Method::GET, path, None).await
}

/// The status with which one of the lab's addresses would answer; nothing where it does not answer.
pub(crate) async fn status(path: &str) -> Option<u16> {
    let signal = AbortSignal::timeout_with_u32(PATIENCE_MS);
    let request = Request::get(path).method(Method::HEAD).abort_signal(Some(&signal));
    request.send().await.ok().map(|response| response.status())
}

/// What one of the lab's addresses answers, as text.
pub(crate) async fn text(path: &str) -> Result<String, Trouble> {
    let signal = AbortSignal::timeout_with_u32(PATIENCE_MS);
    let response =
        Request::get(path).abort_signal(Some(&signal)).send().await.map_err(|_| broken(&signal))?;
    let status = response.status();
    let text = body(&response, &signal).await?;
    if response.ok() { Ok(text) } else { Err(Trouble::Unreadable { status }) }
}

/// Has something done whose reply nobody reads.
pub(crate) async fn done(method: Method, path: &str) -> Result<(), Trouble> {
    let signal = AbortSignal::timeout_with_u32(PATIENCE_MS);
    let request = Request::get(path).method(method).abort_signal(Some(&signal));
    request.send().await.map(drop).map_err(|_| broken(&signal))
}

/// Asks for JSON, with a method and, where it has one, a body of JSON.
pub(crate) async fn send<T: DeserializeOwned>(
    method: Method,
    path: &str,
    json: Option<&str>,
) -> Result<T, Trouble> {
    let signal = AbortSignal::timeout_with_u32(PATIENCE_MS);
    let request =
        Request::get(path).method(method).header("Accept", "application/json").abort_signal(Some(&signal));
    let request = match json {
        Some(json) => request.header("Content-Type", "application/json").body(json),
        None => request.build(),
    };
    let response = request.map_err(|_| broken(&signal))?.send().await.map_err(|_| broken(&signal))?;
    let status = response.status();
    let text = body(&response, &signal).await?;
    if response.ok() {
        return json::read(&text).ok_or(Trouble::Unreadable { status });
    }
    Err(json::read::<Problem>(&text).map_or(Trouble::Unreadable { status }, Trouble::Refused))
}

async fn body(response: &Response, signal: &AbortSignal) -> Result<String, Trouble> {
    response.text().await.map_err(|_| broken(signal))
}

fn broken(signal: &AbortSignal) -> Trouble {
    if signal.aborted() { Trouble::Slow } else { Trouble::Unreachable }
}
