//! What happens in a case, line by line.

use std::net::Ipv4Addr;

use protocol::incidents::{Incident, MARK};

use super::cast::{Dice, Told, sources};

/// The port of the service that the log is about.
const SERVICE: u16 = 8080;

/// Who stands behind a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// The one to be found.
    Intruder,
    /// Somebody who looks at pages.
    Visitor,
    /// Somebody who mistypes a password, and then does not.
    Forgetful,
    /// A monitor that scrapes.
    Monitor,
    /// A job that connects to a few ports that it knows.
    Backup,
    /// Somebody with an old bookmark.
    Bookmark,
    /// A search engine's robot.
    Robot,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(super) at_ms: u64,
    pub(crate) source: Ipv4Addr,
    pub(crate) role: Role,
    pub(super) what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    Connect { port: u16, open: bool },
    Request { method: &'static str, status: u16, path: String, host: &'static str, user: &'static str },
}

/// A case, told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Story {
    pub(crate) case: u32,
    pub(crate) kind: Incident,
    pub(crate) succeeded: bool,
    pub(crate) lines: Vec<Line>,
}

impl Story {
    /// Tells the case of this number.
    pub(super) fn tell(case: u32) -> Self {
        let mut dice = Dice(u64::from(case));
        let kind = Incident::ALL[dice.index(Incident::ALL.len())];
        let succeeded = dice.roll().is_multiple_of(2);
        let mut sources = sources(&mut dice);
        let mut next = || sources.pop().unwrap_or(Ipv4Addr::LOCALHOST);
        let mut told = Told::new(dice);
        told.intruder(next(), kind, succeeded);
        told.monitor(next());
        told.forgetful(next());
        told.backup(next());
        told.bookmark(next());
        told.robot(next());
        for _ in 0..told.dice.between(4, 6) {
            told.visitor(next());
        }
        let mut lines = told.lines;
        lines.sort_by_key(|line| line.at_ms);
        Self { case, kind, succeeded, lines }
    }

    /// The log as text, its head first.
    pub(crate) fn text(&self) -> Vec<String> {
        let mut text = self.head();
        text.extend(self.lines.iter().map(Line::text));
        text
    }

    fn head(&self) -> Vec<String> {
        vec![
            format!(
                "# {MARK} LOG of Loopback Lab, case {}. Made up: nothing in it ever happened.",
                self.case
            ),
            format!(
                "# {MARK} The addresses are set aside for documentation (RFC 5737), the names too (RFC 2606)."
            ),
            format!(
                "# {MARK} Columns: mark, time, source, port, event, result; of a request also path, host, user."
            ),
        ]
    }

    /// A line by its number in the text, counted from 1; nothing of the head.
    pub(crate) fn line(&self, number: u32) -> Option<&Line> {
        let head = self.head().len();
        self.lines.get(usize::try_from(number).ok()?.checked_sub(head + 1)?)
    }

    /// The numbers of the intruder's lines.
    pub(crate) fn of_intruder(&self) -> impl Iterator<Item = u32> {
        let head = self.head().len();
        let is_intruder = |(_, line): &(usize, &Line)| line.role == Role::Intruder;
        let number = move |(index, _)| u32::try_from(index + head + 1).unwrap_or(u32::MAX);
        self.lines.iter().enumerate().filter(is_intruder).map(number)
    }

    /// From the intruder's first line to its last, in seconds, and at least one.
    pub(crate) fn seconds(&self) -> u64 {
        let mut times = self.lines.iter().filter(|line| line.role == Role::Intruder).map(|line| line.at_ms);
        let first = times.next().unwrap_or_default();
        (times.next_back().unwrap_or(first) - first).div_ceil(1000).max(1)
    }

    /// The address of somebody in it.
    pub(crate) fn source(&self, role: Role) -> Option<Ipv4Addr> {
        self.lines.iter().find(|line| line.role == role).map(|line| line.source)
    }

