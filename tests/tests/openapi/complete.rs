//! That nothing is left out: addresses, methods, parts of addresses, codes of problems; and that nothing hangs loose.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::Described;

const SERVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../server/src");

/// The files of the server, each with its name below `server/src`.
fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(SERVER)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(SERVER).unwrap().to_string_lossy().replace('\\', "/");
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found
}

#[test]
fn an_address_is_laid_out_only_with_its_description() {
    for (name, text) in sources() {
        let exempt = name == "routes/layout.rs" || name == "routes/files.rs";
        for word in ["web::resource(", "web::scope(", ".service(", ".route("] {
            assert!(
                exempt || !name.starts_with("routes/") || !text.contains(word),
                "server/src/{name}: {word} lays out an address; do it with Layout, which asks for its description"
            );
        }
    }
}

#[test]
fn the_welcome_names_every_address_and_no_other() {
    let described = Described::start();
    let problem = described.lab.get_with("/nope", &[("Accept", "application/json")]).json();
    let said = problem["detail"].as_str().unwrap();
    let named: Vec<_> = said.trim_start_matches("The lab has ").trim_end_matches('.').split(", ").collect();
    let paths = described.document.paths();
    for name in &named {
        assert!(paths.contains(name), "{name} is not described");
    }
    for path in paths.iter().filter(|path| **path != "/") {
        let below = |name: &&&str| {
            path.strip_prefix(**name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || name.ends_with('/'))
        };
        assert!(named.iter().any(|name| below(&name)), "the welcome does not name {path}");
    }
}

#[test]
fn the_methods_are_those_that_the_address_takes() {
    let described = Described::start();
    let document = described.document;
    for path in document.paths() {
        let operations: Vec<_> = document.operations().filter(|one| one.path == path).collect();
        let target = operations[0].target(None);
        let mut methods: BTreeSet<_> = operations.iter().map(|one| one.method.to_owned()).collect();
        if methods.contains("OPTIONS") {
            // The address takes any method, this one too.
            continue;
        }
        methods.insert("OPTIONS".to_owned());
        if methods.contains("GET") {
            methods.insert("HEAD".to_owned());
        }
        let options = described.lab.send("OPTIONS", &target, &[], b"");
        let allowed = options.header("allow").unwrap_or_else(|| panic!("OPTIONS {target}: {options:?}"));
        assert_eq!(allowed.split(", ").map(str::to_owned).collect::<BTreeSet<_>>(), methods, "{path}");
        let refused = described.lab.send("TRACE", &target, &[], b"");
        assert_eq!((refused.status, refused.header("allow")), (405, Some(allowed)), "{path}");
    }
}

