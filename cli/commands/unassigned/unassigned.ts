import type { ListUnassigned, UnassignedMail } from '../../../shared/messages/unassigned-mail.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import { type Column, createTable } from '../../terminal/table.ts';

export interface UnassignedOptions {
  readonly domain?: string;
  readonly json?: boolean;
}

export interface UnassignedIo extends CommandIo {
  readonly listUnassigned: ListUnassigned;
}

/** Shown in place of a domain when the events state no sender. */
const noSender = '(none)';

const remedy =
  'Put the domain, or the address, into allowedSenders of the tenant that it belongs to, and of no other: later events are then that tenant’s.';

/**
 * `ses-pipeline unassigned`: mail of which SES reports, and whose sender no tenant or several
 * tenants claim; counted by the domain of its sender, or one by one for a domain. Newest first.
 *
 * @returns 0, also when there is none; 3 when an item cannot be read
 */
export const unassigned = async (options: UnassignedOptions, io: UnassignedIo): Promise<number> => {
  let unreadable = 0;
  const mails = io.listUnassigned(({ message }) => {
    unreadable += 1;
    io.printError(printable(message));
  });
  const { domain } = options;
  const shown =
    domain === undefined
      ? await showDomains(mails, options, io)
      : await showMails(ofDomain(mails, domain.toLowerCase()), options, io);
  if (shown === 0 && unreadable === 0 && !options.json)
    io.printError(
      domain === undefined
        ? 'No mail is unassigned.'
        : `No mail of ${printable(domain)} is unassigned.`,
    );
  return unreadable > 0 ? exitCodes.wrong : exitCodes.fine;
};

const domainOf = ({ senderDomain }: UnassignedMail): string => senderDomain ?? noSender;

const ofDomain = async function* (
  mails: AsyncIterable<UnassignedMail>,
  domain: string,
): AsyncGenerator<UnassignedMail> {
  for await (const mail of mails) if (domainOf(mail) === domain) yield mail;
};

const timeOf = (epochMs: number): string => new Date(epochMs).toISOString();

/** Mails of one sender domain. */
interface DomainRow {
  readonly senderDomain: string;
  readonly mails: number;
  readonly first: string;
  readonly last: string;
  readonly claimedBy: readonly string[];
}

/** Adds a mail, older than those before, to the row of its domain. */
const withMail = (row: DomainRow | undefined, mail: UnassignedMail): DomainRow => {
  const first = timeOf(mail.firstSeenAtMs);
  return {
    senderDomain: domainOf(mail),
    mails: (row?.mails ?? 0) + 1,
    first,
    last: row?.last ?? first,
    claimedBy: [...new Set([...(row?.claimedBy ?? []), ...mail.disputedBy])],
  };
};

const domainColumns: readonly Column<DomainRow>[] = [
  { title: 'SENDER DOMAIN', of: ({ senderDomain }) => senderDomain },
  { title: 'MAILS', of: ({ mails }) => String(mails) },
  { title: 'FIRST', of: ({ first }) => first },
  { title: 'LAST', of: ({ last }) => last },
  { title: 'CLAIMED BY', of: ({ claimedBy }) => claimedBy.join(' ') || '-' },
];

const showDomains = async (
  mails: AsyncIterable<UnassignedMail>,
  { json = false }: UnassignedOptions,
  io: UnassignedIo,
): Promise<number> => {
  const rows = new Map<string, DomainRow>();
  for await (const mail of mails)
    rows.set(domainOf(mail), withMail(rows.get(domainOf(mail)), mail));
  const table = createTable(domainColumns, io);
  for (const row of [...rows.values()].toSorted((a, b) => b.mails - a.mails)) {
    if (json) io.print(JSON.stringify(row));
    else table.add(row);
  }
  table.end();
  if (rows.size > 0 && !json) io.print(remedy);
  return rows.size;
};

const mailColumns: readonly Column<UnassignedMail>[] = [
  { title: 'FIRST SEEN', of: ({ firstSeenAtMs }) => timeOf(firstSeenAtMs) },
  { title: 'MESSAGE', of: ({ messageId }) => messageId },
  { title: 'CLAIMED BY', of: ({ disputedBy }) => disputedBy.join(' ') || '-' },
];

const showMails = async (
  mails: AsyncIterable<UnassignedMail>,
  { json = false }: UnassignedOptions,
  io: UnassignedIo,
): Promise<number> => {
  let count = 0;
  const table = createTable(mailColumns, io);
  for await (const mail of mails) {
    const { messageId, firstSeenAtMs, disputedBy } = mail;
    if (json)
      io.print(
        JSON.stringify({
          senderDomain: domainOf(mail),
          messageId,
          firstSeenAt: timeOf(firstSeenAtMs),
          claimedBy: disputedBy,
        }),
      );
    else table.add(mail);
    count += 1;
  }
  table.end();
  if (count > 0 && !json)
    io.print('What SES reported of one: ses-pipeline status MESSAGE --tenant unassigned');
  return count;
};
