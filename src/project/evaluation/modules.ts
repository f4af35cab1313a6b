import type MagicString from 'magic-string';
import type {
  ExportAllDeclaration,
  ExportDefaultDeclaration,
  ExportNamedDeclaration,
  ImportDeclaration,
  Node,
  Program,
} from 'oxc-parser';
import type { Range } from '../text.js';
import { isType } from './syntax.js';
import { HOOKS } from './hooks.js';
import type { ExportPlace } from './places.js';

/** One file that a module needs, as it is written. */
export interface ImportPlace {
  /** The text between the quotes. */
  readonly specifier: string;
  readonly range: Range;
  /** Names asked of it, with their places; `*` for all. */
  readonly names: readonly { readonly name: string; readonly range: Range }[];
}

export interface ModuleShape {
  readonly imports: readonly ImportPlace[];
  readonly exports: ReadonlyMap<string, ExportPlace>;
  /** Files whose every export this module exports too. */
  readonly exportsAllOf: readonly string[];
}

/**
 * Turns a file's imports and exports into calls of its hooks, so that it can run as a plain function: imports come
 * first, and every export is handed over right after its statement (what stands before an error is not lost with it).
 */
export function rewriteModule(program: Program, edits: MagicString, used: ReadonlySet<string>): ModuleShape {
  const rewriter = new ModuleRewriter(edits, used);
  for (const statement of program.body) rewriter.statement(statement);
  return rewriter.finish();
}

const isTypeOnly = (kind: 'value' | 'type' | undefined): boolean => kind === 'type';

const isRelativeOrLibrary = (specifier: string): boolean => /^\.|^firn$/.test(specifier);

class ModuleRewriter {
  readonly #imports: ImportPlace[] = [];
  readonly #exports = new Map<string, ExportPlace>();
  readonly #exportsAllOf: string[] = [];
  readonly #prelude: string[] = [];
  readonly #closing: string[] = [];

  constructor(
    private readonly edits: MagicString,
    private readonly used: ReadonlySet<string>,
  ) {}

  statement(statement: Program['body'][number]): void {
    switch (statement.type) {
      case 'ImportDeclaration':
        return this.#import(statement);
      case 'ExportNamedDeclaration':
        return statement.declaration
          ? this.#exportDeclaration(statement, statement.declaration)
          : this.#exportList(statement);
      case 'ExportDefaultDeclaration':
        return this.#exportDefault(statement);
      case 'ExportAllDeclaration':
        return this.#exportAll(statement);
    }
  }

  finish(): ModuleShape {
    this.edits.prepend(`"use strict";${this.#prelude.join('')}`);
    this.edits.append(`\n;${this.#closing.join('')}`);
    return { imports: this.#imports, exports: this.#exports, exportsAllOf: this.#exportsAllOf };
  }

  #import(node: ImportDeclaration): void {
    this.edits.remove(node.start, node.end);
    if (isTypeOnly(node.importKind)) return;
    const names: { name: string; range: Range }[] = [];
    const bindings: string[] = [];
    let whole: string | null = null;
    for (const specifier of node.specifiers) {
      if (specifier.type === 'ImportSpecifier' && isTypeOnly(specifier.importKind)) continue;
      const local = specifier.local.name;
      // An interface imported without `type` is not there at run time.
      if (!this.used.has(local)) continue;
      if (specifier.type === 'ImportNamespaceSpecifier') whole = local;
      else {
        const imported =
          specifier.type === 'ImportDefaultSpecifier' ? 'default' : exportedName(specifier.imported);
        names.push({ name: imported, range: rangeOf(specifier) });
        bindings.push(`${JSON.stringify(imported)}: ${local}`);
      }
    }
    const onlyTypes = node.specifiers.length > 0 && bindings.length === 0 && whole === null;
    // TypeScript would leave it out. A package is refused all the same: the import is there to be used next.
    if (onlyTypes && isRelativeOrLibrary(node.source.value)) return;
    this.#imports.push({ specifier: node.source.value, range: rangeOf(node.source), names });
    if (onlyTypes) return;
    const load = loading(node.source.value);
    if (whole !== null) this.#prelude.push(`const ${whole}=${load};`);
    if (bindings.length > 0) this.#prelude.push(`const {${bindings.join(',')}}=${load};`);
    if (whole === null && bindings.length === 0) this.#prelude.push(`${load};`);
  }

