//! The person's own key: the secret that signs and opens.

use super::certificate::{Certificate, created_at, is_armored};
use crate::address::Address;
use crate::error::{Error, Refusal};
use crate::time::Instant;
use pgp::composed::{Deserializable, SignedSecretKey};
use pgp::ser::Serialize as _;
use pgp::types::{KeyDetails, Password, S2kParams, SecretParams, SigningKey, StringToKey};
use serde::Serialize;
use zeroize::Zeroizing;

/// A secret key longer than this is refused unread.
const MAX_BYTES: usize = 1024 * 1024;

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
    /// The name of its first user ID.
    pub name: String,
    /// When it was made, ISO 8601.
    pub created: String,
    /// When it expires.
    pub expires: Option<String>,
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
        let malformed = |_| Error::KeyMalformed {};
        if bytes.len() > MAX_BYTES {
            return Err(Error::KeyMalformed {});
        }
        let mut secret = if is_armored(bytes) {
            SignedSecretKey::from_armor_single(bytes).map_err(malformed)?.0
        } else {
            SignedSecretKey::from_bytes(bytes).map_err(malformed)?
        };
        let password = passphrase.map_or_else(Password::empty, Password::from);
        let wrong = |_| Error::PassphraseWrong {};
        // A primary key kept elsewhere leaves a stub here: nothing to unlock, and its subkeys work without it.
        if is_locked(secret.primary_key.secret_params()) {
            secret.primary_key.remove_password(&password).map_err(wrong)?;
        }
        for subkey in &mut secret.secret_subkeys {
            if is_locked(subkey.key.secret_params()) {
                subkey.key.remove_password(&password).map_err(wrong)?;
            }
        }
        Ok(Self::new(secret, now))
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
            name,
            created: created_at(self.certificate.key()).to_iso(),
            expires: view.expires,
            certificate: self.certificate.key().to_bytes().map_err(|_| Error::internal("seal::key::view"))?,
        })
    }

    /// Whether a valid user ID has this address.
    pub fn belongs_to(&self, address: &Address) -> bool {
        self.certificate.belongs_to(address)
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

/// Whether a passphrase is needed. GnuPG writes a stub, under a private S2K specifier, for a key that lies elsewhere.
fn is_locked(secret: &SecretParams) -> bool {
    let SecretParams::Encrypted(locked) = secret else { return false };
    let is_stub = matches!(
        locked.string_to_key_params(),
        S2kParams::Cfb { s2k: StringToKey::Private { .. }, .. }
            | S2kParams::MalleableCfb { s2k: StringToKey::Private { .. }, .. }
            | S2kParams::Aead { s2k: StringToKey::Private { .. }, .. }
    );
    !is_stub
}
