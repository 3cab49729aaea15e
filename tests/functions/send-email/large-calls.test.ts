import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { largeCalls } from '../../../functions/send-email/large-calls.ts';

const mebibyte = 1_048_576;

describe('largeCalls', () => {
  it('lets small calls through while a large one is under way', async () => {
    const { awaitRoom } = largeCalls();
    await awaitRoom(40 * mebibyte);

    for (let call = 0; call < 100; call += 1) await awaitRoom(mebibyte);
  });

  it('lets a call through that is larger than all that may be under way, alone', async () => {
    const { awaitRoom } = largeCalls();
    const order: string[] = [];
    const leaveFirst = await awaitRoom(2 * mebibyte);
    const second = awaitRoom(40 * mebibyte).then((leave) => {
      order.push('second');
      return leave;
    });
    // It comes later and would have room, and does not overtake.
    const third = awaitRoom(2 * mebibyte).then(() => order.push('third'));
    await Promise.resolve();
    expect(order).toEqual([]);

    leaveFirst();
    const leaveSecond = await second;
    expect(order).toEqual(['second']);

    leaveSecond();
    await third;
  });

  it('never has more than 16 MiB under way save one call, and lets every call through', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: mebibyte + 1, max: 40 * mebibyte }), { maxLength: 30 }),
        fc.infiniteStream(fc.nat(5)),
        async (sizes, turns) => {
          const { awaitRoom } = largeCalls();
          const underWay: number[] = [];
          let ended = 0;
          await Promise.all(
            sizes.map(async (bytes) => {
              const leave = await awaitRoom(bytes);
              underWay.push(bytes);
              const sum = underWay.reduce((one, other) => one + other, 0);
              expect(underWay.length === 1 || sum <= 16 * mebibyte).toBe(true);
              const pause: number = turns.next().value;
              for (let turn = 0; turn < pause; turn += 1) await Promise.resolve();
              underWay.splice(underWay.indexOf(bytes), 1);
              ended += 1;
              leave();
            }),
          );

          expect(ended).toBe(sizes.length);
        },
      ),
    ));
});
