import { describe, expect, it } from '@jest/globals';
import type { SendBatchPorts } from '../../../functions/send-email/send-batch.ts';
import { mostParts } from '../../../shared/messages/message-parts.ts';
import { bodyOf, noon, sendingWorld } from '../../fakes/sending-world.ts';
import { feedbackEvent } from '../../support/feedback-event.ts';

const key = { tenantId: 'default', messageId: 'order-1' };
const to = Array.from({ length: 50 }, (_, index) => `r${index}@example.org`);

/**
 * SES takes no call for several, so that every part of a message is split; and the answer for one
 * part is lost.
 */
const splitUp = async (rate: number, lostPart?: number) => {
  const world = sendingWorld({ rate });
  world.ses.answer = ({ destinations, tags }, call) => {
    if (destinations.length > 1)
      return {
        kind: 'refused',
        refusal: { kind: 'message', code: 'X', cause: 'a cause', remedy: 'a remedy' },
      };
    return Number(tags['pipeline-part']) === lostPart
      ? { kind: 'unknown', detail: 'reset' }
      : { kind: 'accepted', sesMessageId: `ses-${call}` };
  };
  const deliver = async () => (await world.deliver([bodyOf({ to })]))[0];
  let result = await deliver();
  const deliverAgain = async () => {
    for (let runs = 0; runs < 60 && result?.kind === 'again'; runs += 1) {
      await world.sleep(180_000);
      result = await deliver();
    }
    return result;
  };
  const mailed = () =>
    world.mails.flatMap(({ mail }) => (mail.destinations.length === 1 ? mail.destinations : []));
  return { world, deliverAgain, mailed };
};

/** SES refuses every second of three parts for good, while the answer for the third is lost. */
const partlyRefused = async () => {
  const world = sendingWorld({ rate: 1_000 });
  const bad = ['bad-1@example.org', 'bad-2@example.org'];
  const body = bodyOf({ to: [...bad, 'lost@example.org'] });
  const calls = (address: string) =>
    world.mails.filter(({ mail }) => mail.destinations.join() === address).length;
  world.ses.answer = ({ destinations }) => {
    if (destinations.some((address) => bad.includes(address)))
      return {
        kind: 'refused',
        refusal: { kind: 'message', code: 'X', cause: 'a cause', remedy: 'a remedy' },
      };
    return calls('lost@example.org') === 1
      ? { kind: 'unknown', detail: 'reset' }
      : { kind: 'accepted', sesMessageId: 'ses-lost' };
  };
  const deliver = async (arrivedAtMs = noon, ports: Partial<SendBatchPorts> = {}) =>
    (await world.deliver([body], { arrivedAtMs, ports, isFirstDelivery: false }))[0];
  await deliver();
  return { world, bad, calls, deliver };
};

describe('a message of which SES refuses some parts for good while another is not settled', () => {
  it('is not sent to SES for them again, and has one dead letter when it ends', async () => {
    const { world, bad, calls, deliver } = await partlyRefused();
    for (let run = 0; run < 5; run += 1) expect((await deliver())?.kind).toBe('again');
    expect(world.deadLetters).toEqual([]);
    await world.sleep(300_000);

    expect(await deliver()).toEqual({ kind: 'done' });
    expect(bad.map(calls)).toEqual([1, 1]);
    expect(calls('lost@example.org')).toBe(2);
    expect(world.deadLetters).toHaveLength(1);
    expect(world.deadLetters[0]).toMatchObject({ reasons: ['X: a cause'], remedy: 'a remedy' });
    expect(world.sum('Failed')).toBe(2);
  });

  it('has its dead letter in a later run, without SES, when the first could not put it', async () => {
    const { world, bad, calls, deliver } = await partlyRefused();
    await deliver();
    await world.sleep(300_000);
    const putDeadLetter = () => Promise.reject(new Error('unreachable'));

    expect((await deliver(noon, { putDeadLetter }))?.kind).toBe('again');
    expect(await deliver()).toEqual({ kind: 'done' });
    expect([...bad, 'lost@example.org'].map(calls)).toEqual([1, 1, 2]);
    expect(world.deadLetters).toHaveLength(1);
  });

  it('has its dead letter also when nobody else of it is left', async () => {
    const { world, bad, calls, deliver } = await partlyRefused();
    await deliver();
    await world.sleep(300_000);
    world.suppressions.push({
      ...{ address: 'lost@example.org', scope: '*', reason: 'operator', detail: '' },
      ...{ source: 'operator:ada', sinceMs: noon, expiresAtMs: undefined },
    });

    expect(await deliver()).toEqual({ kind: 'done' });
    expect([...bad, 'lost@example.org'].map(calls)).toEqual([1, 1, 1]);
    expect(world.deadLetters).toHaveLength(1);
  });

  it('is tried again by a copy that came later, as out of the dead letters', async () => {
    const { world, bad, calls, deliver } = await partlyRefused();
    await deliver();
    await world.sleep(300_000);
    await deliver();
    world.ses.answer = (_mail, call) => ({ kind: 'accepted', sesMessageId: `ses-${call}` });

    expect(await deliver(world.clock.now())).toMatchObject({ kind: 'done' });
    expect(bad.map(calls)).toEqual([2, 2]);
    expect(world.deadLetters).toHaveLength(1);
  });

  it('gives the claim back when the refusal could not be written down, for SES has certainly not taken it', async () => {
    const world = sendingWorld();
    world.ses.answer = () => ({
      kind: 'refused',
      refusal: { kind: 'configuration', code: 'X', cause: 'a cause', remedy: 'a remedy' },
    });
    const recordOutcome = () => Promise.reject(new Error('unreachable'));

    const [result] = await world.deliver([bodyOf()], { ports: { recordOutcome } });
    expect(result?.kind).toBe('again');
    expect(world.messages.itemOf(key).leases.size).toBe(0);
    expect(world.deadLetters).toEqual([]);
  });
});

describe('a message whose parts SES refuses as a whole', () => {
  it.each([
    [1_000, 51],
    [50, 52],
    [14, 57],
    [5, 75],
    [1, 50],
  ])('at %d a second comes to %d parts, and mails each recipient once', async (rate, parts) => {
    const { world, deliverAgain, mailed } = await splitUp(rate);

    expect(await deliverAgain()).toMatchObject({ kind: 'done' });
    const { plan } = world.messages.itemOf(key);
    expect(plan).toHaveLength(parts);
    expect(parts).toBeLessThanOrEqual(mostParts);
    expect(mailed().toSorted()).toEqual(to.toSorted());
  });

  it('is settled by an event of its last part, when the answer of SES for it was lost', async () => {
    const lastPart = 74;
    const { world, deliverAgain, mailed } = await splitUp(5, lastPart);
    const event = feedbackEvent({
      sesMessageId: 'ses-of-the-last',
      tags: { 'pipeline-part': String(lastPart) },
    });
    while (!mailed().includes('r49@example.org')) await world.deliver([bodyOf({ to })]);
    await world.messages.store.recordEvents({ key, events: [event] });

    expect(await deliverAgain()).toMatchObject({ kind: 'done' });
    expect(world.messages.itemOf(key).sent.get(lastPart)).toBe('ses-of-the-last');
    expect(mailed().toSorted()).toEqual(to.toSorted());
  });
});
