import type { ProjectInfo, StoreInfo } from '../language/protocol.js';

/** What the window as a whole can do; the value of the context key `firn.state`. */
export type WindowState =
  'none' | 'starting' | 'down' | 'untrusted' | 'unusable' | 'noConnection' | 'noStore' | 'ready';

export function windowState(
  server: 'off' | 'starting' | 'running' | 'down',
  projects: readonly ProjectInfo[],
  stores: readonly StoreInfo[],
): WindowState {
  if (server === 'down') return 'down';
  if (server === 'starting') return 'starting';
  if (projects.length === 0) return 'none';
  if (projects.every(({ state }) => state === 'untrusted')) return 'untrusted';
  if (projects.some(({ state }) => state === 'ready')) return emptiness(stores) ?? 'ready';
  return projects.some(({ state }) => state === 'loading') ? 'starting' : 'unusable';
}

/** Why there is nothing to show, when there is nothing. */
function emptiness(stores: readonly StoreInfo[]): 'noConnection' | 'noStore' | null {
  const nothing = stores.every(({ entities, featureViews }) => entities.length + featureViews.length === 0);
  const inUse = stores.filter(({ selected }) => selected);
  if (!nothing || inUse.length === 0) return null;
  if (inUse.every(({ state }) => state === 'failed')) return 'noConnection';
  if (inUse.every(({ state }) => state === 'missing')) return 'noStore';
  return null;
}
