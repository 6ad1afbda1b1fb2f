//! The exercises of the open lesson: the lab is asked about them when something reached it, and what is solved ticks.

use std::rc::Rc;

use course::model::Lesson;
use protocol::checks::{Checked, Checks};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::api::{self, Method};
use crate::hooks::{Shared, browser, use_ask, use_shared};
use crate::model::lab::Heard;
use crate::model::messages;
use crate::model::progress::Step;
use crate::model::trouble::Trouble;
use crate::model::wire::{by_hand, who};

/// Ticks the exercises of a lesson by what the lab says of them. It is asked again whenever there is something new in the
/// journal, once at a time, as long as one of them is not solved.
#[hook]
pub(crate) fn use_checks(lesson: Option<&Rc<Lesson>>) {
    let Shared { lab, progress, .. } = use_shared();
    let summary = lesson.map(|lesson| &lesson.summary);
    let slug = summary.map_or_else(String::new, |summary| summary.slug.clone());
    let path = format!("/checks?lesson={slug}");
    let (asked, ask) = use_ask(move |_| {
        let path = path.clone();
        async move { api::get::<Checks>(&path).await }
    });
    let is_open = summary.is_some_and(|summary| progress.solved(summary) < summary.exercises.len());
    let news =
        is_open.then(|| (slug.clone(), lab.wire.entries().first().map_or(0, |entry| entry.id), lab.returns));
    let looked = use_state_eq(|| None);
    use_effect_with((news, asked.busy), move |(news, busy)| {
        if !busy && news.is_some() && *looked != *news {
            looked.set(news.clone());
            ask.emit(());
        }
    });
    use_effect_with((asked.answer, progress), move |(answer, progress)| {
        let all = answer.iter().flat_map(|answer| &answer.checks);
        for Checked { exercise, lesson, solved_by } in all {
            let Some(entry) = solved_by else { continue };
            let is_new = progress.evidence(lesson, exercise).is_none()
                && entry.time_ms > progress.counts_since(lesson, exercise);
            if is_new {
                let port = entry.connection.peer.port();
                let by =
                    messages::evidence(by_hand(entry), &who(entry), port, &browser::clock(entry.time_ms));
                progress.dispatch(Step::Solve { slug: lesson.clone(), id: exercise.clone(), by });
            }
        }
    });
}

/// Has an exercise done again, here and for the lab; all of them where none is named.
#[hook]
pub(crate) fn use_reset() -> Callback<Option<(String, String)>> {
    let Shared { lab, progress, .. } = use_shared();
    Callback::from(move |which: Option<(String, String)>| {
        let at_ms = browser::now_ms();
        let path = match &which {
            Some((_, id)) => format!("/checks/{id}"),
            None => "/checks".to_owned(),
        };
        progress.dispatch(match which {
            Some((slug, id)) => Step::Reset { slug, id, at_ms },
            None => {
                Step::Forget { contents: lab.contents.as_ref().map(|contents| (**contents).clone()), at_ms }
            }
        });
        let lab = lab.dispatcher();
        spawn_local(async move {
            // A lab that does not answer has forgotten by itself when it comes back: its journal begins anew.
            if let Err(Trouble::Unreachable) = api::done(Method::DELETE, &path).await {
                lab.dispatch(Heard::Unanswered);
            }
        });
    })
}
