import * as z from 'zod/mini';
import {
  type LifeState,
  type SenderEvent,
  stateBySender,
  step,
} from '../../../shared/messages/lifecycle.ts';
import { outcomeStates } from '../../../shared/messages/message-record.ts';
import { type Item, noItem } from '../models/dynamodb/item.ts';
import type { Report } from './violation.ts';

/** A move of a part in the state machine. */
export interface Move {
  /** Undefined for all parts. */
  readonly part: number | undefined;
  /** `accepted-by-ses`: an event of SES says that it has the mail. */
  readonly event: SenderEvent | 'accepted-by-ses';
  /** Time by the mover's clock; epoch ms. */
  readonly nowMs: number;
  /** Start of the run that makes the move; epoch ms. */
  readonly runStartedMs: number;
}

export interface LifeAuditOptions {
  readonly now: () => number;
  readonly report: Report;
  readonly settleMs: number;
}

const outcomeShape = z.looseObject({
  state: z.enum(outcomeStates),
  part: z.optional(z.number()),
  heldCopy: z.optional(z.number()),
});

/**
 * Checks every write to the messages table against shared/messages/lifecycle.ts: a part that
 * changes state by the write must do so by a move that the state machine allows.
 */
export const createLifeAudit = (options: LifeAuditOptions) => {
  const watch: Watch = { ...options, releasedCopyMs: new Map(), heldAtMs: new Map() };
  return {
    written: (subject: string, before: Item | undefined, after: Item, move: Move): void =>
      written(watch, subject, before ?? noItem, after, move),
    /** An operator released the copy that arrived at this time. */
    release: (subject: string, arrivedAtMs: number): void => {
      const latestMs = Math.max(arrivedAtMs, watch.releasedCopyMs.get(subject) ?? arrivedAtMs);
      watch.releasedCopyMs.set(subject, latestMs);
    },
  };
};

const outcomeIn = (item: Item): z.infer<typeof outcomeShape> | undefined => {
  const outcome = item.get('outcome');
  return outcome === undefined ? undefined : outcomeShape.parse(outcome);
};

/** State of a part a moment later, because at its very end a claim still holds. */
const stateOf = (item: Item, part: number, nowMs: number, settleMs: number): LifeState => {
  const leaseUntilMs = item.get(`lease${part}`);
  const outcome = outcomeIn(item);
  const isAbout = outcome?.part === undefined || outcome.part === part;
  return stateBySender(
    {
      isSent: item.has(`sent${part}`),
      leaseUntilMs: typeof leaseUntilMs === 'number' ? leaseUntilMs : undefined,
      outcome: item.has(`refused${part}`) ? 'failed' : isAbout ? outcome?.state : undefined,
    },
    nowMs + 1,
    settleMs,
  );
};

const partsOf = (item: Item): number => {
  const plan = item.get('plan');
  return Array.isArray(plan) ? plan.length : 1;
};

/** Releases and holds by message. */
interface Watch extends LifeAuditOptions {
  /** Arrival of the copies that an operator has released. */
  readonly releasedCopyMs: Map<string, number>;
  /** Last hold of each message; true time. */
  readonly heldAtMs: Map<string, number>;
}

/**
 * Whether a claim is allowed: held mail must be released first, but a run that began before another
 * one held a further copy may go on.
 */
const mayClaim = (
  { releasedCopyMs, heldAtMs }: Watch,
  subject: string,
  item: Item,
  { runStartedMs }: Move,
): boolean =>
  (releasedCopyMs.get(subject) ?? -1) >= (outcomeIn(item)?.heldCopy ?? 0) ||
  (heldAtMs.get(subject) ?? 0) >= runStartedMs;

/** A part of a message, with its states before and after a write. */
interface Transition {
  readonly subject: string;
  readonly before: Item;
  readonly from: LifeState;
  readonly to: LifeState;
}

const isAllowed = (watch: Watch, { subject, before, from, to }: Transition, move: Move) => {
  const { event } = move;
  if (event === 'accepted-by-ses') return to === 'sent';
  const start =
    from === 'held' && event === 'claim' && mayClaim(watch, subject, before, move)
      ? step(from, 'release')
      : undefined;
  const answer = step(start?.kind === 'moved' ? start.state : from, event);
  return answer.kind === 'moved' && answer.state === to;
};

const written = (watch: Watch, subject: string, before: Item, after: Item, move: Move): void => {
  const { nowMs, event } = move;
  const parts = move.part === undefined ? [...Array(partsOf(after)).keys()] : [move.part];
  for (const part of parts) {
    const from = stateOf(before, part, nowMs, watch.settleMs);
    const to = stateOf(after, part, nowMs, watch.settleMs);
    if (from !== to && !isAllowed(watch, { subject, before, from, to }, move))
      watch.report(
        'state',
        subject,
        `part ${part} goes from ${from} to ${to} on ${event}, which no mail may`,
      );
  }
  if (event === 'hold') watch.heldAtMs.set(subject, watch.now());
};

export type LifeAudit = ReturnType<typeof createLifeAudit>;
