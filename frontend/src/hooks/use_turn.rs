//! Asks once what is to be asked has become the state that the question reads.

use yew::prelude::*;

/// Asks whenever `count` has risen.
#[hook]
pub(crate) fn use_turn(count: usize, ask: Callback<()>) {
    use_effect_with(count, move |count| {
        if *count > 0 {
            ask.emit(());
        }
    });
}
