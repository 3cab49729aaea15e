import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { plainEnvironment } from '../../local/child-process.ts';
import { unpackFunction } from '../../local/template/function-code.ts';
import type { Package } from '../../local/template/packaged.ts';
import { readStackResources } from '../../local/template/stack-resources.ts';
import { resolveTemplate } from '../../shared/cloudformation/resolve-template.ts';
import { percentile } from '../pacing/measure.ts';

/** What a packaged function costs before it has done anything. */
export interface FunctionFigures {
  /** Its key in serverless.yml. */
  readonly function: string;
  /** The bundle, compressed. */
  readonly gzipBytes: number;
  /** Median time of the first import, in fresh processes of this Node; milliseconds. */
  readonly importMs: number;
  /** The same of an empty module, in the same run. */
  readonly emptyImportMs: number;
  /**
   * The most that any container had resident while it sent 200 mails per second; null for functions
   * that do not send.
   */
  readonly residentMegabytes: number | null;
}

const run = promisify(execFile);
const timeImport = join(import.meta.dirname, 'time-import.mjs');
const empty = join(import.meta.dirname, 'empty.mjs');

/**
 * Measures every packaged function.
 *
 * @param rounds - imports of each; they take turns, so that a busy moment of the machine falls on
 * all
 * @param residentMegabytes - of the sender under load, measured elsewhere
 */
export const measureFunctions = async (
  bundles: readonly Bundle[],
  { rounds, residentMegabytes }: { readonly rounds: number; readonly residentMegabytes: number },
): Promise<readonly FunctionFigures[]> => {
  const times = new Map<string, number[]>([
    [empty, []],
    ...bundles.map(({ file }) => [file, []] as [string, number[]]),
  ]);
  for (let round = 0; round < rounds; round += 1) {
    times.get(empty)?.push(await importOnce(empty, {}));
    for (const { file, environment } of bundles)
      times.get(file)?.push(await importOnce(file, environment));
  }
  const median = (file: string): number =>
    Number(percentile(times.get(file) ?? [], 0.5).toFixed(1));
  return Promise.all(
    bundles.map(async ({ key, file }) => ({
      function: key,
      gzipBytes: gzipSync(await readFile(file), { level: 9 }).length,
      importMs: median(file),
      emptyImportMs: median(empty),
      residentMegabytes: key === 'send-email' ? Math.ceil(residentMegabytes) : null,
    })),
  );
};

const importOnce = async (
  file: string,
  environment: Readonly<Record<string, string>>,
): Promise<number> => {
  const { stdout } = await run(process.execPath, [timeImport, pathToFileURL(file).href], {
    env: { ...plainEnvironment(), ...environment, AWS_REGION: 'us-east-1' },
  });
  return Number(stdout.trim().split('\n').at(-1));
};

/** A packaged function, unpacked. */
export interface Bundle {
  readonly key: string;
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Unpacks every function of the package. */
export const bundlesOf = async (
  { template, zipOf }: Package,
  directory: string,
): Promise<readonly Bundle[]> => {
  const resolved = resolveTemplate(template, {
    region: 'us-east-1',
    accountId: '000000000000',
    stackName: 'bench',
    parameters: {},
    queueUrl: (name) => `https://sqs.us-east-1.amazonaws.com/000000000000/${name}`,
  });
  return Promise.all(
    readStackResources(resolved).functions.map(async ({ key, handler, environment }) => {
      const code = await unpackFunction(zipOf(key), join(directory, 'functions'), key);
      return {
        key,
        file: join(code, `${handler.slice(0, handler.lastIndexOf('.'))}.mjs`),
        environment,
      };
    }),
  );
};
