//! The card that a widget stands in: its question, its controls, what really happened, and at the foot the same
//! thing as a command.

use course::model::Source;
use course::shell::Variants;
use course::widget::Widget;
use std::rc::Rc;
use yew::prelude::*;

use crate::components::command::Command;
use crate::components::words::words;
use crate::hooks::{shell_of, use_settings_context};
use crate::model::messages::widgets;

#[derive(Properties, PartialEq)]
pub(crate) struct CardProps {
    /// The widget's place in the lesson.
    pub(crate) widget: Rc<Widget>,
    /// The works that its lead cites.
    pub(crate) sources: Rc<[Source]>,
    /// The command at the foot, where it follows what was chosen in the widget.
    #[prop_or_default]
    pub(crate) command: Option<AttrValue>,
    /// What stands between.
    pub(crate) children: Html,
}

#[component]
pub(crate) fn Card(props: &CardProps) -> Html {
    let settings = use_settings_context();
    let shell = shell_of(&settings);
    let Widget { id, title, lead, command, .. } = &*props.widget;
    let command = props.command.clone().or_else(|| command.as_ref().map(|command| of(command, shell)));
    let heading = format!("{id}-title");
    html! {
        <section class="card widget" id={id.clone()} aria-labelledby={heading.clone()}>
            <h3 class="card-title" id={heading}>{ title.clone() }</h3>
            <p class="card-lead">{ words(lead, &props.sources) }</p>
            { props.children.clone() }
            <div class="card-foot" hidden={command.is_none()}>
                <span class="sr">{ widgets::SAME }</span>
                if let Some(text) = command {
                    <Command prompt={shell.prompt()} {text} />
                }
            </div>
        </section>
    }
}

fn of(command: &Variants, shell: course::shell::Shell) -> AttrValue {
    command.of(shell).to_owned().into()
}
