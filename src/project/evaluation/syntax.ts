import { parseSync, visitorKeys } from 'oxc-parser';
import type { Comment, Node, OxcError, Program } from 'oxc-parser';
import type { Diagnostic } from '../model.js';
import type { Range, SourceText } from '../text.js';

export interface ParsedFile {
  readonly program: Program;
  readonly comments: readonly Comment[];
  readonly diagnostics: readonly Diagnostic[];
}

export function parseFile(source: SourceText): ParsedFile {
  const result = parseSync(source.file, source.text, { lang: 'ts', sourceType: 'module' });
  return {
    program: result.program,
    comments: result.comments,
    diagnostics: result.errors
      .filter((error) => error.severity === 'Error')
      .map((error) => syntaxError(source, error)),
  };
}

export function syntaxError(
  source: SourceText,
  error: Pick<OxcError, 'message' | 'helpMessage' | 'labels'>,
): Diagnostic {
  const label = error.labels[0];
  const hint = error.helpMessage ?? label?.message;
  return {
    code: 'syntax-error',
    severity: 'error',
    message: hint ? `${error.message}: ${hint}` : error.message,
    span: source.span(label ? visible(source.text, label) : { start: 0, end: 0 }),
  };
}

/** A parser points between two characters, or past the end; a mark needs something to stand under. */
function visible(text: string, { start, end }: Range): Range {
  if (end > start) return { start, end };
  return start < text.length
    ? { start, end: start + 1 }
    : { start: Math.max(0, text.length - 1), end: start };
}

/** The expression kinds of TypeScript that hold a value; every other `TS…` node is types alone. */
const TYPED_VALUES = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
  'TSEnumDeclaration',
  'TSEnumBody',
  'TSEnumMember',
  'TSParameterProperty',
  'TSImportEqualsDeclaration',
  'TSExportAssignment',
]);

export function isType(node: Node): boolean {
  return node.type.startsWith('TS') && !TYPED_VALUES.has(node.type);
}

/** The child nodes that hold values, in the order of the file. */
export function children(node: Node): Node[] {
  const fields = node as unknown as Readonly<Record<string, unknown>>;
  const found: Node[] = [];
  for (const key of visitorKeys[node.type] ?? []) {
    const child = fields[key];
    for (const item of Array.isArray(child) ? (child as unknown[]) : [child]) {
      if (isNode(item) && !isType(item)) found.push(item);
    }
  }
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}
