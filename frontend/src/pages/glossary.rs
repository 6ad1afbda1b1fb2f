//! The glossary.

use course::glossary::{Glossary, Term};
use course::model::Summary;
use yew::prelude::*;

use crate::api;
use crate::components::trouble;
use crate::components::words::plain_words;
use crate::hooks::{use_arrival, use_ask, use_shared};
use crate::model::glossary::{letters, taught};
use crate::model::messages::{self, reference};
use crate::model::place;
use crate::pages::PageProps;

#[component]
pub(crate) fn GlossaryPage(props: &PageProps) -> Html {
    let shared = use_shared();
    let (asked, ask) = use_ask(|_: Option<Glossary>| async { api::get("/glossary").await });
    use_effect_with(shared.lab.returns, {
        let ask = ask.clone();
        move |_| ask.emit(())
    });
    use_arrival(&messages::title(reference::GLOSSARY), &props.place, asked.answer.is_some());
    let lessons =
        shared.lab.contents.as_deref().map(|contents| contents.lessons.as_slice()).unwrap_or_default();
    let named = place::inside(&props.place);
    html! {
        <article class="page reference" aria-busy={asked.busy.to_string()}>
            <h1 id="page-title" tabindex="-1">{ reference::GLOSSARY }</h1>
            <p class="lead">{ reference::GLOSSARY_LEAD }</p>
            <div class="reference-body">
                { match (&asked.answer, asked.trouble) {
                    (Some(glossary), _) => terms(glossary, lessons, named),
                    (None, Some(trouble)) => trouble::note(&trouble, Some(ask)),
                    (None, None) => html! { <p class="soft">{ reference::LOADING }</p> },
                } }
            </div>
        </article>
    }
}

fn terms(glossary: &Glossary, lessons: &[Summary], named: Option<&str>) -> Html {
    let terms = &glossary.terms;
    if terms.is_empty() {
        return html! { <p class="soft">{ reference::GLOSSARY_EMPTY }</p> };
    }
    let found = named.and_then(|word| glossary.find(word));
    let alias =
        |term: &Term| named.filter(|_| found.is_some_and(|found| found.id == term.id)).map(str::to_owned);
    html! {
        <>
            <nav class="letters" aria-label={reference::LETTERS}>
                { for letters(terms).into_iter().map(|(letter, id)| html! {
                    <a key={letter.to_string()} href={format!("#{id}")}>{ letter }</a>
                }) }
            </nav>
            <dl class="terms">{ for terms.iter().map(|term| entry(term, lessons, alias(term))) }</dl>
        </>
    }
}

/// A term. `named` is the word of it that the address names, if it does: its name or another form of it.
fn entry(term: &Term, lessons: &[Summary], named: Option<String>) -> Html {
    let lesson = taught(term, lessons);
    html! {
        <div class={classes!("term-entry", named.is_some().then_some("named"))} key={term.id.clone()} id={term.id.clone()}>
            <dt>
                if let Some(word) = named.filter(|word| *word != term.id) { <span id={word}></span> }
                <dfn>{ term.name.clone() }</dfn>
                if !term.forms.is_empty() { <span class="term-forms">{ reference::also(&term.forms) }</span> }
            </dt>
            <dd>{ plain_words(&term.means) }
                <span class="term-more">
                    if let Some((href, title)) = lesson { <a href={href.to_owned()}>{ reference::taught(&title) }</a> }
                    if let Some(source) = &term.source { <span>{ source.clone() }</span> }
                </span>
            </dd>
        </div>
    }
}
