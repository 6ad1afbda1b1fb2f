//! Caching reverse proxy: hands requests on to one server, and keeps the answers that may be kept.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use concepts::loopback::{canonical, is_loopback};
use futures_util::future::BoxFuture;
use http_body_util::{Either, Full};
use protocol::listeners::{Details, Kind, NewListener};
use tokio::sync::Semaphore;

use super::http::{self, Scheme};
use super::{Call, Refusal, Service};
use crate::services::proxy::serve::Proxy;

/// The server behind the proxy that is to be started; `None` for what is no proxy.
pub(super) fn target(new: &NewListener) -> Result<Option<SocketAddr>, Refusal> {
    let Some(target) = new.target else {
        return if new.kind == Kind::Proxy { Err(Refusal::NoTarget) } else { Ok(None) };
    };
    let target = SocketAddr::new(canonical(target.ip()), target.port());
    let host = canonical(new.host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)));
    match new.kind {
        Kind::Proxy if !is_loopback(target.ip()) || target.port() == 0 => Err(Refusal::NoTarget),
        Kind::Proxy if target == SocketAddr::new(host, new.port) => Err(Refusal::OwnTarget),
        Kind::Proxy => Ok(Some(target)),
        _ => Err(Refusal::NeedsNoTarget),
    }
}

pub(super) struct CachingProxy(Arc<Proxy>);

impl CachingProxy {
    /// One that takes a place in `room` for each connection to its target.
    pub(super) fn new(target: SocketAddr, room: Arc<Semaphore>) -> Self {
        Self(Proxy::new(target, room))
    }
}

impl Service for CachingProxy {
    fn serve<'a>(&'a self, call: &'a mut Call) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async move {
            let local = call.local;
            let answer = |request| {
                let proxy = Arc::clone(&self.0);
                async move {
                    match proxy.answer(local, request).await {
                        Ok(reply) => reply.map(Either::Right),
                        Err(refused) => refused.map(|body| Either::Left(Full::new(body))),
                    }
                }
            };
            http::serve(&mut call.line, &call.visit, local, Scheme::Http, answer).await
        })
    }

    fn details(&self) -> Option<Details> {
        Some(Details::Proxy(self.0.describe()))
    }
}
