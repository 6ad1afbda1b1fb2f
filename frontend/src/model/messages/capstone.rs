//! The words of the capstone.

use protocol::capstone::Step;

use crate::model::capstone::Field;

/// Begins the first case.
pub const BEGIN: &str = "Begin a case";
/// Begins another one.
pub const ANOTHER: &str = "Begin another case";
/// While it is begun.
pub const BEGINNING: &str = "Beginning…";
/// Beside the button, before there is a case.
pub const BEGIN_HINT: &str = "The lab starts the notice board, and what is in its way.";
/// Ends the case.
pub const END: &str = "End it";
/// Before the address of the clients.
pub const CLIENTS_ASK: &str = "The notice board's readers ask at";
/// The list of the steps.
pub const STEPS: &str = "The four steps";
/// What the live wire calls a program whose name the system does not tell.
pub const SOMEBODY: &str = "a program";
/// Of what holds.
pub const STANDS: &str = "stands";
/// Of what does not.
pub const NOT_YET: &str = "not yet";
/// Over what to do next.
pub const NEXT: &str = "Next";
/// Over the settings.
pub const BOARD: &str = "The board's settings";
/// The address to bind.
pub const HOST: &str = "Address";
/// The port.
pub const PORT: &str = "Port";
/// What to speak.
pub const SCHEME: &str = "Speaks";
/// The workers.
pub const WORKERS: &str = "Workers";
/// The clients.
pub const CLIENTS: &str = "Clients at once";
/// Whether to ask who is there.
pub const LOGIN: &str = "Asks who you are";
/// Whether to answer to the old name.
pub const OLD_NAME: &str = "Answers to its old name, board.example";
/// Sends the change.
pub const CHANGE: &str = "Change the board";
/// While it is changed.
pub const CHANGING: &str = "Changing…";
/// Nothing differs.
pub const SAME: &str = "These are its settings now.";
/// Of a board that somebody stopped.
pub const STOPPED: &str = "The board does not run. Change it, and it starts again.";
/// Over the certificate.
pub const CERTIFICATE: &str = "Your certificate";
/// The field for the name.
pub const NAME: &str = "Name on it";
/// That it stays here.
pub const NAME_HINT: &str = "It stays on this machine.";
/// Prints it.
pub const PRINT: &str = "Print or save as PDF";
/// Keeps it as a text.
pub const SAVE: &str = "Save as text";
/// The name of the file.
pub const FILE: &str = "loopback-lab-certificate.txt";
/// The title on the paper.
pub const PAPER_TITLE: &str = "Put it together";
/// Over the faults.
pub const WAS_WRONG: &str = "What was wrong";
/// Over the proofs.
pub const PROVED: &str = "What was proved";
/// What the paper is not.
pub const NO_CREDENTIAL: &str =
    "Written by Loopback Lab on the learner’s own machine. It is no official credential.";

/// A step.
pub const fn step(step: Step) -> &'static str {
    match step {
        Step::Find => "Find",
        Step::Fix => "Fix",
        Step::Protect => "Protect",
        Step::Prove => "Prove",
    }
}

/// Stops the other program.
pub fn stop(id: u64) -> String {
    format!("Stop listener {id}")
}

/// What is wrong with a field.
pub const fn fault(field: Field) -> &'static str {
    match field {
        Field::Host => "Choose an address.",
        Field::Port => "A port is a number from 1 to 65535.",
        Field::Workers => "The board has 0 to 8 workers.",
        Field::Clients => "The board serves 0 to 64 clients at once.",
    }
}

/// The paper's sentence.
pub fn sentence(case: u8, day: &str) -> String {
    format!(
        "found, fixed, protected and proved a service that failed in three ways at once. Case {case}, {day}."
    )
}

/// How far the course was done, as this page has kept it.
pub fn course(solved: usize, exercises: usize, lessons: usize) -> String {
    format!("In this browser, {solved} of {exercises} exercises in {lessons} lessons are solved.")
}
