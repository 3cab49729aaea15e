import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { models, type RunRecord, scenarios } from './row.ts';

const row = z.strictObject({
  design: z.string(),
  rate: z.number(),
  containers: z.number(),
  batch: z.number(),
  model: z.enum(models),
  scenario: z.enum(scenarios),
  utilisation: z.number().nullable(),
  throttledPer1000: z.number(),
  worstSecond: z.number(),
  ledgerWritesPerMessage: z.number(),
  dynamoRequestsPerMessage: z.number(),
  sqsRequestsPerMessage: z.number(),
  billedMsPerMessage: z.number(),
  lost: z.number(),
  doubled: z.number(),
  fairness: z.number().nullable(),
  throttledAfterNotice: z.number().optional(),
  throttlesStopAfterSeconds: z.number().nullable().optional(),
  utilisationAfter: z.number().nullable().optional(),
  slotsLostPerKill: z.number().optional(),
  marketingShare: z.number().optional(),
  transactionalP99Seconds: z.number().nullable().optional(),
});

const record = z.strictObject({
  row,
  timeline: z.array(z.tuple([z.number(), z.number(), z.number()])),
  leftQueued: z.number(),
  stoodStillMs: z.number(),
  at: z.string(),
  machine: z.string(),
});

/**
 * Reads files that `--save` wrote.
 *
 * @throws Error that names the file and the line that the bench did not write
 */
export const readRecords = async (files: readonly string[]): Promise<readonly RunRecord[]> => {
  const ofFile = async (file: string): Promise<readonly RunRecord[]> =>
    (await readFile(file, 'utf8'))
      .split('\n')
      .map((line, index) => ({ line, number: index + 1 }))
      .filter(({ line }) => line !== '')
      .map(({ line, number }) => {
        try {
          return record.parse(JSON.parse(line));
        } catch (error) {
          throw new Error(
            `${file}, line ${number}, is no row that npm run bench -- pacing --save wrote.`,
            { cause: error },
          );
        }
      });
  return (await Promise.all(files.map(ofFile))).flat();
};
