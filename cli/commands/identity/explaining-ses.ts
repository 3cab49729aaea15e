import { SesTenantFailure } from '../../../shared/ses-tenants/ses-tenant-failure.ts';
import { type CommandIo, exitCodes } from '../../command-io.ts';

/**
 * Runs a command, and explains what SES did not do.
 *
 * @param things - what the command works on
 * @returns its exit code; 1 when SES does not permit it, or cannot do it now; 3 when it refuses
 * @throws the error of a call that nobody answered: who opened the pipeline knows where that is
 */
export const explainingSes = async (
  { printError }: Pick<CommandIo, 'printError'>,
  run: () => Promise<number>,
  things: 'identities' | 'templates' = 'identities',
): Promise<number> => {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof SesTenantFailure)) throw error;
    if (isUnanswered(error)) throw error.cause;
    printError(explain(error, things));
    return error.kind === 'refused' || error.kind === 'not-found'
      ? exitCodes.wrong
      : exitCodes.failed;
  }
};

/** Names of errors with which the SDK has no valid credentials, so that SES was not asked. */
const withoutCredentials = /^(?:CredentialsProviderError|TokenProviderError|ExpiredToken\w*)$/;

/** Whether the call reached nobody. Without credentials there was none. */
export const isUnanswered = ({ cause, code }: SesTenantFailure): boolean =>
  cause !== undefined && !withoutCredentials.test(code);

/** Whether a later try may succeed without anybody doing anything. */
export const mayPass = ({ kind, code }: SesTenantFailure): boolean =>
  kind === 'unreachable' && !withoutCredentials.test(code);

const explain = (failure: SesTenantFailure, things: string): string => {
  const { kind, action, code } = failure;
  if (withoutCredentials.test(code))
    return `AWS does not know you (${code}). Set up credentials, for example with AWS_PROFILE or \`aws sso login\`.`;
  switch (kind) {
    case 'not-permitted':
      return `You may not do this in SES (${code}): you need ${action}.`;
    case 'not-found':
      return `SES does not have what this needs (${action}: ${code}). Look at its name and the region.`;
    case 'too-many':
      return `There are more ${things} than this command looks at (${code}).`;
    case 'unreachable':
      return `SES does not answer (${action}: ${code}). Try again: what is done stays.`;
    case 'refused':
      return code === 'LimitExceededException'
        ? `The account has as many ${things} as SES permits in a region.`
        : `SES refuses this (${action}: ${code}).`;
    default:
      return kind satisfies never;
  }
};
