import type { Clock, Random } from '../system/ports.ts';
import type { Ledger } from './ledger.ts';
import type { LedgerStore } from './ledger-store.ts';
import { newLedger } from './new-ledger.ts';
import { obstacle } from './obstacle.ts';
import type { GetSendQuota } from './ports.ts';
import { blockStart, type ReserveRequest, reservation } from './reservation.ts';
import { waitForTurn } from './wait-for-turn.ts';

export interface PacingPorts {
  readonly ledger: LedgerStore;
  readonly getSendQuota: GetSendQuota;
  readonly clock: Clock;
  readonly random: Random;
}

export type Slots =
  /** The first recipient is due at `startMs` (epoch ms), each further one `intervalMs` later. */
  | {
      readonly kind: 'granted';
      readonly startMs: number;
      readonly intervalMs: number;
      readonly ledger: Ledger;
    }
  /** No free slot before `untilMs` (epoch ms). */
  | { readonly kind: 'full'; readonly untilMs: number; readonly ledger: Ledger }
  /** The 24-hour quota is used up; look again at `untilMs` (epoch ms). */
  | { readonly kind: 'quota'; readonly untilMs: number; readonly ledger: Ledger };

/**
 * Lost writes after which a writer pauses for a random time, because writers that contend for the
 * item keep colliding.
 */
const patientAfter = 3;
const longestPauseMs = 40;

/**
 * Reserves slots for `request.count` recipients in one block of the GCRA ledger. It never waits for
 * a free slot, only for contending writers.
 *
 * @param seen - the ledger as this worker last saw it; undefined when it never did
 * @returns the block, or until when there is none
 * @throws when the ledger cannot be reached
 */
export const reserveSlots = async (
  ports: PacingPorts,
  request: ReserveRequest,
  seen: Ledger | undefined,
): Promise<Slots> => {
  let ledger = seen ?? (await readLedger(ports));
  for (let attempt = 0; ; attempt += 1) {
    const wish = reservation(ledger, request, ports.clock.now());
    // `tat` never moves back. Where the ledger as last seen has no room, there is none, and no
    // write need try it.
    const known = obstacle(ledger, wish);
    if (known.kind === 'full') return { ...known, ledger };
    const answer = await ports.ledger.reserve(wish);
    if (answer.kind === 'taken') {
      return {
        kind: 'granted',
        startMs: blockStart(answer.ledger, wish),
        intervalMs: wish.nextIntervalMs,
        ledger: answer.ledger,
      };
    }
    ledger = answer.kind === 'missing' ? await readLedger(ports) : answer.ledger;
    const why = answer.kind === 'missing' ? ({ kind: 'stale' } as const) : obstacle(ledger, wish);
    switch (why.kind) {
      case 'full':
      case 'quota':
        return { ...why, ledger };
      case 'impossible':
        await ports.ledger.heal(ledger.tatMs, ports.clock.now());
        ledger = await readLedger(ports);
        break;
      case 'stale':
        if (attempt >= patientAfter)
          await ports.clock.sleepUntil(ports.clock.now() + ports.random() * longestPauseMs);
        break;
      default:
        why satisfies never;
    }
  }
};

/** Reads the ledger; creates it from SES's rate and quota where there is none. */
export const readLedger = async (ports: PacingPorts): Promise<Ledger> => {
  let found = await ports.ledger.read();
  if (found !== undefined) return found;
  const isMissing = async (): Promise<boolean> => {
    found = await ports.ledger.read();
    return found === undefined;
  };
  // Of all workers that find no ledger, one asks SES; the others wait for what it writes.
  if (await waitForTurn(ports, isMissing))
    await ports.ledger.create(newLedger(await ports.getSendQuota(), ports.clock.now()));
  const created = found ?? (await ports.ledger.read());
  if (created === undefined)
    throw new Error(
      'The send ledger cannot be read after it was created: check the ledger table and its permissions.',
    );
  return created;
};
