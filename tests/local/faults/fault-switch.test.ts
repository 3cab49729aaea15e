import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createFaultSwitch, drawFault, faultKinds } from '../../../local/faults/fault-switch.ts';
import { seededRandom } from '../../../simulator/account/chance.ts';

const request = {
  service: 'dynamodb',
  operation: 'UpdateItem',
  subject: 'messages',
  body: '{}',
} as const;

describe('fault switch', () => {
  it('lets everything pass until it is set, and again when it is cleared', () => {
    const faults = createFaultSwitch(seededRandom(1));

    expect(faults.fateOf(request)).toEqual({ kind: 'pass' });
    faults.set({ dynamodb: { throttle: 1 } });
    expect(faults.fateOf(request)).toEqual({ kind: 'throttle' });
    expect(faults.fateOf({ ...request, service: 'sqs' })).toEqual({ kind: 'pass' });
    faults.set({});
    expect(faults.fateOf(request)).toEqual({ kind: 'pass' });
    expect(faults.counts()).toEqual({ 'dynamodb throttle': 1 });
  });

  it('has each fault as often as it was asked for', () => {
    const random = seededRandom(7);
    const drawn = Array.from({ length: 20_000 }, () =>
      drawFault({ error: 0.01, resetAfter: 0.1 }, random),
    );
    const share = (kind: string | undefined) =>
      drawn.filter((one) => one === kind).length / drawn.length;

    expect(share('error')).toBeCloseTo(0.01, 2);
    expect(share('resetAfter')).toBeCloseTo(0.1, 1.5);
    expect(share(undefined)).toBeCloseTo(0.89, 1.5);
  });

  it('always has the one fault that is certain', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...faultKinds),
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        (kind, chance) => {
          expect(drawFault({ [kind]: 1 }, () => chance)).toBe(kind);
          expect(drawFault({ [kind]: 0 }, () => chance)).toBeUndefined();
        },
      ),
    ));

  it('tells the same story for the same seed', () => {
    const story = (seed: number) => {
      const faults = createFaultSwitch(seededRandom(seed));
      faults.set({ dynamodb: { error: 0.3, slow: 0.3 } });
      return Array.from({ length: 50 }, () => faults.fateOf(request).kind);
    };

    expect(story(3)).toEqual(story(3));
    expect(story(3)).not.toEqual(story(4));
  });
});
