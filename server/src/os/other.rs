//! Systems other than Linux: what can be told without guessing.

use concepts::port::Span;
use protocol::namespace::{Why, Withheld};

use super::Os;
#[cfg(target_os = "macos")]
use super::macos::table;
use super::table::{Row, Table};
#[cfg(windows)]
use super::windows::table;

/// Nothing: these systems name the processes in the table itself.
#[derive(Debug, Default)]
pub(crate) struct Holders {}

/// Any system but Linux.
pub(crate) struct Other;

impl Os for Other {
    fn ephemeral_range(&self) -> Option<Span> {
        let bound = |name| u16::try_from(control(name)?).ok();
        Some(Span {
            first: bound("net.inet.ip.portrange.first")?,
            last: bound("net.inet.ip.portrange.last")?,
        })
    }

    /// Windows has no privileged ports. On macOS a port below 1024 needs rights when it is bound on one address.
    fn first_unprivileged_port(&self) -> Option<u16> {
        if cfg!(windows) {
            Some(1)
        } else if cfg!(target_os = "macos") {
            Some(1024)
        } else {
            None
        }
    }

    fn max_open_files(&self) -> Option<u64> {
        max_open_files()
    }

    fn max_backlog(&self) -> Option<u32> {
        control("kern.ipc.somaxconn").and_then(|value| u32::try_from(value).ok())
    }

    fn table(&self) -> Table {
        table()
    }

    fn holders(&self, _rows: &mut [Row], _known: &mut Holders) {}
}

/// See Linux, which alone has network namespaces.
///
/// # Errors
/// Always: what takes their place here.
pub(crate) fn leave_network() -> Result<(), Withheld> {
    let reason = "Network namespaces are Linux's. On this system, containers run inside a virtual machine with Linux, which \
                  has a loopback of its own in the same way.";
    Err(Withheld { why: Why::Unsupported, errno: None, reason: reason.to_owned() })
}

/// A number that the kernel of macOS tells by name (sysctl(8)); `None` where there is no such thing.
#[cfg(target_os = "macos")]
fn control(name: &str) -> Option<i64> {
    use sysctl::Sysctl as _;
    sysctl::Ctl::new(name).ok()?.value_string().ok()?.trim().parse().ok()
}

#[cfg(not(target_os = "macos"))]
fn control(_name: &str) -> Option<i64> {
    None
}

#[cfg(target_os = "macos")]
#[expect(unsafe_code, reason = "std does not read resource limits")]
fn max_open_files() -> Option<u64> {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: `limit` is writable and of the type that getrlimit(2) fills.
    let result = unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit) };
    (result == 0 && limit.rlim_cur != libc::RLIM_INFINITY).then_some(limit.rlim_cur)
}

#[cfg(not(target_os = "macos"))]
fn max_open_files() -> Option<u64> {
    None
}

#[cfg(not(any(target_os = "macos", windows)))]
fn table() -> Table {
    let withheld = "The lab cannot read this system's table of sockets. In a terminal, netstat -an shows it.";
    Table { rows: Vec::new(), withheld: Some(withheld.to_owned()) }
}
