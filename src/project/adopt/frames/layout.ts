import { member, propertyKey } from '../../script.js';

/** How calls and objects are laid out: much as Prettier would. */

/** A step of a chain, such as `.distinct()`, on one line, and on several where it has such a form. */
export interface Step {
  readonly line: string;
  readonly lines?: string;
}

const LONGEST_OBJECT = 64;
/** With room for what stands before it, `const perOrder = `. */
const LONGEST_LINE = 84;

export const step = (line: string): Step => ({ line });

/** `.select((r) => ({ A: …, B: … }))`; `before` ends with the opening bracket of the call. */
export function objectStep(before: string, entries: readonly (readonly [string, string])[]): Step {
  const written = entries.map(([name, value]) => `${propertyKey(name)}: ${value}`);
  const usesRow = entries.some(([, value]) => mentions(value, 'r'));
  const head = `${before}${usesRow ? '(r)' : '()'} => (`;
  if (written.length === 0) return { line: `${head}{}))` };
  const object = `{ ${written.join(', ')} }`;
  const lines = [`${head}{`, ...written.map((entry) => `  ${deeper(entry)},`), '}))'].join('\n');
  return object.length <= LONGEST_OBJECT && !object.includes('\n')
    ? { line: `${head}${object}))`, lines }
    : { line: lines, lines };
}

/** `.filter((r) => condition)`; `before` ends with the arrow's blank. */
export function callbackStep(before: string, body: string): Step {
  return { line: `${before}${body})`, lines: `${before.trimEnd()}\n  ${deeper(body)},\n)` };
}

const mentions = (code: string, name: string): boolean =>
  new RegExp(`(?<![\\w$.])${name}(?![\\w$])`).test(code);

/** A frame and its steps: on one line where they are few and short. */
export function chain(base: string, steps: readonly Step[]): string {
  const last = steps.at(-1);
  const before =
    base +
    steps
      .slice(0, -1)
      .map(({ line }) => line)
      .join('');
  const forms = last === undefined ? [base] : [before + last.line, before + (last.lines ?? last.line)];
  const few = steps.length <= 2 && !before.includes('\n');
  const fitting = forms.find((form) => fits(form));
  if (few && fitting !== undefined) return fitting;
  return [
    base,
    ...steps.map((one) => `  ${deeper(fits(one.line) ? one.line : (one.lines ?? one.line))}`),
  ].join('\n');
}

const fits = (code: string): boolean => code.split('\n').every((line) => line.length <= LONGEST_LINE);

/** `a.and(b)`. */
export function conjunction(conditions: readonly string[]): string {
  const [first = '', ...others] = conditions;
  return first + others.map((condition) => `.and(${condition})`).join('');
}

/** Lines after the first two blanks to the right; what stands in backticks is on one line. */
const deeper = (code: string): string => code.replaceAll('\n', '\n  ');

export const columnOf = (row: string, name: string): string => `${row}${member(name)}`;
