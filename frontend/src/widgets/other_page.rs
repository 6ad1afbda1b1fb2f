//! A page of another origin in the learner's own browser: what of its requests reached the lab, and what a service that
//! checks nothing.

use protocol::listeners::Listener;
use yew::prelude::*;

use crate::components::card::card_with;
use crate::components::diagnosis::prose;
use crate::components::field::choices;
use crate::components::notation::address;
use crate::components::state::sign;
use crate::components::trouble;
use crate::components::wire_row::kind;
use crate::hooks::{OtherPages, Shared, browser, use_focus_when, use_other_page, use_settled, use_shared};
use crate::model::messages::listeners::PAIR_LOST;
use crate::model::messages::other_page as words;
use crate::model::other_page::{self, AtEcho, AtLab, Fate, Guesses, Seen, Whom};
use crate::widgets::WidgetProps;
use course::quote;
use protocol::probe::State;

#[component]
pub(crate) fn OtherPage(props: &WidgetProps<()>) -> Html {
    let Shared { lab, .. } = use_shared();
    let guesses = use_state_eq(Guesses::default);
    let OtherPages { started, pair, is_lost, start, stop } = use_other_page();
    let board = use_node_ref();
    // What had the focus, the button that starts, is gone.
    use_focus_when(pair.is_some(), board.clone());
    let seen = pair
        .as_ref()
        .map(|(page, echo)| other_page::seen(lab.wire.entries(), page, echo))
        .unwrap_or_default();
    let said = use_settled(if pair.is_some() { words::stage(&seen).to_owned() } else { String::new() });
    let ready = guesses.are_made() && !started.busy;
    let onsubmit = move |event: SubmitEvent| {
        event.prevent_default();
        if ready {
            start.emit(());
        }
    };
    let end = {
        let guesses = guesses.clone();
        move |_: MouseEvent| {
            guesses.set(Guesses::default());
            stop.emit(());
        }
    };
    let authority = browser::authority();
    let command = match &pair {
        Some((page, _)) => {
            quote::line(props.place.shell, "curl", &other_page::curl(page.local, &authority)).ok()
        }
        None => props.place.command(),
    };
    let id = &props.place.widget.id;
    card_with(
        &props.place,
        command,
        html! {
            <>
                <form class="controls zoo" hidden={pair.is_some()} {onsubmit}>
                    { for Whom::BOTH.map(|whom| question(id, whom, &guesses)) }
                    <div class="row">
                        <button type="submit" aria-disabled={(!ready).to_string()}>
                            { if started.busy { words::STARTING } else { words::START } }
                        </button>
                        <p class="hint-line" hidden={guesses.are_made()}>{ words::FIRST }</p>
                    </div>
                    <div role="status">
                        if let Some(trouble) = &started.trouble { { trouble::note(trouble, None) } }
                        if is_lost { <p>{ PAIR_LOST }</p> }
                    </div>
                </form>
                <p class="sr" role="status">{ said }</p>
                <div class="other-board" ref={board} hidden={pair.is_none()}>
                    if let Some((page, echo)) = &pair {
                        <div class="happened" key="happened">
                            { door(&other_page::address(page.local, &authority, echo.local), &seen) }
                            <div class="other-both">
                                { panel(Whom::Lab, &authority, *guesses, &seen, at_lab(&seen)) }
                                { panel(Whom::Echo, &echo.local.to_string(), *guesses, &seen, at_echo(seen.echo.as_ref())) }
                            </div>
                            <p class="other-lesson" hidden={!seen.is_whole()}>{ words::LESSON }</p>
                        </div>
                        <div class="row store-foot" key="foot">
                            <p class="hint-line">{ running(page, echo) }</p>
                            <button type="button" class="quiet" onclick={end}>{ words::STOP }</button>
                        </div>
                    }
                </div>
            </>
        },
    )
}

fn question(id: &str, whom: Whom, guesses: &UseStateHandle<Guesses>) -> Html {
    let group = format!("{id}-{}", if whom == Whom::Lab { "lab" } else { "echo" });
    let all = Fate::ALL.map(|fate| (fate, words::fate(fate).into()));
    let set = guesses.clone();
    choices(group, words::ask(whom), all, guesses.of(whom).as_ref(), move |fate| {
        set.set(set.with(whom, fate))
    })
}

/// The way to the page, and how far it has come.
fn door(url: &str, seen: &Seen) -> Html {
    html! {
        <div class="other-door">
            <p class="other-stage">{ words::stage(seen) }</p>
            <p><a class={classes!("button", seen.opened.then_some("quiet"))} href={url.to_owned()} target="_blank" rel="noopener">
                { words::OPEN }<span class="sr">{ " " }{ words::NEW_TAB }</span></a></p>
            <p class="hint-line" hidden={seen.opened}>{ words::BY_HAND }{ " " }<code>{ url.to_owned() }</code></p>
        </div>
    }
}

fn panel(whom: Whom, place: &str, guesses: Guesses, seen: &Seen, rows: Html) -> Html {
    let verdict = guesses.of(whom).zip(seen.fate(whom));
    html! {
        <section class={classes!("other-one", seen.fate(whom).map(|_| "reached"))}>
            <h4>{ words::name(whom) }{ " " }{ address(place) }</h4>
            { rows }
            { for verdict.map(|(said, real)| html! {
                <p class={classes!("finding", if said == real { "well" } else { "ill" })}><strong>{ words::verdict(said, real) }</strong></p>
            }) }
        </section>
    }
}

/// The two requests that the lab should get.
fn at_lab(seen: &Seen) -> Html {
    let row = |asked: &'static str, came: Option<&AtLab>| {
        html! {
            <li key={asked}><code>{ asked }</code>{ " " }
                if let Some(came) = came {
                    <span class="other-answer"><span class="state closed">{ sign(State::Closed) }{ words::REFUSED }</span>{ " " }<span class={classes!("status-code", kind(came.status))}>{ came.status }</span></span>
                } else {
                    <span class="soft">{ words::NOTHING_YET }</span>
                }
            </li>
        }
    };
    let told = seen.change.as_ref().or(seen.read.as_ref());
    let [read, change] = other_page::ASKED;
    html! {
        <>
            <ul>{ row(read, seen.read.as_ref()) }{ row(change, seen.change.as_ref()) }</ul>
            if let Some(told) = told {
                <p><code class="errno">{ told.code.clone() }</code>{ ": " }{ prose(words::gave_away(&told.code)) }{ " " }{ prose(words::ORIGIN) }{ " " }{ address(&told.origin) }{ "." }</p>
            }
        </>
    }
}

/// What the service that checks nothing should get.
fn at_echo(came: Option<&AtEcho>) -> Html {
    html! {
        <>
            <ul><li><code>{ other_page::SENT }</code>{ " " }
                if came.is_some() {
                    <span class="state">{ sign(State::Error) }{ words::TAKEN }</span>
                } else {
                    <span class="soft">{ words::NOTHING_YET }</span>
                }
            </li></ul>
            if let Some(came) = came {
                <p><strong>{ words::bytes(came.bytes, came.program.as_deref()) }</strong>{ ". " }{ words::SENT_BACK }</p>
            }
        </>
    }
}

fn running(page: &Listener, echo: &Listener) -> Html {
    html! { <>{ words::RUN }{ " " }{ address(&page.local.to_string()) }{ words::AND }{ address(&echo.local.to_string()) }{ ". " }{ words::LEAVE }</> }
}
