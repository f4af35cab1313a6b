import type {
  EntityInfo,
  FeatureInfo,
  FeatureViewInfo,
  ObjectState,
  ProjectInfo,
  StoreInfo,
  StoreState,
} from '../language/protocol.js';
import { escapeMarkdown } from './markdown.js';
import type { ViewNode } from './viewNode.js';

/** What a node of the Stores view stands for; commands get it as their argument. */
export type Subject =
  | { readonly is: 'project'; readonly project: ProjectInfo }
  | { readonly is: 'store'; readonly store: StoreInfo }
  | { readonly is: 'object'; readonly object: EntityInfo | FeatureViewInfo }
  | {
      readonly is: 'problem';
      /** A file to look at. */ readonly open: string | null;
      readonly store: StoreInfo | null;
    }
  | { readonly is: 'part' };

/** A node of the Stores view, free of VS Code. */
export interface StoreNode extends ViewNode {
  readonly state: ObjectState | null;
  readonly children: readonly StoreNode[];
  readonly subject: Subject;
}

const part: Subject = { is: 'part' };

/** The roots: the stores of the project, or the projects when there are several. */
export function rootNodes(projects: readonly ProjectInfo[], stores: readonly StoreInfo[]): StoreNode[] {
  const nodes = projects.map((project) => ({ project, children: projectChildren(project, stores) }));
  if (nodes.length <= 1) return nodes.flatMap(({ children }) => children);
  return nodes.map(({ project, children }) => ({
    id: project.project,
    label: project.name,
    description: project.target ?? '',
    tooltip: escapeMarkdown(project.project),
    icon: { name: 'root-folder' },
    contextValue: 'firn:project',
    state: null,
    children,
    expanded: true,
    subject: { is: 'project', project },
  }));
}

function projectChildren(project: ProjectInfo, stores: readonly StoreInfo[]): StoreNode[] {
  if (project.state === 'unusable') return [unusableNode(project)];
  return stores.filter((store) => store.project === project.project).map(storeNode);
}

function unusableNode({ project, problem }: ProjectInfo): StoreNode {
  return {
    id: `${project}/firn.json`,
    label: 'firn.json cannot be used',
    description: problem?.message ?? '',
    tooltip: escapeMarkdown(problem?.message ?? ''),
    icon: { name: 'error', color: 'list.errorForeground' },
    contextValue: 'firn:unusable',
    state: null,
    children: [],
    expanded: false,
    subject: { is: 'problem', open: `${project}/firn.json`, store: null },
  };
}

// ---- stores ----

const storeStates: Readonly<Record<StoreState, (store: StoreInfo) => string>> = {
  'not read': () => 'not read yet',
  reading: () => 'reading…',
  ready: ({ readAt }) => (readAt === null ? '' : `read ${clock(readAt)}`),
  missing: () => 'does not exist yet',
  failed: ({ readAt }) =>
    readAt === null ? 'cannot be read' : `cannot be read, shown as of ${clock(readAt)}`,
};

function storeNode(store: StoreInfo): StoreNode {
  const id = `${store.project}/${store.target}`;
  const facets = [store.state === 'ready' ? 'ready' : '', store.selected ? 'selected' : ''];
  return {
    id,
    label: store.schema,
    description: [store.target, storeStates[store.state](store)].filter(Boolean).join(' · '),
    tooltip: storeTooltip(store),
    icon: { name: 'database', ...storeColor(store) },
    contextValue: contextValue('store', facets),
    state: null,
    children: [
      ...failureNodes(id, store),
      ...group(
        `${id}/entities`,
        'Entities',
        'folder',
        store.entities.map((e) => entityNode(id, e)),
      ),
      ...group(`${id}/views`, 'Feature views', 'folder', viewNodes(id, store.featureViews)),
      ...store.problems.map((problem) => foreignNode(id, problem)),
    ],
    expanded: store.selected,
    subject: { is: 'store', store },
  };
}

/** The store in use stands out among the others; one that cannot be read, among all. */
function storeColor({ state, selected }: StoreInfo): { readonly color?: string } {
  if (state === 'failed') return { color: 'list.errorForeground' };
  return selected ? {} : { color: 'disabledForeground' };
}

