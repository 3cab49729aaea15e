import { describe, expect, it } from '@jest/globals';
import { recordEvents } from '../../../shared/feedback/record-events.ts';
import { memoryFeedback } from '../../fakes/memory-feedback.ts';
import { bounce, complaint, delivery, mail, send } from '../../fixtures/events/build.ts';

const softBounce = bounce({
  bounceType: 'Transient',
  bounceSubType: 'MailboxFull',
  feedbackId: 'soft',
});

/**
 * Hands in the same feedback until a run lives to its end; the n-th effect is the last that the
 * first run has.
 */
const play = async (contents: readonly object[], lastEffect: number, error?: string) => {
  let effects = 0;
  const world = memoryFeedback({
    fault: () => {
      effects += 1;
      if (effects > lastEffect && effects < 1_000) throw new Error(error ?? 'died');
    },
  });
  const inputs = contents.map((content, index) => ({ id: `input-${index}`, content }));
  const failed = await recordEvents(inputs, world.ports);
  effects = 1_000;
  const failedAgain = await recordEvents(inputs, world.ports);
  return {
    failed,
    failedAgain,
    suppressed: await world.suppressed(),
    recorded: world.recorded(),
    facts: world.facts(),
  };
};

const cases = [
  ['record-bounce', [bounce(), softBounce]],
  ['record-complaint', [complaint()]],
  ['record-delivery', [send(), delivery(), delivery({}, mail({ messageId: 'another' }))]],
] as const;

describe.each(cases)('%s that dies at one of its steps', (_, contents) => {
  it('completes what was left when the same feedback is handed in again, at whatever step it died', async () => {
    const whole = await play(contents, Number.POSITIVE_INFINITY);

    for (let step = 0; step < 12; step += 1) {
      const { failed, failedAgain, ...world } = await play(contents, step);
      expect(world).toEqual({
        suppressed: whole.suppressed,
        recorded: whole.recorded,
        facts: whole.facts,
      });
      expect(failedAgain).toEqual([]);
      if (step === 0) expect(failed.length).toBeGreaterThan(0);
    }
  });
});
