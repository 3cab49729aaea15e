import { canaryKey, canaryMail, canaryPaths } from '../../shared/canary/canary-mail.ts';
import {
  type CanaryState,
  type CanaryVerdicts,
  eventAgeMs,
  firstState,
  nextState,
} from '../../shared/canary/canary-state.ts';
import { type CanaryVerdict, judgeCanary } from '../../shared/canary/judge-canary.ts';
import type { CanaryPorts } from '../../shared/canary/ports.ts';

/** Ports of the function, and the sender of the canaries. */
export interface SendCanaryPorts extends CanaryPorts {
  /** Address of a verified identity. */
  readonly from: string;
}

/** How long sending may take, and then the event; ms. SES's events are usually seconds old. */
const patienceMs = 10 * 60_000;

/**
 * Judges the canaries that are under way, and puts the next ones when those have ended.
 *
 * The state is written before the mail is put: when the put fails, the round stands there unsent,
 * and is told as such. A second run at the same time loses the write, and puts nothing.
 *
 * @throws when a table or the queue cannot be reached, or the mail breaks a rule; the run is then a
 * dead letter of the schedules, which have an alarm
 */
export const sendCanary = async (ports: SendCanaryPorts): Promise<void> => {
  const nowMs = ports.clock.now();
  const before = await ports.readState();
  const state =
    before === undefined
      ? firstState(nowMs)
      : nextState(before, await judgeRound(ports, before, nowMs), nowMs);
  tell(ports, state, nowMs);
  if (!(await ports.writeState(state, before))) return;
  if (state.round.id !== before?.round.id) await putRound(ports, state);
};

const judgeRound = async (
  ports: SendCanaryPorts,
  { round }: CanaryState,
  nowMs: number,
): Promise<CanaryVerdicts> => {
  const [found, isQueueClosed] = await Promise.all([
    ports.findMails(canaryPaths.map((path) => canaryKey(path, round))),
    ports.isQueueClosed(),
  ]);
  const times = { startedAtMs: round.startedAtMs, nowMs, patienceMs, isQueueClosed };
  const verdictOf = (path: (typeof canaryPaths)[number]): CanaryVerdict => {
    const { messageId } = canaryKey(path, round);
    const verdict = judgeCanary(
      path,
      found.find(({ key }) => key.messageId === messageId),
      times,
    );
    if (verdict.kind !== 'proven')
      ports.log('info', 'A canary is not back.', { path, messageId, ...verdict });
    return verdict;
  };
  return {
    delivery: verdictOf('delivery'),
    bounce: verdictOf('bounce'),
    complaint: verdictOf('complaint'),
  };
};

const tell = ({ gauge, log }: SendCanaryPorts, state: CanaryState, nowMs: number): void => {
  const ages = canaryPaths.map((path) => eventAgeMs(state, path, nowMs));
  const troubles = Object.entries(state.troubles);
  gauge({ name: 'CanaryBroken', value: troubles.length });
  gauge({ name: 'CanaryEventAge', value: Math.round(Math.max(...ages) / 1000) });
  for (const [path, { kind, sinceMs }] of troubles)
    log('error', 'A path of mail and feedback is broken.', {
      path,
      kind,
      since: new Date(sinceMs).toISOString(),
      remedy: 'docs/operations.md, Canary, says for each kind where to look.',
    });
};

const putRound = async (ports: SendCanaryPorts, { round }: CanaryState): Promise<void> => {
  const results = await ports.put(canaryPaths.map((path) => canaryMail(path, round, ports.from)));
  for (const result of results) {
    if (result.kind === 'invalid')
      throw new Error(`A canary breaks a rule; check canaryFrom. ${result.problems.join(' ')}`);
    if (result.kind === 'failed')
      throw new Error(`SQS did not take a canary: ${result.code}.`, { cause: result.cause });
  }
};
