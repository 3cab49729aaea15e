import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type LifeEvent,
  type LifeState,
  senderEvents,
  senderStates,
  sesEvents,
  sesStates,
  stateAfter,
  stateBySender,
  step,
} from '../../../shared/messages/lifecycle.ts';
import { lifecycleTables, withLifecycleTables } from '../../../shared/messages/lifecycle-table.ts';

const states: readonly LifeState[] = [...senderStates, ...sesStates];
const events: readonly LifeEvent[] = [...senderEvents, ...sesEvents];

const shortly = (state: LifeState, event: LifeEvent): string => {
  const answer = step(state, event);
  return answer.kind === 'moved' ? answer.state : `no: ${answer.why}`;
};

const ends = {
  reject: 'rejected',
  fail: 'failed',
  expire: 'expired',
  suppress: 'suppressed',
  hold: 'held',
};
const free = {
  ...ends,
  claim: 'sending',
  'give-back': 'no: not claimed',
  lose: 'no: not claimed',
  'time-out': 'no: nothing lost',
};
const unclaimed = { ...free, accept: 'sent', release: 'no: not held' };
const no = (why: string) => Object.fromEntries(senderEvents.map((event) => [event, `no: ${why}`]));

/** What the sender's events do in each state, said a second time. */
const bySender: Readonly<Record<LifeState, Readonly<Record<string, string>>>> = {
  waiting: unclaimed,
  rejected: unclaimed,
  failed: unclaimed,
  expired: unclaimed,
  suppressed: unclaimed,
  unknown: unclaimed,
  held: { ...unclaimed, claim: 'no: held', release: 'waiting' },
  sending: {
    ...no('claimed'),
    accept: 'sent',
    'give-back': 'waiting',
    lose: 'unsettled',
    fail: 'failed',
    'time-out': 'no: nothing lost',
    release: 'no: not held',
  },
  unsettled: {
    ...no('unsettled'),
    accept: 'sent',
    'give-back': 'no: not claimed',
    lose: 'no: not claimed',
    'time-out': 'unknown',
    release: 'no: not held',
  },
  sent: { ...no('sent'), accept: 'sent' },
  delayed: { ...no('sent'), accept: 'delayed' },
  'bounced-softly': { ...no('sent'), accept: 'bounced-softly' },
  delivered: { ...no('sent'), accept: 'delivered' },
  'failed-at-ses': { ...no('sent'), accept: 'failed-at-ses' },
  'rejected-by-ses': { ...no('sent'), accept: 'rejected-by-ses' },
  bounced: { ...no('sent'), accept: 'bounced' },
  complained: { ...no('sent'), accept: 'complained' },
};

/** Where SES's events take a mail that is just sent. */
const bySes: Readonly<Record<(typeof sesEvents)[number], LifeState>> = {
  'ses:send': 'sent',
  'ses:deliveryDelay': 'delayed',
  'ses:bounce-transient': 'bounced-softly',
  'ses:delivery': 'delivered',
  'ses:open': 'delivered',
  'ses:click': 'delivered',
  'ses:subscription': 'delivered',
  'ses:complaint-not-spam': 'delivered',
  'ses:renderingFailure': 'failed-at-ses',
  'ses:reject': 'rejected-by-ses',
  'ses:bounce': 'bounced',
  'ses:complaint': 'complained',
};

describe('lifecycle', () => {
  it.each(states.flatMap((state) => senderEvents.map((event) => [state, event] as const)))(
    '%s, %s',
    (state, event) => {
      expect(shortly(state, event)).toBe(bySender[state][event]);
    },
  );

  it.each(states.flatMap((state) => sesEvents.map((event) => [state, event] as const)))(
    '%s, %s',
    (state, event) => {
      const told = bySes[event];
      const order: readonly LifeState[] = sesStates;

      expect(shortly(state, event)).toBe(order.indexOf(state) > order.indexOf(told) ? state : told);
    },
  );

  it('ends in one state whatever the order and the repetition of SES’s events', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...states),
        fc.array(fc.constantFrom(...sesEvents)),
        fc.array(fc.nat()),
        (from, told, picks) => {
          const repeated = picks.flatMap((pick) => told[pick % Math.max(told.length, 1)] ?? []);
          const shuffled = [...repeated, ...told].toReversed();

          expect(shuffled.reduce<LifeState>(stateAfter, from)).toBe(
            told.reduce<LifeState>(stateAfter, from),
          );
        },
      ),
    ));

  it('never leaves what SES has, whatever happens', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...sesStates),
        fc.array(fc.constantFrom(...events)),
        (from, told) => {
          const order: readonly LifeState[] = sesStates;

          expect(order.indexOf(told.reduce<LifeState>(stateAfter, from))).toBeGreaterThanOrEqual(
            order.indexOf(from),
          );
        },
      ),
    ));

  it('lets no two claims in a row through, unless the first was given back, ended or timed out', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...states),
        fc.array(fc.constantFrom('lose', 'claim', 'hold', 'expire', 'reject', 'suppress')),
        (from, told) => {
          const claimed = step(from, 'claim');
          if (claimed.kind === 'refused') return;
          const after = told.reduce<LifeState>(
            (state, event) => stateAfter(state, event as LifeEvent),
            claimed.state,
          );

          expect(step(after, 'claim').kind).toBe('refused');
        },
      ),
    ));

  it.each([
    [{}, 'waiting'],
    [{ leaseUntilMs: 1_000 }, 'sending'],
    [{ leaseUntilMs: 999 }, 'unsettled'],
    [{ leaseUntilMs: 900 }, 'unsettled'],
    [{ leaseUntilMs: 899 }, 'unknown'],
    [{ leaseUntilMs: 899, outcome: 'held' }, 'held'],
    [{ leaseUntilMs: 900, outcome: 'held' }, 'unsettled'],
    [{ outcome: 'failed' }, 'failed'],
    [{ isSent: true, leaseUntilMs: 1_000, outcome: 'held' }, 'sent'],
  ] as const)('reads off %o that a mail is %s', (facts, state) => {
    expect(
      stateBySender(
        { isSent: false, leaseUntilMs: undefined, outcome: undefined, ...facts },
        1_000,
        100,
      ),
    ).toBe(state);
  });

  it('stands in docs/architecture.md as it is: npm run docs', () => {
    const page = readFileSync(new URL('../../../docs/architecture.md', import.meta.url), 'utf8');

    expect(page).toBe(withLifecycleTables(page));
    expect(lifecycleTables()).toContain('| **held** |');
    expect(() => withLifecycleTables('no place')).toThrow(/lacks the lines/);
  });
});
