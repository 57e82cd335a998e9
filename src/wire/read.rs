//! What protects a message that arrived, layer by layer, from the outside.
//!
//! A layer counts only where it holds all of the message (RFC 9787 section 4): opening an encrypted part among clear ones as if
//! it were the message would let the clear ones speak with its authority, and the other way round.

use super::armor::{cleartext, header, is_binary_message, is_message, is_signature};
use crate::mime::{Node, Tree, characters, contents, name, shown_texts};
use serde::Serialize;
use std::borrow::Cow;

/// Parts of a message that is nothing but one encrypted file, at most: text, control part, file, and what gateways add.
const MAX_AROUND: usize = 8;

/// What kind of message arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Structure {
    /// Nothing protects it as a whole.
    Plain,
    /// All of it stands under a signature, and nothing is encrypted.
    Signed,
    /// All of it is encrypted.
    Encrypted,
}

/// How the outermost layer of a protected message was put into the mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Shape {
    /// RFC 3156.
    PgpMime,
    /// RFC 3156, put into other parts on the way: by Exchange, or by a gateway that names its parts anew.
    MixedUp,
    /// ASCII armor as the text of the mail.
    Inline,
    /// A file, and nothing else.
    Attached,
    /// No mail around it: a letter.
    Letter,
}

/// Another system's protection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Foreign {
    /// S/MIME, encrypted.
    SmimeEncrypted,
    /// S/MIME, signed.
    SmimeSigned,
}

/// One layer of protection around all of a message.
#[derive(Debug)]
pub enum Layer<'m> {
    /// Encryption.
    Encrypted {
        /// How it stands in the mail.
        shape: Shape,
        /// The OpenPGP message, armored or not.
        message: Cow<'m, [u8]>,
        /// The character set of the text inside, where the armor or the part names one.
        charset: Option<String>,
        /// Positions of files that stand beside it and not under it.
        beside: Vec<usize>,
    },
    /// A signature.
    Signed {
        /// How it stands in the mail.
        shape: Shape,
        /// The octets that are signed, lines ending in CRLF.
        signed: Cow<'m, [u8]>,
        /// The detached signature.
        signature: Cow<'m, [u8]>,
        /// What is signed is a text and no MIME entity; its character set.
        text: Option<String>,
        /// Positions of files that stand beside it and not under it.
        beside: Vec<usize>,
    },
}

/// The outermost layer of a message.
pub fn layer<'m>(tree: &Tree<'m>) -> Option<Layer<'m>> {
    let root = tree.root()?;
    signed(tree, root).or_else(|| encrypted(tree, root)).or_else(|| inline(tree))
}

/// Another system's protection around all of a message (RFC 8551 sections 3.2 and 3.5).
pub fn foreign(tree: &Tree<'_>) -> Option<Foreign> {
    let root = tree.root()?;
    let is_pkcs7 =
        |node: &Node<'_>, name: &str| node.is("application", name) || node.is("application", &["x-", name].concat());
    if is_pkcs7(root, "pkcs7-mime") {
        let signed = root.parameter("smime-type").is_some_and(|kind| kind.to_ascii_lowercase().starts_with("signed"));
        return Some(if signed { Foreign::SmimeSigned } else { Foreign::SmimeEncrypted });
    }
    let has_signature = tree.children(root).any(|child| is_pkcs7(child, "pkcs7-signature"));
    (root.is("multipart", "signed") && has_signature).then_some(Foreign::SmimeSigned)
}

/// RFC 3156 section 5: exactly two parts, of which the second signs the octets of the first.
pub(super) fn signed<'m>(tree: &Tree<'m>, root: &Node<'m>) -> Option<Layer<'m>> {
    let [first, second] = root.children.as_slice() else { return None };
    let (first, second) = (tree.get(*first)?, tree.get(*second)?);
    let signature = contents(second);
    let is_pgp = second.is("application", "pgp-signature") || is_signature(&signature);
    if !root.is("multipart", "signed") || !is_pgp || !second.children.is_empty() {
        return None;
    }
    Some(Layer::Signed {
        shape: Shape::PgpMime,
        signed: canonical(first.raw),
        signature,
        text: None,
        beside: Vec::new(),
    })
}

