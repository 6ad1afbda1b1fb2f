//! The anatomy of an address: type one, see its pieces named.

use concepts::anatomy::{Anatomy as Address, Piece, PieceKind, dissect};
use yew::prelude::*;

use crate::components::card::card;
use crate::components::field::line_field;
use crate::model::messages::widgets as words;
use crate::widgets::WidgetProps;

#[component]
pub(crate) fn Anatomy(props: &WidgetProps<String>) -> Html {
    let text = use_state_eq(|| props.start.clone());
    let read = dissect(&text);
    let fault = read.as_ref().err().map(ToString::to_string);
    card(
        &props.place,
        html! {
            <>
                { line_field(&props.place.widget.id, words::ANATOMY_FIELD, &text, fault) }
                <div class="happened">if let Ok(address) = read { { anatomy(&address) } }</div>
            </>
        },
    )
}

fn anatomy(address: &Address) -> Html {
    let named = address.pieces.iter().filter(|piece| piece.kind != PieceKind::Delimiter);
    html! {
        <>
            <p class="spelled" aria-hidden="true">{ for address.pieces.iter().filter(|piece| piece.written).map(spelled) }</p>
            <dl class="pieces">
                { for named.map(|piece| html! {
                    <div class={classes!("piece", (!piece.written).then_some("filled-in"))} key={words::piece_name(piece.kind)}>
                        <dt>{ words::piece_name(piece.kind) }</dt>
                        <dd><code class="notation"><span class={class(piece.kind)}>{ piece.text.clone() }</span></code>
                            if !piece.written { <span class="tag">{ words::FILLED_IN }</span> }
                            <span class="piece-does">{ words::piece_does(piece.kind, piece.written, address.host) }</span></dd>
                    </div>
                }) }
            </dl>
        </>
    }
}

fn spelled(piece: &Piece) -> Html {
    html! { <span class={classes!("spelled-piece", class(piece.kind))}>{ piece.text.clone() }</span> }
}

const fn class(kind: PieceKind) -> &'static str {
    match kind {
        PieceKind::Scheme => "s",
        PieceKind::Host => "a",
        PieceKind::Port => "p",
        PieceKind::Delimiter => "sign-piece",
        PieceKind::UserInfo | PieceKind::Path | PieceKind::Query | PieceKind::Fragment => "x",
    }
}
