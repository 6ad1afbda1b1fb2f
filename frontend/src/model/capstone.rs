//! The notice board's settings as they are typed, and the request that changes them.

use core::net::IpAddr;

use protocol::capstone::{MAX_CLIENTS, MAX_WORKERS, Scheme, Settings};

use course::quote::percent;

/// The addresses to choose from. The last is one that the lab refuses.
pub const HOSTS: [&str; 4] = ["127.0.0.1", "127.0.0.2", "::1", "0.0.0.0"];

/// What is chosen and typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// The address to bind.
    pub host: String,
    /// The port, as it is typed.
    pub port: String,
    /// What to speak.
    pub scheme: Scheme,
    /// The number of workers, as it is typed.
    pub workers: String,
    /// The number of clients, as it is typed.
    pub clients: String,
    /// Whether to ask who is there.
    pub login: bool,
    /// Whether to answer to the old name.
    pub old_name: bool,
}

impl Form {
    /// The settings as they stand.
    pub fn of(settings: &Settings) -> Self {
        Self {
            host: settings.host.to_string(),
            port: settings.port.to_string(),
            scheme: settings.scheme,
            workers: settings.workers.to_string(),
            clients: settings.clients.to_string(),
            login: settings.login,
            old_name: settings.old_name,
        }
    }

    /// The settings that it asks for.
    ///
    /// # Errors
    /// The first field that holds no number that the board takes.
    pub fn settings(&self) -> Result<Settings, Field> {
        Ok(Settings {
            host: self.host.parse::<IpAddr>().map_err(|_| Field::Host)?,
            port: number(&self.port).filter(|&port| port > 0).ok_or(Field::Port)?,
            scheme: self.scheme,
            workers: small(&self.workers, MAX_WORKERS).ok_or(Field::Workers)?,
            clients: small(&self.clients, MAX_CLIENTS).ok_or(Field::Clients)?,
            login: self.login,
            old_name: self.old_name,
        })
    }
}

/// A field that can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The address.
    Host,
    /// The port.
    Port,
    /// The workers.
    Workers,
    /// The clients.
    Clients,
}

fn number(text: &str) -> Option<u16> {
    let text = text.trim();
    text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
}

fn small(text: &str, most: u8) -> Option<u8> {
    number(text).and_then(|number| u8::try_from(number).ok()).filter(|&number| number <= most)
}

/// The body that changes one set of settings into the other: what stays is left out.
pub fn change(from: &Settings, to: &Settings) -> String {
    let fields = [
        (from.host != to.host).then(|| format!(r#""host":"{}""#, to.host)),
        (from.port != to.port).then(|| format!(r#""port":{}"#, to.port)),
        (from.scheme != to.scheme).then(|| format!(r#""scheme":"{}""#, to.scheme.word())),
        (from.workers != to.workers).then(|| format!(r#""workers":{}"#, to.workers)),
        (from.clients != to.clients).then(|| format!(r#""clients":{}"#, to.clients)),
        (from.login != to.login).then(|| format!(r#""login":{}"#, to.login)),
        (from.old_name != to.old_name).then(|| format!(r#""old_name":{}"#, to.old_name)),
    ];
    format!("{{{}}}", fields.into_iter().flatten().collect::<Vec<_>>().join(","))
}

/// Where the certificate is, with a name on it.
pub fn certificate(name: &str, format: &str) -> String {
    format!("/capstone/certificate?name={}&format={format}", percent(name.trim(), ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use protocol::capstone::Change;

    const SETTINGS: Settings = Settings {
        host: IpAddr::V4(core::net::Ipv4Addr::LOCALHOST),
        port: 8000,
        scheme: Scheme::Http,
        workers: 2,
        clients: 16,
        login: false,
        old_name: true,
    };

    #[test]
    fn what_is_typed_is_read_or_the_field_named() {
        let form = Form::of(&SETTINGS);
        assert_eq!(form.settings(), Ok(SETTINGS));
        let typed = |port: &str| Form { port: port.to_owned(), ..form.clone() }.settings();
        for port in ["", "0", "65536", "+80", "8 0", "x"] {
            assert_eq!(typed(port), Err(Field::Port), "{port}");
        }
        assert_eq!(typed(" 80 ").map(|settings| settings.port), Ok(80));
        let workers = Form { workers: "9".to_owned(), ..form.clone() };
        assert_eq!(workers.settings(), Err(Field::Workers));
        let clients = Form { clients: "-1".to_owned(), ..form.clone() };
        assert_eq!(clients.settings(), Err(Field::Clients));
        assert_eq!(Form { host: "here".to_owned(), ..form }.settings(), Err(Field::Host));
        assert_eq!(
            certificate(" Ada & co ", "text"),
            "/capstone/certificate?name=Ada%20%26%20co&format=text"
        );
    }

    proptest! {
        #[test]
        fn a_change_says_what_differs_and_no_more(host in 0..HOSTS.len(), port in 1u16.., workers in 0..=MAX_WORKERS, clients in 0..=MAX_CLIENTS, login: bool, old_name: bool) {
            let to = Settings { host: HOSTS[host].parse().unwrap(), port, scheme: Scheme::Https, workers, clients, login, old_name };
            let change: Change = serde_json::from_str(&change(&SETTINGS, &to)).unwrap();
            prop_assert_eq!(SETTINGS.with(&change), to);
            prop_assert_eq!(change.login.is_some(), login);
            prop_assert_eq!(super::change(&to, &to), "{}");
        }
    }
}
