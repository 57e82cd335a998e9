//! Whether the protection of a message that arrived may be taken off, and by whom: `docs/removal.md`.
//!
//! What anybody could have written must not lay mail open. So conditions on the sender want the sender's valid signature, and
//! conditions on the thread want that it stood under the protection; where they do not, the rule is not looked at.

use super::facts::{Facts, SoFar};
use super::told::record_of;
use super::work::idle;
use super::{Because, Record};
use crate::bundle::{Bundle, BundleState, Label, MessageType, Mode, Place, Rule, Test, Text, Who};
use crate::compose::Draft;
use crate::contents::Sight;
use crate::msip;
use crate::time::{Instant, ZonedTime};
use serde::Serialize;
use serde_json::Value;

/// What is known of a message that arrived besides what a draft has too.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "five facts about one message, each from elsewhere")]
pub struct Arrival {
    /// Whether the signature is valid, and the sender's.
    pub verified: bool,
    /// Whether the header fields stood under the protection: the thread, the subject, the recipients.
    pub thread_protected: bool,
    /// The sender asks not to forward it.
    pub do_not_forward: bool,
    /// The sender's organisation forbids taking protection off.
    pub keep_protected: bool,
    /// When readers are asked not to show it any more.
    pub expires: Option<Instant>,
    /// It could not be read when that is.
    pub expires_unreadable: bool,
}

/// The answer for a message that arrived.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Receipt {
    /// Who may take the protection off.
    pub removal: Removal,
    /// Why: `rule`; `allowed`; of what is forbidden `removal-off`, `policy-expired`, `do-not-forward`, `keep-protected`,
    /// `expired`, `label`; and where the person may but rules were not looked at, `other-organisation`, `not-inspected`.
    pub why: String,
    /// The rule that takes it off.
    pub rule: Option<String>,
    /// The rule's name; of a label that forbids it, the label's.
    pub name: Option<Text>,
    /// What the rule found.
    pub because: Vec<Because>,
    /// Whether the sealed original stays.
    pub keep_original: bool,
    /// What is handed to the host page for the organisation's records.
    pub records: Vec<Record>,
}

/// Who may take the protection off a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Removal {
    /// A rule does, and so may the person.
    Rule,
    /// The person may.
    Person,
    /// Nobody may.
    Forbidden,
}

impl Arrival {
    /// Out of JSON text: `{ verified, threadProtected, restrictions: { doNotForward, keepProtected, expires } }`. Of what is
    /// missing or of another form nothing good is assumed.
    ///
    /// # Errors
    /// The name of the field at fault.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_slice(text.as_bytes()).map_err(|_| "form".to_owned())?;
        let flag = |value: &Value, key: &str| value.get(key).and_then(Value::as_bool).ok_or_else(|| key.to_owned());
        let restrictions = value.get("restrictions").ok_or_else(|| "restrictions".to_owned())?;
        let expires = restrictions.get("expires").filter(|value| !value.is_null());
        let end = expires.and_then(Value::as_str).and_then(ZonedTime::parse_iso).map(ZonedTime::instant);
        Ok(Self {
            verified: flag(&value, "verified")?,
            thread_protected: flag(&value, "threadProtected")?,
            do_not_forward: flag(restrictions, "doNotForward")?,
            keep_protected: flag(restrictions, "keepProtected")?,
            expires: end,
            expires_unreadable: expires.is_some() && end.is_none(),
        })
    }
}

/// Decides whether the protection of an encrypted message that arrived may be taken off. `received`: the message as if it were
/// a draft of its sender, with its labels as those answered; `sight`: what was found in it.
pub fn receive(bundle: &Bundle, received: &Draft, arrival: &Arrival, sight: &Sight, now: Instant) -> Receipt {
    let mut receipt = Receipt {
        removal: Removal::Person,
        why: "allowed".to_owned(),
        rule: None,
        name: None,
        because: Vec::new(),
        keep_original: bundle.reading().keep_original,
        records: Vec::new(),
    };
    let labels = Labels::of(bundle, received);
    let expired = arrival.expires_unreadable || arrival.expires.is_some_and(|end| end.seconds() <= now.seconds());
    let mut held = labels.stated.iter().filter_map(|at| bundle.labels().get(*at));
    let held = held.rfind(|label| bundle.keeps_protected(Some(label), false));
    let forbidden = [
        (!bundle.reading().removal, "removal-off"),
        (bundle.state(now) == BundleState::Expired, "policy-expired"),
        (arrival.do_not_forward, "do-not-forward"),
        (arrival.keep_protected, "keep-protected"),
        (expired, "expired"),
        (held.is_some(), "label"),
    ];
    if let Some((_, why)) = forbidden.into_iter().find(|(holds, _)| *holds) {
        receipt.removal = Removal::Forbidden;
        receipt.name = held.filter(|_| why == "label").map(|label: &Label| label.name.clone());
        why.clone_into(&mut receipt.why);
        return receipt;
    }
    if labels.foreign {
        "other-organisation".clone_into(&mut receipt.why);
        return receipt;
    }
    let mut files = 0..received.input().attachments.len();
    let unseen = files.any(|at| sight.attachments.get(at).is_none_or(Option::is_none));
    let facts = Facts::of(bundle, received, sight).arrived(arrival.verified);
    let mut stopped = false;
    for rule in bundle.rules().iter().filter(|rule| rule.receiving) {
        if idle(rule, now, stopped).is_some() || !may_act(bundle, rule, arrival) {
            continue;
        }
        if unseen && tests_of(rule).any(|test| bundle.is_of_attachments(test)) {
            if receipt.rule.is_none() {
                "not-inspected".clone_into(&mut receipt.why);
            }
            continue;
        }
        let Some(because) = labels.when(&facts, rule) else { continue };
        receipt.records.extend(record_of(rule, &because));
        if rule.mode != Mode::Enforce {
            continue;
        }
        stopped |= rule.actions.stop;
        if receipt.rule.is_none() {
            receipt.removal = Removal::Rule;
            "rule".clone_into(&mut receipt.why);
            receipt.rule = Some(rule.id.clone());
            receipt.name = Some(rule.name.clone());
            receipt.because = because;
        }
    }
    receipt
}

