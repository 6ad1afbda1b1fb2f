//! A network namespace for this process (network_namespaces(7), user_namespaces(7)).

use std::io;
use std::os::fd::AsRawFd as _;

use protocol::namespace::{Why, Withheld};
use socket2::{Domain, Socket, Type};

use super::super::errno;

/// Takes this process out of the network that it was started in, into a new one that has nothing but a loopback interface,
/// which is brought up. The process must have one thread.
///
/// # Errors
/// Why there is no such network, and what would help.
pub(crate) fn leave_network() -> Result<(), Withheld> {
    // A user needs a user namespace of their own, in which they have the right to the other one. Who has that right already
    // may have been denied the first.
    unshare(libc::CLONE_NEWUSER | libc::CLONE_NEWNET)
        .or_else(|error| unshare(libc::CLONE_NEWNET).map_err(|_| error))
        .map_err(|error| refused("did not let the lab make a network namespace", &error))?;
    raise_loopback().map_err(|error| {
        refused("made a network namespace, but not one in which the lab may do something", &error)
    })
}

fn refused(what: &str, error: &io::Error) -> Withheld {
    let reason = format!(
        "Your system {what}: {error}. Some forbid it to programs without special rights: see user.max_user_namespaces, \
         user.max_net_namespaces and kernel.apparmor_restrict_unprivileged_userns, or, where the lab itself runs in a \
         container, what that container is permitted."
    );
    Withheld { why: Why::Denied, errno: errno(error), reason }
}

#[expect(unsafe_code, reason = "std makes no namespaces")]
fn unshare(flags: libc::c_int) -> io::Result<()> {
    // SAFETY: unshare(2) takes no pointer, and these flags change no memory and no descriptor of this process.
    if unsafe { libc::unshare(flags) } == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// A new network has a loopback interface that is down (netdevice(7), SIOCSIFFLAGS).
#[expect(unsafe_code, reason = "neither std nor socket2 sets the flags of an interface")]
fn raise_loopback() -> io::Result<()> {
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, None)?;
    let mut name = [0; libc::IFNAMSIZ];
    name.iter_mut().zip(b"lo").for_each(|(place, letter)| *place = *letter as libc::c_char);
    let flags = libc::__c_anonymous_ifr_ifru { ifru_flags: libc::IFF_UP as libc::c_short };
    let request = libc::ifreq { ifr_name: name, ifr_ifru: flags };
    // SAFETY: SIOCSIFFLAGS reads an ifreq, which `request` is, and writes nothing.
    let result = unsafe { libc::ioctl(socket.as_raw_fd(), libc::SIOCSIFFLAGS, &raw const request) };
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
