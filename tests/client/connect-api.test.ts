import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiProblem, connectApi } from '../../client/connect-api.ts';
import { listenOnLoopback } from '../../simulator/loopback/listen-on-loopback.ts';
import { apiWorld, tokenOf } from '../fakes/api-world.ts';

const world = apiWorld('clinics');
let url: string;
let stop: () => Promise<unknown>;

beforeAll(async () => {
  const server = createServer(getRequestListener((request) => world.app.fetch(request)));
  const listener = await listenOnLoopback(server, 0);
  url = `http://127.0.0.1:${listener.port}/`;
  stop = () => new Promise((resolve) => server.close(resolve));
});
afterAll(() => stop());

const token = () => tokenOf({ role: 'CLINIC_ADMIN', tenant: 'acme' });
const api = () => connectApi({ url, token, noun: 'clinics', timeoutMs: 5_000 });

const caught = async (work: Promise<unknown>): Promise<ApiProblem> => {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!(error instanceof ApiProblem)) throw new Error('There was no problem.', { cause: error });
  return error;
};

describe('connect-api', () => {
  it('reads a document, changes it, and gets what stands then', async () => {
    const document = await api().getConfig('acme');
    document.email.defaultFrom = 'noreply@platform.example';

    const stored = await api().putConfig('acme', document);

    expect(stored).toEqual(await api().getConfig('acme'));
    expect(stored.email.defaultFrom).toBe('noreply@platform.example');
  });

  it('tells every fault of a document', async () => {
    const problem = await caught(
      api().putConfig('acme', {
        email: { primary: { provider: 'ses', enabled: true }, defaultFrom: 'nobody' },
      }),
    );

    expect([problem.status, problem.problem, problem.errors]).toEqual([
      400,
      'invalid',
      [expect.stringContaining('email.defaultFrom: ')],
    ]);
    expect(problem.message).toContain('email.defaultFrom: ');
  });

  it.each([
    ['another tenant', { tenantId: 'zeta', token }, 403, 'forbidden'],
    ['a bad token', { tenantId: 'acme', token: 'none' }, 401, 'unauthorized'],
    ['a tenant that cannot be one', { tenantId: '../acme', token }, 403, 'forbidden'],
  ])('tells of %s', async (_, { tenantId, token: bearer }, status, name) => {
    const problem = await caught(
      connectApi({ url, token: bearer, noun: 'clinics' }).getConfig(tenantId),
    );

    expect([problem.status, problem.problem]).toEqual([status, name]);
  });

  it('tells that an answer is not of the API', async () => {
    const server = createServer((_, answer) => void answer.writeHead(502).end('<html>'));
    const { port } = await listenOnLoopback(server, 0);

    const problem = await caught(
      connectApi({ url: `http://127.0.0.1:${port}`, token }).getConfig('acme'),
    );
    await new Promise((resolve) => server.close(resolve));

    expect([problem.status, problem.problem]).toEqual([502, 'unknown']);
  });
});
