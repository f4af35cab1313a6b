import { clientIdentifier } from '../sql/identifiers.js';
import { updateFeatureView } from './change.js';
import type { FeatureViewChange } from './change.js';
import { deleteEntity, registerEntity, updateEntity } from './entities.js';
import { findFeatureView } from './findFeatureView.js';
import type { Entity, FeatureView, FeatureViewDraft, StoreSnapshot } from './model.js';
import { createEntityStatement, describeEntityStatement, dropEntityStatement } from './createStatement.js';
import { registerFeatureView, registrationStatements } from './register.js';
import { Rehearsal } from './rehearsal.js';
import { deleteFeatureView } from './remove.js';
import type { StoreStatements } from './statements.js';

/** One change of a store, as data: it can be shown, kept in a file, and made later. */
export type StoreChange =
  | { readonly change: 'register entity'; readonly entity: Entity }
  | { readonly change: 'describe entity'; readonly name: string; readonly desc: string }
  | { readonly change: 'replace entity'; readonly entity: Entity }
  | { readonly change: 'drop entity'; readonly name: string }
  | {
      readonly change: 'register feature view';
      readonly draft: FeatureViewDraft;
      readonly version: string;
      readonly overwrite: boolean;
    }
  | {
      readonly change: 'update feature view';
      readonly name: string;
      readonly version: string;
      readonly to: FeatureViewChange;
    }
  | { readonly change: 'drop feature view'; readonly name: string; readonly version: string };

export interface ChangeContext {
  /** The store's default warehouse, as stored. */
  readonly warehouse: string;
  readonly onWarning: (text: string) => void;
  /** The store as it is now. */
  readonly snapshot: () => Promise<StoreSnapshot>;
}

/** Makes a change. What fails half-way is taken back as far as the store allows. */
export async function makeChange(
  store: StoreStatements,
  change: StoreChange,
  { warehouse, onWarning, snapshot }: ChangeContext,
): Promise<void> {
  switch (change.change) {
    case 'register entity':
      await registerEntity(store, asWritten(change.entity), onWarning);
      return;
    case 'describe entity':
      await updateEntity(store, change.name, { desc: change.desc }, onWarning);
      return;
    case 'replace entity':
      await deleteEntity(store, change.entity.name, await snapshot());
      await registerEntity(store, asWritten(change.entity), onWarning);
      return;
    case 'drop entity':
      await deleteEntity(store, change.name, await snapshot());
      return;
    case 'register feature view': {
      const { draft, version, overwrite } = change;
      await registerFeatureView(store, asWritten(draft), version, { overwrite, warehouse, onWarning });
      return;
    }
    case 'update feature view':
      await updateFeatureView(
        store,
        await findFeatureView(store, change.name, change.version),
        change.to,
        warehouse,
      );
      return;
    case 'drop feature view':
      await deleteFeatureView(store, await findFeatureView(store, change.name, change.version), onWarning);
  }
}

/** The statements that a change would send to the store as `snapshot` shows it. Nothing is changed. */
export async function changeStatements(
  store: StoreStatements,
  change: StoreChange,
  { warehouse, snapshot }: { readonly warehouse: string; readonly snapshot: StoreSnapshot },
): Promise<readonly string[]> {
  const rehearsal = Rehearsal.of(store);
  const stored = (name: string, version: string): FeatureView | undefined =>
    snapshot.featureViews.find((view) => view.name === name && view.version === version);
  switch (change.change) {
    case 'register entity':
      return [createEntityStatement(store.place, change.entity)];
    case 'describe entity':
      return [describeEntityStatement(store.place, change.name, change.desc)];
    case 'replace entity':
      return [
        dropEntityStatement(store.place, change.entity.name),
        createEntityStatement(store.place, change.entity),
      ];
    case 'drop entity':
      return [dropEntityStatement(store.place, change.name)];
    case 'register feature view': {
      const { draft, version, overwrite } = change;
      const before = overwrite ? (stored(draft.name, version) ?? null) : null;
      return registrationStatements(store, asWritten(draft), version, { warehouse, before });
    }
    case 'update feature view': {
      const view = stored(change.name, change.version);
      if (view) await updateFeatureView(rehearsal, view, change.to, warehouse);
      return rehearsal.sent;
    }
    case 'drop feature view': {
      const view = stored(change.name, change.version);
      if (view) await deleteFeatureView(rehearsal, view, () => undefined);
      return rehearsal.sent;
    }
  }
}

/** Changes have stored names; what registers takes names as they are written. */
function asWritten<T extends { readonly name: string }>(object: T): T {
  return { ...object, name: clientIdentifier(object.name) };
}
