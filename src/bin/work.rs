//! Work in hand: a message that is being sealed or opened, between two calls. What is done to all of its octets is an order that
//! JavaScript carries out in the program's memory by the browser's cryptography, or leaves to the program. Whatever is secret
//! lives as long as the work and is overwritten when it is let go.

use crate::boundary::{bytes_to_js, object, report, set, set_each, thrown, to_js};
use crate::stationery::Stationery;
use js_sys::{Function, Object};
use rand::rngs::OsRng;
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zegel::error::Error;
use zegel::open::{By, Means, Releasing, Unsealing};
use zegel::protect::{self, Keeping, Protecting, Stage};
use zegel::seal::{Agreement, Digest, Errand, Found, Hashing, OwnKey, Sealing, Streaming, Task};
use zegel::time::Instant;

/// A message in hand. While it has an order, that is carried out, and then `done` or `run`; at the end `finish`.
#[wasm_bindgen]
pub struct Work {
    keys: Vec<OwnKey>,
    certificates: Vec<Found>,
    now: Instant,
    progress: Function,
    doing: Option<Doing>,
    /// What a message in pieces gave last.
    pub(crate) armor: Vec<u8>,
    /// Which message it is: what was computed for one must not count for the next.
    turn: u32,
}

/// What is done with the message.
pub(crate) enum Doing {
    Protect(Box<Protecting>, Option<Box<Stationery>>),
    Keep(Box<Keeping>),
    Open(Box<Unsealing>, Option<String>),
    /// With the message, and the rule that takes its encryption off.
    Release(Box<Releasing>, Vec<u8>, String),
}

/// An order, without its octets.
#[derive(Serialize)]
struct Told<'o> {
    task: &'static str,
    mode: &'static str,
    chunk: usize,
    start: usize,
    data: usize,
    length: usize,
    /// Where the buffer is in the program's memory, and how long.
    address: usize,
    room: usize,
    digest: Option<ToldDigest<'o>>,
}

#[derive(Serialize)]
struct ToldDigest<'o> {
    algorithm: &'o str,
    from: usize,
    to: usize,
}

impl<'o> ToldDigest<'o> {
    fn of(digest: &'o Digest) -> Self {
        Self { algorithm: digest.algorithm, from: digest.payload.start, to: digest.payload.end }
    }
}

/// What is hashed around the payload.
fn set_around(order: &JsValue, digest: &Digest) {
    set(order, "salt", &bytes_to_js(&digest.salt));
    set(order, "tail", &bytes_to_js(&digest.tail));
}

/// An order with its octets.
fn described(told: &Told<'_>, [key, nonce, header]: [&[u8]; 3], digest: Option<&Digest>) -> JsValue {
    let js = to_js(told);
    for (name, octets) in [("key", key), ("nonce", nonce), ("header", header)] {
        set(&js, name, &bytes_to_js(octets));
    }
    if let Some(digest) = digest {
        set_around(&js, digest);
    }
    js
}

fn hash_order(hashing: &Hashing) -> JsValue {
    let (digest, octets) = (hashing.digest(), hashing.octets());
    let told = Told {
        task: "hash",
        mode: "",
        chunk: 0,
        start: 0,
        data: 0,
        length: digest.payload.len(),
        address: octets.as_ptr().addr(),
        room: octets.len(),
        digest: Some(ToldDigest::of(digest)),
    };
    described(&told, [&[]; 3], Some(digest))
}

fn agree_order(turn: u32, agreement: &Agreement) -> JsValue {
    let js = Object::new().into();
    set(&js, "task", &"agree".into());
    set(&js, "turn", &turn.into());
    set(&js, "key", &bytes_to_js(agreement.secret()));
    set(&js, "points", &bytes_to_js(agreement.points()));
    js
}

impl Work {
    pub(crate) fn new(now: Instant, progress: &Function) -> Self {
        Self {
            keys: Vec::new(),
            certificates: Vec::new(),
            now,
            progress: progress.clone(),
            doing: None,
            armor: Vec::new(),
            turn: 0,
        }
    }

    /// The same with keys and certificates.
    pub(crate) fn with(self, keys: Vec<OwnKey>, certificates: Vec<Found>) -> Self {
        Self { keys, certificates, ..self }
    }

    pub(crate) fn keys(&self) -> &[OwnKey] {
        &self.keys
    }

    pub(crate) fn means<'w>(&'w self, site: Option<&'w str>) -> Means<'w> {
        Means { keys: &self.keys, certificates: &self.certificates, site, now: self.now }
    }

    pub(crate) fn certificates(&self) -> &[Found] {
        &self.certificates
    }

    pub(crate) fn report(&self, stage: Stage, done: u64, total: u64) {
        report(&self.progress, stage, done, total);
    }

