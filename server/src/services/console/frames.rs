//! How long each frame of a WebSocket says that it is (RFC 6455, section 5.2): a frame that is too long is refused when it
//! says so, not when all of it has been kept.

/// The longest head of a frame, in bytes: two, eight of an extended length, four of a mask.
const MAX_HEAD: usize = 14;

/// A frame says that it is longer than it may be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLong;

/// Follows the bytes of a client, frame by frame.
#[derive(Debug)]
pub(crate) struct Frames {
    most: u64,
    /// What came of the head of the frame in hand.
    head: Vec<u8>,
    /// How many bytes of its payload are still to come.
    left: u64,
}

impl Frames {
    /// Follows frames whose payload may have `most` bytes.
    pub(crate) fn new(most: usize) -> Self {
        Self { most: most as u64, head: Vec::with_capacity(MAX_HEAD), left: 0 }
    }

    /// Takes in the next bytes, wherever they are cut.
    pub(crate) fn follow(&mut self, mut bytes: &[u8]) -> Result<(), TooLong> {
        while let Some((&first, rest)) = bytes.split_first() {
            if self.left > 0 {
                let skipped = usize::try_from(self.left).unwrap_or(usize::MAX).min(bytes.len());
                self.left -= skipped as u64;
                bytes = bytes.get(skipped..).unwrap_or_default();
                continue;
            }
            self.head.push(first);
            bytes = rest;
            if let Some((whole, length)) = head(&self.head) {
                if length > self.most {
                    return Err(TooLong);
                }
                if self.head.len() == whole {
                    self.head.clear();
                    self.left = length;
                }
            }
        }
        Ok(())
    }
}

/// How long the head of a frame is and how long its payload, in bytes, once its length is there.
fn head(bytes: &[u8]) -> Option<(usize, u64)> {
    let &second = bytes.get(1)?;
    let (extended, length) = match second & 0x7f {
        126 => (2, bytes.get(2..4)?.iter().fold(0, |length, byte| length << 8 | u64::from(*byte))),
        127 => (8, bytes.get(2..10)?.iter().fold(0, |length, byte| length << 8 | u64::from(*byte))),
        short => (0, u64::from(short)),
    };
    let mask = if second & 0x80 == 0 { 0 } else { 4 };
    Some((2 + extended + mask, length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A frame of this length, masked as a client's must be.
    fn frame(length: usize) -> Vec<u8> {
        let mut frame = vec![0x82];
        match length {
            0..126 => frame.push(0x80 | length as u8),
            126..65_536 => {
                frame.push(0x80 | 126);
                frame.extend((length as u16).to_be_bytes());
            }
            _ => {
                frame.push(0x80 | 127);
                frame.extend((length as u64).to_be_bytes());
            }
        }
        frame.extend([1, 2, 3, 4]);
        frame.resize(frame.len() + length, 0xff);
        frame
    }

    #[test]
    fn a_frame_is_refused_as_soon_as_it_says_how_long_it_is() {
        for length in [1001, 65_536, 1 << 40, u64::MAX] {
            let mut head = vec![0x82, 0xff];
            head.extend(length.to_be_bytes());
            assert_eq!(Frames::new(1000).follow(&head), Err(TooLong), "{length}");
        }
    }

    proptest! {
        #[test]
        fn frames_are_told_apart_wherever_they_are_cut(
            lengths in proptest::collection::vec(0_usize..300, 0..8),
            over in 1001_usize..2000,
            cut in 1_usize..40,
        ) {
            let mut bytes: Vec<u8> = lengths.iter().flat_map(|length| frame(*length)).collect();
            let mut frames = Frames::new(1000);
            prop_assert!(bytes.chunks(cut).all(|piece| frames.follow(piece).is_ok()));
            bytes.extend(frame(over));
            let mut frames = Frames::new(1000);
            prop_assert!(!bytes.chunks(cut).all(|piece| frames.follow(piece).is_ok()));
        }
    }
}
