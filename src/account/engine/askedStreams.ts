/**
 * A stream that was asked whether it has data, and has none, does not become stale. Source: "SYSTEM$STREAM_HAS_DATA"; "Introduction
 * to streams", "Data retention period and staleness".
 */
import { textLiteral } from '../../sql/literals.js';
import type { CatalogView } from '../catalog/catalog.js';
import { streamsNamed } from '../changes/consumption.js';
import type { WriteScope } from '../commands/command.js';

/** So long an answer lasts: tasks ask again and again, and each writing ends what is remembered of other statements. */
const HOUR = 3_600_000;

/** The streams among these, by full name, whose last change or answer is long enough ago. */
export function toPutOff(catalog: CatalogView, asked: readonly string[], now: number): readonly string[] {
  return asked.filter((name) => streamsNamed(catalog, [name]).some((s) => s.offsetOn + HOUR <= now));
}

/** Moves the offsets of those that have no data, as if they had been consumed. */
export async function putOffStaleness(scope: WriteScope, streams: readonly string[]): Promise<void> {
  for (const name of streams) {
    const question = `SELECT SYSTEM$STREAM_HAS_DATA(${textLiteral(name)})`;
    const { sql } = await scope.queries.translate(question);
    const [[hasData] = []] = (await scope.duckdb.runAndReadAll(sql)).getRowsJson();
    if (hasData === false) await scope.consuming([name], () => Promise.resolve());
  }
}
