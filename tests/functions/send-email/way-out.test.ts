import { describe, expect, it } from '@jest/globals';
import type { SendBatchPorts } from '../../../functions/send-email/send-batch.ts';
import type { SendAnswer } from '../../../shared/ses-api/ports.ts';
import { refusalOf } from '../../../shared/ses-api/ses-refusal.ts';
import { bodyOf, sendingWorld, settleMs } from '../../fakes/sending-world.ts';

const key = { tenantId: 'default', messageId: 'order-1' };

const refusedBySes = (code: string, message: string): SendAnswer => {
  const refusal = refusalOf({ code, message, status: 400 });
  if (refusal === undefined) throw new Error('That is no refusal.');
  return { kind: 'refused', refusal };
};

const accountPaused = refusedBySes('AccountSendingPausedException', 'Email sending is disabled.');
const notVerified = refusedBySes('MessageRejected', 'Email address is not verified.');
const unknown: SendAnswer = { kind: 'unknown', detail: 'no answer in time' };
const accepted: SendAnswer = { kind: 'accepted', sesMessageId: 'ses-1' };

/** A world in which transactional mail has a way out, and SES answers so. */
const worldWith = (answer: SendAnswer, takes: 'all' | 'refused' = 'refused') => {
  const world = sendingWorld();
  world.waysOut.transactional = { account: world.wayOut, takes };
  world.ses.answer = () => answer;
  return world;
};

const kinds = (results: readonly { readonly kind: string }[]) => results.map(({ kind }) => kind);

