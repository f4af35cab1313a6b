import type { CatalogView } from '../catalog/catalog.js';
import type { Properties, TagValues } from '../catalog/model.js';
import { signatureOf } from '../catalog/model.js';
import type { Names, ObjectName } from '../catalog/names.js';
import { printNames } from '../catalog/names.js';
import { refused } from '../catalog/refusals.js';
import type { Grammar } from './grammar.js';

/** One `tag = 'value'` before its tag has been looked up. */
export interface TagAssignment {
  readonly tag: ObjectName;
  readonly value: string;
}

/** `[WITH] TAG (a = 'x', …)` or nothing. */
export function tagClause(g: Grammar): TagAssignment[] | undefined {
  if (!g.looksAt('TAG', '(') && !g.looksAt('WITH', 'TAG', '(')) return undefined;
  g.try('WITH');
  g.expect('TAG');
  return g.list(() => tagAssignment(g));
}

function tagAssignment(g: Grammar): TagAssignment {
  const tag = g.name();
  g.expect('=');
  return { tag, value: g.string() };
}

/** `a = 'x', b = 'y'` of SET TAG. */
export function tagAssignments(g: Grammar): TagAssignment[] {
  const all = [tagAssignment(g)];
  while (g.try(',')) all.push(tagAssignment(g));
  return all;
}

export function nameList(g: Grammar): ObjectName[] {
  const all = [g.name()];
  while (g.try(',')) all.push(g.name());
  return all;
}

/** The longest value a tag may have (documentation: Object tagging). */
const TAG_VALUE_LIMIT = 256;

/** Adds assignments to what an object carries, checking that tags exist and allow the values. */
export function withTags(names: Names, before: TagValues, assignments: readonly TagAssignment[]): TagValues {
  const after: Record<string, string> = { ...before };
  for (const { tag: name, value } of assignments) {
    const tag = names.must('TAG', name, 'SET TAG');
    if ([...value].length > TAG_VALUE_LIMIT) {
      throw refused(
        `Tag value for '${names.full(tag)}' has ${[...value].length} characters; at most ${TAG_VALUE_LIMIT} are allowed.`,
        '001015',
        '22023',
      );
    }
    if (tag.allowedValues !== null && !tag.allowedValues.includes(value)) {
      throw refused(
        `Tag value '${value}' is not allowed for tag '${names.full(tag)}'. Allowed values: ${tag.allowedValues.map((v) => `'${v}'`).join(', ')}.`,
        '391801',
        '0A000',
      );
    }
    after[String(tag.id)] = value;
  }
  return after;
}

export function withoutTags(names: Names, before: TagValues, tags: readonly ObjectName[]): TagValues {
  const after: Record<string, string> = { ...before };
  for (const name of tags) Reflect.deleteProperty(after, String(names.must('TAG', name, 'UNSET TAG').id));
  return after;
}

/** Tag references whose tag still exists: `[tag object id, value]`. */
export function liveTags(catalog: CatalogView, tags: TagValues): [number, string][] {
  return Object.entries(tags)
    .map(([id, value]): [number, string] => [Number(id), value])
    .filter(([id]) => catalog.get(id)?.kind === 'TAG');
}

/** `COMMENT = 'text'` (or `COMMENT 'text'` in column lists); undefined when it does not stand here. */
export function commentClause(g: Grammar): string | undefined {
  if (!g.looksAt('COMMENT')) return undefined;
  g.expect('COMMENT');
  g.try('=');
  return g.string();
}

/** A property's value: a literal, a word, or a parenthesised list kept as written. */
function propertyValue(g: Grammar): string {
  return g.looksAt('(') ? g.parenthesised() : g.value();
}

/** `NAME = value …` for the given names, in any order, with or without commas; stops at anything else. */
export function properties(g: Grammar, known: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (;;) {
    g.try(',');
    const name = known.find((k) => g.looksAt(k, '=') || (g.looksAt(k) && g.peek(1)?.kind === 'string'));
    if (name === undefined) return found;
    g.expect(name);
    g.try('=');
    found[name] = propertyValue(g);
  }
}

/** Everything of the form `NAME = value` up to something else. */
export function anyProperties(g: Grammar): Record<string, string> {
  const found: Record<string, string> = {};
  while (g.word() !== '' && g.peek(1)?.text === '=') {
    const name = g.word();
    g.expect(name, '=');
    found[name] = propertyValue(g);
    g.try(',');
  }
  return found;
}

/** `CLUSTER BY (a, b)` as SHOW prints it: `LINEAR(a, b)`. */
export function clusterByClause(g: Grammar): string | undefined {
  if (!g.try('CLUSTER', 'BY')) return undefined;
  const text = g.looksAt('LINEAR') ? (g.expect('LINEAR'), g.parenthesised()) : g.parenthesised();
  return `LINEAR${text}`;
}

/** FILE_FORMAT = (TYPE = … …) or (FORMAT_NAME = …) or a name. */
export function fileFormatClause(g: Grammar): Properties | undefined {
  if (!g.looksAt('FILE_FORMAT')) return undefined;
  g.expect('FILE_FORMAT', '=');
  const name = g.tryString();
  if (name !== undefined) return { FORMAT_NAME: name };
  if (!g.try('(')) return { FORMAT_NAME: printNames(g.name()) };
  const options: Record<string, string> = {};
  while (!g.try(')')) {
    const key = g.identifier();
    g.expect('=');
    options[key] =
      key === 'FORMAT_NAME' && g.peek()?.kind !== 'string' ? printNames(g.name()) : propertyValue(g);
    g.try(',');
  }
  return options;
}

/** A function's name with the types of its arguments, `f(NUMBER, VARCHAR)`, as the catalog finds it. */
export function functionName(g: Grammar): ObjectName {
  const path = g.name();
  const types = g.list(() => g.type());
  return [...path.slice(0, -1), `${path.at(-1) ?? ''}${signatureOf(types)}`];
}
