import { labDirectory } from '../../local/lab/lab-directory.ts';
import type { Output } from '../../local/lab/output.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { brokenPromises } from './broken-promises.ts';
import { type Amounts, startFeedbackBench } from './measure-recorder.ts';
import { type FeedbackRow, isFor, type Recorder, recorders, type Shape, shapes } from './row.ts';

/** Options of `npm run bench -- feedback`; without a selection everything is measured. */
export interface FeedbackOptions {
  readonly recorder?: readonly Recorder[];
  readonly shape?: readonly Shape[];
  readonly quick: boolean;
  readonly json: boolean;
}

const full: Amounts = {
  batched: 10_000,
  single: 2_000,
  ofOneMessage: 300,
  countedBatched: 2_000,
  countedSingle: 500,
};
const quickly: Amounts = {
  batched: 2_400,
  single: 60,
  ofOneMessage: 300,
  countedBatched: 1_000,
  countedSingle: 60,
};

const columns: readonly (readonly [string, number, (row: FeedbackRow) => string | number])[] = [
  ['events/s', 9, ({ eventsPerSecond }) => eventsPerSecond],
  ['sdk/s', 7, ({ sdkCeiling }) => sdkCeiling],
  ['ratio', 6, ({ ratio }) => ratio.toFixed(2)],
  ['cpu ms', 7, ({ cpuMsPerEvent }) => cpuMsPerEvent.toFixed(3)],
  ['sdk cpu', 7, ({ sdkCpuMsPerEvent }) => sdkCpuMsPerEvent.toFixed(3)],
  ['req/event', 10, ({ requestsPerEvent }) => requestsPerEvent.toFixed(3)],
  ['hottest w/s', 12, ({ hottestItemWritesPerSecond }) => hottestItemWritesPerSecond],
  ['w/item/batch', 13, ({ mostWritesPerItemAndBatch }) => mostWritesPerItemAndBatch],
];

const head = `${'recorder'.padEnd(17)} ${'shape'.padEnd(17)}${columns.map(([name, width]) => name.padStart(width)).join(' ')}`;

/**
 * Measures the recorders and prints a row for each shape.
 *
 * @returns whether the counts keep every promise; the broken ones are reported
 */
export const runFeedback = async (
  options: FeedbackOptions,
  { print, tell }: Output,
): Promise<boolean> => {
  const { recorder: asked = recorders, shape: askedShapes = shapes, quick, json } = options;
  const bench = await startFeedbackBench(
    await packagedTemplate(),
    labDirectory,
    quick ? quickly : full,
  );
  const rows: FeedbackRow[] = [];
  try {
    if (!json) print(head);
    for (const recorder of asked) {
      tell(`feedback: ${recorder} …`);
      const prepared = await bench.prepare(recorder);
      try {
        for (const shape of askedShapes.filter((one) => isFor(recorder, one))) {
          const row = await prepared.measure(shape);
          rows.push(row);
          print(json ? JSON.stringify(row) : lineOf(row));
        }
      } finally {
        await prepared.stop();
      }
    }
  } finally {
    await bench.stop();
  }
  const broken = rows.flatMap(brokenPromises);
  for (const one of broken) tell(one);
  return broken.length === 0;
};

const lineOf = (row: FeedbackRow): string =>
  `${row.recorder.padEnd(17)} ${row.shape.padEnd(17)}${columns.map(([, width, value]) => String(value(row)).padStart(width)).join(' ')}`;
