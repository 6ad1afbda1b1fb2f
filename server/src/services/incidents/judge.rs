//! What an answer is worth: right, or what was taken for it.

use std::net::Ipv4Addr;

use protocol::incidents::{Incident, Part, Question, Verdict};

use super::story::{Role, Story};

/// What somebody says about a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) kind: Incident,
    pub(crate) source: Ipv4Addr,
    /// Counted from 1, the head included.
    pub(crate) line: u32,
    pub(crate) succeeded: bool,
}

/// Judges each part of an answer by itself.
pub(crate) fn judge(story: &Story, answer: &Answer) -> Verdict {
    let parts = vec![
        part(Question::Kind, answer.kind == story.kind, kind(story, answer.kind)),
        part(
            Question::Source,
            story.role(answer.source) == Some(Role::Intruder),
            source(story, answer.source),
        ),
        part(Question::Line, story.of_intruder().next() == Some(answer.line), line(story, answer.line)),
        part(
            Question::Succeeded,
            answer.succeeded == story.succeeded,
            succeeded(story, answer.succeeded).to_owned(),
        ),
    ];
    Verdict { case: story.case, solved: parts.iter().all(|part| part.right), parts }
}

fn part(question: Question, right: bool, because: String) -> Part {
    Part { question, right, because }
}

fn address(story: &Story, role: Role) -> String {
    story.source(role).map(|source| source.to_string()).unwrap_or_default()
}

fn kind(story: &Story, said: Incident) -> String {
    let (count, seconds) = (story.count(Role::Intruder), story.seconds());
    if said == story.kind {
        let what = match said {
            Incident::PortScan => "connects to different ports",
            Incident::PasswordGuessing => "attempts on one user's password, and what followed",
            Incident::OddHosts => "requests under a name that is not the server's",
            Incident::PathProbing => "requests for what nobody links to",
        };
        return format!("{count} lines in {seconds} s from one source: {what}.");
    }
    match said {
        Incident::PortScan => format!(
            "{} connects to 3 ports, and all of them are open: a job that knows what it wants. A scan tries many, and most are refused.",
            address(story, Role::Backup)
        ),
        Incident::PasswordGuessing => format!(
            "{} was refused a few times, seconds apart, and then got in: somebody who mistyped. Guessing goes on for longer, and faster.",
            address(story, Role::Forgetful)
        ),
        Incident::OddHosts => format!(
            "{} asked once for old-shop.example and was told 421: an old bookmark. An attempt comes again.",
            address(story, Role::Bookmark)
        ),
        Incident::PathProbing => format!(
            "{} asks for robots.txt and sitemap.xml, as search engines do, and browsers ask for favicon.ico. Their 404s are harmless: nothing secret has these names.",
            address(story, Role::Robot)
        ),
    }
}

fn source(story: &Story, said: Ipv4Addr) -> String {
    match story.role(said) {
        None => format!("No line comes from {said}. Copy the address out of the third column."),
        Some(Role::Intruder) => {
            format!("{said} has {} lines, and none of them is ordinary.", story.count(Role::Intruder))
        }
        Some(role) => format!("{said} is {}", who(story, role)),
    }
}

/// Somebody harmless.
fn who(story: &Story, role: Role) -> String {
    let count = story.count(role);
    match role {
        Role::Monitor => format!(
            "a monitor: {count} requests for /metrics, one every 15 seconds, each answered. Much and regular is not suspicious."
        ),
        Role::Forgetful => {
            "somebody who mistyped a password a few times, slowly, and then got in. One person, one name."
                .to_owned()
        }
        Role::Backup => "a job that connects to 3 ports, each once, each open.".to_owned(),
        Role::Bookmark => "somebody with an old bookmark: one request.".to_owned(),
        Role::Robot => {
            "a search engine's robot, which asks for robots.txt before it looks at pages.".to_owned()
        }
        Role::Visitor => {
            "a visitor. The 404 is for favicon.ico, which a browser asks for by itself.".to_owned()
        }
        Role::Intruder => String::new(),
    }
}

