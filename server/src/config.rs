//! Arguments and environment to one valid [`Config`], once, before anything else happens.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::BoolishValueParser;
use clap::{Parser, Subcommand, ValueEnum};
use course::facts::{PRACTICE_PORT, SECOND_PORT};

/// How long a client may take to send the head of a request, and again to send its body: time enough for someone who
/// types them by hand. Also how long it may leave its answer unread once the system's buffers are full.
pub const CLIENT_TIMEOUT: Duration = Duration::from_secs(60);

/// The port that the lab listens on unless told otherwise.
pub const DEFAULT_PORT: u16 = 62893;

const EXIT_CODES: &str = "\
Exit codes:
  0  stopped as asked (Ctrl-C or SIGTERM)
  1  failed while running
  2  wrong arguments
  3  the port is in use
  4  the address or port is not available, or not permitted
  5  the lesson files have faults

Each option can also be set by the environment variable shown with it, to 1 where
it takes no value; an option on the command line comes first. What the lab
refuses, and what goes wrong, is written to standard error. RUST_LOG=info adds
a line for each request.";

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line, each request included.
    Json,
}

/// An interactive networking tutorial on your own machine, over the loopback interface.
#[derive(Debug, Parser)]
#[command(name = "loopback-lab", version, after_help = EXIT_CODES, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,

    /// The port to listen on; 0 lets the system choose
    #[arg(long, env = "LOOPBACK_LAB_PORT", default_value_t = DEFAULT_PORT)]
    port: u16,

    /// A loopback address to listen on; may be given more than once [default: 127.0.0.1 and ::1]
    #[arg(long, env = "LOOPBACK_LAB_BIND", value_name = "ADDRESS", value_delimiter = ',', value_parser = loopback)]
    bind: Vec<IpAddr>,

    /// Open the page in a browser once the lab listens
    #[arg(long, env = "LOOPBACK_LAB_OPEN", value_parser = BoolishValueParser::new())]
    open: bool,

    /// Share a folder under /files/
    #[arg(long, env = "LOOPBACK_LAB_FILES", value_name = "DIR", value_parser = folder)]
    files: Option<PathBuf>,

    /// How log lines on standard error are written; json also logs each request
    #[arg(long, env = "LOOPBACK_LAB_LOG_FORMAT", value_enum, default_value_t)]
    log_format: LogFormat,

    /// Print nothing but errors
    #[arg(long, env = "LOOPBACK_LAB_QUIET", value_parser = BoolishValueParser::new())]
    quiet: bool,

    /// Serve the page from this folder, read on each request, in place of the built-in one
    #[arg(long, env = "LOOPBACK_LAB_PAGE", value_name = "DIR", value_parser = folder)]
    page: Option<PathBuf>,

    /// Let the bind matrix also bind 0.0.0.0 and [::], for a moment each. This exposes a port of this machine to every
    /// network that it is in; the lab hangs up at once on whoever connects from elsewhere
    #[arg(long, env = "LOOPBACK_LAB_ALLOW_WILDCARD", value_parser = BoolishValueParser::new())]
    allow_wildcard: bool,

    /// Teach from the lesson files in this folder, read on each request, in place of the built-in ones
    #[arg(long, env = "LOOPBACK_LAB_LESSONS", value_name = "DIR", value_parser = folder)]
    lessons: Option<PathBuf>,
}

/// What to do instead of running the lab.
#[derive(Debug, Subcommand)]
enum Command {
    /// What the lab starts itself with to look at an address from another network; see `inside`
    #[command(hide = true)]
    Inside {
        /// The address
        #[arg(value_parser = loopback_socket)]
        target: SocketAddr,
    },
    /// Look through the lesson files of a folder, and say what is wrong with them, where, and what to do about it
    Check {
        /// The folder
        #[arg(value_name = "DIR", value_parser = folder)]
        folder: PathBuf,
    },
}

/// What this process is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Run the lab.
    Run(Config),
    /// Check the lesson files of a folder.
    Check(PathBuf),
    /// Look at an address from a network of this process's own.
    Inside(SocketAddr),
}

impl Order {
    /// Reads the arguments and the environment of this process. Prints help or what is wrong, and ends the
    /// process with code 0 or 2, where there is nothing to do.
    #[must_use]
    pub fn from_arguments() -> Self {
        match Self::of(Arguments::parse()) {
            // Whoever reads arguments is the lab's own program.
            Self::Run(config) => Self::Run(Config { program: std::env::current_exe().ok(), ..config }),
            other => other,
        }
    }

    fn of(arguments: Arguments) -> Self {
        match arguments.command {
            Some(Command::Check { folder }) => Self::Check(folder),
            Some(Command::Inside { target }) => Self::Inside(target),
            None => Self::Run(Config::of(arguments)),
        }
    }
}