    pub(crate) fn doing(self, doing: Doing) -> Self {
        Self { doing: Some(doing), ..self }
    }

    fn sealing(&mut self) -> Option<&mut Sealing> {
        match self.doing.as_mut()? {
            Doing::Protect(protecting, _) => protecting.sealing(),
            Doing::Keep(keeping) => keeping.sealing(),
            Doing::Open(..) | Doing::Release(..) => None,
        }
    }

    fn streaming(&mut self) -> Option<&mut Streaming> {
        match self.doing.as_mut()? {
            Doing::Protect(protecting, _) => protecting.streaming(),
            _ => None,
        }
    }

    pub(crate) fn streamed(&mut self) -> Result<&mut Streaming, JsValue> {
        self.streaming().ok_or_else(|| thrown(&Error::internal("work::streaming")))
    }

    /// The order of a message that is sealed in pieces.
    fn stream_order(&mut self) -> Option<JsValue> {
        let streaming = self.streaming()?;
        let (digest, ready) = (streaming.digest(), streaming.ready());
        let task = "seal-stream";
        let (mode, chunk) = (ready.mode, ready.chunk);
        let told = Told {
            task,
            mode,
            chunk,
            start: 0,
            data: 0,
            length: 0,
            address: 0,
            room: 0,
            digest: digest.as_ref().map(ToldDigest::of),
        };
        Some(described(&told, [ready.key, ready.nonce, &ready.header], digest.as_ref()))
    }

    fn errand(&mut self) -> Option<Errand<'_>> {
        match self.doing.as_mut()? {
            Doing::Open(unsealing, _) => unsealing.errand(),
            Doing::Release(releasing, ..) => releasing.errand(),
            Doing::Protect(protecting, _) => protecting.errand(),
            Doing::Keep(keeping) => Some(Errand::Data(keeping.sealing()?.job())),
        }
    }

    /// Goes on after a job.
    fn go_on(&mut self) -> Result<(), JsValue> {
        self.turn = self.turn.wrapping_add(1);
        let Some(mut doing) = self.doing.take() else { return Ok(()) };
        let mut progress = |stage, done, total| self.report(stage, done, total);
        match &mut doing {
            Doing::Protect(protecting, letters) => {
                let pack = |name: &str, bytes: &[u8]| letters.as_ref().and_then(|letters| letters.packed(name, bytes));
                let letters = letters.as_ref().map(|letters| letters.means(&pack));
                let means = protect::Means {
                    contents: &[],
                    read: &[],
                    certificates: &self.certificates,
                    action: "",
                    own: self.keys.first(),
                    letters: letters.as_ref(),
                    now: self.now,
                };
                protecting.go_on(&means, &mut OsRng).map_err(|error| thrown(&error))?;
            }
            Doing::Keep(keeping) => keeping.go_on(&mut OsRng).map_err(|error| thrown(&error))?,
            Doing::Open(unsealing, site) => unsealing.go_on(&self.means(site.as_deref()), &mut progress),
            Doing::Release(releasing, ..) => releasing.go_on(&self.means(None), &mut progress),
        }
        self.doing = Some(doing);
        Ok(())
    }
}

#[wasm_bindgen]
impl Work {
    /// What is to be done next, with `key`, `nonce`, `header` and, where something is to be hashed, `digest`; nothing where the work
    /// is at its end.
    pub fn order(&mut self) -> JsValue {
        if let Some(order) = self.stream_order() {
            return order;
        }
        let digest = self.sealing().and_then(|sealing| sealing.digest());
        let turn = self.turn;
        let agree = self.sealing().and_then(|sealing| sealing.agreement().map(|open| agree_order(turn, open)));
        let order = match self.errand() {
            None => return JsValue::UNDEFINED,
            Some(Errand::Agree(agreement)) => return agree_order(turn, agreement),
            Some(Errand::Hash(hashing)) => return hash_order(hashing),
            Some(Errand::Data(job)) => job.order(),
        };
        let told = Told {
            task: match order.task {
                Task::OpenChunks => "open-chunks",
                Task::OpenCfb => "open-cfb",
                Task::SealChunks => "seal-chunks",
                Task::SealCfb => "seal-cfb",
            },
            mode: order.mode,
            chunk: order.chunk,
            start: order.start,
            data: order.data,
            length: order.length,
            address: order.octets.as_ptr().addr(),
            room: order.octets.len(),
            digest: digest.as_ref().map(ToldDigest::of),
        };
        let js = described(&told, [order.key, order.nonce, order.header], digest.as_ref());
        if let Some(agree) = agree {
            set(&js, "agree", &agree);
        }
        js
    }