/// Lines ending in CRLF, as they were signed (RFC 3156 section 5).
fn canonical(octets: &[u8]) -> Cow<'_, [u8]> {
    let mut last = 0;
    let bare = octets.iter().filter(|octet| {
        let is_bare = **octet == b'\n' && last != b'\r';
        last = **octet;
        is_bare
    });
    let bare = bare.count();
    if bare == 0 {
        return Cow::Borrowed(octets);
    }
    let mut canonical = Vec::with_capacity(octets.len() + bare);
    for line in octets.split_inclusive(|octet| *octet == b'\n') {
        match line.strip_suffix(b"\n") {
            Some(content) if !content.ends_with(b"\r") => {
                canonical.extend_from_slice(content);
                canonical.extend_from_slice(b"\r\n");
            }
            _ => canonical.extend_from_slice(line),
        }
    }
    Cow::Owned(canonical)
}

/// RFC 3156 section 4, and what becomes of it on the way: one encrypted part, and around it nothing that says anything.
fn encrypted<'m>(tree: &Tree<'m>, root: &Node<'m>) -> Option<Layer<'m>> {
    let whole = |shape, data: &Node<'m>| {
        let message = contents(data);
        let charset = charset(data, &message);
        Layer::Encrypted { shape, message, charset, beside: Vec::new() }
    };
    if let ([control, data], true) = (root.children.as_slice(), root.is("multipart", "encrypted")) {
        let (control, data) = (tree.get(*control)?, tree.get(*data)?);
        if control.is("application", "pgp-encrypted") && data.is("application", "octet-stream") {
            return Some(whole(Shape::PgpMime, data));
        }
    }
    if tree.parts().count() > MAX_AROUND {
        return None;
    }
    let mut found = None;
    let mut control = false;
    for node in tree.parts().filter(|node| node.children.is_empty()) {
        if is_nothing(node) {
            control |= is_control(node);
        } else if found.replace(node).is_some() {
            return None;
        }
    }
    let data = found.filter(|data| is_encrypted_file(data) && !data.is("text", "html"))?;
    let shape = match () {
        () if root.is("multipart", "encrypted") => Shape::PgpMime,
        () if control => Shape::MixedUp,
        () if data.is("text", "plain") && name(data).is_none() => Shape::Inline,
        () => Shape::Attached,
    };
    Some(whole(shape, data))
}

/// Whether a file is an encrypted message: by its name or type and its first octets.
pub(super) fn is_encrypted_file(node: &Node<'_>) -> bool {
    if is_message(node.body) {
        return true;
    }
    let ends = |name: &String| [".asc", ".pgp", ".gpg"].iter().any(|end| name.to_ascii_lowercase().ends_with(end));
    let named = node.is("application", "pgp-encrypted") || name(node).as_ref().is_some_and(ends);
    // What may be anything is not decoded to find out, unless it begins as armor does in base64.
    let begins = node.body.trim_ascii_start().starts_with(b"LS0tLS1CRUdJTiBQR1AgTUVTU0FHRS");
    if !named && !begins && !node.is("text", "plain") {
        return false;
    }
    let octets = contents(node);
    is_message(&octets) || named && is_binary_message(&octets)
}

fn is_control(node: &Node<'_>) -> bool {
    node.is("application", "pgp-encrypted") || contents(node).trim_ascii().eq_ignore_ascii_case(b"version: 1")
}

