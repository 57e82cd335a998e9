//! Zip archives for the tests, made and read octet by octet, also such as no program would make.

pub(crate) mod documents;

use flate2::{Compress, Compression, Crc, Decompress, FlushCompress, FlushDecompress};

/// A file of an archive.
#[derive(Clone, Default)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) octets: Vec<u8>,
    pub(crate) packed: bool,
    /// Sizes follow the octets.
    pub(crate) sizes_later: bool,
    pub(crate) flags: u16,
    pub(crate) extra: Vec<u8>,
    pub(crate) time: u32,
    /// What the directory says of the size in place of the truth.
    pub(crate) said_size: Option<u32>,
}

/// How to write an archive.
#[derive(Clone, Default)]
pub(crate) struct Archive {
    pub(crate) files: Vec<File>,
    pub(crate) comment: Vec<u8>,
    /// In the format for large ones.
    pub(crate) large: bool,
}

pub(crate) fn file(name: &str, octets: impl AsRef<[u8]>) -> File {
    let time = 0x5a21_4b3c;
    File { name: name.to_owned(), octets: octets.as_ref().to_vec(), packed: true, time, ..File::default() }
}

pub(crate) fn archive(files: &[(&str, &str)]) -> Archive {
    Archive { files: files.iter().map(|(name, text)| file(name, text)).collect(), ..Archive::default() }
}

impl Archive {
    /// With another text of a file, or one more.
    pub(crate) fn with(mut self, name: &str, text: impl AsRef<[u8]>) -> Self {
        match self.files.iter_mut().find(|file| file.name == name) {
            Some(file) => file.octets = text.as_ref().to_vec(),
            None => self.files.push(file(name, text)),
        }
        self
    }

    /// With some text of a file put in the place of other.
    pub(crate) fn but(self, name: &str, old: &str, new: &str) -> Self {
        let octets = &self.files.iter().find(|file| file.name == name).unwrap().octets;
        let text = String::from_utf8(octets.clone()).unwrap();
        assert!(text.contains(old), "{name} does not say {old}");
        let text = text.replace(old, new);
        self.with(name, text)
    }

    pub(crate) fn change(mut self, change: impl Fn(&mut File)) -> Self {
        self.files.iter_mut().for_each(change);
        self
    }

    pub(crate) fn write(&self) -> Vec<u8> {
        let (mut whole, mut directory) = (Vec::new(), Vec::new());
        for file in &self.files {
            let packed = if file.packed { deflate(&file.octets) } else { file.octets.clone() };
            let sizes = [crc(&file.octets), number(packed.len()), number(file.octets.len())];
            let fields = |sizes: [u32; 3], extra: usize| {
                let mut fields = Vec::new();
                let flags = file.flags | if file.sizes_later { 8 } else { 0 };
                for short in [20, flags, if file.packed { 8 } else { 0 }] {
                    fields.extend(short.to_le_bytes());
                }
                fields.extend(file.time.to_le_bytes());
                fields.extend(sizes.iter().flat_map(|size| size.to_le_bytes()));
                fields.extend(number(file.name.len()).to_le_bytes().iter().take(2));
                fields.extend(number(extra).to_le_bytes().iter().take(2));
                fields
            };
            let offset = whole.len();
            whole.extend(b"PK\x03\x04");
            whole.extend(fields(if file.sizes_later { [0; 3] } else { sizes }, file.extra.len()));
            whole.extend(file.name.as_bytes());
            whole.extend(&file.extra);
            whole.extend(&packed);
            if file.sizes_later {
                whole.extend(b"PK\x07\x08");
                whole.extend(sizes.iter().flat_map(|size| size.to_le_bytes()));
            }
            let mut extra = file.extra.clone();
            if self.large {
                extra.extend([1, 0, 24, 0]);
                for long in [file.octets.len(), packed.len(), offset] {
                    extra.extend((long as u64).to_le_bytes());
                }
            }
            let said = if self.large { [sizes[0], u32::MAX, u32::MAX] } else { sizes };
            directory.extend(b"PK\x01\x02\x14\x03");
            directory.extend(fields([said[0], said[1], file.said_size.unwrap_or(said[2])], extra.len()));
            directory.extend([0, 0, 0, 0, 0, 0, 0, 0, 0xa4, 0x81]);
            directory.extend(if self.large { u32::MAX } else { number(offset) }.to_le_bytes());
            directory.extend(file.name.as_bytes());
            directory.extend(extra);
        }
        let (start, length, count) = (whole.len(), directory.len(), self.files.len());
        whole.extend(directory);
        if self.large {
            let end = whole.len() as u64;
            whole.extend(b"PK\x06\x06\x2c\0\0\0\0\0\0\0\x2d\0\x2d\0\0\0\0\0\0\0\0\0");
            whole.extend([count, count, length, start].iter().flat_map(|long| (*long as u64).to_le_bytes()));
            whole.extend(b"PK\x06\x07\0\0\0\0");
            whole.extend(end.to_le_bytes());
            whole.extend(1_u32.to_le_bytes());
        }
        whole.extend(b"PK\x05\x06\0\0\0\0");
        let ends = if self.large { [u32::MAX; 4] } else { [count, count, length, start].map(number) };
        whole.extend(ends.iter().take(2).flat_map(|short| short.to_le_bytes().into_iter().take(2)));
        whole.extend(ends.iter().skip(2).flat_map(|long| long.to_le_bytes()));
        whole.extend(number(self.comment.len()).to_le_bytes().iter().take(2));
        whole.extend(&self.comment);
        whole
    }
}

