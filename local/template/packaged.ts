import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { withFileLock } from '../with-file-lock.ts';
import { hashOfSources, isCurrent, templateName, writeStamp } from './package-stamp.ts';
import { runServerless } from './run-serverless.ts';

const root = join(import.meta.dirname, '..', '..');
const output = join(root, '.serverless');
const templateFile = join(output, templateName);
const lockFile = join(root, '.local', 'package');

const resourceSchema = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.union([z.array(z.string()), z.string().transform((id) => [id])]).default([]),
  Condition: z.string().optional(),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});

const templateSchema = z.object({
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(z.string(), resourceSchema),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Condition: z.string().optional() }))
    .default({}),
});

/**
 * A resource as CloudFormation gets it; `Properties` holds intrinsic functions in their long form
 * (`{"Fn::GetAtt": [id, name]}`).
 */
export type PackagedResource = z.infer<typeof resourceSchema>;

/** The template of the whole stack; resources by logical id. */
export type PackagedTemplate = z.infer<typeof templateSchema>;

/** What `serverless package` makes. */
export interface Package {
  readonly template: PackagedTemplate;
  /**
   * Path of the code of a function, named by its key in serverless.yml. It is the base name of
   * `Code.S3Key`, too.
   */
  readonly zipOf: (functionName: string) => string;
}

const make = async (sources: string): Promise<void> => {
  await runServerless(['package']);
  await writeStamp(output, sources);
};

const locked = <Result>(work: () => Promise<Result>): Promise<Result> =>
  withFileLock(lockFile, work);

/**
 * Packages the service as it would be deployed, into `.serverless`, with no account and no network.
 *
 * @param args - further arguments for `serverless package`, such as `--stage prod`
 */
export const makePackage = (args: readonly string[]): Promise<void> =>
  locked(async () => {
    if (args.length === 0) await make(await hashOfSources(root));
    else await runServerless(['package', ...args]);
  });

/** Folders that the framework reads. */
const serviceFolders = ['infra', 'node_modules', 'shared'] as const;
/** Files that it reads; it does not follow a link to a file. */
const serviceFiles = ['package.json', 'serverless.yml', 'tsconfig.json'] as const;

/**
 * The template of another stage, or with other parameters. It is made in a folder of its own, for
 * the framework clears `.serverless` before anything else, and others may be reading there. The
 * functions there are empty: a template does not depend on their code, and bundling takes most of
 * the time.
 *
 * @param args - for `serverless package`, such as `--param profile=small`
 * @throws ServerlessError when the framework refuses them
 */
export const templateWith = async (args: readonly string[]): Promise<PackagedTemplate> => {
  const folder = await mkdtemp(join(tmpdir(), 'ses-pipeline-package-'));
  try {
    for (const name of serviceFolders) await symlink(join(root, name), join(folder, name));
    await writeEmptyFunctions(join(folder, 'functions'));
    for (const name of serviceFiles) await copyFile(join(root, name), join(folder, name));
    await runServerless(['package', ...args], folder);
    const template = join(folder, '.serverless', templateName);
    return templateSchema.parse(JSON.parse(await readFile(template, 'utf8')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const writeEmptyFunctions = async (folder: string): Promise<void> => {
  for (const name of await readdir(join(root, 'functions'))) {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, 'handler.ts'), 'export const handler = () => undefined;\n');
  }
};

/**
 * The package of stage dev in `.serverless`, made anew when its sources have changed since. Safe to
 * ask from several processes at once: one packages, the others wait for it.
 *
 * @param onMake - told before it is made anew, which takes a while
 */
export const packagedTemplate = (onMake: () => void = () => undefined): Promise<Package> =>
  locked(async () => {
    const sources = await hashOfSources(root);
    if (!(await isCurrent(output, sources))) {
      onMake();
      await make(sources);
    }
    const template = templateSchema.parse(JSON.parse(await readFile(templateFile, 'utf8')));
    return { template, zipOf: (functionName) => join(output, `${functionName}.zip`) };
  });
