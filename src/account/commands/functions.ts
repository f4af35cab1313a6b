import type { FunctionObject, FunctionParameter } from '../catalog/model.js';
import { keyName, signatureOf } from '../catalog/model.js';
import { printName } from '../catalog/names.js';
import type { Place } from '../catalog/names.js';
import { refused, unsupported } from '../catalog/refusals.js';
import { returnsText } from '../information/objectDdl.js';
import { functionNames } from '../query/functions/table.js';
import { typeText } from '../../sql/read/types.js';
import type { Change } from './alter.js';
import { alter, commonChange, targetOrRefusal } from './alter.js';
import { functionName, properties } from './clauses.js';
import type { Command, ReadScope, WriteScope } from './command.js';
import { TIMESTAMP_LTZ, moment } from './command.js';
import type { Family } from './family.js';
import type { Grammar } from './grammar.js';
import { modelFunctions } from './modelVersions.js';
import type { CreateHead } from './objects.js';
import { created, makeRoom, newObject, placeName } from './objects.js';
import type { NamedRow } from './show.js';
import { filterNames, objectsIn, shape, showRequest, toRows } from './show.js';

/*
 * User-defined functions in SQL (documentation: CREATE FUNCTION, "SQL UDFs"). A call is replaced by the function's body when
 * a query is translated, so that nothing of a function is in DuckDB.
 */

function parameter(g: Grammar): FunctionParameter {
  const name = g.identifier();
  const type = g.type();
  const fallback = g.try('DEFAULT') ? g.textUntil(() => g.looksAt(',') || g.looksAt(')')) : null;
  return { name, type, default: fallback };
}

function resultOf(g: Grammar): FunctionObject['returns'] {
  if (!g.try('TABLE')) {
    const type = g.type();
    g.try('NOT', 'NULL');
    return { kind: 'value', type };
  }
  return { kind: 'rows', columns: g.list(() => ({ name: g.identifier(), type: g.type() })) };
}

/** What stands between RETURNS and AS. */
function options(g: Grammar): Pick<FunctionObject, 'immutable' | 'memoizable' | 'comment'> {
  let [immutable, memoizable, comment] = [false, false, ''];
  while (!g.try('AS')) {
    if (g.try('LANGUAGE')) onlySql(g.identifier());
    else if (g.try('IMMUTABLE')) immutable = true;
    else if (g.try('MEMOIZABLE')) memoizable = true;
    else if (g.try('VOLATILE')) immutable = false;
    else if (g.looksAt('STRICT') || g.looksAt('RETURNS', 'NULL'))
      throw unsupported('RETURNS NULL ON NULL INPUT', 'A SQL function is called with NULLs, too.');
    else if (!g.try('CALLED', 'ON', 'NULL', 'INPUT') && !g.try('COPY', 'GRANTS')) {
      const { COMMENT: text } = properties(g, ['COMMENT']);
      if (text === undefined) g.unexpected();
      comment = text;
    }
  }
  return { immutable, memoizable, comment };
}

function onlySql(language: string): void {
  if (language === 'SQL') return;
  throw unsupported(
    `CREATE FUNCTION … LANGUAGE ${language}`,
    'The local account runs functions in SQL alone.',
  );
}

function createFunction(g: Grammar, head: CreateHead): Command {
  if (head.modifiers.has('TEMPORARY')) throw unsupported('CREATE TEMPORARY FUNCTION');
  const name = g.name();
  const parameters = g.list(() => parameter(g));
  g.try('COPY', 'GRANTS');
  g.expect('RETURNS');
  const returns = resultOf(g);
  const given = options(g);
  const body = g.string();
  g.end();
  checkParameters(parameters);
  return {
    access: 'write',
    kind: 'ddl',
    run: async (scope) => {
      const place = scope.names.place(name, 'CREATE FUNCTION');
      refuseSystemName(place);
      const { comment, ...rest } = given;
      const made: FunctionObject = {
        ...newObject(scope, place.name, comment),
        kind: 'FUNCTION',
        parent: place.schema.id,
        parameters,
        returns,
        body: body.trim().replace(/;$/, ''),
        secure: head.modifiers.has('SECURE'),
        ...rest,
      };
      const done = await makeRoom(scope, head, {
        kind: 'FUNCTION',
        name: keyName(made),
        parent: place.schema.id,
        fullName: `${placeName(place)}${signatureOf(parameters.map((p) => p.type))}`,
      });
      if (done !== undefined) return done;
      scope.catalog.put(made);
      await checkBody(scope, made, place);
      return created('FUNCTION', place.name);
    },
  };
}

