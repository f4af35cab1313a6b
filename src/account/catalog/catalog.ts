import type { CatalogObject, FunctionObject, ObjectKind, ObjectOf, Relation } from './model.js';
import { isRelation, keyName, namespaceOf, sessionOf } from './model.js';

/** The account's objects at one moment. */
export interface CatalogView {
  /** Ids of what differs from the committed catalog; empty in the committed one. */
  readonly changed: ReadonlySet<number>;
  get(id: number): CatalogObject | undefined;
  /** An object of exactly this kind by its stored name (a function's by `keyName`); `parent` null for account-level objects. */
  find<K extends ObjectKind>(kind: K, parent: number | null, name: string): ObjectOf<K> | undefined;
  /** As `find`, of an object in a schema; a connection's temporary one hides a permanent one of its name. */
  findVisible<K extends ObjectKind>(
    kind: K,
    schema: number,
    name: string,
    session: string | null,
  ): ObjectOf<K> | undefined;
  /** A table, view or dynamic table; a connection's temporary table hides a permanent one of its name. */
  findRelation(schema: number, name: string, session: string | null): Relation | undefined;
  /** The functions of one name. */
  functions(schema: number, name: string): FunctionObject[];
  /** Objects of these kinds, in the order of their creation. */
  list<K extends ObjectKind>(...kinds: K[]): ObjectOf<K>[];
  children(parent: number): CatalogObject[];
  values(): IterableIterator<CatalogObject>;
}

/**
 * The catalog in memory. The committed one is never changed: a writer works on a `draft()` of it, which takes its place
 * when the writer's DuckDB transaction has committed.
 */
export class Catalog implements CatalogView {
  private constructor(
    private readonly objects: Map<number, CatalogObject>,
    private readonly names: Map<string, number>,
    private nextId: number,
    /** What differs from the catalog this is a draft of. */
    readonly changed: Set<number>,
    /** The `nextId` that the file has. */
    private savedId: number,
  ) {}

  /** @param nextId a number that no object has had: those that are gone are known by theirs still, in streams and histories. */
  static of(objects: Iterable<CatalogObject>, nextId: number): Catalog {
    const catalog = new Catalog(new Map(), new Map(), nextId, new Set(), nextId);
    for (const object of objects) catalog.put(object);
    catalog.changed.clear();
    return catalog;
  }

  draft(): Catalog {
    return new Catalog(new Map(this.objects), new Map(this.names), this.nextId, new Set(), this.savedId);
  }

  /** The first number that is free, when the file does not say so yet; else null. */
  get unsavedId(): number | null {
    return this.nextId === this.savedId ? null : this.nextId;
  }

  /** The draft as the committed catalog it has become. */
  settled(): Catalog {
    this.changed.clear();
    this.savedId = this.nextId;
    return this;
  }

  /** A number no object has had. */
  newId(): number {
    return this.nextId++;
  }

  put(object: CatalogObject): void {
    const before = this.objects.get(object.id);
    if (before !== undefined) this.names.delete(nameKey(before));
    this.objects.set(object.id, object);
    this.names.set(nameKey(object), object.id);
    this.nextId = Math.max(this.nextId, object.id + 1);
    this.changed.add(object.id);
  }

  remove(id: number): void {
    const object = this.objects.get(id);
    if (object === undefined) return;
    this.objects.delete(id);
    if (this.names.get(nameKey(object)) === id) this.names.delete(nameKey(object));
    this.changed.add(id);
  }

  get(id: number): CatalogObject | undefined {
    return this.objects.get(id);
  }

  find<K extends ObjectKind>(kind: K, parent: number | null, name: string): ObjectOf<K> | undefined {
    const object = this.lookUp(`${namespaceOf(kind)}/${parent ?? ''}/${name}`);
    return object?.kind === kind ? (object as ObjectOf<K>) : undefined;
  }

  findVisible<K extends ObjectKind>(
    kind: K,
    schema: number,
    name: string,
    session: string | null,
  ): ObjectOf<K> | undefined {
    const temporary =
      session === null ? undefined : this.lookUp(`${namespaceOf(kind)}@${session}/${schema}/${name}`);
    return temporary?.kind === kind ? (temporary as ObjectOf<K>) : this.find(kind, schema, name);
  }

  findRelation(schema: number, name: string, session: string | null): Relation | undefined {
    const temporary = session === null ? undefined : this.lookUp(`relation@${session}/${schema}/${name}`);
    const object = temporary ?? this.lookUp(`relation/${schema}/${name}`);
    return object !== undefined && isRelation(object) ? object : undefined;
  }

  functions(schema: number, name: string): FunctionObject[] {
    const prefix = `function/${schema}/${name}(`;
    const ids = [...this.names].flatMap(([key, id]) => (key.startsWith(prefix) ? [id] : []));
    return ids
      .map((id) => this.objects.get(id))
      .filter((o) => o?.kind === 'FUNCTION' && o.name === name) as FunctionObject[];
  }

  list<K extends ObjectKind>(...kinds: K[]): ObjectOf<K>[] {
    const wanted: readonly ObjectKind[] = kinds;
    return [...this.objects.values()].filter((o): o is ObjectOf<K> => wanted.includes(o.kind));
  }

  children(parent: number): CatalogObject[] {
    return [...this.objects.values()].filter((o) => o.parent === parent);
  }

  values(): IterableIterator<CatalogObject> {
    return this.objects.values();
  }

  private lookUp(key: string): CatalogObject | undefined {
    const id = this.names.get(key);
    return id === undefined ? undefined : this.objects.get(id);
  }
}

function nameKey(object: CatalogObject): string {
  const session = sessionOf(object);
  return `${namespaceOf(object.kind)}${session === null ? '' : `@${session}`}/${object.parent ?? ''}/${keyName(object)}`;
}
