//! Sealing: one OpenPGP message, signed and encrypted.

use super::Progress;
use super::agreement::Agreement;
use super::armor::armor;
use super::bulk::Job;
use super::choose::Readers;
use super::frame::{Frame, Unsigned, length_of};
use super::hashing::Digest;
use super::key::OwnKey;
use super::session::SessionKeys;
use super::suite::Suite;
use crate::error::Error;
use crate::mime::{Field, SecretEntity};
use crate::time::Instant;
use rand::{CryptoRng, Rng};
use std::ops::Range;

/// More than everything that stands around the payload, its signature above all.
const AROUND: usize = 64 * 1024;

/// A sealed message. Only [`Sealed::seal`] and [`Sealing`] make one, from an entity that may only leave sealed.
#[derive(Debug)]
pub struct Sealed<'e> {
    entity: &'e SecretEntity,
    /// What stands before the message: the session key for each reader.
    head: Vec<u8>,
    message: Vec<u8>,
    checksum: bool,
}

/// A message that is being sealed: its keys are there, its data have to be hashed, signed and encrypted.
///
/// First [`Sealing::sign`], with a digest that somebody else computed or without, then the [`Sealing::job`], then
/// [`Sealing::finish`]. Whole chunks before the signature may be encrypted already while their digest is computed.
#[derive(Debug)]
pub struct Sealing {
    job: Job,
    /// Where the length of the data packet stands.
    length_at: usize,
    /// What is to be signed, and where the payload is.
    unsigned: Option<(Unsigned, Range<usize>)>,
    /// Nothing for a passphrase, whose packet stands there already.
    keys: Option<SessionKeys>,
    checksum: bool,
}

impl<'e> Sealed<'e> {
    /// Signs an entity with the sender's key and encrypts it to the readers.
    ///
    /// # Errors
    /// [`Error::OwnKeyUnusable`] if the sender's key cannot sign now, [`Error::Internal`].
    pub fn seal<R: Rng + CryptoRng>(
        entity: &'e SecretEntity,
        readers: &Readers<'_>,
        own: &OwnKey,
        now: Instant,
        rng: &mut R,
        progress: Progress<'_>,
    ) -> Result<Self, Error> {
        let mut sealing = Sealing::begin(entity, readers, own, now, rng)?;
        sealing.sign(own, None)?;
        sealing.job().run(progress);
        sealing.finish(entity, rng)
    }

    /// The header fields that stand outside.
    pub fn outer(&self) -> &[Field] {
        self.entity.outer()
    }

    /// The armored message, its lines ending as told.
    pub fn armor(&self, line_end: &[u8], out: &mut Vec<u8>) {
        armor(&self.head, &self.message, self.checksum, line_end, out);
    }
}

impl Sealing {
    /// Draws a session key for the readers.
    ///
    /// # Errors
    /// [`Error::OwnKeyUnusable`] if the sender's key cannot sign now, [`Error::Internal`].
    pub fn begin<R: Rng + CryptoRng>(
        entity: &SecretEntity,
        readers: &Readers<'_>,
        own: &OwnKey,
        now: Instant,
        rng: &mut R,
    ) -> Result<Self, Error> {
        let payload = whole(entity)?;
        let keys = SessionKeys::draw(readers, rng)?;
        let frame = Frame::to_readers(entity.length(), readers, (Vec::new(), keys.session()), own, now, rng)?;
        Self::lay_out(frame, Some(keys), payload)
    }

    /// Draws a session key and encrypts it to a passphrase, for one recipient who has no certificate.
    ///
    /// Argon2id with the second of RFC 9106's parameter choices and `SEIPDv2` (RFC 9580 sections 3.7.1.4, 5.13.2), or, for
    /// `reach`, iterated S2K over 32 MiB and `SEIPDv1`, which every OpenPGP program reads.
    ///
    /// # Errors
    /// [`Error::OwnKeyUnusable`] if the sender's key cannot sign now, [`Error::Internal`].
    pub fn to_passphrase<R: Rng + CryptoRng>(
        entity: &SecretEntity,
        passphrase: &str,
        reach: bool,
        own: &OwnKey,
        now: Instant,
        rng: &mut R,
    ) -> Result<Self, Error> {
        let payload = whole(entity)?;
        Self::lay_out(Frame::to_passphrase(entity.length(), passphrase, reach, own, now, rng)?, None, payload)
    }

