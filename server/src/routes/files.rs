//! `/files/...`: a shared folder, when the lab was started with one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use actix_files::Files;
use actix_web::dev::RequestHead;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::DefaultHeaders;
use actix_web::web;

use super::Answer;
use crate::problem::Failure;
use crate::state::State;

/// What a shared file may do: show itself, with pictures and style of its own. `sandbox` gives it an origin of its
/// own, so that a page among the files cannot act as the lab's page.
const POLICY: &str = "sandbox; default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

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
    let headers =
        DefaultHeaders::new().add((header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)));
    config.service(web::scope("/files").wrap(headers).service(files));
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
