import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Finding, isFault } from '../../shared/health/finding.ts';
import { type DoctorWorld, startDoctorWorld } from '../support/doctor/doctor-world.ts';
import type { Undo } from '../support/doctor/fault.ts';
import { plantedFaults } from '../support/doctor/planted-faults.ts';
import { plantSesTenant } from '../support/doctor/ses-tenant-faults.ts';

// The doctor on a whole local stack: what is well, what is planted, what cannot be told. Each fault is
// planted by the API of the service that has it, and taken away after.

let world: DoctorWorld;
let undo: Undo | undefined;

beforeAll(async () => {
  world = await startDoctorWorld();
});

afterEach(async () => {
  await undo?.();
  undo = undefined;
});

afterAll(async () => {
  await world?.close();
});

/** Ids of the checks that find something, and those that cannot tell. */
const found = (findings: readonly Finding[]) => ({
  faults: [...new Set(findings.filter(isFault).map(({ check }) => check))],
  unknown: findings.filter(({ status }) => status === 'cannot-tell').map(({ check }) => check),
});

const texts = (findings: readonly Finding[], check: string) =>
  findings
    .filter((finding) => finding.check === check)
    .map(({ status, says }) => `${status}: ${says}`);

describe('the doctor', () => {
  it('finds nothing wrong with a healthy pipeline, whose canary comes back', async () => {
    const findings = await world.examine({ canary: true });

    expect(found(findings)).toEqual({ faults: [], unknown: [] });
    expect(findings.filter(({ check }) => check === 'canary')).toEqual([
      expect.objectContaining({ status: 'ok' }),
    ]);
    expect(findings.length).toBeGreaterThan(100);
  });

  it('finds nothing wrong with a tenant of SES that has what it needs', async () => {
    undo = await plantSesTenant(world);

    const findings = await world.examine();
    expect(found(findings)).toEqual({ faults: [], unknown: [] });
    expect(findings).toContainEqual(
      expect.objectContaining({ check: 'ses-tenant-resources', status: 'ok' }),
    );
  });

  it('is tried with more than fifty faults', () => {
    expect(new Set(plantedFaults.map(({ name }) => name)).size).toBe(plantedFaults.length);
    expect(plantedFaults.length).toBeGreaterThan(50);
  });

  it.each(plantedFaults.map((fault) => [fault.check, fault.name, fault] as const))(
    'finds by %s, and by nothing else: %s',
    async (check, _name, { plant, needsCanary = false }) => {
      undo = await plant(world);

      expect(found(await world.examine({ canary: needsCanary }))).toEqual({
        faults: [check],
        unknown: [],
      });
    },
  );

  it('finds nothing wrong when every fault is taken away', async () => {
    expect(found(await world.examine())).toEqual({ faults: [], unknown: [] });
  });
});

describe('a resolver', () => {
  const dkim = async () => {
    const findings = await world.examine();
    expect(found(findings).faults.filter((check) => check !== 'dkim-records')).toEqual([]);
    return texts(findings, 'dkim-records');
  };

  it('that answers late, wrongly, falsely or not at all gets four different answers, none of them absent', async () => {
    const answers: (readonly string[])[] = [];
    const replies: readonly DoctorWorld['reply'][] = [
      () => new Promise(() => undefined),
      () => ({ kind: 'bytes', bytes: Buffer.from('this is no DNS') }),
      () => ({ kind: 'answer', code: 'SERVFAIL', records: [] }),
      () => ({ kind: 'answer', code: 'REFUSED', records: [] }),
    ];
    for (const reply of replies) {
      world.reply = reply;
      undo = () => {
        world.reply = undefined;
      };
      answers.push(await dkim());
    }

    expect(new Set(answers.flat()).size).toBe(replies.length);
    for (const text of answers.flat()) expect(text).toMatch(/^cannot-tell: /);
  });
});

describe('what is not permitted', () => {
  it('is told, and nothing is taken for absent', async () => {
    const { control } = world.stack;
    const { denied } = control;
    control.denied = new Set([
      'ListAccessKeys',
      'DescribeAlarms',
      'GetMetricStatistics',
      'DescribeKey',
      'DescribeBudget',
      'DescribeStacks',
      'GetFunctionConfiguration',
    ]);
    undo = () => {
      control.denied = denied;
    };

    const findings = await world.examine();
    expect(found(findings).faults).toEqual([]);
    expect(new Set(found(findings).unknown)).toEqual(
      new Set([
        'access-keys',
        'oldest-message',
        'key-state',
        'topic-encryption',
        'budget',
        'stack-status',
        'alarms',
        'alarm-state',
        'set-options',
        'functions',
        'reserved-concurrency',
        'function-settings',
        'function-version',
        'visibility-timeout',
      ]),
    );
  });
});
