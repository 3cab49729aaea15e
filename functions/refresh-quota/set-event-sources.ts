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
  /** Of the day in UTC, 0 to 23, at which closed queues are read: {@link isRenewalTime}. */
  readonly renewalHour: number;
  /** Where it is written which lanes we have closed: the ledger of the pipeline's own account. */
  readonly ledger: Pick<LedgerStore, 'recordStoppedLanes'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/**
 * Sets the event sources as the accounts call for; one that is set so already is left alone.
 *
 * @param stoppedLanes - lanes that we have closed so far
 * @returns lanes that we have closed now
 * @throws when Lambda or the table cannot be reached; the next run finds what was not done
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
    // Closed: first the record, or a crash in between would leave the queue closed for ever.
    // Opened: the other way round.
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
