import * as z from 'zod/mini';
import {
  type LifeState,
  type SenderEvent,
  stateBySender,
  step,
} from '../../../shared/messages/lifecycle.ts';
import { outcomeStates } from '../../../shared/messages/message-record.ts';
import type { Item } from '../models/dynamodb/item.ts';
import type { Report } from './violation.ts';

/** What is done to a part of a message. */
export interface Move {
  /** Undefined for all parts. */
  readonly part: number | undefined;
  /** `told`: SES says that it has the mail. */
  readonly event: SenderEvent | 'told';
  /** By the clock of whoever does it; epoch ms. */
  readonly nowMs: number;
  /** When the run that does it began; epoch ms. */
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

const outcomeIn = (item: Item): z.infer<typeof outcomeShape> | undefined => {
  const outcome = item.get('outcome');
  return outcome === undefined ? undefined : outcomeShape.parse(outcome);
};

/** Where a part stands, a moment later: at its very end a claim still holds. */
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

const noItem: Item = new Map();

/**
 * Holds every write to the messages table against the machine in shared/messages/lifecycle.ts: a
 * part that stands elsewhere after the write than before went there by a move that the machine
 * allows.
 */
export const createLifeAudit = ({ now, report, settleMs }: LifeAuditOptions) => {
  /** When the copies of messages came that an operator has released. */
  const released = new Map<string, number>();

  /** When messages were last held; true time. */
  const heldAtMs = new Map<string, number>();

  /**
   * Held mail is released before it is claimed. A run that began before another held a further copy
   * goes on.
   */
  const mayClaim = (subject: string, item: Item, { runStartedMs }: Move): boolean =>
    (released.get(subject) ?? -1) >= (outcomeIn(item)?.heldCopy ?? 0) ||
    (heldAtMs.get(subject) ?? 0) >= runStartedMs;

  const isAllowed = (
    subject: string,
    item: Item,
    from: LifeState,
    move: Move,
    to: LifeState,
  ): boolean => {
    const { event } = move;
    if (event === 'told') return to === 'sent';
    const start =
      from === 'held' && event === 'claim' && mayClaim(subject, item, move)
        ? step(from, 'release')
        : undefined;
    const answer = step(start?.kind === 'moved' ? start.state : from, event);
    return answer.kind === 'moved' && answer.state === to;
  };

  const checkPart = (
    subject: string,
    before: Item,
    after: Item,
    move: Move,
    part: number,
  ): void => {
    const { event, nowMs } = move;
    const from = stateOf(before, part, nowMs, settleMs);
    const to = stateOf(after, part, nowMs, settleMs);
    if (from !== to && !isAllowed(subject, before, from, move, to))
      report(
        'state',
        subject,
        `part ${part} goes from ${from} to ${to} on ${event}, which no mail may`,
      );
  };

  return {
    written: (subject: string, before: Item | undefined, after: Item, move: Move): void => {
      const parts =
        move.part === undefined
          ? Array.from({ length: partsOf(after) }, (_, part) => part)
          : [move.part];
      for (const part of parts) checkPart(subject, before ?? noItem, after, move, part);
      if (move.event === 'hold') heldAtMs.set(subject, now());
    },
    /** An operator releases a copy that came on its queue then. */
    release: (subject: string, arrivedAtMs: number): void =>
      void released.set(subject, Math.max(arrivedAtMs, released.get(subject) ?? arrivedAtMs)),
  };
};

export type LifeAudit = ReturnType<typeof createLifeAudit>;
