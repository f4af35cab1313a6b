import { describe, expect, it } from 'vitest';
import { taskTimes } from '../../../src/account/schedule/taskTimes.js';
import { refusal } from '../objects/refusal.js';

const at = (text: string): number => Date.parse(`${text}Z`);
const text = (moment: number | null): string | null =>
  moment === null ? null : new Date(moment).toISOString().slice(0, 16);

describe('a schedule', () => {
  it.each([
    ['5 MINUTE', '2026-03-02T10:05'],
    ['1 minutes', '2026-03-02T10:01'],
    ['90 M', '2026-03-02T11:30'],
    ['2 HOURS', '2026-03-02T12:00'],
    ['60 SECONDS', '2026-03-02T10:01'],
    ['USING CRON 30 * * * * UTC', '2026-03-02T10:30'],
    ['USING CRON 0 9 * * MON America/New_York', '2026-03-02T14:00'],
    ['using cron 0 0 L * * UTC', '2026-03-31T00:00'],
  ])('%s', (schedule, next) => {
    expect(text(taskTimes(schedule).after(at('2026-03-02T10:00:00')))).toBe(next);
  });

  it('keeps local time over the change of clocks', () => {
    const times = taskTimes('USING CRON 0 9 * * * Europe/Berlin');
    expect(text(times.after(at('2026-03-28T12:00:00')))).toBe('2026-03-29T07:00');
  });

  it('leaves out what was slept over, and keeps its beat', () => {
    const times = taskTimes('10 MINUTES');
    expect(text(times.following(at('2026-03-02T10:00:00'), at('2026-03-02T11:04:00')))).toBe(
      '2026-03-02T11:10',
    );
    const cron = taskTimes('USING CRON 0 0 * * * UTC');
    expect(text(cron.following(at('2026-03-02T00:00:00'), at('2026-03-05T08:00:00')))).toBe(
      '2026-03-06T00:00',
    );
  });

  it.each([
    'every minute',
    '5',
    '1 SECOND',
    '11521 MINUTES',
    'USING CRON * * * * UTC',
    'USING CRON 99 * * * * UTC',
    'USING CRON * * * * * Mars/Olympus',
  ])('is not %s', async (schedule) => {
    const error = await refusal(Promise.resolve().then(() => taskTimes(schedule)));
    expect(error).toMatchObject({ code: '001008' });
    expect(error.message).toContain(schedule);
  });
});
