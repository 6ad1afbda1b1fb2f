//! `/auth` in a terminal.

use protocol::auth::{Admitted, Token};

use super::{Paint, table};

/// Who it is, and what they may do.
pub(crate) fn render(admitted: &Admitted, paint: Paint) -> String {
    let mut rows = vec![
        ("user", paint.good(&admitted.user)),
        ("scheme", admitted.scheme.name().to_owned()),
        ("may", admitted.may.word().to_owned()),
        ("needs", admitted.needs.word().to_owned()),
    ];
    if let Some(seconds) = admitted.expires_in {
        rows.push(("expires", format!("in {seconds} s")));
    }
    table(&rows)
}

/// The token alone, so that a shell can keep it.
pub(crate) fn token(token: &Token, _: Paint) -> String {
    format!("{}\n", token.access_token)
}
