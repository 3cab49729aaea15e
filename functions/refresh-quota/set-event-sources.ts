import type { Lane } from '../../shared/email/streams.ts';
import type { EventSource } from '../../shared/pacing/event-source.ts';
import {
  type AccountState,
  isRenewalTime,
  isSetSo,
  planEventSource,
} from '../../shared/pacing/event-source-settings.ts';
import type { LedgerStore } from '../../shared/pacing/ledger-store.ts';
import type { Clock } from '../../shared/system/ports.ts';
import type { Log } from '../../shared/telemetry/ports.ts';

export interface EventSourcePorts {
  readonly eventSources: readonly EventSource[];
  /** Hour of the day at which closed queues are read; UTC, 0 to 23. See {@link isRenewalTime}. */
  readonly renewalHour: number;
  /** The own account's ledger, which records the lanes that we have closed. */
  readonly ledger: Pick<LedgerStore, 'recordStoppedLanes'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/**
 * Opens, closes and sizes the event sources of the sender by what the accounts can take. A source
 * that is already set that way is not touched.
 *
 * @param stoppedLanes - lanes that we had closed before this call
 * @returns lanes that we have closed after it
 * @throws when Lambda or the table cannot be reached; the next run completes the work
 */
export const setEventSources = async (
  { eventSources, renewalHour, ledger, clock, log }: EventSourcePorts,
  accounts: readonly AccountState[],
  stoppedLanes: readonly Lane[],
): Promise<readonly Lane[]> => {
  let recorded = stoppedLanes;
  const record = async (lane: Lane, isStopped: boolean): Promise<void> => {
    if (recorded.includes(lane) === isStopped) return;
    const others = recorded.filter((each) => each !== lane);
    recorded = isStopped ? [...others, lane] : others;
    await ledger.recordStoppedLanes(recorded);
  };

  for (const source of eventSources) {
    const { lane } = source;
    const current = await source.read();
    if (current === undefined) continue;
    const { settings, isStoppedByUs } = planEventSource(
      lane,
      accounts,
      current,
      recorded.includes(lane),
      isRenewalTime(clock.now(), renewalHour),
    );
    // When closing, the record comes first: after a crash in between, a source that is closed
    // without a record would stay closed for ever. When opening, it comes last for the same reason.
    if (isStoppedByUs) await record(lane, true);
    if (!isSetSo(current, settings)) {
      if (!(await source.change(settings))) continue;
      const { isEnabled, ...rest } = settings;
      if (isEnabled === current.isEnabled)
        log('info', 'An event source is set anew.', { lane, ...rest });
      else if (isEnabled) log('info', 'The queue is read again.', { lane });
      else
        log(
          'warn',
          'The queue is not read until there is quota again, or sending is no longer paused.',
          { lane },
        );
    }
    if (!isStoppedByUs) await record(lane, false);
  }
  return recorded;
};
