//! The certificate: one sheet of paper, to print or to keep.

use protocol::capstone::{Certificate, MAX_NAME};
use yew::prelude::*;

use super::by;
use crate::components::diagnosis::prose;
use crate::components::field::typed;
use crate::components::notation::address;
use crate::hooks::{browser, use_shared};
use crate::model::capstone::certificate;
use crate::model::messages::capstone as words;

#[derive(Properties, PartialEq)]
pub(super) struct PaperProps {
    pub(super) id: String,
    pub(super) certificate: Certificate,
}

#[component]
pub(super) fn Paper(props: &PaperProps) -> Html {
    let name = use_state_eq(String::new);
    let shared = use_shared();
    let paper = &props.certificate;
    let lessons =
        shared.lab.contents.as_ref().map(|contents| contents.lessons.as_slice()).unwrap_or_default();
    let solved = lessons.iter().map(|lesson| shared.progress.solved(lesson)).sum();
    let exercises = lessons.iter().map(|lesson| lesson.exercises.len()).sum();
    let day = browser::day(i64::try_from(paper.proved_ms).unwrap_or_default());
    let field = format!("{}-name", props.id);
    let set = {
        let name = name.clone();
        typed(move |text| name.set(text))
    };
    let shown = if name.trim().is_empty() { "\u{a0}".to_owned() } else { name.trim().to_owned() };
    html! {
        <section class="capstone-paper" aria-labelledby={format!("{}-paper", props.id)}>
            <h4 id={format!("{}-paper", props.id)}>{ words::CERTIFICATE }</h4>
            <div class="row">
                <label class="field" for={field.clone()}><span class="field-name">{ words::NAME }</span>
                    <input id={field} type="text" autocomplete="name" maxlength={MAX_NAME.to_string()} value={(*name).clone()} oninput={set} />
                </label>
                <button type="button" onclick={|_: MouseEvent| browser::print_only("certificate")}>{ words::PRINT }</button>
                <a class="button quiet" href={certificate(&name, "text")} download={words::FILE}>{ words::SAVE }</a>
                <p class="hint-line">{ words::NAME_HINT }</p>
            </div>
            <div class="certificate">
                <p class="certificate-lab">{ "Loopback Lab" }</p>
                <p class="certificate-title">{ words::PAPER_TITLE }</p>
                <p class="certificate-name">{ shown }</p>
                <p>{ words::sentence(paper.case, &day) }{ " " }{ address(&format!("http://{}/", paper.client)) }</p>
                <div class="certificate-both">
                    <div><p class="certificate-head">{ words::WAS_WRONG }</p><ul>{ for paper.faults.iter().map(|one| html! { <li key={one.clone()}>{ prose(one) }</li> }) }</ul></div>
                    <div><p class="certificate-head">{ words::PROVED }</p><ul>{ for paper.proofs.iter().map(|one| html! {
                        <li key={one.title.clone()}>{ one.title.clone() }<span class="capstone-by">{ one.by.as_ref().map(by) }</span></li>
                    }) }</ul></div>
                </div>
                <p>{ words::course(solved, exercises, lessons.len()) }</p>
                <p class="certificate-foot">{ words::NO_CREDENTIAL }</p>
            </div>
        </section>
    }
}
