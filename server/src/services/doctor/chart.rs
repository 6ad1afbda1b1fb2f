//! The steps of a diagnosis, as they are made.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use protocol::doctor::{Diagnosis, Fact, Finding, Outcome, Stage, Step};

/// The steps so far.
pub(super) struct Chart {
    start: Instant,
    pub(super) url: Option<String>,
    pub(super) target: Option<SocketAddr>,
    steps: Vec<Step>,
}

/// A step that was made.
pub(super) fn step(stage: Stage, outcome: Outcome, said: impl Into<String>) -> Step {
    Step { stage, outcome, said: said.into(), facts: Vec::new(), remedy: None, errno: None, elapsed_us: None }
}

/// Whole microseconds.
pub(super) fn microseconds(took: Duration) -> u64 {
    u64::try_from(took.as_micros()).unwrap_or(u64::MAX)
}

/// What more can be said of a step.
pub(super) trait More {
    fn facts(self, facts: Vec<Fact>) -> Self;
    fn remedy(self, remedy: Option<String>) -> Self;
    fn took(self, took: Duration) -> Self;
}

impl More for Step {
    fn facts(mut self, facts: Vec<Fact>) -> Self {
        self.facts = facts;
        self
    }

    fn remedy(mut self, remedy: Option<String>) -> Self {
        self.remedy = remedy;
        self
    }

    fn took(mut self, took: Duration) -> Self {
        self.elapsed_us = Some(microseconds(took));
        self
    }
}

impl Chart {
    pub(super) fn new() -> Self {
        Self { start: Instant::now(), url: None, target: None, steps: Vec::new() }
    }

    /// A step that was made.
    pub(super) fn add(&mut self, step: Step) {
        self.steps.push(step);
    }

    /// The end: the steps that were not made are not reached.
    pub(super) fn finish(mut self, finding: Finding, curl_exit: Option<u8>) -> Diagnosis {
        for stage in Stage::ALL {
            if !self.steps.iter().any(|step| step.stage == stage) {
                self.steps.push(step(stage, Outcome::NotReached, ""));
            }
        }
        Diagnosis {
            url: self.url,
            target: self.target,
            finding,
            steps: self.steps,
            curl_exit,
            elapsed_us: microseconds(self.start.elapsed()),
        }
    }
}
