//! Well-known service names by TCP port, from the IANA "Service Name and Transport Protocol Port
//! Number Registry". A small selection: what a learner meets on an ordinary machine.

/// A port with the service that is registered, or by wide custom expected, there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service {
    /// The TCP port.
    pub port: u16,
    /// The short name, as in the registry or in `/etc/services`.
    pub name: &'static str,
    /// What it is, in a few words.
    pub what: &'static str,
    /// Whether IANA's registry holds the port under this name; `false` means custom only.
    pub registered: bool,
}

const fn entry(port: u16, name: &'static str, what: &'static str) -> Service {
    Service { port, name, what, registered: true }
}

const fn custom(port: u16, name: &'static str, what: &'static str) -> Service {
    Service { port, name, what, registered: false }
}

/// The selection, in order of port.
pub const SERVICES: &[Service] = &[
    entry(7, "echo", "sends back what it receives"),
    entry(9, "discard", "throws away what it receives"),
    entry(13, "daytime", "the time as text"),
    entry(20, "ftp-data", "file transfer, data"),
    entry(21, "ftp", "file transfer, control"),
    entry(22, "ssh", "secure shell"),
    entry(23, "telnet", "remote terminal, unencrypted"),
    entry(25, "smtp", "mail between servers"),
    entry(53, "domain", "DNS"),
    entry(80, "http", "web"),
    entry(88, "kerberos", "network sign-in"),
    entry(110, "pop3", "mail retrieval"),
    entry(111, "sunrpc", "port mapper of remote procedure calls"),
    entry(135, "epmap", "Windows RPC endpoint mapper"),
    entry(139, "netbios-ssn", "Windows file sharing, older"),
    entry(143, "imap", "mail access"),
    entry(179, "bgp", "routing between networks"),
    entry(389, "ldap", "directory"),
    entry(443, "https", "web over TLS"),
    entry(445, "microsoft-ds", "Windows file sharing"),
    entry(465, "submissions", "mail submission over TLS"),
    entry(515, "printer", "line printer"),
    entry(548, "afpovertcp", "Apple file sharing"),
    entry(587, "submission", "mail submission"),
    entry(631, "ipp", "printing"),
    entry(636, "ldaps", "directory over TLS"),
    entry(853, "domain-s", "DNS over TLS"),
    entry(873, "rsync", "file synchronisation"),
    entry(993, "imaps", "mail access over TLS"),
    entry(995, "pop3s", "mail retrieval over TLS"),
    entry(1080, "socks", "SOCKS proxy"),
    entry(1433, "ms-sql-s", "Microsoft SQL Server"),
    entry(1883, "mqtt", "messages between devices"),
    entry(2049, "nfs", "network file system"),
    entry(2375, "docker", "Docker control, unencrypted"),
    entry(2376, "docker-s", "Docker control over TLS"),
    custom(3000, "dev-server", "web development servers, by custom"),
    entry(3128, "ndl-aas", "registered to another service; used by the Squid proxy by custom"),
    entry(3306, "mysql", "MySQL and MariaDB"),
    entry(3389, "ms-wbt-server", "Windows remote desktop"),
    entry(4369, "epmd", "Erlang port mapper"),
    custom(5173, "vite", "the Vite development server, by custom"),
    entry(5222, "xmpp-client", "chat"),
    entry(5353, "mdns", "names on the local link"),
    entry(5432, "postgresql", "PostgreSQL"),
    entry(5672, "amqp", "message queue"),
    entry(5900, "rfb", "VNC remote desktop"),
    entry(6379, "redis", "Redis"),
    custom(8000, "http-dev", "python3 -m http.server, by custom"),
    entry(8080, "http-alt", "web, alternative"),
    entry(8443, "pcsync-https", "used for web over TLS by custom"),
    custom(8888, "jupyter", "Jupyter notebooks, by custom"),
    custom(9090, "prometheus", "Prometheus, by custom"),
    custom(9200, "elasticsearch", "Elasticsearch, by custom"),
    entry(11211, "memcache", "memcached"),
    entry(27017, "mongodb", "MongoDB"),
];

/// The service of a TCP port, if it is in the selection.
pub fn service(port: u16) -> Option<&'static Service> {
    SERVICES.binary_search_by_key(&port, |service| service.port).ok().and_then(|index| SERVICES.get(index))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selection_is_in_order_without_repeats() {
        assert!(SERVICES.windows(2).all(|pair| pair[0].port < pair[1].port));
    }

    #[test]
    fn finds_by_port() {
        assert_eq!(service(22).map(|service| service.name), Some("ssh"));
        assert_eq!(service(62893), None);
    }

    #[test]
    fn nothing_is_registered_in_the_dynamic_range() {
        // RFC 6335, section 6: the Dynamic Ports cannot be assigned.
        assert!(SERVICES.iter().all(|service| service.port < 49152));
    }
}
