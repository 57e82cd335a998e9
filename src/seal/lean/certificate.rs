//! A certificate taken apart (RFC 9580 section 10.1); what it is worth stands in `judge`.

use super::armor::dearmor;
use super::content::relevant;
use super::packet::tag;
use super::public::PublicKey;
use super::signature::{Signature, kind};
use crate::error::Error;

/// A certificate longer than this is refused unread.
const MAX_BYTES: usize = 1024 * 1024;
/// User IDs and subkeys looked at.
const MAX_COMPONENTS: usize = 64;

/// The parts of a certificate, nothing of them checked.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) primary: PublicKey,
    /// Over the primary key alone: what is said of it, and that it is revoked.
    pub(super) direct: Vec<Signature>,
    pub(super) users: Vec<User>,
    pub(super) subkeys: Vec<Subkey>,
}

#[derive(Debug)]
pub(super) struct User {
    pub(super) id: Vec<u8>,
    pub(super) signatures: Vec<Signature>,
}

#[derive(Debug)]
pub(super) struct Subkey {
    pub(super) key: PublicKey,
    pub(super) signatures: Vec<Signature>,
}

/// Whose signatures follow.
enum Place {
    Primary,
    User,
    Subkey,
    Nobody,
}

impl Parts {
    /// The first certificate in a file, binary or armored.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Error> {
        let malformed = || Error::CertificateMalformed {};
        if bytes.len() > MAX_BYTES {
            return Err(malformed());
        }
        let octets = dearmor(bytes).map_err(|_| malformed())?;
        let packets = relevant(&octets).map_err(|_| malformed())?;
        let mut packets = packets.iter();
        let first = packets.next().filter(|packet| packet.tag == tag::PUBLIC_KEY).ok_or_else(malformed)?;
        let primary = PublicKey::read(&first.body).ok_or_else(malformed)?;
        let mut parts = Self { primary, direct: Vec::new(), users: Vec::new(), subkeys: Vec::new() };
        let mut place = Place::Primary;
        for packet in packets {
            match packet.tag {
                tag::PUBLIC_KEY => break,
                tag::SIGNATURE => parts.take_signature(&place, &packet.body),
                tag::USER_ID if parts.users.len() < MAX_COMPONENTS => {
                    parts.users.push(User { id: packet.body.to_vec(), signatures: Vec::new() });
                    place = Place::User;
                }
                tag::PUBLIC_SUBKEY if parts.subkeys.len() < MAX_COMPONENTS => {
                    place = match PublicKey::read(&packet.body).filter(|key| key.version == parts.primary.version) {
                        Some(key) => {
                            parts.subkeys.push(Subkey { key, signatures: Vec::new() });
                            Place::Subkey
                        }
                        None => Place::Nobody,
                    };
                }
                tag::USER_ID | tag::PUBLIC_SUBKEY | tag::USER_ATTRIBUTE => place = Place::Nobody,
                _ => return Err(malformed()),
            }
        }
        Ok(parts)
    }

    fn take_signature(&mut self, place: &Place, body: &[u8]) {
        let Some(signature) = Signature::read(body) else { return };
        let list = match (place, signature.kind) {
            (Place::Nobody, _) => return,
            // Wherever somebody's program has put it.
            (_, kind::DIRECT_KEY | kind::KEY_REVOCATION) => Some(&mut self.direct),
            (Place::Primary, _) => None,
            (Place::User, _) => self.users.last_mut().map(|user| &mut user.signatures),
            (Place::Subkey, _) => self.subkeys.last_mut().map(|subkey| &mut subkey.signatures),
        };
        // Those of other people say nothing here.
        if let Some(list) = list
            && signature.names(&self.primary)
        {
            list.push(signature);
        }
    }
}
