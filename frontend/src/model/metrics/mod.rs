//! What the lab counts, as the page draws it: the text of a scrape read, rates of one sample after another, an alert.

mod alert;
mod read;
mod watch;

pub use alert::{ABOVE_MOST, Burst, FOR, Rule, Signal, Stage};
pub use read::{Sample, read};
pub use watch::{CLASSES, Happens, KEPT, Point, Watch};
