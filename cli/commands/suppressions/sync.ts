import type { AccountList } from '../../../shared/aws/suppressions/account-list.ts';
import type { SuppressionTable } from '../../../shared/aws/suppressions/suppression-table.ts';
import { mailboxCanonical, readForeignMailbox } from '../../../shared/email/address.ts';
import {
  type AccountListChange,
  type ListedAddress,
  planForListed,
  planForUnlisted,
} from '../../../shared/suppression/account-list-plan.ts';
import { everyTenant } from '../../../shared/suppression/scopes.ts';
import type { SuppressionEntry } from '../../../shared/suppression/suppression-entry.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import type { ReadStreams } from '../../deployed-streams.ts';
import type { Progress } from '../../terminal/progress.ts';
import type { EnteredAll } from './enter-all.ts';
import { unreadableRows } from './unreadable-rows.ts';
import { orderOf } from './who.ts';

export interface SyncSuppressionsOptions {
  readonly dryRun?: boolean;
  readonly by?: string;
  readonly json?: boolean;
}

export interface SyncSuppressionsIo extends CommandIo {
  readonly streams: ReadStreams;
  readonly accountList: AccountList;
  readonly findReadable: SuppressionTable['findReadable'];
  readonly listRecords: SuppressionTable['listRecords'];
  readonly enterAll: (entries: readonly SuppressionEntry[]) => Promise<EnteredAll>;
  readonly dropCopy: (address: string, beforeMs: number) => Promise<void>;
  readonly progress: () => Progress;
  readonly now: () => number;
  readonly user: string | undefined;
}

const saying = {
  copy: 'is on the list of the SES account: suppressed for all tenants',
  drop: 'is no longer on the list of the SES account: its copy is removed',
  put: 'is suppressed for all tenants: put on the list of the SES account',
  delete: 'was removed for all tenants: removed from the list of the SES account',
} as const;

/**
 * `ses-pipeline suppressions sync`: synchronises the scope `*` with the account-level suppression
 * list of SES, in both directions. The scopes of tenants are not part of it.
 *
 * It holds the addresses of SES's list in memory, about 100 bytes each; everything else is
 * processed page by page. After an interruption, running it again completes the rest.
 *
 * @returns 0; 2 when --by is missing and nobody is logged in; 3 when SES refused an address, or a
 *   row cannot be read, which stays as it is
 */
export const syncSuppressions = async (
  options: SyncSuppressionsOptions,
  io: SyncSuppressionsIo,
): Promise<number> => {
  const answer = await orderOf({ ...options, why: 'sync' }, io);
  if (answer.kind === 'none') {
    io.printError(answer.problem);
    return exitCodes.usage;
  }
  const sync: Sync = {
    io,
    isJson: options.json === true,
    isDryRun: options.dryRun === true,
    by: answer.order.by,
    askedAtMs: io.now(),
    counts: { copy: 0, drop: 0, put: 0, delete: 0, refused: 0 },
    onList: new Set(),
  };
  const unreadable = unreadableRows(io);
  const progress = io.progress();
  try {
    for await (const page of io.accountList.pages()) {
      await syncPage(sync, page);
      progress.show(sync.onList.size, undefined);
    }
    for await (const record of io.listRecords({ scope: everyTenant }, unreadable.tell))
      if (!sync.onList.has(record.address))
        await carryOut(sync, planForUnlisted(record, sync.askedAtMs));
  } finally {
    progress.end();
  }
  io.print(summaryOf(sync));
  const exitCode = unreadable.exitCode();
  return sync.counts.refused > 0 ? exitCodes.wrong : exitCode;
};

const addressOf = (change: AccountListChange): string =>
  change.kind === 'copy' ? change.entry.address : change.address;

/** SES's name of the reason; null when the change has none. */
const reasonOf = (change: AccountListChange): string | null =>
  change.kind === 'put' ? change.reason : change.kind === 'copy' ? change.entry.detail : null;

/** A run of sync and its counts. */
interface Sync {
  readonly io: SyncSuppressionsIo;
  readonly isJson: boolean;
  readonly isDryRun: boolean;
  readonly by: string;
  readonly askedAtMs: number;
  readonly counts: Record<AccountListChange['kind'] | 'refused', number>;
  /** Canonical addresses on SES's list. */
  readonly onList: Set<string>;
}

const tell = ({ io, isJson }: Sync, change: AccountListChange): void => {
  const address = addressOf(change);
  if (isJson) io.print(JSON.stringify({ change: change.kind, address, reason: reasonOf(change) }));
  else io.print(printable(`${address}  ${saying[change.kind]}`));
};

const refuse = ({ io, counts }: Sync, address: string, why: string): void => {
  counts.refused += 1;
  io.printError(printable(`${address} was refused by SES: ${why}`));
};

/** Changes SES's list, or removes the pipeline's copy. @returns whether it succeeded */
const ask = async (sync: Sync, change: AccountListChange): Promise<boolean> => {
  const { io, askedAtMs } = sync;
  if (change.kind === 'copy') return true;
  if (change.kind === 'drop') {
    await io.dropCopy(change.address, askedAtMs);
    return true;
  }
  const given =
    change.kind === 'put'
      ? await io.accountList.put(change.address, change.reason)
      : await io.accountList.remove(change.address);
  if (given.kind === 'refused') refuse(sync, change.address, given.why);
  return given.kind === 'done';
};

const carryOut = async (sync: Sync, changes: readonly AccountListChange[]): Promise<void> => {
  const { io, isDryRun, counts } = sync;
  const copies = changes.flatMap((change) => (change.kind === 'copy' ? [change.entry] : []));
  if (!isDryRun && copies.length > 0) await io.enterAll(copies);
  for (const change of changes) {
    if (!isDryRun && !(await ask(sync, change))) continue;
    counts[change.kind] += 1;
    tell(sync, change);
  }
};

/** The addresses of a page of SES's list, by canonical form. */
const readPage = (sync: Sync, page: readonly ListedAddress[]): Map<string, ListedAddress> => {
  const read = new Map<string, ListedAddress>();
  for (const listed of page) {
    const reading = readForeignMailbox(listed.address);
    if (reading.kind === 'mailbox') read.set(mailboxCanonical(reading.mailbox), listed);
    else refuse(sync, listed.address, 'its list holds something that is not an address');
  }
  return read;
};

/** Copies one page of SES's list into the scope `*`. */
const syncPage = async (sync: Sync, page: readonly ListedAddress[]): Promise<void> => {
  const listed = readPage(sync, page);
  for (const address of listed.keys()) sync.onList.add(address);
  const keys = [...listed.keys()].map((address) => ({ address, scope: everyTenant }));
  const { records, unreadable } = await sync.io.findReadable(keys);
  // Reported later, when all rows of the scope are listed.
  for (const { address } of unreadable) listed.delete(address);
  const recordOf = new Map(records.map((record) => [record.address, record]));
  const changes = [...listed].map(([address, one]) =>
    planForListed(address, one, recordOf.get(address), sync.by),
  );
  await carryOut(
    sync,
    changes.filter((change) => change !== undefined),
  );
};

const summaryOf = ({ isJson, isDryRun, counts, onList }: Sync): string => {
  const { copy, drop, put, delete: deleted } = counts;
  return isJson
    ? JSON.stringify({ dryRun: isDryRun, onList: onList.size, ...counts })
    : `${isDryRun ? 'Would change' : 'Changed'}: ${copy} copied from SES, ${drop} copies dropped, ${put} put on the list of SES, ${deleted} removed from it; it had ${onList.size}`;
};
