//! What can be said of a draft, in the words of the conditions.

use super::Because;
use super::question::Print;
use crate::address::Address;
use crate::bundle::{
    AttachmentIs, Bundle, Classification, Condition, MessageType, Place, Test, When, Who, is_domain_or_sub,
};
use crate::compose::{AttachmentInput, Draft};
use crate::contents::{Attached, Later, Seen, Sight, people};
use crate::detect::mask;

/// A draft seen through the bundle: who is inside, and what was found in its texts.
pub(super) struct Facts<'a> {
    bundle: &'a Bundle,
    draft: &'a Draft,
    sight: &'a Sight,
    /// Of a message that arrived encrypted, whether its sender's signature is valid.
    arrived: Option<bool>,
}

/// What earlier rules have made of the message.
#[derive(Clone, Copy, Default)]
pub(super) struct SoFar<'a> {
    pub(super) label: Option<usize>,
    pub(super) protected: bool,
    pub(super) do_not_forward: bool,
    pub(super) headers: &'a [(String, String)],
}

impl<'a> Facts<'a> {
    pub(super) fn of(bundle: &'a Bundle, draft: &'a Draft, sight: &'a Sight) -> Self {
        Self { bundle, draft, sight, arrived: None }
    }

    /// The same of a message that arrived encrypted, which may be signed.
    pub(super) fn arrived(self, verified: bool) -> Self {
        Self { arrived: Some(verified), ..self }
    }

    /// What was found, if all conditions hold and no exception does.
    pub(super) fn when(&self, when: &When, so_far: SoFar<'_>) -> Option<Vec<Because>> {
        let mut because = Vec::new();
        for condition in &when.conditions {
            because.extend(Some(self.find(condition, so_far)).filter(|found| !found.is_empty())?);
        }
        let excepted = when.exceptions.iter().any(|exception| !self.find(exception, so_far).is_empty());
        (!excepted).then_some(because)
    }

    /// Where a condition holds; empty where it does not.
    pub(super) fn find(&self, condition: &Condition, so_far: SoFar<'_>) -> Vec<Because> {
        let mut found = self.test(&condition.test, so_far);
        for because in &mut found {
            condition.name.clone_into(&mut because.condition);
        }
        found
    }

