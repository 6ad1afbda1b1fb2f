//! What `/bytes` sends: lines that tell where in it they begin, so that whoever gets a part sees which.

use protocol::on_demand::LINE_BYTES;

/// What fills a line behind its place.
const FILL: &[u8] = b" Loopback Lab sends this on demand, a line is 64 bytes\n";

/// How many digits a place has.
const DIGITS: usize = 9;

/// The bytes from place `from` on, so many of them.
pub(crate) fn bytes(from: u64, count: usize) -> Vec<u8> {
    let first = from - from % LINE_BYTES;
    let skip = usize::try_from(from - first).unwrap_or_default();
    let lines = (skip + count).div_ceil(LINE_BYTES as usize);
    let mut bytes = Vec::with_capacity(lines * LINE_BYTES as usize);
    for line in 0..lines as u64 {
        bytes.extend_from_slice(&digits(first + line * LINE_BYTES));
        bytes.extend_from_slice(FILL);
    }
    bytes.drain(..skip);
    bytes.truncate(count);
    bytes
}

/// A place in ASCII, with zeros before it.
fn digits(place: u64) -> [u8; DIGITS] {
    let mut digits = [b'0'; DIGITS];
    let mut rest = place;
    for digit in digits.iter_mut().rev() {
        *digit += (rest % 10) as u8;
        rest /= 10;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_the_same_however_it_is_cut() {
        assert_eq!(DIGITS + FILL.len(), LINE_BYTES as usize);
        let whole = bytes(0, 1000);
        assert!(whole.starts_with(b"000000000 Loopback") && whole[64..].starts_with(b"000000064 "));
        assert!(bytes(123_456_768, 10) == b"123456768 ");
        for (from, count) in [(0, 0), (0, 1), (1, 63), (63, 2), (64, 64), (100, 900), (999, 1)] {
            assert_eq!(bytes(from as u64, count), whole[from..from + count], "{from} {count}");
        }
    }
}
