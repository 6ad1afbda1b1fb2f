//! Whose turn it is: a script that scans all ports knocks at every server there is, and runs alone.

use std::cell::Cell;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

thread_local! {
    /// How many scripts of this thread are under way: the first has the turn for all of them.
    static UNDER_WAY: Cell<u32> = const { Cell::new(0) };
}

/// What a script holds while it runs.
pub(crate) struct Turn {
    _place: Place,
}

#[expect(dead_code, reason = "the locks are held, not looked at")]
enum Place {
    /// Beside others.
    Beside(RwLockReadGuard<'static, ()>),
    Alone(RwLockWriteGuard<'static, ()>),
    /// In the turn of a script that this thread started before, such as a server.
    Within,
}

impl Turn {
    /// Waits for it.
    pub(crate) fn wait(script: &str) -> Self {
        static SCRIPTS: RwLock<()> = RwLock::new(());
        let place = if UNDER_WAY.replace(UNDER_WAY.get() + 1) > 0 {
            Place::Within
        } else if script.contains("/scan") {
            // A test that failed leaves nothing half done here.
            Place::Alone(SCRIPTS.write().unwrap_or_else(PoisonError::into_inner))
        } else {
            Place::Beside(SCRIPTS.read().unwrap_or_else(PoisonError::into_inner))
        };
        Self { _place: place }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        UNDER_WAY.set(UNDER_WAY.get().saturating_sub(1));
    }
}
