import { storedName } from '../sql/identifiers.js';

/** The stored characters of a written name; the text itself where it is no name. */
export function nameAsStored(written: string): string {
  try {
    return storedName(written);
  } catch {
    return written;
  }
}
