import { describe, expect, it } from '@jest/globals';
import { ssoLogin } from '../../cli/sso-ended.ts';

describe('ssoLogin', () => {
  it.each([
    'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login with the corresponding profile.',
    "The SSO session token associated with profile=work was not found or is invalid. To refresh this SSO session run 'aws sso login' with the corresponding profile.",
    "Token is expired. To refresh this SSO session run 'aws sso login' with the corresponding profile.",
  ])('names the command that begins a session: %s', (message) => {
    expect(ssoLogin(new Error(message), 'work')).toMatch(/: aws sso login --profile work$/);
    expect(ssoLogin(new Error(message), '')).toMatch(/: aws sso login --profile default$/);
  });

  it('says nothing of other errors', () => {
    expect(ssoLogin(new Error('Token is expired'), 'work')).toBeUndefined();
    expect(ssoLogin('SSO session', 'work')).toBeUndefined();
  });
});
