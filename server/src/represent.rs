//! Which representation a client wants: `?format=` and `?color=` first, then `Accept` (RFC 9110, section 12.5.1).

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use serde::Serialize;

use crate::problem::Failure;
use crate::text::{self, Paint};

/// Takes the phrase from the status line of a status that has none, such as 299 (RFC 9112, section 4: it may be empty).
pub(crate) fn unnamed(response: &mut HttpResponse) {
    if response.status().canonical_reason().is_none() {
        response.head_mut().reason = Some("");
    }
}

/// How a reply is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Text { paint: Paint },
}

/// A media type that some address offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Media {
    Text,
    Json,
    Html,
    EventStream,
}

impl Media {
    const fn parts(self) -> (&'static str, &'static str) {
        match self {
            Self::Text => ("text", "plain"),
            Self::Json => ("application", "json"),
            Self::Html => ("text", "html"),
            Self::EventStream => ("text", "event-stream"),
        }
    }
}

/// What the client asked for in its address and header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wish {
    pub(crate) media: Media,
    pub(crate) paint: Paint,
}

impl Wish {
    /// Reads the wish from a request's query and header. `offers` are what this address has, the favourite first.
    pub(crate) fn read(query: &str, headers: &HeaderMap, offers: &[Media]) -> Result<Self, Failure> {
        let paint = match parameter(query, "color").as_deref() {
            None | Some("never") => Paint::Plain,
            Some("always") => Paint::Colour,
            Some(_) => {
                return Err(Failure::parameter(
                    "color_invalid",
                    "color is neither always nor never.",
                    "Leave it out, or write ?color=always.",
                ));
            }
        };
        let media = match parameter(query, "format").as_deref() {
            None => accepted(headers, offers),
            Some("json") if offers.contains(&Media::EventStream) => Media::EventStream,
            Some("json") => Media::Json,
            Some("text") => Media::Text,
            Some(_) => {
                return Err(Failure::parameter(
                    "format_invalid",
                    "format is neither json nor text.",
                    "Leave it out, or write ?format=json or ?format=text.",
                ));
            }
        };
        Ok(Self { media, paint })
    }

    /// The wish of a client that may have asked for something impossible: what an error is written in.
    pub(crate) fn for_error(query: &str, headers: &HeaderMap) -> Format {
        Self::read(query, headers, &[Media::Text, Media::Json]).map_or_else(
            |_| format_of(accepted(headers, &[Media::Text, Media::Json]), Paint::Plain),
            Self::format,
        )
    }

    /// JSON or text; whatever else was chosen is text.
    pub(crate) fn format(self) -> Format {
        format_of(self.media, self.paint)
    }
}

fn format_of(media: Media, paint: Paint) -> Format {
    if media == Media::Json { Format::Json } else { Format::Text { paint } }
}

/// Answers 200 with a value as JSON, or as the text that `render` makes of it.
pub(crate) fn reply<T: Serialize>(
    format: Format,
    value: &T,
    render: impl FnOnce(&T, Paint) -> String,
) -> HttpResponse {
    let mut response = HttpResponse::build(StatusCode::OK);
    response.insert_header((header::VARY, "accept"));
    match format {
        Format::Json => response.content_type("application/json").body(text::json(value)),
        Format::Text { paint } => {
            response.content_type("text/plain; charset=utf-8").body(render(value, paint))
        }
    }
}

/// The first value of a query parameter, percent-decoded.
pub(crate) fn parameter(query: &str, name: &str) -> Option<String> {
    // The pairs are few; a map would not be quicker and would lose which of two came first.
    parameters(query).into_iter().find_map(|(key, value)| (key == name).then_some(value))
}

/// The names and values of a query in order, percent-decoded; none where it is not one.
pub(crate) fn parameters(query: &str) -> Vec<(String, String)> {
    actix_web::web::Query::from_query(query).map(actix_web::web::Query::into_inner).unwrap_or_default()
}

