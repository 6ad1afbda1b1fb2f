//! Addresses inside the page: deep links, back and forward, what is not there.

use crate::Desk;

#[tokio::test]
async fn a_deep_link_leads_to_its_heading() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/ports#on-loan").await;
    page.until("(top => top >= 0 && top < innerHeight / 2)(document.querySelector('#on-loan').getBoundingClientRect().top)").await;
    desk.close().await;
}

#[tokio::test]
async fn a_link_to_where_the_address_points_already_goes_there_again() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/serve").await;
    for _ in 0..2 {
        page.click("main a", "three other ways").await;
        page.until("document.activeElement.id === 'others'").await;
        page.until("(top => top >= 0 && top < innerHeight / 2)(document.querySelector('#others').getBoundingClientRect().top)").await;
        page.value("document.activeElement.blur(), scrollTo(0, 0), true").await;
        page.until("scrollY === 0").await;
    }
    desk.close().await;
}

#[tokio::test]
async fn back_and_forward_go_between_lessons_without_loading_again() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/address").await;
    page.value("window.same = true").await;
    page.click(".contents a", "Ports").await;
    page.until("document.querySelector('h1').innerText === 'Ports' && document.title.startsWith('Ports')")
        .await;
    page.back().await;
    page.until("location.pathname === '/lessons/address' && document.querySelector('h1').innerText.startsWith('What lives')").await;
    page.forward().await;
    page.until(
        "location.pathname === '/lessons/ports' && document.querySelector('h1').innerText === 'Ports'",
    )
    .await;
    assert_eq!(page.value("window.same").await, true, "the page was not loaded again");
    desk.close().await;
}

#[tokio::test]
async fn what_is_not_there_is_said_and_leads_back() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/no-such-lesson").await;
    page.until("document.querySelector('h1').innerText === 'There is no page here'").await;
    let complaints = page.complaints().await;
    assert!(complaints.iter().all(|line| line.contains("404")), "{complaints:?}");
    page.click("main a", "To the start page").await;
    page.until("location.pathname === '/' && document.querySelector('.lessons')").await;
    desk.close().await;
}

#[tokio::test]
async fn the_contents_show_where_the_page_is_and_move_nothing_else() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.resize(1440, 900).await;
    let whole = "(e => e && (list => list.scrollHeight > list.clientHeight && e.getBoundingClientRect().top >= list.getBoundingClientRect().top \
         && e.getBoundingClientRect().bottom <= list.getBoundingClientRect().bottom)(document.querySelector('#contents')))\
         (document.querySelector('#contents [aria-current=page]'))";
    page.visit("/lessons/challenge").await;
    page.until(&format!("document.querySelector('#contents').scrollTop > 0 && {whole}")).await;
    let still = page.value("scrollY === 0 && document.activeElement === document.body").await;
    assert_eq!(still, true, "the page stays at its top, and no focus moves");
    // To the first, to what stands below the last, and back, without loading again.
    for path in ["/lessons/address", "/glossary", "/lessons/challenge"] {
        let link =
            "((link, main) => (link.href = href, main.append(link), link.click(), link.remove(), true))";
        let link = link.replace("href = href", &format!("href = '{path}'"));
        page.value(&format!("{link}(document.createElement('a'), document.querySelector('main'))")).await;
        page.until(&format!("location.pathname === '{path}' && {whole}")).await;
        page.until("scrollY === 0 && document.activeElement.id === 'page-title'").await;
    }
    desk.close().await;
}
