//! The person's own key: the secret that signs and opens.

use super::armor::blocks;
use super::certificate::{Certificate, created_at};
use super::packets::reader;
use super::unlock::{Stretch, Stretched, stretches, unlocked};
use crate::address::Address;
use crate::error::{Error, Refusal};
use crate::time::Instant;
use pgp::composed::{PublicOrSecret, SignedSecretKey};
use pgp::packet::SecretKey;
use pgp::ser::Serialize as _;
use pgp::types::{KeyDetails, Password, SigningKey};
use serde::Serialize;
use zeroize::Zeroizing;

/// A file of secret keys longer than this is refused unread.
const MAX_BYTES: usize = 1024 * 1024;
/// Keys read from one file.
const MAX_KEYS: usize = 16;

/// An unlocked secret key with its judged certificate. `Debug` shows the certificate only.
pub struct OwnKey {
    secret: SignedSecretKey,
    certificate: Certificate,
}

/// An own key as a user interface needs it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "OwnKeyHead"))]
pub struct OwnKeyView {
    /// In hexadecimal capitals.
    pub fingerprint: String,
    /// The address of its first user ID.
    pub address: String,
    /// The addresses of all its user IDs.
    pub addresses: Vec<String>,
    /// The name of its first user ID.
    pub name: String,
    /// When it was made, ISO 8601.
    pub created: String,
    /// When it expires.
    pub expires: Option<String>,
    /// Whether it has a subkey that withstands quantum computers (RFC 9980): then the larger program is needed.
    #[serde(rename = "postQuantum")]
    pub post_quantum: bool,
    /// The certificate to hand out.
    #[serde(skip)]
    pub certificate: Vec<u8>,
}

impl std::fmt::Debug for OwnKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OwnKey").field("fingerprint", &self.certificate.fingerprint()).finish_non_exhaustive()
    }
}

impl OwnKey {
    /// Reads a secret key, binary or armored, and unlocks it if it is locked.
    ///
    /// # Errors
    /// [`Error::KeyMalformed`], [`Error::PassphraseWrong`]
    pub fn read(bytes: &[u8], passphrase: Option<&str>, now: Instant) -> Result<Self, Error> {
        Self::read_all(bytes, passphrase, &[], now)?.into_iter().next().ok_or(Error::KeyMalformed {})
    }

    /// Reads the secret keys of a file and unlocks them: binary, or as many armored blocks as stand in a text, with
    /// certificates among them or not. `stretched`: what was hashed of the passphrase already, for what [`OwnKey::stretches`] said.
    ///
    /// # Errors
    /// [`Error::KeyMalformed`] if there is none in it, [`Error::PassphraseWrong`] if one does not open.
    pub fn read_all(
        bytes: &[u8],
        passphrase: Option<&str>,
        stretched: &[Stretched],
        now: Instant,
    ) -> Result<Vec<Self>, Error> {
        let password = passphrase.map_or_else(Password::empty, Password::from);
        let secrets = secrets_in(bytes)?.into_iter();
        secrets.map(|secret| Ok(Self::new(unlocked(secret, &password, stretched)?, now))).collect()
    }

    /// What there is to hash of a passphrase before the secret keys of a file open, which is what takes the time. Whoever has faster
    /// hash functions may do it and tell [`OwnKey::read_all`].
    pub fn stretches(bytes: &[u8]) -> Vec<Stretch> {
        secrets_in(bytes).map_or_else(|_| Vec::new(), |secrets| stretches(&secrets))
    }

    /// Reads a secret key that is not locked. `judged`: gives a certificate as it was judged not long ago, by its octets: a key is
    /// read at every use, and most of that would be to judge its public half again.
    ///
    /// # Errors
    /// [`Error::KeyMalformed`], [`Error::PassphraseWrong`]
    pub fn read_known(
        bytes: &[u8],
        now: Instant,
        judged: &mut dyn FnMut(&[u8]) -> Option<Certificate>,
    ) -> Result<Self, Error> {
        let secret = secrets_in(bytes)?.into_iter().next().ok_or(Error::KeyMalformed {})?;
        let secret = unlocked(secret, &Password::empty(), &[])?;
        let public = secret.to_public_key();
        let known = public.to_bytes().ok().and_then(|octets| judged(&octets));
        // Another key's judgement, or one that lost something on the way, says nothing.
        let known = known.filter(|known| *known.key() == public);
        let certificate = known.unwrap_or_else(|| Certificate::check(public, now));
        Ok(Self { secret, certificate })
    }

    pub(super) fn new(secret: SignedSecretKey, now: Instant) -> Self {
        let certificate = Certificate::check(secret.to_public_key(), now);
        Self { secret, certificate }
    }

