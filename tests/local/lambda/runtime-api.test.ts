import { afterEach, describe, expect, it } from '@jest/globals';
import {
  MAX_RESPONSE_BYTES,
  type RuntimeApi,
  startRuntimeApi,
} from '../../../local/lambda/runtime-api.ts';

const apis: RuntimeApi[] = [];

const anApi = async (): Promise<RuntimeApi> => {
  const api = await startRuntimeApi('arn:aws:lambda:eu-west-1:000000000000:function:f');
  apis.push(api);
  return api;
};

const url = (api: RuntimeApi, path: string): string =>
  `http://${api.address}/2018-06-01/runtime/${path}`;
const post = (api: RuntimeApi, path: string, body: string): Promise<Response> =>
  fetch(url(api, path), { method: 'POST', body });

afterEach(async () => {
  await Promise.all(apis.splice(0).map((api) => api.close()));
});

describe('runtime-api', () => {
  it('lets a runtime wait for its invocation, hands it over with its headers, and passes the answer back', async () => {
    const api = await anApi();
    const waiting = fetch(url(api, 'invocation/next'));
    expect(await api.initialized).toEqual({ kind: 'ready' });

    const answer = api.invoke({
      requestId: 'r-1',
      payload: '{"n":1}',
      deadlineMs: 1_900_000_000_000,
    });
    const next = await waiting;
    const accepted = await post(api, 'invocation/r-1/response', '{"ok":true}');

    expect(await next.text()).toBe('{"n":1}');
    expect(Object.fromEntries(next.headers)).toMatchObject({
      'lambda-runtime-aws-request-id': 'r-1',
      'lambda-runtime-deadline-ms': '1900000000000',
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:000000000000:function:f',
      'lambda-runtime-trace-id': expect.stringMatching(/^Root=1-/),
    });
    expect(accepted.status).toBe(202);
    expect(await answer).toEqual({ kind: 'ok', payload: '{"ok":true}' });
  });

  it('keeps an invocation for a runtime that asks later', async () => {
    const api = await anApi();
    const answer = api.invoke({ requestId: 'r-1', payload: '1', deadlineMs: 0 });

    expect(await (await fetch(url(api, 'invocation/next'))).text()).toBe('1');
    await post(
      api,
      'invocation/r-1/error',
      '{"errorType":"RangeError","errorMessage":"too much","trace":["at x"]}',
    );

    expect(await answer).toEqual({
      kind: 'error',
      error: { errorType: 'RangeError', errorMessage: 'too much', trace: ['at x'] },
    });
  });

  it('passes on why a runtime could not start', async () => {
    const api = await anApi();

    await post(
      api,
      'init/error',
      '{"errorType":"Runtime.ImportModuleError","errorMessage":"no module"}',
    );

    expect(await api.initialized).toEqual({
      kind: 'failed',
      error: { errorType: 'Runtime.ImportModuleError', errorMessage: 'no module' },
    });
  });

  it('refuses an answer to an invocation that does not run', async () => {
    const api = await anApi();
    void api.invoke({ requestId: 'r-1', payload: '1', deadlineMs: 0 });
    await fetch(url(api, 'invocation/next'));

    const response = await post(api, 'invocation/r-2/response', 'null');

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errorType: 'InvalidRequestID' });
  });

  it('fails an invocation whose answer is larger than 6 MB', async () => {
    const api = await anApi();
    const answer = api.invoke({ requestId: 'r-1', payload: '1', deadlineMs: 0 });
    await fetch(url(api, 'invocation/next'));

    const response = await post(
      api,
      'invocation/r-1/response',
      JSON.stringify('x'.repeat(MAX_RESPONSE_BYTES)),
    );

    expect(response.status).toBe(413);
    expect(await answer).toMatchObject({
      kind: 'error',
      error: { errorType: 'Function.ResponseSizeTooLarge' },
    });
  });

  it('takes one invocation at a time', async () => {
    const api = await anApi();
    void api.invoke({ requestId: 'r-1', payload: '1', deadlineMs: 0 });

    await expect(api.invoke({ requestId: 'r-2', payload: '2', deadlineMs: 0 })).rejects.toThrow(
      'the container is busy',
    );
  });

  it('answers other paths with 404', async () => {
    const api = await anApi();

    expect((await fetch(url(api, 'nothing'))).status).toBe(404);
  });
});
