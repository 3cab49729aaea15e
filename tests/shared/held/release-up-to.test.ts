import { describe, expect, it } from '@jest/globals';
import { basicStreams } from '../../../shared/email/streams.ts';
import type { HeldMail } from '../../../shared/held/ports.ts';
import { releaseUpTo } from '../../../shared/held/release-up-to.ts';

const mailOf = (index: number): HeldMail => ({
  ...{ tenantId: 'acme', stream: 'marketing', messageId: `m-${index}`, arrivedAtMs: index },
});

const world = (many: number) => {
  const held = new Map(Array.from({ length: many }, (_, index) => [index, mailOf(index)]));
  const queued: unknown[] = [];
  const putBack = async ({ body }: { readonly body: string }) => void queued.push(body);
  const release = releaseUpTo({
    streams: basicStreams,
    listHeld: async function* () {
      yield* [...held.values()];
    },
    fetchHeld: async ({ messageId }) => ({ text: messageId }),
    removeHeld: async ({ arrivedAtMs }) => void held.delete(arrivedAtMs),
    putBack: { transactional: putBack, bulk: putBack },
    storePayload: async () => ({ bucket: 'none', key: 'none' }),
    clock: { now: () => 0 },
  });
  return { release, held, queued };
};

describe('releaseUpTo', () => {
  it.each([
    [5, 3, 3, false],
    [5, 5, 5, true],
    [25, 12, 12, false],
    [2, Number.POSITIVE_INFINITY, 2, true],
    [1, 0, 0, false],
    [0, 0, 0, true],
  ])('of %d mails and room for %d releases %d, the oldest', async (many, most, released, isAll) => {
    const { release, held, queued } = world(many);

    expect(await release({ tenantId: 'acme' }, most)).toEqual({ released, isAll });
    expect(queued).toEqual(Array.from({ length: released }, (_, index) => `m-${index}`));
    expect(held.size).toBe(many - released);
  });
});
