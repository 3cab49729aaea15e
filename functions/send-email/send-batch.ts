import { rememberSeen } from '../../shared/budgets/share-memory.ts';
import type { Lane } from '../../shared/email/streams.ts';
import type { QueuedRecord } from '../../shared/messages/queued-record.ts';
import type { SlotPatience } from '../../shared/pacing/pace.ts';
import type { SendingAccount } from '../../shared/tenants/ports.ts';
import { type BeginPorts, beginAll } from './begin-all.ts';
import type { Call } from './call.ts';
import type { SendCallsPorts } from './calls-under-way.ts';
import { takeDetours } from './detours.ts';
import { newFactNotes } from './fact-notes.ts';
import { jointRequests } from './joint-requests.ts';
import { largeCalls } from './large-calls.ts';
import { type AccountsSeen, patienceOf } from './patience.ts';
import type { Begun } from './prepare-calls.ts';
import { type ReadPorts, readAll } from './read-all.ts';
import type { CallResult, RecordResult } from './record-result.ts';
import type { NotingRun, Run } from './run.ts';
import { type SendCallsOptions, sendCalls } from './send-calls.ts';
import { firstReads, type SettlePorts, settle } from './settle.ts';
import { spareSlotsFor } from './spare-slots.ts';

export type SendBatchPorts = ReadPorts &
  BeginPorts &
  SettlePorts &
  Omit<
    SendCallsPorts,
    | 'ledger'
    | 'getSendQuota'
    | 'sendMail'
    | 'pausedAtSes'
    | 'largeCalls'
    | 'jointRequests'
    | 'bySmtp'
  > & {
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
  const { begun, giveBack } = await beginAll(ports, noting, [...firsts.values()], batch.lane);
  const send = sendingWith(ports, noting, batch);
  const first = await send([...begun.values()].filter((one) => one.kind === 'calls'));
  const sent = await takeDetours(ports, begun.values(), first, send);
  await giveBack();
  return settle(ports, noting, readings, firsts, begun, sent);
};

type Calls = Extract<Begun, { kind: 'calls' }>;

/**
 * Sends through all accounts at once, each at its own pace, so that a slow one does not hold up the
 * others.
 */
const sendingWith =
  (ports: SendBatchPorts, run: NotingRun, batch: Batch) =>
  async (begun: readonly Calls[]): Promise<ReadonlyMap<Call, CallResult>> => {
    const callsOf = Map.groupBy(begun, ({ account }) => account);
    const patience = patienceOf(ports.clock, ports.accountsSeen, [...callsOf.keys()]);
    for (const [{ name }, some] of callsOf)
      rememberSeen(ports.shares, name, new Set(some.map(tenantOf)), ports.clock.now());
    const shared = { ...ports, largeCalls: largeCalls() };
    const sendAll = [...callsOf].map(([account, some]) =>
      sendThrough(shared, run, account, some, {
        batch,
        patience: () => patience.of(account),
      }).finally(() => patience.isDone(account)),
    );
    return new Map((await Promise.all(sendAll)).flatMap((results) => [...results]));
  };

const tenantOf = ({ key }: Calls): string => key.tenantId;

/** Sends through one account. Mail over its tenant's share of the rate goes beside all other mail. */
const sendThrough = async (
  ports: SendBatchPorts & Pick<SendCallsPorts, 'largeCalls'>,
  run: NotingRun,
  account: SendingAccount,
  some: readonly Calls[],
  {
    batch: { lane, isFull },
    patience,
  }: { readonly batch: Batch; readonly patience: () => SlotPatience },
): Promise<readonly (readonly [Call, CallResult])[]> => {
  const over = some.filter(({ isOverShare }) => isOverShare);
  const within = some.filter(({ isOverShare }) => !isOverShare);
  const { sendJointly, pausedAtSes, memory } = account;
  const throttledAtMs = () => memory.last?.margin.cutAtMs ?? 0;
  const through = {
    ...ports,
    ...account,
    jointRequests: jointRequests({ ...ports, sendJointly, pausedAtSes, throttledAtMs }),
  };
  // A backlog of what is over its share is no reason to keep bulk mail of others out.
  const options = { lane, isFullBatch: isFull && within.length >= over.length, patience };
  const send = (one: SendCallsPorts, ones: readonly Calls[], how: SendCallsOptions) => {
    const calls = ones.flatMap((of) => of.calls);
    return sendCalls(one, run, account.memory, calls, how);
  };
  const results = await Promise.all([
    send(through, within, options),
    ...[...Map.groupBy(over, tenantOf)].map(([tenantId, ones]) => {
      const { ledger, patience: own } = spareSlotsFor(ports, account, tenantId, patience);
      return send({ ...through, ledger }, ones, { ...options, patience: own, takesSpare: true });
    }),
  ]);
  return results.flatMap((result) => [...result]);
};
