//! What is being done and how long it took, on standard error.

use std::time::{Duration, Instant};

/// A step that has begun.
pub(crate) struct Step {
    what: String,
    began: Instant,
}

/// Says that a step begins, and how long it tends to take.
pub(crate) fn begin(what: &str, usual: &str) -> Step {
    eprintln!("==> {what} ({usual})");
    Step { what: what.to_owned(), began: Instant::now() }
}

impl Step {
    /// Says that the step has ended, and how long it took.
    pub(crate) fn end(self) -> Duration {
        let took = self.began.elapsed();
        eprintln!("    done: {} in {}", self.what, human(took));
        took
    }
}

/// A duration as a person says it.
pub(crate) fn human(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if seconds >= 60 {
        format!("{} min {} s", seconds / 60, seconds % 60)
    } else {
        format!("{:.1} s", duration.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_is_not_sixty_seconds() {
        assert_eq!(human(Duration::from_millis(1_250)), "1.2 s");
        assert_eq!(human(Duration::from_secs(61)), "1 min 1 s");
    }
}
