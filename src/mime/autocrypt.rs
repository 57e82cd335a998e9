//! Certificates that travel in header fields (Autocrypt Level 1.1, sections 2 and 3).

use super::Field;
use super::field::ascii;
use crate::address::Address;
use mail_parser::Message;
use zegel_octets::base64;

/// Octets of a whole field; a longer one does not count (section 2.1).
const MAX_FIELD: usize = 10 * 1024;
/// Characters of key data a line.
const LINE: usize = 76;
/// Gossip fields read from one message.
const MAX_GOSSIP: usize = 64;

/// A certificate that a message brought for an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Introduced {
    /// For whom.
    pub address: Address,
    /// Whether its owner prefers encrypted answers.
    pub mutual: bool,
    /// The certificate, binary.
    pub certificate: Vec<u8>,
}

/// A field that hands out a certificate: `Autocrypt` for the sender's own, `Autocrypt-Gossip` for a recipient's. Nothing
/// where it would be too long.
pub fn introduction(name: &str, address: &Address, certificate: &[u8]) -> Option<Field> {
    let own = if name == "Autocrypt" { " prefer-encrypt=mutual;" } else { "" };
    let data = base64::text(certificate);
    let first = format!("addr={};{own} keydata=", ascii(&address.addr_spec().to_ascii_lowercase()));
    if first.len() + data.len() + data.len() / LINE * 3 + name.len() > MAX_FIELD {
        return None;
    }
    let mut lines = vec![first];
    let mut rest = data.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at_checked(LINE).unwrap_or((rest, ""));
        lines.push(line.to_owned());
        rest = after;
    }
    Some(Field::lines(name, &lines))
}

/// The sender's certificate in a message's header: only if exactly one such field can be read, and it is for the sender.
pub fn introduced(message: &Message<'_>, sender: &Address) -> Option<Introduced> {
    let mut valid = values(message, "Autocrypt").filter_map(|value| read(value, true));
    let found = valid.next().filter(|_| valid.next().is_none())?;
    found.address.same_mailbox(sender).then_some(found)
}

/// Certificates of other recipients, which the encrypted part hands on. Whose addresses may have one is for the caller to
/// say: those the message is addressed to.
pub fn gossip(message: &Message<'_>, named: impl Fn(&Address) -> bool) -> Vec<Introduced> {
    let read = values(message, "Autocrypt-Gossip").take(MAX_GOSSIP).filter_map(|value| read(value, false));
    read.filter(|found| named(&found.address)).collect()
}

fn values<'m>(message: &'m Message<'_>, name: &'static str) -> impl Iterator<Item = &'m str> {
    message.headers_raw().filter(move |(found, _)| found.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// Reads a field. An attribute that is not known makes it void, unless its name begins with `_`.
fn read(value: &str, own: bool) -> Option<Introduced> {
    if value.len() > MAX_FIELD {
        return None;
    }
    let (mut address, mut data, mut mutual) = (None, None, false);
    for attribute in value.split(';') {
        let attribute = attribute.trim();
        if attribute.is_empty() {
            continue;
        }
        let (name, value) = attribute.split_once('=')?;
        match name.trim() {
            "addr" if address.is_none() => address = Some(Address::parse(value.trim()).ok()?),
            "prefer-encrypt" if own => mutual = value.trim() == "mutual",
            "keydata" if data.is_none() => {
                let packed: String = value.chars().filter(|c| !c.is_whitespace()).collect();
                data = Some(base64::whole(packed.as_bytes())?);
            }
            name if name.starts_with('_') => {}
            _ => return None,
        }
    }
    Some(Introduced { address: address?, mutual, certificate: data? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use mail_parser::MessageParser;

    fn address(text: &str) -> Address {
        Address::parse(text).unwrap()
    }

    fn header(field: &str) -> Vec<u8> {
        format!("From: Noor <noor@example.org>\r\n{field}\r\n\r\nx").into_bytes()
    }

    fn found(field: &str) -> Option<Introduced> {
        let bytes = header(field);
        introduced(&MessageParser::default().parse(&bytes).unwrap(), &address("Noor@example.org"))
    }

    #[test]
    fn what_is_written_is_read() {
        let certificate: Vec<u8> = (0..=255).cycle().take(700).collect();
        let mut bytes = Vec::new();
        introduction("Autocrypt", &address("Noor@Example.org"), &certificate).unwrap().write(&mut bytes);
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.lines().all(|line| line.len() <= 78), "{text}");
        let read = found(text.trim_end()).unwrap();
        assert_eq!((read.certificate, read.mutual), (certificate, true));
        assert_eq!(introduction("Autocrypt", &address("a@example.org"), &[0; 9000]), None);
    }

    #[test]
    fn what_is_not_for_the_sender_or_not_sound_does_not_count() {
        for field in [
            "Autocrypt: addr=lee@example.com; keydata=AAAA",
            "Autocrypt: addr=noor@example.org; extra=1; keydata=AAAA",
            "Autocrypt: addr=noor@example.org; keydata=A*AA",
            "Autocrypt: addr=noor@example.org",
            "Autocrypt: keydata=AAAA",
            "Autocrypt: nonsense",
            "Autocrypt: addr=noor@example.org; keydata=AAAA\r\nAutocrypt: addr=noor@example.org; keydata=BBBB",
        ] {
            assert_eq!(found(field), None, "{field}");
        }
        assert!(found("Autocrypt: addr=noor@example.org; _later=1; keydata=AAAA").is_some());
        // One that cannot be read does not spoil the other.
        assert!(found("Autocrypt: void\r\nAutocrypt: addr=noor@example.org; keydata=AAAA").is_some());
    }

    #[test]
    fn gossip_counts_for_those_addressed() {
        let bytes = header(
            "Autocrypt-Gossip: addr=a@example.com; keydata=AAAA\r\nAutocrypt-Gossip: addr=b@example.com; keydata=AAAA",
        );
        let message = MessageParser::default().parse(&bytes).unwrap();
        let read = gossip(&message, |found| found.addr_spec().starts_with('a'));
        assert_eq!(read.len(), 1);
    }
}
