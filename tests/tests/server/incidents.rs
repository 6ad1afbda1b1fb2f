//! `/incidents`: cases that are the same everywhere, marked as practice, and answers that are judged part by part.

use protocol::incidents::{Case, Incident, Log, MAX_CASE, Question, Verdict};
use tests::lab::{Lab, Reply};

const JSON: (&str, &str) = ("Accept", "application/json");

fn answer(lab: &Lab, case: u32, query: &str) -> Reply {
    lab.send("POST", &format!("/incidents/{case}/answer?{query}"), &[JSON], b"")
}

fn verdict(lab: &Lab, case: u32, query: &str) -> Verdict {
    let reply = answer(lab, case, query);
    assert_eq!(reply.status, 200, "{}", reply.text());
    serde_json::from_slice(&reply.body).unwrap()
}

#[test]
fn a_case_is_chosen_and_is_the_same_for_everybody_as_text_and_as_json() {
    let (lab, other) = (Lab::start(), Lab::start());
    let reply = lab.send("POST", "/incidents", &[JSON], b"");
    assert_eq!(reply.status, 201);
    let case: Case = serde_json::from_slice(&reply.body).unwrap();
    assert!((1..=MAX_CASE).contains(&case.case) && case.kinds == Incident::ALL);
    let place = reply.header("location").unwrap();
    assert_eq!(place, format!("/incidents/{}", case.case));
    assert_eq!(serde_json::from_value::<Case>(other.json(place)).unwrap(), case);

    let log: Log = serde_json::from_value(lab.json(&case.log)).unwrap();
    assert_eq!(log.lines.len(), case.lines as usize);
    let text = other.get(&case.log);
    assert_eq!(text.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(text.text(), format!("{}\n", log.lines.join("\n")));
    // Nobody can take it for a real one, and it names nobody's address.
    assert!(log.lines.iter().all(|line| line.trim_start_matches("# ").starts_with("PRACTICE ")));
    assert!(log.lines[0].contains("Made up"));
    // What is told before the answer does not give it away.
    let told = lab.get(place).text();
    assert!(!told.contains("192.0.2.") && !told.contains("203.0.113.") && !told.contains("198.51.100."));
}

#[test]
fn an_answer_is_judged_part_by_part_and_a_false_lead_is_named() {
    let lab = Lab::start();
    // Somebody who reads the log finds the one who tries many passwords by counting the 401s.
    let guessing = (1..=MAX_CASE).find_map(|case| {
        let log: Log = serde_json::from_value(lab.json(&format!("/incidents/{case}/log"))).unwrap();
        let refused: Vec<_> = log.lines.iter().filter(|line| line.contains(" POST 401 /login ")).collect();
        (refused.len() > 10).then_some((case, log))
    });
    let (case, log) = guessing.unwrap();
    let column = |line: &str, at: usize| line.split(' ').nth(at).unwrap().to_owned();
    let of_admin = |line: &&String| line.contains("user=admin");
    let source = column(log.lines.iter().find(of_admin).unwrap(), 2);
    let line = log.lines.iter().position(|line| line.contains(&source)).unwrap() + 1;
    let in_it =
        log.lines.iter().any(|line| line.contains(" POST 200 /login ") && line.contains("user=admin"));
    let succeeded = if in_it { "yes" } else { "no" };
    let right = format!("kind=password-guessing&source={source}&line={line}&succeeded={succeeded}");
    let solved = verdict(&lab, case, &right);
    assert!(solved.solved && solved.parts.iter().all(|part| part.right), "{solved:?}");

    // The loudest source is the monitor.
    let monitor = column(log.lines.iter().find(|line| line.contains("/metrics")).unwrap(), 2);
    let wrong = verdict(
        &lab,
        case,
        &format!("kind=port-scan&source={monitor}&line=1&succeeded={}", if in_it { "no" } else { "yes" }),
    );
    assert!(!wrong.solved);
    let because = |question| {
        let part = wrong.parts.iter().find(|part| part.question == question).unwrap();
        assert!(!part.right && !part.because.contains(&source), "{part:?}");
        part.because.clone()
    };
    assert!(because(Question::Source).contains("a monitor: 40 requests"));
    assert!(because(Question::Kind).contains("connects to 3 ports"));
    assert!(because(Question::Line).contains("the head"));
    because(Question::Succeeded);

    // The journal has what came of both, and text says the same.
    let journal = lab.json("/journal?limit=2");
    let outcomes: Vec<_> =
        (0..2).map(|at| journal["entries"][at]["event"]["request"]["outcome"].clone()).collect();
    assert_eq!(outcomes, ["unsolved", "solved"]);
    let text = lab.send("POST", &format!("/incidents/{case}/answer?{right}"), &[], b"").text();
    assert!(text.starts_with("right  kind       ") && text.ends_with("\n\nThe case is solved.\n"), "{text}");
}

#[test]
fn what_cannot_be_read_is_told_by_name() {
    let lab = Lab::start();
    for case in ["0", "10000", "-1", "+7", "x", "99999999999"] {
        for target in [format!("/incidents/{case}"), format!("/incidents/{case}/log")] {
            let reply = lab.get_with(&target, &[JSON]);
            assert_eq!((reply.status, reply.code().as_str()), (400, "case_invalid"), "{target}");
        }
        assert_eq!(answer(&lab, 0, "kind=port-scan").code(), "case_invalid");
    }
    for (query, code) in [
        ("", "incident_invalid"),
        ("kind=scan", "incident_invalid"),
        ("kind=port-scan", "source_invalid"),
        ("kind=port-scan&source=shop.example", "source_invalid"),
        ("kind=port-scan&source=192.0.2.1", "line_invalid"),
        ("kind=port-scan&source=192.0.2.1&line=-4", "line_invalid"),
        ("kind=port-scan&source=192.0.2.1&line=4", "succeeded_invalid"),
        ("kind=port-scan&source=192.0.2.1&line=4&succeeded=maybe", "succeeded_invalid"),
    ] {
        let reply = answer(&lab, 7, query);
        assert_eq!((reply.status, reply.code().as_str()), (400, code), "{query}");
    }
    // An answer is no look: it is only taken as POST.
    assert_eq!(lab.get("/incidents/7/answer?kind=port-scan").status, 405);
    assert_eq!(lab.get("/incidents").status, 405);
}
