import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultProvider } from '../../../../shared/aws/clients/environment-credentials.ts';

const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;

describe('the credentials of a function', () => {
  let before: readonly (readonly [string, string | undefined])[] = [];

  beforeEach(() => {
    before = names.map((name) => [name, process.env[name]]);
    for (const name of names) process.env[name] = `${name}-1`;
  });

  afterEach(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  it('are those of the environment, read once', async () => {
    const provide = defaultProvider();

    const first = await provide();
    process.env.AWS_ACCESS_KEY_ID = 'AWS_ACCESS_KEY_ID-2';

    expect(first).toMatchObject({
      accessKeyId: 'AWS_ACCESS_KEY_ID-1',
      secretAccessKey: 'AWS_SECRET_ACCESS_KEY-1',
      sessionToken: 'AWS_SESSION_TOKEN-1',
    });
    expect(await provide()).toBe(first);
  });

  it('are asked for where there are none', async () => {
    delete process.env.AWS_SECRET_ACCESS_KEY;

    await expect(defaultProvider()()).rejects.toThrow('environment variable credentials');
  });
});
