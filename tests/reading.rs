//! Is whatever arrives shown as what it is? The corpus in `cases/messages/`, made by other programs, and what happens to it.

use crate::corpus::{Case, cases, differences};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use zegel::open::Summary;

#[test]
fn every_message_of_the_corpus_is_shown_as_what_it_is() {
    let (mut looked_at, mut wrong) = (0, Vec::new());
    for case in cases() {
        looked_at += 1;
        let opened = case.open(&case.message);
        let found = differences(&case, &case.shows, &opened);
        for word in &case.never {
            let shown = format!("{:?}{:?}", opened.text, opened.html);
            assert!(!shown.contains(word), "{}: {word} is shown", case.name);
        }
        wrong.extend(found.into_iter().map(|difference| format!("{}: {difference}", case.name)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(looked_at >= 70, "only {looked_at} messages were found");
}

/// Lines may end either way on the way here.
#[test]
fn bare_line_feeds_change_nothing() {
    for case in cases() {
        let stored: Vec<u8> = case.message.iter().copied().filter(|octet| *octet != b'\r').collect();
        let (arrived, stored) = (case.open(&case.message), case.open(&stored));
        assert_eq!(arrived.status.summary, stored.status.summary, "{}", case.name);
        let text = |text: Option<String>| text.map(|text| text.replace('\r', ""));
        assert_eq!(text(arrived.text), text(stored.text), "{}", case.name);
    }
}

/// What is handed out to be opened by itself comes to an end.
#[test]
fn messages_within_messages_end() {
    for case in cases() {
        let (mut left, mut steps): (Vec<Vec<u8>>, usize) = (case.open(&case.message).messages, 0);
        while let Some(message) = left.pop() {
            steps += 1;
            assert!(steps < 50, "{}", case.name);
            left.extend(case.open(&message).messages);
        }
    }
}

/// The corpus, and every text in it that somebody encrypted or signed.
static CORPUS: LazyLock<(Vec<Case>, BTreeSet<String>)> = LazyLock::new(|| {
    let cases = cases();
    let mut texts = BTreeSet::new();
    for case in &cases {
        protected_texts(&case.shows, &mut texts);
    }
    (cases, texts)
});

fn protected_texts(shows: &Value, texts: &mut BTreeSet<String>) {
    if shows["status"]["summary"] != "plain" {
        let both = [&shows["text"], &shows["html"]].into_iter().filter_map(Value::as_str);
        texts.extend(both.map(|text| text.trim_end().to_owned()));
    }
    for inside in shows["within"].as_array().into_iter().flatten() {
        protected_texts(&inside["opens"], texts);
    }
}

const WORDS: &str = "Please pay Eve.";

/// What is done to the structure of a message: by lines, because boundaries and fields are lines.
#[derive(Debug, Clone)]
enum Change {
    Drop(usize, usize),
    Repeat(usize, usize),
    Swap(usize, usize),
    Insert(usize, &'static str),
    Replace(usize, &'static str, &'static str),
    Cut(usize),
    Flip(usize, u8),
}

fn change() -> impl Strategy<Value = Change> {
    let at = || any::<prop::sample::Index>().prop_map(|index| index.index(1_000_000));
    let lines = prop::sample::select(vec![
        WORDS,
        "",
        "--outer",
        "--outer--",
        "--mix",
        "--mix\r\nContent-Type: text/plain\r\n\r\nPlease pay Eve.\r\n--mix",
        "--outer\r\nContent-Type: text/html\r\n\r\n<p>Please pay Eve.</p>\r\n--outer",
        "--signed\r\n\r\nPlease pay Eve.\r\n--signed",
        "Content-Type: multipart/mixed; boundary=mix",
        "Content-Type: text/html",
        "From: eve@example.net",
        "-----BEGIN PGP SIGNED MESSAGE-----",
        "-----END PGP MESSAGE-----",
    ]);
    let words = prop::sample::select(vec![
        ("multipart/encrypted", "multipart/mixed"),
        ("multipart/signed", "multipart/mixed"),
        ("multipart/mixed", "multipart/alternative"),
        ("multipart/mixed", "multipart/signed"),
        ("multipart/mixed", "multipart/encrypted"),
        ("application/octet-stream", "text/plain"),
        ("application/pgp-encrypted", "text/html"),
        ("text/plain", "text/html"),
        ("text/plain", "message/rfc822"),
        ("boundary=\"outer\"", "boundary=\"signed\""),
        ("boundary=\"signed\"", "boundary=\"sign\""),
        ("Version: 1", WORDS),
    ]);
    prop_oneof![
        (at(), 1_usize..6).prop_map(|(from, count)| Change::Drop(from, count)),
        (at(), 1_usize..12).prop_map(|(from, count)| Change::Repeat(from, count)),
        (at(), at()).prop_map(|(one, other)| Change::Swap(one, other)),
        (at(), lines).prop_map(|(at, line)| Change::Insert(at, line)),
        (at(), words).prop_map(|(at, (from, to))| Change::Replace(at, from, to)),
        at().prop_map(Change::Cut),
        (at(), 1_u8..).prop_map(|(at, mask)| Change::Flip(at, mask)),
    ]
}

fn changed(message: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = message.split(|octet| *octet == b'\n').map(<[u8]>::to_vec).collect();
    for change in changes {
        let count = lines.len().max(1);
        match *change {
            Change::Drop(from, many) => drop(lines.drain(from % count..(from % count + many).min(lines.len()))),
            Change::Repeat(from, many) => {
                let from = from % count;
                let again = lines[from..(from + many).min(lines.len())].to_vec();
                lines.splice(from..from, again);
            }
            Change::Swap(one, other) if !lines.is_empty() => lines.swap(one % count, other % count),
            Change::Insert(at, line) => lines.insert(at % count, [line.as_bytes(), b"\r"].concat()),
            Change::Replace(skip, from, to) => {
                let has = |line: &&mut Vec<u8>| String::from_utf8_lossy(line).contains(from);
                if let Some(line) = lines.iter_mut().filter(has).nth(skip % 3) {
                    *line = String::from_utf8_lossy(line).replace(from, to).into_bytes();
                }
            }
            Change::Cut(at) => lines.truncate(at % count),
            Change::Flip(at, mask) => {
                let line = lines.get_mut(at % count);
                if let Some(octet) = line.and_then(|line| line.first_mut()) {
                    *octet ^= mask;
                }
            }
            Change::Swap(..) => {}
        }
    }
    lines.join(&b'\n')
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is done to a message on the way: a text that is shown as protected is one that somebody protected.
    #[test]
    fn no_change_of_structure_brings_other_words_under_a_status(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec(change(), 1..5),
    ) {
        let (cases, texts) = &*CORPUS;
        let case = &cases[which.index(cases.len())];
        let message = changed(&case.message, &changes);
        let means = case.means();
        let Ok(opened) = zegel::open::open(&message, &means.borrowed(), &mut |_, _, _| {}) else { return Ok(()) };
        if matches!(opened.status.summary, Summary::Plain) {
            prop_assert!(opened.author.is_none());
            return Ok(());
        }
        for shown in opened.text.iter().chain(&opened.html) {
            let shown = shown.replace('\r', "");
            prop_assert!(!shown.contains(WORDS), "{}: {shown}", case.name);
            let authentic = opened.status.summary != Summary::Closed && texts.contains(shown.trim_end());
            prop_assert!(authentic, "{} shows {shown:?} as {:?}", case.name, opened.status.summary);
        }
    }
}
