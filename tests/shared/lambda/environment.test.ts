import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import {
  EnvironmentError,
  parseEnvironment,
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
