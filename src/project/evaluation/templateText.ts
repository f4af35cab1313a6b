/** A template literal's text as it is written in the file, and as JavaScript reads it. */
import type { TemplateLiteral } from 'oxc-parser';

/** Escapes and line ends that are written longer than they are read: what is read of each. */
const LONGER = /\\u\{([0-9a-fA-F]+)\}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\\r\n|\\[\s\S]|\r\n/y;

/** Where in the file the character `offset` of a piece stands, when the piece's text begins at `start`. */
export function templateOffset(file: string, start: number, offset: number): number {
  let at = start;
  for (let read = 0; read < offset && at < file.length;) {
    LONGER.lastIndex = at;
    const found = LONGER.exec(file);
    at += found?.[0].length ?? 1;
    read += found === null ? 1 : lengthRead(found);
  }
  return at;
}

function lengthRead([written, codePoint]: RegExpExecArray): number {
  if (codePoint !== undefined) return Number.parseInt(codePoint, 16) > 0xffff ? 2 : 1;
  return /^\\[\r\n\u2028\u2029]/.test(written) ? 0 : 1;
}

/** The text as it is written inside backticks. */
export function inTemplate(text: string): string {
  return text.replace(/\\|`|\$\{/g, '\\$&');
}

/** Where the text of each piece begins: behind the backtick, or the brace of the frame before it. */
export function pieceStarts({ quasis }: Pick<TemplateLiteral, 'quasis'>, file: string): readonly number[] {
  // Some parsers count the delimiter as a part of the piece.
  return quasis.map(({ start, value }) =>
    /[`}]/.test(file.charAt(start)) && !/^[`}]/.test(value.raw) ? start + 1 : start,
  );
}
