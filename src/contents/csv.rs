//! Comma-separated values (RFC 4180 and what spreadsheets make of it).

use super::findings::Findings;

/// Adds the cells, one row a line, a tab between two.
pub(super) fn read(findings: &mut Findings, text: &str) {
    let (separator, rows) = separator(text);
    let (mut quoted, mut starts_cell) = (false, true);
    for c in rows.chars() {
        if findings.is_full() {
            return;
        }
        // A quote is one at the start of a cell; a doubled one ends and starts again.
        if c == '"' && (quoted || starts_cell) {
            quoted = !quoted;
            starts_cell = !quoted;
            continue;
        }
        starts_cell = false;
        if quoted {
            findings.letter(c);
        } else if c == separator {
            findings.letter('\t');
            starts_cell = true;
        } else {
            findings.letter(c);
            starts_cell = c == '\n';
        }
    }
}

/// What parts the cells, and the text without the line by which Excel says so.
fn separator(text: &str) -> (char, &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    if let Some(said) = first.strip_prefix("sep=").and_then(|said| said.chars().next()) {
        return (said, rest);
    }
    let count = |candidate: char| first.matches(candidate).count();
    let most = [',', '|', '\t', ';'].into_iter().max_by_key(|candidate| count(*candidate));
    (most.unwrap_or(','), text)
}

#[cfg(test)]
mod tests {
    use super::super::FileKind;
    use super::*;

    fn cells(text: &str) -> String {
        let mut findings = Findings::default();
        read(&mut findings, text);
        findings.conclude(FileKind::Csv).text
    }

    #[test]
    fn cells_stay_apart() {
        assert_eq!(cells("a,b\n12,34\n"), "a\tb\n12\t34\n");
        assert_eq!(cells("a;b\r\n1,5;2\r\n"), "a\tb\r\n1,5\t2\r\n");
        assert_eq!(
            cells("name,note\n\"Doe, J.\",\"line 1\nsays \"\"x\"\"\"\n"),
            "name\tnote\nDoe, J.\tline 1\nsays x\n"
        );
        assert_eq!(cells("sep=|\na|b"), "a\tb");
        assert_eq!(cells("one"), "one");
        assert_eq!(cells("IBAN;12,5"), "IBAN\t12,5");
        assert_eq!(cells("a,it\"s,b"), "a\tit\"s\tb");
    }
}
