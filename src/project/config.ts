import { Ajv } from 'ajv';
import type { ErrorObject } from 'ajv';
import { findNodeAtLocation, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Node, ParseError } from 'jsonc-parser';
import { closest } from '../dataframe/suggestion.js';
import schema from './firn.schema.json' with { type: 'json' };
import { IdentifierError, splitName } from '../sql/identifiers.js';
import { isAdvice, isRule } from './checks/rules.js';
import type { ErrorRule, RuleId } from './checks/rules.js';
import type { RuleSetting, RuleSettings } from './checks/settle.js';
import type { Diagnostic, Fix } from './model.js';
import { SourceText } from './text.js';
import type { Range } from './text.js';

/** A feature store that the project's definitions are registered in, and where they read their sources. */
export interface Target {
  readonly name: string;
  /** `local`, or the name of a connection profile. */
  readonly connection: string;
  readonly database: string;
  /** The schema that is the feature store. */
  readonly schema: string;
  /** The source tables' schema: `SCHEMA`, or `DATABASE.SCHEMA`. */
  readonly sources: string;
  readonly warehouse: string;
  readonly protected: boolean;
}

/** What `firn.json` says. */
export interface ProjectConfig {
  /** Globs of the definition files, relative to the project's folder. */
  readonly definitions: readonly string[];
  /** Whether JavaScript's operators work on columns. */
  readonly operators: boolean;
  readonly defaultTarget: string;
  readonly targets: ReadonlyMap<string, Target>;
  /** How much rules matter, where not as much as by default. */
  readonly rules: RuleSettings;
}

export type ConfigResult =
  | { readonly config: ProjectConfig; readonly diagnostics: readonly [] }
  | { readonly config: null; readonly diagnostics: readonly Diagnostic[] };

interface RawConfig {
  definitions?: string[];
  operators?: boolean;
  defaultTarget?: string;
  targets: Record<string, Omit<Target, 'name' | 'protected'> & { protected?: boolean }>;
  rules?: { [C in RuleId]?: RuleSetting };
}

const validate = new Ajv({ allErrors: true, strict: false }).compile<RawConfig>(schema);

/** Reads the text of a `firn.json`; comments and trailing commas are allowed. Every problem has its place. */
export function parseConfig(file: string, text: string): ConfigResult {
  const source = new SourceText(file, text);
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  if (!root || errors.length > 0) return { config: null, diagnostics: syntaxProblems(source, errors) };
  const value: unknown = toValue(root);
  if (!validate(value)) {
    const problems = (validate.errors ?? []).filter((error) => !isEcho(error));
    return { config: null, diagnostics: problems.map((error) => problem(source, root, error)) };
  }
  const names = [...nameProblems(source, root, value)];
  if (names.length > 0) return { config: null, diagnostics: names };
  const targetNames = Object.keys(value.targets);
  const defaultTarget = value.defaultTarget ?? (targetNames.length === 1 ? targetNames[0] : undefined);
  if (defaultTarget === undefined || !targetNames.includes(defaultTarget))
    return { config: null, diagnostics: [badDefault(source, root, defaultTarget, targetNames)] };
  const targets = Object.entries(value.targets).map(
    ([name, target]) => [name, Object.freeze({ protected: false, ...target, name })] as const,
  );
  const config = {
    definitions: value.definitions ?? schema.properties.definitions.default,
    operators: value.operators ?? schema.properties.operators.default,
    defaultTarget,
    targets: new Map(targets),
    rules: new Map(Object.entries(value.rules ?? {}) as [RuleId, RuleSetting][]),
  };
  return { config, diagnostics: [] };
}

function syntaxProblems(source: SourceText, errors: readonly ParseError[]): Diagnostic[] {
  if (source.text.trim() === '' || errors.length === 0)
    return [error(source, 'config-syntax', 'firn.json is empty.', { start: 0, end: 0 })];
  return errors.map(({ error: code, offset, length }) =>
    error(source, 'config-syntax', `firn.json is not valid JSON: ${words(printParseErrorCode(code))}.`, {
      start: offset,
      end: offset + length,
    }),
  );
}

/** `CommaExpected` → `comma expected` */
const words = (code: string): string => code.replace(/(?<!^)([A-Z])/g, ' $1').toLowerCase();

function toValue(node: Node): unknown {
  if (node.type === 'object') {
    const entries = (node.children ?? []).map(({ children: [key, value] = [] }) => [
      String(key?.value),
      value ? toValue(value) : null,
    ]);
    return Object.fromEntries(entries) as unknown;
  }
  if (node.type === 'array') return (node.children ?? []).map(toValue);
  return node.value as unknown;
}

/** ajv reports a failing `$ref` and what failed inside it; the inner one says more. */
const isEcho = (error: ErrorObject): boolean => error.keyword === '$ref';

