//! A problem in a terminal.

use protocol::problem::Problem;

use super::{Paint, WIDTH, wrap};

/// Three lines: what, why, what next; and the code for programs.
pub(crate) fn render(problem: &Problem, paint: Paint) -> String {
    format!(
        "{}\n{}\n{}\n{}\n",
        paint.bad(&format!("{} {}", problem.status, problem.title)),
        wrap(&problem.detail, WIDTH),
        wrap(&format!("Next: {}", problem.next), WIDTH),
        paint.faint(&format!("({})", problem.code)),
    )
}