fn line(story: &Story, said: u32) -> String {
    match story.line(said) {
        None => format!("Line {said} has no entry. The first three lines are the head."),
        Some(line) if line.role != Role::Intruder => {
            format!("Line {said} is from {}, {}", line.source, who(story, line.role))
        }
        Some(_) if story.of_intruder().next() == Some(said) => {
            format!("Everything from this source is in line {said} and after it.")
        }
        Some(_) => {
            format!("Line {said} belongs to it, but it began earlier. Look for the first line of its source.")
        }
    }
}

fn succeeded(story: &Story, said: bool) -> &'static str {
    match (said == story.succeeded, said, story.kind) {
        (true, true, Incident::PortScan) => "It found a port open among those that it tried.",
        (true, true, Incident::PasswordGuessing) => {
            "After all the 401s comes a 200: it got in, and what it did then has to be looked at."
        }
        (true, true, Incident::OddHosts) => {
            "One request under the foreign name was answered 200: the check of the host has a hole."
        }
        (true, true, Incident::PathProbing) => "One of the paths was there, and was handed out.",
        (true, false, Incident::PortScan) => "Every port that it tried refused.",
        (true, false, Incident::PasswordGuessing) => "It was refused, and then slowed down with 429.",
        (true, false, Incident::OddHosts) => "Every one of its requests was answered 421.",
        (true, false, Incident::PathProbing) => "Nothing that it asked for was there.",
        (false, true, _) => {
            "Somebody else's 200 or open port was taken for it. Look at the results of this one source alone."
        }
        (false, false, _) => "Read its lines to the end: not all of them have the same result.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn right(story: &Story) -> Answer {
        Answer {
            kind: story.kind,
            source: story.source(Role::Intruder).unwrap(),
            line: story.of_intruder().next().unwrap(),
            succeeded: story.succeeded,
        }
    }

    #[test]
    fn the_truth_is_right_and_one_wrong_part_is_wrong_alone() {
        for case in 1..=200 {
            let story = Story::tell(case);
            let truth = right(&story);
            assert!(judge(&story, &truth).solved, "{case}");
            let other = Incident::ALL.into_iter().find(|kind| *kind != story.kind).unwrap();
            for (wrong, question) in [
                (Answer { kind: other, ..truth }, Question::Kind),
                (Answer { source: story.source(Role::Monitor).unwrap(), ..truth }, Question::Source),
                (Answer { line: truth.line - 1, ..truth }, Question::Line),
                (Answer { succeeded: !truth.succeeded, ..truth }, Question::Succeeded),
            ] {
                let verdict = judge(&story, &wrong);
                let parts: Vec<_> = verdict.parts.iter().filter(|part| !part.right).collect();
                assert!(
                    !verdict.solved && parts.len() == 1 && parts[0].question == question,
                    "{case} {wrong:?}"
                );
                assert!(parts[0].because.ends_with('.'), "{:?}", parts[0]);
                let secret = truth.source.to_string();
                assert!(
                    !parts[0].because.contains(&secret),
                    "{case}: it gives the answer away: {:?}",
                    parts[0]
                );
            }
        }
    }

    #[test]
    fn each_false_lead_is_named() {
        let story = Story::tell(3);
        let truth = right(&story);
        let because = |answer: Answer, at: usize| judge(&story, &answer).parts[at].because.clone();
        for (role, words) in [
            (Role::Monitor, "a monitor: 40 requests"),
            (Role::Forgetful, "mistyped"),
            (Role::Backup, "a job"),
            (Role::Bookmark, "old bookmark"),
            (Role::Robot, "search engine"),
            (Role::Visitor, "favicon.ico"),
        ] {
            let source = story.source(role).unwrap();
            let told = because(Answer { source, ..truth }, 1);
            assert!(told.starts_with(&source.to_string()) && told.contains(words), "{told}");
        }
        assert!(because(Answer { source: Ipv4Addr::LOCALHOST, ..truth }, 1).contains("No line"));
        assert!(because(Answer { line: 1, ..truth }, 2).contains("the head"));
        let second = story.of_intruder().nth(1).unwrap();
        assert!(because(Answer { line: second, ..truth }, 2).contains("began earlier"));
        for kind in Incident::ALL.into_iter().filter(|kind| *kind != story.kind) {
            let told = because(Answer { kind, ..truth }, 0);
            assert!(told.split(' ').next().unwrap().parse::<Ipv4Addr>().is_ok(), "{told}");
        }
    }
}