    /// Who has an address.
    pub(crate) fn role(&self, source: Ipv4Addr) -> Option<Role> {
        self.lines.iter().find(|line| line.source == source).map(|line| line.role)
    }

    /// How many lines somebody has.
    pub(crate) fn count(&self, role: Role) -> usize {
        self.lines.iter().filter(|line| line.role == role).count()
    }
}

impl Line {
    fn text(&self) -> String {
        let (minutes, ms) = (self.at_ms / 60_000, self.at_ms % 60_000);
        let time = format!("2026-03-02T09:{minutes:02}:{:02}.{:03}Z", ms / 1000, ms % 1000);
        let source = self.source;
        match &self.what {
            What::Connect { port, open } => {
                let result = if *open { "open" } else { "refused" };
                format!("{MARK} {time} {source} {port} connect {result}")
            }
            What::Request { method, status, path, host, user } => {
                format!("{MARK} {time} {source} {SERVICE} {method} {status} {path} host={host} user={user}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use protocol::incidents::MAX_CASE;

    use super::super::cast::{BLOCKS, LENGTH_MS};
    use super::*;

    #[test]
    fn the_same_case_is_told_the_same_and_another_otherwise() {
        assert_eq!(Story::tell(7).text(), Story::tell(7).text());
        let all: HashSet<_> = (1..=200).map(|case| Story::tell(case).text()[3..].join("\n")).collect();
        assert_eq!(all.len(), 200);
    }

    #[test]
    fn every_case_is_marked_made_of_documentation_addresses_and_bounded() {
        let mut kinds = HashSet::new();
        for case in (1..=MAX_CASE).step_by(13) {
            let story = Story::tell(case);
            kinds.insert((story.kind, story.succeeded));
            let text = story.text();
            assert!((60..=160).contains(&text.len()), "{case}: {}", text.len());
            assert!(text.iter().all(|line| line.starts_with("PRACTICE ") || line.starts_with("# PRACTICE ")));
            assert!(text.iter().all(|line| line.len() <= 110), "{case}");
            assert!(text[3..].is_sorted_by_key(|line| line.split(' ').nth(1).unwrap().to_owned()));
            for line in &story.lines {
                let [a, b, c, _] = line.source.octets();
                assert!(BLOCKS.contains(&[a, b, c]), "{}", line.source);
                assert!(line.at_ms < LENGTH_MS + 120_000);
            }
            // Each of them is told, with one address each.
            let roles: HashSet<_> = story.lines.iter().map(|line| (line.role as u8, line.source)).collect();
            let named: HashSet<_> = roles.iter().map(|(role, _)| role).collect();
            assert_eq!(named.len(), 7, "{case}");
            let addresses: HashSet<_> = roles.iter().map(|(_, source)| source).collect();
            assert_eq!(addresses.len(), roles.len(), "{case}: two have one address");
            // The loudest is not always the one to be found.
            let first = story.of_intruder().next().unwrap();
            assert_eq!(story.line(first).unwrap().role, Role::Intruder);
            assert!(text[first as usize - 1].contains(&story.source(Role::Intruder).unwrap().to_string()));
        }
        assert_eq!(kinds.len(), 8, "each kind, with and without success");
    }

    #[test]
    fn whether_it_succeeded_can_be_read_in_the_log() {
        for case in 1..=300 {
            let story = Story::tell(case);
            let text = story.text();
            let good = story.of_intruder().any(|number| {
                let result = text[number as usize - 1].split(' ').nth(5).unwrap();
                result == "open" || result == "200"
            });
            assert_eq!(good, story.succeeded, "{case}");
        }
    }

    #[test]
    fn the_head_has_no_entries() {
        let story = Story::tell(1);
        for number in [0, 1, 2, 3, u32::MAX] {
            assert_eq!(story.line(number), None);
        }
        assert!(story.line(4).is_some());
    }
}
