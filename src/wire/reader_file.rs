//! The reader file: one page that opens the message in it, in any browser (docs/letters.md).

use crate::error::Error;

/// Where the page wants the letterhead, and where the message.
const PLACES: [&str; 2] = ["@LETTER@", "@MESSAGE@"];

/// Fills the page. The result is ASCII in short lines with LF, and so passes any mail server as it is; the armor stands at
/// the beginning of a line, so that OpenPGP programs open the page like any armored file.
///
/// # Errors
/// [`Error::Internal`] if the page is not one to be filled.
pub(super) fn fill(page: &str, letterhead: &str, armored: &str) -> Result<String, Error> {
    let damaged = || Error::internal("wire::reader_file");
    let [head, message] = PLACES;
    if !page.is_ascii() || PLACES.iter().any(|place| page.matches(place).count() != 1) {
        return Err(damaged());
    }
    let (before, rest) = page.split_once(head).ok_or_else(damaged)?;
    let (between, after) = rest.split_once(message).ok_or_else(damaged)?;
    let armored = armored.replace('\r', "");
    Ok([before, &folded(letterhead), between, armored.trim_end(), "\n", after].concat())
}

/// JSON, without blanks but in texts, as JSON that no mail server and no parser of HTML changes: ASCII without blanks, `<` or `&`, a line feed after every 76
/// letters. Whoever reads it takes the line ends out first; those inside texts are written `\n`.
fn folded(json: &str) -> String {
    let mut plain = String::new();
    for letter in json.chars() {
        match letter {
            ' ' | '<' | '>' | '&' | '\u{7f}'.. => {
                let mut units = [0; 2];
                for unit in letter.encode_utf16(&mut units) {
                    plain.extend(["\\u", &format!("{unit:04x}")]);
                }
            }
            letter => plain.push(letter),
        }
    }
    let mut out = String::with_capacity(plain.len() + plain.len() / 76 + 1);
    for (at, letter) in plain.chars().enumerate() {
        if at % 76 == 0 && at > 0 {
            out.push('\n');
        }
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn the_letterhead_cannot_leave_its_place() {
        let page = "<html>\n<script>@LETTER@</script>\n<script>\n@MESSAGE@</script>\n";
        let letterhead = json!({ "hint": "</script><!-- @MESSAGE@ \u{1f512} a  b \r\nFrom me".repeat(9) });
        let filled = fill(page, &letterhead.to_string(), "-----BEGIN PGP MESSAGE-----\r\n\r\nxxxx\r\n").unwrap();
        assert!(filled.is_ascii() && filled.lines().all(|line| line.len() <= 76 + "<script></script>".len()));
        assert_eq!(filled.matches("</script>").count(), 2);
        assert!(filled.contains("\n-----BEGIN PGP MESSAGE-----\n\nxxxx\n</script>"));
        let start = filled.find('{').unwrap();
        let end = filled.find("}</script>").unwrap();
        let read: Value = serde_json::from_str(&filled.get(start..=end).unwrap().replace('\n', "")).unwrap();
        assert_eq!(read, letterhead);
    }

    #[test]
    fn a_page_without_its_places_is_refused() {
        for page in ["", "@LETTER@", "@LETTER@@LETTER@@MESSAGE@", "@LETTER@ \u{e9} @MESSAGE@"] {
            assert!(fill(page, "{}", "").is_err(), "{page}");
        }
    }
}
