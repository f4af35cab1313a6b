import { JsonFields } from './jsonFields.js';
import type { FeatureGroup, FeatureSource, OnlineTable, RealtimeFeatureView } from './model.js';
import { readColumnList } from './readStreams.js';
import { storedForm } from './storedForm.js';

/**
 * Feature groups and realtime feature views, as the store's side table remembers them. Python in them is text here and
 * nothing else: readers that load it run what anyone wrote who may write to that table. Each throws an Error that says
 * what is wrong.
 */

/** What is known of an object beside its metadata. */
export interface OnlineObject {
  readonly name: string;
  readonly version: string;
  readonly online: OnlineTable | null;
  readonly owner: string | null;
}

export function readFeatureGroup({ name, version, online, owner }: OnlineObject, json: string): FeatureGroup {
  const fields = JsonFields.parse(json);
  return {
    name,
    version,
    desc: fields.optionalText('desc') ?? '',
    autoPrefix: fields.flag('auto_prefix'),
    sources: fields.objects('sources').map(readSource),
    outputColumns: (fields.optionalTexts('output_columns') ?? []).map(storedForm),
    online,
    owner,
  };
}

export function readRealtimeFeatureView(
  { name, version, online, owner }: OnlineObject,
  json: string,
): RealtimeFeatureView {
  const fields = JsonFields.parse(json);
  const request = fields.optionalText('request_schema_json');
  return {
    name,
    version,
    desc: fields.optionalText('desc') ?? '',
    entities: fields.optionalTexts('entity_names') ?? [],
    computeName: fields.text('compute_fn_name'),
    computeSource: fields.text('compute_fn_source'),
    sources: fields.objects('sources').map(readSource),
    request: request === null ? null : readColumnList(request),
    output: readColumnList(fields.text('output_schema_json')),
    online,
    owner,
  };
}

/** Names of views and of their features are kept as they are stored, names of columns as SQL writes them. */
function readSource(fields: JsonFields): FeatureSource {
  return {
    name: fields.text('fv_name'),
    version: fields.text('fv_version'),
    features: fields.optionalTexts('slice_columns'),
    alias: fields.optionalText('alias'),
  };
}
