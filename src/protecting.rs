//! The way out in steps: what is done to all octets of a message may be done elsewhere, between two of them.

use crate::address::{Address, Mailboxes, distinct};
use crate::compose::{Draft, RecipientField};
use crate::decide::Permit;
use crate::error::Error;
use crate::label::Labelled;
use crate::mime::{AnswerPart, Entity, KeptDraft, SecretEntity};
use crate::protect::{
    Letters, Means, Posting, Postings, Stage, clear_posting, introductions, random_boundary, recorded,
};
use crate::seal::{Errand, OwnKey, Readers, Sealing, SessionKeys, Streaming};
use crate::time::{Instant, ZonedTime};
use crate::wire::{Letter, Outgoing, Stationery};
use rand::{CryptoRng, Rng};
use std::collections::VecDeque;
use zeroize::Zeroizing;

/// A draft that is being sealed, message by message. While there is a [`Protecting::sealing`], it has to be signed and its job
/// done, and then [`Protecting::go_on`]; where files come in pieces, there is an errand first, and then a [`Protecting::streaming`].
#[derive(Debug)]
pub struct Protecting {
    postings: Postings,
    /// What is to be sealed; nothing where the draft leaves unprotected.
    secret: Option<Secret>,
}

#[derive(Debug)]
struct Secret {
    entity: SecretEntity,
    from: Address,
    /// The sender's certificate, for letters.
    certificate: Vec<u8>,
    sealing: Option<(Copy, InHand)>,
    copies: VecDeque<Copy>,
}

#[derive(Debug)]
enum InHand {
    /// What is sealed in pieces has to be agreed on with its readers before.
    Agreeing(Box<SessionKeys>),
    Whole(Box<Sealing>),
    InPieces(Box<Streaming>),
}

/// A message to be sealed.
#[derive(Debug)]
enum Copy {
    /// To certificates.
    ToKeys { kept: bool, addresses: Vec<Address> },
    /// To one recipient's passphrase.
    Letter { to: Address },
}

impl Protecting {
    /// Labels and writes what a permit permits, and begins to seal it.
    ///
    /// # Errors
    /// As for [`seal`](crate::protect::seal).
    pub fn begin<R: Rng + CryptoRng>(
        permit: &Permit,
        means: &Means<'_>,
        rng: &mut R,
        progress: &mut dyn FnMut(Stage, u64, u64),
    ) -> Result<Self, Error> {
        Self::begin_in_pieces(permit, means, &[], rng, progress)
    }

    /// The same where files come later, in pieces. `away`: of those how many octets there will be, labels among them. Letters and
    /// what leaves unprotected are written whole.
    ///
    /// # Errors
    /// As for [`seal`](crate::protect::seal).
    pub fn begin_in_pieces<R: Rng + CryptoRng>(
        permit: &Permit,
        means: &Means<'_>,
        away: &[Option<u64>],
        rng: &mut R,
        progress: &mut dyn FnMut(Stage, u64, u64),
    ) -> Result<Self, Error> {
        let draft = permit.draft();
        let time = ZonedTime::parse_iso(&draft.input().date)
            .ok_or_else(|| Error::DraftMalformed { field: "date".to_owned() })?;
        let labelled = Labelled::mark(permit, time, means.action, means.letters.and_then(|letters| letters.expires));
        for (index, attachment) in draft.input().attachments.iter().enumerate() {
            if means.read.get(index) != Some(&attachment.size) {
                return Err(Error::AttachmentUnreadable { index });
            }
        }
        progress(Stage::Writing, 0, 1);
        let introductions = introductions(draft, means);
        let entity = Entity::write(&labelled, means.contents, away, introductions, &mut || random_boundary(rng))?;
        progress(Stage::Writing, 1, 1);
        let mut postings = Postings {
            messages: Vec::new(),
            protected: labelled.is_protected(),
            label: permit.label().map(|label| label.id.clone()),
            template: permit.template().map(|template| template.id.clone()),
            reasons: permit.reasons().iter().map(|(about, text)| recorded(permit, about, text)).collect(),
        };
        let entity = match entity {
            Entity::Secret(entity) => entity,
            Entity::Clear(entity) if !entity.gaps().is_empty() => return Err(Error::internal("protect::gaps")),
            Entity::Clear(entity) => {
                postings.messages.push(clear_posting(draft, entity)?);
                return Ok(Self { postings, secret: None });
            }
        };
        let mut protecting = Self { postings, secret: Some(Secret::begin(draft, entity, means)?) };
        protecting.next(means, rng)?;
        // Before anything is sealed, everyone's certificate has to be there.
        if let Some(secret) = &protecting.secret {
            for copy in &secret.copies {
                if let Copy::ToKeys { addresses, .. } = copy {
                    secret.readers(addresses, means)?;
                }
            }
        }
        Ok(protecting)
    }

