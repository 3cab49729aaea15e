import { describe, expect, it } from '@jest/globals';
import { createKillSwitch, isUnknowable, type KillPoint, labelOf, pointsOf } from '../../../bench/crashes/kill-switch.ts';
import type { ServiceRequest } from '../../../infra/local/faults/service-proxy.ts';

const request = (service: ServiceRequest['service'], operation: string, body = ''): ServiceRequest => ({
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
const at = (step: number, side: KillPoint['side']): KillPoint | undefined => pointsOf(labels)[(step - 1) * 2 + (side === 'before' ? 0 : 1)];

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
    expect(killer.journal().filter(({ isDone }) => isDone)).toHaveLength(done);
  });

  it('kills once, and nobody without a point', () => {
    const { killer } = runTo(at(2, 'before'));

    expect(killer.fateOf(claim)).toEqual({ kind: 'pass' });
    expect(runTo(undefined).isAlive).toBe(true);
    expect(runTo({ label: 'ses SendRawEmail', nth: 2, side: 'after' }).isAlive).toBe(true);
  });

  it.each([
    [2, 'after', false],
    [3, 'before', false],
    [3, 'after', true],
    [4, 'before', true],
    [4, 'after', false],
  ] as const)('knows where nobody can know if SES took the mail: request %d, %s', (number, side, isSo) => {
    const { killer } = runTo(at(number, side));

    expect(isUnknowable(killer.journal(), 'm-1.')).toBe(isSo);
    expect(isUnknowable(killer.journal(), 'm-2.')).toBe(false);
  });

  it('does not take a refused write for knowledge', () => {
    const killer = createKillSwitch(undefined, () => undefined);
    killer.beginRun();
    for (const [step, status] of [
      [send, 200],
      [record, 400],
    ] as const) {
      killer.fateOf(step);
      killer.onAnswered(step, status);
    }

    expect(isUnknowable(killer.journal(), 'm-1.')).toBe(true);
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
    expect(labelOf({ ...claim, subject: 'ses-pipeline-dev-messages' })).toBe('dynamodb UpdateItem messages');
    expect(labelOf({ ...request('s3', 'GetObject'), subject: '/bucket/key' })).toBe('s3 GetObject');
    expect(labelOf(send)).toBe('ses SendRawEmail');
  });
});
