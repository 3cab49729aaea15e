/**
 * Joint requests: mails that go to SES by one request, `SendBulkEmail` of API v2.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendBulkEmail.html
 */
import type { Mail, SesRefusal, TemplatedMail } from './ports.ts';

/** Most mails of a joint request; SES counts their recipients, and each has one. */
export const mostJointMails = 50;

/**
 * Limit on all that a joint request holds; bytes. SES names none for the request. This one keeps it
 * small beside the memory of the sender, and leaves each mail of fifty 20 KiB of data.
 */
export const mostJointBytes = 1024 * 1024;

/** Most headers of a mail beside a template. */
const mostHeaders = 15;

/**
 * Whether a mail may share a request. `SendBulkEmail` has neither tracking nor contact lists, and
 * attachments only for all mails together.
 *
 * SES answers "per intended recipient", so a mail to several is left out: then there is one answer
 * for each mail.
 */
export const mayGoJointly = (mail: Mail): mail is TemplatedMail =>
  mail.kind === 'template' &&
  mail.destinations.length === 1 &&
  mail.attachments.length === 0 &&
  mail.tracking === undefined &&
  mail.listManagement === undefined &&
  Object.keys(mail.headers ?? {}).length <= mostHeaders;

/** What all mails of a joint request have in common: mails with one key may share a request. */
export const jointKeyOf = (mail: TemplatedMail): string =>
  JSON.stringify([
    mail.source,
    mail.configurationSet,
    mail.sesTenant ?? null,
    mail.replyTo,
    mail.template,
  ]);

/** Bytes that a mail adds to a joint request. The common part is written once, for all of them. */
export const ownBytesOf = ({ destinations, templateData, headers, tags }: TemplatedMail): number =>
  Buffer.byteLength(JSON.stringify([destinations, templateData, headers, tags]));

/**
 * What a refusal of a whole joint request is about.
 *
 * - `each`: of each mail, as if it had been sent alone.
 * - `one`: maybe of one of the mails; SES took none of them.
 * - `request`: of requests for several mails. SES takes one call a second of all operations but those
 *   that send a single mail, and the keys or role of a tenant may not permit them.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/quotas.html "Rate at which you can call Amazon SES
 * API actions"
 */
export const scopeOfJointRefusal = ({
  kind,
  code,
  cause,
}: Pick<SesRefusal, 'kind' | 'code' | 'cause'>): 'each' | 'one' | 'request' => {
  if (code.startsWith('AccessDenied')) return 'request';
  if (kind === 'rate') return /sending rate/i.test(cause) ? 'each' : 'request';
  return kind === 'message' || kind === 'configuration' ? 'one' : 'each';
};
