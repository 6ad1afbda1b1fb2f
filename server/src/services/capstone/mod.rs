//! The capstone: a notice board that fails in three ways at once, and what the learner has done about it.
//!
//! At most one case is under way. Its two listeners belong to [`Listeners`] and end with the lab. How far the learner has come
//! is never told by the learner: [`judge`] asks the board, the system's table and the journal each time. Whoever waited for
//! a turn shares a judgement that was begun meanwhile: it knows all that there was to see when they asked.

mod faults;
mod judge;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use concepts::loopback::canonical;
use protocol::capstone::{
    CASES, Capstone as Reply, Case as Told, Certificate, Change, MAX_CLIENTS, MAX_WORKERS, NewCase, Point,
    Row, Service, Settings, Step, client,
};
use protocol::journal::Entry;
use protocol::listeners::NewListener;
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use self::faults::{Faults, any_but};
use crate::os::Os;
use crate::services::journal::{Journal, epoch_ms};
use crate::services::listeners::{Listeners, Refusal};

/// Why something was not done.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// There is no case of this number.
    Number,
    /// No case is under way.
    NoCase,
    /// The board would listen on every address of this machine.
    Exposed,
    /// A number of workers or clients is larger than it may be, or the port is 0.
    Bounds,
    /// It is not proved yet; what is missing.
    Unproved(Vec<&'static str>),
    /// A listener was not started; why.
    Refused(Refusal),
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// What the capstone works with.
#[derive(Clone, Copy)]
pub(crate) struct Means<'a> {
    pub(crate) listeners: &'a Listeners,
    pub(crate) journal: &'a Journal,
    pub(crate) os: &'a Arc<dyn Os>,
    /// What comes after `http://` in the lab's address.
    pub(crate) lab: &'a str,
}

/// The case that is under way.
#[derive(Default)]
pub(crate) struct Capstone {
    slot: Arc<Mutex<Slot>>,
    /// Counts questions and judgements, in the order in which they begin.
    clock: AtomicU64,
}

/// When something began, by the capstone's own clock. A judgement that began after a question answers it, and none from before.
#[derive(Clone, Copy)]
pub(crate) struct Tick(u64);

/// A turn at changing it, which nobody else has meanwhile. What is done with it has to go to its end: half done, a begin leaves
/// listeners without a case, and a change a board without one.
pub(crate) struct Turn(OwnedMutexGuard<Slot>);

#[derive(Default)]
struct Slot {
    case: Option<Case>,
    /// The number of the last case.
    last: Option<u8>,
    /// The last judgement of the case as it stands, and when it was begun.
    judged: Option<(Tick, Told)>,
}

/// Who did something, and what the lab saw then.
struct Evidence {
    point: Point,
    entry: Arc<Entry>,
    seen: Option<String>,
}

/// A case.
struct Case {
    number: u8,
    faults: Faults,
    began_ms: u64,
    /// Entries of the journal up to this one are from before it.
    began_at: u64,
    client: SocketAddr,
    /// The listener that has the board's port.
    holder: u64,
    /// The board's.
    board: u64,
    settings: watch::Sender<Settings>,
    /// Entries up to this one are from before the board was changed last.
    changed_at: u64,
    /// What was found or done, as long as it holds.
    evidence: Vec<Evidence>,
    /// What was proved, once it was.
    proved: Option<(u64, Vec<Row>)>,
}

impl Capstone {
    /// Waits for a turn; whoever no longer does leaves nothing behind.
    pub(crate) async fn turn(&self) -> Turn {
        let mut slot = Arc::clone(&self.slot).lock_owned().await;
        // What is about to change was judged as it was.
        slot.judged = None;
        Turn(slot)
    }

    /// The next tick: whatever asks or begins now.
    pub(crate) fn now(&self) -> Tick {
        // Whoever has a later tick has seen all that was done before the earlier one.
        Tick(self.clock.fetch_add(1, Ordering::SeqCst))
    }

    /// How it stands, for somebody who asks now.
    pub(crate) async fn look(&self, means: Means<'_>) -> Reply {
        let asked = self.now();
        let mut slot = self.slot.lock().await;
        Reply { case: self.judge(&mut slot, asked, means).await, cases: CASES }
    }

    /// How the case stands, by the last judgement where that was begun after somebody asked.
    async fn judge(&self, slot: &mut Slot, asked: Tick, means: Means<'_>) -> Option<Told> {
        let case = slot.case.as_mut()?;
        if let Some((_, told)) = slot.judged.as_ref().filter(|(begun, _)| begun.0 > asked.0) {
            return Some(judge::told_to(means.lab, case, told.clone()));
        }
        let begun = self.now();
        let told = judge::judge(case, means).await;
        slot.judged = Some((begun, told.clone()));
        Some(told)
    }

