//! The program that seals and opens, in a worker. It keeps no secret longer than a
//! work is in hand. With the feature `post-quantum` it is the
//! full edition, which also knows those algorithms and does what is done with own keys.
#![cfg_attr(target_arch = "wasm32", no_main)]

mod boundary;
mod in_pieces;
#[cfg(feature = "post-quantum")]
mod own_keys;
mod piece_hash;
mod stationery;
mod wiping;
mod work;

use boundary::{byte_arrays, found_files, instant, property, thrown, to_js};
use js_sys::{Array, Function, Uint8Array};
use rand::rngs::OsRng;
use stationery::Stationery;
use std::cell::RefCell;
use std::collections::BTreeMap;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use work::{Doing, Work};
use zegel::address::Address;
use zegel::decide::Permit;
use zegel::error::Error;
use zegel::mime::{AnswerPart, KeptDraft};
use zegel::seal::{Candidate, Certificate, Found, OwnKey, Remembered, Source, judge as judge_all};
use zegel::time::Instant;
use zegel::{open as opening, protect};
use zeroize::{Zeroizing, zeroize_stack};

/// A certificate is judged again after this many seconds.
const JUDGED_FOR: i64 = 300;
/// How long a file of certificates may be that is remembered.
const MAX_REMEMBERED: usize = 64 * 1024;
/// Octets of memory for all of them, about: those of five thousand people, where somebody writes to as many. What was judged of a
/// certificate takes several KB.
const REMEMBERED: usize = 24 * 1024 * 1024;
const JUDGEMENT: usize = 4096;

/// Octets of the stack below a call that whatever was called before may have written to: more than reading a key takes, which the test of
/// memories holds. Where post-quantum algorithms are known, any key may be one of theirs, and they are large.
const DEAD_STACK: usize = if cfg!(feature = "post-quantum") { 192 * 1024 } else { 64 * 1024 };

/// Files of certificates with what they hold, and when that was judged; and how many octets they take.
type Judged = (BTreeMap<Vec<u8>, (Instant, Vec<Certificate>)>, usize);

thread_local! {
    /// Certificates already judged, by their bytes: checking their signatures is half of the work of sealing.
    static JUDGED: RefCell<Judged> = const { RefCell::new((BTreeMap::new(), 0)) };
}

/// The certificates of a file, judged not long ago.
fn certificates(bytes: &[u8], now: Instant) -> Result<Vec<Certificate>, Error> {
    let fresh = |then: Instant| (0..JUDGED_FOR).contains(&(now.seconds() - then.seconds()));
    let known = JUDGED.with_borrow(|(judged, _)| {
        judged.get(bytes).filter(|(then, _)| fresh(*then)).map(|(_, certificates)| certificates.clone())
    });
    if let Some(certificates) = known {
        return Ok(certificates);
    }
    // What is remembered has parts that no value fills, and they keep what the stack held where they were made: once the secret of a key
    // that was read a moment before.
    zeroize_stack::<DEAD_STACK>();
    judged(bytes, now)
}

/// Never a part of its caller, whose own part of the stack is not overwritten.
#[inline(never)]
fn judged(bytes: &[u8], now: Instant) -> Result<Vec<Certificate>, Error> {
    let certificates = Certificate::read_all(bytes, now)?;
    if bytes.len() > MAX_REMEMBERED {
        return Ok(certificates);
    }
    JUDGED.with_borrow_mut(|(judged, octets)| {
        let takes = bytes.len() + JUDGEMENT * certificates.len();
        if *octets + takes > REMEMBERED {
            judged.clear();
            *octets = 0;
        }
        // Judged again, the same octets hold the same certificates.
        if judged.insert(bytes.to_vec(), (now, certificates.clone())).is_none() {
            *octets += takes;
        }
    });
    Ok(certificates)
}

/// An own key, its public half judged like anybody's.
fn own_key(secret: &[u8], now: Instant) -> Result<OwnKey, Error> {
    OwnKey::read_known(secret, now, &mut |bytes| certificates(bytes, now).ok()?.into_iter().next())
}

/// Files that are no certificates are left out: one bad answer of a directory must not keep others from being used.
fn all_certificates(files: &Array, now: Instant) -> Vec<Found> {
    let mut all = Vec::new();
    for (address, bytes, chosen) in found_files(files) {
        let read = certificates(&bytes, now).unwrap_or_default();
        // Where one was chosen, the others of its file do not count.
        let counts = |one: &Certificate| chosen.as_ref().is_none_or(|chosen| *chosen == one.fingerprint());
        let read = read.into_iter().filter(counts);
        all.extend(read.map(|certificate| Found { address: address.clone(), certificate }));
    }
    Found::merged(all)
}

