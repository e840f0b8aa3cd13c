//! Time. The only place that asks the machine for it; everything else asks a [`Clock`] it was
//! given, so that a test can let a year pass.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

/// Tells the time: the machine's, or one moved by hand. Copies share it.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System { started: Instant },
    Manual(Arc<Manual>),
}

struct Manual {
    now: AtomicI64,
    ticked: AtomicU64,
}

impl Clock {
    /// The machine's clock.
    #[allow(clippy::disallowed_methods)]
    pub fn system() -> Self {
        Self(Source::System { started: Instant::now() })
    }

    /// A clock that stands still until it is moved.
    pub fn manual(now: i64) -> Self {
        Self(Source::Manual(Arc::new(Manual {
            now: AtomicI64::new(now),
            ticked: AtomicU64::new(0),
        })))
    }

    /// Milliseconds since 1970. May jump when somebody sets the machine's clock.
    #[allow(clippy::disallowed_methods)]
    pub fn now(&self) -> i64 {
        match &self.0 {
            Source::System { .. } => match SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)
            {
                Ok(since) => millis(since),
                Err(before) => -millis(before.duration()),
            },
            Source::Manual(manual) => manual.now.load(Ordering::SeqCst),
        }
    }

    /// How long this clock has existed. Never goes back: for limits and for measuring.
    pub fn tick(&self) -> Duration {
        match &self.0 {
            Source::System { started } => started.elapsed(),
            Source::Manual(manual) => Duration::from_millis(manual.ticked.load(Ordering::SeqCst)),
        }
    }

    /// Lets time pass on a manual clock. The machine's clock is not ours to move.
    pub fn advance(&self, ms: u64) {
        if let Source::Manual(manual) = &self.0 {
            manual.now.fetch_add(i64::try_from(ms).unwrap_or(i64::MAX), Ordering::SeqCst);
            manual.ticked.fetch_add(ms, Ordering::SeqCst);
        }
    }

    /// Sets a manual clock, forward or back, as if somebody had set the machine's: no time
    /// passes by it.
    pub fn set(&self, now: i64) {
        if let Source::Manual(manual) = &self.0 {
            manual.now.store(now, Ordering::SeqCst);
        }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::System { .. } => out.write_str("Clock(system)"),
            Source::Manual(_) => write!(out, "Clock({})", stamp(self.now())),
        }
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// The day of a time, in UTC: `2026-11-23`.
pub fn day(ms: i64) -> String {
    Offset::UTC.to_datetime(moment(ms)).date().to_string()
}

/// A time, in UTC: `2026-11-23T21:58:04.123Z`.
pub fn stamp(ms: i64) -> String {
    format!("{:.3}", moment(ms))
}

/// The first millisecond of a day in UTC; nothing if it is no day.
pub fn day_start(day: &str) -> Option<i64> {
    let date: jiff::civil::Date = day.parse().ok()?;
    let start = Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()?;
    Some(start.as_millisecond())
}

/// The time zone in which people read times. What is counted and hashed stays in UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl serde::Serialize for Zone {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}

/// A time as the clocks of a zone show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Local {
    /// Year, month and day.
    pub date: (i16, i8, i8),
    /// `14:05`.
    pub time: String,
    /// What the zone is called at that time: `CEST`.
    pub zone: String,
}

impl Zone {
    /// The zone of that name in the tz database (RFC 6557): `Europe/Vienna`.
    pub fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    /// That of this machine, or of whoever asks (the variable `TZ`); UTC where it has no name.
    pub fn of_this_machine() -> Self {
        let zone = TimeZone::try_system().unwrap_or(TimeZone::UTC);
        let is_utc = zone.iana_name().is_none_or(|name| name.starts_with("Etc/"));
        Self(if is_utc { TimeZone::UTC } else { zone })
    }

    /// What it is called in the tz database.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// Every name there is.
    pub fn names() -> impl Iterator<Item = String> {
        jiff::tz::db().available().map(|name| name.as_str().to_owned())
    }

    /// What the clocks of the zone show at a time.
    pub fn local(&self, ms: i64) -> Local {
        let zoned = moment(ms).to_zoned_datetime(self.0.clone());
        Local {
            date: (zoned.year(), zoned.month(), zoned.day()),
            time: zoned.strftime("%H:%M").to_string(),
            zone: zoned.strftime("%Z").to_string(),
        }
    }

