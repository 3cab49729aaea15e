import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { offeredStreams } from '../../../functions/unsubscribe/offered-streams.ts';
import { readSubjects, readWaitingMails } from '../../../functions/unsubscribe/received-mail.ts';
import {
  type TakeMailPorts,
  takeMail,
  takeWaitingMails,
} from '../../../functions/unsubscribe/take-mail.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import { streamScope } from '../../../shared/suppression/scopes.ts';
import type { Count } from '../../../shared/telemetry/ports.ts';
import type { KeyRing } from '../../../shared/unsubscribe/key-ring.ts';
import type { Subscription } from '../../../shared/unsubscribe/token.ts';
import { mailLinksTo } from '../../../shared/unsubscribe/unsubscribe-link.ts';
import { memorySuppressions } from '../../fakes/memory-suppressions.ts';

const ring: KeyRing = {
  newest: 1,
  secrets: new Map([[1, createHash('sha256').update('test').digest()]]),
};
const jane: Subscription = {
  tenantId: 'acme',
  stream: 'marketing',
  address: 'jane@example.org',
};
const linkTo = mailLinksTo('leave@in.example.com', async () => ring);

/** Subject that a mail program writes when it follows the link. */
const subjectFor = async (subscription: Subscription): Promise<string> =>
  new URL(await linkTo(subscription)).searchParams.get('subject') ?? '';

/** @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda-event.html */
const eventOf = (mail: object) => ({
  Records: [
    {
      eventSource: 'aws:ses',
      eventVersion: '1.0',
      ses: {
        mail: {
          timestamp: '2026-11-29T12:00:00.000Z',
          source: 'jane@example.org',
          messageId: 'o3vrnil0e2ic28tr',
          destination: ['leave@in.example.com'],
          headersTruncated: false,
          ...mail,
        },
        receipt: { recipients: ['leave@in.example.com'], spamVerdict: { status: 'FAIL' } },
      },
    },
  ],
});

let table: ReturnType<typeof memorySuppressions>;
let told: string[];
let counts: Count[];
let ports: TakeMailPorts;

beforeEach(() => {
  table = memorySuppressions();
  told = [];
  counts = [];
  ports = {
    findRing: async (number) => (number === 1 ? ring : undefined),
    findTenant: async () => ({ name: 'Acme' }),
    offered: offeredStreams(basicStreams, {}),
    findSuppressions: table.findSuppressions,
    suppress: table.suppress,
    takeBack: async () => undefined,
    now: () => Date.UTC(2026, 10, 29),
    log: (_level, message, data) => void told.push(JSON.stringify([message, data])),
    count: (count) => void counts.push(count),
  };
});

const receive = async (mail: object): Promise<void> =>
  takeMail(readSubjects(eventOf(mail)) ?? ['the event was not read'], ports);

const entries = async (): Promise<readonly string[]> => {
  const found: string[] = [];
  for await (const { address, scope, reason } of table.list({}))
    found.push(`${address} ${scope} ${reason}`);
  return found.toSorted();
};
const dropped: Count = { name: 'UnsubscribeMailDropped', value: 1 };
const janeLeft = [`jane@example.org ${streamScope('acme', 'marketing')} unsubscribe`];

describe('mail to the unsubscribe mailbox', () => {
  it('suppresses as a POST does, once however often it comes, whoever sent it', async () => {
    const subject = await subjectFor(jane);
    await receive({ commonHeaders: { subject, from: ['joe@example.net'] } });
    await receive({ commonHeaders: { subject } });

    expect(await entries()).toEqual(janeLeft);
    expect(counts).toEqual([]);
  });

  it('reads the subject among the headers where SES names no common ones', async () => {
    await receive({
      headers: [
        { name: 'From', value: 'jane@example.org' },
        { name: 'SUBJECT', value: await subjectFor(jane) },
      ],
    });

    expect(await entries()).toEqual(janeLeft);
  });

  it.each<readonly [string, object]>([
    ['without a subject', {}],
    ['with another subject', { commonHeaders: { subject: 'unsubscribe' } }],
    ['with a token that nobody made', { commonHeaders: { subject: `acme.AQ${'b'.repeat(90)}` } }],
    ['with a token of a secret that is not there', { commonHeaders: { subject: 'acme.AgAA' } }],
  ])('drops a mail %s, counts it, and says nothing of it', async (_, mail) => {
    await receive(mail);

    expect(await entries()).toEqual([]);
    expect(counts).toEqual([dropped]);
    expect(told).toEqual([]);
  });

  it('drops the token of a stream that nobody can leave', async () => {
    const subject = await subjectFor({ ...jane, stream: 'transactional' });
    await receive({ commonHeaders: { subject } });

    expect([await entries(), counts]).toEqual([[], [dropped]]);
  });

  it('fails when a table cannot be reached, so that Lambda runs it again', async () => {
    const subject = await subjectFor(jane);
    ports = { ...ports, findRing: () => Promise.reject(new Error('down')) };

    await expect(receive({ commonHeaders: { subject } })).rejects.toThrow('down');
    expect(counts).toEqual([]);
  });

  it('is told from a request of API Gateway', () => {
    expect(readSubjects({ requestContext: {}, rawPath: '/u/acme/AQ' })).toBeUndefined();
    expect(readSubjects({ Records: [{ eventSource: 'aws:sqs', body: '' }] })).toBeUndefined();
  });
});

