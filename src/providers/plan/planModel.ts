import * as vscode from 'vscode';
import { MakePlan, type Plan, type PlanOutcome, type StoreRef } from '../../language/protocol.js';
import { withSteps } from '../progress.js';
import type { ProjectsModel } from '../projects.js';
import type { Server } from '../server.js';

/** A plan in the window, and what became of it. */
export interface ShownPlan extends StoreRef {
  readonly plan: Plan;
  readonly drop: boolean;
  /** null until it is applied. */
  readonly outcome: PlanOutcome | null;
  /** Whether a definition was edited after it was made. */
  readonly isOutdated: boolean;
}

/** The plan that the window shows: one at a time, the last that was made. */
export class PlanModel implements vscode.Disposable {
  readonly #server: Server;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[];
  #shown: ShownPlan | null = null;

  readonly onDidChange = this.#changed.event;

  constructor(server: Server, projects: ProjectsModel) {
    this.#server = server;
    this.#disposables = [
      this.#changed,
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const shown = this.#shown;
        if (shown === null || contentChanges.length === 0 || document.uri.scheme !== 'file') return;
        const files = projects.find(shown.project)?.files ?? [];
        if (files.includes(document.uri.fsPath)) this.#set({ ...shown, isOutdated: true });
      }),
    ];
  }

  get shown(): ShownPlan | null {
    return this.#shown;
  }

  /** Compares the definitions with a target's store and shows what would change. */
  async make({ project, target }: StoreRef, drop: boolean): Promise<ShownPlan> {
    const plan = await withSteps(this.#server, vscode.l10n.t('Planning for {0}', target), (token) =>
      this.#server.request(MakePlan, { project, target, drop, token }),
    );
    const shown = { project, target, plan, drop, outcome: null, isOutdated: false };
    this.#set(shown);
    return shown;
  }

  /** Shows what became of the plan. */
  applied(plan: Plan, outcome: PlanOutcome): void {
    if (this.#shown?.plan === plan) this.#set({ ...this.#shown, outcome });
  }

  close(): void {
    this.#set(null);
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #set(shown: ShownPlan | null): void {
    if (shown?.isOutdated === true && this.#shown?.isOutdated === true) return;
    this.#shown = shown;
    this.#changed.fire();
  }
}
