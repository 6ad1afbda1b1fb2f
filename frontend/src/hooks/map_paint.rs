//! The port map on its canvas: cells, ranges, marks and the cursor, in the colours of the page's styles.

use concepts::port::{Range, Span};
use protocol::probe::State;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, CssStyleDeclaration, HtmlCanvasElement};

use crate::hooks::browser;
use crate::model::port_map::view::{SIDE, View, row};
use crate::model::port_map::{Cell, PortMap};

/// Room beside the map for the numbers of its rows and for the ranges, and for this machine's own range, in CSS pixels.
const LEFT: f64 = 52.0;
const RIGHT: f64 = 12.0;
/// Room above and below, for marks at the edge.
const EDGE: f64 = 6.0;

/// The least radius of a mark, in CSS pixels.
const MARK: f64 = 4.5;

/// From which size of a cell on closed ports have their cross, and all their number, in CSS pixels.
const CROSSES: f64 = 14.0;
const NUMBERS: f64 = 40.0;

/// How many marks beside the open ports are painted while cells are small; beyond that, the cells' colour speaks.
const MAX_RINGS: usize = 400;

/// The side of the map in CSS pixels.
pub(super) fn side(canvas: &HtmlCanvasElement) -> f64 {
    (f64::from(canvas.client_width()) - LEFT - RIGHT).max(1.0)
}

/// A place on the canvas, in CSS pixels, as shares of the map's side.
pub(super) fn share(canvas: &HtmlCanvasElement, x: f64, y: f64) -> (f64, f64) {
    ((x - LEFT) / side(canvas), (y - EDGE) / side(canvas))
}

/// What painting needs at every step. Lengths are in the canvas's own pixels.
struct Brush {
    context: CanvasRenderingContext2d,
    style: CssStyleDeclaration,
    view: View,
    /// The map's left and upper edge, and its side.
    left: f64,
    top: f64,
    side: f64,
    /// How many of its own pixels the canvas has for one of CSS.
    ratio: f64,
}

/// Paints the whole canvas; nothing where the browser gives none to paint on.
pub(super) fn paint(
    canvas: &HtmlCanvasElement,
    map: &PortMap,
    view: View,
    ephemeral: Option<Span>,
) -> Option<()> {
    let window = browser::window()?;
    let ratio = window.device_pixel_ratio();
    let width = (f64::from(canvas.client_width()) * ratio).round();
    let height = ((side(canvas) + 2.0 * EDGE) * ratio).round();
    if f64::from(canvas.width()) != width || f64::from(canvas.height()) != height {
        canvas.set_width(width as u32);
        canvas.set_height(height as u32);
    }
    let brush = Brush {
        context: canvas.get_context("2d").ok()??.dyn_into().ok()?,
        style: window.get_computed_style(canvas).ok()??,
        view,
        left: (LEFT * ratio).round(),
        top: (EDGE * ratio).round(),
        side: (side(canvas) * ratio).floor(),
        ratio,
    };
    brush.context.clear_rect(0.0, 0.0, width, height);
    brush.cells(map);
    brush.beside(ephemeral);
    brush.marks(map);
    brush.cursor();
    Some(())
}

impl Brush {
    /// The edge of a cell that is so many cells away from the edge of the view; whole, so that no seam is seen.
    fn at(&self, cells: u16) -> f64 {
        (f64::from(cells) * self.side / f64::from(self.view.side())).round()
    }

    fn cell(&self) -> f64 {
        self.side / f64::from(self.view.side())
    }

    /// A length given in CSS pixels.
    fn px(&self, length: f64) -> f64 {
        length * self.ratio
    }

    fn colour(&self, name: &str) -> String {
        self.style.get_property_value(name).unwrap_or_default()
    }

    fn fill(&self, name: &str) {
        self.context.set_fill_style_str(&self.colour(name));
    }

    fn stroke(&self, name: &str, width: f64) {
        self.context.set_stroke_style_str(&self.colour(name));
        self.context.set_line_width(self.px(width));
    }

    fn cells(&self, map: &PortMap) {
        let runs = self.view.runs(map);
        for (cell, name) in [
            (Cell::Unknown, "--map-unknown"),
            (Cell::Known(State::Closed), "--map-closed"),
            (Cell::Known(State::Open), "--map-lit"),
            (Cell::Known(State::Filtered), "--map-filtered"),
            (Cell::Known(State::Error), "--map-error"),
        ] {
            self.fill(name);
            for run in runs.iter().filter(|run| run.cell == cell) {
                let (x, y) = (self.at(run.column), self.at(run.row));
                let (right, below) = (self.at(run.column + run.length), self.at(run.row + 1));
                self.context.fill_rect(self.left + x, self.top + y, right - x, below - y);
            }
        }
        if self.cell() >= self.px(CROSSES) {
            self.lines();
        }
    }

    /// Between cells that are big enough to be told apart.
    fn lines(&self) {
        self.fill("--map-paper");
        for cell in 1..self.view.side() {
            let at = self.at(cell);
            self.context.fill_rect(self.left + at, self.top, self.ratio, self.side);
            self.context.fill_rect(self.left, self.top + at, self.side, self.ratio);
        }
    }

    /// The stretch of rows that a span of ports takes in the view.
    fn rows(&self, span: Span) -> Option<(f64, f64)> {
        let within = |row: u16| row.clamp(self.view.top, self.view.top + self.view.side()) - self.view.top;
        let (from, to) = (within(row(span.first)), within(row(span.last) + 1));
        (from < to).then(|| (self.top + self.at(from), self.at(to) - self.at(from)))
    }

