//! The records of TLS, told from the bytes that go over a connection (RFC 8446, section 5.1). Pure.

use protocol::tls::{MAX_RECORDS, RECORD_BYTES, Record};

/// The length of what stands before a record's content: type, version, length.
const HEAD: usize = 5;

/// The records so far, in the order in which each began.
#[derive(Debug, Default)]
pub(super) struct Records {
    told: Vec<Record>,
    sent: Side,
    received: Side,
}

/// The bytes in one direction.
#[derive(Debug, Default)]
struct Side {
    head: Vec<u8>,
    /// The record that these bytes belong to, where it is one that is told.
    at: Option<usize>,
    /// How many bytes of its content are still to come.
    left: usize,
    /// Whether what came is no TLS.
    broken: bool,
}

impl Records {
    /// Takes in bytes that were sent, or received.
    pub(super) fn take(&mut self, sent: bool, mut bytes: &[u8]) {
        let side = if sent { &mut self.sent } else { &mut self.received };
        while let Some((&first, rest)) = bytes.split_first().filter(|_| !side.broken) {
            if side.left > 0 {
                let (content, rest) = bytes.split_at(side.left.min(bytes.len()));
                if let Some(record) = side.at.and_then(|at| self.told.get_mut(at)) {
                    let room = RECORD_BYTES.saturating_sub(record.begins.len() / 2);
                    record.begins.extend(content.iter().take(room).map(|byte| format!("{byte:02x}")));
                }
                side.left -= content.len();
                bytes = rest;
                continue;
            }
            side.head.push(first);
            bytes = rest;
            let &[kind, major, _, high, low] = side.head.as_slice() else { continue };
            side.head.clear();
            let Some(holds) = name(kind).filter(|_| major == 3) else {
                side.broken = true;
                return;
            };
            side.left = usize::from(u16::from_be_bytes([high, low]));
            side.at = (self.told.len() < MAX_RECORDS).then_some(self.told.len());
            if side.at.is_some() {
                let (bytes, begins) = (side.left, String::new());
                self.told.push(Record { sent, holds: holds.to_owned(), bytes, begins });
            }
        }
        debug_assert!(side.head.len() < HEAD);
    }

    /// All that are told.
    pub(super) fn told(&self) -> Vec<Record> {
        self.told.clone()
    }
}

/// The type of a record's content (RFC 8446, appendix B.1).
const fn name(kind: u8) -> Option<&'static str> {
    match kind {
        20 => Some("change_cipher_spec"),
        21 => Some("alert"),
        22 => Some("handshake"),
        23 => Some("application_data"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn record(kind: u8, content: &[u8]) -> Vec<u8> {
        let mut bytes = vec![kind, 3, 3];
        bytes.extend(u16::try_from(content.len()).unwrap().to_be_bytes());
        bytes.extend(content);
        bytes
    }

    #[test]
    fn a_record_is_told_by_its_head_and_its_first_bytes() {
        let mut records = Records::default();
        records.take(true, &record(22, &[1, 0, 0, 0xff]));
        records.take(false, &[record(22, &[2]), record(20, &[1]), record(23, &[7; 100])].concat());
        records.take(true, &record(21, &[]));
        let told = records.told();
        let holds: Vec<_> = told.iter().map(|one| (one.sent, one.holds.as_str(), one.bytes)).collect();
        assert_eq!(
            holds,
            [
                (true, "handshake", 4),
                (false, "handshake", 1),
                (false, "change_cipher_spec", 1),
                (false, "application_data", 100),
                (true, "alert", 0),
            ]
        );
        assert_eq!(
            (told[0].begins.as_str(), told[3].begins.as_str()),
            ("010000ff", "07".repeat(16).as_str())
        );
    }

    #[test]
    fn what_is_no_tls_is_not_told_and_there_is_an_end() {
        let mut records = Records::default();
        records.take(false, b"HTTP/1.1 400 Bad Request\r\n\r\n");
        assert_eq!(records.told(), []);
        for _ in 0..2 * MAX_RECORDS {
            records.take(true, &record(23, b"x"));
        }
        assert_eq!(records.told().len(), MAX_RECORDS);
    }

    proptest! {
        /// Wherever the bytes are split.
        #[test]
        fn pieces_make_the_same_records(
            contents in proptest::collection::vec((20u8..24, proptest::collection::vec(any::<u8>(), 0..40)), 0..6),
            size in 1usize..9,
        ) {
            let bytes: Vec<u8> = contents.iter().flat_map(|(kind, content)| record(*kind, content)).collect();
            let (mut whole, mut pieces) = (Records::default(), Records::default());
            whole.take(false, &bytes);
            bytes.chunks(size).for_each(|piece| pieces.take(false, piece));
            prop_assert_eq!(whole.told(), pieces.told());
            prop_assert_eq!(whole.told().len(), contents.len());
        }

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            Records::default().take(false, &bytes);
        }
    }
}
