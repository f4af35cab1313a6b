import type { Retention } from '../catalog/model.js';
import { invalidValue } from '../catalog/refusals.js';

/** What a table's storage properties say about how long changes are kept; what they do not say stays. */
export function withRetention(before: Retention, given: Readonly<Record<string, string>>): Retention {
  const days = (property: string): number | undefined => {
    const value = given[property];
    if (value === undefined) return undefined;
    if (!/^\d+$/.test(value) || Number(value) > MOST_DAYS)
      throw invalidValue(value, property, `from 0 to ${MOST_DAYS}`);
    return Number(value);
  };
  return {
    days: days('DATA_RETENTION_TIME_IN_DAYS') ?? before.days,
    extension: days('MAX_DATA_EXTENSION_TIME_IN_DAYS') ?? before.extension,
  };
}

const MOST_DAYS = 90;
