//! Everything that reads what others wrote, by name: what a fuzzer gives octets to, and what the crashes it found are tried with.
//! Where a law can be said in a line, it is held too; a broken one is a panic like any other.

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use std::sync::LazyLock;
use zegel::address::{Address, split_list};
use zegel::bundle::{Alignment, Bundle, exchange};
use zegel::compose::{Draft, DraftInput};
use zegel::contents::html::visible_text;
use zegel::contents::{Eyes, inspect};
use zegel::decide::{Arrival, decide, explain, receive};
use zegel::files::{FileLabel, Mark, Marks, Piece, Source as Octets, Watermark, mark};
use zegel::label::{LabelState, claimed_labels, part_labels};
use zegel::mime::{strip_legacy_html, strip_legacy_text};
use zegel::open::{By, Means, open, open_letter, release};
use zegel::pattern::{Pattern, Patterns};
use zegel::seal::{Candidate, Certificate, Found, OwnKey, Source, judge, lean, restore};
use zegel::time::{Instant, ZonedTime};
use zegel::words::Prose;

/// A reader: whether it reads octets or refuses them is of no interest, that it comes back is.
pub(crate) type Reader = fn(&[u8]);

/// All of them. What is here and in `node/fuzz/targets.js` has one name.
pub(crate) const READERS: &[(&str, Reader)] = &[
    ("message", message),
    ("letter", letter),
    ("letter-certificate", letter_certificate),
    ("certificate", certificate),
    ("own-keys", own_keys),
    ("bundle", bundle),
    ("addresses", addresses),
    ("draft", draft),
    ("file", file),
    ("file-to-label", file_to_label),
    ("exchange-rules", exchange_rules),
    ("exchange-labels", exchange_labels),
    ("label-fields", label_fields),
    ("pattern", pattern),
    ("words", words),
    ("base64", base64),
];

const LEE: &[u8] = include_bytes!("../cases/messages/keys/lee.asc");
const NOOR: &[u8] = include_bytes!("../cases/messages/keys/noor.pub.asc");
const EVE: &[u8] = include_bytes!("../cases/messages/keys/eve.pub.asc");
const LETTER: &[u8] = include_bytes!("../cases/passphrases/seipd-2-gcm.asc");
const RULES: &[u8] = include_bytes!("../../www/pages/admin/starter.json");
const PASSPHRASE: &str = "correct horse";

