import type { FeatureStore } from '../../featurestore/store.js';
import type { Run } from '../command.js';
import { exitCode } from '../exitCode.js';
import { parseObjectName, parseVersionName } from '../objectName.js';
import { refuseProtected } from '../protectedTarget.js';
import { duration } from '../rows.js';
import { withStore } from '../withProject.js';

type Change = (store: FeatureStore, name: string, version: string) => Promise<void>;

/** A command that changes one registered version. */
function changing(operation: string, done: string, change: Change, guarded: boolean): Run {
  return async (context, [text = '']) => {
    const { name, version } = parseVersionName(text);
    return withStore(context, async (store, { target }) => {
      if (guarded) refuseProtected(context, target, operation);
      const began = performance.now();
      await change(store, name, version);
      context.output.say(`${done} ${name}@${version} in ${duration(performance.now() - began)}.`);
      if (context.json) await context.output.json({ operation, name, version });
      return exitCode.done;
    });
  };
}

/** `firn refresh NAME@VERSION` */
export const refresh = changing(
  'refresh',
  'Refreshed',
  (store, name, version) => store.refreshFeatureView(name, version),
  false,
);

/** `firn suspend NAME@VERSION` */
export const suspend = changing(
  'suspend',
  'Suspended',
  (store, name, version) => store.suspendFeatureView(name, version),
  true,
);

/** `firn resume NAME@VERSION` */
export const resume = changing(
  'resume',
  'Resumed',
  (store, name, version) => store.resumeFeatureView(name, version),
  true,
);

const dropVersion = changing(
  'drop',
  'Dropped',
  (store, name, version) => store.deleteFeatureView(name, version),
  true,
);

/** `firn drop NAME@VERSION`, or `firn drop NAME` for an entity. */
export const drop: Run = async (context, args) => {
  const { name, version } = parseObjectName(args[0] ?? '');
  if (version !== null) return dropVersion(context, args);
  return withStore(context, async (store, { target }) => {
    refuseProtected(context, target, 'drop');
    await store.deleteEntity(name);
    context.output.say(`Dropped the entity ${name}.`);
    if (context.json) await context.output.json({ operation: 'drop', name, version: null });
    return exitCode.done;
  });
};
