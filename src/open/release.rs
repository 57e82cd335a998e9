//! Taking protection off: the message that was encrypted, as an ordinary one to be put in its place.
//!
//! It decides nothing, but it refuses what the message itself forbids, whoever asks.

use super::fields::{address_of, restrictions};
use super::layers::{Kept, MAX_LAYERS, is_wrapping};
use super::removed::{By, REMOVED_FIELD, Removed, digits, name_of, word};
use super::{Means, Opened, Summary, Unsealing};
use crate::address::Address;
use crate::error::Error;
use crate::label::PROTECTION_FIELD;
use crate::mime::{
    ANSWER_PROOF_FIELD, DRAFT_FIELD, Node, ProtectedHeaders, Tree, characters, contents, head, repeating,
    strip_legacy_html, strip_legacy_text,
};
use crate::protect::Stage;
use crate::seal::{EncryptionState, Errand};
use crate::wire::{Layer, Shape, Within, layer};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use zegel_octets::base64;

/// A message without its encryption.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "ReleasedHead"))]
pub struct Released {
    /// The message, lines of its header ending in CRLF.
    #[serde(skip)]
    pub bytes: Vec<u8>,
    /// What it says of the protection it had.
    pub removed: Removed,
}

/// Fields that speak of the payload and not of the message, or of things that end with the protection.
const LEFT_OUT: &[&str] = &[
    "mime-version",
    "hp-outer",
    "bcc",
    "resent-bcc",
    "autocrypt-gossip",
    "dkim-signature",
    PROTECTION_FIELD,
    REMOVED_FIELD,
    ANSWER_PROOF_FIELD,
];

/// Fields that stand in from outside where there is none inside.
const STANDING_IN: &[&str] = &["from", "date"];

/// Those that do so besides where header protection may be partial: without them a message has no thread.
const OF_THE_THREAD: &[&str] = &["message-id", "in-reply-to", "references"];

/// Those too, where nobody at all is named inside.
const RECIPIENTS: &[&str] = &["to", "cc"];

/// Fields that were added on the way, which no payload has.
const OF_THE_WAY: &[&str] = &["return-path", "received", "delivered-to", "x-original-to"];

/// What servers say of a message that they checked: inside the encryption they never saw it, and there its writer says it.
const OF_SERVERS: &[&str] = &["authentication-results", "received-spf", "arc-", "x-spam-", "x-ms-exchange-"];

/// Takes the encryption off a message.
///
/// # Errors
/// [`Error::RemovalRefused`] where there is none, it cannot be opened, it is a draft, its sender forbids it, or it names a
/// sender nobody vouches for; and what opening fails by.
pub fn release(
    message: &[u8],
    means: &Means<'_>,
    by: By<'_>,
    progress: &mut dyn FnMut(Stage, u64, u64),
) -> Result<Released, Error> {
    let mut releasing = Releasing::begin(message, means, progress)?;
    while let Some(errand) = releasing.errand() {
        errand.run(&mut |done, total| progress(Stage::Opening, done, total));
        releasing.go_on(means, progress);
    }
    releasing.finish(message, means, by)
}

/// A message whose encryption is being taken off; it is opened as [`Unsealing`] says.
#[derive(Debug)]
pub struct Releasing(Unsealing);

impl Releasing {
    /// Opens a message up to its data.
    ///
    /// # Errors
    /// What opening fails by.
    pub fn begin(message: &[u8], means: &Means<'_>, progress: &mut dyn FnMut(Stage, u64, u64)) -> Result<Self, Error> {
        Unsealing::keeping(message, means, Some(RefCell::new(Kept::default())), progress).map(Self)
    }

    /// What has to be done before it goes on.
    pub fn errand(&mut self) -> Option<Errand<'_>> {
        self.0.errand()
    }

    /// Goes on after that.
    pub fn go_on(&mut self, means: &Means<'_>, progress: &mut dyn FnMut(Stage, u64, u64)) {
        self.0.go_on(means, progress);
    }

    /// The message without its encryption, once there is no errand any more. `message`: as it was at the beginning.
    ///
    /// # Errors
    /// As for [`release`].
    pub fn finish(mut self, message: &[u8], means: &Means<'_>, by: By<'_>) -> Result<Released, Error> {
        let kept = self.0.kept.take().map(RefCell::into_inner).unwrap_or_default();
        released(message, self.0.finish()?, kept, means, by)
    }
}

