import { functionCall } from '../expression/call.js';
import { here } from '../trace.js';
import { number } from '../type.js';
import { Comparable } from './comparable.js';
import { expressionOf } from './expressionOf.js';
import type { Int } from './number.js';
import { wrap } from './wrap.js';

/** TIME: a time of day. Constants are texts such as `'10:00:00'`. */
export class TimeCol extends Comparable<TimeCol | string> {
  declare protected readonly sqlType: 'TIME';

  /** 0 to 23 (HOUR). */
  hour(): Int {
    return part(this, 'HOUR');
  }

  /** 0 to 59 (MINUTE). */
  minute(): Int {
    return part(this, 'MINUTE');
  }

  /** 0 to 59 (SECOND). */
  second(): Int {
    return part(this, 'SECOND');
  }
}

function part(column: TimeCol, name: string): Int {
  return wrap(functionCall(name, [expressionOf(column)], number(2, 0), here()));
}
