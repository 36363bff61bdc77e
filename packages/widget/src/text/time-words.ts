/** One language's ways of saying when something was. */
export interface TimeWords {
  /** How long ago `then` was at `now` (both ms), roughly: "5 min. ago"; the date after a week. */
  ago(then: number, now: number): string;
  /** Date and time, short. */
  on(then: number): string;
  /** Date and time in full. */
  at(then: number): string;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const STEPS = [
  { unit: 'day', ms: DAY },
  { unit: 'hour', ms: 60 * MINUTE },
  { unit: 'minute', ms: MINUTE },
] as const;

/**
 * @param language a BCP 47 tag
 * @param justNow what is said of the last minute
 */
export function createTimeWords(language: string, justNow: string): TimeWords {
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const full = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short' });
  return {
    on: (then) => moment.format(then),
    at: (then) => full.format(then),
    ago(then, now) {
      // A clock that runs behind must not say "in 3 seconds".
      const passed = Math.max(0, now - then);
      if (passed >= 7 * DAY) return day.format(then);
      const step = STEPS.find(({ ms }) => passed >= ms);
      return step ? relative.format(-Math.floor(passed / step.ms), step.unit) : justNow;
    },
  };
}
