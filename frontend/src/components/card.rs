//! The card that a widget stands in: its question, its controls, what really happened, and at the foot the same
//! thing as a command.

use std::rc::Rc;

use course::model::Lesson;
use course::shell::Shell;
use course::widget::Widget;
use yew::prelude::*;

use crate::components::command::command;
use crate::components::words::words;
use crate::model::messages::widgets;

/// A widget's place: its words, the lesson whose works they cite, and the shell of its command.
#[derive(Clone, PartialEq)]
pub(crate) struct Place {
    /// The lesson.
    pub(crate) lesson: Rc<Lesson>,
    /// The widget.
    pub(crate) widget: Rc<Widget>,
    /// The shell to write commands for.
    pub(crate) shell: Shell,
}

impl Place {
    /// The lesson's command for the widget, if it has one.
    pub(crate) fn command(&self) -> Option<String> {
        self.widget.command.as_ref().map(|variants| variants.of(self.shell).to_owned())
    }
}

/// Draws the card with the lesson's command at its foot.
pub(crate) fn card(place: &Place, inside: Html) -> Html {
    card_with(place, place.command(), inside)
}

/// Draws the card with a command that follows what was chosen in the widget.
pub(crate) fn card_with(place: &Place, foot: Option<String>, inside: Html) -> Html {
    let Widget { id, title, lead, .. } = &*place.widget;
    let heading = format!("{id}-title");
    html! {
        <section class="card widget" id={id.clone()} aria-labelledby={heading.clone()}>
            <h3 class="card-title" id={heading}>{ title.clone() }</h3>
            <p class="card-lead">{ words(lead, &place.lesson.sources) }</p>
            { inside }
            <div class="card-foot" hidden={foot.is_none()}>
                <span class="sr">{ widgets::SAME }</span>
                if let Some(text) = foot { { command(place.shell, &text) } }
            </div>
        </section>
    }
}
