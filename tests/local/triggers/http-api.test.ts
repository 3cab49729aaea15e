import { afterEach, describe, expect, it } from '@jest/globals';
import type { InvocationResult } from '../../../local/lambda/invocation.ts';
import {
  type HttpApi,
  type HttpRoute,
  longestEventBytes,
  longestRequestBytes,
  startHttpApi,
} from '../../../local/triggers/http-api.ts';
import { matchRoute } from '../../../local/triggers/http-api-event.ts';

const opened: HttpApi[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((api) => api.close()));
});

const ok = (answer: unknown): InvocationResult => ({
  kind: 'ok',
  payload: JSON.stringify(answer),
  requestId: 'r',
});

/** An API whose function answers like this, and what it was called with. */
const anApi = async (
  answer: () => Promise<InvocationResult>,
  routeKey = 'POST /api/v1/things',
  timeoutMs = 5_000,
) => {
  // biome-ignore lint/suspicious/noExplicitAny: events are looked at field by field.
  const events: any[] = [];
  const route: HttpRoute = {
    routeKey,
    timeoutMs,
    invoke: (event) => {
      events.push(structuredClone(event));
      return answer();
    },
  };
  const api = await startHttpApi({
    routes: () => [route],
    accountId: '000000000000',
    port: 0,
    now: () => Date.UTC(2026, 2, 1, 9, 0, 7),
  });
  opened.push(api);
  return { url: api.url, events };
};

