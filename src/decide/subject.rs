//! What a label puts into the subject.

use crate::bundle::{Bundle, Label, Text};

/// The subject with the label's tag, and without the tags of other labels: relabelling replaces them, and an answer does
/// not pile them up.
pub(super) fn tagged(bundle: &Bundle, label: Option<&Label>, subject: &str, language: &str) -> String {
    let mut subject = subject.to_owned();
    for tag in bundle.labels().iter().filter_map(|label| label.subject_tag.as_ref()).flat_map(Text::all) {
        while let Some((before, after)) = cut(&subject, tag.trim()) {
            subject = String::from([before.trim_end(), after.trim_start()].join(" ").trim());
        }
    }
    match label.and_then(|label| Some((label, label.subject_tag.as_ref()?.in_language(language).trim()))) {
        Some((label, tag)) if label.subject_tag_at_end => [subject.as_str(), tag].join(" ").trim().to_owned(),
        Some((_, tag)) => [tag, subject.as_str()].join(" ").trim().to_owned(),
        None => subject,
    }
}

/// What stands before and after a piece of text. The standard library's search is faster and, for the small program, large.
pub(super) fn cut<'t>(text: &'t str, piece: &str) -> Option<(&'t str, &'t str)> {
    let at = text.as_bytes().windows(piece.len().max(1)).position(|here| here == piece.as_bytes())?;
    Some((text.get(..at)?, text.get(at + piece.len()..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_where_the_piece_stands() {
        assert_eq!(cut("a%%b%%", "%%"), Some(("a", "b%%")));
        assert_eq!(cut("é[é]é", "[é]"), Some(("é", "é")));
        assert_eq!((cut("abc", "x"), cut("abc", ""), cut("", "a")), (None, None, None));
    }
}
