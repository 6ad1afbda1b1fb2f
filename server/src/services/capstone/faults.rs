//! Which three faults a case has: who has the port, where the board is instead, and how it fails to answer.

use std::hash::{BuildHasher as _, RandomState};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use protocol::capstone::{CASES, Scheme};
use protocol::listeners::Kind;

/// Where the board is instead of where its clients ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// At the loopback address of IPv6.
    V6,
    /// At another address of 127.0.0.0/8.
    Second,
    /// At another port.
    OtherPort,
}

impl Place {
    /// The address that the board binds.
    pub(super) const fn host(self) -> IpAddr {
        match self {
            Self::V6 => IpAddr::V6(Ipv6Addr::LOCALHOST),
            Self::Second => IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2)),
            Self::OtherPort => IpAddr::V4(Ipv4Addr::LOCALHOST),
        }
    }

    /// In a sentence.
    pub(super) const fn says(self) -> &'static str {
        match self {
            Self::V6 => "The board listened on ::1, and its clients asked at 127.0.0.1.",
            Self::Second => "The board listened on 127.0.0.2, and its clients asked at 127.0.0.1.",
            Self::OtherPort => "The board listened on another port than the one at which its clients asked.",
        }
    }
}

/// How the board fails to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// It speaks TLS to clients that speak HTTP.
    Tls,
    /// It has no worker: a connection is made, and nothing comes.
    NoWorker,
    /// It has no place for a client: a connection is made, and closed.
    NoClient,
}

impl Manner {
    /// The scheme, the workers and the clients that the board begins with.
    pub(super) const fn settings(self) -> (Scheme, u8, u8) {
        match self {
            Self::Tls => (Scheme::Https, 2, 16),
            Self::NoWorker => (Scheme::Http, 0, 16),
            Self::NoClient => (Scheme::Http, 2, 0),
        }
    }

    /// In a sentence.
    pub(super) const fn says(self) -> &'static str {
        match self {
            Self::Tls => "The board spoke TLS to clients that speak plain HTTP.",
            Self::NoWorker => "The board had no worker: it took connections, and said nothing.",
            Self::NoClient => {
                "The board had no place for a client: it closed every connection without a word."
            }
        }
    }
}

/// The three faults of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Faults {
    /// What has the port at which the clients ask.
    pub(super) holder: Kind,
    pub(super) place: Place,
    pub(super) manner: Manner,
}

impl Faults {
    /// Those of a case, by its number from 1 to [`CASES`].
    pub(super) fn of(case: u8) -> Self {
        let number = case.saturating_sub(1) % CASES;
        Self {
            holder: match number % 4 {
                0 => Kind::AcceptClose,
                1 => Kind::Daytime,
                2 => Kind::Reset,
                _ => Kind::HttpHello,
            },
            place: match number / 4 % 3 {
                0 => Place::V6,
                1 => Place::Second,
                _ => Place::OtherPort,
            },
            manner: match number / 12 {
                0 => Manner::Tls,
                1 => Manner::NoWorker,
                _ => Manner::NoClient,
            },
        }
    }
}

/// Any case but one, by the seed that the standard library draws for its hash maps.
pub(super) fn any_but(last: Option<u8>) -> u8 {
    let drawn = RandomState::new().hash_one(0);
    match last {
        // One less to choose from, and those above it move up.
        Some(last) => {
            let case = u8::try_from(drawn % u64::from(CASES - 1)).unwrap_or_default() + 1;
            if case >= last { case + 1 } else { case }
        }
        None => u8::try_from(drawn % u64::from(CASES)).unwrap_or_default() + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_case_has_faults_of_its_own_and_none_comes_twice_in_a_row() {
        let all: Vec<_> = (1..=CASES).map(Faults::of).collect();
        for (at, one) in all.iter().enumerate() {
            assert!(all.iter().skip(at + 1).all(|other| other != one), "{one:?}");
            let (scheme, workers, clients) = one.manner.settings();
            assert!(scheme == Scheme::Https || workers == 0 || clients == 0);
        }
        for last in 1..=CASES {
            let case = any_but(Some(last));
            assert!((1..=CASES).contains(&case) && case != last);
        }
        assert!((1..=CASES).contains(&any_but(None)));
    }
}
