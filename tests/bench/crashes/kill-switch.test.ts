import { describe, expect, it } from '@jest/globals';
import { createKillSwitch, isUnknowable, type KillPoint, labelOf } from '../../../bench/crashes/kill-switch.ts';
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

describe('kill switch', () => {
  it.each([
    [1, 'before', look, 0],
    [3, 'before', send, 2],
    [3, 'after', send, 3],
    [4, 'after', record, 4],
  ] as const)('kills at request %d, %s it is done', (number, side, killedAt, done) => {
    const { killer, isAlive } = runTo({ request: number, side });

    expect(isAlive).toBe(false);
    expect(killer.killedAt()).toBe(killedAt);
    expect(killer.journal().filter(({ isDone }) => isDone)).toHaveLength(done);
  });

  it('kills once, and nobody without a point', () => {
    const { killer } = runTo({ request: 2, side: 'before' });

    expect(killer.fateOf(claim)).toEqual({ kind: 'pass' });
    expect(runTo(undefined).isAlive).toBe(true);
    expect(runTo({ request: 9, side: 'after' }).isAlive).toBe(true);
  });

  it.each([
    [{ request: 2, side: 'after' }, false],
    [{ request: 3, side: 'before' }, false],
    [{ request: 3, side: 'after' }, true],
    [{ request: 4, side: 'before' }, true],
    [{ request: 4, side: 'after' }, false],
  ] as const)('knows where nobody can know if SES took the mail: %j', (point, isSo) => {
    const { killer } = runTo(point);

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

  it('names a request by service, operation and table, without the stage', () => {
    expect(labelOf({ ...claim, subject: 'ses-pipeline-dev-messages' })).toBe('dynamodb UpdateItem messages');
    expect(labelOf({ ...request('s3', 'GetObject'), subject: '/bucket/key' })).toBe('s3 GetObject');
    expect(labelOf(send)).toBe('ses SendRawEmail');
  });
});
