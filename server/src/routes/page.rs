//! `GET /` and the files of the page; in a terminal, the welcome.

use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, web};
use protocol::connection::Connection;

use super::{Answer, not_found, worker};
use crate::assets::{self, Asset, Coding};
use crate::note;
use crate::openapi::Operation;
use crate::represent::{Media, Wish, reply};
use crate::state::State;
use crate::text;

/// Shown to a browser where no page was built. It has no style of its own: the policy allows none inline.
const NO_PAGE: &str = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Loopback Lab</title>\n\
<h1>The lab runs, but its page was not built</h1>\n\
<p>In the folder of the project, run <code>cargo xtask build</code> and start the lab again, or run \
<code>cargo xtask run</code>, which does both.\n\
<p>A terminal does not need the page: try <code>curl http://{lab}/</code>\n</html>\n";

/// The page; in a terminal, the welcome; for programs, the same as `GET /whoami` begins with: the connection.
pub(super) async fn index(request: HttpRequest, state: web::Data<State>) -> Answer {
    let offers = [Media::Text, Media::Json, Media::Html];
    let wish = Wish::read(request.query_string(), request.headers(), &offers)?;
    if wish.media == Media::Html {
        return html(&request, &state).await;
    }
    let connection = note::wire_or_fail(&request)?.connection;
    let lab = lab(&request, &connection);
    Ok(reply(wish.format(), &connection, |connection, paint| text::welcome::render(connection, &lab, paint)))
}

/// The description of `GET /`.
pub(super) fn describe() -> Operation {
    Operation::new("The page, or a welcome")
        .says("A browser gets the page; a terminal gets a welcome with its own pair of sockets and what to try next.")
        .answers::<Connection>("The connection that the request came in on.")
        .or_page()
}

/// The authority of the lab as this client asked for it. The guard has found it to be one of ours.
pub(super) fn lab(request: &HttpRequest, connection: &Connection) -> String {
    let host = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
    host.map_or_else(|| connection.local.to_string(), str::to_ascii_lowercase)
}

/// The page, whichever of its addresses was asked for.
pub(super) async fn html(request: &HttpRequest, state: &State) -> Answer {
    let folder = state.page.clone();
    let headers = request.headers().clone();
    let mut response = match worker(move || assets::page(folder.as_deref(), "index.html", &headers)).await? {
        Some(asset) => send(asset),
        None => {
            let lab = lab(request, &note::wire_or_fail(request)?.connection);
            HttpResponse::Ok().content_type("text/html; charset=utf-8").body(NO_PAGE.replace("{lab}", &lab))
        }
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // The same address gives text to a terminal.
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept, accept-encoding"));
    Ok(response)
}

/// Any other address: a file of the page, or nothing.
pub(super) async fn asset(request: HttpRequest, state: web::Data<State>) -> Answer {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(not_found());
    }
    let folder = state.page.clone();
    let headers = request.headers().clone();
    let path = request.path().trim_start_matches('/').to_owned();
    // The page has addresses of its own; its file is not one of them.
    if path == "index.html" {
        return Err(not_found());
    }
    let asset =
        worker(move || assets::page(folder.as_deref(), &path, &headers)).await?.ok_or_else(not_found)?;
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if let (Some(known), Some(etag)) = (known, &asset.etag)
        && known.split(',').any(|one| one.trim().trim_start_matches("W/") == etag || one.trim() == "*")
    {
        let mut response = send(asset);
        response.headers_mut().remove(header::CONTENT_TYPE);
        response.headers_mut().remove(header::CONTENT_ENCODING);
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return Ok(response.set_body(()).map_into_boxed_body());
    }
    Ok(send(asset))
}

fn send(asset: Asset) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response.content_type(asset.media_type).insert_header((header::VARY, "accept-encoding"));
    let cache = if asset.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.insert_header((header::CACHE_CONTROL, cache));
    if asset.coding != Coding::Identity {
        response.insert_header((header::CONTENT_ENCODING, asset.coding.name()));
    }
    if let Some(etag) = asset.etag {
        response.insert_header((header::ETAG, etag));
    }
    response.body(asset.bytes.into_owned())
}
