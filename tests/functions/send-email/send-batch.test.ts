import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sendBatch } from '../../../functions/send-email/send-batch.ts';
import type { MessageTable } from '../../../shared/aws/messages/message-table.ts';
import type { MessageKey, SendPlan } from '../../../shared/messages/ports.ts';
import type { SendAnswer, SendMail, SesRefusal } from '../../../shared/ses-api/ports.ts';
import type { SuppressionEntry } from '../../../shared/suppression/suppression-entry.ts';
import type { Consistency } from '../../../shared/system/ports.ts';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import { CredentialsProblem } from '../../../shared/tenants/credentials-problem.ts';
import {
  bodyOf,
  fingerprintOfBody,
  noon,
  sendingWorld,
  settleMs,
} from '../../fakes/sending-world.ts';
import { feedbackEvent } from '../../support/feedback-event.ts';

type Store = Omit<MessageTable, 'findItems'>;

const done = expect.objectContaining({ kind: 'done' });

const suppression = (changes: Partial<SuppressionEntry> = {}): SuppressionEntry => ({
  address: 'jane@example.org',
  scope: 'tenant#default',
  reason: 'bounce',
  detail: 'Permanent/General',
  source: 'event-1',
  sinceMs: noon - 1000,
  expiresAtMs: undefined,
  ...changes,
});

const refused = (kind: SesRefusal['kind'], code = 'Code'): SendAnswer => ({
  kind: 'refused',
  refusal: { kind, code, cause: 'The cause.', remedy: 'The remedy.' },
});

const destinations = (world: ReturnType<typeof sendingWorld>): readonly string[] =>
  world.mails.flatMap(({ mail }) => mail.destinations);

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

