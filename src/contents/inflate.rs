//! Deflate (RFC 1951), within a limit.

use flate2::{Decompress, FlushDecompress, Status};

/// What became of packed octets.
pub(super) struct Inflated {
    pub(super) bytes: Vec<u8>,
    pub(super) end: End,
}

/// How unpacking ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// With the end that the packed octets announce.
    Whole,
    /// At the limit.
    Limit,
    /// Before either: the bytes are those up to the fault.
    Damaged,
}

/// Unpacks, at most `limit` octets.
pub(super) fn inflate(packed: &[u8], limit: usize) -> Inflated {
    let mut unpacking = Decompress::new(false);
    let mut bytes = Vec::new();
    let mut end = End::Limit;
    while bytes.len() < limit {
        let wish = bytes.len().max(packed.len().saturating_mul(3).clamp(1024, 1 << 20));
        bytes.reserve_exact(wish.min(limit - bytes.len()));
        let consumed = usize::try_from(unpacking.total_in()).unwrap_or(usize::MAX);
        let (rest, before) = (packed.get(consumed..).unwrap_or(&[]), bytes.len());
        match unpacking.decompress_vec(rest, &mut bytes, FlushDecompress::None) {
            Ok(Status::StreamEnd) => {
                end = End::Whole;
                break;
            }
            Ok(_) if bytes.len() > before => {}
            _ => {
                end = End::Damaged;
                break;
            }
        }
    }
    bytes.truncate(limit);
    Inflated { bytes, end }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compress, Compression, FlushCompress};

    fn packed(plain: &[u8]) -> Vec<u8> {
        let mut packed = Vec::with_capacity(plain.len() + 64);
        Compress::new(Compression::fast(), false).compress_vec(plain, &mut packed, FlushCompress::Finish).unwrap();
        packed
    }

    #[test]
    fn the_end_is_told() {
        let plain = [7].repeat(100_000);
        let packed = packed(&plain);
        let whole = inflate(&packed, 1 << 20);
        assert!(whole.end == End::Whole && whole.bytes == plain);
        let cut = inflate(&packed, 5000);
        assert!(cut.end == End::Limit && cut.bytes.len() == 5000);
        assert_eq!(inflate(&packed[..packed.len() - 2], 1 << 20).end, End::Damaged);
        assert_eq!(inflate(b"\xff\xff\xff", 1 << 20).end, End::Damaged);
        assert_eq!(inflate(b"", 1 << 20).end, End::Damaged);
        assert!(inflate(&packed, 0).bytes.is_empty());
    }
}
