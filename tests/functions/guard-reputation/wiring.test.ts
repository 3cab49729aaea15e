import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { guardWiring } from '../../../functions/guard-reputation/wiring.ts';
import { heldKey } from '../../../shared/held/held-key.ts';
import type { HeldMail } from '../../../shared/held/ports.ts';
import { collect } from '../../support/collect.ts';
import { listingOf, startRecordingServices } from '../../support/recording-services.ts';
import { toldStreams } from '../../support/told-streams.ts';

const mailOf = (stream: HeldMail['stream'], messageId: string): HeldMail => ({
  tenantId: 'acme',
  stream,
  messageId,
  arrivedAtMs: 1_790_000_000_000,
});
const held = [mailOf('marketing', 'news'), mailOf('transactional', 'order')];
const unsettled = mailOf('transactional', 'unknown');

let services: Awaited<ReturnType<typeof startRecordingServices>>;
const before = { ...process.env };
let listed: readonly HeldMail[] = held;

beforeAll(async () => {
  services = await startRecordingServices((operation, on, body) => {
    if (operation === 'GET' && on === '/payload-bucket') return listingOf(listed.map(heldKey));
    if (operation === 'GET' && on.startsWith('/payload-bucket/')) return '{"subject":"s"}';
    if (operation === 'GET' && on === '/v2/email/account')
      return { SendQuota: { Max24HourSend: 7, MaxSendRate: 1, SentLast24Hours: 3 } };
    // Of this message it is not known whether SES took it.
    if (
      operation === 'BatchGetItem' &&
      on === 'messages' &&
      JSON.stringify(body).includes('unknown')
    )
      return {
        Responses: { messages: [{ pk: { S: 'acme#unknown' }, lease0: { N: '5' } }] },
        UnprocessedKeys: {},
      };
    return undefined;
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: services.endpoint,
    AWS_REGION: 'eu-west-1',
    STAGE: 'test',
    METRICS_NAMESPACE: 'Test',
    DETAILED_METRICS: 'false',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    TABLE_LEDGER: 'ledger',
    TABLE_MESSAGES: 'messages',
    TABLE_REPUTATION: 'reputation',
    TABLE_TENANTS: 'tenants',
    BUCKET_PAYLOADS: 'payload-bucket',
    QUEUE_TRANSACTIONAL_URL: `${services.endpoint}/1/transactional`,
    QUEUE_BULK_URL: `${services.endpoint}/1/bulk`,
    SES_ACCOUNT: '111122223333',
    STREAMS: toldStreams('set-'),
    BOUNCE_WARN_PERCENT: '3',
    BOUNCE_PAUSE_PERCENT: '6',
    COMPLAINT_WARN_PERCENT: '0.08',
    COMPLAINT_PAUSE_PERCENT: '0.2',
  });
});
afterAll(async () => {
  process.env = before;
  await services.stop();
});
beforeEach(() => {
  listed = held;
  services.take();
});

describe('guardWiring', () => {
  it('keeps the book in the table of reputations, and pauses in that of tenants', async () => {
    const { book, tenants } = guardWiring().ports;

    await book.readCursor();
    await tenants.list();

    expect(services.take()).toEqual(['GetItem reputation', 'Scan tenants']);
  });

  it('asks SES about the account after its turn, which the ledger gives', async () => {
    const reading = await guardWiring().ports.readAccount();

    const calls = services.take();
    expect(reading).toMatchObject({ max24Hours: 7, maxPerSecond: 1, sentLast24Hours: 3 });
    expect(calls.at(-1)).toBe('GET /v2/email/account');
    expect(new Set(calls.slice(0, -1).map((call) => call.split(' ')[1]))).toEqual(
      new Set(['ledger']),
    );
  });

  it('asks SES about tenants of its own account, of an account with a role, and not by an access key', async () => {
    const { reputationIn } = guardWiring().ports;
    const account = { account: '444455556666', region: 'eu-west-1', endpoint: services.endpoint };

    await reputationIn({ kind: 'pipeline' })?.find('acme');
    await reputationIn({ kind: 'own', account })?.find('acme');

    expect(services.take()).toEqual(['POST /v2/email/tenants/get', 'POST /v2/email/tenants/get']);
    expect(reputationIn({ kind: 'keys', account })).toBeUndefined();
    expect(guardWiring().own).toBe('111122223333#eu-west-1');
  });

  it('lists what is held in the payload bucket', async () => {
    expect(await collect(guardWiring().ports.listHeld({}))).toEqual(held);
    expect(services.take()).toEqual(['GET /payload-bucket']);
  });

  it('releases each mail from the bucket onto the queue of its stream, once its progress is known', async () => {
    expect(await guardWiring().ports.releaseHeld({ tenantId: 'acme' })).toBe(2);

    const calls = services.take();
    expect(calls).toContain('BatchGetItem messages');
    expect(calls.filter((call) => call.startsWith('SendMessage'))).toEqual([
      'SendMessage bulk',
      'SendMessage transactional',
    ]);
    expect(calls.filter((call) => call.startsWith('DELETE'))).toEqual(
      held.map((mail) => `DELETE /payload-bucket/${heldKey(mail)}`),
    );
  });

  it('never releases mail of which it is not known whether SES took it', async () => {
    listed = [unsettled];

    expect(await guardWiring().ports.releaseHeld({ tenantId: 'acme' })).toBe(0);
    expect(services.take()).not.toContain('SendMessage transactional');
  });

  it('judges by the percentages of the deployment, each in its place', () => {
    expect(guardWiring().ports.thresholds).toMatchObject({
      bounce: { warnAt: 0.03, pauseAt: 0.06 },
      complaint: { warnAt: 0.0008, pauseAt: 0.002 },
    });
  });
});
