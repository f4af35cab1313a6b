/** What `import … from 'firn'` gives a definition file. */
export { entity, featureView } from './project/definition.js';
export type { Entity, FeatureView } from './project/definition.js';
export { feature } from './project/feature.js';
export type { FeatureOptions, FeatureWindow, TimeSpan, WindowFeature } from './project/feature.js';

export { table } from './dataframe/table.js';
export { model } from './dataframe/model.js';
export type { Model, ModelOutputSpec, Predicted, PredictSpec } from './dataframe/model.js';
export { callUdf } from './dataframe/functions/callUdf.js';
export type { ColumnOfType, SqlTypeName } from './dataframe/columns/typeNames.js';
export { query, sql } from './dataframe/sqlTemplate.js';
export type { ColumnTypes, QueryRow } from './dataframe/sqlTemplate.js';
export type { AsofSpec, Columns, Fills, Frame, Group } from './dataframe/frame.js';

export type { SessionSpec } from './dataframe/build/sessions.js';
export type { Element } from './dataframe/build/flatten.js';

export type { Column } from './dataframe/columns/column.js';
export type { Bool, Condition } from './dataframe/columns/boolean.js';
export type { Decimal, Float, Int, NumberColumn } from './dataframe/columns/number.js';
export type { Text } from './dataframe/columns/text.js';
export type { DateCol } from './dataframe/columns/date.js';
export type { TimestampLtz, TimestampNtz, TimestampTz } from './dataframe/columns/timestamp.js';
export type { TimeCol } from './dataframe/columns/time.js';
export type { Vector } from './dataframe/columns/vector.js';
export type { ArrayCol, ObjectCol, Variant } from './dataframe/columns/semiStructured.js';
export type { Binary } from './dataframe/columns/binary.js';

export { asc, desc } from './dataframe/columns/order.js';
export type { Order, Ordered } from './dataframe/columns/order.js';
export type { WindowSpec } from './dataframe/columns/window.js';

export {
  approxCountDistinct,
  approxPercentile,
  arrayAgg,
  avg,
  avgIf,
  corr,
  count,
  countDistinct,
  countIf,
  covar,
  every,
  kurtosis,
  listAgg,
  max,
  maxBy,
  median,
  min,
  minBy,
  mode,
  percentile,
  regrIntercept,
  regrR2,
  regrSlope,
  skew,
  some,
  stddev,
  sum,
  sumIf,
  variance,
} from './dataframe/functions/aggregates.js';
export { rolling } from './dataframe/functions/rolling.js';
export type { RollingNames, RollingSpec } from './dataframe/functions/rolling.js';
export {
  changeCount,
  cumeDist,
  denseRank,
  firstValue,
  lag,
  lastValue,
  lead,
  nthValue,
  ntile,
  percentRank,
  rank,
  rowNumber,
  shareOf,
} from './dataframe/functions/windows.js';
export type { OrderedWindow, PartitionFunction, WindowFunction } from './dataframe/functions/windows.js';
export { pivot } from './dataframe/functions/pivot.js';
export type { PivotAggregates, Pivoted, PivotNames, PivotValues } from './dataframe/functions/pivot.js';
export { coalesce, greatest, iff, least, when } from './dataframe/functions/conditionals.js';
export type { When } from './dataframe/functions/conditionals.js';
export { days, hours, minutes, seconds } from './dataframe/functions/intervals.js';
export type { Interval } from './dataframe/functions/intervals.js';
export { columns } from './dataframe/functions/selectors.js';
export type { Selector } from './dataframe/functions/selectors.js';
export { dateFromParts, hash, objectConstruct } from './dataframe/functions/values.js';
export {
  date,
  lit,
  time,
  timestampLtz,
  timestampNtz,
  timestampTz,
  vector,
} from './dataframe/functions/literals.js';
export type { LiteralColumn, LiteralOf } from './dataframe/functions/literals.js';
