//! Lists of numbers, each kept once and known by its position.
//!
//! One hash table serves what otherwise would take a map each: character sets, character classes, the states of an
//! automaton, tokens and the edges of a trie.

/// The lists, one after the other, and a hash table with open addressing over them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interner {
    words: Vec<u32>,
    ends: Vec<u32>,
    /// One more than a list's position; zero is free. The length is a power of two, at least twice the lists.
    slots: Vec<u32>,
}

impl Interner {
    /// How many lists there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// How many numbers they hold together.
    pub(crate) fn size(&self) -> usize {
        self.words.len()
    }

    pub(crate) fn get(&self, id: u32) -> &[u32] {
        let id = id as usize;
        let end = self.ends.get(id).map_or(0, |end| *end as usize);
        let start = id.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
        self.words.get(start..end).unwrap_or_default()
    }

    pub(crate) fn find(&self, list: &[u32]) -> Option<u32> {
        self.probe(list).1
    }

    /// The position of the list, which is added if it is new.
    pub(crate) fn intern(&mut self, list: &[u32]) -> u32 {
        if self.slots.len() <= self.ends.len() * 2 {
            self.grow();
        }
        let (slot, found) = self.probe(list);
        if let Some(id) = found {
            return id;
        }
        let id = number(self.ends.len());
        self.words.extend_from_slice(list);
        self.ends.push(number(self.words.len()));
        if let Some(free) = self.slots.get_mut(slot) {
            *free = id + 1;
        }
        id
    }

    /// Forgets all, and keeps the memory for the next.
    pub(crate) fn clear(&mut self) {
        self.words.clear();
        self.ends.clear();
        self.slots.fill(0);
    }

    fn probe(&self, list: &[u32]) -> (usize, Option<u32>) {
        let mask = self.slots.len().wrapping_sub(1);
        let mut slot = hash(list) as usize & mask;
        loop {
            match self.slots.get(slot) {
                None | Some(0) => return (slot, None),
                Some(taken) if self.get(taken - 1).iter().eq(list) => return (slot, Some(taken - 1)),
                Some(_) => slot = (slot + 1) & mask,
            }
        }
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(16);
        self.slots.clear();
        self.slots.resize(size, 0);
        for id in 0..number(self.ends.len()) {
            let (slot, _) = self.probe(self.get(id));
            if let Some(free) = self.slots.get_mut(slot) {
                *free = id + 1;
            }
        }
    }
}

fn hash(list: &[u32]) -> u32 {
    let mixed = list.iter().fold(0u32, |hash, word| (hash.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b1));
    mixed ^ (mixed >> 16)
}

/// A count as it is stored; no text or table here comes near four thousand million.
pub(crate) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_lists_are_one() {
        let mut lists = Interner::default();
        assert_eq!(lists.find(&[1, 2]), None);
        for round in 0..2 {
            for n in 0..1000 {
                assert_eq!(lists.intern(&[n, n * n]), n, "round {round}");
            }
        }
        assert_eq!(lists.intern(&[]), 1000);
        assert_eq!((lists.get(7), lists.get(1000), lists.get(1001)), (&[7, 49][..], &[][..], &[][..]));
        assert_eq!(
            (lists.find(&[9, 81]), lists.find(&[9, 82]), lists.len(), lists.size()),
            (Some(9), None, 1001, 2000)
        );
        lists.clear();
        assert_eq!((lists.find(&[9, 81]), lists.intern(&[9, 81])), (None, 0));
    }
}