/// Judges the certificate in a file that fits an address best.
#[wasm_bindgen]
pub fn read_certificate(bytes: &[u8], address: &str, now_ms: f64) -> Result<JsValue, JsValue> {
    let now = instant(now_ms);
    let address = parsed(address)?;
    let found = certificates(bytes, now).map_err(|error| thrown(&error))?;
    let views = found.iter().map(|certificate| certificate.view(Some(&address)));
    let best = views.max_by(|a, b| (a.usable, &a.created).cmp(&(b.usable, &b.created)));
    Ok(to_js(&best))
}

/// Whether somebody's certificate can be encrypted to by the full edition only.
#[cfg(not(feature = "post-quantum"))]
#[wasm_bindgen]
pub fn needs_full(files: &Array, now_ms: f64) -> bool {
    let now = instant(now_ms);
    let mut all = found_files(files).into_iter();
    all.any(|(_, bytes, _)| certificates(&bytes, now).is_ok_and(|found| found.iter().any(Certificate::is_post_quantum)))
}

/// How it stands with an address. `files`: `{ bytes, source }`, what was found for it; `remembered`: `{ fingerprint,
/// lastUsed, accepted, rejected, verified }`, what is known of it; `trusted`: the certificates whose certifications count.
#[wasm_bindgen]
pub fn judge(
    address: &str,
    files: &Array,
    remembered: &Array,
    trusted: &Array,
    now_ms: f64,
) -> Result<JsValue, JsValue> {
    let now = instant(now_ms);
    let address = parsed(address)?;
    let mut candidates = Vec::new();
    for (file, item) in files.iter().enumerate() {
        let Some((source, bytes)) = sourced(&item) else { continue };
        let read = certificates(&bytes, now).unwrap_or_default();
        candidates.extend(read.into_iter().map(|certificate| Candidate { certificate, source, file }));
    }
    let remembered: Vec<Remembered> = remembered.iter().filter_map(|item| remembered_of(&item)).collect();
    let trusted: Vec<Certificate> =
        byte_arrays(trusted).iter().flat_map(|bytes| certificates(bytes, now).unwrap_or_default()).collect();
    Ok(to_js(&judge_all(&address, &candidates, &remembered, &trusted, now)))
}

fn sourced(item: &JsValue) -> Option<(Source, Vec<u8>)> {
    let source = Source::named(&property(item, "source")?.as_string()?)?;
    Some((source, property(item, "bytes")?.dyn_into::<Uint8Array>().ok()?.to_vec()))
}

fn remembered_of(item: &JsValue) -> Option<Remembered> {
    let text = |name| property(item, name).and_then(|value| value.as_string());
    let verified = property(item, "verified").filter(JsValue::is_object);
    Some(Remembered {
        fingerprint: text("fingerprint")?,
        last_used: text("lastUsed"),
        verified: verified.and_then(|verified| property(&verified, "at")?.as_string()),
        accepted: text("accepted"),
        rejected: text("rejected"),
    })
}

fn parsed(address: &str) -> Result<Address, JsValue> {
    Address::parse(address)
        .map_err(|reason| thrown(&Error::AddressMalformed { field: "address".to_owned(), index: 0, reason }))
}

