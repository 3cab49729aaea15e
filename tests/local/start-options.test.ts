import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CommanderError } from 'commander';
import { readStartOptions } from '../../local/start-options.ts';

describe('start-options', () => {
  beforeEach(() => {
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('sends two hundred messages at fourteen a second when nothing is said', () => {
    expect(readStartOptions([])).toEqual({
      once: false,
      emptyAccount: false,
      rate: 14,
      quota: 50_000,
      count: 200,
      sliding: false,
      mailing: true,
      json: false,
      bind: '127.0.0.1',
      host: '127.0.0.1',
    });
  });

  it('reads every option', () => {
    const args =
      '--once --rate 0.5 --quota 200 --count 60 --file m.jsonl --sliding --latency 0 --visibility 10 --port-base 4566 --bind 0.0.0.0 --host pipeline --no-mailing --json';

    expect(readStartOptions(args.split(' '))).toEqual({
      once: true,
      emptyAccount: false,
      rate: 0.5,
      quota: 200,
      count: 60,
      file: 'm.jsonl',
      sliding: true,
      latency: 0,
      visibility: 10,
      portBase: 4566,
      bind: '0.0.0.0',
      host: 'pipeline',
      mailing: false,
      json: true,
    });
  });

  it.each([
    ['--empty-account', { rate: 1, quota: 200, mailing: false }],
    ['--empty-account --rate 14', { rate: 14, quota: 200, mailing: false }],
    ['--empty-account --quota 50000', { rate: 1, quota: 50_000, mailing: false }],
    ['--smtp localhost:1025', { rate: 14, quota: 50_000, mailing: false }],
  ])('knows what %s means for the rest', (args, expected) => {
    expect(readStartOptions(args.split(' '))).toMatchObject(expected);
  });

  it.each([
    '--rate 0',
    '--rate x',
    '--rate NaN',
    '--count 1.5',
    '--count 0',
    '--quota -2',
    '--latency -1',
    '--visibility 0',
    '--unknown',
    'extra',
  ])('refuses %s', (args) => {
    expect(() => readStartOptions(args.split(' '))).toThrow(CommanderError);
  });
});
