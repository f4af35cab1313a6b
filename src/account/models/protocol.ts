/** A method of a model's version, as the worker that runs it knows it. */
export interface MethodPlace {
  /** The folder of the version's files. */
  readonly folder: string;
  /** `functions.predict.infer` */
  readonly handler: string;
}

/** What the account asks of the worker; `signal[0]` becomes 1 when the answer to `rows` lies in the port. */
export interface ModelRequest {
  readonly id: number;
  readonly method: MethodPlace;
  /** JSON texts of lists of arguments; null: only load the model. */
  readonly rows: readonly string[] | null;
}

/** Results as JSON texts, in the order of the rows, or why there are none. */
export type ModelAnswer =
  | { readonly id: number; readonly results: readonly string[] }
  | { readonly id: number; readonly failure: string };
