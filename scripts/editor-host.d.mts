export interface InstalledHost {
  readonly folder: string;
  readonly node: string;
  readonly server: string;
}
export interface RunningHost {
  readonly url: string;
  readonly urlWith: (payload: Readonly<Record<string, string>>) => string;
  readonly dataFolder: string;
  readonly stop: () => Promise<void>;
}
export interface HostOptions {
  readonly host?: InstalledHost;
  readonly workspace: string;
  readonly extensionPath?: string;
  readonly trust?: boolean;
  readonly port?: number;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly dataFolder?: string;
  readonly onOutput?: (text: string) => void;
}
export type ChosenHost =
  | { readonly kind: 'desktop'; readonly executable: string; readonly why: string }
  | { readonly kind: 'server'; readonly why: string };
export function cacheFolder(): string;
export function installHost(options?: {
  readonly cache?: string;
  readonly log?: (text: string) => void;
}): Promise<InstalledHost>;
export function chooseHost(purpose: 'show' | 'test'): Promise<ChosenHost>;
export function startHost(options: HostOptions): Promise<RunningHost>;
export function installVsix(options: {
  readonly host: InstalledHost;
  readonly dataFolder: string;
  readonly vsix: string;
}): Promise<void>;
