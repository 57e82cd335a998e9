//! What a label puts into the subject.

use crate::bundle::{Bundle, Label, Text};

/// The subject with the label's tag, and without the tags of other labels: relabelling replaces them, and an answer does
/// not pile them up.
pub(super) fn tagged(bundle: &Bundle, label: Option<&Label>, subject: &str, language: &str) -> String {
    let mut subject = subject.to_owned();
    for tag in bundle.labels().iter().filter_map(|label| label.subject_tag.as_ref()).flat_map(Text::all) {
        while let Some((before, after)) = subject.split_once(tag).filter(|_| !tag.trim().is_empty()) {
            subject = [before.trim_end(), after.trim_start()].join(" ").trim().to_owned();
        }
    }
    match label.and_then(|label| Some((label, label.subject_tag.as_ref()?.in_language(language)))) {
        Some((label, tag)) if label.subject_tag_at_end => [subject.as_str(), tag].join(" ").trim().to_owned(),
        Some((_, tag)) => [tag, subject.as_str()].join(" ").trim().to_owned(),
        None => subject,
    }
}
