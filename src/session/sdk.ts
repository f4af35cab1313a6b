import type * as Sdk from 'snowflake-sdk';

export type Driver = typeof Sdk;

/** Switches of the driver that it reads from the environment, some of them while it is being loaded. */
const environment: Readonly<Record<string, string>> = {
  // Asking the cloud's metadata addresses costs 200 ms on a machine that is in no cloud.
  SNOWFLAKE_DISABLE_PLATFORM_DETECTION: 'true',
  SNOWFLAKE_DISABLE_MINICORE: 'true',
  SF_TELEMETRY_DISABLE_CONNECTION_SHAPE: '1',
};

/** The driver sends even loopback requests to a proxy of the environment, unless NO_PROXY names them. */
function exemptLoopback(): void {
  for (const name of ['no_proxy', 'NO_PROXY']) {
    const hosts = (process.env[name] ?? '').split(',').filter((host) => host !== '');
    const missing = ['127.0.0.1', 'localhost'].filter((host) => !hosts.includes(host));
    // The lower-case variable wins where both are set, so an absent one must stay absent unless the other is too.
    if (name === 'no_proxy' && hosts.length === 0) continue;
    if (missing.length > 0) process.env[name] = [...hosts, ...missing].join(',');
  }
}

let loading: Promise<Driver> | undefined;

async function load(): Promise<Driver> {
  for (const [name, value] of Object.entries(environment)) process.env[name] ??= value;
  exemptLoopback();
  const loaded: Driver & { readonly default?: Driver } = await import('snowflake-sdk');
  const driver = loaded.default ?? loaded;
  // By default it writes to stdout and to a file in the working directory, user and host included.
  driver.configure({ logLevel: 'OFF', additionalLogToConsole: false });
  return driver;
}

/** The snowflake-sdk driver, loaded at the first use because that takes half a second and 130 MB. */
export function loadDriver(): Promise<Driver> {
  return (loading ??= load());
}