    /// What is to be done next for the message in hand, but for one that is sealed in pieces.
    pub fn errand(&mut self) -> Option<Errand<'_>> {
        match &mut self.secret.as_mut()?.sealing.as_mut()?.1 {
            InHand::Agreeing(keys) => Some(Errand::Agree(keys.agreement())),
            InHand::Whole(sealing) => Some(Errand::Data(sealing.job())),
            InHand::InPieces(_) => None,
        }
    }

    /// The message in hand.
    pub fn sealing(&mut self) -> Option<&mut Sealing> {
        match &mut self.secret.as_mut()?.sealing.as_mut()?.1 {
            InHand::Whole(sealing) => Some(sealing),
            InHand::Agreeing(_) | InHand::InPieces(_) => None,
        }
    }

    /// The message in hand, where it is sealed in pieces.
    pub fn streaming(&mut self) -> Option<&mut Streaming> {
        match &mut self.secret.as_mut()?.sealing.as_mut()?.1 {
            InHand::InPieces(streaming) => Some(streaming),
            InHand::Agreeing(_) | InHand::Whole(_) => None,
        }
    }

    /// Begins to seal the message in hand, or puts it among the postings where its job is done, and takes the next.
    ///
    /// # Errors
    /// As for [`seal`](crate::protect::seal).
    pub fn go_on<R: Rng + CryptoRng>(&mut self, means: &Means<'_>, rng: &mut R) -> Result<(), Error> {
        let Some(secret) = &mut self.secret else { return Ok(()) };
        if let Some((copy, sealing)) = secret.sealing.take() {
            let mail_from = secret.from.addr_spec();
            let specs = |addresses: &[Address]| addresses.iter().map(Address::addr_spec).collect();
            let cover = means.letters.and_then(|letters| letters.key_cover.as_deref());
            let sealed = match sealing {
                InHand::Agreeing(keys) => {
                    let Copy::ToKeys { addresses, .. } = &copy else { return Err(Error::internal("protect::agreed")) };
                    let (readers, own) = (secret.readers(addresses, means)?, own_key(&secret.from, means)?);
                    let streaming = Streaming::begin(&secret.entity, &readers, *keys, own, means.now, rng)?;
                    secret.take(copy, InHand::InPieces(Box::new(streaming)));
                    return Ok(());
                }
                InHand::Whole(sealing) => sealing.finish(&secret.entity, rng)?,
                InHand::InPieces(streaming) => {
                    let Copy::ToKeys { kept, addresses } = copy else { return Err(Error::internal("protect::pieces")) };
                    let (streamed, boundary) = (streaming.finish()?, random_boundary(rng));
                    let (bytes, after) = Outgoing::streamed(&streamed, secret.entity.outer(), &boundary, cover);
                    let (rcpt_to, after) = (specs(&addresses), Some(after));
                    self.postings.messages.push(Posting { mail_from, rcpt_to, kept, bytes, after });
                    return self.next(means, rng);
                }
            };
            let (kept, rcpt_to, outgoing) = match copy {
                Copy::ToKeys { kept, addresses } => {
                    (kept, specs(&addresses), Outgoing::sealed(&sealed, &random_boundary(rng), cover))
                }
                Copy::Letter { to } => {
                    let (letters, (letter, _)) =
                        letter_for(means, &to).ok_or_else(|| Error::internal("protect::letter"))?;
                    let Letters { page, logo, pack, .. } = *letters;
                    let stationery = Stationery { page, logo, pack, certificate: &secret.certificate };
                    let outgoing = Outgoing::letter(&sealed, letter, &stationery, &mut || random_boundary(rng))?;
                    (false, vec![to.addr_spec()], outgoing)
                }
            };
            let (bytes, after) = (outgoing.into_bytes(), None);
            self.postings.messages.push(Posting { mail_from, rcpt_to, kept, bytes, after });
        }
        self.next(means, rng)
    }

    fn next<R: Rng + CryptoRng>(&mut self, means: &Means<'_>, rng: &mut R) -> Result<(), Error> {
        let Some(secret) = &mut self.secret else { return Ok(()) };
        let Some(copy) = secret.copies.pop_front() else { return Ok(()) };
        let own = own_key(&secret.from, means)?;
        let in_hand = match &copy {
            Copy::ToKeys { addresses, .. } => {
                let (entity, readers) = (&secret.entity, secret.readers(addresses, means)?);
                if entity.gaps().is_empty() {
                    InHand::Whole(Box::new(Sealing::begin(entity, &readers, own, means.now, rng)?))
                } else {
                    InHand::Agreeing(Box::new(SessionKeys::draw(&readers, rng)?))
                }
            }
            Copy::Letter { to } => {
                let (letters, (_, passphrase)) =
                    letter_for(means, to).ok_or_else(|| Error::internal("protect::letter"))?;
                let (entity, now) = (&secret.entity, means.now);
                InHand::Whole(Box::new(Sealing::to_passphrase(entity, passphrase, letters.reach, own, now, rng)?))
            }
        };
        secret.take(copy, in_hand);
        Ok(())
    }

    /// The messages, once nothing is to be sealed any more.
    ///
    /// # Errors
    /// [`Error::Internal`] before that.
    pub fn finish(self) -> Result<Postings, Error> {
        let is_done = |secret: &Secret| secret.sealing.is_none() && secret.copies.is_empty();
        if !self.secret.as_ref().is_none_or(is_done) {
            return Err(Error::internal("protect::finish"));
        }
        Ok(self.postings)
    }
}

