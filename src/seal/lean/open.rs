//! Opening a message with a passphrase.

use super::armor::dearmor;
use super::certificate::Parts;
use super::cipher::{Cipher, Mode};
use super::content::{Content, relevant};
use super::flaw::Flaw;
use super::hex;
use super::judge::Judged;
use super::packet::tag;
use super::seipd::Encrypted;
use super::signature::{CLOCK_SKEW, Signature, kind};
use super::skesk::unlock;
use crate::address::Address;
use crate::error::Error;
use crate::seal::{Container, EncryptionState, EncryptionView, Progress, SignatureState, SignatureView};
use crate::time::Instant;

/// Passphrases of one message tried: each may take seconds.
const MAX_PASSPHRASES: usize = 8;

/// An opened message: all of it known to be as it was sealed.
#[derive(Debug)]
pub struct Unlocked {
    /// The encryption.
    pub encryption: EncryptionView,
    /// The bytes inside.
    pub payload: Vec<u8>,
    signatures: Vec<Signature>,
}

/// Opens a message, armored or not, that is encrypted to a passphrase.
///
/// # Errors
/// [`Error::PassphraseWrong`], [`Error::MessageDamaged`], [`Error::MessageMalformed`], [`Error::MessageUnsupported`]
pub fn open(message: &[u8], passphrase: &str, progress: Progress<'_>) -> Result<Unlocked, Error> {
    let octets = dearmor(message)?;
    let mut packets = relevant(&octets)?;
    // Section 10.3: session keys, then the data, and nothing behind.
    let data = packets.pop().ok_or(Flaw::Malformed)?;
    if data.tag != tag::SEIPD || packets.iter().any(|packet| !matches!(packet.tag, tag::SKESK | tag::PKESK)) {
        return Err(unsealed(data.tag).into());
    }
    let encrypted = Encrypted::read(&data.body)?;
    // Of several reasons the one that says most: a wrong passphrase before what is not done here.
    let mut flaw = Flaw::Unsupported("passphrase");
    for packet in packets.iter().filter(|packet| packet.tag == tag::SKESK).take(MAX_PASSPHRASES) {
        let opened = unlock(&packet.body, encrypted.version(), passphrase.as_bytes())
            .and_then(|session| encrypted.decrypt(&session, progress));
        match opened {
            Ok(bytes) => {
                let Content { data, signatures } = Content::read(bytes)?;
                return Ok(Unlocked { encryption: view(&encrypted), payload: data, signatures });
            }
            Err(Flaw::Passphrase) => flaw = Flaw::Passphrase,
            Err(why) if flaw != Flaw::Passphrase => flaw = why,
            Err(_) => {}
        }
    }
    Err(flaw.into())
}

/// What is said of a message that ends with another packet than it should.
fn unsealed(last: u8) -> Flaw {
    match last {
        // Data without integrity protection (section 13.7), and GnuPG's own OCB packet.
        9 | 20 => Flaw::Unsupported("container"),
        _ => Flaw::Malformed,
    }
}

fn view(encrypted: &Encrypted<'_>) -> EncryptionView {
    let named = |cipher: Cipher, mode: Mode| [cipher.name(), "-", mode.name()].concat();
    let (container, cipher) = match encrypted {
        Encrypted::V1(_) => (Container::SeipdV1, None),
        Encrypted::V2 { cipher, mode, .. } => (Container::SeipdV2, Some(named(*cipher, *mode))),
    };
    EncryptionView { state: EncryptionState::Encrypted, container: Some(container), cipher }
}

impl Unlocked {
    /// The signature that says most, judged for a sender by the certificate that came with the message.
    ///
    /// It is valid only under a key of that certificate, which claims the sender's address. A certificate that cannot be
    /// read knows nobody.
    pub fn signature(&self, certificate: &[u8], sender: Option<&Address>, now: Instant) -> SignatureView {
        let parts = Parts::read(certificate).ok();
        let judged = parts.as_ref().map(|parts| Judged::at(parts, now));
        let views = self.signatures.iter().map(|signature| self.view(signature, judged.as_ref(), sender, now));
        views.max_by_key(|view| view.state.rank()).unwrap_or_else(SignatureView::none)
    }

    fn view(
        &self,
        signature: &Signature,
        judged: Option<&Judged<'_>>,
        sender: Option<&Address>,
        now: Instant,
    ) -> SignatureView {
        let verified = judged.map_or(Verified::UnknownKey, |judged| self.verify(signature, judged, now));
        let claims = judged.filter(|judged| sender.is_some_and(|sender| judged.belongs_to(sender)));
        let state = match verified {
            Verified::Invalid => SignatureState::Invalid,
            Verified::UnknownKey => SignatureState::UnknownKey,
            // Readers are named who have keys; whoever has only a passphrase is none of them.
            Verified::Valid if signature.said.for_some => SignatureState::NotIntendedForYou,
            Verified::Valid if claims.is_some() => SignatureState::Valid,
            Verified::Valid => SignatureState::WrongSender,
        };
        let signer = judged.filter(|_| matches!(verified, Verified::Valid));
        let issuer = signature.said.issuers.first().map(|issuer| hex(issuer));
        SignatureView {
            state,
            fingerprint: signer.map(|judged| hex(&judged.parts.primary.fingerprint)),
            key_id: issuer.or_else(|| signature.said.issuer_ids.first().map(|id| hex(id))),
            signed_at: Some(Instant::from_seconds(signature.created()).to_iso()),
            signer_address: claims.and(sender).map(Address::addr_spec).or_else(|| signer?.address()),
        }
    }

    fn verify(&self, signature: &Signature, judged: &Judged<'_>, now: Instant) -> Verified {
        let sound = matches!(signature.kind, kind::BINARY | kind::TEXT)
            && signature.is_strong()
            && !signature.said.unknown
            && !signature.is_from_the_future(now)
            && !signature.is_expired(now);
        let keys = judged.signing_keys();
        if !keys.iter().any(|candidate| signature.names(candidate.key)) {
            return Verified::UnknownKey;
        }
        // A key that has expired since still vouches for what it signed in time.
        let then = judged.before_expiry(now, Instant::from_seconds(signature.created()));
        let keys = then.map_or(keys, |then| then.signing_keys());
        let valid = keys.iter().filter(|candidate| signature.names(candidate.key)).any(|candidate| {
            let in_time = signature.created() >= candidate.key.created - CLOCK_SKEW
                && candidate.expires.is_none_or(|expires| signature.created() < expires);
            sound && candidate.usable && in_time && signature.covers_document(candidate.key, &self.payload)
        });
        if valid { Verified::Valid } else { Verified::Invalid }
    }
}

enum Verified {
    Invalid,
    UnknownKey,
    Valid,
}
