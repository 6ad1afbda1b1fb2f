//! Each lesson, followed to its end: commands typed, exercises solved, questions answered wrong and then right.

use std::net::TcpListener;

use course::model::{Block, Contents, Lesson, Question};
use course::shell::Shell;
use tests::lab::send;

use crate::Desk;

fn lesson(desk: &Desk, slug: &str) -> Lesson {
    let reply = send(
        desk.lab.address(),
        "GET",
        &format!("/lessons/{slug}?format=json"),
        &[("User-Agent", "a-test")],
        b"",
    );
    serde_json::from_slice(&reply.body).expect("a lesson")
}

fn questions(lesson: &Lesson) -> Vec<&Question> {
    let blocks = lesson.sections.iter().flat_map(|section| &section.blocks);
    blocks
        .filter_map(|block| if let Block::Quiz(questions) = block { Some(questions) } else { None })
        .flatten()
        .collect()
}

/// The commands that solve a lesson's exercises, as the lesson prints them.
fn solutions(lesson: &Lesson) -> Vec<String> {
    let blocks = lesson.sections.iter().flat_map(|section| &section.blocks);
    let exercises =
        blocks.filter_map(|block| if let Block::Exercise(exercise) = block { Some(exercise) } else { None });
    exercises
        .flat_map(|exercise| exercise.solution.iter().map(|command| command.of(Shell::Linux).to_owned()))
        .collect()
}

/// Follows a lesson: runs the commands, sees the exercises tick, answers every question.
async fn follow(desk: &Desk, slug: &str, commands: &[String]) {
    let page = &desk.browser;
    let lesson = lesson(desk, slug);
    page.visit(&format!("/lessons/{slug}")).await;
    let count = lesson.summary.exercises.len();
    page.until(&format!("document.querySelectorAll('.exercise').length === {count}")).await;
    assert_eq!(
        page.value("document.querySelectorAll('.exercise.solved').length").await,
        0,
        "nothing is solved yet"
    );
    for command in commands {
        desk.terminal(command);
    }
    page.until(&format!("document.querySelectorAll('.exercise.solved').length === {count}")).await;
    for question in questions(&lesson) {
        let wrong = question.answers.iter().position(|answer| !answer.right).unwrap();
        let right = question.answers.iter().position(|answer| answer.right).unwrap();
        let form = format!("document.querySelector('input[name=\"{}\"]').form", question.id);
        answer(desk, &form, wrong).await;
        page.until(&format!("{form}.querySelector('.because.wrong a')")).await;
        let leads = page
            .value(&format!(
                "!!document.querySelector({form}.querySelector('.because.wrong a').getAttribute('href'))"
            ))
            .await;
        assert_eq!(leads, true, "{}: a wrong answer leads to what refutes it", question.id);
        answer(desk, &form, right).await;
        page.until(&format!("{form}.querySelector('.because.right')")).await;
    }
    page.until("document.querySelector('.station.current').classList.contains('done')").await;
}

async fn answer(desk: &Desk, form: &str, index: usize) {
    let choose = format!(
        "(form => {{ form.querySelectorAll('input[type=radio]')[{index}].click(); return true; }})({form})"
    );
    desk.browser.value(&choose).await;
    desk.browser.until(&format!("{form}.querySelectorAll('input[type=radio]')[{index}].checked")).await;
    desk.browser
        .value(&format!(
            "(form => {{ form.querySelector('button[type=submit]').click(); return true; }})({form})"
        ))
        .await;
}

