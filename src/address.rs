//! Mail addresses as people type them and as RFC 5322 writes them.
//!
//! Domains are ASCII here: whoever talks to a person turns an internationalised domain into its A-label first
//! (a browser's `URL` does). Local parts are ASCII too, because a mail server without SMTPUTF8 would refuse others.

use crate::alike::Alike;
use serde::Serialize;

/// An address (RFC 5322 section 3.4): an optional display name and an addr-spec.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    name: Option<String>,
    local: String,
    domain: String,
}

/// Why a text is not an address. The position and the text are known to whoever asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum AddressError {
    /// Not of the form `name <local@domain>` or `local@domain`.
    AddressMalformed,
    /// Nothing, or no dot, after the `@`.
    AddressDomainMissing,
    /// The domain has characters outside ASCII that were not turned into an A-label.
    AddressDomainNotAscii,
    /// The part before the `@` has characters outside ASCII.
    AddressLocalNotAscii,
    /// Longer than RFC 5321 section 4.5.3.1 allows (64 octets before the `@`, 254 in all).
    AddressTooLong,
}

impl AddressError {
    /// The code by which texts for people name it.
    pub fn code(self) -> &'static str {
        match self {
            Self::AddressMalformed => "address-malformed",
            Self::AddressDomainMissing => "address-domain-missing",
            Self::AddressDomainNotAscii => "address-domain-not-ascii",
            Self::AddressLocalNotAscii => "address-local-not-ascii",
            Self::AddressTooLong => "address-too-long",
        }
    }
}

impl Address {
    /// Reads one address as a person types it.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        let (name, spec) = match text.rsplit_once('<') {
            Some((name, spec)) => (unquote(name), spec.strip_suffix('>').ok_or(AddressError::AddressMalformed)?.trim()),
            None => (None, text),
        };
        let (local, domain) = spec.rsplit_once('@').ok_or(AddressError::AddressMalformed)?;
        if !local.is_ascii() {
            return Err(AddressError::AddressLocalNotAscii);
        }
        if !domain.is_ascii() {
            return Err(AddressError::AddressDomainNotAscii);
        }
        if local.len() > 64 || spec.len() > 254 {
            return Err(AddressError::AddressTooLong);
        }
        let local = plain_local(local).ok_or(AddressError::AddressMalformed)?;
        let domain = domain.trim_end_matches('.').to_ascii_lowercase();
        if domain.is_empty() || !domain.contains('.') {
            return Err(AddressError::AddressDomainMissing);
        }
        if !domain.split('.').all(is_domain_label) {
            return Err(AddressError::AddressMalformed);
        }
        Ok(Self { name, local, domain })
    }

    /// The display name, without quotes.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The domain in lower case.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// `local@domain`, the domain in lower case.
    pub fn addr_spec(&self) -> String {
        [&self.local, "@", &self.domain].concat()
    }

    /// Whether both name the same mailbox: local parts are compared without ASCII case, as every directory does.
    pub fn same_mailbox(&self, other: &Self) -> bool {
        self.domain == other.domain && self.local.eq_ignore_ascii_case(&other.local)
    }

    /// The same for the same mailbox (FNV-1a). Anybody can choose addresses that hash alike, and then comparing takes longer.
    fn mailbox_hash(&self) -> u32 {
        let octets = self.local.bytes().chain(self.domain.bytes());
        octets.fold(0x811c_9dc5, |hash, octet| (hash ^ u32::from(octet.to_ascii_lowercase())).wrapping_mul(0x0100_0193))
    }
}

/// Addresses that are asked many times where a mailbox is among them.
pub(crate) struct Mailboxes<'a> {
    addresses: Vec<&'a Address>,
    alike: Alike,
}

impl<'a> Mailboxes<'a> {
    pub(crate) fn new(addresses: Vec<&'a Address>) -> Self {
        let hashes: Vec<u32> = addresses.iter().map(|address| address.mailbox_hash()).collect();
        Self { addresses, alike: Alike::new(&hashes) }
    }

    /// Where a mailbox is, in their order.
    pub(crate) fn places(&self, address: &Address) -> Vec<usize> {
        let is = |place: usize| self.addresses.get(place).is_some_and(|one| one.same_mailbox(address));
        self.alike.places(address.mailbox_hash(), &is)
    }
}

/// The first address of each mailbox, in their order.
pub(crate) fn distinct<'a>(addresses: impl Iterator<Item = &'a Address>) -> Vec<&'a Address> {
    let all = Mailboxes::new(addresses.collect());
    let is_first = |(place, address): &(usize, &&Address)| all.places(address).first() == Some(place);
    all.addresses.iter().enumerate().filter(is_first).map(|(_, address)| *address).collect()
}

