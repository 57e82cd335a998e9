//! What is known by a sign in it: e-mail addresses, and the machine-readable zone of passports.

use super::Finding;
use super::digits::{at, part, value};

/// E-mail addresses (RFC 5321 dot-atom, a domain with a dot, 254 bytes).
pub(super) fn addresses(text: &str, confidence: u8, found: &mut Vec<Finding>) {
    let bytes = text.as_bytes();
    for (sign, _) in text.match_indices('@') {
        let before = part(bytes, sign.saturating_sub(65), sign).iter().rev();
        let after = part(bytes, sign + 1, bytes.len().min(sign + 255)).iter();
        let mut start = sign - before.take_while(|c| is_atom(**c)).count();
        let mut end = sign + 1 + after.take_while(|c| is_domain(**c)).count();
        // A letter beyond ASCII makes it another address.
        let cut = letter(text.get(..start).and_then(|head| head.chars().next_back()))
            || letter(text.get(end..).and_then(|tail| tail.chars().next()));
        // The sentence goes on.
        start += part(bytes, start, sign).iter().take_while(|c| **c == b'.').count();
        end -= part(bytes, sign, end).iter().rev().take_while(|c| matches!(c, b'.' | b'-')).count();
        let free = found.last().is_none_or(|last| last.end <= start);
        if free && !cut && is_address(part(bytes, start, sign), part(bytes, sign + 1, end)) {
            let value = text.get(start..end).unwrap_or("").to_ascii_lowercase();
            found.push(Finding { start, end, confidence, value });
        }
    }
}

/// Whether this is one address and nothing else.
pub(super) fn is_whole_address(text: &str) -> bool {
    let mut found = Vec::new();
    addresses(text, 0, &mut found);
    found.first().is_some_and(|only| only.start == 0 && only.end == text.len())
}

fn is_address(local: &[u8], domain: &[u8]) -> bool {
    // A dot or hyphen stands at no end of a label, and a dot at no end of the local part.
    let labelled = !matches!(domain.first(), None | Some(b'.' | b'-'))
        && domain.windows(2).all(|pair| !matches!(pair, b".." | b".-" | b"-."));
    let top = domain.iter().rev().take_while(|c| **c != b'.').count();
    labelled
        && (2..domain.len()).contains(&top)
        && !domain.get(domain.len() - top).is_some_and(u8::is_ascii_digit)
        && (1..=64).contains(&local.len())
        && local.len() + domain.len() < 254
        && local.last() != Some(&b'.')
        && local.windows(2).all(|pair| pair != b"..")
}

fn letter(c: Option<char>) -> bool {
    c.is_some_and(|c| !c.is_ascii() && c.is_alphanumeric())
}

fn is_atom(c: u8) -> bool {
    is_domain(c) || b"!#$%&'*+/=?^_`{|}~".contains(&c)
}

fn is_domain(c: u8) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, b'.' | b'-')
}

/// Machine-readable zones of passports (ICAO 9303-4, two lines of 44); the value is the number of the
/// document.
pub(super) fn zones(text: &str, confidence: u8, found: &mut Vec<Finding>) {
    let bytes = text.as_bytes();
    let free = |index: usize| bytes.get(index).is_none_or(|c| !is_written(*c));
    for (start, _) in text.match_indices('P') {
        let ended = start + LINE;
        let blanks = part(bytes, ended, ended + 4).iter().take_while(|c| c.is_ascii_whitespace()).count();
        let (next, end) = (ended + blanks, ended + blanks + LINE);
        let lower = part(bytes, next, end);
        if blanks > 0 && free(start.wrapping_sub(1)) && free(end) && is_zone(part(bytes, start, ended), lower) {
            let value = part(lower, 0, 9).iter().filter(|c| **c != b'<').map(|c| char::from(*c)).collect();
            found.push(Finding { start, end, confidence, value });
        }
    }
}

const LINE: usize = 44;

fn is_written(c: u8) -> bool {
    matches!(c, b'0'..=b'9' | b'A'..=b'Z' | b'<')
}

/// The check digits of both lines.
pub(super) fn is_zone(upper: &[u8], lower: &[u8]) -> bool {
    let right = |index: &usize| {
        let start = match index {
            9 => 0,
            19 => 13,
            27 => 21,
            _ => 28,
        };
        check_digit(&[part(lower, start, *index)]) == at(lower, *index)
    };
    let all = [part(lower, 0, 10), part(lower, 13, 20), part(lower, 21, 43)];
    upper.first() == Some(&b'P')
        && [upper, lower].iter().all(|line| line.len() == LINE && line.iter().all(|c| is_written(*c)))
        // An empty personal number may have no check digit.
        && [9, 19, 27, 42].iter().all(right)
        && check_digit(&all) == at(lower, 43)
}

/// Weights 7, 3, 1 over digits, letters from 10, and the filler as 0.
fn check_digit(parts: &[&[u8]]) -> u32 {
    let characters = parts.iter().copied().flatten();
    characters.zip([7, 3, 1].iter().cycle()).map(|(c, weight)| value(*c) * weight).sum::<u32>() % 10
}

#[cfg(test)]
mod tests {
    use super::{Finding, addresses, zones};

    fn all(find: fn(&str, u8, &mut Vec<Finding>), text: &str) -> Vec<(usize, usize, String)> {
        let mut found = Vec::new();
        find(text, 85, &mut found);
        found.into_iter().map(|finding| (finding.start, finding.end, finding.value)).collect()
    }

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        let found = |text: &'static str| {
            let found = all(addresses, text);
            found.iter().map(|(start, end, _)| text.get(*start..*end).unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(
            found("Mail (a.b+c@example.org), or <x@mail.example.test>."),
            ["a.b+c@example.org", "x@mail.example.test"]
        );
        assert_eq!(
            found("“zoe@example.org”... and mailto:x@example.com?subject=y"),
            ["zoe@example.org", "x@example.com"]
        );
        for none in
            ["a@b", "@example.org", "a@@example.org", "a@.org", "a@1.2", "a..b@example.org", "a@-x.org", "a@x..org"]
        {
            assert_eq!(found(none), [""; 0], "{none}");
        }
        assert_eq!(all(addresses, &format!("{}@example.org", "a".repeat(70))), []);
    }

    #[test]
    fn zones_are_two_lines_with_five_checks() {
        let zone = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
        assert_eq!(all(zones, &format!("x {zone}\r\n")), [(2, 91, "L898902C3".to_owned())]);
        assert_eq!(all(zones, &zone.replace('\n', "\r\n")).len(), 1);
        for (right, wrong) in
            [("C36", "C46"), ("122F", "123F"), ("159Z", "158Z"), ("6B<<<<<1", "6B<<<<<2"), ("10", "11"), ("P<", "V<")]
        {
            assert_eq!(all(zones, &zone.replace(right, wrong)), [], "{wrong}");
        }
    }
}
