import type { Redriven } from '../../../shared/dead-letters/redrive.ts';
import { nameOfError } from '../../../shared/system/name-of-error.ts';
import { exitCodes, printable } from '../../command-io.ts';
import { paint, toneOfState } from '../../terminal/paint.ts';
import { nameOf, toRow, unknownDeadLetter } from './dead-letter-row.ts';
import type { DeadLettersIo } from './dead-letters-io.ts';
import { walks } from './walks.ts';

export interface RedriveCliOptions {
  readonly reason?: string;
  readonly queue?: string;
  readonly all?: boolean;
  readonly dryRun?: boolean;
  /** Dead letters per second, as typed. */
  readonly rate: string;
  readonly json?: boolean;
}

/**
 * `ses-pipeline dead-letters redrive`: puts dead letters back on the queues they came from, if they
 * pass the present rules.
 *
 * @returns 0; 1 when a dead letter could not be put back; 2 when none is named, or no queue has the
 *   name; 3 when none matched, or one stays because it would only fail again
 */
export const redriveDeadLetters = async (
  id: string | undefined,
  options: RedriveCliOptions,
  io: DeadLettersIo,
): Promise<number> => {
  const problem = usageProblem(id, options);
  if (problem !== undefined) {
    io.printError(problem);
    return exitCodes.usage;
  }
  const { reason, queue, dryRun = false, rate, json } = options;
  const counts = { ...noCounts };
  const onDeadLetter = (redriven: Redriven): void => {
    counts[redriven.kind] += 1;
    const line = () => paint(io.screen, toneOfState(redriven.kind), printable(toLine(redriven)));
    io.print(json ? JSON.stringify(toResult(redriven)) : line());
  };
  const redrive = () =>
    io.redriveSelected(
      { id, reason, queue },
      { isDryRun: dryRun, rate: Number(rate), onDeadLetter },
    );
  if (!(await walks(io, redrive))) return exitCodes.usage;
  if (Object.values(counts).every((count) => count === 0)) {
    io.printError(id === undefined ? 'No dead letter matches.' : unknownDeadLetter(id));
    return exitCodes.wrong;
  }
  if (counts.failed > 0) return exitCodes.failed;
  return counts.unfit > 0 ? exitCodes.wrong : exitCodes.fine;
};

const toLine = (redriven: Redriven): string => {
  switch (redriven.kind) {
    case 'redriven':
      return `${nameOf(redriven)}  back on ${redriven.origin}`;
    case 'would-redrive':
      return `${nameOf(redriven)}  would go back to ${redriven.origin}`;
    case 'unfit':
      return `${nameOf(redriven)}  stays: ${redriven.reasons.join(' · ')}`;
    case 'failed':
      return `${nameOf(redriven)}  stays: ${nameOfError(redriven.cause)}; redrive it again`;
    default:
      return redriven satisfies never;
  }
};

const toResult = (redriven: Redriven) => ({
  ...toRow(redriven),
  result: redriven.kind,
  problems:
    redriven.kind === 'unfit'
      ? redriven.reasons
      : redriven.kind === 'failed'
        ? [nameOfError(redriven.cause)]
        : [],
});

/** The problem with the options; undefined when they are valid. */
const usageProblem = (id: string | undefined, options: RedriveCliOptions): string | undefined => {
  const isNamed = [id, options.reason, options.queue].some((part) => part !== undefined);
  const rate = Number(options.rate);
  if (!isNamed && !options.all) return 'Name the dead letters: an id, --reason, --queue, or --all.';
  if (isNamed && options.all) return '--all cannot be combined with an id, --reason or --queue.';
  if (!(rate >= 1 && rate <= 1000))
    return '--rate takes a number from 1 to 1000 (dead letters per second).';
  return undefined;
};

const noCounts = { redriven: 0, 'would-redrive': 0, unfit: 0, failed: 0 };
