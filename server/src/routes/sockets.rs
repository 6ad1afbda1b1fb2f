//! `GET /sockets?port=&state=&protocol=`: the system's table of sockets; `GET /sockets/stream`: the same, live.

use std::sync::Arc;

use actix_web::{HttpRequest, web};
use protocol::sockets::{EVENT_SOCKETS, Sockets, State as TcpState};

use super::stream::{self, Source, Style};
use super::{Answer, page, worker};
use crate::note;
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
    stream::answer(&request, &state, || Live { following: state.followers.follow(question), last: None })
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
