import type { SuppressionTable } from '../../../shared/aws/suppressions/suppression-table.ts';
import { canonicalAddress } from '../../../shared/email/address.ts';
import { basicStreams, type Streams } from '../../../shared/email/streams.ts';
import {
  type AddressRecord,
  entriesOf,
  strongestOf,
} from '../../../shared/suppression/address-record.ts';
import { everyTenant, streamScope, tenantScope } from '../../../shared/suppression/scopes.ts';
import { type CommandIo, exitCodes } from '../../command-io.ts';
import type { ReadStreams } from '../../deployed-streams.ts';
import { type Column, createTable } from '../../terminal/table.ts';
import { isUnknownTenant, type KnowsTenant } from '../tenants/known-tenant.ts';
import { toRow } from './row.ts';
import { unreadableRows } from './unreadable-rows.ts';
import { type ScopeOptions, scopeOf } from './who.ts';

export interface ListSuppressionsOptions extends ScopeOptions {
  readonly address?: string;
  /** With a tenant: without the entries of all tenants. */
  readonly own?: boolean;
  /** Every reason, including those that have ended, and entries that an operator has removed. */
  readonly all?: boolean;
  readonly json?: boolean;
}

export interface ListSuppressionsIo extends CommandIo {
  readonly streams: ReadStreams;
  readonly listRecords: SuppressionTable['listRecords'];
  readonly knowsTenant: KnowsTenant;
  readonly now: () => number;
}

interface ListedRow extends Omit<ReturnType<typeof toRow>, 'reason'> {
  readonly reason: string;
}

/**
 * `ses-pipeline suppressions list`: the addresses that get no mail, and why; one row per address
 * and scope, with the strongest reason in force, in the order of the table. Of a tenant it shows all
 * that applies to it: its own entries, those of its streams, and those of all tenants.
 *
 * @returns 0, also when there are none; 2 when the address or scope is invalid; 3 when there are none
 *   and nothing is known of the tenant, or a row cannot be read
 */
export const listSuppressions = async (
  options: ListSuppressionsOptions,
  io: ListSuppressionsIo,
): Promise<number> => {
  const { address, all = false, json = false } = options;
  const canonical = address === undefined ? undefined : canonicalAddress(address);
  if (address !== undefined && canonical === undefined) {
    io.printError('That is not an e-mail address.');
    return exitCodes.usage;
  }
  const answer = await scopeOf(options, io.streams);
  if (answer.kind === 'none') {
    io.printError(answer.problem);
    return exitCodes.usage;
  }
  if (options.own && options.tenant === undefined) {
    io.printError('--own goes with --tenant: it leaves out the entries of all tenants.');
    return exitCodes.usage;
  }
  const streams = options.tenant === undefined ? basicStreams : await io.streams();
  const nowMs = io.now();
  let count = 0;
  const unreadable = unreadableRows(io);
  const table = createTable(columns, io);
  for (const scope of scopesOf(options, answer.scope, streams)) {
    const filter = {
      ...(scope === undefined ? {} : { scope }),
      ...(canonical === undefined ? {} : { address: canonical }),
    };
    for await (const record of io.listRecords(filter, unreadable.tell)) {
      for (const row of rowsOf(record, all, nowMs)) {
        if (json) io.print(JSON.stringify(row));
        else table.add(row);
        count += 1;
      }
    }
  }
  table.end();
  const exitCode = unreadable.exitCode();
  if (count > 0 || exitCode !== exitCodes.fine) return exitCode;
  if (await isUnknownTenant(options.tenant, io)) return exitCodes.wrong;
  if (!json) io.printError('No address is suppressed.');
  return exitCodes.fine;
};

/** Scopes to list, one after the other; undefined: all. A scope that was named is listed alone. */
const scopesOf = (
  { tenant, stream, own = false }: ListSuppressionsOptions,
  scope: string | undefined,
  streams: Streams,
): readonly (string | undefined)[] => {
  if (tenant === undefined) return [scope];
  const ofStreams = stream === undefined ? [...streams.keys()] : [stream];
  return [
    tenantScope(tenant),
    ...ofStreams.map((one) => streamScope(tenant, one)),
    ...(own ? [] : [everyTenant]),
  ];
};

const removalRow = ({ address, scope, removal }: AddressRecord): readonly ListedRow[] =>
  removal === undefined
    ? []
    : [
        {
          address,
          scope,
          reason: 'removed',
          detail: removal.why,
          source: `operator:${removal.by}`,
          by: removal.by,
          since: new Date(removal.atMs).toISOString(),
          expiresAt: null,
        },
      ];

const rowsOf = (record: AddressRecord, all: boolean, nowMs: number): readonly ListedRow[] => {
  if (all) return [...entriesOf(record).map(toRow), ...removalRow(record)];
  const strongest = strongestOf(record, nowMs);
  return strongest === undefined ? [] : [toRow(strongest)];
};

const columns: readonly Column<ListedRow>[] = [
  { title: 'ADDRESS', of: ({ address }) => address },
  { title: 'SCOPE', of: ({ scope }) => scope },
  { title: 'REASON', of: ({ reason }) => reason },
  { title: 'DETAIL', of: ({ detail }) => detail },
  { title: 'SINCE', of: ({ since }) => since },
  { title: 'UNTIL', of: ({ expiresAt }) => expiresAt ?? '-' },
  { title: 'BY', of: ({ by }) => by ?? '-' },
];
