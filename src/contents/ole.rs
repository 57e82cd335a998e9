//! OLE compound files ([MS-CFB]): which streams they hold, and whether Office encrypted them ([MS-OFFCRYPTO]).

use super::bytes::{size, u16_at, u32_at};
use super::findings::Findings;
use super::{FileKind, Unread};

/// Says which kind of file it is and whether it is encrypted. Its text is not read.
pub(super) fn read(findings: &mut Findings, bytes: &[u8]) -> FileKind {
    let streams = Compound::of(bytes).map(|compound| compound.streams()).unwrap_or_default();
    let stream = |names: &[&str]| streams.iter().find(|stream| names.contains(&stream.name.as_str()));
    findings.encrypted |= stream(&["EncryptedPackage", "EncryptedSummary"]).is_some()
        || stream(&["WordDocument"]).is_some_and(|document| is_encrypted_document(document.start))
        || stream(&["Workbook", "Book"]).is_some_and(|workbook| is_encrypted_workbook(workbook.start));
    findings.miss(if findings.encrypted {
        Unread::Encrypted
    } else if streams.is_empty() {
        Unread::Damaged
    } else {
        Unread::Unsupported
    });
    if stream(&["__properties_version1.0"]).is_some() { FileKind::Message } else { FileKind::LegacyOffice }
}

/// fEncrypted of the file information block ([MS-DOC] 2.5.2).
fn is_encrypted_document(start: &[u8]) -> bool {
    u16_at(start, 10).is_some_and(|flags| flags & 0x100 != 0)
}

/// A `FilePass` record among the first ([MS-XLS] 2.4.117).
fn is_encrypted_workbook(start: &[u8]) -> bool {
    let mut at = 0;
    for _ in 0..8 {
        let (Some(record), Some(length)) = (u16_at(start, at), u16_at(start, at + 2)) else { return false };
        if record == 0x2f {
            return true;
        }
        at += 4 + usize::from(length);
    }
    false
}

struct Compound<'a> {
    bytes: &'a [u8],
    /// Octets of a sector; the header takes the place of sector −1.
    sector: usize,
}

struct Stream<'a> {
    name: String,
    /// Its first octets; meaningless where they stand in the mini stream.
    start: &'a [u8],
}

/// Sectors of the directory that are looked at.
const MAX_SECTORS: usize = 4096;

impl<'a> Compound<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        Some(Self { bytes, sector })
    }

    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let start = size(number).checked_add(1)?.checked_mul(self.sector)?;
        let rest = self.bytes.get(start..)?;
        Some(rest.get(..self.sector).unwrap_or(rest))
    }

    /// The sector after this one, as the allocation table says. Tables beyond those that the header lists (files over
    /// 7 MB) are not followed.
    fn after(&self, number: u32) -> Option<u32> {
        let per_table = self.sector / 4;
        let table = Some(size(number) / per_table).filter(|table| *table < 109)?;
        u32_at(self.sector(u32_at(self.bytes, 76 + 4 * table)?)?, size(number) % per_table * 4)
    }

    fn streams(&self) -> Vec<Stream<'a>> {
        let mut streams = Vec::new();
        let mut next = u32_at(self.bytes, 48);
        for _ in 0..MAX_SECTORS {
            let Some(sector) = next.and_then(|number| self.sector(number)) else { break };
            streams.extend(sector.as_chunks::<128>().0.iter().filter_map(|entry| self.stream(entry)));
            next = next.and_then(|number| self.after(number));
        }
        streams
    }

    fn stream(&self, entry: &[u8; 128]) -> Option<Stream<'a>> {
        let length = usize::from(u16_at(entry, 64)?).checked_sub(2).filter(|length| (1..=62).contains(length))?;
        let units = entry.get(..length)?.as_chunks().0.iter().map(|unit| u16::from_le_bytes(*unit));
        let name = char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        let start = u32_at(entry, 116).and_then(|number| self.sector(number)).unwrap_or(&[]);
        Some(Stream { name, start })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A compound file with one stream: header, allocation table, directory, the stream.
    fn compound(name: &str, start: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0; 4 * 512];
        bytes[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
        bytes[30] = 9;
        bytes[48] = 1;
        bytes[512..1024].fill(0xff);
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes[1024..1024 + units.len()].copy_from_slice(&units);
        bytes[1024 + 64] = u8::try_from(units.len()).unwrap() + 2;
        bytes[1024 + 116] = 2;
        bytes[1536..1536 + start.len()].copy_from_slice(start);
        bytes
    }

    #[test]
    fn encryption_is_known_by_the_streams() {
        let document = |flags| [&[0; 11][..], &[flags]].concat();
        let workbook: &[u8] = &[9, 8, 2, 0, 0, 0, 0x2f, 0, 0, 0];
        for (name, start, encrypted) in [
            ("EncryptedPackage", &b""[..], true),
            ("WordDocument", &document(1), true),
            ("WordDocument", &document(0), false),
            ("Workbook", workbook, true),
            ("Workbook", &[9, 8, 2, 0], false),
        ] {
            let mut findings = Findings::default();
            assert_eq!(read(&mut findings, &compound(name, start)), FileKind::LegacyOffice);
            assert_eq!(findings.encrypted, encrypted, "{name} {start:?}");
        }
        let mut findings = Findings::default();
        assert_eq!(read(&mut findings, &compound("__properties_version1.0", b"")), FileKind::Message);
    }

    #[test]
    fn a_directory_in_a_circle_ends() {
        let mut bytes = compound("WordDocument", b"");
        // Sector 1 is followed by itself.
        bytes[512 + 4..512 + 8].copy_from_slice(&1_u32.to_le_bytes());
        let mut findings = Findings::default();
        read(&mut findings, &bytes);
        assert_eq!(findings.conclude(FileKind::LegacyOffice).reason, Some(Unread::Unsupported));
    }
}