    /// The board.
    pub(crate) async fn board(&self, means: Means<'_>) -> Result<Service, Trouble> {
        let slot = self.slot.lock().await;
        slot.case.as_ref().map(|case| case.service(means.listeners)).ok_or(Trouble::NoCase)
    }

    /// The steps that stand, each with the newest entry of the journal that is evidence of it.
    pub(crate) async fn reached(&self, asked: Tick, means: Means<'_>) -> Vec<(Step, Arc<Entry>)> {
        let mut slot = self.slot.lock().await;
        let Some(case) = self.judge(&mut slot, asked, means).await else { return Vec::new() };
        let newest = |rows: Vec<Row>| rows.into_iter().filter_map(|row| row.by).max_by_key(|entry| entry.id);
        let stages = case.stages.into_iter().filter(|stage| stage.done);
        stages.filter_map(|stage| Some((stage.step, Arc::new(newest(stage.rows)?)))).collect()
    }

    /// What was proved; `course` is how many exercises are solved, how many there are, and how many lessons.
    pub(crate) async fn certificate(
        &self,
        asked: Tick,
        name: String,
        course: (usize, usize, usize),
        means: Means<'_>,
    ) -> Result<Certificate, Trouble> {
        let mut slot = self.slot.lock().await;
        let told = self.judge(&mut slot, asked, means).await.ok_or(Trouble::NoCase)?;
        let case = slot.case.as_ref().ok_or(Trouble::NoCase)?;
        let Some((proved_ms, proofs)) = case.proved.clone() else {
            let rows = told.stages.iter().flat_map(|stage| &stage.rows);
            return Err(Trouble::Unproved(
                rows.filter(|row| !row.done).map(|row| row.point.title()).collect(),
            ));
        };
        let (solved, exercises, lessons) = course;
        let faults = case.faults.says(case.client);
        Ok(Certificate {
            name,
            proved_ms,
            case: case.number,
            client: case.client,
            faults,
            proofs,
            solved,
            exercises,
            lessons,
        })
    }
}

impl Turn {
    /// Begins a case, in the place of the one before. Its clients ask at the port that is asked for, or else at `usual`, or
    /// where that is taken, at one that the system chooses. Must be called on the runtime.
    pub(crate) async fn begin(mut self, new: NewCase, usual: u16, means: Means<'_>) -> Result<Told, Trouble> {
        let number = new.case;
        if new.port == Some(0) {
            return Err(Trouble::Bounds);
        }
        if number.is_some_and(|number| !(1..=CASES).contains(&number)) {
            return Err(Trouble::Number);
        }
        let slot = &mut *self.0;
        // The case before ends first where it has the port; elsewhere, a port that is refused ends nothing.
        let own = |port| slot.case.as_ref().is_some_and(|before| before.has(port));
        let before = if new.port.is_none_or(own) { slot.case.take() } else { None };
        if let Some(before) = before {
            before.end(means.listeners).await;
        }
        let number = number.unwrap_or_else(|| any_but(slot.last));
        let mut case = Case::begin(number, (new.port, usual), means).await?;
        if let Some(before) = slot.case.take() {
            before.end(means.listeners).await;
        }
        slot.last = Some(number);
        let told = judge::judge(&mut case, means).await;
        slot.case = Some(case);
        Ok(told)
    }

    /// Ends the case, and whatever listens for it.
    pub(crate) async fn end(mut self, means: Means<'_>) -> Reply {
        if let Some(case) = self.0.case.take() {
            case.end(means.listeners).await;
        }
        Reply { case: None, cases: CASES }
    }

    /// Changes the board. Where it cannot be bound to its new place, nothing is changed. Must be called on the runtime.
    pub(crate) async fn change(mut self, change: &Change, means: Means<'_>) -> Result<Service, Trouble> {
        let case = self.0.case.as_mut().ok_or(Trouble::NoCase)?;
        case.change(change, means).await?;
        Ok(case.service(means.listeners))
    }
}

