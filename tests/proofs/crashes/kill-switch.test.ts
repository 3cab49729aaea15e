import { describe, expect, it } from '@jest/globals';
import type { ServiceRequest } from '../../../local/faults/service-request.ts';
import {
  countUnknowable,
  createKillSwitch,
  type KillPoint,
  labelOf,
  pointsOf,
  requestsAbout,
} from '../../../proofs/crashes/kill-switch.ts';

const request = (
  service: ServiceRequest['service'],
  operation: string,
  body = '',
): ServiceRequest => ({
  service,
  operation,
  subject: '',
  body,
});

const look = request('dynamodb', 'BatchGetItem');
const claim = request('dynamodb', 'UpdateItem', 'default#m-1.');
const send = request('ses', 'SendRawEmail', 'Tags.Value=m-1.');
const record = request('dynamodb', 'UpdateItem', 'default#m-1. sent');
const steps = [look, claim, send, record];

/** Runs the steps as a function does that is killed at the point: it comes no further than that. */
const runTo = (point: KillPoint | undefined) => {
  let isAlive = true;
  const killer = createKillSwitch(point, () => {
    isAlive = false;
  });
  killer.beginRun();
  for (const step of steps) {
    if (!isAlive) break;
    const fate = killer.fateOf(step);
    const reaches = fate.kind === 'pass' || (fate.kind === 'reset' && fate.when === 'after');
    if (reaches) killer.onAnswered(step, 200);
    if (fate.kind === 'reset') fate.act?.();
  }
  return { killer, isAlive };
};

const labels = steps.map(labelOf);
/** The point at a step, counted from 1. */
const at = (step: number, side: KillPoint['side']): KillPoint | undefined =>
  pointsOf(labels)[(step - 1) * 2 + (side === 'before' ? 0 : 1)];

describe('kill switch', () => {
  it.each([
    [1, 'before', look, 0],
    [3, 'before', send, 2],
    [3, 'after', send, 3],
    [4, 'after', record, 4],
  ] as const)('kills at request %d, %s it is done', (number, side, killedAt, done) => {
    const { killer, isAlive } = runTo(at(number, side));

    expect(isAlive).toBe(false);
    expect(killer.killedAt()).toBe(killedAt);
    expect(killer.journal().entries.filter(({ isDone }) => isDone)).toHaveLength(done);
  });

  it('kills once, and nobody without a point', () => {
    const { killer } = runTo(at(2, 'before'));

    expect(killer.fateOf(claim)).toEqual({ kind: 'pass' });
    expect(runTo(undefined).isAlive).toBe(true);
    expect(runTo({ label: 'ses SendRawEmail', nth: 2, side: 'after' }).isAlive).toBe(true);
  });

  describe('mails that went out again because nobody could know of the first', () => {
    const refused = 400;
    const done = 200;
    /** What each run asked for, with the status of each answer, and whether it was cut short. */
    const journalOf = (
      ...runs: readonly {
        readonly asks: readonly (readonly [ServiceRequest, number])[];
        readonly isCut: boolean;
      }[]
    ) => {
      const killer = createKillSwitch(undefined, () => undefined);
      for (const { asks, isCut } of runs) {
        const endRun = killer.beginRun();
        for (const [one, status] of asks) {
          const ask = { ...one };
          killer.fateOf(ask);
          killer.onAnswered(ask, status);
        }
        endRun(isCut);
      }
      return killer.journal();
    };
    const whole = {
      asks: [look, claim, send, record].map((ask) => [ask, done] as const),
      isCut: false,
    };
    const untold = { asks: [look, claim, send].map((ask) => [ask, done] as const), isCut: true };
    const refusedToTell = { asks: [...untold.asks, [record, refused] as const], isCut: true };
    const notTaken = {
      asks: [[look, done] as const, [claim, done] as const, [send, refused] as const],
      isCut: true,
    };

    it.each([
      ['SES had taken it, the process was killed before it could tell', [untold, whole], 1],
      ['the table refused to be told, and the process was killed', [refusedToTell, whole], 1],
      ['two runs were cut short', [untold, untold, whole], 2],
      ['a later run was cut short', [notTaken, untold, whole], 1],
      ['it went out once', [untold], 0],
      ['SES had not taken it', [notTaken, whole], 0],
      ['the table was told', [{ ...whole, isCut: true }, whole], 0],
      ['the run came to its end without telling', [{ ...untold, isCut: false }, whole], 0],
      ['another run told', [untold, { ...whole, asks: [[record, done] as const] }], 0],
    ])('%s', (_, runs, expected) => {
      expect(countUnknowable(journalOf(...runs), 'm-1.')).toBe(expected);
      expect(countUnknowable(journalOf(...runs), 'm-2.')).toBe(0);
    });

    it('shows what was asked about a message', () => {
      expect(requestsAbout(journalOf(untold, whole), 'm-1.')).toBe(
        '1 (cut short) dynamodb UpdateItem done, 1 (cut short) ses SendRawEmail done, ' +
          '2 dynamodb UpdateItem done, 2 ses SendRawEmail done, 2 dynamodb UpdateItem done',
      );
    });
  });

  it('has a point before and one after each request, counted by kind', () => {
    expect(pointsOf(['get', 'put', 'get'])).toEqual([
      { label: 'get', nth: 1, side: 'before' },
      { label: 'get', nth: 1, side: 'after' },
      { label: 'put', nth: 1, side: 'before' },
      { label: 'put', nth: 1, side: 'after' },
      { label: 'get', nth: 2, side: 'before' },
      { label: 'get', nth: 2, side: 'after' },
    ]);
  });

  it('names a request by service, operation and table, without the stage', () => {
    expect(labelOf({ ...claim, subject: 'ses-pipeline-dev-messages' })).toBe(
      'dynamodb UpdateItem messages',
    );
    expect(labelOf({ ...request('s3', 'GetObject'), subject: '/bucket/key' })).toBe('s3 GetObject');
    expect(labelOf(send)).toBe('ses SendRawEmail');
  });
});
