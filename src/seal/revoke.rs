//! The end of a key, and what one key says about another.

use super::certificate::Certificate;
use super::key::OwnKey;
use super::statements::begin;
use crate::address::Address;
use crate::error::Error;
use crate::time::Instant;
use pgp::armor::BlockType;
use pgp::packet::{PacketTrait, RevocationCode, SignatureType, Subpacket, SubpacketData};
use pgp::ser::Serialize as _;
use pgp::types::{KeyDetails, KeyVersion, Password, Tag};
use rand::{CryptoRng, Rng};

/// Why a key is revoked (RFC 9580 section 5.2.3.31).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Nothing is said; for a revocation kept against the day the key is lost.
    None,
    /// Another key takes its place.
    Superseded,
    /// Somebody else has it.
    Compromised,
    /// It is not used any more.
    Retired,
}

/// A revocation.
#[derive(Debug)]
pub struct Revocation {
    /// The certificate as it is to be published now, binary.
    pub certificate: Vec<u8>,
    /// A revocation certificate to be kept, armored: whoever imports it revokes the key (RFC 9580 section 10.1.2).
    pub armored: Vec<u8>,
    /// The key itself, to be kept for opening old mail.
    pub key: OwnKey,
}

impl OwnKey {
    /// Revokes the key.
    ///
    /// # Errors
    /// [`Error::KeyWithoutPrimary`], [`Error::Internal`]
    pub fn revoked<R: Rng + CryptoRng>(&self, reason: Reason, now: Instant, rng: &mut R) -> Result<Revocation, Error> {
        let primary = self.primary()?;
        let failed = |_| Error::internal("seal::revoke");
        let code = match reason {
            Reason::None => RevocationCode::NoReason,
            Reason::Superseded => RevocationCode::KeySuperseded,
            Reason::Compromised => RevocationCode::KeyCompromised,
            Reason::Retired => RevocationCode::KeyRetired,
        };
        let says = SubpacketData::RevocationReason(code, Vec::new().into());
        let says = vec![Subpacket::regular(says).map_err(failed)?];
        let config = begin(primary, SignatureType::KeyRevocation, says, now, rng).map_err(failed)?;
        let signature = config.sign_key(primary, &Password::empty(), primary.public_key()).map_err(failed)?;
        let mut packets = Vec::new();
        if primary.version() == KeyVersion::V6 {
            primary.public_key().to_writer_with_header(&mut packets).map_err(failed)?;
        }
        signature.to_writer_with_header(&mut packets).map_err(failed)?;
        let mut secret = self.secret().clone();
        secret.details.revocation_signatures.push(signature);
        Ok(Revocation {
            certificate: secret.to_public_key().to_bytes().map_err(failed)?,
            armored: armored(packets, BlockType::PublicKey)?,
            key: Self::new(secret, now),
        })
    }

    /// Says of another's certificate that it belongs to an address: a certification by this key, as an organisation makes
    /// them for its people. The certificate comes back with it, binary.
    ///
    /// # Errors
    /// [`Error::RecipientCertificateUnusable`] where it does not have the address or may not be used,
    /// [`Error::KeyWithoutPrimary`], [`Error::Internal`]
    pub fn certified<R: Rng + CryptoRng>(
        &self,
        other: &Certificate,
        address: &Address,
        now: Instant,
        rng: &mut R,
    ) -> Result<Vec<u8>, Error> {
        let primary = self.primary()?;
        let failed = |_| Error::internal("seal::revoke::certified");
        if let Some(reason) = other.view(Some(address)).reason {
            return Err(Error::RecipientCertificateUnusable { address: address.addr_spec(), reason });
        }
        let mut key = other.key().clone();
        let signee = key.primary_key.clone();
        for user in &mut key.details.users {
            let of_address = user.id.as_str().and_then(super::certificate::address_of);
            if !of_address.is_some_and(|found| found.same_mailbox(address)) {
                continue;
            }
            let config = begin(primary, SignatureType::CertPositive, Vec::new(), now, rng).map_err(failed)?;
            let password = Password::empty();
            let signature = config.sign_certification_third_party(primary, &password, &signee, Tag::UserId, &user.id);
            user.signatures.push(signature.map_err(failed)?);
        }
        key.to_bytes().map_err(failed)
    }
}

/// Octets in ASCII armor, with the checksum that older programs want.
pub(super) fn armored(octets: Vec<u8>, kind: BlockType) -> Result<Vec<u8>, Error> {
    let mut text = Vec::new();
    pgp::armor::write(&Octets(octets), kind, &mut text, None, true).map_err(|_| Error::internal("seal::armored"))?;
    Ok(text)
}

struct Octets(Vec<u8>);

impl pgp::ser::Serialize for Octets {
    fn to_writer<W: std::io::Write>(&self, writer: &mut W) -> pgp::errors::Result<()> {
        Ok(writer.write_all(&self.0)?)
    }

    fn write_len(&self) -> usize {
        self.0.len()
    }
}
