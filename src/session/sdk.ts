import type * as Sdk from 'snowflake-sdk';

export type Driver = typeof Sdk;

/** Switches of the driver that it reads from the environment, some of them while it is being loaded. */
const environment: Readonly<Record<string, string>> = {
  // Asking the cloud's metadata addresses costs 200 ms on a machine that is in no cloud.
  SNOWFLAKE_DISABLE_PLATFORM_DETECTION: 'true',
  SNOWFLAKE_DISABLE_MINICORE: 'true',
  SF_TELEMETRY_DISABLE_CONNECTION_SHAPE: '1',
};

const loopback: readonly string[] = ['127.0.0.1', 'localhost'];

/** The driver sends even loopback requests to a proxy of the environment, unless NO_PROXY (or no_proxy) names them. */
function exemptLoopback(): void {
  const set = ['no_proxy', 'NO_PROXY'].filter((name) => (process.env[name] ?? '') !== '');
  for (const name of set.length > 0 ? set : ['NO_PROXY']) {
    const hosts = (process.env[name] ?? '').split(',').filter((host) => host !== '');
    process.env[name] = [...new Set([...hosts, ...loopback])].join(',');
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
