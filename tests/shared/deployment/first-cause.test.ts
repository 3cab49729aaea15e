import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { firstCause } from '../../../shared/deployment/first-cause.ts';
import type { StackEvent } from '../../../shared/deployment/ports.ts';

const event = (status: string, reason?: string, type = 'AWS::SQS::Queue'): StackEvent => ({
  ...{ id: '1', atMs: 0, logicalId: 'Queue', type, status, reason },
  physicalId: 'queue',
});

const cascade = [
  event('CREATE_FAILED', 'Resource creation cancelled'),
  event('UPDATE_FAILED', 'Resource update cancelled'),
  event('DELETE_FAILED', 'The following resource(s) failed to delete: [Queue].'),
  event('CREATE_IN_PROGRESS', 'Resource creation Initiated'),
  event('CREATE_COMPLETE'),
  event('CREATE_FAILED'),
];

describe('firstCause', () => {
  it('finds the cause, wherever it lies in the cascade', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...cascade)),
        fc.array(fc.constantFrom(...cascade)),
        (before, after) => {
          const cause = event('CREATE_FAILED', 'Access denied');

          expect(firstCause([...before, cause, ...after])).toEqual({ event: cause, others: [] });
          expect(firstCause([...before, ...after])).toBeUndefined();
        },
      ),
    );
  });

  it('counts those that failed by themselves at the same time', () => {
    const [one, two] = [event('CREATE_FAILED', 'first'), event('CREATE_FAILED', 'second')];

    expect(firstCause([one, two])).toEqual({ event: one, others: [two] });
  });
});
