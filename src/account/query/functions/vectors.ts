/** Source: "Vector functions". Distances are FLOAT; both vectors have one element type and one length. */
import { FLOAT } from '../../../sql/read/types.js';
import { bound } from '../bind/bound.js';
import { badArgument, wrongType } from '../bind/errors.js';
import type { FunctionDefinition, FunctionGroup } from './definition.js';
import { special } from './build.js';

/** Computed in 64 bits: `{a}` and `{b}` are the vectors. */
const distance = (template: string): FunctionDefinition =>
  special(2, 2, (site) => {
    const [a, b] = site.args;
    const kinds = [a!.type, b!.type];
    const [left, right] = kinds;
    if (left?.kind !== 'VECTOR' || right?.kind !== 'VECTOR')
      throw wrongType(site.call.name, kinds, site.where);
    if (left.element !== right.element || left.dimension !== right.dimension)
      throw badArgument(`${site.call.name} takes vectors of one element type and dimension`, site.where);
    const wide = (sql: string): string => `CAST(${sql} AS DOUBLE[${left.dimension}])`;
    const text = template.replaceAll('{a}', wide(a!.sql)).replaceAll('{b}', wide(b!.sql));
    return bound(text, FLOAT, a!.nullable || b!.nullable);
  });

export const VECTORS: FunctionGroup = {
  // Between a vector of zeros and another there is no angle.
  VECTOR_COSINE_SIMILARITY: distance(
    '(array_inner_product({a}, {b}) / sf_nonzero(sqrt(array_inner_product({a}, {a}) * array_inner_product({b}, {b}))))',
  ),
  VECTOR_INNER_PRODUCT: distance('array_inner_product({a}, {b})'),
  VECTOR_L1_DISTANCE: distance('list_sum(list_transform(list_zip({a}, {b}), lambda p: abs(p[1] - p[2])))'),
  VECTOR_L2_DISTANCE: distance('array_distance({a}, {b})'),
};
