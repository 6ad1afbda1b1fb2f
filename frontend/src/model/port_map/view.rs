//! What part of the map is in view, where the cursor stands, and what to paint where.

use crate::model::port_map::{Cell, PortMap};

/// How many columns and rows the map has.
pub const SIDE: u16 = 256;

/// How often the map can be doubled in size.
pub const MAX_ZOOM: u8 = 5;

/// The part of the map that is in view, and the cell that is named beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// The port of the cursor's cell; 0 is no port, but has a cell.
    pub cursor: u16,
    /// How often the map is doubled in size.
    pub zoom: u8,
    /// The column at the left edge.
    pub left: u16,
    /// The row at the upper edge.
    pub top: u16,
}

/// A row of cells of the same kind, in cells from the edges of the view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// What they are.
    pub cell: Cell,
    /// The first column.
    pub column: u16,
    /// The row.
    pub row: u16,
    /// How many they are.
    pub length: u16,
}

/// How the view changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// The cursor goes to a port.
    To(u16),
    /// The cursor goes so many columns and rows on.
    By(i32, i32),
    /// The part in view goes so many columns and rows on.
    Pan(i32, i32),
    /// The map is doubled in size, around a port.
    In(u16),
    /// The map is halved, around a port.
    Out(u16),
    /// The whole map.
    Whole,
}

/// What a key does on the map; `fast` where Shift is held.
pub fn key(name: &str, cursor: u16, fast: bool) -> Option<Move> {
    let far = if fast { 16 } else { 1 };
    Some(match name {
        "ArrowLeft" => Move::By(-far, 0),
        "ArrowRight" => Move::By(far, 0),
        "ArrowUp" => Move::By(0, -far),
        "ArrowDown" => Move::By(0, far),
        "PageUp" => Move::By(0, -16),
        "PageDown" => Move::By(0, 16),
        "Home" => Move::By(-255, 0),
        "End" => Move::By(255, 0),
        "+" | "=" => Move::In(cursor),
        "-" => Move::Out(cursor),
        "0" => Move::Whole,
        _ => return None,
    })
}

/// The column of a port: its low byte.
pub const fn column(port: u16) -> u16 {
    port % SIDE
}

/// The row of a port: its high byte.
pub const fn row(port: u16) -> u16 {
    port / SIDE
}

impl View {
    /// The whole map, with the cursor at a port.
    pub const fn at(cursor: u16) -> Self {
        Self { cursor, zoom: 0, left: 0, top: 0 }
    }

    /// How many columns and rows are in view.
    pub fn side(self) -> u16 {
        SIDE >> self.zoom.min(MAX_ZOOM)
    }

    /// The view after a move.
    pub fn after(self, step: Move) -> Self {
        match step {
            Move::To(port) => Self { cursor: port, ..self }.following(),
            Move::By(columns, rows) => {
                let column = (i32::from(column(self.cursor)) + columns).clamp(0, 255);
                let row = (i32::from(row(self.cursor)) + rows).clamp(0, 255);
                let port = u16::try_from(row * i32::from(SIDE) + column).unwrap_or(self.cursor);
                Self { cursor: port, ..self }.following()
            }
            Move::Pan(columns, rows) => {
                self.panned(i32::from(self.left) + columns, i32::from(self.top) + rows)
            }
            Move::In(port) => self.zoomed(self.zoom.saturating_add(1).min(MAX_ZOOM), port),
            Move::Out(port) => self.zoomed(self.zoom.saturating_sub(1), port),
            Move::Whole => Self::at(self.cursor),
        }
    }

    fn panned(self, left: i32, top: i32) -> Self {
        let most = i32::from(SIDE - self.side());
        let within = |value: i32| u16::try_from(value.clamp(0, most)).unwrap_or_default();
        Self { left: within(left), top: within(top), ..self }
    }

