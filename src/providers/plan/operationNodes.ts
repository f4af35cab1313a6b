import type { Operation } from '../../language/protocol.js';
import { escapeMarkdown } from '../markdown.js';
import { leaf, type PlanNode } from './planNode.js';

/** What an operation consists of: why, what differs, its columns, what it costs, who reads it, and its statements. */
export function operationDetails(id: string, operation: Operation): PlanNode[] {
  return [
    reasonNode(id, operation),
    ...changeNodes(id, operation),
    ...columnNodes(id, operation),
    ...costNodes(id, operation),
    ...readerNodes(id, operation),
    ...statementNodes(id, operation),
  ];
}

/** Why; where another version would leave this one to its readers, that. The whole sentence stands in the tooltip. */
function reasonNode(id: string, { reason, nextVersion }: Operation): PlanNode {
  const tooltip = escapeMarkdown(reason);
  if (nextVersion === null) return leaf(`${id}/reason`, reason, '', { name: 'info' }, { tooltip });
  const label = `Or define ${nextVersion.version} beside it`;
  return leaf(`${id}/reason`, label, 'and this one stays', { name: 'lightbulb' }, { tooltip });
}

function changeNodes(id: string, operation: Operation): PlanNode[] {
  return operation.changes.map(({ what, from, to }) => {
    const opens = what === 'query' ? ({ open: 'comparison', operation } as const) : null;
    const description = opens ? 'show what differs' : `${oneLine(from)} → ${oneLine(to)}`;
    return leaf(
      `${id}/change/${what}`,
      what,
      description,
      { name: opens ? 'diff' : 'edit' },
      { opens, operation },
    );
  });
}

const oneLine = (text: string | null): string => (text ?? 'none').replace(/\s+/g, ' ');

function columnNodes(id: string, { columns }: Operation): PlanNode[] {
  if (!columns) return [];
  const added = columns.added.map((name) =>
    leaf(`${id}/added/${name}`, name, 'added', {
      name: 'diff-added',
      color: 'gitDecoration.addedResourceForeground',
    }),
  );
  const removed = columns.removed.map((name) =>
    leaf(`${id}/removed/${name}`, name, 'removed', {
      name: 'diff-removed',
      color: 'gitDecoration.deletedResourceForeground',
    }),
  );
  const retyped = columns.retyped.map((text) => {
    const [name = '', types = ''] = text.split(': ');
    return leaf(`${id}/retyped/${name}`, name, types, {
      name: 'diff-modified',
      color: 'gitDecoration.modifiedResourceForeground',
    });
  });
  const children = [...added, ...removed, ...retyped];
  return [
    leaf(
      `${id}/columns`,
      'Columns',
      children.length === 1 ? '1 change' : `${children.length} changes`,
      { name: 'symbol-field' },
      {
        children,
        expanded: true,
      },
    ),
  ];
}

function costNodes(id: string, { refresh, destructive }: Operation): PlanNode[] {
  const lost = destructive
    ? [leaf(`${id}/lost`, 'Its history ends', '', { name: 'history' }, { tooltip: HISTORY })]
    : [];
  if (refresh !== 'all rows') return lost;
  return [
    ...lost,
    leaf(`${id}/cost`, 'Computes all its rows', '', { name: 'server-process' }, { tooltip: COST }),
  ];
}

const HISTORY = 'The object is another one afterwards: Time Travel and refresh history of this one end.';
const COST = 'The warehouse computes every row of the feature view when it is applied.';

function readerNodes(id: string, { dependents, readers }: Operation): PlanNode[] {
  const objects =
    dependents?.objects ?? readers.map((name) => ({ kind: 'feature view', name, through: null }) as const);
  const unknown = dependents?.unknown ?? [];
  if (objects.length === 0 && unknown.length === 0) return [];
  const children = [
    ...objects.map(({ kind, name, through }) =>
      leaf(
        `${id}/reader/${kind}/${name}`,
        name.replace('@', ' '),
        through === null ? kind : `${kind}, through ${through.replace('@', ' ')}`,
        { name: READER_ICONS[kind] ?? 'symbol-misc' },
      ),
    ),
    ...unknown.map((text, index) =>
      leaf(`${id}/unknown/${index}`, 'Others are not known', text, {
        name: 'warning',
        color: 'list.warningForeground',
      }),
    ),
  ];
  const description = unknown.length > 0 ? `${objects.length} or more` : String(objects.length);
  return [
    leaf(`${id}/readers`, 'Read by', description, { name: 'references' }, { children, expanded: true }),
  ];
}

const READER_ICONS: Readonly<Record<string, string>> = {
  'feature view': 'layers',
  dataset: 'package',
  model: 'beaker',
  table: 'table',
};

function statementNodes(id: string, operation: Operation): PlanNode[] {
  const { length } = operation.sql;
  if (length === 0) return [];
  const opens = { open: 'statements', operation } as const;
  return [leaf(`${id}/sql`, 'Statements', String(length), { name: 'code' }, { opens, operation })];
}
