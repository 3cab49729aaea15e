import { canonicalAddress } from '../../../shared/email/address.ts';
import { type MessageState, messageStates } from '../../../shared/messages/recipient-state.ts';
import {
  type FoundMessage,
  type ScanMessages,
  searchMessages,
} from '../../../shared/messages/search-messages.ts';
import { prices } from '../../../shared/prices/prices.ts';
import { tenantIdForm } from '../../../shared/tenants/names.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import { toneOfState } from '../../terminal/paint.ts';
import { type Column, createTable } from '../../terminal/table.ts';

export interface SearchOptions {
  readonly tenant: string;
  /** Address of a recipient. */
  readonly to?: string;
  readonly since?: string;
  readonly until?: string;
  readonly state?: string;
  readonly json?: boolean;
}

export interface SearchIo extends CommandIo {
  readonly scan: ScanMessages;
  /** Bytes of the table; undefined when AWS does not say. */
  readonly tableBytes: () => Promise<number | undefined>;
  readonly now: () => number;
}

/** Pages of the table that a part reads; what it found is shown then. */
const pagesOfPart = 8;

/**
 * `ses-pipeline messages search`: messages of a tenant by recipient, time or state. It reads the whole
 * table, and says on standard error how much that is and costs.
 *
 * @returns 0; 2 when an option cannot be read; 3 when nothing is found, or a message that may be one
 *   of them cannot be read
 */
export const search = async (options: SearchOptions, io: SearchIo): Promise<number> => {
  const read = readSearch(options);
  if (read.kind === 'wrong') {
    for (const problem of read.problems) io.printError(problem);
    return exitCodes.usage;
  }
  io.printError(readingText(await io.tableBytes()));
  const table = createTable(columns, io);
  const counts = { found: 0, unreadable: 0 };
  let after: string | undefined;
  do {
    const bounds = { found: 1_000, pages: pagesOfPart, untilMs: Number.POSITIVE_INFINITY };
    const part = await searchMessages(io, read.search, after, bounds);
    for (const { message } of part.unreadable) io.printError(printable(message));
    for (const row of part.found.map(toRow)) {
      if (options.json) io.print(JSON.stringify(row));
      else table.add(row);
    }
    counts.found += part.found.length;
    counts.unreadable += part.unreadable.length;
    after = part.next;
  } while (after !== undefined);
  table.end();
  if (counts.found === 0 && !options.json) io.printError('No such message is known.');
  return counts.found === 0 || counts.unreadable > 0 ? exitCodes.wrong : exitCodes.fine;
};

const readSearch = ({ tenant, to, since, until, state }: SearchOptions) => {
  const address = to === undefined ? undefined : canonicalAddress(to);
  const known = messageStates.find((one) => one === state);
  const [fromMs, untilMs] = [msOf(since), msOf(until)];
  const problems = [
    ...(tenantIdForm.test(tenant)
      ? []
      : ['--tenant: a tenant is named with 1 to 64 of A-Z a-z 0-9 _ and -.']),
    ...(to !== undefined && address === undefined
      ? ['--to: is no e-mail address; write name@domain.']
      : []),
    ...(Number.isNaN(fromMs ?? 0)
      ? ['--since: is no time; write 2026-11-29 or 2026-11-29T12:00Z.']
      : []),
    ...(Number.isNaN(untilMs ?? 0)
      ? ['--until: is no time; write 2026-11-29 or 2026-11-29T12:00Z.']
      : []),
    ...(state !== undefined && known === undefined
      ? [`--state: there is no such state; there are ${messageStates.join(', ')}.`]
      : []),
  ];
  if (problems.length > 0) return { kind: 'wrong', problems } as const;
  const search = { tenantId: tenant, recipient: address, fromMs, untilMs, state: known };
  return { kind: 'search', search } as const;
};

/**
 * What a search reads and costs: half a read unit for each 4 KB.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
const readingText = (bytes: number | undefined): string => {
  const whole = 'Reads the whole table of messages, of all tenants';
  if (bytes === undefined) return `${whole}; its size is not known.`;
  const { dollars, per } = prices.readUnit;
  const cost = (bytes / 4_096 / 2) * (dollars / per);
  const costText = cost < 0.01 ? 'less than a cent' : `about $${cost.toFixed(2)}`;
  return `${whole}: ${(bytes / 1024 ** 3).toFixed(2)} GiB, ${costText}.`;
};

const msOf = (time: string | undefined): number | undefined =>
  time === undefined ? undefined : Date.parse(time);

interface Row {
  readonly messageId: string;
  readonly state: MessageState;
  readonly stream: string | null;
  readonly firstSeenAt: string | null;
  readonly recipients: Readonly<Record<string, string>>;
}

const toRow = ({ status, stream, firstSeenAtMs }: FoundMessage): Row => ({
  messageId: status.messageId,
  state: status.state,
  stream: stream ?? null,
  firstSeenAt: firstSeenAtMs === undefined ? null : new Date(firstSeenAtMs).toISOString(),
  recipients: status.recipients,
});

const columns: readonly Column<Row>[] = [
  { title: 'MESSAGE', of: ({ messageId }) => messageId },
  { title: 'STATE', of: ({ state }) => state, tone: ({ state }) => toneOfState(state) },
  { title: 'SEEN', of: ({ firstSeenAt }) => firstSeenAt ?? '-' },
  {
    title: 'RECIPIENTS',
    of: ({ recipients }) => `${Object.keys(recipients)[0] ?? '-'}${more(recipients)}`,
  },
];

const more = (recipients: Row['recipients']): string => {
  const others = Object.keys(recipients).length - 1;
  return others < 1 ? '' : ` (and ${others} more)`;
};
