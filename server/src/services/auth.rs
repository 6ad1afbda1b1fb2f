//! Who asks, and what they may do: two practice users by name and password (RFC 7617), and tokens (RFC 6750).
//!
//! Nothing that was shown is kept: passwords and tokens are compared as authentication codes under a key that is made anew
//! with each lab, in a time that does not depend on what was shown. Wrong passwords are bounded for all together: everybody
//! who asks is on this machine, so that an address tells nobody apart.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use protocol::auth::{
    MAX_TOKENS, MAX_WRONG, Scheme, Scope, TOKEN_BYTES, TOKEN_S, Token, USERS, User, WRONG_S,
};
use ring::hmac;
use ring::rand::{SecureRandom as _, SystemRandom};

/// Somebody who has shown who they are.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Principal {
    pub(crate) user: &'static str,
    /// What was shown is good for.
    pub(crate) may: Scope,
    /// For how many seconds more, where it ends.
    pub(crate) expires_in: Option<u64>,
}

/// Why somebody is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Nothing was shown, or by another scheme.
    Missing,
    /// What was shown does not have the form of its scheme.
    Unreadable(Unreadable),
    /// The name and the password are not those of one user.
    Wrong,
    /// Too many wrong passwords; one more is looked at after so many seconds.
    TooMany(u64),
    /// The lab has not given out this token, or another has taken its room.
    Unknown,
    /// The token's time is over.
    Expired,
    /// The system gives no random bytes.
    NoRandom,
}

/// What is wrong with the form of what was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// It is not base64.
    Base64,
    /// Below the base64 is no UTF-8.
    Utf8,
    /// There is no colon between name and password.
    Colon,
    /// There is a control character.
    Control,
    /// There is nothing after the name of the scheme.
    Empty,
}

/// Knows the users and the tokens of one lab.
pub(crate) struct Auth {
    random: SystemRandom,
    /// `None` where the system gives no random bytes.
    key: Option<hmac::Key>,
    wrong: Mutex<Wrong>,
    tokens: Mutex<VecDeque<Kept>>,
}

/// A token that was given out.
struct Kept {
    tag: hmac::Tag,
    user: &'static str,
    scope: Scope,
    until: Instant,
}

/// How many wrong passwords may still come, counted in what one costs: it comes back with time.
struct Wrong {
    left: Duration,
    at: Instant,
}

/// What one wrong password costs.
const COST: Duration = Duration::from_secs(WRONG_S);

impl Wrong {
    fn refill(&mut self, now: Instant) {
        let most = COST * MAX_WRONG;
        self.left = (self.left + now.saturating_duration_since(self.at)).min(most);
        self.at = now;
    }

    /// In how many seconds the next is looked at; `None` where it is now.
    fn wait(&self) -> Option<u64> {
        let missing = COST.checked_sub(self.left).filter(|missing| !missing.is_zero())?;
        Some(missing.as_secs() + u64::from(missing.subsec_nanos() > 0))
    }
}

impl Default for Auth {
    fn default() -> Self {
        let random = SystemRandom::new();
        Self {
            key: hmac::Key::generate(hmac::HMAC_SHA256, &random).ok(),
            random,
            wrong: Mutex::new(Wrong { left: COST * MAX_WRONG, at: Instant::now() }),
            tokens: Mutex::default(),
        }
    }
}

impl Auth {
    /// Who shows a name and a password in `Authorization`.
    ///
    /// # Errors
    /// Why nobody does who is known.
    pub(crate) fn basic(&self, authorization: Option<&[u8]>, now: Instant) -> Result<Principal, Refusal> {
        let shown = of_scheme(Scheme::Basic, authorization)?;
        let pair = decoded(shown).map_err(Refusal::Unreadable)?;
        let key = self.key.as_ref().ok_or(Refusal::NoRandom)?;
        let mut wrong = lock(&self.wrong);
        wrong.refill(now);
        // Not even a right one is looked at: else whoever guesses on would know it from the wrong ones.
        if let Some(seconds) = wrong.wait() {
            return Err(Refusal::TooMany(seconds));
        }
        match known(key, &pair) {
            Some(user) => Ok(Principal { user: user.name, may: user.may, expires_in: None }),
            None => {
                wrong.left = wrong.left.saturating_sub(COST);
                Err(Refusal::Wrong)
            }
        }
    }

