//! Daytime: a line with the date and time, then the end (RFC 867). The form is HTTP's (RFC 9110, section 5.6.7), in UTC.

use std::io;
use std::time::SystemTime;

use futures_util::future::BoxFuture;
use tokio::io::AsyncWriteExt as _;

use super::{Call, Service};

pub(super) struct Daytime;

impl Service for Daytime {
    fn serve<'a>(&'a self, call: &'a mut Call) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async move {
            let line = format!("{}\r\n", httpdate::fmt_http_date(SystemTime::now()));
            call.line.write_all(line.as_bytes()).await?;
            call.finish().await
        })
    }
}