function checkParameters(parameters: readonly FunctionParameter[]): void {
  const names = parameters.map((p) => p.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw refused(`duplicate argument name '${twice}'`, '002011', '42601');
  const optional = parameters.findIndex((p) => p.default !== null);
  const after = optional < 0 ? undefined : parameters.slice(optional).find((p) => p.default === null);
  if (after !== undefined)
    throw refused(
      `The required argument '${after.name}' stands behind an optional one: give it a default or put it first.`,
      '001003',
      '42000',
    );
}

function refuseSystemName({ name }: Place): void {
  if (functionNames().includes(name))
    throw refused(
      `'${name}' is a system-defined function: a user-defined function needs another name.`,
      '002002',
      '42710',
    );
}

/** The body is read, and its names and types resolved, when the function is made. */
async function checkBody(scope: WriteScope, made: FunctionObject, place: Place): Promise<void> {
  const call = `${placeName(place)}(${made.parameters.map((p) => `NULL::${typeText(p.type)}`).join(', ')})`;
  const query = made.returns.kind === 'value' ? `SELECT ${call}` : `SELECT * FROM TABLE(${call})`;
  const { pivotsByData } = await scope.queries.translate(query);
  if (pivotsByData === true)
    throw unsupported(
      `PIVOT with columns that the data decides in function ${placeName(place)}`,
      'List the values of the PIVOT.',
    );
}

function change(g: Grammar): Change {
  const common = commonChange(g);
  if (common !== undefined) return common;
  if (g.try('UNSET', 'SECURE')) return ending(g, { secure: false });
  g.expect('SET');
  if (g.try('SECURE')) return ending(g, { secure: true });
  const { COMMENT: comment } = properties(g, ['COMMENT']);
  if (comment === undefined) g.unexpected();
  return ending(g, { comment });
}

function ending(g: Grammar, fields: Partial<FunctionObject>): Change {
  g.end();
  return (_scope, object) => (object.kind === 'FUNCTION' ? { ...object, ...fields } : object);
}

const DESCRIBED = shape(['property', 'value']);

function describeFunction(g: Grammar): Command {
  const ifExists = g.try('IF', 'EXISTS');
  const name = functionName(g);
  g.end();
  return {
    access: 'read',
    kind: 'describe',
    run: (scope) => {
      const found = targetOrRefusal(scope, ['FUNCTION'], { name, ifExists });
      const rows = found?.kind === 'FUNCTION' ? Object.entries(facts(found)) : [];
      return { columns: DESCRIBED, rows };
    },
  };
}

const kindText = (p: FunctionParameter): string => signatureOf([p.type]).slice(1, -1);

function facts(object: FunctionObject): Readonly<Record<string, string>> {
  return {
    signature: `(${object.parameters.map((p) => `${printName(p.name)} ${kindText(p)}`).join(', ')})`,
    returns: returnsText(object),
    language: 'SQL',
    'null handling': 'CALLED ON NULL INPUT',
    volatility: object.immutable ? 'IMMUTABLE' : 'VOLATILE',
    body: object.body,
  };
}

const COLUMNS = shape(
  [
    'created_on',
    'name',
    'schema_name',
    'is_builtin',
    'is_aggregate',
    'is_ansi',
    'min_num_arguments',
    'max_num_arguments',
    'arguments',
    'description',
    'catalog_name',
    'is_table_function',
    'valid_for_clustering',
    'is_secure',
    'secrets',
    'external_access_integrations',
    'is_external_function',
    'language',
    'is_memoizable',
    'is_data_metric',
  ],
  { created_on: TIMESTAMP_LTZ },
);

const flag = (value: boolean): string => (value ? 'Y' : 'N');

/** `F(NUMBER [, DEFAULT VARCHAR]) RETURN NUMBER`. */
function argumentsText({ name, parameters, returns }: FunctionObject): string {
  const listed = parameters.map((p) => (p.default === null ? kindText(p) : `DEFAULT ${kindText(p)}`));
  const result =
    returns.kind === 'value'
      ? signatureOf([returns.type]).slice(1, -1)
      : `TABLE (${returns.columns.map((c) => `${printName(c.name)} ${signatureOf([c.type]).slice(1, -1)}`).join(', ')})`;
  return `${printName(name)}(${listed.join(', ')}) RETURN ${result}`;
}

function userRow(scope: ReadScope, object: FunctionObject): NamedRow {
  const schema = scope.catalog.get(object.parent);
  const database = schema?.parent == null ? undefined : scope.catalog.get(schema.parent);
  return {
    created_on: moment(object.createdOn),
    name: object.name,
    schema_name: schema?.name ?? '',
    is_builtin: 'N',
    is_aggregate: 'N',
    is_ansi: 'N',
    min_num_arguments: String(object.parameters.filter((p) => p.default === null).length),
    max_num_arguments: String(object.parameters.length),
    arguments: argumentsText(object),
    description: object.comment === '' ? 'user-defined function' : object.comment,
    catalog_name: database?.name ?? '',
    is_table_function: flag(object.returns.kind === 'rows'),
    valid_for_clustering: 'N',
    is_secure: flag(object.secure),
    is_external_function: 'N',
    language: 'SQL',
    is_memoizable: flag(object.memoizable),
    is_data_metric: 'N',
  };
}

const systemRow = (name: string): NamedRow => ({
  name,
  schema_name: '',
  is_builtin: 'Y',
  description: 'system-defined function',
  catalog_name: '',
  is_secure: 'N',
  is_external_function: 'N',
  language: 'SQL',
  is_memoizable: 'N',
  is_data_metric: 'N',
});

/** SHOW FUNCTIONS lists the system's as well. */
const showFunctions =
  (systems: boolean) =>
  (g: Grammar): Command => {
    const ofModel = modelFunctions(g);
    if (ofModel !== undefined) return ofModel;
    const request = showRequest(g, 'schema');
    return {
      access: 'read',
      kind: 'show',
      run: (scope) => {
        const own = objectsIn(scope, request, 'FUNCTION').map((object) => userRow(scope, object));
        const others = systems ? filterNames(functionNames(), request, (name) => name).map(systemRow) : [];
        const rows = toRows(COLUMNS, [...others, ...own]);
        return { columns: COLUMNS, rows: request.limit === null ? rows : rows.slice(0, request.limit) };
      },
    };
  };

export const showUserFunctions = showFunctions(false);

export const functions: Family = {
  singular: 'FUNCTION',
  plural: 'FUNCTIONS',
  name: functionName,
  create: createFunction,
  alter: (g, target) => alter(['FUNCTION'], target, change(g)),
  drops: 'FUNCTION',
  show: showFunctions(true),
  describe: describeFunction,
};
