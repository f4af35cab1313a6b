// Derives the types that projects with operators see from the library's own (dist/types/index.d.ts). One source of
// signatures: what is added to the library is there in both.
//
// A column class becomes its methods and the primitive whose operators its values have, `Int = IntMethods & number`.
// What operators give is that primitive alone, so
// - a parameter that takes a column takes the primitive, or NULL (`sum(r.A * r.B)`, `c ? r.A : null`),
// - a result that would be the primitive is the column again (`Native`), so that the next step has methods,
// - a parameter that takes a constant does not take a column, though that is a primitive, too (`Constant`).
import MagicString from 'magic-string';
import ts from 'typescript';

/** @type {Readonly<Record<string, string>>} */
const PRIMITIVES = {
  NUMBER: 'number',
  TEXT: 'string',
  BOOLEAN: 'boolean',
  DATE: 'string',
  TIMESTAMP_NTZ: 'string',
  TIMESTAMP_LTZ: 'string',
  TIMESTAMP_TZ: 'string',
};

/** What a parameter takes in the place of a column of this type. Dates are named by operators as texts are, and are none. */
const TAKEN = /** @type {Readonly<Record<string, string>>} */ ({
  NUMBER: 'Nullable<number>',
  TEXT: 'Nullable<AnyText>',
  BOOLEAN: 'Nullable<boolean>',
});

const PREAMBLE = `
/** Tells columns' types apart, which operators' types would not. */
declare const SQL_TYPE: unique symbol;
/** A value, or NULL where \`c ? x : null\` gives it. */
type Nullable<T> = T | null;
/** What a column or an operator gives. */
type Cell = Column | number | string | boolean | null;
/** A text, and no date. */
type AnyText = string & { readonly [SQL_TYPE]?: 'TEXT' };
/** A value of JavaScript's, and no column. */
type Constant<T> = T & { readonly [SQL_TYPE]?: undefined };
/** The column that a value is: operators give what TypeScript calls a number, a string or a boolean. */
type Native<T> = [T] extends [Column]
  ? T
  : [T] extends [boolean | null]
    ? Bool
    : [Extract<T, Column>] extends [never]
      ? [T] extends [number | bigint | null]
        ? NumberColumn
        : [T] extends [string | null]
          ? Text
          : Column
      : Extract<T, Column>;
`;

/** @typedef {'takes' | 'gives'} Side */

/**
 * @param {string} text the library's types in one file
 * @returns {string}
 */
export function operatorTypes(text) {
  const source = ts.createSourceFile('index.d.ts', text, ts.ScriptTarget.ES2022, true);
  return new OperatorTypes(source).write();
}

class OperatorTypes {
  /** @type {Map<string, ts.ClassDeclaration>} */
  #columns = new Map();
  /** @type {Map<string, ts.InterfaceDeclaration | ts.TypeAliasDeclaration>} */
  #named = new Map();
  /** Interfaces and aliases, and the sides on which they are met. @type {Map<string, Set<Side>>} */
  #met = new Map();
  #edits;

  /** @param {ts.SourceFile} source */
  constructor(source) {
    this.source = source;
    this.#edits = new MagicString(source.text);
    const classes = source.statements.filter(ts.isClassDeclaration);
    const names = new Set(['Column']);
    for (let found = 0; found < names.size;) {
      found = names.size;
      for (const it of classes) if (names.has(parentOf(it) ?? '')) names.add(nameOf(it));
    }
    for (const it of classes) if (names.has(nameOf(it))) this.#columns.set(nameOf(it), it);
    for (const it of source.statements)
      if (ts.isInterfaceDeclaration(it) || ts.isTypeAliasDeclaration(it)) this.#named.set(it.name.text, it);
  }

