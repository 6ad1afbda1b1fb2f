//! What the lines of an HTTP exchange say: headers (RFC 9110, RFC 9111, the Fetch standard) and the lines around them.

use crate::model::verbose::About;

/// What a line of the exchange says.
pub fn explain(about: &About) -> &'static str {
    match about {
        About::Trying => {
            "The client asks the system to connect to this address and port. The system picks a free port for the client's own end."
        }
        About::Connected => {
            "TCP has joined two sockets: the lab's on one end, the lent port on the other. Only now can HTTP begin."
        }
        About::RequestLine => {
            "The request line: the method, what is asked for, and the version of HTTP (RFC 9112, section 3)."
        }
        About::Header(name) => header(name),
        About::End => {
            "An empty line ends the head. What follows, if anything, is the body (RFC 9112, section 2.1)."
        }
        About::StatusLine => {
            "The status line: the version, a number for programs and, in HTTP/1.1, words for people (RFC 9112, section 4)."
        }
        About::Body => "The body: what was asked for. Its length and kind stood in the head.",
        About::Left => {
            "The connection stays open, so that the next request needs no new one (RFC 9112, section 9.3). curl prints this line; the page knows only that its browser keeps connections too."
        }
        About::Unseen => {
            "The browser adds headers of its own that a page is not shown. Ask for /echo to see what really arrived."
        }
    }
}

fn header(name: &str) -> &'static str {
    match name {
        "host" => {
            "The name and port that the client asked for. One server can serve many names; this lab refuses names that are not its own (RFC 9110, section 7.2)."
        }
        "user-agent" => {
            "What the client calls itself. A hint, never a proof: any client may claim any name (RFC 9110, section 10.1.5)."
        }
        "accept" => {
            "The kinds of content that the client wants. From this the lab decides between text for a terminal, JSON and the page (RFC 9110, section 12.5.1)."
        }
        "accept-encoding" => "The compressions that the client can undo (RFC 9110, section 12.5.3).",
        "accept-language" => "The languages that the reader prefers (RFC 9110, section 12.5.4).",
        "connection" => {
            "What is to happen to this connection; keep-alive is the default of HTTP/1.1 (RFC 9110, section 7.6.1)."
        }
        "referer" => {
            "The address of the page that asked. The name is misspelt in the standard itself (RFC 9110, section 10.1.3)."
        }
        "origin" => "Scheme, host and port of the page that asked (RFC 6454, section 7).",
        "sec-fetch-site" => {
            "Set by the browser alone: whether the asking page is of the same origin. This lab refuses requests that come from other sites' pages (Fetch Metadata)."
        }
        "sec-fetch-mode" | "sec-fetch-dest" | "sec-fetch-user" => {
            "Set by the browser alone: how and for what the answer will be used (Fetch Metadata)."
        }
        "sec-ch-ua" | "sec-ch-ua-mobile" | "sec-ch-ua-platform" => {
            "Set by the browser alone: a short form of what it is (User-Agent Client Hints)."
        }
        "cache-control" | "pragma" => "How long and by whom a copy may be kept (RFC 9111, section 5.2).",
        "content-type" => "What kind of content the body is (RFC 9110, section 8.3).",
        "content-length" => {
            "How many bytes the body has, so that the reader knows where it ends (RFC 9110, section 8.6)."
        }
        "content-encoding" => "The compression of the body (RFC 9110, section 8.4).",
        "transfer-encoding" => {
            "The body comes in chunks, each with its own length, because its whole length was not known at the start (RFC 9112, section 6.1)."
        }
        "date" => "When the answer was made (RFC 9110, section 6.6.1).",
        "vary" => "Which request headers the answer depends on, for caches (RFC 9110, section 12.5.5).",
        "etag" => "A name for this very version of the content (RFC 9110, section 8.8.3).",
        "content-security-policy" => {
            "What the page may load and run. Here: only what comes from the lab itself (Content Security Policy Level 3)."
        }
        "x-content-type-options" => {
            "Tells the browser to believe Content-Type and not to guess (Fetch standard, section 3.6)."
        }
        "referrer-policy" => "What the browser may tell other sites about this address (Referrer Policy).",
        "cross-origin-opener-policy" | "cross-origin-embedder-policy" | "cross-origin-resource-policy" => {
            "Keeps pages of other origins out of this one, and this one's content out of theirs (HTML standard, Fetch standard)."
        }
        "x-frame-options" => "Whether other pages may frame this one (HTML standard).",
        "x-request-id" => "The number of this request in the lab's journal.",
        _ => {
            "A header: a name, a colon, a value. Names may be spelled in small or capital letters (RFC 9110, section 5.1)."
        }
    }
}
