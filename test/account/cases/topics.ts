/** Every topic of the query cases. */
import { casts } from './casts.js';
import { changes } from './changes.js';
import type { Topic } from './case.js';
import { conditionals } from './conditionals.js';
import { dates } from './dates.js';
import { grouping } from './grouping.js';
import { joins } from './joins.js';
import { numbers } from './numbers.js';
import { pivots } from './pivots.js';
import { selects } from './selects.js';
import { semistructured } from './semistructured.js';
import { texts } from './texts.js';
import { userFunctions } from './userFunctions.js';
import { windows } from './windows.js';

export const TOPICS: readonly Topic[] = [
  casts,
  changes,
  conditionals,
  dates,
  grouping,
  joins,
  numbers,
  pivots,
  selects,
  semistructured,
  texts,
  userFunctions,
  windows,
];
