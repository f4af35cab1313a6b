import type { Node } from 'oxc-parser';
import type { RuleId } from '../checks/rules.js';
import type { Diagnostic } from '../model.js';
import type { Range, SourceText } from '../text.js';
import { children } from './syntax.js';

/** What a definition file may not do: reach outside the project, run code made of text, or wait. */
export function refusals(source: SourceText, program: Node): Diagnostic[] {
  const found: Diagnostic[] = [];
  visit(program, false);
  return found;

  function visit(node: Node, insideFunction: boolean): void {
    const refusal = RULES[node.type]?.(node as never, insideFunction);
    if (refusal) found.push({ severity: 'error', span: source.span(refusal.range), ...refusal.says });
    const inside = insideFunction || FUNCTIONS.has(node.type);
    for (const child of children(node)) visit(child, inside);
  }
}

interface Refusal {
  readonly range: Range;
  readonly says: { readonly code: RuleId; readonly message: string };
}

const FUNCTIONS = new Set(['ArrowFunctionExpression', 'FunctionExpression', 'FunctionDeclaration']);

const CODE_FROM_TEXT: Refusal['says'] = {
  code: 'code-from-text',
  message:
    'Definition files cannot run code that is made of text. Write the code in the file, or import it from a file of this project.',
};
const TOP_LEVEL_AWAIT: Refusal['says'] = {
  code: 'top-level-await',
  message:
    'Definition files cannot wait: a definition is the same whenever it is read. Put data that it needs into a file of this project.',
};
const DYNAMIC_IMPORT: Refusal['says'] = {
  code: 'import-refused',
  message: 'Files are imported by `import … from` at the top of a definition file, not while it runs.',
};
const DECORATOR: Refusal['says'] = {
  code: 'syntax-error',
  message: 'Decorators have no meaning in definition files.',
};
const IMPORT_META: Refusal['says'] = {
  code: 'import-refused',
  message: 'Definition files do not know where they are: `import.meta` is not available.',
};
const TYPESCRIPT_MODULE: Refusal['says'] = {
  code: 'import-refused',
  message:
    'Use `import … from` and `export`; `import =` and `export =` are not available in definition files.',
};

type Rule<T extends Node['type']> = (
  node: Extract<Node, { type: T }>,
  insideFunction: boolean,
) => Refusal | null;

const always =
  (says: Refusal['says']) =>
  (node: Range): Refusal => ({ range: node, says });

const RULES: { [T in Node['type']]?: Rule<T> } & Partial<
  Record<string, (node: never, inside: boolean) => Refusal | null>
> = {
  ImportExpression: always(DYNAMIC_IMPORT),
  MetaProperty: (node) => (node.meta.name === 'import' ? { range: node, says: IMPORT_META } : null),
  AwaitExpression: (node, insideFunction) => (insideFunction ? null : { range: node, says: TOP_LEVEL_AWAIT }),
  ForOfStatement: (node, insideFunction) =>
    node.await && !insideFunction ? { range: node, says: TOP_LEVEL_AWAIT } : null,
  Decorator: always(DECORATOR),
  TSImportEqualsDeclaration: always(TYPESCRIPT_MODULE),
  TSExportAssignment: always(TYPESCRIPT_MODULE),
  CallExpression: (node) => {
    if (node.callee.type !== 'Identifier') return null;
    const { name } = node.callee;
    if (name === 'require') return { range: node, says: DYNAMIC_IMPORT };
    return name === 'eval' || name === 'Function' ? { range: node, says: CODE_FROM_TEXT } : null;
  },
  NewExpression: (node) =>
    node.callee.type === 'Identifier' && node.callee.name === 'Function'
      ? { range: node, says: CODE_FROM_TEXT }
      : null,
};
