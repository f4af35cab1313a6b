import { tableFromIPC } from 'apache-arrow';
import type { Address } from '../../test/account/server/outsideClient.js';

interface Answer {
  readonly success: boolean;
  readonly message?: string;
  readonly data: {
    readonly token?: string;
    readonly rowsetBase64?: string;
    readonly total?: number;
    readonly chunks?: readonly { readonly url: string }[];
    readonly chunkHeaders?: Readonly<Record<string, string>>;
    readonly getResultUrl?: string;
  };
}

/** Queries whose results come in Arrow, asked for as Snowflake's Python connector does and read by apache-arrow. */
export async function arrowClient(address: Address): Promise<(sql: string) => Promise<number>> {
  const origin = `${address.protocol}://${address.host}:${address.port}`;
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    const reply = await fetch(`${origin}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
    const answer = (await reply.json()) as Answer;
    if (!answer.success) throw new Error(answer.message);
    return answer;
  };
  const login = await post('/session/v1/login-request', {
    data: {
      CLIENT_APP_ID: 'PythonConnector',
      CLIENT_APP_VERSION: '4.0.0',
      ACCOUNT_NAME: address.account,
      LOGIN_NAME: address.user,
      PASSWORD: address.password,
      CLIENT_ENVIRONMENT: { APPLICATION: 'PythonConnector' },
      SESSION_PARAMETERS: {},
    },
  });
  const headers = { authorization: `Snowflake Token="${login.data.token ?? ''}"` };
  return async (sql) => {
    const asked = { sqlText: sql, sequenceId: 1, querySubmissionTime: Date.now() };
    let { data } = await post(`/queries/v1/query-request?requestId=${crypto.randomUUID()}`, asked, headers);
    while (data.getResultUrl !== undefined && data.rowsetBase64 === undefined)
      data = ((await (await fetch(`${origin}${data.getResultUrl}`, { headers })).json()) as Answer).data;
    let rows = 0;
    if (data.rowsetBase64 === undefined) throw new Error('The result is not in Arrow.');
    if (data.rowsetBase64 !== '') rows += tableFromIPC(Buffer.from(data.rowsetBase64, 'base64')).numRows;
    for (const { url } of data.chunks ?? []) {
      const reply = await fetch(url, { headers: data.chunkHeaders ?? {} });
      rows += tableFromIPC(new Uint8Array(await reply.arrayBuffer())).numRows;
    }
    return rows;
  };
}
