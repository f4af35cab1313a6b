const PIECES = [
  ...[
    "'",
    '"',
    '\\',
    '\\\\',
    "''",
    '""',
    '--',
    '//',
    '/*',
    '*/',
    ';',
    '$$',
    '$',
    '{',
    ':',
    '?',
    '@',
    '%',
    '!',
    '=>',
  ],
  ...['\n', '\r\n', '\t', ' ', '\u00a0', '\u2028', '\ufeff', '.', '..', ',', '(', ')', '[', ']'],
  ...[
    'a',
    'Z',
    '_',
    '0',
    '12',
    'x',
    'u0041',
    'n',
    'SELECT',
    'ORDER',
    'null',
    "' OR 1=1 --",
    '"; DROP TABLE T; --',
  ],
  ...[
    'é',
    'e\u0301',
    'ß',
    'İ',
    'ı',
    'Ω',
    '漢',
    'ع',
    '\u202e',
    '\u200d',
    '😀',
    '👩‍🚀',
    '\u0000',
    '\u0001',
    '\u007f',
  ],
  ...['\ud83d', '\ude00'],
];

/** `below(n)` gives whole numbers from 0 to n - 1, the same ones for the same seed. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
}

/** The seed of a run; `FIRN_FUZZ_SEED` repeats one. */
export const fuzzSeed = Number(process.env.FIRN_FUZZ_SEED ?? Date.now() % 1_000_000);

/** Texts made of what breaks printers, a few of them long. */
export function randomTexts(count = 2000): { readonly seed: number; readonly texts: readonly string[] } {
  const below = randomNumbers(fuzzSeed);
  const text = () => {
    const pieces = below(40) === 0 ? 120 + below(80) : below(9);
    return Array.from({ length: pieces }, () => PIECES[below(PIECES.length)] ?? '').join('');
  };
  const edges = [
    '',
    ' ',
    '"',
    "'",
    '\\',
    '\u0000',
    '\u000012',
    'A'.repeat(255),
    'é'.repeat(255),
    '😀'.repeat(255),
  ];
  return { seed: fuzzSeed, texts: [...edges, 'A'.repeat(256), ...Array.from({ length: count }, text)] };
}

/** What Snowflake can have as a name: not empty, no U+0000, whole characters, at most 255. */
export function isName(text: string): boolean {
  return text !== '' && isText(text) && !text.includes('\0') && [...text].length <= 255;
}

/** What can be sent: whole characters. */
export function isText(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
