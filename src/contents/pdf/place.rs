//! Where text stands on the page, to know what parts two pieces of it.

/// A transformation (ISO 32000-2, 8.3.3).
#[derive(Debug, Clone, Copy)]
pub(super) struct Matrix(pub(super) [f64; 6]);

impl Matrix {
    pub(super) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// This transformation, and then another.
    pub(super) fn then(&self, other: &Self) -> Self {
        let [xx, xy, yx, yy, x, y] = self.0;
        let [.., left, up] = other.0;
        let turned = |x: f64, y: f64| {
            let [xx, xy, yx, yy, ..] = other.0;
            (x * xx + y * yx, x * xy + y * yy)
        };
        let (right, line, origin) = (turned(xx, xy), turned(yx, yy), turned(x, y));
        Self([right.0, right.1, line.0, line.1, origin.0 + left, origin.1 + up])
    }

    /// This transformation after a move.
    pub(super) fn moved(&self, x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y]).then(self)
    }
}

impl Default for Matrix {
    fn default() -> Self {
        Self::IDENTITY
    }
}

/// Where the last piece of text ended.
#[derive(Default)]
pub(super) struct Place {
    end: Option<(f64, f64)>,
    /// Characters of it whose width was a guess.
    guesses: f64,
}

/// Of the size of the font: a gap this wide is a space.
pub(super) const SPACE: f64 = 0.16;
/// By so much a guessed width may be wrong, on average.
const DOUBT: f64 = 0.01;
/// Text that starts this far back, or up or down, is another piece.
const BACK: f64 = 1.0;
const LINE: f64 = 0.55;

impl Place {
    /// What parts the text that starts here from that before, if anything.
    pub(super) fn space_before(&self, start: &Matrix, size: f64) -> Option<char> {
        let [xx, xy, yx, yy, x, y] = start.0;
        let Some((end_x, end_y)) = self.end else { return Some('\n') };
        let (along, up) = ((xx * xx + xy * xy).sqrt(), (yx * yx + yy * yy).sqrt());
        if along <= 0.0 || up <= 0.0 {
            return None;
        }
        let (dx, dy) = (x - end_x, y - end_y);
        let forward = (dx * xx + dy * xy) / along;
        let sideways = (dy * xx - dx * xy) / along;
        let (width, height) = (along * size.abs(), up * size.abs());
        if sideways.abs() > LINE * height {
            Some('\n')
        } else if forward > SPACE * width - self.guesses * DOUBT * width || forward < -BACK * width {
            Some(' ')
        } else {
            None
        }
    }

    /// Notes where a piece ended.
    pub(super) fn leave(&mut self, end: &Matrix, guesses: f64) {
        let [.., x, y] = end.0;
        self.end = Some((x, y));
        self.guesses = guesses;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_part_text() {
        let mut place = Place::default();
        let at = |x, y| Matrix::IDENTITY.moved(x, y);
        assert_eq!(place.space_before(&at(0.0, 0.0), 10.0), Some('\n'));
        place.leave(&at(50.0, 0.0), 0.0);
        for (start, space) in [
            (at(50.0, 0.0), None),
            (at(51.0, 0.0), None),
            (at(52.5, 0.0), Some(' ')),
            (at(48.0, 3.0), None),
            (at(0.0, 0.0), Some(' ')),
            (at(50.0, -12.0), Some('\n')),
        ] {
            assert_eq!(place.space_before(&start, 10.0), space, "{start:?}");
        }
    }

    #[test]
    fn turned_text_is_parted_along_its_own_line() {
        let turned = |y| Matrix([0.0, 1.0, -1.0, 0.0, 0.0, y]);
        let mut place = Place::default();
        place.leave(&turned(50.0), 0.0);
        assert_eq!(place.space_before(&turned(50.5), 10.0), None);
        assert_eq!(place.space_before(&turned(55.0), 10.0), Some(' '));
    }
}
