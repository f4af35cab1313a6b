import * as vscode from 'vscode';
import type { DefinitionRef, StoreObjectRef } from '../language/protocol.js';

export const sqlScheme = 'firn-sql';

/** What a SQL document shows: a definition as it is typed, or the query a store has. */
export type SqlSource =
  | { readonly of: 'definition'; readonly ref: DefinitionRef }
  | { readonly of: 'store'; readonly ref: StoreObjectRef };

export function definitionSqlUri({ project, key }: DefinitionRef): vscode.Uri {
  return uriFor(key.replace('@', ' '), { of: 'definition', ref: { project, key } });
}

export function storedSqlUri({ project, target, kind, name, version }: StoreObjectRef): vscode.Uri {
  const title = `${name} ${version ?? ''} (${target})`;
  return uriFor(title, { of: 'store', ref: { project, target, kind, name, version } });
}

export function sqlSourceOf(uri: vscode.Uri): SqlSource {
  return JSON.parse(uri.query) as SqlSource;
}

function uriFor(title: string, source: SqlSource): vscode.Uri {
  return vscode.Uri.from({ scheme: sqlScheme, path: `/${title}.sql`, query: JSON.stringify(source) });
}
