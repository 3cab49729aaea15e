/**
 * Life of one recipient's mail, as a pure state machine.
 *
 * Until SES has the mail the sender moves it, and some moves are refused. Once SES has it, an event
 * of SES can only move it forward: the stronger of two states wins, so any order and repetition of
 * the same events ends in the same state. The table in docs/architecture.md is generated from this
 * file.
 */

/** States before SES has accepted the mail. */
export const senderStates = [
  /** Waits to be sent. */
  'waiting',
  /** Claimed; the lease has not ended. */
  'sending',
  /** The lease has ended, SES may have the mail, and its event may still come. */
  'unsettled',
  /** The settle time has passed as well. */
  'unknown',
  /** Held until it is released. */
  'held',
  'rejected',
  'failed',
  'expired',
  'suppressed',
] as const;

/**
 * States after SES has accepted the mail, weakest first. A bounce that SES calls transient ranks
 * below a delivery, because automatic replies arrive as such bounces.
 */
export const sesStates = [
  'sent',
  'delayed',
  'bounced-softly',
  'delivered',
  'failed-at-ses',
  'rejected-by-ses',
  'bounced',
  'complained',
] as const;

export type SenderState = (typeof senderStates)[number];
export type SesState = (typeof sesStates)[number];
export type LifeState = SenderState | SesState;

/** Moves by the sender, the clock and the operator. */
export const senderEvents = [
  'claim',
  /** SES certainly did not accept it, and it will be tried again. */
  'give-back',
  /** The answer of SES was lost, or the run died. */
  'lose',
  /** No event of SES came within the settle time. */
  'time-out',
  'accept',
  'reject',
  'fail',
  'expire',
  'suppress',
  'hold',
  'release',
] as const;

/** Moves by SES's events. */
export const sesEvents = [
  'ses:send',
  'ses:deliveryDelay',
  'ses:bounce-transient',
  'ses:delivery',
  'ses:open',
  'ses:click',
  'ses:subscription',
  'ses:complaint-not-spam',
  'ses:renderingFailure',
  'ses:reject',
  'ses:bounce',
  'ses:complaint',
] as const;

export type SenderEvent = (typeof senderEvents)[number];
export type SesEvent = (typeof sesEvents)[number];
export type LifeEvent = SenderEvent | SesEvent;

/** Why a move is refused. */
export type Refusal =
  | 'sent'
  | 'claimed'
  | 'unsettled'
  | 'held'
  | 'not claimed'
  | 'not held'
  | 'nothing lost';

export type Step =
  | { readonly kind: 'moved'; readonly state: LifeState }
  | { readonly kind: 'refused'; readonly why: Refusal };

const to = (state: LifeState): Step => ({ kind: 'moved', state });
const refused = (why: Refusal): Step => ({ kind: 'refused', why });

const orderOfSes: readonly LifeState[] = sesStates;

const strengthOf = (state: LifeState): number => orderOfSes.indexOf(state);

/** State that each event of SES proves. Whoever opens or clicks has the mail. */
const provenState: Readonly<Record<SesEvent, SesState>> = {
  'ses:send': 'sent',
  'ses:deliveryDelay': 'delayed',
  'ses:bounce-transient': 'bounced-softly',
  'ses:delivery': 'delivered',
  'ses:open': 'delivered',
  'ses:click': 'delivered',
  'ses:subscription': 'delivered',
  'ses:complaint-not-spam': 'delivered',
  'ses:renderingFailure': 'failed-at-ses',
  'ses:reject': 'rejected-by-ses',
  'ses:bounce': 'bounced',
  'ses:complaint': 'complained',
};

const isSesEvent = (event: LifeEvent): event is SesEvent =>
  sesEvents.some((candidate) => candidate === event);
const isSesState = (state: LifeState): state is SesState => strengthOf(state) >= 0;

const join = (state: LifeState, proven: SesState): LifeState =>
  strengthOf(proven) > strengthOf(state) ? proven : state;

/** A claim blocks every end except its own, for as long as the mail may turn out to be sent. */
const unlessClaimed = (state: SenderState, end: SenderState): Step => {
  if (state === 'sending') return refused('claimed');
  return state === 'unsettled' ? refused('unsettled') : to(end);
};

const stepOfSender = (state: SenderState, event: SenderEvent): Step => {
  switch (event) {
    case 'accept':
      return to('sent');
    case 'claim':
      // The outcome of an earlier try does not block a claim, so that a redriven dead letter can be
      // sent.
      return state === 'held' ? refused('held') : unlessClaimed(state, 'sending');
    case 'give-back':
      return state === 'sending' ? to('waiting') : refused('not claimed');
    case 'lose':
      return state === 'sending' ? to('unsettled') : refused('not claimed');
    case 'time-out':
      return state === 'unsettled' ? to('unknown') : refused('nothing lost');
    case 'fail':
      // The end of the claim itself, or of a message of which run after run died.
      return state === 'sending' ? to('failed') : unlessClaimed(state, 'failed');
    case 'reject':
      return unlessClaimed(state, 'rejected');
    case 'expire':
      return unlessClaimed(state, 'expired');
    case 'suppress':
      return unlessClaimed(state, 'suppressed');
    case 'hold':
      return unlessClaimed(state, 'held');
    case 'release':
      return state === 'held' ? to('waiting') : refused('not held');
    default:
      return event satisfies never;
  }
};

/** Where an event takes a mail, or why it is refused and the state stays. */
export const step = (state: LifeState, event: LifeEvent): Step => {
  if (isSesEvent(event)) return to(join(state, provenState[event]));
  if (!isSesState(state)) return stepOfSender(state, event);
  return event === 'accept' ? to(state) : refused('sent');
};

/** The state after an event, whether it was refused or not. */
export const stateAfter = (state: LifeState, event: LifeEvent): LifeState => {
  const answer = step(state, event);
  return answer.kind === 'moved' ? answer.state : state;
};

/** What the sender recorded about one call to SES. */
export interface SenderFacts {
  readonly isSent: boolean;
  /** End of the lease; epoch ms. */
  readonly leaseUntilMs: number | undefined;
  /** Outcome of an earlier try. */
  readonly outcome: 'rejected' | 'failed' | 'expired' | 'suppressed' | 'held' | undefined;
}

/**
 * State of a mail by what the sender recorded. Each claim removes the outcome, so an outcome is
 * newer than the claim it stands beside.
 *
 * @param settleMs - settle time: how long SES's events may take to tell what became of a call; ms
 */
export const stateBySender = (
  { isSent, leaseUntilMs, outcome }: SenderFacts,
  nowMs: number,
  settleMs: number,
): LifeState => {
  if (isSent) return 'sent';
  const isBy = (ms: number): boolean => leaseUntilMs !== undefined && leaseUntilMs + ms >= nowMs;
  if (isBy(0)) return 'sending';
  if (isBy(settleMs)) return 'unsettled';
  return outcome ?? (leaseUntilMs === undefined ? 'waiting' : 'unknown');
};
