//! The cells of an Excel workbook (ECMA-376 part 1, clause 18).

use super::Unread;
use super::findings::Findings;
use super::xml::{Node, walk};
use std::ops::Range;

/// The table of strings that cells refer to by number.
#[derive(Default)]
pub(super) struct SharedStrings {
    text: String,
    /// Where each string stands, and whether a cell showed it.
    strings: Vec<(Range<usize>, bool)>,
}

impl SharedStrings {
    /// Reads the part that holds them.
    pub(super) fn read(&mut self, xml: &str) -> Result<(), Unread> {
        let (mut start, mut inside_text, mut inside_phonetic) = (0, false, false);
        walk(xml, &mut |node| {
            match node {
                Node::Open(element) => match element.name() {
                    "si" => start = self.text.len(),
                    "t" => inside_text = !inside_phonetic,
                    "rPh" => inside_phonetic = true,
                    _ => {}
                },
                Node::Text(text) if inside_text => self.text.push_str(text),
                Node::Close("si") => self.strings.push((start..self.text.len(), false)),
                Node::Close("t") => inside_text = false,
                Node::Close("rPh") => inside_phonetic = false,
                Node::Text(_) | Node::Close(_) => {}
            }
            true
        })
    }

    fn show(&mut self, findings: &mut Findings, number: &str) {
        let Some((range, shown)) = number.trim().parse().ok().and_then(|at: usize| self.strings.get_mut(at)) else {
            findings.miss(Unread::Damaged);
            return;
        };
        *shown = true;
        findings.text(self.text.get(range.clone()).unwrap_or(""));
    }

    /// Adds the strings that no cell showed: they leave as well.
    pub(super) fn finish(&self, findings: &mut Findings) {
        for (range, _) in self.strings.iter().filter(|(_, shown)| !shown) {
            findings.apart(self.text.get(range.clone()).unwrap_or(""));
        }
    }
}

/// Adds the cells of a sheet, one row a line, a tab between two.
pub(super) fn read(findings: &mut Findings, xml: &str, strings: &mut SharedStrings) -> Result<(), Unread> {
    let (mut kind, mut value, mut reads) = (String::new(), String::new(), false);
    walk(xml, &mut |node| {
        match node {
            Node::Open(element) => match element.name() {
                "c" => {
                    kind = element.attribute("t").unwrap_or_default();
                    value.clear();
                }
                "v" | "t" => reads = true,
                "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader" | "firstFooter" => {
                    value.clear();
                    reads = true;
                }
                _ => {}
            },
            Node::Text(text) if reads => value.push_str(text),
            Node::Close("v" | "t") => reads = false,
            Node::Close("c") => {
                match kind.as_str() {
                    "s" => strings.show(findings, &value),
                    "" | "n" => findings.text(&typed(value.trim())),
                    _ => findings.text(&value),
                }
                findings.part('\t');
            }
            Node::Close("row") => findings.part('\n'),
            Node::Close("oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader" | "firstFooter") => {
                reads = false;
                findings.apart(&value);
            }
            Node::Text(_) | Node::Close(_) => {}
        }
        !findings.is_full()
    })
}

/// A number as a person typed it. Files hold binary fractions in up to 17 digits and large numbers with an exponent;
/// spreadsheets show 15 digits.
fn typed(number: &str) -> String {
    written_out(number).unwrap_or_else(|| number.to_owned())
}

fn written_out(number: &str) -> Option<String> {
    let (sign, absolute) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (mantissa, exponent) = absolute.split_once(['E', 'e']).unwrap_or((absolute, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent: i32 = exponent.strip_prefix('+').unwrap_or(exponent).parse().ok()?;
    let is_plain = exponent == 0 && fraction.is_empty();
    let all = format!("{whole}{fraction}");
    if is_plain
        || all.is_empty()
        || all.len() > 40
        || !(-40..=40).contains(&exponent)
        || !all.bytes().all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    // The digits without leading zeros, and how many of them stand before the point.
    let digits = all.trim_start_matches('0');
    let leading = i32::try_from(all.len() - digits.len()).ok()?;
    let (digits, carried) = rounded(digits.as_bytes());
    let point = i32::try_from(whole.len()).ok()? - leading + exponent + i32::from(carried);
    let digits = digits.trim_end_matches('0');
    Some(match usize::try_from(point) {
        _ if digits.is_empty() => "0".to_owned(),
        Ok(point) if point >= digits.len() => format!("{sign}{digits:0<point$}"),
        Ok(point) if point > 0 => format!("{sign}{}.{}", digits.get(..point)?, digits.get(point..)?),
        _ => format!("{sign}0.{}{digits}", "0".repeat(usize::try_from(-point).ok()?)),
    })
}

/// At most 15 digits, and whether rounding made one more before the point.
fn rounded(digits: &[u8]) -> (String, bool) {
    const SHOWN: usize = 15;
    let mut kept: Vec<u8> = digits.iter().copied().take(SHOWN).collect();
    let mut carries = digits.get(SHOWN).is_some_and(|digit| *digit >= b'5');
    for digit in kept.iter_mut().rev() {
        if !carries {
            break;
        }
        carries = *digit == b'9';
        *digit = if carries { b'0' } else { *digit + 1 };
    }
    if carries {
        kept.insert(0, b'1');
    }
    (kept.into_iter().map(char::from).collect(), carries)
}

#[cfg(test)]
mod tests {
    use super::super::FileKind;
    use super::*;

    #[test]
    fn numbers_are_as_typed() {
        for (stored, number) in [
            ("4111111111111111", "4111111111111111"),
            ("123456782", "123456782"),
            ("0.1", "0.1"),
            ("7.0000000000000007E-2", "0.07"),
            ("1234.5599999999999", "1234.56"),
            ("4.1111111111111104E+15", "4111111111111110"),
            ("1E+20", "100000000000000000000"),
            ("-2.5E-3", "-0.0025"),
            ("0.99999999999999999", "1"),
            ("9.9999999999999995", "10"),
            ("0.0", "0"),
            ("100.0", "100"),
            ("1E+400", "1E+400"),
            ("E", "E"),
            ("", ""),
            ("1.2.3", "1.2.3"),
        ] {
            assert_eq!(typed(stored), number, "{stored}");
        }
    }

    #[test]
    fn cells_show_strings_and_numbers() {
        let mut findings = Findings::default();
        let mut strings = SharedStrings::default();
        strings.read("<sst><si><t>na</t><rPh><t>no</t></rPh></si><si><r><t>se</t></r><r><t>cret</t></r></si><si><t>old</t></si></sst>").unwrap();
        let rows = "<worksheet><row><c t='s'><v>1</v></c><c><f>A1*2</f><v>12</v></c><c t='inlineStr'><is><t>in</t></is></c></row>\
            <row><c t='s'><v>0</v></c><c t='b'><v>1</v></c><c t='s'><v>9</v></c></row><oddFooter>&amp;LFoot</oddFooter></worksheet>";
        read(&mut findings, rows, &mut strings).unwrap();
        strings.finish(&mut findings);
        let found = findings.conclude(FileKind::Xlsx);
        assert_eq!(found.text, "secret\t12\tin\nna\t1\n&LFoot\nold\n");
        assert_eq!(found.reason, Some(Unread::Damaged));
    }
}
