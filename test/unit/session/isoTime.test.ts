import { describe, expect, it } from 'vitest';
import { isoTimestamp } from '../../../src/session/isoTime.js';

const noon = Date.UTC(2026, 10, 24, 12) / 1000;

describe('a timestamp', () => {
  it('has no offset without a zone, and only the fraction it needs', () => {
    expect(isoTimestamp(noon, 0, null)).toBe('2026-11-24T12:00:00');
    expect(isoTimestamp(noon, 120_000_000, null)).toBe('2026-11-24T12:00:00.120');
    expect(isoTimestamp(noon, 120_450_000, null)).toBe('2026-11-24T12:00:00.120450');
    expect(isoTimestamp(noon, 7, null)).toBe('2026-11-24T12:00:00.000000007');
  });

  it('shows the clock and the offset of its zone, by name or by minutes', () => {
    expect(isoTimestamp(noon, 0, 'UTC')).toBe('2026-11-24T12:00:00+00:00');
    expect(isoTimestamp(noon, 0, 'America/Los_Angeles')).toBe('2026-11-24T04:00:00-08:00');
    expect(isoTimestamp(Date.UTC(2026, 6, 1, 12) / 1000, 0, 'America/Los_Angeles')).toBe(
      '2026-07-01T05:00:00-07:00',
    );
    expect(isoTimestamp(noon, 0, 330)).toBe('2026-11-24T17:30:00+05:30');
    expect(isoTimestamp(noon, 0, -90)).toBe('2026-11-24T10:30:00-01:30');
  });

  it('may lie before 1970', () => {
    expect(isoTimestamp(-1, 500_000_000, null)).toBe('1969-12-31T23:59:59.500');
  });
});
