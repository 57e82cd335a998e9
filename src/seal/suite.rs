//! Parameters of data in authenticated chunks: the standard's, and those of GnuPG's own OCB packet.

use super::lean::cipher::{BLOCK, Cipher, Mode, hkdf};
use zeroize::Zeroizing;

/// The parameters of such data.
#[derive(Debug, Clone, Copy)]
pub(super) struct Suite {
    pub(super) cipher: Cipher,
    pub(super) mode: Mode,
    /// The chunk size octet.
    pub(super) chunk: u8,
    pub(super) begin: Begin,
}

/// What the keys begin with.
#[derive(Debug, Clone, Copy)]
pub(super) enum Begin {
    /// `SEIPDv2`: keys are derived by this salt (RFC 9580 section 5.13.2).
    Salt([u8; 32]),
    /// GnuPG's packet 20: the session key is used as it is, with this initial vector (draft-koch-librepgp section 5.16).
    Gnupg([u8; 15]),
}

impl Suite {
    /// The largest chunk is 4 MiB (section 5.13.2.1). GnuPG has the same limit, and uses it.
    const MAX_CHUNK: u8 = 16;

    /// Reads what stands before the chunks; nothing where it is something else or larger than may be.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let (&[2, cipher, mode, chunk], rest) = body.split_first_chunk()? else { return None };
        Self::of(cipher, mode, chunk, Begin::Salt(*rest.first_chunk()?))
    }

    /// The same of GnuPG's packet.
    pub(super) fn read_gnupg(body: &[u8]) -> Option<Self> {
        let (&[1, cipher, mode, chunk], rest) = body.split_first_chunk()? else { return None };
        let suite = Self::of(cipher, mode, chunk, Begin::Gnupg(*rest.first_chunk()?))?;
        (suite.mode == Mode::Ocb).then_some(suite)
    }

    fn of(cipher: u8, mode: u8, chunk: u8, begin: Begin) -> Option<Self> {
        let (cipher, mode) = (Cipher::numbered(cipher).ok()?, Mode::numbered(mode).ok()?);
        (chunk <= Self::MAX_CHUNK).then_some(Self { cipher, mode, chunk, begin })
    }

    /// What stands before the chunks.
    pub(super) fn head(&self) -> Vec<u8> {
        let (version, rest) = match &self.begin {
            Begin::Salt(salt) => (2, salt.as_slice()),
            Begin::Gnupg(iv) => (1, iv.as_slice()),
        };
        [&[version, self.cipher.id(), self.mode.id(), self.chunk], rest].concat()
    }

    /// How many octets that is.
    pub(super) fn head_size(&self) -> usize {
        match &self.begin {
            Begin::Salt(salt) => 4 + salt.len(),
            Begin::Gnupg(iv) => 4 + iv.len(),
        }
    }

    /// Cipher and mode, as a person reads them.
    pub(super) fn name(&self) -> String {
        [self.cipher.name(), "-", self.mode.name()].concat()
    }

    /// The key of the chunks, and how they are numbered. Nothing where the session key is of another length.
    pub(super) fn keys(&self, session: &[u8]) -> Option<(Zeroizing<Vec<u8>>, Numbering)> {
        let size = self.cipher.key_size();
        if session.len() != size {
            return None;
        }
        let (tag, version) = match self.begin {
            Begin::Salt(_) => (0xd2, 2),
            Begin::Gnupg(_) => (0xd4, 1),
        };
        let header = [tag, version, self.cipher.id(), self.mode.id(), self.chunk];
        Some(match &self.begin {
            Begin::Salt(salt) => {
                let derived = hkdf(Some(salt), session, &header, size + self.mode.nonce_size() - 8)?;
                let (key, nonce) = derived.split_at_checked(size)?;
                (Zeroizing::new(key.to_vec()), Numbering { nonce: nonce.to_vec(), header, gnupg: false })
            }
            Begin::Gnupg(iv) => {
                (Zeroizing::new(session.to_vec()), Numbering { nonce: iv.to_vec(), header, gnupg: true })
            }
        })
    }

    /// Octets of a chunk without its tag.
    pub(super) fn size(&self) -> usize {
        1 << (self.chunk + 6)
    }

    /// Octets by which that many grow, the last tag among them.
    pub(super) fn growth(&self, length: usize) -> usize {
        (length.div_ceil(self.size()) + 1) * BLOCK
    }
}

/// How the chunks of one message are told apart.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbering {
    /// The beginning of every nonce; the number of the chunk is the rest. Of GnuPG's all of it, to whose last octets that is added.
    pub(super) nonce: Vec<u8>,
    /// What every tag covers besides; of GnuPG's followed by the number.
    pub(super) header: [u8; 5],
    gnupg: bool,
}

impl Numbering {
    /// The nonce of a chunk, and what its tag covers besides.
    pub(super) fn chunk(&self, index: u64) -> Option<(Vec<u8>, Vec<u8>)> {
        let number = index.to_be_bytes();
        if !self.gnupg {
            return Some(([self.nonce.as_slice(), &number].concat(), self.header.to_vec()));
        }
        let mut nonce = self.nonce.clone();
        for (octet, add) in nonce.last_chunk_mut::<8>()?.iter_mut().zip(number) {
            *octet ^= add;
        }
        Some((nonce, [self.header.as_slice(), &number].concat()))
    }

    /// The same of the last tag, which covers how long the whole is, so that no chunk can be cut off.
    pub(super) fn last(&self, chunks: u64, length: u64) -> Option<(Vec<u8>, Vec<u8>)> {
        let (nonce, mut covered) = self.chunk(chunks)?;
        covered.extend_from_slice(&length.to_be_bytes());
        Some((nonce, covered))
    }
}
