import type { Browser } from 'playwright-core';

export function executableOnPath(names: readonly string[]): string | null;
export function findChromium(): string | null;
export function launchChromium(): Promise<Browser>;
