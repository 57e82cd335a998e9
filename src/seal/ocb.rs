//! OCB (RFC 7253) with a tag of 16 octets, eight blocks at a time: no browser computes it, and the library takes block after block.

use super::aes::{Aes, BATCH};
use super::lean::cipher::{BLOCK, Way};
use subtle::ConstantTimeEq as _;

/// A key made ready. Blocks are numbers here, their first octet the lowest.
pub(super) struct Ocb {
    aes: Aes,
    /// `L_*` and `L_$` (section 4.1).
    star: u128,
    dollar: u128,
    /// `L_0` and on.
    table: [u128; 32],
}

impl Ocb {
    /// For keys of 16 and of 32 octets; nothing for others.
    pub(super) fn new(key: &[u8]) -> Option<Self> {
        let aes = Aes::new(key)?;
        let star = encrypted(&aes, 0);
        let dollar = doubled(star);
        let mut next = dollar;
        let table = [(); 32].map(|()| {
            next = doubled(next);
            next
        });
        Some(Self { aes, star, dollar, table })
    }

    /// Decrypts in place; nothing if the tag is another one: what stands there then is nothing that may be used.
    pub(super) fn open(&self, nonce: &[u8], data: &[u8], octets: &mut [u8], tag: &[u8]) -> Option<()> {
        bool::from(self.run(nonce, data, octets, Way::Decrypt)?.ct_eq(tag)).then_some(())
    }

    /// Encrypts in place and gives the tag.
    pub(super) fn seal(&self, nonce: &[u8], data: &[u8], octets: &mut [u8]) -> Option<[u8; BLOCK]> {
        self.run(nonce, data, octets, Way::Encrypt)
    }

    /// Sections 4.2 and 4.3. Gives the tag. Nothing where the nonce is longer than it may be.
    fn run(&self, nonce: &[u8], data: &[u8], octets: &mut [u8], way: Way) -> Option<[u8; BLOCK]> {
        let mut place = Place { table: &self.table, offset: self.beginning(nonce)?, block: 0 };
        let mut checksum = 0;
        let (batches, rest) = octets.as_chunks_mut::<BATCH>();
        for batch in batches {
            checksum ^= self.batch(batch, &place.next()?, way);
        }
        let (whole, last) = rest.split_at_mut(rest.len() / BLOCK * BLOCK);
        let mut batch = [0; BATCH];
        let (used, _) = batch.split_at_mut_checked(whole.len())?;
        used.copy_from_slice(whole);
        let mut offsets = [0; 8];
        for offset in offsets.iter_mut().take(whole.len() / BLOCK) {
            *offset = place.one()?;
        }
        let before = sum(whole);
        self.batch(&mut batch, &offsets, way);
        whole.copy_from_slice(batch.split_at_checked(whole.len())?.0);
        checksum ^= if way == Way::Encrypt { before } else { sum(whole) };
        if !last.is_empty() {
            place.offset ^= self.star;
            let pad = encrypted(&self.aes, place.offset).to_le_bytes();
            let before = padded(last);
            for (octet, add) in last.iter_mut().zip(pad) {
                *octet ^= add;
            }
            checksum ^= if way == Way::Encrypt { before } else { padded(last) };
        }
        let tag = encrypted(&self.aes, checksum ^ place.offset ^ self.dollar) ^ self.hash(data)?;
        Some(tag.to_le_bytes())
    }

    /// Does a batch and gives the sum of its plain blocks.
    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    fn batch(&self, batch: &mut [u8; BATCH], offsets: &[u128; 8], way: Way) -> u128 {
        let before = sum(batch);
        add(batch, offsets);
        match way {
            Way::Encrypt => self.aes.encrypt(batch),
            Way::Decrypt => self.aes.decrypt(batch),
        }
        add(batch, offsets);
        if way == Way::Encrypt { before } else { sum(batch) }
    }

    /// What the first block's offset is made from (section 4.2).
    fn beginning(&self, nonce: &[u8]) -> Option<u128> {
        let mut block = [0; BLOCK];
        let (front, back) = block.split_at_mut_checked(BLOCK.checked_sub(nonce.len())?)?;
        back.copy_from_slice(nonce);
        *front.last_mut()? = 1;
        let block = u128::from_be_bytes(block);
        let top = encrypted(&self.aes, (block & !0x3f).swap_bytes()).swap_bytes();
        // The top, and behind it 64 bits more; of these the 128 from the one that the nonce's last six bits name.
        let more = (top ^ top << 8) >> 64;
        let offset = match block & 0x3f {
            0 => top,
            bottom => top << bottom | more >> (64 - bottom),
        };
        Some(offset.swap_bytes())
    }

    /// `HASH` over what the tag covers besides (section 4.1).
    fn hash(&self, data: &[u8]) -> Option<u128> {
        let mut place = Place { table: &self.table, offset: 0, block: 0 };
        let (blocks, last) = data.as_chunks();
        let mut sum = 0;
        for block in blocks {
            sum ^= encrypted(&self.aes, u128::from_le_bytes(*block) ^ place.one()?);
        }
        if !last.is_empty() {
            sum ^= encrypted(&self.aes, padded(last) ^ place.offset ^ self.star);
        }
        Some(sum)
    }
}

/// Where one is in a row of blocks.
struct Place<'t> {
    table: &'t [u128; 32],
    offset: u128,
    block: u32,
}

impl Place<'_> {
    /// The offset of the next block.
    fn one(&mut self) -> Option<u128> {
        self.block = self.block.checked_add(1)?;
        self.offset ^= self.table.get(usize::try_from(self.block.trailing_zeros()).ok()?)?;
        Some(self.offset)
    }

    /// Those of a batch.
    fn next(&mut self) -> Option<[u128; 8]> {
        let mut offsets = [0; 8];
        for offset in &mut offsets {
            *offset = self.one()?;
        }
        Some(offsets)
    }
}

/// Adds its offset to each block.
fn add(batch: &mut [u8; BATCH], offsets: &[u128; 8]) {
    for (block, offset) in batch.as_chunks_mut().0.iter_mut().zip(offsets) {
        *block = (u128::from_le_bytes(*block) ^ offset).to_le_bytes();
    }
}

/// The sum of whole blocks.
fn sum(octets: &[u8]) -> u128 {
    octets.as_chunks().0.iter().fold(0, |sum, block| sum ^ u128::from_le_bytes(*block))
}

/// Less than a block, a one and zeros.
fn padded(octets: &[u8]) -> u128 {
    let mut block = [0; BLOCK];
    for (to, from) in block.iter_mut().zip(octets.iter().chain(&[0x80])) {
        *to = *from;
    }
    u128::from_le_bytes(block)
}

/// One block.
fn encrypted(aes: &Aes, block: u128) -> u128 {
    let mut batch = [0; BATCH];
    if let Some(first) = batch.first_chunk_mut() {
        *first = block.to_le_bytes();
    }
    aes.encrypt(&mut batch);
    batch.first_chunk().map_or(0, |first| u128::from_le_bytes(*first))
}

/// Twice a block in the field of 2^128 elements (section 2), without a branch.
fn doubled(block: u128) -> u128 {
    let block = block.swap_bytes();
    ((block << 1) ^ ((block >> 127) * 0x87)).swap_bytes()
}

#[cfg(test)]
#[path = "ocb_tests.rs"]
pub(super) mod tests;
