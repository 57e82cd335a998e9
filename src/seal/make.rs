//! Making a key, and keeping it alive.

use super::key::OwnKey;
use super::statements::{bind, certify, describe, preferences, say_again};
use crate::address::Address;
use crate::error::Error;
use crate::time::Instant;
use pgp::composed::{SignedKeyDetails, SignedSecretKey, SignedSecretSubKey};
use pgp::crypto::public_key::PublicKeyAlgorithm;
use pgp::crypto::{ecdh, ed25519, eddsa_legacy, x25519};
use pgp::packet::{
    PacketTrait, PubKeyInner, PublicKey, PublicSubkey, SecretKey, SecretSubkey, Signature, SignatureType, Subpacket,
    SubpacketData, UserId,
};
use pgp::types::{KeyDetails, KeyVersion, Password, PlainSecretParams, PublicParams, SecretParams, Tag, Timestamp};
use rand::{CryptoRng, Rng};

const DAY: i64 = 86_400;

/// What kind of key to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// Version 4 on Curve25519, in the form that GnuPG 2.2 reads too.
    V4,
    /// Version 6 (RFC 9580), Ed25519 and X25519.
    V6,
}

/// A key to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewKey<'a> {
    /// The owner's name.
    pub name: &'a str,
    /// The owner's addresses, the main one first.
    pub addresses: &'a [&'a str],
    /// What kind.
    pub kind: KeyKind,
    /// Whether it also gets a subkey of ML-KEM-768 with X25519 (RFC 9980). Programs that do not know it use the other one.
    pub post_quantum: bool,
    /// For how many days it is valid; it can be renewed at any time. Without end if nothing is said.
    pub valid_days: Option<u32>,
}

/// Makes a key: a primary key that signs, subkeys that decrypt. `now` becomes its time of creation.
///
/// # Errors
/// [`Error::AddressMalformed`]; [`Error::Unsupported`] where this program was built without what is asked for;
/// [`Error::Internal`].
pub fn make_key<R: Rng + CryptoRng>(wish: &NewKey<'_>, now: Instant, rng: &mut R) -> Result<OwnKey, Error> {
    let mut user_ids = Vec::with_capacity(wish.addresses.len());
    for (index, address) in wish.addresses.iter().enumerate() {
        user_ids.push(user_id(wish.name, address, index)?);
    }
    let mut encrypting = vec![match wish.kind {
        KeyKind::V4 => Algorithm::Curve25519Legacy,
        KeyKind::V6 => Algorithm::X25519,
    }];
    if wish.post_quantum {
        encrypting.push(post_quantum()?);
    }
    let expires_after = wish.valid_days.map(|days| u32::try_from(i64::from(days) * DAY).unwrap_or(u32::MAX));
    let secret = generate(wish.kind, user_ids, &encrypting, expires_after, now, rng);
    Ok(OwnKey::new(secret.map_err(|_| Error::internal("seal::make"))?, now))
}

/// What keys are made of here. The library's own list of them would bring along how RSA and DSA keys are made.
#[derive(Debug, Clone, Copy)]
enum Algorithm {
    Ed25519Legacy,
    Ed25519,
    Curve25519Legacy,
    X25519,
    #[cfg(feature = "post-quantum")]
    MlKem768X25519,
}

impl Algorithm {
    fn number(self) -> PublicKeyAlgorithm {
        match self {
            Self::Ed25519Legacy => PublicKeyAlgorithm::EdDSALegacy,
            Self::Ed25519 => PublicKeyAlgorithm::Ed25519,
            Self::Curve25519Legacy => PublicKeyAlgorithm::ECDH,
            Self::X25519 => PublicKeyAlgorithm::X25519,
            #[cfg(feature = "post-quantum")]
            Self::MlKem768X25519 => PublicKeyAlgorithm::MlKem768X25519,
        }
    }

