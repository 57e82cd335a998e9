//! What is done to every octet of a message: encrypting it in authenticated chunks or by CFB, and decrypting such chunks.
//!
//! A browser's own cryptography does this many times faster than a program in WebAssembly, but only asynchronously. So it is
//! a job by itself: described here, done by whoever can, here or there, in one buffer and in place, and the same octet for octet.
//! A job of chunks may change hands between two of them; CFB may not, for each of its blocks needs the one before.

use super::Progress;
use super::aes::Aes;
use super::hashing::Digest;
use super::inside::announced;
use super::lean::cipher::{Aead, BLOCK, Cipher, Mode, Way};
use super::lean::hash::Hash;
use super::suite::{Numbering, Suite};
use std::ops::Range;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// The header of a modification detection code packet (RFC 9580 section 5.13.1), before the SHA-1.
pub(super) const MDC_HEADER: [u8; 2] = [0xd3, 0x14];
pub(super) const SHA1: usize = 20;
/// The random block that CFB begins with, and its last two octets again.
pub(super) const PREFIX: usize = BLOCK + 2;
/// Progress is told every so many octets.
const STEP: usize = 1 << 20;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Decrypt chunks, each with its tag, and check that none is missing (RFC 9580 section 5.13.2).
    OpenChunks,
    /// Decrypt CFB (section 5.13.1), which no browser can do at once. Its code is checked after that.
    OpenCfb,
    /// Encrypt chunks, each with its tag, and add the tag over how many there are.
    SealChunks,
    /// Add the modification detection code and encrypt by CFB (section 5.13.1).
    SealCfb,
}

/// One message's data and what is to be done to them. `Debug` shows neither data nor key.
pub struct Job {
    task: Task,
    cipher: Cipher,
    mode: Mode,
    key: Zeroizing<Vec<u8>>,
    /// What the nonce of each chunk and what its tag covers besides are made of.
    numbering: Numbering,
    chunk: usize,
    octets: Vec<u8>,
    /// Where the result begins; what stands before stays as it is.
    start: usize,
    /// Where the data begin: behind `start` where they grow, so that no chunk is written over before it was read.
    data: usize,
    /// How long they are.
    length: usize,
    /// Chunks that are done.
    chunks: usize,
    /// Of CFB that is decrypted, octets that are, and the last block of their ciphertext.
    opened: (usize, [u8; BLOCK]),
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    Done,
    Damaged,
}

/// A job as somebody else needs it who does it in the same memory.
pub struct Order<'j> {
    /// What is to be done.
    pub task: Task,
    /// The mode of the chunks, `GCM` or `OCB`; `CFB` without any.
    pub mode: &'static str,
    /// The key: the message key of chunks, the session key for CFB.
    pub key: &'j [u8],
    /// The beginning of every nonce.
    pub nonce: &'j [u8],
    /// What every tag covers besides.
    pub header: &'j [u8],
    /// Octets of a chunk without its tag.
    pub chunk: usize,
    /// Where the result goes in `octets`.
    pub start: usize,
    /// Where the data begin in `octets`.
    pub data: usize,
    /// How long they are, with the tags they come with.
    pub length: usize,
    /// The buffer.
    pub octets: &'j [u8],
}

impl std::fmt::Debug for Job {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Job").field("task", &self.task).field("state", &self.state).finish_non_exhaustive()
    }
}

impl Job {
    /// Data in chunks, of which `octets` holds nothing before `start` that counts. Nothing where the session key is of another
    /// length.
    pub(super) fn open(suite: Suite, session: &[u8], octets: Vec<u8>, start: usize) -> Option<Self> {
        Self::chunked(Task::OpenChunks, suite, session, octets, (start, start))
    }

    /// Data that stand in `octets` from `data` on, to be encrypted to where `start` is.
    pub(super) fn seal(suite: Suite, session: &[u8], octets: Vec<u8>, place: (usize, usize)) -> Option<Self> {
        Self::chunked(Task::SealChunks, suite, session, octets, place)
    }

