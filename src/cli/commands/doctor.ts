import { existsSync } from 'node:fs';
import { access, constants, mkdir } from 'node:fs/promises';
import type { HealthCheck } from '../../featurestore/health/checkHealth.js';
import type { StoreSnapshot } from '../../featurestore/model.js';
import { FeatureStore } from '../../featurestore/store.js';
import { TargetConnection } from '../../project/connection.js';
import { Project } from '../../project/project.js';
import { firnVersion } from '../../project/version.js';
import { listConnections } from '../../session/connections.js';
import { distFile, packageFile } from '../../session/distribution.js';
import { liveEndpoint } from '../../session/endpoint.js';
import { firnHome } from '../../session/home.js';
import type { CommandContext, Run } from '../command.js';
import { exitCode } from '../exitCode.js';
import { duration } from '../rows.js';

interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly message: string;
  /** The way out; null where all is well. */
  readonly hint: string | null;
}

type Check = (context: CommandContext) => Promise<readonly Finding[]>;

const ok = (check: string, message: string): Finding => ({ check, state: 'ok', message, hint: null });
const warn = (check: string, message: string, hint: string): Finding => ({
  check,
  state: 'warn',
  message,
  hint,
});
const fail = (check: string, message: string, hint: string | null): Finding => ({
  check,
  state: 'fail',
  message,
  hint,
});

/** In the order in which one would look for a fault. */
const checks: Readonly<Record<string, Check>> = {
  firn: checkFirn,
  node: checkNode,
  programs: checkPrograms,
  home: checkHome,
  account: checkAccount,
  connections: checkConnections,
  project: checkProject,
};

/** `firn doctor`: what is installed, reachable, readable; store health. */
export const run: Run = async (context) => {
  const { output, interrupt } = context;
  const findings: Finding[] = [];
  for (const [name, check] of Object.entries(checks)) {
    const found = await interrupt.orStop(check(context)).catch((error: unknown) => {
      if (interrupt.happened) throw error;
      return [failed(name, error)];
    });
    findings.push(...found);
    if (!context.json) for (const finding of found) await print(context, finding);
  }
  const healthy = findings.every(({ state }) => state !== 'fail');
  if (context.json) await output.json({ ok: healthy, checks: findings });
  return healthy ? exitCode.done : exitCode.error;
};

const marks = { ok: ['green', 'ok  '], warn: ['yellow', 'warn'], fail: ['red', 'fail'] } as const;

/** As wide as `store: descriptions`. */
const checkWidth = 19;

async function print({ output }: CommandContext, { check, state, message, hint }: Finding): Promise<void> {
  const [style, mark] = marks[state];
  await output.line(`${output.styleData(style, mark)}  ${check.padEnd(checkWidth)}  ${message}`);
  if (hint !== null) await output.line(`${' '.repeat(checkWidth + 8)}${hint}`);
}

function failed(check: string, error: unknown): Finding {
  const message = error instanceof Error ? error.message : String(error);
  const details: unknown = error instanceof Error ? Reflect.get(error, 'details') : null;
  const hint: unknown =
    (error instanceof Error ? Reflect.get(error, 'hint') : null) ??
    (typeof details === 'object' && details !== null ? Reflect.get(details, 'hint') : null);
  return fail(check, message, typeof hint === 'string' ? hint : null);
}

async function checkFirn(): Promise<readonly Finding[]> {
  return [ok('firn', `${await firnVersion()} in ${packageFile('.')}`)];
}

/** The oldest Node.js that the package supports. */
const oldestNode = [20, 19] as const;

async function checkNode(): Promise<readonly Finding[]> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const recent = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  const text = `${process.version} on ${process.platform} ${process.arch}`;
  return [
    recent ? ok('node', text) : fail('node', text, `Firn needs Node.js ${oldestNode.join('.')} or later.`),
  ];
}

const programs = ['account.cjs', 'reader.cjs', 'runner.cjs', 'types/index.d.ts', 'types/operators.d.ts'];

async function checkPrograms(): Promise<readonly Finding[]> {
  const missing = programs.filter((name) => !existsSync(distFile(name)));
  return missing.length === 0
    ? [ok('programs', `all there in ${distFile('.')}`)]
    : [
        fail(
          'programs',
          `missing: ${missing.map(distFile).join(', ')}`,
          'Install Firn again, or run `npm run build`.',
        ),
      ];
}

