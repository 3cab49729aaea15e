import { conflictReason } from '../../../functions/send-email/refuse-conflict.ts';
import { messagePk } from '../../../shared/aws/messages/message-key.ts';
import { messageTable } from '../../../shared/aws/messages/message-table.ts';
import { parseKeptDeadLetter } from '../../../shared/dead-letters/kept-dead-letter.ts';
import type { Report } from '../checks/violation.ts';
import { directDocuments } from '../models/dynamodb/documents.ts';
import { recordOf } from '../pipeline/record-of.ts';
import { closeBook } from '../pipeline/reputation-guard.ts';
import type { World } from '../pipeline/world.ts';
import { dayMs, type Scenario } from '../scenario/scenario.ts';
import type { Deployment } from './deploy.ts';
import type { ForgedFeedback } from './plan-forged-feedback.ts';
import type { Releases } from './plan-releases.ts';
import type { Feedback } from './publish-feedback.ts';
import { type LyingMail, markOfQueued, subjectOfQueued } from './queued-subject.ts';

/**
 * How much longer than its traffic a history may take; ms. A small quota takes days to send what
 * came in one.
 */
export const drainMs = ({ max24Hours }: Scenario): number =>
  max24Hours > 0 && max24Hours < 10_000 ? 5 * dayMs : dayMs / 3;

/** What decides how long a history may be. */
type Length = Pick<Scenario, 'messages' | 'startMs' | 'calmFromMs'>;

/**
 * Happenings of the longest history: a day has some ten thousand by its schedules, and a message some
 * hundred. One that goes on passes mail round and round, or multiplies it.
 */
const mostHappenings = ({ messages, startMs, calmFromMs }: Length): number =>
  250_000 + 5_000 * messages + 100_000 * Math.ceil((calmFromMs - startMs) / dayMs);

/**
 * Counts the happenings of a history.
 *
 * @returns whether it has had so many, once asked at each, that it will never come to rest
 */
export const watchLength = (scenario: Length, report: Report): (() => boolean) => {
  const most = mostHappenings(scenario);
  let happenings = 0;
  return () => {
    happenings += 1;
    if (happenings === most)
      report('rest', undefined, `mail still goes round after ${most} happenings`);
    return happenings >= most;
  };
};

/** Whether everything has come to rest: nothing is under way and no function that records or sends runs. */
export const isAtRest = (
  { queues, held }: World,
  { sendEmail, recordBounce, recordComplaint, recordDelivery }: Deployment,
  feedback: Feedback,
  releases: Releases,
  forged: ForgedFeedback,
): boolean =>
  queues.transactional.size() +
    queues.bulk.size() +
    queues.feedback.size() +
    feedback.underWay() +
    releases.underWay() +
    forged.underWay() +
    held.size ===
    0 &&
  [sendEmail, recordBounce, recordComplaint, recordDelivery].every((one) => one.running() === 0);

/** A dead letter in the bucket, as it was on its queue. */
const readKept = (text: string): LyingMail => {
  const deadLetter = parseKeptDeadLetter(text);
  if (deadLetter === undefined) throw new Error('A kept dead letter cannot be read.');
  return { ...deadLetter, id: deadLetter.sqsMessageId, sentMs: deadLetter.sentAtMs };
};

/** Checks which message is found by each SES id. */
const checkOwners = async ({ audits, database, timeline }: World): Promise<void> => {
  const { findMessageBySesId } = messageTable(directDocuments(database), 'messages', timeline.now);
  for (const { subject, sesMessageId } of audits.mail.acceptedIds()) {
    const owner = await findMessageBySesId(sesMessageId);
    audits.isolation.found(subject, owner && messagePk(owner));
  }
};

/** Compares the final state with what happened. */
export const closeAudits = async (world: World, { startMs }: Scenario): Promise<void> => {
  const { queues, keptDeadLetters, audits } = world;
  for (const deadLetter of [
    ...queues.deadLetters.messages(),
    ...[...keptDeadLetters.values()].map(readKept),
  ]) {
    const isConflict = deadLetter.attributes.reasons?.includes(conflictReason) ?? false;
    const conflictAtMs = isConflict ? deadLetter.sentMs : undefined;
    audits.mail.deadLetter(subjectOfQueued(deadLetter), markOfQueued(deadLetter), conflictAtMs);
  }
  audits.mail.close((subject) => recordOf(world, subject));
  audits.counts.close();
  audits.shares.close();
  await checkOwners(world);
  audits.reputation.close(await closeBook(world, startMs));
};
