const eicar = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*';

/** As much of it as stands on the first line in base64. */
const eicarInBase64 = Buffer.from(eicar).toString('base64').slice(0, 72);

/**
 * Whether the message holds the EICAR test file, plain or as an attachment in base64: the way to be
 * rejected by SES on purpose.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
 */
export const containsEicar = (mime: Buffer): boolean =>
  mime.includes(eicarInBase64) || mime.includes(eicar);
