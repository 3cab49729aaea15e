import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openDeadLetterTools } from '../../cli/commands/dead-letters/dead-letter-tools.ts';
import { openHeldTools } from '../../cli/commands/held/held-tools.ts';
import { openReputationTools } from '../../cli/commands/reputation/reputation-tools.ts';
import type { Pipeline } from '../../cli/program.ts';
import type { Target } from '../../cli/target.ts';
import { connect } from '../../shared/aws/clients/connect.ts';
import { keptKey, keptText } from '../../shared/dead-letters/kept-dead-letter.ts';
import { basicStreams } from '../../shared/email/streams.ts';
import { heldKey } from '../../shared/held/held-key.ts';
import { collect } from '../support/collect.ts';
import { listingOf, startRecordingServices } from '../support/recording-services.ts';

const unsettled = {
  tenantId: 'acme',
  stream: 'marketing',
  messageId: 'unknown',
  arrivedAtMs: 1_790_000_000_000,
} as const;
const kept = {
  queue: 'dead-letters',
  sqsMessageId: 'kept-1',
  body: '{}',
  attributes: {},
  sourceArn: undefined,
  sentAtMs: 1_790_000_000_000,
};
const deadLetterBody = (key: string) =>
  JSON.stringify({ tenantId: 'acme', payload: { s3: { bucket: 'payload-bucket', key } } });

let services: Awaited<ReturnType<typeof startRecordingServices>>;
let deadLetters: readonly string[] = [];
let objects: readonly string[] = [];

beforeAll(async () => {
  services = await startRecordingServices((operation, on) => {
    if (operation === 'ListQueues')
      return {
        QueueUrls: ['transactional', 'dead-letters'].map(
          (name) => `${services.endpoint}/1/pipeline-${name}`,
        ),
      };
    if (operation === 'ReceiveMessage')
      return {
        Messages: deadLetters.map((Body, index) => ({
          MessageId: `letter-${index}`,
          ReceiptHandle: `handle-${index}`,
          Body,
          Attributes: { SentTimestamp: String(now()) },
          MD5OfBody: createHash('md5').update(Body).digest('hex'),
          MessageAttributes: { queue: { StringValue: 'pipeline-bulk', DataType: 'String' } },
        })),
      };
    if (operation === 'GET' && on === '/payload-bucket') return listingOf(objects);
    if (operation === 'GET' && on.startsWith('/payload-bucket/letters/')) return keptText(kept);
    if (operation === 'GET' && on.startsWith('/payload-bucket/held/')) return '{}';
    if (operation === 'BatchGetItem' && on === 'messages')
      return {
        Responses: { messages: [{ pk: { S: 'acme#unknown' }, lease0: { N: '5' } }] },
        UnprocessedKeys: {},
      };
    if (operation === 'BatchGetItem' && on === 'tenants')
      return {
        Responses: {
          tenants: ['acme', '*'].map((tenantId) => ({
            tenantId: { S: tenantId },
            pauses: {
              M: {
                [tenantId === '*' ? '*' : 'marketing']: {
                  M: { by: { S: 'operator' }, since: { N: '1' }, why: { S: tenantId } },
                },
              },
            },
          })),
        },
        UnprocessedKeys: {},
      };
    return undefined;
  });
});
afterAll(() => services.stop());
beforeEach(() => {
  deadLetters = [];
  objects = [heldKey(unsettled)];
  services.take();
});

const targetOf = (): Target => {
  const { endpoint } = services;
  return {
    name: 'a test',
    connection: {
      region: 'eu-west-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
      sqsEndpoint: endpoint,
      dynamodbEndpoint: endpoint,
      s3Endpoint: endpoint,
    },
    queues: {
      transactional: `${endpoint}/1/pipeline-transactional`,
      bulk: `${endpoint}/1/pipeline-bulk`,
      feedback: `${endpoint}/1/pipeline-feedback`,
    },
    queuePrefix: 'pipeline-',
    place: { stage: 'test' },
    tables: {
      messages: 'messages',
      suppressions: 'suppressions',
      tenants: 'tenants',
      reputation: 'reputation',
      ledger: 'ledger',
      accessKeys: 'access-keys',
    },
    secretsKey: '',
    streams: basicStreams,
    payloads: { kind: 'bucket', name: 'payload-bucket' },
  };
};
const clientsOf = () => connect(targetOf().connection);
const now = () => 1_790_000_100_000;
const pipelineOf = (): Pipeline => ({
  target: targetOf(),
  clients: clientsOf(),
  clock: { now, sleepUntil: async () => undefined },
  streams: async () => basicStreams,
});

