//! One address, dialled from here and from a network of its own, which the system makes for a moment, as it does for containers.

use concepts::port::Port;
use protocol::namespace::{Namespaces as Seen, Network};
use protocol::probe::Probe;
use yew::prelude::*;

use crate::api;
use crate::components::card::card_with;
use crate::components::field::{choices, port_field, typed};
use crate::components::notation::address;
use crate::components::state::state;
use crate::components::trouble;
use crate::hooks::{browser, use_ask};
use crate::model::messages::namespaces as words;
use crate::model::namespaces::{Guess, finding};
use crate::widgets::WidgetProps;
use course::quote;

#[component]
pub(crate) fn Namespaces(props: &WidgetProps<()>) -> Html {
    let text = use_state_eq(|| browser::port().to_string());
    let said = use_state_eq(|| None::<Guess>);
    let port = text.trim().parse::<Port>().ok();
    let path = format!("/namespace/{}", port.map_or(0, Port::number));
    let (asked, ask) = {
        let (path, said) = (path.clone(), *said);
        use_ask(move |_: Option<(Seen, Option<Guess>)>| {
            let path = path.clone();
            async move { Ok((api::get(&path).await?, said)) }
        })
    };
    let ready = port.is_some() && said.is_some();
    let onsubmit = move |event: SubmitEvent| {
        event.prevent_default();
        if ready {
            ask.emit(());
        }
    };
    let set_text = {
        let (text, said) = (text.clone(), said.clone());
        typed(move |typed| {
            // What was said was said of another port.
            said.set(None);
            text.set(typed);
        })
    };
    let say = {
        let said = said.clone();
        move |one| said.set(Some(one))
    };
    let url = format!("http://{}{path}", browser::authority());
    let command = port.and_then(|_| quote::line(props.place.shell, "curl", &[url]).ok());
    let id = &props.place.widget.id;
    let (field, fault) = (format!("{id}-port"), format!("{id}-fault"));
    // What came of another port is not shown beside this one.
    let came = asked
        .answer
        .as_ref()
        .filter(|(seen, _)| !asked.busy && port.is_some_and(|port| seen.target.port() == port.number()));
    card_with(
        &props.place,
        command,
        html! {
            <>
                <form class="controls zoo" {onsubmit}>
                    { port_field(field, words::PORT, &text, None, (&fault, port.is_none()), set_text) }
                    <p class="fault" id={fault} role="status">{ port.is_none().then_some(words::PORT_FAULT) }</p>
                    { choices(format!("{id}-said"), words::PREDICT, Guess::ALL.map(|one| (one, words::guess(one).into())), said.as_ref(), say) }
                    <div class="row">
                        <button type="submit" aria-disabled={(asked.busy || !ready).to_string()}>
                            { if asked.busy { words::TRYING } else { words::TRY } }
                        </button>
                        <p class="hint-line" hidden={said.is_some()}>{ words::FIRST }</p>
                    </div>
                </form>
                <div class="happened" hidden={came.is_none() && asked.trouble.is_none()}>
                    <div role="status">
                        if let Some(trouble) = &asked.trouble { { trouble::note(trouble, None) } }
                        if let Some((seen, said)) = came { { headline(seen, *said) } }
                    </div>
                    if let Some((seen, _)) = came { { networks(seen) } }
                </div>
            </>
        },
    )
}

fn headline(seen: &Seen, said: Option<Guess>) -> Html {
    let verdict = seen.inside.as_ref().zip(said).map(|(inside, said)| {
        let came = Guess::of(inside.before.state);
        let class = if came == Some(said) { "well" } else { "ill" };
        html! { <p class={classes!("finding", class)}><strong>{ words::verdict(said, came) }</strong></p> }
    });
    html! {
        <>
            { for verdict }
            { for words::finding(finding(seen)).map(|told| html! { <p>{ address(&seen.target.to_string()) }{ " " }{ told }</p> }) }
            { for seen.withheld.iter().map(|withheld| html! { <p>{ withheld.reason.clone() }</p> }) }
        </>
    }
}

fn networks(seen: &Seen) -> Html {
    html! {
        <div class="networks">
            { network(words::HERE, &seen.here, None) }
            if let Some(inside) = &seen.inside {
                { network(words::INSIDE, inside, seen.fault.as_ref().map(|fault| fault.reason.as_str())) }
            }
        </div>
    }
}

fn network(name: &'static str, network: &Network, fault: Option<&str>) -> Html {
    html! {
        <section class="network">
            <h4>{ name }</h4>
            <dl>
                <div><dt>{ words::INTERFACES }</dt>
                    <dd class="network-interfaces">{ for network.interfaces.iter().map(|one| html! {
                        <code key={one.name.clone()} class={classes!(one.loopback.then_some("is-loop"))}>{ one.name.clone() }</code>
                    }) }</dd></div>
                <div><dt>{ words::BEFORE }</dt><dd>{ came(&network.before) }</dd></div>
                if let Some(meanwhile) = &network.meanwhile {
                    <div><dt>{ words::MEANWHILE }</dt><dd>{ came(meanwhile) }</dd></div>
                }
                if let Some(fault) = fault { <div><dt>{ words::UNBOUND }</dt><dd>{ fault.to_owned() }</dd></div> }
            </dl>
        </section>
    }
}

fn came(probe: &Probe) -> Html {
    html! {
        <>
            <span class="network-state">{ state(probe.state) }{ " " }{ address(&probe.target.to_string()) }</span>
            { for probe.errno.iter().map(|errno| html! { <code class="errno">{ errno.clone() }</code> }) }
            { for probe.listener.as_ref().map(|listener| html! { <span class="network-holder">{ words::holder(listener) }</span> }) }
        </>
    }
}