/// Valid settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The port to listen on; 0 lets the system choose.
    pub port: u16,
    /// The loopback addresses to listen on, without duplicates.
    pub bind: Vec<IpAddr>,
    /// Whether those addresses were asked for, so that one that is missing is an error.
    pub bind_asked: bool,
    /// Whether to open the page in a browser.
    pub open: bool,
    /// The folder to share under `/files/`.
    pub files: Option<PathBuf>,
    /// How log lines are written.
    pub log_format: LogFormat,
    /// Whether to print nothing but errors.
    pub quiet: bool,
    /// Where to read the page from instead of the built-in one.
    pub page: Option<PathBuf>,
    /// Where to read lessons from instead of the built-in ones.
    pub lessons: Option<PathBuf>,
    /// Whether the bind matrix may bind all addresses of this machine for a moment.
    pub allow_wildcard: bool,
    /// How long a client may take to send the head of a request, and again its body. No option sets it.
    pub client_timeout: Duration,
    /// The ports on which lessons let the learner start servers. No option sets them.
    pub practice_ports: [u16; 2],
    /// The file of this program, which the lab starts once more to look at itself from another network; `None` where the lab
    /// runs inside another program, as it does in tests. No option sets it.
    pub program: Option<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            port: DEFAULT_PORT,
            bind: vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
            bind_asked: false,
            open: false,
            files: None,
            log_format: LogFormat::Text,
            quiet: false,
            page: None,
            lessons: None,
            allow_wildcard: false,
            client_timeout: CLIENT_TIMEOUT,
            practice_ports: [PRACTICE_PORT, SECOND_PORT],
            program: None,
        }
    }
}

impl Config {
    fn of(arguments: Arguments) -> Self {
        let defaults = Self::default();
        let mut bind = Vec::new();
        for address in arguments.bind {
            if !bind.contains(&address) {
                bind.push(address);
            }
        }
        Self {
            port: arguments.port,
            bind_asked: !bind.is_empty(),
            bind: if bind.is_empty() { defaults.bind } else { bind },
            open: arguments.open,
            files: arguments.files,
            log_format: arguments.log_format,
            quiet: arguments.quiet,
            page: arguments.page,
            lessons: arguments.lessons,
            allow_wildcard: arguments.allow_wildcard,
            client_timeout: defaults.client_timeout,
            practice_ports: defaults.practice_ports,
            program: defaults.program,
        }
    }
}

fn loopback(text: &str) -> Result<IpAddr, String> {
    let address: IpAddr =
        text.parse().map_err(|_| "not an IP address; give one such as 127.0.0.1 or ::1".to_owned())?;
    if address.is_loopback() {
        Ok(address)
    } else {
        Err("the lab listens on loopback only; give 127.0.0.1, ::1 or another address of 127.0.0.0/8"
            .to_owned())
    }
}

fn loopback_socket(text: &str) -> Result<SocketAddr, String> {
    let socket: SocketAddr = text.parse().map_err(|_| "not an address with a port".to_owned())?;
    loopback(&socket.ip().to_string()).map(|_| socket)
}

fn folder(text: &str) -> Result<PathBuf, String> {
    match std::fs::canonicalize(text) {
        Ok(path) if path.is_dir() => Ok(path),
        Ok(_) => Err("not a folder; give the path of one that exists".to_owned()),
        Err(error) => Err(format!("cannot be read ({error}); give the path of a folder that exists")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Config, String> {
        Arguments::try_parse_from(std::iter::once(&"loopback-lab").chain(arguments))
            .map(Config::of)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn no_argument_means_both_loopback_addresses_on_the_known_port() {
        assert_eq!(read(&[]).unwrap(), Config::default());
    }

    #[test]
    fn addresses_outside_loopback_are_refused_with_the_reason() {
        for address in ["0.0.0.0", "192.168.0.1", "::", "localhost", "::ffff:127.0.0.1"] {
            let error = read(&["--bind", address]).unwrap_err();
            assert!(error.contains("127.0.0.1"), "{address}: {error}");
        }
        let config = read(&["--bind", "127.0.0.2", "--bind", "::1,127.0.0.2"]).unwrap();
        assert_eq!(config.bind, ["127.0.0.2".parse::<IpAddr>().unwrap(), "::1".parse().unwrap()]);
        assert!(config.bind_asked);
    }

    #[test]
    fn a_folder_of_lessons_is_checked_and_nothing_else_is_done() {
        let read = |arguments: &[&str]| {
            Arguments::try_parse_from(std::iter::once(&"loopback-lab").chain(arguments)).map(Order::of)
        };
        let here = std::fs::canonicalize(".").unwrap();
        assert_eq!(read(&["check", "."]).unwrap(), Order::Check(here));
        assert!(read(&["check"]).is_err() && read(&["check", "no/such/folder"]).is_err());
        assert!(read(&["--port", "1", "check", "."]).is_err());
        assert_eq!(read(&[]).unwrap(), Order::Run(Config::default()));
    }

    #[test]
    fn a_port_has_sixteen_bits_and_a_folder_exists() {
        assert!(read(&["--port", "65536"]).is_err());
        assert_eq!(read(&["--port", "0"]).unwrap().port, 0);
        assert!(read(&["--files", "no/such/folder"]).unwrap_err().contains("folder that exists"));
    }
}
