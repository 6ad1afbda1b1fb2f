//! `/auth/basic`, `/auth/bearer` and `/auth/token`: practice resources that ask who you are.
//!
//! Whoever is not known is challenged (401), whoever is known and may not is refused (403). What was shown is in no answer,
//! no log and no journal.

use std::time::Instant;

use actix_web::http::header::{self, HeaderMap};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, web};
use protocol::auth::{Admitted, MAX_TOKENS, MAX_WRONG, Scheme, Scope, TOKEN_S, Token, WRONG_S};
use protocol::metrics::Outcome;

use super::Answer;
use super::layout::{Layout, only, read};
use crate::openapi::{self, Operation};
use crate::problem::{Challenge, Failure};
use crate::represent::{Media, Wish, parameter, reply};
use crate::services::auth::{Principal, Refusal, Unreadable};
use crate::state::State;
use crate::text;

/// Lays out the addresses.
pub(super) fn lay_out(layout: &mut Layout<'_>) {
    layout.at("/auth/basic", read(basic, || described(Scheme::Basic, Scope::Read)));
    layout.at("/auth/basic/admin", read(basic_admin, || described(Scheme::Basic, Scope::Admin)));
    layout.at("/auth/bearer", read(bearer, || described(Scheme::Bearer, Scope::Read)));
    layout.at("/auth/bearer/admin", read(bearer_admin, || described(Scheme::Bearer, Scope::Admin)));
    layout.at("/auth/token", only(Method::POST, issue, describe_token));
}

async fn basic(request: HttpRequest, state: web::Data<State>) -> Answer {
    admit(&request, &state, Scheme::Basic, Scope::Read)
}

async fn basic_admin(request: HttpRequest, state: web::Data<State>) -> Answer {
    admit(&request, &state, Scheme::Basic, Scope::Admin)
}

async fn bearer(request: HttpRequest, state: web::Data<State>) -> Answer {
    admit(&request, &state, Scheme::Bearer, Scope::Read)
}

async fn bearer_admin(request: HttpRequest, state: web::Data<State>) -> Answer {
    admit(&request, &state, Scheme::Bearer, Scope::Admin)
}

/// First who it is, then whether they may.
fn admit(request: &HttpRequest, state: &State, scheme: Scheme, needs: Scope) -> Answer {
    let query = request.query_string();
    let wish = Wish::read(query, request.headers(), &[Media::Text, Media::Json])?;
    if scheme == Scheme::Bearer && parameter(query, "access_token").is_some() {
        return Err(in_address());
    }
    let Principal { user, may, expires_in } = principal(request.headers(), state, scheme)?;
    if !may.allows(needs) {
        return Err(not_allowed(user, scheme));
    }
    let admitted = Admitted { user: user.to_owned(), scheme, may, needs, expires_in };
    Ok(reply(wish.format(), &admitted, text::auth::render))
}

/// Gives out a token, that its owner shows in place of the password from then on.
async fn issue(request: HttpRequest, state: web::Data<State>) -> Answer {
    let query = request.query_string();
    let wish = Wish::read(query, request.headers(), &[Media::Text, Media::Json])?;
    let wanted = scope(parameter(query, "scope").as_deref())?;
    let Principal { user, may, .. } = principal(request.headers(), &state, Scheme::Basic)?;
    if !may.allows(wanted) {
        return Err(Failure::new(StatusCode::FORBIDDEN, "scope_denied", "Nobody can give more than they have")
            .because(format!("The lab knows you: you are {user}. The reader may read, and a token with the scope admin could do more."))
            .next("Ask for the scope read, or ask as the admin."));
    }
    let token = state.auth.issue(user, wanted, Instant::now()).map_err(|why| refused(Scheme::Bearer, why))?;
    Ok(reply(wish.format(), &token, text::auth::token))
}

fn principal(headers: &HeaderMap, state: &State, scheme: Scheme) -> Result<Principal, Failure> {
    let mut given = headers.get_all(header::AUTHORIZATION);
    let (first, second) = (given.next(), given.next());
    if second.is_some() {
        state.metrics.signed_in(scheme, Outcome::Unreadable);
        return Err(repeated(scheme));
    }
    let shown = first.map(header::HeaderValue::as_bytes);
    let now = Instant::now();
    let known = match scheme {
        Scheme::Basic => state.auth.basic(shown, now),
        Scheme::Bearer => state.auth.bearer(shown, now),
    };
    if let Some(outcome) = outcome(&known) {
        state.metrics.signed_in(scheme, outcome);
    }
    known.map_err(|why| refused(scheme, why))
}