impl Case {
    async fn begin(number: u8, ports: (Option<u16>, u16), means: Means<'_>) -> Result<Self, Trouble> {
        let faults = Faults::of(number);
        let began_at = means.journal.last();
        let holder = hold(faults, ports, means.listeners).await?;
        let client = client(holder.local.port());
        let (scheme, workers, clients) = faults.manner.settings();
        let port = if faults.place.host() == client.ip() { 0 } else { client.port() };
        let settings = Settings {
            host: faults.place.host(),
            port,
            scheme,
            workers,
            clients,
            login: false,
            old_name: true,
        };
        let settings = watch::Sender::new(settings);
        let (board, faults) = match start(faults, &settings, means.listeners).await {
            Ok(started) => started,
            Err(trouble) => {
                // Without the board there is no case; where somebody else stopped it, there is no more to do.
                let _ = means.listeners.stop(holder.id, None).await;
                return Err(trouble);
            }
        };
        Ok(Self {
            number,
            faults,
            began_ms: epoch_ms(SystemTime::now()),
            began_at,
            client,
            holder: holder.id,
            board,
            settings,
            changed_at: began_at,
            evidence: Vec::new(),
            proved: None,
        })
    }

    /// Whether one of its two listeners is at a port.
    fn has(&self, port: u16) -> bool {
        self.client.port() == port || self.settings.borrow().port == port
    }

    /// Stops what listens for it; what somebody stopped already is no fault.
    async fn end(self, listeners: &Listeners) {
        let _ = listeners.stop(self.holder, None).await;
        let _ = listeners.stop(self.board, None).await;
    }

    fn service(&self, listeners: &Listeners) -> Service {
        let listener = listeners.get(self.board).ok();
        Service {
            settings: *self.settings.borrow(),
            listener: listener.as_ref().map(|one| one.id),
            accepted: listener.map_or(0, |one| one.accepted),
        }
    }

    async fn change(&mut self, change: &Change, means: Means<'_>) -> Result<(), Trouble> {
        let host = change.host.map(canonical);
        if host.is_some_and(|host| host.is_unspecified()) {
            return Err(Trouble::Exposed);
        }
        let before = *self.settings.borrow();
        let after = before.with(&Change { host, ..*change });
        if after.workers > MAX_WORKERS || after.clients > MAX_CLIENTS || after.port == 0 {
            return Err(Trouble::Bounds);
        }
        let runs = means.listeners.get(self.board).is_ok();
        if !runs || after.place() != before.place() {
            let started = means.listeners.start_board(after.place(), self.settings.subscribe()).await?;
            // The old one goes once the new one stands; where somebody stopped it, it is gone already.
            let _ = means.listeners.stop(self.board, None).await;
            self.board = started.id;
        }
        self.settings.send_replace(after);
        if after != before || !runs {
            self.changed_at = means.journal.last();
        }
        Ok(())
    }
}

impl Faults {
    /// All three, in sentences.
    fn says(&self, client: SocketAddr) -> Vec<String> {
        vec![
            format!("Another program ({}) had {client}.", self.holder.name()),
            self.place.says().to_owned(),
            self.manner.says().to_owned(),
        ]
    }
}

/// Starts the program that has the board's port.
async fn hold(
    faults: Faults,
    (asked, usual): (Option<u16>, u16),
    listeners: &Listeners,
) -> Result<protocol::listeners::Listener, Refusal> {
    let new = |port| NewListener {
        kind: faults.holder,
        host: Some(client(port).ip()),
        port,
        backlog: None,
        accept: None,
        hold: None,
        target: None,
    };
    match listeners.start(new(asked.unwrap_or(usual))).await {
        Err(refusal) if asked.is_some() => Err(refusal),
        Err(Refusal::InUse { .. } | Refusal::Privileged { .. } | Refusal::Other { .. }) => {
            listeners.start(new(0)).await
        }
        other => other,
    }
}

/// Starts the board at its wrong place. A machine that lacks the address has it at another port instead.
async fn start(
    faults: Faults,
    settings: &watch::Sender<Settings>,
    listeners: &Listeners,
) -> Result<(u64, Faults), Trouble> {
    let place = settings.borrow().place();
    let (board, faults) = match listeners.start_board(place, settings.subscribe()).await {
        Ok(board) => (board, faults),
        Err(Refusal::NoAddress { .. } | Refusal::InUse { .. } | Refusal::Other { .. }) => {
            let faults = Faults { place: faults::Place::OtherPort, ..faults };
            (listeners.start_board(client(0), settings.subscribe()).await?, faults)
        }
        Err(refusal) => return Err(refusal.into()),
    };
    settings.send_modify(|settings| {
        settings.host = board.local.ip();
        settings.port = board.local.port();
    });
    Ok((board.id, faults))
}
