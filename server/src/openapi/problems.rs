//! What can go wrong with any request, and how problems are described: one schema, with the codes that an address may give.

use actix_web::http::StatusCode;
use serde_json::{Value, json};

use super::json::Object;
use super::schema::text;

/// A parameter by which the client chooses the representation cannot be used.
pub(super) const CHOICE: [&str; 2] = ["format_invalid", "color_invalid"];

/// What can go wrong with any request. It is refused before it is routed, or the lab fails below the routes.
const GENERAL: [(StatusCode, &[&str]); 10] = [
    (StatusCode::BAD_REQUEST, &["request_malformed", "request_invalid"]),
    (StatusCode::FORBIDDEN, &["cross_site", "origin_foreign"]),
    (StatusCode::NOT_FOUND, &["not_found"]),
    (StatusCode::METHOD_NOT_ALLOWED, &["method_not_allowed"]),
    (StatusCode::REQUEST_TIMEOUT, &["head_late"]),
    (StatusCode::UNSUPPORTED_MEDIA_TYPE, &["not_json"]),
    (StatusCode::MISDIRECTED_REQUEST, &["host_unknown"]),
    (StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, &["head_too_large"]),
    (StatusCode::INTERNAL_SERVER_ERROR, &["failed", "connection_unknown"]),
    (StatusCode::SERVICE_UNAVAILABLE, &["busy"]),
];

/// The problems of one address: one entry a status, in order, with what can go wrong with any request added to each.
pub(super) fn merge(own: Vec<(StatusCode, Vec<&'static str>)>) -> Vec<(StatusCode, Vec<&'static str>)> {
    let mut merged: Vec<(StatusCode, Vec<&'static str>)> = Vec::new();
    for (status, codes) in own {
        match merged.iter_mut().find(|(known, _)| *known == status) {
            Some((_, known)) => known.extend(codes),
            None => merged.push((status, codes)),
        }
    }
    for (status, codes) in &mut merged {
        codes.extend(
            GENERAL.iter().filter(|(general, _)| general == status).flat_map(|(_, codes)| codes.iter()),
        );
    }
    for (_, codes) in &mut merged {
        codes.sort_unstable();
        codes.dedup();
    }
    merged.sort_by_key(|(status, _)| *status);
    merged
}

/// The response to a request that goes wrong with this status.
pub(super) fn response(status: StatusCode, codes: &[&str]) -> Object {
    let title = status.canonical_reason().unwrap_or("A problem");
    draw(title, &json!({ "status": { "const": status.as_u16() }, "code": { "enum": codes } }))
}

/// The response to a request that goes wrong in one of the ways that every request can.
pub(super) fn general() -> Object {
    general_and(&[])
}

/// The same with more ways, of an address whose problems may have any status.
pub(super) fn general_and(own: &[&str]) -> Object {
    let codes: Vec<_> = GENERAL.iter().flat_map(|(_, codes)| codes.iter()).chain(own).collect();
    draw("What can go wrong with any request", &json!({ "code": { "enum": codes } }))
}

fn draw(description: &str, properties: &Value) -> Object {
    let problem = json!({ "$ref": "#/components/schemas/Problem", "properties": properties });
    Object::default().with("description", description).with(
        "content",
        Object::default()
            .with(protocol::problem::MEDIA_TYPE, Object::default().with("schema", problem))
            .with("text/plain", Object::default().with("schema", text())),
    )
}
