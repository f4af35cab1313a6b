import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second, whatever the kernel's own clock (man 5 proc, USER_HZ). */
const MS_PER_TICK = 10;

/**
 * Processor time that a process has used, in milliseconds; null where the system does not tell. On a busy machine a
 * process may be silent because it was not given time, which is no fault of the file that it runs.
 */
export function processorTime(pid: number | undefined): number | null {
  if (pid === undefined || process.platform !== 'linux') return null;
  try {
    // The command's name, in parentheses, may hold spaces; user and system time are the 12th and 13th field after it.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
  } catch {
    return null;
  }
}
