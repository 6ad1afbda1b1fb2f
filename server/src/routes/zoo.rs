//! `GET /zoo`: services that are wrong on purpose, and what each must look like from outside.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use actix_web::{HttpRequest, web};
use protocol::zoo::{Zoo, catalogue};

use super::Answer;
use super::reader::{self, asked};
use crate::openapi::Operation;
use crate::represent::reply;
use crate::state::State;
use crate::text;

/// Answers with the catalogue for this machine.
pub(super) async fn get(request: HttpRequest, state: web::Data<State>) -> Answer {
    let (format, reader) = asked(&request)?;
    // macOS has no second IPv4 loopback address until one is added.
    let other = if state.os.can_bind("127.0.0.2") {
        IpAddr::from([127, 0, 0, 2])
    } else {
        Ipv6Addr::LOCALHOST.into()
    };
    let zoo = Zoo { specimens: catalogue(cfg!(windows), Ipv4Addr::LOCALHOST.into(), other) };
    Ok(reply(format, &zoo, |zoo, _| text::zoo::render(zoo, &reader)))
}

/// The description of `GET /zoo`.
pub(super) fn describe() -> Operation {
    reader::describe(Operation::new("Services that are wrong on purpose"))
        .says("POST /listeners starts one, by its kind and host.")
        .answers::<Zoo>("Each fault: what starts it, and the errno, exit code and state that it must show on this machine.")
}
