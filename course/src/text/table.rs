//! Tables: in columns as long as those can be read, with long cells that go on below; else a line for each cell.

use textwrap::core::display_width;

use super::page::{Page, wrapped};
use crate::model::Text;

/// The spaces between two columns.
const GAP: usize = 2;

/// The further lines of a cell are set in by this much, so that a row that begins is told from one that goes on.
const FURTHER: &str = "  ";

/// The fewest characters to which a column is narrowed.
const NARROWEST: usize = 14;

impl Page<'_> {
    /// A row of the table is a row here. Where that leaves too little room for words, each cell gets a line, after its column's name.
    pub(super) fn table(&mut self, head: &[Text], rows: &[Vec<Text>]) {
        let paint = self.reader.paint;
        let cells = |row: &[Text]| row.iter().map(|cell| self.inline(cell)).collect::<Vec<_>>();
        let (head, rows): (Vec<String>, Vec<Vec<String>>) =
            (cells(head), rows.iter().map(|row| cells(row)).collect());
        let column =
            |index: usize| core::iter::once(&head).chain(&rows).filter_map(move |row| row.get(index));
        let columns: Vec<Column> = (0..head.len()).map(|index| Column::of(column(index))).collect();
        let room = self.width.saturating_sub(self.indent.len());
        let Some(widths) = widths(&columns, room) else { return self.cells(&head, &rows) };
        let rule: Vec<String> = widths.iter().map(|&width| "-".repeat(width)).collect();
        let mut lines: Vec<String> = set(&head, &widths).iter().map(|line| paint.strong(line)).collect();
        lines.extend(set(&rule, &widths).iter().map(|line| paint.faint(line)));
        lines.extend(rows.iter().flat_map(|row| set(row, &widths)));
        self.verbatim("", &lines.join("\n"));
    }

    fn cells(&mut self, head: &[String], rows: &[Vec<String>]) {
        for row in rows {
            for (name, cell) in head.iter().zip(row) {
                self.hanging("", &format!("{}: {cell}", self.reader.paint.strong(name)));
                self.tight();
            }
            self.gap();
        }
    }
}

/// How wide a column is.
#[derive(Clone, Copy, Debug)]
struct Column {
    /// With each of its cells on one line.
    whole: usize,
    /// At least, so that no word is broken.
    least: usize,
}

impl Column {
    fn of<'a>(cells: impl Iterator<Item = &'a String>) -> Self {
        let mut column = Self { whole: 0, least: 0 };
        for cell in cells {
            let whole = cell.lines().map(display_width).max().unwrap_or_default();
            let word = cell.split_whitespace().map(display_width).max().unwrap_or_default();
            column.whole = column.whole.max(whole);
            column.least = column.least.max(whole.min(word + FURTHER.len()));
        }
        column
    }
}

/// How wide each column is to be, so that a row takes at most `room` characters: the widest are narrowed, all to the same width. `None`
/// where they would be too narrow.
fn widths(columns: &[Column], room: usize) -> Option<Vec<usize>> {
    let room = room.checked_sub(GAP * columns.len().saturating_sub(1))?;
    let to = |most: usize| columns.iter().map(move |column| column.whole.min(most.max(column.least)));
    let widest = columns.iter().map(|column| column.whole).max().unwrap_or_default();
    let most =
        (NARROWEST.min(widest)..=widest.min(room)).rev().find(|&most| to(most).sum::<usize>() <= room)?;
    Some(to(most).collect())
}

/// A row, in as many lines as its longest cell takes.
fn set(row: &[String], widths: &[usize]) -> Vec<String> {
    let cells: Vec<Vec<String>> =
        row.iter().zip(widths).map(|(cell, &width)| wrapped(cell, width, "", FURTHER)).collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or_default();
    let line = |index: usize| {
        let cell = |(lines, &width): (&Vec<String>, &usize)| {
            let text = lines.get(index).map_or("", String::as_str);
            format!("{text}{}", " ".repeat(width.saturating_sub(display_width(text))))
        };
        cells.iter().zip(widths).map(cell).collect::<Vec<_>>().join(&" ".repeat(GAP))
    };
    (0..height).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn column() -> impl Strategy<Value = Column> {
        (0usize..120, 0usize..40).prop_map(|(whole, least)| Column { whole, least: least.min(whole) })
    }

    #[test]
    fn the_widest_column_is_narrowed_first() {
        let columns = [Column { whole: 10, least: 4 }, Column { whole: 90, least: 12 }];
        assert_eq!(widths(&columns, 80), Some(vec![10, 68]));
        assert_eq!(widths(&columns, 102), Some(vec![10, 90]));
        assert_eq!(widths(&columns, 25), None);
        assert_eq!(widths(&[], 80), Some(vec![]));
    }

    proptest! {
        #[test]
        fn a_row_has_room_and_breaks_no_word(columns in proptest::collection::vec(column(), 1..5), room in 20usize..200) {
            let Some(widths) = widths(&columns, room) else { return Ok(()) };
            prop_assert!(widths.iter().sum::<usize>() + GAP * (columns.len() - 1) <= room);
            for (width, column) in widths.iter().zip(&columns) {
                prop_assert!((column.least..=column.whole).contains(width));
                prop_assert!(*width >= NARROWEST.min(column.whole));
            }
        }
    }
}
