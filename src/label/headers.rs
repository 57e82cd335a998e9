//! Header fields that state a label: `msip_labels`, in which products of many makers look, and `SIO-Label` (RFC 7444).

use crate::decide::{Permit, PermittedLabel};
use crate::files::{BIT_FOOTER, BIT_HEADER};
use crate::msip;
use crate::time::ZonedTime;

/// `ContentBits`: that the message is encrypted.
const BIT_ENCRYPT: u8 = 8;

/// The pairs of the label, then those of other organisations that are kept. They fold one to a line.
pub(super) fn msip_labels(
    permit: &Permit,
    label: Option<&PermittedLabel>,
    time: ZonedTime,
    action: &str,
) -> Vec<String> {
    let own = label.map(|label| pairs(permit, label, time, action, applied(permit, label))).into_iter().flatten();
    own.chain(kept(permit)).collect()
}

/// Labels of other organisations on the message answered: each organisation speaks for itself only.
fn kept(permit: &Permit) -> Vec<String> {
    let mut kept: Vec<(String, msip::Group)> = Vec::new();
    for answered in &permit.draft().input().answered_labels {
        for group in msip::groups(msip::pairs(&answered.text)) {
            let Some(site) = group.site().filter(|site| site != permit.organisation()) else { continue };
            if group.is_enabled() && kept.len() < msip::MAX_LABELS && kept.iter().all(|(known, _)| *known != site) {
                kept.push((site, group));
            }
        }
    }
    kept.iter().flat_map(|(_, group)| group.to_pairs()).collect()
}

/// The pairs for an attached file: whatever its kind, its label stands beside it.
pub(super) fn file_pairs(permit: &Permit, label: &PermittedLabel, time: ZonedTime, action: &str) -> Vec<String> {
    pairs(permit, label, time, action, 0)
}

fn applied(permit: &Permit, label: &PermittedLabel) -> u8 {
    let mut bits = 0;
    for (there, bit) in [
        (label.header.is_some(), BIT_HEADER),
        (label.footer.is_some(), BIT_FOOTER),
        (permit.template().is_some(), BIT_ENCRYPT),
    ] {
        bits |= if there { bit } else { 0 };
    }
    bits
}

fn pairs(permit: &Permit, label: &PermittedLabel, time: ZonedTime, action: &str, bits: u8) -> Vec<String> {
    let pairs = [
        ("Enabled", "true".to_owned()),
        ("SetDate", time.instant().to_iso()),
        ("Method", if label.by_person { "Privileged" } else { "Standard" }.to_owned()),
        ("Name", label.common_name.replace([';', '\r', '\n'], " ")),
        ("SiteId", permit.organisation().to_owned()),
        ("ActionId", action.to_owned()),
        ("ContentBits", bits.to_string()),
    ];
    pairs.map(|(attribute, value)| [&msip::key(&label.id, attribute), "=", &value].concat()).to_vec()
}

/// The parameters of `SIO-Label`: the marking in the label's colours.
pub(super) fn sio_label(label: &PermittedLabel) -> Vec<String> {
    let mut parameters = parameter("marking", &label.name);
    parameters.push(format!("fgcolor=\"{}\"", readable_on(&label.color)));
    parameters.push(format!("bgcolor=\"{}\"", label.color));
    parameters
}

/// A parameter as RFC 2231 has it: in one piece where it is short ASCII, else encoded and continued.
fn parameter(name: &str, value: &str) -> Vec<String> {
    const LINE: usize = 60;
    let plain = value.bytes().all(|byte| (32..127).contains(&byte) && byte != b'"' && byte != b'\\');
    if plain && value.len() <= LINE {
        return vec![format!("{name}=\"{value}\"")];
    }
    let mut lines = vec![String::from("utf-8''")];
    for byte in value.bytes() {
        let piece = if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
        match lines.last_mut() {
            Some(line) if line.len() + piece.len() <= LINE => line.push_str(&piece),
            _ => lines.push(piece),
        }
    }
    if let [line] = lines.as_slice() {
        return vec![format!("{name}*={line}")];
    }
    lines.iter().enumerate().map(|(at, line)| format!("{name}*{at}*={line}")).collect()
}

/// Black or white, whichever can be read on a colour `#rrggbb` (relative luminance of WCAG 2).
fn readable_on(color: &str) -> &'static str {
    let part =
        |at: usize| color.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).map_or(0.0, f64::from);
    let linear = |value: f64| {
        let value = value / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = 0.2126 * linear(part(1)) + 0.7152 * linear(part(3)) + 0.0722 * linear(part(5));
    // Where black on it contrasts as much as white does.
    if luminance > 0.179 { "black" } else { "white" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_encoded_where_they_must_be() {
        assert_eq!(parameter("marking", "Confidential \"A\""), ["marking*=utf-8''Confidential%20%22A%22"]);
        assert_eq!(parameter("marking", "Vertraulich"), ["marking=\"Vertraulich\""]);
        let long = parameter("marking", &"Überaus ".repeat(20));
        assert!(long.len() > 2 && long.iter().all(|line| line.len() < 78), "{long:?}");
        assert!(long.first().is_some_and(|line| line.starts_with("marking*0*=utf-8''%C3%9Cberaus")));
    }

    #[test]
    fn letters_change_where_both_contrast_alike() {
        // Reckoned by the formula of WCAG 2; of grey, red and green the last with white letters and the first with black ones.
        for [white, black] in [["#757575", "#767676"], ["#ec0000", "#ed0000"], ["#008900", "#008a00"]] {
            assert_eq!((readable_on(white), readable_on(black)), ("white", "black"), "{white} {black}");
        }
        // Very dark parts count by a line, not by a power.
        assert_eq!((readable_on("#ec000a"), readable_on("#0000ff")), ("white", "white"));
    }

    #[test]
    fn letters_can_be_read_on_their_colour() {
        assert_eq!(
            (readable_on("#b00020"), readable_on("#ffcc00"), readable_on("#000000")),
            ("white", "black", "white")
        );
    }
}
