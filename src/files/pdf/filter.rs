//! The one filter that streams made for programs have (ISO 32000-2, 7.4.4).

use super::lexer::{Dict, array, count};
use crate::files::Left;
use crate::files::inflate::inflate;

/// What a stream's dictionary says about its octets; every value direct.
pub(super) struct Filter {
    deflated: bool,
    predictor: Option<Predictor>,
}

struct Predictor {
    /// Octets of a pixel and of a row.
    pixel: usize,
    row: usize,
}

impl Filter {
    /// `None` where there is a filter that is not known.
    pub(super) fn of(dict: &Dict<'_>) -> Result<Option<Self>, Left> {
        let only = |name: &str| -> Result<Option<&[u8]>, Left> {
            match dict.get(name) {
                Some(list) if list.starts_with(b"[") => {
                    let items = array(list)?;
                    if items.len() > 1 { Err(Left::Unsupported) } else { Ok(items.first().copied()) }
                }
                value => Ok(value.filter(|value| *value != b"null")),
            }
        };
        let (filter, parameters) = match (only("Filter"), only("DecodeParms")) {
            (Err(Left::Unsupported), _) | (_, Err(Left::Unsupported)) => return Ok(None),
            (filter, parameters) => (filter?, parameters?),
        };
        let deflated = match filter {
            None => false,
            Some(b"/FlateDecode" | b"/Fl") => true,
            Some(_) => return Ok(None),
        };
        let parameters = parameters.filter(|parameters| deflated && *parameters != b"null");
        let parameters = parameters.map_or(Ok(Dict::default()), Dict::parse)?;
        let of = |name: &str, default| parameters.get(name).map_or(Some(default), count);
        let predictor = match of("Predictor", 1) {
            Some(1) => None,
            Some(10..=15) => {
                let colors = of("Colors", 1).zip(of("BitsPerComponent", 8));
                let bits = colors.and_then(|(colors, bits)| colors.checked_mul(bits)).ok_or(Left::Damaged)?;
                let columns = of("Columns", 1).filter(|columns| (1..1 << 20).contains(columns)).ok_or(Left::Damaged)?;
                let row = bits.checked_mul(columns).ok_or(Left::Damaged)?.div_ceil(8);
                Some(Predictor { pixel: bits.div_ceil(8).max(1), row: row.max(1) })
            }
            _ => return Ok(None),
        };
        Ok(Some(Self { deflated, predictor }))
    }

    /// The octets that a stream stands for.
    pub(super) fn decode(&self, raw: Vec<u8>, limit: usize) -> Result<Vec<u8>, Left> {
        let octets = if self.deflated { inflate(&raw, limit)? } else { raw };
        match &self.predictor {
            Some(predictor) => predictor.undo(&octets).ok_or(Left::Damaged),
            None => Ok(octets),
        }
    }
}

impl Predictor {
    /// Undoes the predictors of PNG; each row begins with the one that it uses.
    fn undo(&self, octets: &[u8]) -> Option<Vec<u8>> {
        let mut plain: Vec<u8> = Vec::with_capacity(octets.len());
        let mut above = vec![0; self.row];
        for line in octets.chunks(self.row.checked_add(1)?) {
            let (kind, line) = line.split_first()?;
            let mut row: Vec<u8> = Vec::with_capacity(self.row);
            for (at, byte) in line.iter().enumerate() {
                let before = at.checked_sub(self.pixel);
                let left = before.and_then(|at| row.get(at)).copied().unwrap_or(0);
                let corner = before.and_then(|at| above.get(at)).copied().unwrap_or(0);
                let up = *above.get(at)?;
                row.push(byte.wrapping_add(match kind {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => left.midpoint(up),
                    4 => nearest(left, up, corner),
                    _ => return None,
                }));
            }
            row.resize(self.row, 0);
            plain.extend_from_slice(row.get(..line.len())?);
            above = row;
        }
        Some(plain)
    }
}

/// Paeth's choice.
fn nearest(left: u8, up: u8, corner: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(up) - i16::from(corner);
    let distance = |of: u8| (estimate - i16::from(of)).abs();
    [left, up, corner].into_iter().min_by_key(|of| distance(*of)).unwrap_or(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(dict: &str) -> Option<Filter> {
        Filter::of(&Dict::parse(dict.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn unknown_filters_are_told() {
        assert!(filter("<</Filter/LZWDecode>>").is_none());
        assert!(filter("<</Filter[/ASCIIHexDecode/FlateDecode]>>").is_none());
        assert!(filter("<</Filter/FlateDecode/DecodeParms<</Predictor 2>>>>").is_none());
        assert!(filter("<</Filter[]/DecodeParms[]>>").is_some_and(|filter| !filter.deflated));
        assert!(filter("<</Filter[/FlateDecode]/DecodeParms null>>").is_some_and(|filter| filter.deflated));
    }

    #[test]
    fn predictors_are_undone() {
        let predictor = Predictor { pixel: 1, row: 3 };
        let octets = [2, 1, 2, 3, 2, 1, 1, 1, 1, 1, 1, 1];
        assert_eq!(predictor.undo(&octets), Some(vec![1, 2, 3, 2, 3, 4, 1, 2, 3]));
        assert_eq!(predictor.undo(&[9, 1]), None);
    }
}
