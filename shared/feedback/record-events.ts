import { doAll, type Outcome } from '../system/do-all.ts';
import { attributeAll } from './attribute-all.ts';
import { endRuns, hasArrived } from './end-runs.ts';
import {
  type FeedbackInput,
  type FeedbackPorts,
  type Group,
  groupByMessage,
  type Received,
  readInputs,
} from './feedback-batch.ts';
import { noteReputation } from './note-reputation.ts';
import { publishGroups } from './publish-groups.ts';
import { noteFlow, recordGroup } from './record-group.ts';
import { suppressGroup } from './suppress-group.ts';
import { warnOfCopies, warnOfUnassigned } from './warn-of-foreign.ts';

/**
 * Records a batch of feedback of any kinds. The order is: suppressions, reputation facts, events on
 * messages, metrics, pipeline events.
 *
 * Every effect is idempotent, and an input is answered for only when all its effects are done. So
 * after a failure or crash at any point, the same input handed in again completes the rest. An
 * input that cannot be understood fails, so that it ends in the dead-letter queue instead of being
 * lost. Never rejects.
 *
 * @returns the indexes of the inputs that failed, ascending
 */
export const recordEvents = async (
  inputs: readonly FeedbackInput[],
  ports: FeedbackPorts,
): Promise<readonly number[]> => {
  const { received, unreadable } = readInputs(inputs, ports);
  const idsOf = (ones: readonly Received[]) =>
    [...new Set(ones.flatMap((one) => one.inputs))].map((index) => inputs[index]?.id);

  const lookUps = await attributeAll(received, ports, (one, error) =>
    ports.log('error', 'message look-up failed', { ids: idsOf([one]), error }),
  );
  const found = lookUps.flatMap((lookUp) =>
    lookUp.kind === 'done' ? [{ one: lookUp.thing, subject: lookUp.result }] : [],
  );
  const notRecorded = (group: Group, error: string) =>
    ports.log('error', 'feedback not recorded', { ids: idsOf(group.received), error });
  const doneOf = <Result>(outcomes: readonly Outcome<Group, Result>[]) =>
    outcomes.flatMap(({ kind, thing }) => (kind === 'done' ? [thing] : []));
  const groups = groupByMessage(found);
  warnOfCopies(groups, ports.log);
  warnOfUnassigned(groups, ports.log);
  const suppressions = await doAll(groups, (group) => suppressGroup(group, ports), notRecorded);
  // After all soft bounces of the batch, so that a delivery ends the run they belong to.
  const runsEnded = endRuns(doneOf(suppressions), ports);
  const reputationNoted = noteReputation(doneOf(suppressions), ports);
  const record = async (group: Group): Promise<void> => {
    await (hasArrived(group) ? runsEnded.get(group) : undefined);
    await reputationNoted.get(group);
    await recordGroup(group, ports);
  };
  const recordings = await doAll(doneOf(suppressions), record, notRecorded);
  await noteFlow(doneOf(recordings), ports);
  const unpublished = await publishGroups(doneOf(recordings), ports);

  const unfound = lookUps.flatMap((lookUp) =>
    lookUp.kind === 'failed' ? lookUp.thing.inputs : [],
  );
  const unrecorded = [...suppressions, ...recordings].flatMap(({ kind, thing }) =>
    kind === 'failed' ? thing.received.flatMap((one) => one.inputs) : [],
  );
  const isWanted = (index: number): boolean => inputs[index]?.isWornOut !== true;
  const failed = [
    ...new Set([...unreadable, ...unfound, ...unrecorded, ...unpublished.filter(isWanted)]),
  ].toSorted((a, b) => a - b);
  ports.log('info', 'feedback recorded', {
    inputs: inputs.length,
    events: received.length,
    failed: failed.length,
  });
  return failed;
};
