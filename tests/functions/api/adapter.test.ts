import { describe, expect, it } from '@jest/globals';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { withWholePath } from '../../../shared/lambda/with-whole-path.ts';
import { apiWorld, tokenOf } from '../../fakes/api-world.ts';

const token = await tokenOf({ role: 'SENDER', tenant: 'acme' });

/** A request as API Gateway hands it over; the handler reads no more of it. */
const eventOf = (headers: Readonly<Record<string, string>>): LambdaEvent =>
  ({
    version: '2.0',
    routeKey: 'ANY /api/v1/{proxy+}',
    rawPath: '/api/v1/emails',
    rawQueryString: '',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...headers,
    },
    requestContext: { http: { method: 'POST' }, domainName: 'api.example.com' },
    body: JSON.stringify({
      ...{ from: 'a@example.com', to: ['b@example.org'], subject: 's', text: 't' },
    }),
    isBase64Encoded: false,
  }) as unknown as LambdaEvent;

describe('with-whole-path', () => {
  it.each([
    'a?b@example.org',
    'a#b@example.org',
    'zoë@example.org',
    'a%b@example.org',
    'a+b@example.org',
  ])('lets a path that API Gateway has decoded name %s', async (address) => {
    const { app, entries } = apiWorld();
    const bearer = await tokenOf({ role: 'TENANT_ADMIN', tenant: 'acme' });
    const event = {
      ...eventOf({ authorization: `Bearer ${bearer}` }),
      rawPath: `/api/v1/tenants/acme/suppressions/${address}`,
      requestContext: { http: { method: 'PUT' }, domainName: 'api.example.com' },
      body: '{"why":"asked us"}',
    } as unknown as LambdaEvent;

    const { statusCode } = await handle(app)(withWholePath(event));

    expect([statusCode, entries.map((entry) => entry.address)]).toEqual([200, [address]]);
  });

  it('lets no line break vanish: it is no part of a tenant id', async () => {
    const event = { ...eventOf({}), rawPath: '/api/v1/tenants/ac\nme/pauses' };
    const bearer = await tokenOf({ role: 'TENANT_ADMIN', tenant: 'acme' });
    const get = {
      ...event,
      headers: { authorization: `Bearer ${bearer}` },
      requestContext: { http: { method: 'GET' }, domainName: 'api.example.com' },
      body: null,
    } as unknown as LambdaEvent;

    expect((await handle(apiWorld().app)(withWholePath(get))).statusCode).toBe(403);
  });

  it('leaves a path that is still encoded', () => {
    const event = { ...eventOf({}), rawPath: '/a%20b/c%2Fd/e%3F' } as unknown as LambdaEvent;

    expect(withWholePath(event)).toEqual(event);
  });
});

describe('the adapter of Lambda', () => {
  it.each([
    ['order-1', 202],
    ['é'.repeat(10), 400],
    ['Ã©', 400],
    ['', 202],
  ])(
    'hands the Idempotency-Key %j over so that it is answered as described',
    async (key, status) => {
      const { app } = apiWorld();

      const answer = await handle(app)(eventOf({ 'idempotency-key': key }));

      expect(answer.statusCode).toBe(status);
    },
  );
});
