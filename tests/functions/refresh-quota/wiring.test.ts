import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { quotaPorts } from '../../../functions/refresh-quota/wiring.ts';
import { startRecordingServices } from '../../support/recording-services.ts';
import { toldStreams } from '../../support/told-streams.ts';

let services: Awaited<ReturnType<typeof startRecordingServices>>;
const before = { ...process.env };
/** The item of `*` in the tenants table, as DynamoDB writes it. */
let ofAll: object | undefined;
const pause = { M: { by: { S: 'operator' }, since: { N: '1' }, why: { S: 'so' } } };

beforeAll(async () => {
  services = await startRecordingServices((operation, on) => {
    if (operation === 'GET' && on === '/v2/email/account')
      return { SendQuota: { Max24HourSend: 86_400, MaxSendRate: 14, SentLast24Hours: 3 } };
    if (operation === 'GET' && on.includes('event-source-mappings'))
      return { State: 'Enabled', BatchSize: 10, ScalingConfig: { MaximumConcurrency: 3 } };
    if (operation === 'Scan' && on === 'tenants')
      return {
        Items: [
          {
            tenantId: { S: 'acme' },
            ses: { M: { account: { S: '444455556666' }, region: { S: 'eu-central-1' } } },
          },
          { tenantId: { S: 'typo' }, ses: { M: { account: { S: '4444' }, region: { S: 'eu' } } } },
        ],
        Count: 2,
      };
    if (operation === 'BatchGetItem' && on === 'tenants' && ofAll !== undefined)
      return { Responses: { tenants: [{ tenantId: { S: '*' }, ...ofAll }] }, UnprocessedKeys: {} };
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
    TABLE_TENANTS: 'tenants',
    SES_ACCOUNT: '111122223333',
    STREAMS: toldStreams('set-'),
    EVENT_SOURCE_TRANSACTIONAL: 'uuid-of-transactional',
    EVENT_SOURCE_BULK: 'uuid-of-bulk',
    QUEUE_FEEDBACK: `${services.endpoint}/1/feedback`,
    SPREAD_OVER_DAY: 'true',
    SECRETS_KEY: '',
    EVENTS_TOPIC: '',
    EVENTS_BUS: '',
    RENEWAL_HOUR: '3',
  });
});
afterAll(async () => {
  process.env = before;
  await services.stop();
});
beforeEach(() => {
  ofAll = undefined;
  services.take();
});

describe('quotaPorts', () => {
  it('keeps the ledger of the own account in its region, and spreads its quota as the deployment says', async () => {
    const { ownAccount } = quotaPorts().accounts;

    expect(ownAccount.name).toBe('111122223333#eu-west-1');
    // A quota of a day's seconds is one a second, spread over the day.
    expect(await ownAccount.readAccount()).toMatchObject({ maxPerSecond: 1, max24Hours: 86_400 });
    expect(services.take()).toEqual(['GET /v2/email/account']);
  });

  it('finds the accounts of tenants, past an item that cannot be read', async () => {
    const others = await quotaPorts().accounts.findOtherAccounts();

    expect(others.map(({ name }) => name)).toEqual(['444455556666#eu-central-1']);
    expect(services.take()).toEqual(['Scan tenants']);
  });

  it.each([
    ['there is no item', undefined, false],
    ['nothing is paused', { pauses: { M: {} } }, false],
    ['another scope is paused', { pauses: { M: { marketing: pause } } }, false],
    ['all mail is paused', { pauses: { M: { '*': pause } } }, true],
    ['the item cannot be read', { pauses: { S: 'none' } }, true],
  ])('is stopped or not when %s', async (_, item, isStopped) => {
    ofAll = item;

    expect(await quotaPorts().accounts.isStopped()).toBe(isStopped);
    expect(services.take()).toEqual(['BatchGetItem tenants']);
  });

  it('sets the event source of each queue in its lane', async () => {
    const { eventSources } = quotaPorts().accounts;

    expect(eventSources.map(({ lane }) => lane)).toEqual(['transactional', 'bulk']);
    for (const each of eventSources) await each.read();
    expect(services.take().map((call) => call.split('/').at(-1))).toEqual([
      'uuid-of-transactional',
      'uuid-of-bulk',
    ]);
  });
});
