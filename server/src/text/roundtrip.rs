//! `GET /roundtrip` in a terminal: the figures, then how they spread, one line a kind on one logarithmic axis.

use concepts::spread::{Axis, Summary, duration};
use protocol::roundtrip::{Kind, RoundTrips, Series};

use super::{Paint, WIDTH, wrap};

/// Eight heights of a column (Unicode, Block Elements).
const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Columns of the names on the left.
const NAMES: usize = 14;

/// The figures, the drawing, and what could not be measured.
pub(crate) fn render(trips: &RoundTrips, paint: Paint) -> String {
    let rounds = if trips.made == 1 { "1 round".to_owned() } else { format!("{} rounds", trips.made) };
    let mut text = wrap(
        &format!(
            "{} to {}, measured by the lab in {}. One round before them warmed up and is not counted.",
            rounds,
            paint.notation(&trips.target.to_string()),
            duration(trips.elapsed_us.saturating_mul(1000)),
        ),
        WIDTH,
    );
    if let Some(why) = &trips.cut_short {
        text.push_str(&format!("\n{}", wrap(why, WIDTH)));
    }
    let heads = ["shortest", "median", "99th", "longest", "failed"];
    text.push_str(&format!("\n\n{:NAMES$}{}\n", "", heads.map(|head| format!("{head:>11}")).concat()));
    for series in &trips.series {
        text.push_str(&format!("{:NAMES$}{}\n", name(series.kind), paint_figures(series, paint)));
    }
    text.push_str(&drawing(trips));
    for series in &trips.series {
        if let Some(reason) = &series.reason {
            let errno = series.errno.as_ref().map(|errno| format!(" ({errno})")).unwrap_or_default();
            text.push_str(&format!(
                "\n{}\n",
                wrap(&format!("{}{errno}: {reason}", name(series.kind)), WIDTH)
            ));
        }
    }
    text
}

fn paint_figures(series: &Series, paint: Paint) -> String {
    let Some(Summary { min_ns, median_ns, p99_ns, max_ns }) = series.summary else {
        return format!("{:>11}", "none");
    };
    let cell = |ns| format!("{:>11}", duration(ns));
    let median = paint.strong(&cell(median_ns));
    format!("{}{median}{}{}{:>11}", cell(min_ns), cell(p99_ns), cell(max_ns), series.failures)
}

/// How each kind spreads: the higher a column, the more round trips took that long.
fn drawing(trips: &RoundTrips) -> String {
    let all = trips.series.iter().flat_map(|series| series.samples_ns.iter().copied());
    let Some(axis) = Axis::around(all) else { return String::new() };
    let scale = Scale::of(axis);
    let mut text = String::from("\n");
    for series in trips.series.iter().filter(|series| series.summary.is_some()) {
        let counts: Vec<u32> =
            axis.counts(&series.samples_ns).chunks(scale.bins).map(|bins| bins.iter().sum()).collect();
        let most = counts.iter().copied().max().unwrap_or(1).max(1);
        let columns: String = counts
            .iter()
            .flat_map(|&count| std::iter::repeat_n(column(count, most), scale.columns))
            .collect();
        text.push_str(format!("{:NAMES$}{columns}", name(series.kind)).trim_end());
        text.push('\n');
    }
    text.push_str(&format!("{:NAMES$}{}\n", "", ticks(axis, scale)));
    text
}

/// So many bins share so many columns; one of the two is one.
#[derive(Clone, Copy)]
struct Scale {
    bins: usize,
    columns: usize,
}

impl Scale {
    fn of(axis: Axis) -> Self {
        let room = WIDTH - NAMES;
        Self { bins: axis.bins().div_ceil(room), columns: (room / axis.bins()).clamp(1, 3) }
    }
}

fn column(count: u32, most: u32) -> char {
    let height = (count * HEIGHTS.len() as u32).div_ceil(most) as usize;
    height.checked_sub(1).and_then(|index| HEIGHTS.get(index)).copied().unwrap_or(' ')
}

/// The axis: each tick's duration, beginning under its place, as far as there is room.
fn ticks(axis: Axis, scale: Scale) -> String {
    let mut line = String::new();
    for ns in axis.ticks() {
        // To the nearest column.
        let column = (axis.place(ns) as usize * scale.columns + 500 * scale.bins) / (1000 * scale.bins);
        let used = line.chars().count();
        let label = format!("|{}", duration(ns));
        if (used == 0 || column > used) && NAMES + column + label.chars().count() <= WIDTH {
            line.push_str(&" ".repeat(column - used));
            line.push_str(&label);
        }
    }
    line
}

/// What a kind is called.
const fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::IcmpEcho => "ICMP echo",
        Kind::TcpConnect => "TCP connect",
        Kind::HttpKept => "HTTP, kept",
        Kind::HttpNew => "HTTP, new",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn trips(samples: [Vec<u64>; 4]) -> RoundTrips {
        let series = Kind::ALL.into_iter().zip(samples).map(|(kind, samples_ns)| Series {
            kind,
            summary: Summary::of(&samples_ns),
            failures: 0,
            reason: samples_ns.is_empty().then(|| "The system would not.".to_owned()),
            errno: samples_ns.is_empty().then(|| "EACCES".to_owned()),
            samples_ns,
        });
        let target = "127.0.0.1:62893".parse().unwrap();
        RoundTrips { target, asked: 3, made: 3, cut_short: None, elapsed_us: 1200, series: series.collect() }
    }

    #[test]
    fn figures_and_columns_stand_on_one_axis() {
        let text = render(
            &trips([vec![], vec![20_000, 21_000, 40_000], vec![90_000; 3], vec![150_000; 3]]),
            Paint::Plain,
        );
        assert!(
            text.contains("TCP connect         20 µs      21 µs      40 µs      40 µs          0\n"),
            "{text}"
        );
        assert!(text.contains("ICMP echo (EACCES): The system would not."), "{text}");
        assert!(text.contains("ICMP echo            none\n"), "{text}");
        assert!(text.contains("TCP connect   ███      ▄▄▄\n"), "{text}");
        assert!(text.contains("\n              |20 µs      |50 µs   |100 µs"), "{text}");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_a_terminal(samples in proptest::array::uniform4(proptest::collection::vec(0..=1_000_000_000_u64, 0..20))) {
            let text = render(&trips(samples), Paint::Plain);
            for line in text.lines() {
                prop_assert!(line.chars().count() <= WIDTH, "{:?}", line);
            }
        }
    }
}
