//! The console's connection: asks where asking is needed, then opens the line and joins what comes over it to the frames
//! that the browser draws.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use protocol::listeners::Listeners;
use protocol::sockets::{Process, Protocol, Sockets};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::api;
use crate::api::console::Line;
use crate::hooks::browser;
use crate::model::console::talk::{Act, Heard, Phase, Step, Talk, Target};

impl Reducible for Talk {
    type Action = Step;

    fn reduce(self: Rc<Self>, step: Step) -> Rc<Self> {
        Rc::new(self.after(step))
    }
}

/// A console in use.
pub(crate) struct Console {
    /// Where its connection stands.
    pub(crate) talk: UseReducerHandle<Talk>,
    /// Wants a connection.
    pub(crate) connect: Callback<Target>,
    /// Gives consent, or does not.
    pub(crate) consent: Callback<bool>,
    /// Sends bytes.
    pub(crate) send: Callback<Vec<u8>>,
    /// Ends the connection, or a half of it.
    pub(crate) act: Callback<Act>,
}

type Dispatcher = UseReducerDispatcher<Talk>;
type Slot = Rc<RefCell<Option<Line>>>;

#[hook]
pub(crate) fn use_console() -> Console {
    let talk = use_reducer(Talk::default);
    let line: Slot = use_mut_ref(|| None);
    // Counts what was wanted: an answer to an earlier wish is of no use any more.
    let wish = use_mut_ref(|| 0_u32);
    {
        let (line, wish) = (Rc::clone(&line), Rc::clone(&wish));
        use_effect_with((), move |()| {
            move || {
                *wish.borrow_mut() += 1;
                drop(line.take());
            }
        });
    }
    let connect = {
        let (dispatcher, line, wish) = (talk.dispatcher(), Rc::clone(&line), Rc::clone(&wish));
        Callback::from(move |target: Target| {
            drop(line.take());
            *wish.borrow_mut() += 1;
            let this = *wish.borrow();
            dispatcher.dispatch(Step::Want(target.clone()));
            let (dispatcher, line, wish) = (dispatcher.clone(), Rc::clone(&line), Rc::clone(&wish));
            spawn_local(async move {
                let stranger = stranger(&target).await;
                if *wish.borrow() == this {
                    match stranger {
                        Some(who) => dispatcher.dispatch(Step::Ask(who)),
                        None => dial(&target, false, &dispatcher, &line),
                    }
                }
            });
        })
    };
    let consent = {
        let (talk, line) = (talk.clone(), Rc::clone(&line));
        Callback::from(move |given: bool| match (&talk.phase, &talk.target) {
            (Phase::Asking(_), Some(target)) if given => dial(target, true, &talk.dispatcher(), &line),
            (Phase::Asking(_), _) => talk.dispatch(Step::Cancel),
            _ => {}
        })
    };
    let send = {
        let (dispatcher, line) = (talk.dispatcher(), Rc::clone(&line));
        Callback::from(move |bytes: Vec<u8>| {
            if let Some(line) = &*line.borrow() {
                // The lab tells of each message that it has sent.
                for message in bytes.chunks(protocol::console::MAX_MESSAGE_BYTES) {
                    line.send(message);
                    dispatcher.dispatch(Step::Gave(message.to_vec()));
                }
            }
        })
    };
    let act = Callback::from(move |act: Act| {
        if let Some(line) = &*line.borrow() {
            line.order(act.command());
        }
    });
    Console { talk, connect, consent, send, act }
}

/// Who listens there, where the lab did not open the port itself.
async fn stranger(target: &Target) -> Option<Option<Process>> {
    if target.is_lab(&browser::authority()) {
        return None;
    }
    // Where the lab has no answer, the line will not be opened either, and says so.
    let practice = api::get::<Listeners>("/listeners").await.ok()?;
    if practice.listeners.iter().any(|one| target.is(one.local) && one.kind.transport() == Protocol::Tcp) {
        return None;
    }
    let table = api::get::<Sockets>(&target.listeners()).await.ok();
    Some(table.and_then(|table| table.sockets.into_iter().find_map(|socket| socket.process)))
}

fn dial(target: &Target, consent: bool, talk: &Dispatcher, line: &Slot) {
    talk.dispatch(Step::Dial);
    let frame = Rc::new(Frame::default());
    let dispatcher = talk.clone();
    let heard = move |heard| Rc::clone(&frame).take(heard, &dispatcher);
    let opened = Line::open(&browser::authority(), &target.path(consent), heard);
    if opened.is_none() {
        talk.dispatch(Step::Heard(vec![Heard::Gone]));
    }
    line.replace(opened);
}

/// What was heard since the last frame.
#[derive(Default)]
struct Frame {
    heard: RefCell<Vec<Heard>>,
    due: Cell<bool>,
}

impl Frame {
    fn take(self: Rc<Self>, heard: Heard, talk: &Dispatcher) {
        self.heard.borrow_mut().push(heard);
        if self.due.replace(true) {
            return;
        }
        let talk = talk.clone();
        let draw = Closure::once_into_js(move || {
            self.due.set(false);
            talk.dispatch(Step::Heard(self.heard.take()));
        });
        if let Some(window) = browser::window() {
            // It is refused only where the page is going away.
            let _ = window.request_animation_frame(draw.unchecked_ref());
        }
    }
}
