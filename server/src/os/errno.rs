//! The system's own names of its errors.

use std::io;

/// The name of an error's number, such as `ECONNREFUSED`; the number itself where it has none here.
pub(crate) fn errno(error: &io::Error) -> Option<String> {
    let number = error.raw_os_error()?;
    let name = NAMES.iter().find_map(|&(known, name)| (known == number).then_some(name));
    Some(name.map_or_else(|| number.to_string(), str::to_owned))
}

/// Whether an error only says that a connect which was not to be waited for goes on (connect(2), EINPROGRESS; Windows
/// Sockets: WSAEWOULDBLOCK).
pub(crate) fn is_under_way(error: &io::Error) -> bool {
    #[cfg(unix)]
    let under_way = error.raw_os_error() == Some(libc::EINPROGRESS);
    #[cfg(not(unix))]
    let under_way = error.kind() == io::ErrorKind::WouldBlock;
    under_way
}

#[cfg(unix)]
const NAMES: [(i32, &str); 21] = [
    (libc::EACCES, "EACCES"),
    (libc::EADDRINUSE, "EADDRINUSE"),
    (libc::EADDRNOTAVAIL, "EADDRNOTAVAIL"),
    (libc::EAFNOSUPPORT, "EAFNOSUPPORT"),
    (libc::EAGAIN, "EAGAIN"),
    (libc::ECONNABORTED, "ECONNABORTED"),
    (libc::ECONNREFUSED, "ECONNREFUSED"),
    (libc::ECONNRESET, "ECONNRESET"),
    (libc::EHOSTUNREACH, "EHOSTUNREACH"),
    (libc::EINVAL, "EINVAL"),
    (libc::EMFILE, "EMFILE"),
    (libc::ENETUNREACH, "ENETUNREACH"),
    (libc::ENFILE, "ENFILE"),
    (libc::ENOBUFS, "ENOBUFS"),
    (libc::ENOMEM, "ENOMEM"),
    (libc::ENOSPC, "ENOSPC"),
    (libc::ENOSYS, "ENOSYS"),
    (libc::EPERM, "EPERM"),
    (libc::EPIPE, "EPIPE"),
    (libc::ETIMEDOUT, "ETIMEDOUT"),
    (libc::EUSERS, "EUSERS"),
];

/// Windows Sockets error codes, as Microsoft documents them.
#[cfg(not(unix))]
const NAMES: [(i32, &str); 11] = [
    (10013, "WSAEACCES"),
    (10024, "WSAEMFILE"),
    (10047, "WSAEAFNOSUPPORT"),
    (10048, "WSAEADDRINUSE"),
    (10049, "WSAEADDRNOTAVAIL"),
    (10051, "WSAENETUNREACH"),
    (10053, "WSAECONNABORTED"),
    (10054, "WSAECONNRESET"),
    (10060, "WSAETIMEDOUT"),
    (10061, "WSAECONNREFUSED"),
    (10065, "WSAEHOSTUNREACH"),
];
