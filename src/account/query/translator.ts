/** Snowflake queries and DML to DuckDB. */
import type { TimestampMapping } from '../../sql/read/types.js';
import type { TranslateOptions, Translation, NameResolver } from './translation.js';
import type { Statement } from '../../sql/read/syntax/tree.js';
import { BindRow } from './bind/binds.js';
import { BindState, StagedNeeded, TextNeeded, ValuesNeeded, nothingRead } from './bind/environment.js';
import type { Environment, ReadSoFar } from './bind/environment.js';
import { ExpressionBinder } from './bind/expressions.js';
import { bindQuery } from './bind/query.js';
import { UNNUMBERED } from './bind/rowNumbers.js';
import { bindDml } from './bind/dml.js';
import { unsupportedFeature } from './bind/errors.js';
import { explain } from './explain.js';
import type { Operation } from './explain.js';
import { modelCalls } from '../models/calls.js';
import { accountError } from './reading.js';
import { accountProgram } from '../program.js';
import { Parser } from '../../sql/read/parser.js';
import { Recent } from '../../sql/read/recent.js';

const KEPT = 500;
const KEPT_CHARACTERS = 500_000;
/** Views inside views inside views: more than any catalog has. */
const MOST_ROUNDS = 1000;

function bindStatement(
  text: string,
  statement: Statement,
  resolver: NameResolver,
  { binds = [], bindRows }: TranslateOptions,
  state: BindState,
): Translation {
  const env: Environment = {
    source: text,
    resolver,
    state,
    binds: new BindRow(binds),
    bindRows: bindRows ?? null,
    ctes: new Map(),
    cteTexts: [],
    within: [],
    numbering: UNNUMBERED,
    bindQuery,
    bindValue: (value, inner, scope, clause) =>
      new ExpressionBinder(inner, scope, { clause, aggregates: false, windows: false }).bind(value),
  };
  const pivots = (): Pick<Translation, 'pivotsByData'> =>
    state.dynamicPivots === 0 ? {} : { pivotsByData: true };
  if (statement.kind !== 'query') return { ...bindDml(statement, env), ...pivots() };
  const { sql, columns, plan } = bindQuery(statement.query, env, null);
  const known = plan === undefined || state.hasExpressionQuery ? {} : { plan };
  const functions = state.functions.size === 0 ? {} : { functions: [...state.functions.values()] };
  return {
    kind: 'select',
    before: [],
    sql,
    reads: [...state.reads],
    columns,
    ...(state.asks.size === 0 ? {} : { asks: [...state.asks] }),
    ...functions,
    ...known,
    ...pivots(),
    ...(state.numbersRows ? { numbersRows: true } : {}),
  };
}

function valuesOf(resolver: NameResolver, sql: string): Promise<readonly (string | null)[]> {
  if (resolver.values === undefined)
    throw unsupportedFeature(
      'PIVOT with columns that the data decides, where no data is read; list the values',
    );
  return resolver.values(sql);
}

export class Translator {
  private readonly cache = new Recent<Translation>(KEPT, KEPT_CHARACTERS);

  private constructor(private readonly parser: Parser) {}

  /** The parsing worker starts with the first statement. */
  static start(): Promise<Translator> {
    return Promise.resolve(new Translator(new Parser(accountProgram('reader.cjs'))));
  }

  /**
   * @throws AccountError 001003 syntax, 002003 unknown object, 000904 unknown column, 002140 unknown function, 000002
   * for a construct that the local account has not, and others with Snowflake's codes.
   */
  async translate(
    text: string,
    resolver: NameResolver,
    options: TranslateOptions = {},
  ): Promise<Translation> {
    const isBound = (options.binds ?? []).length > 0 || options.bindRows !== undefined;
    const key = resolver.version === undefined || isBound ? null : `${resolver.version}\n${text}`;
    const known = key === null ? undefined : this.cache.get(key);
    if (known !== undefined) return known;
    const statement = await this.read(text, resolver.timestamp);
    const read = nothingRead();
    const translation = await this.bind(text, statement, resolver, options, read);
    // Files and rows come and go without the catalog's knowledge.
    if (key !== null && read.files.size === 0 && read.values.size === 0) this.cache.set(key, translation);
    return translation;
  }

  /** A statement's plan in Snowflake's operators. */
  async explain(text: string, resolver: NameResolver): Promise<Operation> {
    return explain(await this.read(text, resolver.timestamp), resolver, (inner) => this.read(inner));
  }

  /** The tree of a statement; `timestamp` is what TIMESTAMP means. */
  async read(text: string, timestamp?: TimestampMapping): Promise<Statement> {
    try {
      return await this.parser.parse(modelCalls(text).text, timestamp);
    } catch (error) {
      throw accountError(error);
    }
  }

  /** Views, staged files and values of PIVOTs turn up while binding; each is read and binding starts again. */
  private async bind(
    text: string,
    statement: Statement,
    resolver: NameResolver,
    options: TranslateOptions,
    read: ReadSoFar,
  ): Promise<Translation> {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      try {
        return bindStatement(text, statement, resolver, options, new BindState(read));
      } catch (error) {
        if (error instanceof TextNeeded) read.texts.set(error.text, await this.read(error.text));
        else if (error instanceof StagedNeeded) read.files.set(error.staged.key, await error.staged.load());
        else if (error instanceof ValuesNeeded)
          read.values.set(error.sql, await valuesOf(resolver, error.sql));
        else throw error;
      }
    }
    throw new Error('Too many views, stages and PIVOTs in one statement.');
  }

  async stop(): Promise<void> {
    await this.parser.stop();
  }
}
