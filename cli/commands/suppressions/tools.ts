import { open } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { type Connection, connect, connectSes } from '../../../shared/aws/clients/connect.ts';
import { countItems } from '../../../shared/aws/dynamodb/count-items.ts';
import { isThrottle } from '../../../shared/aws/dynamodb/documents.ts';
import { accountList } from '../../../shared/aws/suppressions/account-list.ts';
import {
  type SuppressionTable,
  suppressionTable,
} from '../../../shared/aws/suppressions/suppression-table.ts';
import { wouldChange } from '../../../shared/suppression/address-record.ts';
import type { SuppressionEntry } from '../../../shared/suppression/suppression-entry.ts';
import { inWaves } from '../../../shared/system/in-waves.ts';
import type { Clock } from '../../../shared/system/ports.ts';
import type { CommandIo } from '../../command-io.ts';
import { showProgress } from '../../progress.ts';
import { createWholeFile, type WholeFile } from '../../whole-file.ts';
import type { OpenFile } from './import.ts';

const throttledAttempts = 10;

/** Who is logged in; some containers have users without a name. */
const loggedIn = (): string | undefined => {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
};

const openFile = async (path: string): Promise<OpenFile> => {
  if (path === '-') return { chunks: process.stdin, totalBytes: undefined };
  const file = await open(path);
  const stat = await file.stat();
  if (stat.isDirectory()) {
    await file.close();
    throw new Error('it is a directory');
  }
  return { chunks: file.createReadStream(), totalBytes: stat.isFile() ? stat.size : undefined };
};

const writing =
  (stream: NodeJS.WritableStream) =>
  (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      stream.write(text, (error) => (error ? reject(error) : resolve()));
    });

const createFile = async (path: string | undefined): Promise<WholeFile> =>
  path === undefined
    ? { write: writing(process.stdout), finish: async () => {}, abandon: async () => {} }
    : createWholeFile(path);

/**
 * Enters what the table does not have yet: one look-up for a hundred, then a conditional write for
 * each that is new.
 */
export const enterAllIn =
  (
    { findRecords, enter, enterNew }: Pick<SuppressionTable, 'findRecords' | 'enter' | 'enterNew'>,
    clock: Clock,
  ) =>
  async (entries: readonly SuppressionEntry[]): Promise<number> => {
    const nameOf = ({
      address,
      scope,
    }: {
      readonly address: string;
      readonly scope: string;
    }): string => `${scope} ${address}`;
    const keys = new Map(
      entries.map(({ address, scope }) => [nameOf({ address, scope }), { address, scope }]),
    );
    const patiently = async <Answer>(act: () => Promise<Answer>): Promise<Answer> => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await act();
        } catch (error) {
          if (!isThrottle(error) || attempt === throttledAttempts) throw error;
          await clock.sleepUntil(clock.now() + 100 * 2 ** attempt);
        }
      }
    };
    const records = new Map(
      (await patiently(() => findRecords([...keys.values()]))).map((record) => [
        nameOf(record),
        record,
      ]),
    );
    const left = entries.filter((entry) => wouldChange(entry, records.get(nameOf(entry))));
    let entered = 0;
    const enterOne = async (entry: SuppressionEntry): Promise<void> => {
      const isNew = !records.has(nameOf(entry)) && (await patiently(() => enterNew(entry)));
      if (isNew || (await patiently(() => enter(entry))) === 'entered') entered += 1;
    };
    await inWaves(left, enterOne);
    return entered;
  };

/** What the commands on suppressions work with. */
export const openSuppressionTools = (
  {
    connection,
    tables,
  }: { readonly connection: Connection; readonly tables: { readonly suppressions: string } },
  io: CommandIo,
  clock: Clock,
) => {
  const { dynamodb, documents } = connect(connection);
  const table = suppressionTable(documents, tables.suppressions);
  return {
    ...io,
    ...table,
    accountList: accountList(connectSes(connection), clock),
    enterAll: enterAllIn(table, clock),
    dropCopy: (address: string, beforeMs: number) =>
      table.dropReason(address, '*', 'account-list', beforeMs),
    countRows: () => countItems(dynamodb, tables.suppressions),
    openFile,
    createFile,
    progress: () => showProgress(process.stderr, clock.now),
    now: clock.now,
    user: loggedIn(),
  };
};