function storeTooltip(store: StoreInfo): string {
  return lines(
    `**${escapeMarkdown(`${store.database}.${store.schema}`)}**`,
    `Target ${escapeMarkdown(store.target)}${store.selected ? ', in use' : ''}${store.protected ? ', protected' : ''}`,
    `Connection ${escapeMarkdown(store.connection)}`,
    store.readAt === null ? 'Not read yet' : `Read ${new Date(store.readAt).toLocaleString()}`,
    store.problem === null ? '' : `$(error) ${escapeMarkdown(store.problem.message)}`,
  );
}

function failureNodes(id: string, store: StoreInfo): StoreNode[] {
  if (store.state !== 'failed' || store.problem === null) return [];
  const { message, hint } = store.problem;
  return [
    {
      id: `${id}/failure`,
      label: message,
      description: '',
      tooltip: lines(escapeMarkdown(message), hint === null ? '' : escapeMarkdown(hint)),
      icon: { name: 'error', color: 'list.errorForeground' },
      contextValue: 'firn:problem',
      state: null,
      children: [],
      expanded: false,
      subject: { is: 'problem', open: null, store },
    },
  ];
}

function foreignNode(id: string, { object, message }: StoreInfo['problems'][number]): StoreNode {
  return {
    id: `${id}/foreign/${object}`,
    label: object,
    description: message,
    tooltip: lines(`**${escapeMarkdown(object)}**`, escapeMarkdown(message)),
    icon: { name: 'warning', color: 'list.warningForeground' },
    contextValue: 'firn:foreign',
    state: null,
    children: [],
    expanded: false,
    subject: part,
  };
}

function group(id: string, label: string, icon: string, children: readonly StoreNode[]): StoreNode[] {
  if (children.length === 0) return [];
  return [
    {
      id,
      label,
      description: String(children.length),
      tooltip: '',
      icon: { name: icon },
      contextValue: 'firn:group',
      state: null,
      children,
      expanded: true,
      subject: part,
    },
  ];
}

// ---- entities ----

