//! Deflate inside the wrapping of zlib (RFC 1950), within a limit.

use super::Left;
use flate2::{Decompress, FlushDecompress, Status};

/// Unpacks the whole of it. The checksum is not looked at: programs in use write wrong ones.
pub(super) fn inflate(packed: &[u8], limit: usize) -> Result<Vec<u8>, Left> {
    let [method, flags, rest @ ..] = packed else { return Err(Left::Damaged) };
    let is_header = method & 15 == 8 && u16::from_be_bytes([*method, *flags]) % 31 == 0 && flags & 32 == 0;
    if !is_header {
        return Err(Left::Damaged);
    }
    let mut unpacking = Decompress::new(false);
    let mut octets = Vec::new();
    loop {
        if octets.len() > limit {
            return Err(Left::TooLarge);
        }
        octets.reserve(octets.len().clamp(4096, 1 << 20));
        let consumed = usize::try_from(unpacking.total_in()).unwrap_or(usize::MAX);
        let (rest, before) = (rest.get(consumed..).unwrap_or_default(), octets.len());
        match unpacking.decompress_vec(rest, &mut octets, FlushDecompress::None) {
            Ok(Status::StreamEnd) if octets.len() <= limit => return Ok(octets),
            Ok(_) if octets.len() > before => {}
            _ => return Err(Left::Damaged),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compress, Compression, FlushCompress};

    #[test]
    fn whole_or_nothing() {
        let plain = [7].repeat(100_000);
        let mut packed = Vec::with_capacity(1000);
        Compress::new(Compression::fast(), true).compress_vec(&plain, &mut packed, FlushCompress::Finish).unwrap();
        assert_eq!(inflate(&packed, 1 << 20).as_ref(), Ok(&plain));
        assert_eq!(inflate(&packed, 100_000).as_ref(), Ok(&plain));
        assert_eq!(inflate(&packed, 99_999), Err(Left::TooLarge));
        assert_eq!(inflate(&packed[..packed.len() - 9], 1 << 20), Err(Left::Damaged));
        assert_eq!(inflate(b"x", 9), Err(Left::Damaged));
        assert_eq!(inflate(b"GIF89a", 9), Err(Left::Damaged));
    }
}
