import { afterEach, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import {
  EnvironmentError,
  flag,
  hour,
  integer,
  isStartedAhead,
  megabytes,
  parseEnvironment,
  percent,
  seconds,
  text,
} from '../../../shared/lambda/environment.ts';

const schema = z.object({ TABLE: text, QUEUE: text, SETTLE_SECONDS: seconds });

describe('parseEnvironment', () => {
  it('reads what is there', () => {
    expect(
      parseEnvironment(schema, { TABLE: 't', QUEUE: 'q', SETTLE_SECONDS: '120', OTHER: 'x' }),
    ).toEqual({
      TABLE: 't',
      QUEUE: 'q',
      SETTLE_SECONDS: 120,
    });
  });

  it('names every missing or malformed variable at once, and no value', () => {
    const read = () => parseEnvironment(schema, { QUEUE: '', SETTLE_SECONDS: 'hunter2' });

    expect(read).toThrow(EnvironmentError);
    expect(read).toThrow(/TABLE, QUEUE, SETTLE_SECONDS/);
    expect(read).not.toThrow(/hunter2/);
  });
});

describe('isStartedAhead', () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = before;
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
  it.each([
    ['provisioned-concurrency', true],
    ['on-demand', false],
    ['snap-start', false],
    ['lambda-managed-instances', false],
    [undefined, false],
  ])('knows whether somebody waits for the start of a container: %s', (type, isAhead) => {
    process.env = { ...before };
    if (type === undefined) delete process.env.AWS_LAMBDA_INITIALIZATION_TYPE;
    else process.env.AWS_LAMBDA_INITIALIZATION_TYPE = type;

    expect(isStartedAhead()).toBe(isAhead);
  });
});

describe('kinds of variables', () => {
  const kinds = { text, seconds, integer, megabytes, hour, percent, flag } as const;
  const parsed = (kind: keyof typeof kinds, value: string): unknown => {
    const read = z.safeParse(kinds[kind], value);
    return read.success ? read.data : 'refused';
  };

  it.each<[keyof typeof kinds, string, unknown]>([
    ['text', 'a', 'a'],
    ['text', '', 'refused'],
    ['seconds', '120', 120],
    ['seconds', '0', 0],
    ['seconds', '0.5', 0.5],
    ['seconds', '', 'refused'],
    ['seconds', '.5', 'refused'],
    ['seconds', '5.', 'refused'],
    ['seconds', '-1', 'refused'],
    ['seconds', '1e3', 'refused'],
    ['seconds', ' 5', 'refused'],
    ['seconds', '5s', 'refused'],
    ['integer', '1', 1],
    ['integer', '999999', 999_999],
    ['integer', '0', 'refused'],
    ['integer', '01', 'refused'],
    ['integer', '1.5', 'refused'],
    ['integer', '1000000', 'refused'],
    ['integer', 'x1', 'refused'],
    ['megabytes', '10', 10_485_760],
    ['megabytes', '40', 41_943_040],
    ['megabytes', '9', 'refused'],
    ['megabytes', '41', 'refused'],
    ['megabytes', '10.5', 'refused'],
    ['hour', '0', 0],
    ['hour', '9', 9],
    ['hour', '19', 19],
    ['hour', '23', 23],
    ['hour', '24', 'refused'],
    ['hour', '00', 'refused'],
    ['hour', '-1', 'refused'],
    ['hour', '1.5', 'refused'],
    ['hour', '', 'refused'],
    ['percent', '0.05', 0.05],
    ['percent', '99', 99],
    ['percent', '99.9', 99.9],
    ['percent', '100', 100],
    ['percent', '0', 'refused'],
    ['percent', '101', 'refused'],
    ['percent', '100.1', 'refused'],
    ['percent', '5%', 'refused'],
    ['percent', 'x5', 'refused'],
    ['flag', 'true', true],
    ['flag', 'false', false],
    ['flag', 'TRUE', 'refused'],
    ['flag', '', 'refused'],
  ])('%s: %j is %j', (kind, value, expected) => {
    expect(parsed(kind, value)).toBe(expected);
  });
});
