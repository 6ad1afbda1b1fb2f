//! The map's scan: its stream, joined to the frames that the browser draws; and afterwards the socket table's stream.

use std::cell::{Cell, RefCell};
use std::net::IpAddr;
use std::rc::Rc;

use concepts::port_set::PortSet;
use protocol::probe::Probe;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::api;
use crate::api::stream::{Stream, Told};
use crate::hooks::{Followed, browser, use_shared, use_table};
use crate::model::lab::{self, Lab};
use crate::model::port_map::{Heard, Phase, PortMap, Step, query};

impl Reducible for PortMap {
    type Action = Step;

    fn reduce(self: Rc<Self>, step: Step) -> Rc<Self> {
        Rc::new(self.after(step))
    }
}

type Map = UseReducerDispatcher<PortMap>;

/// The map, and how to begin a scan of ports of an address or, with nothing, to stop the one under way.
#[hook]
pub(crate) fn use_scan() -> (UseReducerHandle<PortMap>, Callback<Option<(IpAddr, PortSet)>>) {
    let map = use_reducer(PortMap::default);
    let lab = use_shared().lab;
    let stream: Rc<RefCell<Option<Stream>>> = use_mut_ref(|| None);

    let order = {
        let (map, lab, stream) = (map.dispatcher(), lab.dispatcher(), Rc::clone(&stream));
        Callback::from(move |order: Option<(IpAddr, PortSet)>| match order {
            None => {
                stream.take();
                map.dispatch(Step::Stop);
            }
            Some((host, ports)) => {
                let path = query(host, &ports);
                map.dispatch(Step::Start(host, ports));
                stream.replace(scan(path, map.clone(), lab.clone()));
            }
        })
    };
    use_effect_with((), move |()| move || drop(stream.take()));

    let dispatcher = map.dispatcher();
    let table = map.can_watch().then(|| "/sockets/stream?state=listen".to_owned());
    use_table(
        table,
        Callback::from(move |followed| match followed {
            Followed::Look(table) => dispatcher.dispatch(Step::Sockets(table)),
            Followed::Lost => dispatcher.dispatch(Step::Blind),
            Followed::Paused => {}
        }),
    );
    let dispatcher = map.dispatcher();
    use_effect_with((map.host, map.knocks.clone()), move |(host, ports)| {
        if let Some(host) = host.filter(|_| !ports.is_empty()) {
            dispatcher.dispatch(Step::Knocking);
            spawn_local(knock(host, ports.clone(), dispatcher));
        }
    });
    (map, order)
}

/// Opens the stream of a scan. What is heard is taken in once a frame.
fn scan(path: String, map: Map, lab: UseReducerDispatcher<Lab>) -> Option<Stream> {
    let frame = Rc::new(Frame::default());
    let dispatcher = map.clone();
    let refused = path.clone();
    let stream = Stream::scan(&path, move |told| match told {
        Told::Heard(heard) => Rc::clone(&frame).take(heard, map.clone()),
        Told::Refused => spawn_local(why(refused.clone(), map.clone())),
        Told::Lost => {
            frame.flush(&map);
            map.dispatch(Step::Broken(Phase::Gone));
            lab.dispatch(lab::Heard::Unanswered);
        }
    });
    if stream.is_none() {
        dispatcher.dispatch(Step::Broken(Phase::Gone));
    }
    stream
}

/// An EventSource does not tell with which status it was refused; the head of the same answer does.
async fn why(path: String, map: Map) {
    let phase = api::status(&path).await.map_or(Phase::Gone, Phase::Refused);
    map.dispatch(Step::Broken(phase));
}

/// Really connects to the ports whose listeners came or went, one after the other.
async fn knock(host: IpAddr, ports: Vec<u16>, map: Map) {
    for port in ports {
        // Where the lab has no answer, the page says so in its head; the cell keeps what it was.
        if let Ok(probe) = api::get::<Probe>(&format!("/probe/{port}?host={host}")).await {
            map.dispatch(Step::Knocked(probe));
        }
    }
}

/// What was heard since the last frame.
#[derive(Default)]
struct Frame {
    heard: RefCell<Vec<Heard>>,
    due: Cell<bool>,
}

impl Frame {
    fn take(self: Rc<Self>, heard: Heard, map: Map) {
        self.heard.borrow_mut().push(heard);
        if self.due.replace(true) {
            return;
        }
        let draw = Closure::once_into_js(move || {
            self.due.set(false);
            self.flush(&map);
        });
        if let Some(window) = browser::window() {
            // It is refused only where the page is going away.
            let _ = window.request_animation_frame(draw.unchecked_ref());
        }
    }

    fn flush(&self, map: &Map) {
        map.dispatch(Step::Heard(self.heard.take()));
    }
}
