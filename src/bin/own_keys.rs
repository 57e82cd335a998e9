//! Everything rare that is done with own keys: making, importing, renewing, revoking, backing up. It keeps no secret between
//! calls.

#![expect(unreachable_pub, reason = "wasm-bindgen exports only what is public")]

use crate::boundary::{byte_arrays, bytes_to_js, instant, object, set, thrown, to_js};
use js_sys::Array;
use rand::RngCore as _;
use rand::rngs::OsRng;
use serde::Deserialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zegel::address::Address;
use zegel::error::Error;
use zegel::mime::SetupMessage;
use zegel::seal::{Certificate, KeyKind, NewKey, OwnKey, Reason, Stretch, make_key as make};
use zegel::seal::{backup as back_up, derive_key, recovery_code, restore as restore_keys};
use zegel::time::ZonedTime;
use zeroize::Zeroizing;

/// What a key should be.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wish {
    name: String,
    addresses: Vec<String>,
    kind: String,
    post_quantum: bool,
    valid_days: Option<u32>,
}

/// What a setup message says, and when.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Words {
    address: String,
    date: String,
    message_id: String,
    subject: String,
    text: String,
}

fn own_key(key: &OwnKey) -> Result<JsValue, Error> {
    let view = key.view()?;
    let js = to_js(&view);
    set(&js, "certificate", &bytes_to_js(&view.certificate));
    let answer = object("key", &js);
    set(&answer, "secret", &bytes_to_js(&key.to_bytes()?));
    Ok(answer)
}

fn own_keys(keys: &[OwnKey]) -> Result<JsValue, Error> {
    let list = keys.iter().map(own_key).collect::<Result<Array, Error>>()?;
    Ok(list.into())
}

fn answered(answer: Result<JsValue, Error>) -> Result<JsValue, JsValue> {
    answer.map_err(|error| thrown(&error))
}

fn read<'j, T: Deserialize<'j>>(json: &'j str, form: &str) -> Result<T, Error> {
    serde_json::from_str(json).map_err(|_| Error::DraftMalformed { field: form.to_owned() })
}

/// Makes a key: `{ key, secret }`. `wish`: JSON.
#[wasm_bindgen]
pub fn make_key(wish: &str, now_ms: f64) -> Result<JsValue, JsValue> {
    answered((|| {
        let wish: Wish = read(wish, "key")?;
        let addresses: Vec<&str> = wish.addresses.iter().map(String::as_str).collect();
        let kind = if wish.kind == "v6" { KeyKind::V6 } else { KeyKind::V4 };
        let (post_quantum, valid_days) = (wish.post_quantum, wish.valid_days);
        let new = NewKey { name: &wish.name, addresses: &addresses, kind, post_quantum, valid_days };
        own_key(&make(&new, instant(now_ms), &mut OsRng)?)
    })())
}

/// What there is to hash of a passphrase before the keys of a file open: `{ algorithm, salt, octets }[]`, for JavaScript to do by the
/// browser's own hash functions.
#[wasm_bindgen]
pub fn stretches(file: Vec<u8>) -> JsValue {
    let told = |Stretch { algorithm, salt, octets }: &Stretch| {
        let told = object("algorithm", &JsValue::from_str(algorithm));
        set(&told, "salt", &bytes_to_js(salt));
        set(&told, "octets", &JsValue::from(*octets));
        told
    };
    OwnKey::stretches(&Zeroizing::new(file)).iter().map(told).collect::<Array>().into()
}

/// The keys of a file as another program exported it, unlocked: `{ key, secret }[]`. `hashes`: what came of the [`stretches`], in their
/// order, or nothing.
#[wasm_bindgen]
pub fn read_keys(file: Vec<u8>, passphrase: Option<String>, hashes: &Array, now_ms: f64) -> Result<JsValue, JsValue> {
    let (file, passphrase) = (Zeroizing::new(file), passphrase.map(Zeroizing::new));
    let passphrase = passphrase.as_deref().map(String::as_str);
    let stretched: Vec<_> = OwnKey::stretches(&file).into_iter().zip(secrets_of(hashes)).collect();
    answered(OwnKey::read_all(&file, passphrase, &stretched, instant(now_ms)).and_then(|keys| own_keys(&keys)))
}

/// Two copies of one key as one: `{ key, secret }`.
#[wasm_bindgen]
pub fn merge_keys(kept: Vec<u8>, fresh: Vec<u8>, now_ms: f64) -> Result<JsValue, JsValue> {
    let (kept, fresh, now) = (Zeroizing::new(kept), Zeroizing::new(fresh), instant(now_ms));
    answered((|| own_key(&OwnKey::read(&kept, None, now)?.with(&OwnKey::read(&fresh, None, now)?, now)))())
}