/// 2026-06-01, after everything that the seeds hold was written.
fn now() -> Instant {
    Instant::from_seconds(1_780_272_000)
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

static KEYS: LazyLock<Vec<OwnKey>> = LazyLock::new(|| vec![OwnKey::read(LEE, None, now()).unwrap()]);
static FOUND: LazyLock<Vec<Found>> = LazyLock::new(|| {
    [("noor@example.org", NOOR), ("eve@example.net", EVE)]
        .map(|(whose, file)| Found {
            address: address(whose),
            certificate: Certificate::read_all(file, now()).unwrap().remove(0),
        })
        .into()
});
static BUNDLE: LazyLock<Bundle> = LazyLock::new(|| Bundle::read(RULES).unwrap());
static BUNDLE_VALUE: LazyLock<serde_json::Value> = LazyLock::new(|| serde_json::from_slice(RULES).unwrap());
static EYES: LazyLock<Eyes> = LazyLock::new(|| Eyes::of(&BUNDLE));

fn message(octets: &[u8]) {
    let means = Means { keys: &KEYS, certificates: &FOUND, site: None, now: now() };
    let Ok(opened) = open(octets, &means, &mut |_, _, _| ()) else { return };
    assert_eq!(opened.parts.len(), opened.contents.len());
    assert_eq!(opened.within.len(), opened.messages.len());
    for inside in &opened.messages {
        let _ = open(inside, &means, &mut |_, _, _| ());
    }
    let _ = release(octets, &means, By::Person, &mut |_, _, _| ());
}

fn letter(octets: &[u8]) {
    let _ = open_letter(octets, PASSPHRASE, NOOR, now(), &mut |_, _, _| ());
}

fn letter_certificate(octets: &[u8]) {
    let _ = open_letter(LETTER, PASSPHRASE, octets, now(), &mut |_, _, _| ());
    let _ = lean::seal(b"From: lee@example.com\r\n\r\nThanks", octets, now(), &mut StdRng::seed_from_u64(1));
}

fn certificate(octets: &[u8]) {
    let Ok(all) = Certificate::read_all(octets, now()) else { return };
    let lee = address("lee@example.com");
    for one in &all {
        one.view(Some(&lee));
        one.minimal(&lee);
    }
    let candidates: Vec<Candidate> =
        all.iter().map(|one| Candidate { certificate: one.clone(), source: Source::Wkd, file: 0 }).collect();
    judge(&lee, &candidates, &[], &all, now());
}

fn own_keys(octets: &[u8]) {
    let Ok(keys) = OwnKey::read_all(octets, None, &[], now()) else { return };
    for key in &keys {
        let _ = key.view();
        // What was read can be kept, and read again.
        if let Ok(kept) = key.to_bytes() {
            let again = OwnKey::read(&kept, None, now()).unwrap();
            assert_eq!(again.certificate().fingerprint(), key.certificate().fingerprint());
        }
    }
    let _ = restore(octets, "0000-0000-0000-0000-0000-0000-0000-0000-0000", now());
}

fn bundle(octets: &[u8]) {
    let Ok(bundle) = Bundle::read(octets) else { return };
    bundle.view(Some(&address("noor@example.org")));
    Eyes::of(&bundle);
    if let Ok(value) = serde_json::from_slice(octets) {
        exchange::print_rules(&value);
    }
}

fn addresses(octets: &[u8]) {
    let text = String::from_utf8_lossy(octets);
    for one in split_list(&text) {
        let Ok(read) = Address::parse(one) else { continue };
        let again = Address::parse(&read.addr_spec()).unwrap();
        assert!(again.same_mailbox(&read), "{read:?} is written as {}", read.addr_spec());
    }
}

fn draft(octets: &[u8]) {
    let Ok(input) = DraftInput::from_json(&String::from_utf8_lossy(octets)) else { return };
    let draft = Draft::new(input);
    let sight = EYES.see(&BUNDLE, &draft, &[]);
    let decision = decide(&BUNDLE, &draft, &sight, now());
    explain(&BUNDLE, &draft, &sight, now());
    receive(&BUNDLE, &draft, &Arrival::default(), &sight, now());
    // The same question, the same answer.
    let json = |decision| serde_json::to_string(decision).unwrap();
    assert_eq!(json(&decision), json(&decide(&BUNDLE, &draft, &sight, now())));
}

/// Names are a hint; which one it is hangs on the length, so that a change to the octets changes it too.
fn name_for(octets: &[u8]) -> &'static str {
    const NAMES: &[&str] = &[
        "a.docx", "a.xlsx", "a.pptx", "a.odt", "a.pdf", "a.png", "a.jpg", "a.zip", "a.csv", "a.html", "a.doc", "a.tif",
        "",
    ];
    NAMES[octets.len() % NAMES.len()]
}

fn file(octets: &[u8]) {
    let inspection = inspect(name_for(octets), "", octets);
    let pairs = inspection.properties.iter().map(|property| (property.name.as_str(), property.value.as_str()));
    claimed_labels(pairs);
    EYES.look_into(inspection);
}

/// A file in memory.
struct File<'a>(&'a [u8]);

impl Octets for File<'_> {
    fn size(&self) -> usize {
        self.0.len()
    }

    fn read(&self, start: usize, end: usize) -> Vec<u8> {
        self.0.read(start, end)
    }
}