#[tokio::test]
async fn the_first_lesson_is_followed_to_its_end_and_stays_done() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/").await;
    page.click("a", "Begin with the first lesson").await;
    page.until("location.pathname === '/lessons/address' && document.querySelector('.lesson h1')").await;
    let commands = solutions(&lesson(&desk, "address"));
    follow(&desk, "address", &commands).await;
    page.reload().await;
    page.until("document.querySelector('.station.current')?.classList.contains('done')").await;
    page.until("document.querySelectorAll('.because.right').length === 3").await;
    page.click("nav.between-lessons a", "IP addresses").await;
    page.until("location.pathname === '/lessons/ip' && document.querySelector('.lesson h1').innerText.startsWith('IP addresses')").await;
    // The focus goes to the heading.
    page.until("document.activeElement.id === 'page-title'").await;
    page.visit("/").await;
    page.until("document.querySelector('.begin a')?.innerText.includes('IP addresses')").await;
    desk.close().await;
}

#[tokio::test]
async fn the_lesson_on_ports_is_followed_to_its_end() {
    let desk = Desk::open().await;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (lab, open) = (desk.lab.address(), listener.local_addr().unwrap().port());
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let commands = [
        format!("curl --silent http://{lab}/probe/{closed} | grep closed"),
        format!("curl --silent http://{lab}/probe/{open} | grep open"),
    ];
    follow(&desk, "ports", &commands).await;
    desk.close().await;
}

#[tokio::test]
async fn the_lesson_on_addresses_is_followed_to_its_end() {
    let desk = Desk::open().await;
    let commands = solutions(&lesson(&desk, "ip"));
    follow(&desk, "ip", &commands).await;
    desk.close().await;
}

#[tokio::test]
async fn the_lesson_on_the_loop_is_followed_to_its_end() {
    let desk = Desk::open().await;
    let commands = solutions(&lesson(&desk, "loopback"));
    follow(&desk, "loopback", &commands).await;
    desk.close().await;
}

#[tokio::test]
async fn the_lesson_on_curl_is_followed_to_its_end() {
    let desk = Desk::open().await;
    let commands = solutions(&lesson(&desk, "verify"));
    follow(&desk, "verify", &commands).await;
    desk.close().await;
}

#[tokio::test]
async fn hints_come_one_by_one_and_end_in_the_solution() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/verify").await;
    for shown in 1..=3 {
        page.click("#verify-post button", "hint").await;
        page.until(&format!("document.querySelectorAll('#verify-post .hints > .hint').length === {shown}"))
            .await;
    }
    page.click("#verify-post button", "Show the solution").await;
    page.until("document.querySelector('#verify-post .solution')?.innerText.includes('curl --data')").await;
    assert!(page.text("#verify-post .exercise-state").await.contains("not solved"));
    desk.close().await;
}

#[tokio::test]
async fn commands_come_for_the_learners_shell() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/address").await;
    page.until("document.querySelector('.lesson .command-text')").await;
    assert!(page.text(".lesson .command-text").await.starts_with("curl "));
    page.click("button", "Settings").await;
    page.click("#settings label", "PowerShell").await;
    page.until("document.querySelector('.lesson .command-text').innerText.startsWith('curl.exe ')").await;
    page.reload().await;
    page.until("document.querySelector('.lesson .command-text')?.innerText.startsWith('curl.exe ')").await;
    desk.close().await;
}

#[tokio::test]
async fn every_widget_of_every_lesson_is_drawn() {
    let desk = Desk::open().await;
    let reply = send(desk.lab.address(), "GET", "/lessons?format=json", &[("User-Agent", "a-test")], b"");
    let contents: Contents = serde_json::from_slice(&reply.body).expect("the contents");
    for summary in contents.lessons {
        let lesson = lesson(&desk, &summary.slug);
        let blocks = lesson.sections.iter().flat_map(|section| &section.blocks);
        let ids: Vec<_> = blocks
            .filter_map(|block| if let Block::Widget(widget) = block { Some(&widget.id) } else { None })
            .collect();
        assert!(!ids.is_empty(), "{}", summary.slug);
        desk.browser.visit(&format!("/lessons/{}", summary.slug)).await;
        for id in ids {
            desk.browser.until(&format!("document.querySelector('#{id}.widget')")).await;
        }
    }
    desk.close().await;
}