/// What the metrics call it.
fn outcome(known: &Result<Principal, Refusal>) -> Option<Outcome> {
    Some(match known {
        Ok(_) => Outcome::Known,
        Err(Refusal::Missing) => Outcome::Missing,
        Err(Refusal::Unreadable(_)) => Outcome::Unreadable,
        Err(Refusal::Wrong | Refusal::Unknown) => Outcome::Wrong,
        Err(Refusal::Expired) => Outcome::Expired,
        Err(Refusal::TooMany(_)) => Outcome::Slowed,
        Err(Refusal::NoRandom) => return None,
    })
}

fn scope(word: Option<&str>) -> Result<Scope, Failure> {
    let Some(word) = word else { return Ok(Scope::Read) };
    Scope::ALL.into_iter().find(|scope| scope.word() == word).ok_or_else(|| {
        Failure::parameter(
            "scope_invalid",
            "scope is neither read nor admin.",
            "Leave it out for read, or write ?scope=admin.",
        )
    })
}

fn refused(scheme: Scheme, why: Refusal) -> Failure {
    match why {
        Refusal::Missing => missing(scheme),
        Refusal::Unreadable(why) if scheme == Scheme::Basic => unreadable(why),
        Refusal::Unreadable(_) => {
            Failure::new(StatusCode::BAD_REQUEST, "token_empty", "There is no token after Bearer")
                .because("Authorization names the scheme Bearer, and no token follows.")
                .next("Send the header Authorization: Bearer, a space, and the token that POST /auth/token gave you.")
                .challenge(Challenge::InvalidRequest)
        }
        Refusal::Wrong => Failure::new(StatusCode::UNAUTHORIZED, "credentials_wrong", "The lab does not know you")
            .because("No user has this name with this password. Which of the two is wrong, the lab does not say.")
            .next("The lesson prints the practice users: curl -u reader:practice-reader")
            .challenge(Challenge::Basic),
        Refusal::TooMany(seconds) => {
            Failure::new(StatusCode::TOO_MANY_REQUESTS, "guesses_exhausted", "Too many wrong passwords")
                .because(format!(
                    "{MAX_WRONG} were wrong in a row. The lab looks at one more every {WRONG_S} seconds, and until then not even at a right one."
                ))
                .next(format!("Wait for {seconds} s, then ask again."))
                .retry_after(u16::try_from(seconds).unwrap_or(u16::MAX))
        }
        Refusal::Unknown => Failure::new(StatusCode::UNAUTHORIZED, "token_unknown", "The lab does not know this token")
            .because(format!(
                "It gave out no such token since it started, or has forgotten it: it keeps the last {MAX_TOKENS}."
            ))
            .next("Get one with curl -u reader:practice-reader -X POST and the address /auth/token.")
            .challenge(Challenge::InvalidToken),
        Refusal::Expired => Failure::new(StatusCode::UNAUTHORIZED, "token_expired", "The token has expired")
            .because(format!("A token is good for {TOKEN_S} seconds."))
            .next("Get a new one with POST /auth/token.")
            .challenge(Challenge::InvalidToken),
        Refusal::NoRandom => {
            Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "random_missing", "There are no random bytes")
                .because("The system gave the lab no random bytes, without which nothing can be kept secret.")
                .next("Restart the lab.")
        }
    }
}

fn missing(scheme: Scheme) -> Failure {
    let (challenge, next) = match scheme {
        Scheme::Basic => (
            Challenge::Basic,
            "Show a name and a password: repeat the command with -u reader:practice-reader behind curl.",
        ),
        Scheme::Bearer => (
            Challenge::Bearer,
            "Get a token with POST /auth/token, and show it in the header Authorization: Bearer and the token.",
        ),
    };
    Failure::new(StatusCode::UNAUTHORIZED, "credentials_missing", "Who are you?")
        .because(format!(
            "This address wants to know who asks. WWW-Authenticate names the scheme: {}. The request has no Authorization by it.",
            scheme.name()
        ))
        .next(next)
        .challenge(challenge)
}

fn unreadable(why: Unreadable) -> Failure {
    let what = match why {
        Unreadable::Empty => "nothing follows the word Basic",
        Unreadable::Base64 => "what follows is not base64",
        Unreadable::Utf8 => "below the base64 is no text in UTF-8",
        Unreadable::Colon => "below the base64 is no colon between a name and a password",
        Unreadable::Control => "below the base64 is a control character",
    };
    Failure::new(StatusCode::UNAUTHORIZED, "credentials_unreadable", "Authorization cannot be read")
        .because(format!("The scheme is Basic, and {what}."))
        .next("Let curl write it: repeat the command with -u reader:practice-reader behind curl.")
        .challenge(Challenge::Basic)
}

