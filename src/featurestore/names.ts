import { clientIdentifier, qualifiedName, storedName } from '../sql/identifiers.js';
import { FeatureStoreError, messageOf } from './errors.js';

const version = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/;

/** The stored name behind a name as a user writes it (`foo` is FOO, `"foo"` is foo), or the store's refusal. */
export function resolveName(written: string): string {
  try {
    return storedName(written);
  } catch (error) {
    throw new FeatureStoreError('name-invalid', messageOf(error), { cause: error });
  }
}

/**
 * Stored names that a written name may mean when it is looked up, best first: the very characters (a name that was
 * read from a store), then the identifier rules.
 */
export function lookupNames(written: string): readonly string[] {
  try {
    const resolved = storedName(written);
    return resolved === written ? [written] : [written, resolved];
  } catch {
    return [written];
  }
}

/** Longest name of an object (Object identifiers, Snowflake documentation). */
export const objectNameLimit = 255;

/** The object's stored name, `<name>$<version>`. The version keeps its case: a lower-case one needs quotes for ever. */
export function physicalName(stored: string, versionText: string): string {
  if (!version.test(versionText)) {
    throw new FeatureStoreError(
      'version-invalid',
      `\`${versionText}\` is not a valid feature view version. It must start with letter or digit, and followed by letter, digit, '_', '-' or '.'. The length limit is 128.`,
    );
  }
  return `${stored}$${versionText}`;
}

/** The stored name of a feature view that is to be registered. */
export function featureViewName(written: string, versionText: string): string {
  const stored = resolveName(written);
  if (stored.includes('$')) {
    throw new FeatureStoreError(
      'name-invalid',
      `FeatureView name \`${written}\` contains invalid character \`$\`.`,
      { hint: 'The $ separates name and version; choose a name without it.' },
    );
  }
  refuseUnrepresentable('FeatureView name', stored);
  if (physicalName(stored, versionText).length > objectNameLimit) {
    throw new FeatureStoreError(
      'name-invalid',
      `FeatureView name \`${written}\` and version \`${versionText}\` together are longer than ${objectNameLimit} characters.`,
    );
  }
  return stored;
}

/** Name and version of an object's stored name; null when it is not `<name>$<version>`. */
export function splitPhysicalName(stored: string): { name: string; version: string } | null {
  const [name, versionText, ...more] = stored.split('$');
  return name === undefined ||
    name === '' ||
    versionText === undefined ||
    versionText === '' ||
    more.length > 0
    ? null
    : { name, version: versionText };
}

/** Names inside the metadata tag are read back from the statement's text, which has no escape for these. */
export function refuseUnrepresentable(what: string, stored: string): void {
  if (!/['\\]/.test(stored)) return;
  throw new FeatureStoreError(
    'name-invalid',
    `${what} ${clientIdentifier(stored)} contains a single quote or a backslash, which the feature store's tags cannot hold.`,
    { hint: 'Rename it; in a query, give the column another name with AS.' },
  );
}

/** A schema that is, or is to be, a feature store; stored names. */
export interface StorePlace {
  readonly database: string;
  readonly schema: string;
}

/** `DB.FS`. */
export function schemaSql({ database, schema }: StorePlace): string {
  return qualifiedName(database, schema);
}

/** `DB.FS.<object>`. */
export function objectSql(place: StorePlace, stored: string): string {
  return qualifiedName(place.database, place.schema, stored);
}
