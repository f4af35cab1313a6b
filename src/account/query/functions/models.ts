/** Calls of models' methods. Source: "Calling model methods in SQL" (Snowflake Model Registry). */
import { MODEL_FUNCTION } from '../../models/duckdbFunction.js';
import type { ModelCall } from '../../models/calls.js';
import { bound, quote } from '../bind/bound.js';
import type { Bound } from '../bind/bound.js';
import { convert } from '../bind/coerce.js';
import { badArgument } from '../bind/errors.js';
import { parseType } from '../reading.js';
import { tokenize } from '../reading.js';
import { OBJECT, VARIANT } from '../../../sql/read/types.js';
import type { CallSite } from './definition.js';

/** `MODEL(name, version)!METHOD(arguments)`: an OBJECT with the outputs, or the one value that the method gives. */
export function callOfModel(site: CallSite, call: ModelCall): Bound {
  const method = site.env.resolver.model?.(call);
  if (method === undefined) throw badArgument('Models cannot be called here', site.where);
  const { inputs, outputs } = method.function;
  if (site.args.length !== inputs.length)
    throw badArgument(
      `${call.method} takes ${inputs.length} arguments (${inputs.map((i) => `${i.name} ${i.type}`).join(', ')}), not ${site.args.length}`,
      site.where,
    );
  const place = JSON.stringify(method.place);
  site.env.state.staged({
    key: `model ${place}`,
    load: async () => {
      await method.load();
      return { kind: 'rows', fullName: '', sql: '', columns: [] };
    },
  });
  const values = site.args.map((value) => convert(value, VARIANT).sql);
  const json = `CAST(${MODEL_FUNCTION}(${quote(place)}, CAST(json_array(${values.join(', ')}) AS VARCHAR)) AS JSON)`;
  const output = outputs[0]?.type ?? 'OBJECT';
  const { type } = parseType(tokenize(output));
  return type.kind === 'OBJECT' ? bound(json, OBJECT) : convert(bound(json, VARIANT), type);
}
