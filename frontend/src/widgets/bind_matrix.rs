//! Each address that a server may bind against each that a client may dial: predicted first, then really tried.

use concepts::bind::Bound;
use protocol::bind::{DESTINATIONS, Matrix, Neighbour};
use protocol::probe::State;
use yew::prelude::*;

use crate::api::{self, Method};
use crate::components::card::card;
use crate::components::diagnosis::prose;
use crate::components::notation::address;
use crate::components::state::sign;
use crate::components::trouble;
use crate::hooks::use_ask;
use crate::model::bind::{COLUMNS, Came, Guess, Guesses, bounds, came, row};
use crate::model::messages::bind as words;
use crate::widgets::WidgetProps;

#[component]
pub(crate) fn BindMatrix(props: &WidgetProps<()>) -> Html {
    let guesses = use_state_eq(Guesses::default);
    // What came of the last trial is shown until the learner predicts again.
    let shown = use_state_eq(|| false);
    let (asked, ask) =
        use_ask(|_: Option<Matrix>| api::send(Method::POST, "/bind/matrix", Some(r#"{"port":0}"#)));
    let matrix = asked.answer.as_ref().filter(|_| *shown && !asked.busy);
    let attempt = {
        let shown = shown.clone();
        move |_: MouseEvent| {
            shown.set(true);
            ask.emit(());
        }
    };
    let again = {
        let (shown, guesses) = (shown.clone(), guesses.clone());
        move |_: MouseEvent| {
            shown.set(false);
            guesses.set(Guesses::default());
        }
    };
    let press = {
        let guesses = guesses.clone();
        Callback::from(move |(row, column)| guesses.set((*guesses).clone().pressed(row, column)))
    };
    let score = matrix.map(|matrix| {
        let (right, of) = guesses.score(matrix);
        words::score(matrix.port, right, of)
    });
    card(
        &props.place,
        html! {
            <>
                <div class="controls bind">
                    <p class="soft" hidden={matrix.is_some()}>{ words::PREDICT }</p>
                    <table class="bind-matrix" role="table">
                        <thead role="rowgroup">
                            <tr role="row"><th role="columnheader" scope="col" rowspan="2">{ words::BOUND_TO }</th><th role="columnheader" colspan={COLUMNS.to_string()} scope="colgroup">{ words::DIALLED }</th></tr>
                            <tr role="row">{ for DESTINATIONS.map(|ip| html! { <th role="columnheader" scope="col">{ address(&ip.to_string()) }</th> }) }</tr>
                        </thead>
                        <tbody role="rowgroup">
                            { for bounds().enumerate().map(|(index, bound)| line(index, bound, &guesses, matrix, &press)) }
                        </tbody>
                    </table>
                    <div class="bind-buttons">
                        <button type="button" onclick={attempt} aria-disabled={asked.busy.to_string()}>
                            { if asked.busy { words::TRYING } else { words::TRY } }
                        </button>
                        <button type="button" class="quiet" onclick={again} hidden={matrix.is_none()}>{ words::AGAIN }</button>
                    </div>
                </div>
                <div class="happened" hidden={matrix.is_none() && asked.trouble.is_none()}>
                    if let Some(trouble) = &asked.trouble { { trouble::note(trouble, None) } }
                    <p class="headline" role="status">{ score }</p>
                    if let Some(matrix) = matrix { { told(matrix) } }
                </div>
            </>
        },
    )
}

fn line(
    index: usize,
    bound: Bound,
    guesses: &Guesses,
    matrix: Option<&Matrix>,
    press: &Callback<(usize, usize)>,
) -> Html {
    let untried = matrix.is_some_and(|matrix| row(matrix, bound).is_none());
    let note = if untried { Some(words::BY_THE_RULE) } else { None };
    let fault = matrix.and_then(|matrix| row(matrix, bound)?.fault.as_ref());
    html! {
        <tr role="row" key={index} class={classes!(untried.then_some("ruled"))}>
            <th role="rowheader" scope="row">{ address(&words::address(bound)) }
                { for words::note(bound).into_iter().chain(note).map(|note| html! { <span class="bind-note">{ note }</span> }) }</th>
            if let Some(fault) = fault {
                <td role="cell" class="bind-fault" colspan={COLUMNS.to_string()}><span class="state closed">{ sign(State::Closed) }{ words::NOT_BOUND }</span>
                    { for fault.errno.iter().map(|errno| html! { <code class="errno">{ errno.clone() }</code> }) }
                    <p>{ fault.reason.clone() }</p></td>
            } else {
                { for DESTINATIONS.into_iter().enumerate().map(|(column, destination)| {
                    let guess = guesses.at(index, column);
                    let inside = match matrix.map(|matrix| came(matrix, bound, destination)) {
                        Some(Came::Tried(cell)) => result(cell.reached, guess),
                        Some(Came::Ruled(reached)) => result(reached, guess),
                        Some(Came::Unbound(_)) => Html::default(),
                        None => {
                            let press = press.clone();
                            let label = words::cell(bound, &destination.to_string(), guess);
                            html! {
                                <button type="button" class="bind-guess" aria-label={label} onclick={move |_: MouseEvent| press.emit((index, column))}>
                                    { guess.map_or_else(|| html! { { words::UNKNOWN } }, expected) }
                                </button>
                            }
                        }
                    };
                    html! { <td role="cell" key={column}>{ inside }</td> }
                }) }
            }
        </tr>
    }
}

/// What came of a cell, and whether it was expected.
fn result(reached: bool, guess: Option<Guess>) -> Html {
    let real = Guess::of(reached);
    let verdict =
        guess.map(|guess| if guess == real { ("right", words::RIGHT) } else { ("wrong", words::WRONG) });
    html! {
        <span class="bind-result">{ mark(real) }
            { for verdict.map(|(class, said)| html! { <span class={classes!("bind-verdict", class)}>{ said }</span> }) }
        </span>
    }
}

fn expected(guess: Guess) -> Html {
    let state = if guess == Guess::Reached { State::Open } else { State::Closed };
    html! { <span class="state expected">{ sign(state) }{ words::expected(guess) }</span> }
}

fn mark(guess: Guess) -> Html {
    let state = if guess == Guess::Reached { State::Open } else { State::Closed };
    html! { <span class={classes!("state", state.word())}>{ sign(state) }{ words::word(guess) }</span> }
}

/// What the rows say, and who answers side by side.
fn told(matrix: &Matrix) -> Html {
    html! {
        <>
            if let Some(withheld) = &matrix.withheld { <p class="soft">{ prose(withheld) }</p> }
            <h4>{ words::RULES }</h4>
            <dl class="bind-rules">{ for bounds().enumerate().map(|(index, bound)| html! {
                <div key={index}><dt>{ address(&words::address(bound)) }
                    { for words::note(bound).map(|note| html! { <span class="bind-note">{ note }</span> }) }</dt><dd>{ words::rule(bound) }</dd></div>
            }) }</dl>
            <h4>{ words::SIDE_BY_SIDE }</h4>
            <ul class="bind-neighbours">{ for matrix.side_by_side.iter().enumerate().map(|(index, one)| html! { <li key={index}>{ neighbour(one) }</li> }) }</ul>
        </>
    }
}

fn neighbour(one: &Neighbour) -> Html {
    let local = address(&one.local.to_string());
    match (&one.fault, one.taken_by) {
        (Some(fault), _) => html! { <>{ sign(State::Closed) }{ local }{ " " }{ fault.reason.clone() }</> },
        (None, Some(by)) => {
            html! { <>{ local }{ " " }{ words::ANSWERED_BY }{ " " }{ address(&by.to_string()) }</> }
        }
        (None, None) => html! { <>{ local }{ " " }{ words::BY_NOBODY }</> },
    }
}
