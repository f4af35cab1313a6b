import { Cron } from 'croner';
import { invalidValue } from '../catalog/refusals.js';

/** When a task's SCHEDULE asks for runs. */
export interface TaskTimes {
  /** The first run after a moment, both in milliseconds since the epoch; null when there is none. */
  after(moment: number): number | null;
  /** The run after one that was due at `due` and begins at `now`: those slept over are left out. */
  following(due: number, now: number): number | null;
}

const UNITS: Readonly<Record<string, number>> = { S: 1000, M: 60_000, H: 3_600_000 };
const INTERVAL = /^(\d+)\s*(S|M|H)(?:EC(?:OND)?S?|IN(?:UTE)?S?|(?:OU)?RS?)?$/i;
const CRON = /^USING\s+CRON\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(\S+)$/i;
const SHORTEST = 10_000;
const LONGEST = 11_520 * 60_000;

/**
 * Reads a SCHEDULE: `'5 MINUTES'`, or `'USING CRON 0 9 * * MON-FRI Europe/Berlin'` (documentation: CREATE TASK).
 *
 * @throws AccountError 001008 for anything else
 */
export function taskTimes(schedule: string): TaskTimes {
  const text = schedule.trim();
  const interval = INTERVAL.exec(text);
  if (interval !== null)
    return every(Number(interval[1]) * (UNITS[interval[2]?.toUpperCase() ?? ''] ?? 0), schedule);
  const cron = CRON.exec(text);
  if (cron !== null) return byCron(cron[1] ?? '', cron[2] ?? '', schedule);
  throw invalidValue(
    schedule,
    'SCHEDULE',
    "write '<number> SECONDS|MINUTES|HOURS' or 'USING CRON <minute> <hour> <day> <month> <weekday> <time zone>'",
  );
}

function every(period: number, schedule: string): TaskTimes {
  if (period < SHORTEST || period > LONGEST)
    throw invalidValue(schedule, 'SCHEDULE', 'between 10 seconds and 11520 minutes');
  return {
    after: (moment) => moment + period,
    following: (due, now) => due + (Math.floor(Math.max(0, now - due) / period) + 1) * period,
  };
}

function byCron(pattern: string, timezone: string, schedule: string): TaskTimes {
  const after = (moment: number): number | null => cron.nextRun(new Date(moment))?.getTime() ?? null;
  const cron = reading(schedule, () => new Cron(pattern, { timezone, paused: true, mode: '5-part' }));
  // The library looks at the time zone only when it is asked for a time.
  reading(schedule, () => after(0));
  return { after, following: (due, now) => after(Math.max(due, now)) };
}

function reading<T>(schedule: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw invalidValue(schedule, 'SCHEDULE', error instanceof Error ? error.message : String(error));
  }
}
