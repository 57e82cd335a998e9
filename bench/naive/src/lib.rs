//! The few calls that the measurements make, straight to rPGP's own: no browser cryptography, no SIMD, nothing remembered.

use pgp::composed::{
    ArmorOptions, Deserializable, EncryptionCaps, KeyType, Message, MessageBuilder, SecretKeyParamsBuilder,
    SignedPublicKey, SignedSecretKey, SubkeyParamsBuilder,
};
use pgp::crypto::aead::{AeadAlgorithm, ChunkSize};
use pgp::crypto::ecc_curve::ECCCurve;
use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::packet::PublicSubkey;
use pgp::ser::Serialize as _;
use pgp::types::{KeyDetails as _, KeyVersion, Password, StringToKey};
use rand::thread_rng;
use wasm_bindgen::prelude::*;

fn thrown(error: impl std::fmt::Display) -> JsError {
    JsError::new(&error.to_string())
}

/// Certificates, parsed and verified.
#[wasm_bindgen]
#[derive(Default)]
pub struct Readers(Vec<SignedPublicKey>);

#[wasm_bindgen]
impl Readers {
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add(&mut self, certificate: &[u8]) -> Result<(), JsError> {
        let certificate = SignedPublicKey::from_bytes(certificate).map_err(thrown)?;
        certificate.verify_bindings().map_err(thrown)?;
        self.0.push(certificate);
        Ok(())
    }

    fn keys(&self) -> impl Iterator<Item = &PublicSubkey> {
        let encrypting = |certificate: &'_ SignedPublicKey| {
            certificate.public_subkeys.iter().position(|key| key.key.algorithm().can_encrypt())
        };
        self.0
            .iter()
            .filter_map(move |certificate| encrypting(certificate).map(|at| &certificate.public_subkeys[at].key))
    }
}

/// A secret key, parsed and verified.
#[wasm_bindgen]
pub struct Secret(SignedSecretKey);

#[wasm_bindgen]
impl Secret {
    #[wasm_bindgen(constructor)]
    pub fn new(key: &[u8]) -> Result<Secret, JsError> {
        let key = SignedSecretKey::from_bytes(key).map_err(thrown)?;
        key.verify_bindings().map_err(thrown)?;
        Ok(Self(key))
    }
}

/// Encrypts, and signs where `hash` says by what: 256 or 512. `container`: `CFB`, `GCM` or `OCB`.
#[wasm_bindgen]
pub fn seal(
    data: Vec<u8>,
    readers: &Readers,
    signer: &Secret,
    hash: u32,
    container: &str,
    armored: bool,
) -> Result<Vec<u8>, JsError> {
    let mut rng = thread_rng();
    let hash = match hash {
        0 => None,
        256 => Some(HashAlgorithm::Sha256),
        512 => Some(HashAlgorithm::Sha512),
        _ => return Err(JsError::new("unknown hash")),
    };
    let plain = MessageBuilder::from_bytes("", data);
    macro_rules! finished {
        ($builder:expr) => {{
            let mut builder = $builder;
            for key in readers.keys() {
                builder.encrypt_to_key(&mut rng, key).map_err(thrown)?;
            }
            if let Some(hash) = hash {
                builder.sign(&signer.0.primary_key, Password::empty(), hash);
            }
            if armored {
                builder.to_armored_string(&mut rng, ArmorOptions::default()).map(String::into_bytes).map_err(thrown)
            } else {
                builder.to_vec(&mut rng).map_err(thrown)
            }
        }};
    }
    match container {
        "CFB" => finished!(plain.seipd_v1(&mut rng, SymmetricKeyAlgorithm::AES256)),
        "GCM" => {
            finished!(plain.seipd_v2(&mut rng, SymmetricKeyAlgorithm::AES256, AeadAlgorithm::Gcm, ChunkSize::C256KiB))
        }
        "OCB" => {
            finished!(plain.seipd_v2(&mut rng, SymmetricKeyAlgorithm::AES256, AeadAlgorithm::Ocb, ChunkSize::C256KiB))
        }
        _ => Err(JsError::new("unknown container")),
    }
}

/// Decrypts and checks the signature, where there has to be one.
#[wasm_bindgen]
pub fn open(message: &[u8], armored: bool, reader: &Secret, signers: &Readers) -> Result<Vec<u8>, JsError> {
    let message = if armored {
        Message::from_armor(message).map_err(thrown)?.0
    } else {
        Message::from_bytes(message).map_err(thrown)?
    };
    let mut message = message.decrypt(&Password::empty(), &reader.0).map_err(thrown)?;
    let data = message.as_data_vec().map_err(thrown)?;
    for signer in &signers.0 {
        message.verify(signer).map_err(thrown)?;
    }
    Ok(data)
}

/// To a passphrase: by Argon2id in SEIPDv2, or by iterated SHA-256 in SEIPDv1.
#[wasm_bindgen]
pub fn seal_to_passphrase(data: Vec<u8>, passphrase: &str, argon2: bool) -> Result<Vec<u8>, JsError> {
    let mut rng = thread_rng();
    let plain = MessageBuilder::from_bytes("", data);
    let passphrase = Password::from(passphrase);
    if argon2 {
        let mut builder =
            plain.seipd_v2(&mut rng, SymmetricKeyAlgorithm::AES256, AeadAlgorithm::Gcm, ChunkSize::C256KiB);
        let s2k = StringToKey::new_argon2(&mut rng, 3, 4, 16);
        builder.encrypt_with_password(&mut rng, s2k, &passphrase).map_err(thrown)?;
        return builder.to_vec(&mut rng).map_err(thrown);
    }
    let mut builder = plain.seipd_v1(&mut rng, SymmetricKeyAlgorithm::AES256);
    let s2k = StringToKey::new_iterated(&mut rng, HashAlgorithm::Sha256, 224);
    builder.encrypt_with_password(s2k, &passphrase).map_err(thrown)?;
    builder.to_vec(&mut rng).map_err(thrown)
}

/// Reads a secret key and unlocks it.
#[wasm_bindgen]
pub fn unlock(key: &[u8], passphrase: &str) -> Result<(), JsError> {
    let key = SignedSecretKey::from_bytes(key).map_err(thrown)?;
    let passphrase = Password::from(passphrase);
    key.primary_key.unlock(&passphrase, |_, _| Ok(())).map_err(thrown)?.map_err(thrown)?;
    for subkey in &key.secret_subkeys {
        subkey.key.unlock(&passphrase, |_, _| Ok(())).map_err(thrown)?.map_err(thrown)?;
    }
    Ok(())
}

/// A key with a subkey and a user ID.
#[wasm_bindgen]
pub fn make_key(user_id: &str, v6: bool) -> Result<Vec<u8>, JsError> {
    let (version, signing, encrypting) = if v6 {
        (KeyVersion::V6, KeyType::Ed25519, KeyType::X25519)
    } else {
        (KeyVersion::V4, KeyType::Ed25519Legacy, KeyType::ECDH(ECCCurve::Curve25519Legacy))
    };
    let mut subkey = SubkeyParamsBuilder::default();
    subkey.version(version).key_type(encrypting).can_encrypt(EncryptionCaps::All);
    let mut key = SecretKeyParamsBuilder::default();
    key.version(version).key_type(signing).can_certify(true).can_sign(true).primary_user_id(user_id.to_owned());
    key.subkeys(vec![subkey.build().map_err(thrown)?]);
    let key = key.build().map_err(thrown)?.generate(thread_rng()).map_err(thrown)?;
    key.to_bytes().map_err(thrown)
}