/// Whether a part says nothing: an empty text, or the control part of RFC 3156.
fn is_nothing(node: &Node<'_>) -> bool {
    const MAX_EMPTY: usize = 16 * 1024;
    if node.body.len() > MAX_EMPTY {
        return false;
    }
    let octets = contents(node);
    let octets = octets.trim_ascii();
    if node.is("text", "html") {
        return only_tags(&characters(node));
    }
    octets.is_empty() || octets.eq_ignore_ascii_case(b"version: 1")
}

/// Whether HTML has no words. A picture says something, and so does anything that is fetched.
fn only_tags(html: &str) -> bool {
    let lower = html.to_ascii_lowercase();
    let says = ["<img", "<svg", "<object", "<iframe", "<video", "<audio", "<form", "<input"];
    !says.iter().any(|tag| lower.contains(tag)) && words(html).trim().is_empty()
}

/// HTML without its tags and blanks.
fn words(html: &str) -> String {
    let mut words = String::new();
    let mut rest = html;
    while let Some((text, tag)) = rest.split_once('<') {
        words.push_str(text);
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    words.push_str(rest);
    words.replace("&nbsp;", " ").replace('\u{a0}', " ")
}

/// The text of the mail is armor, and whatever else is there are files.
fn inline<'m>(tree: &Tree<'m>) -> Option<Layer<'m>> {
    let root = tree.root()?;
    // Of a text that is not the first thing in the mail something stands before it.
    let first = first_text(tree, root)?;
    let texts = shown_texts(tree, &[]);
    let says = |id: &usize| tree.get(*id).is_some_and(|node| !std::ptr::eq(node, first) && !is_nothing(node));
    if texts.iter().any(says) || tree.parts().any(|node| node.is("text", "html") && !is_twin(node)) {
        return None;
    }
    let is_file =
        |node: &&Node<'m>| node.children.is_empty() && !std::ptr::eq(*node, first) && !node.is("text", "html");
    let is_file = |(_, node): &(usize, &Node<'m>)| is_file(node) && !is_nothing(node);
    let beside = tree.parts().enumerate().filter(is_file).map(|(id, _)| id).collect();
    let octets = contents(first);
    let charset = charset(first, &octets);
    if is_message(&octets) {
        return Some(Layer::Encrypted { shape: Shape::Inline, message: octets, charset, beside });
    }
    let found = cleartext(&octets)?;
    let (signed, signature) = (Cow::Owned(found.text), Cow::Owned(found.signature));
    Some(Layer::Signed { shape: Shape::Inline, signed, signature, text: Some(charset.unwrap_or_default()), beside })
}

fn first_text<'t, 'm>(tree: &'t Tree<'m>, root: &'t Node<'m>) -> Option<&'t Node<'m>> {
    let mut node = root;
    while let Some(first) = node.children.first() {
        if !["mixed", "alternative", "related"].iter().any(|kind| node.is("multipart", kind)) {
            return None;
        }
        node = tree.get(*first)?;
    }
    node.is("text", "plain").then_some(node)
}

/// Whether HTML shows the armor of the text beside it and nothing else.
fn is_twin(node: &Node<'_>) -> bool {
    let words = words(&characters(node));
    let words = words.trim();
    words.is_empty()
        || words.starts_with("-----BEGIN PGP ")
            && words.ends_with("-----")
            && words.matches("-----BEGIN PGP ").count() <= 2
}

/// It stands under no signature, so it may not make other words of the letters that do: UTF-7 and UTF-16 would.
fn charset(node: &Node<'_>, octets: &[u8]) -> Option<String> {
    let named = header(octets, "Charset").or_else(|| node.parameter("charset"))?;
    let is_token = |octet: u8| octet.is_ascii_alphanumeric() || b"-_.:".contains(&octet);
    let plain: String = named.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let rewrites =
        ["utf7", "utf16", "ucs2", "unicode"].iter().any(|one| plain.contains(one)) && !plain.ends_with("utf8");
    (named.bytes().all(is_token) && named.len() <= 40 && !rewrites).then(|| named.to_owned())
}