    /// Who brings a token in `Authorization`.
    ///
    /// # Errors
    /// Why nobody does who is known.
    pub(crate) fn bearer(&self, authorization: Option<&[u8]>, now: Instant) -> Result<Principal, Refusal> {
        let shown = of_scheme(Scheme::Bearer, authorization)?;
        if shown.is_empty() {
            return Err(Refusal::Unreadable(Unreadable::Empty));
        }
        let key = self.key.as_ref().ok_or(Refusal::NoRandom)?;
        let tokens = lock(&self.tokens);
        let is_shown = |kept: &&Kept| hmac::verify(key, shown, kept.tag.as_ref()).is_ok();
        let kept = tokens.iter().find(is_shown).ok_or(Refusal::Unknown)?;
        let left = kept.until.saturating_duration_since(now);
        if left.is_zero() {
            return Err(Refusal::Expired);
        }
        Ok(Principal { user: kept.user, may: kept.scope, expires_in: Some(left.as_secs()) })
    }

    /// Gives out a token to somebody who may do as much.
    ///
    /// # Errors
    /// The system gives no random bytes.
    pub(crate) fn issue(&self, user: &'static str, scope: Scope, now: Instant) -> Result<Token, Refusal> {
        let key = self.key.as_ref().ok_or(Refusal::NoRandom)?;
        let mut bytes = [0; TOKEN_BYTES];
        self.random.fill(&mut bytes).map_err(|_| Refusal::NoRandom)?;
        let access_token = URL_SAFE_NO_PAD.encode(bytes);
        let tag = hmac::sign(key, access_token.as_bytes());
        let mut tokens = lock(&self.tokens);
        while tokens.len() >= MAX_TOKENS {
            tokens.pop_front();
        }
        tokens.push_back(Kept { tag, user, scope, until: now + Duration::from_secs(TOKEN_S) });
        Ok(Token { access_token, token_type: Scheme::Bearer.name().to_owned(), expires_in: TOKEN_S, scope })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing that holds the lock can panic half way.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What `Authorization` holds after the name of the scheme (RFC 9110, section 11.4); names are told apart without regard to case.
fn of_scheme(scheme: Scheme, authorization: Option<&[u8]>) -> Result<&[u8], Refusal> {
    let value = authorization.ok_or(Refusal::Missing)?;
    let end = value.iter().position(|&byte| byte == b' ').unwrap_or(value.len());
    let (name, shown) = value.split_at(end);
    if !name.eq_ignore_ascii_case(scheme.name().as_bytes()) {
        return Err(Refusal::Missing);
    }
    Ok(shown.trim_ascii())
}

/// The name and the password with a colon between them, as they were shown (RFC 7617, section 2).
fn decoded(shown: &[u8]) -> Result<String, Unreadable> {
    if shown.is_empty() {
        return Err(Unreadable::Empty);
    }
    let bytes = STANDARD.decode(shown).map_err(|_| Unreadable::Base64)?;
    let pair = String::from_utf8(bytes).map_err(|_| Unreadable::Utf8)?;
    if !pair.contains(':') {
        Err(Unreadable::Colon)
    } else if pair.contains(char::is_control) {
        Err(Unreadable::Control)
    } else {
        Ok(pair)
    }
}

/// Whose the pair is. Every user is compared, whatever was shown and whether or not one fits.
fn known(key: &hmac::Key, pair: &str) -> Option<&'static User> {
    let shown = hmac::sign(key, pair.as_bytes());
    USERS.iter().fold(None, |found, user| {
        let theirs = format!("{}:{}", user.name, user.password);
        if hmac::verify(key, theirs.as_bytes(), shown.as_ref()).is_ok() { Some(user) } else { found }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pair: &str) -> Vec<u8> {
        format!("Basic {}", STANDARD.encode(pair)).into_bytes()
    }

    #[test]
    fn each_user_is_known_by_name_and_password_alone() {
        let (auth, now) = (Auth::default(), Instant::now());
        let basic = |value: &[u8]| auth.basic(Some(value), now);
        let reader = Principal { user: "reader", may: Scope::Read, expires_in: None };
        assert_eq!(basic(&shown("reader:practice-reader")), Ok(reader));
        assert_eq!(basic(&shown("admin:practice-admin")).unwrap().may, Scope::Admin);
        for (value, refusal) in [
            (&b""[..], Refusal::Missing),
            (b"Bearer abc", Refusal::Missing),
            (b"Basics cmVhZGVyOng=", Refusal::Missing),
            (b"Basic", Refusal::Unreadable(Unreadable::Empty)),
            (b"Basic  ", Refusal::Unreadable(Unreadable::Empty)),
            (b"Basic !", Refusal::Unreadable(Unreadable::Base64)),
            (b"Basic cmVhZGVy cHJhY3RpY2U=", Refusal::Unreadable(Unreadable::Base64)),
            (b"Basic \xff\xfe", Refusal::Unreadable(Unreadable::Base64)),
            (b"Basic /w==", Refusal::Unreadable(Unreadable::Utf8)),
            (b"Basic cmVhZGVy", Refusal::Unreadable(Unreadable::Colon)),
            (b"Basic cmVhZGVyOgA=", Refusal::Unreadable(Unreadable::Control)),
        ] {
            assert_eq!(basic(value).unwrap_err(), refusal, "{}", String::from_utf8_lossy(value));
        }
        assert_eq!(auth.basic(None, now), Err(Refusal::Missing));
        // What has another form was no guess.
        assert!(basic(b"bASIC   cmVhZGVyOnByYWN0aWNlLXJlYWRlcg==").is_ok());
    }

    #[test]
    fn guessing_is_slowed_down_and_a_right_guess_cannot_be_told_from_a_wrong_one() {
        let (auth, start) = (Auth::default(), Instant::now());
        let at = |ms: u64| start + Duration::from_millis(ms);
        for wrong in
            ["reader:practice-admin", "admin:", ":practice-admin", "nobody:x", "admin:practice-admin:"]
        {
            assert_eq!(auth.basic(Some(&shown(wrong)), at(0)), Err(Refusal::Wrong), "{wrong}");
        }
        for pair in ["admin:x", "admin:practice-admin"] {
            assert_eq!(auth.basic(Some(&shown(pair)), at(0)), Err(Refusal::TooMany(WRONG_S)));
        }
        assert_eq!(auth.basic(Some(&shown("admin:x")), at(1500)), Err(Refusal::TooMany(2)));
        assert_eq!(auth.basic(Some(&shown("admin:x")), at(3000)), Err(Refusal::Wrong));
        assert_eq!(auth.basic(Some(&shown("admin:x")), at(3000)), Err(Refusal::TooMany(WRONG_S)));
        assert!(auth.basic(Some(&shown("admin:practice-admin")), at(6000)).is_ok());
        // However long it was, no more than so many come back.
        let later = at(3_600_000);
        for _ in 0..MAX_WRONG {
            assert_eq!(auth.basic(Some(&shown("admin:x")), later), Err(Refusal::Wrong));
        }
        assert_eq!(auth.basic(Some(&shown("admin:x")), later), Err(Refusal::TooMany(WRONG_S)));
    }

    #[test]
    fn a_token_is_good_for_its_scope_and_time_and_the_oldest_makes_room() {
        let (auth, now) = (Auth::default(), Instant::now());
        let issue = |scope| auth.issue("admin", scope, now).unwrap().access_token;
        let show = |token: &str, at| auth.bearer(Some(format!("bearer {token}").as_bytes()), at);
        let (read, admin) = (issue(Scope::Read), issue(Scope::Admin));
        assert!(read != admin && read.len() >= 43, "{read}");
        let principal = show(&read, now).unwrap();
        assert_eq!(principal, Principal { user: "admin", may: Scope::Read, expires_in: Some(TOKEN_S) });
        assert_eq!(show(&admin, now).unwrap().may, Scope::Admin);
        let end = now + Duration::from_secs(TOKEN_S);
        assert!(show(&read, end - Duration::from_millis(1)).is_ok());
        assert_eq!(show(&read, end), Err(Refusal::Expired));
        assert_eq!(show("another", now), Err(Refusal::Unknown));
        assert_eq!(show(&format!("{read}="), now), Err(Refusal::Unknown));
        assert_eq!(auth.bearer(Some(b"Bearer "), now), Err(Refusal::Unreadable(Unreadable::Empty)));
        assert_eq!(auth.bearer(Some(&shown("admin:practice-admin")), now), Err(Refusal::Missing));
        for _ in 0..MAX_TOKENS {
            issue(Scope::Read);
        }
        assert_eq!(show(&read, now), Err(Refusal::Unknown));
        assert_eq!(lock(&auth.tokens).len(), MAX_TOKENS);
        assert_eq!(
            Auth::default().bearer(Some(format!("Bearer {admin}").as_bytes()), now),
            Err(Refusal::Unknown)
        );
    }
}
