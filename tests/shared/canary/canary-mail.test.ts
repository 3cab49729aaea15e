import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type CanaryRound,
  canaryKey,
  canaryMail,
  canaryPaths,
  roundId,
} from '../../../shared/canary/canary-mail.ts';
import { areCanaries, canaryTenant, isCanary } from '../../../shared/canary/is-canary.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import { planEmail } from '../../../shared/enqueue/plan-email.ts';

const nowMs = Date.parse('2026-11-29T15:10:00.400Z');
const round: CanaryRound = {
  id: roundId(nowMs),
  startedAtMs: nowMs,
  expiresAtMs: nowMs + 3_600_000,
};
const from = 'Canary <canary@shop.example>';

describe('canary mail', () => {
  it.each(canaryPaths)('of the %s path is a mail that the pipeline takes', async (path) => {
    const plan = await planEmail(canaryMail(path, round, from), {
      streams: basicStreams,
      nowMs,
      newId: () => 'unused',
      payloadBucket: async () => undefined,
      fitsSes: async () => true,
    });

    expect(plan).toMatchObject({
      kind: 'ready',
      ...canaryKey(path, round),
      stream: 'transactional',
      lane: 'transactional',
    });
  });

  it('goes to the mailbox that causes the event of its path, each time by another address', () => {
    expect(canaryPaths.map((path) => canaryMail(path, round, from).to)).toEqual([
      ['success+20261129T151000@simulator.amazonses.com'],
      ['bounce+20261129T151000@simulator.amazonses.com'],
      ['complaint+20261129T151000@simulator.amazonses.com'],
    ]);
    expect(canaryMail('bounce', { ...round, id: roundId(nowMs + 1_000) }, from).to).toEqual([
      'bounce+20261129T151001@simulator.amazonses.com',
    ]);
  });

  it('has an id per path and second', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
        (date) => {
          const id = roundId(date.getTime());
          expect(id).toMatch(/^\d{8}T\d{6}$/);
          expect(roundId(date.getTime() + 1_000)).not.toBe(id);
        },
      ),
    );
  });
});

describe('a canary', () => {
  it('is mail of its tenant to the mailbox simulator, and no other', () => {
    expect(isCanary(canaryTenant, 'bounce+1@simulator.amazonses.com')).toBe(true);
    expect(isCanary(canaryTenant, 'jane@example.org')).toBe(false);
    expect(isCanary('default', 'bounce+1@simulator.amazonses.com')).toBe(false);
    expect(isCanary(undefined, 'bounce+1@simulator.amazonses.com')).toBe(false);
  });

  it('needs recipients, all of the simulator', () => {
    expect(areCanaries(canaryTenant, ['success@simulator.amazonses.com'])).toBe(true);
    expect(areCanaries(canaryTenant, [])).toBe(false);
    expect(areCanaries(canaryTenant, ['success@simulator.amazonses.com', 'jane@example.org'])).toBe(
      false,
    );
  });
});
