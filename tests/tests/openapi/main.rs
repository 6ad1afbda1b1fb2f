//! The description at `/openapi.json`: that it is valid, that it is kept, and that the server does what it says.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod complete;
mod document;
mod replies;

use std::fs;
use std::sync::OnceLock;

use document::Document;
use serde_json::Value;
use server::config::Config;
use tests::lab::Lab;

/// Where the snapshot is kept.
const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../server/openapi.json");

/// What a body is sent with.
const JSON: (&str, &str) = ("Content-Type", "application/json");

/// A lab and its description. It shares a folder with the file, and has the listeners and the case that are examples there.
struct Described {
    lab: Lab,
    document: &'static Document,
    _folder: tempfile::TempDir,
}

impl Described {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("notes.txt"), "0123456789").unwrap();
        let files = Some(folder.path().canonicalize().unwrap());
        let lab = Lab::with(Config { files, ..Config::default() });
        for kind in ["tcp-echo", "key-value", "http-hello"] {
            let body = format!(r#"{{"kind":"{kind}"}}"#);
            let listener = lab.send("POST", "/listeners", &[JSON], body.as_bytes());
            assert_eq!(listener.status, 201, "{}", listener.text());
        }
        assert_eq!(lab.send("POST", "/capstone", &[JSON], br#"{"case":1}"#).status, 201);
        // All labs of a test run say the same; it takes longer to say than anything that is asked of them.
        static DOCUMENT: OnceLock<Document> = OnceLock::new();
        let document = DOCUMENT.get_or_init(|| Document::new(lab.get("/openapi.json").json()));
        Self { lab, document, _folder: folder }
    }
}

#[test]
fn it_is_json_to_everybody() {
    let lab = Lab::start();
    for accept in ["*/*", "text/html", "text/plain", "application/json"] {
        let reply = lab.get_with("/openapi.json", &[("Accept", accept)]);
        assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/json")), "{accept}");
        assert!(reply.text().starts_with("{\n  \"openapi\": \"3.1.1\",\n  \"info\": {"), "{accept}");
        assert!(reply.text().ends_with("}\n"), "{accept}");
    }
}

#[test]
fn the_snapshot_is_what_is_served() {
    let served = Lab::start().get("/openapi.json").text();
    if std::env::var_os("LOOPBACK_LAB_RENEW").is_some() {
        fs::write(SNAPSHOT, &served).unwrap();
    }
    let kept = fs::read_to_string(SNAPSHOT).unwrap_or_default();
    let differs = kept.lines().zip(served.lines()).position(|(kept, served)| kept != served);
    assert!(
        kept == served,
        "server/openapi.json is not what the server says, from line {} on; renew it with: cargo xtask openapi",
        differs.unwrap_or(kept.lines().count().min(served.lines().count())) + 1
    );
}

/// The official schema of OpenAPI 3.1 holds for the document, and that of JSON Schema for the schemas in it.
#[test]
fn it_is_valid() {
    let path = std::env::var("LOOPBACK_LAB_OPENAPI_SCHEMA").unwrap_or_else(|_| {
        panic!("LOOPBACK_LAB_OPENAPI_SCHEMA does not name the schema of OpenAPI; run: cargo xtask test api")
    });
    let official: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let described = Described::start();
    let valid = jsonschema::validator_for(&official).unwrap();
    let faults: Vec<_> = valid
        .iter_errors(described.document.root())
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    for (name, schema) in described.document.root()["components"]["schemas"].as_object().unwrap() {
        if let Err(fault) = jsonschema::draft202012::meta::validate(schema) {
            panic!("{name}: {fault}");
        }
    }
}