  write() {
    for (const statement of this.source.statements) {
      if (ts.isClassDeclaration(statement)) {
        if (this.#columns.has(nameOf(statement))) this.#columnClass(statement);
        else for (const member of statement.members) this.#signature(member);
      } else if (ts.isFunctionDeclaration(statement)) this.#signature(statement);
    }
    this.#metDeclarations();
    this.#edits.append(PREAMBLE);
    return this.#edits.toString();
  }

  /** The declarations that signatures speak of, and those that these speak of. */
  #metDeclarations() {
    const done = new Set();
    for (let more = true; more;) {
      more = false;
      for (const [name, sides] of this.#met) {
        if (done.has(name)) continue;
        done.add(name);
        more = true;
        const side = sides.has('takes') ? 'takes' : 'gives';
        const declaration = this.#named.get(name);
        if (!declaration) continue;
        for (const parameter of declaration.typeParameters ?? [])
          if (parameter.constraint && this.#mentionsColumn(parameter.constraint))
            this.#edits.remove(parameter.name.end, parameter.constraint.end);
        if (ts.isTypeAliasDeclaration(declaration)) this.#type(declaration.type, side, new Map());
        else {
          for (const clause of declaration.heritageClauses ?? [])
            for (const type of clause.types) this.#meet(type.expression.getText(), side);
          for (const member of declaration.members) this.#member(member, side, new Map());
        }
      }
    }
  }

  /** @param {string} name @param {Side} side */
  #meet(name, side) {
    const sides = this.#met.get(name) ?? new Set();
    this.#met.set(name, sides.add(side));
  }

