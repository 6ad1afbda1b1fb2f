//! The other faces of the request: the command, the bytes, and the lab's reply.

use yew::prelude::*;

use crate::components::copy::Copy;
use crate::components::field::typed;
use crate::model::builder::exchange::{Exchange, Standing};
use crate::model::builder::{Around, Builder, raw};
use crate::model::bytes;
use crate::model::messages::builder as words;
use crate::widgets::reply as drawn;

/// The command, as a learner would type it, with what there is to say about it.
pub(super) fn command(id: &str, builder: &Builder, around: &Around, set: &Callback<Builder>) -> Html {
    let text = builder.command(around).unwrap_or_default();
    let (field, remarks_id) = (format!("{id}-command"), format!("{id}-remarks"));
    let oninput = {
        let (builder, around, set) = (builder.clone(), around.clone(), set.clone());
        typed(move |text| set.emit(builder.with_command(text, &around)))
    };
    let remarks = builder.remarks(around);
    let invalid = remarks.iter().any(|remark| remark.what.prevents());
    html! {
        <div class="panel">
            <h4><label for={field.clone()}>{ words::COMMAND_TITLE }</label><span class="soft">{ words::COMMAND_NOTE }</span></h4>
            <div class="command">
                <span class="prompt" aria-hidden="true">{ around.shell.prompt() }</span>
                <div class="grow">
                    <pre aria-hidden="true">{ text.clone() }{ "\n" }</pre>
                    <textarea id={field} rows="1" autocomplete="off" autocapitalize="off" spellcheck="false" value={text.clone()} {oninput}
                        aria-invalid={invalid.to_string()} aria-describedby={remarks_id.clone()} />
                </div>
                <Copy {text} />
            </div>
            <div id={remarks_id} role="status"><ul class="remarks">
                { for remarks.iter().enumerate().map(|(index, remark)| html! {
                    <li key={index} class={classes!(remark.what.prevents().then_some("prevents"))}>{ words::remark(remark.at, &remark.word, remark.what) }</li>
                }) }
            </ul></div>
        </div>
    }
}

/// The bytes: each line of the head with its end, those tinted that curl adds by itself.
pub(super) fn bytes(id: &str, builder: &Builder, around: &Around, set: &Callback<Builder>) -> Html {
    let text = builder.raw(around);
    let (field, faults_id) = (format!("{id}-bytes"), format!("{id}-bytes-faults"));
    let oninput = {
        let (builder, around, set) = (builder.clone(), around.clone(), set.clone());
        typed(move |text| set.emit(builder.with_raw(text, &around)))
    };
    let own: Vec<_> = bytes::head(&builder.draft.filled_in(), &around.lab, &around.agent)
        .into_iter()
        .filter(|line| !line.asked)
        .collect();
    let mut in_head = true;
    let line = |line: &str| {
        let was_in_head = in_head;
        in_head &= !line.is_empty();
        let added = was_in_head && own.iter().any(|own| own.text == line);
        html! {
            <><span class={classes!(added.then_some("added"))}>{ line.to_owned() }</span>
            if was_in_head { <span class="crlf">{ "\\r\\n" }</span> }{ "\n" }</>
        }
    };
    let faults = builder.raw_faults(around);
    html! {
        <div class="panel">
            <h4><label for={field.clone()}>{ words::BYTES_TITLE }</label><span class="soft">{ words::byte_count(raw::bytes(&text).len()) }</span></h4>
            <p class="hint-line">{ words::BYTES_NOTE }</p>
            <div class="bytes">
                <div class="grow nowrap">
                    <pre aria-hidden="true">{ for text.split('\n').map(line) }</pre>
                    <textarea id={field} rows="1" autocomplete="off" autocapitalize="off" spellcheck="false" value={text.clone()} {oninput}
                        aria-invalid={(!faults.is_empty()).to_string()} aria-describedby={faults_id.clone()} />
                </div>
            </div>
            <div id={faults_id} role="status"><ul class="remarks">
                { for faults.iter().enumerate().map(|(index, (line, fault))| html! {
                    <li key={index} class="prevents">{ words::in_line(*line, &fault.to_string()) }</li>
                }) }
            </ul></div>
        </div>
    }
}

/// The reply, as far as it has come; `is_old` says that the request was changed since.
pub(super) fn reply(exchange: &Exchange, is_old: bool) -> Html {
    let why = words::no_reply(exchange.standing);
    html! {
        <div class="panel" aria-live="polite">
            <h4>{ words::REPLY_TITLE }</h4>
            <p class="hint-line">{ if is_old { words::REPLY_OLD } else { words::REPLY_NOTE } }</p>
            if !why.is_empty() { <div class="trouble" key="why"><p><strong>{ why }</strong></p></div> }
            if let Some(answer) = &exchange.answer {
                { drawn::reply(answer) }
            } else if !exchange.bytes.is_empty() {
                <p class="soft">{ words::REPLY_STRANGE }</p>
                { drawn::bytes(&exchange.bytes) }
            } else if exchange.standing == Standing::Waiting {
                <p class="soft">{ words::REPLY_WAITING }</p>
            } else if exchange.standing == Standing::Idle {
                <p class="soft until-pressed">{ words::REPLY_NONE }</p>
            }
        </div>
    }
}
