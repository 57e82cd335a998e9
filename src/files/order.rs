//! What is to be done to the files of a draft, as its permit has it.

use super::{FileLabel, Left, Mark, Marks, Patch, Source, Watermark, mark};
use crate::bundle::{App, InFiles, Marking, Variables};
use crate::decide::Permit;
use crate::time::ZonedTime;
use serde::{Deserialize, Serialize};

/// What is to be put into one file. It crosses as JSON between the program's calls.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Order {
    label: FileLabel,
    header: Option<Marking>,
    footer: Option<Marking>,
    watermark: Option<crate::bundle::Watermark>,
    variables: Variables,
}

/// For each file of a draft what is to be put into it; `None` where it stays as it is. `action` is the UUID of this act
/// of labelling, the same as on the message.
///
/// # Errors
/// The date of the draft cannot be read: then nothing is labelled, and nothing sealed.
pub fn orders(permit: &Permit, action: &str) -> Result<Vec<Option<Order>>, crate::error::Error> {
    let input = permit.draft().input();
    let time = ZonedTime::parse_iso(&input.date)
        .ok_or_else(|| crate::error::Error::DraftMalformed { field: "date".to_owned() })?;
    let order = |(file, attachment): (&crate::decide::PermittedFile, &crate::compose::AttachmentInput)| {
        let label = permit.label().filter(|_| file.how != InFiles::Off)?;
        let visible = file.how == InFiles::Visible;
        let mut variables = permit.variables(time);
        variables.item.clone_from(&attachment.name);
        Some(Order {
            label: FileLabel {
                id: label.id.clone(),
                site: permit.organisation().to_owned(),
                name: label.common_name.clone(),
                set: time.instant().to_iso(),
                action: action.to_owned(),
                by_person: label.by_person,
                label_info: permit.label_info(),
            },
            header: label.header.clone().filter(|_| visible),
            footer: label.footer.clone().filter(|_| visible),
            watermark: label.watermark.clone().filter(|_| visible),
            variables,
        })
    };
    Ok(permit.files().iter().zip(&input.attachments).map(order).collect())
}

impl Order {
    /// Carries it out.
    ///
    /// # Errors
    /// Why the file is left as it is.
    pub fn carry_out(&self, source: &dyn Source) -> Result<Patch, Left> {
        mark(source, &self.variables.item, &self.label, &self.marks())
    }

    fn marks(&self) -> Marks {
        let app = app_of(&self.variables.item);
        let text = |text: &str| self.variables.expand(text, app).trim().to_owned();
        let line = |marking: &Marking| Mark {
            text: text(&marking.text),
            color: marking.color.clone(),
            size: marking.size,
            alignment: marking.alignment,
        };
        let watermark = |watermark: &crate::bundle::Watermark| Watermark {
            text: text(&watermark.text).split_whitespace().collect::<Vec<_>>().join(" "),
            color: watermark.color.clone(),
            size: watermark.size,
            diagonal: watermark.diagonal,
        };
        Marks {
            header: self.header.as_ref().map(line).filter(|mark| !mark.text.is_empty()),
            footer: self.footer.as_ref().map(line).filter(|mark| !mark.text.is_empty()),
            watermark: self.watermark.as_ref().map(watermark).filter(|mark| !mark.text.is_empty()),
        }
    }
}

/// Which program opens a file of this name.
fn app_of(name: &str) -> App {
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match ending.get(..3) {
        Some("doc" | "dot" | "odt") => App::Word,
        Some("xls" | "xlt" | "ods") => App::Excel,
        Some("ppt" | "pps" | "pot" | "odp") => App::PowerPoint,
        _ => App::Other,
    }
}
