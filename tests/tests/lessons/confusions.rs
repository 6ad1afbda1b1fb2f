//! The common confusions: each is a wrong answer in a quiz, and leads to the widget in which the learner sees it refuted.

use course::model::{Block, Lesson};
use course::quiz;
use tests::lab::Lab;

use crate::files;

/// What leads astray, the lesson and the question in which it can be chosen, how that answer begins, and where it leads.
const CONFUSIONS: [(&str, &str, &str, &str, &str); 8] = [
    (
        "localhost is always 127.0.0.1",
        "binding",
        "binding-q-refused",
        "It cannot. `localhost` is another spelling",
        "#binding-matrix",
    ),
    ("0.0.0.0 covers IPv6", "binding", "binding-q-refused", "It cannot. `0.0.0.0` covers", "#binding-matrix"),
    (
        "a wrong bind address makes the client wait",
        "binding",
        "binding-q-refused",
        "It cannot. Whoever dials",
        "#binding-matrix",
    ),
    (
        "a port in use is used by my own program",
        "troubleshoot",
        "trouble-q-taken",
        "It must be an earlier run",
        "#trouble-doctor",
    ),
    (
        "where nothing listens I may bind",
        "binding",
        "binding-q-free",
        "Yes. Where nothing",
        "#binding-conflict",
    ),
    (
        "who is connected has a server",
        "sockets",
        "sockets-q-refused",
        "A connection. So the program must",
        "#sockets-microscope",
    ),
    (
        "loopback keeps web pages out",
        "secure",
        "secure-q-pages",
        "From everybody but you",
        "#secure-other-page",
    ),
    (
        "localhost in a container is this machine",
        "binding",
        "binding-q-container",
        "The lab answers",
        "#binding-container",
    ),
];

#[test]
fn each_common_confusion_is_a_wrong_answer_that_leads_to_its_refutation() {
    let lab = Lab::start();
    let lessons = files::lessons(&files::facts(&lab));
    for (confusion, slug, question, begins, place) in CONFUSIONS {
        let lesson = lessons.iter().find(|lesson| lesson.summary.slug == slug).expect(slug);
        let asked = quiz::questions(lesson);
        let asked = asked.iter().find(|asked| asked.id == question);
        let asked = asked.unwrap_or_else(|| panic!("{confusion}: {slug} does not ask {question}"));
        let plain = begins.replace('`', "");
        let answer = asked.answers.iter().find(|one| course::model::plain(&one.text).starts_with(&plain));
        let answer =
            answer.unwrap_or_else(|| panic!("{confusion}: no answer of {question} begins {begins:?}"));
        assert!(!answer.right, "{confusion} counts as right");
        assert_eq!(answer.see.as_deref(), Some(place), "{confusion}");
        assert!(has_widget(lesson, place), "{confusion}: {slug} has no widget {place}");
    }
}

fn has_widget(lesson: &Lesson, place: &str) -> bool {
    let mut blocks = lesson.sections.iter().flat_map(|section| &section.blocks);
    blocks.any(|block| matches!(block, Block::Widget(widget) if place.strip_prefix('#') == Some(&widget.id)))
}
