//! The journey of a packet, drawn: through which stations it goes on its way to a destination, and to which it never comes.

use std::net::IpAddr;

use course::shell::Shell;
use protocol::host::{Host, Interface};

/// A stand-in for another machine: an address that is set aside for documentation (RFC 5737, section 3).
pub const ELSEWHERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(198, 51, 100, 7));

/// Where a packet is sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// The address 127.0.0.1.
    Loopback4,
    /// The address ::1.
    Loopback6,
    /// An address that this machine has in a network.
    Own(IpAddr),
    /// Another machine.
    Elsewhere,
}

/// A place on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Station {
    /// The program that sends.
    Sender,
    /// TCP on the way down.
    TcpDown,
    /// IP on the way down, where the way out is decided.
    IpDown,
    /// The loopback interface, where a packet turns round.
    Loopback,
    /// This machine's network card.
    Card,
    /// Cables, switches, routers, the air.
    Network,
    /// The other machine's network card.
    TheirCard,
    /// IP on the way up.
    IpUp,
    /// TCP on the way up.
    TcpUp,
    /// The program that is sent to.
    Receiver,
}

impl Goal {
    /// The goals that there are for a machine: its own address is one where it has one.
    pub fn all(host: Option<&Host>) -> Vec<Self> {
        let own = host.and_then(own).map(Self::Own);
        [Some(Self::Loopback4), Some(Self::Loopback6), own, Some(Self::Elsewhere)]
            .into_iter()
            .flatten()
            .collect()
    }

    /// The address that stands in the packet.
    pub fn address(self) -> IpAddr {
        match self {
            Self::Loopback4 => IpAddr::V4(std::net::Ipv4Addr::LOCALHOST),
            Self::Loopback6 => IpAddr::V6(std::net::Ipv6Addr::LOCALHOST),
            Self::Own(address) => address,
            Self::Elsewhere => ELSEWHERE,
        }
    }

    /// Whether the packet stays inside the machine.
    pub fn stays(self) -> bool {
        self != Self::Elsewhere
    }

    /// The stations on the way, in order.
    pub fn way(self) -> &'static [Station] {
        use Station::*;
        if self.stays() {
            &[Sender, TcpDown, IpDown, Loopback, IpUp, TcpUp, Receiver]
        } else {
            &[Sender, TcpDown, IpDown, Card, Network, TheirCard, IpUp, TcpUp, Receiver]
        }
    }

    /// The command that asks the system's own table for the way.
    pub fn command(self, shell: Shell) -> String {
        let address = self.address();
        match (shell, address) {
            (Shell::Linux, _) => format!("ip route get {address}"),
            (Shell::Macos, IpAddr::V4(_)) => format!("route -n get {address}"),
            (Shell::Macos, IpAddr::V6(_)) => format!("route -n get -inet6 {address}"),
            (Shell::Powershell, _) => format!("Find-NetRoute -RemoteIPAddress {address}"),
            (Shell::Cmd, _) => format!("powershell Find-NetRoute -RemoteIPAddress {address}"),
        }
    }

    /// The interface of this machine that has the address.
    pub fn held_by(self, host: &Host) -> Option<&Interface> {
        let address = self.address();
        host.interfaces.iter().find(|interface| interface.addresses.iter().any(|one| one.address == address))
    }
}

/// The machine's first IPv4 address in a network, which is not one that it has given itself for want of a better
/// (RFC 3927, section 2.1).
fn own(host: &Host) -> Option<IpAddr> {
    host.interfaces
        .iter()
        .filter(|interface| !interface.loopback)
        .flat_map(|interface| &interface.addresses)
        .map(|one| one.address)
        .find(|address| matches!(address, IpAddr::V4(v4) if !v4.is_link_local() && !v4.is_loopback()))
}

/// The step after another, or before: it stays where there is none.
pub fn moved(at: usize, way: &[Station], forward: bool) -> usize {
    if forward { (at + 1).min(way.len().saturating_sub(1)) } else { at.saturating_sub(1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::messages::journey as words;
    use protocol::host::InterfaceAddress;
    use std::collections::HashSet;

    fn interface(name: &str, loopback: bool, addresses: &[&str]) -> Interface {
        let addresses = addresses
            .iter()
            .map(|one| InterfaceAddress { address: one.parse().unwrap(), prefix: 8 })
            .collect();
        Interface { name: name.into(), addresses, loopback }
    }

    fn host(interfaces: Vec<Interface>) -> Host {
        Host {
            system: "Linux".into(),
            interfaces,
            ephemeral_range: None,
            first_unprivileged_port: None,
            max_open_files: None,
            max_backlog: None,
            localhost: Vec::new(),
            second_loopback_address: true,
        }
    }

    #[test]
    fn what_stays_inside_sees_no_card_and_what_leaves_sees_no_loop() {
        let own = Goal::Own("10.0.0.2".parse().unwrap());
        for goal in [Goal::Loopback4, Goal::Loopback6, own, Goal::Elsewhere] {
            let way = goal.way();
            let outside = [Station::Card, Station::Network, Station::TheirCard];
            assert_eq!(way.iter().any(|one| outside.contains(one)), !goal.stays(), "{goal:?}");
            assert_eq!(way.contains(&Station::Loopback), goal.stays(), "{goal:?}");
            assert_eq!((way.first(), way.last()), (Some(&Station::Sender), Some(&Station::Receiver)));
            assert_eq!(way.iter().collect::<HashSet<_>>().len(), way.len(), "no station twice");
            for station in way {
                let (name, said) = (words::name(*station), words::said(goal, *station));
                assert!(!name.is_empty() && said.len() > 40, "{goal:?} {station:?}: {said}");
            }
        }
    }

    #[test]
    fn the_machines_own_address_is_offered_where_it_has_one() {
        let lo = interface("lo", true, &["127.0.0.1", "::1"]);
        let card = interface("eth0", false, &["fe80::1", "169.254.1.1", "192.168.1.4"]);
        let with = host(vec![lo.clone(), card]);
        let own = Goal::Own("192.168.1.4".parse().unwrap());
        assert_eq!(Goal::all(Some(&with)), [Goal::Loopback4, Goal::Loopback6, own, Goal::Elsewhere]);
        assert_eq!(own.held_by(&with).map(|one| one.name.as_str()), Some("eth0"));
        assert_eq!(Goal::Loopback6.held_by(&with).map(|one| one.name.as_str()), Some("lo"));
        assert_eq!(Goal::Elsewhere.held_by(&with), None);
        let without = [Goal::Loopback4, Goal::Loopback6, Goal::Elsewhere];
        assert_eq!((Goal::all(Some(&host(vec![lo]))), Goal::all(None)), (without.to_vec(), without.to_vec()));
    }

    #[test]
    fn one_steps_to_the_end_and_back_and_no_further() {
        let way = Goal::Loopback4.way();
        let end = (0..20).fold(0, |at, _| moved(at, way, true));
        assert_eq!(end, way.len() - 1);
        assert_eq!((0..20).fold(end, |at, _| moved(at, way, false)), 0);
    }

    #[test]
    fn the_command_names_the_address_for_each_shell() {
        assert_eq!(Goal::Loopback4.command(Shell::Linux), "ip route get 127.0.0.1");
        assert_eq!(Goal::Loopback6.command(Shell::Macos), "route -n get -inet6 ::1");
        assert_eq!(Goal::Elsewhere.command(Shell::Powershell), "Find-NetRoute -RemoteIPAddress 198.51.100.7");
    }
}
