//! The checksum of armor (RFC 9580 section 6.1.1), eight octets at a time by tables.

/// The generator without its highest bit; the register stands in the upper three octets.
const GENERATOR: u32 = 0x864c_fb00;
const START: u32 = 0xb704_ce00;

/// A checksum in the making.
#[derive(Debug)]
pub struct Crc24 {
    /// What becomes of an octet with so many zeros behind it.
    tables: Box<[[u32; 256]; 8]>,
    register: u32,
}

impl Crc24 {
    /// Of a text from its beginning.
    #[expect(clippy::new_without_default, reason = "what it begins with is not nothing")]
    pub fn new() -> Self {
        let first = std::array::from_fn(|octet| {
            (0..8).fold(u32::try_from(octet).unwrap_or_default() << 24, |crc, _| twice(crc))
        });
        let mut tables = Box::new([first; 8]);
        let mut before = first;
        for table in tables.iter_mut().skip(1) {
            for (entry, crc) in table.iter_mut().zip(before) {
                *entry = with_one(&first, crc, 0);
            }
            before = *table;
        }
        Self { tables, register: START }
    }

    /// Of what follows on something that is not known yet: see [`Crc24::put_after`].
    pub fn of_the_rest() -> Self {
        Self { register: 0, ..Self::new() }
    }

    /// What comes next.
    #[inline(never)]
    pub fn update(&mut self, octets: &[u8]) {
        let [t1, t2, t3, t4, t5, t6, t7, t8] = &*self.tables;
        let (words, rest) = octets.as_chunks::<8>();
        let mut crc = self.register;
        for [a, b, c, d, e, f, g, h] in words {
            let [w, x, y, z] = crc.to_be_bytes();
            crc = at(t8, a ^ w)
                ^ at(t7, b ^ x)
                ^ at(t6, c ^ y)
                ^ at(t5, d ^ z)
                ^ at(t4, *e)
                ^ at(t3, *f)
                ^ at(t2, *g)
                ^ at(t1, *h);
        }
        self.register = rest.iter().fold(crc, |crc, octet| with_one(t1, crc, *octet));
    }

    /// Puts the rest, of so many octets, behind what was begun with: the checksum is linear, so what stands before counts
    /// as if that many zeros followed on it.
    pub fn put_after(&mut self, begun: &Self, octets: u64) {
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

    /// The checksum of all there was.
    pub fn finish(&self) -> [u8; 3] {
        let [sum @ .., _] = self.register.to_be_bytes();
        sum
    }
}

fn at(table: &[u32; 256], octet: u8) -> u32 {
    table.get(usize::from(octet)).copied().unwrap_or_default()
}

/// The register one octet on.
fn with_one(first: &[u32; 256], crc: u32, octet: u8) -> u32 {
    let [highest, ..] = crc.to_be_bytes();
    (crc << 8) ^ at(first, highest ^ octet)
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
