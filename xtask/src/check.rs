//! `cargo xtask test`: every check of the project in stages, with a summary at the end.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::command::{answers, cargo, command};
use crate::{Outcome, page, report, server, tools, wasm_target};

/// What checks accessibility: the package, its release, the file in it.
const AXE: [&str; 3] = ["axe-core", "4.14.1", "axe.min.js"];

/// The package that has the official schema of OpenAPI 3.1.
const OPENAPI: [&str; 3] = ["@seriousme/openapi-schema-validator", "2.11.0", "schemas/v3.1/schema.json"];

/// One stage.
struct Stage {
    name: &'static str,
    usual: &'static str,
    run: fn() -> Outcome<Counts>,
}

/// How many tests a stage ran.
#[derive(Clone, Copy, Default)]
struct Counts {
    passed: usize,
    failed: usize,
}

const STAGES: &[Stage] = &[
    Stage { name: "format", usual: "seconds", run: format },
    Stage { name: "build", usual: "nothing when built, about 4 min cold", run: build },
    Stage { name: "lints", usual: "about 2 min cold", run: lints },
    Stage { name: "unit", usual: "about 1 min cold", run: unit },
    Stage { name: "api", usual: "about 2 min cold", run: api },
    Stage { name: "lessons", usual: "about 20 s", run: lessons },
    Stage { name: "browser", usual: "about 1 min", run: browser },
];

/// Runs every stage, or those named.
pub(crate) fn all(named: &[String]) -> Outcome {
    if let Some(unknown) = named.iter().find(|name| STAGES.iter().all(|stage| stage.name != name.as_str())) {
        let names: Vec<_> = STAGES.iter().map(|stage| stage.name).collect();
        return Err(format!("there is no stage {unknown:?}; the stages are {}", names.join(", ")));
    }
    let mut lines = Vec::new();
    let mut total = Counts::default();
    let mut failures = Vec::new();
    for stage in STAGES.iter().filter(|stage| named.is_empty() || named.iter().any(|name| name == stage.name))
    {
        let step = report::begin(stage.name, stage.usual);
        let outcome = (stage.run)();
        let took = step.end();
        lines.push(line(stage.name, &outcome, took));
        match outcome {
            Ok(counts) => {
                total.passed += counts.passed;
                total.failed += counts.failed;
                if counts.failed > 0 {
                    failures.push(format!("{}: {} tests failed", stage.name, counts.failed));
                }
            }
            Err(error) => {
                total.failed += 1;
                failures.push(format!("{}: {error}", stage.name));
                if stage.name == "build" {
                    break;
                }
            }
        }
    }
    println!("\nstage      tests  result   time");
    for line in lines {
        println!("{line}");
    }
    println!("\n{} passed, {} failed", total.passed, total.failed);
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n")) }
}

fn line(name: &str, outcome: &Outcome<Counts>, took: Duration) -> String {
    let (tests, result) = match outcome {
        Ok(counts) if counts.failed == 0 => (counts.passed, "ok"),
        Ok(counts) => (counts.passed + counts.failed, "FAILED"),
        Err(_) => (0, "FAILED"),
    };
    format!("{name:<9}{tests:>7}  {result:<7}  {}", report::human(took))
}

fn format() -> Outcome<Counts> {
    crate::command::run(cargo().args(["fmt", "--all", "--check"])).map(|()| Counts::default())
}

fn build() -> Outcome<Counts> {
    page::build()?;
    server::build().map(|_| Counts::default())
}

/// Twice: once for this machine, once for the browser, where the page's own rooms are compiled at all.
fn lints() -> Outcome<Counts> {
    let deny = ["--", "--deny", "warnings"];
    crate::command::run(cargo().args(["clippy", "--locked", "--workspace", "--all-targets"]).args(deny))?;
    let environment = wasm_target::ensure()?;
    let mut page = cargo();
    page.args(["clippy", "--locked", "--package", "frontend", "--target", wasm_target::NAME]).args(deny);
    if !environment.is_empty() {
        eprintln!(
            "    the page's own rooms are not linted: Debian's tool chain for the web comes without clippy"
        );
        return Ok(Counts::default());
    }
    crate::command::run(&mut page).map(|()| Counts::default())
}

fn unit() -> Outcome<Counts> {
    let members = ["concepts", "protocol", "course", "frontend", "server", "xtask"];
    let mut test = cargo();
    test.args(["test", "--locked", "--no-fail-fast", "--features", "course/parse"]);
    for member in members {
        test.args(["--package", member]);
    }
    counted(&mut test)
}