    fn test(&self, test: &Test, so_far: SoFar<'_>) -> Vec<Because> {
        let input = self.draft.input();
        match test {
            Test::Scope(who, inside) => self
                .people(*who, &|address| (self.bundle.is_inside(address.domain()) == *inside).then_some(String::new())),
            Test::Domain(who, domains) => self
                .people(*who, &|address| domains.iter().find(|own| is_domain_or_sub(address.domain(), own)).cloned()),
            Test::Address(who, listed) => self
                .people(*who, &|address| listed.iter().find(|one| one.same_mailbox(address)).map(Address::addr_spec)),
            Test::Group(who, groups) => self.people(*who, &|address| self.in_groups(groups, address)),
            Test::Between(one, other) => {
                let sender_in =
                    |groups: &[usize]| self.draft.from().is_some_and(|from| self.in_groups(groups, from).is_some());
                let mut found = Vec::new();
                for (sender, recipient) in [(one, other), (other, one)] {
                    if sender_in(sender) {
                        found.extend(self.people(Who::Recipient, &|address| self.in_groups(recipient, address)));
                    }
                }
                found
            }
            Test::Words(place, lists) => {
                let mut found = seen(&self.sight.words, *place, lists);
                found.extend(self.in_later_headers(*place, false, lists, so_far));
                found
            }
            Test::Patterns(place, patterns) => {
                let mut found = seen(&self.sight.patterns, *place, patterns);
                found.extend(self.in_later_headers(*place, true, patterns, so_far));
                found
            }
            Test::Extension(extensions) => self.names(&|name| {
                // Windows drops dots and blanks at the end of a name.
                let (_, extension) = name.trim_end_matches(['.', ' ']).rsplit_once('.')?;
                extensions.iter().find(|wanted| wanted.eq_ignore_ascii_case(extension)).cloned()
            }),
            Test::AttachmentSize(over) => self.each_file(&|file, _| (file.size > *over).then_some(String::new())),
            Test::MessageSize(over) => {
                let written = input.text.len() + input.html.as_ref().map_or(0, String::len);
                let files = input.attachments.iter().map(|file| file.size).fold(0, u64::saturating_add);
                whole(files.saturating_add(written as u64) > *over, "size", None)
            }
            Test::Attachment(what, yes) => {
                let found = self.each_file(&|file, attached| is(file, attached, *what).then_some(String::new()));
                if *yes {
                    return found;
                }
                // Of what was not looked at yet nothing is known, neither that it is so nor that it is not.
                let known = self.sight.attachments.iter().all(Option::is_some);
                whole(known && found.is_empty(), "attachments", None)
            }
            Test::Label(labels) => {
                let held = so_far.label.filter(|at| labels.contains(at));
                self.label_name(held).map_or_else(Vec::new, |name| whole(true, "label", Some(name)))
            }
            Test::LabelAtLeast(least) => {
                let held = so_far.label.filter(|at| at >= least);
                self.label_name(held).map_or_else(Vec::new, |name| whole(true, "label", Some(name)))
            }
            Test::NoLabel(yes) => whole(so_far.label.is_none() == *yes, "label", None),
            Test::Data(classifications) => classifications.iter().flat_map(|one| self.data(one)).collect(),
            Test::MessageType(kind) => whole(self.is_of_type(*kind, so_far), "message", None),
            Test::Importance(wanted) => {
                whole(input.importance.as_deref().unwrap_or("normal").eq_ignore_ascii_case(wanted), "importance", None)
            }
            Test::SameAttribute(attribute, equal) => {
                let Some(own) = self.draft.from().and_then(|from| self.attribute(from, attribute)) else {
                    return Vec::new();
                };
                self.people(Who::Recipient, &|address| {
                    let theirs = self.attribute(address, attribute)?;
                    (theirs.eq_ignore_ascii_case(own) == *equal).then(|| theirs.to_owned())
                })
            }
            Test::Manages(sender_manages) => {
                let Some(from) = self.draft.from() else { return Vec::new() };
                let manages = |one: &Address, other: &Address| {
                    self.manager(other).is_some_and(|manager| manager.same_mailbox(one))
                };
                self.people(Who::Recipient, &|address| {
                    let holds = if *sender_manages { manages(from, address) } else { manages(address, from) };
                    holds.then_some(String::new())
                })
            }
            Test::ManagedBy(sender, managers) => {
                self.people(if *sender { Who::Sender } else { Who::Recipient }, &|address| {
                    let own = self.manager(address)?;
                    managers.iter().find(|manager| manager.same_mailbox(own)).map(Address::addr_spec)
                })
            }
            Test::RecipientCount(over) => whole(self.draft.recipients().len() as u64 > *over, "to", None),
            Test::Reply(yes) => whole(input.in_reply_to.is_some() == *yes, "message", None),
            Test::ReplyToOurs(yes) => whole(self.is_reply_to_ours() == *yes, "message", None),
            Test::HasAttachment(yes) => {
                let has = input.attachments.iter().any(|file| file.content_id.is_none());
                whole(has == *yes, "attachments", None)
            }
            Test::Any(tests) => tests.iter().flat_map(|test| self.test(test, so_far)).collect(),
        }
    }

    /// Header fields that labels and earlier rules set were not there when the draft was looked through. What is found in
    /// each value they can have was looked up beforehand.
    fn in_later_headers(&self, place: usize, pattern: bool, ids: &[usize], so_far: SoFar<'_>) -> Vec<Because> {
        let Some(Place::Header(name)) = self.bundle.places().get(place) else { return Vec::new() };
        let label = so_far.label.and_then(|at| self.bundle.labels().get(at));
        let of_label = label.and_then(|label| label.header(name));
        let set = so_far.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        let values: Vec<&String> = set.chain(of_label.iter()).collect();
        let later = self.sight.later.iter().filter(|Later(at, is_pattern, id, value, _)| {
            *at == place && *is_pattern == pattern && ids.contains(id) && values.contains(&value)
        });
        later.map(|Later(_, _, _, _, matched)| Because::at("header", None, Some(matched.clone()), 1)).collect()
    }

    fn data(&self, wanted: &Classification) -> Vec<Because> {
        // A map of JSON counts what differs: its code is here anyway, sorting's is not.
        let mut all = serde_json::Map::new();
        let mut found = Vec::new();
        for crate::contents::SeenData(kind, field, index, recommended, values) in &self.sight.data {
            let sure = wanted.min_confidence.unwrap_or(*recommended)..=wanted.max_confidence;
            let here = values.iter().filter(|(confidence, _)| *kind == wanted.data && sure.contains(confidence));
            let here: Vec<&str> = here.map(|(_, value)| value.as_str()).collect();
            let Some(first) = here.first() else { continue };
            let mut because = Because::at(field, *index, Some(mask(first)), here.len());
            because.data = self.bundle.asked().get(wanted.data).cloned();
            let mut print = Print::new();
            for value in &here {
                print.add(value);
            }
            because.values = print.finish();
            found.push(because);
            all.extend(here.into_iter().map(|value| (value.to_owned(), serde_json::Value::Null)));
        }
        if (wanted.min_count..=wanted.max_count).contains(&all.len()) { found } else { Vec::new() }
    }

