//! The description, read: its operations, what they take, what they answer, and whether a value fits.

use serde_json::{Value, json};

/// The description.
pub(crate) struct Document(Value);

/// One method of one address.
#[derive(Clone, Copy)]
pub(crate) struct Operation<'a> {
    pub(crate) path: &'a str,
    /// In capital letters.
    pub(crate) method: &'a str,
    pub(crate) value: &'a Value,
    document: &'a Document,
}

impl Document {
    pub(crate) fn new(root: Value) -> Self {
        Self(root)
    }

    pub(crate) fn root(&self) -> &Value {
        &self.0
    }

    /// The addresses.
    pub(crate) fn paths(&self) -> Vec<&str> {
        self.0["paths"].as_object().unwrap().keys().map(String::as_str).collect()
    }

    pub(crate) fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        self.0["paths"].as_object().unwrap().iter().flat_map(move |(path, item)| {
            item.as_object().unwrap().iter().map(move |(method, value)| Operation {
                path,
                method: METHODS.iter().find(|name| name.eq_ignore_ascii_case(method)).unwrap(),
                value,
                document: self,
            })
        })
    }

    /// The method of an address that a target asks for, where there is one.
    pub(crate) fn find(&self, method: &str, target: &str) -> Option<Operation<'_>> {
        let path = target.split('?').next().unwrap();
        let fitting = self.operations().filter(|one| one.method == method && fits(one.path, path));
        // A path without parts in braces comes before one with them.
        fitting.min_by_key(|one| one.path.matches('{').count())
    }

    /// What a reference leads to; the value itself where it is none.
    pub(crate) fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        let Some(reference) = value["$ref"].as_str() else { return value };
        let pointer = reference.strip_prefix('#').unwrap();
        self.0.pointer(pointer).unwrap_or_else(|| panic!("{reference} leads nowhere"))
    }

    /// Holds a value against a schema of the document.
    pub(crate) fn check(&self, schema: &Value, value: &Value, what: &str) {
        let whole = json!({ "components": self.0["components"], "allOf": [schema] });
        let validator = jsonschema::validator_for(&whole).unwrap_or_else(|fault| panic!("{what}: {fault}"));
        let faults: Vec<_> =
            validator.iter_errors(value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
        assert!(faults.is_empty(), "{what} does not fit its schema:\n{}\n{value:#}", faults.join("\n"));
    }
}

/// Whether a path is one of those that a template stands for. The last part may have slashes in it.
fn fits(template: &str, path: &str) -> bool {
    let (mut template, mut path) = (template.split('/'), path.split('/'));
    loop {
        match (template.next(), path.next()) {
            (None, None) => return true,
            (Some(part), Some("")) if part.starts_with('{') => return false,
            (Some("{rest}" | "{path}"), Some(_)) => return true,
            (Some(part), Some(text)) if part.starts_with('{') || part == text => {}
            _ => return false,
        }
    }
}

/// The methods that OpenAPI has a place for.
const METHODS: [&str; 8] = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"];

impl<'a> Operation<'a> {
    /// Its parameters.
    pub(crate) fn parameters(self) -> impl Iterator<Item = &'a Value> {
        let list = self.value["parameters"].as_array();
        list.into_iter().flatten().map(move |one| self.document.resolve(one))
    }

    /// The target with each parameter as its example, where it has one, but for one that is set.
    pub(crate) fn target(self, set: Option<(&str, &str)>) -> String {
        let mut target = self.path.to_owned();
        let mut query = Vec::new();
        for parameter in self.parameters() {
            let name = parameter["name"].as_str().unwrap();
            let value = match set {
                Some((wanted, value)) if wanted == name => value.to_owned(),
                _ if parameter["example"].is_null() => continue,
                _ => plain(&parameter["example"]),
            };
            match parameter["in"].as_str().unwrap() {
                "path" => target = target.replace(&format!("{{{name}}}"), &value),
                "query" => query.push(format!("{name}={value}")),
                _ => {}
            }
        }
        assert!(!target.contains('{'), "{} has a part without an example", self.path);
        if query.is_empty() { target } else { format!("{target}?{}", query.join("&")) }
    }

    /// What it says about an answer of this status.
    pub(crate) fn response(self, status: u16) -> &'a Value {
        let responses = &self.value["responses"];
        let said = responses.get(status.to_string()).unwrap_or(&responses["default"]);
        self.document.resolve(said)
    }

    /// The status of the answer to a request that goes well.
    pub(crate) fn success(self) -> u16 {
        let statuses = self.value["responses"].as_object().unwrap().keys();
        statuses.filter_map(|status| status.parse().ok()).find(|status| (100..300).contains(status)).unwrap()
    }

    /// The media types of the answer to a request that goes well.
    pub(crate) fn media(self) -> Vec<&'a str> {
        let content = self.response(self.success())["content"].as_object();
        content.into_iter().flatten().map(|(media, _)| media.as_str()).collect()
    }
}

/// A value as it is written in an address.
pub(crate) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