/// Labels, writes and seals what a permit of the decider permits. `certificates`: `{ address, bytes, fingerprint? }`, each found
/// for that address. `contents`: bytes, or the number of octets of a file that comes in pieces. `read`: how many octets each file had before labels were put in. `action`: a UUID for this act of labelling.
/// `letters`: nothing, or `{ people, reach, page, logo, expires, keyCover, pack }` for recipients without a certificate; each of
/// the people as `zegel::wire::Letter` has it, and their `passphrase`.
#[wasm_bindgen]
#[expect(clippy::too_many_arguments, reason = "JavaScript hands each over by itself")]
pub fn begin_seal(
    permit: &str,
    action: &str,
    contents: &Array,
    read: &[f64],
    certificates: &Array,
    secret: Option<Vec<u8>>,
    letters: &JsValue,
    now_ms: f64,
    progress: &Function,
) -> Result<Work, JsValue> {
    let now = instant(now_ms);
    let stationery = if letters.is_object() { Some(Box::new(Stationery::read(letters)?)) } else { None };
    let pack = |name: &str, bytes: &[u8]| stationery.as_ref().and_then(|letters| letters.packed(name, bytes));
    let letters = stationery.as_ref().map(|letters| letters.means(&pack));
    let secret = secret.map(Zeroizing::new);
    let permit = Permit::from_json(permit).map_err(|error| thrown(&error))?;
    let own = match &secret {
        Some(secret) => vec![own_key(secret, now).map_err(|error| thrown(&error))?],
        None => Vec::new(),
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates; no file is that large")]
    let away: Vec<Option<u64>> = contents.iter().map(|one| one.as_f64().map(|octets| octets as u64)).collect();
    let contents = byte_arrays(contents);
    let contents: Vec<&[u8]> = contents.iter().map(Vec::as_slice).collect();
    let work = Work::new(now, progress).with(own, all_certificates(certificates, now));
    if !zegel::msip::is_guid(action) {
        return Err(thrown(&Error::internal("action")));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates; no file is that large")]
    let read: Vec<u64> = read.iter().map(|octets| *octets as u64).collect();
    let means = protect::Means {
        contents: &contents,
        read: &read,
        action,
        certificates: work.certificates(),
        own: work.keys().first(),
        letters: letters.as_ref(),
        now,
    };
    let mut progress = |stage, done, total| work.report(stage, done, total);
    let protecting = protect::Protecting::begin_in_pieces(&permit, &means, &away, &mut OsRng, &mut progress);
    let protecting = protecting.map_err(|error| thrown(&error))?;
    Ok(work.doing(Doing::Protect(Box::new(protecting), stationery)))
}

/// Seals a draft to its writer. `head`: `{ from, date, messageId, subject, text }`, `state`: everything the user interface
/// needs to go on with it, `files`: `{ name, type }` each, with their `contents`.
#[wasm_bindgen]
pub fn begin_seal_draft(
    head: &JsValue,
    state: String,
    files: &Array,
    contents: &Array,
    secret: Vec<u8>,
    now_ms: f64,
    progress: &Function,
) -> Result<Work, JsValue> {
    let now = instant(now_ms);
    let secret = Zeroizing::new(secret);
    let own = own_key(&secret, now).map_err(|error| thrown(&error))?;
    let text = |object: &JsValue, name| property(object, name).and_then(|value| value.as_string()).unwrap_or_default();
    let from = Address::parse(&text(head, "from"))
        .map_err(|reason| thrown(&Error::AddressMalformed { field: "from".to_owned(), index: 0, reason }))?;
    let [date, message_id, subject, body] = ["date", "messageId", "subject", "text"].map(|name| text(head, name));
    let draft = KeptDraft { from, date, message_id, subject, text: body, state };
    let files: Vec<AnswerPart> = files
        .iter()
        .zip(byte_arrays(contents))
        .map(|(file, bytes)| AnswerPart { name: text(&file, "name"), media_type: text(&file, "type"), bytes })
        .collect();
    let keeping = protect::Keeping::begin(&draft, &files, &own, now, &mut OsRng).map_err(|error| thrown(&error))?;
    Ok(Work::new(now, progress).with(vec![own], Vec::new()).doing(Doing::Keep(Box::new(keeping))))
}

/// Opens a message. `certificates`: `{ address, bytes }`, each found for that address. `site`: the UUID of the reader's
/// organisation.
#[wasm_bindgen]
pub fn begin_open(
    message: &[u8],
    secrets: &Array,
    certificates: &Array,
    site: Option<String>,
    now_ms: f64,
    progress: &Function,
) -> Result<Work, JsValue> {
    let work = with_keys(secrets, certificates, now_ms, progress);
    // Label headers are read in lower case.
    let site = site.map(|site| site.to_ascii_lowercase());
    let mut progress = |stage, done, total| work.report(stage, done, total);
    let unsealing = opening::Unsealing::begin(message, &work.means(site.as_deref()), &mut progress);
    let unsealing = unsealing.map_err(|error| thrown(&error))?;
    Ok(work.doing(Doing::Open(Box::new(unsealing), site)))
}

/// Takes the encryption off a message. `rule`: the id of the rule that does it, nothing where the person does. `{ removed, bytes }`.
#[wasm_bindgen]
pub fn begin_release(
    message: Vec<u8>,
    secrets: &Array,
    certificates: &Array,
    rule: String,
    now_ms: f64,
    progress: &Function,
) -> Result<Work, JsValue> {
    let work = with_keys(secrets, certificates, now_ms, progress);
    let mut progress = |stage, done, total| work.report(stage, done, total);
    let releasing = opening::Releasing::begin(&message, &work.means(None), &mut progress);
    let releasing = releasing.map_err(|error| thrown(&error))?;
    Ok(work.doing(Doing::Release(Box::new(releasing), message, rule)))
}

fn with_keys(secrets: &Array, certificates: &Array, now_ms: f64, progress: &Function) -> Work {
    let now = instant(now_ms);
    let secrets: Vec<Zeroizing<Vec<u8>>> = byte_arrays(secrets).into_iter().map(Zeroizing::new).collect();
    // A key that cannot be read opens nothing; the others still may.
    let keys: Vec<OwnKey> = secrets.iter().filter_map(|secret| own_key(secret, now).ok()).collect();
    Work::new(now, progress).with(keys, all_certificates(certificates, now))
}

/// Built for another machine only to be checked.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
