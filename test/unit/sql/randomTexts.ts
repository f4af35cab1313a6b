const PIECES = [
  "'",
  '"',
  '\\',
  '\\\\',
  "''",
  '""',
  '--',
  '/*',
  '*/',
  ';',
  '$$',
  '\n',
  ' ',
  '.',
  'a',
  'Z',
  '_',
  '0',
  'é',
  '😀',
  '{',
  ':',
  '?',
];

/** Texts made of what breaks printers. `FIRN_FUZZ_SEED` repeats a run. */
export function randomTexts(count = 2000): { readonly seed: number; readonly texts: readonly string[] } {
  const seed = Number(process.env.FIRN_FUZZ_SEED ?? Date.now() % 1_000_000);
  let state = seed;
  const below = (limit: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % limit;
  };
  const text = () => Array.from({ length: below(9) }, () => PIECES[below(PIECES.length)] ?? '').join('');
  return { seed, texts: Array.from({ length: count }, text) };
}