describe('HTTP API', () => {
  it('calls the function with the event of API Gateway, format 2.0', async () => {
    const { url, events } = await anApi(async () => ok({ statusCode: 200 }));

    await fetch(`${url}/api/v1/things?a=1&a=2&b=%20x`, {
      method: 'POST',
      headers: {
        'Content-Type': 'text/plain; charset=UTF-8',
        'User-Agent': 'Agent',
        'X-Amz-Sns-Message-Type': 'Notification',
        cookie: 'a=1; b=2',
      },
      body: '{"é": 1}',
    });

    expect(events).toEqual([
      {
        version: '2.0',
        routeKey: 'POST /api/v1/things',
        rawPath: '/api/v1/things',
        rawQueryString: 'a=1&a=2&b=%20x',
        cookies: ['a=1', 'b=2'],
        queryStringParameters: { a: '1,2', b: ' x' },
        headers: expect.objectContaining({
          'content-type': 'text/plain; charset=UTF-8',
          'user-agent': 'Agent',
          'x-amz-sns-message-type': 'Notification',
        }),
        requestContext: {
          accountId: '000000000000',
          apiId: 'local',
          domainName: new URL(url).host,
          domainPrefix: '127',
          http: {
            method: 'POST',
            path: '/api/v1/things',
            protocol: 'HTTP/1.1',
            sourceIp: '127.0.0.1',
            userAgent: 'Agent',
          },
          requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          routeKey: 'POST /api/v1/things',
          stage: '$default',
          time: '01/Mar/2026:09:00:07 +0000',
          timeEpoch: Date.UTC(2026, 2, 1, 9, 0, 7),
        },
        body: '{"é": 1}',
        isBase64Encoded: false,
      },
    ]);
  });

  it('hands over as base64 what is no text by its type, and leaves out what is not there', async () => {
    const { url, events } = await anApi(async () => ok({ statusCode: 200 }));
    const bytes = Buffer.from([0, 255, 1, 254]);

    await fetch(`${url}/api/v1/things`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: bytes,
    });
    await fetch(`${url}/api/v1/things`, { method: 'POST' });

    expect(events[0]).toMatchObject({ body: bytes.toString('base64'), isBase64Encoded: true });
    expect(events[1]).not.toHaveProperty('body');
    expect(events[1]).not.toHaveProperty('queryStringParameters');
    expect(events[1]).not.toHaveProperty('cookies');
  });

  it('answers what the function says: status, headers, cookies, body plain or as base64', async () => {
    const { url } = await anApi(async () =>
      ok({
        statusCode: 418,
        headers: { 'X-Number': 7, 'content-type': 'image/png' },
        cookies: ['a=1', 'b=2'],
        body: 'AP8=',
        isBase64Encoded: true,
      }),
    );

    const answer = await fetch(`${url}/api/v1/things`, { method: 'POST' });

    expect([answer.status, answer.headers.get('x-number'), answer.headers.getSetCookie()]).toEqual([
      418,
      '7',
      ['a=1', 'b=2'],
    ]);
    expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([0, 255]);
  });

  it('takes an answer without a status for the body, as JSON', async () => {
    const { url } = await anApi(async () => ok({ fine: true }));

    const answer = await fetch(`${url}/api/v1/things`, { method: 'POST' });

    expect([answer.status, await answer.json()]).toEqual([200, { fine: true }]);
  });

  it.each([
    ['404, where there is no route', 'GET', '/api/v1/things', 404, 'Not Found'],
    ['404, for another path', 'POST', '/api/v1/things/1', 404, 'Not Found'],
    ['500, when the function fails', 'POST', '/api/v1/things', 500, 'Internal Server Error'],
  ])('answers %s', async (_, method, path, status, message) => {
    const { url } = await anApi(async () => ({
      kind: 'error',
      error: { errorType: 'Error', errorMessage: 'secret' },
      requestId: 'r',
    }));

    const answer = await fetch(`${url}${path}`, { method });

    expect([answer.status, await answer.json()]).toEqual([status, { message }]);
  });

  it('answers 500 when the function answers what is no answer, and 503 when it takes too long', async () => {
    const odd = await anApi(async () => ok({ statusCode: 'two hundred' }));
    const slow = await anApi(() => new Promise(() => {}), 'POST /api/v1/things', 30);

    expect((await fetch(`${odd.url}/api/v1/things`, { method: 'POST' })).status).toBe(500);
    expect((await fetch(`${slow.url}/api/v1/things`, { method: 'POST' })).status).toBe(503);
  });

  it('takes what Lambda takes in an event and no more, encoded where it is not text', async () => {
    const { url, events } = await anApi(async () => ok({ statusCode: 200 }));
    const post = async (bytes: number, type: string) => {
      const headers = { 'content-type': type };
      const request = { method: 'POST', headers, body: 'x'.repeat(bytes) };
      return (await fetch(`${url}/api/v1/things`, request)).status;
    };
    const [text, form] = ['text/plain', 'application/x-www-form-urlencoded'];

    expect([
      await post(longestEventBytes - 10_000, text),
      await post(longestEventBytes, text),
      await post(0.7 * longestEventBytes, form),
      await post(0.8 * longestEventBytes, form),
      await post(longestRequestBytes + 1, text),
    ]).toEqual([200, 413, 200, 413, 413]);
    expect(events).toHaveLength(2);
  });
});

describe('routes', () => {
  const keys = [
    'GET /a/{id}',
    'GET /a/b',
    'ANY /a/b',
    'ANY /a/{rest+}',
    'POST /{proxy+}',
    '$default',
  ];

  it.each([
    ['GET', '/a/b', 'GET /a/b', undefined],
    ['PUT', '/a/b', 'ANY /a/b', undefined],
    ['GET', '/a/c', 'GET /a/{id}', { id: 'c' }],
    ['GET', '/a/%2Fc%20d', 'GET /a/{id}', { id: '/c d' }],
    ['GET', '/a/b/c', 'ANY /a/{rest+}', { rest: 'b/c' }],
    ['POST', '/x/y', 'POST /{proxy+}', { proxy: 'x/y' }],
    ['GET', '/x', '$default', undefined],
  ])('%s %s goes to %s', (method, path, routeKey, pathParameters) => {
    expect(matchRoute(keys, method, path)).toEqual({ routeKey, pathParameters });
  });

  it('lead nowhere when none fits', () => {
    expect(matchRoute(['GET /a'], 'POST', '/a')).toBeUndefined();
    expect(matchRoute(['GET /a'], 'GET', '/a/')).toBeUndefined();
    expect(matchRoute(['GET /a/{id}'], 'GET', '/a')).toBeUndefined();
  });
});
