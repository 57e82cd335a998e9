//! Files that hold files: a document made of a zip archive, or an archive, whose files are read one level down.

use super::bytes::{find, u64_at};
use super::findings::Findings;
use super::zip::{Entry, entries};
use super::{File, FileKind, Unread, odf, ooxml};

/// Reads what starts as a zip archive and says which kind of file it is.
pub(super) fn read(findings: &mut Findings, bytes: &[u8], depth: usize) -> FileKind {
    let files = entries(findings, bytes);
    if let Some(kind) = ooxml::kind(&files) {
        ooxml::read(findings, kind, &files, depth);
        return kind;
    }
    if let Some(kind) = odf::kind(&files) {
        odf::read(findings, &files);
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
        findings.name(&file.name);
        if !findings.take_part() {
            return;
        }
        let missed = file.is_encrypted;
        let bytes = file.read(findings);
        if !missed {
            read_inner(findings, &file.name, &bytes, 0);
        }
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
