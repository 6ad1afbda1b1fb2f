//! The calm note while the lab does not answer, and when it is back.

use yew::prelude::*;

use crate::components::command::Command;
use crate::hooks::{shell_of, use_lab_context, use_settings_context};
use crate::model::lab::Link;
use crate::model::messages;

#[component]
pub(crate) fn Banner() -> Html {
    let lab = use_lab_context();
    let settings = use_settings_context();
    html! {
        <div class="banner-place" role="status">
            if lab.link == Link::Gone {
                <div class="banner gone" key="gone">
                    <p><strong>{ messages::GONE }</strong>{ " " }{ messages::GONE_WHY }</p>
                    <p>{ messages::GONE_NEXT }</p>
                    <Command prompt={shell_of(&settings).prompt()} text={messages::START_COMMAND} />
                </div>
            } else if lab.returned {
                <div class="banner back" key="back"><p>{ messages::BACK }</p></div>
            }
        </div>
    }
}
