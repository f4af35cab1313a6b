const collator = new Intl.Collator('en', { numeric: true });

/** Versions by their numbers: V_9, V_10, V_11. */
export const compareVersions = (a: string, b: string): number => collator.compare(a, b);

/** The version after all of these: the last number is counted up, with its zeros (`V_9` → `V_10`, `V09` → `V10`). */
export function versionAfter(versions: readonly string[]): string {
  const newest = [...versions].sort(compareVersions).at(-1) ?? 'V_0';
  const number = /^(.*?)(\d+)(\D*)$/.exec(newest);
  if (!number) return `${newest}_2`;
  const [, before = '', digits = '', after = ''] = number;
  return `${before}${String(BigInt(digits) + 1n).padStart(digits.length, '0')}${after}`;
}
