//! Letters of Helvetica, which every reader of PDF has: its code in `WinAnsiEncoding` (ISO 32000-2, annex D), and how wide
//! it is (Adobe's font metrics).

/// What stands at 0x80 to 0x9F; a blank for nothing.
const HIGH: &str = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/// The nearest plain letters for U+0100 to U+017F, which the encoding does not have.
const NEAREST: &[u8; 128] = b"AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIi\
    Ii  JjKkkLlLlLlLlLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";

/// Thousandths of the size, from code 0x20 on.
const WIDTHS: [u16; 224] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, //
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, //
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, //
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, //
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, //
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, 350, //
    556, 350, 222, 556, 333, 1000, 556, 556, 333, 1000, 667, 333, 1000, 350, 611, 350, //
    350, 222, 222, 333, 333, 350, 556, 1000, 333, 1000, 500, 333, 944, 350, 500, 667, //
    278, 333, 556, 556, 556, 556, 260, 556, 333, 737, 370, 556, 584, 333, 737, 333, //
    400, 584, 333, 333, 333, 556, 537, 278, 333, 333, 365, 556, 834, 834, 834, 611, //
    667, 667, 667, 667, 667, 667, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278, //
    722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611, //
    556, 556, 556, 556, 556, 556, 889, 500, 556, 556, 556, 556, 278, 278, 278, 278, //
    556, 556, 556, 556, 556, 556, 556, 584, 611, 556, 556, 556, 556, 500, 556, 500,
];

/// One line in the encoding, or `None` if a letter has no place in it, nor one that is close to it.
pub(super) fn encoded(line: &str) -> Option<Vec<u8>> {
    let seen = line.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'));
    seen.map(code).collect()
}

/// How wide a line is at size 1.
pub(super) fn width(line: &[u8]) -> f64 {
    let of = |code: &u8| WIDTHS.get(usize::from(*code).checked_sub(0x20)?).copied();
    line.iter().filter_map(of).map(f64::from).sum::<f64>() / 1000.0
}

fn code(letter: char) -> Option<u8> {
    match letter {
        ' '..='~' | '\u{a1}'..='\u{ff}' => u8::try_from(u32::from(letter)).ok(),
        '\t' | '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' => Some(b' '),
        '\u{2010}' | '\u{2011}' => Some(b'-'),
        'Ș' => Some(b'S'),
        'ș' => Some(b's'),
        'Ț' => Some(b'T'),
        'ț' => Some(b't'),
        _ => {
            let high = HIGH.chars().position(|known| known == letter).and_then(|at| u8::try_from(at + 0x80).ok());
            let near = usize::try_from(u32::from(letter)).ok().and_then(|letter| letter.checked_sub(0x100));
            high.or_else(|| near.and_then(|at| NEAREST.get(at)).copied().filter(|near| *near != b' '))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_codes_and_widths() {
        assert_eq!(encoded("Zaak – é€ŸŽ“"), Some(b"Zaak \x96 \xe9\x80\x9f\x8e\x93".to_vec()));
        assert_eq!(encoded("Ściśle tajne, Ürün ğışŁžŢ"), Some(b"Scisle tajne, \xdcr\xfcn gisL\x9eT".to_vec()));
        assert_eq!((encoded("тайно"), encoded("機密"), encoded("a\u{200b}b")), (None, None, Some(b"ab".to_vec())));
        assert!((width(b"AVE iM") - (0.667 + 0.667 + 0.667 + 0.278 + 0.222 + 0.833)).abs() < 1e-9);
    }
}