    fn generate<R: Rng + CryptoRng>(self, rng: &mut R) -> pgp::errors::Result<(PublicParams, SecretParams)> {
        let (public, secret) = match self {
            Self::Ed25519Legacy => {
                let secret = ed25519::SecretKey::generate(rng, ed25519::Mode::EdDSALegacy);
                let public = PublicParams::EdDSALegacy((&secret).into());
                (public, PlainSecretParams::EdDSALegacy(eddsa_legacy::SecretKey::Ed25519(secret)))
            }
            Self::Ed25519 => {
                let secret = ed25519::SecretKey::generate(rng, ed25519::Mode::Ed25519);
                (PublicParams::Ed25519((&secret).into()), PlainSecretParams::Ed25519(secret))
            }
            Self::Curve25519Legacy => {
                let secret = ecdh::SecretKey::Curve25519Legacy(ecdh::Curve25519Legacy::generate(rng));
                (PublicParams::ECDH((&secret).try_into()?), PlainSecretParams::ECDH(secret))
            }
            Self::X25519 => {
                let secret = x25519::SecretKey::generate(rng);
                (PublicParams::X25519((&secret).into()), PlainSecretParams::X25519(secret))
            }
            #[cfg(feature = "post-quantum")]
            Self::MlKem768X25519 => {
                let secret = pgp::crypto::ml_kem768_x25519::SecretKey::generate(rng);
                (PublicParams::MlKem768X25519((&secret).into()), PlainSecretParams::MlKem768X25519(secret))
            }
        };
        Ok((public, SecretParams::Plain(secret)))
    }
}

fn generate<R: Rng + CryptoRng>(
    kind: KeyKind,
    user_ids: Vec<UserId>,
    encrypting: &[Algorithm],
    expires_after: Option<u32>,
    now: Instant,
    rng: &mut R,
) -> pgp::errors::Result<SignedSecretKey> {
    let (version, signing) = match kind {
        KeyKind::V4 => (KeyVersion::V4, Algorithm::Ed25519Legacy),
        KeyKind::V6 => (KeyVersion::V6, Algorithm::Ed25519),
    };
    let created = Timestamp::from_secs(now.openpgp());
    let (public, secret) = signing.generate(&mut *rng)?;
    let inner = PubKeyInner::new(version, signing.number(), created, None, public)?;
    let primary = SecretKey::new(PublicKey::from_inner(inner)?, secret)?;
    // On a version 6 key one signature speaks for the whole, on a version 4 key each user ID's own.
    let mut direct = Vec::new();
    if version == KeyVersion::V6 {
        direct.push(describe(&primary, preferences(expires_after)?, now, rng)?);
    }
    let mut users = Vec::with_capacity(user_ids.len());
    for (index, user_id) in user_ids.into_iter().enumerate() {
        let mut says = if version == KeyVersion::V6 { Vec::new() } else { preferences(expires_after)? };
        if index == 0 {
            says.push(Subpacket::regular(SubpacketData::IsPrimary(true))?);
        }
        let signature = certify(&primary, &user_id, says, now, rng)?;
        users.push(user_id.into_signed(signature));
    }
    let mut subkeys = Vec::with_capacity(encrypting.len());
    for kind in encrypting {
        let (public, secret) = kind.generate(&mut *rng)?;
        let inner = PubKeyInner::new(version, kind.number(), created, None, public)?;
        let subkey = SecretSubkey::new(PublicSubkey::from_inner(inner)?, secret)?;
        let signature = bind(&primary, subkey.public_key(), now, rng)?;
        subkeys.push(SignedSecretSubKey::new(subkey, vec![signature]));
    }
    let details = SignedKeyDetails::new(Vec::new(), direct, users, Vec::new());
    Ok(SignedSecretKey::new(primary, details, Vec::new(), subkeys))
}

/// A user ID is free text; angle brackets in a name would forge its address.
fn user_id(name: &str, address: &str, index: usize) -> Result<UserId, Error> {
    let address = Address::parse(address).map_err(|reason| Error::AddressMalformed {
        field: "address".to_owned(),
        index,
        reason,
    })?;
    let name: String = name.chars().filter(|c| !c.is_control() && !"<>".contains(*c)).collect();
    let text = format!("{} <{}>", name.trim(), address.addr_spec());
    UserId::from_str(pgp::types::PacketHeaderVersion::default(), text.trim_start())
        .map_err(|_| Error::internal("seal::make::user_id"))
}

