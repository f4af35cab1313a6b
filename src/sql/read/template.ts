/** Queries in template literals: text with frames between its pieces. */
import type { PiecePlace } from '../../dataframe/problems.js';

/** A word that stands for an interpolated frame while the text is read; no name of anybody's looks like it. */
const standIn = (index: number): string => `FIRN$FRAME_${index}`;
const STAND_IN = /^FIRN\$FRAME_(\d+)$/;

/** The number of the frame that a name stands for. */
export function frameNumber(name: string): number | undefined {
  const found = STAND_IN.exec(name);
  return found === null ? undefined : Number(found[1]);
}

/** The pieces as one text that can be read. */
export function templateText(texts: readonly string[]): string {
  return texts.reduce((text, piece, i) => (i === 0 ? piece : `${text}${standIn(i - 1)}${piece}`), '');
}

/** The stand-ins of the whole text. */
export function standIns(texts: readonly string[]): readonly { start: number; end: number; frame: number }[] {
  let at = 0;
  return texts.slice(0, -1).map((piece, frame) => {
    const start = at + piece.length;
    at = start + standIn(frame).length;
    return { start, end: at, frame };
  });
}

const QUERY = /^(?:\s|--[^\n]*(?:\n|$)|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|\()*(?:SELECT|WITH)\b/i;

/** Whether the text begins as a query does. */
export function isQueryText(text: string): boolean {
  return QUERY.test(text);
}

/** Where an offset of the whole text is; inside a stand-in: at its edge. */
export function pieceAt(texts: readonly string[], offset: number, edge: 'start' | 'end'): PiecePlace {
  let start = 0;
  for (const [piece, text] of texts.entries()) {
    const end = start + text.length;
    const isLast = piece === texts.length - 1;
    if (offset <= end || isLast) return { piece, offset: Math.min(Math.max(offset - start, 0), text.length) };
    const next = end + standIn(piece).length;
    if (offset < next)
      return edge === 'start' ? { piece, offset: text.length } : { piece: piece + 1, offset: 0 };
    start = next;
  }
  return { piece: 0, offset: 0 };
}
