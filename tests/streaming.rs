//! Is what is sealed in pieces the message that would have been sealed whole?

use crate::people::{ACTION, Person, bundle, draft, looked, now, open};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use zegel::compose::{AttachmentInput, Draft, DraftInput};
use zegel::contents::Eyes;
use zegel::decide::Permit;
use zegel::error::Error;
use zegel::protect::{Means, Posting, Protecting, permit};
use zegel::seal::{Certificate, Digest, Found, KeyKind, PieceHash, SignatureState};
use zegel::time::Instant;

const CHUNK: usize = 256 * 1024;

fn counting(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from(at * 7 % 251).unwrap()).collect()
}

/// Noor writes to Lee and, hidden, to Max.
struct Mail {
    noor: Person,
    lee: Person,
    found: Vec<Found>,
    permit: Permit,
    now: Instant,
}

fn mail(kind: KeyKind, files: &[Vec<u8>], change: impl Fn(&mut DraftInput)) -> Mail {
    let [noor, lee, max] = [("Noor", "noor@example.org"), ("Lee", "lee@example.org"), ("Max", "max@example.org")]
        .map(|(name, address)| Person::new(name, address, kind));
    let attachment = |(at, bytes): (usize, &Vec<u8>)| AttachmentInput {
        name: format!("{at} =?.bin"),
        media_type: "application/octet-stream".to_owned(),
        size: bytes.len() as u64,
        ..AttachmentInput::default()
    };
    let mut input = draft("noor@example.org", &["lee@example.org"]);
    input.bcc = vec!["max@example.org".to_owned()];
    input.protection = Some("encrypt".to_owned());
    input.attachments = files.iter().enumerate().map(attachment).collect();
    change(&mut input);
    let contents: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
    let looked = looked(&bundle(), &input, &contents);
    let looked: Vec<_> = looked.iter().map(Some).collect();
    let draft = Draft::new(input);
    let sight = Eyes::of(&bundle()).see(&bundle(), &draft, &looked);
    let (permit, _) = permit(&bundle(), draft, &sight, now()).unwrap();
    let found = [&noor, &lee, &max].into_iter().flat_map(|person| {
        let read = Certificate::read_all(&person.certificate, now()).unwrap();
        read.into_iter().map(|certificate| Found { address: person.address.clone(), certificate })
    });
    let found = found.collect();
    Mail { noor, lee, found, permit, now: now() }
}

impl Mail {
    /// `away`: which files come in pieces. `serve` gives the pieces.
    fn sealed(
        &self,
        files: &[Vec<u8>],
        away: &[bool],
        serve: &mut dyn FnMut(usize, &[u8]) -> Vec<u8>,
    ) -> Result<Vec<Vec<u8>>, Error> {
        let mut rng = StdRng::seed_from_u64(7);
        let read: Vec<u64> = files.iter().map(|file| file.len() as u64).collect();
        let is_away = |at: usize| away.get(at) == Some(&true);
        let contents: Vec<&[u8]> =
            files.iter().enumerate().map(|(at, file)| if is_away(at) { &[] } else { file.as_slice() }).collect();
        let away: Vec<Option<u64>> = read.iter().enumerate().map(|(at, size)| is_away(at).then_some(*size)).collect();
        let means = Means {
            contents: &contents,
            read: &read,
            certificates: &self.found,
            action: ACTION,
            own: Some(&self.noor.key),
            letters: None,
            now: self.now,
        };
        let mut protecting = Protecting::begin_in_pieces(&self.permit, &means, &away, &mut rng, &mut |_, _, _| {})?;
        let mut pieces = Vec::new();
        loop {
            if let Some(streaming) = protecting.streaming() {
                let mut out = Vec::new();
                // Of every other message what is signed is hashed out here.
                let digest = streaming.digest().filter(|_| pieces.len() % 2 == 0);
                let (mut fed, mut done) = (Vec::new(), 0);
                if digest.is_some() {
                    streaming.leave_hashing();
                }
                while !streaming.is_closed() {
                    if let Some(wanted) = streaming.wanted() {
                        let from = usize::try_from(wanted.from).unwrap();
                        let piece = &files[wanted.file][from..from + wanted.length];
                        streaming.feed(&serve(wanted.file, piece))?;
                    } else {
                        let sum = digest.as_ref().map(|digest| hashed(digest, &fed));
                        streaming.sign(&self.noor.key, sum.as_deref())?;
                    }
                    fed.truncate(done);
                    fed.extend_from_slice(streaming.waiting());
                    done += streaming.ready().octets.len();
                    out.extend(streaming.seal()?);
                }
                pieces.push(out);
            } else if let Some(sealing) = protecting.sealing() {
                sealing.sign(&self.noor.key, None)?;
                sealing.job().run(&mut |_, _| {});
            } else if let Some(errand) = protecting.errand() {
                errand.run(&mut |_, _| {});
            } else {
                break;
            }
            protecting.go_on(&means, &mut rng)?;
        }
        let postings = protecting.finish()?;
        assert!(pieces.is_empty() != postings.messages.iter().all(|posting| posting.after.is_some()));
        pieces.resize(postings.messages.len(), Vec::new());
        let whole = |(Posting { bytes, after, .. }, middle): (Posting, Vec<u8>)| {
            [bytes, middle, after.unwrap_or_default()].concat()
        };
        Ok(postings.messages.into_iter().zip(pieces).map(whole).collect())
    }
}