/// The same key, valid for longer: `{ key, secret }`.
#[wasm_bindgen]
pub fn renew(secret: Vec<u8>, valid_days: u32, now_ms: f64) -> Result<JsValue, JsValue> {
    let (secret, now) = (Zeroizing::new(secret), instant(now_ms));
    answered((|| own_key(&OwnKey::read(&secret, None, now)?.renewed(valid_days, now, &mut OsRng)?))())
}

/// Revokes a key: `{ key, secret, armored }`, of which the last is the revocation alone. `reason`: `none`, `superseded`,
/// `compromised`, `retired`.
#[wasm_bindgen]
pub fn revoke(secret: Vec<u8>, reason: &str, now_ms: f64) -> Result<JsValue, JsValue> {
    let (secret, now) = (Zeroizing::new(secret), instant(now_ms));
    let reason = match reason {
        "superseded" => Reason::Superseded,
        "compromised" => Reason::Compromised,
        "retired" => Reason::Retired,
        _ => Reason::None,
    };
    answered((|| {
        let revocation = OwnKey::read(&secret, None, now)?.revoked(reason, now, &mut OsRng)?;
        let answer = own_key(&revocation.key)?;
        set(&answer, "armored", &bytes_to_js(&revocation.armored));
        Ok(answer)
    })())
}

/// Encrypts keys under a fresh recovery code: `{ code, armored, message }`. `words`: JSON; what the message around it says.
#[wasm_bindgen]
pub fn backup(secrets: &Array, words: &str, now_ms: f64) -> Result<JsValue, JsValue> {
    let (secrets, now) = (secrets_of(secrets), instant(now_ms));
    answered((|| {
        let words: Words = read(words, "backup")?;
        let keys = secrets.iter().map(|secret| OwnKey::read(secret, None, now)).collect::<Result<Vec<_>, _>>()?;
        let code = recovery_code(&mut OsRng);
        let armored = back_up(&keys, &code, &mut OsRng)?;
        let date = ZonedTime::parse_iso(&words.date).ok_or(Error::DraftMalformed { field: "date".to_owned() })?;
        let date = date.to_rfc5322();
        let Words { address, message_id, subject, text, .. } = &words;
        let message = SetupMessage { address, date: &date, message_id, subject, text, armored: &armored };
        let boundary = format!("=_{:016x}{:016x}", OsRng.next_u64(), OsRng.next_u64());
        let answer = object("code", &JsValue::from_str(&code));
        set(&answer, "armored", &bytes_to_js(&armored));
        set(&answer, "message", &bytes_to_js(&message.write(&boundary)));
        Ok(answer)
    })())
}

/// The keys of a backup, a file or a setup message: `{ key, secret }[]`.
#[wasm_bindgen]
pub fn restore(file: &[u8], code: String, now_ms: f64) -> Result<JsValue, JsValue> {
    let code = Zeroizing::new(code);
    answered(restore_keys(file, &code, instant(now_ms)).and_then(|keys| own_keys(&keys)))
}

/// A key locked under a passphrase, in ASCII armor, as other programs import it.
#[wasm_bindgen]
pub fn export_key(secret: Vec<u8>, passphrase: String, now_ms: f64) -> Result<JsValue, JsValue> {
    let (secret, passphrase) = (Zeroizing::new(secret), Zeroizing::new(passphrase));
    let key = OwnKey::read(&secret, None, instant(now_ms));
    answered(key.and_then(|key| key.locked(&passphrase, &mut OsRng)).map(|bytes| bytes_to_js(&bytes)))
}

/// Certifies that a certificate belongs to an address: the certificate with the certification.
#[wasm_bindgen]
pub fn certify(secret: Vec<u8>, certificate: &[u8], address: &str, now_ms: f64) -> Result<JsValue, JsValue> {
    let (secret, now) = (Zeroizing::new(secret), instant(now_ms));
    answered((|| {
        let own = OwnKey::read(&secret, None, now)?;
        let field = || "address".to_owned();
        let address =
            Address::parse(address).map_err(|reason| Error::AddressMalformed { field: field(), index: 0, reason })?;
        let all = Certificate::read_all(certificate, now)?;
        let other =
            all.iter().find(|one| one.belongs_to(&address)).or(all.first()).ok_or(Error::CertificateMalformed {})?;
        Ok(bytes_to_js(&own.certified(other, &address, now, &mut OsRng)?))
    })())
}

/// Thirty-two octets from a passphrase and sixteen octets of salt, by Argon2id.
#[wasm_bindgen]
pub fn derive(passphrase: String, salt: &[u8]) -> Result<Vec<u8>, JsValue> {
    let passphrase = Zeroizing::new(passphrase);
    let salt = salt.try_into().map_err(|_| thrown(&Error::internal("salt")))?;
    derive_key(&passphrase, salt).map(|key| key.to_vec()).map_err(|error| thrown(&error))
}

fn secrets_of(list: &Array) -> Vec<Zeroizing<Vec<u8>>> {
    byte_arrays(list).into_iter().map(Zeroizing::new).collect()
}
