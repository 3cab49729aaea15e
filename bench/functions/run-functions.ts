import { labDirectory } from '../../local/lab/lab-directory.ts';
import type { Output } from '../../local/lab/output.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { startPipeline } from '../pacing/pipeline-subject.ts';
import { type RowPlan, recommendedBatch } from '../pacing/row.ts';
import { runRow } from '../pacing/run-row.ts';
import { scriptOf } from '../pacing/scenario-script.ts';
import { bundlesOf, type FunctionFigures, measureFunctions } from './measure-functions.ts';
import { measureSenderCpu, type SenderFigures } from './sender-cpu.ts';

/** What `npm run bench -- functions` can be told. */
export interface FunctionsOptions {
  readonly quick: boolean;
  readonly json: boolean;
}

const sendingRate = 200;
/** What docs/pacing.md recommends for that rate. */
const sendingContainers = 3;

/** Measures the packaged functions and prints a line for each, and one for a mail of the sender. */
export const runFunctions = async (
  { quick, json }: FunctionsOptions,
  { print, tell }: Output,
): Promise<readonly FunctionFigures[]> => {
  tell(`functions: memory at ${sendingRate} mails per second …`);
  const residentMegabytes = await measureMemory(quick);
  const bundles = await bundlesOf(await packagedTemplate(), labDirectory);
  tell('functions: imports …');
  const figures = await measureFunctions(bundles, { rounds: quick ? 5 : 15, residentMegabytes });
  if (!json) print(head);
  for (const one of figures) print(json ? JSON.stringify(one) : lineOf(one));
  const sender = bundles.find(({ key }) => key === 'send-email');
  if (sender !== undefined) {
    tell('functions: processor time of a mail …');
    const one = await measureSenderCpu(sender, { rounds: quick ? 5 : 15, batches: 40 });
    print(json ? JSON.stringify(one) : senderLine(one));
  }
  return figures;
};

/** The most memory that any container of the sender had, at 200 mails per second; MB. */
const measureMemory = async (quick: boolean): Promise<number> => {
  const plan: RowPlan = {
    design: 'pipeline',
    rate: sendingRate,
    containers: sendingContainers,
    batch: recommendedBatch(sendingRate),
    model: 'token-bucket',
    scenario: 'steady',
  };
  const script = scriptOf(plan.scenario, plan.rate, { quick });
  const pipeline = await startPipeline(plan, {
    package: await packagedTemplate(),
    directory: labDirectory,
    visibilitySeconds: script.visibilitySeconds,
    feedback: true,
  });
  try {
    await runRow(pipeline, plan, script);
    return Math.max(
      ...pipeline.stack
        .reports()
        .filter(({ functionName }) => functionName.endsWith('send-email'))
        .map(({ maxMemoryMegabytes }) => maxMemoryMegabytes),
    );
  } finally {
    await pipeline.stop();
  }
};

/** The head of the table. */
const head = `${'function'.padEnd(20)} ${'gzip KiB'.padStart(9)} ${'import ms'.padStart(10)} ${'empty ms'.padStart(9)} ${'resident MB'.padStart(12)}`;

const lineOf = ({
  function: name,
  gzipBytes,
  importMs,
  emptyImportMs,
  residentMegabytes,
}: FunctionFigures): string =>
  [
    name.padEnd(20),
    (gzipBytes / 1024).toFixed(1).padStart(9),
    importMs.toFixed(1).padStart(10),
    emptyImportMs.toFixed(1).padStart(9),
    String(residentMegabytes ?? '–').padStart(12),
  ].join(' ');

const senderLine = ({ cpuMsPerMail, sdkCpuMsPerMail, mailsPerSecond }: SenderFigures): string =>
  `send-email: ${cpuMsPerMail} ms of processor time a mail, the plain SDK ${sdkCpuMsPerMail}; ${mailsPerSecond} mails a second in one process`;