  #exportDeclaration(node: ExportNamedDeclaration, declaration: Node): void {
    this.edits.remove(node.start, declaration.start);
    const names = [...declaredNames(declaration)];
    for (const { name, range } of names) this.#exports.set(name, { statement: rangeOf(node), name: range });
    if (names.length > 0)
      this.edits.appendLeft(node.end, exporting(names.map(({ name }) => [name, name] as const)));
  }

  #exportList(node: ExportNamedDeclaration): void {
    this.edits.remove(node.start, node.end);
    if (isTypeOnly(node.exportKind)) return;
    const specifiers = node.specifiers.filter((specifier) => !isTypeOnly(specifier.exportKind));
    const pairs = specifiers.map((specifier) => ({
      local: exportedName(specifier.local),
      exported: exportedName(specifier.exported),
      specifier,
    }));
    for (const { exported, specifier } of pairs)
      this.#exports.set(exported, { statement: rangeOf(node), name: rangeOf(specifier) });
    if (!node.source) {
      // `typeof` guards names that are only types.
      for (const { local, exported } of pairs)
        this.#closing.push(`if(typeof ${local}!=="undefined"){${exporting([[exported, local]])}}`);
      return;
    }
    const names = pairs.map(({ local, specifier }) => ({ name: local, range: rangeOf(specifier.local) }));
    this.#imports.push({ specifier: node.source.value, range: rangeOf(node.source), names });
    const load = loading(node.source.value);
    this.#prelude.push(
      exporting(pairs.map(({ local, exported }) => [exported, `${load}[${JSON.stringify(local)}]`] as const)),
    );
  }

  #exportDefault(node: ExportDefaultDeclaration): void {
    const { declaration } = node;
    if (isType(declaration)) return void this.edits.remove(node.start, node.end);
    this.#exports.set('default', { statement: rangeOf(node), name: rangeOf(declaration) });
    const named =
      (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') &&
      declaration.id;
    if (named) {
      this.edits.remove(node.start, declaration.start);
      this.edits.appendLeft(node.end, exporting([['default', named.name]]));
    } else {
      this.edits.overwrite(node.start, declaration.start, `const ${HOOKS}_default=`);
      this.edits.appendLeft(node.end, exporting([['default', `${HOOKS}_default`]]));
    }
  }

  #exportAll(node: ExportAllDeclaration): void {
    this.edits.remove(node.start, node.end);
    if (isTypeOnly(node.exportKind)) return;
    const specifier = node.source.value;
    this.#imports.push({ specifier, range: rangeOf(node.source), names: [] });
    const load = loading(specifier);
    if (node.exported) {
      const name = exportedName(node.exported);
      this.#exports.set(name, { statement: rangeOf(node), name: rangeOf(node.exported) });
      this.#prelude.push(exporting([[name, load]]));
    } else {
      this.#exportsAllOf.push(specifier);
      this.#prelude.push(`${HOOKS}.exportAll(${load});`);
    }
  }
}

const loading = (specifier: string): string => `${HOOKS}.load(${JSON.stringify(specifier)})`;

function exporting(pairs: readonly (readonly [exported: string, value: string])[]): string {
  const entries = pairs.map(([exported, value]) => `${JSON.stringify(exported)}:${value}`);
  return `;${HOOKS}.export({${entries.join(',')}});`;
}

function rangeOf({ start, end }: Range): Range {
  return { start, end };
}

function exportedName(node: Node): string {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'Literal' ? String(node.value) : '';
}

function* declaredNames(declaration: Node): Iterable<{ name: string; range: Range }> {
  switch (declaration.type) {
    case 'VariableDeclaration':
      for (const { id } of declaration.declarations) yield* boundNames(id);
      break;
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
    case 'TSEnumDeclaration':
      if (declaration.id) yield { name: declaration.id.name, range: rangeOf(declaration.id) };
  }
}

function* boundNames(pattern: Node): Iterable<{ name: string; range: Range }> {
  switch (pattern.type) {
    case 'Identifier':
      // The range of a declared name includes its type annotation.
      yield { name: pattern.name, range: { start: pattern.start, end: pattern.start + pattern.name.length } };
      break;
    case 'ObjectPattern':
      for (const property of pattern.properties)
        yield* boundNames(property.type === 'Property' ? property.value : property.argument);
      break;
    case 'ArrayPattern':
      for (const element of pattern.elements) if (element) yield* boundNames(element);
      break;
    case 'RestElement':
      yield* boundNames(pattern.argument);
      break;
    case 'AssignmentPattern':
      yield* boundNames(pattern.left);
  }
}
