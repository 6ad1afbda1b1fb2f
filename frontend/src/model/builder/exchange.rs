//! One request sent over the raw connection to the lab, and what comes of it.

use protocol::console::Event;

use super::answer::{self, Answer};
use crate::model::console::talk::Heard;

/// What happens to an exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Begins: whether the request asks for a head alone.
    Begin {
        /// Whether its method is HEAD.
        is_head: bool,
    },
    /// The lab told this.
    Heard(Heard),
    /// It has taken too long.
    Late,
}

/// Where an exchange stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Nothing was sent yet.
    #[default]
    Idle,
    /// The answer is waited for.
    Waiting,
    /// It has come.
    Answered,
    /// The connection ended before a whole answer had come.
    Ended,
    /// The lab did not open the line, or it broke off.
    Lost,
    /// No whole answer came in time.
    Late,
}

/// An exchange.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exchange {
    /// Where it stands.
    pub standing: Standing,
    /// What has come.
    pub bytes: Vec<u8>,
    /// The same as an answer of HTTP, where it is one.
    pub answer: Option<Answer>,
    is_head: bool,
}

impl Exchange {
    /// What it is after a step.
    #[must_use]
    pub fn after(&self, step: Step) -> Self {
        if let Step::Begin { is_head } = step {
            return Self { standing: Standing::Waiting, is_head, ..Self::default() };
        }
        let mut next = self.clone();
        if self.standing != Standing::Waiting {
            return next;
        }
        match step {
            Step::Begin { .. } => {}
            Step::Late => next.end(Standing::Late),
            Step::Heard(Heard::Bytes(bytes)) => {
                next.bytes.extend(bytes);
                next.answer = answer::read(&next.bytes, next.is_head, false);
                if next.answer.as_ref().is_some_and(|answer| answer.complete) {
                    next.standing = Standing::Answered;
                }
            }
            Step::Heard(Heard::Event(
                Event::Closed { .. } | Event::Refused { .. } | Event::HalfClosed { .. },
            )) => {
                next.end(Standing::Ended);
            }
            Step::Heard(Heard::Gone) => next.end(Standing::Lost),
            Step::Heard(Heard::Event(_)) => {}
        }
        next
    }

    /// The end: an answer that tells no length is whole then.
    fn end(&mut self, standing: Standing) {
        let tells = |answer: &Answer| {
            answer.header("content-length").is_some() || answer.header("transfer-encoding").is_some()
        };
        let is_whole =
            standing == Standing::Ended && self.answer.as_ref().is_some_and(|answer| !tells(answer));
        self.standing = if is_whole { Standing::Answered } else { standing };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(pieces: &[&str], last: Option<Step>) -> Exchange {
        let begun = Exchange::default().after(Step::Begin { is_head: false });
        let heard = pieces.iter().map(|piece| Step::Heard(Heard::Bytes(piece.as_bytes().to_vec())));
        heard.chain(last).fold(begun, |exchange, step| exchange.after(step))
    }

    fn ended() -> Option<Step> {
        let event = r#"{"half_closed":{"by":"peer","state":"close-wait","at_us":1}}"#;
        Some(Step::Heard(Heard::Event(serde_json::from_str(event).unwrap())))
    }

    #[test]
    fn an_answer_is_whole_where_it_says_so_or_where_the_connection_ends() {
        let told = after(&["HTTP/1.1 200 OK\r\nContent-", "Length: 2\r\n\r\nh", "i"], None);
        assert_eq!((told.standing, told.answer.unwrap().body), (Standing::Answered, b"hi".to_vec()));
        let untold = ["HTTP/1.1 200 OK\r\n\r\n", "hi"];
        assert_eq!(after(&untold, None).standing, Standing::Waiting);
        assert_eq!(after(&untold, ended()).standing, Standing::Answered);
        assert_eq!(
            after(&["HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi"], ended()).standing,
            Standing::Ended
        );
    }

    #[test]
    fn what_keeps_an_answer_away_is_told() {
        assert_eq!(after(&[], ended()).standing, Standing::Ended);
        assert_eq!(after(&["HTT"], Some(Step::Late)).standing, Standing::Late);
        assert_eq!(after(&[], Some(Step::Heard(Heard::Gone))).standing, Standing::Lost);
        let late = after(&[], Some(Step::Late));
        assert_eq!(late.after(Step::Heard(Heard::Gone)), late);
    }
}
