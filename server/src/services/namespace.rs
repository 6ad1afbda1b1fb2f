//! One address, dialled from two networks: the lab's, and a network namespace that a child of the lab makes for itself.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use protocol::bind::Fault;
use protocol::host::Interface;
use protocol::namespace::{Namespaces, Network, Why, Withheld};
use protocol::probe::{DEFAULT_TIMEOUT_MS, Probe};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, Command};

use super::bind::fault;
use super::probe::probe;
use crate::os::{self, Os};

/// The argument with which the lab starts itself for this, before the address.
const ORDER: &str = "inside";

/// How long one connect may take.
const TIMEOUT: Duration = Duration::from_millis(DEFAULT_TIMEOUT_MS);

/// How long the child may take for all that it does: two connects, and its start.
const CHILD_TIMEOUT: Duration = Duration::from_secs(10);

/// The longest line that it may tell, in bytes.
const MAX_TOLD: u64 = 256 * 1024;

/// How many connections may wait at its listener: more than are ever made.
const BACKLOG: i32 = 16;

/// What a child tells.
type Told = Result<Inside, Withheld>;

/// What a child saw.
#[derive(Serialize, Deserialize)]
struct Inside {
    network: Network,
    fault: Option<Fault>,
}

/// Dials from here, has a child dial from a network of its own and listen there, and dials from here again meanwhile.
pub(crate) async fn compare(os: Arc<dyn Os>, program: Option<&Path>, target: SocketAddr) -> Namespaces {
    let mut here = network(&os, target).await;
    let (inside, fault, withheld) = match look(program, target).await {
        Ok((inside, child)) => {
            if inside.fault.is_none() {
                here.meanwhile = Some(dial(&os, target).await);
            }
            end(child).await;
            (Some(inside.network), inside.fault, None)
        }
        Err(why) => (None, None, Some(why)),
    };
    Namespaces { target, here, inside, fault, withheld }
}

/// Starts a child, and gives what it saw, with the child: it listens until it is ended.
async fn look(program: Option<&Path>, target: SocketAddr) -> Result<(Inside, Child), Withheld> {
    let program = program.ok_or_else(|| {
        let reason = "The lab starts itself once more for this, and runs inside another program here. Start loopback-lab.";
        withheld(Why::NotStarted, None, reason)
    })?;
    let mut child = Command::new(program)
        .arg(ORDER)
        .arg(target.to_string())
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| not_started(&error))?;
    let mut line = String::new();
    if let Some(told) = child.stdout.take() {
        let mut told = BufReader::new(told.take(MAX_TOLD));
        let read = tokio::time::timeout(CHILD_TIMEOUT, told.read_line(&mut line)).await;
        // What was not told whole cannot be read below.
        let _ = read.map_err(|_| {
            let reason = "The part of the lab that looks from another network did not answer in time. Ask again when this \
                          machine has less to do.";
            withheld(Why::TooLate, None, reason)
        })?;
    }
    let told: Told = serde_json::from_str(&line).map_err(|_| {
        let reason = "The part of the lab that looks from another network ended before it told anything. If the lab's file \
                      was replaced meanwhile, restart the lab; else ask again.";
        withheld(Why::Ended, None, reason)
    })?;
    told.map(|inside| (inside, child))
}

fn not_started(error: &io::Error) -> Withheld {
    let next = match error.kind() {
        io::ErrorKind::NotFound => "Its file is not where it was: restart the lab.",
        io::ErrorKind::PermissionDenied => "Its file may not be executed any more: restart the lab.",
        _ => "This machine or this user has no room for another program: end one, and ask again.",
    };
    withheld(
        Why::NotStarted,
        os::errno(error),
        &format!("The lab could not start itself once more: {error}. {next}"),
    )
}

fn withheld(why: Why, errno: Option<String>, reason: &str) -> Withheld {
    Withheld { why, errno, reason: reason.to_owned() }
}

/// Lets a child end by itself, which it does when nobody holds its input any more. One that does not is killed as it is dropped.
async fn end(mut child: Child) {
    drop(child.stdin.take());
    let _ = tokio::time::timeout(TIMEOUT, child.wait()).await;
}

/// What the child does: leaves its network, dials, listens, dials again, and tells it as a line, which is given. What listens
/// does so until it is dropped. The process must have one thread.
pub(crate) fn look_inside(target: SocketAddr) -> (String, Option<TcpListener>) {
    let (told, listener): (Told, _) = match left(target) {
        Ok((inside, listener)) => (Ok(inside), listener),
        Err(why) => (Err(why), None),
    };
    // Our own types always serialize.
    (serde_json::to_string(&told).unwrap_or_default(), listener)
}

fn left(target: SocketAddr) -> Result<(Inside, Option<TcpListener>), Withheld> {
    os::leave_network()?;
    let os = os::system();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| not_started(&error))?;
    Ok(runtime.block_on(async {
        let mut network = network(&os, target).await;
        match os::listen(target, BACKLOG) {
            Ok(listener) => {
                network.meanwhile = Some(dial(&os, target).await);
                (Inside { network, fault: None }, Some(listener))
            }
            Err(error) => (Inside { network, fault: Some(fault(&os, target, error).await) }, None),
        }
    }))
}

async fn network(os: &Arc<dyn Os>, target: SocketAddr) -> Network {
    Network { interfaces: interfaces(os).await, before: dial(os, target).await, meanwhile: None }
}

/// Reading them waits for the system, on a thread that may.
async fn interfaces(os: &Arc<dyn Os>) -> Vec<Interface> {
    let os = Arc::clone(os);
    tokio::task::spawn_blocking(move || os.interfaces()).await.unwrap_or_default()
}

async fn dial(os: &Arc<dyn Os>, target: SocketAddr) -> Probe {
    probe(Arc::clone(os), target, TIMEOUT).await
}
