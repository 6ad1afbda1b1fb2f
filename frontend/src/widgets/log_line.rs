//! A line that a web server printed about a request: paste one, see its parts named.

use yew::prelude::*;

use crate::components::card::card;
use crate::components::field::line_field;
use crate::components::notation::address;
use crate::model::log_line::{Field, Piece, read};
use crate::model::messages::serve as words;
use crate::widgets::WidgetProps;

#[component]
pub(crate) fn LogLine(props: &WidgetProps<String>) -> Html {
    let text = use_state_eq(|| props.start.clone());
    let line = read(&text);
    let fault = line.as_ref().err().map(ToString::to_string);
    card(
        &props.place,
        html! {
            <>
                { line_field(&props.place.widget.id, words::LINE, &text, fault) }
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
