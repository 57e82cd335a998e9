//! What is the same among thousands, found without comparing each with each.

/// Places `0..n` by a hash of what is at each. Whoever asks compares what is at the places, for different things may hash alike.
pub(crate) struct Alike {
    /// The first place of each bucket, and for each place the next of its bucket; [`Alike::NONE`] where there is none.
    first: Vec<usize>,
    next: Vec<usize>,
}

impl Alike {
    const NONE: usize = usize::MAX;

    /// `hashes`: one for each place.
    pub(crate) fn new(hashes: &[u32]) -> Self {
        let (mut first, mut next) = (vec![Self::NONE; hashes.len()], vec![Self::NONE; hashes.len()]);
        // From the end, so that the places of a bucket are in their order.
        for (place, hash) in hashes.iter().enumerate().rev() {
            if let Some((first, next)) = first.get_mut(bucket(*hash, hashes.len())).zip(next.get_mut(place)) {
                *next = std::mem::replace(first, place);
            }
        }
        Self { first, next }
    }

    /// The places with this hash where it `is` what is looked for, in their order.
    pub(crate) fn places(&self, hash: u32, is: &dyn Fn(usize) -> bool) -> Vec<usize> {
        let mut found = Vec::new();
        let mut at = self.first.get(bucket(hash, self.first.len()));
        while let Some(place) = at.copied().filter(|place| *place != Self::NONE) {
            if is(place) {
                found.push(place);
            }
            at = self.next.get(place);
        }
        found
    }
}

fn bucket(hash: u32, buckets: usize) -> usize {
    usize::try_from(hash).unwrap_or_default().checked_rem(buckets).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_in_their_order_and_all_of_them() {
        let hashes = [7, 2, 7, 12, 2, 7, u32::MAX];
        let alike = Alike::new(&hashes);
        for hash in hashes {
            let is = |place: usize| hashes.get(place) == Some(&hash);
            assert_eq!(alike.places(hash, &is), (0..hashes.len()).filter(|place| is(*place)).collect::<Vec<_>>());
        }
        assert!(alike.places(3, &|place| hashes.get(place) == Some(&3)).is_empty());
        assert!(Alike::new(&[]).places(3, &|_| true).is_empty());
    }

    #[test]
    fn what_does_not_hash_alike_is_hardly_ever_compared() {
        let hashes: Vec<u32> = (0..1000_u32).map(|n| n.wrapping_mul(0x9e37_79b1)).collect();
        let alike = Alike::new(&hashes);
        let compared = std::cell::Cell::new(0);
        for hash in &hashes {
            alike.places(*hash, &|_| {
                compared.set(compared.get() + 1);
                false
            });
        }
        assert!((1000..4000).contains(&compared.get()), "{} of a million", compared.get());
    }
}
