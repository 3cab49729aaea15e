const eicar = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*';

/** The part of the file that stands on the first line in base64. */
const eicarInBase64 = Buffer.from(eicar).toString('base64').slice(0, 72);

/**
 * Whether the message contains the EICAR test file, plain or as an attachment in base64. SES
 * rejects such mail, so the file is used to provoke a Reject event.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
 */
export const containsEicar = (mime: Buffer): boolean =>
  mime.includes(eicarInBase64) || mime.includes(eicar);