fn file_to_label(octets: &[u8]) {
    const LABEL: &str = "11111111-2222-4333-8444-555555555555";
    let label = FileLabel {
        id: LABEL.to_owned(),
        site: "99999999-2222-4333-8444-555555555555".to_owned(),
        name: "Internal (\u{20ac} & <all>)".to_owned(),
        set: "2026-06-01T00:00:00Z".to_owned(),
        action: "77777777-2222-4333-8444-555555555555".to_owned(),
        by_person: true,
        label_info: true,
    };
    let line =
        Mark { text: "Internal\nonly".to_owned(), color: "#336699".to_owned(), size: 10, alignment: Alignment::Center };
    let watermark = Watermark { text: "Internal".to_owned(), color: "#336699".to_owned(), size: None, diagonal: true };
    let marks = Marks { header: Some(line.clone()), footer: Some(line), watermark: Some(watermark) };
    for marks in [Marks::default(), marks] {
        let Ok(patch) = mark(&File(octets), name_for(octets), &label, &marks) else { continue };
        let mut labelled = Vec::new();
        for piece in patch.pieces() {
            match piece {
                Piece::Kept(start, end) => labelled.extend_from_slice(&octets[*start..*end]),
                Piece::Fresh(fresh) => labelled.extend_from_slice(fresh),
            }
        }
        // A label that was put in can be put in again, in its own place.
        let again = mark(&File(&labelled), name_for(octets), &label, &marks);
        assert!(again.is_ok(), "labelled, and then {again:?}");
    }
}

fn exchange_rules(octets: &[u8]) {
    let _ = exchange::import_rules(octets, &BUNDLE_VALUE);
}

fn exchange_labels(octets: &[u8]) {
    let _ = exchange::import_labels(&String::from_utf8_lossy(octets), &BUNDLE_VALUE);
}

fn label_fields(octets: &[u8]) {
    let text = String::from_utf8_lossy(octets);
    for label in part_labels(&text, LabelState::Claimed) {
        // What is handed on with an answer is the same label; a name that no field can hold is left out.
        let again = part_labels(&label.text, LabelState::Claimed);
        assert_eq!(again.first().map(|again| &again.id), Some(&label.id), "{}", label.text);
    }
    ZonedTime::parse_iso(&text);
}

/// A pattern on the first line, a text on the others.
fn pattern(octets: &[u8]) {
    let text = String::from_utf8_lossy(octets);
    let (pattern, text) = text.split_once('\n').unwrap_or((&text, ""));
    let Ok(pattern) = Pattern::parse(pattern) else { return };
    let places = pattern.find_all(text, 100);
    assert!(places.iter().all(|(from, to)| text.get(*from..*to).is_some_and(|found| !found.is_empty())));
    assert!(places.is_empty() || Patterns::new([&pattern]).matching(text) == [true]);
}

fn words(octets: &[u8]) {
    let text = String::from_utf8_lossy(octets);
    let seen = visible_text(&text);
    let prose = Prose::new(&seen);
    let kinds: Vec<_> = zegel::detect::kinds().iter().collect();
    for finding in zegel::detect::scan(prose.plain(), &kinds).iter().flatten() {
        assert!(prose.plain().get(finding.start..finding.end).is_some(), "{finding:?}");
    }
    strip_legacy_text(&text);
    strip_legacy_html(&text);
}

fn base64(octets: &[u8]) {
    for width in [octets.len() % 57 + 1, 48, 57] {
        let mut lines = Vec::new();
        zegel_octets::base64::lines(octets, width, b"\r\n", &mut lines);
        // Where every line but the last is whole threes, it is one text in lines.
        if width % 3 == 0 {
            assert_eq!(zegel_octets::base64::whole(&lines).as_deref(), Some(octets));
        }
    }
    if let Some((decoded, used)) = zegel_octets::base64::decode(octets) {
        assert!(used <= octets.len() && decoded.len() <= used);
    }
}
