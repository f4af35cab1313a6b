const offsetFormats = new Map<string, Intl.DateTimeFormat>();

function offsetFormat(zone: string): Intl.DateTimeFormat {
  let format = offsetFormats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    offsetFormats.set(zone, format);
  }
  return format;
}

/** Minutes east of UTC that `zone` had at that moment. */
function zoneOffset(zone: string, epochSeconds: number): number {
  const parts = offsetFormat(zone).formatToParts(epochSeconds * 1000);
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${twoDigits(Math.floor(size / 60))}:${twoDigits(size % 60)}`;
}

/** Nothing for whole seconds, else milliseconds, microseconds or nanoseconds, whichever is needed. */
function fractionText(nanoseconds: number): string {
  if (nanoseconds === 0) return '';
  const digits = String(nanoseconds).padStart(9, '0');
  return `.${digits.replace(/(000|000000)$/, '')}`;
}

/**
 * ISO 8601 with a `T`. A zone (a name, or minutes east of UTC) shows the moment on that zone's clock with its offset;
 * without one there is no offset.
 */
export function isoTimestamp(
  epochSeconds: number,
  nanoseconds: number,
  zone: string | number | null,
): string {
  const offset = typeof zone === 'string' ? zoneOffset(zone, epochSeconds) : (zone ?? 0);
  const clock = new Date((epochSeconds + offset * 60) * 1000).toISOString().replace(/\.\d+Z$/, '');
  return `${clock}${fractionText(nanoseconds)}${zone === null ? '' : offsetText(offset)}`;
}
