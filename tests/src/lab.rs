//! A lab to talk to: [`Lab`] runs the server's own `run` on a thread, [`Binary`] starts the real program; and a
//! client that sends exactly the bytes it is given, so that a test controls every one of them.

use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::Value;
use server::config::Config;
use server::startup;
use server::state::State;
use socket2::{Domain, Socket, Type};
use tokio::sync::oneshot;

use crate::children::{Program as _, alone};

/// How long a test waits for an event before it fails: far more than any takes, so that a slow machine fails no test.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A server on a port that the system chose, stopped when dropped.
pub struct Lab {
    /// Where it listens: 127.0.0.1 first, then ::1 where this machine has it.
    pub addresses: Vec<SocketAddr>,
    /// The ports on which its lessons let the learner start servers.
    pub practice_ports: [u16; 2],
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<std::io::Result<()>>>,
}

impl Lab {
    /// Starts one with the default settings.
    pub fn start() -> Self {
        Self::with(Config::default())
    }

    /// Starts one with these settings, but on a port that the system chooses.
    pub fn with(config: Config) -> Self {
        Self::of(Config { port: 0, ..config })
    }

    /// Starts one on this port, such as one that nobody else is lent when it is free again.
    pub fn on(port: u16) -> Self {
        Self::of(Config { port, ..Config::default() })
    }

    fn of(config: Config) -> Self {
        let bound = startup::bind(&config).expect("loopback can be bound");
        let addresses: Vec<_> =
            bound.listeners.iter().map(|listener| listener.local_addr().unwrap()).collect();
        let (stop, stopped) = oneshot::channel();
        let state = State::new(&config, addresses.clone());
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(startup::run(bound.listeners, state, async {
                let _ = stopped.await;
            }))
        });
        Self { addresses, practice_ports: config.practice_ports, stop: Some(stop), thread: Some(thread) }
    }

    /// The first address.
    pub fn address(&self) -> SocketAddr {
        self.addresses[0]
    }

    /// A connection of its own.
    pub fn connect(&self) -> Wire {
        Wire::to(self.address())
    }

    /// Asks as curl does, and reads the answer.
    pub fn get(&self, target: &str) -> Reply {
        self.get_with(target, &[])
    }

    /// Asks as curl does, with more header fields.
    pub fn get_with(&self, target: &str, fields: &[(&str, &str)]) -> Reply {
        self.send("GET", target, fields, b"")
    }

    /// Asks for JSON, and reads it.
    pub fn json(&self, target: &str) -> Value {
        let reply = self.get_with(target, &[("Accept", "application/json")]);
        assert_eq!(reply.status, 200, "{target}: {}", reply.text());
        reply.json()
    }

    /// Sends one request on a connection of its own, and reads the answer. What the lab closes for it is closed then.
    pub fn send(&self, method: &str, target: &str, fields: &[(&str, &str)], body: &[u8]) -> Reply {
        let _alone = (method == "DELETE" || target.starts_with("/bind/")).then(alone);
        send(self.address(), method, target, fields, body)
    }

    /// Stops it, and tells how long that took.
    pub fn stop(mut self) -> Duration {
        self.end()
    }

    fn end(&mut self) -> Duration {
        // Its ports are free again when it has ended.
        let _alone = alone();
        let start = Instant::now();
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let result = thread.join();
            if !std::thread::panicking() {
                result.expect("the server does not panic").expect("the server ends without an error");
            }
        }
        start.elapsed()
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        self.end();
    }
}