/// `Authorization` is one field (RFC 9110, section 11.6.2).
fn repeated(scheme: Scheme) -> Failure {
    let failure =
        Failure::new(StatusCode::BAD_REQUEST, "authorization_repeated", "Authorization came more than once")
            .because("Which of them to believe would be a guess, and the lab does not guess who you are.")
            .next("Send one.");
    match scheme {
        Scheme::Basic => failure,
        Scheme::Bearer => failure.challenge(Challenge::InvalidRequest),
    }
}

/// Addresses end up in histories and logs (RFC 6750, section 5.3).
fn in_address() -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, "token_in_address", "A token does not belong in an address")
        .because("Addresses are kept: in a browser's history, in the shell's, in the log of every server on the way.")
        .next("Send the token in the header Authorization: Bearer and the token. Take the one that you showed for known.")
        .challenge(Challenge::InvalidRequest)
}

fn not_allowed(user: &str, scheme: Scheme) -> Failure {
    match scheme {
        Scheme::Basic => Failure::new(
            StatusCode::FORBIDDEN,
            "right_missing",
            "The lab knows you, and you may not",
        )
        .because(format!(
            "You are {user}, and this address is for the admin. Another password would not help {user}."
        ))
        .next("Ask for /auth/basic, which the reader may see, or ask as the admin."),
        Scheme::Bearer => {
            Failure::new(StatusCode::FORBIDDEN, "scope_missing", "The token is good, and not for this")
                .because(format!(
                    "The token is {user}'s, with the scope read. This address asks for the scope admin."
                ))
                .next("Ask for /auth/bearer, or get a token with POST /auth/token?scope=admin as the admin.")
                .challenge(Challenge::InsufficientScope)
        }
    }
}

fn described(scheme: Scheme, needs: Scope) -> Operation {
    let summary = match (scheme, needs) {
        (Scheme::Basic, Scope::Read) => "A practice resource behind a name and a password",
        (Scheme::Basic, Scope::Admin) => "A practice resource for the admin, by name and password",
        (Scheme::Bearer, Scope::Read) => "A practice resource behind a token",
        (Scheme::Bearer, Scope::Admin) => "A practice resource for tokens with the scope admin",
    };
    let operation = Operation::new(summary)
        .answers::<Admitted>("Who asks, and what they may do.")
        .fails(StatusCode::BAD_REQUEST, &["authorization_repeated"])
        .fails(StatusCode::INTERNAL_SERVER_ERROR, &["random_missing"]);
    match scheme {
        Scheme::Basic => by_password(operation, needs == Scope::Admin, "right_missing"),
        Scheme::Bearer => {
            let operation = operation
                .protected("bearer")
                .says("A token comes from `POST /auth/token`. One in the query is refused unread.")
                .fails(StatusCode::BAD_REQUEST, &["token_empty", "token_in_address"])
                .fails(StatusCode::UNAUTHORIZED, &["credentials_missing", "token_unknown", "token_expired"]);
            if needs == Scope::Admin {
                operation.fails(StatusCode::FORBIDDEN, &["scope_missing"])
            } else {
                operation
            }
        }
    }
}

/// Protected by a name and a password, with what can go wrong with them.
fn by_password(operation: Operation, can_be_refused: bool, code: &'static str) -> Operation {
    let says = format!(
        "The users are for practice: `reader` with the password `practice-reader`, `admin` with `practice-admin`. After \
         {MAX_WRONG} wrong passwords, one more is looked at every {WRONG_S} seconds."
    );
    let operation = operation
        .protected("basic")
        .says(says)
        .fails(
            StatusCode::UNAUTHORIZED,
            &["credentials_missing", "credentials_unreadable", "credentials_wrong"],
        )
        .fails(StatusCode::TOO_MANY_REQUESTS, &["guesses_exhausted"]);
    if can_be_refused { operation.fails(StatusCode::FORBIDDEN, &[code]) } else { operation }
}

/// The description of `POST /auth/token`.
fn describe_token() -> Operation {
    let operation = Operation::new("A token in place of a password")
        .query(
            "scope",
            "What the token is to be good for; read where it is left out.",
            openapi::word(&["read", "admin"]),
        )
        .answers::<Token>(format!("The token, good for {TOKEN_S} seconds. As text it is the token alone."))
        .fails(StatusCode::BAD_REQUEST, &["authorization_repeated", "scope_invalid"])
        .fails(StatusCode::INTERNAL_SERVER_ERROR, &["random_missing"]);
    by_password(operation, true, "scope_denied")
}
