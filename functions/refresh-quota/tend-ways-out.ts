import type { Stream, Streams } from '../../shared/email/streams.ts';
import type { AccountState } from '../../shared/pacing/event-source-settings.ts';
import type { Ledger } from '../../shared/pacing/ledger.ts';
import type { LedgerStore } from '../../shared/pacing/ledger-store.ts';
import type { AccountReading } from '../../shared/pacing/ports.ts';
import { usedByUs } from '../../shared/pacing/quota-use.ts';
import { nameOfError } from '../../shared/system/name-of-error.ts';
import type { Clock } from '../../shared/system/ports.ts';
import type { GaugeMetric, Log } from '../../shared/telemetry/ports.ts';
import type { NoteSesStopped } from '../../shared/way-out/ports.ts';
import { quotaOfWayOut, wayOutName } from '../../shared/way-out/way-out-ledger.ts';
import type { StoredWayOut, WaysOut } from '../../shared/way-out/way-out-settings.ts';
import { ledgerGauges } from './ledger-gauges.ts';
import { planSesStopped } from './plan-ses-stopped.ts';
import { refreshQuota } from './refresh-quota.ts';

export interface TendWaysOutPorts {
  readonly findWaysOut: () => Promise<WaysOut>;
  readonly noteSesStopped: NoteSesStopped;
  /** Ledger of the way out of a stream. */
  readonly ledgerOf: (stream: Stream) => LedgerStore;
  /** Streams of the deployment. */
  readonly streams: Streams;
  readonly gauge: GaugeMetric;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Notes whether SES takes mail of the account, and copies the rate of each way out from its settings
 * into its ledger. A failure is logged, and no way out counts as in use then.
 *
 * @param own - SES's answer about the account of the pipeline
 * @returns the ways out that take all mail of their stream now
 */
export const tendWaysOut = (
  ports: TendWaysOutPorts,
  own: AccountReading,
): Promise<readonly AccountState[]> =>
  tendAll(ports, own).catch((error: unknown) => {
    ports.log('error', 'The ways out could not be tended.', { cause: nameOfError(error) });
    return [];
  });

const tendAll = async (
  ports: TendWaysOutPorts,
  own: AccountReading,
): Promise<readonly AccountState[]> => {
  const known = await ports.findWaysOut();
  const isStopped = await noteStop(ports, known, own);
  const inUse: AccountState[] = [];
  for (const [stream, { lane }] of ports.streams) {
    const wayOut = known.waysOut?.[stream];
    if (wayOut === undefined || wayOut.mode === 'stop') continue;
    const ledger = ports.ledgerOf(stream);
    const readAccount = async () => readingOf(wayOut, await ledger.read(), ports.clock.now());
    const refreshed = await refreshQuota({ ...ports, ledger, readAccount });
    for (const each of ledgerGauges(refreshed.ledger, ports.clock.now(), wayOutName(stream)))
      ports.gauge(each);
    if (wayOut.mode === 'use' || isStopped)
      inUse.push({ ledger: refreshed.ledger, isPaused: false, lane });
  }
  return inUse;
};

/** @returns whether mail goes by the ways out because SES takes none */
const noteStop = async (
  { noteSesStopped, clock, log }: TendWaysOutPorts,
  { waysOut = {}, sesStopped }: WaysOut,
  own: AccountReading,
): Promise<boolean> => {
  const change = planSesStopped(own, sesStopped, {
    hasWayOut: Object.values(waysOut).some((wayOut) => wayOut?.mode !== 'stop'),
    nowMs: clock.now(),
  });
  if (change === undefined) return sesStopped !== undefined;
  await noteSesStopped(change);
  if (change.kind === 'begin')
    log('error', 'SES takes no mail of the account; mail goes by its way out where it has one.', {
      cause: change.why,
    });
  else log('info', 'SES takes mail of the account again; new mail goes to SES.');
  return change.kind === 'begin';
};

/** Nobody counts what a provider took but the ledger itself. */
const readingOf = (
  wayOut: StoredWayOut,
  ledger: Ledger | undefined,
  nowMs: number,
): AccountReading => ({
  ...quotaOfWayOut(wayOut),
  sentLast24Hours: ledger === undefined ? 0 : usedByUs(ledger, nowMs),
  isPaused: false,
  enforcementStatus: 'HEALTHY',
  isSandbox: false,
});
