//! Whether somebody signed a file (ISO 32000-2, 12.7.5.5 and 12.8).

use super::document::Document;
use super::lexer::{Dict, array, reference};
use crate::files::Left;
use std::collections::BTreeSet;

/// Fields of a form.
const MAX_FIELDS: usize = 50_000;

/// Looks for a signature in the form fields, and for rights that a signature grants.
pub(super) fn is_signed(document: &Document<'_>, root: &Dict<'_>) -> Result<bool, Left> {
    if let Some(rights) = document.get(root, "Perms")?
        && !Dict::parse(&rights)?.0.is_empty()
    {
        return Ok(true);
    }
    let Some(form) = document.get(root, "AcroForm")? else { return Ok(false) };
    let Some(fields) = document.get(&Dict::parse(&form)?, "Fields")? else { return Ok(false) };
    let mut seen = BTreeSet::new();
    // Fields still to be looked at, and whether those around them are signature fields.
    let mut waiting: Vec<(Vec<u8>, bool)> = array(&fields)?.into_iter().map(|field| (field.to_vec(), false)).collect();
    while let Some((field, outer)) = waiting.pop() {
        if reference(&field).is_some_and(|number| !seen.insert(number)) {
            continue;
        }
        if seen.len() + waiting.len() > MAX_FIELDS {
            return Err(Left::TooLarge);
        }
        let field = document.resolved(&field)?;
        if *field == *b"null" {
            continue;
        }
        let field = Dict::parse(&field)?;
        let kind = document.get(&field, "FT")?;
        let is_signature = kind.map_or(outer, |kind| *kind == *b"/Sig");
        if is_signature && document.get(&field, "V")?.is_some() {
            return Ok(true);
        }
        if let Some(kids) = document.get(&field, "Kids")? {
            waiting.extend(array(&kids)?.into_iter().map(|kid| (kid.to_vec(), is_signature)));
        }
    }
    Ok(false)
}