    /// The ranges and the numbers of the rows to the left, this machine's own range to the right.
    fn beside(&self, ephemeral: Option<Span>) {
        let (x, width) = (self.left - self.px(10.0), self.px(6.0));
        for (range, name) in
            [(Range::System, "--map-system"), (Range::User, "--map-user"), (Range::Dynamic, "--map-dynamic")]
        {
            if let Some((from, length)) = self.rows(range.span()) {
                self.fill(name);
                self.context.fill_rect(x, from, width, length);
            }
        }
        if let Some((from, length)) = ephemeral.and_then(|span| self.rows(span)) {
            self.fill("--map-lent");
            self.context.fill_rect(self.left + self.side + self.px(4.0), from, width, length);
        }
        self.fill("--map-soft");
        self.font(11.0);
        self.context.set_text_align("right");
        let step = (self.view.side() / 4).max(1);
        for cell in (0..self.view.side()).step_by(usize::from(step)) {
            let number = (self.view.top + cell) * SIDE + self.view.left;
            let y = self.top + self.at(cell) + self.px(5.0);
            let _ = self.context.fill_text(&number.to_string(), x - self.px(4.0), y.max(self.px(10.0)));
        }
    }

    fn font(&self, size: f64) {
        let family = self.style.get_property_value("font-family").unwrap_or_default();
        // A whole number: nothing else in the page writes fractions, and what writes them is large.
        self.context.set_font(&format!("{}px {family}", self.px(size) as u32));
        self.context.set_text_baseline("middle");
    }

    /// The middle of a port's cell.
    fn middle(&self, port: u16) -> Option<(f64, f64)> {
        let (column, row) = self.view.place(port)?;
        let middle = |cell: u16| (f64::from(cell) + 0.5) * self.cell();
        Some((self.left + middle(column), self.top + middle(row)))
    }

    /// The states' own marks, as everywhere in the lab: a filled dot, a cross, a dashed ring; and a ring for an error.
    fn marks(&self, map: &PortMap) {
        let big = self.cell() >= self.px(CROSSES);
        // Not `clamp`: where it fails it says so with both numbers, and what writes fractions is large.
        let radius = (self.cell() * 0.24).max(self.px(MARK)).min(self.px(8.0));
        let all = |state| self.view.ports().filter(move |&port| map.cell(port) == Cell::Known(state));
        if big {
            self.stroke("--map-cross", 1.6);
            all(State::Closed).for_each(|port| self.cross(port, radius * 0.62));
        }
        if map.has_others() {
            let limit = if big { usize::MAX } else { MAX_RINGS };
            all(State::Filtered).take(limit).for_each(|port| self.ring(port, State::Filtered, radius));
            all(State::Error).take(limit).for_each(|port| self.ring(port, State::Error, radius));
        }
        map.open.iter().for_each(|open| self.dot(open.port, radius));
        if self.cell() >= self.px(NUMBERS) {
            self.numbers();
        }
    }

    /// Where a port's mark stands: in the middle of its cell, or above its number.
    fn mark(&self, port: u16) -> Option<(f64, f64)> {
        let lift = if self.cell() >= self.px(NUMBERS) { 7.0 } else { 0.0 };
        self.middle(port).map(|(x, y)| (x, y - self.px(lift)))
    }

    fn cross(&self, port: u16, arm: f64) {
        let Some((x, y)) = self.mark(port) else { return };
        self.context.begin_path();
        self.context.move_to(x - arm, y - arm);
        self.context.line_to(x + arm, y + arm);
        self.context.move_to(x + arm, y - arm);
        self.context.line_to(x - arm, y + arm);
        self.context.stroke();
    }

    fn circle(&self, port: u16, radius: f64) -> Option<()> {
        let (x, y) = self.mark(port)?;
        self.context.begin_path();
        self.context.arc(x, y, radius, 0.0, core::f64::consts::TAU).ok()
    }

    fn dot(&self, port: u16, radius: f64) {
        if self.circle(port, radius + self.px(1.5)).is_some() {
            self.fill("--map-paper");
            self.context.fill();
            let _ = self.circle(port, radius);
            self.fill("--map-open");
            self.context.fill();
        }
    }

    fn ring(&self, port: u16, state: State, radius: f64) {
        let name = if state == State::Error { "--map-cross" } else { "--map-ring" };
        if self.circle(port, radius).is_some() {
            self.fill("--map-paper");
            self.context.fill();
            self.stroke(name, 1.8);
            if state == State::Filtered {
                let dash = js_sys::Array::of2(&self.px(2.6).into(), &self.px(2.4).into());
                let _ = self.context.set_line_dash(&dash);
            }
            self.context.stroke();
            let _ = self.context.set_line_dash(&js_sys::Array::new());
        }
    }

    fn numbers(&self) {
        self.fill("--map-ink");
        self.font(11.0);
        self.context.set_text_align("center");
        for port in self.view.ports() {
            if let Some((x, y)) = self.middle(port) {
                let _ = self.context.fill_text(&port.to_string(), x, y + self.cell() / 2.0 - self.px(8.0));
            }
        }
    }

    fn cursor(&self) {
        let Some((x, y)) = self.middle(self.view.cursor) else { return };
        let half = (self.cell() / 2.0).max(self.px(MARK + 3.5));
        self.stroke("--map-paper", 4.0);
        self.context.stroke_rect(x - half, y - half, half * 2.0, half * 2.0);
        self.stroke("--map-cursor", 2.0);
        self.context.stroke_rect(x - half, y - half, half * 2.0, half * 2.0);
    }
}
