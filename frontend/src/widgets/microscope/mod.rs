//! The microscope: connections to a practice listener, each as its pair of sockets, as the system's table has them.

mod lent;
mod pairs;
mod states;

use protocol::listeners::MAX_CONNECTIONS;
use yew::prelude::*;

use crate::components::card::card_with;
use crate::components::field::{choices, typed};
use crate::components::trouble;
use crate::hooks::{Microscope as Line, Shared, browser, use_clock, use_microscope, use_settled, use_shared};
use crate::model::lab::Link;
use crate::model::messages::microscope as words;
use crate::model::microscope::life::Role;
use crate::model::microscope::request;
use crate::model::microscope::scope::Scope;
use crate::model::microscope::stage::{Act, Experiment, Standing};
use crate::widgets::WidgetProps;
use course::quote;

#[component]
pub(crate) fn Microscope(props: &WidgetProps<u16>) -> Html {
    let Shared { lab, .. } = use_shared();
    let Line { scope, act, choose, explain, again } = use_microscope();
    let text = use_state_eq(|| props.start.to_string());
    let now = use_clock();
    let heard =
        use_settled(if scope.standing == Standing::Idle { String::new() } else { words::summary(&scope) });
    let id = &props.place.widget.id;
    let count = text.trim().parse::<usize>().ok().filter(|count| (1..=MAX_CONNECTIONS).contains(count));
    let path =
        scope.listener.as_ref().map_or("/sockets".to_owned(), |one| request::sockets(one.local.port()));
    let command =
        quote::line(props.place.shell, "curl", &[format!("http://{}{path}", browser::authority())]).ok();
    let ephemeral = lab.host.as_ref().and_then(|host| host.ephemeral_range);
    card_with(
        &props.place,
        command,
        html! {
            <>
                <div class="controls scope-controls">
                    { experiments(id, &scope, &choose) }
                    <div class="scope-step">
                        <h4>{ words::headline(&scope) }</h4>
                        <p>{ words::story(&scope) }</p>
                        <div class="row">{ buttons(id, &scope, &text, count, &act) }</div>
                        if let Some(trouble) = &scope.trouble { { trouble::note(trouble, None) } }
                    </div>
                    <p class="sr" role="status">{ heard }</p>
                </div>
                if scope.blind && lab.link == Link::Up {
                    <div class="controls" key="blind"><div class="trouble"><p>{ words::BLIND }</p>
                        <button type="button" class="quiet" onclick={move |_: MouseEvent| again.emit(())}>{ words::LOOK_AGAIN }</button></div></div>
                }
                <div class="scope-view" key="view" hidden={scope.listener.is_none()}>
                    { pairs::pairs(&scope, now, &act.reform(|()| (Act::Stop, 0))) }
                    { lent::lent(&scope.view, ephemeral) }
                </div>
                { states::states(&scope, id, &explain) }
            </>
        },
    )
}

fn experiments(id: &str, scope: &Scope, choose: &Callback<Experiment>) -> Html {
    let all = Experiment::ALL.map(|one| (one, words::experiment(one).into()));
    let choose = choose.clone();
    choices(format!("{id}-experiment"), words::EXPERIMENT, all, Some(&scope.experiment), move |one| {
        choose.emit(one)
    })
}

/// What can be done now; what to do next stands out.
fn buttons(
    id: &str,
    scope: &Scope,
    text: &UseStateHandle<String>,
    count: Option<usize>,
    act: &Callback<(Act, usize)>,
) -> Html {
    let button = |what: Act, label: &'static str| {
        let is_next = scope.advice() == Some(what);
        let can = scope.can(what) && (what != Act::Open || count.is_some());
        let (act, count) = (act.clone(), count.unwrap_or_default());
        let onclick = move |_: MouseEvent| {
            if can {
                act.emit((what, count));
            }
        };
        html! {
            <button type="button" key={label} class={classes!((!is_next).then_some("quiet"))}
                aria-disabled={(!can).to_string()} {onclick}>{ label }</button>
        }
    };
    if scope.standing != Standing::Up {
        let label = if scope.listener.is_some() { words::BEGIN_AGAIN } else { words::BEGIN };
        return button(Act::Begin, label);
    }
    let close = |role| button(Act::Close(role), words::close(role));
    let set = {
        let text = text.clone();
        typed(move |typed| text.set(typed))
    };
    html! {
        <>
            <span class="scope-open" key="open">
                { button(Act::Open, words::OPEN) }
                <input type="number" class="mono scope-count" min="1" max={MAX_CONNECTIONS.to_string()} value={(**text).clone()} oninput={set}
                    id={format!("{id}-count")} aria-label={words::COUNT} aria-invalid={count.is_none().to_string()} />
            </span>
            { close(Role::Client) }
            // Ends that no program has cannot be closed by one: first the listener has to accept them.
            if scope.accepts() { { close(Role::Listener) } } else { { button(Act::Accept, words::ACCEPT) } }
        </>
    }
}