describe('the way out', () => {
  it.each([
    ['the account is paused', accountPaused],
    ['the account is shut down', refusedBySes('AccountSuspendedException', 'x')],
    [
      'the account is paused, in the words of v1',
      refusedBySes('MessageRejected', 'Sending paused for this account.'),
    ],
    ['the identity of the sender is not verified', notVerified],
  ])('takes a mail in the same run when SES refuses it: %s', async (_, answer) => {
    const { deliver, mails, provider, messages, sum } = worldWith(answer);

    expect(kinds(await deliver([bodyOf()]))).toEqual(['done']);

    expect(mails).toHaveLength(1);
    expect(provider.mails).toHaveLength(1);
    expect(messages.itemOf(key).sent.get(0)).toBe('smtp-1@example.net');
    expect(messages.itemOf(key).bySmtp.has(0)).toBe(true);
    expect(messages.itemOf(key).leases.size).toBe(0);
    expect([sum('Sent'), sum('SentBySmtp')]).toEqual([1, 1]);
  });

  it.each([
    ['SES does not answer in time', unknown],
    ['SES is above its rate', refusedBySes('Throttling', 'Daily message quota exceeded.')],
    ['the credentials are wrong', refusedBySes('SignatureDoesNotMatch', 'x')],
    [
      'the configuration set is paused',
      refusedBySes('ConfigurationSetSendingPausedException', 'x'),
    ],
    ['the message is bad', refusedBySes('InvalidParameterValue', 'x')],
    ['the MAIL FROM domain is not set up', refusedBySes('MailFromDomainNotVerifiedException', 'x')],
  ])('takes no mail when %s', async (_, answer) => {
    const { deliver, provider, sleep } = worldWith(answer);

    await deliver([bodyOf()]);
    await sleep(1_000);
    await deliver([bodyOf()]);

    expect(provider.mails).toHaveLength(0);
  });

  it('takes mail without asking SES again for five minutes after SES refused the account, then asks', async () => {
    const { deliver, mails, provider, sleep, ses } = worldWith(accountPaused);
    await deliver([bodyOf({ messageId: 'a' })]);
    await deliver([bodyOf({ messageId: 'b' })]);
    expect([mails.length, provider.mails.length]).toEqual([1, 2]);

    await sleep(300_000);
    ses.answer = () => accepted;
    await deliver([bodyOf({ messageId: 'c' })]);

    expect([mails.length, provider.mails.length]).toEqual([2, 2]);
  });

  it('takes all mail of its stream by an operator’s word, and that of no other', async () => {
    const { deliver, mails, provider } = worldWith(accepted, 'all');

    await deliver([bodyOf()]);
    await deliver([bodyOf({ messageId: 'n', stream: 'notifications' })], { lane: 'bulk' });

    expect([mails.length, provider.mails.length]).toEqual([1, 1]);
  });

  it('never takes mail of an SES template, which SES renders: it waits', async () => {
    const { deliver, provider } = worldWith(accountPaused, 'all');
    const body = bodyOf({
      subject: undefined,
      text: undefined,
      template: { name: 'order', data: {} },
    });

    expect(kinds(await deliver([body]))).toEqual(['again']);
    expect(provider.mails).toHaveLength(0);
  });

  it('never takes mail whose SES tenant or configuration set is paused', async () => {
    const { deliver, provider, account, clock } = worldWith(accountPaused, 'all');
    account.pausedAtSes.set('configuration-set/set-transactional', clock.now() + 60_000);

    await deliver([bodyOf()]);

    expect(provider.mails).toHaveLength(0);
  });

  it('sends each recipient a mail of its own, so that one who is refused loses nobody else’s', async () => {
    const { deliver, provider, messages, deadLetters } = worldWith(accountPaused, 'all');
    provider.answer = (mail, call) =>
      mail.destinations[0] === 'bad@example.org'
        ? {
            kind: 'refused',
            refusal: { kind: 'message', code: 'SMTP 550 5.1.1', cause: 'x', remedy: 'y' },
          }
        : { kind: 'accepted', sesMessageId: `smtp-${call}@example.net` };
    const to = ['a@example.org', 'bad@example.org', 'c@example.org'];

    expect(kinds(await deliver([bodyOf({ to })]))).toEqual(['done']);

    expect(provider.mails.map(({ mail }) => mail.destinations)).toEqual(to.map((one) => [one]));
    expect([...messages.itemOf(key).sent.keys()]).toEqual([0, 2]);
    expect(deadLetters).toHaveLength(1);
  });

  it('splits a part that SES refused, and doubles nobody', async () => {
    const { deliver, provider } = worldWith(accountPaused);
    const body = bodyOf({ to: ['a@example.org', 'b@example.org'] });

    expect(kinds(await deliver([body]))).toEqual(['again']);
    expect(kinds(await deliver([body]))).toEqual(['done']);

    expect(provider.mails.map(({ mail }) => mail.destinations)).toEqual([
      ['a@example.org'],
      ['b@example.org'],
    ]);
  });

  it('takes only the parts that SES did not accept', async () => {
    const world = sendingWorld({ rate: 2 });
    world.waysOut.transactional = { account: world.wayOut, takes: 'refused' };
    world.ses.answer = (_, call) => (call === 1 ? accepted : accountPaused);
    const body = bodyOf({ to: ['a@example.org', 'b@example.org'] });

    expect(kinds(await world.deliver([body]))).toEqual(['done']);

    expect(world.messages.itemOf(key).sent.get(0)).toBe('ses-1');
    expect(world.provider.mails.map(({ mail }) => mail.destinations)).toEqual([['b@example.org']]);
  });

  it('takes no part while the outcome of another one is unknown, in its run nor later', async () => {
    const world = sendingWorld({ rate: 2 });
    world.waysOut.transactional = { account: world.wayOut, takes: 'refused' };
    world.ses.answer = (_, call) => (call === 1 ? unknown : accountPaused);
    const body = bodyOf({ to: ['a@example.org', 'b@example.org'] });

    for (let run = 0; run < 4; run += 1) {
      expect(kinds(await world.deliver([body], { isFirstDelivery: false }))).toEqual(['again']);
      await world.sleep(settleMs + 61_000);
    }

    expect(world.provider.mails).toHaveLength(0);
  });

  it('takes a message of unknown outcome only when a person has released it', async () => {
    const { deliver, provider, sleep, feedback, ses, held } = worldWith(unknown);
    feedback.reading = undefined;
    await deliver([bodyOf()]);
    ses.answer = () => accountPaused;
    await sleep(settleMs + 3_700_000);
    await deliver([bodyOf()], { isFirstDelivery: false, arrivedAtMs: 7 });
    expect(held.size).toBe(1);
    expect(provider.mails).toHaveLength(0);

    await deliver([bodyOf()], { releasedCopy: 7 });

    expect(provider.mails).toHaveLength(1);
  });

  it.each(['transactional', 'notifications', 'marketing'] as const)(
    'holds its own mail of unknown outcome for a person, whatever the stream: %s',
    async (stream) => {
      const world = worldWith(accountPaused, 'all');
      world.waysOut[stream] = { account: world.wayOut, takes: 'all' };
      world.provider.answer = () => unknown;
      const lane = stream === 'transactional' ? 'transactional' : 'bulk';
      const body = bodyOf({ stream });

      expect(kinds(await world.deliver([body], { lane }))).toEqual(['again']);
      await world.sleep(settleMs + 120_000);
      world.ses.answer = () => accepted;
      world.waysOut[stream] = undefined;
      expect(kinds(await world.deliver([body], { lane, isFirstDelivery: false }))).toEqual([
        'done',
      ]);

      expect(world.provider.mails).toHaveLength(1);
      expect(world.mails).toHaveLength(0);
      expect(world.held.size).toBe(1);
      expect(world.messages.itemOf(key).outcome?.reasons.join()).toContain('went by SMTP');
    },
  );

  it('sends at its own rate, and never to a suppressed address', async () => {
    const { deliver, provider, suppressions } = worldWith(accountPaused, 'all');
    suppressions.push({
      address: 'mail-3@example.org',
      scope: '*',
      reason: 'hard-bounce',
      untilMs: undefined,
    } as never);
    const bodies = Array.from({ length: 10 }, (_, n) =>
      bodyOf({ messageId: `m-${n}`, to: [`mail-${n}@example.org`] }),
    );

    await deliver(bodies);

    const times = provider.mails.map(({ atMs }) => atMs);
    expect(times).toHaveLength(9);
    // At five a second, with a burst of less than a second.
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(1_000);
    expect(provider.mails.some(({ mail }) => mail.destinations[0] === 'mail-3@example.org')).toBe(
      false,
    );
  });

  it('lets one mail wait that its provider does not take now, and sends the others', async () => {
    const { deliver, provider } = worldWith(accountPaused, 'all');
    provider.answer = (mail, call) =>
      mail.destinations[0] === 'grey@example.org'
        ? {
            kind: 'refused',
            refusal: { kind: 'later', code: 'SMTP 451 4.7.1', cause: 'x', remedy: 'y' },
          }
        : { kind: 'accepted', sesMessageId: `smtp-${call}` };

    const results = await deliver([
      bodyOf({ messageId: 'grey', to: ['grey@example.org'] }),
      bodyOf({ messageId: 'other' }),
    ]);

    expect(kinds(results)).toEqual(['again', 'done']);
  });

  it('sends by SES again when its provider may not be used any more, and each mail once', async () => {
    const { deliver, mails, provider, waysOut, ses } = worldWith(accountPaused, 'all');
    await deliver([bodyOf({ messageId: 'a' })]);
    waysOut.transactional = undefined;
    ses.answer = () => accepted;

    await deliver([bodyOf({ messageId: 'a' }), bodyOf({ messageId: 'b' })]);

    expect([mails.length, provider.mails.length]).toEqual([1, 1]);
  });

  it('leaves a call to another run when its claim cannot be given back', async () => {
    const { deliver, provider } = worldWith(notVerified);
    const ports: Partial<SendBatchPorts> = {
      releaseClaim: () => Promise.reject(new Error('down')),
    };

    expect(kinds(await deliver([bodyOf()], { ports }))).toEqual(['again']);
    expect(provider.mails).toHaveLength(0);
  });

  it.each(['all', 'refused'] as const)(
    'takes no canary, which only SES can bring back: takes %s',
    async (takes) => {
      const { deliver, mails, provider } = worldWith(accountPaused, takes);
      const canary = {
        messageId: 'bounce-1',
        tenantId: 'pipeline-canary',
        to: ['bounce+1@simulator.amazonses.com'],
      };

      await deliver([bodyOf(canary)]);

      expect(mails).toHaveLength(1);
      expect(provider.mails).toEqual([]);
    },
  );
});