const PROBLEMS: Partial<Record<string, (source: SourceText, at: Node, error: ErrorObject) => Diagnostic>> = {
  additionalProperties(source, at, { params, instancePath }) {
    const { additionalProperty: key } = params as { additionalProperty: string };
    if (instancePath === '/rules' && isRule(key) && !isAdvice(key)) return fixedRule(source, at, key);
    const known = knownKeys(instancePath);
    const suggestion = closest(key, known);
    const range = rangeOf(keyNode(at, key) ?? at);
    const hint = suggestion ? `Did you mean \`${suggestion}\`?` : `It may have: ${known.join(', ')}.`;
    const fix = suggestion ? replacement(source, range, suggestion) : undefined;
    return error(
      source,
      'config-unknown-key',
      `\`${key}\` is not a setting of ${subject(instancePath)}. ${hint}`,
      range,
      fix,
    );
  },
  required(source, at, { params, instancePath }) {
    const { missingProperty } = params as { missingProperty: string };
    const message = `${capital(subject(instancePath))} needs \`${missingProperty}\`.`;
    return error(source, 'config-missing-key', message, header(at));
  },
  enum(source, at, { params, instancePath }) {
    const { allowedValues } = params as { allowedValues: readonly string[] };
    const given = String(at.value);
    const suggestion =
      closest(given, allowedValues) ?? allowedValues.find((value) => value.startsWith(given));
    const hint = suggestion ? `Did you mean \`${suggestion}\`?` : `It may be: ${allowedValues.join(', ')}.`;
    const fix = suggestion ? replacement(source, rangeOf(at), suggestion) : undefined;
    const setting = instancePath.slice(1).replaceAll('/', '.');
    return error(source, 'config-value', `\`${setting}\` cannot be \`${given}\`. ${hint}`, rangeOf(at), fix);
  },
  type(source, at, { params, instancePath }) {
    const { type } = params as { type: string };
    return error(
      source,
      'config-type',
      `\`${instancePath.slice(1).replaceAll('/', '.') || 'firn.json'}\` must be ${TYPES[type] ?? type}.`,
      rangeOf(at),
    );
  },
};

function fixedRule(source: SourceText, at: Node, rule: ErrorRule): Diagnostic {
  const message = `\`${rule}\` stays an error: there is no SQL with what it finds, or no store takes it.`;
  return error(source, 'config-value', message, rangeOf(keyNode(at, rule) ?? at));
}

const keyNode = (object: Node, key: string): Node | undefined =>
  object.children?.find((property) => property.children?.[0]?.value === key)?.children?.[0];

const TYPES: Partial<Record<string, string>> = {
  string: 'a text in quotes',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object in braces',
};

function problem(source: SourceText, root: Node, failed: ErrorObject): Diagnostic {
  const path = failed.instancePath.split('/').slice(1).map(unescapePointer);
  const at =
    findNodeAtLocation(
      root,
      path.map((step) => (/^\d+$/.test(step) ? Number(step) : step)),
    ) ?? root;
  const describe = PROBLEMS[failed.keyword];
  if (describe) return describe(source, at, failed);
  const where = path.join('.') || 'firn.json';
  return error(source, 'config-value', `\`${where}\` ${failed.message ?? 'is not valid'}.`, rangeOf(at));
}

const unescapePointer = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~');

function subject(instancePath: string): string {
  if (instancePath === '/rules') return '`rules`';
  const target = /^\/targets\/([^/]+)$/.exec(instancePath)?.[1];
  return target === undefined ? 'firn.json' : `the target \`${unescapePointer(target)}\``;
}

function knownKeys(instancePath: string): string[] {
  return Object.keys(settingsAt(instancePath)).filter((key) => key !== '$schema');
}

function settingsAt(instancePath: string): object {
  if (instancePath === '/rules') return schema.properties.rules.properties;
  return (instancePath.startsWith('/targets/') ? schema.definitions.target : schema).properties;
}

/** Names are written as SQL spells them: unquoted ones in any case, others in double quotes. */
function* nameProblems(source: SourceText, root: Node, { targets }: RawConfig): Iterable<Diagnostic> {
  for (const [target, settings] of Object.entries(targets)) {
    for (const key of ['database', 'schema', 'sources', 'warehouse'] as const) {
      const complaint = nameComplaint(settings[key], key === 'sources' ? 2 : 1);
      const at = findNodeAtLocation(root, ['targets', target, key]);
      if (complaint !== null && at) yield error(source, 'config-value', complaint, rangeOf(at));
    }
  }
}

function nameComplaint(name: string, parts: number): string | null {
  try {
    if (splitName(name).length <= parts) return null;
    return `\`${name}\` has more parts than the ${parts} that it may have.`;
  } catch (failure) {
    if (failure instanceof IdentifierError) return failure.message;
    throw failure;
  }
}

function badDefault(
  source: SourceText,
  root: Node,
  given: string | undefined,
  names: readonly string[],
): Diagnostic {
  const list = names.map((name) => `\`${name}\``).join(', ');
  if (given === undefined)
    return error(
      source,
      'config-missing-key',
      `firn.json has several targets (${list}): name one as \`defaultTarget\`.`,
      header(root),
    );
  const range = rangeOf(findNodeAtLocation(root, ['defaultTarget']) ?? root);
  const suggestion = closest(given, names);
  const hint = suggestion ? `Did you mean \`${suggestion}\`?` : `There are: ${list}.`;
  const fix = suggestion ? replacement(source, range, suggestion) : undefined;
  return error(source, 'unknown-target', `There is no target \`${given}\`. ${hint}`, range, fix);
}

function replacement(source: SourceText, range: Range, text: string): Fix {
  return {
    title: `Change to \`${text}\``,
    edits: [{ span: source.span(range), newText: JSON.stringify(text) }],
  };
}

function error(source: SourceText, code: ErrorRule, message: string, range: Range, fix?: Fix): Diagnostic {
  return { code, severity: 'error', message, span: source.span(range), ...(fix && { fix }) };
}

const rangeOf = (node: Node): Range => ({ start: node.offset, end: node.offset + node.length });

/** The key of an object, or its brace: a missing key has no place of its own. */
function header(node: Node): Range {
  const key = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
  return key ? rangeOf(key) : { start: node.offset, end: node.offset + 1 };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
