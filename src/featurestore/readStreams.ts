import { JsonFields } from './jsonFields.js';
import type { StreamColumn, StreamConfig, StreamSource } from './model.js';
import { storedForm } from './storedForm.js';

/**
 * Stream sources and the streams of feature views, as the store's side table remembers them. Each throws an Error that
 * says what is wrong.
 */

export function readStreamSource(name: string, json: string): StreamSource {
  const fields = JsonFields.parse(json);
  return {
    name,
    columns: fields.objects('schema').map(streamColumn),
    desc: fields.optionalText('desc') ?? '',
    // It is kept as SQL writes it, in quotes.
    owner: fields.optionalText('owner')?.replace(/^"(.*)"$/s, '$1') ?? null,
    references: fields.count('ref_count'),
  };
}

/** A list of columns that is kept as a text of its own. */
export function readColumnList(json: string): readonly StreamColumn[] {
  return JsonFields.parse(`{"columns": ${json}}`).objects('columns').map(streamColumn);
}

const states = ['RUNNING', 'COMPLETED', 'FAILED'];

export function readStreamConfig(json: string): StreamConfig {
  const fields = JsonFields.parse(json);
  const state = fields.optionalText('backfill_state');
  return {
    streamSource: fields.text('stream_source_name'),
    transformationName: fields.text('transformation_fn_name'),
    transformationSource: fields.optionalText('transformation_fn_source'),
    backfillStartTime: fields.optionalText('backfill_start_time'),
    backfillState: state !== null && states.includes(state) ? state : null,
    backfillTask: fields.optionalText('backfill_root_task_name'),
  };
}

/** Types by the names that the official client gives them. */
const types: Readonly<Record<string, string>> = {
  LongType: 'NUMBER(38,0)',
  DoubleType: 'FLOAT',
  BooleanType: 'BOOLEAN',
  BinaryType: 'BINARY',
  // Whatever zone was written, clients read it as one without.
  TimestampType: 'TIMESTAMP_NTZ(9)',
};

function streamColumn(fields: JsonFields): StreamColumn {
  return { name: storedForm(fields.text('name')), type: streamType(fields) };
}

function streamType(fields: JsonFields): string {
  const type = fields.text('type');
  if (type === 'StringType') {
    const length = fields.optionalNumber('length');
    return length === null ? 'VARCHAR' : `VARCHAR(${length})`;
  }
  if (type === 'DecimalType')
    return `NUMBER(${fields.optionalNumber('precision') ?? 38},${fields.optionalNumber('scale') ?? 0})`;
  const known = types[type];
  if (known === undefined) throw new Error(`the type "${type}" of ${fields.text('name')} is not known`);
  return known;
}
