//! Where a port number falls: on the drawn ruler, in the ranges, among the services.

use concepts::port::{Range, Span};
use concepts::service::{Service, service};

/// How many port numbers there are, 0 included.
pub const NUMBERS: u32 = 65_536;

/// The place of a port on the ruler, in thousandths of a per cent of its length: whole numbers, so that
/// the drawing is the same everywhere.
fn share(number: u32) -> u32 {
    u32::try_from(u64::from(number) * 100_000 / u64::from(NUMBERS)).unwrap_or(100_000)
}

/// A share as an SVG attribute wants it: `75.000%`.
fn percent(share: u32) -> String {
    format!("{}.{:03}%", share / 1000, share % 1000)
}

/// Where a port's own stretch of the ruler begins.
pub fn start(number: u16) -> String {
    percent(share(u32::from(number)))
}

/// Where a span begins and how long it is.
pub fn stretch(span: Span) -> (String, String) {
    let from = share(u32::from(span.first));
    let to = share(u32::from(span.last) + 1);
    (percent(from), percent(to.saturating_sub(from)))
}

/// The place of a port on a ruler of one span alone. `None` where it lies outside.
pub fn inside(span: Span, number: u16) -> Option<String> {
    let from = u64::from(number.checked_sub(span.first)?);
    let share = u32::try_from(from * 100_000 / u64::from(span.count())).ok()?;
    span.contains(number).then(|| percent(share))
}

/// What there is to say about a port number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The number.
    pub number: u16,
    /// The range of RFC 6335.
    pub range: Range,
    /// The service that is registered or expected there.
    pub service: Option<&'static Service>,
    /// Whether this machine may lend it to an outgoing connection; `None` where the system does not tell.
    pub lent: Option<bool>,
}

/// Reads a port number, given this machine's ephemeral range.
pub fn read(number: u16, ephemeral: Option<Span>) -> Reading {
    Reading {
        number,
        range: Range::of(number),
        service: service(number),
        lent: ephemeral.map(|span| span.contains(number)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_ranges_are_drawn_to_scale() {
        assert_eq!(stretch(Range::System.span()), ("0.000%".into(), "1.562%".into()));
        assert_eq!(stretch(Range::Dynamic.span()), ("75.000%".into(), "25.000%".into()));
    }

    #[test]
    fn reads_a_port() {
        let linux = Some(Span { first: 32768, last: 60999 });
        let lab = read(62893, linux);
        assert_eq!((lab.range, lab.service, lab.lent), (Range::Dynamic, None, Some(false)));
        assert_eq!(read(22, None).service.map(|service| service.name), Some("ssh"));
        assert_eq!(read(22, None).lent, None);
    }

    #[test]
    fn a_span_alone_reaches_from_edge_to_edge() {
        let span = Span { first: 32768, last: 60999 };
        assert_eq!(inside(span, 32768).as_deref(), Some("0.000%"));
        assert_eq!(inside(span, 46884).as_deref(), Some("50.000%"));
        assert_eq!((inside(span, 32767), inside(span, 61000)), (None, None));
    }

    proptest! {
        #[test]
        fn a_higher_port_is_never_further_left(low in any::<u16>(), high in any::<u16>()) {
            let (low, high) = (low.min(high), low.max(high));
            prop_assert!(share(u32::from(low)) <= share(u32::from(high)));
        }
    }
}
