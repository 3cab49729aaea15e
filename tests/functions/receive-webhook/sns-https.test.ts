import { createServer, type RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { snsHttps } from '../../../functions/receive-webhook/sns-https.ts';
import {
  type LoopbackListener,
  listenOnLoopback,
} from '../../../simulator/loopback/listen-on-loopback.ts';

const opened: LoopbackListener[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((listener) => listener.close()));
});

const url = 'https://sns.eu-west-1.amazonaws.com/file.pem?a=1';

/** SNS at another address, that answers like this. */
const anSns = async (
  answer: RequestListener,
  options: { timeoutMs?: number; longestBytes?: number } = {},
) => {
  const requests: string[] = [];
  const listener = await listenOnLoopback(
    createServer((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      answer(request, response);
    }),
    0,
  );
  opened.push(listener);
  const endpoint = `http://127.0.0.1:${listener.port}`;
  return {
    requests,
    get: () => snsHttps({ timeoutMs: 2_000, longestBytes: 1_000, endpoint, ...options })(url),
  };
};

describe('SNS over HTTPS', () => {
  it('gets what is there, of path and query, from the endpoint where SNS is', async () => {
    const { get, requests } = await anSns((_, response) => response.end('content é'));

    expect(await get()).toBe('content é');
    expect(requests).toEqual(['GET /file.pem?a=1']);
  });

  it('reads no more than it may, wherever the length is told', async () => {
    const told = await anSns((_, response) => response.end('x'.repeat(1_001)));
    const untold = await anSns((_, response) => {
      const pour = () => {
        while (response.write('x'.repeat(500)));
        response.once('drain', pour);
      };
      pour();
    });
    const exact = await anSns((_, response) => response.end('x'.repeat(1_000)));

    await expect(told.get()).rejects.toThrow('more than 1000 bytes');
    await expect(untold.get()).rejects.toThrow('more than 1000 bytes');
    expect(await exact.get()).toHaveLength(1_000);
  });

  it('follows no redirect', async () => {
    const { get, requests } = await anSns((_, response) =>
      response.writeHead(302, { location: '/elsewhere' }).end(),
    );

    await expect(get()).rejects.toThrow('status 302');
    expect(requests).toHaveLength(1);
  });

  it.each([204, 400, 403, 404, 429, 500, 503])('takes status %d for no answer', async (status) => {
    const { get } = await anSns((_, response) => response.writeHead(status).end());

    await expect(get()).rejects.toThrow(`status ${status}`);
  });

  it('waits no longer than it may, for the first byte or for the last', async () => {
    const silent = await anSns(() => {}, { timeoutMs: 50 });
    const slow = await anSns((_, response) => void response.write('x'), { timeoutMs: 50 });

    await expect(silent.get()).rejects.toThrow(/timeout/i);
    await expect(slow.get()).rejects.toThrow(/timeout/i);
  });

  it('rejects when nobody is there', async () => {
    const { get } = await anSns(() => {});
    await opened.pop()?.close();

    await expect(get()).rejects.toThrow();
  });
});
