/** Source: "Aggregate functions", "Window functions". */
import { ARRAY, BINARY, BOOLEAN, FLOAT, INTEGER, number, OBJECT, TEXT } from '../../types.js';
import type { CallInput, Result, Signatures } from './signature.js';
import { aggregate, MANY, named, windowed } from './signature.js';
import { average, common, firstOrText, interpolated, like, numberOf, total } from './results.js';

const COUNTED = number(18, 0);

function summed(input: CallInput): Result {
  const kind = input.args[0]?.type?.kind;
  return kind === 'BOOLEAN' || kind === 'DATE' ? 'mismatch' : total(input);
}

/** x / SUM(x). */
function share(input: CallInput): Result {
  const type = numberOf(input);
  if (type === null || typeof type === 'string') return type;
  if (type.kind !== 'NUMBER') return FLOAT;
  const scale = Math.max(type.scale, Math.min(type.scale + 6, 12));
  return number(Math.min(38, type.precision - type.scale + type.scale + scale), scale);
}

export const AGGREGATES: Signatures = {
  SUM: aggregate(1, 1, summed),
  AVG: aggregate(1, 1, average),
  COUNT: aggregate(0, MANY, COUNTED, false),
  COUNT_IF: aggregate(1, 1, COUNTED, false),
  ...named('MIN MAX ANY_VALUE MODE', aggregate(1, 1, firstOrText)),
  MEDIAN: aggregate(1, 1, ({ args }) => interpolated(args[0])),
  PERCENTILE_CONT: aggregate(1, 1, ({ ordered }) => interpolated(ordered[0])),
  PERCENTILE_DISC: aggregate(1, 1, ({ ordered }) => ordered[0]?.type ?? null),
  ...named('APPROX_PERCENTILE', aggregate(2, 2, FLOAT)),
  ...named(
    'STDDEV STDDEV_SAMP STDDEV_POP VARIANCE VARIANCE_SAMP VAR_SAMP VARIANCE_POP VAR_POP SKEW KURTOSIS',
    { ...aggregate(1, 1, FLOAT), numbers: [0] },
  ),
  ...named(
    'CORR COVAR_POP COVAR_SAMP REGR_SLOPE REGR_INTERCEPT REGR_R2 REGR_AVGX REGR_AVGY REGR_SXX REGR_SXY REGR_SYY',
    { ...aggregate(2, 2, FLOAT), numbers: [0, 1] },
  ),
  ...named('APPROX_COUNT_DISTINCT HLL', aggregate(1, MANY, INTEGER)),
  ...named(
    'MIN_BY MAX_BY',
    aggregate(2, 3, ({ args, call }) =>
      call.args.length === 3 ? ARRAY : like(0)({ args, call, ordered: [], part: undefined }),
    ),
  ),
  ...named('LISTAGG STRING_AGG', aggregate(1, 2, TEXT, false)),
  ...named('ARRAY_AGG ARRAYAGG', aggregate(1, 1, ARRAY, false)),
  ...named('ARRAY_UNIQUE_AGG ARRAY_UNION_AGG', aggregate(1, 3, ARRAY)),
  APPROX_TOP_K: aggregate(1, 3, ARRAY, false),
  APPROX_TOP_K_ACCUMULATE: aggregate(2, 2, OBJECT, false),
  APPROX_TOP_K_COMBINE: aggregate(1, 2, OBJECT, false),
  OBJECT_AGG: aggregate(2, 2, OBJECT, false),
  ...named('BOOLAND_AGG BOOLOR_AGG BOOLXOR_AGG', aggregate(1, 1, BOOLEAN)),
  ...named(
    `BITAND_AGG BITANDAGG BIT_AND_AGG BIT_ANDAGG BITOR_AGG BITORAGG BIT_OR_AGG BIT_ORAGG
     BITXOR_AGG BITXORAGG BIT_XOR_AGG BIT_XORAGG`,
    aggregate(1, 1, INTEGER),
  ),
  ...named('GROUPING GROUPING_ID', aggregate(1, MANY, INTEGER, false)),
  DATASKETCHES_HLL: aggregate(1, 2, FLOAT, false),
  ...named('DATASKETCHES_HLL_ACCUMULATE DATASKETCHES_HLL_COMBINE', aggregate(1, 2, BINARY, false)),
  ...named('APPROX_PERCENTILE_ACCUMULATE APPROX_PERCENTILE_COMBINE', aggregate(1, 1, OBJECT, false)),
  HASH_AGG: aggregate(1, MANY, number(19, 0), false),
  REGR_COUNT: { ...aggregate(2, 2, INTEGER, false), numbers: [0, 1] },
};

export const WINDOWS: Signatures = {
  ...named('ROW_NUMBER RANK DENSE_RANK', windowed(0, 0, COUNTED, false)),
  ...named('PERCENT_RANK CUME_DIST', windowed(0, 0, FLOAT, false)),
  NTILE: windowed(1, 1, COUNTED),
  ...named('FIRST_VALUE LAST_VALUE', windowed(1, 1, like(0))),
  NTH_VALUE: windowed(2, 2, like(0)),
  ...named('LAG LEAD', windowed(1, 3, shifted)),
  RATIO_TO_REPORT: windowed(1, 1, share),
  CONDITIONAL_TRUE_EVENT: windowed(1, 1, COUNTED, false),
  CONDITIONAL_CHANGE_EVENT: windowed(1, 1, COUNTED, false),
};

/** LAG(x, offset, default): the value and its default meet. */
function shifted(input: CallInput): Result {
  const [value, , fallback] = input.args;
  return common(0)({ ...input, args: fallback === undefined ? [value!] : [value!, fallback] });
}
