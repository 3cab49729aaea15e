import { loggableKey } from '../../shared/privacy/loggable-key.ts';
import type { FindSuppressions } from '../../shared/suppression/ports.ts';
import { isInForce, scopesFor } from '../../shared/suppression/scopes.ts';
import { isNonEmpty } from '../../shared/system/non-empty.ts';
import type { Clock } from '../../shared/system/ports.ts';
import { type StoreFailure, storeFailureOf } from '../../shared/system/store-failure.ts';
import type { Log } from '../../shared/telemetry/ports.ts';
import { pauseOf } from '../../shared/tenants/pauses.ts';
import type { FindTenants } from '../../shared/tenants/ports.ts';
import type { Call } from './call.ts';
import { storePauseMs } from './record-result.ts';

export interface LookAgainPorts {
  readonly log: Log;
  readonly findSuppressions: FindSuppressions;
  readonly findTenants: FindTenants;
  readonly clock: Clock;
}

export interface LookAgainOptions {
  /** Time per recipient at the rate in force; ms. */
  readonly intervalMs: () => number;
  /** Whether the call still waits for its slot. A call under way to SES keeps its envelope. */
  readonly isWaiting: (call: Call) => boolean;
}

/**
 * Why a mail does not leave at its slot. Its message comes again, and the next run ends or holds
 * it.
 */
export type Stop = 'expired' | 'charged-day-over' | 'paused' | 'suppressed' | 'unread';

/** What is known of a mail at its slot. */
export type Standing =
  /**
   * It may be sent as `call` says until `untilMs` (epoch ms); after that the last look is too old.
   */
  | { readonly kind: 'clear'; readonly call: Call; readonly untilMs: number }
  | { readonly kind: 'stopped'; readonly why: Stop; readonly untilMs: number };

/** Age of the last look from which a mail is looked at again before its slot; ms. */
const lookAgainAfterMs = 4_000;
/** No mail is sent later than this after the last look at its suppressions and pauses; ms. */
export const longestSinceLookMs = 5_000;
/**
 * How much earlier a call that needs another look is handed over, so that the look does not cost
 * its slot; ms.
 */
export const lookTakesMs = 100;

/** Result of one look at a call. */
interface Sight {
  readonly atMs: number;
  /** Recipients of the part that are suppressed now; canonical addresses. */
  readonly suppressed: readonly string[];
  readonly isPaused: boolean;
}

/**
 * Looks again at mail that waited for its slot: meanwhile recipients may have been suppressed, its
 * tenant paused, or the mail may have expired.
 *
 * Mail whose slot comes soon after its batch was looked up needs no second look. Otherwise the
 * first call that is due is looked at together with the calls whose slots follow within the same
 * stretch.
 */
export const lookAgain = (
  ports: LookAgainPorts,
  calls: readonly Call[],
  options: LookAgainOptions,
) => {
  const { now } = ports.clock;
  const sights = createSights(ports, calls, options);
  const partsOf = Map.groupBy(calls, ({ prepared }) => prepared);

  /** Whether the last look at the call will be too old at its slot. */
  const isDue = (call: Call, slotMs: number): boolean =>
    Math.max(slotMs, now()) - sights.lookedAtMs(call) > lookAgainAfterMs;

  /** The call's envelope by now, without the recipients suppressed since. */
  const current = (call: Call): Envelope => {
    if (sights.isEmpty()) return call;
    const parts = partsOf.get(call.prepared) ?? [call];
    const gone = new Set(parts.flatMap((part) => sights.of(part)?.suppressed ?? []));
    return gone.size === 0 ? call : without(call, gone);
  };

  /**
   * Says whether a call may leave at its slot, and with what envelope.
   *
   * @param isClaimed - this run holds the claim. A claim names the recipients, so a call whose
   * recipients changed is stopped and its claim released
   */
  const standingOf = async (call: Call, slotMs: number, isClaimed: boolean): Promise<Standing> => {
    const stopped = (why: Stop, untilMs = now()) => ({ kind: 'stopped', why, untilMs }) as const;
    const failure = isDue(call, slotMs) ? await sights.renew(call, slotMs) : undefined;
    if (failure !== undefined)
      return stopped('unread', now() + storePauseMs(failure, call.copyMs, now()));
    const { expiresAtMs = Number.POSITIVE_INFINITY } = call.prepared.message;
    if (expiresAtMs <= Math.max(slotMs, now())) return stopped('expired', expiresAtMs);
    const chargedUntilMs = call.charge?.untilMs ?? Number.POSITIVE_INFINITY;
    if (chargedUntilMs <= Math.max(slotMs, now())) return stopped('charged-day-over');
    if (sights.of(call)?.isPaused === true) return stopped('paused');
    const { recipients, suppressed } = current(call);
    const isNarrowed = recipients.length < call.recipients.length;
    if (!isNonEmpty(recipients) || (isNarrowed && isClaimed)) return stopped('suppressed');
    const untilMs = Math.min(
      sights.lookedAtMs(call) + longestSinceLookMs,
      expiresAtMs - 1,
      chargedUntilMs - 1,
    );
    return { kind: 'clear', call: { ...call, recipients, suppressed }, untilMs };
  };

  return { isDue, current, standingOf };
};