    /// Signs, by a digest that was computed elsewhere or here. Then the order is another one: there are more data, and they may have
    /// moved.
    #[expect(clippy::needless_pass_by_value, reason = "that is how octets come out of JavaScript")]
    pub fn sign(&mut self, digest: Option<Vec<u8>>) -> Result<(), JsValue> {
        if self.sealing().is_none() && self.streaming().is_none() {
            return Ok(());
        }
        let Some(own) = self.keys.pop() else { return Err(thrown(&Error::internal("work::sign"))) };
        let signed = match self.streaming() {
            Some(streaming) => streaming.sign(&own, digest.as_deref()),
            None => self.sealing().map_or(Ok(()), |sealing| sealing.sign(&own, digest.as_deref())),
        };
        self.keys.push(own);
        signed.map_err(|error| thrown(&error))
    }

    /// The order has been carried out.
    pub fn done(&mut self) -> Result<(), JsValue> {
        if let Some(Errand::Data(job)) = self.errand() {
            job.done();
        }
        self.go_on()
    }

    /// The points multiplied, one after another, for the message whose turn it was.
    pub fn agreed(&mut self, turn: u32, products: &[u8]) -> Result<(), JsValue> {
        if turn != self.turn {
            return Ok(());
        }
        if let Some(Errand::Agree(agreement)) = self.errand() {
            agreement.computed(products);
            return self.go_on();
        }
        if let Some(agreement) = self.sealing().and_then(Sealing::agreement) {
            agreement.computed(products);
        }
        Ok(())
    }

    /// Decrypts CFB up to so many octets of the data, whole blocks or all of them.
    pub fn open_cfb(&mut self, octets: usize) {
        if let Some(Errand::Data(job)) = self.errand() {
            job.open_cfb_up_to(octets);
        }
    }

    /// What the first so many decrypted octets say will have to be hashed: `digest` and its `salt`.
    pub fn announced(&mut self, decrypted: usize) -> JsValue {
        let Some(Errand::Data(job)) = self.errand() else { return JsValue::UNDEFINED };
        let Some(digest) = job.announced(decrypted) else { return JsValue::UNDEFINED };
        let js = object("digest", &to_js(&ToldDigest::of(&digest)));
        set_around(&js, &digest);
        js
    }

    /// What was to be hashed has been.
    pub fn hashed(&mut self, sum: Vec<u8>) -> Result<(), JsValue> {
        if let Some(Errand::Hash(hashing)) = self.errand() {
            hashing.computed(sum);
        }
        self.go_on()
    }

    /// Carries the order out here, but for so many chunks which have been done.
    pub fn run(&mut self, chunks: usize) -> Result<(), JsValue> {
        if let Some(Errand::Data(job)) = self.errand() {
            job.skip(chunks);
        }
        self.sign(None)?;
        let stage = if self.sealing().is_some() { Stage::Sealing } else { Stage::Opening };
        let progress = self.progress.clone();
        if let Some(errand) = self.errand() {
            errand.run(&mut |done, total| report(&progress, stage, done, total));
        }
        self.go_on()
    }

    /// What the function gives that the work began with.
    pub fn finish(&mut self) -> Result<JsValue, JsValue> {
        let failed = |error: Error| thrown(&error);
        match self.doing.take() {
            Some(Doing::Protect(protecting, _)) => {
                let postings = protecting.finish().map_err(failed)?;
                let js = to_js(&postings);
                let messages = &postings.messages;
                set_each(&js, "messages", "bytes", messages.iter().map(|posting| bytes_to_js(&posting.bytes)));
                if messages.iter().any(|posting| posting.after.is_some()) {
                    let after =
                        messages.iter().map(|posting| bytes_to_js(posting.after.as_deref().unwrap_or_default()));
                    set_each(&js, "messages", "after", after);
                }
                Ok(js)
            }
            Some(Doing::Keep(keeping)) => keeping.finish().map(|bytes| bytes_to_js(&bytes)).map_err(failed),
            Some(Doing::Open(unsealing, _)) => {
                let opened = unsealing.finish().map_err(failed)?;
                let js = to_js(&opened);
                set_each(&js, "parts", "bytes", opened.contents.iter().map(|bytes| bytes_to_js(bytes)));
                set_each(&js, "within", "bytes", opened.messages.iter().map(|bytes| bytes_to_js(bytes)));
                set_each(&js, "keys", "bytes", opened.certificates.iter().map(|bytes| bytes_to_js(bytes)));
                Ok(js)
            }
            Some(Doing::Release(releasing, message, rule)) => {
                let by = if rule.is_empty() { By::Person } else { By::Rule(&rule) };
                let released = releasing.finish(&message, &self.means(None), by).map_err(failed)?;
                let js = to_js(&released);
                set(&js, "bytes", &bytes_to_js(&released.bytes));
                Ok(js)
            }
            None => Err(failed(Error::internal("work::finish"))),
        }
    }
}