/// Sends one request on a connection of its own, and reads the answer.
pub fn send(address: SocketAddr, method: &str, target: &str, fields: &[(&str, &str)], body: &[u8]) -> Reply {
    let mut head = format!("{method} {target} HTTP/1.1\r\nHost: {address}\r\n");
    if !fields.iter().any(|(name, _)| name.eq_ignore_ascii_case("user-agent")) {
        head.push_str("User-Agent: curl/8.5.0\r\n");
    }
    for (name, value) in fields {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() {
        head.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    head.push_str("\r\n");
    let mut wire = Wire::to(address);
    wire.write(&[head.as_bytes(), body].concat());
    wire.reply_to(method)
}

/// A connection on which a test decides every byte.
pub struct Wire {
    reader: BufReader<TcpStream>,
}

impl Wire {
    /// Connects.
    pub fn to(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap_or_else(|error| panic!("{address}: {error}"));
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { reader: BufReader::new(stream) }
    }

    /// Goes on with a connection that is there already.
    pub fn from_stream(stream: TcpStream) -> Self {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self { reader: BufReader::new(stream) }
    }

    /// Connects with little room, so that what is not read soon holds the sender up.
    pub fn narrow(address: SocketAddr) -> Self {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, None).unwrap();
        socket.set_recv_buffer_size(64 * 1024).unwrap();
        socket.connect(&address.into()).unwrap_or_else(|error| panic!("{address}: {error}"));
        let stream = TcpStream::from(socket);
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self { reader: BufReader::new(stream) }
    }

    /// This end.
    pub fn local(&self) -> SocketAddr {
        self.reader.get_ref().local_addr().unwrap()
    }

    /// The socket itself.
    pub fn stream(&self) -> &TcpStream {
        self.reader.get_ref()
    }

    /// Sends bytes. A server that has closed already is no error: its answer may still be read.
    pub fn write(&mut self, bytes: &[u8]) {
        let _ = self.reader.get_mut().write_all(bytes);
    }

    /// Sends no more, and still reads.
    pub fn finish(&self) {
        self.reader.get_ref().shutdown(Shutdown::Write).unwrap();
    }

    /// The next line, without its end; `None` once the connection has ended.
    pub fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let length = self.reader.read_line(&mut line).unwrap_or_else(|error| panic!("no line came: {error}"));
        (length > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
    }

    /// So many bytes.
    pub fn exactly(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        self.reader.read_exact(&mut bytes).expect("all bytes come");
        bytes
    }

    /// Everything until the connection ends.
    pub fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        // A reset is an end too.
        let _ = self.reader.read_to_end(&mut rest);
        rest
    }

    /// Reads the head of an answer, and leaves its body.
    pub fn head(&mut self) -> Reply {
        let start = self.line().expect("an answer comes");
        let status = start.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status line");
        let mut headers = Vec::new();
        while let Some(line) = self.line().filter(|line| !line.is_empty()) {
            let (name, value) = line.split_once(':').expect("a header field");
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        Reply { status, headers, body: Vec::new() }
    }

    /// Reads one whole answer.
    pub fn reply(&mut self) -> Reply {
        self.reply_to("GET")
    }

    /// Reads one whole answer to a method: that to HEAD has no body.
    pub fn reply_to(&mut self, method: &str) -> Reply {
        let mut reply = self.head();
        if method == "HEAD" || matches!(reply.status, 204 | 304) {
            return reply;
        }
        if reply.header("transfer-encoding") == Some("chunked") {
            while let Some(chunk) = self.chunk() {
                reply.body.extend(chunk);
            }
        } else {
            let length = reply.header("content-length").and_then(|length| length.parse().ok());
            reply.body = self.exactly(length.expect("a length"));
        }
        reply
    }

    /// The next chunk of a body; `None` after the last one, or where the connection ended.
    pub fn chunk(&mut self) -> Option<Vec<u8>> {
        let size = self.line().and_then(|line| usize::from_str_radix(&line, 16).ok())?;
        let mut chunk = vec![0; size + 2];
        self.reader.read_exact(&mut chunk).ok()?;
        chunk.truncate(size);
        (size > 0).then_some(chunk)
    }

    /// Reads chunks until one holds the text `wanted`; gives all of them. The server sends each event in one piece.
    pub fn until(&mut self, wanted: &str) -> String {
        let mut text = String::new();
        loop {
            let chunk = self.chunk().unwrap_or_else(|| panic!("the stream ended before {wanted:?}:\n{text}"));
            let chunk = String::from_utf8(chunk).expect("text");
            text.push_str(&chunk);
            if chunk.contains(wanted) {
                return text;
            }
        }
    }
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Its header fields, names in small letters, in order.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
}

impl Reply {
    /// The first value of a header field.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}:\n{}", self.text()))
    }

    /// The code of a problem in JSON.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().expect("a problem has a code").to_owned()
    }
}

/// The real program, ended when dropped.
pub struct Binary {
    child: Child,
    stdout: Option<BufReader<ChildStdout>>,
    stderr: Option<ChildStderr>,
    /// The line that it prints when it listens.
    pub announced: String,
}

impl Binary {
    /// Starts it with these arguments and waits until it listens.
    pub fn start(arguments: &[&str]) -> Self {
        Self::spawn(arguments).listening()
    }

