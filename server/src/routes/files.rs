//! `/files/...`: a shared folder, when the lab was started with one.

use std::sync::Arc;

use actix_files::Files;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{RequestHead, ServiceRequest, ServiceResponse, fn_service};
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::{Next, from_fn};
use actix_web::{Error, HttpRequest, HttpResponse, ResponseError as _, web};
use protocol::files::Listing;

use super::Answer;
use super::layout::{READING, options};
use crate::openapi::{self, Description, Operation};
use crate::problem::Failure;
use crate::represent::{Media, Wish, reply};
use crate::services;
use crate::state::State;
use crate::text;

/// What a shared file and the listing may do: show themselves, with pictures and style from the folder; no script, no
/// form, no frame.
const POLICY: &str = "default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'self' 'unsafe-inline'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The same for what could act as a page: `sandbox` gives it an origin of its own, which the guard takes for foreign.
/// The listing and plain files are left out: a click in a sandboxed listing would be a foreign request.
const SANDBOX: &str = "sandbox; default-src 'none'; img-src 'self' data:; media-src 'self'; \
    style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Lays out the address.
pub(super) fn configure(config: &mut web::ServiceConfig, state: &Arc<State>) {
    let Some(folder) = &state.files else {
        config.service(web::resource(["/files", "/files/{rest:.*}"]).to(absent));
        return;
    };
    let root = folder.clone();
    let listed = folder.clone();
    let files = Files::new("/", folder)
        .show_files_listing()
        .files_listing_renderer(move |directory, request| {
            let listing = services::files::list(&listed, &directory.path, request.path())?;
            let response = show(&listing, request).unwrap_or_else(|failure| failure.error_response());
            Ok(ServiceResponse::new(request.clone(), response))
        })
        .redirect_to_slash_directory()
        .default_handler(fn_service(async |request: ServiceRequest| {
            Ok(request.into_response(unknown().error_response()))
        }))
        .path_filter(move |path, _: &RequestHead| services::files::is_inside(&root, &root.join(path)));
    config.service(web::scope("/files").wrap(from_fn(confine)).service(files));
}

/// The descriptions of what is below `/files/`.
pub(super) const DESCRIBED: [(&str, Description); 2] =
    [("/files/", describe_folder), ("/files/{path}", describe_below)];

fn describe_folder() -> Operation {
    Operation::new("The shared folder")
        .says("Only where the lab was started with a folder to share.")
        .answers::<Listing>("What the folder holds.")
        .or_page()
        .fails(StatusCode::NOT_FOUND, &["files_off", "file_unknown"])
}

fn describe_below() -> Operation {
    Operation::new("A shared file, or a folder below")
        .says("Only where the lab was started with a folder to share. A folder, whose address ends with a slash, is listed.")
        .path("path", "Where it is in the shared folder, slashes included.", openapi::text(), "notes.txt")
        .sends(StatusCode::OK, "The file, with its own media type, or what the folder holds.")
        .sends(StatusCode::PARTIAL_CONTENT, "The part of the file that Range asks for.")
        .says_only(StatusCode::TEMPORARY_REDIRECT, "A folder without the slash at its end: Location has its address.")
        .says_only(StatusCode::NOT_MODIFIED, "The file is as the client knows it.")
        .fails(StatusCode::NOT_FOUND, &["files_off", "file_unknown"])
        .fails(StatusCode::PRECONDITION_FAILED, &["condition_failed"])
        .fails(StatusCode::RANGE_NOT_SATISFIABLE, &["range_invalid"])
}

/// A folder as the client wants it: a page, text or JSON.
fn show(listing: &Listing, request: &HttpRequest) -> Answer {
    let wish =
        Wish::read(request.query_string(), request.headers(), &[Media::Text, Media::Json, Media::Html])?;
    let mut response = if wish.media == Media::Html {
        let page = text::files::page(listing);
        HttpResponse::Ok()
            .content_type("text/html; charset=utf-8")
            .insert_header((header::VARY, "accept"))
            .body(page)
    } else {
        reply(wish.format(), listing, text::files::render)
    };
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    Ok(response)
}

/// Sets the policy that belongs to a file, and puts into words why there is none.
async fn confine(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if request.method() == Method::OPTIONS {
        return Ok(request.into_response(options(READING)));
    }
    let mut response = next.call(request).await?.map_into_boxed_body();
    let ours = response.response().extensions().contains::<Failure>();
    if let Some(failure) = explain(response.status()).filter(|_| !ours) {
        let range = response.headers().get(header::CONTENT_RANGE).cloned();
        let mut response = response.into_response(failure.error_response());
        if let Some(range) = range {
            response.headers_mut().insert(header::CONTENT_RANGE, range);
        }
        return Ok(response);
    }
    if response.headers().contains_key(header::CONTENT_SECURITY_POLICY) {
        return Ok(response);
    }
    let media = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let active = ["html", "xml", "svg"].iter().any(|kind| media.contains(kind));
    let policy = if active { SANDBOX } else { POLICY };
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    Ok(response)
}

/// What the library answers with a status alone.
fn explain(status: StatusCode) -> Option<Failure> {
    Some(match status {
        // It calls a hidden name or a way out of the folder a bad request; to the client there is no such file.
        StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND => unknown(),
        StatusCode::PRECONDITION_FAILED => {
            Failure::new(status, "condition_failed", "The file is not as the request demands")
                .because("If-Match or If-Unmodified-Since names another state of the file.")
                .next(
                    "Leave the condition out, or ask for the file again to learn its ETag and Last-Modified.",
                )
        }
        StatusCode::RANGE_NOT_SATISFIABLE => {
            Failure::new(status, "range_invalid", "The file has no such part")
                .because(
                    "Range asks for bytes beyond the end of the file; Content-Range tells how long it is.",
                )
                .next("Ask for a part within the file, or leave Range out.")
        }
        _ => return None,
    })
}

fn unknown() -> Failure {
    Failure::new(StatusCode::NOT_FOUND, "file_unknown", "There is no such file")
        .because(
            "The shared folder has no file of this name, or it is hidden, or it is a link that leads out.",
        )
        .next("Ask for /files/ to see what is shared.")
}

async fn absent() -> Answer {
    Err(Failure::new(StatusCode::NOT_FOUND, "files_off", "No folder is shared")
        .because("The lab was started without a folder to share.")
        .next("Stop the lab and start it with --files DIR."))
}
