//! What a certificate is worth at one instant. Nothing in it counts before a self-signature over it verifies.

use super::certificate::{Parts, Subkey, User};
use super::public::{Material, PublicKey};
use super::signature::{CLOCK_SKEW, Signature, kind};
use super::subpacket::Said;
use crate::address::Address;
use crate::error::Refusal;
use crate::time::Instant;

/// Signatures of one kind tried for one component, newest first.
const MAX_TRIES: usize = 32;
/// Signatures tried for one certificate: a flooded one costs no more than this.
const MAX_EFFORT: usize = 256;

/// A certificate judged at one instant.
#[derive(Debug)]
pub(super) struct Judged<'p> {
    pub(super) parts: &'p Parts,
    pub(super) primary: Result<Binding, Refusal>,
    addresses: Vec<Address>,
    subkeys: Vec<Result<Binding, Refusal>>,
}

/// What a valid self-signature says of a key.
#[derive(Debug, Clone)]
pub(super) struct Binding {
    pub(super) said: Said,
    pub(super) expires: Option<i64>,
}

/// A key that may have signed something.
pub(super) struct Signing<'p> {
    pub(super) key: &'p PublicKey,
    pub(super) usable: bool,
    pub(super) expires: Option<i64>,
}

/// What checking may still cost. Where nothing is left, nothing is believed.
struct Effort(usize);

impl Effort {
    fn spend(&mut self, tried: usize) -> bool {
        let may = self.0 > 0 && tried < MAX_TRIES;
        self.0 = self.0.saturating_sub(1);
        may
    }
}

impl<'p> Judged<'p> {
    pub(super) fn at(parts: &'p Parts, now: Instant) -> Self {
        Self::as_of(parts, now, now)
    }

    /// By all that is said of it until `now`: what of it lived `then`.
    fn as_of(parts: &'p Parts, now: Instant, then: Instant) -> Self {
        let mut effort = Effort(MAX_EFFORT);
        let mut judged = Self { parts, primary: Err(Refusal::BadBinding), addresses: Vec::new(), subkeys: Vec::new() };
        judged.primary = judged.judge_primary(now, then, &mut effort);
        let subkeys = parts.subkeys.iter();
        judged.subkeys = subkeys.map(|subkey| judge_subkey(&parts.primary, subkey, now, then, &mut effort)).collect();
        judged
    }

    /// The same, its keys as they lived when something was signed, if one has expired since. What is said of them counts whenever it
    /// was said.
    pub(super) fn before_expiry(&self, now: Instant, then: Instant) -> Option<Self> {
        let mut all = std::iter::once(&self.primary).chain(&self.subkeys);
        let expired = all.any(|state| matches!(state, Err(Refusal::Expired)));
        expired.then(|| Self::as_of(self.parts, now, then))
    }

    /// User IDs first: on version 4 keys their self-signatures carry what is said of the primary key.
    fn judge_primary(&mut self, now: Instant, then: Instant, effort: &mut Effort) -> Result<Binding, Refusal> {
        let parts = self.parts;
        let primary = &parts.primary;
        if let Material::Refused(why) = primary.material {
            return Err(why);
        }
        let covers = |signature: &Signature| signature.covers(primary, &[&primary.hashed]);
        let revoked = is_revoked(&parts.direct, kind::KEY_REVOCATION, i64::MIN, effort, covers);
        let is_direct = |signature: &Signature| signature.kind == kind::DIRECT_KEY;
        let direct = newest_valid(&parts.direct, now, effort, is_direct, covers);
        let mut refused = Refusal::BadBinding;
        if let (Err(why), true) = (&direct, parts.direct.iter().any(is_direct)) {
            refused = refused.max(*why);
        }
        let mut best: Option<((bool, i64), &Signature)> = None;
        for user in &parts.users {
            match judge_user(primary, user, now, effort) {
                Ok(Some(signature)) => {
                    self.addresses.extend(address_of(&user.id));
                    let rank = (signature.said.is_primary, signature.created());
                    if best.is_none_or(|(other, _)| other < rank) {
                        best = Some((rank, signature));
                    }
                }
                Ok(None) => {}
                Err(why) => refused = refused.max(why),
            }
        }
        if revoked {
            return Err(Refusal::Revoked);
        }
        // RFC 9580 section 10.1: a version 6 key is described by its direct key signature.
        let signature = match (direct, best) {
            (Ok(direct), _) if primary.version == 6 => direct,
            (_, Some((_, user))) => user,
            (Ok(direct), None) => direct,
            (Err(_), None) => return Err(refused),
        };
        Binding::of(signature, primary).in_time(primary, then)
    }

