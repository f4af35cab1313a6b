import type { Operation } from '../../language/protocol.js';
import { escapeMarkdown } from '../markdown.js';
import type { ViewNode } from '../viewNode.js';

/** What a click on a node of the plan opens. */
export type PlanOpening =
  /** The query as it is registered beside the one that is defined. */
  | { readonly open: 'comparison'; readonly operation: Operation }
  | { readonly open: 'statements'; readonly operation: Operation }
  /** A place in a definition file, relative to the project's folder. */
  | { readonly open: 'place'; readonly file: string; readonly line: number; readonly column: number };

/** A node of the Plan view, free of VS Code. */
export interface PlanNode extends ViewNode {
  readonly children: readonly PlanNode[];
  readonly opens: PlanOpening | null;
  /** The operation that it is, or is a part of. */
  readonly operation: Operation | null;
}

export function leaf(
  id: string,
  label: string,
  description: string,
  icon: PlanNode['icon'],
  more: Partial<PlanNode> = {},
): PlanNode {
  return {
    id,
    label,
    description,
    tooltip: [`**${escapeMarkdown(label)}**`, escapeMarkdown(description)].filter(Boolean).join('\n\n'),
    icon,
    contextValue: 'firn:planPart',
    children: [],
    expanded: false,
    opens: null,
    operation: null,
    ...more,
  };
}
