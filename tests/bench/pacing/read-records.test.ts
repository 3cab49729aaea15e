import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readRecords } from '../../../bench/pacing/read-records.ts';
import type { RunRecord } from '../../../bench/pacing/row.ts';

const record: RunRecord = {
  row: {
    design: 'pipeline',
    rate: 14,
    containers: 8,
    batch: 10,
    model: 'sliding',
    scenario: 'foreign-30',
    utilisation: null,
    throttledPer1000: 3.1,
    worstSecond: 1,
    ledgerWritesPerMessage: 0.1,
    dynamoRequestsPerMessage: 3.6,
    sqsRequestsPerMessage: 2,
    billedMsPerMessage: 571,
    lost: 0,
    doubled: 0,
    fairness: null,
    throttlesStopAfterSeconds: null,
    utilisationAfter: 0.97,
  },
  timeline: [[0, 1, 0]],
  leftQueued: 0,
  stoodStillMs: 15,
  at: '2030-01-02T03:04:05.000Z',
  machine: '2 × test',
};

describe('read-records', () => {
  let directory = '';

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'rows-'));
  });

  afterAll(() => rm(directory, { recursive: true }));

  it('reads what was saved, of several files in their order', async () => {
    const files = [join(directory, 'a'), join(directory, 'b')];
    await writeFile(files[0] ?? '', `${JSON.stringify(record)}\n`);
    await writeFile(files[1] ?? '', `${JSON.stringify({ ...record, machine: 'another' })}\n`);

    expect(await readRecords(files)).toEqual([record, { ...record, machine: 'another' }]);
  });

  it('names the line that is none of the bench', async () => {
    const file = join(directory, 'c');
    await writeFile(file, `${JSON.stringify(record)}\n{"design":"pipeline"}\n`);

    await expect(readRecords([file])).rejects.toThrow(/c, line 2, is no row/);
  });
});
