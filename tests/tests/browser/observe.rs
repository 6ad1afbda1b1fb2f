//! The metrics charts and the detective of lesson observe, and the scrape chart of lesson uses, with the real curl beside the page.

use tests::browser::key;

use crate::Desk;
use crate::keyboard::tab_to;

const LESSON: &str = "/lessons/observe";

/// The word in which the alert stands.
const STAGE: &str = "document.querySelector('#observe-charts .alert strong')?.innerText";

async fn choose(desk: &Desk, select: &str, value: &str) {
    let page = &desk.browser;
    page.value(&format!("document.querySelector('{select}').focus()")).await;
    page.press(key::HOME).await;
    let options = page.value(&format!("document.querySelector('{select}').options.length")).await;
    for _ in 0..options.as_u64().unwrap() {
        if page.value(&format!("document.querySelector('{select}').value === '{value}'")).await == true {
            return;
        }
        page.press(key::DOWN).await;
    }
    panic!("{select} has no {value}");
}

#[tokio::test]
async fn an_alert_fires_when_the_lab_fails_and_clears_again() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit(LESSON).await;
    page.until(&format!("{STAGE} === 'Quiet'")).await;
    choose(&desk, "#observe-charts-for", "1").await;
    page.accessible().await;
    let lab = desk.lab.address();
    desk.terminal(&format!("curl --silent --output /dev/null 'http://{lab}/status/500?n=[1-200]'"));
    page.until(&format!("{STAGE} === 'Firing'")).await;
    let drawn = "document.querySelector('#observe-charts .trip-column.bad').getAttribute('d').includes('v')";
    page.until(drawn).await;
    page.until(&format!("{STAGE} === 'Quiet'")).await;
    // The journal holds what curl asked for, and none of the page's own looks.
    let journal = desk.terminal(&format!("curl --silent 'http://{lab}/journal?limit=1000'"));
    assert!(journal.contains("/status/500") && !journal.contains("/metrics"), "{journal}");

    // Failed sign-ins are another figure; it waits until there are enough samples.
    choose(&desk, "#observe-charts-watch", "3").await;
    choose(&desk, "#observe-charts-for", "10").await;
    desk.terminal(&format!(
        "curl --silent --output /dev/null -u admin:guess 'http://{lab}/auth/basic?n=[1-60]'"
    ));
    page.until(&format!("{STAGE} === 'Pending'")).await;
    page.until("document.querySelector('#observe-guess').matches('.solved')").await;
    page.click("#observe-charts summary", "as a table").await;
    page.until("document.querySelectorAll('#observe-charts tbody tr').length === 10").await;
    page.fill("#observe-charts-above", "many").await;
    page.until("document.querySelector('#observe-charts .fault').innerText.includes('whole number')").await;
    page.prefer("prefers-color-scheme", "dark").await;
    page.accessible().await;
    desk.close().await;
}

#[tokio::test]
async fn a_burst_is_seen_as_requests_and_can_be_sent_by_keyboard() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit(LESSON).await;
    page.until(&format!("{STAGE} === 'Quiet'")).await;
    choose(&desk, "#observe-charts-watch", "0").await;
    choose(&desk, "#observe-charts-for", "1").await;
    tab_to(&desk, "e.matches('#observe-charts button') && e.innerText.includes('burst')").await;
    page.press(key::ENTER).await;
    page.until(&format!("{STAGE} === 'Firing'")).await;
    desk.close().await;
}

#[tokio::test]
async fn a_burst_fits_what_is_watched_and_only_its_chart_has_the_threshold() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit(LESSON).await;
    page.until(&format!("{STAGE} === 'Quiet'")).await;
    choose(&desk, "#observe-charts-for", "1").await;
    let threshold = "[...document.querySelectorAll('#observe-charts .sample-threshold')].map(e => e.closest('.trip').querySelector('strong').innerText).join()";
    assert_eq!(page.value(threshold).await, "5xx a second");
    page.click("#observe-charts .controls button", "end in 500").await;
    page.until(&format!("{STAGE} === 'Firing'")).await;
    // The highest value is at the top of the scale, and there was more than what a quiet chart has there.
    let top = "[...document.querySelectorAll('#observe-charts .trip')].find(e => e.innerText.includes('5xx a second')).querySelector('.sample-scale span').innerText";
    page.until(&format!("Number({top}) > 2")).await;

    choose(&desk, "#observe-charts-watch", "2").await;
    page.until(&format!("{threshold} === 'Duration'")).await;
    page.click("#observe-charts .controls button", "3 slow answers").await;
    page.until(&format!("{STAGE} === 'Firing'")).await;

    choose(&desk, "#observe-charts-watch", "3").await;
    page.until("document.querySelector('#observe-charts .controls button').hidden").await;
    page.until(
        "document.querySelector('#observe-charts .controls .hint-line').innerText.includes('terminal')",
    )
    .await;
    // The browser notes each answer that was meant to fail, and nothing else.
    assert!(page.complaints().await.iter().all(|told| told.contains("/status/500")));
    desk.close().await;
}

