import { functionCall } from '../expression/call.js';
import { here } from '../trace.js';
import { number } from '../type.js';
import { Comparable } from './comparable.js';
import { expressionOf } from './expressionOf.js';
import type { Int } from './number.js';
import { wrap } from './wrap.js';

/** TIME: a time of day. */
export class TimeCol extends Comparable<TimeCol> {
  declare protected readonly sqlType: 'TIME';

  hour(): Int {
    return part(this, 'HOUR');
  }

  minute(): Int {
    return part(this, 'MINUTE');
  }

  second(): Int {
    return part(this, 'SECOND');
  }
}

function part(column: TimeCol, name: string): Int {
  return wrap(functionCall(name, [expressionOf(column)], number(2, 0), here()));
}
