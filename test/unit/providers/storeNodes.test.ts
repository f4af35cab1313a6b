import { describe, expect, it } from 'vitest';
import type { EntityInfo, FeatureViewInfo, ProjectInfo, StoreInfo } from '../../../src/language/protocol.js';
import { rootNodes, type StoreNode } from '../../../src/providers/storeNodes.js';

const ref = { project: '/project', target: 'dev' };

const entity: EntityInfo = {
  ...ref,
  kind: 'entity',
  name: 'CUSTOMER',
  version: null,
  joinKeys: ['ID'],
  desc: 'Who orders',
  owner: null,
  registered: true,
  state: 'in sync',
  changes: [],
  location: null,
};

function view(part: Partial<FeatureViewInfo> = {}): FeatureViewInfo {
  return {
    ...ref,
    kind: 'featureView',
    name: 'FV',
    version: 'V_1',
    type: 'managed',
    desc: 'Orders *per* customer',
    owner: 'SYSADMIN',
    createdOn: null,
    entities: ['CUSTOMER'],
    timestamp: 'AT',
    refreshFreq: '1 hour',
    refreshMode: 'INCREMENTAL',
    refreshModeReason: null,
    schedulingState: 'ACTIVE',
    warehouse: 'WH',
    features: [{ name: 'N', type: 'FLOAT', category: 'FEATURE', desc: '' }],
    registered: true,
    state: 'in sync',
    changes: [],
    location: {
      uri: 'file:///project/features/a.ts',
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
    },
    ...part,
  };
}

function store(part: Partial<StoreInfo> = {}): StoreInfo {
  return {
    ...ref,
    connection: 'local',
    database: 'DB',
    schema: '_STORE',
    protected: false,
    selected: true,
    state: 'ready',
    problem: null,
    readAt: Date.UTC(2026, 10, 24, 10),
    entities: [entity],
    featureViews: [view()],
    problems: [],
    ...part,
  };
}

const project = (part: Partial<ProjectInfo> = {}): ProjectInfo => ({
  project: '/project',
  name: 'project',
  state: 'ready',
  problem: null,
  target: 'dev',
  targets: [],
  files: [],
  definitions: 2,
  errors: 0,
  warnings: 0,
  ...part,
});

function outline(nodes: readonly StoreNode[], indent = ''): string[] {
  return nodes.flatMap(({ label, description, children }) => [
    `${indent}${label}${description === '' ? '' : ` – ${description}`}`,
    ...outline(children, `${indent}  `),
  ]);
}

function find(nodes: readonly StoreNode[], label: string): StoreNode | undefined {
  for (const node of nodes) {
    const found = node.label === label ? node : find(node.children, label);
    if (found !== undefined) return found;
  }
  return undefined;
}

const version = (part: Partial<FeatureViewInfo>) =>
  find(rootNodes([project()], [store({ featureViews: [view(part)] })]), 'V_1');

describe('the Stores view', () => {
  it('shows stores, entities, feature views, versions and features', () => {
    const [top, ...rest] = outline(rootNodes([project()], [store()]));
    expect(top).toMatch(/^_STORE – dev · read /);
    expect(rest).toEqual([
      '  Entities – 1',
      '    CUSTOMER – ID',
      '  Feature views – 1',
      '    FV – CUSTOMER',
      '      V_1 – 1 hour · incremental',
      '        N – FLOAT',
    ]);
  });

  it('puts projects on top only when there are several', () => {
    const second = project({ project: '/other', name: 'other' });
    expect(rootNodes([project(), second], [store()]).map(({ label }) => label)).toEqual(['project', 'other']);
  });

  it('keeps the ids of things whose state changes', () => {
    expect(version({ state: 'new' })?.id).toBe(version({ state: 'in sync' })?.id);
  });

  it('says what is only defined here, and what differs', () => {
    expect(version({ state: 'new', registered: false, refreshMode: null })?.description).toBe('1 hour · new');
    expect(version({ state: 'differs', changes: ['query'] })?.tooltip).toContain('query');
  });

  it('says that a feature view is suspended', () => {
    expect(version({ schedulingState: 'SUSPENDED' })?.description).toContain('suspended');
  });

  it('tells menus what can be done', () => {
    expect(version({})?.contextValue).toBe('firn:featureView+managed+active+registered+local+insync');
    expect(
      version({ state: 'remote only', location: null, type: 'external', schedulingState: null })
        ?.contextValue,
    ).toBe('firn:featureView+external+registered+remoteonly');
  });

  it('shows a failure with what is known from before', () => {
    const failed = store({
      state: 'failed',
      problem: { message: 'Login failed.', hint: 'Sign in.', code: null },
    });
    const [top] = rootNodes([project()], [failed]);
    expect(top?.description).toMatch(/^dev · cannot be read, shown as of /);
    expect(top?.children[0]).toMatchObject({ label: 'Login failed.', contextValue: 'firn:problem' });
    expect(find(top?.children ?? [], 'FV')).toBeDefined();
  });

  it('shows objects that are not what they should be', () => {
    const odd = store({ problems: [{ object: 'FV$V_9', message: 'Its tag holds no JSON.' }] });
    expect(find(rootNodes([project()], [odd]), 'FV$V_9')?.description).toBe('Its tag holds no JSON.');
  });

  it('leads to firn.json when it cannot be used', () => {
    const broken = project({
      state: 'unusable',
      problem: { message: 'No targets.', hint: null, code: null },
    });
    expect(rootNodes([broken], [])[0]?.subject).toEqual({
      is: 'problem',
      open: '/project/firn.json',
      store: null,
    });
  });

  it('shows descriptions as they are written', () => {
    expect(version({})?.tooltip).toContain('Orders \\*per\\* customer');
  });
});