    /// The public half.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The unlocked secret in binary form, to be locked away by the caller.
    ///
    /// # Errors
    /// [`Error::Internal`]
    pub fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        let bytes = self.secret.to_bytes().map_err(|_| Error::internal("seal::key::to_bytes"))?;
        // EXPOSE: the key store encrypts this before it rests anywhere.
        Ok(Zeroizing::new(bytes))
    }

    /// What a user interface shows of it.
    ///
    /// # Errors
    /// [`Error::Internal`]
    pub fn view(&self) -> Result<OwnKeyView, Error> {
        let view = self.certificate.view(None);
        let user_id = view.user_ids.first().cloned().unwrap_or_default();
        let name = user_id.split('<').next().unwrap_or_default().trim().to_owned();
        Ok(OwnKeyView {
            fingerprint: view.fingerprint,
            address: self.certificate.address().unwrap_or_default().to_owned(),
            addresses: self.certificate.addresses().to_vec(),
            name,
            created: created_at(self.certificate.key()).to_iso(),
            expires: view.expires,
            post_quantum: view.post_quantum,
            certificate: self.certificate.key().to_bytes().map_err(|_| Error::internal("seal::key::view"))?,
        })
    }

    /// Whether a valid user ID has this address.
    pub fn belongs_to(&self, address: &Address) -> bool {
        self.certificate.belongs_to(address)
    }

    /// This key with whatever another copy of it has besides: secrets that lie elsewhere for this one, subkeys, and every
    /// word said of it, revocations above all. An older export that comes in again takes nothing away.
    #[must_use]
    pub fn with(&self, other: &Self, now: Instant) -> Self {
        let mut secret = self.secret.clone();
        let more = &other.secret;
        if secret.primary_key.secret_params().is_encrypted() && !more.primary_key.secret_params().is_encrypted() {
            secret.primary_key = more.primary_key.clone();
        }
        for theirs in &more.secret_subkeys {
            let fingerprint = theirs.key.fingerprint();
            match secret.secret_subkeys.iter_mut().find(|own| own.key.fingerprint() == fingerprint) {
                Some(own) if own.key.secret_params().is_encrypted() => own.key = theirs.key.clone(),
                Some(_) => {}
                None => {
                    secret.public_subkeys.retain(|own| own.key.fingerprint() != fingerprint);
                    secret.secret_subkeys.push(theirs.clone());
                }
            }
        }
        // What both say of the key stands in the certificates, and they are put together there.
        let whole = self.certificate.with(&other.certificate);
        let public = whole.key();
        secret.details = public.details.clone();
        for subkey in &public.public_subkeys {
            let fingerprint = subkey.key.fingerprint();
            if let Some(own) = secret.secret_subkeys.iter_mut().find(|own| own.key.fingerprint() == fingerprint) {
                own.signatures.clone_from(&subkey.signatures);
            } else if let Some(own) = secret.public_subkeys.iter_mut().find(|own| own.key.fingerprint() == fingerprint)
            {
                own.signatures.clone_from(&subkey.signatures);
            } else {
                secret.public_subkeys.push(subkey.clone());
            }
        }
        Self::new(secret, now)
    }

    /// The primary key, where it is not kept elsewhere.
    pub(super) fn primary(&self) -> Result<&SecretKey, Error> {
        let primary = &self.secret.primary_key;
        if primary.secret_params().is_encrypted() { Err(Error::KeyWithoutPrimary {}) } else { Ok(primary) }
    }

    pub(super) fn secret(&self) -> &SignedSecretKey {
        &self.secret
    }

    /// The key that signs: the newest subkey that may, or else the primary key if it may.
    pub(super) fn signing_key(&self) -> Result<&dyn SigningKey, Refusal> {
        let primary = self.certificate.primary()?;
        let mut refusal = Refusal::NoUsableSubkey;
        let mut newest: Option<&pgp::packet::SecretSubkey> = None;
        for subkey in self.certificate.subkeys() {
            let Some(public) = self.certificate.key().public_subkeys.get(subkey.position) else { continue };
            let fingerprint = public.key.fingerprint();
            let Some(own) = self.secret.secret_subkeys.iter().find(|own| own.key.fingerprint() == fingerprint) else {
                continue;
            };
            match &subkey.state {
                Ok(binding) if binding.can_sign() && !own.key.secret_params().is_encrypted() => {
                    if newest.is_none_or(|other| other.created_at() <= own.key.created_at()) {
                        newest = Some(&own.key);
                    }
                }
                Ok(_) => {}
                Err(why) => refusal = refusal.max(*why),
            }
        }
        let primary_is_here = !self.secret.primary_key.secret_params().is_encrypted();
        match newest {
            Some(subkey) => Ok(subkey),
            None if primary.can_sign() && primary_is_here => Ok(&self.secret.primary_key),
            None => Err(refusal),
        }
    }
}

/// The secret keys of a file: binary, or as many armored blocks as stand in a text.
fn secrets_in(bytes: &[u8]) -> Result<Vec<SignedSecretKey>, Error> {
    if bytes.len() > MAX_BYTES {
        return Err(Error::KeyMalformed {});
    }
    let mut secrets: Vec<SignedSecretKey> = Vec::new();
    for octets in blocks(bytes, MAX_BYTES).unwrap_or_else(|| vec![bytes.to_vec()]) {
        let octets = Zeroizing::new(octets);
        let Ok(found) = PublicOrSecret::from_bytes_many(reader(&octets)) else { continue };
        secrets.extend(found.take(MAX_KEYS).filter_map(Result::ok).filter_map(secret_of));
    }
    secrets.truncate(MAX_KEYS);
    if secrets.is_empty() { Err(Error::KeyMalformed {}) } else { Ok(secrets) }
}

fn secret_of(found: PublicOrSecret) -> Option<SignedSecretKey> {
    match found {
        PublicOrSecret::Secret(secret) => Some(secret),
        PublicOrSecret::Public(_) => None,
    }
}

#[cfg(test)]
#[path = "key_tests.rs"]
mod tests;
