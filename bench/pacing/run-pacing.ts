import { appendFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { labDirectory } from '../../local/lab/lab-directory.ts';
import type { Output } from '../../local/lab/output.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { designs } from './designs/catalogue.ts';
import type { PacingOptions } from './pacing-options.ts';
import { startPipeline } from './pipeline-subject.ts';
import { planRows } from './plan-rows.ts';
import { missingForRedis } from './redis.ts';
import { remarksOf, tableHead, tableLine } from './result-table.ts';
import { ourDesign, type RowPlan, type RunRecord } from './row.ts';
import { runRow } from './run-row.ts';
import { type ScenarioScript, scriptOf } from './scenario-script.ts';
import type { Subject } from './subject.ts';
import { startWorkers } from './worker-subject.ts';
import { writeReport } from './write-report.ts';

/** The options leave no row to run. */
export class NothingToRunError extends Error {
  override readonly name = 'NothingToRunError';
}

/** Names that `--design` takes. */
export const designNames: readonly string[] = [ourDesign, ...designs.map(({ name }) => name)];

const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${process.platform}`;

/** Settings of all runs. */
export type RunOptions = Pick<PacingOptions, 'quick' | 'seconds' | 'feedback'>;

/** Standstill above which a row is not to be trusted; a merely busy machine stays below it. */
const longStandstillMs = 2_000;

/**
 * Runs the selected rows one after the other, and prints each as soon as it is measured.
 *
 * @returns whether all of them could be measured
 * @throws NothingToRunError when the options leave none
 */
export const runPacing = async (
  options: PacingOptions,
  { print, tell }: Output,
): Promise<boolean> => {
  const all = planRows(options, designNames);
  const missing = missingForRedis();
  const withoutRedis = missing === undefined ? [] : all.filter(({ design }) => needsRedis(design));
  if (withoutRedis.length > 0)
    tell(`${missing} is not installed: the rows of BullMQ are left out.`);
  const plans = all.filter((plan) => !withoutRedis.includes(plan));
  if (plans.length === 0) {
    throw new NothingToRunError(
      'No row is left: transactional-burst and steady-bulk are for the design pipeline, kill-2 is for three containers or more, sdk-ceiling is for steady.',
    );
  }
  if (!options.json) print(tableHead());
  const records: RunRecord[] = [];
  let isWhole = true;
  for (const [index, plan] of plans.entries()) {
    tell(`${index + 1} of ${plans.length}: ${describe(plan)} …`);
    try {
      const record = await recordRow(plan, options);
      records.push(record);
      print(options.json ? JSON.stringify(record.row) : tableLine(record.row));
      if (record.stoodStillMs > longStandstillMs) {
        tell(
          `The bench itself stood still for ${(record.stoodStillMs / 1000).toFixed(1)} s: measure this row again on a quieter machine.`,
        );
      }
      if (record.leftQueued > 0)
        tell(`${record.leftQueued} messages were still queued when the time was up.`);
      if (options.json) for (const remark of remarksOf(record.row)) tell(remark);
      if (options.save !== undefined) await appendFile(options.save, `${JSON.stringify(record)}\n`);
    } catch (error) {
      isWhole = false;
      tell(`${describe(plan)}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (options.report !== undefined) await writeReport(records, options.report);
  return isWhole;
};

const startSubject = async (
  plan: RowPlan,
  script: ScenarioScript,
  { feedback }: RunOptions,
): Promise<Subject> => {
  if (plan.design === ourDesign) {
    return startPipeline(plan, {
      package: await packagedTemplate(),
      directory: labDirectory,
      visibilitySeconds: script.visibilitySeconds,
      feedback,
    });
  }
  const design = designs.find(({ name }) => name === plan.design);
  if (design === undefined) throw new RangeError(`There is no design ${plan.design}.`);
  return startWorkers(plan, design, labDirectory);
};

/** Makes one run: starts the design, runs the row, and stops everything. */
const recordRow = async (plan: RowPlan, options: RunOptions): Promise<RunRecord> => {
  const script = scriptOf(plan.scenario, plan.rate, options);
  const subject = await startSubject(plan, script, options);
  try {
    return { ...(await runRow(subject, plan, script)), at: new Date().toISOString(), machine };
  } finally {
    await subject.stop();
  }
};

const needsRedis = (name: string): boolean =>
  designs.some((design) => design.name === name && design.needsRedis);

const describe = ({ design, rate, containers, model, scenario }: RowPlan): string =>
  `${design}, ${rate} per second, ${containers} ${containers === 1 ? 'container' : 'containers'}, ${model}, ${scenario}`;
