//! Sealing a message whose large files come in pieces: of those no more is here than is being worked on.
//!
//! What is asked for is fed, encoded and hashed; what makes whole chunks is encrypted, by whoever can do it best, and leaves as
//! armor. The lengths that stand before everything are known last, so the first lines are written last.

use super::armor::Armoring;
use super::bulk::{MDC_HEADER, SHA1};
use super::choose::Readers;
use super::frame::{Frame, Unsigned, length_of};
use super::hashing::Digest;
use super::key::OwnKey;
use super::lean::cipher::{Aead, BLOCK, Cipher, Way};
use super::lean::hash::{Hash, Hasher};
use super::session::SessionKeys;
use super::suite::{Numbering, Suite};
use crate::error::Error;
use crate::mime::{Gap, SecretEntity};
use crate::time::Instant;
use rand::{CryptoRng, Rng};
use std::collections::VecDeque;
use std::ops::Range;
use zeroize::Zeroizing;

/// A message that is being sealed in pieces: while something is [`Streaming::wanted`], it is fed, then signed; whenever something
/// is [`Streaming::ready`], it is encrypted.
pub struct Streaming {
    head: Vec<u8>,
    length_at: usize,
    cipher: Cipher,
    suite: Option<Suite>,
    key: Zeroizing<Vec<u8>>,
    numbering: Numbering,
    unsigned: Option<Unsigned>,
    /// Of what is signed, where nobody else computes it.
    hasher: Option<Hasher>,
    /// Where the payload begins in what is encrypted.
    front: usize,
    /// The SHA-1 over everything, where there are no chunks.
    sum: Option<Hasher>,
    payload: Vec<u8>,
    rest: VecDeque<Segment>,
    /// Octets of the whole payload.
    total: u64,
    /// What is to be encrypted next, and where in it.
    plain: Vec<u8>,
    from: usize,
    /// The last block of ciphertext.
    block: [u8; BLOCK],
    /// Octets and chunks that are encrypted.
    sealed: u64,
    chunks: u64,
    armoring: Armoring,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// There is more to come.
    Open,
    /// It is signed; the modification detection code is to come from somebody else.
    Coding,
    /// The signature is the end.
    Signed,
    /// All of it is encrypted, with what closes it.
    Closed,
}

/// A stretch of the payload.
#[derive(Debug)]
enum Segment {
    Here(Range<usize>),
    File { file: usize, from: u64, end: u64 },
}

/// The next piece of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Position of the file in the draft.
    pub file: usize,
    /// Where the piece begins.
    pub from: u64,
    /// How long it is.
    pub length: usize,
}

/// What somebody else needs who encrypts what is ready.
pub struct Ready<'s> {
    /// The mode of the chunks, `GCM` or `OCB`; `CFB` without any.
    pub mode: &'static str,
    /// The key: the message key of chunks, the session key for CFB.
    pub key: &'s [u8],
    /// The beginning of every nonce.
    pub nonce: &'s [u8],
    /// What every tag covers besides.
    pub header: [u8; 5],
    /// Octets of a chunk without its tag.
    pub chunk: usize,
    /// What is ready: whole chunks, and at the end what is left.
    pub octets: &'s [u8],
}

/// What stands around the pieces of a message.
#[derive(Debug)]
pub struct Streamed {
    /// Before them.
    pub before: Vec<u8>,
    /// Behind them.
    pub after: Vec<u8>,
}

impl std::fmt::Debug for Streaming {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Streaming").field("state", &self.state).field("sealed", &self.sealed).finish_non_exhaustive()
    }
}

impl Streaming {
    /// Draws a session key and encrypts it to the readers.
    ///
    /// # Errors
    /// [`Error::OwnKeyUnusable`] if the sender's key cannot sign now, [`Error::MessageTooLarge`], [`Error::Internal`].
    pub fn begin<R: Rng + CryptoRng>(
        entity: &SecretEntity,
        readers: &Readers<'_>,
        keys: SessionKeys,
        own: &OwnKey,
        now: Instant,
        rng: &mut R,
    ) -> Result<Self, Error> {
        let total = entity.length();
        let session = keys.session().clone();
        let packets = keys.packets(rng)?;
        let Frame { head, length_at, cipher, suite, session, front, unsigned, checksum } =
            Frame::to_readers(total, readers, (packets, &session), own, now, rng)?;
        let (key, numbering) = match suite {
            Some(suite) => suite.keys(session.as_ref()).ok_or_else(|| failed("keys"))?,
            None => (Zeroizing::new(session.as_ref().to_vec()), Numbering::default()),
        };
        let mut streaming = Self {
            armoring: Armoring::new(head.len(), checksum),
            head,
            length_at,
            cipher,
            suite,
            key,
            numbering,
            hasher: Some(unsigned.hasher()?),
            front: front.len(),
            unsigned: Some(unsigned),
            sum: suite.is_none().then(|| Hash::Sha1.hasher()),
            payload: entity.payload().to_vec(),
            rest: segments(entity),
            total,
            plain: Vec::new(),
            from: 0,
            block: [0; BLOCK],
            sealed: 0,
            chunks: 0,
            state: State::Open,
        };
        streaming.append(&front);
        streaming.take_what_is_here();
        Ok(streaming)
    }

