import { nextTick, track } from '../changes/tracking.js';
import { storedTable } from '../changes/readers.js';
import type {
  CatalogColumn,
  CatalogObject,
  ObjectKind,
  StoredRelation,
  StreamObject,
  TagValues,
} from '../catalog/model.js';
import { isRelation } from '../catalog/model.js';
import type { ObjectName, Place } from '../catalog/names.js';
import { unsupported } from '../catalog/refusals.js';
import { targetOrRefusal } from './alter.js';
import { duckdbColumns } from './columns.js';
import type { Command, WriteScope } from './command.js';
import type { Grammar } from './grammar.js';
import { startCounters } from './identity.js';
import type { CreateHead } from './objects.js';
import { created, makeRoomAt } from './objects.js';

/*
 * CLONE copies rows: there are no micro-partitions to share (documentation: CREATE … CLONE, "Cloning considerations").
 */

/** `CLONE source` to the end of the statement, or nothing. */
export function cloneSource(g: Grammar): ObjectName | undefined {
  if (!g.try('CLONE')) return undefined;
  const name = g.name();
  g.refuse('AT', 'BEFORE', 'INCLUDE INTERNAL STAGES');
  g.try('COPY', 'GRANTS');
  g.try('IGNORE', 'TABLES', 'WITH', 'INSUFFICIENT', 'DATA', 'RETENTION');
  g.try('IGNORE', 'HYBRID', 'TABLES');
  return name;
}

/** CREATE kind name CLONE source, of an object in a schema; `change` is what the statement itself says. */
export function cloneCommand(
  g: Grammar,
  head: CreateHead,
  kind: ObjectKind,
  name: ObjectName,
  source: ObjectName,
  change: (clone: CatalogObject) => CatalogObject = (clone) => clone,
): Command {
  g.end();
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const place: Place = scope.names.place(name, `CREATE ${kind}`);
      const original = targetOrRefusal(scope, [kind], { name: source, ifExists: false });
      if (original === undefined) throw unsupported(`CLONE of ${source.join('.')}`);
      const done = await makeRoomAt(scope, head, kind, place);
      if (done !== undefined) return done;
      refuseReplaced(scope, original.id);
      const clone = await new Cloning(scope).copy(original, place.schema.id, place.name);
      scope.catalog.put(change(clone));
      return created(kind, place.name);
    },
  };
}

/** CREATE OR REPLACE x CLONE x: what is replaced cannot be the source. */
function refuseReplaced({ catalog }: WriteScope, original: number): void {
  if (catalog.get(original) === undefined)
    throw unsupported('OR REPLACE with a CLONE of the object itself', 'Clone it under another name first.');
}

/** Kinds in the order in which they are copied: tags before what carries them, tables before their streams. */
const ORDER: readonly ObjectKind[] = ['SCHEMA', 'TAG', 'TABLE', 'DYNAMIC TABLE', 'STREAM'];
const rank = ({ kind }: CatalogObject): number => (ORDER.includes(kind) ? ORDER.indexOf(kind) : 2);

const NOT_COPIED: readonly ObjectKind[] = ['SCHEMA', 'STAGE', 'DATASET', 'MODEL', 'ONLINE FEATURE TABLE'];

/** Copies all of a database or schema but its datasets, models, online feature tables and internal stages; the last Snowflake leaves out, too. */
export async function cloneContents(scope: WriteScope, from: number, to: number): Promise<void> {
  refuseReplaced(scope, from);
  const cloning = new Cloning(scope);
  const schemas: [number, number][] = [[from, to]];
  for (const child of scope.catalog.children(from).filter((o) => o.kind === 'SCHEMA')) {
    const copy = await cloning.copy(child, to, child.name);
    schemas.push([child.id, copy.id]);
  }
  const objects = schemas.flatMap(([old, parent]) =>
    scope.catalog
      .children(old)
      .filter((o) => !NOT_COPIED.includes(o.kind) && (o.kind !== 'TABLE' || o.session === null))
      .map((object) => ({ object, parent })),
  );
  for (const { object, parent } of objects.sort((a, b) => rank(a.object) - rank(b.object)))
    await cloning.copy(object, parent, object.name);
  cloning.retag();
}

class Cloning {
  /** Clones by the ids of their originals. */
  private readonly clones = new Map<number, number>();

  constructor(private readonly scope: WriteScope) {}

  async copy(original: CatalogObject, parent: number, name: string): Promise<CatalogObject> {
    const { catalog, now } = this.scope;
    const id = catalog.newId();
    this.clones.set(original.id, id);
    const base = { ...original, id, parent, name, createdOn: now } as CatalogObject;
    const clone = await this.ofKind(base, original);
    catalog.put(clone);
    return clone;
  }

  private async ofKind(base: CatalogObject, original: CatalogObject): Promise<CatalogObject> {
    const { now, queryId } = this.scope;
    switch (base.kind) {
      case 'TABLE':
      case 'DYNAMIC TABLE':
        return this.withRows(base, original as StoredRelation);
      case 'TASK':
        return {
          ...base,
          state: 'suspended',
          nextRunOn: null,
          requestedOn: null,
          lastSuspendedOn: now,
          lastSuspendedReason: null,
          consecutiveFailures: 0,
        };
      case 'STAGE':
        return { ...base, folder: `s${base.id}-${queryId.slice(0, 8)}` };
      case 'STREAM':
        return this.stream(base);
      default:
        return base;
    }
  }

  /** A clone of a dynamic table is suspended, and computed anew by its next refresh. */
  private async withRows(base: StoredRelation, original: StoredRelation): Promise<StoredRelation> {
    const { duckdb, now } = this.scope;
    const physical = `t${base.id}`;
    const columns = original.columns.map((c) => c.physical).join(', ');
    await duckdb.run(`CREATE TABLE data.${physical} (${duckdbColumns(original.columns)})`);
    await duckdb.run(`INSERT INTO data.${physical} SELECT ${columns} FROM data.${original.physical}`);
    await startCounters(duckdb, physical, original.columns, original.physical);
    const table = { ...base, physical, changesSince: null };
    if (table.kind === 'TABLE') return table;
    return {
      ...table,
      basis: null,
      schedulingState: 'SUSPENDED',
      lastSuspendedOn: now,
      lastAttemptOn: null,
      consecutiveFailures: 0,
    };
  }

  /** A stream on a table that is cloned with it begins anew on the clone; another one goes on where the original stands. */
  private async stream(base: StreamObject): Promise<StreamObject> {
    const { catalog, duckdb, names, now } = this.scope;
    const source = storedTable(catalog, this.clones.get(base.source) ?? -1);
    if (source === undefined) return base;
    await track(this.scope, source);
    return {
      ...base,
      source: source.id,
      sourceName: names.full(source),
      bases: [source.id],
      offset: await nextTick(duckdb),
      offsetOn: now,
    };
  }

  /** Clones carry the clones of tags that were cloned with them. */
  retag(): void {
    const { catalog } = this.scope;
    for (const id of this.clones.values()) {
      const object = catalog.get(id);
      if (object === undefined) continue;
      const tagged = { ...object, tags: this.tags(object.tags) };
      const columns = isRelation(object) ? { columns: object.columns.map((c) => this.column(c)) } : {};
      catalog.put({ ...tagged, ...columns } as CatalogObject);
    }
  }

  private column(column: CatalogColumn): CatalogColumn {
    return { ...column, tags: this.tags(column.tags) };
  }

  private tags(tags: TagValues): TagValues {
    return Object.fromEntries(
      Object.entries(tags).map(([id, value]) => [String(this.clones.get(Number(id)) ?? id), value]),
    );
  }
}