    /// Whether a valid user ID has this address.
    pub(super) fn belongs_to(&self, address: &Address) -> bool {
        self.addresses.iter().any(|known| known.same_mailbox(address))
    }

    /// The first address of its user IDs.
    pub(super) fn address(&self) -> Option<String> {
        self.addresses.first().map(Address::addr_spec)
    }

    /// The first address that a user ID has, valid or not: for saying whose certificate is not used, never for using it.
    pub(super) fn claimed_address(&self) -> Option<String> {
        let claimed = self.parts.users.iter().find_map(|user| address_of(&user.id));
        claimed.map(|address| address.addr_spec())
    }

    /// Keys that may have signed, of algorithms known here.
    pub(super) fn signing_keys(&self) -> Vec<Signing<'p>> {
        let primary = self.primary.as_ref().ok();
        let of = |key, binding: Option<&Binding>| Signing {
            key,
            usable: primary.is_some() && binding.is_some_and(|binding| binding.said.can_sign()),
            expires: binding.and_then(|binding| binding.expires),
        };
        let subkeys = self.parts.subkeys.iter().zip(&self.subkeys);
        let subkeys = subkeys.map(|(subkey, state)| of(&subkey.key, state.as_ref().ok()));
        let all = std::iter::once(of(&self.parts.primary, primary)).chain(subkeys);
        // What a key of another algorithm signed is not wrong, but unknown here.
        all.filter(|one| !matches!(one.key.material, Material::Refused(Refusal::Unsupported))).collect()
    }

    /// The key to encrypt to: the newest subkey that may, or the primary key if none does and it may.
    pub(super) fn encryption_key(&self) -> Result<&'p PublicKey, Refusal> {
        let primary = self.primary.as_ref().map_err(|why| *why)?;
        let mut refusal = Refusal::NoUsableSubkey;
        let mut newest: Option<&PublicKey> = None;
        for (Subkey { key, .. }, state) in self.parts.subkeys.iter().zip(&self.subkeys) {
            match state {
                Ok(binding) if binding.may_encrypt(key) => {
                    if newest.is_none_or(|other| other.created <= key.created) {
                        newest = Some(key);
                    }
                }
                Err(why) if key.encrypts() || matches!(why, Refusal::WeakAlgorithm | Refusal::Unsupported) => {
                    refusal = refusal.max(*why);
                }
                Ok(_) | Err(_) => {}
            }
        }
        let own = || {
            let key = &self.parts.primary;
            (key.encrypts() && primary.said.can_encrypt()).then_some(key)
        };
        newest.or_else(own).ok_or(refusal)
    }
}

impl Binding {
    fn of(signature: &Signature, key: &PublicKey) -> Self {
        let lifetime = signature.said.key_expires_after.filter(|seconds| *seconds > 0);
        Self { said: signature.said.clone(), expires: lifetime.map(|seconds| key.created + seconds) }
    }

    fn in_time(self, key: &PublicKey, now: Instant) -> Result<Self, Refusal> {
        if key.created > now.seconds() + CLOCK_SKEW {
            return Err(Refusal::NotYetValid);
        }
        if self.expires.is_some_and(|expires| expires <= now.seconds()) {
            return Err(Refusal::Expired);
        }
        Ok(self)
    }

    /// A key whose algorithm can only encrypt needs no flag; any other must have been given the capability.
    fn may_encrypt(&self, key: &PublicKey) -> bool {
        let only_encrypts = !matches!(key.material, Material::Rsa(_));
        key.encrypts() && (self.said.can_encrypt() || (self.said.flags.is_none() && only_encrypts))
    }
}

