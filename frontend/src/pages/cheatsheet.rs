//! The cheat sheet: every command of the course, to look up or to print.

use course::cheatsheet::{Cheatsheet, Group, Sheet};
use course::shell::Shell;
use yew::prelude::*;

use crate::api;
use crate::components::command::command;
use crate::components::diagnosis::prose;
use crate::components::run::shell_select;
use crate::components::trouble;
use crate::components::words::plain_words;
use crate::hooks::{browser, use_arrival, use_ask, use_shared};
use crate::model::messages::{self, reference};
use crate::pages::PageProps;

#[component]
pub(crate) fn CheatsheetPage(props: &PageProps) -> Html {
    let shared = use_shared();
    let (asked, ask) = use_ask(|_: Option<Cheatsheet>| async { api::get("/cheatsheet").await });
    use_effect_with(shared.lab.returns, {
        let ask = ask.clone();
        move |_| ask.emit(())
    });
    use_arrival(&messages::title(reference::CHEATSHEET), &props.place, asked.answer.is_some());
    let shell = shared.shell();
    html! {
        <article class="page reference cheatsheet" aria-busy={asked.busy.to_string()}>
            <h1 id="page-title" tabindex="-1">{ reference::CHEATSHEET }</h1>
            <p class="lead">{ prose(reference::CHEATSHEET_LEAD) }</p>
            <div class="sheet-choices">
                <label>{ messages::SHELL }{ " " }{ shell_select(&shared) }</label>
                <button type="button" class="quiet" onclick={|_: MouseEvent| browser::print()}>{ reference::PRINT }</button>
            </div>
            <div class="reference-body">
                { match (&asked.answer, asked.trouble) {
                    (Some(sheet), _) if sheet.lessons.is_empty() => html! { <p class="soft">{ reference::CHEATSHEET_EMPTY }</p> },
                    (Some(sheet), _) => html! { <>{ for sheet.lessons.iter().map(|one| lesson(one, shell)) }</> },
                    (None, Some(trouble)) => trouble::note(&trouble, Some(ask)),
                    (None, None) => html! { <p class="soft">{ reference::LOADING }</p> },
                } }
            </div>
        </article>
    }
}

fn lesson(sheet: &Sheet, shell: Shell) -> Html {
    let heading = format!("sheet-{}", sheet.slug);
    html! {
        <section key={sheet.slug.clone()} class="sheet" aria-labelledby={heading.clone()}>
            <h2 id={heading}>{ plain_words(&sheet.title) }</h2>
            { for sheet.groups.iter().map(|one| group(one, shell)) }
        </section>
    }
}

fn group(group: &Group, shell: Shell) -> Html {
    html! {
        <div class="sheet-group" key={group.href.clone()}>
            if !group.title.is_empty() { <h3><a href={group.href.clone()}>{ plain_words(&group.title) }</a></h3> }
            { for group.entries.iter().enumerate().map(|(index, entry)| html! {
                <div class="sheet-entry" key={index}>
                    if let Some(does) = &entry.does { <p class="sheet-does">{ does }</p> }
                    { for entry.steps.iter().enumerate().map(|(step, one)| html! { <key={step}>{ command(shell, one.of(shell)) }</> }) }
                </div>
            }) }
        </div>
    }
}