#[test]
fn every_part_of_a_path_is_described_and_what_must_be_there_has_an_example() {
    let described = Described::start();
    let mut ids = BTreeSet::new();
    for operation in described.document.operations() {
        let parts: BTreeSet<_> =
            operation.path.split('{').skip(1).map(|part| part.split('}').next().unwrap()).collect();
        let named: BTreeSet<_> = operation
            .parameters()
            .filter(|one| one["in"] == "path")
            .map(|one| one["name"].as_str().unwrap())
            .collect();
        assert_eq!(parts, named, "{} {}", operation.method, operation.path);
        for parameter in operation.parameters() {
            let required = parameter["required"] == true;
            assert!(required || parameter["in"] != "path", "{}", operation.path);
            assert!(!required || !parameter["example"].is_null(), "{}: {parameter}", operation.path);
        }
        let body = &operation.value["requestBody"]["content"]["application/json"];
        if !body.is_null() {
            described.document.check(&body["schema"], &body["example"], operation.path);
        }
        let id = operation.value["operationId"].as_str().unwrap();
        assert!(ids.insert(id.to_owned()), "two operations have the name {id}");
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_component_is_used() {
    let described = Described::start();
    let root = described.document.root();
    let mut used = BTreeSet::new();
    walk(root, &mut |value| {
        if value["$ref"].is_string() {
            described.document.resolve(value);
            used.insert(value["$ref"].as_str().unwrap().to_owned());
        }
    });
    // Schemes of security are named, not referred to.
    walk(root, &mut |value| {
        for one in value["security"].as_array().into_iter().flatten() {
            let names = one.as_object().unwrap().keys();
            used.extend(names.map(|name| format!("#/components/securitySchemes/{name}")));
        }
    });
    for (kind, components) in root["components"].as_object().unwrap() {
        for name in components.as_object().unwrap().keys() {
            assert!(used.contains(&format!("#/components/{kind}/{name}")), "nothing refers to {name}");
            // That is what schemars makes of a second type with the same name.
            assert!(
                !name.ends_with(|c: char| c.is_ascii_digit()),
                "two types have the name of {name}; give one another with schemars(rename = \"...\")"
            );
        }
    }
}

fn walk(value: &Value, see: &mut impl FnMut(&Value)) {
    see(value);
    match value {
        Value::Array(list) => list.iter().for_each(|one| walk(one, see)),
        Value::Object(map) => map.values().for_each(|one| walk(one, see)),
        _ => {}
    }
}

#[test]
fn every_type_and_field_says_what_it_is() {
    let described = Described::start();
    let schemas = described.document.root()["components"]["schemas"].as_object().unwrap();
    for (name, schema) in schemas {
        walk(schema, &mut |value| {
            let words = value["description"].as_str().unwrap_or_default().split('`').skip(1).step_by(2);
            for word in words {
                let constant = word.contains('_') && !word.contains(char::is_lowercase);
                assert!(!constant, "{name}: {word} says nothing to who does not read the code");
            }
        });
        assert!(schema["description"].is_string(), "{name} has no description");
        let fields = schema["properties"].as_object();
        for (field, schema) in fields.into_iter().flatten() {
            assert!(schema["description"].is_string(), "{name}: {field} has no description");
        }
    }
}

/// The problems that the source makes: code and, where it is said at the same place, status.
fn made() -> BTreeSet<(String, Option<u16>)> {
    let mut made = BTreeSet::new();
    for (name, text) in sources() {
        for (call, usual) in [("Failure::new(", None), ("Failure::parameter(", Some(400))] {
            for after in text.split(call).skip(1) {
                let (before, after) = after.split_once('"').unwrap();
                let code = after.split('"').next().unwrap();
                let is_code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
                assert!(
                    !code.is_empty() && code.chars().all(is_code),
                    "server/src/{name}: {code:?} is no code; name it where the failure is made"
                );
                let status = before.trim().trim_end_matches(',').strip_prefix("StatusCode::").map(number);
                made.insert((code.to_owned(), status.or(usual)));
            }
        }
    }
    made
}

/// The number of a status by its name in the source.
fn number(name: &str) -> u16 {
    let fits = |status: &u16| {
        let status = http::StatusCode::from_u16(*status).unwrap();
        status.canonical_reason().is_some_and(|reason| reason.to_uppercase().replace(' ', "_") == name)
    };
    (400..600).find(fits).unwrap_or_else(|| panic!("{name} is no status of a problem"))
}

#[test]
fn the_codes_are_those_that_the_server_has_each_with_its_status() {
    let described = Described::start();
    let mut said = BTreeSet::new();
    walk(described.document.root(), &mut |value| {
        let status = value["properties"]["status"]["const"].as_u64();
        for code in value["properties"]["code"]["enum"].as_array().into_iter().flatten() {
            said.insert((code.as_str().unwrap().to_owned(), status.map(|status| status.try_into().unwrap())));
        }
    });
    let made = made();
    let codes = |set: &BTreeSet<(String, Option<u16>)>| -> BTreeSet<_> {
        set.iter().map(|(code, _)| code.clone()).collect()
    };
    let only =
        |some: &BTreeSet<_>, others| codes(some).difference(&codes(others)).cloned().collect::<Vec<_>>();
    assert_eq!(only(&made, &said), [""; 0], "codes that no description says: add them to `fails`");
    assert_eq!(only(&said, &made), [""; 0], "codes that are described, and that nothing in server/src makes");
    for (code, status) in made.iter().filter(|(_, status)| status.is_some()) {
        // What can go wrong with any request is described without its status.
        let known = said.contains(&(code.clone(), *status)) || said.contains(&(code.clone(), None));
        assert!(known, "{code} comes with {status:?}, which is not described");
    }
}
