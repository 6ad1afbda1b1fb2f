//! `GET /metrics`: what the lab counts of itself, for a monitor.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::note;
use crate::openapi::Operation;
use crate::services::metrics::MEDIA_TYPE;
use crate::state::State;

/// Answers with all of them. A monitor's scrape is a request like others, in the journal and counted; the page's own, one a
/// second while it draws them, are looks.
pub(super) async fn get(request: HttpRequest, state: web::Data<State>) -> HttpResponse {
    note::leave_out_the_pages_own(&request);
    HttpResponse::Ok().content_type(MEDIA_TYPE).body(state.metrics.scrape(&state.now()))
}

/// The description of `GET /metrics`.
pub(super) fn describe() -> Operation {
    Operation::new("What the lab counts of itself")
        .says(
            "The text format of Prometheus, version 0.0.4, whatever `Accept` says. Counters end in `_total` and begin at 0 with the lab; \
             durations are in seconds, sizes in bytes. Labels are words of the lab's own, never a client's.",
        )
        .answers_text("The metrics, each with its meaning and its type.")
}
