import { describe, expect, it } from '@jest/globals';
import { readOptions } from '../../../proofs/simulation/options.ts';
import { largestScale } from '../../../proofs/simulation/scale/run-scale.ts';

describe('the options of the simulation', () => {
  it('plays a hundred histories of a day when nothing is said', () => {
    expect(readOptions([])).toEqual({
      kind: 'histories',
      firstSeed: 1,
      seeds: 100,
      days: 1,
      messagesPerDay: 40,
      isJson: false,
    });
  });

  it('plays one history alone by its seed', () => {
    expect(readOptions(['--seed', '77', '--days', '2', '--json'])).toMatchObject({
      firstSeed: 77,
      seeds: 1,
      days: 2,
      isJson: true,
    });
  });

  it('shows the size of twenty thousand a second', () => {
    expect(readOptions(['--scale', '--seconds', '5'])).toEqual({
      kind: 'scale',
      seconds: 5,
      ...largestScale,
      isJson: false,
    });
  });

  it('shows any other size', () => {
    const asked = [
      '--scale',
      '--rate',
      '200',
      '--containers',
      '8',
      '--batch',
      '50',
      '--model',
      'sliding',
      '--cpu',
      '1.5',
    ];
    expect(readOptions(asked)).toMatchObject({
      ratePerSecond: 200,
      containers: 8,
      batchSize: 50,
      limiter: 'sliding',
      cpuMsPerMail: 1.5,
    });
  });

  it.each([
    [['--seeds', '0']],
    [['--seeds', 'many']],
    [['--sedes', '3']],
    [['--scale', '--rate', '0.5']],
    [['--scale', '--model', 'leaky']],
    [['--scale', '--cpu', '-1']],
  ])('says what is wrong with %j', (args) => {
    expect(readOptions(args)).toMatchObject({ kind: 'wrong' });
  });
});
