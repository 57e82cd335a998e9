//! What a signature says of itself (RFC 9580 section 5.2.3.7).

use super::cipher::{Cipher, Mode};
use super::octets::Octets;

/// Subpackets read in one area.
const MAX_SUBPACKETS: usize = 2048;

/// What counts of the hashed area; of several of one kind the first.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    /// Seconds since 1970.
    pub(super) created: Option<i64>,
    /// Seconds after its making; zero: never.
    pub(super) expires_after: Option<i64>,
    /// Seconds after the making of the key.
    pub(super) key_expires_after: Option<i64>,
    pub(super) flags: Option<u8>,
    pub(super) features: Option<u8>,
    pub(super) ciphers: Vec<u8>,
    pub(super) suites: Vec<u8>,
    pub(super) is_primary: bool,
    /// The whole fingerprint.
    pub(super) issuers: Vec<Vec<u8>>,
    /// The key ID.
    pub(super) issuer_ids: Vec<[u8; 8]>,
    /// It names readers.
    pub(super) for_some: bool,
    /// It demands to be understood, and is not.
    pub(super) unknown: bool,
    /// A signature inside this one.
    pub(super) embedded: Option<Vec<u8>>,
}

impl Said {
    /// Reads both areas. Of the unhashed one only counts what proves itself: who made the signature, and one inside it.
    pub(super) fn read(hashed: &[u8], unhashed: &[u8]) -> Option<Self> {
        let mut said = Self::default();
        said.read_area(hashed, true)?;
        said.read_area(unhashed, false)?;
        Some(said)
    }

    fn read_area(&mut self, area: &[u8], hashed: bool) -> Option<()> {
        let mut octets = Octets::new(area);
        let mut read = 0;
        while !octets.is_empty() {
            read += 1;
            if read > MAX_SUBPACKETS {
                return None;
            }
            let length = match octets.count()? {
                short @ 0..192 => short,
                255 => octets.long_count()?,
                middle => ((middle - 192) << 8) + octets.count()? + 192,
            };
            let mut subpacket = Octets::new(octets.take(length)?);
            let kind = subpacket.octet()?;
            self.take(kind & 0x7f, kind & 0x80 != 0, subpacket, hashed)?;
        }
        Some(())
    }

    fn take(&mut self, kind: u8, critical: bool, mut value: Octets<'_>, hashed: bool) -> Option<()> {
        match kind {
            16 => self.issuer_ids.push(value.array()?),
            33 => {
                value.octet()?;
                self.issuers.push(value.rest().to_vec());
            }
            32 => {
                self.embedded.get_or_insert_with(|| value.rest().to_vec());
            }
            _ if hashed => self.take_hashed(kind, critical, value)?,
            _ => {}
        }
        Some(())
    }

    fn take_hashed(&mut self, kind: u8, critical: bool, mut value: Octets<'_>) -> Option<()> {
        match kind {
            2 => set(&mut self.created, i64::from(value.number()?)),
            3 => set(&mut self.expires_after, i64::from(value.number()?)),
            9 => set(&mut self.key_expires_after, i64::from(value.number()?)),
            11 => set_list(&mut self.ciphers, value.rest()),
            25 => self.is_primary |= value.octet()? != 0,
            27 => set(&mut self.flags, value.octet().unwrap_or(0)),
            30 => set(&mut self.features, value.octet().unwrap_or(0)),
            35 => self.for_some = true,
            39 => set_list(&mut self.suites, value.rest()),
            // Known, and of no matter here. Notations (20) are not known, whatever they say.
            4..=7 | 12 | 21..=24 | 26 | 28 | 29 | 31 | 34 => {}
            _ => self.unknown |= critical,
        }
        Some(())
    }

    /// Flags of section 5.2.3.29.
    pub(super) fn can_sign(&self) -> bool {
        self.flags.is_some_and(|flags| flags & 0x02 != 0)
    }

    pub(super) fn can_encrypt(&self) -> bool {
        self.flags.is_some_and(|flags| flags & 0x0c != 0)
    }

    pub(super) fn prefers(&self, cipher: Cipher) -> bool {
        self.ciphers.contains(&cipher.id())
    }

    pub(super) fn prefers_suite(&self, (cipher, mode): (Cipher, Mode)) -> bool {
        self.suites.chunks_exact(2).any(|suite| suite == [cipher.id(), mode.id()])
    }
}

fn set<T>(known: &mut Option<T>, value: T) {
    known.get_or_insert(value);
}

fn set_list(known: &mut Vec<u8>, value: &[u8]) {
    if known.is_empty() {
        known.extend_from_slice(value);
    }
}
