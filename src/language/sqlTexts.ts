import type { Definition, Evaluation, FeatureViewDefinition } from '../project/model.js';
import { definitionKey } from '../project/status.js';
import type { CompiledColumn, CompiledQuery } from '../sql/compiled.js';
import { contains, locationOf, rangeOf } from './places.js';
import type { DefinitionSql, SqlStyle } from './protocol.js';
import { inStyle } from './sqlStyle.js';

interface Text {
  readonly definition: FeatureViewDefinition;
  readonly compiled: CompiledQuery | null;
  readonly current: boolean;
  readonly errors: readonly string[];
}

/**
 * The SQL of a project's feature views through all the states of their text. A definition that does not compile for
 * the moment, or whose file does not even parse, keeps the SQL it had.
 */
export class SqlTexts {
  #texts = new Map<string, Text>();

  /** Takes an evaluation over and tells the keys whose SQL, or its being current, is not what it was. */
  update(evaluation: Evaluation): readonly string[] {
    const texts = new Map<string, Text>();
    for (const definition of evaluation.definitions) {
      if (definition.kind !== 'featureView') continue;
      const key = definitionKey(definition);
      texts.set(key, textOf(definition, evaluation, this.#texts.get(key)));
    }
    for (const [key, text] of this.#texts) {
      if (!texts.has(key) && brokenFile(evaluation, text.definition)) {
        texts.set(key, { ...text, current: false, errors: errorsIn(evaluation, text.definition, false) });
      }
    }
    const keys = new Set([...texts.keys(), ...this.#texts.keys()]);
    const changed = [...keys].filter((key) => !same(texts.get(key), this.#texts.get(key)));
    this.#texts = texts;
    return changed;
  }

  /** The columns of a feature view, as it compiled last. */
  columns(key: string): readonly CompiledColumn[] {
    return this.#texts.get(key)?.compiled?.columns ?? [];
  }

  get(key: string, project: string, target: string, style: SqlStyle): DefinitionSql | null {
    const text = this.#texts.get(key);
    if (text === undefined) return null;
    const { definition, compiled } = text;
    const styled = compiled === null ? null : inStyle(compiled, style);
    return {
      project,
      key,
      name: definition.name,
      version: definition.version,
      sql: styled?.sql ?? null,
      current: text.current,
      errors: text.errors,
      columns: compiled?.columns ?? [],
      sources: compiled?.sources ?? [],
      target,
      location: locationOf(definition.span),
      map: styled?.map ?? [],
      calls: Object.fromEntries(
        Object.entries(definition.calls).map(([call, span]) => [call, locationOf(span)]),
      ),
    };
  }
}

function textOf(definition: FeatureViewDefinition, evaluation: Evaluation, previous: Text | undefined): Text {
  if (definition.query !== undefined) {
    return { definition, compiled: definition.query, current: true, errors: [] };
  }
  return {
    definition,
    compiled: previous?.compiled ?? null,
    current: false,
    errors: errorsIn(evaluation, definition, true),
  };
}

/** The errors of a definition: those in its statement, else all of its file, where the cause may stand elsewhere. */
function errorsIn(evaluation: Evaluation, definition: Definition, ownFirst: boolean): readonly string[] {
  const errors = evaluation.diagnostics.filter(
    (d) => d.severity === 'error' && d.span.file === definition.span.file,
  );
  const statement = rangeOf(definition.span);
  const own = ownFirst ? errors.filter((d) => contains(statement, rangeOf(d.span).start)) : [];
  return (own.length > 0 ? own : errors).map((d) => `${d.message} (line ${d.span.line})`);
}

function brokenFile(evaluation: Evaluation, definition: Definition): boolean {
  return evaluation.diagnostics.some((d) => d.severity === 'error' && d.span.file === definition.span.file);
}

function same(a: Text | undefined, b: Text | undefined): boolean {
  return (
    a?.compiled?.sql === b?.compiled?.sql &&
    a?.current === b?.current &&
    a?.errors.join('\n') === b?.errors.join('\n') &&
    JSON.stringify(a?.definition.calls) === JSON.stringify(b?.definition.calls)
  );
}
