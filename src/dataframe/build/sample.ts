import type { Node } from '../plan/node.js';
import { sampleNode } from '../plan/sample.js';
import type { SampleSize } from '../plan/sample.js';
import { here } from '../trace.js';
import { invalidArgument } from './names.js';

/** Snowflake documentation, "SAMPLE / TABLESAMPLE". */
const MOST_ROWS = 1_000_000;

export function sample(input: Node, size: SampleSize): Node {
  if ('rows' in size) {
    if (!Number.isSafeInteger(size.rows) || size.rows < 0 || size.rows > MOST_ROWS)
      invalidArgument(`sample takes a whole number of rows from 0 to 1000000, not ${size.rows}.`);
  } else if (!(size.percent >= 0 && size.percent <= 100))
    invalidArgument(`sample takes a share from 0 to 100 percent, not ${size.percent}.`);
  return sampleNode(input, size, here());
}