#[cfg(feature = "post-quantum")]
#[expect(clippy::unnecessary_wraps, reason = "without the feature it fails")]
fn post_quantum() -> Result<Algorithm, Error> {
    Ok(Algorithm::MlKem768X25519)
}

#[cfg(not(feature = "post-quantum"))]
fn post_quantum() -> Result<Algorithm, Error> {
    Err(Error::Unsupported { what: "post-quantum".to_owned() })
}

impl OwnKey {
    /// The same key, valid for so many days from `now`. What it says of its owner and preferences stays as it is; subkeys
    /// that never end by themselves are left alone.
    ///
    /// # Errors
    /// [`Error::KeyWithoutPrimary`] where the part that may say so lies elsewhere; [`Error::Internal`]
    pub fn renewed<R: Rng + CryptoRng>(&self, valid_days: u32, now: Instant, rng: &mut R) -> Result<Self, Error> {
        let mut secret = self.secret().clone();
        let primary = self.primary()?;
        let public = primary.public_key();
        let end = now.seconds() + i64::from(valid_days) * DAY;
        let after = |created: Timestamp| u32::try_from(end - i64::from(created.as_secs())).unwrap_or(u32::MAX);
        let password = Password::empty();
        let age = after(primary.created_at());
        for user in &mut secret.details.users {
            let verifies = |one: &Signature| one.verify_certification(public, Tag::UserId, &user.id).is_ok();
            // A revocation among them: then nothing is said again.
            let kind = Signature::is_certification;
            say_again(primary, &mut user.signatures, age, now, rng, (kind, verifies), |config| {
                config.sign_certification(primary, public, &password, user.id.tag(), &user.id)
            })?;
        }
        let verifies = |one: &Signature| one.verify_key(public).is_ok();
        let kind = |one: &Signature| one.typ() == Some(SignatureType::Key);
        say_again(primary, &mut secret.details.direct_signatures, age, now, rng, (kind, verifies), |config| {
            config.sign_key(primary, &password, public)
        })?;
        let ended = self.certificate().ends();
        for subkey in &mut secret.secret_subkeys {
            let (signee, created) = (subkey.key.public_key(), subkey.key.created_at());
            if lives(&subkey.signatures, created, ended, now) {
                rebind(primary, signee, &mut subkey.signatures, after(created), now, rng)?;
            }
        }
        for subkey in &mut secret.public_subkeys {
            let created = subkey.key.created_at();
            if lives(&subkey.signatures, created, ended, now) {
                rebind(primary, &subkey.key, &mut subkey.signatures, after(created), now, rng)?;
            }
        }
        Ok(Self::new(secret, now))
    }
}

/// Whether a subkey lives, or ended only together with the whole key; one that was let go stays as it is.
fn lives(said: &[Signature], created: Timestamp, ended: Option<i64>, now: Instant) -> bool {
    let newest = said.iter().max_by_key(|one| super::signature::created(one));
    let after = newest.and_then(Signature::key_expiration_time).map(|duration| i64::from(duration.as_secs()));
    let Some(end) = after.map(|seconds| i64::from(created.as_secs()) + seconds) else { return false };
    end > now.seconds() || ended.is_some_and(|ended| end >= ended)
}

fn rebind<R: Rng + CryptoRng>(
    primary: &SecretKey,
    subkey: &PublicSubkey,
    said: &mut Vec<Signature>,
    expires_after: u32,
    now: Instant,
    rng: &mut R,
) -> Result<(), Error> {
    let public = primary.public_key();
    let verifies = |one: &Signature| one.verify_subkey_binding(public, subkey).is_ok();
    let kind = |one: &Signature| one.typ() == Some(SignatureType::SubkeyBinding);
    let password = Password::empty();
    say_again(primary, said, expires_after, now, rng, (kind, verifies), |config| {
        config.sign_subkey_binding(primary, public, &password, subkey)
    })
}
