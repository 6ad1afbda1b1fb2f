//! The calm note while the lab does not answer, and when it is back.

use course::shell::Shell;
use yew::prelude::*;

use crate::components::command::command;
use crate::model::lab::{Lab, Link};
use crate::model::messages;

/// Draws the note, or the empty place where it would be.
pub(crate) fn banner(lab: &Lab, shell: Shell) -> Html {
    html! {
        <div class="banner-place" role="status">
            if lab.link == Link::Gone {
                <div class="banner gone" key="gone">
                    <p><strong>{ messages::GONE }{ "." }</strong>{ " " }{ messages::GONE_WHY }</p>
                    <p>{ messages::GONE_NEXT }</p>
                    { command(shell, messages::START_COMMAND) }
                </div>
            } else if lab.returned {
                <div class="banner back" key="back"><p>{ messages::BACK }</p></div>
            }
        </div>
    }
}
