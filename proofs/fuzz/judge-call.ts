import type { Input } from './batch-plan.ts';
import type { BrokenPromise, Violation } from './broken-promise.ts';
import type { Meaning } from './event-meaning.ts';
import type { Line } from './watched-ports.ts';

/** One call of a recorder: its inputs, answer and log lines. */
export interface Call {
  readonly inputs: readonly Input[];
  /** Ids that must come again. */
  readonly failed: readonly string[];
  readonly lines: readonly Line[];
}

/** Judges whether every input of a call was answered for, with a reason. */
export const judgeCall = ({ inputs, failed, lines }: Call): readonly Violation[] => {
  const violations: Violation[] = [];
  const tell = (promise: BrokenPromise, detail: string) => violations.push({ promise, detail });
  for (const { id, meanings } of inputs) {
    const mine = lines.filter(({ fields }) => fields.id === id);
    const refusals = mine.filter(isRefusal);
    const ignorals = mine.filter(isIgnoral);
    const isClear = howMany(meanings, 'garbled') === 0;
    const [broken, strange] = [howMany(meanings, 'broken'), howMany(meanings, 'stranger')];
    if (refusals.length < broken || (isClear && refusals.length > broken))
      tell('vanished', `${id}: ${refusals.length} refused where ${broken} cannot be understood`);
    if (ignorals.length < strange || (isClear && ignorals.length > strange))
      tell('vanished', `${id}: ${ignorals.length} ignored where ${strange} say nothing`);
    if (
      ![
        ...refusals.map(({ fields }) => fields.detail),
        ...ignorals.map(({ fields }) => fields.why),
      ].every(isReason)
    )
      tell('vanished', `${id}: no reason`);
    if (failed.includes(id) !== refusals.length > 0)
      tell(
        'answer',
        `${id}: ${failed.includes(id) ? '' : 'not '}failed, ${refusals.length} refused`,
      );
  }
  if (
    new Set(failed).size !== failed.length ||
    failed.some((id) => inputs.every((input) => input.id !== id))
  )
    tell('answer', `answered ${failed.join(', ')}`);

  const meanings = inputs.flatMap((input) => input.meanings);
  const events = lines.reduce(
    (sum, { message, fields }) =>
      message === 'feedback recorded' ? sum + Number(fields.events) : sum,
    0,
  );
  const answered = events + lines.filter((line) => isRefusal(line) || isIgnoral(line)).length;
  // Copies within a call are one event; a garbled document may be anything, but counts as one.
  const garbled = howMany(meanings, 'garbled') > 0 ? 1 : 0;
  const least =
    numbersOf(meanings) + howMany(meanings, 'broken') + howMany(meanings, 'stranger') + garbled;
  if (answered < least) tell('vanished', `${answered} answered for, of at least ${least}`);
  if (garbled === 0 && events !== numbersOf(meanings))
    tell('vanished', `${events} events recorded, of ${numbersOf(meanings)}`);
  return violations;
};

export const isRefusal = ({ message }: Line): boolean =>
  message === 'feedback cannot be understood';
export const isIgnoral = ({ message }: Line): boolean => message === 'feedback ignored';

const isReason = (reason: unknown): boolean => typeof reason === 'string' && reason.trim() !== '';

const numbersOf = (meanings: readonly Meaning[]): number =>
  new Set(meanings.flatMap((meaning) => (meaning.kind === 'event' ? [meaning.event.number] : [])))
    .size;

const howMany = (meanings: readonly Meaning[], kind: Meaning['kind']): number =>
  meanings.filter((meaning) => meaning.kind === kind).length;
