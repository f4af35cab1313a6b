/** TIMESTAMP in texts that outlive the session which says what it means. Source: "Parameters" (TIMESTAMP_TYPE_MAPPING). */
import type { TimestampMapping } from '../../sql/read/types.js';
import { unsupported } from '../catalog/refusals.js';
import type { Grammar } from './grammar.js';

const KEPT = /^CREATE\s+(?:OR\s+REPLACE\s+)?(?:\w+\s+)?(?:VIEW|DYNAMIC\s+TABLE|FUNCTION)\b/i;
/** A cast, a literal or a call whose type TIMESTAMP_TYPE_MAPPING decides. */
const MAPPED = /::\s*TIMESTAMP\b|\bAS\s+TIMESTAMP\s*[()]|\bTIMESTAMP\s*'|\b(?:TRY_)?TO_TIMESTAMP\s*\(/i;

/**
 * The queries of views and dynamic tables and the bodies of functions are kept as they are written and read as every session reads them
 * by default.
 * @throws AccountError 000002 for one in which TIMESTAMP would mean something else then
 */
export function refuseKeptTimestamp(g: Grammar, timestamp: TimestampMapping): void {
  if (!KEPT.test(g.text) || !MAPPED.test(g.text)) return;
  throw unsupported(
    `TIMESTAMP in what is created while TIMESTAMP_TYPE_MAPPING = ${timestamp}`,
    `Write ${timestamp} or TO_${timestamp}.`,
  );
}