impl Secret {
    fn begin(draft: &Draft, entity: SecretEntity, means: &Means<'_>) -> Result<Self, Error> {
        let from = draft.from().ok_or_else(|| Error::DraftMalformed { field: "from".to_owned() })?;
        let own = own_key(from, means)?;
        let named = |wanted: bool| {
            let recipients = draft.recipients().iter().filter(|to| letter_for(means, &to.address).is_none());
            recipients.filter(move |to| (to.field == RecipientField::Bcc) != wanted).map(|to| &to.address)
        };
        let mut groups: Vec<(bool, Vec<&Address>)> = vec![(true, distinct(named(true)))];
        let open = Mailboxes::new(named(true).collect());
        // Who is named openly gets the open copy, not a second one.
        for hidden in distinct(named(false)) {
            if open.places(hidden).is_empty() {
                groups.push((false, vec![hidden]));
            }
        }
        let owned = |addresses: Vec<&Address>| addresses.into_iter().cloned().collect();
        let to_keys = |(kept, addresses)| Copy::ToKeys { kept, addresses: owned(addresses) };
        let mut copies: VecDeque<Copy> = groups.into_iter().map(to_keys).collect();
        let mut certificate = Vec::new();
        if means.letters.is_some_and(|letters| !letters.people.is_empty()) {
            certificate = own.certificate().minimal(from).ok_or_else(|| Error::internal("protect::letters"))?;
            // A mail of their own for each recipient with a passphrase: sealed for them alone, and naming nobody who is hidden.
            let people = distinct(draft.recipients().iter().map(|to| &to.address));
            let people = people.into_iter().filter(|to| letter_for(means, to).is_some());
            copies.extend(people.map(|to| Copy::Letter { to: to.clone() }));
        }
        Ok(Self { entity, from: from.clone(), certificate, sealing: None, copies })
    }

