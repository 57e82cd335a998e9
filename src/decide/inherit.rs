//! Labels that come from elsewhere: from the message answered, from the files attached, from other organisations.

use super::work::Work;
use super::{Because, DecidedFile, Effect, Recommended, Source};
use crate::bundle::{InFiles, ToMessage};
use crate::contents::Sight;
use crate::msip;

/// Reads the pairs of a `msip_labels` field into labels, in the order of appearance.
fn labels_of(text: &str) -> Vec<msip::Group> {
    msip::groups(msip::pairs(text))
}

impl Work<'_> {
    /// Takes over what the message must not fall below: the verified labels of the message answered, and of its files
    /// the highest where the bundle says so. What anybody could have written is offered, and chooses nothing.
    pub(super) fn inherit(&mut self, sight: &Sight) {
        let answered = &self.draft.input().answered_labels;
        let labels =
            answered.iter().flat_map(|one| labels_of(&one.text).into_iter().map(|group| (group, one.verified)));
        for (group, verified) in labels.collect::<Vec<_>>() {
            let Some(at) = self.own(&group) else { continue };
            let mut because = Because::at("label", None, Some(group.id.clone()), 1);
            "AnsweredLabel".clone_into(&mut because.condition);
            if verified {
                self.floor_at(at, Source::Previous, &because);
            } else {
                self.offer(at, because);
            }
        }
        let to_message = self.bundle.file_labels().to_message;
        for index in 0..self.draft.input().attachments.len() {
            let Some(at) = self.label_of_file(sight, index).filter(|_| to_message != ToMessage::Off) else { continue };
            let id = self.bundle.labels().get(at).map(|label| label.id.clone());
            let mut because = Because::at("attachments", Some(index), id, 1);
            "AttachmentLabel".clone_into(&mut because.condition);
            if to_message == ToMessage::Apply {
                self.floor_at(at, Source::Attachment, &because);
            } else {
                self.offer(at, because);
            }
        }
    }

    fn floor_at(&mut self, at: usize, source: Source, because: &Because) {
        let Some(at) = self.means(at) else { return };
        self.floor = self.floor.max(Some(at));
        if self.raise_label(at, source) {
            let label = self.bundle.labels().get(at);
            let name = label.map(|label| label.name.clone());
            let id = label.map(|label| label.id.clone());
            self.reason(None, name, Effect::Label, id, std::slice::from_ref(because));
        }
    }

    /// The highest of what is offered.
    fn offer(&mut self, at: usize, because: Because) {
        let known = self.decision.recommended.as_ref().and_then(|one| self.bundle.label(&one.id)).map(|(at, _)| at);
        let Some(id) = self.means_here(at).filter(|at| known < Some(*at)).and_then(|at| self.label_id(at)) else {
            return;
        };
        self.decision.recommended = Some(Recommended { id, tip: None, because: vec![because] });
    }

    /// The own label that a label in force means.
    fn own(&self, group: &msip::Group) -> Option<usize> {
        self.bundle.own_label(&group.site()?, &group.id).filter(|_| group.is_enabled())
    }

    /// The highest label of a file, by what stands in it and by what the message it came from said of it.
    fn label_of_file(&self, sight: &Sight, index: usize) -> Option<usize> {
        let file = self.draft.input().attachments.get(index).filter(|file| file.content_id.is_none())?;
        let inside = sight.attachments.get(index).and_then(Option::as_ref).into_iter().flat_map(|one| &one.labels);
        let inside = inside.filter_map(|(site, id)| self.bundle.own_label(site, id));
        let beside = labels_of(file.label.as_deref().unwrap_or_default());
        inside.chain(beside.iter().filter_map(|group| self.own(group))).filter_map(|at| self.means(at)).max()
    }

    /// What happens to each file: it gets the message's label, unless it has that or a higher one.
    pub(super) fn decide_files(&mut self, sight: &Sight) {
        let label = self.label.and_then(|(at, _)| Some((at, self.bundle.labels().get(at)?)));
        let files = 0..self.draft.input().attachments.len();
        let decided = files.map(|index| {
            let own = self.label_of_file(sight, index);
            let is_picture = self.draft.input().attachments.get(index).is_none_or(|file| file.content_id.is_some());
            match label.filter(|(at, _)| !is_picture && own.is_none_or(|own| own < *at)) {
                Some((_, label)) if self.bundle.in_files(label) != InFiles::Off => {
                    DecidedFile { label: Some(label.id.clone()), how: self.bundle.in_files(label) }
                }
                _ => DecidedFile { label: own.and_then(|at| self.label_id(at)), how: InFiles::Off },
            }
        });
        self.decision.files = decided.collect();
    }
}
