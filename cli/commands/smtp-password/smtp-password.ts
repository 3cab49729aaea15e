import { smtpPassword } from '../../../shared/access-keys/smtp-password.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import { smtpRegions } from './smtp-regions.ts';

export interface SmtpPasswordOptions {
  readonly json?: boolean;
}

export interface SmtpPasswordIo extends CommandIo {
  /** `--region`, or that of the environment. */
  readonly region: string | undefined;
  /** Undefined when it was broken off. */
  readonly readSecret: () => Promise<string | undefined>;
}

/**
 * `ses-pipeline smtp-password`: the password for SES's SMTP servers, which is derived from the secret
 * access key of an IAM user and differs by region. It asks nobody, so it cannot tell whether the key
 * is active.
 *
 * @returns 0; 2 when no region or no secret is given; 3 when the secret cannot be one
 */
export const printSmtpPassword = async (
  { json = false }: SmtpPasswordOptions,
  { region = '', readSecret, print, printError }: SmtpPasswordIo,
): Promise<number> => {
  if (!/^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/.test(region)) {
    printError(
      region === ''
        ? 'The password differs by region. Name the region of SES with --region or AWS_REGION.'
        : `${printable(region)} is no AWS region; use one like eu-central-1.`,
    );
    return exitCodes.usage;
  }
  const secret = await readSecret();
  if (secret === undefined || secret === '') {
    printError('No secret was given. Type it at the prompt, or give it on standard input.');
    return exitCodes.usage;
  }
  const problem = problemOf(secret);
  if (problem !== undefined) {
    printError(problem);
    return exitCodes.wrong;
  }
  if (!smtpRegions.has(region))
    printError(
      `SES is not known to have an SMTP server in ${region}. Look it up at https://docs.aws.amazon.com/general/latest/gr/ses.html; the API works in each region of SES.`,
    );
  const host = `email-smtp.${region}.amazonaws.com`;
  const password = smtpPassword(secret, region);
  print(json ? JSON.stringify({ region, host, smtpPassword: password }) : password);
  if (!json)
    printError(
      `For ${host}, port 587 with STARTTLS or 465 with TLS. The user is the id of the access key; its IAM user needs ses:SendRawEmail.`,
    );
  return exitCodes.fine;
};

/** A secret access key has 40 characters of base64; its value is never shown. */
const problemOf = (secret: string): string | undefined => {
  if (/^(?:AKIA|ASIA)[A-Z0-9]{12,}$/.test(secret))
    return 'This is the id of an access key. The password comes from its secret, which IAM shows once.';
  return /^[A-Za-z0-9+/=]{16,128}$/.test(secret)
    ? undefined
    : 'This cannot be a secret access key: it has 40 letters, digits, + or /. Copy it again.';
};
