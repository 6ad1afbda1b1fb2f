//! `GET /sockets?port=&state=&protocol=`: the system's table of sockets; `GET /sockets/stream`: the same, live.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use protocol::sockets::{EVENT_SOCKETS, Sockets, State as TcpState};

use super::stream::{self, Source, Style};
use super::{Answer, page, worker};
use crate::note;
use crate::openapi::{self, Operation, number, shape, word};
use crate::os::Holders;
use crate::problem::Failure;
use crate::represent::{Media, Wish, parameters, reply};
use crate::services::sockets::{Following, Question, QuestionError, look};
use crate::state::State;
use crate::text;

/// Answers with the table as it stands.
pub(super) async fn get(request: HttpRequest, state: web::Data<State>) -> Answer {
    let query = request.query_string();
    let wish = Wish::read(query, request.headers(), &[Media::Text, Media::Json])?;
    let question = question(query)?;
    let asked = question.to_string();
    let os = Arc::clone(&state.os);
    let table = worker(move || look(os.as_ref(), &question, &mut Holders::default())).await?;
    let lab = page::lab(&request, &note::wire_or_fail(&request)?.connection);
    Ok(reply(wish.format(), &table, |table, paint| text::sockets::render(table, &asked, &lab, paint)))
}

/// Answers with a stream of tables, or in a terminal of what came and what went.
pub(super) async fn follow(request: HttpRequest, state: web::Data<State>) -> Answer {
    let question = question(request.query_string())?;
    stream::answer(&request, &state, || Ok(Live { following: state.followers.follow(question), last: None }))
}

/// The description of `GET /sockets`.
pub(super) fn describe() -> Operation {
    asks(Operation::new("The system's sockets on loopback"))
        .answers::<Sockets>("The rows of the system's table that were asked for.")
}

/// The description of `GET /sockets/stream`.
pub(super) fn describe_stream() -> Operation {
    stream::describe(
        asks(Operation::new("The system's sockets on loopback, live")),
        "The table as it stands, then again whenever it has changed; in a terminal, what came and what went.",
        &[(EVENT_SOCKETS, shape::<Sockets>())],
    )
}

/// With what may be asked of the table.
fn asks(operation: Operation) -> Operation {
    let states = format!(
        "States of TCP, in any case, several with commas between; all where it is left out. One of {}.",
        TcpState::ALL.map(TcpState::name).join(", ")
    );
    operation
        .query("port", "The port of either end; all where it is left out.", number(1, u64::from(u16::MAX)))
        .query("state", states, openapi::text())
        .query("protocol", "One protocol; both where it is left out.", word(&["tcp", "udp"]))
        .fails(StatusCode::BAD_REQUEST, &["port_invalid", "state_invalid", "protocol_invalid"])
}

fn question(query: &str) -> Result<Question, Failure> {
    Question::read(&parameters(query)).map_err(|error| match error {
        QuestionError::Port(error) => Failure::parameter(
            "port_invalid",
            text::sentence(&error.to_string()),
            "Leave port out for all, or try port=80.",
        ),
        QuestionError::State => Failure::parameter(
            "state_invalid",
            format!("state is none of TCP's: {}.", TcpState::ALL.map(TcpState::name).join(", ")),
            "Write one of these in any case, or several with commas: state=listen,time-wait.",
        ),
        QuestionError::Protocol => Failure::parameter(
            "protocol_invalid",
            "protocol is neither tcp nor udp.",
            "Leave it out for both, or write protocol=tcp.",
        ),
    })
}

/// One reader of the table.
struct Live {
    following: Following,
    /// What this reader was told last.
    last: Option<Arc<Sockets>>,
}

impl Source for Live {
    fn greeting(&mut self, style: Style) -> String {
        match style {
            Style::Events => ": the sockets of this machine's loopback\n\n".to_owned(),
            Style::Lines(paint) => text::sockets::head(paint),
        }
    }

    async fn next(&mut self, style: Style) -> Option<String> {
        loop {
            // The first is there at once for whoever joins a question that others follow already.
            let table = if self.last.is_none() {
                self.following.wait_for(Option::is_some).await.ok()?.clone()
            } else {
                self.following.changed().await.ok()?;
                self.following.borrow_and_update().clone()
            };
            let Some(table) = table else { continue };
            let last = self.last.replace(Arc::clone(&table));
            let piece = match style {
                Style::Events => stream::event(EVENT_SOCKETS, None, table.as_ref()),
                Style::Lines(paint) => text::sockets::changes(last.as_deref(), &table, paint),
            };
            if !piece.is_empty() {
                return Some(piece);
            }
        }
    }
}