    /// A port keeps its place in the window, as far as the map's edges allow.
    fn zoomed(self, zoom: u8, port: u16) -> Self {
        let next = Self { zoom, ..self };
        let (before, after) = (i32::from(self.side()), i32::from(next.side()));
        let kept =
            |cell: u16, edge: u16| i32::from(cell) - (i32::from(cell) - i32::from(edge)) * after / before;
        next.panned(kept(column(port), self.left), kept(row(port), self.top))
    }

    /// With the cursor in view.
    fn following(self) -> Self {
        let most = self.side() - 1;
        let near = |cell: u16, edge: u16| i32::from(edge.clamp(cell.saturating_sub(most), cell));
        self.panned(near(column(self.cursor), self.left), near(row(self.cursor), self.top))
    }

    /// Whether a port's cell is in view.
    pub fn shows(self, port: u16) -> bool {
        self.place(port).is_some()
    }

    /// The column and row of a port in the window, where it is in view.
    pub fn place(self, port: u16) -> Option<(u16, u16)> {
        let column = column(port).checked_sub(self.left)?;
        let row = row(port).checked_sub(self.top)?;
        (column < self.side() && row < self.side()).then_some((column, row))
    }

    /// The ports in view, row by row.
    pub fn ports(self) -> impl Iterator<Item = u16> {
        let rows = 0..self.side();
        rows.flat_map(move |row| {
            let first = (self.top + row) * SIDE + self.left;
            first..=first + (self.side() - 1)
        })
    }

    /// The port at a place in the window, given in shares of its side from 0 to 1.
    pub fn port_at(self, x: f64, y: f64) -> u16 {
        // A cast of a float keeps within the type's bounds.
        let cell = |share: f64| ((share * f64::from(self.side())) as u16).min(self.side() - 1);
        (self.top + cell(y)) * SIDE + self.left + cell(x)
    }

    /// The open port nearest to a place in the window, where it is no further than `reach`, all in shares of its side;
    /// else the port at that place.
    pub fn snapped(self, map: &PortMap, x: f64, y: f64, reach: f64) -> u16 {
        let side = f64::from(self.side());
        let away = |port: u16| {
            let (column, row) = self.place(port)?;
            let (dx, dy) = ((f64::from(column) + 0.5) / side - x, (f64::from(row) + 0.5) / side - y);
            let square = dx * dx + dy * dy;
            (square <= reach * reach).then_some((square, port))
        };
        let nearest = map.open.iter().filter_map(|open| away(open.port)).min_by(|a, b| a.0.total_cmp(&b.0));
        nearest.map_or_else(|| self.port_at(x, y), |(_, port)| port)
    }

    /// The cells in view, joined where neighbours in a row are of the same kind.
    pub fn runs(self, map: &PortMap) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for row in 0..self.side() {
            let mut current: Option<Run> = None;
            for column in 0..self.side() {
                let cell = map.cell((self.top + row) * SIDE + self.left + column);
                match &mut current {
                    Some(run) if run.cell == cell => run.length += 1,
                    _ => runs.extend(current.replace(Run { cell, column, row, length: 1 })),
                }
            }
            runs.extend(current);
        }
        runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::port_map::{Heard, Step};
    use concepts::port_set::PortSet;
    use proptest::prelude::*;
    use protocol::scan::Open;

    fn found(ports: &[u16]) -> PortMap {
        let open = |&port: &u16| Heard::Open(Open { port, service: None, listener: None });
        let started = PortMap::default().after(Step::Start("::1".parse().unwrap(), PortSet::all()));
        started.after(Step::Heard(ports.iter().map(open).collect()))
    }

    #[test]
    fn a_port_is_found_by_its_two_bytes() {
        assert_eq!((row(62_893), column(62_893)), (245, 173));
        assert_eq!(View::at(1).port_at(0.999, 0.999), 65_535);
        assert_eq!(View::at(1).port_at(173.5 / 256.0, 245.5 / 256.0), 62_893);
    }