    /// Lays everything out in one buffer, with room where the data will grow.
    fn lay_out(frame: Frame, keys: Option<SessionKeys>, payload: &[u8]) -> Result<Self, Error> {
        let Frame { head: mut octets, length_at, cipher, suite, session, front, unsigned, checksum } = frame;
        let room = |suite: Suite| suite.growth(payload.len() + AROUND);
        octets.reserve_exact(suite.map_or(0, room) + front.len() + payload.len() + AROUND);
        let start = octets.len();
        octets.resize(start + suite.map_or(0, room), 0);
        let data = octets.len();
        octets.extend_from_slice(&front);
        let signed = octets.len()..octets.len() + payload.len();
        octets.extend_from_slice(payload);
        let mut job = match suite {
            Some(suite) => Job::seal(suite, session.as_ref(), octets, (start, data)).ok_or_else(|| failed("job"))?,
            None => Job::seal_cfb(cipher, session.as_ref(), octets, start),
        };
        job.make_room_behind(AROUND);
        Ok(Self { job, length_at, unsigned: Some((unsigned, signed)), keys, checksum })
    }

    /// What is to be hashed, where Web Cryptography knows the hash.
    pub fn digest(&self) -> Option<Digest> {
        let (unsigned, payload) = self.unsigned.as_ref()?;
        unsigned.digest(payload.clone())
    }

    /// Signs, and puts the signature behind what is signed. `digest`: what [`Sealing::digest`] asked for; without it the hash is
    /// computed here.
    ///
    /// # Errors
    /// [`Error::OwnKeyUnusable`] if the sender's key cannot sign now, [`Error::Internal`].
    pub fn sign(&mut self, own: &OwnKey, digest: Option<&[u8]>) -> Result<(), Error> {
        let Some((unsigned, payload)) = self.unsigned.take() else { return Ok(()) };
        let packet = match digest {
            Some(digest) => unsigned.signed(own, digest)?,
            // What is signed is not there any more.
            None if self.job.is_begun() => return Err(failed("hash")),
            None => {
                let mut hasher = unsigned.hasher()?;
                hasher.update(self.job.order().octets.get(payload).unwrap_or_default());
                hasher.update(&unsigned.tail()?);
                unsigned.signed(own, &hasher.finish())?
            }
        };
        self.job.append(&packet);
        self.job.make_room();
        Ok(())
    }

    /// What its readers have to agree on before it is finished, as long as nobody has computed it; the job may be done before.
    pub fn agreement(&mut self) -> Option<&mut Agreement> {
        self.keys.as_mut().map(SessionKeys::agreement).filter(|agreement| agreement.is_open())
    }

    /// What is to be done with the data.
    pub fn job(&mut self) -> &mut Job {
        &mut self.job
    }

    /// The message, once the job is done.
    ///
    /// # Errors
    /// [`Error::Internal`] where something was left out.
    pub fn finish<'e, R: Rng + CryptoRng>(self, entity: &'e SecretEntity, rng: &mut R) -> Result<Sealed<'e>, Error> {
        let Self { job, length_at, unsigned, keys, checksum } = self;
        let message = job.finish().filter(|_| unsigned.is_none());
        let mut message = message.ok_or_else(|| failed("unfinished"))?;
        let behind = length_at + 4;
        let length = length_of(count(message.len().saturating_sub(behind)))?;
        message.get_mut(length_at..behind).ok_or_else(|| failed("length"))?.copy_from_slice(&length);
        let head = keys.map_or(Ok(Vec::new()), |keys| keys.packets(rng))?;
        Ok(Sealed { entity, head, message, checksum })
    }
}

/// The payload, all of which has to be here.
fn whole(entity: &SecretEntity) -> Result<&[u8], Error> {
    if entity.gaps().is_empty() { Ok(entity.payload()) } else { Err(failed("gaps")) }
}

fn count(octets: usize) -> u64 {
    u64::try_from(octets).unwrap_or(u64::MAX)
}

fn failed(place: &str) -> Error {
    Error::internal(&format!("seal::write::{place}"))
}
