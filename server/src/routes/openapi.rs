//! `GET /openapi.json`: the description of every address.

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value};

use crate::openapi::{Document, Operation};

/// Answers with the document. It is JSON by its name, in a terminal too.
pub(super) async fn get(document: web::Data<Document>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(document.text().to_owned())
}

/// What the document says of itself.
pub(super) fn describe() -> Operation {
    Operation::new("The description of every address")
        .says("It follows OpenAPI 3.1. Only what the page is made of is left out.")
        .answers_json::<Map<String, Value>>("This document.")
}
