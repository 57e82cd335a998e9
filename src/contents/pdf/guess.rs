//! How wide the characters of fonts are that need not be embedded, about.

/// A family of fonts (ISO 32000-1, 9.6.2.2).
pub(super) enum Guess {
    Courier,
    /// The widths of regular ones, and how much wider this is.
    Other(&'static [u8; 95], f64),
}

impl Guess {
    /// By the name of the font; most others look like Helvetica.
    pub(super) fn of(name: &[u8]) -> Self {
        let has = |part: &[u8]| name.windows(part.len()).any(|at| at == part);
        let factor = if has(b"Bold") { 1.07 } else { 1.0 };
        if has(b"Cour") { Self::Courier } else { Self::Other(if has(b"Times") { &TIMES } else { &HELVETICA }, factor) }
    }

    /// The width of a character, where the font is one high.
    pub(super) fn width(&self, text: &str) -> f64 {
        match (self, text.chars().next()) {
            (_, None) => 0.0,
            (Self::Courier, _) => 0.6,
            (Self::Other(widths, factor), Some(c)) => {
                let at = u32::from(c).checked_sub(0x20).and_then(|at| usize::try_from(at).ok());
                let width =
                    at.and_then(|at| widths.get(at)).copied().unwrap_or(if c.is_uppercase() { 170 } else { 125 });
                f64::from(width) * 0.004 * factor
            }
        }
    }
}

/// Of the characters of ASCII, from the space on, in 1/250 of the height.
const HELVETICA: [u8; 95] = [
    70, 70, 89, 139, 139, 222, 167, 48, 83, 83, 97, 146, 70, 83, 70, 70, 139, 139, 139, 139, 139, 139, 139, 139, 139,
    139, 70, 70, 146, 146, 146, 139, 254, 167, 167, 180, 180, 167, 153, 194, 180, 70, 125, 167, 139, 208, 180, 194,
    167, 194, 180, 167, 153, 180, 167, 236, 167, 167, 153, 70, 70, 70, 117, 139, 83, 139, 139, 125, 139, 139, 70, 139,
    139, 56, 56, 125, 56, 208, 139, 139, 139, 139, 83, 125, 70, 139, 125, 180, 125, 125, 125, 84, 65, 84, 146,
];
const TIMES: [u8; 95] = [
    62, 83, 102, 125, 125, 208, 194, 45, 83, 83, 125, 141, 62, 83, 62, 70, 125, 125, 125, 125, 125, 125, 125, 125, 125,
    125, 70, 70, 141, 141, 141, 111, 230, 180, 167, 167, 180, 153, 139, 180, 180, 83, 97, 180, 153, 222, 180, 180, 139,
    180, 167, 139, 153, 180, 180, 236, 180, 180, 153, 83, 70, 83, 117, 125, 83, 111, 125, 111, 125, 111, 83, 125, 125,
    70, 70, 125, 70, 194, 125, 125, 125, 125, 83, 97, 70, 125, 125, 180, 125, 125, 111, 120, 50, 120, 135,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_family() {
        let widths = |name: &[u8]| ["i", "W", "é", ""].map(|text| format!("{:.2}", Guess::of(name).width(text)));
        assert_eq!(widths(b"Helvetica"), ["0.22", "0.94", "0.50", "0.00"]);
        assert_eq!(widths(b"ABCDEF+Times-Roman"), ["0.28", "0.94", "0.50", "0.00"]);
        assert_eq!(widths(b"Courier-Bold"), ["0.60", "0.60", "0.60", "0.00"]);
    }
}