/// Splits what a person typed or pasted into single addresses: at commas, semicolons and line ends that stand
/// outside quotes and angle brackets. Empty pieces are dropped.
pub fn split_list(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut quoted, mut angle, mut escaped) = (0, false, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '<' if !quoted => angle = true,
            '>' if !quoted => angle = false,
            // A line end always separates: an unclosed quote must not swallow the rest of a pasted list.
            '\n' | '\r' => {
                pieces.push((start, at));
                (start, quoted, angle) = (at + c.len_utf8(), false, false);
            }
            ',' | ';' if !quoted && !angle => {
                pieces.push((start, at));
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    pieces.push((start, text.len()));
    pieces
        .into_iter()
        .filter_map(|(from, to)| text.get(from..to))
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
        .collect()
}

fn unquote(name: &str) -> Option<String> {
    let name = name.trim();
    let inner = name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let mut plain = String::with_capacity(name.len());
    let mut escaped = false;
    for c in inner.unwrap_or(name).chars() {
        match c {
            '\\' if inner.is_some() && !escaped => escaped = true,
            // A header field cannot hold control characters, whatever was pasted.
            c if c.is_control() => plain.push(' '),
            c => {
                plain.push(c);
                escaped = false;
            }
        }
    }
    let plain = plain.trim();
    (!plain.is_empty()).then(|| plain.to_owned())
}

/// RFC 5322 section 3.2.3.
fn is_dot_atom(text: &str) -> bool {
    text.split('.').all(|atom| {
        !atom.is_empty() && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    })
}

/// A local part without quotes that it does not need: mail servers deliver `"noor"@` and `"no\or"@` to `noor@` (RFC 5321 section
/// 4.1.2). A quoted string is read without folding (RFC 5322 section 3.2.4).
fn plain_local(text: &str) -> Option<String> {
    let mut plain = String::new();
    if let Some(inner) = text.strip_prefix('"') {
        let mut escaped = false;
        for byte in inner.strip_suffix('"')?.bytes() {
            match byte {
                b'\\' if !escaped => escaped = true,
                b'"' if !escaped => return None,
                0..=31 | 127 => return None,
                _ => {
                    plain.push(char::from(byte));
                    escaped = false;
                }
            }
        }
        if escaped {
            return None;
        }
    } else if !is_dot_atom(text) {
        return None;
    }
    Some(if is_dot_atom(&plain) { plain } else { text.to_owned() })
}

/// RFC 1123 section 2.1.
fn is_domain_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_addresses_each_mailbox_counts_once() {
        let all: Vec<Address> = (0..3000)
            .map(|n| {
                Address::parse(&format!("Reader{}@{}example.org", n % 700, if n % 2 == 0 { "" } else { "EU." }))
                    .unwrap()
            })
            .collect();
        let once = distinct(all.iter());
        // 700 is even: whoever is the same is at the same domain.
        assert_eq!(once, all.iter().take(700).collect::<Vec<_>>());
        let mailboxes = Mailboxes::new(all.iter().collect());
        let lower = Address::parse("reader8@example.org").unwrap();
        assert_eq!(mailboxes.places(&lower), [8, 708, 1408, 2108, 2808]);
        assert!(mailboxes.places(&Address::parse("reader8@eu.example.org").unwrap()).is_empty());
        assert!(Mailboxes::new(Vec::new()).places(&lower).is_empty());
    }

    #[test]
    fn reads_what_people_type() {
        let noor = Address::parse(" \"Wit, Noor de\" <Noor@Example.ORG> ").unwrap();
        assert_eq!(noor.name(), Some("Wit, Noor de"));
        assert_eq!(noor.addr_spec(), "Noor@example.org");
        assert!(noor.same_mailbox(&Address::parse("noor@example.org").unwrap()));
        assert_eq!(Address::parse("\"a b\"@example.org").unwrap().addr_spec(), "\"a b\"@example.org");
        for written in ["\"noor\"@example.org", "\"no\\or\"@example.org", "<\"\\n\\o\\o\\r\"@example.org>"] {
            let read = Address::parse(written).unwrap();
            assert!(read.same_mailbox(&noor), "{written}");
            assert_eq!(read.addr_spec(), "noor@example.org");
        }
        let other = Address::parse("\"no\\\\or\"@example.org").unwrap();
        assert!(!other.same_mailbox(&noor) && other.addr_spec() == "\"no\\\\or\"@example.org");
        assert_eq!(Address::parse("\"a \\\"b\"@example.org").unwrap().addr_spec(), "\"a \\\"b\"@example.org");
        assert_eq!(
            Address::parse("Noor\r\nBcc: x@example.com <noor@example.org>").unwrap().name(),
            Some("Noor  Bcc: x@example.com")
        );
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, error) in [
            ("noor", AddressError::AddressMalformed),
            ("noor@", AddressError::AddressDomainMissing),
            ("noor@localhost", AddressError::AddressDomainMissing),
            ("no or@example.org", AddressError::AddressMalformed),
            ("noor@exa mple.org", AddressError::AddressMalformed),
            ("noor@-example.org", AddressError::AddressMalformed),
            ("noor@example..org", AddressError::AddressMalformed),
            ("nöör@example.org", AddressError::AddressLocalNotAscii),
            ("noor@exämple.org", AddressError::AddressDomainNotAscii),
            ("Noor <noor@example.org", AddressError::AddressMalformed),
            ("\"a\"b\"@example.org", AddressError::AddressMalformed),
            ("\"@example.org", AddressError::AddressMalformed),
            ("\"a@example.org", AddressError::AddressMalformed),
            ("\"a\\\"@example.org", AddressError::AddressMalformed),
        ] {
            assert_eq!(Address::parse(text), Err(error), "{text}");
        }
        assert_eq!(Address::parse(&format!("{}@example.org", "a".repeat(65))), Err(AddressError::AddressTooLong));
    }

    #[test]
    fn splits_lists_outside_quotes() {
        assert_eq!(
            split_list("\"Wit, Noor\" <n@example.org>, lee@example.com;\n mara@example.com ,,"),
            ["\"Wit, Noor\" <n@example.org>", "lee@example.com", "mara@example.com"]
        );
        assert_eq!(split_list("\"open <a@example.org>\nb@example.org"), ["\"open <a@example.org>", "b@example.org"]);
    }
}
