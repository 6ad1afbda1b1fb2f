//! One request at a time over the raw connection to the lab: the bytes as they are, and the answer as it comes.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use protocol::console::{Event, MAX_MESSAGE_BYTES};
use yew::prelude::*;

use crate::api::console::Line;
use crate::hooks::browser;
use crate::model::builder::exchange::{Exchange, Standing, Step};
use crate::model::console::talk::{Heard, Target};
use crate::model::trouble::PATIENCE_MS;

impl Reducible for Exchange {
    type Action = Step;

    fn reduce(self: Rc<Self>, step: Step) -> Rc<Self> {
        Rc::new(self.after(step))
    }
}

/// The exchange, and how to begin one: with the bytes of a request, and whether it asks for a head alone.
#[hook]
pub(crate) fn use_exchange() -> (UseReducerHandle<Exchange>, Callback<(Vec<u8>, bool)>) {
    let exchange = use_reducer(Exchange::default);
    let line: Rc<RefCell<Option<(Line, Timeout)>>> = use_mut_ref(|| None);
    {
        let line = Rc::clone(&line);
        use_effect_with(exchange.standing, move |standing| {
            if *standing != Standing::Waiting {
                drop(line.take());
            }
        });
    }
    {
        let line = Rc::clone(&line);
        use_effect_with((), move |()| move || drop(line.take()));
    }
    let begin = {
        let dispatcher = exchange.dispatcher();
        Callback::from(move |(bytes, is_head): (Vec<u8>, bool)| {
            drop(line.take());
            dispatcher.dispatch(Step::Begin { is_head });
            let authority = browser::authority();
            let late = {
                let dispatcher = dispatcher.clone();
                Timeout::new(PATIENCE_MS, move || dispatcher.dispatch(Step::Late))
            };
            let (told, slot) = (dispatcher.clone(), Rc::clone(&line));
            let heard = move |heard: Heard| {
                if let (Heard::Event(Event::Connected { .. }), Some((line, _))) = (&heard, &*slot.borrow()) {
                    bytes.chunks(MAX_MESSAGE_BYTES).for_each(|message| line.send(message));
                }
                told.dispatch(Step::Heard(heard));
            };
            let opened =
                Target::lab(&authority).and_then(|lab| Line::open(&authority, &lab.path(false), heard));
            match opened {
                Some(opened) => drop(line.replace(Some((opened, late)))),
                None => dispatcher.dispatch(Step::Heard(Heard::Gone)),
            }
        })
    };
    (exchange, begin)
}