function entityNode(storeId: string, entity: EntityInfo): StoreNode {
  const facets = [...sideFacets(entity), entity.state];
  return {
    id: `${storeId}/entity/${entity.name}`,
    label: entity.name,
    description: words(entity.joinKeys.join(', '), stateWord(entity.state)),
    tooltip: lines(
      `**${escapeMarkdown(entity.name)}** · entity`,
      escapeMarkdown(entity.desc),
      `Join keys: ${entity.joinKeys.map((key) => `\`${key}\``).join(', ')}`,
      entity.owner === null ? '' : `Owner: ${escapeMarkdown(entity.owner)}`,
      stateLine(entity),
    ),
    icon: { name: 'key' },
    contextValue: contextValue('entity', facets),
    state: entity.state,
    children: [],
    expanded: false,
    subject: { is: 'object', object: entity },
  };
}

// ---- feature views ----

function viewNodes(storeId: string, views: readonly FeatureViewInfo[]): StoreNode[] {
  const names = [...new Set(views.map(({ name }) => name))];
  return names.map((name) => {
    const versions = views.filter((view) => view.name === name);
    const last = versions[versions.length - 1];
    return {
      id: `${storeId}/view/${name}`,
      label: name,
      description: last?.entities.join(', ') ?? '',
      tooltip: lines(`**${escapeMarkdown(name)}**`, escapeMarkdown(last?.desc ?? '')),
      icon: { name: 'layers' },
      contextValue: 'firn:featureViewName',
      state: null,
      children: versions.map((version) => versionNode(storeId, version)),
      expanded: true,
      subject: part,
    };
  });
}

function versionNode(storeId: string, view: FeatureViewInfo): StoreNode {
  const id = `${storeId}/view/${view.name}/${view.version}`;
  const facets = [view.type, view.schedulingState?.toLowerCase() ?? '', ...sideFacets(view), view.state];
  return {
    id,
    label: view.version,
    description: words(refreshWords(view), suspended(view) ? 'suspended' : '', stateWord(view.state)),
    tooltip: viewTooltip(view),
    icon: viewIcon(view),
    contextValue: contextValue('featureView', facets),
    state: view.state,
    children: view.features.map((feature) => featureNode(id, feature)),
    expanded: false,
    subject: { is: 'object', object: view },
  };
}

const suspended = (view: FeatureViewInfo): boolean => view.schedulingState?.startsWith('SUSPEND') ?? false;

function viewIcon(view: FeatureViewInfo): StoreNode['icon'] {
  if (view.type === 'external') return { name: 'eye' };
  return suspended(view) ? { name: 'debug-pause', color: 'list.warningForeground' } : { name: 'sync' };
}

/** `1 hour · incremental`, or that the rows are computed when read. */
function refreshWords(view: FeatureViewInfo): string {
  if (view.refreshFreq === null) return 'view';
  return words(view.refreshFreq, view.refreshMode?.toLowerCase() ?? '');
}

function viewTooltip(view: FeatureViewInfo): string {
  const rows: readonly (readonly [string, string | null])[] = [
    ['Entities', view.entities.join(', ')],
    ['Timestamp', view.timestamp],
    ['Refresh', view.refreshFreq],
    ['Refresh mode', view.refreshMode],
    ['Why', view.refreshModeReason],
    ['State', view.schedulingState],
    ['Warehouse', view.warehouse],
    ['Owner', view.owner],
    ['Created', localTime(view.createdOn)],
  ];
  return lines(
    `**${escapeMarkdown(view.name)}** ${escapeMarkdown(view.version)}`,
    escapeMarkdown(view.desc),
    rows
      .filter(([, value]) => value !== null && value !== '')
      .map(([name, value]) => `${name}: ${escapeMarkdown(value ?? '')}`)
      .join('  \n'),
    stateLine(view),
  );
}

const featureIcons: Readonly<Record<FeatureInfo['category'], string>> = {
  FEATURE: 'symbol-field',
  ENTITY: 'key',
  TIMESTAMP: 'watch',
};

function featureNode(viewId: string, feature: FeatureInfo): StoreNode {
  return {
    id: `${viewId}/${feature.name}`,
    label: feature.name,
    description: feature.type ?? '',
    tooltip: lines(
      `**${escapeMarkdown(feature.name)}** ${escapeMarkdown(feature.type ?? '')}`,
      escapeMarkdown(feature.desc),
    ),
    icon: { name: featureIcons[feature.category] },
    contextValue: 'firn:feature',
    state: null,
    children: [],
    expanded: false,
    subject: part,
  };
}

// ---- words ----

function sideFacets(object: EntityInfo | FeatureViewInfo): string[] {
  return [object.registered ? 'registered' : '', object.location === null ? '' : 'local'];
}

function contextValue(kind: string, facets: readonly string[]): string {
  return [`firn:${kind}`, ...facets.filter(Boolean).map((facet) => facet.replaceAll(' ', ''))].join('+');
}

/** In sync is how it should be and needs no word. */
function stateWord(state: ObjectState): string {
  return state === 'new' || state === 'differs' ? state : '';
}

const stateTexts: Readonly<Record<ObjectState, string>> = {
  new: '$(diff-added) Defined here, not registered yet',
  'in sync': '$(check) As defined here',
  differs: '$(diff-modified) Differs from the definition here',
  'remote only': 'Not defined in this project',
  unknown: 'The store has not been read, so it is not known whether it is registered',
};

function stateLine({ state, changes }: EntityInfo | FeatureViewInfo): string {
  return [stateTexts[state], ...changes.map((change) => `- ${escapeMarkdown(change)}`)].join('\n\n');
}

const words = (...parts: readonly string[]): string => parts.filter((text) => text !== '').join(' · ');
const lines = (...parts: readonly string[]): string => parts.filter((text) => text !== '').join('\n\n');

/** A time as the account gives it, in the user's zone and manner. */
function localTime(iso: string | null): string | null {
  const time = iso === null ? NaN : Date.parse(iso);
  return Number.isNaN(time) ? iso : new Date(time).toLocaleString();
}

function clock(time: number): string {
  return new Date(time).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
}
