//! What is looked up: words in lessons, the glossary, the cheat sheet, the search.

use tests::browser::{Browser, key};

use crate::Desk;
use crate::keyboard::tab_to;

/// Whether an explanation is shown.
const TIP: &str = "document.querySelector('.tip:not([hidden])')";

/// Moves the pointer to the middle of what an expression finds, or to the corner of the page.
async fn point(page: &Browser, to: &str) {
    // In one go, and once everything is there that could move it.
    page.until("!document.querySelector('[aria-busy=true]')").await;
    let place = page
        .value(&format!(
            "(e => {{ e.scrollIntoView({{block: 'center', behavior: 'instant'}}); const b = e.getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2]; }})({to})"
        ))
        .await;
    page.hover(place[0].as_f64().unwrap(), place[1].as_f64().unwrap()).await;
}

#[tokio::test]
async fn a_word_of_the_glossary_is_explained_on_hover_and_on_focus_until_escape() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/ports").await;
    let word = "document.querySelector('#ranges .term')";
    page.until(word).await;
    assert_eq!(page.value(TIP).await, serde_json::Value::Null);
    point(page, word).await;
    page.until(TIP).await;
    let said = page.text(".tip:not([hidden])").await;
    assert!(said.len() > 20, "{said}");
    // The pointer may go to the explanation: it stays, fully drawn.
    point(page, TIP).await;
    page.until(&format!("{TIP} && getComputedStyle({TIP}).opacity === '1'")).await;
    page.press(key::ESCAPE).await;
    page.until(&format!("!{TIP}")).await;
    point(page, word).await;
    page.until(TIP).await;
    page.hover(2.0, 2.0).await;
    page.until(&format!("!{TIP}")).await;
    // By keyboard: what has the focus is described by what is shown.
    tab_to(&desk, "e.matches('.term')").await;
    page.until(&format!("{TIP} && document.activeElement.getAttribute('aria-describedby') === {TIP}.id"))
        .await;
    page.accessible().await;
    page.press(key::ESCAPE).await;
    page.until(&format!("!{TIP} && document.activeElement.matches('.term')")).await;
    page.press(key::ENTER).await;
    page.until("location.pathname === '/glossary' && location.hash && document.activeElement.id === location.hash.slice(1)").await;
    desk.close().await;
}

#[tokio::test]
async fn each_term_is_marked_once_in_a_part_and_never_in_code_links_or_headings() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    for path in crate::lessons() {
        page.visit(&path).await;
        page.until("document.querySelector('.lesson .term')").await;
        let twice = "[...document.querySelectorAll('.part')].flatMap(part => { const all = [...part.querySelectorAll('.term')].map(e => e.hash); return all.filter((one, at) => all.indexOf(one) !== at); })";
        assert_eq!(page.value(twice).await, serde_json::json!([]), "{path}");
        let wrong = "[...document.querySelectorAll('code .term, h2 .term, h3 .term, a a.term, label .term, pre .term')].length";
        assert_eq!(page.value(wrong).await, 0, "{path}");
        let unexplained = "[...document.querySelectorAll('.term-place')].filter(e => !e.querySelector('.tip').textContent).length";
        assert_eq!(page.value(unexplained).await, 0, "{path}");
    }
    desk.close().await;
}

#[tokio::test]
async fn the_glossary_leads_to_each_term_and_on_to_its_lesson() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    // As a terminal would ask for it.
    page.visit("/glossary/loopback").await;
    page.until("(top => top >= 0 && top < innerHeight / 2)(document.querySelector('#loopback').getBoundingClientRect().top)").await;
    // Another form of a word leads to its term.
    page.visit("/glossary/ports").await;
    page.until("(top => top >= 0 && top < innerHeight / 2)(document.querySelector('#port.named').getBoundingClientRect().top)").await;
    page.visit("/glossary/loopback").await;
    page.until("document.querySelector('#loopback.named')").await;
    let dead = "[...document.querySelectorAll('.letters a')].filter(a => !document.getElementById(a.hash.slice(1))).length";
    assert_eq!(page.value(dead).await, 0);
    page.click("#loopback a", "Taught in").await;
    page.until("location.pathname === '/lessons/loopback' && location.hash === '#addresses' && document.querySelector('.lesson')").await;
    page.click(".contents a", "Glossary").await;
    page.until(
        "document.querySelector('h1').innerText === 'Glossary' && document.title.startsWith('Glossary')",
    )
    .await;
    page.until("document.querySelector('.contents-more a[aria-current=page]').innerText === 'Glossary'")
        .await;
    page.back().await;
    page.until("location.pathname === '/lessons/loopback'").await;
    desk.close().await;
}

#[tokio::test]
async fn a_part_of_a_lesson_can_be_asked_for_as_in_a_terminal() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    for path in ["/lessons/ports/5", "/lessons/ports/on-loan", "/lessons/ports#on-loan"] {
        page.visit(path).await;
        page.until("(top => top >= 0 && top < innerHeight / 2)(document.querySelector('#on-loan').getBoundingClientRect().top)").await;
    }
    desk.close().await;
}

