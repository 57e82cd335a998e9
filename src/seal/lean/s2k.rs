//! From a passphrase to a key (RFC 9580 section 3.7.1).

use super::flaw::Flaw;
use super::hash::{Hash, Hasher};
use super::octets::Octets;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use zeroize::{Zeroize as _, Zeroizing};

/// Argon2 in more than this many KiB is refused: 256 MiB, which a telephone's browser still gives.
const MAX_MEMORY: u32 = 256 * 1024;
/// Memory times passes: some ten seconds of the reader's time.
const MAX_WORK: u32 = 16 * MAX_MEMORY;
/// Octets hashed at a time.
const PIECE: usize = 4096;

/// How a passphrase is stretched.
#[derive(Debug)]
pub(super) enum S2k {
    /// Salted, or iterated and salted: at least this many octets are hashed.
    Hashed { hash: Hash, salt: [u8; 8], octets: usize },
    /// Argon2id; memory in KiB.
    Argon2 { salt: [u8; 16], passes: u32, lanes: u32, memory: u32 },
}

impl S2k {
    pub(super) fn read(octets: &mut Octets<'_>) -> Result<Self, Flaw> {
        let kind = octets.octet().ok_or(Flaw::Malformed)?;
        match kind {
            1 | 3 => Self::read_hashed(octets, kind == 3),
            4 => Self::read_argon2(octets),
            // Without salt (0) one list of common passphrases opens the messages of all people.
            _ => Err(Flaw::Unsupported("s2k")),
        }
    }

    fn read_hashed(octets: &mut Octets<'_>, iterated: bool) -> Result<Self, Flaw> {
        let hash = octets.octet().ok_or(Flaw::Malformed)?;
        let hash = Hash::numbered(hash).ok_or(Flaw::Unsupported("hash"))?;
        let salt = octets.array().ok_or(Flaw::Malformed)?;
        let mut count = 0;
        if iterated {
            let coded = octets.octet().ok_or(Flaw::Malformed)?;
            count = (16 + usize::from(coded & 15)) << ((coded >> 4) + 6);
        }
        Ok(Self::Hashed { hash, salt, octets: count })
    }

    /// Section 3.7.1.4.
    fn read_argon2(octets: &mut Octets<'_>) -> Result<Self, Flaw> {
        let salt = octets.array().ok_or(Flaw::Malformed)?;
        let [passes, lanes, exponent] = octets.array().ok_or(Flaw::Malformed)?;
        let (passes, lanes) = (u32::from(passes), u32::from(lanes));
        let memory = 1_u32.checked_shl(u32::from(exponent)).unwrap_or(u32::MAX);
        if passes == 0 || lanes == 0 || memory / 8 < lanes {
            return Err(Flaw::Malformed);
        }
        if memory > MAX_MEMORY || memory.saturating_mul(passes) > MAX_WORK {
            return Err(Flaw::Unsupported("argon2"));
        }
        Ok(Self::Argon2 { salt, passes, lanes, memory })
    }

    pub(super) fn derive(&self, passphrase: &[u8], length: usize) -> Result<Zeroizing<Vec<u8>>, Flaw> {
        match self {
            Self::Hashed { hash, salt, octets } => Ok(hashed(*hash, salt, *octets, passphrase, length)),
            Self::Argon2 { salt, passes, lanes, memory } => {
                argon2((*passes, *lanes, *memory), salt, passphrase, length)
            }
        }
    }
}

/// Sections 3.7.1.2 and 3.7.1.3: where one hash is too short, the next begins with a zero more.
fn hashed(hash: Hash, salt: &[u8], octets: usize, passphrase: &[u8], length: usize) -> Zeroizing<Vec<u8>> {
    let unit = Zeroizing::new([salt, passphrase].concat());
    let total = octets.max(unit.len());
    // Repeated to a good length: a call for every few octets takes longer than hashing them.
    let piece = Zeroizing::new(unit.repeat(PIECE / unit.len() + 1));
    let mut key = Zeroizing::new(Vec::with_capacity(length + 64));
    let mut round = 0;
    while key.len() < length {
        let mut hasher: Hasher = hash.hasher();
        hasher.update(&vec![0; round]);
        let mut left = total;
        while left > 0 {
            let now = piece.get(..left).unwrap_or(&piece);
            hasher.update(now);
            left -= now.len();
        }
        key.extend_from_slice(&Zeroizing::new(hasher.finish()));
        round += 1;
    }
    key.truncate(length);
    key
}

fn argon2(
    (passes, lanes, memory): (u32, u32, u32),
    salt: &[u8],
    passphrase: &[u8],
    length: usize,
) -> Result<Zeroizing<Vec<u8>>, Flaw> {
    let unsupported = Flaw::Unsupported("argon2");
    let params = Params::new(memory, passes, lanes, Some(length)).map_err(|_| unsupported)?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut key = Zeroizing::new(vec![0; length]);
    // The library's own allocation would end the program where there is too little memory.
    let count = argon2.params().block_count();
    let mut blocks: Vec<Block> = Vec::new();
    blocks.try_reserve_exact(count).map_err(|_| unsupported)?;
    blocks.resize(count, Block::default());
    let made = argon2.hash_password_into_with_memory(passphrase, salt, &mut key, &mut blocks);
    for block in &mut blocks {
        block.zeroize();
    }
    made.map_err(|_| unsupported)?;
    Ok(key)
}
