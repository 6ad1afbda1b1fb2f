//! Looking again and again, once for all who follow the same question.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use protocol::sockets::{LOOK_MS, Socket, Sockets};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{Question, look};
use crate::os::{Holders, Os};

/// A look when there was one, and again whenever what it showed has changed. Whoever reads slowly misses what was
/// between, never the newest.
pub(crate) type Following = watch::Receiver<Option<Arc<Sockets>>>;

type Tables = HashMap<Question, watch::Sender<Option<Arc<Sockets>>>>;

/// The questions that somebody follows. Each has one task, which ends when the last follower has gone or the lab stops.
pub(crate) struct Followers {
    os: Arc<dyn Os>,
    /// Where the lab itself listens.
    lab: Vec<SocketAddr>,
    stopping: CancellationToken,
    tables: Mutex<Tables>,
}

impl Followers {
    /// No followers yet. `lab` is where the lab listens.
    pub(crate) fn new(os: Arc<dyn Os>, lab: Vec<SocketAddr>, stopping: CancellationToken) -> Self {
        Self { os, lab, stopping, tables: Mutex::default() }
    }

    /// Follows a question. Must be called on the runtime.
    pub(crate) fn follow(self: &Arc<Self>, question: Question) -> Following {
        let mut tables = self.tables();
        if let Some(table) = tables.get(&question) {
            return table.subscribe();
        }
        let (sender, receiver) = watch::channel(None);
        tables.insert(question.clone(), sender.clone());
        drop(tables);
        tokio::spawn(Arc::clone(self).task(question, sender));
        receiver
    }

    async fn task(self: Arc<Self>, question: Question, sender: watch::Sender<Option<Arc<Sockets>>>) {
        let mut known = Holders::default();
        while !self.finished(&question, &sender) {
            let (os, asked) = (Arc::clone(&self.os), question.clone());
            // Reading the table takes a while; on a thread that may.
            let looked = tokio::task::spawn_blocking(move || {
                let table = look(os.as_ref(), &asked, &mut known);
                (table, known)
            });
            let Ok((table, holders)) = looked.await else { break };
            known = holders;
            sender.send_if_modified(|last| {
                let changed = last.as_ref().is_none_or(|last| self.differ(last, &table));
                if changed {
                    *last = Some(Arc::new(table));
                }
                changed
            });
            tokio::select! {
                () = self.stopping.cancelled() => {}
                () = sender.closed() => {}
                () = tokio::time::sleep(Duration::from_millis(LOOK_MS)) => {}
            }
        }
        self.tables().remove(&question);
    }

    /// Whether nobody follows any more; then nobody can begin to, either.
    fn finished(&self, question: &Question, sender: &watch::Sender<Option<Arc<Sockets>>>) -> bool {
        let mut tables = self.tables();
        let finished = self.stopping.is_cancelled() || sender.receiver_count() == 0;
        if finished {
            tables.remove(question);
        }
        finished
    }

    /// Whether a table tells something else than the one before. How much waits on the lab's own connections does not
    /// count: sending the news would be news.
    fn differ(&self, last: &Sockets, table: &Sockets) -> bool {
        let ours = |socket: &Socket| {
            self.lab.contains(&socket.local) || socket.remote.is_some_and(|remote| self.lab.contains(&remote))
        };
        let same = |one: &Socket, other: &Socket| {
            one == other
                || (ours(one)
                    && *one
                        == Socket {
                            receive_queue: one.receive_queue,
                            send_queue: one.send_queue,
                            ..other.clone()
                        })
        };
        last.total != table.total
            || last.withheld != table.withheld
            || last.sockets.len() != table.sockets.len()
            || !last.sockets.iter().zip(&table.sockets).all(|(one, other)| same(one, other))
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        // Nothing that holds the lock can panic half way.
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::os::fake::Fake;

    fn followers(lab: &str) -> Arc<Followers> {
        let os = Fake { sockets: "tcp 127.0.0.1:80 - LISTEN httpd/1", ..Fake::default() };
        Arc::new(Followers::new(Arc::new(os), vec![lab.parse().unwrap()], CancellationToken::new()))
    }

    fn run(test: impl Future<Output = ()>) {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test);
    }

    #[test]
    fn who_asks_the_same_shares_one_task_which_ends_with_the_last() {
        run(async {
            let followers = followers("127.0.0.1:1");
            let mut first = followers.follow(Question::default());
            let second = followers.follow(Question::default());
            let other = followers.follow(Question::read_pairs("port=80"));
            assert_eq!(followers.tables().len(), 2);
            first.changed().await.unwrap();
            assert_eq!(first.borrow().as_ref().unwrap().total, 1);
            drop((first, other));
            let sender = followers.tables().get(&Question::default()).unwrap().clone();
            assert_eq!(sender.receiver_count(), 1);
            drop(second);
            while !followers.tables().is_empty() {
                tokio::task::yield_now().await;
            }
        });
    }

    #[test]
    fn it_ends_with_the_lab() {
        run(async {
            let followers = followers("127.0.0.1:1");
            let mut following = followers.follow(Question::default());
            following.changed().await.unwrap();
            followers.stopping.cancel();
            assert!(following.changed().await.is_err());
        });
    }

    #[test]
    fn what_waits_on_the_labs_own_connections_is_no_news() {
        let followers = followers("127.0.0.1:62893");
        let os = Fake {
            sockets: "tcp 127.0.0.1:62893 127.0.0.1:40000 ESTABLISHED lab/1
                      tcp 127.0.0.1:8000  127.0.0.1:40001 ESTABLISHED other/2",
            ..Fake::default()
        };
        let before = look(&os, &Question::default(), &mut Holders::default());
        let mut after = before.clone();
        after.time_ms += 50;
        after.sockets[1].send_queue = Some(512);
        assert!(!followers.differ(&before, &after));
        after.sockets[0].receive_queue = Some(1);
        assert!(followers.differ(&before, &after));
        after = before.clone();
        after.sockets[1].state = Some(protocol::sockets::State::CloseWait);
        assert!(followers.differ(&before, &after));
    }
}
