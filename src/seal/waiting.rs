//! A message whose session key is known, opened in steps: what is done to all of its octets is done by whoever can.

use super::Progress;
use super::agreement::Agreement;
use super::bulk::{Job, PREFIX, SHA1, Task, without_code};
use super::copies::Found;
use super::hashing::Hashing;
use super::inside::{Inside, cut, is_by};
use super::key::OwnKey;
use super::lean::cipher::{Cipher, Mode};
use super::lean::hash::Hash;
use super::lean::packet::{packets, tag};
use super::packets::reader;
use super::read::{Begun, Container, LARGE, MAX_PLAINTEXT, MAX_SESSION_KEYS, Opening, keep_own, session_key};
use super::suite::{Begin, Suite};
use crate::time::Instant;
use pgp::composed::{Esk, Message, PlainSessionKey};
use pgp::packet::{Packet, PacketParser, Signature};
use pgp::types::PkeskVersion;
use std::borrow::Cow;

/// Chunks of OCB from this on the library does not open on 32-bit machines. GnuPG's have 4 MiB.
const LARGE_CHUNK: usize = 1 << 20;

/// A message that is half open.
#[derive(Debug)]
pub struct Waiting {
    step: Step,
    described: Described,
}

type Described = (Option<Container>, Option<String>);

#[derive(Debug)]
enum Step {
    /// The data are to be decrypted.
    Data(Job),
    /// Their code is to be checked (RFC 9580 section 5.13.1).
    Code(Hashing),
    /// The signature's hash is to be computed.
    Signed(Hashing, Box<Signature>),
}

