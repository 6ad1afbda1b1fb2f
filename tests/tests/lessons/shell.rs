//! A terminal to run commands in: what they print on both streams, in order, and how they end.

use std::io::{self, Read as _};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use course::shell::Shell;
use tests::children::{Alone, Program as _, alone, starts_in};

use crate::turn::Turn;

/// How long a command of a lesson may take.
const LIMIT: Duration = Duration::from_secs(180);

/// The tools that the commands of the lessons name, each with Debian's package for it.
const TOOLS: [(&str, &str); 7] = [
    ("curl", "curl"),
    ("nc", "netcat-openbsd"),
    ("python3", "python3"),
    ("node", "nodejs"),
    ("php", "php-cli"),
    ("ruby", "ruby ruby-webrick"),
    SOCKET_TABLE,
];

#[cfg(target_os = "macos")]
const SOCKET_TABLE: (&str, &str) = ("lsof", "lsof");
#[cfg(not(target_os = "macos"))]
const SOCKET_TABLE: (&str, &str) = ("ss", "iproute2");

/// The shell whose forms of the commands are run here.
pub(crate) const SHELL: Shell = if cfg!(target_os = "macos") { Shell::Macos } else { Shell::Linux };

/// What came of a command.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// Standard output and standard error, as a terminal shows them together.
    pub(crate) text: String,
    /// The exit status; `None` where a signal ended it.
    pub(crate) exit: Option<i32>,
}

/// A folder of its own to run commands in; removed when dropped, and only then missed.
pub(crate) struct Terminal {
    folder: PathBuf,
}

impl Terminal {
    /// Opens one. Fails with the name of a tool that is missing.
    pub(crate) fn open() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("loopback-lab-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = env::temp_dir().join(name);
        fs::create_dir(&folder).expect("a folder of its own");
        // Where its output is not a terminal, curl draws a progress meter and holds the body back. Before a
        // terminal it does neither, and a lesson shows what a terminal shows.
        fs::write(folder.join(".curlrc"), "no-progress-meter\nno-buffer\n").unwrap();
        let terminal = Self { folder };
        for (tool, package) in TOOLS {
            let found = terminal.run(&format!("command -v {tool}"));
            assert_eq!(found.exit, Some(0), "{tool} is missing; on Debian: apt-get install {package}");
        }
        terminal
    }

    /// Keeps a file in the folder that commands run in.
    pub(crate) fn keep(&self, name: &str, text: &str) {
        fs::write(self.folder.join(name), format!("{text}\n")).expect("a file to keep");
    }

    /// Runs a script to its end. Whatever it started and left behind is ended with it.
    pub(crate) fn run(&self, script: &str) -> Outcome {
        self.start(script).finish()
    }

    /// Starts a server, which Ctrl-C will end: also where these tests run in the background of a script, and have been told
    /// to ignore it. The shell's own process becomes the server's, so that it is known by its number.
    pub(crate) fn serve(&self, command: &str) -> Running {
        let listens = if cfg!(target_os = "macos") { "" } else { "env --default-signal=INT " };
        self.start(&format!("exec {listens}{command}"))
    }

    /// Starts a script.
    fn start(&self, script: &str) -> Running {
        let turn = Turn::wait(script);
        let (mut reader, writer) = io::pipe().unwrap();
        let mut command = Command::new("sh");
        command
            .args(["-c", script])
            .current_dir(&self.folder)
            .env_clear()
            .envs(env::vars_os().filter(|(name, _)| name == "PATH" || name == "HOME"))
            .env("CURL_HOME", &self.folder)
            // As before a terminal, here too.
            .env("PYTHONUNBUFFERED", "1")
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null())
            .stdout(writer.try_clone().unwrap())
            .stderr(writer)
            .process_group(0);
        // What the lab closes for a script is closed then: no child of another test keeps it.
        let alone = ["/bind/", "DELETE"].iter().any(|word| script.contains(word)).then(alone);
        let child = match &alone {
            Some(alone) => starts_in(alone, &mut command),
            None => command.starts(),
        };
        let mut child = child.expect("sh starts");
        drop(command);
        let group = child.id();
        let (printed, output) = mpsc::channel();
        thread::spawn(move || {
            let mut piece = [0; 4096];
            loop {
                let length = reader.read(&mut piece).unwrap();
                // Nobody reads on after a script that took too long; an end is told by the end of the channel.
                if length == 0 || printed.send(piece[..length].to_vec()).is_err() {
                    return;
                }
            }
        });
        let (ended, end) = mpsc::channel();
        // Nobody waits any more for a script that took too long.
        thread::spawn(move || {
            let _ = ended.send(child.wait().unwrap().code());
        });
        Running { script: script.to_owned(), group, printed: Vec::new(), output, end, alone, _turn: turn }
    }
}

/// A script that was started. It is ended when it is dropped, with whatever it started.
pub(crate) struct Running {
    script: String,
    group: u32,
    /// What was read so far of what it printed.
    printed: Vec<u8>,
    /// What it prints, until it and all that it started have ended.
    output: mpsc::Receiver<Vec<u8>>,
    end: mpsc::Receiver<Option<i32>>,
    alone: Option<Alone>,
    _turn: Turn,
}

impl Running {
    /// The number of the process that was started.
    pub(crate) const fn process(&self) -> u32 {
        self.group
    }

    /// Waits until it has printed something that is as it should be; returns whether it has. Where it does not come, what it
    /// printed will say why.
    pub(crate) fn prints(&mut self, wanted: impl Fn(&str) -> bool) -> bool {
        let start = Instant::now();
        while !wanted(&self.text()) {
            let left = LIMIT.saturating_sub(start.elapsed());
            match self.output.recv_timeout(left) {
                Ok(piece) => self.printed.extend(piece),
                Err(_) => return false,
            }
        }
        true
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.printed).into_owned()
    }

    /// Presses Ctrl-C, and waits for its end.
    pub(crate) fn interrupt(mut self) -> Outcome {
        self.signal("-INT");
        self.finish()
    }

    /// Waits for its end.
    fn finish(mut self) -> Outcome {
        let exit = self.end.recv_timeout(LIMIT);
        self.signal("-KILL");
        while let Ok(piece) = self.output.recv() {
            self.printed.extend(piece);
        }
        let text = self.text();
        match exit {
            Ok(exit) => Outcome { text, exit },
            Err(_) => panic!("not finished after {LIMIT:?}: {}\nit printed:\n{text}", self.script),
        }
    }

    fn signal(&mut self, name: &str) {
        self.alone = None;
        // Nothing may be left of the group, and then there is nobody to tell.
        let group = format!("-{}", self.group);
        let _ = Command::new("kill").args([name, "--", &group]).runs();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.signal("-KILL");
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // A folder that stays behind harms nobody, and the test has its result.
        let _ = fs::remove_dir_all(&self.folder);
    }
}