const addressOf = (call: Call, index: number): string =>
  call.prepared.message.recipients[index]?.canonical ?? '';

/** Looks at these calls with one question per table. */
const lookAt = async (
  ports: LookAgainPorts,
  calls: readonly Call[],
): Promise<ReadonlyMap<Call, Sight>> => {
  const atMs = ports.clock.now();
  const questions = calls.map((call) => {
    const { key, stream } = call.prepared.message;
    const addresses = call.recipients.map((index) => addressOf(call, index));
    return { addresses, scopes: scopesFor(key.tenantId, stream) };
  });
  const [entries, tenants] = await Promise.all([
    ports.findSuppressions(questions),
    ports.findTenants([...new Set(calls.map(({ prepared }) => prepared.message.key.tenantId))]),
  ]);
  const inForce = entries.filter((entry) => isInForce(entry, ports.clock.now()));
  const sightOf = (call: Call, index: number): Sight => {
    const { key, stream } = call.prepared.message;
    const { addresses = [], scopes = [] } = questions[index] ?? {};
    const tenant = tenants.get(key.tenantId);
    if (tenant === undefined) throw new Error('The tenants table gave no answer for a tenant.');
    const isSuppressed = (address: string): boolean =>
      inForce.some((entry) => entry.address === address && scopes.includes(entry.scope));
    return {
      atMs,
      suppressed: addresses.filter(isSuppressed),
      isPaused: pauseOf(tenant.pauses, stream) !== undefined,
    };
  };
  return new Map(calls.map((call, index) => [call, sightOf(call, index)]));
};

/** Recipients of a call (indexes) and those of its message that are left out. */
export type Envelope = Pick<Call, 'suppressed'> & { readonly recipients: readonly number[] };

/** The envelope without the recipients found suppressed since the batch was looked up. */
const without = (call: Call, gone: ReadonlySet<string>): Envelope => ({
  recipients: call.recipients.filter((index) => !gone.has(addressOf(call, index))),
  suppressed: [...new Set([...call.suppressed, ...gone])],
});

/** The call, and the calls after it whose slots may come before a look at them would be too old. */
const stretchFrom = (
  call: Call,
  calls: readonly Call[],
  { untilSlotMs, intervalMs }: { readonly untilSlotMs: number; readonly intervalMs: number },
): readonly Call[] => {
  const stretch = [call];
  let untilNextMs = untilSlotMs;
  for (const other of calls.slice(calls.indexOf(call) + 1)) {
    untilNextMs += other.recipients.length * intervalMs;
    if (untilNextMs > lookAgainAfterMs) break;
    stretch.push(other);
  }
  return stretch;
};

/** The looks of one run: their results, and the look that is under way for each call. */
const createSights = (
  ports: LookAgainPorts,
  calls: readonly Call[],
  { intervalMs, isWaiting }: LookAgainOptions,
) => {
  const sights = new Map<Call, Sight>();
  const looking = new Map<Call, Promise<void>>();

  const look = (some: readonly Call[]): Promise<void> => {
    const work = async () => {
      for (const [call, sight] of await lookAt(ports, some)) sights.set(call, sight);
    };
    const tracked = work().finally(() => {
      for (const call of some) looking.delete(call);
    });
    for (const call of some) looking.set(call, tracked);
    return tracked;
  };

  const startLook = (call: Call, slotMs: number): Promise<void> => {
    const others = calls.filter(
      (other) => other === call || (isWaiting(other) && !looking.has(other)),
    );
    const untilSlotMs = Math.max(0, slotMs - ports.clock.now());
    return look(stretchFrom(call, others, { untilSlotMs, intervalMs: intervalMs() }));
  };

  return {
    of: (call: Call): Sight | undefined => sights.get(call),
    isEmpty: (): boolean => sights.size === 0,
    lookedAtMs: (call: Call): number => sights.get(call)?.atMs ?? call.lookedAtMs,
    /**
     * Renews the look at a call, together with its stretch. Where that fails the call is looked at
     * alone, so that unreadable items of others do not stop it.
     *
     * @returns the kind of failure of the tables; undefined when the look succeeded
     */
    renew: async (call: Call, slotMs: number): Promise<StoreFailure['kind'] | undefined> => {
      try {
        await (looking.get(call) ?? startLook(call, slotMs)).catch(() => look([call]));
        return undefined;
      } catch (error) {
        const { kind, code } = storeFailureOf(error);
        ports.log('error', 'A message stays in its queue because a table cannot be read.', {
          ...loggableKey(call.prepared.message.key),
          cause: code,
        });
        return kind;
      }
    },
  };
};
