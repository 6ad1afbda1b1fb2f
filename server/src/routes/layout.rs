//! Lays out the addresses, each with its description: what is not described cannot be laid out.

use actix_web::guard::{Any, Get, Guard, Head};
use actix_web::http::{Method, StatusCode, header};
use actix_web::{FromRequest, Handler, HttpRequest, HttpResponse, Responder, Route, web};

use super::Answer;
use crate::openapi::{Description, Document, Place};
use crate::problem::Failure;

/// The methods of an address that is there to be read.
pub(super) const READING: &str = "GET, HEAD, OPTIONS";

/// The methods that OpenAPI has a place for.
const EVERY: [Method; 8] = [
    Method::GET,
    Method::PUT,
    Method::POST,
    Method::DELETE,
    Method::OPTIONS,
    Method::HEAD,
    Method::PATCH,
    Method::TRACE,
];

/// The addresses, as they are laid out.
pub(crate) struct Layout<'a> {
    config: &'a mut web::ServiceConfig,
    places: Vec<Place>,
}

/// The methods of an address.
pub(crate) struct Methods {
    routes: Vec<Route>,
    described: Vec<(Method, Description)>,
}

/// GET, and HEAD, which is GET without the body (RFC 9110, section 9.3.2).
pub(super) fn read<F, Args>(handler: F, description: Description) -> Methods
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let route = web::route().guard(readable()).to(handler);
    Methods { routes: vec![route], described: vec![(Method::GET, description)] }
}

/// One method.
pub(super) fn only<F, Args>(method: Method, handler: F, description: Description) -> Methods
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    Methods { routes: Vec::new(), described: Vec::new() }.and(method, handler, description)
}

fn readable() -> impl Guard {
    Any(Get()).or(Head())
}

impl Methods {
    /// And another method.
    pub(crate) fn and<F, Args>(mut self, method: Method, handler: F, description: Description) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.routes.push(web::method(method.clone()).to(handler));
        self.described.push((method, description));
        self
    }

    /// The value of `Allow` (RFC 9110, section 10.2.1).
    fn allow(&self) -> String {
        let mut names: Vec<_> = self.described.iter().map(|(method, _)| method.as_str()).collect();
        if names.first() == Some(&"GET") {
            names.insert(1, "HEAD");
        }
        names.push("OPTIONS");
        names.join(", ")
    }
}

impl<'a> Layout<'a> {
    pub(crate) fn new(config: &'a mut web::ServiceConfig) -> Self {
        Self { config, places: Vec::new() }
    }

    /// An address with its methods. `OPTIONS` is answered with the methods there are (RFC 9110, section 9.3.7), every
    /// other method is refused with them.
    pub(crate) fn at(&mut self, path: &str, methods: Methods) {
        let allow = methods.allow();
        let others = web::route().to(move |request: HttpRequest| {
            let allow = allow.clone();
            async move { other_method(&request, &allow) }
        });
        let mut resource = web::resource(path).default_service(others);
        for route in methods.routes {
            resource = resource.route(route);
        }
        self.config.service(resource);
        self.place(path, methods.described);
    }

    /// An address that takes any method.
    pub(crate) fn any<F, Args>(&mut self, path: &str, handler: F, description: Description)
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.config.service(web::resource(path).to(handler));
        self.place(path, EVERY.map(|method| (method, description)).to_vec());
    }

    /// Addresses that a library serves: what lays them out, and the description of each.
    pub(crate) fn served(
        &mut self,
        lay_out: impl FnOnce(&mut web::ServiceConfig),
        described: &[(&str, Description)],
    ) {
        self.config.configure(lay_out);
        for (path, description) in described {
            self.place(path, vec![(Method::GET, *description)]);
        }
    }

    /// Answers where there is no address, and ends.
    pub(crate) fn otherwise<F, Args>(self, handler: F)
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.config.default_service(web::route().to(handler));
        self.config.app_data(web::Data::new(Document::new(self.places)));
    }

    fn place(&mut self, pattern: &str, methods: Vec<(Method, Description)>) {
        self.places.push(Place { path: template(pattern), methods });
    }
}

/// The pattern of an address without what its parts must match: `/echo/{rest}` for `/echo/{rest:.*}`.
fn template(pattern: &str) -> String {
    let mut pieces = pattern.split('{');
    let mut template = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (part, rest) = piece.split_once('}').unwrap_or((piece, ""));
        let name = part.split(':').next().unwrap_or_default();
        template.push_str(&format!("{{{name}}}{rest}"));
    }
    template
}

/// What stands for the address of a request that was led to none.
pub(crate) const NOWHERE: &str = "none";

/// What stands for the address of the files that the page is made of.
const PAGE: &str = "page";

/// The address of a request as it was laid out, such as `/lessons/{slug}`: one of a fixed number, whatever was asked for.
pub(crate) fn route(request: &HttpRequest, status: StatusCode) -> String {
    match request.match_pattern() {
        Some(pattern) => template(&pattern),
        None if status.is_client_error() || status.is_server_error() => NOWHERE.to_owned(),
        None => PAGE.to_owned(),
    }
}

/// `OPTIONS` is answered with the methods there are, every other method is refused with them.
fn other_method(request: &HttpRequest, allow: &str) -> Answer {
    if request.method() == Method::OPTIONS { Ok(options(allow)) } else { Err(not_allowed(allow)) }
}

/// The methods of an address (RFC 9110, section 9.3.7).
pub(super) fn options(allow: &str) -> HttpResponse {
    HttpResponse::NoContent().insert_header((header::ALLOW, allow)).finish()
}

fn not_allowed(allow: &str) -> Failure {
    Failure::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "This address does not take this method",
    )
    .because(format!("The address takes {allow}."))
    .next("Ask with one of these; /echo is the address that takes any method.")
    .allow(allow)
}

/// An address that is there to be read was sent something else.
pub(crate) fn only_read() -> Failure {
    not_allowed(READING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_names_the_parts_alone() {
        for (pattern, wanted) in
            [("/", "/"), ("/echo/{rest:.*}", "/echo/{rest}"), ("/a/{b}/c/{d:[0-9]+}/e", "/a/{b}/c/{d}/e")]
        {
            assert_eq!(template(pattern), wanted);
        }
    }
}