    fn is_of_type(&self, kind: MessageType, so_far: SoFar<'_>) -> bool {
        match kind {
            MessageType::Encrypted => so_far.protected || self.arrived.is_some(),
            MessageType::Signed => so_far.protected || self.arrived == Some(true),
            MessageType::PermissionControlled => so_far.do_not_forward,
            MessageType::Calendaring => {
                self.draft.input().attachments.iter().any(|file| {
                    file.media_type.get(..13).is_some_and(|kind| kind.eq_ignore_ascii_case("text/calendar"))
                })
            }
        }
    }

    fn is_reply_to_ours(&self) -> bool {
        let input = self.draft.input();
        let ours = |id: &String| id.rsplit_once('@').is_some_and(|(_, domain)| self.bundle.is_inside(domain));
        input.in_reply_to.iter().chain(&input.references).any(ours)
    }

    fn people(&self, who: Who, matches: &dyn Fn(&Address) -> Option<String>) -> Vec<Because> {
        let people = people::of(who, self.draft).into_iter();
        let found = people.filter_map(|(field, index, address)| Some((field, index, matches(address)?)));
        found
            .map(|(field, index, matched)| Because::at(field, index, Some(matched).filter(|one| !one.is_empty()), 1))
            .collect()
    }

    fn in_groups(&self, groups: &[usize], address: &Address) -> Option<String> {
        groups.iter().any(|group| self.bundle.is_member(*group, address)).then(String::new)
    }

    fn attribute(&self, address: &Address, name: &str) -> Option<&str> {
        self.bundle.person(address)?.attribute(name)
    }

    fn manager(&self, address: &Address) -> Option<&Address> {
        self.bundle.person(address)?.manager.as_ref()
    }

    fn label_name(&self, at: Option<usize>) -> Option<String> {
        self.bundle.labels().get(at?).map(|label| label.id.clone())
    }

    /// Names of attachments and of the files inside them.
    fn names(&self, matches: &dyn Fn(&str) -> Option<String>) -> Vec<Because> {
        self.each_file(&|file, attached| {
            let inside = attached.into_iter().flat_map(|attached| &attached.names);
            matches(&file.name).or_else(|| inside.map(String::as_str).find_map(matches))
        })
    }

    fn each_file(&self, matches: &dyn Fn(&AttachmentInput, Option<&Attached>) -> Option<String>) -> Vec<Because> {
        let files = self.draft.input().attachments.iter().enumerate();
        let found = files.filter_map(|(index, file)| {
            let found = matches(file, self.sight.attachments.get(index).and_then(Option::as_ref))?;
            Some(Because::at("attachments", Some(index), Some(found).filter(|text| !text.is_empty()), 1))
        });
        found.collect()
    }
}

/// While an attachment is still being read, nothing is said of it; before it is sealed, all are read.
fn is(file: &AttachmentInput, attached: Option<&Attached>, what: AttachmentIs) -> bool {
    let Some(attached) = attached else { return false };
    // A picture in the text is no document; a logo must not ask a question in every mail.
    let picture = file.content_id.is_some();
    match what {
        AttachmentIs::PasswordProtected => attached.encrypted,
        AttachmentIs::Executable => attached.executable,
        AttachmentIs::Unsupported => !picture && attached.unsupported,
        AttachmentIs::LimitExceeded => attached.too_large,
        AttachmentIs::NotInspected => !picture && !attached.whole,
    }
}

fn seen(all: &[Seen], place: usize, ids: &[usize]) -> Vec<Because> {
    let here = all.iter().filter(|Seen(at, id, ..)| *at == place && ids.contains(id));
    here.map(|Seen(_, _, field, index, matched, count)| {
        Because::at(field, *index, Some(matched.clone()).filter(|text| !text.is_empty()), *count)
    })
    .collect()
}

fn whole(holds: bool, field: &str, matched: Option<String>) -> Vec<Because> {
    if holds { vec![Because::at(field, None, matched, 1)] } else { Vec::new() }
}
