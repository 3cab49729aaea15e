import type { UnacceptedAnswer } from '../../../shared/ses-api/ports.ts';
import { refusalOf } from '../../../shared/ses-api/ses-refusal.ts';
import type { Dice } from '../world/dice.ts';
import type { Timeline } from '../world/timeline.ts';

/** Probabilities per call, 0 to 1. */
export interface SesFaults {
  /** No connection: the request was never sent. */
  readonly unreachable: number;
  /** 5xx or reset, and SES did not accept the mail. */
  readonly lostBefore: number;
  /** 5xx or reset, and SES accepted it. */
  readonly lostAfter: number;
  /** No answer in time; half of them are accepted, some only after the sender has given up. */
  readonly timeout: number;
  /** Refused as above the rate although it is not, because SES may accept less than it allows. */
  readonly throttled: number;
}

export const noSesFaults: SesFaults = {
  unreachable: 0,
  lostBefore: 0,
  lostAfter: 0,
  timeout: 0,
  throttled: 0,
};

/** The sender's time limit of a request; ms. See `shared/aws/ses/sending-options.ts`. */
const requestTimeoutMs = 10_000;

const unknown = (detail: string): UnacceptedAnswer => ({ kind: 'unknown', detail });

export const refused = (code: string, message: string): UnacceptedAnswer => {
  const refusal = refusalOf({ code, message, status: 400 });
  return refusal === undefined ? unknown(code) : { kind: 'refused', refusal };
};

export const aboveRate = refused('Throttling', 'Maximum sending rate exceeded.');

const unreachable: UnacceptedAnswer = {
  kind: 'refused',
  refusal: {
    kind: 'unreachable',
    code: 'ECONNREFUSED',
    cause: 'The request did not reach SES.',
    remedy: 'Nothing: it is tried again.',
  },
};

export interface NetworkOptions {
  readonly timeline: Timeline;
  readonly dice: Dice;
  readonly faults: () => SesFaults;
  /** Called when a request arrives long after it was sent. */
  readonly onLate: () => void;
}

/** Answer to a call that does not reach SES; undefined when it does. */
const stoppedBy = ({ dice, faults }: NetworkOptions): UnacceptedAnswer | undefined => {
  const { unreachable: none, lostBefore, throttled } = faults();
  if (dice.chance(none)) return unreachable;
  if (dice.chance(lostBefore)) return unknown('socket hang up');
  return dice.chance(throttled) ? aboveRate : undefined;
};

/** No answer comes in time; the request may still be under way when the sender gives up. */
const timeOut = async (
  { timeline, dice, onLate }: NetworkOptions,
  judge: () => void,
): Promise<UnacceptedAnswer> => {
  const isTaken = dice.chance(0.5);
  const arrivesMs = dice.between(5, 1.5 * requestTimeoutMs);
  const arrive = (): void => {
    onLate();
    judge();
  };
  if (isTaken) timeline.at(timeline.now() + arrivesMs, arrive);
  await timeline.sleep(requestTimeoutMs);
  return unknown('no answer in time');
};

/**
 * One call to SES over the network.
 *
 * @param judge - SES's decision at the moment the request arrives
 */
export const callOverNetwork = async <Answer>(
  options: NetworkOptions,
  judge: () => Answer,
): Promise<Answer | UnacceptedAnswer> => {
  const { timeline, dice } = options;
  const { timeout, lostAfter } = options.faults();
  const thereMs = dice.between(5, 30);
  const backMs = dice.between(30, 60);
  const stopped = stoppedBy(options);
  if (stopped !== undefined) {
    await timeline.sleep(thereMs);
    return stopped;
  }
  if (dice.chance(timeout)) return timeOut(options, judge);
  const isAnswerLost = dice.chance(lostAfter);
  await timeline.sleep(thereMs);
  const answer = judge();
  await timeline.sleep(backMs);
  return isAnswerLost ? unknown('503') : answer;
};