describe('sendBatch', () => {
  it('sends a message once and writes down that it is sent', async () => {
    const world = sendingWorld();

    expect(await world.deliver([bodyOf()])).toEqual([done]);

    expect(destinations(world)).toEqual(['jane@example.org']);
    expect(world.messages.itemOf({ tenantId: 'default', messageId: 'order-1' }).sent.get(0)).toBe(
      'ses-1',
    );
    expect(world.sum('Sent')).toBe(1);
  });

  it('puts its tags, its configuration set and only this message on the call', async () => {
    const world = sendingWorld();

    await world.deliver(
      [bodyOf({ tenantId: 'clinic-1', stream: 'notifications', tags: { campaign: 'spring' } })],
      { lane: 'bulk' },
    );

    expect(world.mails[0]?.mail).toMatchObject({
      configurationSet: 'set-notifications',
      tags: {
        campaign: 'spring',
        'pipeline-message': 'order-1',
        'pipeline-tenant': 'clinic-1',
        'pipeline-stream': 'notifications',
        'pipeline-part': '0',
      },
    });
  });

  it('claims before it sends', async () => {
    const world = sendingWorld();
    const order: string[] = [];
    const noteSend: typeof world.account.sendMail = async (mail) => {
      order.push('send');
      return world.account.sendMail(mail);
    };

    await world.deliver([bodyOf()], {
      ports: {
        claimPart: async (claim) => {
          order.push('claim');
          return world.ports.claimPart(claim);
        },
        findTenants: async () =>
          new Map([['default', { account: { ...world.account, sendMail: noteSend }, pauses: {} }]]),
        recordSent: async (...sent) => {
          order.push('record');
          return world.ports.recordSent(...sent);
        },
      },
    });

    expect(order).toEqual(['claim', 'send', 'record']);
  });

  it('answers a second copy as done without sending it, in the same batch and in a later one', async () => {
    const world = sendingWorld();

    const first = await world.deliver([bodyOf(), bodyOf()]);
    const second = await world.deliver([bodyOf()]);

    expect([first, second]).toEqual([[done, done], [done]]);
    expect(world.mails).toHaveLength(1);
    expect(world.sum('Duplicate')).toBe(2);
  });

  it('takes the same id of two tenants for two messages', async () => {
    const world = sendingWorld();

    await world.deliver([bodyOf({ tenantId: 'a' }), bodyOf({ tenantId: 'b' })]);

    expect(world.mails).toHaveLength(2);
  });

  it('leaves suppressed recipients out of the envelope and sends to the others', async () => {
    const world = sendingWorld();
    world.suppressions.push(suppression());

    await world.deliver([
      bodyOf({
        to: ['Jane <JANE@Example.org>'],
        cc: ['joe@example.org'],
        bcc: ['kim@example.org'],
      }),
    ]);

    expect(destinations(world)).toEqual(['joe@example.org', 'kim@example.org']);
    expect(world.sum('Suppressed')).toBe(1);
  });

  it.each([
    ['for all tenants', { scope: '*' }, 0],
    ['for this tenant', { scope: 'tenant#default' }, 0],
    ['for this stream', { scope: 'tenant#default#stream#transactional' }, 0],
    ['for another stream', { scope: 'tenant#default#stream#marketing' }, 1],
    ['for another tenant', { scope: 'tenant#other' }, 1],
    ['until a time that has passed', { expiresAtMs: noon - 1 }, 1],
    ['until a time to come', { expiresAtMs: noon + 1000 }, 0],
  ])('keeps to a suppression %s', async (_, changes, mails) => {
    const world = sendingWorld();
    world.suppressions.push(suppression(changes));

    expect(await world.deliver([bodyOf()])).toEqual([done]);

    expect(world.mails).toHaveLength(mails);
    expect(
      world.messages.itemOf({ tenantId: 'default', messageId: 'order-1' }).outcome?.state,
    ).toBe(mails === 0 ? 'suppressed' : undefined);
  });

  it('sends nothing when the suppressions cannot be read', async () => {
    const world = sendingWorld();

    const results = await world.deliver([bodyOf(), bodyOf({ messageId: 'order-2' })], {
      ports: { findSuppressions: () => Promise.reject(new Error('unreachable')) },
    });

    expect(results.map((result) => result.kind)).toEqual(['again', 'again']);
    expect(world.mails).toHaveLength(0);
  });

  it.each([
    [
      'of its tenant',
      'findTenants',
      (asked: readonly unknown[]) => JSON.stringify(asked).includes('typo'),
    ],
    [
      'of a recipient',
      'findSuppressions',
      (asked: readonly unknown[]) => JSON.stringify(asked).includes('odd@example.org'),
    ],
    [
      'of its progress',
      'findProgress',
      (asked: readonly unknown[]) => JSON.stringify(asked).includes('order-2'),
    ],
  ] as const)(
    'keeps one message back, and no other, while an item %s cannot be read',
    async (_, port, isAsked) => {
      const world = sendingWorld();
      const ask = world.ports[port] as (...asked: unknown[]) => Promise<never>;
      const failing = async (...asked: unknown[]) => {
        if (isAsked(asked)) throw new UnreadableItem('the item', ['some.path']);
        return ask(...asked);
      };
      const odd = bodyOf({ messageId: 'order-2', tenantId: 'typo', to: ['odd@example.org'] });

      const results = await world.deliver([bodyOf(), odd, bodyOf({ messageId: 'order-3' })], {
        ports: { [port]: failing },
      });

      expect(results.map(({ kind }) => kind)).toEqual(['done', 'again', 'done']);
      expect(world.mails).toHaveLength(2);
      const told = world.lines.filter((line) => line.includes('some.path'));
      expect(told).toHaveLength(1);
      expect(told[0]).toContain('"messageId":"order-2"');
    },
  );

  it.each([
    ['held mail', 'mallory', { key: 'held/acme/marketing/0001795262400000-order-4711.json' }],
    ['the payload of another tenant', 'mallory', { key: 'payloads/acme/1.json' }],
    ['an attachment as a payload', 'acme', { key: 'attachments/acme/1.json' }],
    [
      'what lies right under the prefix, which is the default tenant’s',
      'acme',
      { key: 'payloads/1' },
    ],
    ['the payload of another tenant, by naming none', undefined, { key: 'payloads/acme/1.json' }],
  ])('never reads %s for a message of %s', async (_, tenantId, { key }) => {
    const world = sendingWorld();
    const s3 = { bucket: 'payload-bucket', key };
    world.objects.set(`payload-bucket/${key}`, Buffer.from(bodyOf({ tenantId: undefined })));

    await world.deliver([JSON.stringify({ ...(tenantId ? { tenantId } : {}), payload: { s3 } })]);

    expect(world.mails).toEqual([]);
    expect(world.deadLetters).toMatchObject([
      {
        reasons: [
          `payload.s3: the object is not one of this tenant; put it under payloads/${tenantId ?? 'default'}/`,
        ],
      },
    ]);
  });

  it.each([
    ['acme', 'acme', 'payloads/acme/1.json'],
    ['none, and its object names it', undefined, 'payloads/acme/1.json'],
    ['default, from before there were tenants in the layout', 'default', 'payloads/1.json'],
  ])('reads the payload of tenant %s', async (_, tenantId, key) => {
    const world = sendingWorld();
    const s3 = { bucket: 'payload-bucket', key };
    const inObject = key.includes('acme') ? 'acme' : 'default';
    world.objects.set(`payload-bucket/${key}`, Buffer.from(bodyOf({ tenantId: inObject })));

    await world.deliver([JSON.stringify({ ...(tenantId ? { tenantId } : {}), payload: { s3 } })]);

    expect(world.mails).toHaveLength(1);
  });

  it('shows no id that could be an address in its log, while S3 cannot be reached', async () => {
    const world = sendingWorld();
    const s3 = { bucket: 'payload-bucket', key: 'payloads/default/news.jane@example.org-1.json' };

    await world.run(
      sendBatch(
        { ...world.ports, fetchObject: () => Promise.reject(new Error('unreachable')) },
        { owner: 'run', remainingMs: () => 60_000, settleMs, silenceMs: 600_000 },
        {
          lane: 'transactional',
          isFull: false,
          records: [
            {
              sqsMessageId: 'news.jane@example.org',
              body: JSON.stringify({ payload: { s3 } }),
              queue: 'transactional',
              arrivedAtMs: noon,
              releasedCopy: 1,
              isFirstDelivery: false,
            },
          ],
        },
      ),
    );

    expect(world.lines.some((line) => line.includes('stays in its queue'))).toBe(true);
    expect(world.lines.filter((line) => line.includes('@'))).toEqual([]);
  });

  it('dead-letters a bad message with every reason and goes on with the rest', async () => {
    const world = sendingWorld();

    const results = await world.deliver([
      '{"to": broken',
      bodyOf({ to: ['nobody'], subject: 'a\r\nBcc: x@example.org' }),
      bodyOf(),
    ]);

    expect(results).toEqual([done, done, done]);
    expect(world.mails).toHaveLength(1);
    expect(world.deadLetters.map((deadLetter) => deadLetter.reasons.length)).toEqual([1, 2]);
    expect(
      world.messages.itemOf({ tenantId: 'default', messageId: 'sqs-1-0' }).outcome?.state,
    ).toBe('rejected');
  });

  it('leaves a bad message in its queue while the dead letters are down', async () => {
    const world = sendingWorld();

    const results = await world.deliver(['{'], {
      ports: { putDeadLetter: () => Promise.reject(new Error('unreachable')) },
    });

    expect(results[0]?.kind).toBe('again');
    expect(world.deadLetters).toHaveLength(0);
  });

  it('dead-letters nothing while it cannot be written down that a message is rejected, so that no dead letter comes twice', async () => {
    const world = sendingWorld();

    const results = await world.deliver(['{'], {
      ports: { recordOutcome: () => Promise.reject(new Error('unreachable')) },
    });

    expect(results[0]?.kind).toBe('again');
    expect(world.deadLetters).toHaveLength(0);
  });

  it('waits for sendAfter and ends as expired after expiresAt', async () => {
    const world = sendingWorld();
    const early = bodyOf({ sendAfter: new Date(noon + 3_600_000).toISOString() });
    const late = bodyOf({ messageId: 'order-2', expiresAt: new Date(noon).toISOString() });

    expect(await world.deliver([early, late])).toEqual([
      { kind: 'again', untilMs: noon + 3_600_000 },
      done,
    ]);

    expect(world.mails).toHaveLength(0);
    expect(
      world.messages.itemOf({ tenantId: 'default', messageId: 'order-2' }).outcome?.state,
    ).toBe('expired');
  });

  it('splits an envelope that is larger than half a second of rate, and every recipient gets one copy', async () => {
    const world = sendingWorld({ rate: 14 });
    const to = Array.from({ length: 30 }, (_, index) => `r${index}@example.org`);

    expect(await world.deliver([bodyOf({ to })])).toEqual([done]);

    expect(world.mails.map(({ mail }) => mail.destinations.length)).toEqual([7, 7, 7, 7, 2]);
    expect([...destinations(world)].sort()).toEqual([...to].sort());
  });

  it('keeps to the plan of the first try when the rate has changed in between', async () => {
    const world = sendingWorld({ rate: 14 });
    const to = Array.from({ length: 10 }, (_, index) => `r${index}@example.org`);
    world.ses.answer = (_mail, call) =>
      call === 1
        ? { kind: 'accepted', sesMessageId: 'ses-1' }
        : { kind: 'unknown', detail: 'reset' };

    const [first] = await world.deliver([bodyOf({ to })]);
    await world.sleep(settleMs + 70_000);
    world.memory.last = undefined;
    world.ses.answer = () => ({ kind: 'accepted', sesMessageId: 'ses-9' });
    const [second] = await world.deliver([bodyOf({ to })]);

    expect([first?.kind, second?.kind]).toEqual(['again', 'done']);
    expect(world.mails.map(({ mail }) => mail.destinations.length)).toEqual([7, 3, 3]);
  });

  it('gives a throttled mail another slot in the same run, and never the dead letters', async () => {
    const world = sendingWorld();
    world.ses.answer = (_mail, call) =>
      call <= 3 ? refused('rate') : { kind: 'accepted', sesMessageId: `ses-${call}` };

    expect(await world.deliver([bodyOf()])).toEqual([done]);

    expect(world.mails).toHaveLength(4);
    expect(world.sum('Throttled')).toBe(3);
    expect(world.messages.itemOf({ tenantId: 'default', messageId: 'order-1' }).attempts).toBe(1);
  });

  it('sends the first mail after a rest with one slot at one a second, too, though its claim takes a while', async () => {
    const world = sendingWorld({ rate: 1 });
    await world.sleep(60_000);
    const restedMs = world.clock.now();
    const claimPart: typeof world.ports.claimPart = async (claim) => {
      await world.clock.sleepUntil(world.clock.now() + 200);
      return world.ports.claimPart(claim);
    };

    expect(await world.deliver([bodyOf()], { ports: { claimPart } })).toEqual([done]);

    expect(world.mails.map(({ atMs }) => atMs - restedMs)).toEqual([250]);
    expect(world.ledger.now()?.quota).toBe(50_000 - 1);
  });

  it('gives a mail whose claim was written too late another slot, and claims it once', async () => {
    const world = sendingWorld({ rate: 1 });
    let claims = 0;
    const claimPart: typeof world.ports.claimPart = async (claim) => {
      claims += 1;
      if (claims === 1) await world.clock.sleepUntil(world.clock.now() + 400);
      return world.ports.claimPart(claim);
    };

    expect(await world.deliver([bodyOf()], { ports: { claimPart } })).toEqual([done]);

    expect(claims).toBe(1);
    expect(world.mails.map(({ atMs }) => atMs - noon)).toEqual([250 + 1060]);
    expect(world.sum('Throttled')).toBe(0);
  });

  it('gives the claim back of a mail that was late and has no other slot in this run', async () => {
    const world = sendingWorld({ rate: 0.02 });
    const claimPart: typeof world.ports.claimPart = async (claim) => {
      await world.clock.sleepUntil(world.clock.now() + 400);
      return world.ports.claimPart(claim);
    };

    const [result] = await world.deliver([bodyOf()], { ports: { claimPart } });

    expect(result?.kind).toBe('again');
    expect(world.mails).toHaveLength(0);
    expect(world.messages.itemOf({ tenantId: 'default', messageId: 'order-1' }).leases.size).toBe(
      0,
    );
  });

  it('sends as many mails as the quota has room for, and has the rest again within little more than a minute', async () => {
    const world = sendingWorld({ rate: 50, quota: 9 });
    const bodies = Array.from({ length: 10 }, (_, index) => bodyOf({ messageId: `m${index}` }));

    const results = await world.deliver(bodies);

    expect(world.mails).toHaveLength(9);
    expect(results.map(({ kind }) => kind)).toEqual([...Array(9).fill('done'), 'again']);
    for (const result of results)
      if (result.kind === 'again') expect(result.untilMs - noon).toBeLessThanOrEqual(66_000);
  });

  it('counts no recipient of the mailbox simulator towards the quota', async () => {
    const world = sendingWorld({ quota: 1 });

    const results = await world.deliver([
      bodyOf({ messageId: 'm1', to: ['success@simulator.amazonses.com', 'jane@example.org'] }),
      bodyOf({ messageId: 'm2', to: ['bounce@simulator.amazonses.com'] }),
    ]);

    expect(results.map(({ kind }) => kind)).toEqual(['done', 'done']);
    expect(world.ledger.now()?.quota).toBe(0);
  });

  it('lets a mail wait when SES says that the daily quota is used up, and gives its claim back', async () => {
    const world = sendingWorld();
    world.ses.answer = () => refused('quota');

    const [result] = await world.deliver([bodyOf()]);

    expect(result?.kind).toBe('again');
    expect(world.deadLetters).toHaveLength(0);
    expect(world.messages.itemOf({ tenantId: 'default', messageId: 'order-1' }).leases.size).toBe(
      0,
    );
  });

  it.each(['paused', 'unreachable', 'quota'] as const)(
    'stops the batch when SES answers %s, without calling it for the others',
    async (kind) => {
      const world = sendingWorld({ rate: 2 });
      world.ses.answer = () => refused(kind);

      const results = await world.deliver(
        Array.from({ length: 6 }, (_, index) => bodyOf({ messageId: `order-${index}` })),
      );

      expect(results.every((result) => result.kind === 'again')).toBe(true);
      expect(world.mails.length).toBeLessThanOrEqual(2);
    },
  );

  it('fails a message that SES refuses for good, with cause and remedy, among the dead letters', async () => {
    const world = sendingWorld();
    world.ses.answer = () => refused('configuration', 'MessageRejected');

    expect(await world.deliver([bodyOf()])).toEqual([done]);

    expect(world.deadLetters[0]).toMatchObject({
      reasons: ['MessageRejected: The cause.'],
      remedy: 'The remedy.',
    });
    expect(
      world.messages.itemOf({ tenantId: 'default', messageId: 'order-1' }).outcome?.state,
    ).toBe('failed');
  });

  it('can send a failed message again once the cause is gone', async () => {
    const world = sendingWorld();
    world.ses.answer = (_mail, call) =>
      call === 1 ? refused('configuration') : { kind: 'accepted', sesMessageId: 'ses-2' };

    await world.deliver([bodyOf()]);
    const again = await world.deliver([bodyOf()]);

    expect(again).toEqual([done]);
    expect(world.messages.itemOf({ tenantId: 'default', messageId: 'order-1' }).sent.get(0)).toBe(
      'ses-2',
    );
  });

  it('calls SES for each recipient alone when it refuses them together, and fails only the one at fault', async () => {
    const world = sendingWorld();
    world.ses.answer = (mail, call) =>
      mail.destinations.includes('bad@example.org')
        ? refused('message', 'InvalidParameterValue')
        : { kind: 'accepted', sesMessageId: `ses-${call}` };
    const body = bodyOf({ to: ['jane@example.org', 'bad@example.org', 'joe@example.org'] });

    const first = await world.deliver([body]);
    const second = await world.deliver([body]);

    expect(first[0]?.kind).toBe('again');
    expect(second).toEqual([done]);
    expect(world.mails.slice(1).map(({ mail }) => mail.destinations)).toEqual([
      ['jane@example.org'],
      ['bad@example.org'],
      ['joe@example.org'],
    ]);
    expect(world.deadLetters).toHaveLength(1);
  });

  it('does not send again while it is unknown whether SES took a mail, and sends again after the settle time', async () => {
    const world = sendingWorld();
    world.ses.answer = (_mail, call) =>
      call === 1
        ? { kind: 'unknown', detail: 'socket hang up' }
        : { kind: 'accepted', sesMessageId: 'ses-2' };

    const [first] = await world.deliver([bodyOf()]);
    const [early] = await world.deliver([bodyOf()]);
    await world.sleep(settleMs + 1000);
    const [late] = await world.deliver([bodyOf()]);

    expect([first?.kind, early?.kind, late?.kind]).toEqual(['again', 'again', 'done']);
    expect(world.mails).toHaveLength(2);
    expect(world.sum('Unsettled')).toBe(1);
  });

  it("takes SES's Send event for the answer that was lost", async () => {
    const world = sendingWorld();
    world.ses.answer = () => ({ kind: 'unknown', detail: 'socket hang up' });
    const key = { tenantId: 'default', messageId: 'order-1' };

    await world.deliver([bodyOf()]);
    await world.messages.store.recordEvents({
      key,
      events: [
        feedbackEvent({
          eventId: 'e1',
          atMs: noon,
          recipients: ['jane@example.org'],
          sesMessageId: 'ses-1',
          tags: { 'pipeline-part': '0' },
        }),
      ],
    });
    await world.sleep(settleMs + 1000);

    expect(await world.deliver([bodyOf()])).toEqual([done]);
    expect(world.mails).toHaveLength(1);
  });

  describe('when the table does not yet tell what was written just now', () => {
    const key = { tenantId: 'default', messageId: 'order-1' };
    const recipients = ['jane@example.org', 'joe@example.org'];
    const body = bodyOf({ to: recipients });
    const claim = {
      key,
      part: 0,
      owner: 'another run',
      nowMs: noon,
      leaseUntilMs: noon + 60_000,
      copyMs: noon,
      settleMs,
      stream: 'transactional',
    };
    const claimOf = (plan: SendPlan | undefined, part = 0) => ({
      ...claim,
      part,
      isNew: false,
      unknownCalls: 0,
      isTakenOver: false,
      fingerprint: fingerprintOfBody(body),
      recipients,
      suppressed: [],
      plan,
    });
    const blind = (world: ReturnType<typeof sendingWorld>) => ({
      findProgress: async (keys: readonly MessageKey[], consistency?: Consistency) =>
        consistency === 'eventual' ? [] : world.messages.store.findProgress(keys),
    });

    it.each([
      ['sent', 0, async (store: Store) => store.recordSent(key, 0, 'ses-1', noon)],
      [
        'being sent by another run',
        0,
        async (store: Store) => void (await store.claimPart(claimOf(undefined))),
      ],
      [
        'sent to one of its recipients, by a plan, whose other part is still to go',
        1,
        async (store: Store) => {
          await store.claimPart(claimOf([[0], [1]]));
          await store.recordSent(key, 0, 'ses-1', noon);
        },
      ],
      [
        'of a call whose answer was lost',
        0,
        async (store: Store) => {
          await store.claimPart(claimOf(undefined));
          await store.recordUnknown(key, 0, noon);
        },
      ],
      [
        'that failed before',
        1,
        async (store: Store) =>
          store.recordOutcome({
            ...claim,
            state: 'failed',
            part: undefined,
            reasons: [],
            atMs: noon - 1,
            recipients,
            suppressed: [],
          }),
      ],
    ])(
      'a first delivery sends nothing that another has sent or may be sending: a message %s',
      async (_, mails, happened) => {
        const world = sendingWorld();
        await happened(world.messages.store);

        const [result] = await world.deliver([body], { ports: blind(world) });
        if (result?.kind === 'again')
          await world.deliver([body], { ports: blind(world), isFirstDelivery: false });

        expect(world.mails).toHaveLength(mails);
      },
    );

    it('a message that nobody was handed before goes out', async () => {
      const world = sendingWorld();

      expect(await world.deliver([body], { ports: blind(world) })).toEqual([done]);

      expect(world.mails).toHaveLength(1);
    });
  });

  it('looks again soon at a message that another run holds, since it will most often be sent', async () => {
    const world = sendingWorld();
    const key = { tenantId: 'default', messageId: 'order-1' };
    await world.messages.store.claimPart({
      key,
      part: 0,
      owner: 'another run',
      nowMs: noon,
      leaseUntilMs: noon + 60_000,
      copyMs: noon,
      settleMs,
      stream: 'transactional',
      isNew: false,
      unknownCalls: 0,
      isTakenOver: false,
      fingerprint: fingerprintOfBody(bodyOf()),
      recipients: ['jane@example.org'],
      suppressed: [],
      plan: undefined,
    });

    const early = await world.deliver([bodyOf()]);
    await world.messages.store.recordSent(key, 0, 'ses-1', noon);
    const late = await world.deliver([bodyOf()]);

    expect(early).toEqual([{ kind: 'again', untilMs: noon + 10_000 }]);
    expect(late).toEqual([done]);
    expect(world.mails).toHaveLength(0);
  });

  describe('of mail that is held', () => {
    const key = { tenantId: 'default', messageId: 'order-1' };
    const marketing = bodyOf({ stream: 'marketing' });
    const pause = { by: 'operator', since: noon, why: 'the list is bought' } as const;
    const outcomeIn = (world: ReturnType<typeof sendingWorld>) =>
      world.messages.itemOf(key).outcome;

    /** A world in which it is not known whether SES took a marketing mail. */
    const unknownOutcome = async () => {
      const world = sendingWorld();
      world.ses.answer = () => ({ kind: 'unknown', detail: 'socket hang up' });
      await world.deliver([marketing], { lane: 'bulk', arrivedAtMs: noon });
      await world.sleep(settleMs + 1000);
      await world.deliver([marketing], { lane: 'bulk', arrivedAtMs: noon });
      world.ses.answer = () => ({ kind: 'accepted', sesMessageId: 'ses-2' });
      return world;
    };

    it('keeps a marketing mail of which it is unknown whether it was sent, and sends it no second time', async () => {
      const world = await unknownOutcome();

      expect(world.mails).toHaveLength(1);
      expect(outcomeIn(world)).toMatchObject({ state: 'held', heldCopy: noon });
      expect([...world.held.keys()]).toEqual([
        expect.stringMatching(`^held/default/marketing/000${noon}-order-1~[\\w-]{8}\\.json$`),
      ]);
      expect(world.deadLetters).toHaveLength(0);
    });

    it('sends again what was released, although its claim was never settled', async () => {
      const world = await unknownOutcome();

      expect(await world.deliver([marketing], { lane: 'bulk', releasedCopy: noon })).toEqual([
        done,
      ]);

      expect(world.mails).toHaveLength(2);
      expect(world.held.size).toBe(1);
      expect(world.messages.itemOf(key).sent.get(0)).toBe('ses-2');
    });

    it('never sends on a release what an event of SES settled in the meantime', async () => {
      const world = await unknownOutcome();
      world.messages.itemOf(key).sent.set(0, 'ses-1');

      expect(await world.deliver([marketing], { lane: 'bulk', releasedCopy: noon })).toEqual([
        done,
      ]);

      expect(world.mails).toHaveLength(1);
      expect(world.sum('Duplicate')).toBe(1);
    });

    it('holds a released mail again when its outcome is unknown again: a release counts once', async () => {
      const world = await unknownOutcome();
      world.ses.answer = () => ({ kind: 'unknown', detail: 'socket hang up' });
      const releasedAtMs = world.clock.now();
      const released = { lane: 'bulk', releasedCopy: noon, arrivedAtMs: releasedAtMs } as const;
      await world.deliver([marketing], released);
      await world.sleep(settleMs + 1000);

      expect(await world.deliver([marketing], released)).toEqual([done]);
      expect(await world.deliver([marketing], released)).toEqual([done]);

      expect(world.mails).toHaveLength(2);
      expect(outcomeIn(world)?.heldCopy).toBe(releasedAtMs);
    });

    it('keeps a further copy of a held mail without outdating its release', async () => {
      const world = await unknownOutcome();

      await world.deliver([marketing], { lane: 'bulk', arrivedAtMs: noon + 900_000 });
      expect(world.held.size).toBe(2);
      expect(outcomeIn(world)?.heldCopy).toBe(noon);

      await world.deliver([marketing], { lane: 'bulk', releasedCopy: noon });
      await world.deliver([marketing], { lane: 'bulk', releasedCopy: noon + 900_000 });
      expect(world.mails).toHaveLength(2);
    });

    it.each(['*', 'marketing'])(
      'holds mail of a tenant that is paused for %s, and takes it off its queue',
      async (scope) => {
        const world = sendingWorld();
        world.pauses.set('default', { [scope]: pause });

        expect(await world.deliver([marketing], { lane: 'bulk' })).toEqual([done]);

        expect(world.mails).toHaveLength(0);
        expect(outcomeIn(world)).toMatchObject({
          state: 'held',
          reasons: [expect.stringContaining('paused by the operator: the list is bought')],
        });
        expect([...world.held.values()].map((text) => JSON.parse(text))).toEqual([
          {
            ...JSON.parse(marketing),
            tenantId: 'default',
            messageId: 'order-1',
            stream: 'marketing',
          },
        ]);
        expect(world.sum('Held')).toBe(1);
      },
    );

    it('sends mail of other streams and of other tenants', async () => {
      const world = sendingWorld();
      world.pauses.set('default', { marketing: pause });
      world.pauses.set('acme', { '*': pause });

      await world.deliver([bodyOf(), bodyOf({ tenantId: 'other' }), bodyOf({ tenantId: 'acme' })]);

      expect(world.mails).toHaveLength(2);
      expect([...world.held.keys()]).toEqual([
        expect.stringMatching(/^held\/acme\/transactional\//),
      ]);
    });

    it('sends what was held for a pause when it is released after it, and holds it anew when it is released before', async () => {
      const world = sendingWorld();
      world.pauses.set('default', { '*': pause });
      await world.deliver([bodyOf()], { arrivedAtMs: noon });

      await world.deliver([bodyOf()], { arrivedAtMs: noon + 5_000, releasedCopy: noon });
      expect(outcomeIn(world)?.heldCopy).toBe(noon + 5_000);

      world.pauses.clear();
      await world.deliver([bodyOf()], { arrivedAtMs: noon + 9_000, releasedCopy: noon });
      expect(world.mails).toHaveLength(0);

      await world.deliver([bodyOf()], { arrivedAtMs: noon + 9_500, releasedCopy: noon + 5_000 });
      expect(world.mails).toHaveLength(1);
    });

    it('keeps the mail itself when the queue held only where it lies', async () => {
      const world = sendingWorld();
      world.pauses.set('default', { '*': pause });
      world.objects.set('payloads/order-1', Buffer.from(bodyOf()));

      await world.deliver([
        JSON.stringify({ payload: { s3: { bucket: 'payloads', key: 'order-1' } } }),
      ]);

      expect([...world.held.values()].map((text) => JSON.parse(text))).toEqual([
        {
          ...JSON.parse(bodyOf()),
          tenantId: 'default',
          messageId: 'order-1',
          stream: 'transactional',
        },
      ]);
    });

    it('leaves mail on its queue that cannot be kept, and records nothing', async () => {
      const world = sendingWorld();
      world.pauses.set('default', { '*': pause });

      const [result] = await world.deliver([bodyOf()], {
        ports: { holdMail: () => Promise.reject(new Error('unreachable')) },
      });

      expect(result?.kind).toBe('again');
      expect(outcomeIn(world)).toBeUndefined();
      expect(
        (
          await world.deliver([bodyOf()], {
            ports: { recordOutcome: () => Promise.reject(new Error('unreachable')) },
          })
        )[0]?.kind,
      ).toBe('again');
      expect(world.held.size).toBe(1);
    });

    it('lets an expired mail of a paused tenant end instead of holding it', async () => {
      const world = sendingWorld();
      world.pauses.set('default', { '*': pause });

      await world.deliver([bodyOf({ expiresAt: new Date(noon - 1).toISOString() })]);

      expect(outcomeIn(world)?.state).toBe('expired');
      expect(world.held.size).toBe(0);
    });
  });

  it('writes down what SES accepted as soon as the table can be reached again', async () => {
    const world = sendingWorld();
    let tries = 0;

    const [result] = await world.deliver([bodyOf()], {
      ports: {
        recordSent: async (...sent) => {
          tries += 1;
          if (tries < 5) throw new Error('unreachable');
          return world.ports.recordSent(...sent);
        },
      },
    });

    expect(result).toEqual(done);
    expect(world.messages.itemOf({ tenantId: 'default', messageId: 'order-1' }).sent.get(0)).toBe(
      'ses-1',
    );
    expect(world.clock.now() - noon).toBeLessThan(5_000);
    expect(world.lines.join()).not.toContain('could not be written');
  });

  it('never sends again what SES accepted and the table could not take in, and ends its run in time', async () => {
    const world = sendingWorld();
    const key = { tenantId: 'default', messageId: 'order-1' };

    const [result] = await world.deliver([bodyOf()], {
      ports: { recordSent: () => Promise.reject(new Error('unreachable')) },
    });
    const endedAtMs = world.clock.now();
    const [copy] = await world.deliver([bodyOf()]);

    // Done with: nothing is left that could send it, and the claim stands until the Send event of
    // SES tells.
    expect(result).toEqual(done);
    expect(endedAtMs - noon).toBeLessThan(60_000 - 5_000);
    expect(copy?.kind).toBe('again');
    expect(world.mails).toHaveLength(1);
    expect(world.lines.join()).toContain('its Send event settles it');
    expect(world.messages.itemOf(key).leases.has(0)).toBe(true);
  });

  it('does not send what it could not claim', async () => {
    const world = sendingWorld();

    const results = await world.deliver([bodyOf()], {
      ports: { claimPart: () => Promise.reject(new Error('unreachable')) },
    });

    expect(results[0]?.kind).toBe('again');
    expect(world.mails).toHaveLength(0);
  });

  it('leaves everything when the ledger cannot be reached', async () => {
    const world = sendingWorld();
    const ledger = {
      ...world.account.ledger,
      reserve: () => Promise.reject(new Error('unreachable')),
    };

    const results = await world.deliver([bodyOf(), bodyOf({ messageId: 'order-2' })], {
      ports: {
        findTenants: async () =>
          new Map([['default', { account: { ...world.account, ledger }, pauses: {} }]]),
      },
    });

    expect(results.map((result) => result.kind)).toEqual(['again', 'again']);
    expect(world.mails).toHaveLength(0);
  });

  it('sends with each tenant’s account at its own pace; mail of a slow one does not keep the run, and has its turn later', async () => {
    const world = sendingWorld({ rate: 100 });
    const slow = sendingWorld({ rate: 1 });
    const other = {
      ...world.account,
      name: 'other',
      isBrought: true,
      ledger: slow.account.ledger,
      memory: { last: undefined },
      pausedAtSes: new Map(),
    };
    const bodies = Array.from({ length: 10 }, (_, index) =>
      bodyOf({ messageId: `m-${index}`, tenantId: index < 5 ? 'slow' : 'quick' }),
    );

    const results = await world.deliver(bodies, {
      ports: {
        findTenants: async () =>
          new Map([
            ['slow', { account: other, pauses: {} }],
            ['quick', { account: world.account, pauses: {} }],
          ]),
      },
    });

    const sentOf = (tenant: string) =>
      world.mails.filter(({ mail }) => mail.tags['pipeline-tenant'] === tenant).length;
    const turnsMs = results.flatMap((result) =>
      result.kind === 'again' ? [result.untilMs - noon] : [],
    );
    expect(sentOf('quick')).toBe(5);
    expect(turnsMs).toHaveLength(5 - sentOf('slow'));
    expect(turnsMs.length).toBeGreaterThanOrEqual(3);
    // One after the other, a little closer than its slots.
    for (const [index, turnMs] of turnsMs.slice(1).entries()) {
      const apartMs = turnMs - (turnsMs[index] ?? 0);
      expect(apartMs).toBeGreaterThan(850);
      expect(apartMs).toBeLessThan(1_000);
    }
    expect(world.clock.now() - noon).toBeLessThan(2_500);
  });

  it('sends for two tenants that bring one account each with its own role or keys', async () => {
    const world = sendingWorld();
    const sentBy: string[] = [];
    const accountOf = (tenant: string) => ({
      ...world.account,
      memory: { last: undefined },
      pausedAtSes: new Map(),
      sendMail: async (mail: Parameters<SendMail>[0]) => {
        sentBy.push(`${tenant} ${mail.tags['pipeline-tenant']}`);
        return world.account.sendMail(mail);
      },
    });

    const results = await world.deliver(
      [bodyOf({ tenantId: 'acme' }), bodyOf({ tenantId: 'shop' })],
      {
        ports: {
          findTenants: async () =>
            new Map([
              ['acme', { account: accountOf('acme'), pauses: {} }],
              ['shop', { account: accountOf('shop'), pauses: {} }],
            ]),
        },
      },
    );

    expect(results).toEqual([done, done]);
    expect(sentBy.toSorted()).toEqual(['acme acme', 'shop shop']);
  });

  it('lets only the messages of a tenant wait whose key cannot be used, and says what to do', async () => {
    const world = sendingWorld();
    const problem = new CredentialsProblem({
      tenantId: 'broken',
      code: 'InvalidClientTokenId',
      cause: 'AWS does not accept an access key of tenant broken.',
      remedy: 'Set another.',
      passes: false,
    });
    const broken = {
      ...world.account,
      memory: { last: undefined },
      pausedAtSes: new Map(),
      ledger: { ...world.account.ledger, read: async () => undefined },
      getSendQuota: () => Promise.reject(problem),
    };

    const results = await world.deliver(
      [bodyOf({ tenantId: 'broken' }), bodyOf({ tenantId: 'sound' })],
      {
        ports: {
          findTenants: async () =>
            new Map([
              ['broken', { account: broken, pauses: {} }],
              ['sound', { account: world.account, pauses: {} }],
            ]),
        },
      },
    );

    expect(results.map((result) => result.kind)).toEqual(['again', 'done']);
    expect(world.lines.join('\n')).toMatch(/"tenant":"broken".*"remedy":"Set another\."/);
    expect(world.sum('StoreRefused')).toBe(0);
  });

  it('lets only the messages of an account wait whose ledger cannot be reached', async () => {
    const world = sendingWorld();
    const broken = {
      ...world.account,
      name: 'broken',
      memory: { last: undefined },
      pausedAtSes: new Map(),
    };
    const unreachable = {
      ...broken,
      ledger: { ...broken.ledger, read: () => Promise.reject(new Error('unreachable')) },
    };

    const results = await world.deliver(
      [bodyOf({ tenantId: 'broken' }), bodyOf({ tenantId: 'sound' })],
      {
        ports: {
          findTenants: async () =>
            new Map([
              ['broken', { account: unreachable, pauses: {} }],
              ['sound', { account: world.account, pauses: {} }],
            ]),
        },
      },
    );

    expect(results.map((result) => result.kind)).toEqual(['again', 'done']);
  });

  it('fetches a message that lies in S3, and its attachments', async () => {
    const world = sendingWorld();
    const attachments = [
      { filename: 'bill.txt', contentType: 'text/plain', s3: { bucket: 'bills', key: '1.txt' } },
    ];
    world.objects.set('payloads/order-1', Buffer.from(bodyOf({ attachments })));
    world.objects.set('bills/1.txt', Buffer.from('ninety-nine'));

    expect(
      await world.deliver([
        JSON.stringify({ payload: { s3: { bucket: 'payloads', key: 'order-1' } } }),
      ]),
    ).toEqual([done]);

    const mail = world.mails[0]?.mail;
    expect(mail?.kind === 'raw' && text(mail.mime)).toContain(
      Buffer.from('ninety-nine').toString('base64'),
    );
  });

  it('rejects a message whose objects are missing, and keeps one while S3 cannot be reached', async () => {
    const world = sendingWorld();
    const pointer = JSON.stringify({ payload: { s3: { bucket: 'payloads', key: 'gone' } } });
    const attached = bodyOf({
      attachments: [
        { filename: 'a.txt', contentType: 'text/plain', s3: { bucket: 'bills', key: 'gone' } },
      ],
    });

    const missing = await world.deliver([pointer, attached]);
    const unreachable = await world.deliver([pointer, attached], {
      ports: { fetchObject: () => Promise.reject(new Error('unreachable')) },
    });

    expect(missing).toEqual([done, done]);
    expect(world.deadLetters).toHaveLength(2);
    expect(unreachable.map((result) => result.kind)).toEqual(['again', 'again']);
  });

  describe('a message that lies in S3', () => {
    const s3 = { bucket: 'payloads', key: 'payloads/default/1.json' };
    const pointer = JSON.stringify({ messageId: 'order-1', payload: { s3 } });
    const worldWith = (changes: Readonly<Record<string, unknown>> = {}) => {
      const world = sendingWorld();
      world.objects.set(`${s3.bucket}/${s3.key}`, Buffer.from(bodyOf(changes)));
      return world;
    };

    it('goes with its object, once that it was sent is written down', async () => {
      const world = worldWith();
      let wasRecorded = false;
      const discardPayload = async () => {
        wasRecorded =
          world.messages.itemOf({ tenantId: 'default', messageId: 'order-1' }).sent.size === 1;
      };

      expect(await world.deliver([pointer], { ports: { discardPayload } })).toEqual([done]);

      expect(wasRecorded).toBe(true);
    });

    it.each([
      ['sent', {}, () => undefined],
      ['expired', { expiresAt: new Date(noon - 1).toISOString() }, () => undefined],
      [
        'suppressed',
        {},
        (world: ReturnType<typeof sendingWorld>) =>
          world.suppressions.push(suppression({ address: 'jane@example.org' })),
      ],
    ] as const)(
      'is known without its object when it comes again after it was %s',
      async (_, changes, before) => {
        const world = worldWith(changes);
        before(world);

        await world.deliver([pointer]);
        expect(world.objects.size).toBe(0);
        expect(await world.deliver([pointer])).toEqual([done]);

        expect(world.deadLetters).toEqual([]);
        expect(world.sum('Duplicate')).toBe(1);
      },
    );

    it.each([
      [
        'fails',
        { kind: 'refused', refusal: { kind: 'configuration', code: 'C', cause: '', remedy: '' } },
      ],
      ['is not known to be sent', { kind: 'unknown', detail: 'reset' }],
      ['waits', { kind: 'refused', refusal: { kind: 'quota', code: 'C', cause: '', remedy: '' } }],
    ] satisfies readonly (readonly [string, SendAnswer])[])(
      'keeps its object while it %s',
      async (_, answer) => {
        const world = worldWith();
        world.ses.answer = () => answer;

        await world.deliver([pointer]);

        expect(world.objects.size).toBe(1);
      },
    );

    it('keeps its object when one of its parts failed', async () => {
      const world = worldWith({ to: ['a@example.org', 'b@example.org'] });
      world.ses.answer = (mail, call) =>
        mail.destinations.length === 1 && call === 2
          ? { kind: 'accepted', sesMessageId: 's' }
          : refused('message');

      await world.deliver([pointer]);
      await world.deliver([pointer]);

      expect(world.deadLetters).toHaveLength(1);
      expect(world.objects.size).toBe(1);
    });

    it('keeps its object when only the object names it, for a copy without it would be a stranger', async () => {
      const world = worldWith();

      await world.deliver([JSON.stringify({ payload: { s3 } })]);

      expect(world.mails).toHaveLength(1);
      expect(world.objects.size).toBe(1);
    });

    it('is sent all the same when its object cannot be deleted', async () => {
      const world = worldWith();

      expect(
        await world.deliver([pointer], {
          ports: { discardPayload: () => Promise.reject(new Error('unreachable')) },
        }),
      ).toEqual([done]);
    });

    it('is refused when its object is gone and nothing says that it was sent', async () => {
      const world = sendingWorld();

      await world.deliver([pointer]);

      expect(world.deadLetters).toMatchObject([
        { reasons: [expect.stringMatching(/^payload\.s3: there is no such object/)] },
      ]);
    });

    it('is refused when its object is bigger than 16 MiB, which is not read', async () => {
      const world = sendingWorld();

      world.objects.set('payloads/payloads/default/1.json', Buffer.alloc(16 * 1_048_576 + 1, ' '));
      await world.deliver([pointer]);
      await world.deliver([pointer], { ports: { fetchObject: async () => 'too-large' } });

      const reasons = [expect.stringMatching(/^payload\.s3: the object is bigger than 16 MiB/)];
      expect(world.deadLetters).toMatchObject([{ reasons }, { reasons }]);
    });

    it('comes again at once when the objects before it fill the memory', async () => {
      const world = sendingWorld();
      const names = ['a', 'b', 'c', 'd', 'e'];
      for (const name of names) {
        world.objects.set(
          `payloads/${name}`,
          Buffer.from(`${' '.repeat(9 * 1024 * 1024)}${bodyOf({ messageId: name })}`),
        );
      }

      const results = await world.deliver(
        names.map((name) =>
          JSON.stringify({ messageId: name, payload: { s3: { bucket: 'payloads', key: name } } }),
        ),
      );

      expect(results.map(({ kind }) => kind)).toEqual(['done', 'done', 'again', 'again', 'again']);
      expect(world.mails).toHaveLength(2);
    });

    it.each([
      ['latin1', Buffer.from(bodyOf({ text: 'Für Sie' }), 'latin1'), 'the object is not UTF-8'],
      ['utf16le', Buffer.from(`\uFEFF${bodyOf()}`, 'utf16le'), 'the object is UTF-16'],
    ])('is refused when its object is %s', async (_, bytes, reason) => {
      const world = worldWith();
      world.objects.set('payloads/payloads/default/1.json', bytes);

      await world.deliver([pointer]);

      expect(world.mails).toHaveLength(0);
      expect(world.deadLetters).toMatchObject([
        { reasons: [expect.stringContaining(`payload.s3: ${reason}`)] },
      ]);
    });

    it('is sent when its object begins with a byte order mark', async () => {
      const world = worldWith();
      world.objects.set('payloads/payloads/default/1.json', Buffer.from(`\uFEFF${bodyOf()}`));

      expect(await world.deliver([pointer])).toEqual([done]);
      expect(world.mails).toHaveLength(1);
    });
  });

  it.each([
    [0, 'done'],
    [1, 'again'],
  ])('holds 48 MiB of mail, and not %d bytes more', async (more, last) => {
    const world = sendingWorld();
    const raw = (bytes: number) => {
      const start = 'From: shop@example.com\r\n\r\n';
      const lines = `${'x'.repeat(998)}\r\n`.repeat(Math.ceil(bytes / 1_000));
      return Buffer.from(`${start}${lines}`.slice(0, bytes)).toString('base64');
    };
    const mebibyte = 1_048_576;
    const sizes = [...Array<number>(4).fill(10 * mebibyte), 8 * mebibyte + more];

    const results = await world.deliver(
      sizes.map((bytes, index) =>
        JSON.stringify({
          messageId: `m-${index}`,
          from: 'shop@example.com',
          to: ['jane@example.org'],
          raw: raw(bytes),
        }),
      ),
    );

    expect(results.map(({ kind }) => kind)).toEqual([...Array(4).fill('done'), last]);
  });

  it('fetches and builds no mail for which the memory has no room beside the others', async () => {
    const world = sendingWorld();
    const names = Array.from({ length: 8 }, (_, index) => `m-${index}`);
    let fetches = 0;

    const results = await world.deliver(
      names.map((messageId) =>
        bodyOf({
          messageId,
          attachments: [
            { filename: 'a', contentType: 'a/b', s3: { bucket: 'files', key: messageId } },
          ],
        }),
      ),
      {
        ports: {
          fetchObject: async (_bucket, _key, roomBytes = Infinity) => {
            if (roomBytes < 7_000_000) return { kind: 'no-room', bytes: 7_000_000 };
            fetches += 1;
            return new Uint8Array(7_000_000);
          },
        },
      },
    );

    expect(results.map(({ kind }) => kind)).toEqual([
      ...Array(5).fill('done'),
      ...Array(3).fill('again'),
    ]);
    expect(fetches).toBe(5);
  });

  it('sends a mail of nearly 40 MB, and leaves no room for one beside it', async () => {
    const world = sendingWorld();
    const files: readonly (readonly [string, number])[] = [
      ['large', 30_000_000],
      ['other', 7_000_000],
      ['small', 1_000_000],
    ];
    for (const [name, bytes] of files) world.objects.set(`files/${name}`, new Uint8Array(bytes));

    const results = await world.deliver(
      files.map(([messageId]) =>
        bodyOf({
          messageId,
          attachments: [
            { filename: 'a', contentType: 'a/b', s3: { bucket: 'files', key: messageId } },
          ],
        }),
      ),
    );

    expect(results.map(({ kind }) => kind)).toEqual(['done', 'again', 'done']);
    const [first] = world.mails;
    expect(first?.mail.kind === 'raw' && first.mail.mime.byteLength).toBeGreaterThan(41_000_000);
  });

  it('hands SES so much large mail at once as memory bears, and loses none of it', async () => {
    const world = sendingWorld({ rate: 50 });
    const names = ['a', 'b', 'c', 'd'];
    for (const name of names) world.objects.set(`files/${name}`, new Uint8Array(6_000_000));
    let bytesUnderWay = 0;
    let most = 0;
    const sendMail: SendMail = async (mail) => {
      const bytes = mail.kind === 'raw' ? mail.mime.byteLength : 0;
      bytesUnderWay += bytes;
      most = Math.max(most, bytesUnderWay);
      const answer = await world.account.sendMail(mail);
      bytesUnderWay -= bytes;
      return answer;
    };
    const account = { ...world.account, sendMail };

    const results = await world.deliver(
      names.map((messageId) =>
        bodyOf({
          messageId,
          attachments: [
            { filename: 'a', contentType: 'a/b', s3: { bucket: 'files', key: messageId } },
          ],
        }),
      ),
      { ports: { findTenants: async () => new Map([['default', { account, pauses: {} }]]) } },
    );

    expect(results.map(({ kind }) => kind)).toEqual(Array(4).fill('done'));
    expect(world.mails).toHaveLength(4);
    expect(most).toBeGreaterThan(8_000_000);
    expect(most).toBeLessThanOrEqual(16 * 1_048_576);
  });

  it('writes no address, subject or body to the log', async () => {
    const world = sendingWorld();
    world.ses.answer = (_mail, call) =>
      call === 1 ? refused('configuration') : { kind: 'unknown', detail: 'reset' };
    world.suppressions.push(suppression({ address: 'kim@example.org' }));

    await world.deliver([
      bodyOf({ messageId: 'jane@example.org' }),
      bodyOf({ messageId: 'b', to: ['kim@example.org'] }),
      bodyOf({ messageId: 'c' }),
      bodyOf({ messageId: 'd', to: ['x'] }),
    ]);

    const log = world.lines.join('\n');
    expect(world.lines.length).toBeGreaterThanOrEqual(4);
    expect(log).not.toMatch(/example\.org/);
    expect(log).not.toMatch(/Your order|on its way/);
  });

  it('ends every mix of outcomes with each message sent at most once and none lost', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.constantFrom(
            'accepted',
            'rate',
            'quota',
            'paused',
            'unreachable',
            'unknown',
          ) as fc.Arbitrary<'accepted' | 'unknown' | SesRefusal['kind']>,
          {
            maxLength: 30,
          },
        ),
        fc.integer({ min: 1, max: 12 }),
        async (answers, messages) => {
          const world = sendingWorld({ rate: 50 });
          const accepted: string[] = [];
          world.ses.answer = (mail, call) => {
            const kind = answers[call - 1] ?? 'accepted';
            if (kind === 'accepted') accepted.push(mail.tags['pipeline-message'] ?? '');
            if (kind === 'accepted') return { kind, sesMessageId: `ses-${call}` };
            return kind === 'unknown' ? { kind, detail: 'reset' } : refused(kind);
          };
          let waiting = Array.from({ length: messages }, (_, index) =>
            bodyOf({ messageId: `m-${index}` }),
          );

          for (let round = 0; waiting.length > 0 && round < 60; round += 1) {
            const results = await world.deliver(waiting);
            waiting = waiting.filter((_, index) => results[index]?.kind === 'again');
            await world.sleep(settleMs + 300_000);
          }

          // Of one whose answer was lost twice a person decides.
          const held = [...world.held.keys()].map((name) => /m-\d+/.exec(name)?.[0] ?? '');
          expect(waiting).toEqual([]);
          expect([...accepted, ...held].sort()).toEqual(
            Array.from({ length: messages }, (_, index) => `m-${index}`).sort(),
          );
          const lost = answers.filter((answer) => answer === 'unknown').length;
          expect(held.length).toBeLessThanOrEqual(lost / 2);
        },
      ),
      { numRuns: 40 },
    ));

  it('counts a canary as nothing that was sent, and sends it all the same', async () => {
    const { deliver, mails, sum } = sendingWorld();
    const canary = { messageId: 'success-1', tenantId: 'pipeline-canary' };

    await deliver([
      bodyOf({ ...canary, to: ['success+1@simulator.amazonses.com'] }),
      bodyOf({ ...canary, messageId: 'mail-1' }),
    ]);

    expect(mails).toHaveLength(2);
    expect(sum('Sent')).toBe(1);
  });
});
