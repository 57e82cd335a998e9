//! The Autocrypt Setup Message (Autocrypt Level 1.1, section 4.4): keys that lie in one's own mailbox, encrypted under a
//! code that does not.

use super::Field;
use super::read::contents;
use super::tree::Tree;

/// What a setup message says to whoever comes across it.
#[derive(Debug, Clone, Copy)]
pub struct SetupMessage<'a> {
    /// Sender and only recipient.
    pub address: &'a str,
    /// Date, as RFC 5322 writes it.
    pub date: &'a str,
    /// Without angle brackets.
    pub message_id: &'a str,
    /// The subject, in the person's language.
    pub subject: &'a str,
    /// What to do with it, in the person's language.
    pub text: &'a str,
    /// The encrypted keys, in ASCII armor.
    pub armored: &'a [u8],
}

impl SetupMessage<'_> {
    /// Writes the message. `boundary` is a random boundary delimiter. Lines end in CRLF; the text is 8-bit.
    pub fn write(&self, boundary: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.armored.len() + 4096);
        for field in [
            Field::raw("From", self.address),
            Field::raw("To", self.address),
            Field::raw("Date", self.date),
            Field::raw("Message-ID", &format!("<{}>", self.message_id)),
            Field::text("Subject", self.subject),
            Field::raw("Autocrypt-Setup-Message", "v1"),
        ] {
            field.write(&mut bytes);
        }
        let text = self.text;
        let armored = String::from_utf8_lossy(self.armored);
        let rest = format!(
            "MIME-Version: 1.0\n\
             Content-Type: multipart/mixed; boundary=\"{boundary}\"\n\n\
             --{boundary}\n\
             Content-Type: text/plain; charset=utf-8\n\
             Content-Transfer-Encoding: 8bit\n\n\
             {text}\n\
             --{boundary}\n\
             Content-Type: application/autocrypt-setup\n\
             Content-Disposition: attachment; filename=\"autocrypt-setup-message.html\"\n\n\
             <html><body><pre>\n{armored}</pre></body></html>\n\
             --{boundary}--\n"
        );
        for line in rest.lines() {
            bytes.extend_from_slice(line.as_bytes());
            bytes.extend_from_slice(b"\r\n");
        }
        bytes
    }
}

/// The attachment of a setup message, decoded.
pub fn setup_attachment(bytes: &[u8]) -> Option<Vec<u8>> {
    let tree = Tree::of(bytes);
    tree.root()?.head.header("Autocrypt-Setup-Message")?;
    let attached = tree.parts().find(|node| node.is("application", "autocrypt-setup"))?;
    Some(contents(attached).into_owned())
}
