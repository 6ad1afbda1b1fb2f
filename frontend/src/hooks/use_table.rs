//! Follows the system's socket table as long as somebody wants to see it.

use protocol::sockets::Sockets;
use yew::prelude::*;

use crate::api::stream::{Look, Stream};
use crate::hooks::{use_shared, use_visible};
use crate::model::lab::Link;

/// What following brings.
pub(crate) enum Followed {
    /// One look at the table.
    Look(Sockets),
    /// Nobody looks for a while: the tab is hidden, or the lab is away.
    Paused,
    /// The stream broke off, although the lab answers.
    Lost,
}

/// Follows the table at `path` while there is one, the lab answers and the tab is shown.
#[hook]
pub(crate) fn use_table(path: Option<String>, followed: Callback<Followed>) {
    let is_up = use_shared().lab.link == Link::Up;
    let is_visible = use_visible();
    let path = path.filter(|_| is_up && is_visible);
    use_effect_with(path, move |path| {
        let on = followed.clone();
        let stream = path.as_deref().map(|path| {
            Stream::sockets(path, move |look| {
                on.emit(match look {
                    Look::Table(sockets) => Followed::Look(sockets),
                    Look::Lost => Followed::Lost,
                });
            })
        });
        let was_open = stream.is_some();
        move || {
            drop(stream);
            if was_open {
                followed.emit(Followed::Paused);
            }
        }
    });
}