fn released(message: &[u8], opened: Opened, kept: Kept, means: &Means<'_>, by: By<'_>) -> Result<Released, Error> {
    let Kept { payload, beside, layers } = kept;
    // No rule puts down as an ordinary message what claims to be what it is not.
    if opened.status.summary == Summary::Doubtful && by != By::Person {
        return Err(refused("doubtful"));
    }
    match opened.encryption.state {
        EncryptionState::Encrypted => {}
        EncryptionState::None => return Err(refused("not-encrypted")),
        _ => return Err(refused("not-opened")),
    }
    if beside {
        return Err(refused("beside"));
    }
    let outer = Tree::of(message);
    let inside = Inside::of(&payload, layers);
    let holder = Tree::of(&inside.head);
    let (Some(outer), Some(holder)) = (outer.root(), holder.root()) else { return Err(refused("not-opened")) };
    // By what the payload says too, whatever is thought of its protection.
    let reason = opened.restrictions.forbids_removal(means.now);
    if let Some(reason) = reason.or_else(|| restrictions(&holder.head).forbids_removal(means.now)) {
        return Err(refused(reason));
    }
    if holder.head.header(DRAFT_FIELD).is_some() {
        return Err(refused("draft"));
    }
    let protected = ProtectedHeaders::of(&holder.head, &outer.head, true, inside.wrapped);
    let removed = Removed {
        at: means.now.to_iso(),
        rule: match by {
            By::Person => None,
            By::Rule(id) => Some(id.to_owned()),
        },
        signature: word(opened.signature.state),
        fingerprint: opened.signature.fingerprint,
        signer: opened.signature.signer_address,
        signed_at: opened.signature.signed_at,
        container: opened.encryption.container.map(|container| name_of(container).to_owned()),
        sha256: Sha256::digest(message).iter().flat_map(|byte| digits(*byte)).collect(),
    };
    let (outside, within) = (split(outer.fields()), split(&inside.head));
    let mut bytes = Vec::with_capacity(payload.len() + 4096);
    for field in fields(&outside, &within, &protected) {
        field.write(&mut bytes);
    }
    // Released, a sender nobody vouches for would look like one whom the mail server let pass.
    let named = address_of(&head(&bytes));
    let same = |one: &Address| named.as_ref().is_some_and(|named| named.same_mailbox(one));
    let vouched = opened.author.as_ref().is_some_and(|author| same(author.address().get()));
    let outer_from = address_of(&outer.head);
    if !vouched && !outer_from.as_ref().map_or(named.is_none(), same) {
        return Err(refused("doubtful"));
    }
    removed.field().write(&mut bytes);
    bytes.extend_from_slice(b"MIME-Version: 1.0\r\n");
    // Where a signature inside covers the fields, its octets stay as they are.
    match inside.unwrapped {
        Some(message) => body(&message, protected.hides_fields(), &mut bytes),
        None => body(&payload, !inside.signed && protected.hides_fields(), &mut bytes),
    }
    Ok(Released { bytes, removed })
}

fn refused(reason: &str) -> Error {
    Error::RemovalRefused { reason: reason.to_owned() }
}

/// Where the fields of a payload stand.
struct Inside {
    /// Their header section.
    head: Vec<u8>,
    /// A signature inside covers them.
    signed: bool,
    /// They are those of a message that is there as a part (RFC 8551 section 3.1).
    wrapped: bool,
    /// That message, where no signature covers it.
    unwrapped: Option<Vec<u8>>,
}

