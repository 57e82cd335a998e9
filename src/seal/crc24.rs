//! The checksum of armor (RFC 9580 section 6.1.1), four octets at a time by tables.

/// The generator without its highest bit; the register stands in the upper three octets.
const GENERATOR: u32 = 0x864c_fb00;
const START: u32 = 0xb704_ce00;

/// A checksum in the making.
#[derive(Debug)]
pub(super) struct Crc24 {
    tables: Box<[[u32; 256]; 4]>,
    register: u32,
}

impl Crc24 {
    /// Of a text from its beginning.
    pub(super) fn new() -> Self {
        let mut tables = Box::new([[0_u32; 256]; 4]);
        for octet in 0..=255_u8 {
            let mut crc = u32::from(octet) << 24;
            for table in tables.iter_mut() {
                for _ in 0..8 {
                    crc = twice(crc);
                }
                if let Some(entry) = table.get_mut(usize::from(octet)) {
                    *entry = crc;
                }
            }
        }
        Self { tables, register: START }
    }

    /// Of what follows on something that is not known yet: see [`Crc24::put_after`].
    pub(super) fn of_the_rest() -> Self {
        Self { register: 0, ..Self::new() }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        let [one, two, three, four] = &*self.tables;
        let at = |table: &[u32; 256], octet: u8| table.get(usize::from(octet)).copied().unwrap_or_default();
        let (words, rest) = bytes.as_chunks();
        let mut crc = self.register;
        for word in words {
            let [a, b, c, d] = (crc ^ u32::from_be_bytes(*word)).to_be_bytes();
            crc = at(four, a) ^ at(three, b) ^ at(two, c) ^ at(one, d);
        }
        for octet in rest {
            let [first, ..] = crc.to_be_bytes();
            crc = (crc << 8) ^ at(one, first ^ octet);
        }
        self.register = crc;
    }

    /// Puts the rest, of so many octets, behind what was begun with: the checksum is linear, so what stands before counts
    /// as if that many zeros followed on it.
    pub(super) fn put_after(&mut self, begun: &Self, octets: u64) {
        let (mut power, mut step, mut left) = (1 << 8, 1 << 16, octets);
        while left > 0 {
            if left & 1 == 1 {
                power = product(power, step);
            }
            step = product(step, step);
            left >>= 1;
        }
        self.register ^= product(begun.register, power);
    }

    pub(super) fn finish(&self) -> [u8; 3] {
        let [sum @ .., _] = self.register.to_be_bytes();
        sum
    }
}

fn twice(polynomial: u32) -> u32 {
    if polynomial & 0x8000_0000 == 0 { polynomial << 1 } else { (polynomial << 1) ^ GENERATOR }
}

/// Of two polynomials, modulo the generator.
fn product(one: u32, other: u32) -> u32 {
    (8..32).rev().fold(0, |sum, bit| twice(sum) ^ if (other >> bit) & 1 == 1 { one } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> [u8; 3] {
        let mut crc = Crc24::new();
        crc.update(bytes);
        crc.finish()
    }

    #[test]
    fn the_catalogues_check_value() {
        assert_eq!(of(b"123456789"), [0x21, 0xcf, 0x02]);
    }

    #[test]
    fn what_stands_before_may_be_known_last() {
        let octets: Vec<u8> = (0..5000_u32).map(|i| ((i * i) >> 3).to_le_bytes()[0]).collect();
        for (before, length) in [(0, 0), (0, 9), (1, 1), (7, 4000), (48, 1023), (130, 4870)] {
            let (head, rest) = octets[..before + length].split_at(before);
            let mut crc = Crc24::of_the_rest();
            rest.chunks(333).for_each(|piece| crc.update(piece));
            let mut begun = Crc24::new();
            begun.update(head);
            crc.put_after(&begun, u64::try_from(length).unwrap());
            assert_eq!(crc.finish(), of(&octets[..before + length]), "{before} {length}");
        }
    }
}
