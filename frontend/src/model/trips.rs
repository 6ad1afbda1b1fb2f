//! Round trips that the page measures itself, and where they are drawn beside the lab's.

use concepts::spread::{Axis, edge};
use protocol::roundtrip::{Kind, ONCE, RoundTrips, THEN_CLOSE};

/// How many round trips of each kind the learner may choose.
pub const COUNTS: [u16; 3] = [20, 100, 500];

/// Requests beyond the two for each round trip: the first, which warms up, and those that use up connections which
/// the browser still kept when a new one was wanted. A browser keeps at most six for one host.
const SPARE: usize = 20;

/// One request of the page, as the browser timed it (W3C Resource Timing).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// From its start to the end of its answer, in nanoseconds.
    pub took_ns: u64,
    /// How long its connection took to make, in nanoseconds; `None` where it went over one that was there.
    pub connect_ns: Option<u64>,
}

/// What the page has measured so far, in nanoseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageTrips {
    connect: Vec<u64>,
    kept: Vec<u64>,
    new: Vec<u64>,
    asked: usize,
}

impl PageTrips {
    /// The next address to ask for, to have `count` of each kind; `None` once there are, or the browser gives no more.
    pub fn next(&self, count: usize) -> Option<String> {
        let close = if self.kept.len() < count {
            ""
        } else if self.new.len() < count {
            THEN_CLOSE
        } else {
            return None;
        };
        let between = if close.is_empty() { "" } else { "&" };
        // The number tells the browser's timings apart.
        (self.asked <= 2 * count + SPARE).then(|| format!("{ONCE}?n={}{between}{close}", self.asked))
    }

    /// Takes in the answer. What kind it was, the browser's own timing says, not what was wanted.
    pub fn take(&mut self, fetched: Fetched, count: usize) {
        self.asked += 1;
        if self.asked == 1 {
            return;
        }
        match fetched.connect_ns {
            None if self.kept.len() < count => self.kept.push(fetched.took_ns),
            Some(connect_ns) if self.new.len() < count => {
                self.connect.push(connect_ns);
                self.new.push(fetched.took_ns);
            }
            _ => {}
        }
    }

    /// The samples of a kind. A page cannot send ICMP.
    pub fn samples(&self, kind: Kind) -> &[u64] {
        match kind {
            Kind::IcmpEcho => &[],
            Kind::TcpConnect => &self.connect,
            Kind::HttpKept => &self.kept,
            Kind::HttpNew => &self.new,
        }
    }

    /// How many requests were counted.
    pub fn counted(&self) -> usize {
        self.kept.len() + self.new.len()
    }
}

/// The lab's samples of a kind.
pub fn lab_samples(lab: &RoundTrips, kind: Kind) -> &[u64] {
    lab.series
        .iter()
        .find(|series| series.kind == kind)
        .map(|series| series.samples_ns.as_slice())
        .unwrap_or_default()
}

/// The axis that holds everything that was measured.
pub fn axis(lab: Option<&RoundTrips>, page: &PageTrips) -> Option<Axis> {
    let lab = lab.iter().flat_map(|lab| lab.series.iter()).flat_map(|series| series.samples_ns.iter());
    let page = Kind::ALL.iter().flat_map(|&kind| page.samples(kind));
    Axis::around(lab.chain(page).copied())
}

/// A place on the axis, or a length, given in thousandths of a bin, as an SVG attribute wants it: `12.500%`.
pub fn percent(axis: Axis, thousandths: u64) -> String {
    let share = thousandths * 100 / axis.bins() as u64;
    format!("{}.{:03}%", share / 1000, share % 1000)
}

/// From where to where a bin of the axis goes, in nanoseconds.
pub fn stretch(axis: Axis, index: usize) -> (u64, u64) {
    (edge(axis.first + index), edge(axis.first + index + 1))
}

/// The columns of one half of a drawing as SVG path data: one for each count, a thousand units wide, from the line at
/// `line` up or down by at most `room`. `most` is the highest count that is drawn on this scale.
pub fn columns(counts: &[u32], most: u32, line: u32, room: u32, down: bool) -> String {
    let (there, back) = if down { ("", "-") } else { ("-", "") };
    let drawn = counts.iter().enumerate().filter(|(_, count)| **count > 0);
    drawn
        .map(|(index, &count)| {
            let high = height(count, most, room);
            format!("M{} {line}v{there}{high}h1000v{back}{high}z", 1000 * index)
        })
        .collect()
}

/// Vertical lines at these places as SVG path data.
pub fn verticals(places: impl Iterator<Item = u64>, from: u32, to: u32) -> String {
    places.map(|place| format!("M{place} {from}V{to}")).collect()
}