    /// The next piece of a file; nothing where all are there.
    pub fn wanted(&self) -> Option<Wanted> {
        let Some(Segment::File { file, from, end }) = self.rest.front() else { return None };
        let length = usize::try_from(Gap::PIECE.min(end - from)).ok()?;
        Some(Wanted { file: *file, from: *from, length })
    }

    /// The piece that is wanted.
    ///
    /// # Errors
    /// [`Error::AttachmentUnreadable`] where it is not as long: the file has changed, and nothing of the message may leave.
    pub fn feed(&mut self, octets: &[u8]) -> Result<(), Error> {
        let Wanted { file: index, length, .. } = self.wanted().ok_or_else(|| failed("feed"))?;
        if octets.len() != length {
            self.unsigned = None;
            return Err(Error::AttachmentUnreadable { index });
        }
        if let Some(Segment::File { from, end, .. }) = self.rest.front_mut() {
            *from += count(length);
            if from == end {
                self.rest.pop_front();
            }
        }
        self.compact();
        let at = self.plain.len();
        Gap::encode(octets, &mut self.plain);
        self.hash(at);
        self.take_what_is_here();
        Ok(())
    }

    /// Signs what was fed. `digest`: of [`Streaming::digest`], if somebody else computed it; then a message without chunks is
    /// not [`Streaming::is_signed`] before this was called once more, with the SHA-1 over everything up to there.
    ///
    /// # Errors
    /// [`Error::OwnKeyUnusable`] if the sender's key cannot sign now, [`Error::Internal`] where something is still wanted.
    pub fn sign(&mut self, own: &OwnKey, digest: Option<&[u8]>) -> Result<(), Error> {
        if self.state == State::Coding {
            let code = digest.filter(|code| code.len() == SHA1).ok_or_else(|| failed("code"))?;
            self.plain.extend_from_slice(code);
            self.state = State::Signed;
            return Ok(());
        }
        let Some(unsigned) = self.unsigned.take().filter(|_| self.rest.is_empty()) else { return Err(failed("sign")) };
        let packet = match (self.hasher.take(), digest) {
            (Some(mut hasher), None) => {
                hasher.update(&unsigned.tail()?);
                unsigned.signed(own, &hasher.finish())?
            }
            (None, Some(digest)) => unsigned.signed(own, digest)?,
            _ => return Err(failed("hash")),
        };
        self.compact();
        self.append(&packet);
        if self.suite.is_none() {
            self.append(&MDC_HEADER);
        }
        self.state = if self.suite.is_none() && self.sum.is_none() { State::Coding } else { State::Signed };
        if let Some(sum) = self.sum.take() {
            self.plain.extend(sum.finish());
        }
        Ok(())
    }

    /// Whether everything was fed and signed.
    pub fn is_signed(&self) -> bool {
        matches!(self.state, State::Signed | State::Closed)
    }

    /// Whether nothing is to be done any more.
    pub fn is_closed(&self) -> bool {
        self.state == State::Closed
    }

    /// Octets of the payload that will be, and of all that are encrypted.
    pub fn progress(&self) -> (u64, u64) {
        (self.sealed.min(self.total), self.total)
    }