    fn chunked(
        task: Task,
        suite: Suite,
        session: &[u8],
        octets: Vec<u8>,
        (start, data): (usize, usize),
    ) -> Option<Self> {
        let Suite { cipher, mode, .. } = suite;
        let (key, numbering) = suite.keys(session)?;
        let (chunk, state, length) = (suite.size(), State::Waiting, octets.len().checked_sub(data)?);
        let opened = (0, [0; BLOCK]);
        Some(Self { task, cipher, mode, key, numbering, chunk, octets, start, data, length, chunks: 0, opened, state })
    }

    /// Data from `start` on, the random prefix of CFB at their beginning.
    pub(super) fn seal_cfb(cipher: Cipher, session: &[u8], octets: Vec<u8>, start: usize) -> Self {
        Self {
            task: Task::SealCfb,
            cipher,
            mode: Mode::Gcm,
            key: Zeroizing::new(session.to_vec()),
            numbering: Numbering::default(),
            // Where it may change hands.
            chunk: 1 << 16,
            length: octets.len().saturating_sub(start),
            octets,
            start,
            data: start,
            chunks: 0,
            opened: (0, [0; BLOCK]),
            state: State::Waiting,
        }
    }

    /// Data that are encrypted by CFB, from `start` on. Nothing where the session key is of another length.
    pub(super) fn open_cfb(cipher: Cipher, session: &[u8], octets: Vec<u8>, start: usize) -> Option<Self> {
        let sealing = Self::seal_cfb(cipher, session, octets, start);
        (session.len() == cipher.key_size()).then_some(Self { task: Task::OpenCfb, ..sealing })
    }

