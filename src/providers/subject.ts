import * as vscode from 'vscode';
import {
  Definitions,
  type DefinitionInfo,
  type DefinitionRef,
  type EntityInfo,
  type FeatureViewInfo,
  type StoreInfo,
} from '../language/protocol.js';
import type { Firn } from './firn.js';
import type { StoreNode } from './storeNodes.js';

export type StoreObject = EntityInfo | FeatureViewInfo;

const keyOf = ({ name, version }: { name: string; version: string | null }): string =>
  version === null ? name : `${name}@${version}`;

/** Commands get a tree node, a definition (from a lens), or nothing (from the palette or a key). */
function nodeOf(argument: unknown): StoreNode | undefined {
  return isRecord(argument) && 'subject' in argument ? (argument as unknown as StoreNode) : undefined;
}

export function objectOf(argument: unknown): StoreObject | undefined {
  const node = nodeOf(argument);
  return node?.subject.is === 'object' ? node.subject.object : undefined;
}

export function storeOf(argument: unknown): StoreInfo | undefined {
  const subject = nodeOf(argument)?.subject;
  if (subject?.is === 'store') return subject.store;
  return subject?.is === 'problem' ? (subject.store ?? undefined) : undefined;
}

/** Quick fixes name the store that they are for. */
function storeOfRef(firn: Firn, argument: unknown): StoreInfo | undefined {
  if (!isRecord(argument)) return undefined;
  const { project, target } = argument;
  return typeof project === 'string' && typeof target === 'string'
    ? firn.stores.find({ project, target })
    : undefined;
}

function refOf(argument: unknown): DefinitionRef | undefined {
  if (!isRecord(argument) || typeof argument['project'] !== 'string' || typeof argument['key'] !== 'string') {
    return undefined;
  }
  return { project: argument['project'], key: argument['key'] };
}

/**
 * The definition that a command is about: the argument's, that under the cursor, the only one of the file, or the
 * one the user picks; undefined when the user picks none.
 */
export async function definitionFor(
  firn: Firn,
  argument: unknown,
  kinds: readonly StoreObject['kind'][],
): Promise<DefinitionRef | undefined> {
  const given = refOf(argument) ?? refOfObject(objectOf(argument));
  if (given !== undefined) return given;
  const inEditor = (await definitionsInEditor(firn)).filter(({ kind }) => kinds.includes(kind));
  const position = vscode.window.activeTextEditor?.selection.active;
  const here = inEditor.find(({ range }) => position !== undefined && holds(range, position));
  if (here !== undefined) return here;
  if (inEditor.length === 1) return inEditor[0];
  // Outside every definition of a file, what is meant is most likely one of that file.
  return pickDefinition(firn, kinds, new Set(inEditor.map(({ key }) => key)));
}

async function definitionsInEditor(firn: Firn): Promise<readonly DefinitionInfo[]> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.uri.scheme !== 'file') return [];
  return firn.server.request(Definitions, { uri: document.uri.toString() });
}

async function pickDefinition(
  firn: Firn,
  kinds: readonly StoreObject['kind'][],
  among: ReadonlySet<string>,
): Promise<DefinitionRef | undefined> {
  const items = firn.projects.all.flatMap((project) =>
    firn.stores
      .defined(project.project)
      .filter((object) => kinds.includes(object.kind) && (among.size === 0 || among.has(keyOf(object))))
      .map((object) => ({
        label: object.name,
        description: [object.version, object.state === 'unknown' ? '' : object.state]
          .filter(Boolean)
          .join(' · '),
        detail: firn.projects.all.length > 1 ? project.name : '',
        ref: { project: object.project, key: keyOf(object) },
      })),
  );
  if (items.length === 0) {
    throw new Error(vscode.l10n.t('The project has no definitions of this kind.'));
  }
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('Select a definition'),
    matchOnDescription: true,
  });
  return picked?.ref;
}

/** The registered feature view a command is about, picked by the user when the argument names none. */
export async function registeredViewFor(
  firn: Firn,
  argument: unknown,
  fits: (view: FeatureViewInfo) => boolean,
): Promise<FeatureViewInfo | undefined> {
  const given = objectOf(argument);
  if (given?.kind === 'featureView') return given;
  const views = firn.stores.all.flatMap(({ featureViews }) =>
    featureViews.filter((view) => view.registered && fits(view)),
  );
  if (views.length === 0) {
    throw new Error(vscode.l10n.t('No registered feature view can do this. Reload the store if one should.'));
  }
  const items = views.map((view) => ({
    label: view.name,
    description: [view.version, view.target, view.schedulingState?.toLowerCase()].filter(Boolean).join(' · '),
    view,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('Select a feature view'),
    matchOnDescription: true,
  });
  return picked?.view;
}

/** The store in use of the argument's project, or of the only project, or of the one the user picks. */
export async function storeFor(firn: Firn, argument: unknown): Promise<StoreInfo | undefined> {
  const given = storeOf(argument) ?? storeOfRef(firn, argument);
  if (given !== undefined) return given;
  const inUse = firn.stores.all.filter(({ selected }) => selected);
  if (inUse.length === 0) throw new Error(vscode.l10n.t('No Firn project is open.'));
  if (inUse.length === 1) return inUse[0];
  const items = inUse.map((store) => ({
    label: firn.projects.find(store.project)?.name ?? store.project,
    description: store.target,
    store,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Select a project') }))
    ?.store;
}

function refOfObject(object: StoreObject | undefined): DefinitionRef | undefined {
  if (object === undefined || object.location === null) return undefined;
  return { project: object.project, key: keyOf(object) };
}

function holds({ start, end }: DefinitionInfo['range'], position: vscode.Position): boolean {
  return new vscode.Range(start.line, start.character, end.line, end.character).contains(position);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