#[tokio::test]
async fn the_cheat_sheet_says_what_each_command_does_follows_the_shell_and_prints_nothing_else() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/cheatsheet").await;
    page.until("document.querySelectorAll('.sheet-entry').length > 40").await;
    let first = "document.querySelector('.sheet-entry .command-text').innerText";
    page.until(&format!("{first}.startsWith('curl http://127.0.0.1:')")).await;
    page.value("(e => { e.selectedIndex = 2; e.dispatchEvent(new Event('change', { bubbles: true })); })(document.querySelector('.sheet-choices select'))").await;
    page.until(&format!("{first}.startsWith('curl.exe ')")).await;
    page.print_look(true).await;
    let shown = |what: &str| {
        format!("[...document.querySelectorAll('{what}')].filter(e => e.getClientRects().length).length")
    };
    for hidden in [".head", ".contents", ".wire", ".copy", ".sheet-choices"] {
        assert_eq!(page.value(&shown(hidden)).await, 0, "{hidden} is on paper");
    }
    let number = |what: &str| format!("document.querySelectorAll('{what}').length");
    let lessons = page.value(&number(".sheet h2")).await;
    assert_eq!(page.value(&shown(".sheet h2")).await, lessons);
    let entries = page.value(&number(".sheet-entry")).await;
    assert_eq!(page.value(&shown(".sheet-does")).await, entries, "each says what it does, on paper too");
    page.print_look(false).await;
    desk.close().await;
}

#[tokio::test]
async fn a_search_is_opened_typed_chosen_and_followed_by_keyboard() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/address").await;
    page.press('/').await;
    page.until("document.querySelector('#search').matches(':popover-open') && document.activeElement.id === 'search-field'").await;
    assert_eq!(
        page.value("document.querySelector('#search-field').value").await,
        "",
        "the key itself is not typed"
    );
    let field =
        |attribute: &str| format!("document.querySelector('#search-field').getAttribute('{attribute}')");
    assert_eq!(page.value(&field("aria-expanded")).await, "false");
    for letter in "ephemeral".chars() {
        page.press(letter).await;
    }
    // What came before the last letter has other marks; the next answer would choose anew.
    page.until("document.querySelector('.search-hit mark')?.textContent.toLowerCase() === 'ephemeral'").await;
    page.until(&format!(
        "{} === 'true' && {} === 'search-0'",
        field("aria-expanded"),
        field("aria-activedescendant")
    ))
    .await;
    let chosen = "document.querySelector('.search-hit[aria-selected=true]')";
    page.press(key::DOWN).await;
    page.until(&format!("{chosen}.id === 'search-1' && {} === 'search-1'", field("aria-activedescendant")))
        .await;
    page.press(key::UP).await;
    page.press(key::UP).await;
    page.until(&format!("{chosen} === document.querySelector('.search-list').lastElementChild")).await;
    page.accessible().await;
    page.press(key::DOWN).await;
    page.until(&format!("{chosen}.id === 'search-0'")).await;
    let href = page.value(&format!("{chosen}.getAttribute('href')")).await;
    page.press(key::ENTER).await;
    page.until(&format!("location.pathname + location.hash === {href} && !document.querySelector('#search').matches(':popover-open')")).await;
    // The key is a letter where one types, and Escape closes.
    page.visit("/lessons/ports").await;
    page.fill("#ports-probe .port-input", "1").await;
    page.press('/').await;
    assert_eq!(page.value("document.querySelector('#search').matches(':popover-open')").await, false);
    page.value("document.activeElement.blur()").await;
    page.press('/').await;
    page.until("document.querySelector('#search').matches(':popover-open')").await;
    page.press(key::ESCAPE).await;
    page.until("!document.querySelector('#search').matches(':popover-open')").await;
    desk.close().await;
}

#[tokio::test]
async fn the_key_of_the_search_can_be_switched_off_and_on_again() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/lessons/address").await;
    let switch = "[...document.querySelectorAll('#settings .switch')].find(e => e.innerText.includes('opens the search')).querySelector('input')";
    let open = "document.querySelector('#search').matches(':popover-open')";
    for on in [false, true] {
        page.click(".head button", "Settings").await;
        page.until("document.querySelector('#settings').matches(':popover-open')").await;
        page.value(&format!("{switch}.click()")).await;
        page.until(&format!("{switch}.checked === {on}")).await;
        page.press(key::ESCAPE).await;
        page.until("!document.querySelector('#settings').matches(':popover-open')").await;
        // It is kept, and read again with the page.
        page.reload().await;
        page.until("document.querySelector('.part .card')").await;
        page.value("document.activeElement.blur()").await;
        page.press('/').await;
        if on {
            page.until(open).await;
        } else {
            // A key comes before the answer to what is asked after it.
            assert_eq!(page.value(open).await, false, "the key was switched off");
        }
    }
    desk.close().await;
}

#[tokio::test]
async fn a_search_in_any_script_answers_at_once_and_says_when_there_is_nothing() {
    let desk = Desk::open().await;
    let page = &desk.browser;
    page.visit("/").await;
    page.click(".head button", "Search").await;
    page.fill("#search-field", "端口 nowhere").await;
    page.until("document.querySelector('.search-count').innerText.includes('Nothing has \u{201c}端口 nowhere\u{201d} in it')").await;
    page.accessible().await;
    page.fill("#search-field", "LOOPBACK").await;
    page.until("document.querySelectorAll('.search-hit').length > 5").await;
    page.click(".search-hit", "loopback").await;
    page.until("!document.querySelector('#search').matches(':popover-open') && location.pathname !== '/'")
        .await;
    desk.close().await;
}
