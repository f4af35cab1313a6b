import { unsupported } from '../catalog/refusals.js';
import { tokenize } from '../query/reading.js';
import { isBlock } from './parse.js';

/** A text that is run statement by statement. */
export interface Script {
  readonly text: string;
  readonly isBlock: boolean;
}

/**
 * What a statement runs that is a block, or the EXECUTE IMMEDIATE of a text; null: it is neither. Source: "EXECUTE
 * IMMEDIATE".
 * @throws AccountError 000002 for forms of EXECUTE IMMEDIATE that are not run here
 */
export function scriptOf(sql: string): Script | null {
  if (!/^(?:\s|--|\/[*/])*(?:declare|begin|execute)\b|^\s*(?:--|\/[*/])/i.test(sql)) return null;
  const tokens = tokenize(sql);
  if (isBlock(tokens)) return { text: sql, isBlock: true };
  if (tokens[0]?.value !== 'EXECUTE' || tokens[1]?.value !== 'IMMEDIATE') return null;
  const [, , text, more] = tokens;
  if (text?.kind !== 'string')
    throw unsupported('EXECUTE IMMEDIATE of what is no text', 'Give it a text or a session variable.');
  if (more !== undefined) throw unsupported('EXECUTE IMMEDIATE with USING outside of a block');
  return { text: text.value, isBlock: isBlock(tokenize(text.value)) };
}
