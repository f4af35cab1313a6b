import type { Session } from '../../../src/session/session.js';

/** A session that writes down what changed something: statements that the account took, in order. */
export class RecordedSession implements Session {
  readonly #changes: string[] = [];

  constructor(private readonly session: Session) {}

  /** What was sent since the last call, in its normal form. */
  taken(): string[] {
    return this.#changes.splice(0).map(normalForm);
  }

  get connection() {
    return this.session.connection;
  }

  async execute(...args: Parameters<Session['execute']>) {
    const rows = await this.session.execute(...args);
    if (isChange(args[0])) this.#changes.push(args[0]);
    return rows;
  }

  query(...args: Parameters<Session['query']>) {
    return this.session.query(...args);
  }

  describe(...args: Parameters<Session['describe']>) {
    return this.session.describe(...args);
  }

  context() {
    return this.session.context();
  }

  close() {
    return this.session.close();
  }
}

/** The store's side table is left out: which rows it has is compared elsewhere, and clients write them each in its way. */
function isChange(sql: string): boolean {
  return /^(CREATE|ALTER|DROP|INSERT|DELETE|MERGE)\b/i.test(sql) && !sql.includes('_FEATURE_STORE_METADATA');
}

/**
 * One statement on one line, without what differs from client to client: blanks, the order of tags, flags that are
 * false, the version of the writer, the names of a swap, the longest length of a text and the script of a task, which each client words in its way. test/interop/statements_test.py has the same rules.
 */
function normalForm(sql: string): string {
  return sql
    .replace(/\s+/g, ' ')
    .replace(/ ?([(),=]) ?/g, '$1')
    .replace(/, ?"is_\w+": ?false/g, '')
    .replace(/"pkg_version": ?"[^"]*"/g, '"pkg_version": "…"')
    .replace(/"?([\w$]+_TMP_(?:VIEW|TABLE)_)[0-9a-f]{8}"?/g, '$1…')
    .replaceAll('VARCHAR(16777216)', 'VARCHAR')
    .replace(/ AS DECLARE .* END;?$/, ' AS …')
    .replace(/(?<=\bTAG)\((.*?)\)(?=WAREHOUSE|AS )/, (_, tags: string) => `(${sorted(tags)})`)
    .trim();
}

function sorted(tags: string): string {
  return tags
    .split(/,(?=DB\.)/)
    .sort()
    .join(',');
}