impl Inside {
    /// As opening finds them behind so many layers; calls itself for signatures inside signatures.
    fn of(payload: &[u8], layers: usize) -> Self {
        let tree = Tree::of(payload);
        let Some(root) = tree.root() else {
            return Self { head: Vec::new(), signed: false, wrapped: false, unwrapped: None };
        };
        let is_signed = matches!(layer(&tree), Some(Layer::Signed { shape: Shape::PgpMime, .. }));
        if let Some(first) = tree.children(root).next().filter(|_| is_signed && layers < MAX_LAYERS) {
            return Self { signed: true, unwrapped: None, ..Self::of(first.raw, layers + 1) };
        }
        let message = Some(root).filter(|root| is_wrapping(root)).map(|root| contents(root).into_owned());
        let head = message.as_ref().and_then(|message| Some(Tree::of(message).root()?.fields().to_vec()));
        let wrapped = message.is_some();
        Self { head: head.unwrap_or_else(|| root.fields().to_vec()), signed: false, wrapped, unwrapped: message }
    }
}

/// The fields about the content of a message, and its content. `repeats`: main parts may repeat hidden fields.
fn body(message: &[u8], repeats: bool, out: &mut Vec<u8>) {
    let tree = Tree::of(message);
    let Some(root) = tree.root() else { return };
    let mut edits = Vec::new();
    if repeats {
        let within = Within::of(&tree, root.fields());
        let ids = repeating(&tree, &within.apart, &within.held);
        edits = ids.into_iter().filter_map(|id| Some(edit(message, tree.get(id)?, id == 0))).collect();
    }
    if let Some(whole) = edits.iter().find(|edit| edit.whole) {
        return out.extend_from_slice(&whole.bytes);
    }
    for field in split(root.fields()).iter().filter(|field| field.is_of_content()) {
        field.write_without(&["hp", "protected-headers"], out);
    }
    out.extend_from_slice(b"\r\n");
    let mut at = message.len() - root.body.len();
    for edit in &edits {
        out.extend_from_slice(message.get(at..edit.from).unwrap_or_default());
        out.extend_from_slice(&edit.bytes);
        at = edit.to.max(at);
    }
    out.extend_from_slice(message.get(at..).unwrap_or_default());
}

/// The message's own fields: those inside where they are protected, else those outside.
fn fields<'f>(outside: &'f [Raw<'f>], inside: &'f [Raw<'f>], protected: &ProtectedHeaders) -> Vec<&'f Raw<'f>> {
    let kept = |field: &&Raw<'_>| !field.is_of_content() && !field.is_one_of(LEFT_OUT);
    if !protected.present() {
        return outside.iter().filter(kept).collect();
    }
    let missing = |names: &[&str]| !inside.iter().any(|field| field.is_one_of(names));
    let partial = protected.may_be_partial();
    let thread = if partial { OF_THE_THREAD } else { &[] };
    let recipients = if partial && missing(RECIPIENTS) { RECIPIENTS } else { &[] };
    let stands_in = |field: &&Raw<'_>| {
        let of_list = field.name.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("list-"));
        field.is_one_of(OF_THE_WAY)
            || of_list
            || STANDING_IN.iter().chain(thread).any(|name| field.is_one_of(&[name]) && missing(&[name]))
            || field.is_one_of(recipients)
    };
    let on_the_way = |field: &&Raw<'_>| {
        let name = field.name.to_ascii_lowercase();
        field.is_one_of(OF_THE_WAY) || OF_SERVERS.iter().any(|start| name.starts_with(start))
    };
    let outer = outside.iter().filter(stands_in);
    outer.chain(inside.iter().filter(|field| kept(field) && !on_the_way(field))).collect()
}

/// Octets of a payload that are replaced.
struct Edit {
    from: usize,
    to: usize,
    bytes: Vec<u8>,
    /// They are all there is of it but the message's fields.
    whole: bool,
}