/// How high a column is, of `room`: what was counted at all is at least one high.
fn height(count: u32, most: u32, room: u32) -> u32 {
    if count == 0 { 0 } else { (count * room).div_ceil(most.max(1)).max(1) }
}

/// The bin that a key leads to from another, among so many; `None` where the key leads nowhere.
pub fn step(key: &str, at: usize, bins: usize) -> Option<usize> {
    let last = bins.saturating_sub(1);
    Some(match key {
        "ArrowLeft" | "ArrowDown" => at.saturating_sub(1),
        "ArrowRight" | "ArrowUp" => (at + 1).min(last),
        "Home" => 0,
        "End" => last,
        _ => return None,
    })
}

/// The bin with most of the samples that were measured, to begin at.
pub fn fullest(axis: Axis, lab: Option<&RoundTrips>, page: &PageTrips) -> usize {
    let kind = Kind::TcpConnect;
    let samples = lab.map(|lab| lab_samples(lab, kind)).filter(|samples| !samples.is_empty());
    let counts = axis.counts(samples.unwrap_or_else(|| page.samples(kind)));
    counts.iter().enumerate().max_by_key(|(_, count)| **count).map_or(0, |(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KEPT: Fetched = Fetched { took_ns: 700_000, connect_ns: None };
    const NEW: Fetched = Fetched { took_ns: 900_000, connect_ns: Some(80_000) };

    #[test]
    fn the_first_request_warms_up_and_the_rest_go_where_the_browser_says() {
        let mut page = PageTrips::default();
        assert_eq!(page.next(2).as_deref(), Some("/roundtrip/once?n=0"));
        page.take(NEW, 2);
        assert_eq!(page.counted(), 0);
        page.take(KEPT, 2);
        page.take(KEPT, 2);
        assert_eq!(page.next(2).as_deref(), Some("/roundtrip/once?n=3&then=close"));
        // The browser had another connection left; its answer counts for nothing.
        page.take(KEPT, 2);
        page.take(NEW, 2);
        page.take(NEW, 2);
        assert_eq!(page.next(2), None);
        assert_eq!(page.samples(Kind::TcpConnect), [80_000, 80_000]);
        assert_eq!((page.samples(Kind::HttpKept).len(), page.samples(Kind::HttpNew).len()), (2, 2));
        assert!(page.samples(Kind::IcmpEcho).is_empty());
    }

    #[test]
    fn a_browser_that_never_shows_a_new_connection_is_not_asked_for_ever() {
        let mut page = PageTrips::default();
        let mut asked = 0;
        while page.next(5).is_some() {
            page.take(KEPT, 5);
            asked += 1;
        }
        assert_eq!((asked, page.samples(Kind::HttpNew).len()), (2 * 5 + SPARE + 1, 0));
    }

    #[test]
    fn columns_stand_on_their_line() {
        assert_eq!(columns(&[2, 0, 4], 4, 34, 30, false), "M0 34v-15h1000v15zM2000 34v-30h1000v30z");
        assert_eq!(columns(&[1], 4, 34, 30, true), "M0 34v8h1000v-8z");
        assert_eq!(verticals([500, 2000].into_iter(), 0, 68), "M500 0V68M2000 0V68");
    }

    #[test]
    fn keys_lead_along_the_axis_and_not_beyond() {
        for (key, at, to) in [
            ("ArrowLeft", 0, Some(0)),
            ("ArrowRight", 3, Some(4)),
            ("ArrowRight", 9, Some(9)),
            ("Home", 5, Some(0)),
            ("End", 5, Some(9)),
            ("Tab", 5, None),
        ] {
            assert_eq!(step(key, at, 10), to, "{key}");
        }
    }

    proptest! {
        #[test]
        fn columns_fit_their_room(count in 0_u32..600, most in 1_u32..600) {
            let high = height(count.min(most), most, 40);
            prop_assert!(high <= 40 && (high == 0) == (count == 0));
        }

        #[test]
        fn everything_is_drawn_inside(samples in proptest::collection::vec(1_u64..20_000_000_000, 1..50)) {
            let mut page = PageTrips { asked: 1, ..PageTrips::default() };
            samples.iter().for_each(|&took_ns| page.take(Fetched { took_ns, connect_ns: None }, 50));
            let axis = axis(None, &page).unwrap();
            for &ns in &samples {
                let place: f64 = percent(axis, axis.place(ns)).trim_end_matches('%').parse().unwrap();
                prop_assert!((0.0..=100.0).contains(&place));
            }
            prop_assert!(fullest(axis, None, &page) < axis.bins());
        }
    }
}
