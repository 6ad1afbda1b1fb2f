//! This machine, as far as loopback goes.

use protocol::host::Host;

use crate::os::Os;

/// Asks the system for everything that differs from machine to machine.
pub(crate) fn describe(os: &dyn Os) -> Host {
    Host {
        system: std::env::consts::OS.to_owned(),
        interfaces: os.interfaces(),
        ephemeral_range: os.ephemeral_range(),
        first_unprivileged_port: os.first_unprivileged_port(),
        max_open_files: os.max_open_files(),
        max_backlog: os.max_backlog(),
        localhost: os.localhost(),
        second_loopback_address: os.can_bind("127.0.0.2"),
    }
}
