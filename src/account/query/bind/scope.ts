/** The names of `sql/read` over columns that are DuckDB text. */
import type { SnowflakeType } from '../../account.js';
import * as read from '../../../sql/read/scope.js';

export interface ScopeColumn extends read.NamedColumn {
  /** DuckDB text: `r1."C"`. */
  readonly sql: string;
  readonly type: SnowflakeType;
}

export type Source = read.Source<ScopeColumn>;
export type Namespace = read.Namespace<ScopeColumn>;
export const Namespace = read.Namespace<ScopeColumn>;
export type Scope = read.Scope<ScopeColumn>;
export const Scope = read.Scope<ScopeColumn>;
