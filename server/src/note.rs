//! What the gate and the routes tell each other about one request, and the connection that it came in on.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use actix_web::http::StatusCode;
use actix_web::{HttpMessage as _, HttpRequest};

use crate::problem::Failure;
use crate::state::State;
use crate::wire::head::Lines;
use crate::wire::stream::Wire;

/// What the gate and the routes tell each other about one request.
#[derive(Default)]
pub(crate) struct Note {
    /// The number of the entry, once it was given out.
    number: Cell<Option<u64>>,
    /// Bytes of the body that a route has read.
    pub(crate) body_bytes: Cell<Option<u64>>,
    /// The result in one word.
    pub(crate) outcome: Cell<Option<&'static str>>,
    /// Whether the journal leaves this request out.
    pub(crate) unrecorded: Cell<bool>,
    /// The head as it arrived.
    pub(crate) lines: RefCell<Option<Lines>>,
}

impl Note {
    /// The note of a request. Every request that a route sees has passed the gate.
    pub(crate) fn of(request: &HttpRequest) -> Rc<Self> {
        let extensions = request.extensions();
        extensions.get::<Rc<Self>>().map(Rc::clone).unwrap_or_default()
    }

    /// The number of this request's entry. One server thread answers all requests and nothing is awaited between
    /// this call and the making of the entry, so that entries are made in the order of their numbers.
    pub(crate) fn number(&self, state: &State) -> u64 {
        let number = self.number.get().unwrap_or_else(|| state.journal.number());
        self.number.set(Some(number));
        number
    }
}

/// The connection that a request came in on.
pub(crate) fn wire(request: &HttpRequest) -> Option<Rc<Wire>> {
    request.conn_data::<Rc<Wire>>().map(Rc::clone)
}

/// The connection that a request came in on, as routes need it.
pub(crate) fn wire_or_fail(request: &HttpRequest) -> Result<Rc<Wire>, Failure> {
    wire(request).ok_or_else(|| {
        Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "connection_unknown", "The connection is not known")
            .because("The lab lost track of the connection that this request came in on.")
            .next("Close the connection and ask again.")
    })
}

/// Leaves a request of the lab's own page out of the journal: for what the page asks so often that nothing else would be left.
pub(crate) fn leave_out_the_pages_own(request: &HttpRequest) {
    if request.headers().get("sec-fetch-site").is_some_and(|site| site == "same-origin") {
        Note::of(request).unrecorded.set(true);
    }
}
