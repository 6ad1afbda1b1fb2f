//! The practice resources that ask who you are: `GET /auth/basic`, `GET /auth/bearer`, what lies under each for the admin
//! alone, and `POST /auth/token`, which gives out a token for the second.
//!
//! | request | who may | reply |
//! |---|---|---|
//! | `GET /auth/basic` | both users, by name and password | [`Admitted`] |
//! | `GET /auth/basic/admin` | the admin | [`Admitted`] |
//! | `POST /auth/token?scope=` | both users, by name and password | [`Token`] |
//! | `GET /auth/bearer` | whoever has a token | [`Admitted`] |
//! | `GET /auth/bearer/admin` | whoever has a token with the scope `admin` | [`Admitted`] |

use serde::{Deserialize, Serialize};

/// How many wrong passwords are looked at in a row.
pub const MAX_WRONG: u32 = 5;

/// After how long one more is, in seconds.
pub const WRONG_S: u64 = 3;

/// How long a token is good for, in seconds.
pub const TOKEN_S: u64 = 300;

/// How many tokens there are at once; the oldest makes room for the newest.
pub const MAX_TOKENS: usize = 32;

/// How many random bytes a token is made of.
pub const TOKEN_BYTES: usize = 32;

/// Somebody whom the practice resources know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct User {
    /// The name.
    pub name: &'static str,
    /// The password: printed in the lesson, so that it protects nothing.
    pub password: &'static str,
    /// What this user may do.
    pub may: Scope,
}

/// Everybody whom they know.
pub const USERS: [User; 2] = [
    User { name: "reader", password: "practice-reader", may: Scope::Read },
    User { name: "admin", password: "practice-admin", may: Scope::Admin },
];

/// How a client shows who it is (RFC 9110, section 11.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "AuthScheme"))]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// By a name and a password (RFC 7617).
    Basic,
    /// By a token, whoever brings it (RFC 6750).
    Bearer,
}

impl Scheme {
    /// Its name in `Authorization` and `WWW-Authenticate`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Basic => "Basic",
            Self::Bearer => "Bearer",
        }
    }

    /// Its address.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Basic => "/auth/basic",
            Self::Bearer => "/auth/bearer",
        }
    }
}

/// What somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Read.
    Read,
    /// Everything.
    Admin,
}

impl Scope {
    /// Both, the narrower first.
    pub const ALL: [Self; 2] = [Self::Read, Self::Admin];

    /// The word on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Admin => "admin",
        }
    }

    /// Whether who has this may do what needs the other.
    pub const fn allows(self, needed: Self) -> bool {
        matches!((self, needed), (Self::Admin, _) | (Self::Read, Self::Read))
    }
}

/// The lab knows who asks, and lets them in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Admitted {
    /// The user.
    pub user: String,
    /// How the lab knows.
    pub scheme: Scheme,
    /// What was shown is good for.
    pub may: Scope,
    /// What this address asks for.
    pub needs: Scope,
    /// For how many seconds more the token is good; `null` for a password, which does not expire.
    pub expires_in: Option<u64>,
}

/// A token that was given out, in the form of RFC 6749, section 5.1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Token {
    /// The token: random, and known to the lab in this run alone.
    pub access_token: String,
    /// How it is to be shown: `Bearer`.
    pub token_type: String,
    /// For how many seconds it is good.
    pub expires_in: u64,
    /// What it is good for.
    pub scope: Scope,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_on_the_wire_and_the_narrower_scope_allows_less() {
        for scope in Scope::ALL {
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.word());
            assert!(scope.allows(Scope::Read) && Scope::Admin.allows(scope));
        }
        assert!(!Scope::Read.allows(Scope::Admin));
    }
}
