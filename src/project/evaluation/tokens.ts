const TRIVIA = /(?:\s|\/\/[^\n\r\u2028\u2029]*|\/\*[^]*?\*\/)*/y;

/** Where the next token begins: behind blanks and comments. */
export function tokenAfter(text: string, position: number): number {
  TRIVIA.lastIndex = position;
  TRIVIA.exec(text);
  return TRIVIA.lastIndex;
}
