//! The label in the document information dictionary (ISO 32000-2, 14.3.3).

use super::document::{Document, Object};
use super::lexer::{Dict, Ref, add_pair, plain_name, reference};
use super::text;
use super::update::Update;
use crate::files::{FileLabel, Left};
use crate::msip::{self, Group};

/// The dictionary as it is.
pub(super) struct Information {
    object: Option<Object>,
    /// Names and values of labels.
    pairs: Vec<(String, String)>,
}

impl Information {
    pub(super) fn read(document: &Document<'_>, trailer: &Dict<'_>) -> Result<Self, Left> {
        let Some(at) = trailer.get("Info").filter(|at| *at != b"null") else {
            return Ok(Self { object: None, pairs: Vec::new() });
        };
        let object = document.object(reference(at).ok_or(Left::Damaged)?)?;
        let mut pairs = Vec::new();
        if let Some(object) = &object {
            for (name, value) in object.dict()?.0 {
                if let Some(name) = known(name) {
                    pairs.push((name, text::read(&document.resolved(value)?).unwrap_or_default()));
                }
            }
        }
        Ok(Self { object, pairs })
    }

    /// The labels in it.
    pub(super) fn groups(&self) -> Vec<Group> {
        msip::groups(self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// Writes a new state of it, and says where it stands.
    pub(super) fn write(&self, update: &mut Update<'_>, label: &FileLabel, bits: u8) -> Result<Ref, Left> {
        let own = msip::of_site(&self.groups(), &label.site, &label.id);
        let is_own = |name: &[u8]| {
            let name = known(name);
            let id = name.as_deref().and_then(msip::split_key).map(|(id, _)| id);
            id.is_some_and(|id| own.contains(&id))
        };
        let mut kept = self.object.as_ref().map_or(Ok(Dict::default()), Object::dict)?;
        kept.0.retain(|(name, _)| !is_own(name));
        let mut written = kept.opened_without(&[]);
        for (name, value) in label.pairs(bits) {
            add_pair(&mut written, name.as_bytes(), text::spelled(&value));
        }
        written.extend_from_slice(b">>");
        let at = match &self.object {
            Some(object) if !object.is_stream() => object.at,
            Some(_) => return Err(Left::Damaged),
            None => update.reserve()?,
        };
        update.object(at, &written)?;
        Ok(at)
    }
}

/// The name of a pair, if it belongs to a label.
fn known(name: &[u8]) -> Option<String> {
    let name = String::from_utf8(plain_name(name).into_owned()).ok()?;
    msip::split_key(&name).is_some().then_some(name)
}