    /// What is to be encrypted now.
    pub fn ready(&self) -> Ready<'_> {
        let waiting = self.waiting();
        let whole = if self.is_signed() { waiting.len() } else { waiting.len() - waiting.len() % self.step() };
        Ready {
            mode: self.suite.map_or("CFB", |suite| suite.mode.name()),
            key: &self.key,
            nonce: &self.numbering.nonce,
            header: self.numbering.header,
            chunk: self.step(),
            octets: waiting.get(..whole).unwrap_or_default(),
        }
    }

    /// Takes what became of the next `plain` octets that were ready: of chunks each with its tag. At the very end, of none the tag
    /// over how many there were. Gives lines of armor.
    ///
    /// # Errors
    /// [`Error::Internal`] where it is not as long.
    pub fn put(&mut self, sealed: &[u8], plain: usize) -> Result<Vec<u8>, Error> {
        let left = self.ready().octets.len();
        let ends = self.is_signed() && plain == left;
        let whole = plain <= left && (ends || plain.is_multiple_of(self.step()));
        let tags = if self.suite.is_some() { plain.div_ceil(self.step()) } else { 0 };
        let closes = plain == 0 && left == 0 && self.suite.is_some() && self.state == State::Signed;
        let length = if closes { BLOCK } else { plain + tags * BLOCK };
        if !whole || sealed.len() != length || self.state == State::Closed {
            return Err(failed("put"));
        }
        self.from += plain;
        self.sealed += count(plain);
        self.chunks += count(tags);
        if let Some(block) = sealed.last_chunk() {
            self.block = *block;
        }
        if closes || (ends && self.suite.is_none()) {
            self.state = State::Closed;
        }
        let mut out = Vec::with_capacity(sealed.len() / 2 * 3);
        self.armoring.write(sealed, &mut out);
        Ok(out)
    }

    /// Encrypts here what is ready, to the end where that is reached.
    ///
    /// # Errors
    /// [`Error::Internal`]
    pub fn seal(&mut self) -> Result<Vec<u8>, Error> {
        if self.state == State::Closed {
            return Ok(Vec::new());
        }
        let plain = self.ready().octets.to_vec();
        let length = plain.len();
        let Some(suite) = self.suite else {
            let mut octets = plain;
            let done = self.cipher.cfb_after(&self.block, &self.key, &mut octets, Way::Encrypt);
            done.ok_or_else(|| failed("cfb"))?;
            return self.put(&octets, length);
        };
        let aead = Aead::new(suite.cipher, suite.mode, &self.key).ok_or_else(|| failed("aead"))?;
        let mut sealed = Vec::new();
        for (index, chunk) in (self.chunks..).zip(plain.chunks(self.step())) {
            let at = sealed.len();
            sealed.extend_from_slice(chunk);
            let place = sealed.get_mut(at..).unwrap_or_default();
            let (nonce, covered) = self.numbering.chunk(index).ok_or_else(|| failed("chunk"))?;
            let tag = aead.seal(&nonce, &covered, place).ok_or_else(|| failed("chunk"))?;
            sealed.extend(tag);
        }
        let mut out = self.put(&sealed, length)?;
        if self.is_signed() {
            let (nonce, covered) = self.numbering.last(self.chunks, self.sealed).ok_or_else(|| failed("last"))?;
            let tag = aead.seal(&nonce, &covered, &mut []).ok_or_else(|| failed("last"))?;
            out.extend(self.put(&tag, 0)?);
        }
        Ok(out)
    }

    /// What stands around the armor that was given.
    ///
    /// # Errors
    /// [`Error::Internal`] before everything is encrypted.
    pub fn finish(self) -> Result<Streamed, Error> {
        let Self { mut head, length_at, suite, chunks, sealed, armoring, state, .. } = self;
        if state != State::Closed {
            return Err(failed("unfinished"));
        }
        let behind = length_at + 4;
        let tags = if suite.is_some() { (chunks + 1) * count(BLOCK) } else { 0 };
        let length = length_of(count(head.len().saturating_sub(behind)) + sealed + tags)?;
        head.get_mut(length_at..behind).ok_or_else(|| failed("length"))?.copy_from_slice(&length);
        let (before, after) = armoring.end(&head);
        Ok(Streamed { before, after })
    }

    /// What is to be hashed of everything that is encrypted, where Web Cryptography knows the hash.
    pub fn digest(&self) -> Option<Digest> {
        let unsigned = self.unsigned.as_ref()?;
        let payload = self.front..self.front.checked_add(usize::try_from(self.total).ok()?)?;
        unsigned.digest(payload)
    }

    /// Somebody else hashes it, from the beginning, and all of it where there are no chunks; without that it cannot be signed any more.
    pub fn leave_hashing(&mut self) {
        (self.hasher, self.sum) = (None, None);
    }

    /// The same, whole chunks or not.
    pub fn waiting(&self) -> &[u8] {
        self.plain.get(self.from..).unwrap_or_default()
    }

    /// What is encrypted at once: a chunk, or a block.
    fn step(&self) -> usize {
        self.suite.map_or(BLOCK, |suite| suite.size())
    }

    fn take_what_is_here(&mut self) {
        while let Some(Segment::Here(range)) = self.rest.front() {
            let at = self.plain.len();
            self.plain.extend_from_slice(self.payload.get(range.clone()).unwrap_or_default());
            self.rest.pop_front();
            self.hash(at);
        }
    }

    /// Hashes what of the payload stands from there on.
    fn hash(&mut self, at: usize) {
        let octets = self.plain.get(at..).unwrap_or_default();
        if let Some(hasher) = &mut self.hasher {
            hasher.update(octets);
        }
        if let Some(sum) = &mut self.sum {
            sum.update(octets);
        }
    }

    /// Puts what is no payload behind what waits.
    fn append(&mut self, octets: &[u8]) {
        self.plain.extend_from_slice(octets);
        if let Some(sum) = &mut self.sum {
            sum.update(octets);
        }
    }

    fn compact(&mut self) {
        self.plain.drain(..self.from.min(self.plain.len()));
        self.from = 0;
    }
}

fn segments(entity: &SecretEntity) -> VecDeque<Segment> {
    let mut segments = VecDeque::new();
    let mut here = 0;
    for gap in entity.gaps() {
        segments.push_back(Segment::Here(here..gap.at));
        if gap.octets > 0 {
            segments.push_back(Segment::File { file: gap.file, from: 0, end: gap.octets });
        }
        here = gap.at;
    }
    segments.push_back(Segment::Here(here..entity.payload().len()));
    segments
}

fn count(octets: usize) -> u64 {
    u64::try_from(octets).unwrap_or(u64::MAX)
}

fn failed(place: &str) -> Error {
    Error::internal(&format!("seal::streaming::{place}"))
}
