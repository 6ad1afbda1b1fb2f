//! The live wire: the journal, always on, newest first.

use std::rc::Rc;

use course::shell::{Shell, Variants};
use protocol::journal::{Entry, Event};
use yew::prelude::*;

use crate::components::command::command;
use crate::components::wire_row::WireRow;
use crate::hooks::{LabHandle, SettingsHandle, Shared, browser, use_clock, use_shared};
use crate::model::lab::Heard;
use crate::model::messages;
use crate::model::settings::Setting;
use crate::model::time::ago;
use crate::model::wire::{Filter, by_hand, who};

#[derive(Properties, PartialEq)]
pub(crate) struct WireProps {
    /// Whether it is unfolded over a narrow page.
    pub(crate) open: bool,
}

#[component]
pub(crate) fn LiveWire(props: &WireProps) -> Html {
    let shared = use_shared();
    let Shared { lab, settings, .. } = &shared;
    let now = use_clock();
    let filter = Filter { own: settings.own, files: settings.files };
    let rows = lab.wire.rows(filter);
    let waiting = lab.wire.waiting(filter);
    let row = |entry: &Rc<Entry>| {
        let ago = ago(now.saturating_sub(entry.time_ms));
        html! { <WireRow key={entry.id} entry={Rc::clone(entry)} {ago} fresh={lab.wire.is_fresh(entry)} /> }
    };
    html! {
        <aside id="wire" class={classes!("wire", props.open.then_some("open"))} aria-label={messages::WIRE} tabindex="-1">
            <div class="wire-head">
                <h2>{ messages::WIRE }</h2>
                <span class="wire-what">{ messages::WIRE_WHAT }</span>
                { controls(lab, settings, filter) }
                <p class="wire-note" hidden={lab.wire.paused_at.is_none()}>{ messages::waiting(waiting) }</p>
                <p class="wire-note" hidden={lab.wire.missed == 0}>{ messages::missed(lab.wire.missed) }</p>
            </div>
            <div class="sr" role="log" aria-live="polite" aria-label={messages::WIRE}>
                { for announced(lab).map(|entry| html! { <p key={entry.id}>{ sentence(entry) }</p> }) }
            </div>
            <div class="wire-rows">
                if rows.is_empty() && lab.journal_read {
                    <div class="wire-empty" key="empty">
                        <p>{ messages::WIRE_EMPTY }</p>
                        { first_command(shared.shell()) }
                    </div>
                } else {
                    <ol class="events" key="events">{ for rows.iter().map(row) }</ol>
                }
            </div>
        </aside>
    }
}

/// The command that begins it all.
pub(crate) fn first_command(shell: Shell) -> Html {
    command(shell, Variants::everywhere(&format!("curl {}", browser::authority())).of(shell))
}

/// What is read out: the latest of what was done by hand while the page watched. The page's own would be a chatter.
fn announced(lab: &LabHandle) -> impl Iterator<Item = &Rc<Entry>> {
    lab.wire.entries().iter().filter(|entry| by_hand(entry) && lab.wire.is_fresh(entry)).take(1)
}

fn sentence(entry: &Entry) -> String {
    let (who, port) = (who(entry), entry.connection.peer.port());
    match &entry.event {
        Event::Request(request) => {
            let (method, target, status) = (&request.method, &request.target, request.status);
            format!("{who}: {method} {target} {status}, {} {port}", messages::FROM)
        }
        Event::Practice(practice) => {
            messages::practice::sentence(practice, &who, &entry.connection.local.to_string(), port)
        }
    }
}

fn controls(lab: &LabHandle, settings: &SettingsHandle, filter: Filter) -> Html {
    let paused = lab.wire.paused_at.is_some();
    let pause = lab.dispatcher();
    let (own, files) = (settings.dispatcher(), settings.dispatcher());
    html! {
        <div class="wire-controls">
            <div class="chips" role="group" aria-label={messages::FILTERS}>
                <button type="button" class="chip" aria-pressed={filter.own.to_string()}
                    onclick={move |_: MouseEvent| own.dispatch(Setting::Own(!filter.own))}>{ messages::FILTER_OWN }</button>
                <button type="button" class="chip" aria-pressed={filter.files.to_string()}
                    onclick={move |_: MouseEvent| files.dispatch(Setting::Files(!filter.files))}>{ messages::FILTER_FILES }</button>
            </div>
            <button type="button" class="chip" aria-pressed={paused.to_string()} onclick={move |_: MouseEvent| pause.dispatch(Heard::Pause)}>
                { if paused { messages::RESUME } else { messages::PAUSE } }
            </button>
        </div>
    }
}
