import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Version of the derivation, the first byte of the password. */
const version = Buffer.of(4);
/** Steps of the derivation besides the region, which comes after the first. */
const [date, ...steps] = ['11111111', 'ses', 'aws4_request', 'SendRawEmail'] as const;
/** Longest password that is compared; characters. A longer one is none. */
const longestPassword = 256;

/**
 * SMTP password that SES derives from a secret access key. It differs by region.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html#smtp-credentials-convert
 */
export const smtpPassword = (secret: string, region: string): string => {
  const key = [date, region, ...steps].reduce<Buffer | string>(
    (before, text) => createHmac('sha256', before).update(text).digest(),
    `AWS4${secret}`,
  );
  return Buffer.concat([version, Buffer.from(key)]).toString('base64');
};

/**
 * Whether a password is that of a key: its secret, or the SMTP password that is derived from it for
 * the region of the deployment. Takes as long for any password.
 */
export const isPasswordOf = (password: string, secret: string, region: string): boolean => {
  const given = digest(password.slice(0, longestPassword));
  const isSecret = timingSafeEqual(given, digest(secret));
  const isDerived = timingSafeEqual(given, digest(smtpPassword(secret, region)));
  return (isSecret || isDerived) && password.length <= longestPassword;
};

/** Of one length for any text, as the comparison needs. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
