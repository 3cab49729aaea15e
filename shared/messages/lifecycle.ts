/**
 * The life of one recipient's mail, as a pure state machine.
 *
 * Before SES has it the sender moves it, and some of its moves are refused. Once SES has it, each
 * event of SES can only move it further: the stronger of two states stands, so any order and any
 * repetition of the same events ends in the same state. The table in docs/architecture.md is
 * generated from here.
 */

/** While the sender has it. */
export const senderStates = [
  /** For its turn. */
  'waiting',
  /** Claimed by a run that goes on. */
  'sending',
  /** The claim is over, SES may have it, and its event may still come. */
  'unsettled',
  /** The settle time is over, too. */
  'unknown',
  /** Until somebody releases it. */
  'held',
  'rejected',
  'failed',
  'expired',
  'suppressed',
] as const;

/**
 * Once SES has it, weakest first. A bounce that SES calls transient stands below a delivery:
 * automatic replies arrive as such.
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

/** What the sender, the clock and the operator do. */
export const senderEvents = [
  'claim',
  /** SES certainly did not take it, and it is tried again. */
  'give-back',
  /** The answer of SES is lost, or the run is. */
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

/** What SES tells. */
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

/** What each event of SES says. Who opens or clicks has the mail. */
const stateTold: Readonly<Record<SesEvent, SesState>> = {
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

const join = (state: LifeState, told: SesState): LifeState =>
  strengthOf(told) > strengthOf(state) ? told : state;

/**
 * A claim stands in the way of every end but its own, for as long as it may yet turn out to be
 * sent.
 */
const unlessClaimed = (state: SenderState, end: SenderState): Step => {
  if (state === 'sending') return refused('claimed');
  return state === 'unsettled' ? refused('unsettled') : to(end);
};

const stepOfSender = (state: SenderState, event: SenderEvent): Step => {
  switch (event) {
    case 'accept':
      return to('sent');
    case 'claim':
      // The outcome of an earlier try stands in nobody's way, so what lies in the dead letters can
      // be sent again.
      return state === 'held' ? refused('held') : unlessClaimed(state, 'sending');
    case 'give-back':
      return state === 'sending' ? to('waiting') : refused('not claimed');
    case 'lose':
      return state === 'sending' ? to('unsettled') : refused('not claimed');
    case 'time-out':
      return state === 'unsettled' ? to('unknown') : refused('nothing lost');
    case 'fail':
      // The claim's own end, or that of a message of which run after run died.
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

/** Where an event takes a mail, or why it is refused and the mail stays where it is. */
export const step = (state: LifeState, event: LifeEvent): Step => {
  if (isSesEvent(event)) return to(join(state, stateTold[event]));
  if (!isSesState(state)) return stepOfSender(state, event);
  return event === 'accept' ? to(state) : refused('sent');
};

/** The state after an event, whether it was refused or not. */
export const stateAfter = (state: LifeState, event: LifeEvent): LifeState => {
  const answer = step(state, event);
  return answer.kind === 'moved' ? answer.state : state;
};

/** What is written of one call to SES, as far as the sender goes. */
export interface SenderFacts {
  readonly isSent: boolean;
  /** Until when a claim holds or held; epoch ms. */
  readonly leaseUntilMs: number | undefined;
  /** How an earlier try ended. */
  readonly outcome: 'rejected' | 'failed' | 'expired' | 'suppressed' | 'held' | undefined;
}

/**
 * Where a mail stands by what is written of it. An outcome is written after the claim it is about,
 * for each claim takes it away.
 *
 * @param settleMs - how long SES's own events may take to tell what became of a call
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