  /** @param {ts.ClassDeclaration} declaration */
  #columnClass(declaration) {
    const name = nameOf(declaration);
    const type = this.#sqlType(name);
    const primitive = type === null ? undefined : PRIMITIVES[type];
    const keyword = declaration.getChildren().find((it) => it.kind === ts.SyntaxKind.ClassKeyword);
    const start = (declaration.modifiers?.[0] ?? keyword)?.getStart() ?? declaration.getStart();
    this.#edits.overwrite(start, declaration.name?.end ?? start, `interface ${this.#methodsOf(name)}`);
    const parent = declaration.heritageClauses?.[0]?.types[0];
    if (parent) {
      const { expression, typeArguments } = parent;
      this.#edits.overwrite(expression.getStart(), expression.end, this.#methodsOf(expression.getText()));
      for (const argument of typeArguments ?? []) this.#type(argument, 'takes', new Map());
    }
    for (const member of declaration.members) this.#columnMember(member);
    if (primitive === undefined) return;
    if (declaration.members.some((it) => it.name?.getText() === 'sqlType'))
      this.#edits.appendLeft(declaration.members.end, foreignMembers(primitive, this.#memberNames(name)));
    // The methods stand first: where JavaScript's value has one of the same name, theirs is taken.
    const doc = ts.getJSDocCommentsAndTags(declaration)[0]?.getText() ?? '';
    this.#edits.appendLeft(
      declaration.end,
      `\n${doc && `${doc}\n`}type ${name} = ${this.#methodsOf(name)} & ${primitive};`,
    );
  }

  /** @param {ts.ClassElement} member */
  #columnMember(member) {
    const isHidden =
      ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Protected | ts.ModifierFlags.Private);
    const isMethod = ts.isMethodDeclaration(member) && !ts.isComputedPropertyName(member.name);
    if (isMethod && !isHidden) this.#signature(member, true);
    else if (ts.isPropertyDeclaration(member) && member.name.getText() === 'sqlType')
      this.#edits.overwrite(member.getStart(), member.name.end, 'readonly [SQL_TYPE]');
    else this.#edits.remove(member.pos, member.end);
  }

  /** @param {string} name */
  #methodsOf(name) {
    const type = this.#sqlType(name);
    return type !== null && PRIMITIVES[type] !== undefined ? `${name}Methods` : name;
  }

  /** The type that a column class, or one that it extends, says it has. @param {string} name @returns {string | null} */
  #sqlType(name) {
    const declaration = this.#columns.get(name);
    if (!declaration) return null;
    const property = declaration.members.find(
      (it) => ts.isPropertyDeclaration(it) && it.name.getText() === 'sqlType',
    );
    const type = property && ts.isPropertyDeclaration(property) ? property.type : undefined;
    if (type && ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal)) return type.literal.text;
    return this.#sqlType(parentOf(declaration) ?? '');
  }

  /** @param {string} name @returns {ReadonlySet<string>} */
  #memberNames(name) {
    const declaration = this.#columns.get(name);
    if (!declaration) return new Set();
    const own = declaration.members.map((it) => it.name?.getText() ?? '');
    return new Set([...own, ...this.#memberNames(parentOf(declaration) ?? '')]);
  }

  /** @param {ts.Node} node @returns {boolean} */
  #mentionsColumn(node) {
    if (ts.isTypeReferenceNode(node)) {
      const name = node.typeName.getText();
      if (this.#columns.has(name) || name === 'Columns') return true;
    }
    return ts.forEachChild(node, (child) => this.#mentionsColumn(child) || undefined) ?? false;
  }

  /** @param {ts.Node} node a function or method @param {boolean} [ofColumn] */
  #signature(node, ofColumn = false) {
    if (!ts.isFunctionLike(node)) return;
    /** Type parameters that stand for columns: one, or a record of them. @type {Map<string, 'cell' | 'record'>} */
    const parameters = new Map();
    for (const { name, constraint } of node.typeParameters ?? []) {
      if (!constraint || !this.#mentionsColumn(constraint)) continue;
      const isRecord = constraint.getText() === 'Columns' || ts.isMappedTypeNode(constraint);
      parameters.set(name.text, isRecord ? 'record' : 'cell');
    }
    for (const { constraint } of node.typeParameters ?? [])
      if (constraint) this.#type(constraint, 'takes', parameters);
    const constants = ofColumn || this.#mentionsColumn(node);
    for (const { type } of node.parameters) {
      if (!type) continue;
      if (constants && CONSTANTS.has(type.kind)) this.#constant(type);
      else this.#type(type, 'takes', parameters);
    }
    if (node.type) this.#type(node.type, 'gives', parameters);
  }

  /** @param {ts.TypeNode} type */
  #constant(type) {
    this.#edits.overwrite(type.getStart(), type.end, `Constant<${type.getText()}>`);
  }

  /** @param {ts.TypeElement} member @param {Side} side @param {Map<string, 'cell' | 'record'>} parameters */
  #member(member, side, parameters) {
    if (ts.isPropertySignature(member) && member.type) this.#type(member.type, side, parameters);
    if (!ts.isMethodSignature(member)) return;
    for (const { type } of member.parameters) if (type) this.#type(type, other(side), parameters);
    if (member.type) this.#type(member.type, side, parameters);
  }

  /** @param {ts.TypeNode} type @param {Side} side @param {Map<string, 'cell' | 'record'>} parameters */
  #type(type, side, parameters) {
    const inside = (/** @type {ts.TypeNode} */ it) => this.#type(it, side, parameters);
    if (ts.isTypeReferenceNode(type)) this.#reference(type, side, parameters);
    else if (ts.isUnionTypeNode(type)) {
      if (side === 'takes' && this.#mentionsColumn(type)) this.#union(type);
      type.types.filter((it) => !CONSTANTS.has(it.kind)).forEach(inside);
    } else if (ts.isFunctionTypeNode(type)) {
      for (const parameter of type.parameters)
        if (parameter.type) this.#type(parameter.type, other(side), parameters);
      inside(type.type);
    } else if (ts.isIndexedAccessTypeNode(type)) {
      if (side === 'gives' && parameters.get(type.objectType.getText()) === 'record') this.#native(type);
    } else if (ts.isConditionalTypeNode(type)) {
      inside(type.trueType);
      inside(type.falseType);
    } else if (ts.isMappedTypeNode(type)) {
      if (type.type) inside(type.type);
    } else if (ts.isTypeLiteralNode(type)) for (const it of type.members) this.#member(it, side, parameters);
    else if (ts.isTypeOperatorNode(type)) {
      if (type.operator !== ts.SyntaxKind.KeyOfKeyword) inside(type.type);
    } else if (ts.isArrayTypeNode(type)) inside(type.elementType);
    else if (ts.isParenthesizedTypeNode(type) || ts.isOptionalTypeNode(type) || ts.isRestTypeNode(type))
      inside(type.type);
    else if (ts.isIntersectionTypeNode(type)) type.types.forEach(inside);
    else if (ts.isTupleTypeNode(type)) type.elements.forEach(inside);
    else if (ts.isNamedTupleMember(type)) inside(type.type);
  }

  /** Constants beside a column: what takes the column's values takes them, too. @param {ts.UnionTypeNode} type */
  #union({ types }) {
    const taken = new Set(types.map((it) => PRIMITIVES[this.#sqlType(it.getText()) ?? '']));
    const isGeneral = types.some((it) => GENERAL.has(it.getText()));
    for (const [i, it] of types.entries()) {
      if (!CONSTANTS.has(it.kind)) continue;
      const isTaken = isGeneral || (taken.has(it.getText()) && !types.some((t) => this.#isDated(t)));
      if (!isTaken) this.#constant(it);
      else if (i > 0) this.#edits.remove(types[i - 1]?.end ?? it.pos, it.end);
    }
  }

  /** @param {ts.TypeNode} type */
  #isDated(type) {
    const sqlType = this.#sqlType(type.getText());
    return sqlType !== null && PRIMITIVES[sqlType] !== undefined && TAKEN[sqlType] === undefined;
  }

  /** @param {ts.TypeReferenceNode} type @param {Side} side @param {Map<string, 'cell' | 'record'>} parameters */
  #reference(type, side, parameters) {
    const name = type.typeName.getText();
    const kind = parameters.get(name);
    if (side === 'gives' && kind === 'cell') return this.#native(type);
    if (side === 'gives' && kind === 'record')
      return this.#edits.overwrite(type.getStart(), type.end, `{ [K in keyof ${name}]: Native<${name}[K]> }`);
    if (side === 'gives' && name === 'ReturnType') return this.#native(type);
    if (this.#columns.has(name)) {
      const taken = TAKEN[this.#sqlType(name) ?? ''] ?? (GENERAL.has(name) ? 'Cell' : undefined);
      if (side === 'takes' && taken !== undefined) this.#edits.overwrite(type.getStart(), type.end, taken);
      return undefined;
    }
    if (this.#named.has(name)) this.#meet(name, side);
    for (const argument of type.typeArguments ?? []) this.#type(argument, side, parameters);
    return undefined;
  }

  /** @param {ts.TypeNode} type */
  #native(type) {
    this.#edits.appendRight(type.getStart(), 'Native<');
    this.#edits.prependLeft(type.end, '>');
  }
}

/** Columns of any type. */
const GENERAL = new Set(['Column', 'Comparable']);

const CONSTANTS = new Set([
  ts.SyntaxKind.NumberKeyword,
  ts.SyntaxKind.StringKeyword,
  ts.SyntaxKind.BooleanKeyword,
]);

/** @param {Side} side @returns {Side} */
const other = (side) => (side === 'takes' ? 'gives' : 'takes');

/** @param {ts.ClassDeclaration} declaration */
const nameOf = (declaration) => declaration.name?.text ?? '';

/** @param {ts.ClassDeclaration} declaration */
const parentOf = (declaration) => declaration.heritageClauses?.[0]?.types[0]?.expression.getText();

/** Members of JavaScript's value that no column has: named so that using them is an error. */
function foreignMembers(/** @type {string} */ primitive, /** @type {ReadonlySet<string>} */ own) {
  const names = membersOf(primitive).filter((name) => !own.has(name));
  const lines = names.map(
    (name) =>
      `    /** @deprecated JavaScript's own; a column has no value yet. */\n    readonly ${name}: never;\n`,
  );
  return `\n${lines.join('')}`;
}

/** The names in `interface String` and its like of the language's library. @type {ReadonlyMap<string, readonly string[]> | undefined} */
let members;

/** @param {string} primitive @returns {readonly string[]} */
function membersOf(primitive) {
  members ??= readMembers();
  return members.get(primitive) ?? [];
}

function readMembers() {
  const options = { lib: ['lib.es2022.d.ts'], types: [] };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  const names = [...new Set(Object.values(PRIMITIVES))];
  const text = names.map((name) => `type _${name} = ${name};`).join('\n');
  host.getSourceFile = (file, ...rest) =>
    file === 'primitives.ts' ? ts.createSourceFile(file, text, ts.ScriptTarget.ES2022) : read(file, ...rest);
  const program = ts.createProgram(['primitives.ts'], options, host);
  const checker = program.getTypeChecker();
  const aliases = program.getSourceFile('primitives.ts')?.statements.filter(ts.isTypeAliasDeclaration) ?? [];
  return new Map(
    aliases.map(({ name, type }) => [
      name.text.slice(1),
      checker
        .getTypeFromTypeNode(type)
        .getApparentProperties()
        .map((property) => property.name)
        .filter((member) => /^[a-z]\w*$/i.test(member) && !SHARED.has(member)),
    ]),
  );
}

/** What every object has. */
const SHARED = new Set(['toString', 'valueOf', 'toLocaleString', 'length']);
