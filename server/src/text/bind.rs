//! `POST /bind/matrix` and `POST /bind/conflict` in a terminal.

use protocol::bind::{Cell, Conflict, DESTINATIONS, Fault, Matrix, Row, When};

use super::{Paint, WIDTH, shown, wrap};

/// The width of the first column, and of each further one.
const FIRST: usize = 22;
const COLUMN: usize = 18;

/// The rows with a word for each destination, then who answers side by side.
pub(crate) fn matrix(matrix: &Matrix, paint: Paint) -> String {
    let mut text = format!("port {}\n\n", paint.port(&matrix.port.to_string()));
    text.push_str(&paint.faint(&format!("{:<FIRST$}", "bound to")));
    for destination in DESTINATIONS {
        text.push_str(&paint.faint(&format!("{:<COLUMN$}", format!("to {destination}"))));
    }
    text = format!("{}\n", text.trim_end());
    for row in &matrix.rows {
        text.push_str(&one(row, paint));
    }
    if let Some(withheld) = &matrix.withheld {
        text.push_str(&format!("\n{}\n", wrap(withheld, WIDTH)));
    }
    text.push_str(&format!("\n{}\n", paint.faint("at the same time, on one port number")));
    for neighbour in &matrix.side_by_side {
        let local = paint.notation(&neighbour.local.to_string());
        match (&neighbour.fault, neighbour.taken_by) {
            (Some(fault), _) => text.push_str(&format!("{local} was not bound.\n{}", why(fault, paint))),
            (None, Some(by)) => {
                text.push_str(&format!("{local} is answered by {}\n", paint.notation(&by.to_string())))
            }
            (None, None) => text.push_str(&format!("{local} was reached by nobody\n")),
        }
    }
    text
}

fn one(row: &Row, paint: Paint) -> String {
    let mut name = row.address.to_string();
    if row.address.is_ipv6() && row.address.is_unspecified() {
        name.push_str(if row.only_v6 { " (IPv6 only)" } else { " (both families)" });
    }
    let pad = " ".repeat(FIRST.saturating_sub(name.chars().count()));
    let name = format!("{}{pad}", paint.notation(&name));
    match &row.fault {
        Some(fault) => format!("{name}{}\n{}", paint.bad("not bound"), why(fault, paint)),
        None => {
            let cells: String = row.cells.iter().map(|cell| word(cell, paint)).collect();
            format!("{name}{}\n", cells.trim_end())
        }
    }
}

fn word(cell: &Cell, paint: Paint) -> String {
    if cell.reached {
        return paint.good(&format!("{:<COLUMN$}", "reached"));
    }
    let word = cell.errno.as_deref().unwrap_or(cell.state.word());
    paint.bad(&format!("{word:<COLUMN$}"))
}

/// What came of each attempt.
pub(crate) fn conflict(conflict: &Conflict, paint: Paint) -> String {
    let mut text = format!("{}\n\n", paint.notation(&conflict.local.to_string()));
    for one in &conflict.tries {
        let when = match one.when {
            When::First => "first",
            When::Again => "again, while the first listens",
            When::Afterwards => "after it closed first, and stopped",
        };
        let how = if one.reuse { "with SO_REUSEADDR" } else { "without SO_REUSEADDR" };
        let came = match &one.fault {
            None => paint.good("bound"),
            Some(fault) => paint.bad(fault.errno.as_deref().unwrap_or("refused")),
        };
        text.push_str(&format!("{when:<36}{how:<22}{came}\n"));
        if let Some(fault) = &one.fault {
            text.push_str(&why(fault, paint));
        }
    }
    if let Some(waiting) = conflict.waiting {
        text.push_str(&format!("\nin TIME-WAIT afterwards: {waiting}\n"));
    }
    text
}

fn why(fault: &Fault, paint: Paint) -> String {
    let indent = "    ";
    let said = wrap(&shown(&fault.reason), WIDTH - indent.len()).replace('\n', &format!("\n{indent}"));
    format!("{indent}{}\n", paint.faint(&said))
}
