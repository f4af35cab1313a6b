import { functionCall } from '../expression/call.js';
import { here } from '../trace.js';
import { TEXT } from '../type.js';
import { Comparable } from './comparable.js';
import { expressionOf } from './expressionOf.js';
import type { Text } from './text.js';
import { wrap } from './wrap.js';

/** BINARY: bytes. */
export class Binary extends Comparable<Binary> {
  declare protected readonly sqlType: 'BINARY';

  /** As hexadecimal text in upper case (HEX_ENCODE). */
  toHex(): Text {
    return wrap(functionCall('HEX_ENCODE', [expressionOf(this)], TEXT, here()));
  }
}
