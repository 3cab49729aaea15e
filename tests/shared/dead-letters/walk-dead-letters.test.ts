import { describe, expect, it } from '@jest/globals';
import { paced, walkDeadLetters } from '../../../shared/dead-letters/walk-dead-letters.ts';
import { deadLetterOf, memoryDeadLetters } from '../../fakes/memory-dead-letters.ts';
import { virtualClock } from '../../fakes/virtual-clock.ts';

const deadLetters = (count: number) =>
  Array.from({ length: count }, (_, index) => deadLetterOf({ sqsMessageId: `dead-${index}` }));

describe('walkLetters', () => {
  it('shows again what is left, and nothing that was removed', async () => {
    const { queue } = memoryDeadLetters('dead-letters', deadLetters(3));
    const putDown: string[] = [];
    const watched = {
      ...queue,
      putDown: async (handles: readonly string[]) => void putDown.push(...handles),
    };

    await walkDeadLetters(watched, async ({ deadLetter, receiptHandle }) => {
      if (deadLetter.sqsMessageId !== 'dead-1') return 'left';
      await queue.remove(receiptHandle);
      return 'removed';
    });

    expect(putDown).toEqual(['dead-0', 'dead-2']);
  });

  it('ends at an empty answer, or when three have brought nothing new', async () => {
    const all = deadLetters(2).map((deadLetter) => ({
      deadLetter,
      receiptHandle: deadLetter.sqsMessageId,
    }));
    const treated: string[] = [];
    let takes = 0;
    const queue = {
      ...memoryDeadLetters('dead-letters', []).queue,
      take: async () => {
        takes += 1;
        return all;
      },
    };

    await walkDeadLetters(queue, async ({ deadLetter }) => {
      treated.push(deadLetter.sqsMessageId);
      return 'left';
    });

    expect(treated).toEqual(['dead-0', 'dead-1']);
    expect(takes).toBe(4);
  });
});

describe('paced', () => {
  it('lets the first pass at once, and each further one when its turn comes', async () => {
    const { clock, run } = virtualClock(1_000);
    const turn = paced(clock, 4);
    const passedAtMs: number[] = [];

    for (let index = 0; index < 3; index += 1) {
      await run(turn());
      passedAtMs.push(clock.now());
    }

    expect(passedAtMs).toEqual([1_000, 1_250, 1_500]);
  });
});