/// A file as it stands in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) name: String,
    pub(crate) octets: Vec<u8>,
    pub(crate) time: u32,
    /// Local header and packed octets, up to the next header or the directory.
    pub(crate) raw: Vec<u8>,
}

/// The files of an archive, in the order of its directory. Stops at whatever does not fit.
pub(crate) fn read(bytes: &[u8]) -> Vec<Found> {
    let end = bytes.windows(4).rposition(|window| window == b"PK\x05\x06").unwrap();
    let short = |at: usize| usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
    let long = |at: usize| short(at) + (short(at + 2) << 16);
    let (mut count, mut start) = (short(end + 10), long(end + 16));
    if bytes[..end].ends_with(&[1, 0, 0, 0]) && bytes[end - 20..].starts_with(b"PK\x06\x07") {
        let large = long(end - 12);
        (count, start) = (long(large + 32), long(large + 48));
        assert_eq!(start + long(large + 40), large);
    } else {
        assert_eq!(start + long(end + 12), end);
    }
    let (mut at, mut headers) = (start, Vec::new());
    for _ in 0..count {
        assert!(bytes[at..].starts_with(b"PK\x01\x02"));
        let (name, extra) = (short(at + 28), short(at + 30));
        let is_large = long(at + 42) == 0xffff_ffff;
        let from_end = |back: usize| long(at + 46 + name + extra - back);
        let header = if is_large { from_end(8) } else { long(at + 42) };
        let sizes = if is_large { (from_end(16), from_end(24)) } else { (long(at + 20), long(at + 24)) };
        headers.push((at, header, sizes));
        at += 46 + name + extra + short(at + 32);
    }
    let next = |header: usize| headers.iter().map(|one| one.1).filter(|one| *one > header).min().unwrap_or(start);
    let read = |&(at, header, (packed, size)): &(usize, usize, (usize, usize))| {
        let name = &bytes[at + 46..at + 46 + short(at + 28)];
        assert!(bytes[header..].starts_with(b"PK\x03\x04") && bytes[header + 30..].starts_with(name));
        let data = header + 30 + short(header + 26) + short(header + 28);
        let data = &bytes[data..data + packed];
        let octets = if short(at + 10) == 8 { inflate(data, size) } else { data.to_vec() };
        assert_eq!((octets.len(), crc(&octets) as usize), (size, long(at + 16)));
        let name = String::from_utf8(name.to_vec()).unwrap();
        Found { name, octets, time: number(long(at + 12)), raw: bytes[header..next(header)].to_vec() }
    };
    headers.iter().map(read).collect()
}

fn number(size: usize) -> u32 {
    u32::try_from(size).unwrap()
}

fn crc(octets: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(octets);
    crc.sum()
}

fn deflate(octets: &[u8]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(octets.len() + 64);
    Compress::new(Compression::best(), false).compress_vec(octets, &mut packed, FlushCompress::Finish).unwrap();
    packed
}

fn inflate(packed: &[u8], size: usize) -> Vec<u8> {
    let mut octets = Vec::with_capacity(size + 1);
    Decompress::new(false).decompress_vec(packed, &mut octets, FlushDecompress::Finish).unwrap();
    octets
}