    /// The time that a text means: with an offset (`2026-12-01T09:00:00+01:00`), or as the clocks of
    /// the zone show it (`2026-12-01T09:00:00`, `2026-12-01`). Nothing if it is none. A time that
    /// they skip is as much later; of one that they show twice it is the first.
    pub fn moment(&self, text: &str) -> Option<i64> {
        if let Ok(fixed) = text.parse::<Timestamp>() {
            return Some(fixed.as_millisecond());
        }
        let shown: jiff::civil::DateTime = text.parse().ok()?;
        Some(self.0.to_timestamp(shown).ok()?.as_millisecond())
    }

    /// The day of a time in the zone: `2026-11-23`.
    pub fn day(&self, ms: i64) -> String {
        moment(ms).to_zoned_datetime(self.0.clone()).date().to_string()
    }
}

/// A time beyond what a calendar holds becomes its first or last.
fn moment(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(if ms < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_without_an_offset_is_that_of_the_zone() {
        let vienna = Zone::named("Europe/Vienna").unwrap();
        let utc = |text: &str| vienna.moment(text).map(stamp);
        for (text, expected) in [
            ("2026-12-01T09:00:00", "2026-12-01T08:00:00.000Z"),
            ("2026-07-01T09:00", "2026-07-01T07:00:00.000Z"),
            ("2026-12-01", "2026-11-30T23:00:00.000Z"),
            ("2026-12-01T09:00:00Z", "2026-12-01T09:00:00.000Z"),
            ("2026-12-01T09:00:00-05:00", "2026-12-01T14:00:00.000Z"),
            // The clocks go from two to three, and from three back to two.
            ("2026-03-29T02:30:00", "2026-03-29T01:30:00.000Z"),
            ("2026-10-25T02:30:00", "2026-10-25T00:30:00.000Z"),
        ] {
            assert_eq!(utc(text).as_deref(), Some(expected), "{text}");
        }
        for none in ["", "soon", "09:00:00", "2026-13-01"] {
            assert_eq!(vienna.moment(none), None, "{none}");
        }
    }

    #[test]
    fn the_zone_of_this_machine_can_be_named() {
        let zone = Zone::of_this_machine();
        assert_eq!(Zone::named(zone.name()), Some(zone));
    }

    const NOVEMBER: i64 = 1_795_471_084_123;

    #[test]
    fn a_manual_clock_is_shared_and_moves_only_by_hand() {
        let clock = Clock::manual(NOVEMBER);
        let copy = clock.clone();
        clock.advance(1_500);
        assert_eq!((copy.now(), copy.tick()), (NOVEMBER + 1_500, Duration::from_millis(1_500)));
        clock.set(7);
        assert_eq!((copy.now(), copy.tick()), (7, Duration::from_millis(1_500)));
    }

    #[test]
    fn the_machines_clock_runs_and_cannot_be_moved() {
        let clock = Clock::system();
        let (now, tick) = (clock.now(), clock.tick());
        assert!(now > 1_700_000_000_000);
        clock.set(0);
        clock.advance(u64::MAX);
        assert!(clock.now() >= now && clock.now() < now + 60_000 && clock.tick() >= tick);
    }

    #[test]
    fn a_zone_shows_the_time_of_its_clocks() {
        let vienna = Zone::named("Europe/Vienna").unwrap();
        let local = vienna.local(NOVEMBER);
        assert_eq!((local.date, local.time.as_str()), ((2026, 11, 23), "22:58"));
        assert_eq!(local.zone, "CET");
        assert_eq!(vienna.day(NOVEMBER + 2 * 3_600_000), "2026-11-24");
        assert_eq!(Zone::named("UTC").unwrap().local(NOVEMBER).zone, "UTC");
        assert_eq!(Zone::named("Europe/Viena"), None);
        assert!(Zone::names().any(|name| name == "Europe/Vienna"));
        for extreme in [i64::MIN, i64::MAX] {
            assert!(!vienna.local(extreme).time.is_empty() && !vienna.day(extreme).is_empty());
        }
    }

    #[test]
    fn writes_days_and_times() {
        assert_eq!(stamp(NOVEMBER), "2026-11-23T21:58:04.123Z");
        assert_eq!(stamp(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(day(NOVEMBER), "2026-11-23");
        assert_eq!(day(-1), "1969-12-31");
        assert_eq!(day_start("2026-11-23"), Some(NOVEMBER - NOVEMBER % 86_400_000));
        assert_eq!(day_start("2026-13-01"), None);
        for extreme in [i64::MIN, i64::MAX] {
            assert!(!day(extreme).is_empty() && !stamp(extreme).is_empty());
        }
    }
}