/// The newest self-signature of a user ID; nothing if it is revoked or no text.
fn judge_user<'u>(
    primary: &PublicKey,
    user: &'u User,
    now: Instant,
    effort: &mut Effort,
) -> Result<Option<&'u Signature>, Refusal> {
    let length = u32::try_from(user.id.len()).unwrap_or(u32::MAX).to_be_bytes();
    let covers = |signature: &Signature| signature.covers(primary, &[&primary.hashed, &[0xb4], &length, &user.id]);
    let is_certification = |signature: &Signature| kind::CERTIFICATION.contains(&signature.kind);
    let signature = newest_valid(&user.signatures, now, effort, is_certification, covers)?;
    let revocation = kind::CERTIFICATION_REVOCATION;
    let revoked = is_revoked(&user.signatures, revocation, signature.created(), effort, covers);
    Ok(Some(signature).filter(|_| !revoked && std::str::from_utf8(&user.id).is_ok()))
}

fn judge_subkey(
    primary: &PublicKey,
    subkey: &Subkey,
    now: Instant,
    then: Instant,
    effort: &mut Effort,
) -> Result<Binding, Refusal> {
    let Subkey { key, signatures } = subkey;
    if let Material::Refused(why) = key.material {
        return Err(why);
    }
    let pieces = [primary.hashed.as_slice(), &key.hashed];
    let covers = |signature: &Signature| signature.covers(primary, &pieces);
    if is_revoked(signatures, kind::SUBKEY_REVOCATION, i64::MIN, effort, covers) {
        return Err(Refusal::Revoked);
    }
    let is_binding = |signature: &Signature| signature.kind == kind::SUBKEY_BINDING;
    let signature = newest_valid(signatures, now, effort, is_binding, covers)?;
    // A key that signs has to agree to being bound, or another's signing key could be claimed (section 5.2.1.9).
    if signature.said.can_sign() {
        let back = signature.said.embedded.as_deref().and_then(Signature::read);
        let agrees =
            |back: Signature| back.kind == kind::PRIMARY_KEY_BINDING && back.is_strong() && back.covers(key, &pieces);
        if !back.is_some_and(agrees) {
            return Err(Refusal::BadBinding);
        }
    }
    Binding::of(signature, key).in_time(key, then)
}

/// Whether one of these revokes something since an instant. Where there are more of them than can be tried, nothing is said
/// to be in order: or many forged ones would hide the genuine one.
fn is_revoked(
    signatures: &[Signature],
    kind: u8,
    since: i64,
    effort: &mut Effort,
    covers: impl Fn(&Signature) -> bool,
) -> bool {
    let claims = signatures.iter().filter(|signature| signature.kind == kind && signature.created() >= since);
    claims.enumerate().any(|(tried, signature)| !effort.spend(tried) || covers(signature))
}

/// In a function of its own: where closures are handed in, sorting would be compiled for each of them.
fn newest_first(signatures: &mut [&Signature]) {
    signatures.sort_by_key(|signature| std::cmp::Reverse(signature.created()));
}

/// The newest self-signature of a kind that counts at `now`.
fn newest_valid<'s>(
    signatures: &'s [Signature],
    now: Instant,
    effort: &mut Effort,
    is_kind: impl Fn(&Signature) -> bool,
    covers: impl Fn(&Signature) -> bool,
) -> Result<&'s Signature, Refusal> {
    let mut candidates: Vec<&Signature> = signatures.iter().filter(|one| is_kind(one)).collect();
    newest_first(&mut candidates);
    let mut refusal = Refusal::BadBinding;
    for (tried, signature) in candidates.into_iter().enumerate() {
        if signature.is_from_the_future(now) {
            refusal = Refusal::NotYetValid;
        } else if signature.is_expired(now) {
            refusal = Refusal::Expired;
        } else if !signature.is_strong() {
            refusal = Refusal::WeakAlgorithm;
        } else if !effort.spend(tried) {
            break;
        } else if !signature.said.unknown && covers(signature) {
            return Ok(signature);
        }
    }
    Err(refusal)
}

/// The address in a user ID: `Name (comment) <address>` or the bare address.
fn address_of(user_id: &[u8]) -> Option<Address> {
    let user_id = std::str::from_utf8(user_id).ok()?;
    let spec = match user_id.rsplit_once('<') {
        Some((_, spec)) => spec.split('>').next()?,
        None => user_id,
    };
    Address::parse(spec).ok()
}