    #[test]
    fn the_cursor_stays_on_the_map_and_in_view() {
        let view = View::at(0).after(Move::By(-1, -1));
        assert_eq!(view.cursor, 0);
        assert_eq!(view.after(Move::By(300, 300)).cursor, 65_535);
        let near = View::at(0).after(Move::In(0)).after(Move::In(0));
        assert_eq!((near.side(), near.left, near.top), (64, 0, 0));
        let far = near.after(Move::To(65_535));
        assert_eq!((far.left, far.top), (192, 192));
        assert_eq!(far.after(Move::Whole), View::at(65_535));
    }

    #[test]
    fn keys_move_the_cursor_and_the_map() {
        let pressed = |name: &str| key(name, 300, false).map(|step| View::at(300).after(step));
        assert_eq!(pressed("ArrowDown").map(|view| view.cursor), Some(556));
        assert_eq!(pressed("Home").map(|view| view.cursor), Some(256));
        assert_eq!(key("ArrowRight", 300, true).map(|step| View::at(300).after(step).cursor), Some(316));
        assert_eq!(pressed("+").map(|view| view.zoom), Some(1));
        assert_eq!(pressed("a"), None);
    }

    #[test]
    fn an_open_port_nearby_attracts() {
        let map = found(&[62_893, 62_900]);
        let view = View::at(0);
        let at = |x: f64, y: f64| view.snapped(&map, x / 256.0, y / 256.0, 5.0 / 256.0);
        assert_eq!(at(171.0, 247.0), 62_893);
        assert_eq!(at(177.9, 245.5), 62_900);
        assert_eq!(at(100.5, 10.5), 10 * 256 + 100);
    }

    #[test]
    fn a_row_of_one_kind_is_one_run() {
        let runs = View::at(0).runs(&found(&[300]));
        assert_eq!(runs.len(), 256 + 2);
        assert!(runs.contains(&Run {
            cell: Cell::Known(protocol::probe::State::Open),
            column: 44,
            row: 1,
            length: 1
        }));
    }

    fn any_move() -> impl Strategy<Value = Move> {
        prop_oneof![
            any::<u16>().prop_map(Move::To),
            (-300i32..300, -300i32..300).prop_map(|(x, y)| Move::By(x, y)),
            (-300i32..300, -300i32..300).prop_map(|(x, y)| Move::Pan(x, y)),
            any::<u16>().prop_map(Move::In),
            any::<u16>().prop_map(Move::Out),
            Just(Move::Whole),
        ]
    }

    proptest! {
        #[test]
        fn no_move_leaves_the_map(moves in proptest::collection::vec(any_move(), 0..40)) {
            let mut view = View::at(62_893);
            for step in moves {
                view = view.after(step);
                prop_assert!(view.left + view.side() <= SIDE && view.top + view.side() <= SIDE);
                if matches!(step, Move::To(_) | Move::By(..)) {
                    prop_assert!(view.shows(view.cursor));
                }
            }
        }

        #[test]
        fn every_cell_in_view_is_painted_once(port in any::<u16>(), zoom in 0u8..=MAX_ZOOM) {
            let view = (0..zoom).fold(View::at(port), |view, _| view.after(Move::In(port)));
            prop_assert!(view.shows(port) && view.ports().all(|port| view.shows(port)));
            prop_assert_eq!(view.ports().count(), usize::from(view.side()).pow(2));
            let cells: u32 = view.runs(&found(&[22, 300, 301, 62_893])).iter().map(|run| u32::from(run.length)).sum();
            prop_assert_eq!(cells, u32::from(view.side()) * u32::from(view.side()));
        }

        #[test]
        fn a_place_leads_back_to_its_port(port in any::<u16>(), zoom in 0u8..=MAX_ZOOM) {
            let view = (0..zoom).fold(View::at(port), |view, _| view.after(Move::In(port)));
            let (column, row) = view.place(port).unwrap();
            let side = f64::from(view.side());
            prop_assert_eq!(view.port_at((f64::from(column) + 0.5) / side, (f64::from(row) + 0.5) / side), port);
        }
    }
}
