//! What can be said of a draft, in the words of the conditions.

use super::Because;
use super::words::{Searchable, visible_text};
use crate::bundle::{Bundle, Condition, is_domain_or_sub};
use crate::compose::{Draft, Recipient};

/// A draft seen through the bundle: who is inside, and the text as a person reads it.
pub(super) struct Facts<'a> {
    bundle: &'a Bundle,
    draft: &'a Draft,
    subject: Searchable,
    body: Searchable,
}

impl<'a> Facts<'a> {
    pub(super) fn of(bundle: &'a Bundle, draft: &'a Draft) -> Self {
        let input = draft.input();
        // Text and HTML may differ; a rule sees both.
        let mut body = input.text.clone();
        if let Some(html) = &input.html {
            body.push('\n');
            body.push_str(&visible_text(html));
        }
        Self { bundle, draft, subject: Searchable::new(&input.subject), body: Searchable::new(&body) }
    }

    /// Where a condition holds; empty where it does not.
    pub(super) fn find(&self, condition: &Condition, label: Option<usize>) -> Vec<Because> {
        let found = |field: &str, index: Option<usize>, matched: Option<&str>| Because {
            condition: condition.name().to_owned(),
            field: field.to_owned(),
            index,
            matched: matched.map(ToOwned::to_owned),
        };
        match condition {
            Condition::SentToScope { inside } => self
                .recipients(|recipient| (self.bundle.is_inside(recipient.address.domain()) == *inside).then_some(""))
                .map(|(recipient, _)| found(recipient.field.name(), Some(recipient.index), None))
                .collect(),
            Condition::RecipientDomainIs(domains) => self
                .recipients(|recipient| {
                    domains.iter().find(|own| is_domain_or_sub(recipient.address.domain(), own)).map(String::as_str)
                })
                .map(|(recipient, domain)| found(recipient.field.name(), Some(recipient.index), Some(domain)))
                .collect(),
            Condition::SubjectContainsWords(words) => {
                words_in(words, &self.subject).map(|word| found("subject", None, Some(word))).collect()
            }
            Condition::SubjectOrBodyContainsWords(words) => {
                let subject = words_in(words, &self.subject);
                let in_subject = subject.map(|word| found("subject", None, Some(word)));
                let in_body = words_in(words, &self.body).map(|word| found("body", None, Some(word)));
                in_subject.chain(in_body).collect()
            }
            Condition::AttachmentExtensionMatchesWords(extensions) => self
                .attachments(|name, _| {
                    let (_, extension) = name.rsplit_once('.')?;
                    extensions.iter().find(|wanted| wanted.eq_ignore_ascii_case(extension)).map(String::as_str)
                })
                .map(|(index, extension)| found("attachments", Some(index), Some(extension)))
                .collect(),
            Condition::AttachmentSizeOver(limit) => self
                .attachments(|_, size| (size > *limit).then_some(""))
                .map(|(index, _)| found("attachments", Some(index), None))
                .collect(),
            Condition::LabelIs(labels) => {
                let held = label.filter(|at| labels.contains(at)).and_then(|at| self.bundle.labels().get(at));
                held.map(|label| found("label", None, Some(&label.id))).into_iter().collect()
            }
        }
    }

    fn recipients<'s>(
        &'s self,
        matches: impl Fn(&'s Recipient) -> Option<&'s str> + 's,
    ) -> impl Iterator<Item = (&'s Recipient, &'s str)> + 's {
        self.draft.recipients().iter().filter_map(move |recipient| Some((recipient, matches(recipient)?)))
    }

    fn attachments<'s>(
        &'s self,
        matches: impl Fn(&'s str, u64) -> Option<&'s str> + 's,
    ) -> impl Iterator<Item = (usize, &'s str)> + 's {
        let files = self.draft.input().attachments.iter().enumerate();
        files.filter_map(move |(index, file)| Some((index, matches(&file.name, file.size)?)))
    }
}

fn words_in<'s>(words: &'s [String], text: &'s Searchable) -> impl Iterator<Item = &'s str> + 's {
    words.iter().map(String::as_str).filter(|word| text.contains_word(word))
}