async function checkHome(): Promise<readonly Finding[]> {
  const home = firnHome();
  const from = (process.env['FIRN_HOME'] ?? '') === '' ? 'the default' : 'from FIRN_HOME';
  try {
    await mkdir(home, { recursive: true });
    await access(home, constants.W_OK);
    return [ok('home', `${home} (${from})`)];
  } catch (error) {
    return [
      fail('home', `${home} cannot be written: ${String(error)}`, 'Choose another folder with FIRN_HOME.'),
    ];
  }
}

async function checkAccount(): Promise<readonly Finding[]> {
  const running = await liveEndpoint(firnHome());
  if (running === null)
    return [ok('account', 'the local account does not run; commands start it when they need it')];
  return [ok('account', `the local account runs on ${running.host}:${running.port}, process ${running.pid}`)];
}

async function checkConnections(): Promise<readonly Finding[]> {
  const connections = await listConnections();
  const names = connections.map(({ name, account }) =>
    account === undefined ? name : `${name} (${account})`,
  );
  return [ok('connections', names.join(', '))];
}

async function checkProject(context: CommandContext): Promise<readonly Finding[]> {
  let project: Project;
  try {
    project = await Project.open(context.folder);
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'no-project')
      return [
        warn(
          'project',
          `no firn.json in ${context.folder}`,
          'Create a project with `firn init`, or name its folder with --project.',
        ),
      ];
    throw error;
  }
  try {
    const findings = [
      ok('project', `${project.folder}, targets ${[...project.config.targets.keys()].join(', ')}`),
    ];
    findings.push(...(await checkDefinitions(context, project)));
    findings.push(
      ...(await checkTarget(context, project).catch((error: unknown) => [failed('target', error)])),
    );
    return findings;
  } finally {
    await project.close();
  }
}

async function checkDefinitions({ target }: CommandContext, project: Project): Promise<readonly Finding[]> {
  const began = performance.now();
  const { definitions, diagnostics, files } = await project.evaluate(target === undefined ? {} : { target });
  const elapsed = duration(performance.now() - began);
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const text = `${definitions.length} in ${files.length} files, evaluated in ${elapsed}`;
  if (errors > 0) return [fail('definitions', `${text}; ${errors} errors`, '`firn check` lists them.')];
  return [ok('definitions', text)];
}

async function checkTarget(context: CommandContext, project: Project): Promise<readonly Finding[]> {
  const { interrupt } = context;
  const { name, connection: profile, database, schema, warehouse } = project.target(context.target);
  const began = performance.now();
  const connection = await TargetConnection.open(project, context.target, { signal: interrupt.signal });
  try {
    const { account, user } = connection.session.context();
    const findings = [
      ok(
        'target',
        `${name}: signed in to ${account} as ${user} by ${profile} in ${duration(performance.now() - began)}`,
      ),
    ];
    try {
      const store = await FeatureStore.open(connection.session, {
        database,
        schema,
        warehouse,
        signal: interrupt.signal,
      });
      const { snapshot, checks: health } = await store.checkHealth();
      findings.push(ok('store', `${database}.${schema}: ${contents(snapshot)}`));
      findings.push(...health.flatMap(healthFindings));
    } catch (error) {
      const missing = error instanceof Error && Reflect.get(error, 'code') === 'store-not-found';
      findings.push(
        missing
          ? warn(
              'store',
              `${database}.${schema} is no feature store yet`,
              'Registering a feature view creates it.',
            )
          : failed('store', error),
      );
    }
    return findings;
  } finally {
    await connection.close();
  }
}

/** How much of what a store has. */
function contents(snapshot: StoreSnapshot): string {
  const counts: readonly (readonly [number, string])[] = [
    [snapshot.entities.length, 'entities'],
    [snapshot.featureViews.length, 'feature views'],
    [snapshot.realtimeFeatureViews.length, 'realtime feature views'],
    [snapshot.featureGroups.length, 'feature groups'],
    [snapshot.streamSources.length, 'stream sources'],
  ];
  const shown = counts.filter(([count], index) => count > 0 || index < 2);
  return shown.map(([count, what]) => `${count} ${what}`).join(', ');
}

/** One line when all is well, and one for everything that is not. */
function healthFindings({ check, title, problems, undecided }: HealthCheck): readonly Finding[] {
  const name = `store: ${check}`;
  if (undecided !== null)
    return [warn(name, `not decided whether ${title}`, `${undecided}. Try a role that owns the store.`)];
  if (problems.length === 0) return [ok(name, title)];
  return problems.map(({ object, message }) => warn(name, object, message));
}