    /// Waits until it listens and says so.
    pub fn listening(mut self) -> Self {
        self.stdout.as_mut().unwrap().read_line(&mut self.announced).unwrap();
        if self.announced.is_empty() {
            let (status, error) = self.finish();
            panic!("loopback-lab did not start ({status}): {error}");
        }
        self
    }

    /// Starts it with these arguments. The environment of the tests does not reach it.
    pub fn spawn(arguments: &[&str]) -> Self {
        Self::spawn_in(&[], arguments)
    }

    /// Starts it with these variables, which are its whole environment, and these arguments.
    pub fn spawn_in(environment: &[(&str, &str)], arguments: &[&str]) -> Self {
        Self::of(Command::new(binary_path()).env_clear().envs(environment.iter().copied()).args(arguments))
    }

    /// Starts it through another program, which is given its path and these arguments after its own, and becomes it.
    pub fn spawn_through(program: &mut Command, arguments: &[&str]) -> Self {
        Self::of(program.env_clear().arg(binary_path()).args(arguments))
    }

    fn of(program: &mut Command) -> Self {
        let mut child = program
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .starts()
            .unwrap_or_else(|error| panic!("{program:?}: {error}"));
        let stdout = child.stdout.take().map(BufReader::new);
        let stderr = child.stderr.take();
        Self { child, stdout, stderr, announced: String::new() }
    }

    /// The first address that it announced.
    pub fn address(&self) -> SocketAddr {
        let start = self.announced.split("http://").nth(1).expect("an address is announced");
        start.split('/').next().unwrap().parse().expect("a socket address")
    }

    /// Its process identifier.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal by name, `TERM` or `INT`.
    #[cfg(unix)]
    pub fn signal(&self, name: &str) {
        use rustix::process::{Pid, Signal, kill_process};
        let signal = match name {
            "TERM" => Signal::TERM,
            "INT" => Signal::INT,
            other => panic!("the tests send no {other}"),
        };
        kill_process(Pid::from_child(&self.child), signal).expect("it has not been waited for");
    }

    /// Waits until it has ended: its status and what it wrote to standard error.
    pub fn finish(&mut self) -> (ExitStatus, String) {
        let mut error = String::new();
        if let Some(mut stderr) = self.stderr.take() {
            stderr.read_to_string(&mut error).unwrap();
        }
        (self.child.wait().unwrap(), error)
    }

    /// What else it wrote to standard output until it ended.
    pub fn output(&mut self) -> String {
        let mut output = String::new();
        if let Some(mut stdout) = self.stdout.take() {
            stdout.read_to_string(&mut output).unwrap();
        }
        output
    }
}

impl Drop for Binary {
    fn drop(&mut self) {
        // Both fail where it has ended already, which is as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that is free on both loopback addresses, with no connection in TIME-WAIT either, and that no system lends to a
/// connection in the meantime: it lies below the ranges that they lend from. Each is given once in a test run; two runs at
/// once begin elsewhere.
pub fn unlent_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = 20_000 + (std::process::id() % 10_000) as u16;
    // What is tried here is closed again at once, and must not listen on in a child.
    let _alone = alone();
    // std's listener would take an address whose last connections are still in TIME-WAIT.
    let bind = |address: SocketAddr| {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
        if address.is_ipv6() {
            socket.set_only_v6(true)?;
        }
        socket.bind(&address.into())
    };
    let free = |port: &u16| {
        let loopback: [IpAddr; 2] = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
        let mut tries = loopback.into_iter().map(|address| bind(SocketAddr::new(address, *port)));
        !tries.any(|tried| tried.is_err_and(|error| error.kind() == ErrorKind::AddrInUse))
    };
    (0..1000).map(|_| first + NEXT.fetch_add(1, Ordering::Relaxed) % 1000).find(free).expect("a free port")
}

/// Where the program was built: `LOOPBACK_LAB_BIN`, or beside the tests.
pub fn binary_path() -> PathBuf {
    let path = std::env::var_os("LOOPBACK_LAB_BIN").map_or_else(
        || {
            let test = std::env::current_exe().expect("a test has a path");
            let name = format!("loopback-lab{}", std::env::consts::EXE_SUFFIX);
            test.parent().and_then(|deps| deps.parent()).expect("target/debug/deps").join(name)
        },
        PathBuf::from,
    );
    assert!(
        path.exists(),
        "{} is missing; build it with: cargo build -p server (or name it in LOOPBACK_LAB_BIN)",
        path.display()
    );
    path
}
