/** The first words of a statement, after comments and white space, in upper case. */
function firstWords(sql: string): string {
  const start = /^(?:\s|--[^\n]*(?:\n|$)|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/.exec(sql)?.[0].length ?? 0;
  return sql
    .slice(start, start + 60)
    .toUpperCase()
    .replace(/\s+/g, ' ');
}

/** True for statements with which the driver copies files by itself. */
export function movesFiles(sql: string): boolean {
  return /^(PUT|GET)\b/.test(firstWords(sql));
}

/** Whether a statement that succeeded leaves a transaction open, or null when it says nothing about transactions. */
export function changesTransaction(sql: string): boolean | null {
  const words = firstWords(sql);
  if (/^(BEGIN( TRANSACTION| WORK| NAME\b.*)? ?;?$|START TRANSACTION\b)/.test(words)) return true;
  return /^(COMMIT|ROLLBACK)\b/.test(words) ? false : null;
}