/// Whether everything the rule relies on can be relied on. Of a message whose sender is not known a rule has to ask for an answer
/// to the organisation's own mail; of one whose header fields stand outside, it may ask nothing that they say.
fn may_act(bundle: &Bundle, rule: &Rule, arrival: &Arrival) -> bool {
    let answers = rule.when.conditions.iter().any(|one| matches!(one.test, Test::ReplyToOurs(true)));
    (arrival.verified || (answers && !tests_of(rule).any(|test| is_of_sender(bundle, test))))
        && (arrival.thread_protected || tests_of(rule).all(|test| is_of_content(bundle, test)))
}

/// Whether a condition speaks of nothing but what is encrypted in any case, and of the sender, for whom the signature vouches.
/// Everything else, labels too, whoever passes a message on can write or leave out where header fields are not protected.
fn is_of_content(bundle: &Bundle, test: &Test) -> bool {
    match test {
        Test::Scope(who, _) | Test::Domain(who, _) | Test::Address(who, _) | Test::Group(who, _) => *who == Who::Sender,
        Test::ManagedBy(sender, _) => *sender,
        Test::Words(place, _) | Test::Patterns(place, _) => matches!(
            bundle.places().get(*place),
            Some(
                Place::Attachments
                    | Place::AttachmentNames
                    | Place::Property(_)
                    | Place::AddressOf(Who::Sender)
                    | Place::AttributeOf(Who::Sender, _)
            )
        ),
        Test::Extension(_)
        | Test::AttachmentSize(_)
        | Test::MessageSize(_)
        | Test::Attachment(..)
        | Test::HasAttachment(_)
        | Test::MessageType(_) => true,
        Test::Any(tests) => tests.iter().all(|test| is_of_content(bundle, test)),
        _ => false,
    }
}

fn tests_of(rule: &Rule) -> impl Iterator<Item = &Test> {
    rule.when.conditions.iter().chain(&rule.when.exceptions).map(|condition| &condition.test)
}

/// Whether a condition speaks of the sender.
fn is_of_sender(bundle: &Bundle, test: &Test) -> bool {
    match test {
        Test::Scope(who, _) | Test::Domain(who, _) | Test::Address(who, _) | Test::Group(who, _) => *who == Who::Sender,
        Test::Between(..) | Test::SameAttribute(..) | Test::Manages(_) | Test::MessageType(MessageType::Signed) => true,
        Test::ManagedBy(sender, _) => *sender,
        Test::Words(place, _) | Test::Patterns(place, _) => {
            let place = bundle.places().get(*place);
            matches!(place, None | Some(Place::AddressOf(Who::Sender) | Place::AttributeOf(Who::Sender, _)))
        }
        Test::Any(tests) => tests.iter().any(|test| is_of_sender(bundle, test)),
        _ => false,
    }
}

/// The labels of the message, as far as they mean something here.
struct Labels {
    /// All that are stated, by whomever.
    stated: Vec<usize>,
    /// The highest that the sender vouches for.
    verified: Option<usize>,
    /// Whether one is of another organisation, or of none.
    foreign: bool,
}

impl Labels {
    fn of(bundle: &Bundle, received: &Draft) -> Self {
        let mut labels = Self { stated: Vec::new(), verified: None, foreign: false };
        for answered in &received.input().answered_labels {
            for group in msip::groups(msip::pairs(&answered.text)).iter().filter(|group| group.is_enabled()) {
                let site = group.site();
                labels.foreign |= site.as_deref() != Some(bundle.organisation().id.as_str());
                let Some(at) = site.and_then(|site| bundle.own_label(&site, &group.id)) else { continue };
                labels.stated.push(at);
                if answered.verified {
                    labels.verified = labels.verified.max(Some(at));
                }
            }
        }
        labels
    }

    /// What was found, if the conditions hold by what is verified and by what is stated, and no exception by either.
    fn when(&self, facts: &Facts<'_>, rule: &Rule) -> Option<Vec<Because>> {
        let [sure, said] = [self.verified, self.stated.iter().copied().max()]
            .map(|label| facts.when(&rule.when, SoFar { label, ..SoFar::default() }));
        sure.filter(|_| said.is_some())
    }
}