fn api() -> Outcome<Counts> {
    needs(&["redis-cli", "curl", "nc", "openssl"])?;
    let schema = npm(OPENAPI)?;
    let mut test = integration(&["house", "server", "openapi", "size"]);
    counted(test.env("LOOPBACK_LAB_BIN", server::build()?).env("LOOPBACK_LAB_OPENAPI_SCHEMA", schema))
}

/// Writes the snapshot of the description of every address anew.
pub(crate) fn renew_description() -> Outcome {
    let mut test = cargo();
    test.args([
        "test",
        "--locked",
        "--package",
        "tests",
        "--test",
        "openapi",
        "the_snapshot_is_what_is_served",
    ]);
    crate::command::run(test.env("LOOPBACK_LAB_RENEW", "1"))
}

fn lessons() -> Outcome<Counts> {
    needs(&["curl", "nc", "python3", "redis-cli", "ss"])?;
    counted(integration(&["lessons"]).env("LOOPBACK_LAB_BIN", server::build()?))
}

fn browser() -> Outcome<Counts> {
    needs(&["chromium", "chromedriver", "curl"])?;
    let axe = npm(AXE)?;
    counted(integration(&["browser"]).env("LOOPBACK_LAB_BIN", server::build()?).env("LOOPBACK_LAB_AXE", axe))
}

fn integration(binaries: &[&str]) -> Command {
    let mut test = cargo();
    test.args(["test", "--locked", "--no-fail-fast", "--package", "tests"]);
    for binary in binaries {
        test.args(["--test", binary]);
    }
    test
}

/// Runs `cargo test`, shows what it prints, and adds up its result lines.
fn counted(test: &mut Command) -> Outcome<Counts> {
    let began = Instant::now();
    let mut child =
        test.stdout(Stdio::piped()).spawn().map_err(|error| format!("could not start cargo: {error}"))?;
    let mut counts = Counts::default();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            println!("{line}");
            counts = add(counts, &line);
        }
    }
    let status = child.wait().map_err(|error| format!("cargo could not be waited for: {error}"))?;
    if counts.passed + counts.failed == 0 {
        return Err(format!("no test ran in {}; the lines above say why", report::human(began.elapsed())));
    }
    if !status.success() && counts.failed == 0 {
        return Err("cargo test failed; the lines above say why".to_owned());
    }
    Ok(counts)
}

/// Adds what a line such as `test result: ok. 3 passed; 0 failed; ...` says.
fn add(mut counts: Counts, line: &str) -> Counts {
    if let Some(result) = line.strip_prefix("test result: ") {
        let number = |word: &str| {
            let before = result.split(word).next().unwrap_or_default().trim_end();
            before.rsplit(' ').next().and_then(|number| number.parse::<usize>().ok()).unwrap_or(0)
        };
        counts.passed += number("passed");
        counts.failed += number("failed");
    }
    counts
}

/// Programs that the tests call.
fn needs(programs: &[&str]) -> Outcome {
    let missing: Vec<_> = programs.iter().filter(|program| !on_path(program)).copied().collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!(
        "these programs are needed and not on PATH: {}.\nOn Debian: apt-get install curl netcat-openbsd openssl iproute2 python3 redis-tools \
         chromium chromium-driver npm. Elsewhere: install them by these names and try again.",
        missing.join(", ")
    ))
}

fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// A file of a package, from npm into the tools folder.
fn npm([package, version, file]: [&str; 3]) -> Outcome<PathBuf> {
    let name = package.rsplit('/').next().unwrap_or(package);
    let folder = tools::folder().join(format!("{name}-{version}"));
    let path = folder.join("node_modules").join(package).join(file);
    if !path.exists() {
        if !answers("npm", "--version") {
            return Err(format!(
                "npm is needed to get {package} for the checks; on Debian: apt-get install npm"
            ));
        }
        let step = report::begin(&format!("getting {package} {version}"), "seconds");
        let mut npm = command("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]).arg(&folder);
        crate::command::run(npm.arg(format!("{package}@{version}")))?;
        step.end();
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up_what_cargo_says() {
        let mut counts = Counts::default();
        for line in [
            "running 3 tests",
            "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.08s",
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.08s",
        ] {
            counts = add(counts, line);
        }
        assert_eq!((counts.passed, counts.failed), (13, 2));
    }
}
