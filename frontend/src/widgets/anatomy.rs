//! The anatomy of an address: type one, see its pieces named.

use concepts::anatomy::{Anatomy as Address, Piece, PieceKind, dissect};
use yew::prelude::*;

use crate::components::card::card;
use crate::components::field::typed;
use crate::model::messages::widgets as words;
use crate::widgets::WidgetProps;

#[component]
pub(crate) fn Anatomy(props: &WidgetProps<String>) -> Html {
    let text = use_state_eq(|| props.start.clone());
    let id = format!("{}-field", props.place.widget.id);
    let fault_id = format!("{}-fault", props.place.widget.id);
    let read = dissect(&text);
    let fault = read.as_ref().err().map(ToString::to_string);
    let oninput = {
        let text = text.clone();
        typed(move |typed| text.set(typed))
    };
    card(
        &props.place,
        html! {
            <>
                <div class="controls">
                    <label class="field wide" for={id.clone()}><span class="field-name">{ words::ANATOMY_FIELD }</span>
                        <input {id} type="text" class="mono" inputmode="url" autocomplete="off" autocapitalize="off" spellcheck="false"
                            value={(*text).clone()} {oninput} aria-invalid={fault.is_some().to_string()} aria-describedby={fault_id.clone()} />
                    </label>
                    <p class="fault" id={fault_id} role="status">{ fault }</p>
                </div>
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