/// What a digest asks for, in everything that was fed.
fn hashed(digest: &Digest, fed: &[u8]) -> Vec<u8> {
    let mut hash = PieceHash::new(digest.algorithm).unwrap();
    for piece in [&digest.salt, &fed[digest.payload.clone()], &digest.tail] {
        hash.update(piece);
    }
    hash.finish()
}

fn as_it_is(_: usize, piece: &[u8]) -> Vec<u8> {
    piece.to_vec()
}

#[test]
fn what_is_sealed_in_pieces_is_what_would_be_sealed_whole() {
    for kind in [KeyKind::V4, KeyKind::V6] {
        for sizes in [
            vec![1],
            vec![2, 3, 0],
            vec![56, 57, 58],
            vec![CHUNK * 3 / 4 - 1000, 5],
            vec![CHUNK - 1, CHUNK, CHUNK + 1],
            vec![(1 << 20) - 1, 1 << 20, (1 << 20) + 1],
            vec![57 << 14, 1, (57 << 14) + 1],
        ] {
            let files: Vec<Vec<u8>> = sizes.iter().copied().map(counting).collect();
            let mail = mail(kind, &files, |_| ());
            let whole = mail.sealed(&files, &[], &mut as_it_is).unwrap();
            assert_eq!(whole.len(), 2, "one of them for who is hidden");
            let mut away: Vec<bool> = sizes.iter().map(|size| *size > 0).collect();
            let pieces = mail.sealed(&files, &away, &mut as_it_is).unwrap();
            assert!(pieces == whole, "{kind:?} {sizes:?}");
            if away.len() > 1 {
                away[0] = false;
                assert!(mail.sealed(&files, &away, &mut as_it_is).unwrap() == whole, "{kind:?} {sizes:?}, some here");
            }
            let opened = open(&pieces[0], &mail.lee, &[&mail.noor]);
            assert_eq!(opened.signature.state, SignatureState::Valid);
            assert!(opened.contents == files);
        }
    }
}

#[test]
fn around_eight_mebibytes_too() {
    for kind in [KeyKind::V4, KeyKind::V6] {
        for size in [(8 << 20) - 1, (8 << 20) + 1] {
            let files = [counting(size)];
            let mail = mail(kind, &files, |input| input.bcc.clear());
            let whole = mail.sealed(&files, &[], &mut as_it_is).unwrap();
            assert!(mail.sealed(&files, &[true], &mut as_it_is).unwrap() == whole, "{kind:?} {size}");
        }
    }
}

