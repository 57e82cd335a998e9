//! Files that hold files: a document made of a zip archive, or an archive, whose files are read one level down.

use super::bytes::{find, u64_at};
use super::findings::Findings;
use super::zip::{Entry, entries};
use super::{File, FileKind, Unread, kind, odf, ooxml};

/// Reads what starts as a zip archive and says which kind of file it is.
pub(super) fn read(findings: &mut Findings, bytes: &[u8], depth: usize) -> FileKind {
    let files = entries(findings, bytes);
    if let Some(kind) = ooxml::kind(&files) {
        ooxml::read(findings, kind, &files, depth);
        return kind;
    }
    if let Some(kind) = odf::kind(&files) {
        odf::read(findings, &files, depth);
        return kind;
    }
    if depth > 0 {
        // Its files are named as files of the archive around it would be, but nothing of it is opened.
        findings.encrypted |= files.iter().any(|file| file.is_encrypted);
        findings.miss(Unread::TooDeep);
    } else {
        read_files(findings, &files);
    }
    FileKind::Zip
}

fn read_files(findings: &mut Findings, files: &[Entry<'_>]) {
    for file in files.iter().filter(|file| !file.is_folder()) {
        read_file(findings, file, 0);
    }
}

/// Reads what stands in the archive of a document beside the parts that its format has: a file like any other, to which the
/// document may lead.
pub(super) fn read_stray(findings: &mut Findings, file: &Entry<'_>, depth: usize) {
    if !findings.is_full() && !file.is_folder() && !is_silent(file) {
        read_file(findings, file, depth);
    }
}

fn read_file(findings: &mut Findings, file: &Entry<'_>, depth: usize) {
    findings.name(&file.name);
    if findings.take_part() {
        let bytes = file.read(findings);
        // That it could not be read is noted.
        if !file.is_encrypted {
            read_inner(findings, &file.name, &bytes, depth);
        }
    }
}

/// Whether a part of a document holds no text that somebody reads: pictures, shapes of letters, sound, film, programs' own notes. What
/// its name says counts only as far as its first octets agree: anything can be given such a name.
fn is_silent(file: &Entry<'_>) -> bool {
    const BINARY: &[&str] = &[
        "emf",
        "wmf",
        "wdp",
        "svm",
        "odttf",
        "fntdata",
        "ttf",
        "otf",
        "mp3",
        "mp4",
        "m4a",
        "m4v",
        "wav",
        "wma",
        "wmv",
        "avi",
        "mov",
        "layout-cache",
    ];
    const MARKUP: &[&str] = &["rels", "vml", "rdf"];
    const FOLDERS: &[&str] = &["/printerSettings/", "/activeX/", "META-INF/", "Configurations2/"];
    let head = file.head();
    let (_, ending) = file.name.rsplit_once(['.', '/']).unwrap_or(("", &file.name));
    let ends = |known: &[&str]| known.iter().any(|known| ending.eq_ignore_ascii_case(known));
    let is_note = |of: &str| ending == of && FOLDERS.iter().any(|folder| file.name.contains(folder));
    match kind::of("", "", &head) {
        FileKind::Image => true,
        FileKind::Unknown => ends(BINARY) || is_note("bin") || head.starts_with(b"VCLMTF"),
        FileKind::LegacyOffice => is_note("bin") || file.name.ends_with("/vbaProject.bin"),
        _ => head.is_empty() || head.starts_with(b"<") && (ends(MARKUP) || is_note("xml")),
    }
}

/// Reads a file inside another one that stands `depth` files deep.
pub(super) fn read_inner(findings: &mut Findings, name: &str, bytes: &[u8], depth: usize) {
    if depth > 1 {
        findings.miss(Unread::TooDeep);
        return;
    }
    findings.part('\n');
    File { name, media_type: "", bytes }.read(findings, depth + 1);
    findings.part('\n');
}

/// Whether a 7z archive says in its own header that it is encrypted. A header that is itself packed does not tell.
pub(super) fn is_encrypted_7z(bytes: &[u8]) -> bool {
    const AES: &[u8] = b"\x06\xf1\x07\x01";
    let header = || {
        let offset = usize::try_from(u64_at(bytes, 12)?).ok()?.checked_add(32)?;
        let length = usize::try_from(u64_at(bytes, 20)?).ok()?;
        bytes.get(offset..offset.checked_add(length)?)
    };
    bytes.starts_with(b"7z\xbc\xaf\x27\x1c") && header().is_some_and(|header| find(header, 0, AES).is_some())
}
