//! Development: the server in debug, which reads page and lessons from disk; both are built
//! again whenever a file that goes into them changes.

use std::process::{Child, Command};
use std::time::Duration;

use crate::command::{cargo, run};
use crate::{Outcome, page, server, stamp};

/// Everything that goes into the server. Lessons do not: they are read from disk on each request.
const SERVER_INPUTS: &[&str] = &["Cargo.toml", "Cargo.lock", "concepts", "protocol", "course", "server"];

/// How often the files are looked at.
const EVERY: Duration = Duration::from_millis(700);

/// Builds and starts, then watches until it is interrupted.
pub(crate) fn watch(args: &[String]) -> Outcome {
    page::build()?;
    let mut running = Running::start(args);
    let mut seen = (stamp::of(page::INPUTS)?, stamp::of(SERVER_INPUTS)?);
    eprintln!("==> watching the sources; save a file to build again, press Ctrl-C to end");
    loop {
        std::thread::sleep(EVERY);
        // An editor may replace a file just while it is read: then this look does not count.
        let (Ok(of_page), Ok(of_server)) = (stamp::of(page::INPUTS), stamp::of(SERVER_INPUTS)) else {
            continue;
        };
        let now = (of_page, of_server);
        if now.1 != seen.1 {
            eprintln!("==> the server's sources changed");
            running = running.again(args);
        }
        if now.0 != seen.0 {
            eprintln!("==> the page's sources changed; reload it when it is built");
            if let Err(error) = page::build() {
                eprintln!("{error}");
            }
        }
        seen = now;
    }
}

/// The server's process, stopped when this is dropped.
struct Running(Option<Child>);

impl Running {
    fn start(args: &[String]) -> Self {
        if let Err(error) = run(cargo().args(["build", "--package", "server"])) {
            eprintln!("{error}");
            return Self(None);
        }
        let binary = crate::target_dir().join("debug").join(server::name());
        match Command::new(&binary).args(args).current_dir(crate::root()).spawn() {
            Ok(child) => Self(Some(child)),
            Err(error) => {
                eprintln!("could not start {}: {error}", binary.display());
                Self(None)
            }
        }
    }

    /// Stops the old one first: both want the same port.
    fn again(self, args: &[String]) -> Self {
        drop(self);
        Self::start(args)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            // It may have ended by itself; there is nothing more to stop then.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
