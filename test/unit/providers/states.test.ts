import { describe, expect, it } from 'vitest';
import type { ProjectInfo, StoreInfo } from '../../../src/language/protocol.js';
import { statusFacts } from '../../../src/providers/statusFacts.js';
import { windowState } from '../../../src/providers/windowState.js';

const project: ProjectInfo = {
  project: '/p',
  name: 'p',
  state: 'ready',
  problem: null,
  target: 'dev',
  targets: [],
  files: [],
  definitions: 3,
  errors: 1,
  warnings: 0,
};
const store: StoreInfo = {
  project: '/p',
  target: 'dev',
  connection: 'local',
  database: 'DB',
  schema: 'S',
  protected: false,
  selected: true,
  state: 'ready',
  problem: null,
  readAt: 0,
  entities: [],
  featureViews: [],
  problems: [],
};

describe('the state of the window', () => {
  it('is that of the server first', () => {
    expect(windowState('down', [project], [store])).toBe('down');
    expect(windowState('starting', [], [])).toBe('starting');
  });

  it('is none without a project', () => {
    expect(windowState('running', [], [])).toBe('none');
    expect(windowState('off', [], [])).toBe('none');
  });

  it('is that of the projects', () => {
    const as = (state: ProjectInfo['state']) => windowState('running', [{ ...project, state }], [store]);
    expect(as('ready')).toBe('ready');
    expect(as('untrusted')).toBe('untrusted');
    expect(as('unusable')).toBe('unusable');
    expect(as('loading')).toBe('starting');
  });

  it('says why there is nothing to show', () => {
    const as = (state: StoreInfo['state']) => windowState('running', [project], [{ ...store, state }]);
    expect(as('failed')).toBe('noConnection');
    expect(as('missing')).toBe('noStore');
  });
});

describe('the status bar item', () => {
  it('is not there when Firn has nothing to do', () => {
    expect(statusFacts('off', [], [])).toBeNull();
    expect(statusFacts('running', [], [])).toBeNull();
  });

  it('names the target, its connection and store, and the problems', () => {
    const facts = statusFacts('running', [project], [store]);
    expect(facts).toMatchObject({ text: 'dev', command: 'firn.selectTarget' });
    expect(facts?.lines).toContain('Connection local');
    expect(facts?.lines).toContain('Store DB.S');
    expect(facts?.lines).toContain('3 definitions, 1 error, 0 warnings');
  });

  it('does on a click what the state asks for', () => {
    expect(statusFacts('down', [], [])?.command).toBe('firn.restartServer');
    expect(statusFacts('running', [{ ...project, state: 'untrusted' }], [])?.command).toBe(
      'workbench.trust.manage',
    );
    expect(statusFacts('running', [project], [{ ...store, state: 'failed' }])?.command).toBe(
      'firn.reloadStore',
    );
  });

  it('is red only when nothing works', () => {
    expect(statusFacts('down', [], [])?.blocked).toBe(true);
    expect(statusFacts('running', [project], [{ ...store, state: 'failed' }])?.blocked).toBe(false);
  });
});
