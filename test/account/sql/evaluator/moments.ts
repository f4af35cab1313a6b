import { Uncertain } from './value.js';

/** Statistics of FLOATs, as textbooks define them; null where they are not defined. */

type Numbers = readonly number[];

const mean = (values: Numbers): number => values.reduce((a, b) => a + b, 0) / values.length;

function deviations(values: Numbers): Numbers {
  const middle = mean(values);
  return values.map((v) => v - middle);
}

const dot = (a: Numbers, b: Numbers): number => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
const power = (values: Numbers, exponent: number): number =>
  deviations(values).reduce((sum, d) => sum + d ** exponent, 0);

export function variance(values: Numbers): number | null {
  return values.length < 2 ? null : power(values, 2) / (values.length - 1);
}

/** How far the values lie apart. Of values that are all the same no page says what shape they have. */
function spreadOf(values: Numbers): number {
  const spread = variance(values) ?? 0;
  if (spread <= 1e-12 * mean(values) ** 2) throw new Uncertain('the shape of equal values');
  return spread;
}

/** The sample skewness, corrected for its bias: n / ((n-1)(n-2)) of the sum of cubes over the deviation's cube. */
export function skewness(values: Numbers): number | null {
  const n = values.length;
  if (n < 3) return null;
  return (n / ((n - 1) * (n - 2))) * (power(values, 3) / spreadOf(values) ** 1.5);
}

/** The sample excess kurtosis, corrected for its bias. */
export function kurtosis(values: Numbers): number | null {
  const n = values.length;
  if (n < 4) return null;
  const fourth = power(values, 4) / spreadOf(values) ** 2;
  const factor = (n * (n + 1)) / ((n - 1) * (n - 2) * (n - 3));
  return factor * fourth - (3 * (n - 1) ** 2) / ((n - 2) * (n - 3));
}

/** The sum of squared deviations, which are rounding alone where they are small beside the values. */
function squares(values: Numbers): number {
  const d = deviations(values);
  const sum = dot(d, d);
  if (sum !== 0 && sum <= 1e-20 * values.length * mean(values) ** 2)
    throw new Uncertain('a spread lost in rounding');
  return sum;
}

export function correlation(xs: Numbers, ys: Numbers): number | null {
  const [a, b] = [squares(xs), squares(ys)];
  const [x, y] = [deviations(xs), deviations(ys)];
  return a === 0 || b === 0 ? null : dot(x, y) / Math.sqrt(a * b);
}

export function covariance(xs: Numbers, ys: Numbers): number | null {
  return xs.length < 2 ? null : dot(deviations(xs), deviations(ys)) / (xs.length - 1);
}

/** The line of least squares; none where x does not vary. */
export function line(
  ys: Numbers,
  xs: Numbers,
): { readonly slope: number; readonly intercept: number } | null {
  const x = deviations(xs);
  const spread = squares(xs);
  if (xs.length === 0 || spread === 0) return null;
  const slope = dot(x, deviations(ys)) / spread;
  return { slope, intercept: mean(ys) - slope * mean(xs) };
}

/** How much of the variance of y the line explains: all of it where y does not vary. */
export function determination(ys: Numbers, xs: Numbers): number | null {
  const [a, b] = [squares(xs), squares(ys)];
  const [x, y] = [deviations(xs), deviations(ys)];
  if (xs.length === 0 || a === 0) return null;
  return b === 0 ? 1 : dot(x, y) ** 2 / (a * b);
}
