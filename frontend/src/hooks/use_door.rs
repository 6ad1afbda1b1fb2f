//! The practice resources that ask who you are: what would be shown, the knock, the answer; and tokens to show.
//!
//! The request goes over the raw connection to the lab, as bytes: what is shown is what is sent, and the browser has no part
//! in it, neither its own password dialog nor what it has kept of an earlier one.

use std::rc::Rc;

use yew::prelude::*;

use crate::hooks::{browser, use_exchange};
use crate::model::auth::{self, Door, Happens, TOKENS};
use crate::model::builder::exchange::{Exchange, Standing};

impl Reducible for Door {
    type Action = Happens;

    fn reduce(self: Rc<Self>, happens: Happens) -> Rc<Self> {
        Rc::new(self.after(happens))
    }
}

/// The door, and what can be done there.
pub(crate) struct AtDoor {
    pub(crate) door: UseReducerHandle<Door>,
    /// The last knock.
    pub(crate) knock: UseReducerHandle<Exchange>,
    /// The last token that was asked for.
    pub(crate) issue: UseReducerHandle<Exchange>,
    /// Knocks with what is filled in.
    pub(crate) send: Callback<()>,
    /// Gets a token: one of [`TOKENS`], by its place.
    pub(crate) get: Callback<usize>,
}

#[hook]
pub(crate) fn use_door() -> AtDoor {
    let door = use_reducer_eq(Door::default);
    let (knock, begin_knock) = use_exchange();
    let (issue, begin_issue) = use_exchange();
    {
        let dispatcher = door.dispatcher();
        let status = knock.answer.as_ref().map(|answer| answer.status);
        use_effect_with((knock.standing, status), move |&(standing, status)| {
            if let (Standing::Answered, Some(status)) = (standing, status) {
                dispatcher.dispatch(Happens::Answered(status));
            }
        });
    }
    {
        let dispatcher = door.dispatcher();
        let token = issue
            .answer
            .as_ref()
            .filter(|answer| answer.complete && answer.status == 200)
            .and_then(|answer| answer.text())
            .map(|text| text.trim().to_owned());
        use_effect_with(token, move |token| {
            if let Some(token) = token {
                dispatcher.dispatch(Happens::Token(token.clone()));
            }
        });
    }
    let send = {
        let door = door.clone();
        Callback::from(move |()| {
            door.dispatch(Happens::Knocked);
            begin_knock.emit((auth::bytes(&door.form.lines(&browser::authority())), false));
        })
    };
    let get = Callback::from(move |at: usize| {
        if let Some((user, scope)) = TOKENS.get(at) {
            begin_issue.emit((auth::bytes(&auth::issue(&browser::authority(), user, *scope)), false));
        }
    });
    AtDoor { door, knock, issue, send, get }
}
