import { describe, expect, it } from '@jest/globals';
import { bodyOf, noon, sendingWorld } from '../../fakes/sending-world.ts';

const addresses = Array.from({ length: 25 }, (_, place) => `p${place + 1}@example.org`);
const bulkOf = (to: readonly string[]): string =>
  bodyOf({ to: undefined, destinations: to.map((one) => ({ to: [one] })) });

describe('a message to several destinations', () => {
  it('is put back as one message to each, and each is sent once', async () => {
    const world = sendingWorld();

    expect(await world.deliver([bulkOf(addresses)])).toEqual([{ kind: 'done' }]);
    expect(world.mails).toEqual([]);
    expect(world.unfolded.bodies).toHaveLength(25);
    // Each is as old as the whole, however often that comes: no part is taken for a later copy.
    expect(new Set(world.unfolded.attributes.map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify({ 'pipeline-first-arrival': String(noon) })]),
    );

    for (const body of world.unfolded.bodies) await world.deliver([body]);
    expect(world.mails.map(({ mail }) => mail.destinations).toSorted()).toEqual(
      addresses.map((one) => [one]).toSorted(),
    );
  });

  it('comes again when SQS has not taken all, and sends nobody a second mail', async () => {
    const world = sendingWorld();
    world.unfolded.refusing = (taken) => taken === 13;

    const [first] = await world.deliver([bulkOf(addresses)]);
    expect(first?.kind).toBe('again');
    expect(world.lines.join()).not.toMatch(/@example/);
    for (const body of world.unfolded.bodies) await world.deliver([body]);
    const before = world.mails.length;
    expect(before).toBeLessThan(25);

    world.unfolded.refusing = () => false;
    world.unfolded.bodies.length = 0;
    expect(await world.deliver([bulkOf(addresses)])).toEqual([{ kind: 'done' }]);
    for (const body of world.unfolded.bodies) await world.deliver([body]);

    expect(world.mails.map(({ mail }) => mail.destinations[0]).toSorted()).toEqual(
      addresses.toSorted(),
    );
    expect(world.sum('Duplicate')).toBe(before);
  });

  it('is a dead letter when it is not clear what to send to whom, and stops no other', async () => {
    const world = sendingWorld();
    const whole = bodyOf({ destinations: [{ to: ['a@example.org'] }], messageId: 'bulk-1' });

    const results = await world.deliver([whole, bodyOf()]);

    expect(results).toHaveLength(2);
    expect(world.deadLetters.map(({ reasons }) => reasons)).toEqual([
      ['to: cannot be combined with destinations; put it into each destination'],
    ]);
    expect(world.mails).toHaveLength(1);
  });

  it('with one bad address is a dead letter for that one alone', async () => {
    const world = sendingWorld();

    await world.deliver([bulkOf(['a@example.org', 'nobody', 'b@example.org'])]);
    for (const body of world.unfolded.bodies) await world.deliver([body]);

    expect(world.mails.map(({ mail }) => mail.destinations[0])).toEqual([
      'a@example.org',
      'b@example.org',
    ]);
    expect(world.deadLetters).toHaveLength(1);
  });
});
