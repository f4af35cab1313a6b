import { expectName, expectObjectName } from './build/accountNames.js';
import { predict } from './build/predict.js';
import { noteLostOrder } from './build/rows.js';
import type { Value } from './columns/operand.js';
import type { ColumnOfType, SqlTypeName } from './columns/typeNames.js';
import { Frame, nodeOf } from './frame.js';

/** A value that a model gives: its type, and its key in the model's answer where that is not the column's name. */
export type ModelOutputSpec = SqlTypeName | { readonly key: string; readonly type: SqlTypeName };

/** What a model takes of a frame and what it gives. */
export interface PredictSpec<K, O> {
  /** The columns that the method takes, in the order of its signature. */
  readonly input: readonly K[];
  /** Constants that follow them. */
  readonly parameters?: readonly Value[];
  /**
   * The columns that come out, with their types. Keys of a model's answer are case-sensitive; one with another name than
   * the column's is said: `{ CLUSTER: { key: 'output_feature_0', type: 'NUMBER(38,0)' } }`.
   */
  readonly output: O;
}

/** The columns that a model's outputs become. */
export type Predicted<O> = {
  [K in keyof O]: O[K] extends SqlTypeName
    ? ColumnOfType<O[K]>
    : O[K] extends { readonly type: infer T extends SqlTypeName }
      ? ColumnOfType<T>
      : never;
};

/** One version of a model in the account's registry. */
export class Model {
  readonly #name: string;
  readonly #version: string;

  /** @internal Models are made by `model`. */
  constructor(name: string, version: string) {
    this.#name = name;
    this.#version = version;
    expectObjectName('a model', name);
    expectName('a model version', version);
  }

  /**
   * All columns of the frame, and what the model's method PREDICT gives for each row:
   * `model('UC01_KMEANS', 'V_2').predict(rfm, { input: ['RETURN_RATIO', 'FREQUENCY'], output: { CLUSTER: 'NUMBER(38,0)' } })`.
   * The values are cast to the types said; one that cannot be cast is an error of the query, a key that the model does
   * not give is NULL. (`MODEL(UC01_KMEANS, V_2)!PREDICT(RETURN_RATIO, FREQUENCY)`.)
   */
  predict<S, K extends keyof S, const O extends Record<string, ModelOutputSpec>>(
    frame: Frame<S>,
    spec: PredictSpec<K, O>,
  ): Frame<S & Predicted<O>> {
    return this.run('PREDICT', frame, spec);
  }

  /** `predict` by another method of the model, such as `PREDICT_PROBA` or `TRANSFORM`. */
  run<S, K extends keyof S, const O extends Record<string, ModelOutputSpec>>(
    method: string,
    frame: Frame<S>,
    { input, parameters = [], output }: PredictSpec<K, O>,
  ): Frame<S & Predicted<O>> {
    expectName('a model method', method);
    const node = nodeOf(frame);
    noteLostOrder(node);
    const outputs = Object.entries<ModelOutputSpec>(output).map(([name, spec]) =>
      typeof spec === 'string' ? { name, key: name, type: spec } : { name, ...spec },
    );
    const callee = { kind: 'model', name: this.#name, version: this.#version, method } as const;
    return new Frame(predict(node, { callee, input: input.map(String), parameters, output: outputs }));
  }
}

/**
 * A version of a model in the registry, by its name, best with database and schema: `model('DB.REGISTRY.UC01', 'V_2')`.
 * The version is part of the SQL: a newer one changes nothing until the definition names it.
 */
export function model(name: string, version: string): Model {
  return new Model(name, version);
}
