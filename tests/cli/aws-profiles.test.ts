import { describe, expect, it } from '@jest/globals';
import { profileFiles, profileProblem, profilesIn } from '../../cli/aws-profiles.ts';

describe('profilesIn', () => {
  it('finds the profiles, and no other section', () => {
    const text = `[default]
region = eu-west-1
# [profile commented]
  [profile shop]
[profile "with space"]
[sso-session work]
[services local]
[plain]
role = [profile inner]
`;
    expect(profilesIn(text)).toEqual(['default', 'shop', 'with space', 'plain']);
  });
});

describe('profileFiles', () => {
  it('are those that the environment names, else those in the home folder', () => {
    const named = { AWS_CONFIG_FILE: '/a', AWS_SHARED_CREDENTIALS_FILE: '/b' };

    expect(profileFiles(named).map(({ path }) => path)).toEqual(['/a', '/b']);
    expect(profileFiles({}).map(({ path }) => path)).toEqual([
      expect.stringMatching(/[\\/]\.aws[\\/]config$/),
      expect.stringMatching(/[\\/]\.aws[\\/]credentials$/),
    ]);
  });
});

describe('profileProblem', () => {
  const texts: Readonly<Record<string, string>> = {
    '/config': '[profile shop]\n[default]',
    '/credentials': '[old]',
  };
  const problemOf = (AWS_PROFILE: string | undefined) =>
    profileProblem(
      { AWS_PROFILE, AWS_CONFIG_FILE: '/config', AWS_SHARED_CREDENTIALS_FILE: '/credentials' },
      async (path) => texts[path],
    );

  it.each([undefined, '', 'default', 'shop', 'old'])(
    'finds nothing wrong with %s',
    async (name) => {
      expect(await problemOf(name)).toBeUndefined();
    },
  );

  it('names the profile, the files, and the profiles that there are', async () => {
    expect(await problemOf('shpo')).toBe(
      'There is no AWS profile shpo in /config or /credentials. There are shop, default, old. Name one with --profile or AWS_PROFILE, or make this one: aws configure sso --profile shpo',
    );
  });
});
