import { MarkupKind, type Hover } from 'vscode-languageserver';
import type { Definition } from '../project/model.js';
import { contains, rangeOf } from './places.js';
import { refreshWords } from './refreshWords.js';
import type { DefinitionSql, Position } from './protocol.js';

/** Lines of SQL in a hover; the whole text is one command away. */
const maxLines = 60;

/** What the name of a definition tells: its columns and its SQL, or an entity's join keys. */
export function hoverOf(definition: Definition, sql: DefinitionSql | null): Hover {
  const value = definition.kind === 'entity' ? entityText(definition) : viewText(definition, sql);
  return { contents: { kind: MarkupKind.Markdown, value }, range: rangeOf(definition.nameSpan) };
}

/** Whether a position stands where a hover about the definition belongs: on its name. */
export function standsOnName(definition: Definition, position: Position): boolean {
  return contains(rangeOf(definition.nameSpan), position);
}

function entityText(definition: Definition & { kind: 'entity' }): string {
  return paragraphs(
    `**${escape(definition.name)}** · entity · join keys ${definition.joinKeys.map(code).join(', ')}`,
    escape(definition.desc),
  );
}

function viewText(definition: Definition & { kind: 'featureView' }, sql: DefinitionSql | null): string {
  const words = refreshWords(definition);
  const refresh =
    definition.refresh === null
      ? 'view'
      : `refreshed ${escape(definition.refresh)}${words === null ? '' : ` · ${escape(words)}`}`;
  return paragraphs(
    `**${escape(definition.name)}** ${escape(definition.version)} · ${refresh} · on ${definition.entities.map(code).join(', ')}`,
    escape(definition.desc),
    sql === null || sql.columns.length === 0 ? '' : columnTable(definition, sql),
    sql === null ? '' : sqlText(sql),
  );
}

function columnTable(definition: Definition & { kind: 'featureView' }, sql: DefinitionSql): string {
  const rows = sql.columns.map(
    ({ name, type }) => `| ${code(name)} | ${type ?? ''} | ${escape(definition.features[name] ?? '')} |`,
  );
  return ['| column | type | |', '| --- | --- | --- |', ...rows].join('\n');
}

function sqlText(sql: DefinitionSql): string {
  const [error] = sql.errors;
  const problem = error === undefined ? '' : `$(error) ${escape(error)}`;
  if (sql.sql === null) return problem;
  const lines = sql.sql.split('\n');
  const shown = lines.length > maxLines ? [...lines.slice(0, maxLines), '-- …'] : lines;
  return paragraphs(problem, ['```snowflake-sql', ...shown, '```'].join('\n'));
}

const paragraphs = (...parts: string[]): string => parts.filter((part) => part !== '').join('\n\n');
const code = (text: string): string => `\`${text.replaceAll('`', '')}\``;
/** Markdown's own characters in somebody's text; a table cell must not end early either. */
const escape = (text: string): string => text.replace(/[\\`*_{}[\]()#+\-!|<>]/g, '\\$&').replace(/\s+/g, ' ');
