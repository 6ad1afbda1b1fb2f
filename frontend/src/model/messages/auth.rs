//! The words of the auth gate.

use protocol::auth::{Scheme, Scope, User};

use crate::model::auth::{Fault, Gate, Who};

/// The choice of a scheme.
pub const HOW: &str = "How do you show who you are?";
/// The choice of a door.
pub const DOOR: &str = "Which door?";
/// The field for the name.
pub const NAME: &str = "Name";
/// The field for the password.
pub const PASSWORD: &str = "Password";
/// The field for the token.
pub const TOKEN: &str = "Token";
/// Over the suggestions for a name and a password.
pub const FILL: &str = "Fill in:";
/// Over the tokens to get.
pub const GET: &str = "Get one, with the password of:";
/// While one is got.
pub const GETTING: &str = "Getting a token…";
/// Fills in nobody.
pub const NOBODY: &str = "nobody";
/// Fills in somebody whom the lab does not know.
pub const STRANGER: &str = "a stranger";
/// The stranger's name and password.
pub const STRANGERS: [&str; 2] = ["mallory", "guess"];
/// Sends the request.
pub const KNOCK: &str = "Knock";
/// While the answer is waited for.
pub const KNOCKING: &str = "Knocking…";
/// The gates' name.
pub const GATES: &str = "How far the request came";
/// Over what was sent.
pub const SENT: &str = "What was sent";
/// Over what came back.
pub const CAME: &str = "What came back";
/// All of what came back.
pub const WHOLE: &str = "All header fields";
/// Over the attempts.
pub const ATTEMPTS: &str = "Your knocks, newest first";
/// No token came.
pub const NO_TOKEN: &str =
    "No token came. If there were too many wrong passwords, wait a few seconds and try again.";
/// What was typed does not go out.
pub const NOTHING_SHOWN: &str = "Nothing is filled in: the request will say nothing of who you are.";

/// A scheme.
pub const fn scheme(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Basic => "Basic: name and password",
        Scheme::Bearer => "Bearer: a token",
    }
}

/// A door.
pub const fn door(needs: Scope) -> &'static str {
    match needs {
        Scope::Read => "for every user",
        Scope::Admin => "for the admin",
    }
}

/// A user.
pub fn user(user: &User) -> String {
    format!("the {}", user.name)
}

/// A token to get.
pub fn token(user: &User, scope: Scope) -> String {
    match scope {
        Scope::Read => format!("the {}, to read", user.name),
        Scope::Admin => format!("the {}, for everything", user.name),
    }
}

/// The gates.
pub const GATE: [&str; 3] = ["Who are you?", "May you?", "Come in"];

/// How a gate stands.
pub const fn gate(gate: Gate) -> &'static str {
    match gate {
        Gate::Passed => "passed",
        Gate::Stopped => "stopped here",
        Gate::NotReached => "not reached",
    }
}

/// What is wrong with what was typed.
pub const fn fault(fault: Fault) -> &'static str {
    match fault {
        Fault::Colon => "A name has no colon: what follows it would be taken for the password.",
        Fault::Control => "A name and a password have no control characters.",
        Fault::Token => "A token is made of letters, digits and - . _ ~ + / alone.",
    }
}

/// What stands below the base64.
pub fn below(pair: &str) -> String {
    format!("Read backwards from base64: {pair}. Nothing is hidden.")
}

/// What a status means here.
pub const fn means(status: u16) -> &'static str {
    match status {
        200 => "The lab knows you, and you may.",
        400 => "The request does not show its credentials as the scheme asks. The lab does not guess.",
        401 => "The lab does not know who you are. WWW-Authenticate says how to show it. You may ask again.",
        403 => {
            "The lab knows who you are, and the answer is no. Asking again as the same user does not help."
        }
        429 => {
            "There were too many wrong passwords. Until the time in Retry-After is over, not even a right one is looked at."
        }
        _ => "The lab says something else; its words are below.",
    }
}

/// Who was shown.
pub fn who(who: &Who) -> String {
    match who {
        Who::Nobody => NOBODY.to_owned(),
        Who::Named(name) if name.is_empty() => "no name".to_owned(),
        Who::Named(name) => name.clone(),
        Who::Bearer => "a token".to_owned(),
    }
}
