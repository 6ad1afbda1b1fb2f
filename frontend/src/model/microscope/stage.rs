//! What can be tried out and done with the microscope, and where that can stand.

use crate::model::microscope::life::Role;

/// What is tried out. Each experiment has a listener of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Experiment {
    /// The listener accepts, and closes when the other side has closed.
    #[default]
    Plain,
    /// The listener accepts, and waits to be told before it closes.
    Hold,
    /// The listener does not accept, and few may wait for it.
    Full,
}

impl Experiment {
    /// All of them, the plain one first.
    pub const ALL: [Self; 3] = [Self::Plain, Self::Hold, Self::Full];
}

/// What the learner can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Starts a listener.
    Begin,
    /// Opens connections.
    Open,
    /// Closes one side of all connections.
    Close(Role),
    /// Lets the listener accept.
    Accept,
    /// Stops the listener.
    Stop,
}

/// What has become of the listener.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// There was none yet.
    #[default]
    Idle,
    /// It listens.
    Up,
    /// The learner stopped it here.
    Stopped,
    /// It was stopped from elsewhere, or the lab was started anew.
    Gone,
}

/// Where it stands: what there is to see, and what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// No listener, and nothing left of one.
    Idle,
    /// The listener went away without the learner's doing.
    Gone,
    /// The learner stopped it, and something of its connections is left.
    Stopped,
    /// A listener without connections.
    Listening,
    /// Connections that no program has accepted; so many sockets wait in SYN-SENT.
    Waiting(usize),
    /// All connections are open.
    Open,
    /// One side has closed, the other has not.
    Half(Role),
    /// Nothing is left but TIME-WAIT at this side.
    Lingering(Role),
}
