import { open } from 'node:fs/promises';
import { connect, connectSes } from '../../../shared/aws/clients/connect.ts';
import { countItems } from '../../../shared/aws/dynamodb/count-items.ts';
import { accountList } from '../../../shared/aws/suppressions/account-list.ts';
import { suppressionTable } from '../../../shared/aws/suppressions/suppression-table.ts';
import type { CommandIo } from '../../command-io.ts';
import { loggedInUser } from '../../logged-in-user.ts';
import type { Pipeline } from '../../program.ts';
import type { Target } from '../../target.ts';
import { showProgress } from '../../terminal/progress.ts';
import { workStreams } from '../../terminal/work-streams.ts';
import { createWholeFile, type WholeFile } from '../../whole-file.ts';
import { knowsTenant } from '../tenants/known-tenant.ts';
import { enterAllIn } from './enter-all.ts';
import type { OpenFile } from './open-rows.ts';

type SuppressionPlace = Pick<Pipeline, 'clock' | 'streams'> & {
  readonly target: Pick<Target, 'connection' | 'tables'>;
};

/** Tools of the commands on suppressions. */
export const openSuppressionTools = (
  { target: { connection, tables }, clock, streams }: SuppressionPlace,
  io: CommandIo,
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
    knowsTenant: knowsTenant({ documents, streams }, { tables }, clock.now),
    streams,
    countRows: () => countItems(dynamodb, tables.suppressions),
    openFile,
    createFile,
    progress: () => showProgress(workStreams(), clock.now),
    now: clock.now,
    user: loggedInUser(),
  };
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