#[test]
fn pictures_in_the_text_may_come_in_pieces_too() {
    let files = [counting(3000), counting(2000)];
    let mail = mail(KeyKind::V4, &files, |input| {
        input.html = Some("<p>Hello <img src=\"cid:one@example.org\"></p>".to_owned());
        input.attachments[1].content_id = Some("one@example.org".to_owned());
    });
    let whole = mail.sealed(&files, &[], &mut as_it_is).unwrap();
    assert!(mail.sealed(&files, &[true, true], &mut as_it_is).unwrap() == whole);
}

#[test]
fn a_file_that_changed_meanwhile_is_told_and_nothing_leaves() {
    let files = [counting(10), counting(2 << 20)];
    let mail = mail(KeyKind::V6, &files, |_| ());
    for change in [-1_isize, 1, isize::MIN] {
        let mut served = 0;
        let refused = mail.sealed(&files, &[true, true], &mut |file, piece| {
            served += 1;
            let length = if served == 3 { piece.len().saturating_add_signed(change) } else { piece.len() };
            assert!(served != 3 || file == 1);
            let mut piece = piece.to_vec();
            piece.resize(length, 0);
            piece
        });
        assert_eq!(refused.unwrap_err(), Error::AttachmentUnreadable { index: 1 });
    }
}

#[test]
fn nothing_is_given_for_whole_that_is_not() {
    let files = [counting(2 << 20)];
    let mail = mail(KeyKind::V6, &files, |_| ());
    let read = [2 << 20];
    let means = Means {
        contents: &[&[]],
        read: &read,
        certificates: &mail.found,
        action: ACTION,
        own: Some(&mail.noor.key),
        letters: None,
        now: now(),
    };
    let mut rng = StdRng::seed_from_u64(7);
    let begin = |rng: &mut StdRng| {
        let away = [Some(2 << 20)];
        let mut protecting = Protecting::begin_in_pieces(&mail.permit, &means, &away, rng, &mut |_, _, _| {}).unwrap();
        assert!(protecting.streaming().is_none(), "the readers are not agreed with");
        protecting.go_on(&means, rng).unwrap();
        protecting
    };
    let mut protecting = begin(&mut rng);
    let streaming = protecting.streaming().unwrap();
    let wanted = streaming.wanted().unwrap();
    assert!(streaming.sign(&mail.noor.key, None).is_err(), "something is still wanted");
    assert!(protecting.go_on(&means, &mut rng).is_err(), "nothing was fed");

    let mut protecting = begin(&mut rng);
    let streaming = protecting.streaming().unwrap();
    streaming.feed(&files[0][..wanted.length]).unwrap();
    let ready = streaming.ready().octets.len();
    assert_eq!(ready % CHUNK, 0, "whole chunks");
    assert!(streaming.put(&vec![0; ready], ready).is_err(), "without tags");
    assert!(streaming.put(&[0; 16], 0).is_err(), "the last tag is not due");
    assert!(streaming.put(&vec![0; ready + CHUNK + 80], ready + CHUNK).is_err(), "more than there is");
    assert!(protecting.finish().is_err());

    // It is hashed by one of the two, and by no other.
    for (left, sum) in [(true, None), (false, Some([0; 64].as_slice()))] {
        let mut protecting = begin(&mut rng);
        let streaming = protecting.streaming().unwrap();
        if left {
            streaming.leave_hashing();
        }
        while let Some(wanted) = streaming.wanted() {
            let from = usize::try_from(wanted.from).unwrap();
            streaming.feed(&files[0][from..from + wanted.length]).unwrap();
        }
        assert!(streaming.sign(&mail.noor.key, sum).is_err());
        assert!(protecting.go_on(&means, &mut rng).is_err(), "nothing is signed");
    }

    // What is sealed whole has no gaps, and what leaves unprotected neither.
    let clear = self::mail(KeyKind::V6, &files, |input| input.protection = Some("none".to_owned()));
    let refused = Protecting::begin_in_pieces(&clear.permit, &means, &[Some(2 << 20)], &mut rng, &mut |_, _, _| {});
    assert!(refused.is_err());
}
