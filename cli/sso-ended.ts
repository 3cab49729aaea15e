/**
 * What to do when the SDK has no valid token of an SSO session: the command that gets one. Undefined
 * for every other error.
 *
 * @param profile - profile of the AWS command line that is in use
 */
export const ssoLogin = (error: unknown, profile: string | undefined): string | undefined => {
  const text = error instanceof Error ? error.message : '';
  if (!/\bSSO (?:session|token)\b|\baws sso login\b/.test(text)) return undefined;
  const name = profile === undefined || profile === '' ? 'default' : profile;
  return `The SSO session of the AWS profile ${name} has ended, or has not begun. Begin one: aws sso login --profile ${name}`;
};
