import path from 'node:path';

/** The folder of the repository; the runner is told it, because its own bundle lies elsewhere. */
export const root = process.env['FIRN_TEST_ROOT'] ?? process.cwd();

/** What a run leaves behind for people: screenshots, logs, reports. */
export const artifacts = path.join(root, 'test/artifacts');
export const screenshots = path.join(artifacts, 'screenshots');
export const logs = path.join(artifacts, 'editor-logs');
export const dist = path.join(root, 'dist');
export const fixtures = path.join(root, 'test/editor/fixtures');

/** Bundles of suites and specs of this run, inside the repository so that they find its node_modules. */
export const build = process.env['FIRN_TEST_BUILD'] ?? path.join(artifacts, 'editor-build');
