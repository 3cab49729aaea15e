import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { bundlesOf } from '../../../bench/functions/measure-functions.ts';
import { measureSenderCpu } from '../../../bench/functions/sender-cpu.ts';
import { packagedTemplate } from '../../../local/template/packaged.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sender-cpu-'));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

it('measures mails that the packaged sender has sent, and the plain SDK beside it', async () => {
  const bundles = await bundlesOf(await packagedTemplate(), directory);
  const sender = bundles.find(({ key }) => key === 'send-email');
  if (sender === undefined) throw new Error('There is no sender.');

  const figures = await measureSenderCpu(sender, { rounds: 1, batches: 2 });

  expect(figures.cpuMsPerMail).toBeGreaterThan(0);
  expect(figures.sdkCpuMsPerMail).toBeGreaterThan(0);
  expect(figures.mailsPerSecond).toBeGreaterThan(0);
});

it('fails when mails are not sent', async () => {
  const bundles = await bundlesOf(await packagedTemplate(), directory);
  const sender = bundles.find(({ key }) => key === 'record-delivery');
  if (sender === undefined) throw new Error('There is no recorder.');

  await expect(measureSenderCpu(sender, { rounds: 1, batches: 1 })).rejects.toThrow(
    'mails were sent instead of',
  );
});
