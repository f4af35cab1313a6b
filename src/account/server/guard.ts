import type { IncomingMessage } from 'node:http';

const loopbackNames: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Why a request must not be served, or null. Only programs on this machine may talk to the account: a browser page
 * is refused by its Origin, and a page that rebinds its own name to 127.0.0.1 by its Host.
 */
export function refusal(request: Pick<IncomingMessage, 'headers'>, port: number): string | null {
  const { host, origin } = request.headers;
  if (origin !== undefined) return 'The local account does not answer browser pages.';
  const name = host?.slice(0, host.lastIndexOf(':'));
  if (
    host === undefined ||
    name === undefined ||
    host !== `${name}:${port}` ||
    !loopbackNames.has(name.toLowerCase())
  ) {
    return `The local account answers only to 127.0.0.1:${port} and localhost:${port}.`;
  }
  return null;
}
