//! `GET /health`: that the lab runs.

use actix_web::{HttpRequest, web};
use protocol::health::Health;

use super::Answer;
use crate::openapi::Operation;
use crate::represent::{Media, Wish, reply};
use crate::state::State;
use crate::text;

/// Answers with the version, the uptime and the addresses.
pub(super) async fn get(request: HttpRequest, state: web::Data<State>) -> Answer {
    let wish = Wish::read(request.query_string(), request.headers(), &[Media::Text, Media::Json])?;
    let health = Health {
        status: "ok".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        uptime_s: state.started.elapsed().as_secs(),
        listening: state.listening.clone(),
    };
    Ok(reply(wish.format(), &health, |health, paint| {
        let listening: Vec<_> =
            health.listening.iter().map(|address| paint.notation(&address.to_string())).collect();
        text::table(&[
            ("status", paint.good(&health.status)),
            ("version", health.version.clone()),
            ("uptime", format!("{} s", health.uptime_s)),
            ("listening", listening.join(" ")),
        ])
    }))
}

/// The description of `GET /health`.
pub(super) fn describe() -> Operation {
    Operation::new("That the lab runs")
        .answers::<Health>("Its version, since when it runs, and where it listens.")
}
