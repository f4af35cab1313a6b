import type { WireRow } from '../account.js';
import type { Operation } from '../query/explain.js';
import type { Command, CommandResult } from './command.js';
import { INTEGER, column } from './command.js';
import type { Grammar } from './grammar.js';
import { shape } from './show.js';

/** EXPLAIN [USING TABULAR | JSON | TEXT] statement. The account has no micro-partitions: their counts are NULL. */
export function explainStatement(g: Grammar): Command {
  const form = g.try('USING') ? g.oneOf('TABULAR', 'JSON', 'TEXT') : 'TABULAR';
  const offset = g.peek()?.start ?? g.source.length;
  g.rest();
  return {
    access: 'read',
    kind: 'show',
    run: async ({ explain }) => FORMS[form](numbered(await explain(g.source, offset))),
  };
}

interface Step extends Operation {
  readonly id: number;
  readonly parent: number | null;
}

/** From the top, each before those it takes rows from. */
function numbered(root: Operation): Step[] {
  const steps: Step[] = [];
  const add = (operation: Operation, parent: number | null): void => {
    const id = steps.length;
    steps.push({ ...operation, id, parent });
    for (const child of operation.children) add(child, id);
  };
  add(root, null);
  return steps;
}

const list = (items: readonly string[] | undefined): string | null =>
  items === undefined || items.length === 0 ? null : items.join(', ');

const COLUMNS = shape(
  [
    'step',
    'id',
    'parentOperators',
    'operation',
    'objects',
    'alias',
    'expressions',
    'partitionsTotal',
    'partitionsAssigned',
    'bytesAssigned',
  ],
  {
    step: INTEGER,
    id: INTEGER,
    partitionsTotal: INTEGER,
    partitionsAssigned: INTEGER,
    bytesAssigned: INTEGER,
  },
);

function tabular(steps: readonly Step[]): CommandResult {
  const none = [null, null, null];
  const rows = steps.map((s): WireRow => [
    '1',
    String(s.id),
    s.parent === null ? null : `[${s.parent}]`,
    s.operation,
    list(s.objects),
    s.alias ?? null,
    list(s.expressions),
    ...none,
  ]);
  const stats: WireRow = [null, null, null, 'GlobalStats', null, null, null, ...none];
  return { columns: COLUMNS, rows: [stats, ...rows] };
}

const content = (text: string): CommandResult => ({ columns: [column('content')], rows: [[text]] });

function json(steps: readonly Step[]): CommandResult {
  const operations = steps.map(({ id, parent, operation, objects, alias, expressions }) => ({
    id,
    ...(parent === null ? {} : { parentOperators: [parent] }),
    operation,
    ...(objects === undefined ? {} : { objects }),
    ...(alias === undefined ? {} : { alias }),
    ...(expressions === undefined ? {} : { expressions }),
  }));
  const stats = { partitionsTotal: null, partitionsAssigned: null, bytesAssigned: null };
  return content(JSON.stringify({ GlobalStats: stats, Operations: [operations] }));
}

function text(steps: readonly Step[]): CommandResult {
  const depths = new Map<number, number>();
  const lines = steps.map((s) => {
    const depth = s.parent === null ? 1 : (depths.get(s.parent) ?? 0) + 1;
    depths.set(s.id, depth);
    const parts = [s.operation, list(s.objects), s.alias, list(s.expressions)].filter((p) => p != null);
    return `1:${s.id}${' '.repeat(4 * depth + 1)}->${parts.join('  ')}`;
  });
  return content(['GlobalStats:', '    partitionsTotal=null', 'Operations:', ...lines].join('\n'));
}

const FORMS = { TABULAR: tabular, JSON: json, TEXT: text };
