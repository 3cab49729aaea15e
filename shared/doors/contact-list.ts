import { headerValue } from '../ses-api/mail/mime-headers.ts';
import type { Mail } from '../ses-api/mail/read-mail.ts';
import type { Fields } from './ports.ts';

/**
 * Contact list that SES is to ask: the call's, or that of a raw mail's header `{name};
 * topic={topic}`. The call goes before the header.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/sending-email-subscription-management.html
 */
export const contactListOf = ({
  headers,
  submission: { contactList },
}: Mail): Fields | undefined => {
  if (contactList !== undefined) return named(contactList.name, contactList.topic);
  const header = headerValue(headers, 'X-SES-LIST-MANAGEMENT-OPTIONS');
  if (header === undefined || header === '') return undefined;
  const [name = '', ...options] = header.split(';').map((part) => part.trim());
  const topic = options
    .map((option) => /^topic[ \t]*=[ \t]*(.*)$/i.exec(option)?.[1])
    .find((one) => one !== undefined);
  return named(name.replace(/^contactListName[ \t]*=[ \t]*/i, ''), topic);
};

const named = (contactList: string, topic: string | undefined): Fields => ({
  contactList,
  ...(topic === undefined ? {} : { topic }),
});