#[tokio::test]
async fn silence_is_told_as_no_data() {
    let mut desk = Desk::open().await;
    let page = &desk.browser;
    page.visit(LESSON).await;
    page.until(&format!("{STAGE} === 'Quiet'")).await;
    desk.lab.signal("TERM");
    let (status, _) = desk.lab.finish();
    assert!(status.success());
    page.until(&format!("{STAGE} === 'No data'")).await;
    let gaps = "document.querySelector('#observe-charts .sample-gap').getAttribute('d').includes('v')";
    page.until(gaps).await;
    desk.browser.close().await;
}

/// What somebody who reads the log finds out about its scan: the source, the first line, whether a port was open.
fn read(log: &str) -> (String, usize, bool) {
    let column = |line: &str, at: usize| line.split(' ').nth(at).unwrap().to_owned();
    let refused = log.lines().find(|line| line.ends_with(" connect refused")).unwrap();
    let source = column(refused, 2);
    let of_it: Vec<_> = log.lines().filter(|line| line.contains(&format!(" {source} "))).collect();
    let first = log.lines().position(|line| Some(&line) == of_it.first()).unwrap() + 1;
    (source, first, of_it.iter().any(|line| line.ends_with(" open")))
}

#[tokio::test]
async fn a_case_is_searched_counted_and_solved_and_a_wrong_answer_names_the_false_lead() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit(LESSON).await;
    let all = "document.querySelectorAll('#observe-detective .case-log li').length";
    page.until(&format!("{all} > 60")).await;
    // The command at the foot has the same lines.
    let command = page.text("#observe-detective .card-foot .command-text").await;
    let log = desk.terminal(command.trim());
    assert_eq!(page.value(all).await, log.lines().count());
    // No line is cut off at the side, and what is not counted one by one is told.
    let cut = "(e => e.scrollWidth > e.clientWidth)(document.querySelector('#observe-detective .case-log'))";
    assert_eq!(page.value(cut).await, false);
    assert!(!page.text("#observe-detective .case-log").await.contains("PRACTICE"));
    assert!(page.text("#observe-detective .case-counts li.soft").await.contains(" more with "));
    let (source, first, open) = read(&log);

    // The loudest source is the first that is counted; it is a monitor.
    let loudest = page.text("#observe-detective .case-counts li button").await;
    page.click("#observe-detective .case-counts li button", &loudest).await;
    page.until(&format!("{all} === 40")).await;
    assert!(page.text("#observe-detective .case-log").await.contains("/metrics"));
    let choose = async |words: &str| {
        let chip = format!(
            "[...document.querySelectorAll('#observe-detective .case-answer .choice')].find(e => e.innerText.trim() === '{words}').querySelector('input').click() ?? true"
        );
        page.value(&chip).await;
    };
    choose("password guessing").await;
    page.fill("#observe-detective-source", &loudest).await;
    page.fill("#observe-detective-line", "1").await;
    choose(if open { "no" } else { "yes" }).await;
    page.click("#observe-detective button", "That is my answer").await;
    page.until(
        "document.querySelector('#observe-detective .case-verdict strong')?.innerText === 'Not solved yet'",
    )
    .await;
    let verdict = page.text("#observe-detective .case-verdict").await;
    assert!(verdict.contains("a monitor") && verdict.contains("mistyped"), "{verdict}");
    assert!(!verdict.contains(&source), "{verdict}");
    page.accessible().await;

    // What only the one to be found has; a press on its first line fills both fields.
    page.fill("#observe-detective-look", &format!(" {source} ")).await;
    page.until(&format!("{all} < 40")).await;
    // The page shows a line without its mark and its day.
    let (_, shown) = log.lines().nth(first - 1).unwrap().split_once("-02T").unwrap();
    page.click("#observe-detective .case-log li", shown).await;
    page.until(&format!("document.querySelector('#observe-detective-line').value === '{first}'")).await;
    assert_eq!(
        page.value("document.querySelector('#observe-detective-source').value").await,
        source.as_str()
    );
    choose("a port scan").await;
    choose(if open { "yes" } else { "no" }).await;
    tab_to(&desk, "e.matches('#observe-detective button[type=submit]')").await;
    page.press(key::ENTER).await;
    page.until("document.querySelector('#observe-detective .case-verdict strong')?.innerText === 'Solved'")
        .await;
    page.prefer("prefers-color-scheme", "dark").await;
    page.accessible().await;

    // Another case is another log, and nothing of the answer is left.
    let name = page.text("#observe-detective .case-name strong").await;
    page.click("#observe-detective button", "Another case").await;
    page.until(&format!(
        "document.querySelector('#observe-detective .case-name strong').innerText !== '{name}'"
    ))
    .await;
    page.until("document.querySelector('#observe-detective-line').value === ''").await;
    page.until("!document.querySelector('#observe-detective .case-verdict')").await;
    // What was done in the page is no exercise of the terminal.
    assert!(
        !page.value("document.querySelector('#observe-case').matches('.solved')").await.as_bool().unwrap()
    );
    desk.close().await;
}

#[tokio::test]
async fn the_scrape_chart_shows_the_lines_that_it_is_drawn_from() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/uses").await;
    desk.curl("/echo/for-the-monitor");
    let lines = "document.querySelector('#uses-scrape .sample-lines').innerText";
    page.until(&format!("{lines}.includes('route=\"/echo/{{rest}}\"')")).await;
    page.until("document.querySelectorAll('#uses-scrape .trip-drawing').length === 3").await;
    page.accessible().await;
    desk.close().await;
}
