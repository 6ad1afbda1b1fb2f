//! `/ip`: an address in every spelling, what it is set aside for, and what its prefix holds.

use serde_json::{Value, json};
use tests::children::Program as _;
use tests::lab::Lab;

/// What each rule makes of a spelling, in the order of the reply.
fn read(lab: &Lab, text: &str) -> Vec<Value> {
    let reply = lab.json(&format!("/ip/{text}"));
    reply["readings"].as_array().unwrap().iter().map(|reading| reading["address"].clone()).collect()
}

#[test]
fn programs_disagree_on_spellings_and_the_lab_says_how() {
    let lab = Lab::start();
    let home = json!("127.0.0.1");
    let none = Value::Null;
    for (text, strict, loose, url, padded) in [
        ("127.0.0.1", &home, &home, &home, &home),
        ("127.1", &none, &home, &home, &none),
        ("2130706433", &none, &home, &home, &none),
        ("0x7f.1", &none, &home, &home, &none),
        ("010.0.0.1", &none, &json!("8.0.0.1"), &json!("8.0.0.1"), &json!("10.0.0.1")),
    ] {
        assert_eq!(read(&lab, text), [strict, loose, url, padded].map(Clone::clone), "{text}");
    }
    assert_eq!(lab.json("/ip/127.1")["agreement"], "Some programs read it and others refuse it.");
    let text = lab.get("/ip/010.0.0.1").text();
    assert!(text.contains("Programs read different addresses out of the same text."), "{text}");
}

/// This machine's own programs are asked, each by its rule: the lab by Host, curl by the address that it dials.
#[test]
fn what_the_lab_says_of_curl_and_of_itself_is_what_they_do() {
    let lab = Lab::start();
    let port = lab.address().port();
    for (spelling, strict) in
        [("127.0.0.1", true), ("127.1", false), ("2130706433", false), ("0x7f000001", false)]
    {
        let said = read(&lab, spelling);
        assert_eq!(said[0].is_string(), strict, "{spelling}");
        let mut wire = lab.connect();
        wire.write(format!("GET /whoami HTTP/1.1\r\nHost: {spelling}:{port}\r\n\r\n").as_bytes());
        assert_eq!(wire.reply().status, if strict { 200 } else { 421 }, "{spelling}");
        let output = std::process::Command::new("curl")
            .args(["--silent", "--output", "/dev/null", "--write-out", "%{remote_ip}"])
            .arg(format!("http://{spelling}:{port}/whoami"))
            .runs()
            .expect("curl");
        assert_eq!(json!(String::from_utf8_lossy(&output.stdout)), said[1], "{spelling}");
    }
}

#[test]
fn an_address_is_told_with_its_bits_and_its_block() {
    let lab = Lab::start();
    let reply = lab.json("/ip/127.0.0.1");
    assert_eq!(reply["number"], "2130706433");
    assert_eq!(reply["hex"], "0x7f000001");
    assert_eq!(reply["bits"], json!(["01111111", "00000000", "00000000", "00000001"]));
    for (address, prefix, source, sort) in [
        ("127.0.0.1", "127.0.0.0/8", "RFC 1122, section 3.2.1.3", "loopback"),
        ("172.16.0.1", "172.16.0.0/12", "RFC 1918", "private"),
        ("172.32.0.1", "0.0.0.0/0", "RFC 7020, section 2", "public"),
        ("203.0.113.9", "203.0.113.0/24", "RFC 5737", "documentation"),
        ("[::1]", "::1/128", "RFC 4291, section 2.5.3", "loopback"),
        ("fd12::1", "fc00::/7", "RFC 4193; RFC 8190", "private"),
    ] {
        let block = &lab.json(&format!("/ip/{address}"))["block"];
        assert_eq!((&block["prefix"], &block["source"]), (&json!(prefix), &json!(source)), "{address}");
        assert_eq!(block["sort"], sort, "{address}");
        let text = lab.get(&format!("/ip/{address}")).text();
        assert!(text.contains(prefix) && text.contains(source), "{text}");
    }
}

#[test]
fn ipv6_is_shortened_step_by_step_with_what_is_inside_and_the_zone() {
    let lab = Lab::start();
    let reply = lab.json("/ip/2001:0DB8:0:0:0:0:0:42");
    let steps: Vec<_> =
        reply["shorthand"]["steps"].as_array().unwrap().iter().map(|step| step["text"].clone()).collect();
    assert_eq!(
        steps,
        ["2001:0db8:0000:0000:0000:0000:0000:0042", "2001:db8:0:0:0:0:0:42", "2001:db8::42"].map(Value::from)
    );
    assert_eq!(reply["shorthand"]["departures"], json!(["upper_case", "leading_zeros", "run"]));
    assert_eq!(lab.json("/ip/::ffff:127.0.0.1")["embedded"]["address"], "127.0.0.1");
    for zone in ["fe80::1%25lo", "fe80::1%lo"] {
        let reply = lab.json(&format!("/ip/{zone}"));
        assert_eq!((&reply["address"], &reply["zone"]), (&json!("fe80::1"), &json!("lo")), "{zone}");
    }
}

