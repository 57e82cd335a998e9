//! `msip_labels`: the header in which products of many makers look for a sensitivity label.

use crate::decide::{Permit, PermittedLabel};
use crate::time::ZonedTime;
use serde::Serialize;

/// Pairs read of one field; real ones have fewer than ten for each organisation.
const MAX_PAIRS: usize = 512;

/// `ContentBits`: what was really done to the message.
const BIT_HEADER: u8 = 1;
const BIT_FOOTER: u8 = 2;
const BIT_ENCRYPT: u8 = 8;

/// A label that a header names. What it is worth depends on whether the header was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LabelClaim {
    /// The label's GUID in lower case.
    pub id: String,
    /// The name it had when it was set.
    pub name: Option<String>,
    /// The organisation's UUID.
    pub site: Option<String>,
}

/// The field value: pairs `MSIP_Label_<guid>_<attribute>=<value>`, `; ` between them, which fold one to a line.
pub(super) fn write_msip_labels(permit: &Permit, label: &PermittedLabel, time: ZonedTime, action_id: &str) -> String {
    let mut bits = 0;
    if label.header.is_some() {
        bits |= BIT_HEADER;
    }
    if label.footer.is_some() {
        bits |= BIT_FOOTER;
    }
    if permit.template().is_some() {
        bits |= BIT_ENCRYPT;
    }
    let name = label.name.replace([';', '\r', '\n'], " ");
    let pairs = [
        ("Enabled", "true".to_owned()),
        ("SetDate", time.instant().to_iso()),
        ("Method", if label.by_person { "Privileged" } else { "Standard" }.to_owned()),
        ("Name", name),
        ("SiteId", permit.organisation().to_owned()),
        ("ActionId", action_id.to_owned()),
        ("ContentBits", bits.to_string()),
    ];
    let id = &label.id;
    pairs.map(|(attribute, value)| format!("MSIP_Label_{id}_{attribute}={value}")).join("; ")
}

/// Reads the labels in force from a decoded field value, in the order of appearance.
///
/// Accepts both foldings seen in real mail, capital letters in GUIDs and `True`, foreign pairs and a trailing `;`.
/// Of a repeated attribute the last counts.
pub fn read_msip_labels(value: &str) -> Vec<LabelClaim> {
    let mut found: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for pair in value.split(';').take(MAX_PAIRS) {
        let Some((key, value)) = pair.split_once('=') else { continue };
        // Folding may leave white space anywhere around the pair.
        let key = key.trim();
        let Some(rest) = key.get(..11).filter(|prefix| prefix.eq_ignore_ascii_case("MSIP_Label_")).and(key.get(11..))
        else {
            continue;
        };
        let Some((id, attribute)) = rest.split_once('_') else { continue };
        let (id, attribute) = (id.to_ascii_lowercase(), attribute.to_ascii_lowercase());
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        match found.iter_mut().find(|(known, _)| *known == id) {
            Some((_, attributes)) => attributes.push((attribute, value)),
            None => found.push((id, vec![(attribute, value)])),
        }
    }
    let last = |attributes: &[(String, String)], name: &str| {
        attributes.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    };
    found
        .into_iter()
        .filter(|(_, attributes)| last(attributes, "enabled").is_some_and(|on| on.eq_ignore_ascii_case("true")))
        .map(|(id, attributes)| LabelClaim {
            id,
            name: last(&attributes, "name"),
            site: last(&attributes, "siteid").map(|site| site.to_ascii_lowercase()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f02";

    #[test]
    fn reads_every_shape() {
        let upper = ID.to_ascii_uppercase();
        let value = format!(
            "MSIP_Label_{ID}_Enabled=True;MSIP_Label_{upper}_Name=Third\t  Party_New;aiplabel=External Public; \
             MSIP_Label_{ID}_SiteId=0D9C6A51-77AA-4C0D-8F11-5A2B6C7D8E9F; MSIP_Label_{ID}_Tag=10, 0, 1, 1;"
        );
        assert_eq!(
            read_msip_labels(&value),
            [LabelClaim {
                id: ID.to_owned(),
                name: Some("Third Party_New".to_owned()),
                site: Some("0d9c6a51-77aa-4c0d-8f11-5a2b6c7d8e9f".to_owned()),
            }]
        );
    }

    #[test]
    fn a_label_must_be_enabled() {
        assert!(read_msip_labels(&format!("MSIP_Label_{ID}_Name=Secret")).is_empty());
        assert!(read_msip_labels(&format!("MSIP_Label_{ID}_Enabled=true; MSIP_Label_{ID}_Enabled=false")).is_empty());
        assert!(read_msip_labels("garbage; =; MSIP_Label_; MSIP_Label_x").is_empty());
    }
}
