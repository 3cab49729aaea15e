import { mailboxProblem, readMailbox } from '../../../shared/email/address.ts';
import type { CommandIo } from '../../command-io.ts';

/** An identity as somebody typed it. */
export interface TypedName {
  /** The domain in lower case and punycode, or the address with such a domain. */
  readonly name: string;
  readonly kind: 'domain' | 'address';
  readonly domain: string;
}

/** Reads a domain or an address, and prints what is wrong with it. */
export const readName = (
  text: string,
  { printError }: Pick<CommandIo, 'printError'>,
): TypedName | undefined => {
  const isAddress = text.includes('@');
  // A domain is read as that of an address, by the same rules.
  const reading = readMailbox(isAddress ? text : `x@${text.trim().replace(/\.$/, '')}`);
  const problem = reading.kind === 'unreadable' ? reading.problem : mailboxProblem(reading.mailbox);
  if (reading.kind === 'unreadable' || problem !== undefined) {
    printError(
      isAddress
        ? `This address ${problem}.`
        : 'This is no domain. Write example.com, without https:// and without a path.',
    );
    return undefined;
  }
  const { localPart, domain } = reading.mailbox;
  return isAddress
    ? { name: `${localPart}@${domain}`, kind: 'address', domain }
    : { name: domain, kind: 'domain', domain };
};
