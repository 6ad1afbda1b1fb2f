//! A word of the glossary where it occurs in a lesson: a link to its entry, and what it means at once.

use std::rc::Rc;

use course::model::Lesson;
use yew::prelude::*;

use crate::components::words::plain_words;
use crate::hooks::{Tip, use_tip};

#[derive(Properties, PartialEq)]
pub(crate) struct TermProps {
    /// The name of the term.
    pub(crate) id: AttrValue,
    /// The word as it stands in the text.
    pub(crate) text: AttrValue,
}

/// Draws it. The lesson around it, which has the explanation, comes by a context; without one it is only a link.
#[component]
pub(crate) fn TermLink(props: &TermProps) -> Html {
    let lesson = use_context::<Rc<Lesson>>();
    let Tip { open, id, place, over, out, focus, blur } = use_tip();
    let term = lesson.as_ref().and_then(|lesson| lesson.terms.iter().find(|term| props.id == term.id));
    html! {
        <span class="term-place" ref={place} onmouseover={over} onmouseout={out}>
            <a class="term" href={format!("/glossary#{}", props.id)} aria-describedby={id.clone()} onfocusin={focus} onfocusout={blur}>
                { props.text.clone() }
            </a>
            <span class="tip" role="tooltip" {id} hidden={!open}>if let Some(term) = term { { plain_words(&term.means) } }</span>
        </span>
    }
}
