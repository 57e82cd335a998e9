//! Dates without a clock: ISO 8601 at the edge, RFC 5322 on the wire.

/// An instant, in seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(i64);

/// An instant together with the offset of the clock on the wall that showed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ZonedTime {
    instant: Instant,
    offset_minutes: i64,
}

impl Instant {
    /// From seconds since 1970.
    pub fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since 1970.
    pub fn seconds(self) -> i64 {
        self.0
    }

    /// The seconds as OpenPGP writes time (RFC 9580 section 3.5), which ends in 2106.
    pub fn openpgp(self) -> u32 {
        u32::try_from(self.0.max(0)).unwrap_or(u32::MAX)
    }

    /// `2026-03-02T08:15:00Z`.
    pub fn to_iso(self) -> String {
        let Civil { year, month, day, hour, minute, second } = Civil::from_seconds(self.0);
        [&iso_date(year, month, day), "T", &iso_clock(hour, minute, second), "Z"].concat()
    }
}

impl ZonedTime {
    /// Reads `2026-03-02T09:15:00+01:00`, with optional fractions and `Z`.
    pub fn parse_iso(text: &str) -> Option<Self> {
        let (date, rest) = text.split_once('T')?;
        let mut fields = date.splitn(3, '-');
        let (year, month, day) = (number(fields.next()?, 4)?, number(fields.next()?, 2)?, number(fields.next()?, 2)?);
        let zone = rest.find(['Z', '+', '-'])?;
        let (clock, zone) = rest.split_at_checked(zone)?;
        let clock = clock.split_once('.').map_or(clock, |(whole, _)| whole);
        let mut fields = clock.splitn(3, ':');
        let (hour, minute) = (number(fields.next()?, 2)?, number(fields.next()?, 2)?);
        let second = fields.next().map_or(Some(0), |s| number(s, 2))?;
        let offset_minutes = if zone == "Z" {
            0
        } else {
            let sign = if zone.starts_with('-') { -1 } else { 1 };
            let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
            let hours = number(digits.get(0..2)?, 2)?;
            let minutes = number(digits.get(2..4)?, 2)?;
            sign * (hours * 60 + minutes)
        };
        let civil = Civil { year, month, day, hour, minute, second };
        civil.is_sensible().then(|| Self { instant: Instant(civil.seconds() - offset_minutes * 60), offset_minutes })
    }

    /// From an instant, shown at an offset in minutes east of Greenwich.
    pub fn new(instant: Instant, offset_minutes: i64) -> Self {
        Self { instant, offset_minutes }
    }

    /// The instant.
    pub fn instant(self) -> Instant {
        self.instant
    }

    /// `2026-03-02T09:15:00+01:00`.
    pub fn to_iso(self) -> String {
        let Civil { year, month, day, hour, minute, second } = self.civil();
        let (sign, hours, minutes) = self.offset();
        let (date, clock) = (iso_date(year, month, day), iso_clock(hour, minute, second));
        [&date, "T", &clock, sign, &digits(hours, 2), ":", &digits(minutes, 2)].concat()
    }

    /// `Mon, 02 Mar 2026 09:15:00 +0100` (RFC 5322 section 3.3).
    pub fn to_rfc5322(self) -> String {
        let Civil { year, month, day, hour, minute, second } = self.civil();
        let (sign, hours, minutes) = self.offset();
        let days = self.instant.0.saturating_add(self.offset_minutes * 60).div_euclid(86_400);
        // 1970-01-01 was a Thursday.
        let weekday = name(&["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"], (days + 4).rem_euclid(7));
        let month =
            name(&["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], month - 1);
        let (day, year, clock) = (digits(day, 2), digits(year, 4), iso_clock(hour, minute, second));
        [weekday, ", ", &day, " ", month, " ", &year, " ", &clock, " ", sign, &digits(hours, 2), &digits(minutes, 2)]
            .concat()
    }

    fn civil(self) -> Civil {
        Civil::from_seconds(self.instant.0.saturating_add(self.offset_minutes * 60))
    }

    fn offset(self) -> (&'static str, i64, i64) {
        let minutes = self.offset_minutes.abs();
        (if self.offset_minutes < 0 { "-" } else { "+" }, minutes / 60, minutes % 60)
    }
}

/// The proleptic Gregorian calendar.
struct Civil {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
}

impl Civil {
    /// Counts from 1 March of year 0, so that the leap day ends a year.
    fn from_seconds(seconds: i64) -> Self {
        let (days, rest) = (seconds.div_euclid(86_400) + 719_468, seconds.rem_euclid(86_400));
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        Self {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * shifted + 2) / 5 + 1,
            hour: rest / 3_600,
            minute: rest / 60 % 60,
            second: rest % 60,
        }
    }

    fn seconds(&self) -> i64 {
        let year = self.year - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let shifted = if self.month > 2 { self.month - 3 } else { self.month + 9 };
        let day_of_year = (153 * shifted + 2) / 5 + self.day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        (era * 146_097 + day_of_era - 719_468) * 86_400 + self.hour * 3_600 + self.minute * 60 + self.second
    }

    fn is_sensible(&self) -> bool {
        (1..=12).contains(&self.month)
            && (1..=31).contains(&self.day)
            && (0..24).contains(&self.hour)
            && (0..60).contains(&self.minute)
            && (0..=60).contains(&self.second)
    }
}

fn iso_date(year: i64, month: i64, day: i64) -> String {
    [&digits(year, 4), "-", &digits(month, 2), "-", &digits(day, 2)].concat()
}

fn iso_clock(hour: i64, minute: i64, second: i64) -> String {
    [&digits(hour, 2), ":", &digits(minute, 2), ":", &digits(second, 2)].concat()
}

/// A number with at least so many digits. Formatting by `core::fmt` costs the small program more than all of this file.
fn digits(number: i64, least: usize) -> String {
    let plain = number.unsigned_abs().to_string();
    let zeros = "0".repeat(least.saturating_sub(plain.len() + usize::from(number < 0)));
    [if number < 0 { "-" } else { "" }, &zeros, &plain].concat()
}

fn number(text: &str, digits: usize) -> Option<i64> {
    (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn name(names: &[&'static str], at: i64) -> &'static str {
    usize::try_from(at).ok().and_then(|at| names.get(at)).copied().unwrap_or("Jan")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_and_rfc5322_agree() {
        let time = ZonedTime::parse_iso("2026-03-02T09:15:00.123+01:00").unwrap();
        assert_eq!(time.instant().to_iso(), "2026-03-02T08:15:00Z");
        assert_eq!(time.to_rfc5322(), "Mon, 02 Mar 2026 09:15:00 +0100");
        assert_eq!(time.to_iso(), "2026-03-02T09:15:00+01:00");
        let leap = ZonedTime::parse_iso("2024-02-29T23:30:00-05:30").unwrap();
        assert_eq!(leap.to_rfc5322(), "Thu, 29 Feb 2024 23:30:00 -0530");
        assert_eq!(leap.instant().to_iso(), "2024-03-01T05:00:00Z");
    }

    #[test]
    fn every_day_of_three_centuries_round_trips() {
        for day in -40_000..70_000_i64 {
            let seconds = day * 86_400 + 12_345;
            assert_eq!(Civil::from_seconds(seconds).seconds(), seconds);
        }
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in [
            "",
            "2026-03-02",
            "2026-13-02T00:00:00Z",
            "2026-03-02T25:00:00Z",
            "2026-3-2T00:00:00Z",
            "2026-03-02T00:00:00",
        ] {
            assert_eq!(ZonedTime::parse_iso(text), None, "{text}");
        }
    }
}
