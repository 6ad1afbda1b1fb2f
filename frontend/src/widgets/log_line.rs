//! A line that a web server printed about a request: paste one, see its parts named.

use yew::prelude::*;

use crate::components::card::card;
use crate::components::field::typed;
use crate::components::notation::address;
use crate::model::log_line::{Field, Piece, read};
use crate::model::messages::serve as words;
use crate::widgets::WidgetProps;

#[component]
pub(crate) fn LogLine(props: &WidgetProps<String>) -> Html {
    let text = use_state_eq(|| props.start.clone());
    let id = format!("{}-field", props.place.widget.id);
    let fault_id = format!("{}-fault", props.place.widget.id);
    let line = read(&text);
    let fault = line.as_ref().err().map(ToString::to_string);
    let oninput = {
        let text = text.clone();
        typed(move |typed| text.set(typed))
    };
    card(
        &props.place,
        html! {
            <>
                <div class="controls">
                    <label class="field wide" for={id.clone()}><span class="field-name">{ words::LINE }</span>
                        <input {id} type="text" class="mono" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="2000"
                            value={(*text).clone()} {oninput} aria-invalid={fault.is_some().to_string()} aria-describedby={fault_id.clone()} />
                    </label>
                    <p class="fault" id={fault_id} role="status">{ fault }</p>
                </div>
                <div class="happened">if let Ok(pieces) = &line { <dl class="pieces log-pieces">{ for pieces.iter().map(piece) }</dl> }</div>
            </>
        },
    )
}

fn piece(piece: &Piece<'_>) -> Html {
    let name = words::field(piece.field);
    html! {
        <div class="piece" key={name}>
            <dt>{ name }</dt>
            <dd>if piece.field == Field::Client { { address(piece.text) } } else { <code>{ piece.text.to_owned() }</code> }
                <span class="piece-does">{ words::meaning(piece.field, piece.text) }</span></dd>
        </div>
    }
}