/// Chooses among the offers by `Accept`. Where it allows none of them, or is missing, the first offer is taken:
/// a learner who asks for something else is better served with text than with a refusal.
fn accepted(headers: &HeaderMap, offers: &[Media]) -> Media {
    let fallback = offers.first().copied().unwrap_or(Media::Text);
    let ranges: Vec<Range> = headers
        .get_all(header::ACCEPT)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(Range::parse)
        .collect();
    offers
        .iter()
        .filter_map(|&offer| {
            // The most specific range that fits says how much the offer is liked.
            let (place, range) = ranges
                .iter()
                .enumerate()
                .filter(|(_, range)| range.fits(offer))
                .max_by_key(|(place, range)| (range.precision, std::cmp::Reverse(*place)))?;
            (range.quality > 0).then_some((offer, (range.quality, range.precision, std::cmp::Reverse(place))))
        })
        .reduce(|best, other| if other.1 > best.1 { other } else { best })
        .map_or(fallback, |(offer, _)| offer)
}

/// One range of `Accept`, such as `text/*;q=0.5`.
struct Range {
    kind: String,
    sub: String,
    /// 0 for `*/*`, 1 for `text/*`, 2 for `text/plain`.
    precision: u8,
    /// In thousandths.
    quality: u16,
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let mut pieces = text.split(';').map(str::trim);
        let (kind, sub) = pieces.next()?.split_once('/')?;
        let quality = pieces
            .find_map(|piece| piece.strip_prefix("q=").or_else(|| piece.strip_prefix("Q=")))
            .map_or(Some(1000), thousandths)?;
        Some(Self {
            kind: kind.to_ascii_lowercase(),
            sub: sub.to_ascii_lowercase(),
            precision: u8::from(kind != "*") + u8::from(sub != "*"),
            quality,
        })
    }

    fn fits(&self, media: Media) -> bool {
        let (kind, sub) = media.parts();
        (self.kind == "*" || self.kind == kind) && (self.sub == "*" || self.sub == sub)
    }
}

/// A quality value (RFC 9110, section 12.4.2) in thousandths; `None` where it is not one.
pub(crate) fn thousandths(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let parts: u16 = format!("{fraction:0<3}").parse().ok()?;
    match whole {
        "0" => Some(parts),
        "1" if parts == 0 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(accept: &str, offers: &[Media]) -> Media {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, accept.parse().unwrap());
        accepted(&headers, offers)
    }

    #[test]
    fn each_client_gets_what_it_asked_for() {
        let page = [Media::Text, Media::Json, Media::Html];
        let data = [Media::Text, Media::Json];
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";
        for (accept, offers, wanted) in [
            ("*/*", &page[..], Media::Text),
            (browser, &page, Media::Html),
            (browser, &data, Media::Text),
            ("application/json", &data, Media::Json),
            ("application/json, text/plain, */*", &data, Media::Json),
            ("text/plain, application/json", &data, Media::Text),
            ("application/json;q=0.5, text/plain;q=0.4", &data, Media::Json),
            ("application/json;q=0, */*", &data, Media::Text),
            ("text/*;q=0.1, application/json;q=0.05", &data, Media::Text),
            ("image/png", &data, Media::Text),
            ("nonsense", &data, Media::Text),
            ("APPLICATION/JSON", &data, Media::Json),
        ] {
            assert_eq!(choose(accept, offers), wanted, "{accept}");
        }
        assert_eq!(choose("application/json", &[Media::Text, Media::EventStream]), Media::Text);
    }

    #[test]
    fn a_quality_has_at_most_three_digits() {
        for (text, value) in [
            ("1", Some(1000)),
            ("1.000", Some(1000)),
            ("0.5", Some(500)),
            ("0", Some(0)),
            ("1.1", None),
            ("0.1234", None),
            ("2", None),
            ("", None),
        ] {
            assert_eq!(thousandths(text), value, "{text}");
        }
    }
}
