//! Starting the real program: what it prints, what it refuses, with which exit code.

use std::net::{Ipv6Addr, TcpListener};

use server::startup::BindError;
use tests::lab::{Binary, Wire, send};

/// Starts it with arguments that it cannot start with: its exit code and what it says.
fn refused(arguments: &[&str]) -> (Option<i32>, String) {
    let (status, error) = Binary::spawn(arguments).finish();
    (status.code(), error)
}

#[test]
fn it_prints_where_it_listens_and_answers_there() {
    let mut lab = Binary::start(&["--port", "0"]);
    let address = lab.address();
    assert!(
        lab.announced.starts_with(&format!("Loopback Lab listens on http://127.0.0.1:{}/", address.port()))
    );
    let v6 = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok();
    assert_eq!(lab.announced.contains(&format!(" and http://[::1]:{}/", address.port())), v6);
    let mut wire = Wire::to(address);
    wire.write(format!("GET /health HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes());
    assert_eq!(wire.reply().status, 200);
    #[cfg(unix)]
    {
        lab.signal("TERM");
        assert!(lab.output().contains("Ctrl-C"));
        assert_eq!(lab.finish().1, "");
    }
}

#[test]
fn a_port_in_use_names_the_holder_and_three_ways_out() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let (code, error) = refused(&["--port", &port]);
    assert_eq!(code, Some(3), "{error}");
    assert!(error.contains(&format!("127.0.0.1:{port} is in use")), "{error}");
    for way in ["1. ", "2. ", "3. ", "--port 0"] {
        assert!(error.contains(way), "{error}");
    }
    if cfg!(target_os = "linux") {
        assert!(error.contains(&format!("(pid {})", std::process::id())), "{error}");
    }
}

#[test]
fn a_second_lab_on_the_same_port_is_told_of_the_first() {
    let lab = Binary::start(&["--port", "0", "--bind", "127.0.0.1"]);
    let (code, error) = refused(&["--port", &lab.address().port().to_string(), "--bind", "127.0.0.1"]);
    assert_eq!(code, Some(3), "{error}");
    if cfg!(target_os = "linux") {
        assert!(error.contains(&format!("loopback-lab (pid {})", lab.pid())), "{error}");
    }
}

#[test]
fn wrong_arguments_end_with_code_2() {
    for arguments in [
        &["--port", "65536"][..],
        &["--port", "x"],
        &["--bind", "0.0.0.0"],
        &["--bind", "example.com"],
        &["--files", "no/such/folder"],
        &["--log-format", "xml"],
        &["--nonsense"],
    ] {
        let (code, error) = refused(arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {error}");
        assert!(!error.is_empty());
    }
}

#[test]
#[cfg(target_os = "linux")]
fn an_address_that_was_asked_for_and_is_missing_ends_with_code_4() {
    // 127.0.0.0/8 is all there on Linux, so ::1 is the one that can be missing.
    if TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_err() {
        let (code, error) = refused(&["--port", "0", "--bind", "::1"]);
        assert_eq!(code, Some(4), "{error}");
    }
    let mut lab = Binary::start(&["--port", "0", "--bind", "127.0.0.2", "--bind", "127.0.0.3"]);
    assert!(
        lab.announced.contains("127.0.0.2:") && lab.announced.contains("127.0.0.3:"),
        "{}",
        lab.announced
    );
    lab.signal("INT");
    assert_eq!(lab.finish().0.code(), Some(0));
}

#[test]
fn help_documents_the_exit_codes_and_the_environment() {
    let mut help = Binary::spawn(&["--help"]);
    let text = help.output();
    assert_eq!(help.finish().0.code(), Some(0));
    for line in ["0  stopped as asked", "2  wrong arguments", "3  the port is in use", "4  the address"] {
        assert!(text.contains(line), "{text}");
    }
    for name in ["PORT", "BIND", "OPEN", "FILES", "LOG_FORMAT", "QUIET", "PAGE", "LESSONS"] {
        assert!(text.contains(&format!("LOOPBACK_LAB_{name}")), "{text}");
    }
}

#[test]
fn each_option_is_a_variable_too_and_the_command_line_comes_first() {
    let folder = env!("CARGO_MANIFEST_DIR");
    // Each makes the start fail with words of its own, so that no server has to be asked.
    for (name, value, code, words) in [
        ("LOOPBACK_LAB_PORT", "65536", 2, "65536 is not in 0..=65535"),
        ("LOOPBACK_LAB_BIND", "127.0.0.1,0.0.0.0", 2, "listens on loopback only"),
        ("LOOPBACK_LAB_FILES", "no/such/folder", 2, "--files"),
        ("LOOPBACK_LAB_PAGE", "no/such/folder", 2, "--page"),
        ("LOOPBACK_LAB_LESSONS", "no/such/folder", 2, "--lessons"),
        ("LOOPBACK_LAB_LOG_FORMAT", "xml", 2, "--log-format"),
        ("LOOPBACK_LAB_OPEN", "perhaps", 2, "--open"),
        ("LOOPBACK_LAB_QUIET", "perhaps", 2, "--quiet"),
    ] {
        let (status, error) = Binary::spawn_in(&[(name, value)], &[]).finish();
        assert_eq!(status.code(), Some(code), "{name}: {error}");
        assert!(error.contains(words), "{name}: {error}");
    }
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let environment = [
        ("LOOPBACK_LAB_PORT", port.as_str()),
        ("LOOPBACK_LAB_BIND", "127.0.0.1"),
        ("LOOPBACK_LAB_FILES", folder),
        ("LOOPBACK_LAB_LOG_FORMAT", "json"),
        ("LOOPBACK_LAB_QUIET", "0"),
    ];
    let quiet = ("LOOPBACK_LAB_QUIET", "1");
    let (status, error) = Binary::spawn_in(&[&environment[..4], &[quiet]].concat(), &[]).finish();
    assert_eq!(status.code(), Some(3), "{error}");
    let mut lab = Binary::spawn_in(&environment, &["--port", "0"]).listening();
    let address = lab.address();
    assert!(!lab.announced.contains("[::1]"), "{}", lab.announced);
    let reply = send(address, "GET", "/files/Cargo.toml", &[], b"");
    assert_eq!(reply.status, 200, "{}", reply.text());
    #[cfg(unix)]
    {
        lab.signal("TERM");
        let (_, log) = lab.finish();
        let line = log.lines().next().expect("json logs each request");
        assert_eq!(serde_json::from_str::<serde_json::Value>(line).unwrap()["status"], 200, "{log}");
    }
}

#[test]
#[cfg(unix)]
fn the_log_has_refusals_and_in_json_each_answer() {
    let ask = |lab: &Binary, host: &str| {
        let mut wire = Wire::to(lab.address());
        wire.write(
            format!("GET /echo?token=s3cr3t HTTP/1.1\r\nHost: {host}\r\nAuthorization: s3cr3t\r\n\r\n")
                .as_bytes(),
        );
        wire.reply().status
    };
    for (format, answered) in [("text", false), ("json", true)] {
        let mut lab = Binary::start(&["--port", "0", "--log-format", format]);
        assert_eq!(ask(&lab, &lab.address().to_string()), 200);
        assert_eq!(ask(&lab, "evil.example"), 421);
        lab.signal("TERM");
        let (_, error) = lab.finish();
        assert_eq!(error.contains("answered"), answered, "{error}");
        assert!(error.contains("host_unknown"), "{error}");
        assert!(!error.contains("s3cr3t"), "{error}");
        if answered {
            for line in error.lines() {
                serde_json::from_str::<serde_json::Value>(line).unwrap();
            }
        }
    }
}

#[test]
fn quiet_leaves_errors_only() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut lab = Binary::spawn(&["--quiet", "--port", &taken.local_addr().unwrap().port().to_string()]);
    assert_eq!(lab.output(), "");
    let (status, error) = lab.finish();
    assert_eq!(status.code(), Some(3));
    assert!(error.contains("is in use"), "{error}");
}

/// What the system of the tests may not refuse: as root no port is privileged, and Linux has all of 127.0.0.0/8.
#[test]
fn a_port_without_right_and_an_address_that_is_missing_have_their_own_words_and_code_4() {
    let address = "127.0.0.1:80".parse().unwrap();
    let privileged = BindError::Privileged { address, first: Some(1024) };
    assert!(privileged.to_string().contains("no right to port 80"), "{privileged}");
    assert!(privileged.to_string().contains("--port 1024"), "{privileged}");
    let unknown = BindError::Privileged { address, first: None };
    assert!(unknown.to_string().contains("--port 62893"), "{unknown}");
    let error = std::io::Error::from(std::io::ErrorKind::AddrNotAvailable);
    let missing = BindError::NoAddress { address: "127.0.0.2".parse().unwrap(), error };
    assert!(missing.to_string().contains("not an address of this machine"), "{missing}");
    for error in [privileged, unknown, missing] {
        assert_eq!(error.exit_code(), 4);
    }
}
