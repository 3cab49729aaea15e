import type { Lane } from '../../shared/email/streams.ts';
import type { QueuedRecord } from '../../shared/messages/queued-record.ts';
import { type BeginPorts, beginAll } from './begin-all.ts';
import type { Call } from './call.ts';
import type { SendCallsPorts } from './calls-under-way.ts';
import { newFactNotes } from './fact-notes.ts';
import { largeCalls } from './large-calls.ts';
import { type AccountsSeen, patienceOf } from './patience.ts';
import type { Begun } from './prepare-calls.ts';
import { type ReadPorts, readAll } from './read-all.ts';
import type { CallResult, RecordResult } from './record-result.ts';
import type { NotingRun, Run } from './run.ts';
import { sendCalls } from './send-calls.ts';
import { firstReads, type SettlePorts, settle } from './settle.ts';

export type SendBatchPorts = ReadPorts &
  BeginPorts &
  SettlePorts &
  Omit<SendCallsPorts, 'ledger' | 'getSendQuota' | 'sendMail' | 'pausedAtSes' | 'largeCalls'> & {
    readonly accountsSeen: AccountsSeen;
  };

export interface Batch {
  readonly lane: Lane;
  readonly records: readonly QueuedRecord[];
  /**
   * The batch is as large as the transactional queue may hand over, so there is a backlog. Ignored
   * for the bulk queue.
   */
  readonly isFull: boolean;
}

/**
 * Sends the messages of a batch. Each is checked, paced, claimed and sent once, or its end is
 * recorded.
 *
 * @returns one result per record, in their order. A record is `done` only when its end is recorded,
 * or when SES has accepted the mail and the table could not be written for the rest of the run.
 * Whatever fails on the way comes again
 */
export const sendBatch = async (
  ports: SendBatchPorts,
  run: Run,
  batch: Batch,
): Promise<readonly RecordResult[]> => {
  const noting: NotingRun = { ...run, facts: newFactNotes() };
  const readings = await readAll(ports, noting, batch.records, batch.lane);
  const firsts = firstReads(readings);
  const { begun, giveBack } = await beginAll(ports, noting, [...firsts.values()]);
  const sent = await sendByAccount(ports, noting, begun.values(), batch);
  await giveBack();
  return settle(ports, noting, readings, firsts, begun, sent);
};

/**
 * Sends through all accounts at once, each at its own pace, so that a slow one does not hold up the
 * others.
 */
const sendByAccount = async (
  ports: SendBatchPorts,
  run: NotingRun,
  begun: Iterable<Begun>,
  { lane, isFull }: Batch,
): Promise<ReadonlyMap<Call, CallResult>> => {
  const callsOf = Map.groupBy(
    [...begun].filter((one) => one.kind === 'calls'),
    ({ account }) => account,
  );
  const patience = patienceOf(ports.clock, ports.accountsSeen, [...callsOf.keys()]);
  const large = largeCalls();
  const sendAll = [...callsOf].map(([account, some]) =>
    sendCalls(
      { ...ports, ...account, largeCalls: large },
      run,
      account.memory,
      some.flatMap(({ calls }) => calls),
      { lane, isFullBatch: isFull, patience: () => patience.of(account) },
    ).finally(() => patience.isDone(account)),
  );
  return new Map((await Promise.all(sendAll)).flatMap((results) => [...results]));
};
