//! The learner's choices: look, shell, teacher notes, and starting over.

use course::shell::Shell;
use yew::prelude::*;

use crate::hooks::{Shared, use_reset};
use crate::model::messages;
use crate::model::settings::{Setting, Theme};

/// Draws the panel.
pub(crate) fn panel(shared: &Shared) -> Html {
    let settings = &shared.settings;
    let themes = Theme::ALL.map(|theme| {
        let choose = settings.dispatcher();
        choice("theme", messages::theme(theme), settings.theme == theme, move || {
            choose.dispatch(Setting::Theme(theme));
        })
    });
    let shells = Shell::ALL.map(|shell| {
        let choose = settings.dispatcher();
        choice("shell", shell.name(), shared.shell() == shell, move || {
            choose.dispatch(Setting::Shell(shell));
        })
    });
    let (notes, slash) = (settings.dispatcher(), settings.dispatcher());
    let (shown, opens) = (settings.notes, settings.slash);
    html! {
        <div id="settings" class="popover" popover="auto">
            <fieldset><legend>{ messages::THEME }</legend><div class="choices">{ for themes }</div></fieldset>
            <fieldset><legend>{ messages::SHELL }</legend><div class="choices">{ for shells }</div></fieldset>
            <label class="switch">
                <input type="checkbox" checked={shown} onchange={move |_: Event| notes.dispatch(Setting::Notes(!shown))} />
                { messages::NOTES_SWITCH }
            </label>
            <label class="switch">
                <input type="checkbox" checked={opens} onchange={move |_: Event| slash.dispatch(Setting::Slash(!opens))} />
                { messages::SLASH_SWITCH }
            </label>
            <Forget />
        </div>
    }
}

fn choice(group: &'static str, label: &'static str, checked: bool, choose: impl Fn() + 'static) -> Html {
    html! {
        <label class="choice">
            <input type="radio" name={group} {checked} onchange={move |_: Event| choose()} />
            <span>{ label }</span>
        </label>
    }
}

/// Forgets all progress, after asking once.
#[component]
fn Forget() -> Html {
    let asked = use_state_eq(|| false);
    let reset = use_reset();
    let ask = |sure: bool| {
        let asked = asked.clone();
        move |_: MouseEvent| asked.set(sure)
    };
    let forget = {
        let asked = asked.clone();
        move |_: MouseEvent| {
            reset.emit(None);
            asked.set(false);
        }
    };
    html! {
        <div class="forget">
            <p class="hint-line">{ messages::PROGRESS_KEPT }</p>
            if *asked {
                <div class="row" key="sure">
                    <button type="button" class="danger" onclick={forget}>{ messages::FORGET_SURE }</button>
                    <button type="button" class="quiet" onclick={ask(false)}>{ messages::FORGET_NOT }</button>
                </div>
            } else {
                <div class="row" key="ask"><button type="button" class="quiet" onclick={ask(true)}>{ messages::FORGET }</button></div>
            }
        </div>
    }
}
