//! `/files/...`: a shared folder, when the lab was started with one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use actix_files::Files;
use actix_web::body::MessageBody;
use actix_web::dev::{RequestHead, ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::{Next, from_fn};
use actix_web::{Error, web};

use super::Answer;
use crate::problem::Failure;
use crate::state::State;

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
    let files = Files::new("/", folder)
        .show_files_listing()
        .redirect_to_slash_directory()
        .path_filter(move |path, _: &RequestHead| is_inside(&root, path));
    config.service(web::scope("/files").wrap(from_fn(confine)).service(files));
}

/// Sets the policy that belongs to an answer.
async fn confine(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let mut response = next.call(request).await?;
    let listing = response.request().path().ends_with('/');
    let media = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let active = ["html", "xml", "svg"].iter().any(|kind| media.contains(kind));
    let policy = if active && !listing { SANDBOX } else { POLICY };
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    Ok(response)
}

async fn absent() -> Answer {
    Err(Failure::new(StatusCode::NOT_FOUND, "files_off", "No folder is shared")
        .because("The lab was started without a folder to share.")
        .next("Stop the lab and start it with --files DIR."))
}

/// Whether a path below the root still lies below it when its links are followed.
fn is_inside(root: &Path, below: &Path) -> bool {
    let resolved: Option<PathBuf> = std::fs::canonicalize(root.join(below)).ok();
    resolved.is_some_and(|path| path.starts_with(root))
}
