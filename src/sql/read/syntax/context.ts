/** What the lowering of a parsed tree needs of the prepared text: stand-ins back to names, literals and types. */
import type { ReadError } from '../readError.js';
import type { SnowflakeType } from '../types.js';
import type { Token } from '../lexer.js';
import { isObject, text } from './json.js';
import type { Json } from './json.js';
import type { Prepared, StarModifiers } from './prepared.js';
import { unsupported } from './refusals.js';
import type { LambdaParameter, Name, Query } from './tree.js';

const IDENTIFIER = /^i(\d+)$/;
const STRING = /^s(\d+)$/;
const TYPE = /^T_(\d+)$/;
const LABEL = /^u(\d+)_(\d+)$/;
const PATH = /^p(\d+)$/;
const STAR = /^x(\d+)$/;
const FUNCTION = /^fn(\d+)$/i;

export class LoweringContext {
  constructor(
    readonly prepared: Prepared,
    /** The query of a cut-out fragment. */
    readonly fragment: (number: number) => Query,
    /** Lowers a query inside FROM. */
    readonly query: (value: Json | undefined) => Query,
  ) {}

  private tokenOf(pattern: RegExp, standIn: string): { at: number; token: Token } | null {
    const found = pattern.exec(standIn);
    if (found === null) return null;
    const at = Number(found[1]);
    const token = this.prepared.tokens[at];
    return token === undefined ? null : { at, token };
  }

  tokenName(at: number): Name {
    const token = this.prepared.tokens[at];
    if (token === undefined) return { text: '', at: 0 };
    return { text: token.kind === 'variable' ? `$${token.value}` : token.value, at: token.start };
  }

  /** A name of the tree; words that the preparation left alone are keywords used as names. */
  name(value: Json | undefined): Name {
    const written = isObject(value) ? (text(value['name']) ?? '') : (text(value) ?? '');
    const found = this.tokenOf(IDENTIFIER, written);
    return found === null ? { text: written.toUpperCase(), at: 0 } : this.tokenName(found.at);
  }

  /** A lambda's parameter, whose type stands behind it. */
  parameter(value: Json | undefined): LambdaParameter {
    const written = isObject(value) ? (text(value['name']) ?? '') : (text(value) ?? '');
    const found = this.tokenOf(IDENTIFIER, written);
    const type = found === null ? undefined : this.prepared.types.get(found.at);
    return { ...this.name(value), ...(type === undefined ? {} : { type }) };
  }

  string(standIn: string): string {
    return this.tokenOf(STRING, standIn)?.token.value ?? standIn;
  }

  type(standIn: string): SnowflakeType | undefined {
    const found = TYPE.exec(standIn);
    return found === null ? undefined : this.prepared.types.get(Number(found[1]));
  }

  path(standIn: string): readonly (string | number)[] | undefined {
    const found = PATH.exec(standIn);
    return found === null ? undefined : this.prepared.paths.get(Number(found[1]));
  }

  star(standIn: string): StarModifiers | undefined {
    const found = STAR.exec(standIn);
    return found === null ? undefined : this.prepared.stars.get(Number(found[1]));
  }

  /** The name parts of a called function; null when the tree names a function of its own. */
  functionPath(standIn: string): readonly Name[] | null {
    const found = FUNCTION.exec(standIn);
    const parts = found === null ? undefined : this.prepared.functions.get(Number(found[1]));
    return parts === undefined ? null : parts.map((at) => this.tokenName(at));
  }

  /** The upper-cased source text that a label stands for. */
  label(standIn: string): string | null {
    const found = LABEL.exec(standIn);
    if (found === null) return null;
    const first = this.prepared.tokens[Number(found[1])];
    const last = this.prepared.tokens[Number(found[2]) - 1];
    if (first === undefined || last === undefined) return null;
    return this.prepared.source.slice(first.start, last.end).toUpperCase();
  }

  unsupported(feature: string): ReadError {
    return unsupported(this.prepared.source, feature, this.prepared.tokens[0]);
  }
}