/// A part without the fields it repeats.
fn edit(message: &[u8], part: &Node<'_>, whole: bool) -> Edit {
    let is_html = part.is("text", "html");
    let strip = |text: &str| if is_html { strip_legacy_html(text) } else { strip_legacy_text(text).to_owned() };
    let fields = split(part.fields());
    let encoded = fields.iter().any(|field| field.is_one_of(&["content-transfer-encoding"]) && !field.says_identity());
    let as_it_is = std::str::from_utf8(part.body).ok().filter(|_| !encoded);
    let mut bytes = Vec::new();
    for field in fields.iter().filter(|field| !whole || field.is_of_content()) {
        match as_it_is {
            Some(_) => field.write_without(&["hp-legacy-display", "hp", "protected-headers"], &mut bytes),
            None if field.is_one_of(&["content-transfer-encoding"]) => {}
            None => field.write_without(&["hp-legacy-display", "hp", "protected-headers", "charset"], &mut bytes),
        }
    }
    if let Some(raw) = as_it_is {
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(strip(raw).as_bytes());
    } else {
        bytes.extend_from_slice(b"Content-Transfer-Encoding: base64\r\n\r\n");
        base64::lines(strip(&characters(part)).as_bytes(), 57, b"\r\n", &mut bytes);
    }
    let from = (part.raw.as_ptr() as usize).saturating_sub(message.as_ptr() as usize);
    Edit { from, to: from + part.raw.len(), bytes, whole }
}

/// A header field as it stands there, with its line ends.
#[derive(Debug, Clone)]
struct Raw<'m> {
    name: &'m str,
    octets: &'m [u8],
}

/// The header fields of a header section.
fn split(head: &[u8]) -> Vec<Raw<'_>> {
    let mut fields: Vec<Raw<'_>> = Vec::new();
    let (mut start, mut at) = (0, 0);
    let mut finish = |start: usize, end: usize| {
        let octets = head.get(start..end).unwrap_or_default();
        let name = octets.iter().position(|octet| *octet == b':').and_then(|colon| octets.get(..colon));
        let name = name.and_then(|name| std::str::from_utf8(name).ok()).map(str::trim_end);
        if let Some(name) = name.filter(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic())) {
            fields.push(Raw { name, octets });
        }
    };
    for line in head.split_inclusive(|octet| *octet == b'\n') {
        let is_continued = matches!(line.first(), Some(b' ' | b'\t'));
        if !is_continued && at > start {
            finish(start, at);
            start = at;
        }
        at += line.len();
    }
    finish(start, at);
    fields
}

impl Raw<'_> {
    fn is_one_of(&self, names: &[&str]) -> bool {
        names.iter().any(|name| name.eq_ignore_ascii_case(self.name))
    }

    fn is_of_content(&self) -> bool {
        self.name.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("content-"))
    }

    /// Of a transfer encoding, whether it is none.
    fn says_identity(&self) -> bool {
        let value = self.octets.get(self.name.len()..).unwrap_or_default().trim_ascii();
        let value = value.strip_prefix(b":").unwrap_or(value).trim_ascii();
        ["7bit", "8bit", "binary"].iter().any(|word| value.eq_ignore_ascii_case(word.as_bytes()))
    }

    /// As it stands there, with lines that end in CRLF. One of nothing but blanks would end the header.
    fn write(&self, out: &mut Vec<u8>) {
        for line in self.octets.split_inclusive(|octet| *octet == b'\n') {
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            if !line.trim_ascii().is_empty() {
                out.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
                out.extend_from_slice(b"\r\n");
            }
        }
    }

    /// The same, without some parameters of a content type; without `charset` it gets one.
    fn write_without(&self, names: &[&str], out: &mut Vec<u8>) {
        if !self.is_one_of(&["content-type"]) {
            return self.write(out);
        }
        let octets = self.octets.get(self.name.len()..).unwrap_or_default();
        let value = String::from_utf8_lossy(octets).replace(['\r', '\n'], "");
        let value = value.trim_start().trim_start_matches(':');
        let mut pieces: Vec<&str> = pieces(value);
        pieces.retain(|piece| {
            let name = piece.split(['=', '*']).next().unwrap_or_default().trim();
            !names.iter().any(|dropped| dropped.eq_ignore_ascii_case(name))
        });
        if names.contains(&"charset") {
            pieces.push("charset=\"utf-8\"");
        }
        let pieces: Vec<&str> = pieces.into_iter().map(str::trim).filter(|piece| !piece.is_empty()).collect();
        out.extend_from_slice(["Content-Type: ", &pieces.join(";\r\n "), "\r\n"].concat().as_bytes());
    }
}

/// A value at its semicolons, but for those in quotes.
fn pieces(value: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (at, byte) in value.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b';' if !quoted => {
                pieces.push(value.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(value.get(start..).unwrap_or_default());
    pieces
}
