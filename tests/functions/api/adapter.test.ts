import { describe, expect, it } from '@jest/globals';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
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
