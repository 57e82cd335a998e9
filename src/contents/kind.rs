//! What a file is, by its first bytes.

use super::FileKind;
use super::bytes::{find, stands_at};
use super::text::is_text;

/// The kind of a file. Name and media type only tell text, cells, pages and messages apart, which bytes cannot.
pub(super) fn of(name: &str, media_type: &str, bytes: &[u8]) -> FileKind {
    let head = bytes.get(..1024).unwrap_or(bytes);
    let starts = |signatures: &[&[u8]]| signatures.iter().any(|signature| head.starts_with(signature));
    if starts(&[b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"]) {
        FileKind::Zip
    } else if starts(&[b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]) {
        FileKind::LegacyOffice
    } else if find(head, 0, b"%PDF-").is_some() {
        FileKind::Pdf
    } else if starts(PROGRAMS) {
        FileKind::Executable
    } else if starts(PICTURES) || stands_at(head, 8, b"WEBP") || is_iso_picture(head) {
        FileKind::Image
    } else if starts(ARCHIVES) || stands_at(head, 257, b"ustar") {
        FileKind::Archive
    } else if starts(&[b"{\\rtf"]) {
        FileKind::Rtf
    } else if is_text(bytes) {
        kind_of_text(name, media_type, head)
    } else if starts(&[b"MZ"]) {
        FileKind::Executable
    } else if starts(&[b"BM", b"BZh"]) {
        if head.starts_with(b"BM") { FileKind::Image } else { FileKind::Archive }
    } else {
        FileKind::Unknown
    }
}

/// ELF, Mach-O in either byte order, Mach-O for several processors (a Java class starts the same), Windows shortcut.
const PROGRAMS: &[&[u8]] = &[
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"L\0\0\0\x01\x14\x02\0",
];

/// PNG, JPEG, GIF, TIFF in either byte order, Photoshop, icon.
const PICTURES: &[&[u8]] =
    &[b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*", b"8BPS", b"\0\0\x01\0"];

/// 7z, RAR, gzip, xz, Zstandard, cabinet.
const ARCHIVES: &[&[u8]] =
    &[b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"MSCF\0\0\0\0"];

fn is_iso_picture(head: &[u8]) -> bool {
    [&b"ftypheic"[..], b"ftypheix", b"ftypmif1", b"ftypavif"].iter().any(|brand| stands_at(head, 4, brand))
}

fn kind_of_text(name: &str, media_type: &str, head: &[u8]) -> FileKind {
    let media_type = media_type.split(';').next().unwrap_or("").trim();
    let is = |types: &[&str], extensions: &[&str]| {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        types.iter().any(|known| media_type.eq_ignore_ascii_case(known))
            || extensions.iter().any(|known| extension.eq_ignore_ascii_case(known))
    };
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start().to_ascii_lowercase();
    let begins_page = start.starts_with(b"<!doctype html") || find(&start, 0, b"<html").is_some();
    if begins_page || is(&["text/html", "application/xhtml+xml"], &["html", "htm", "xhtml"]) {
        FileKind::Html
    } else if is(&["message/rfc822", "message/global"], &["eml"]) {
        FileKind::Message
    } else if is(&["text/csv", "text/tab-separated-values"], &["csv", "tsv"]) {
        FileKind::Csv
    } else {
        FileKind::Text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_and_the_name_only_among_text() {
        let cases: &[(&str, &str, &[u8], FileKind)] = &[
            ("a.txt", "text/plain", b"%PDF-1.7", FileKind::Pdf),
            ("a.pdf", "application/pdf", b"hello", FileKind::Text),
            ("a.CSV", "", b"a;b", FileKind::Csv),
            ("a", "Text/CSV; charset=utf-8", b"a;b", FileKind::Csv),
            ("a.csv", "", b"a\0\0\0\0\0", FileKind::Unknown),
            ("a.txt", "", b"\n<!DOCTYPE html>", FileKind::Html),
            ("a.htm", "", b"<p>x", FileKind::Html),
            ("a.eml", "", b"From: a@example.org\n", FileKind::Message),
            ("a.txt", "", b"MZ\x90\0\x03\0\0\0", FileKind::Executable),
            ("a.txt", "", b"MZ is a word", FileKind::Text),
            ("a.txt", "", b"\x7fELF\x02", FileKind::Executable),
            ("a.txt", "", b"L\0\0\0\x01\x14\x02\0\0", FileKind::Executable),
            ("a.txt", "", b"\xcf\xfa\xed\xfe", FileKind::Executable),
            ("a", "", b"\0\0\0\x18ftypheic", FileKind::Image),
            ("a", "", b"BM is a word", FileKind::Text),
            ("a", "", b"BM\0\0\0\0", FileKind::Image),
            ("a", "", b"{\\rtf1 x}", FileKind::Rtf),
            ("a", "", b"", FileKind::Text),
        ];
        for (name, media_type, bytes, kind) in cases {
            assert_eq!(of(name, media_type, bytes), *kind, "{name} {media_type} {bytes:?}");
        }
    }
}