/// What may be done elsewhere: most of it, to all octets of a message.
pub enum Errand<'w> {
    /// What its readers share with its sender is to be computed.
    Agree(&'w mut Agreement),
    /// They are to be encrypted or decrypted.
    Data(&'w mut Job),
    /// They are to be hashed.
    Hash(&'w mut Hashing),
}

impl Errand<'_> {
    /// Does it here.
    pub fn run(self, progress: Progress<'_>) {
        match self {
            Self::Agree(agreement) => agreement.run(),
            Self::Data(job) => job.run(progress),
            Self::Hash(hashing) => hashing.run(),
        }
    }
}

impl Waiting {
    /// Finds large data, and their key among those at hand. Nothing where there is anything unusual about the message: that is
    /// for [`super::begin`] to judge.
    pub(super) fn at(octets: &[u8], keys: &[OwnKey]) -> Option<Self> {
        let mut packets = packets(octets).ok()?;
        // Whatever stands behind the data and means nothing (RFC 9580 sections 5.8 and 5.14).
        while packets.last().is_some_and(|packet| matches!(packet.tag, tag::MARKER | tag::PADDING)) {
            packets.pop();
        }
        let data = packets.pop()?;
        let suite = match data.tag {
            tag::SEIPD => Suite::read(&data.body),
            tag::GNUPG_OCB => Some(Suite::read_gnupg(&data.body)?),
            _ => return None,
        };
        let large_chunks = suite.is_some_and(|suite| suite.mode == Mode::Ocb && suite.size() >= LARGE_CHUNK);
        if data.body.len() < LARGE && !large_chunks {
            return None;
        }
        let (version, head) = match &suite {
            Some(suite) if matches!(suite.begin, Begin::Salt(_)) => (PkeskVersion::V6, suite.head_size()),
            Some(suite) => (PkeskVersion::V3, suite.head_size()),
            None => (PkeskVersion::V3, data.body.first().filter(|version| **version == 1).map(|_| 1)?),
        };
        let mut esk = Vec::new();
        for packet in PacketParser::new(reader(octets)).take(packets.len()) {
            match packet.ok()? {
                // Those of another version do not count (RFC 9580 section 10.3.2.1).
                Packet::PublicKeyEncryptedSessionKey(session) if session.version() == version => {
                    esk.push(Esk::PublicKeyEncryptedSessionKey(session));
                }
                Packet::PublicKeyEncryptedSessionKey(_)
                | Packet::SymKeyEncryptedSessionKey(_)
                | Packet::Marker(_)
                | Packet::Padding(_) => {}
                _ => return None,
            }
        }
        if esk.len() > MAX_SESSION_KEYS {
            return None;
        }
        keep_own(&mut esk, keys);
        let session = session_key(&esk, keys)?;
        let body = match data.body {
            Cow::Borrowed(body) => body.get(head..)?.to_vec(),
            Cow::Owned(mut body) => {
                body.drain(..head);
                body
            }
        };
        let (container, cipher, job) = match (&session, suite) {
            (PlainSessionKey::V6 { key }, Some(suite)) if version == PkeskVersion::V6 => {
                (Container::SeipdV2, Some(suite.name()), Job::open(suite, key.as_ref(), body, 0)?)
            }
            (PlainSessionKey::V3_4 { sym_alg, key }, Some(suite)) if u8::from(*sym_alg) == suite.cipher.id() => {
                (Container::GnupgOcb, Some(suite.name()), Job::open(suite, key.as_ref(), body, 0)?)
            }
            (PlainSessionKey::V3_4 { sym_alg, key }, None) => {
                let cipher = Cipher::numbered((*sym_alg).into()).ok()?;
                (Container::SeipdV1, None, Job::open_cfb(cipher, key.as_ref(), body, 0)?)
            }
            _ => return None,
        };
        Some(Self { step: Step::Data(job), described: (Some(container), cipher) })
    }

    /// What is to be done before it goes on.
    pub fn errand(&mut self) -> Errand<'_> {
        match &mut self.step {
            Step::Data(job) => Errand::Data(job),
            Step::Code(hashing) | Step::Signed(hashing, _) => Errand::Hash(hashing),
        }
    }

    /// Goes on after that; there may be more to be done.
    pub fn go_on(self, keys: &[OwnKey], certificates: &[Found], now: Instant) -> Begun {
        let Self { step, described } = self;
        let means = (keys, certificates, now);
        match step {
            Step::Data(job) => {
                let task = job.order().task;
                let Some(octets) = job.finish() else { return Opening::damaged(described).into() };
                if task == Task::OpenChunks {
                    return inside(octets, 0, described, means);
                }
                let hashed = 0..octets.len().saturating_sub(SHA1);
                let hashing = Hashing::new(octets, Hash::Sha1, hashed, (Vec::new(), Vec::new()));
                Self { step: Step::Code(hashing), described }.into()
            }
            Step::Code(hashing) => match hashing.finish().and_then(|(octets, sum)| without_code(octets, &sum)) {
                Some(octets) => inside(octets, PREFIX, described, means),
                None => Opening::damaged(described).into(),
            },
            Step::Signed(hashing, signature) => {
                let payload = hashing.digest().payload.clone();
                let Some((octets, sum)) = hashing.finish() else { return Opening::damaged(described).into() };
                let mut opening = Opening::unsigned(described, cut(octets, &payload));
                opening
                    .signatures
                    .check(&signature, keys, certificates, now, &|component| is_by(&signature, &sum, component.key()));
                opening.into()
            }
        }
    }
}

impl From<Waiting> for Begun {
    fn from(waiting: Waiting) -> Self {
        Self::Waiting(Box::new(waiting))
    }
}

/// What was decrypted and is known to be whole, from `start` on.
fn inside(octets: Vec<u8>, start: usize, described: Described, means: (&[OwnKey], &[Found], Instant)) -> Begun {
    let octets = match if octets.len() > MAX_PLAINTEXT { Err(octets) } else { Inside::read(octets, start) } {
        Ok(Inside::Unsigned(payload)) => return Opening::unsigned(described, payload).into(),
        Ok(Inside::Signed(hashing, signature)) => {
            return Waiting { step: Step::Signed(hashing, signature), described }.into();
        }
        Err(octets) => octets,
    };
    let plain = octets.get(start..).unwrap_or_default();
    let Ok(message) = Message::from_bytes(plain) else { return Opening::damaged(described).into() };
    let expected = u64::try_from(plain.len()).unwrap_or(u64::MAX);
    Opening::of(message, described, expected, means, &mut |_, _| {}).into()
}

#[cfg(test)]
#[path = "waiting_tests.rs"]
mod tests;