    /// What somebody else needs to do it.
    pub fn order(&self) -> Order<'_> {
        let mode = match self.task {
            Task::OpenCfb | Task::SealCfb => "CFB",
            Task::OpenChunks | Task::SealChunks => self.mode.name(),
        };
        let Self { task, key, numbering, chunk, octets, start, data, length, .. } = self;
        let Numbering { nonce, header, .. } = numbering;
        let (task, chunk, start, data, length) = (*task, *chunk, *start, *data, *length);
        Order { task, mode, key, nonce, header, chunk, start, data, length, octets }
    }

    /// More data, behind those there are.
    pub(super) fn append(&mut self, octets: &[u8]) {
        self.octets.truncate(self.data + self.length);
        self.octets.extend_from_slice(octets);
        self.length += octets.len();
    }

    /// Room for the result, whoever writes it.
    pub(super) fn make_room(&mut self) {
        let end = match self.task {
            Task::OpenChunks | Task::OpenCfb => return,
            Task::SealChunks => self.start + self.length + self.tags() * BLOCK,
            Task::SealCfb => self.data + self.length + MDC_HEADER.len() + SHA1,
        };
        self.octets.resize(end.max(self.octets.len()), 0);
    }

    /// Room behind the data, for others to use as long as they leave nothing there.
    pub(super) fn make_room_behind(&mut self, octets: usize) {
        self.octets.resize(self.data + self.length + octets, 0);
    }

    /// Whether data have been written over.
    pub(super) fn is_begun(&self) -> bool {
        self.chunks > 0
    }

    /// Tags in the result, or among the data to be opened.
    fn tags(&self) -> usize {
        match self.task {
            Task::OpenChunks => self.length.saturating_sub(BLOCK).div_ceil(self.chunk + BLOCK) + 1,
            Task::SealChunks => self.length.div_ceil(self.chunk) + 1,
            Task::SealCfb | Task::OpenCfb => 0,
        }
    }

    /// Somebody else did so many chunks, in order. What went wrong after them is tried again here.
    pub fn skip(&mut self, chunks: usize) {
        self.chunks = chunks;
    }

    /// Somebody else did all of it, and every tag was right.
    pub fn done(&mut self) {
        self.settle(Some(()));
    }

    /// Does what is left of it here.
    pub fn run(&mut self, progress: Progress<'_>) {
        self.make_room();
        let done = match self.task {
            Task::OpenChunks => self.open_chunks(progress),
            Task::SealChunks => self.seal_chunks(progress),
            Task::OpenCfb => self.open_cfb_here(progress),
            Task::SealCfb => self.seal_by_cfb(progress),
        };
        self.settle(done);
    }

    fn settle(&mut self, done: Option<()>) {
        self.state = if done.is_some() { State::Done } else { State::Damaged };
        self.key = Zeroizing::new(Vec::new());
        match self.task {
            Task::OpenChunks => {
                self.octets.truncate(self.start + self.length.saturating_sub(self.tags() * BLOCK));
            }
            Task::SealChunks => self.octets.truncate(self.start + self.length + self.tags() * BLOCK),
            Task::OpenCfb | Task::SealCfb => {}
        }
    }

    /// The whole buffer with the result in it, once all of it is done and, if it was opened, known to be whole. Of CFB that is known
    /// only when the code at its end was checked.
    pub(super) fn finish(self) -> Option<Vec<u8>> {
        (self.state == State::Done).then_some(self.octets)
    }

    fn open_chunks(&mut self, progress: Progress<'_>) -> Option<()> {
        let aead = Aead::new(self.cipher, self.mode, &self.key)?;
        let end = self.data + self.length.checked_sub(BLOCK)?;
        let mut told = 0;
        loop {
            let from = self.data + self.chunks * (self.chunk + BLOCK);
            if from >= end {
                break;
            }
            let to = end.min(from + self.chunk + BLOCK);
            let at = self.start + self.chunks * self.chunk;
            let length = (to - from).checked_sub(BLOCK)?;
            self.octets.copy_within(from..to, at);
            let (nonce, covered) = self.numbering.chunk(count(self.chunks))?;
            let (data, tag) = self.octets.get_mut(at..at + length + BLOCK)?.split_at_mut_checked(length)?;
            aead.open(&nonce, &covered, data, tag)?;
            self.chunks += 1;
            tell(&mut told, to - self.data, self.length, progress);
        }
        let plain = self.length.checked_sub(self.tags() * BLOCK)?;
        let tag = self.octets.get(end..end + BLOCK)?;
        let (nonce, covered) = self.numbering.last(count(self.chunks), count(plain))?;
        aead.open(&nonce, &covered, &mut [], tag)?;
        progress(count(self.length), count(self.length));
        Some(())
    }

    fn seal_chunks(&mut self, progress: Progress<'_>) -> Option<()> {
        let aead = Aead::new(self.cipher, self.mode, &self.key)?;
        let end = self.data + self.length;
        let mut told = 0;
        loop {
            let from = self.data + self.chunks * self.chunk;
            if from >= end {
                break;
            }
            let to = end.min(from + self.chunk);
            let at = self.start + self.chunks * (self.chunk + BLOCK);
            let (nonce, covered) = self.numbering.chunk(count(self.chunks))?;
            self.octets.copy_within(from..to, at);
            let tag = aead.seal(&nonce, &covered, self.octets.get_mut(at..at + to - from)?)?;
            self.put(at + to - from, &tag)?;
            self.chunks += 1;
            tell(&mut told, to - self.data, self.length, progress);
        }
        let (nonce, covered) = self.numbering.last(count(self.chunks), count(self.length))?;
        let tag = aead.seal(&nonce, &covered, &mut [])?;
        self.put(self.start + self.length + self.chunks * BLOCK, &tag)?;
        progress(count(self.length), count(self.length));
        Some(())
    }

    fn open_cfb_here(&mut self, progress: Progress<'_>) -> Option<()> {
        let total = count(self.length);
        progress(0, total);
        self.open_cfb_on(self.length)?;
        progress(total, total);
        Some(())
    }

    /// Decrypts CFB here up to so many octets of the data, whole blocks or all of them: for who wants to hash them meanwhile. It
    /// goes on where it stopped; the rest is for [`Job::run`], and nothing happens to other tasks.
    pub fn open_cfb_up_to(&mut self, octets: usize) {
        let whole = octets == self.length || octets.is_multiple_of(BLOCK);
        let on = (self.opened.0..=self.length).contains(&octets);
        if self.task == Task::OpenCfb && self.state == State::Waiting && whole && on {
            // It is `run` that finds what cannot be done.
            let _ = self.open_cfb_on(octets);
        }
    }

    /// What will have to be hashed behind it, as far as the first so many decrypted octets say so. It is only said: whoever hashes
    /// it beforehand compares with what is asked for in the end.
    pub fn announced(&self, decrypted: usize) -> Option<Digest> {
        let from = match self.task {
            Task::OpenChunks => self.start,
            Task::OpenCfb => self.data + PREFIX,
            Task::SealChunks | Task::SealCfb => return None,
        };
        let mut digest = announced(self.octets.get(from..self.start.checked_add(decrypted)?)?)?;
        digest.payload = digest.payload.start + from..digest.payload.end.checked_add(from)?;
        Some(digest).filter(|digest| digest.payload.end <= self.octets.len())
    }

    fn open_cfb_on(&mut self, to: usize) -> Option<()> {
        let (from, before) = self.opened;
        let aes = Aes::new(&self.key)?;
        // Where there is a block in front, it is decrypted once more, for nothing: what follows needs its ciphertext.
        let at = self.data + from.saturating_sub(BLOCK);
        let data = self.octets.get_mut(at..self.data + to)?;
        let mut plain = [0; BLOCK];
        let (front, rest) = data.split_at_mut_checked(from.min(BLOCK))?;
        if !front.is_empty() {
            plain.copy_from_slice(front);
            front.copy_from_slice(&before);
        }
        self.opened = (to, rest.last_chunk().copied().unwrap_or(before));
        aes.decrypt_cfb(data);
        if let Some(front) = data.get_mut(..from.min(BLOCK)) {
            front.copy_from_slice(plain.get(..front.len())?);
        }
        Some(())
    }

    fn seal_by_cfb(&mut self, progress: Progress<'_>) -> Option<()> {
        // Half-way nobody can go on: the code is made over what is written over.
        if self.chunks > 0 {
            return None;
        }
        let end = self.data + self.length;
        self.put(end, &MDC_HEADER)?;
        let sum = Hash::Sha1.of(&[self.octets.get(self.data..end + MDC_HEADER.len())?]);
        self.put(end + MDC_HEADER.len(), &sum)?;
        progress(count(self.length / 3), count(self.length));
        self.cipher.cfb(&self.key, self.octets.get_mut(self.data..)?, Way::Encrypt)?;
        progress(count(self.length), count(self.length));
        Some(())
    }

    fn put(&mut self, at: usize, octets: &[u8]) -> Option<()> {
        let place: Range<usize> = at..at + octets.len();
        self.octets.get_mut(place)?.copy_from_slice(octets);
        Some(())
    }
}

/// Takes the modification detection code off what was decrypted; nothing where it is not `sum`, the hash of all in front of it.
pub(super) fn without_code(mut octets: Vec<u8>, sum: &[u8]) -> Option<Vec<u8>> {
    let end = octets.len().checked_sub(MDC_HEADER.len() + SHA1).filter(|end| *end >= PREFIX)?;
    let (header, code) = octets.get(end..)?.split_at_checked(MDC_HEADER.len())?;
    if !bool::from(code.ct_eq(sum) & header.ct_eq(&MDC_HEADER)) {
        return None;
    }
    octets.truncate(end);
    Some(octets)
}

fn count(octets: usize) -> u64 {
    u64::try_from(octets).unwrap_or(u64::MAX)
}

fn tell(told: &mut usize, done: usize, total: usize, progress: Progress<'_>) {
    if done - *told >= STEP {
        *told = done;
        progress(count(done), count(total));
    }
}

#[cfg(test)]
#[path = "bulk_tests.rs"]
mod tests;