    fn readers<'m>(&self, addresses: &[Address], means: &Means<'m>) -> Result<Readers<'m>, Error> {
        let addresses: Vec<&Address> = addresses.iter().collect();
        Readers::choose(&self.from, &addresses, means.certificates, own_key(&self.from, means)?)
    }

    fn take(&mut self, copy: Copy, in_hand: InHand) {
        // The last one that is begun has the payload in it.
        if self.copies.is_empty() && !matches!(in_hand, InHand::Agreeing(_)) {
            self.entity.drop_payload();
        }
        self.sealing = Some((copy, in_hand));
    }
}

fn own_key<'m>(from: &Address, means: &Means<'m>) -> Result<&'m OwnKey, Error> {
    means.own.filter(|own| own.belongs_to(from)).ok_or_else(|| Error::NoOwnKey { address: from.addr_spec() })
}

type Addressed = (Letter, Zeroizing<String>);

fn letter_for<'m>(means: &Means<'m>, address: &Address) -> Option<(&'m Letters<'m>, &'m Addressed)> {
    let letters = means.letters?;
    let is_to = |(letter, _): &&Addressed| Address::parse(&letter.address).is_ok_and(|to| to.same_mailbox(address));
    Some((letters, letters.people.iter().find(is_to)?))
}

/// A draft that is being sealed to its writer, as [`Protecting`] is.
#[derive(Debug)]
pub struct Keeping {
    entity: SecretEntity,
    sealing: Option<Sealing>,
    bytes: Vec<u8>,
}

impl Keeping {
    /// Writes the draft and begins to seal it.
    ///
    /// # Errors
    /// As for [`keep`](crate::protect::keep).
    pub fn begin<R: Rng + CryptoRng>(
        draft: &KeptDraft,
        files: &[AnswerPart],
        own: &OwnKey,
        now: Instant,
        rng: &mut R,
    ) -> Result<Self, Error> {
        if !own.belongs_to(&draft.from) {
            return Err(Error::NoOwnKey { address: draft.from.addr_spec() });
        }
        let mut entity = draft.write(files, random_boundary(rng))?;
        let readers = Readers::choose(&draft.from, &[], &[], own)?;
        let sealing = Some(Sealing::begin(&entity, &readers, own, now, rng)?);
        entity.drop_payload();
        Ok(Self { entity, sealing, bytes: Vec::new() })
    }

    /// The message in hand.
    pub fn sealing(&mut self) -> Option<&mut Sealing> {
        self.sealing.as_mut()
    }

    /// Writes the message, whose job is done.
    ///
    /// # Errors
    /// [`Error::Internal`] where it is not.
    pub fn go_on<R: Rng + CryptoRng>(&mut self, rng: &mut R) -> Result<(), Error> {
        if let Some(sealing) = self.sealing.take() {
            let sealed = sealing.finish(&self.entity, rng)?;
            self.bytes = Outgoing::sealed(&sealed, &random_boundary(rng), None).into_bytes();
        }
        Ok(())
    }

    /// The message, once it is written.
    ///
    /// # Errors
    /// [`Error::Internal`] before that.
    pub fn finish(self) -> Result<Vec<u8>, Error> {
        if self.sealing.is_some() { Err(Error::internal("protecting::keeping")) } else { Ok(self.bytes) }
    }
}