const failOnUnreadable = () => {
  throw new Error('No item is unreadable here.');
};

describe('openHeldTools', () => {
  it('lists the payload bucket, and knows the pauses of the tenant and of all mail', async () => {
    const tools = await openHeldTools(pipelineOf(), failOnUnreadable);

    expect(await collect(tools.listHeld({}))).toEqual([unsettled]);
    expect(await tools.findPauses('acme')).toMatchObject({
      marketing: { why: 'acme' },
      '*': { why: '*' },
    });
    expect(services.take()).toEqual(['GET /payload-bucket', 'BatchGetItem tenants']);
  });

  it('releases mail of unknown outcome when a person says so, and never with a pause', async () => {
    const tools = await openHeldTools(pipelineOf(), failOnUnreadable);

    expect(await tools.releasePaused({ tenantId: 'acme' })).toBe(0);
    expect(services.take()).not.toContain('SendMessage pipeline-bulk');
    expect(await tools.releaseHeld({ tenantId: 'acme' })).toBe(1);
    expect(services.take()).toContain('SendMessage pipeline-bulk');
  });
});

describe('openReputationTools', () => {
  it('reads the book in the table of reputations, and pauses in that of tenants', async () => {
    const { book, tenants } = await openReputationTools(
      pipelineOf(),
      failOnUnreadable,
      failOnUnreadable,
    );

    await book.listStandings();
    await tenants.list();

    expect(services.take()).toEqual(['Query reputation', 'Scan tenants']);
  });

  it('releases with a resume nothing of which it is unknown whether SES took it', async () => {
    const { releaseHeld, listHeld } = await openReputationTools(
      pipelineOf(),
      failOnUnreadable,
      failOnUnreadable,
    );

    expect(await collect(listHeld({}))).toEqual([unsettled]);
    expect(await releaseHeld({ tenantId: 'acme' })).toBe(0);
    expect(services.take()).not.toContain('SendMessage pipeline-bulk');
  });
});

describe('openDeadLetterTools', () => {
  const open = () => openDeadLetterTools(pipelineOf());

  it('walks the dead letters alone, on their queues and in the bucket, and looks messages up in their table', async () => {
    const tools = await open();
    objects = [];

    await tools.listSelected({}, () => {});
    await tools.findItems([{ tenantId: 'acme', messageId: 'm' }]);

    const calls = services.take();
    expect(calls[0]).toMatch(/^ListQueues/);
    expect(new Set(calls.slice(1))).toEqual(
      new Set([
        'ReceiveMessage pipeline-dead-letters',
        'GET /payload-bucket',
        'BatchGetItem messages',
      ]),
    );
  });

  it('shows dead letters that the bucket keeps among those of their queue', async () => {
    const tools = await open();
    objects = [keptKey(kept)];
    const shown: string[] = [];

    await tools.listSelected({ queue: 'dead-letters' }, ({ deadLetter }) => {
      shown.push(deadLetter.sqsMessageId);
    });

    expect(shown).toEqual(['kept-1']);
  });

  it('checks a dead letter against the bucket, and against whose object it names', async () => {
    const tools = await open();
    services.take();
    const check = (key: string) =>
      tools.checkRedrive({
        deadLetter: {
          queue: 'dead-letters',
          sqsMessageId: 'l',
          body: deadLetterBody(key),
          attributes: {},
          sourceArn: undefined,
          sentAtMs: now(),
        },
        diagnosis: {
          kind: 'mail',
          origin: 'bulk',
          firstId: 'l',
          tenantId: 'acme',
          messageId: 'l',
          death: 'refused',
          reasons: [],
        },
      } as never);

    expect(await check('payloads/shop/1.json')).toMatchObject({
      kind: 'unfit',
      reasons: [expect.stringContaining('not one of this tenant')],
    });
    expect(services.take()).toEqual([]);
    await check('payloads/acme/1.json');
    expect(services.take()).toEqual(['GET /payload-bucket/payloads/acme/1.json']);
  });

  it('puts a dead letter back on the queue that it came from', async () => {
    deadLetters = [
      JSON.stringify({ from: 'a@example.com', to: ['b@example.com'], subject: 's', text: 't' }),
    ];
    const tools = await open();

    await tools.redriveSelected(
      {},
      {
        isDryRun: false,
        rate: 1_000,
        onDeadLetter: () => {
          deadLetters = [];
        },
      },
    );

    expect(services.take()).toEqual(
      expect.arrayContaining(['SendMessage pipeline-bulk', 'DeleteMessage pipeline-dead-letters']),
    );
  });
});
