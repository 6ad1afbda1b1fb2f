//! The words of the journey of a packet.

use protocol::host::{Host, Interface};

use crate::model::journey::{Goal, Station};

/// Over the destinations.
pub const TO: &str = "Send a packet to";
/// Goes one station back.
pub const BACK: &str = "Back";
/// Goes one station on.
pub const NEXT: &str = "Next";
/// Says what kind of picture it is.
pub const DRAWING: &str = "A drawing: no packet is sent for it.";
/// Over what was read on this machine.
pub const REAL: &str = "Real, from this machine:";
/// Around the stations of this machine.
pub const THIS_MACHINE: &str = "this machine";
/// Around the stations of another.
pub const OTHER_MACHINE: &str = "another machine";
/// What has no part in the journey inside a machine.
pub const NO_PART: &str = "network card, cable, switch: no part in it";
/// Opens the whole way in words.
pub const ALL_STEPS: &str = "The whole way in words";

/// A destination, as it is chosen.
pub fn goal(goal: Goal) -> String {
    match goal {
        Goal::Loopback4 | Goal::Loopback6 => goal.address().to_string(),
        Goal::Own(address) => format!("{address}, this machine's own"),
        Goal::Elsewhere => OTHER_MACHINE.to_owned(),
    }
}

/// Which step of how many, counted from 0.
pub fn step(at: usize, of: usize) -> String {
    format!("Step {} of {of}", at + 1)
}

/// What the drawing shows, in a sentence.
pub fn drawing(goal: Goal, station: Station) -> String {
    let turn = if goal.stays() {
        "down to the loopback interface, where it turns round, and up again on the same machine"
    } else {
        "down to the network card, over the network, and up on another machine"
    };
    format!("Drawing: a packet to {} goes {turn}. It is at: {}.", goal.address(), name(station))
}

/// A station's name, as it is drawn.
pub const fn name(station: Station) -> &'static str {
    match station {
        Station::Sender => "a program, such as curl",
        Station::TcpDown | Station::TcpUp => "TCP",
        Station::IpDown | Station::IpUp => "IP",
        Station::Loopback => "loopback interface",
        Station::Card | Station::TheirCard => "network card",
        Station::Network => "cable or air, switches, routers",
        Station::Receiver => "a program, such as a server",
    }
}

/// A station's name where there is little room.
pub const fn short(station: Station) -> &'static str {
    match station {
        Station::Sender => "curl",
        Station::Receiver => "server",
        other => name(other),
    }
}

/// What a station adds or takes, under its name.
pub fn does(goal: Goal, station: Station) -> String {
    match station {
        Station::Sender => "writes bytes".to_owned(),
        Station::TcpDown => "adds both ports".to_owned(),
        Station::IpDown => format!("to {}", goal.address()),
        Station::Loopback => "sent is received: here it turns round".to_owned(),
        Station::Card => "sends".to_owned(),
        Station::TheirCard => "receives".to_owned(),
        Station::Network => "from one machine to the next".to_owned(),
        Station::IpUp => "is it for me?".to_owned(),
        Station::TcpUp => "looks at the port".to_owned(),
        Station::Receiver => "reads bytes".to_owned(),
    }
}

/// What happens at a station.
pub fn said(goal: Goal, station: Station) -> String {
    let address = goal.address();
    match station {
        Station::Sender => {
            "A program hands some bytes to the system. It does not know, and need not know, how far they have to go."
                .to_owned()
        }
        Station::TcpDown => {
            "TCP numbers the bytes and puts both ports in front. A connection had to be made first, and each packet of that took the same way as this one."
                .to_owned()
        }
        Station::IpDown => match goal {
            Goal::Loopback4 | Goal::Loopback6 => format!(
                "IP puts both addresses in front, and looks up which way leads to {address}. The address is this machine's own, so the way leads to the loopback interface."
            ),
            Goal::Own(_) => format!(
                "IP puts both addresses in front, and looks up which way leads to {address}. It is an address of this machine, so Linux does not choose the card that has it. It chooses the loopback interface."
            ),
            Goal::Elsewhere => format!(
                "IP puts both addresses in front, and looks up which way leads to {address}. The address is not this machine's own, so the way leads out through a network card."
            ),
        },
        Station::Loopback => {
            "What is sent here counts at once as received here. No card, no driver of one, no cable and no switch has a part in it, and nobody has to be asked where the address is."
                .to_owned()
        }
        Station::Card => {
            "The card needs the hardware address of the next machine on the way. Where that is not known, it is asked for on the network first. Then the card turns the bytes into signals."
                .to_owned()
        }
        Station::Network => {
            "Signals go along a cable or through the air. Switches and routers pass the packet on. It can be read here, it can be delayed, and it can be lost."
                .to_owned()
        }
        Station::TheirCard => {
            "The card of the other machine takes the signals in and hands their bytes to its system.".to_owned()
        }
        Station::IpUp if goal.stays() => {
            "The same system now receives. Firewall rules look at the packet here, as they did on its way out. IP finds its own address and hands the rest up."
                .to_owned()
        }
        Station::IpUp => {
            "The other system looks at the address: is this packet for me? Firewall rules look at it too. Then IP hands the rest up."
                .to_owned()
        }
        Station::TcpUp => {
            "TCP looks at the port to find whom the bytes are for, and confirms that they came. The confirmation is a packet of its own, on the same way back."
                .to_owned()
        }
        Station::Receiver if goal.stays() => {
            "Another program on the same machine reads the bytes. To both programs it looks as if a network lay between them."
                .to_owned()
        }
        Station::Receiver => "A program on the other machine reads the bytes.".to_owned(),
    }
}

/// What this machine says about the address.
pub fn real(goal: Goal, host: &Host) -> String {
    let address = goal.address();
    match goal.held_by(host) {
        Some(Interface { name, loopback: true, .. }) => {
            format!("{address} is an address of `{name}`, the loopback interface.")
        }
        Some(Interface { name, .. }) => {
            format!(
                "{address} is an address of `{name}`. The card would send it; the system keeps it inside."
            )
        }
        None => format!("{address} is on no interface of this machine."),
    }
}
