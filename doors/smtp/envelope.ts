import { domainToASCII } from 'node:url';

const printable = /^[!-~]+$/;

/**
 * An address of the envelope in ASCII, as mail without SMTPUTF8 has it: the domain in its ASCII
 * form. Undefined when it has no domain, or anything else than ASCII before it.
 */
export const envelopeAddress = (address: string): string | undefined => {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  if (at < 1 || !printable.test(local)) return undefined;
  if (printable.test(domain)) return address;
  const ascii = domainToASCII(domain);
  return ascii === '' ? undefined : `${local}@${ascii}`;
};
