//! What the kernel knows of a TCP connection: TCP_INFO on Linux (tcp(7)); elsewhere, why the lab does not tell.

use protocol::connection::TcpInfo;

use crate::wire::stream::Wire;

/// The figures of a connection, or which system does not tell them and why.
#[cfg(target_os = "linux")]
pub(super) fn of(wire: &Wire) -> Result<TcpInfo, String> {
    linux::of(wire.descriptor)
}

/// macOS answers TCP_CONNECTION_INFO (tcp(4)) with times in whole milliseconds; a round trip on loopback takes
/// a small fraction of one. SIO_TCP_INFO (Microsoft, "SIO_TCP_INFO control code") exists from Windows 10 on.
#[cfg(not(target_os = "linux"))]
pub(super) fn of(_wire: &Wire) -> Result<TcpInfo, String> {
    Err(if cfg!(target_os = "macos") {
        "macOS tells times of a connection in whole milliseconds only, and loopback takes less than one."
    } else if cfg!(windows) {
        "Windows tells it to programs that ask with SIO_TCP_INFO, which the lab does not."
    } else {
        "The lab reads it on Linux only."
    }
    .to_owned())
}

#[cfg(target_os = "linux")]
mod linux {
    use std::io;
    use std::os::fd::RawFd;

    use protocol::connection::TcpInfo;

    /// Room for more than any kernel tells today. A kernel tells as much as it knows and fits: older ones less.
    const ROOM: usize = 256;

    pub(super) fn of(descriptor: RawFd) -> Result<TcpInfo, String> {
        let mut room = [0; ROOM];
        let told = ask(descriptor, &mut room).map_err(|error| format!("Linux would not tell: {error}."))?;
        read(told)
            .ok_or_else(|| format!("Linux told {} bytes only, too few to hold the figures.", told.len()))
    }

    #[expect(unsafe_code, reason = "neither std nor socket2 reads TCP_INFO")]
    fn ask(descriptor: RawFd, room: &mut [u8; ROOM]) -> io::Result<&[u8]> {
        let mut length = ROOM as libc::socklen_t;
        // SAFETY: `room` is writable for `length` bytes, the kernel writes no more than that, and every byte is a
        // value. A descriptor that was closed meanwhile makes the call fail, or tell of another socket.
        let result = unsafe {
            libc::getsockopt(
                descriptor,
                libc::IPPROTO_TCP,
                libc::TCP_INFO,
                room.as_mut_ptr().cast(),
                &raw mut length,
            )
        };
        if result != 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(room.get(..length as usize).unwrap_or_default())
    }

    /// Reads what the kernel told. The offsets are those of `struct tcp_info` in the kernel's include/uapi/linux/tcp.h,
    /// which only ever grows at its end; libc's struct stops before the bytes on some systems.
    fn read(told: &[u8]) -> Option<TcpInfo> {
        let word = |offset: usize| Some(u32::from_ne_bytes(*told.get(offset..)?.first_chunk()?));
        let long = |offset: usize| Some(u64::from_ne_bytes(*told.get(offset..)?.first_chunk()?));
        Some(TcpInfo {
            snd_mss: word(16)?,
            rcv_mss: word(20)?,
            rtt_us: word(68)?,
            rttvar_us: word(72)?,
            snd_cwnd: word(80)?,
            total_retrans: word(100)?,
            bytes_acked: long(120),
            bytes_received: long(128),
            // All ones stand for none yet (tcp_init_sock in the kernel's net/ipv4/tcp.c).
            min_rtt_us: word(148).filter(|&us| us != u32::MAX),
            bytes_sent: long(200),
        })
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use std::io::{Read as _, Write as _};
        use std::net::{TcpListener, TcpStream};
        use std::os::fd::AsRawFd as _;

        #[test]
        fn a_shorter_answer_of_an_older_kernel_has_no_false_zeros() {
            let mut told = [0; 232];
            told[68] = 42;
            told[148..152].copy_from_slice(&u32::MAX.to_ne_bytes());
            let full = read(&told).unwrap();
            assert_eq!((full.rtt_us, full.min_rtt_us, full.bytes_sent), (42, None, Some(0)));
            let before_4_19 = read(&told[..192]).unwrap();
            assert_eq!((before_4_19.bytes_sent, before_4_19.bytes_acked), (None, Some(0)));
            let before_4_1 = read(&told[..104]).unwrap();
            assert_eq!(
                (before_4_1.bytes_acked, before_4_1.bytes_received, before_4_1.min_rtt_us),
                (None, None, None)
            );
            assert_eq!(read(&told[..103]), None);
            assert_eq!(read(&[]), None);
        }

        #[test]
        fn bytes_are_counted_as_they_were_sent() {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
            let (mut server, _) = listener.accept().unwrap();
            client.write_all(&[7; 1000]).unwrap();
            server.read_exact(&mut [0; 1000]).unwrap();
            server.write_all(&[7; 300]).unwrap();
            client.read_exact(&mut [0; 300]).unwrap();
            let info = of(server.as_raw_fd()).unwrap();
            assert_eq!(
                (info.bytes_received, info.bytes_sent, info.total_retrans),
                (Some(1000), Some(300), 0)
            );
            assert!(info.snd_mss > 0 && info.snd_cwnd > 0 && info.rtt_us > 0, "{info:?}");
        }

        #[test]
        fn what_is_no_tcp_socket_is_told_so() {
            let file = std::fs::File::open("/proc/self/stat").unwrap();
            assert!(of(file.as_raw_fd()).unwrap_err().starts_with("Linux would not tell"));
        }
    }
}
