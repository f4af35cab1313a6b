import type { CatalogObject } from '../catalog/model.js';
import { isRelation } from '../catalog/model.js';
import type { Names } from '../catalog/names.js';
import { homeOf, printName } from '../catalog/names.js';
import { cannotOperate, unsupported } from '../catalog/refusals.js';
import { liveTags } from '../commands/clauses.js';
import type { LineageGraph, LineageNode } from '../lineage/graph.js';
import { domainOf, objectNamed } from './tagReferences.js';

/** What is asked of the graph: the edges at one object, in one direction or in both. */
interface Question {
  readonly domain: string;
  readonly name: string | null;
  readonly id: string | null;
  readonly parentName: string | null;
  readonly parentId: string | null;
  /** Fields of the answer and the direction of the edges that each holds. */
  readonly fields: readonly { readonly field: string; readonly outward: boolean }[];
}

/**
 * `SYSTEM$DGQL('{V(domain: TABLE, name:"DB.S.T") {downstream: E(edgeType:[…],direction:OUT){S {…}, T {…}, properties}}}')`,
 * the forms that Snowpark's `session.lineage.trace` sends. The function is undocumented; the answer has what that client
 * reads of it.
 */
export function dgql(names: Names, graph: () => LineageGraph, text: string): string {
  const question = read(text);
  const node = nodeOf(names, question);
  const answers = question.fields.map(({ field, outward }) => {
    const edges = graph().next(node, outward ? 'DOWNSTREAM' : 'UPSTREAM');
    const shown = edges.map(({ source, target }) => ({
      S: entity(names, source),
      T: entity(names, target),
      properties: {},
    }));
    return [field, shown];
  });
  return JSON.stringify({ data: { V: Object.fromEntries(answers) as object } });
}

const QUOTED = String.raw`"((?:[^"\\]|\\.)*)"`;

function read(text: string): Question {
  const head = /^\s*\{\s*V\s*\(([^{]*)\)\s*\{/s.exec(text)?.[1];
  const domain = /\bdomain\s*:\s*(\w+)/.exec(head ?? '')?.[1];
  const field = (name: string): string | null => {
    const found = new RegExp(String.raw`\b${name}\s*:\s*${QUOTED}`, 's').exec(head ?? '')?.[1];
    return found === undefined ? null : found.replace(/\\(.)/gs, '$1');
  };
  const edges = [
    ...text.matchAll(/(\w+)\s*:\s*E\s*\(\s*edgeType\s*:\s*\[[^\]]*\]\s*,\s*direction\s*:\s*(OUT|IN)\s*\)/g),
  ];
  const fields = edges.map(([, name = '', direction]) => ({ field: name, outward: direction === 'OUT' }));
  if (domain === undefined || fields.length === 0)
    throw unsupported('SYSTEM$DGQL of this form', 'Use SNOWFLAKE.CORE.GET_LINEAGE.');
  return {
    domain,
    name: field('name'),
    id: field('id'),
    parentName: field('parentName'),
    parentId: field('parentId'),
    fields,
  };
}

/** Versions are named by their own name or id beside that of their object. */
function nodeOf(names: Names, question: Question): LineageNode {
  const { domain, name, id, parentName, parentId } = question;
  if (domain === 'COLUMN')
    throw unsupported('SYSTEM$DGQL of columns', 'Use SNOWFLAKE.CORE.GET_LINEAGE with COLUMN.');
  if (parentName !== null) return { object: objectNamed(names, parentName, domain), version: name };
  if (name !== null) return { object: objectNamed(names, name, domain), version: null };
  const object = names.catalog.get(Number(parentId ?? id?.split('/')[0]));
  if (object === undefined) throw cannotOperate();
  return { object, version: parentId === null ? null : (id?.slice(id.indexOf('/') + 1) ?? null) };
}

function entity(names: Names, { object, version }: LineageNode): object {
  const { database, schema } = homeOf(names.catalog, object);
  const base = { schema: printName(schema), db: printName(database), status: 'ACTIVE' };
  if (version === null) {
    return {
      ...base,
      domain: domainOf(object),
      refinedDomain: object.kind === 'VIEW' || !isRelation(object) ? object.kind : 'TABLE',
      userDomain: userDomain(names, object),
      name: printName(object.name),
      properties: {},
      createdOn: String(object.createdOn),
      id: String(object.id),
    };
  }
  const made =
    object.kind === 'DATASET' || object.kind === 'MODEL'
      ? object.versions.find((v) => v.name === version)
      : undefined;
  return {
    ...base,
    domain: domainOf(object),
    refinedDomain: domainOf(object),
    userDomain: object.kind,
    name: version,
    properties: { parentName: printName(object.name), parentId: String(object.id) },
    createdOn: String(made?.createdOn ?? object.createdOn),
    id: `${object.id}/${version}`,
  };
}

const FEATURE_STORE_TAG = 'SNOWML_FEATURE_STORE_OBJECT';

/** Snowflake tells feature views from other tables and views by the tag that the feature store sets on them. */
function userDomain(names: Names, object: CatalogObject): string {
  if (!isRelation(object)) return object.kind;
  const marked = liveTags(names.catalog, object.tags).some(
    ([tag, value]) => names.catalog.get(tag)?.name === FEATURE_STORE_TAG && value.includes('FEATURE_VIEW'),
  );
  if (marked) return 'FEATURE_VIEW';
  return object.kind === 'VIEW' ? 'VIEW' : 'TABLE';
}