/** A batch of the queue of failed runs. */
const batchOf = (...bodies: readonly string[]) => ({
  Records: bodies.map((body, at) => ({
    eventSource: 'aws:sqs',
    messageId: `record-${at}`,
    receiptHandle: 'any',
    body,
  })),
});

/** @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
const failedRun = (mail: object): string =>
  JSON.stringify({
    version: '1.0',
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
    requestPayload: eventOf(mail),
    responsePayload: { errorType: 'FunctionFailed' },
  });

describe('mail that waits because runs failed', () => {
  const takeBatch = async (...bodies: readonly string[]) => {
    const waiting = readWaitingMails(batchOf(...bodies)) ?? [];
    expect(waiting).toHaveLength(bodies.length);
    return takeWaitingMails(waiting, ports);
  };

  it('suppresses as it would have done at first', async () => {
    const subject = await subjectFor(jane);

    expect(await takeBatch(failedRun({ commonHeaders: { subject } }))).toEqual({
      batchItemFailures: [],
    });
    expect(await entries()).toEqual(janeLeft);
    expect(counts).toEqual([]);
  });

  it('stays on the queue while a table cannot be reached, by itself, and says nothing of the mail', async () => {
    const subject = await subjectFor(jane);
    const other = await subjectFor({ ...jane, address: 'john@example.org' });
    const { suppress } = ports;
    ports = {
      ...ports,
      suppress: (entry) =>
        entry.address === jane.address ? Promise.reject(new Error(subject)) : suppress(entry),
    };

    expect(
      await takeBatch(
        failedRun({ commonHeaders: { subject } }),
        failedRun({ commonHeaders: { subject: other } }),
      ),
    ).toEqual({ batchItemFailures: [{ itemIdentifier: 'record-0' }] });
    expect(await entries()).toEqual([expect.stringContaining('john@example.org')]);
    expect(told).toEqual([expect.stringContaining('waits for another try')]);
    expect(told.join()).not.toContain(subject);
  });

  it.each(['', '{', 'null', '{}', '{"requestPayload":{"rawPath":"/u/acme/AQ"}}', failedRun({})])(
    'is dropped and counted where it names no mail: %s',
    async (body) => {
      expect(await takeBatch(body)).toEqual({ batchItemFailures: [] });
      expect(await entries()).toEqual([]);
      expect(counts).toEqual([dropped]);
    },
  );

  it('is told from a request of API Gateway and from an event of SES', () => {
    expect(readWaitingMails({ requestContext: {}, rawPath: '/u/acme/AQ' })).toBeUndefined();
    expect(readWaitingMails(eventOf({}))).toBeUndefined();
  });
});

const subscription: fc.Arbitrary<Subscription> = fc.record({
  tenantId: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
  stream: fc.constantFrom('marketing', 'notifications'),
  address: fc.oneof(
    fc.emailAddress(),
    fc.stringMatching(/^[a-z!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z]{1,60}\.example$/),
  ),
});
const characters = [...'abcxyzABCXYZ0189-_', '.', '=', '+', '/', ' ', '%', ''];

/** What one mail with this subject suppresses. */
const leftBy = async (subject: string): Promise<readonly unknown[]> => {
  const suppressed: unknown[] = [];
  await takeMail([subject], {
    ...ports,
    suppress: async ({ address, scope, reason }) =>
      void suppressed.push({ address, scope, reason }),
  });
  return suppressed;
};

describe('tokens in mail', () => {
  it('act, of 2,000, each on its own address, tenant and stream alone', () =>
    fc.assert(
      fc.asyncProperty(subscription, async (one) => {
        const scope = streamScope(one.tenantId, one.stream);

        expect(await leftBy(await subjectFor(one))).toEqual([
          { address: one.address, scope, reason: 'unsubscribe' },
        ]);
      }),
      { numRuns: 2_000 },
    ));

  it('do nothing when any character is another one, is missing, or is added', () =>
    fc.assert(
      fc.asyncProperty(
        subscription,
        fc.nat(),
        fc.constantFrom(...characters),
        async (one, place, character) => {
          const subject = await subjectFor(one);
          const at = place % subject.length;
          const changed = `${subject.slice(0, at)}${character}${subject.slice(at + 1)}`;

          if (changed !== subject) expect(await leftBy(changed)).toEqual([]);
          expect(await leftBy(`${subject}${character.trim() || 'A'}`)).toEqual([]);
        },
      ),
      { numRuns: 2_000 },
    ));
});
