//! The bind matrix: what the learner predicts for each cell, and what came of it.

use core::net::IpAddr;

use concepts::bind::Bound;
use protocol::bind::{Cell, DESTINATIONS, Fault, Matrix, Row};

/// How many addresses may be bound, and how many destinations are dialled.
pub const ROWS: usize = 6;
/// See [`ROWS`].
pub const COLUMNS: usize = DESTINATIONS.len();

/// What the learner expects of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    /// The connection reaches the listener.
    Reached,
    /// It does not.
    Refused,
}

impl Guess {
    /// What a connection that does or does not reach the listener makes right.
    pub fn of(reached: bool) -> Self {
        if reached { Self::Reached } else { Self::Refused }
    }
}

/// The addresses that are bound, in the matrix's order.
pub fn bounds() -> impl Iterator<Item = Bound> {
    Bound::LOOPBACK.into_iter().chain(Bound::WILDCARD)
}

/// What the learner expects, cell by cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guesses([[Option<Guess>; COLUMNS]; ROWS]);

impl Guesses {
    /// What is expected of a cell.
    pub fn at(&self, row: usize, column: usize) -> Option<Guess> {
        *self.0.get(row)?.get(column)?
    }

    /// The same with the next expectation for one cell: reached, refused, none.
    #[must_use]
    pub fn pressed(mut self, row: usize, column: usize) -> Self {
        if let Some(cell) = self.0.get_mut(row).and_then(|cells| cells.get_mut(column)) {
            *cell = match cell {
                None => Some(Guess::Reached),
                Some(Guess::Reached) => Some(Guess::Refused),
                Some(Guess::Refused) => None,
            };
        }
        self
    }

    /// How many cells that were tried came out as expected, of how many that anything was expected of.
    pub fn score(&self, matrix: &Matrix) -> (usize, usize) {
        let mut score = (0, 0);
        for (row, bound) in bounds().enumerate() {
            for (column, destination) in DESTINATIONS.into_iter().enumerate() {
                let Some(guess) = self.at(row, column) else { continue };
                let Came::Tried(cell) = came(matrix, bound, destination) else { continue };
                score.1 += 1;
                score.0 += usize::from(guess == Guess::of(cell.reached));
            }
        }
        score
    }
}

/// What came of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came<'a> {
    /// It was tried.
    Tried(&'a Cell),
    /// Its address could not be bound.
    Unbound(&'a Fault),
    /// Its address was not to be bound; what the rule says.
    Ruled(bool),
}

/// What came of binding one address and dialling another.
pub fn came(matrix: &Matrix, bound: Bound, destination: IpAddr) -> Came<'_> {
    let ruled = Came::Ruled(bound.takes(destination));
    match row(matrix, bound) {
        Some(Row { fault: Some(fault), .. }) => Came::Unbound(fault),
        Some(row) => {
            row.cells.iter().find(|cell| cell.destination.ip() == destination).map_or(ruled, Came::Tried)
        }
        None => ruled,
    }
}

/// The row of an address, where it was bound or was to be.
pub fn row(matrix: &Matrix, bound: Bound) -> Option<&Row> {
    matrix.rows.iter().find(|row| (row.address, row.only_v6) == (bound.address, bound.only_v6))
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::net::SocketAddr;
    use protocol::probe::State;

    /// A machine that has no 127.0.0.2, and a lab that binds no wildcard.
    fn matrix() -> Matrix {
        let cells = |bound: Bound| {
            let cell = |ip: IpAddr| Cell {
                destination: SocketAddr::new(ip, 4000),
                reached: bound.takes(ip),
                state: if bound.takes(ip) { State::Open } else { State::Closed },
                elapsed_us: 30,
                errno: None,
                reason: String::new(),
            };
            DESTINATIONS.map(cell).to_vec()
        };
        let rows = Bound::LOOPBACK.map(|bound| {
            let Bound { address, only_v6 } = bound;
            let missing = address == DESTINATIONS[1];
            let fault = missing.then(|| Fault {
                errno: Some("EADDRNOTAVAIL".into()),
                reason: "none".into(),
                holder: None,
            });
            Row { address, only_v6, fault, cells: if missing { Vec::new() } else { cells(bound) } }
        });
        Matrix { port: 4000, rows: rows.to_vec(), side_by_side: Vec::new(), withheld: Some("no".into()) }
    }

    #[test]
    fn pressing_goes_through_what_can_be_expected() {
        let mut guesses = Guesses::default();
        let mut seen = Vec::new();
        for _ in 0..4 {
            seen.push(guesses.at(5, 2));
            guesses = guesses.pressed(5, 2);
        }
        assert_eq!(seen, [None, Some(Guess::Reached), Some(Guess::Refused), None]);
        assert_eq!(guesses.clone().pressed(6, 0), guesses, "there is no such cell");
    }

    #[test]
    fn only_what_was_tried_counts() {
        let matrix = matrix();
        // Right, wrong, on an address that is missing, on one that was not to be bound.
        let guesses = Guesses::default().pressed(0, 0).pressed(0, 1).pressed(1, 0).pressed(3, 0);
        assert_eq!(guesses.score(&matrix), (1, 2));
    }

    #[test]
    fn each_cell_says_how_far_it_came() {
        let matrix = matrix();
        let of = |row: usize| came(&matrix, bounds().nth(row).unwrap(), DESTINATIONS[0]);
        assert!(matches!(of(0), Came::Tried(cell) if cell.reached));
        assert!(matches!(of(1), Came::Unbound(fault) if fault.errno.as_deref() == Some("EADDRNOTAVAIL")));
        assert!(matches!(of(2), Came::Tried(cell) if !cell.reached));
        assert_eq!([of(3), of(4), of(5)], [Came::Ruled(true), Came::Ruled(false), Came::Ruled(true)]);
        assert_eq!(bounds().count(), ROWS);
    }
}
