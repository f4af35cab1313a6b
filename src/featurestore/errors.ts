export type FeatureStoreErrorCode =
  | 'store-not-found'
  | 'database-not-found'
  | 'warehouse-not-found'
  | 'store-not-created'
  | 'entity-not-found'
  | 'entity-differs'
  | 'entity-in-use'
  | 'entity-invalid'
  | 'feature-view-not-found'
  | 'feature-group-not-found'
  | 'stream-source-not-found'
  | 'feature-view-invalid'
  | 'feature-view-unreadable'
  | 'feature-view-unsupported'
  | 'version-invalid'
  | 'name-invalid'
  | 'name-taken'
  | 'tag-too-long'
  | 'static-view'
  | 'registration-failed'
  | 'update-failed'
  | 'unknown-feature'
  | 'key-invalid'
  | 'not-online'
  | 'training-set-invalid'
  | 'table-exists'
  | 'table-untagged'
  | 'dataset-invalid'
  | 'dataset-exists'
  | 'dataset-not-found'
  | 'export-refused';

/** The feature store's refusal, in the official client's words where it has them. */
export class FeatureStoreError extends Error {
  override readonly name = 'FeatureStoreError';
  /** What to do next, one sentence. */
  readonly hint: string | undefined;

  constructor(
    readonly code: FeatureStoreErrorCode,
    message: string,
    options: { readonly hint?: string; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.hint = options.hint;
  }
}

/** An error's own words, for use inside another one. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