#[test]
fn a_prefix_is_told_with_its_ends_its_count_and_its_halves() {
    let lab = Lab::start();
    let held = lab.json("/ip/192.0.2.77/26?inside=192.0.2.200")["prefix"].clone();
    let wanted = json!({
        "prefix": "192.0.2.64/26", "length": 26, "host_bits": 6, "mask": "255.255.255.192",
        "first": "192.0.2.64", "last": "192.0.2.127", "broadcast": "192.0.2.127", "count": "64",
        "halves": ["192.0.2.64/27", "192.0.2.96/27"],
        "inside": { "address": "192.0.2.200", "is_inside": false },
    });
    assert_eq!(held, wanted);
    assert_eq!(
        lab.json("/ip/192.0.2.77%2F26?inside=192.0.2.200")["prefix"],
        wanted,
        "with the slash encoded"
    );
    assert_eq!(lab.json("/ip/192.0.2.77%2f26?inside=192.0.2.200")["prefix"], wanted, "or so");
    let all = lab.json("/ip/::/0")["prefix"].clone();
    assert_eq!(all["count"], "340282366920938463463374607431768211456");
    assert_eq!((&all["mask"], &all["broadcast"]), (&Value::Null, &Value::Null));
    let text = lab.get("/ip/192.0.2.77/26?inside=192.0.2.100").text();
    for piece in ["01|001101", "255.255.255.192", "broadcast", "192.0.2.100 is inside"] {
        assert!(text.contains(piece), "{piece}: {text}");
    }
    for single in ["192.0.2.77/32", "2001:db8::1/128"] {
        assert_eq!(lab.json(&format!("/ip/{single}"))["prefix"]["halves"], Value::Null, "{single}");
    }
    for pair in ["192.0.2.77/31", "192.0.2.77/32"] {
        assert_eq!(lab.json(&format!("/ip/{pair}"))["prefix"]["broadcast"], Value::Null, "RFC 3021: {pair}");
    }
}

#[test]
fn what_is_no_address_is_told_with_the_place_of_the_fault() {
    let lab = Lab::start();
    for (target, code, said) in [
        ("/ip/127.0.0.256", "address_invalid", "The fourth number is more than 255"),
        ("/ip/localhost", "address_invalid", "That is a name"),
        ("/ip/127.0.0.1:80", "address_invalid", "A port follows the address"),
        ("/ip/1::2::3", "address_invalid", "may stand once only"),
        ("/ip/%20", "address_invalid", "no spaces"),
        ("/ip/1%00", "address_invalid", "no spaces"),
        ("/ip/10.0.0.0/33", "prefix_invalid", "from 0 to 32"),
        ("/ip/::/129", "prefix_invalid", "from 0 to 128"),
        ("/ip/10.0.0.0/x", "prefix_invalid", "written in digits alone"),
        ("/ip/10.0.0.0%2F", "prefix_invalid", "is missing"),
        ("/ip/10.0.0.0/8?inside=x", "inside_invalid", "inside is no address"),
        ("/ip/10.0.0.0?inside=10.0.0.1", "inside_invalid", "no prefix was given"),
    ] {
        let reply = lab.get_with(target, &[("Accept", "application/json")]);
        let problem = reply.json();
        assert_eq!((reply.status, &problem["code"]), (400, &json!(code)), "{target}");
        assert!(problem["detail"].as_str().unwrap().contains(said), "{target}: {problem}");
        assert!(problem["next"].as_str().unwrap().ends_with('.'), "{target}: {problem}");
    }
    let long = format!("/ip/{}", "1".repeat(81));
    assert_eq!(lab.get(&long).status, 400);
}

#[test]
fn the_text_is_made_for_a_terminal_and_the_journal_has_the_sort() {
    let lab = Lab::start();
    for target in
        ["/ip/127.1", "/ip/2001:0DB8:0:0:0:0:0:42/61", "/ip/::ffff:7f00:1", "/ip/1.2.3.4/0?inside=::1"]
    {
        let text = lab.get(target).text();
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }
    lab.get("/ip/172.20.0.1");
    let entry = lab.json("/journal?limit=1")["entries"][0].clone();
    assert_eq!(entry["event"]["request"]["outcome"], "private", "{entry}");
}
