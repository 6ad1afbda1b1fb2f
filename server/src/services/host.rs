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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::os::fake::Fake;
    use crate::text::{self, Paint};

    #[test]
    fn what_a_system_does_not_tell_is_said_and_not_guessed() {
        let host = describe(&Fake::default());
        let json = text::json(&host);
        assert!(
            json.contains("\"ephemeral_range\": null") && json.contains("\"max_backlog\": null"),
            "{json}"
        );
        let text = text::host::render(&host, Paint::Plain);
        assert_eq!(text.matches("this system does not tell").count(), 4, "{text}");
        assert!(text.contains("cannot be bound"), "{text}");
    }
}
