//! The forms of single values: sizes, times, addresses, identifiers.

use super::command::Arg;
use crate::address::Address;
use crate::time::ZonedTime;
use serde_json::{Value, json};

/// `10 MB`, `10MB`, `10485760`, `10 MB (10,485,760 bytes)`: as the bundle writes it; a text only if it says the same.
pub(super) fn size(text: &str) -> Option<Value> {
    let (short, exact) = match text.split_once('(') {
        Some((short, exact)) => (short.trim(), Some(exact.trim().strip_suffix(')')?)),
        None => (text.trim(), None),
    };
    let split = short.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(short.len());
    let (number, unit) = short.split_at_checked(split)?;
    let unit = unit.trim().to_ascii_uppercase();
    let shift = match unit.as_str() {
        "" | "B" => 0,
        "KB" => 10,
        "MB" => 20,
        "GB" => 30,
        "TB" => 40,
        _ => return None,
    };
    let whole: Option<u64> = number.parse().ok();
    let octets = whole.and_then(|number| number.checked_mul(1 << shift));
    if let Some(exact) = exact {
        let digits: String = exact.strip_suffix("bytes")?.chars().filter(char::is_ascii_digit).collect();
        let exact: u64 = digits.parse().ok()?;
        if octets != Some(exact) {
            return Some(json!(exact));
        }
    }
    match (whole?, shift) {
        (number, 10..=30) => Some(json!(format!("{number} {unit}"))),
        _ => Some(json!(octets?)),
    }
}

/// A time with an offset, and whether the offset had to be assumed: ISO 8601, or month before day as the invariant
/// culture writes it.
pub(super) fn time(text: &str) -> Option<(String, bool)> {
    let text = text.trim();
    let valid = |text: &str| ZonedTime::parse_iso(text).is_some();
    let iso = text.replacen(' ', "T", 1);
    if valid(&iso) {
        return Some((iso, false));
    }
    let guesses = [format!("{iso}Z"), format!("{iso}T00:00:00Z"), american(text).unwrap_or_default()];
    guesses.into_iter().find(|guess| valid(guess)).map(|guess| (guess, true))
}

/// `MM/dd/yyyy HH:mm:ss`, with or without seconds and AM or PM.
fn american(text: &str) -> Option<String> {
    let mut words = text.split_whitespace();
    let mut date = words.next()?.split('/').map(str::parse::<u32>);
    let (month, day, year) = (date.next()?.ok()?, date.next()?.ok()?, date.next()?.ok()?);
    let mut clock = words.next().unwrap_or("0:0").split(':').map(str::parse::<u32>);
    let (hour, minute) = (clock.next()?.ok()?, clock.next()?.ok()?);
    let second = clock.next().unwrap_or(Ok(0)).ok()?;
    let hour = match words.next().map(str::to_ascii_uppercase).as_deref() {
        None => hour,
        Some("AM") if (1..=12).contains(&hour) => hour % 12,
        Some("PM") if (1..=12).contains(&hour) => hour % 12 + 12,
        Some(_) => return None,
    };
    let over = date.next().is_some() || clock.next().is_some() || words.next().is_some();
    (!over).then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
}

/// An addr-spec and nothing else.
pub(super) fn is_address(text: &str) -> bool {
    Address::parse(text).is_ok_and(|address| address.addr_spec().len() == text.len())
}

/// A mail domain as A-label.
pub(super) fn is_domain(text: &str) -> bool {
    is_address(&format!("x@{text}"))
}

/// A GUID in lower case, without the braces it may have.
pub(super) fn guid(text: &str) -> Option<String> {
    let bare = text.trim().trim_start_matches('{').trim_end_matches('}');
    let hex = bare.split('-').all(|part| part.bytes().all(|b| b.is_ascii_hexdigit()));
    (hex && bare.split('-').map(str::len).eq([8, 4, 4, 4, 12])).then(|| bare.to_ascii_lowercase())
}

/// `#rrggbb` in lower case.
pub(super) fn color(text: &str) -> Option<String> {
    let hex = text.trim().strip_prefix('#')?;
    (hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit())).then(|| format!("#{}", hex.to_ascii_lowercase()))
}

/// A name as an id: lower-case letters, digits and single hyphens, at most 56 of them.
pub(super) fn kebab(name: &str) -> String {
    let mut id = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => id.push(c),
            '\'' | '\u{2019}' => {}
            _ if !id.is_empty() && !id.ends_with('-') => id.push('-'),
            _ => {}
        }
        if id.len() >= 56 {
            break;
        }
    }
    id.trim_end_matches('-').to_owned()
}

/// At most so many characters, and whether some were cut off.
pub(super) fn cut(text: &str, limit: usize) -> (String, bool) {
    (text.chars().take(limit).collect(), text.chars().nth(limit).is_some())
}

/// A value as it may have been written, for a person to find it.
pub(super) fn shown(arg: &Arg) -> String {
    match arg {
        Arg::Text(text) => text.clone(),
        Arg::Flag(flag) => format!("${flag}"),
        Arg::Null => "$null".to_owned(),
        Arg::List(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        Arg::Table(entries) => {
            let entries: Vec<String> = entries.iter().map(|(key, value)| format!("{key}={}", shown(value))).collect();
            format!("@{{{}}}", entries.join("; "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_keep_their_value() {
        for (text, wanted) in [
            ("10 MB", json!("10 MB")),
            ("10MB", json!("10 MB")),
            ("10mb (10,485,760 bytes)", json!("10 MB")),
            ("9.54 MB (10,000,000 bytes)", json!(10_000_000)),
            ("10485760", json!(10_485_760)),
            ("7 B", json!(7)),
            ("1 TB", json!(1_099_511_627_776_u64)),
        ] {
            assert_eq!(size(text), Some(wanted), "{text}");
        }
        for text in
            ["", "MB", "ten MB", "1.5 MB", "10 miles", "-1", "99999999999999999999", "18014398509481984 TB", "1 (2"]
        {
            assert_eq!(size(text), None, "{text}");
        }
    }

    #[test]
    fn times_get_an_offset() {
        for (text, wanted) in [
            ("2026-03-02T08:15:00+01:00", ("2026-03-02T08:15:00+01:00", false)),
            ("2026-03-02T08:15:00", ("2026-03-02T08:15:00Z", true)),
            ("2026-03-02 08:15:00", ("2026-03-02T08:15:00Z", true)),
            ("2026-03-02", ("2026-03-02T00:00:00Z", true)),
            ("03/02/2026 08:15:00", ("2026-03-02T08:15:00Z", true)),
            ("3/2/2026 12:15:00 AM", ("2026-03-02T00:15:00Z", true)),
            ("3/2/2026 1:15 PM", ("2026-03-02T13:15:00Z", true)),
        ] {
            assert_eq!(time(text), Some((wanted.0.to_owned(), wanted.1)), "{text}");
        }
        for text in ["", "tomorrow", "13/02/2026 08:15:00", "02.03.2026", "3/2/2026 13:00 PM", "3/2/2026 25:00"] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    #[test]
    fn names_become_ids() {
        assert_eq!(kebab("  Encrypt: don't  forward (é) 2! "), "encrypt-dont-forward-2");
        assert_eq!(kebab("Überprüfung"), "berpr-fung");
        assert_eq!(kebab("規則"), "");
        assert_eq!(kebab(&"x".repeat(100)).len(), 56);
    }
}
