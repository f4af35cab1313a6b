import { LSPErrorCodes, ResponseError, type Connection } from 'vscode-languageserver/node';
import { register } from '../project/register.js';
import { definitionInfos } from './definitionInfos.js';
import { Previews } from './previews.js';
import { pullCatalog, writeDefinitions } from './pulling.js';
import { previewQuery } from './previewQuery.js';
import { problemOf, problemText } from './problems.js';
import * as protocol from './protocol.js';
import { openSample } from './openSample.js';
import { pathOf } from './places.js';
import { Plans } from './plans.js';
import { changeObject, updateEntity } from './storeActions.js';
import type { Workspace } from './workspace.js';

/** What the answers to custom requests need of the server. */
export interface ServerParts {
  readonly connection: Connection;
  readonly workspace: Workspace;
  readonly style: () => protocol.SqlStyle;
}

/** Answers everything that `protocol.ts` declares as a request. */
export function answerRequests({ connection, workspace, style }: ServerParts): void {
  const previews = new Previews();
  const plans = new Plans();

  const answer = <P, R>(
    message: protocol.RequestMessage<P, R>,
    handle: (params: P) => R | Promise<R>,
  ): void => {
    connection.onRequest(message.method, async (params: P): Promise<unknown> => {
      try {
        return await handle(params);
      } catch (error) {
        const problem = problemOf(error);
        connection.console.error(`${message.method}: ${problem.code ?? ''} ${problemText(problem)}`);
        throw new ResponseError(LSPErrorCodes.RequestFailed, problemText(problem), problem);
      }
    });
  };
  const progress =
    ({ token }: protocol.ProgressToken) =>
    (message: string) => {
      connection.console.info(message);
      void connection.sendNotification(protocol.Progress.method, { token, message });
    };

  answer(protocol.Projects, () => workspace.projectInfos());
  answer(protocol.SelectTarget, ({ project, target }) => workspace.host(project).selectTarget(target));
  answer(protocol.Pull, (params) =>
    pullCatalog(workspace.host(params.project), params.target, progress(params)),
  );
  answer(protocol.WriteDefinitions, (params) =>
    writeDefinitions(workspace.host(params.project), params.target, params.names, progress(params)),
  );

  answer(protocol.Definitions, async ({ uri }) => {
    const file = pathOf(uri);
    const host = file === null ? null : workspace.hostOf(file);
    if (host === null) return [];
    await host.settled();
    return definitionInfos(host.folder, uri, host.evaluation, host.currentStatuses());
  });
  answer(protocol.Sql, async ({ project, key }) => {
    const host = workspace.host(project);
    await host.settled();
    return host.sql(key, style());
  });
  answer(protocol.StoredSql, async ({ project, target, name, version }) => {
    const { snapshot } = workspace.host(project).store(target);
    return snapshot?.featureViews.find((v) => v.name === name && v.version === version)?.query ?? null;
  });

  answer(protocol.Stores, () => workspace.storeInfos());
  answer(protocol.ReadStore, ({ project, target, reload }) =>
    workspace.host(project).readStore(target, reload),
  );
  answer(protocol.DefinitionStatus, async ({ project, key, target }) => {
    const host = workspace.host(project);
    await host.definition(key, target);
    const store = await host.readStore(target, false);
    if (store.state === 'failed' && store.problem !== null) throw new Error(problemText(store.problem));
    const { state, changes } = host.statuses(target).get(key) ?? { state: 'unknown', changes: [] };
    return { state, changes, protected: store.protected };
  });
  answer(protocol.Register, async (params) => {
    const host = workspace.host(params.project);
    const { evaluation, definition } = await host.definition(params.key, params.target);
    const store = host.store(params.target);
    try {
      const target = await store.connection();
      const options = { overwrite: params.overwrite, onStep: progress(params) };
      if (params.overwrite && definition.kind === 'entity') return await updateEntity(target, definition);
      return await register(target, evaluation, definition, options);
    } finally {
      await store.read(true);
    }
  });
  answer(protocol.MakePlan, (params) => {
    const host = workspace.host(params.project);
    progress(params)(`Comparing with ${params.target}`);
    return plans.make(host, params, host.texts);
  });
  answer(protocol.ApplyPlan, (params) =>
    plans.apply(workspace.host(params.project), params, progress(params)),
  );
  answer(protocol.StopApply, ({ token }) => plans.stop(token));
  answer(protocol.ChangeObject, (params) =>
    workspace.host(params.project).change(params.target, (store) => changeObject(store, params)),
  );
  answer(protocol.OpenSample, async (params) => ({
    open: await openSample(params.folder, progress(params)),
  }));

  answer(protocol.StartPreview, async (params) => previews.start(await previewQuery(workspace, params)));
  answer(protocol.ReadPreview, ({ id, start, count }) => previews.page(id, start, count));
  answer(protocol.ReadPreviewCell, ({ id, row, column }) => previews.cell(id, row, column));
  answer(protocol.CancelPreview, ({ id }) => previews.cancel(id));
  answer(protocol.ClosePreview, ({ id }) => previews.close(id));
}
