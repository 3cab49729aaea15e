import type { FindSuppressions } from '../../../shared/suppression/ports.ts';
import {
  everyTenant,
  isInForce,
  streamScope,
  tenantScope,
} from '../../../shared/suppression/scopes.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import type { ReadStreams } from '../../deployed-streams.ts';
import type { Progress } from '../../terminal/progress.ts';
import { type Column, createTable, type Table } from '../../terminal/table.ts';
import { type OpenFileAt, openRows } from './open-rows.ts';
import type { RowFound } from './read-rows.ts';
import { readAddress, toRow } from './row.ts';
import { scopeOf } from './who.ts';

export interface CheckSuppressionsOptions {
  readonly tenant?: string;
  readonly stream?: string;
  readonly format?: string;
  readonly json?: boolean;
}

export interface CheckSuppressionsIo extends CommandIo {
  readonly streams: ReadStreams;
  readonly openFile: OpenFileAt;
  readonly findSuppressions: FindSuppressions;
  readonly progress: () => Progress;
  readonly now: () => number;
}

/**
 * `ses-pipeline suppressions check FILE`: which addresses of a file get no mail of a tenant and
 * stream, why, and until when. Nothing is written.
 *
 * @returns 0 when none is suppressed; 2 when the file cannot be read or the options are wrong; 3 when
 *   one is, or a line was left out
 */
export const checkSuppressions = async (
  file: string,
  options: CheckSuppressionsOptions,
  io: CheckSuppressionsIo,
): Promise<number> => {
  const refuse = (problem: string): number => {
    io.printError(problem);
    return exitCodes.usage;
  };
  const answer = await scopeOf(options, io.streams);
  if (answer.kind === 'none') return refuse(answer.problem);
  const { json = false } = options;
  const opened = await openRows(file, options.format, io.openFile);
  if (opened.kind === 'none') return refuse(opened.problem);

  const work: Check = {
    ...{ io, isJson: json, scopes: scopesOf(options), nowMs: io.now() },
    table: createTable(columns, io),
    waiting: new Set(),
    ...{ checked: 0, suppressed: 0, bad: 0 },
  };
  const progress = io.progress();
  try {
    for await (const { found, bytes } of opened.rows) {
      for (const one of found) if (!(await take(work, one))) return exitCodes.usage;
      progress.show(
        work.checked,
        opened.totalBytes === undefined ? undefined : bytes / opened.totalBytes,
      );
    }
    await flush(work);
  } finally {
    progress.end();
    work.table.end();
  }
  return sum(work);
};

/** Scopes that apply: those of the tenant's single streams only where one is named. */
const scopesOf = ({ tenant, stream }: CheckSuppressionsOptions): readonly string[] => [
  everyTenant,
  ...(tenant === undefined ? [] : [tenantScope(tenant)]),
  ...(tenant === undefined || stream === undefined ? [] : [streamScope(tenant, stream)]),
];

/** Addresses that are looked up at a time; only these are in memory. */
const addressesAtOnce = 1_000;

type Row = Omit<ReturnType<typeof toRow>, 'reason'> & { readonly reason: string };

/** A running check and its counts. */
interface Check {
  readonly io: CheckSuppressionsIo;
  readonly isJson: boolean;
  readonly scopes: readonly string[];
  readonly nowMs: number;
  readonly table: Table<Row>;
  waiting: Set<string>;
  checked: number;
  suppressed: number;
  bad: number;
}

/** @returns false when the rest of the file cannot be used */
const take = async (work: Check, found: RowFound): Promise<boolean> => {
  if (found.kind === 'unused') return true;
  const reading = found.kind === 'row' ? readAddress(found.row.address) : found;
  if (reading.kind !== 'address') {
    work.bad += 1;
    work.io.printError(printable(`line ${found.line} ${reading.problem}`));
    return found.kind !== 'unusable';
  }
  work.checked += 1;
  work.waiting.add(reading.address);
  if (work.waiting.size >= addressesAtOnce) await flush(work);
  return true;
};

const flush = async (work: Check): Promise<void> => {
  const addresses = [...work.waiting];
  work.waiting = new Set();
  if (addresses.length === 0) return;
  const unreadable = new Set<string>();
  const entries = await work.io.findSuppressions([{ addresses, scopes: work.scopes }], (address) =>
    unreadable.add(address),
  );
  const rows: readonly Row[] = [
    ...entries.filter((entry) => isInForce(entry, work.nowMs)).map(toRow),
    ...[...unreadable].map(unreadableRow),
  ];
  const byAddress = Map.groupBy(rows, ({ address }) => address);
  for (const address of addresses) {
    const found = byAddress.get(address) ?? [];
    if (found.length > 0) work.suppressed += 1;
    for (const row of found) {
      if (work.isJson) work.io.print(JSON.stringify(row));
      else work.table.add(row);
    }
  }
};

/** No mail goes to an address whose row cannot be read. */
const unreadableRow = (address: string): Row => ({
  ...{ address, scope: '-', reason: 'unreadable', source: '-', by: null, since: '-' },
  ...{ detail: 'its row in the table cannot be read; correct it', expiresAt: null },
});

const sum = ({ io, checked, suppressed, bad }: Check): number => {
  io.printError(
    `${checked} addresses checked, ${suppressed} suppressed${bad === 0 ? '' : `, ${bad} bad lines left out`}`,
  );
  return suppressed + bad > 0 ? exitCodes.wrong : exitCodes.fine;
};

const columns: readonly Column<Row>[] = [
  { title: 'ADDRESS', of: ({ address }) => address },
  { title: 'SCOPE', of: ({ scope }) => scope },
  { title: 'REASON', of: ({ reason }) => reason },
  { title: 'DETAIL', of: ({ detail }) => detail },
  { title: 'SINCE', of: ({ since }) => since },
  { title: 'UNTIL', of: ({ expiresAt }) => expiresAt ?? '-' },
];
