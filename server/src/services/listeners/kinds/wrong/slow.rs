//! Slow: a whole and right answer, a byte at a time.

use std::io;
use std::time::Duration;

use futures_util::future::BoxFuture;
use protocol::zoo::SLOW_MS;
use tokio::io::AsyncWriteExt as _;

use super::{Call, Service, request};

/// More than a hundred bytes: with their pauses they take longer than the doctor, or its curl command, waits.
const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: 55\r\n\r\n\
    Here it is, whole and right. It only took a long time.\n";

pub(in super::super) struct Slow;

impl Service for Slow {
    fn serve<'a>(&'a self, call: &'a mut Call) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async move {
            if !request(call).await? {
                return call.finish().await;
            }
            for byte in ANSWER {
                call.line.write_all(&[*byte]).await?;
                tokio::time::sleep(Duration::from_millis(SLOW_MS)).await;
            }
            call.finish().await
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::doctor::{ANSWER_MS, CURL_S};

    #[test]
    fn the_answer_is_right_and_takes_longer_than_anybody_here_waits() {
        let text = std::str::from_utf8(ANSWER).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.ends_with(&format!("Content-Length: {}", body.len())), "{}", body.len());
        let takes = ANSWER.len() as u64 * SLOW_MS;
        assert!(takes > ANSWER_MS.max(CURL_S * 1000), "{takes}");
    }
}
