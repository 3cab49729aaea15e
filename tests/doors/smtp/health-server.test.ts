import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type HealthServer, startHealthServer } from '../../../doors/smtp/health-server.ts';

const state = { isHealthy: true };
let server: HealthServer;
beforeEach(async () => {
  server = await startHealthServer({
    host: '127.0.0.1',
    port: 0,
    isHealthy: () => state.isHealthy,
    metrics: () => 'a 1\n',
  });
});
afterEach(() => server.close());

const get = (path: string, options?: RequestInit) =>
  fetch(`http://127.0.0.1:${server.port}${path}`, options);

describe('startHealthServer', () => {
  it('is healthy while the door accepts mail', async () => {
    expect((await get('/health')).status).toBe(200);
    state.isHealthy = false;
    expect((await get('/health')).status).toBe(503);
  });

  it('shows the metrics, and nothing else', async () => {
    const response = await get('/metrics');

    expect(response.headers.get('content-type')).toContain('version=0.0.4');
    expect(await response.text()).toBe('a 1\n');
    expect((await get('/')).status).toBe(404);
    expect((await get('/metrics', { method: 'POST' })).status).toBe(405);
  });
});
