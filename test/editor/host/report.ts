import type Mocha from 'mocha';

export interface TestResult {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly error?: string;
}

export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What failed and how, a text each. */
  readonly failures: readonly string[];
}

export function count(results: readonly TestResult[]): Count {
  const of = (state: 'passed' | 'skipped'): number => results.filter((r) => r.state === state).length;
  const failed = results.filter(({ state }) => state === 'failed');
  const failures = failed.map(({ title, error }) => (error === undefined ? title : `${title}\n${error}`));
  return { passed: of('passed'), failed: failed.length, skipped: of('skipped'), failures };
}

/** One failed result for something that is no test: a host that did not start, a suite that did not load. */
export const failure = (title: string, error: unknown): TestResult => ({
  title,
  state: 'failed',
  error: error instanceof Error ? (error.stack ?? error.message) : String(error),
});

/** Runs Mocha's files; a failing hook counts as a failure as a test does. */
export function runMocha(mocha: Mocha, onResult: (result: TestResult) => void): Promise<TestResult[]> {
  const results: TestResult[] = [];
  const add = (result: TestResult): void => {
    results.push(result);
    onResult(result);
  };
  return new Promise((resolve) => {
    mocha
      .run(() => resolve(results))
      .on('pass', (test) => add({ title: test.fullTitle(), state: 'passed' }))
      .on('pending', (test) => add({ title: test.fullTitle(), state: 'skipped' }))
      .on('fail', (test, error: unknown) => add(failure(test.fullTitle(), error)));
  });
}

export function print({ title, state, error }: TestResult): void {
  const sign = { passed: '✓', failed: '✗', skipped: '-' }[state];
  console.log(`  ${sign} ${title}`);
  if (error !== undefined) console.log(error.replaceAll(/^/gm, '      '));
}
